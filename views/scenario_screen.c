/* One scenario: what it did, what there was to see, who saw it and who did not. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/answer.h"
#include "client/store/drills.h"
#include "tui/detail.h"
#include "views/argument.h"
#include "views/list_view.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/scenario_fill.h"
#include "views/screens.h"

struct scenario_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    char *id; /* owned; or the name of a scenario: its form takes this screen's place */
    struct answer *answer;
    struct loop_timer *timer; /* asks again, or goes to the form */
    bool on_top, stale;
};

typedef struct describe_scenario_output scenario;

static const scenario *scenario_of(const struct scenario_screen *s)
{
    return answer_output(s->answer, 0);
}

static bool is_number(const char *text)
{
    return *text != '\0' && text[strspn(text, "0123456789")] == '\0';
}

static bool is_running(const struct scenario_screen *s)
{
    const scenario *o = scenario_of(s);

    return o != NULL && o->scenario != NULL && o->scenario->status != NULL &&
           strcmp(o->scenario->status, "RUNNING") == 0;
}

/* ---- asking ---- */

static void ask(struct scenario_screen *s)
{
    const struct describe_scenario_input in = {.scenario_id = s->id};
    struct client *c = app_client(s->app);
    struct err err;

    if (c != NULL && !drills_are_here(c, app_context(s->app)->name, &err))
        answer_fail(s->answer, &err);
    else
        answer_ask(s->answer, c, &op_describe_scenario, &in);
}

static void on_timer(void *ctx)
{
    struct scenario_screen *s = ctx;

    s->timer = NULL;
    if (!app_is_paused(s->app))
        ask(s);
}

static void on_answer(void *ctx)
{
    struct scenario_screen *s = ctx;

    s->stale = true;
    loop_remove_timer(s->timer);
    s->timer =
        s->on_top && answer_state(s->answer) == ANSWER_READY
            ? loop_add_timer(app_loop(s->app), DRILLS_POLL_MS * INT64_C(1000), on_timer, s)
            : NULL;
    app_redraw(s->app);
}

/* ---- the pane ---- */

static void fill(void *ctx, struct detail *d)
{
    struct scenario_screen *s = ctx;
    const scenario *o = scenario_of(s);
    const struct err *err = answer_err(s->answer);

    if (err->kind != ERR_NONE) {
        detail_text(d, STYLE_ERROR, err->text);
        detail_text(d, STYLE_DIM, err->advice);
    }
    if (o != NULL)
        scenario_fill(o, d);
    else if (err->kind == ERR_NONE)
        detail_text(d, STYLE_RUNNING, _("loading .."));
}

/* ---- the screen ---- */

static void go_to_form(void *ctx)
{
    struct scenario_screen *s = ctx;
    struct buf view = BUF_INIT(256);

    s->timer = NULL;
    buf_printf(&view, "play %s", s->id);
    app_replace(s->app, buf_text(&view)); /* this screen is gone */
    buf_free(&view);
}

static void *open_scenario(struct app *app, const char *argument, struct err *err)
{
    if (!argument_one(argument, _("which scenario? scenario ID, or the name of one to play"),
                      _(":scenarios lists them"), err))
        return NULL;
    struct scenario_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->id = mem_strdup(argument);
    s->answer = answer_new(loop_clock(app_loop(app)), on_answer, s);
    s->stale = true;
    detail_init(&s->pane);
    s->pane.focused = true;
    return s;
}

static void close_scenario(void *state)
{
    struct scenario_screen *s = state;

    loop_remove_timer(s->timer);
    answer_free(s->answer);
    detail_free(&s->pane);
    free(s->id);
    free(s);
}

static void shown(void *state)
{
    struct scenario_screen *s = state;

    s->on_top = true;
    if (is_number(s->id)) {
        ask(s);
        return;
    }
    loop_remove_timer(s->timer);
    s->timer = loop_add_timer(app_loop(s->app), 0, go_to_form, s);
}

static void hidden(void *state)
{
    struct scenario_screen *s = state;

    s->on_top = false;
    loop_remove_timer(s->timer);
    s->timer = NULL;
}

static void refresh(void *state)
{
    ask(state);
}

static void draw(void *state, struct surface *body)
{
    struct scenario_screen *s = state;

    if (s->stale)
        refill(&s->pane, fill, s);
    s->stale = false;
    detail_draw(&s->pane, body);
}

static bool act(void *state, const char *action)
{
    struct scenario_screen *s = state;
    const char *target = detail_target(&s->pane);

    app_redraw(s->app);
    if (strcmp(action, "scenario.open") == 0 && target != NULL)
        (void)app_openf(s->app, "%s", target);
    else if (strcmp(action, "scenario.stop") == 0 && scenario_of(s) != NULL)
        (void)app_review(s->app, plan_scenario_stop(s->id, scenario_of(s)->scenario->title,
                                                    app_now_ms(s->app)));
    else
        return detail_do(&s->pane, action);
    return true;
}

static const char *why_not(const void *state, const char *action)
{
    const struct scenario_screen *s = state;

    if (strcmp(action, "scenario.stop") != 0)
        return NULL;
    return is_running(s) ? app_why_not(s->app, &op_stop_scenario) : "has ended";
}

static void status(const void *state, struct screen_status *out)
{
    const struct scenario_screen *s = state;

    answer_screen_status(s->answer, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct scenario_screen *s = state;

    buf_printf(out, _("Scenario %.24s"), s->id);
}

static bool raw(const void *state, struct buf *out)
{
    const struct scenario_screen *s = state;
    struct json_writer w = {.out = out};

    if (scenario_of(s) == NULL)
        return false;
    record_encode(op_describe_scenario.output, scenario_of(s), &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "scenario.open", N_("the thing, or the profile"), N_("open"), 10},
    {"x", "scenario.stop", N_("end this scenario, after a review"), N_("stop"), 16},
    {0},
};

const struct screen_spec scenario_screen = {
    .name = "scenario",
    .title = N_("Scenario"),
    .argument = "ID|NAME",
    .about = N_("the debrief of a scenario; by a name, the form that starts one"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_scenario,
    .close = close_scenario,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
