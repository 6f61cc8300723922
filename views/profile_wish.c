#include "views/profile_wish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/api/enums.h"
#include "client/base/i18n.h"
#include "client/store/behavior_line.h"

enum {
    LINE_FIELDS = 5, /* the line, its sentence, three buttons */
    OTHER_FIELDS = 32,
    NAME_WIDTH = 40,
    TEXT_MAX = 64 * 1024,
};

typedef struct describe_security_profile_output security_profile;

#define REGISTERED   "registered-things"
#define UNREGISTERED "unregistered-things"
#define EVERYTHING   "things"

static const struct form_choice wholes[] = {
    {.value = EVERYTHING, .label = N_("all things"), .note = N_("registered or not")},
    {.value = REGISTERED, .label = N_("registered things")},
    {.value = UNREGISTERED,
     .label = N_("unregistered things"),
     .note = N_("clients without a thing")},
};

/* ---- fields ---- */

void profile_line_name(size_t line, char out[PROFILE_LINE_NAME])
{
    (void)snprintf(out, PROFILE_LINE_NAME, "b%zu", line);
}

static const struct form_field head[] = {
    {.kind = FORM_NOTE,
     .name = "",
     .label = N_("Criteria say what is normal; everything else alarms. Ctrl-X reviews.")},
};

const char profile_wish_measured[] =
    "aws:num-messages-sent, aws:num-messages-received, aws:message-byte-size, "
    "aws:num-authorization-failures, aws:num-connection-attempts, aws:num-disconnects";

static const struct form_field only_new[] = {
    {.kind = FORM_NOTE,
     .name = "",
     .label =
         N_("Recommended first: no behaviors, only metrics to retain; look at the values for "
            "some days, then say what is normal.")},
    {.kind = FORM_BUTTON, .name = "measure", .label = N_("Only measure, for now")},
};

static const struct form_field only_conflict[] = {
    {.kind = FORM_FACT, .name = "conflict", .label = N_("changed")},
    {.kind = FORM_BUTTON, .name = "mine", .label = N_("Mine on top of it")},
    {.kind = FORM_BUTTON, .name = "theirs", .label = N_("Take what is there")},
};

static const struct form_field what[] = {
    {.kind = FORM_TEXT,
     .name = "name",
     .label = N_("name"),
     .hint = N_("letters digits : _ -  max 128"),
     .width = NAME_WIDTH},
    {.kind = FORM_TEXT, .name = "description", .label = N_("description")},
    {.kind = FORM_HEADING,
     .name = "",
     .label = N_("behaviors"),
     .hint = N_("NAME: METRIC <= VALUE over 5min")},
};

const struct form_field profile_target_fields[PROFILE_TARGET_FIELDS] = {
    {.kind = FORM_HEADING, .name = "", .label = N_("watches"), .hint = N_("Space toggles")},
    {.kind = FORM_CHECKLIST,
     .name = "whole",
     .label = "",
     .choices = wholes,
     .n_choices = COUNT_OF(wholes)},
    {.kind = FORM_TEXT,
     .name = "groups",
     .label = N_("groups"),
     .hint = N_("names, ',' between; those below count too")},
    {.kind = FORM_FACT, .name = "reach", .label = N_("means")},
};

static const struct form_field add_field[] = {
    {.kind = FORM_BUTTON, .name = "add", .label = N_("Add a behavior")},
};

static const struct form_field tail[] = {
    {.kind = FORM_HEADING, .name = "", .label = N_("alerts and metrics")},
    {.kind = FORM_TEXT,
     .name = "topic",
     .label = N_("SNS topic"),
     .hint = N_("an ARN, or nothing")},
    {.kind = FORM_TEXT, .name = "role", .label = N_("its role")},
    {.kind = FORM_TEXT,
     .name = "retain",
     .label = N_("retain"),
     .hint = N_("metrics without criteria, ',' between; dim NAME, export")},
    {.kind = FORM_TEXT,
     .name = "export",
     .label = N_("export to"),
     .hint = N_("an MQTT topic")},
    {.kind = FORM_TEXT, .name = "export-role", .label = N_("its role")},
    {.kind = FORM_FACT, .name = "service", .label = N_("service")},
    {.kind = FORM_BUTTON, .name = "review", .label = N_("Review")},
    {.kind = FORM_BUTTON, .name = "json", .label = N_("As JSON in $EDITOR")},
    {.kind = FORM_BUTTON, .name = "form.discard", .label = N_("Discard draft")},
};

/* The last one is empty when the form is made: there is nothing to duplicate. */
static size_t put_line(struct form_field *fields, size_t line, bool last, struct arena *a)
{
    const struct form_field own[LINE_FIELDS] = {
        {.kind = FORM_TEXT,
         .name = arena_printf(a, "b%zu", line),
         .label = arena_printf(a, "%zu", line)},
        {.kind = FORM_FACT, .name = arena_printf(a, "says.%zu", line), .label = ""},
        {.kind = FORM_BUTTON,
         .name = arena_printf(a, "edit.%zu", line),
         .label = N_("Choose ..")},
        {.kind = FORM_BUTTON,
         .name = arena_printf(a, "copy.%zu", line),
         .label = N_("Duplicate")},
        {.kind = FORM_BUTTON, .name = arena_printf(a, "drop.%zu", line), .label = N_("Remove")},
    };

    memcpy(fields, own, sizeof own);
    return last ? LINE_FIELDS - 2 : LINE_FIELDS;
}

static size_t put_fields(struct form_field *to, const struct form_field *from, size_t n)
{
    memcpy(to, from, n * sizeof *to);
    return n;
}

const struct form_field *profile_wish_fields(enum profile_wish_form form, size_t lines,
                                             struct arena *a, size_t *n)
{
    struct form_field *fields =
        arena_alloc(a, lines * LINE_FIELDS + OTHER_FIELDS, sizeof *fields);

    *n = put_fields(fields, head, COUNT_OF(head));
    if (form == PROFILE_WISH_NEW)
        *n += put_fields(fields + *n, only_new, COUNT_OF(only_new));
    if (form == PROFILE_WISH_CONFLICT)
        *n += put_fields(fields + *n, only_conflict, COUNT_OF(only_conflict));
    *n += put_fields(fields + *n, what, COUNT_OF(what));
    for (size_t i = 1; i <= lines; i++)
        *n += put_line(fields + *n, i, i == lines, a);
    *n += put_fields(fields + *n, add_field, COUNT_OF(add_field));
    *n += put_fields(fields + *n, profile_target_fields, PROFILE_TARGET_FIELDS);
    *n += put_fields(fields + *n, tail, COUNT_OF(tail));
    return fields;
}

/* ---- from a profile ---- */

void profile_arn_prefix(const struct app *app, struct buf *out)
{
    const struct app_context *c = app_context(app);
    const struct described *profiles = app_profiles(app);

    for (size_t i = 0; i < described_count(profiles); i++) {
        const security_profile *p = described_at(profiles, i)->output;
        const char *mark = p != NULL && p->security_profile_arn != NULL
                               ? strstr(p->security_profile_arn, ":securityprofile/")
                               : NULL;

        if (mark != NULL) {
            buf_put(out, p->security_profile_arn, (size_t)(mark - p->security_profile_arn) + 1);
            return;
        }
    }
    buf_printf(out, "arn:%s:iot:%s:%s:",
               str_starts(c->region, "cn-")       ? "aws-cn"
               : str_starts(c->region, "us-gov-") ? "aws-us-gov"
                                                  : "aws",
               c->region, c->account);
}

static void put_retained(const struct profile_state *s, struct buf *out)
{
    struct arena *a = arena_new();
    const struct list kept = profile_retained(s->what, a);
    const struct metric_to_retain *m = kept.items;

    for (size_t i = 0; i < kept.n; i++) {
        const struct metric_dimension *d = m[i].metric_dimension;

        buf_printf(out, "%s%s", i > 0 ? ", " : "", m[i].metric != NULL ? m[i].metric : "");
        if (d != NULL && d->dimension_name != NULL)
            buf_printf(out, " %s %s",
                       d->operator!= NULL && strcmp(d->operator, "NOT_IN") == 0 ? "not-dim"
                                                                                : "dim",
                       d->dimension_name);
        if (m[i].export_metric.set && m[i].export_metric.value)
            buf_puts(out, " export");
    }
    arena_free(a);
}

static void put_targets(const struct profile_state *s, struct buf *whole, struct buf *groups)
{
    static const char *const values[] = {[SCOPE_ALL] = EVERYTHING,
                                         [SCOPE_REGISTERED] = REGISTERED,
                                         [SCOPE_UNREGISTERED] = UNREGISTERED};

    for (size_t i = 0; i < s->n_targets; i++) {
        const char *group;
        const enum profile_scope scope = profile_scope(s->targets[i], &group);
        struct buf *out = scope == SCOPE_GROUP || scope == SCOPE_OTHER ? groups : whole;

        if (out->len > 0)
            buf_puts(out, out == groups ? ", " : ",");
        buf_puts(out, scope == SCOPE_GROUP   ? group
                      : scope == SCOPE_OTHER ? s->targets[i]
                                             : values[scope]);
    }
}

static void set(struct form *f, const char *name, const char *value)
{
    (void)form_set(f, name, value != NULL ? value : "");
}

static void fill_lines(const struct app *app, const security_profile *p, size_t lines,
                       struct form *f)
{
    const struct behavior *b = p->behaviors.items;

    for (size_t i = 0; i < lines; i++) {
        struct buf line = BUF_INIT(BEHAVIOR_LINE_MAX);
        char name[PROFILE_LINE_NAME];

        profile_line_name(i + 1, name);
        if (i < p->behaviors.n)
            behavior_line_put(&b[i],
                              b[i].metric != NULL
                                  ? profiles_metric(app_custom_metrics(app), b[i].metric)
                                  : NULL,
                              &line);
        set(f, name, buf_text(&line));
        buf_free(&line);
    }
}

void profile_wish_fill_targets(const struct profile_state *s, struct form *f)
{
    struct buf whole = BUF_INIT(TEXT_MAX), groups = BUF_INIT(TEXT_MAX);

    put_targets(s, &whole, &groups);
    set(f, "whole", buf_text(&whole));
    set(f, "groups", buf_text(&groups));
    buf_free(&whole);
    buf_free(&groups);
}

void profile_wish_fill(const struct app *app, const struct profile_state *s, size_t lines,
                       struct form *f)
{
    const security_profile *p = s->what;
    const struct map_entry *alert = p->alert_targets.n > 0 ? p->alert_targets.items : NULL;
    const struct alert_target *to = alert != NULL ? alert->value : NULL;
    const struct metrics_export_config *export = p->metrics_export_config;
    struct buf retain = BUF_INIT(TEXT_MAX);

    put_retained(s, &retain);
    set(f, "name", p->security_profile_name);
    set(f, "description", p->security_profile_description);
    fill_lines(app, p, lines, f);
    profile_wish_fill_targets(s, f);
    set(f, "topic", to != NULL ? to->alert_target_arn : NULL);
    set(f, "role", to != NULL ? to->role_arn : NULL);
    set(f, "retain", buf_text(&retain));
    set(f, "export", export != NULL ? export->mqtt_topic : NULL);
    set(f, "export-role", export != NULL ? export->role_arn : NULL);
    buf_free(&retain);
}

/* ---- to a profile ---- */

static const char *value_of(const struct form *f, const char *name, struct arena *a)
{
    const char *v = form_value(f, name);
    const struct str s = str_trim(str_of(v != NULL ? v : ""));

    return s.n > 0 ? arena_strn(a, s.p, s.n) : NULL;
}

static size_t count_parts(const char *text)
{
    size_t n = 1;

    for (; *text != '\0'; text++)
        n += *text == ',';
    return n;
}

struct profile_state profile_wish_targets(const struct app *app, const struct form *f,
                                          struct arena *a)
{
    const char *whole = form_value(f, "whole"), *groups = form_value(f, "groups");
    const char **targets =
        arena_alloc(a, count_parts(whole) + count_parts(groups), sizeof *targets);
    struct profile_state out = {.targets = targets, .targets_known = true};
    struct buf prefix = BUF_INIT(256);

    profile_arn_prefix(app, &prefix);
    for (struct str rest = str_of(whole); rest.n > 0;) {
        const struct str one = str_cut(rest, ',', &rest);

        targets[out.n_targets++] =
            arena_printf(a, "%sall/%.*s", buf_text(&prefix), (int)one.n, one.p);
    }
    for (struct str rest = str_of(groups); rest.n > 0;) {
        const struct str one = str_trim(str_cut(rest, ',', &rest));
        const bool is_arn = one.n > 4 && memcmp(one.p, "arn:", 4) == 0;

        if (one.n == 0)
            continue;
        targets[out.n_targets++] =
            is_arn ? arena_strn(a, one.p, one.n)
                   : arena_printf(a, "%sthinggroup/%.*s", buf_text(&prefix), (int)one.n, one.p);
    }
    buf_free(&prefix);
    return out;
}

void profile_wish_show_reach(const struct app *app, struct target_reach *reach, struct form *f)
{
    struct arena *a = arena_new();
    const struct profile_state t = profile_wish_targets(app, f, a);
    const struct target_reach_number n = target_reach_of(reach, t.targets, t.n_targets);
    struct buf text = BUF_INIT(256);

    if (t.n_targets == 0) {
        form_set_fact(f, "reach", _("nothing: it judges no device until it is attached"),
                      STYLE_WARN);
    } else {
        target_reach_put(&n, &text);
        buf_puts(&text, n.state == REACH_NEVER
                            ? _(" things: the service does not tell how many")
                            : _(" things now"));
        form_set_fact(f, "reach", buf_text(&text), STYLE_TEXT);
    }
    buf_free(&text);
    arena_free(a);
}

/* "cpu dim plant export" */
static bool read_retained(struct str text, struct arena *a, struct metric_to_retain *out,
                          struct err *err)
{
    struct behavior b;
    char line[TABLE_TEXT_MAX];

    (void)snprintf(line, sizeof line, "r: %.*s", (int)text.n, text.p);
    if (!behavior_line_read(str_of(line), NULL, a, &b, err))
        return false;
    if (b.criteria != NULL || b.metric == NULL)
        return err_set(err, ERR_USAGE, "a metric to retain is a name, dim NAME, export");
    *out = (struct metric_to_retain){.metric = b.metric,
                                     .metric_dimension = b.metric_dimension,
                                     .export_metric = b.export_metric};
    return true;
}

bool profile_wish_retained(const char *text, struct arena *a, struct list *out, struct err *err)
{
    struct metric_to_retain *m = arena_alloc(a, count_parts(text), sizeof *m);

    for (struct str rest = str_of(text); rest.n > 0;) {
        const struct str one = str_trim(str_cut(rest, ',', &rest));

        if (one.n > 0 && !read_retained(one, a, &m[out->n], err))
            return err_at(err, "retain");
        out->n += one.n > 0;
    }
    out->items = m;
    return true;
}

static bool read_lines(const struct app *app, const struct form *f, size_t lines,
                       struct arena *a, struct list *out, struct err *err)
{
    struct behavior *b = arena_alloc(a, lines + 1, sizeof *b);

    for (size_t i = 1; i <= lines; i++) {
        char name[PROFILE_LINE_NAME];

        profile_line_name(i, name);
        const char *line = value_of(f, name, a);

        if (line == NULL)
            continue;
        if (!behavior_line_read(str_of(line), app_custom_metrics(app), a, &b[out->n], err))
            return err_at(err, "%s", name);
        out->n++;
    }
    out->items = b;
    return true;
}

static void read_alert(const struct form *f, struct arena *a, struct list *out)
{
    struct alert_target *to = arena_alloc(a, 1, sizeof *to);
    struct map_entry *e = arena_alloc(a, 1, sizeof *e);

    to->alert_target_arn = value_of(f, "topic", a);
    to->role_arn = value_of(f, "role", a);
    *e = (struct map_entry){enum_alert_target_type.values[0], to};
    if (to->alert_target_arn != NULL)
        *out = (struct list){1, e};
}

bool profile_wish_read(const struct app *app, const struct form *f, size_t lines,
                       struct arena *a, struct profile_state *out, struct err *err)
{
    security_profile *p = arena_alloc(a, 1, sizeof *p);
    struct profile_state s = profile_wish_targets(app, f, a);

    s.what = p;
    p->security_profile_name = value_of(f, "name", a);
    p->security_profile_description = value_of(f, "description", a);
    if (!read_lines(app, f, lines, a, &p->behaviors, err) ||
        !profile_wish_retained(form_value(f, "retain"), a, &p->additional_metrics_to_retain_v2,
                               err))
        return false;
    read_alert(f, a, &p->alert_targets);
    if (value_of(f, "export", a) != NULL) {
        struct metrics_export_config *export = arena_alloc(a, 1, sizeof *export);

        export->mqtt_topic = value_of(f, "export", a);
        export->role_arn = value_of(f, "export-role", a);
        p->metrics_export_config = export;
    }
    if (p->security_profile_name == NULL)
        p->security_profile_name = "";
    *out = s;
    return true;
}
