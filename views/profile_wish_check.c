/* What is wrong with a value of a security profile's form, and what a line of it says. */
#include <stdio.h>
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/base/i18n.h"
#include "client/store/behavior_line.h"
#include "views/profile_wish.h"

/* ---- what is wrong ---- */

static void on_note(void *ctx, const struct profile_note *n)
{
    struct form_verdict *v = ctx;

    /* warnings stand below the line all the time: profile_wish_say() */
    if (n->kind == PROFILE_NOTE_ERROR)
        buf_printf(v->error, "%s%s", v->error->len > 0 ? "; " : "", n->text);
}

static bool is_line(const char *name)
{
    return name[0] == 'b' && name[1] >= '1' && name[1] <= '9';
}

/* Of an earlier line. */
static bool is_taken(const struct app *app, const struct form *f, const char *name,
                     const char *behavior, struct arena *a)
{
    for (size_t i = 1; i <= PROFILE_LINES_MAX; i++) {
        char other[PROFILE_LINE_NAME];
        struct behavior b;
        struct err err;

        profile_line_name(i, other);
        if (strcmp(other, name) == 0)
            return false;
        const char *line = form_value(f, other);

        if (line != NULL && *line != '\0' &&
            behavior_line_read(str_of(line), app_custom_metrics(app), a, &b, &err) &&
            b.name != NULL && strcmp(b.name, behavior) == 0)
            return true;
    }
    return false;
}

static void check_line(const struct app *app, const struct form *f, const char *name,
                       struct form_verdict *v)
{
    const struct profile_facts facts = {.custom_metrics = app_custom_metrics(app),
                                        .dimensions = app_dimensions(app),
                                        .has_export = *form_value(f, "export") != '\0'};
    const char *line = form_value(f, name);
    struct arena *a = arena_new();
    struct behavior b;
    struct err err;

    if (str_trim(str_of(line)).n == 0) {
        arena_free(a);
        return;
    }
    if (!behavior_line_read(str_of(line), app_custom_metrics(app), a, &b, &err)) {
        buf_puts(v->error, err.text);
    } else {
        behavior_check(&b, &facts, on_note, v);
        if (b.name != NULL && is_taken(app, f, name, b.name, a))
            buf_printf(v->error, _("%stwo behaviors are called %s"),
                       v->error->len > 0 ? "; " : "", b.name);
    }
    arena_free(a);
}

static void check_name(const struct app *app, const char *value, bool is_new,
                       struct form_verdict *v)
{
    const struct field *f =
        record_field(&create_security_profile_input_record, "securityProfileName");
    struct err err;

    if (!scalar_check(f->is.scalar, value, &err))
        buf_puts(v->error, *value == '\0' ? _("a profile needs a name") : err.text);
    else if (is_new && described_find(app_profiles(app), value) != NULL)
        buf_puts(v->error, _("there is one of this name"));
}

static void check_description(const char *value, struct form_verdict *v)
{
    const struct field *f =
        record_field(&create_security_profile_input_record, "securityProfileDescription");
    struct err err;

    if (*value != '\0' && !scalar_check(f->is.scalar, value, &err))
        buf_puts(v->error, err.text);
}

static void check_pair(const char *first, const char *second, const char *needs,
                       struct form_verdict *v)
{
    if (*first != '\0' && *second == '\0')
        buf_puts(v->error, needs);
}

static void check_groups(const char *value, struct form_verdict *v)
{
    for (struct str rest = str_of(value); rest.n > 0;) {
        const struct str one = str_trim(str_cut(rest, ',', &rest));

        if (one.n > 0 && memchr(one.p, ' ', one.n) != NULL && v->error->len == 0)
            buf_printf(v->error, _("%.*s: names of groups, ',' between"),
                       (int)(one.n > 60 ? 60 : one.n), one.p);
    }
}

static void check_retain(const char *value, struct form_verdict *v)
{
    struct arena *a = arena_new();
    struct list list = {0};
    struct err err;

    if (!profile_wish_retained(value, a, &list, &err))
        buf_puts(v->error, err.text);
    arena_free(a);
}

void profile_wish_check(const struct app *app, const struct form *f, const char *name,
                        bool is_new, struct form_verdict *v)
{
    const char *value = form_value(f, name);

    if (is_line(name))
        check_line(app, f, name, v);
    else if (strcmp(name, "name") == 0)
        check_name(app, value, is_new, v);
    else if (strcmp(name, "description") == 0)
        check_description(value, v);
    else if (strcmp(name, "groups") == 0)
        check_groups(value, v);
    else if (strcmp(name, "retain") == 0)
        check_retain(value, v);
    else if (strcmp(name, "topic") == 0 && *value != '\0' &&
             (!str_starts(value, "arn:") || strstr(value, ":sns:") == NULL))
        buf_puts(v->error, "arn:aws:sns:REGION:ACCOUNT:TOPIC");
    else if (strcmp(name, "role") == 0)
        check_pair(form_value(f, "topic"), value, _("sending to the topic needs a role"), v);
    else if (strcmp(name, "export-role") == 0)
        check_pair(form_value(f, "export"), value, _("the export needs a role"), v);
}

static void on_warning(void *ctx, const struct profile_note *n)
{
    struct buf *out = ctx;

    if (n->kind == PROFILE_NOTE_WARN)
        buf_printf(out, "%s%s", out->len > 0 ? "; " : _("\nlook again: "), n->text);
}

enum style profile_wish_say(const struct app *app, const char *line, struct buf *out)
{
    const struct profile_facts facts = {.custom_metrics = app_custom_metrics(app),
                                        .dimensions = app_dimensions(app),
                                        .has_export = true};
    struct buf warnings = BUF_INIT(4096);
    struct arena *a = arena_new();
    struct behavior b;
    struct err err;

    if (str_trim(str_of(line)).n > 0 &&
        behavior_line_read(str_of(line), app_custom_metrics(app), a, &b, &err)) {
        if (b.criteria == NULL) {
            buf_puts(out, _("only measured"));
        } else {
            buf_puts(out, _("expected "));
            behavior_expects_say(out, &b);
            buf_puts(out, _("; alarms on "));
            behavior_alarms_say(out, &b);
        }
        behavior_check(&b, &facts, on_warning, &warnings);
        buf_puts(out, buf_text(&warnings));
    }
    const enum style style = warnings.len > 0 ? STYLE_WARN : STYLE_DIM;

    buf_free(&warnings);
    arena_free(a);
    return style;
}
