/*
 * The review of a change, its confirmation, and how far it came. The plan is a file in the
 * state folder, so a lost connection loses nothing. The focus starts on Back; nothing is sent
 * by one key, by a pasted text, or by pressing again what opened this screen.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_catch_up.h"
#include "client/store/plan_file.h"
#include "client/store/unfinished.h"
#include "tui/layout.h"
#include "tui/prompt.h"
#include "views/changes.h"
#include "views/pane_search.h"
#include "views/plan_copy.h"
#include "views/plan_fill.h"
#include "views/plan_guard.h"
#include "views/refill.h"
#include "views/screens.h"
#include "views/undo.h"

enum { FOOT_ROWS = 4, TEXT_MAX = 256 };

enum button {
    BUTTON_BACK,
    BUTTON_SAVE,
    BUTTON_STOP,
    BUTTON_GO,
    BUTTON_UNDO,
    BUTTON_DROP,
    BUTTONS
};

struct plan_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    char id[PLAN_ID_MAX];
    struct plan *loaded; /* owned; NULL while the plan is the one carried out */
    struct prompt *typed;
    bool typing; /* the focus is on the text */
    enum button focus;
    char wanted[TEXT_MAX]; /* what has to be typed; "" nothing */
    char second[TEXT_MAX]; /* why a second person is asked for; "" nobody */
    bool filled;           /* the pane shows the plan as it is */
    uint64_t revision;     /* of the changes, and the time, when it was filled */
    int64_t at_s;
};

/* ---- what there is to do ---- */

static struct plan *plan_of(const struct plan_screen *s)
{
    struct plan *running = changes_plan(app_changes(s->app), s->id);

    return running != NULL ? running : s->loaded;
}

/* This plan is the one being carried out, or was the last. */
static struct plan_run *run_of(const struct plan_screen *s)
{
    return changes_plan(app_changes(s->app), s->id) != NULL ? changes_run(app_changes(s->app))
                                                            : NULL;
}

static bool is_going(const struct plan_screen *s)
{
    const struct plan_run *run = run_of(s);

    return run != NULL && plan_run_state(run) != PLAN_RUN_ENDED;
}

static bool is_paused(const struct plan_screen *s)
{
    const struct plan_run *run = run_of(s);

    return run != NULL && plan_run_state(run) == PLAN_RUN_PAUSED;
}

static bool is_typed(const struct plan_screen *s)
{
    return s->wanted[0] == '\0' || strcmp(prompt_text(s->typed), s->wanted) == 0;
}

static bool is_stale(const struct plan_screen *s)
{
    const struct plan *p = plan_of(s);
    int64_t age = app_now_ms(s->app) - p->computed_ms;

    return p->stage == PLAN_NEW && age > (p->n_approvals > 0 ? PLAN_LIFE_MS : PLAN_FRESH_MS);
}

/* Why nothing can be sent now; false: it can. */
static bool barred(const struct plan_screen *s, struct err *err)
{
    const struct plan *p = plan_of(s);

    if (plan_to_do(p) == 0) {
        (void)err_set(err, ERR_USAGE, "all of it was sent");
        return true;
    }
    if (plan_guard_elsewhere(p, app_context(s->app))) {
        (void)err_set(err, ERR_DENIED, "the plan is for %s (%s/%s): go there to carry it out",
                      p->context, p->account[0] != '\0' ? p->account : "?", p->region);
        return true;
    }
    if (plan_drifted(p) > 0) {
        (void)err_set(err, ERR_USAGE, "%zu targets are not as they were: make the plan again",
                      plan_drifted(p));
        return true;
    }
    if (is_stale(s)) {
        (void)err_set(err, ERR_USAGE, "the plan is too old: go back and make it again");
        return true;
    }
    if (!plan_guard_allows(app_gate(s->app), p, err))
        return true;
    if (s->second[0] != '\0' && p->n_approvals == 0) {
        (void)err_set(err, ERR_DENIED,
                      "not approved: W saves it, a second person runs picket approve, r looks");
        return true;
    }
    return false;
}

/* Begun, and more of it could be done: Pulse reminds of it. */
static bool is_unfinished(const struct plan_screen *s)
{
    const struct plan *p = plan_of(s);

    return p->stage != PLAN_NEW && !is_going(s) && plan_to_do(p) > 0;
}

static const char *go_label(const struct plan_screen *s, struct buf *text)
{
    const struct plan *p = plan_of(s);

    if (is_paused(s))
        buf_printf(text, _("Start wave %d"), plan_run_wave(run_of(s)) + 2);
    else if (is_going(s) || plan_to_do(p) == 0)
        return NULL;
    else if (p->stage == PLAN_NEW && plan_waves(p) > 1 && p->pause_ms != PLAN_NO_PAUSE_MS)
        buf_puts(text, _("Start wave 1"));
    else if (p->stage == PLAN_NEW)
        buf_puts(text, p->verb);
    else if (plan_open(p) == 0)
        buf_printf(text, _("Look what became of %zu"), plan_to_do(p));
    else
        buf_printf(text, _("Finish the rest: %zu"), plan_open(p));
    return buf_text(text);
}

/* NULL: the button is not there now. */
static const char *label(const struct plan_screen *s, enum button b, struct buf *text)
{
    const struct plan *p = plan_of(s);

    switch (b) {
    case BUTTON_BACK: return _("Back");
    case BUTTON_SAVE: return p->stage == PLAN_NEW ? _("Save plan") : NULL;
    case BUTTON_STOP:
        if (!is_going(s))
            return NULL;
        return plan_run_stopping(run_of(s)) ? _("Stop waiting") : _("Stop");
    case BUTTON_GO: return go_label(s, text);
    case BUTTON_UNDO:
        if (is_going(s) || p->n_back == 0 || plan_count(p, PLAN_STEP_DONE) == 0)
            return NULL;
        return _("Undo ..");
    case BUTTON_DROP: return is_unfinished(s) ? _("Drop") : NULL;
    case BUTTONS: break;
    }
    return NULL;
}

static bool can_focus(const struct plan_screen *s, enum button b)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    struct err err;
    bool there = label(s, b, &text) != NULL;

    buf_free(&text);
    return there && (b != BUTTON_GO || (is_typed(s) && (is_paused(s) || !barred(s, &err))));
}

/* ---- drawing ---- */

static void fill(void *ctx, struct detail *d)
{
    struct plan_screen *s = ctx;
    const struct plan_fill f = {
        .plan = plan_of(s), .now_ms = app_now_ms(s->app), .second = s->second};

    plan_fill(&f, d);
}

static void put_state(const struct plan_screen *s, struct buf *out)
{
    static const char *const words[] = {
        [PLAN_RUN_CHECKING] = N_("looking at the targets again .."),
        [PLAN_RUN_SENDING] = N_("sending .."),
        [PLAN_RUN_SETTLING] = N_("looking what became of a call .."),
        [PLAN_RUN_WATCHING] = N_("the task is running in the service .."),
        [PLAN_RUN_PAUSED] = N_("between two waves"),
        [PLAN_RUN_ENDED] = N_("ended"),
    };
    const struct plan *p = plan_of(s);
    const struct plan_run *run = run_of(s);

    if (run == NULL) {
        buf_puts(out, p->stage == PLAN_NEW ? _("nothing is sent yet") : _("from earlier"));
        return;
    }
    buf_printf(out, _("%s %zu of %zu done"), i18n_text(words[plan_run_state(run)]),
               plan_count(p, PLAN_STEP_DONE), p->n_steps);
    if (is_paused(s) && plan_run_next_us(run) > 0)
        buf_printf(out, _(", the next starts in %d s"),
                   (int)((plan_run_next_us(run) - loop_now_us(app_loop(s->app))) / 1000000));
}

/* What keeps the button shut, or what it waits for. */
static void draw_why(struct plan_screen *s, struct surface *foot)
{
    struct err err;

    if (is_going(s) || !barred(s, &err)) {
        if (s->wanted[0] != '\0' && !is_going(s) && plan_to_do(plan_of(s)) > 0) {
            int at =
                surface_printf(foot, 1, 1, STYLE_WARN, _("To confirm, type  %s : "), s->wanted);
            prompt_draw_field(s->typed, foot, 1, at + 1, 24,
                              s->typing ? PROMPT_FOCUS : PROMPT_BLUR);
        }
        return;
    }
    (void)surface_text(foot, 1, 1, foot->cols - 2,
                       plan_to_do(plan_of(s)) == 0 ? STYLE_DIM : STYLE_WARN, err.text);
    if (err.advice[0] != '\0') {
        int at = 3 + safe_width(str_of(err.text));

        (void)surface_text(foot, 1, at, foot->cols - at - 1, STYLE_DIM, err.advice);
    }
}

static void draw_buttons(struct plan_screen *s, struct surface *foot)
{
    int col = 1;

    for (enum button b = BUTTON_BACK; b < BUTTONS; b++) {
        struct buf text = BUF_INIT(TEXT_MAX);
        const char *word = label(s, b, &text);

        if (word != NULL) {
            enum style style = can_focus(s, b) ? STYLE_KEY : STYLE_KEY_OFF;
            int end = surface_printf(foot, 2, col, style, "[ %s ]", word);

            if (!s->typing && s->focus == b)
                surface_overlay(foot, 2, col, end - col, OVER_SELECTED);
            col = end + 2;
        }
        buf_free(&text);
    }
}

/* Thousands of targets and their commands are written anew when something of them is new or
 * their age is another, not with every key. */
static void follow(struct plan_screen *s)
{
    uint64_t revision = changes_revision(app_changes(s->app));
    int64_t at_s = app_now_ms(s->app) / 1000;

    if (s->filled && s->revision == revision && s->at_s == at_s)
        return;
    refill(&s->pane, fill, s);
    s->filled = true;
    s->revision = revision;
    s->at_s = at_s;
}

static void draw(void *state, struct surface *body)
{
    struct plan_screen *s = state;
    struct surface upper, foot;
    struct buf text = BUF_INIT(TEXT_MAX);

    follow(s);
    layout_rows(body, FOOT_ROWS, &upper, &foot);
    detail_draw(&s->pane, &upper);
    surface_fill(&foot, 0, 0, foot.rows, foot.cols, STYLE_TEXT);
    put_state(s, &text);
    surface_rule(&foot, 0, plan_of(s)->stage == PLAN_NEW ? _("confirm") : _("progress"),
                 buf_text(&text));
    buf_free(&text);
    draw_why(s, &foot);
    if (!s->typing && !can_focus(s, s->focus))
        s->focus = BUTTON_BACK;
    draw_buttons(s, &foot);
}

/* ---- doing ---- */

/* What the guards ask of this plan. */
static void ask_guards(struct plan_screen *s)
{
    const struct plan *p = plan_of(s);
    struct buf text = BUF_INIT(TEXT_MAX);

    s->filled = false;
    s->wanted[0] = s->second[0] = '\0';
    if (plan_guard_typed(app_gate(s->app), p, &text))
        (void)snprintf(s->wanted, sizeof s->wanted, "%s", buf_text(&text));
    buf_reset(&text);
    if (plan_guard_second(app_gate(s->app), p, &text))
        (void)snprintf(s->second, sizeof s->second, "%s", buf_text(&text));
    buf_free(&text);
}

static void go(struct plan_screen *s)
{
    struct plan *p = plan_of(s);
    struct err err;

    if (is_paused(s)) {
        plan_run_go_on(run_of(s));
        return;
    }
    if (is_going(s) || !is_typed(s))
        return;
    plan_catch_up(p, app_journal(s->app)); /* another console may have been here meanwhile */
    if (barred(s, &err)) {
        app_error(s->app, &err);
        return;
    }
    if (p->stage != PLAN_NEW)
        plan_reopen(p);
    s->loaded = NULL; /* taken */
    s->focus = BUTTON_BACK;
    (void)detail_do(&s->pane, "detail.home"); /* what becomes of it stands there */
    if (!changes_start(app_changes(s->app), p, prompt_text(s->typed), &err)) {
        app_error(s->app, &err);
        if (changes_plan(app_changes(s->app), s->id) == NULL)
            s->loaded = plan_load(s->id, &err);
        if (plan_of(s) == NULL)
            app_back(s->app);
    }
}

static void undo(struct plan_screen *s)
{
    struct err err;
    /* a copy: what is shown says what was done, not what is left to undo */
    struct plan *made = plan_load(s->id, &err);

    if (made == NULL) {
        app_error(s->app, &err);
        return;
    }
    plan_catch_up(made, app_journal(s->app));
    struct plan *p = undo_make(made, app_journal(s->app), app_now_ms(s->app));

    plan_free(made);
    if (p != NULL)
        (void)app_review(s->app, p);
    else
        app_message(s->app, MESSAGE_INFO, "All of it was undone already: ! says when.");
}

static void drop_now(void *ctx)
{
    const struct plan_screen *s = ctx;

    unfinished_remove(s->id);
    app_message(s->app, MESSAGE_OK, "Pulse does not remind of it any more.");
}

static void drop(struct plan_screen *s)
{
    app_confirm(
        s->app, "Drop the rest",
        "Pulse will not remind of this change any more.\nWhat was done stays done, and P "
        "in the journal opens it again.",
        "Drop", drop_now, s);
}

static void look_for_approvals(void *state)
{
    struct plan_screen *s = state;

    s->filled = false;
    app_redraw(s->app);
    if (plan_of(s)->stage == PLAN_NEW && !is_going(s))
        plan_copy_look(s->app, plan_of(s));
}

static void open_device(struct plan_screen *s)
{
    const char *target = detail_target(&s->pane);

    if (target != NULL)
        (void)app_open(s->app, target);
    else
        app_message(s->app, MESSAGE_INFO, "No device is named in this plan.");
}

static void press(struct plan_screen *s)
{
    switch (s->focus) {
    case BUTTON_BACK: app_back(s->app); break;
    case BUTTON_SAVE: plan_copy_save(s->app, plan_of(s)); break;
    case BUTTON_STOP: plan_run_stop(run_of(s)); break;
    case BUTTON_GO: go(s); break;
    case BUTTON_UNDO: undo(s); break;
    case BUTTON_DROP: drop(s); break;
    case BUTTONS: break;
    }
}

static void turn_focus(struct plan_screen *s, int by)
{
    bool has_text = s->wanted[0] != '\0' && !is_going(s) && plan_to_do(plan_of(s)) > 0;
    const int n = BUTTONS + (has_text ? 1 : 0);
    int at = s->typing ? BUTTONS : (int)s->focus;

    do
        at = (at + n + by) % n;
    while (at < BUTTONS && !can_focus(s, (enum button)at));
    s->typing = at == BUTTONS;
    if (!s->typing)
        s->focus = (enum button)at;
}

static bool key_typing(struct plan_screen *s, struct key k)
{
    if (keys_is(k, KEYCODE_TAB) || keys_is(k, KEYCODE_ENTER) ||
        keys_equal(k, (struct key){KEYCODE_TAB, KEY_SHIFT})) {
        turn_focus(s, keys_equal(k, (struct key){KEYCODE_TAB, KEY_SHIFT}) ? -1 : 1);
        return true;
    }
    if (keys_is(k, KEYCODE_ESC)) {
        s->typing = false;
        s->focus = BUTTON_BACK;
        return true;
    }
    return prompt_key(s->typed, k) != PROMPT_IGNORED;
}

static bool key(void *state, struct key k)
{
    struct plan_screen *s = state;

    app_redraw(s->app);
    return s->typing && key_typing(s, k);
}

static bool typing(const void *state)
{
    const struct plan_screen *s = state;

    return s->typing;
}

static bool act(void *state, const char *action)
{
    struct plan_screen *s = state;

    app_redraw(s->app);
    if (strcmp(action, "plan.press") == 0)
        press(s);
    else if (strcmp(action, "plan.next") == 0)
        turn_focus(s, 1);
    else if (strcmp(action, "plan.before") == 0)
        turn_focus(s, -1);
    else if (strcmp(action, "plan.save") == 0)
        plan_copy_save(s->app, plan_of(s));
    else if (strcmp(action, "plan.open") == 0)
        open_device(s);
    else
        return detail_do(&s->pane, action);
    return true;
}

/* ---- the screen ---- */

static void *open_plan(struct app *app, const char *argument, struct err *err)
{
    struct plan_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    (void)snprintf(s->id, sizeof s->id, "%s", argument);
    if (changes_plan(app_changes(app), s->id) == NULL)
        s->loaded = plan_load(s->id, err);
    if (plan_of(s) == NULL) {
        free(s);
        return NULL;
    }
    detail_init(&s->pane);
    s->typed = prompt_new("");
    if (plan_of(s)->stage == PLAN_NEW && s->loaded != NULL)
        (void)plan_copy_approvals(app, plan_of(s), err);
    return s; /* shown() follows */
}

static void close_plan(void *state)
{
    struct plan_screen *s = state;

    app_forget_confirm(s->app, s);
    detail_free(&s->pane);
    prompt_free(s->typed);
    plan_free(s->loaded);
    free(s);
}

/* The plan may have been taken over by another level of the stack meanwhile. */
static void shown(void *state)
{
    struct plan_screen *s = state;
    struct err err;

    if (s->loaded == NULL && changes_plan(app_changes(s->app), s->id) == NULL)
        s->loaded = plan_load(s->id, &err);
    if (s->loaded != NULL)
        plan_catch_up(s->loaded, app_journal(s->app));
    if (plan_of(s) == NULL) {
        app_error(s->app, &err);
        app_back(s->app); /* *s is gone */
        return;
    }
    ask_guards(s);
}

static void status(const void *state, struct screen_status *out)
{
    const struct plan_screen *s = state;
    const struct plan *p = plan_of(s);

    *out = (struct screen_status){.freshness = SCREEN_STILL};
    if (p->stage == PLAN_NEW && run_of(s) == NULL)
        (void)snprintf(out->note, sizeof out->note, _("nothing is sent yet"));
    else
        (void)snprintf(out->note, sizeof out->note, _("%zu of %zu done"),
                       plan_count(p, PLAN_STEP_DONE), p->n_steps);
}

static void crumb(const void *state, struct buf *out)
{
    const struct plan_screen *s = state;

    buf_printf(out, _("Plan %s"), s->id);
}

static bool raw(const void *state, struct buf *out)
{
    const struct plan_screen *s = state;

    plan_write(plan_of(s), out);
    return true;
}

static const struct binding bindings[] = {
    {"<Tab> <Right>", "plan.next", N_("to the next button; the first is Back"), N_("next"), 1},
    {"S-<Tab> <Left>", "plan.before", N_("to the button before"), NULL, 0},
    {"<Enter>", "plan.press", N_("press the button that has the focus"), N_("press"), 2},
    {"o", "plan.open", N_("open the device under the cursor (j and k choose)"), NULL, 0},
    {"W", "plan.save", N_("save the plan as a file in this folder"), N_("save plan"), 3},
    {0},
};

const struct screen_spec plan_screen = {
    .name = "plan",
    .title = N_("Plan"),
    .argument = "ID",
    .about = N_("a change before it is sent, and how far it came"),
    .sends = true,
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_plan,
    .close = close_plan,
    .draw = draw,
    .act = act,
    .refresh = look_for_approvals,
    .key = key,
    .typing = typing,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .raw = raw,
};
