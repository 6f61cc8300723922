/* What becomes of a filled form: checked by the service, reviewed, edited as JSON, held against
 * what somebody else changed meanwhile. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"
#include "client/store/profile_json.h"
#include "views/profile_edit_inside.h"

enum { SERVICE_MAX = 16 * 1024 };

/* ---- somebody else ---- */

static struct profile_state copy_state(const struct described_item *item, struct arena *a)
{
    struct profile_state s = profile_state_of(item, a);

    s.what = input_copy(&describe_security_profile_output_record, item->output, a);
    return s;
}

bool profile_edit_has_conflict(struct profile_edit *s)
{
    const struct described_item *item = described_find(app_profiles(s->app), s->name);
    const struct describe_security_profile_output *now = item != NULL ? item->output : NULL;
    const struct describe_security_profile_output *known =
        s->now.what != NULL ? s->now.what : s->was.what;

    if (s->was.what == NULL || now == NULL)
        return s->now.what != NULL;
    if (now->version.set && known->version.set && now->version.value != known->version.value)
        s->now = copy_state(item, s->arena);
    return s->now.what != NULL;
}

/* The behavior's name in a line. */
static struct str name_in(const char *line)
{
    struct str rest;

    return str_trim(str_cut(str_of(line), ':', &rest));
}

static const char *line_at(const struct profile_edit *s, size_t i)
{
    char name[PROFILE_LINE_NAME];

    profile_line_name(i, name);
    return form_value(s->host.form, name);
}

/* The line of a behavior of this name, else an empty one; 0: neither. */
static size_t place_of(const struct profile_edit *s, struct str name)
{
    size_t empty = 0;

    for (size_t i = s->lines; i >= 1; i--) {
        const char *line = line_at(s, i);
        const struct str there = name_in(line);

        if (*line == '\0')
            empty = i;
        else if (there.n == name.n && memcmp(there.p, name.p, name.n) == 0)
            return i;
    }
    return empty;
}

/* A line I changed goes to the behavior of its name, wherever that stands now. */
static void put_line(struct profile_edit *s, const char *mine, const char *began)
{
    const size_t at = place_of(s, name_in(*mine != '\0' ? mine : began));
    char name[PROFILE_LINE_NAME];

    if (at == 0)
        return;
    profile_line_name(at, name);
    form_host_set(&s->host, name, mine);
}

struct mine {
    char *name, *value, *began;
};

static size_t take_mine(const struct profile_edit *s, struct mine *out)
{
    size_t n = 0;

    for (size_t i = 0; i < s->host.o.n; i++) {
        const char *name = s->host.o.fields[i].name, *began = s->host.begins[i];
        const char *value = began != NULL ? form_value(s->host.form, name) : NULL;

        if (value != NULL && strcmp(value, began) != 0)
            out[n++] = (struct mine){mem_strdup(name), mem_strdup(value), mem_strdup(began)};
    }
    return n;
}

void profile_edit_settle(struct profile_edit *s, bool mine)
{
    struct mine *kept = mem_alloc(s->host.o.n + 1, sizeof *kept);
    const size_t n = take_mine(s, kept);

    if (s->now.what != NULL) {
        s->was = s->now;
        s->now = (struct profile_state){0};
    }
    s->wanted_lines = s->lines;
    form_host_done(&s->host); /* a draft is of the version that was opened */
    form_host_renew(&s->host);
    profile_edit_make(s);
    for (size_t i = 0; i < n; i++) {
        const bool line =
            kept[i].name[0] == 'b' && kept[i].name[1] >= '0' && kept[i].name[1] <= '9';

        if (mine && line)
            put_line(s, kept[i].value, kept[i].began);
        else if (mine)
            form_host_set(&s->host, kept[i].name, kept[i].value);
        free(kept[i].name);
        free(kept[i].value);
        free(kept[i].began);
    }
    free(kept);
    app_message(s->app, MESSAGE_OK, "%s",
                mine ? _("What you changed stands on top of what is there now.")
                     : _("The form has what is there now."));
}

/* ---- the review ---- */

static void show_plan(struct profile_edit *s)
{
    const struct profile_effects e = profile_effects_of(s->app, s->reach);
    struct arena *a = arena_new();
    struct profile_state wanted;
    struct plan *p = NULL;
    struct err err;

    if (!profile_wish_read(s->app, s->host.form, s->lines, a, &wanted, &err))
        app_error(s->app, &err);
    else if (s->was.what == NULL)
        p = plan_profile_create(&wanted, &e, app_now_ms(s->app));
    else if ((p = plan_profile_update(&s->was, &wanted, &e, app_now_ms(s->app))) == NULL)
        app_message(s->app, MESSAGE_INFO, "Nothing was changed: there is nothing to send.");
    if (p != NULL)
        form_host_review(&s->host, p);
    arena_free(a);
}

/* "Behavior auth-fail is malformed. ..." belongs to that line. */
static void place_error(struct profile_edit *s, const char *text)
{
    for (size_t i = 1; i <= s->lines; i++) {
        const struct str name = name_in(line_at(s, i));
        char quoted[160], field[PROFILE_LINE_NAME];

        if (name.n == 0 || name.n > 128)
            continue;
        (void)snprintf(quoted, sizeof quoted, " %.*s ", (int)name.n, name.p);
        if (strstr(text, quoted) == NULL)
            continue;
        profile_line_name(i, field);
        form_set_error(s->host.form, field, text);
        form_focus(s->host.form, field);
        return;
    }
}

static bool is_accepted(struct profile_edit *s)
{
    const struct validate_security_profile_behaviors_output *o = answer_output(s->check, 0);
    const struct validation_error *e = o != NULL ? o->validation_errors.items : NULL;
    struct buf text = BUF_INIT(SERVICE_MAX);

    if (o == NULL || (o->valid.set && o->valid.value)) {
        form_set_fact(s->host.form, "service", _("takes these behaviors"), STYLE_OK);
        return true;
    }
    for (size_t i = o->validation_errors.n; i-- > 0;)
        if (e[i].error_message != NULL) {
            buf_printf(&text, "%s%s", text.len > 0 ? "\n" : "", e[i].error_message);
            place_error(s, e[i].error_message);
        }
    form_set_fact(s->host.form, "service",
                  text.len > 0 ? buf_text(&text) : _("does not take these behaviors"),
                  STYLE_ERROR);
    app_message(s->app, MESSAGE_ERROR, "The service does not take these behaviors.");
    buf_free(&text);
    return false;
}

void profile_edit_checked(struct profile_edit *s)
{
    if (!s->reviewing || answer_waiting(s->check) || s->host.form == NULL || s->behavior > 0)
        return;
    s->reviewing = false;
    if (answer_state(s->check) == ANSWER_FAILED) {
        form_set_fact(s->host.form, "service", answer_err(s->check)->text, STYLE_WARN);
        app_message(s->app, MESSAGE_WARN, "The service could not check the behaviors: %s",
                    answer_err(s->check)->text);
        show_plan(s);
    } else if (is_accepted(s)) {
        show_plan(s);
    }
    app_redraw(s->app);
}

void profile_edit_review(void *ctx)
{
    struct profile_edit *s = ctx;
    struct validate_security_profile_behaviors_input in = {{0}};
    struct profile_state wanted;
    struct arena *a;
    struct err err;

    if (s->behavior > 0) {
        profile_edit_leave_behavior(s, true);
        return;
    }
    if (!form_valid(s->host.form) || s->reviewing)
        return;
    if (profile_edit_has_conflict(s)) {
        profile_edit_keep(s, false);
        profile_edit_remake(s);
        form_focus(s->host.form, "mine");
        app_message(s->app, MESSAGE_WARN,
                    "Somebody changed this profile meanwhile: see what differs, above.");
        return;
    }
    a = arena_new();
    if (profile_wish_read(s->app, s->host.form, s->lines, a, &wanted, &err)) {
        in.behaviors = wanted.what->behaviors;
        s->reviewing = in.behaviors.n > 0 && app_client(s->app) != NULL;
        if (s->reviewing) {
            form_set_fact(s->host.form, "service", _("checks the behaviors .."), STYLE_RUNNING);
            answer_ask(s->check, app_client(s->app), &op_validate_security_profile_behaviors,
                       &in);
        } else {
            show_plan(s);
        }
    } else {
        app_error(s->app, &err);
    }
    arena_free(a);
}

/* ---- as JSON ---- */

static void on_edited(void *ctx, struct str text, const struct err *failed)
{
    struct profile_edit *s = ctx;
    struct arena *a = arena_new();
    struct profile_file file;
    struct err err;

    s->edit = NULL;
    free(s->again);
    s->again = NULL;
    if (failed != NULL) {
        app_error(s->app, failed);
    } else if (!profile_json_read(text, a, &file, &err)) {
        s->again = mem_strndup(text.p, text.n);
        (void)err_advise(&err, "Nothing was taken over; the text is there again next time.");
        app_error(s->app, &err);
    } else {
        struct profile_state wanted = {file.what, file.targets, file.n_targets, true};

        if (!file.has_targets)
            wanted = profile_wish_targets(s->app, s->host.form, a);
        wanted.what = file.what;
        profile_edit_apply(s, &wanted);
        if (*file.unknown != '\0')
            app_message(s->app, MESSAGE_WARN, "Left out, as nobody knows them: %s.",
                        file.unknown);
        else
            app_message(s->app, MESSAGE_OK, "The form has the profile from the editor.");
    }
    arena_free(a);
    app_redraw(s->app);
}

void profile_edit_json(struct profile_edit *s)
{
    struct buf text = BUF_INIT(PROFILE_JSON_MAX);
    struct arena *a = arena_new();
    struct profile_state wanted;
    struct err err;
    bool ok = true;

    if (app_is_restricted(s->app)) {
        app_message(s->app, MESSAGE_WARN, "No editor is started: picket is restricted.");
        ok = false;
    } else if (s->again != NULL) {
        buf_puts(&text, s->again);
    } else if ((ok = profile_wish_read(s->app, s->host.form, s->lines, a, &wanted, &err))) {
        profile_json_put(&wanted, &text);
    } else {
        app_error(s->app, &err);
    }
    if (ok && s->edit == NULL) {
        s->edit = edit_start(s->app, "profile.json", (struct str){buf_text(&text), text.len},
                             on_edited, s, &err);
        if (s->edit == NULL)
            app_error(s->app, &err);
    }
    arena_free(a);
    buf_free(&text);
}
