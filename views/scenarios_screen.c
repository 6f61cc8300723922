/* Scenarios: incidents played on the local service's fleet, and what was seen of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/drills.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/scenario_fill.h"
#include "views/screens.h"

struct scenarios_screen {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    struct source *source;
    uint64_t changes;
    struct err elsewhere; /* kind ERR_NONE: the service here may know scenarios */
};

/* ---- cells ---- */

static enum style cell_status(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    buf_put(out, s.p, s.n);
    return str_eq(s, "RUNNING") ? STYLE_RUNNING : STYLE_TEXT;
}

static int64_t number(const struct list_view *v, uint32_t row, int column)
{
    int64_t n;

    return table_number(source_table(v->source), row, column, &n) ? n : 0;
}

/* Things without an alarm are what a drill is about. */
static enum style cell_alarmed(const struct list_view *v, uint32_t row, int column,
                               struct buf *out)
{
    const int64_t n = number(v, row, column), struck = number(v, row, DRILL_STRUCK);

    buf_printf(out, "%lld/%lld", (long long)n, (long long)struck);
    return n < struck ? STYLE_WARN : STYLE_TEXT;
}

static enum style cell_time(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    const int64_t ms = number(v, row, column);
    struct civil c;

    civil_from_ms(ms, &c);
    buf_printf(out, "%02d-%02d %02d:%02dZ", c.month, c.day, c.hour, c.minute);
    return STYLE_TEXT;
}

static const struct list_column shapes[] = {
    {.title = N_("ID"), .name = "id", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("SCENARIO"), .name = "scenario", .width = 17},
    {.title = N_("STATE"), .name = "state", .width = 8},
    {.title = N_("ALARMED"), .name = "alarmed", .width = 9, .align = ALIGN_RIGHT},
    {.title = N_("THINGS"),
     .name = "things",
     .width = 6,
     .align = ALIGN_RIGHT,
     .from_cols = 70},
    {.title = N_("STARTED"), .name = "started", .width = 12, .from_cols = 78},
    {.title = N_("ENDS"), .name = "ends", .width = 12, .from_cols = 92},
    {.title = N_("ON"), .name = "on", .width = 20, .min = 8, .flex = 1},
};
static const struct list_view_column cells[] = {
    {DRILL_ID, NULL},
    {DRILL_TITLE, NULL},
    {DRILL_STATUS, cell_status},
    {DRILL_ALARMED, cell_alarmed},
    {DRILL_THINGS, NULL},
    {DRILL_STARTED, cell_time},
    {DRILL_ENDS, cell_time},
    {DRILL_AIM, NULL},
};
static const struct list_view_spec view_spec = {
    .table = &drills_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{DRILL_STARTED, SORT_DOWN}},
    .n_sort = 1,
    .empty = N_("No scenario was played in 14 days: n starts one."),
    .thing = N_("scenarios"),
};

/* ---- life ---- */

static void on_change(void *ctx)
{
    struct scenarios_screen *s = ctx;

    app_redraw(s->app);
}

static void *open_scenarios(struct app *app, const char *text, struct err *err)
{
    struct scenarios_screen *s = mem_alloc(1, sizeof *s);

    (void)text;
    (void)err;
    s->app = app;
    s->source = source_new(&(struct source_options){
        .loop = app_loop(app), .spec = &drills_table, .on_change = on_change, .ctx = s});
    source_set_query(
        s->source, &(struct source_query){.op = &op_list_scenarios, .poll_ms = DRILLS_POLL_MS});
    list_view_init(&s->view, app, &view_spec, s->source);
    return s;
}

static void close_scenarios(void *state)
{
    struct scenarios_screen *s = state;

    list_view_free(&s->view);
    source_free(s->source);
    free(s);
}

static void shown(void *state)
{
    struct scenarios_screen *s = state;
    struct client *c = app_client(s->app);

    s->elsewhere = (struct err){.kind = ERR_NONE};
    s->changes = changes_count(app_changes(s->app));
    if (c != NULL && !drills_are_here(c, app_context(s->app)->name, &s->elsewhere)) {
        app_redraw(s->app);
        return;
    }
    source_connect(s->source, c);
    source_set_poll(s->source, app_is_paused(s->app) ? 0 : DRILLS_POLL_MS);
    source_refresh(s->source);
}

static void hidden(void *state)
{
    struct scenarios_screen *s = state;

    source_set_poll(s->source, 0);
}

static void refresh(void *state)
{
    shown(state);
}

static void draw(void *state, struct surface *body)
{
    struct scenarios_screen *s = state;

    if (s->changes != list_view_changes(s))
        shown(s);
    if (s->elsewhere.kind == ERR_NONE) {
        list_view_draw(&s->view, body);
        return;
    }
    surface_fill(body, 0, 0, body->rows, body->cols, STYLE_TEXT);
    (void)surface_text(body, 1, 1, body->cols - 2, STYLE_TEXT, s->elsewhere.text);
    (void)surface_text(body, 2, 1, body->cols - 2, STYLE_DIM, s->elsewhere.advice);
}

/* ---- keys ---- */

static void review_stop(struct scenarios_screen *s, const char *id)
{
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (!list_view_current(&s->view, &row))
        return;
    struct str title = list_view_text(&s->view, row, DRILL_TITLE, scratch);
    char *name = mem_strndup(title.p, title.n);

    (void)app_review(s->app, plan_scenario_stop(id, name, app_now_ms(s->app)));
    free(name);
}

static bool act(void *state, const char *action)
{
    struct scenarios_screen *s = state;
    struct buf id = BUF_INIT(64);
    bool mine = true, row = list_view_current_id(&s->view, &id);

    app_redraw(s->app);
    if (strcmp(action, "scenarios.start") == 0)
        (void)app_open(s->app, "play");
    else if (strcmp(action, "scenarios.open") == 0 && row)
        (void)app_openf(s->app, "scenario %s", buf_text(&id));
    else if (strcmp(action, "scenarios.stop") == 0 && row)
        review_stop(s, buf_text(&id));
    else
        mine = list_view_act(&s->view, action);
    buf_free(&id);
    return mine;
}

static bool is_running(const struct scenarios_screen *s)
{
    const struct table *t = source_table(s->source);
    const char *id = s->view.pane.cursor_id;
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    return id != NULL && table_find(t, str_of(id), &row) &&
           str_eq(table_text(t, row, DRILL_STATUS, scratch), "RUNNING");
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"scenarios.start", &op_start_scenario},
        {"scenarios.stop", &op_stop_scenario},
    };
    const struct scenarios_screen *s = state;

    if (s->elsewhere.kind != ERR_NONE && str_starts(action, "scenarios."))
        return _("local fleet only");
    if (strcmp(action, "scenarios.stop") == 0 && !is_running(s))
        return "has ended";
    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static void status(const void *state, struct screen_status *out)
{
    const struct scenarios_screen *s = state;

    if (s->elsewhere.kind == ERR_NONE)
        list_view_status(&s->view, out);
    else
        *out = (struct screen_status){.freshness = SCREEN_STILL};
}

static const struct binding bindings[] = {
    {"<Enter>", "scenarios.open", N_("what there was to see, and who saw it"), N_("debrief"),
     10},
    {"n", "scenarios.start", N_("play a scenario on the simulated fleet"), N_("new"), 15},
    {"x", "scenarios.stop", N_("end this scenario, after a review"), N_("stop"), 16},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec scenarios_screen = {
    .name = "scenarios",
    .title = N_("Scenarios"),
    .about = N_("incidents played on the local fleet, and what was seen of them"),
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_scenarios,
    .close = close_scenarios,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .changes = list_view_changes,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
