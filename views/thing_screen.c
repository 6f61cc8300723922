/* One device: what happened to it, from every source, on one time axis. */
#include "views/thing_screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/api/groups.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/argument.h"
#include "views/screens.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static const struct lanes_column columns[] = {
    {"BEHAVIOUR", 18, 0}, {"KIND", 5, 70}, {"PROFILE", 9, 110}};

static void on_change(void *ctx)
{
    struct thing_screen *s = ctx;

    s->stale = true;
    app_redraw(s->app);
    if (s->told_unregistered || s->data == NULL || !thing_data_unregistered(s->data))
        return;
    s->told_unregistered = true;
    app_message(s->app, MESSAGE_WARN, "%.80s is not registered; only its past is known.",
                s->data->name);
}

/* ---- opening ---- */

/* What may stand before "name:". */
struct wish {
    char *range, *behavior, *at; /* owned; "" */
    char *name;                  /* owned */
};

static void free_wish(struct wish *w)
{
    free(w->range);
    free(w->behavior);
    free(w->at);
    free(w->name);
}

/* "NAME", or "range:7d behavior:B at:TIME name:NAME"; a name may hold anything. */
static bool read_argument(const char *text, struct wish *w, struct err *err)
{
    const struct argument args[] = {
        {"range", &w->range}, {"behavior", &w->behavior}, {"at", &w->at}};
    const struct argument name = {"name", &w->name};
    bool named = str_starts(text, "name:");

    for (size_t i = 0; i < COUNT_OF(args); i++) {
        const size_t n = strlen(args[i].name);

        named = named || (strncmp(text, args[i].name, n) == 0 && text[n] == ':');
    }
    if (named)
        return argument_parse_rest(text, args, COUNT_OF(args), &name, err);
    for (size_t i = 0; i < COUNT_OF(args); i++)
        *args[i].value = mem_strdup("");
    w->name = mem_strdup(text);
    return true;
}

static bool set_start(struct thing_screen *s, const struct wish *w, struct err *err)
{
    const int64_t now = app_service_ms(s->app);
    struct thing_range r = {now - DAY_MS, now, true};

    if (*w->range != '\0' &&
        !thing_range_parse(str_of(w->range), now, app_zone(s->app), &r, err))
        return false;
    if (*w->at != '\0' && !time_parse_iso8601(str_of(w->at), &s->at_ms))
        return err_set(err, ERR_USAGE, "no moment: at:%.40s", w->at);
    s->lanes.axis = (struct axis){r.from_ms, r.to_ms, now, app_zone(s->app)};
    s->lanes.cursor_ms = r.to_ms - 1;
    s->live = r.live;
    s->behavior = mem_strdup(w->behavior);
    return true;
}

static void close_thing(void *state)
{
    struct thing_screen *s = state;

    watched_list_unwatch(app_alarms(s->app), s);
    thing_data_free(s->data);
    thing_chart_free(&s->chart);
    thing_model_free(&s->model);
    lanes_free(&s->lanes);
    list_free(&s->list);
    detail_free(&s->pane);
    detail_free(&s->facts);
    prompt_free(s->prompt);
    free(s->filter);
    free(s->behavior);
    free(s->shown);
    free(s);
}

static struct thing_screen *new_screen(struct app *app)
{
    struct thing_screen *s = mem_alloc(1, sizeof *s);
    struct list_source source = thing_list_source;

    source.ctx = s;
    s->app = app;
    s->stale = true;
    s->filter = mem_strdup("");
    thing_model_init(&s->model);
    thing_chart_init(&s->chart, app, on_change, s);
    lanes_init(&s->lanes, columns, COUNT_OF(columns), thing_classes, THING_CLASSES);
    list_init(&s->list, &source, thing_columns, thing_n_columns);
    detail_init(&s->pane);
    detail_init(&s->facts);
    return s;
}

static void *open_thing(struct app *app, const char *argument, struct err *err)
{
    const char *last = app_last_thing(app);
    struct wish w = {0};

    if (!read_argument(argument, &w, err))
        return NULL;
    struct thing_screen *s = new_screen(app);

    if (!set_start(s, &w, err)) {
        close_thing(s);
        s = NULL;
    } else if (*w.name != '\0' || last != NULL) {
        s->data = thing_data_new(app, *w.name != '\0' ? w.name : last, on_change, s);
        app_set_last_thing(app, s->data->name);
    } else {
        thing_ask(s, THING_PROMPT_NAME);
    }
    free_wish(&w);
    return s;
}

/* ---- keys ---- */

static void step_time(struct thing_screen *s, int cells)
{
    s->moved = true;
    if (!lanes_step(&s->lanes, cells))
        return;
    s->live = s->lanes.axis.to_ms >= s->lanes.axis.now_ms;
    thing_model_count(&s->model, &s->lanes.axis);
    thing_events_follow(s);
    s->turned = true;
}

static void zoom(struct thing_screen *s, enum axis_zoom how)
{
    if (!axis_zoom(&s->lanes.axis, how, s->lanes.cursor_ms, THING_RANGE_DAYS * DAY_MS))
        return;
    s->live = s->lanes.axis.to_ms >= s->lanes.axis.now_ms;
    thing_model_count(&s->model, &s->lanes.axis);
    list_sync(&s->list); /* its times have seconds in short ranges */
    s->moved = s->turned = true;
}

/* The lane under the cursor, or the first that a chart can be drawn of. */
static void choose_drawable(struct thing_screen *s)
{
    if (s->lanes.lane < s->model.n_lanes && s->model.lanes[s->lanes.lane].metric != NULL)
        return;
    for (size_t i = 0; i < s->model.n_lanes; i++)
        if (s->model.lanes[i].metric != NULL) {
            (void)lanes_go_lane(&s->lanes, s->model.lanes[i].id);
            s->moved = true;
            return;
        }
}

static void show_lower(struct thing_screen *s, enum thing_lower what)
{
    if (what == THING_LOWER_CHART && s->lower != what)
        choose_drawable(s);
    s->lower = s->lower == what ? THING_LOWER_EVENTS : what;
    s->turned = true;
    s->pane.top = 0;
}

/* The next beginning of an alarm in this lane, or whatever else it holds. */
static void next_in_lane(struct thing_screen *s, int by)
{
    const struct lanes_lane *lane = lanes_current(&s->lanes);
    size_t row;

    if (lane == NULL || !list_current(&s->list, &row))
        return;
    for (int64_t i = (int64_t)row + by; i >= 0 && i < (int64_t)s->n_shown; i += by)
        if (strcmp(s->model.events[s->shown[i]].lane, lane->id) == 0) {
            list_go(&s->list, (size_t)i);
            thing_events_lead(s);
            s->moved = s->turned = true;
            return;
        }
    app_message(s->app, MESSAGE_INFO, "Nothing further in this lane.");
}

static void open_event(struct thing_screen *s)
{
    const struct thing_event *e = thing_events_current(s);

    if (s->lower == THING_LOWER_DEVICE || s->lower == THING_LOWER_EVENT) {
        const char *target = detail_target(&s->pane);

        if (target != NULL)
            app_openf(s->app, "%s", target);
        else
            show_lower(s, s->lower);
        return;
    }
    if (e != NULL && e->view != NULL)
        app_openf(s->app, "%s", e->view);
    else if (e != NULL)
        show_lower(s, THING_LOWER_EVENT);
}

/* Of its certificate, where it has one: that is what most checks look at. */
static void open_findings(struct thing_screen *s)
{
    const struct thing_data *d = s->data;

    app_openf(s->app, "findings res:%s", d->resources[d->n_resources > 1 ? 1 : 0].key);
}

static void go_lane(struct thing_screen *s, int by)
{
    lanes_move(&s->lanes, by);
    s->moved = s->turned = true;
}

static void next_pane(struct thing_screen *s)
{
    if (s->lower != THING_LOWER_EVENTS && s->lower != THING_LOWER_CHART)
        show_lower(s, s->lower);
    else
        s->on_lanes = !s->on_lanes;
}

static bool act_named(struct thing_screen *s, const char *action)
{
    static const struct {
        const char *action;
        void (*fn)(struct thing_screen *s);
    } plain[] = {{"thing.open", open_event},       {"thing.findings", open_findings},
                 {"thing.verify", thing_verify},   {"thing.mitigate", thing_mitigate},
                 {"thing.release", thing_release}, {"thing.pane", next_pane}};
    static const struct {
        const char *action;
        void (*fn)(struct thing_screen *s, int by);
        int by;
    } moves[] = {{"thing.before", step_time, -1},
                 {"thing.after", step_time, 1},
                 {"thing.older", next_in_lane, 1},
                 {"thing.newer", next_in_lane, -1}};
    static const struct {
        const char *action;
        enum thing_lower what;
    } lowers[] = {{"thing.chart", THING_LOWER_CHART},
                  {"thing.facts", THING_LOWER_FACTS},
                  {"thing.device", THING_LOWER_DEVICE}};

    for (size_t i = 0; i < COUNT_OF(plain); i++)
        if (strcmp(plain[i].action, action) == 0)
            return plain[i].fn(s), true;
    for (size_t i = 0; i < COUNT_OF(moves); i++)
        if (strcmp(moves[i].action, action) == 0)
            return moves[i].fn(s, moves[i].by), true;
    for (size_t i = 0; i < COUNT_OF(lowers); i++)
        if (strcmp(lowers[i].action, action) == 0)
            return show_lower(s, lowers[i].what), true;
    return false;
}

/* j and k: lanes, lines of a pane, or events. */
static bool act_move(struct thing_screen *s, const char *action)
{
    const bool in_pane = s->lower != THING_LOWER_EVENTS && s->lower != THING_LOWER_CHART;
    char pane_action[64];

    if (s->on_lanes && strcmp(action, "list.down") == 0)
        return go_lane(s, 1), true;
    if (s->on_lanes && strcmp(action, "list.up") == 0)
        return go_lane(s, -1), true;
    if (in_pane && str_starts(action, "list.")) {
        snprintf(pane_action, sizeof pane_action, "detail.%s", action + strlen("list."));
        if (detail_do(&s->pane, pane_action))
            return true;
    }
    if (!list_do(&s->list, action))
        return false;
    s->moved = s->turned = true;
    thing_events_lead(s);
    return true;
}

static bool act_thing(void *state, const char *action)
{
    struct thing_screen *s = state;

    if (s->data == NULL)
        return false;
    thing_build(s);
    app_redraw(s->app);
    if (strcmp(action, "thing.in") == 0)
        return zoom(s, AXIS_ZOOM_IN), true;
    if (strcmp(action, "thing.out") == 0)
        return zoom(s, AXIS_ZOOM_OUT), true;
    if (strcmp(action, "thing.range") == 0)
        return thing_ask(s, THING_PROMPT_RANGE), true;
    return act_named(s, action) || act_move(s, action);
}

static bool is_typing(const void *state)
{
    return ((const struct thing_screen *)state)->asking != THING_PROMPT_NONE;
}

static bool key_thing(void *state, struct key k)
{
    struct thing_screen *s = state;

    return is_typing(s) && thing_ask_key(s, k);
}

static void paste_thing(void *state, struct str text)
{
    thing_ask_paste(state, text);
}

/* ---- what the console asks of every screen ---- */

static void draw_thing(void *state, struct surface *body)
{
    struct thing_screen *s = state;

    if (s->data != NULL)
        thing_data_follow_pause(s->data);
    thing_draw(s, body);
}

static bool filter_thing(void *state, const char *text, struct err *err)
{
    struct thing_screen *s = state;
    char *filter = mem_strdup(text);

    (void)err;
    free(s->filter);
    s->filter = filter;
    s->stale = true;
    if (s->data == NULL)
        return true;
    thing_build(s);
    thing_events_lead(s);
    return true;
}

static const char *filter_of(const void *state)
{
    return ((const struct thing_screen *)state)->filter;
}

static void status_thing(const void *state, struct screen_status *out)
{
    const struct thing_screen *s = state;

    if (s->data != NULL)
        thing_data_status(s->data, out);
    else
        out->freshness = SCREEN_STILL;
}

static void crumb_thing(const void *state, struct buf *out)
{
    const struct thing_screen *s = state;

    buf_printf(out, _("thing %.24s"), s->data != NULL ? s->data->name : "");
}

/* For the names it offers. */
static void watch_alarms(struct thing_screen *s)
{
    watched_list_unwatch(app_alarms(s->app), s);
    watched_list_watch(app_alarms(s->app), on_change, s);
}

static void shown_thing(void *state)
{
    struct thing_screen *s = state;

    if (s->data != NULL)
        thing_data_shown(s->data);
    else
        watch_alarms(s);
    s->stale = true;
}

static void hidden_thing(void *state)
{
    struct thing_screen *s = state;

    if (s->data != NULL)
        thing_data_hidden(s->data);
    else
        watched_list_unwatch(app_alarms(s->app), s);
}

static void refresh_thing(void *state)
{
    struct thing_screen *s = state;

    if (s->data == NULL)
        return;
    thing_data_refresh(s->data);
    if (s->lower == THING_LOWER_CHART)
        thing_chart_refresh(&s->chart);
    s->stale = true;
}

static bool raw_thing(const void *state, struct buf *out)
{
    const struct thing_screen *s = state;

    if (s->data == NULL)
        return false;
    const struct str body = answer_body(s->data->about->answers[ABOUT_THING], 0);

    buf_put(out, body.p, body.n);
    return body.n > 0;
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"thing.verify", &op_put_verification_state_on_violation},
        {"thing.mitigate", &op_start_detect_mitigation_actions_task},
        {"thing.release", &op_remove_thing_from_thing_group}};
    const struct thing_screen *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static const struct binding bindings[] = {
    {"<Enter>", "thing.open", N_("the event whole, or what it is about"), N_("open"), 10},
    {"v", "thing.verify", N_("say what the marked alarms turned out to be"), N_("verify"), 11},
    {"m", "thing.mitigate", N_("mitigate the marked alarms, or act on this device"),
     N_("mitigate"), 12},
    {"x", "thing.release", N_("end its quarantine, after a review"), N_("end quarantine"), 55},
    {"h <Left>", "thing.before", N_("back in time by a cell"), N_("time"), 15},
    {"l <Right>", "thing.after", N_("on in time by a cell"), NULL, 0},
    {"+ =", "thing.in", N_("half as long a time, around the cursor"), N_("zoom"), 20},
    {"- _", "thing.out", N_("twice as long a time"), NULL, 0},
    {"t", "thing.range", N_("another range of time: 7d, or from .. to"), N_("range"), 25},
    {"n", "thing.older", N_("the event before in this lane"), NULL, 0},
    {"N", "thing.newer", N_("the event after in this lane"), NULL, 0},
    {"C", "thing.chart", N_("the metric behind this lane, against its limit"), N_("chart"), 30},
    {"X", "thing.facts", N_("what this looks like: facts only"), N_("facts"), 35},
    {"d", "thing.device", N_("what the registry says of it"), N_("device"), 40},
    {"f", "thing.findings", N_("audit findings of its certificate"), N_("findings"), 45},
    {"<Tab>", "thing.pane", N_("between lanes and events"), N_("lanes"), 50},
    {0},
};

static const struct list_pane *pane_of(const void *state)
{
    const struct thing_screen *s = state;

    return s->data != NULL ? &s->list : NULL;
}

const struct screen_spec thing_screen = {
    .name = "thing",
    .title = N_("Thing"),
    .argument = "NAME | [range:7d] [behavior:B] [at:TIME] name:NAME",
    .about = N_("one device: alarms, findings, suppressions, mitigations on one time axis"),
    .digit = "7",
    .widget = SCREEN_LIST,
    .bindings = bindings,
    .open = open_thing,
    .close = close_thing,
    .draw = draw_thing,
    .act = act_thing,
    .why_not = why_not,
    .key = key_thing,
    .typing = is_typing,
    .paste = paste_thing,
    .filter = filter_thing,
    .filter_text = filter_of,
    .status = status_thing,
    .crumb = crumb_thing,
    .shown = shown_thing,
    .hidden = hidden_thing,
    .refresh = refresh_thing,
    .raw = raw_thing,
    .pane = pane_of,
};
