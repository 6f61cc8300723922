#include "client/api/drills.h"
#include "client/local/debrief.h"
#include "client/local/device_report.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"

static bool list_kinds(struct call *c, struct err *err)
{
    struct list_scenario_kinds_output *out = c->output;
    struct rows rows = {.n = 0};
    (void)err;
    for (size_t i = 0; i < scenario_kind_count; i++) {
        const struct scenario_kind *kind = &scenario_kinds[i];
        struct scenario_about *about = rows_add(&rows, sizeof *about);
        *about = (struct scenario_about){.name = kind->name,
                                         .title = kind->title,
                                         .threat = kind->threat,
                                         .signs = kind->signs,
                                         .metrics = debrief_metrics(c, kind),
                                         .per_mille = {kind->per_mille, true},
                                         .spread_min = {kind->spread_min, true},
                                         .minutes = {kind->minutes, true}};
    }
    out->scenario_kinds = rows_list(&rows, c->arena);
    return true;
}

static bool reports(struct call *c, const struct device_reports_summary **out, struct err *err)
{
    struct device_reports_summary *r = arena_alloc(c->arena, 1, sizeof *r);
    struct db_stmt *q = db_query(
        call_db(c),
        "SELECT count(nullif(accepted, 0)), sum(accepted), sum(rejected), max(rejected_ms),"
        " name, why FROM reporting_device",
        err);
    bool row;
    if (!q || !db_step(q, &row, err))
        return false;
    r->devices = (struct opt_int){db_int(q, 0), true};
    r->accepted = (struct opt_int){db_int(q, 1), true};
    r->rejected = (struct opt_int){db_int(q, 2), true};
    if (db_int(q, 3) > 0) { /* name and why are those of the row with the maximum */
        r->last_rejected_time = (struct opt_time){db_int(q, 3), true};
        r->last_rejected_thing = arena_str(c->arena, db_text(q, 4));
        r->last_rejected_reason = arena_str(c->arena, db_text(q, 5));
    }
    db_reset(q);
    *out = r;
    return true;
}

/* Newest first; the token says after which one the next page goes on. */
static bool list_scenarios(struct call *c, struct err *err)
{
    struct list_scenarios_output *out = c->output;
    const struct scenarios *all = c->service->scenarios;
    struct rows rows = {.n = 0};
    struct page page;
    if (!call_page(c, &page, err) || !reports(c, &out->device_reports, err))
        return false;
    for (size_t i = 0; i < scenarios_count(all); i++) {
        const struct scenario *one = scenarios_nth(all, i);
        if (page.started && one->id >= page.number)
            continue;
        if (rows.n == (size_t)page.limit) {
            out->next_token = page_token(&page, one->id + 1, NULL);
            break;
        }
        if (!debrief_summary(c, one, rows_add(&rows, sizeof(struct scenario_summary)), err)) {
            rows_free(&rows);
            return false;
        }
    }
    out->scenarios = rows_list(&rows, c->arena);
    return true;
}

static bool start(struct call *c, struct err *err)
{
    const struct start_scenario_input *in = c->input;
    struct start_scenario_output *out = c->output;
    int64_t id = 0;
    struct scenario_wish w = {.kind = scenario_kind_find(in->name),
                              .token = in->client_request_token,
                              .things = in->thing_names.items,
                              .n_things = in->thing_names.n,
                              .type = in->thing_type_name,
                              .group = in->thing_group_name,
                              .count = in->things.value,
                              .minutes = in->minutes.value};
    if (!w.kind)
        return fault(err, API_RESOURCE_NOT_FOUND,
                     "There is no scenario %s; ListScenarioKinds names those there are.",
                     in->name);
    if (!scenarios_start(c->service->scenarios, &w, call_now_ms(c), &id, err))
        return false;
    const struct scenario *one = scenarios_find(c->service->scenarios, id);
    out->scenario_id = arena_printf(c->arena, "%lld", (long long)id);
    out->things = (struct opt_int){one ? (int64_t)one->n_things : 0, one != NULL};
    return true;
}

static bool id_of(const char *text, int64_t *id, struct err *err)
{
    return str_to_int(str_of(text), 1, INT64_MAX, id) ||
           fault(err, API_RESOURCE_NOT_FOUND, "There is no scenario %s.", text);
}

static bool describe(struct call *c, struct err *err)
{
    const struct describe_scenario_input *in = c->input;
    int64_t id;
    if (!id_of(in->scenario_id, &id, err))
        return false;
    const struct scenario *one = scenarios_find(c->service->scenarios, id);
    if (!one)
        return fault(err, API_RESOURCE_NOT_FOUND, "There is no scenario %s.", in->scenario_id);
    return debrief_describe(c, one, c->output, err);
}

static bool stop(struct call *c, struct err *err)
{
    const struct stop_scenario_input *in = c->input;
    int64_t id;
    return id_of(in->scenario_id, &id, err) &&
           scenarios_stop(c->service->scenarios, id, call_now_ms(c), err);
}

const struct handler handlers_drills[] = {
    {"ListScenarioKinds", list_kinds},
    {"ListScenarios", list_scenarios},
    {"StartScenario", start},
    {"DescribeScenario", describe},
    {"StopScenario", stop},
    {NULL, NULL},
};
