#include "client/store/drills.h"

#include "client/base/i18n.h"

enum { LINE_MAX = 512 };

/* ---- rows -------------------------------------------------------------------------------- */

static const char *const status_order[] = {"RUNNING", "STOPPED", "ENDED", NULL};

static const struct column columns[DRILL_COLUMNS] = {
    [DRILL_ID] = {.name = "id", .path = "scenarioId", .kind = COLUMN_TEXT},
    [DRILL_TITLE] = {.name = "scenario", .path = "title", .kind = COLUMN_NAME},
    [DRILL_STATUS] = {.name = "state",
                      .path = "status",
                      .kind = COLUMN_RANK,
                      .order = status_order},
    [DRILL_THINGS] = {.name = "things", .path = "things", .kind = COLUMN_INT},
    [DRILL_STRUCK] = {.name = "struck", .path = "struck", .kind = COLUMN_INT},
    [DRILL_ALARMED] = {.name = "alarmed", .path = "alarmed", .kind = COLUMN_INT},
    [DRILL_STARTED] = {.name = "started", .path = "startTime", .kind = COLUMN_TIME},
    [DRILL_ENDS] = {.name = "ends", .path = "endTime", .kind = COLUMN_TIME, .ahead = true},
    [DRILL_AIM] = {.name = "on", .path = "aim", .kind = COLUMN_NAME},
};
const struct table_spec drills_table = {"scenarios", &scenario_summary_record, columns,
                                        DRILL_COLUMNS, DRILL_ID};

bool drills_are_here(const struct client *c, const char *context, struct err *err)
{
    if (client_endpoint(c)->loopback)
        return true;
    (void)err_set(err, ERR_USAGE,
                  "scenarios are played on the local service's simulated fleet; this is %.80s",
                  context);
    return err_advise(err, "picket without a context opens it");
}

/* ---- plans ------------------------------------------------------------------------------- */

static void whom_say(const struct start_scenario_input *in, struct buf *out)
{
    const char *const *names = in->thing_names.items;

    if (in->thing_names.n == 1) {
        buf_printf(out, "on %s", names[0]);
        return;
    }
    buf_puts(out, "on ");
    if (in->thing_names.n > 0)
        buf_printf(out, _("%zu things by name"), in->thing_names.n);
    else if (in->things.set)
        buf_printf(out, _("%lld things"), (long long)in->things.value);
    else
        buf_puts(out, _("its share of the things"));
    if (in->thing_type_name != NULL)
        buf_printf(out, _(" of type %s"), in->thing_type_name);
    if (in->thing_group_name != NULL)
        buf_printf(out, _(" of group %s"), in->thing_group_name);
}

/* "on 5 things of type Pump for 120 min" */
static void wish_say(const struct start_scenario_input *in, struct buf *out)
{
    whom_say(in, out);
    if (in->minutes.set)
        buf_printf(out, _(" for %lld min"), (long long)in->minutes.value);
}

static void add_about(struct plan *p, const struct scenario_about *about)
{
    const struct scenario_metric *m = about->metrics.items;

    plan_add_fact(
        p, &(struct plan_fact){N_("what it plays"), "threat", about->threat, PLAN_PLAIN});
    plan_add_fact(p,
                  &(struct plan_fact){N_("what it plays"), "to see", about->signs, PLAN_PLAIN});
    for (size_t i = 0; i < about->metrics.n; i++)
        plan_add_fact(p, &(struct plan_fact){_("metrics it moves"), m[i].metric_name,
                                             m[i].change, PLAN_PLAIN});
}

struct plan *plan_scenario_start(const struct start_scenario_input *in,
                                 const struct scenario_about *about, int64_t now_ms)
{
    const char *title = about != NULL ? about->title : in->name;
    struct plan *p = plan_new("configure", now_ms);
    struct buf wish = BUF_INIT(LINE_MAX);

    wish_say(in, &wish);
    p->title = plan_printf(p, _("Play %s %s"), title, buf_text(&wish));
    p->verb = plan_text(p, _("Start"));
    p->then = plan_text(p, "scenario {scenarioId}");
    p->no_way_back =
        plan_text(p, _("x ends it early; what it moved stays in the metrics for 14 days."));
    if (about != NULL)
        add_about(p, about);
    plan_add_fact(p, &(struct plan_fact){N_("what it does not"), N_("real devices"),
                                         _("only simulated values change; nothing is sent to"
                                           " any device"),
                                         PLAN_PLAIN});
    int step = plan_add_step(
        p, &(struct plan_step){.text = in->name, .call = {&op_start_scenario, in}});

    plan_add_target(p, &(struct plan_target){.id = in->name,
                                             .text = title,
                                             .before = "-",
                                             .after = buf_text(&wish),
                                             .things = -1,
                                             .online = -1,
                                             .step = step});
    buf_free(&wish);
    return p;
}

struct plan *plan_scenario_stop(const char *id, const char *title, int64_t now_ms)
{
    struct plan *p = plan_new("configure", now_ms);
    const struct stop_scenario_input in = {id};

    p->title = plan_printf(p, _("Stop scenario %s, %s"), id, title);
    p->verb = plan_text(p, _("Stop"));
    p->then = plan_printf(p, "scenario %s", id);
    p->no_way_back = plan_text(p, _("It can be started anew, on the same things."));
    plan_add_fact(p, &(struct plan_fact){"what it does", "ends",
                                         _("its metrics go back to what is usual; alarms clear"
                                           " when enough datapoints agree"),
                                         PLAN_PLAIN});
    int step =
        plan_add_step(p, &(struct plan_step){.text = id, .call = {&op_stop_scenario, &in}});

    plan_add_target(p, &(struct plan_target){.id = id,
                                             .text = title,
                                             .before = "running",
                                             .after = "stopped",
                                             .things = -1,
                                             .online = -1,
                                             .step = step});
    return p;
}
