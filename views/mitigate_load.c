/* What the form is about, when the view names it: an audit, a thing, a behavior. */
#include <stdlib.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/api/violations.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/when.h"
#include "client/store/alarm_events.h"
#include "views/argument.h"
#include "views/mitigate_inside.h"

enum { TEXT_MAX = 16 * 1024 }; /* longer than any key */

/* ---- the view ---- */

static bool names_alarms(const struct mitigate *s)
{
    return *s->thing != '\0' || *s->profile != '\0';
}

bool mitigate_of_alarms(const struct mitigate *s)
{
    return names_alarms(s) || (s->set != NULL && frozen_of_alarms(s->set));
}

bool mitigate_can_whole(const struct mitigate *s)
{
    return *s->profile != '\0' || (*s->run != '\0' && *s->only_check == '\0');
}

const char *mitigate_word(const struct mitigate *s)
{
    return mitigate_of_alarms(s) ? _("alarm") : _("finding");
}

static bool read_range(struct mitigate *s, struct err *err)
{
    struct when_span span;

    if (*s->range == '\0')
        return true;
    if (when_duration(str_of(s->range), &span, err) != WHEN_OK)
        return false;
    s->to_ms = app_service_ms(s->app);
    s->from_ms = s->to_ms - when_span_ms(&span);
    return true;
}

bool mitigate_read_argument(struct mitigate *s, const char *argument, struct err *err)
{
    const struct argument args[] = {
        {"set", &s->set_id},  {"run", &s->run},         {"check", &s->only_check},
        {"with", &s->with},   {"profile", &s->profile}, {"behaviour", &s->behavior},
        {"range", &s->range},
    };
    const struct argument thing = {"thing", &s->thing};

    if (!argument_parse_rest(argument, args, COUNT_OF(args), &thing, err) ||
        !read_range(s, err))
        return false;
    const struct check *check = *s->only_check != '\0' ? check_find(s->only_check) : NULL;

    if (check != NULL) {
        free(s->only_check);
        s->only_check = mem_strdup(check->name);
    }
    if (*s->set_id != '\0')
        s->set = frozen_load(s->set_id, err);
    else if (*s->run == '\0' && !names_alarms(s)) {
        (void)err_set(err, ERR_USAGE, "mitigate what? Mark findings or alarms and press m");
        (void)err_advise(err, "or mitigate run:TASK, thing:NAME, profile:NAME behaviour:NAME");
    }
    return s->set != NULL || *s->run != '\0' || names_alarms(s);
}

/* ---- what comes ---- */

/* false: there is no room for more. */
static bool take_findings(struct mitigate *s, const struct list_audit_findings_output *out)
{
    const struct audit_finding *f = out->findings.items;
    bool room = true;

    for (size_t i = 0; i < out->findings.n && room; i++) {
        struct buf key = BUF_INIT(TEXT_MAX);
        const struct non_compliant_resource *r = f[i].non_compliant_resource;

        if (r == NULL || !resource_key(r->resource_identifier, &key))
            buf_reset(&key); /* of a newer service: listed, and left out */
        room = frozen_add(s->set,
                          &(struct frozen_finding){.finding = f[i].finding_id,
                                                   .check = f[i].check_name,
                                                   .key = buf_text(&key),
                                                   .severity = f[i].severity,
                                                   .task = f[i].task_id,
                                                   .suppressed = f[i].is_suppressed.value});
        buf_free(&key);
    }
    return room;
}

static bool is_wanted(const struct mitigate *s, const struct behavior *b)
{
    return *s->behavior == '\0' ||
           (b != NULL && b->name != NULL && strcmp(b->name, s->behavior) == 0);
}

static bool take_violations(struct mitigate *s, const struct list_active_violations_output *out)
{
    const struct active_violation *v = out->active_violations.items;

    for (size_t i = 0; i < out->active_violations.n; i++)
        if (is_wanted(s, v[i].behavior) && !frozen_add_alarm(s->set, &v[i]))
            return false;
    return true;
}

/* An alarm is named by its beginning; an end alone began before the range. */
static bool take_events(struct mitigate *s, const struct list_violation_events_output *out)
{
    const struct violation_event *e = out->violation_events.items;

    for (size_t i = 0; i < out->violation_events.n; i++) {
        const struct active_violation v = {.violation_id = e[i].violation_id,
                                           .thing_name = e[i].thing_name,
                                           .behavior = e[i].behavior,
                                           .security_profile_name = e[i].security_profile_name};

        if (e[i].violation_event_type == NULL ||
            strcmp(e[i].violation_event_type, "in-alarm") != 0 || !is_wanted(s, e[i].behavior))
            continue;
        if (!frozen_add_alarm(s->set, &v))
            return false;
    }
    return true;
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct mitigate *s = ctx;
    bool room;

    if (page->op == &op_list_active_violations)
        room = take_violations(s, page->output);
    else if (page->op == &op_list_violation_events)
        room = take_events(s, page->output);
    else
        room = take_findings(s, page->output);
    s->cut |= !room;
    return room ? CALL_MORE : CALL_STOP;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct mitigate *s = ctx;

    s->loading = NULL;
    if (result->err.kind != ERR_NONE)
        s->err = result->err;
    else if (s->set->n == 0) {
        (void)err_set(&s->err, ERR_USAGE, "%s",
                      names_alarms(s) ? _("there is no such alarm now")
                                      : _("this audit has no findings"));
        (void)err_advise(&s->err, "there is nothing to mitigate");
    }
    mitigate_loaded(s);
}

static void ask(struct mitigate *s, const struct operation *op, const void *input)
{
    s->loading = call_start(
        app_client(s->app), op, input,
        &(struct call_options){
            .priority = CALL_INTERACTIVE, .on_page = on_page, .on_done = on_done, .ctx = s});
}

static void ask_alarms(struct mitigate *s)
{
    const struct alarm_filter filter = {.thing = *s->thing != '\0' ? s->thing : NULL,
                                        .profile = *s->profile != '\0' ? s->profile : NULL};
    struct list_active_violations_input active = {0};
    struct list_violation_events_input events = {0};

    if (s->to_ms > 0) {
        alarm_events_put(&filter, s->from_ms, s->to_ms, &events);
        ask(s, &op_list_violation_events, &events);
    } else {
        alarm_filter_put(&filter, &active);
        ask(s, &op_list_active_violations, &active);
    }
}

void mitigate_load(struct mitigate *s)
{
    const struct list_audit_findings_input in = {
        .task_id = s->run, .check_name = *s->only_check != '\0' ? s->only_check : NULL};

    if ((*s->run == '\0' && !names_alarms(s)) || app_client(s->app) == NULL ||
        s->loading != NULL || s->host.form != NULL)
        return;
    frozen_free(s->set);
    s->set = frozen_new(app_now_ms(s->app));
    s->err = (struct err){0};
    s->cut = false;
    if (names_alarms(s))
        ask_alarms(s);
    else
        ask(s, &op_list_audit_findings, &in);
}
