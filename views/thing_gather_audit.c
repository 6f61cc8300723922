/* What audits and people did about one device, as lanes and events of its model. */
#include <stdio.h>
#include <string.h>

#include "client/api/check.h"
#include "client/api/detect_mitigation.h"
#include "client/api/resource.h"
#include "client/api/suppressions.h"
#include "client/base/i18n.h"
#include "client/store/mitigation_lists.h"
#include "client/store/suppression_note.h"
#include "views/thing_inside.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

const char *thing_check_word(const char *name)
{
    const struct check *c = name != NULL ? check_find(name) : NULL;

    return c != NULL ? c->short_name : name;
}

/* A service that does not filter by resource would give those of others as well. */
static bool is_of(const struct thing_resource *r, const struct resource_identifier *resource)
{
    struct buf key = BUF_INIT(4096);
    const bool is =
        resource != NULL && resource_key(resource, &key) && strcmp(buf_text(&key), r->key) == 0;

    buf_free(&key);
    return is;
}

bool thing_finding_of(const struct thing_resource *r, const struct audit_finding *f)
{
    return f->non_compliant_resource != NULL &&
           is_of(r, f->non_compliant_resource->resource_identifier);
}

static void other_lane(struct thing_gather *g, int order, const char *id, const char *title,
                       const char *kind, int64_t known_from_ms)
{
    (void)thing_model_lane(g->m, &(struct thing_lane){.id = id,
                                                      .title = title,
                                                      .kind = kind,
                                                      .profile = "-",
                                                      .known_from_ms = known_from_ms,
                                                      .quiet = THING_QUIET,
                                                      .order = order});
}

/* From when on: the worst of the resources. */
static int64_t known_from(const struct thing_gather *g, bool findings)
{
    int64_t from = g->now_ms - THING_FINDING_DAYS * DAY_MS;

    for (size_t i = 0; i < g->d->n_resources; i++) {
        const struct thing_resource *r = &g->d->resources[i];

        if (answer_state(findings ? r->findings : r->suppressions) != ANSWER_READY)
            from = INT64_MAX;
    }
    return from;
}

static void add_finding(struct thing_gather *g, const struct audit_finding *f)
{
    char view[160];
    struct thing_event e = {.kind = THING_EVENT_FINDING,
                            .lane = THING_LANE_FINDINGS,
                            .type = "finding",
                            .profile = "audit",
                            .seen = f->severity,
                            .note = f->reason_for_non_compliance};

    if (f->finding_id == NULL || !f->finding_time.set)
        return;
    snprintf(view, sizeof view, "finding %s", f->finding_id);
    e.id = f->finding_id;
    e.view = view;
    e.time_ms = f->finding_time.ms;
    e.what = thing_check_word(f->check_name);
    if (f->is_suppressed.set && f->is_suppressed.value)
        e.state = "suppressed";
    (void)thing_model_event(g->m, &e);
}

static void add_past_finding(struct thing_gather *g, const struct thing_past_finding *f)
{
    struct buf id = BUF_INIT(1024), view = BUF_INIT(512);

    buf_printf(&id, "found %s %s %s", f->task, f->check, f->key);
    buf_printf(&view, _("findings run:%s"), f->task);
    (void)thing_model_event(g->m,
                            &(struct thing_event){.kind = THING_EVENT_FINDING,
                                                  .lane = THING_LANE_FINDINGS,
                                                  .id = buf_text(&id),
                                                  .type = "finding",
                                                  .time_ms = f->time_ms,
                                                  .what = thing_check_word(f->check),
                                                  .seen = severity_name(f->severity),
                                                  .state = f->suppressed ? "suppressed" : NULL,
                                                  .profile = "audit",
                                                  .view = buf_text(&view)});
    buf_free(&id);
    buf_free(&view);
}

/* The service's days, and before them from the first audit that was recorded here. */
static int64_t findings_from(const struct thing_gather *g)
{
    const struct history *h = app_history(g->d->app);
    const int64_t from = known_from(g, true);
    const bool recorded = g->d->searched && g->d->search == NULL && history_count(h) > 0;
    const int64_t first = recorded ? history_at(h, 0)->started_ms : from;

    return first < from && from != INT64_MAX ? first : from;
}

void thing_add_findings(struct thing_gather *g)
{
    other_lane(g, 1, THING_LANE_FINDINGS, _("audit findings"), "audit", findings_from(g));
    for (size_t i = 0; i < g->d->n_found; i++)
        add_past_finding(g, &g->d->found[i]);
    for (size_t i = 0; i < g->d->n_resources; i++) {
        const struct audit_finding *f;

        for (size_t k = 0; (f = answer_item(g->d->resources[i].findings, k)) != NULL; k++)
            if (thing_finding_of(&g->d->resources[i], f))
                add_finding(g, f);
    }
}

static bool same_minute(int64_t a, int64_t b)
{
    return a - b < 2 * 60 * 1000 && b - a < 2 * 60 * 1000;
}

/* "22 Feb", with the year when it is not the next one of that name. */
static void put_day(const struct thing_gather *g, int64_t ms, struct buf *out)
{
    struct civil c;

    zone_civil(app_zone(g->d->app), ms, &c);
    civil_say(out, &c,
              ms - g->now_ms > 360 * DAY_MS || ms < g->now_ms ? CIVIL_YEAR : CIVIL_DAY);
}

/* In force now; from when on only its note can say. */
static void add_suppression(struct thing_gather *g, const struct thing_resource *r,
                            const struct audit_suppression *s)
{
    struct suppression_note note = {0};
    struct buf id = BUF_INIT(1024), until = BUF_INIT(64), day = BUF_INIT(64);

    if (!is_of(r, s->resource_identifier))
        return;
    (void)suppression_description_parse(str_of(s->description), &note);
    buf_printf(&id, "suppression %s %s", r->key, thing_or_dash(s->check_name));
    if (s->expiration_date.set) {
        put_day(g, s->expiration_date.ms, &day);
        buf_printf(&until, _("to %s"), buf_text(&day));
    }
    struct thing_event e = {.kind = THING_EVENT_SUPPRESSION,
                            .lane = THING_LANE_SUPPRESSIONS,
                            .id = buf_text(&id),
                            .type = "suppressed",
                            .profile = "audit",
                            .time_ms = note.at_ms != 0 ? note.at_ms : g->now_ms - 1,
                            .until_ms = g->now_ms,
                            .what = thing_check_word(s->check_name),
                            .seen = s->expiration_date.set ? buf_text(&until) : "for ever",
                            .by = note.by[0] != '\0' ? note.by : NULL,
                            .note = s->description,
                            .view = "suppressions"};
    (void)thing_model_event(g->m, &e);
    buf_free(&id);
    buf_free(&until);
    buf_free(&day);
}

/* The service's row of the same minute says more than the journal's. */
static bool is_in_force(const struct thing_data *d, const struct thing_change *c)
{
    for (size_t i = 0; i < d->n_resources; i++) {
        const struct audit_suppression *s;

        for (size_t k = 0; (s = answer_item(d->resources[i].suppressions, k)) != NULL; k++) {
            struct suppression_note note = {0};

            (void)suppression_description_parse(str_of(s->description), &note);
            if (c->check != NULL && s->check_name != NULL &&
                strcmp(c->check, s->check_name) == 0 && same_minute(note.at_ms, c->time_ms))
                return true;
        }
    }
    return false;
}

static void add_change(struct thing_gather *g, const struct thing_change *c)
{
    const bool hides = str_ends(c->operation, "AuditSuppression");
    char id[48], view[48];
    struct thing_event e = {.kind = hides ? THING_EVENT_SUPPRESSION : THING_EVENT_MITIGATION,
                            .lane = hides ? THING_LANE_SUPPRESSIONS : THING_LANE_MITIGATIONS,
                            .id = id,
                            .time_ms = c->time_ms,
                            .type = hides ? "suppression" : "change",
                            .what = c->title,
                            .seen = c->ticket,
                            .profile = "journal",
                            .by = c->person,
                            .note = c->operation,
                            .view = view};

    if (c->violation != NULL || (hides && is_in_force(g->d, c)))
        return;
    snprintf(id, sizeof id, "journal %lld", (long long)c->id);
    snprintf(view, sizeof view, "entry %lld", (long long)c->id);
    (void)thing_model_event(g->m, &e);
}

void thing_add_suppressions(struct thing_gather *g)
{
    /* what was hidden and ended elsewhere nobody knows: never quiet, only not known at all */
    bool known = known_from(g, false) != INT64_MAX;

    other_lane(g, 2, THING_LANE_SUPPRESSIONS, _("suppressions"), _("you"),
               known ? g->now_ms : INT64_MAX);
    for (size_t i = 0; i < g->d->n_resources; i++) {
        const struct audit_suppression *s;

        for (size_t k = 0; (s = answer_item(g->d->resources[i].suppressions, k)) != NULL; k++)
            add_suppression(g, &g->d->resources[i], s);
    }
}

/* ---- mitigations ---- */

static void add_execution(struct thing_gather *g,
                          const struct detect_mitigation_action_execution *x, size_t i)
{
    struct buf id = BUF_INIT(512), view = BUF_INIT(512);
    struct thing_event e = {.kind = THING_EVENT_MITIGATION,
                            .lane = THING_LANE_MITIGATIONS,
                            .type = "mitigation",
                            .what = x->action_name,
                            .seen = x->status,
                            .profile = "detect",
                            .note = x->message != NULL ? x->message : x->error_code};

    if (!x->execution_start_date.set)
        return;
    buf_printf(&id, "execution %zu %s %s", i, thing_or_dash(x->task_id),
               thing_or_dash(x->action_name));
    buf_printf(&view, "task %s", thing_or_dash(x->task_id));
    e.id = buf_text(&id);
    e.view = buf_text(&view);
    e.time_ms = x->execution_start_date.ms;
    e.violation = x->violation_id;
    (void)thing_model_event(g->m, &e);
    buf_free(&id);
    buf_free(&view);
}

static bool has_finding(const struct thing_data *d, const char *id)
{
    for (size_t i = 0; i < d->n_resources; i++) {
        const struct audit_finding *f;

        for (size_t k = 0; (f = answer_item(d->resources[i].findings, k)) != NULL; k++)
            if (f->finding_id != NULL && strcmp(f->finding_id, id) == 0)
                return true;
    }
    return false;
}

static bool concerns(const struct thing_data *d,
                     const struct describe_audit_mitigation_actions_task_output *t)
{
    const char *const *ids = t->target != NULL ? t->target->finding_ids.items : NULL;

    for (size_t i = 0; ids != NULL && i < t->target->finding_ids.n; i++)
        if (ids[i] != NULL && has_finding(d, ids[i]))
            return true;
    return false;
}

static void add_task(struct thing_gather *g, const struct described_item *item)
{
    const struct describe_audit_mitigation_actions_task_output *t = item->output;
    struct buf view = BUF_INIT(512);

    if (t == NULL || !t->start_time.set || !concerns(g->d, t))
        return;
    const struct mitigation_action *action = t->actions_definition.items;

    buf_printf(&view, "task %s", item->id);
    (void)thing_model_event(
        g->m, &(struct thing_event){.kind = THING_EVENT_MITIGATION,
                                    .lane = THING_LANE_MITIGATIONS,
                                    .id = buf_text(&view),
                                    .type = "mitigation",
                                    .time_ms = t->start_time.ms,
                                    .what = t->actions_definition.n > 0 ? action->name : NULL,
                                    .seen = t->task_status,
                                    .profile = "audit",
                                    .view = buf_text(&view)});
    buf_free(&view);
}

void thing_add_mitigations(struct thing_gather *g)
{
    const struct described *tasks = app_tasks(g->d->app);
    const struct answer *executions = g->d->executions;
    const struct detect_mitigation_action_execution *x;
    const bool known = described_ready(tasks) && answer_state(executions) == ANSWER_READY;

    other_lane(g, 3, THING_LANE_MITIGATIONS, _("mitigations"), _("you"),
               known ? g->now_ms - THING_FINDING_DAYS * DAY_MS : INT64_MAX);
    for (size_t i = 0; (x = answer_item(executions, i)) != NULL; i++)
        add_execution(g, x, i);
    for (size_t i = 0; i < described_count(tasks); i++)
        add_task(g, described_at(tasks, i));
    for (size_t i = 0; i < g->d->n_changes; i++)
        add_change(g, &g->d->changes[i]);
}
