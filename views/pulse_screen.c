/* Pulse: what is wrong now, since when, and what to do next. Where the console opens. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/answer.h"
#include "tui/layout.h"
#include "tui/list.h"
#include "tui/text.h"
#include "views/app.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/pulse_detect.h"
#include "views/pulse_groups.h"
#include "views/pulse_items.h"
#include "views/pulse_view.h"
#include "views/screens.h"

enum {
    CHANGE_WIDTH = 22,               /* of what changed and what is suppressed */
    SUPPRESSIONS_OLD_MS = 60 * 1000, /* asked again after that */
    ADVICE_ROWS = 10,
    ADVICE_FROM_ROWS = 24, /* below it every row is something that needs somebody */
};

struct pulse_screen {
    struct app *app;
    struct arena *arena; /* of pulse */
    struct pulse pulse;
    struct history_tally change; /* of the newest results; meaningful when compared */
    bool compared;
    struct pulse_detect detect;
    struct pulse_groups *groups;
    struct list_pane pane;
    bool moved; /* somebody chose a row; until then the cursor is on the most urgent one */
    struct answer *suppressions;
    uint64_t changes; /* when they were asked for */
    struct unfinished unfinished[UNFINISHED_MAX];
    size_t n_unfinished;
    uint64_t revision; /* of the changes, when the unfinished ones were read */
};

enum pulse_column { PULSE_NEW, PULSE_SEV, PULSE_WHAT, PULSE_SUMMARY, PULSE_AGE };

static const struct list_column columns[] = {
    [PULSE_NEW] = {.title = " ", .name = "new", .width = 1},
    [PULSE_SEV] = {.title = N_("SEV"), .name = "sev", .width = 3},
    [PULSE_WHAT] = {.title = N_("WHAT"), .name = "what", .width = 6},
    [PULSE_SUMMARY] =
        {.title = N_("SUMMARY"), .name = "summary", .width = 30, .min = 20, .flex = 1},
    [PULSE_AGE] =
        {.title = N_("AGE"), .name = "age", .width = 5, .fits = LIST_AGE, .align = ALIGN_RIGHT},
};

static const struct {
    const char *word;
    enum style style;
} kinds[PULSE_KINDS] = {
    [PULSE_RUNNING] = {"RUN", STYLE_RUNNING},    [PULSE_FAILED] = {"FAILED", STYLE_ERROR},
    [PULSE_OPEN] = {"OPEN", STYLE_TEXT},         [PULSE_MISSED] = {"MISSED", STYLE_ERROR},
    [PULSE_OLD] = {"OLD", STYLE_WARN},           [PULSE_SUPPRESSION] = {"SUPP", STYLE_WARN},
    [PULSE_TASK] = {"TASK", STYLE_ERROR},        [PULSE_PLAN] = {"PLAN", STYLE_ERROR},
    [PULSE_ALARM] = {"ALARM", STYLE_WARN},       [PULSE_MODEL] = {"MODEL", STYLE_WARN},
    [PULSE_QUARANTINE] = {"QUARAN", STYLE_WARN},
};

static const enum style severity_styles[] = {
    [SEVERITY_CRITICAL] = STYLE_CRITICAL, [SEVERITY_HIGH] = STYLE_HIGH,
    [SEVERITY_MEDIUM] = STYLE_MEDIUM,     [SEVERITY_LOW] = STYLE_LOW,
    [SEVERITY_UNKNOWN] = STYLE_DIM,
};

/* ---- the list ---- */

static size_t count_items(void *ctx)
{
    const struct pulse_screen *p = ctx;

    return p->pulse.n_items;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    const struct pulse_screen *p = ctx;

    buf_puts(out, p->pulse.items[row].id);
}

static void put_age(const struct pulse_screen *p, const struct pulse_item *item,
                    struct buf *out)
{
    if (item->at_ms > 0)
        time_age(out, app_service_ms(p->app) - item->at_ms);
    else
        buf_putc(out, '-');
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct pulse_screen *p = ctx;
    const struct pulse_item *item = &p->pulse.items[row];

    switch ((enum pulse_column)column) {
    case PULSE_NEW: buf_putc(out, item->fresh ? '+' : ' '); return STYLE_WARN;
    case PULSE_SEV:
        buf_putc(out, item->kind == PULSE_RUNNING ? ' ' : severity_letter(item->severity));
        return severity_styles[item->severity];
    case PULSE_WHAT: buf_puts(out, kinds[item->kind].word); return kinds[item->kind].style;
    case PULSE_SUMMARY: buf_puts(out, item->summary); return STYLE_TEXT;
    case PULSE_AGE: put_age(p, item, out); return STYLE_DIM;
    }
    return STYLE_TEXT;
}

/* ---- drawing ---- */

static void put_newest(const struct pulse_screen *p, struct buf *out)
{
    const struct audit_run *run = p->pulse.newest;

    if (run == NULL)
        return;
    buf_puts(out, _("last audit "));
    if (run->task->task_start_time.set) {
        struct civil c;

        civil_from_ms(run->task->task_start_time.ms, &c);
        buf_printf(out, "%02d-%02d %02d:%02dZ", c.month, c.day, c.hour, c.minute);
    }
    buf_printf(out, _(", %d of %d checks clean"), p->pulse.compliant, p->pulse.checks);
}

/* The service has answered: no audits is an answer too. */
static bool is_asked(const struct pulse_screen *p)
{
    return source_status(audit_runs_source(app_runs(p->app))).state == SOURCE_COMPLETE;
}

/* "+2 new +1 back -1 fixed", from the history; the difference of the counts without it. */
static enum style put_change(const struct pulse_screen *p, enum severity severity,
                             struct buf *out)
{
    const struct pulse_severity *n = &p->pulse.by_severity[severity];
    const uint32_t fresh = p->change.n[HISTORY_NEW][severity],
                   back = p->change.n[HISTORY_RETURNED][severity],
                   fixed = p->change.n[HISTORY_FIXED][severity];

    if (!p->compared) {
        if (n->compared && n->change != 0)
            buf_printf(out, "%+lld", (long long)n->change);
        return n->change > 0 ? STYLE_WARN : STYLE_OK;
    }
    if (fresh > 0)
        buf_printf(out, _("+%u new "), fresh);
    if (back > 0)
        buf_printf(out, _("+%u back "), back);
    if (fixed > 0)
        buf_printf(out, _("-%u fixed"), fixed);
    return fresh + back > 0 ? STYLE_WARN : STYLE_OK;
}

static void draw_severity(const struct pulse_screen *p, struct surface *s, int row, int col,
                          enum severity severity)
{
    const struct pulse_severity *n = &p->pulse.by_severity[severity];
    struct buf text = BUF_INIT(64);

    if (p->pulse.newest != NULL || is_asked(p))
        buf_put_count(&text, (uint64_t)n->open);
    else
        buf_puts(&text, p->pane.status.state == LIST_FAILED ? "?" : "..");
    (void)surface_text(s, row, col, 9, severity_styles[severity], severity_name(severity));
    (void)surface_right(s, row, col + 9, 7, n->open > 0 ? severity_styles[severity] : STYLE_DIM,
                        buf_text(&text));
    buf_reset(&text);
    const enum style style = put_change(p, severity, &text);
    const int changed = (int)text.len;
    const int room = s->cols / 2 - 19 < CHANGE_WIDTH ? s->cols / 2 - 19 : CHANGE_WIDTH;
    (void)surface_text(s, row, col + 18, room, style, buf_text(&text));
    buf_reset(&text);
    if (n->suppressed > 0)
        buf_printf(&text, _("%lld suppressed"), (long long)n->suppressed);
    if (changed + 1 + (int)text.len <= room)
        (void)surface_right(s, row, col + 18 + changed, room - changed, STYLE_DIM,
                            buf_text(&text));
    buf_free(&text);
    if (s->cols >= LAYOUT_WIDE_COLS && p->pulse.n_trend > 1)
        text_spark(s, row, col + 41, PULSE_TREND, STYLE_DIM, n->trend, p->pulse.n_trend);
}

static int draw_counts(const struct pulse_screen *p, struct surface *s)
{
    struct buf newest = BUF_INIT(160);
    const int half = s->cols / 2;

    put_newest(p, &newest);
    surface_rule(s, 0, _("Open findings"), buf_text(&newest));
    buf_free(&newest);
    for (int i = 0; i <= SEVERITY_LOW; i++)
        draw_severity(p, s, 1 + i % 2, 1 + (i / 2) * half, (enum severity)i);
    return 3;
}

/* Row after it. */
static int draw_detect(const struct pulse_screen *p, struct surface *body, int row)
{
    const int rows = pulse_detect_rows(&p->detect, body->rows, body->cols);
    struct surface part = surface_part(body, row, 0, rows, body->cols);

    pulse_detect_draw(&p->detect, app_alarm_hours(p->app), &part);
    return row + rows;
}

/* "+ new since you last looked, 22 Nov 06:10Z" */
static void draw_needs_rule(const struct pulse_screen *p, struct surface *body, int row)
{
    struct buf text = BUF_INIT(128);
    bool any = false;

    for (size_t i = 0; i < p->pulse.n_items; i++)
        any |= p->pulse.items[i].fresh;
    if (any) {
        struct civil c;

        civil_from_ms(app_seen_ms(p->app), &c);
        buf_printf(&text, _("+ new since you last looked, %02d-%02d %02d:%02dZ"), c.month,
                   c.day, c.hour, c.minute);
    }
    surface_rule(body, row, _("Needs you now"), buf_text(&text));
    buf_free(&text);
}

static void draw_welcome(struct surface *s, int row)
{
    static const struct {
        const char *key, *text;
    } lines[] = {
        {"n", N_("start an audit of this fleet: seconds, and it changes no device")},
        {"3", N_("audits: every run, with its progress")},
        {"2", N_("findings: what they found, newest first; Enter leads to the devices")},
        {"?", N_("all keys; : for commands")},
    };

    (void)surface_text(s, row, 1, s->cols - 1, STYLE_TEXT, _("No audit has run here yet."));
    for (size_t i = 0; i < COUNT_OF(lines); i++) {
        int y = row + 2 + (int)i;

        if (y >= s->rows)
            return;
        (void)surface_text(s, y, 3, 3, STYLE_KEY, lines[i].key);
        (void)surface_text(s, y, 7, s->cols - 7, STYLE_TEXT, i18n_text(lines[i].text));
    }
}

static bool knows_no_audit(const struct pulse_screen *p)
{
    return is_asked(p) && p->pulse.n_items == 0 && p->pulse.newest == NULL;
}

/* NULL: the cursor is on none we know. */
static const struct check *check_under_cursor(const struct pulse_screen *p)
{
    size_t row;
    const char *name = list_current(&p->pane, &row) ? p->pulse.items[row].check : NULL;

    return name != NULL ? check_find(name) : NULL;
}

/* What the check looks at and how it is mended. */
static void draw_advice(const struct check *check, struct surface *s)
{
    surface_rule(s, 0, i18n_text(check->title), "");
    surface_fill(s, 1, 0, s->rows - 1, s->cols, STYLE_TEXT);
    int y =
        surface_lines(s, 1, 1, s->cols - 2, STYLE_TEXT, str_of(i18n_text(check->looks_at))) + 1;

    for (size_t i = 0; check->fix[i] != NULL && y < s->rows; i++) {
        (void)surface_printf(s, y, 1, STYLE_LABEL, "%zu", i + 1);
        y = surface_lines(s, y, 4, s->cols - 5, STYLE_TEXT, str_of(i18n_text(check->fix[i])));
    }
}

static void draw_pulse(void *state, struct surface *body)
{
    struct pulse_screen *p = state;
    int row = draw_detect(p, body, draw_counts(p, body));

    draw_needs_rule(p, body, row++);
    if (knows_no_audit(p)) {
        draw_welcome(body, row + 1);
        return;
    }
    struct surface rest = surface_part(body, row, 0, body->rows - row, body->cols);

    list_sync(&p->pane);
    const struct check *check = check_under_cursor(p);

    if (check != NULL && rest.rows >= ADVICE_FROM_ROWS) {
        const struct surface both = rest;
        struct surface advice;

        layout_rows(&both, ADVICE_ROWS, &rest, &advice);
        draw_advice(check, &advice);
    }
    list_draw(&p->pane, &rest);
}

/* ---- life ---- */

static void add_suppressions(struct pulse_screen *p)
{
    const size_t n = answer_items(p->suppressions);
    const struct audit_suppression **all = arena_alloc(p->arena, n + 1, sizeof *all);

    for (size_t i = 0; i < n; i++)
        all[i] = answer_item(p->suppressions, i);
    if (answer_state(p->suppressions) == ANSWER_READY)
        pulse_add_suppressions(&p->pulse, all, n, app_now_ms(p->app), p->arena);
    else if (answer_state(p->suppressions) == ANSWER_FAILED && is_asked(p))
        pulse_add_unknown_suppressions(&p->pulse, answer_err(p->suppressions), p->arena);
}

static void read_unfinished(struct pulse_screen *p)
{
    p->n_unfinished = unfinished_list(app_context(p->app)->name, p->unfinished);
    p->revision = changes_revision(app_changes(p->app));
}

/* Not what is being carried out right now: the header says so. */
static void add_unfinished(struct pulse_screen *p)
{
    if (changes_going(app_changes(p->app)))
        return;
    if (p->revision != changes_revision(app_changes(p->app)))
        read_unfinished(p);
    pulse_add_unfinished(&p->pulse, p->unfinished, p->n_unfinished, p->arena);
}

static void add_detect(struct pulse_screen *p)
{
    const struct pulse_detect_input in = {
        .closed = detect_access_text(app_detect_access(p->app)),
        .alarms = app_alarms(p->app),
        .training = app_training(p->app),
        .tasks = app_detect_tasks(p->app),
        .now_ms = app_service_ms(p->app),
        .seen_ms = app_seen_ms(p->app),
        .devices = app_devices(p->app),
    };

    pulse_detect_work_out(&in, p->arena, &p->detect, &p->pulse);
}

static void work_out(void *ctx)
{
    struct pulse_screen *p = ctx;
    struct list_status *st = &p->pane.status;

    arena_reset(p->arena);
    pulse_work_out(app_runs(p->app), app_now_ms(p->app), p->arena, &p->pulse);
    pulse_add_tasks(&p->pulse, app_tasks(p->app), app_now_ms(p->app), p->arena);
    add_detect(p);
    p->compared = history_newest_tally(app_history(p->app), &p->change);
    pulse_add_missed(&p->pulse, app_schedules(p->app), app_now_ms(p->app), p->arena);
    add_suppressions(p);
    add_unfinished(p);
    pulse_mark_fresh(&p->pulse, app_seen_ms(p->app));
    source_list_status(audit_runs_source(app_runs(p->app)), st);
    st->empty = N_("Nothing needs you: every check of the last audits is clean.");
    st->text = st->text != NULL ? arena_str(p->arena, st->text) : NULL;
    st->advice = st->advice != NULL ? arena_str(p->arena, st->advice) : NULL;
    list_sync(&p->pane);
    if (!p->moved)
        (void)list_do(&p->pane, "list.home");
    app_redraw(p->app);
}

static void ask_suppressions(struct pulse_screen *p)
{
    if (!answer_waiting(p->suppressions))
        p->changes = changes_count(app_changes(p->app));
    answer_ask(p->suppressions, app_client(p->app), &op_list_audit_suppressions, NULL);
}

/* While the audits are still coming the list stays as it is: what comes first would take the
 * cursor with it. */
static void on_detect(void *ctx)
{
    struct pulse_screen *p = ctx;
    const struct source_status st = source_status(audit_runs_source(app_runs(p->app)));

    if (st.state != SOURCE_NEVER && st.state != SOURCE_LOADING)
        work_out(p);
}

static void on_groups(void *ctx)
{
    on_detect(ctx);
}

/* A task that ended may have put things into a group. */
static void on_tasks(void *ctx)
{
    struct pulse_screen *p = ctx;

    pulse_groups_ask(p->groups);
    on_detect(p);
}

/* Once an answer is whole: a storm of alarms comes in hundreds of pages. */
static void on_alarms(void *ctx)
{
    const struct pulse_screen *p = ctx;
    const struct source_status st = source_status(watched_list_source(app_alarms(p->app)));

    if (st.state != SOURCE_LOADING && !st.refreshing)
        on_detect(ctx);
}

static void on_suppressions(void *ctx)
{
    struct pulse_screen *p = ctx;

    if (p->changes != changes_count(app_changes(p->app)))
        ask_suppressions(p); /* this answer may not show what was carried out meanwhile */
    on_detect(p);
}

static void follow_suppressions(struct pulse_screen *p)
{
    int64_t age = app_now_ms(p->app) - answer_as_of_ms(p->suppressions);

    if ((age > SUPPRESSIONS_OLD_MS && !app_is_paused(p->app)) ||
        p->changes != changes_count(app_changes(p->app)))
        ask_suppressions(p);
}

static void on_runs(void *ctx)
{
    follow_suppressions(ctx);
    work_out(ctx);
}

static void *open_pulse(struct app *app, const char *argument, struct err *err)
{
    struct pulse_screen *p = mem_alloc(1, sizeof *p);

    (void)argument;
    (void)err;
    p->app = app;
    p->arena = arena_new();
    p->groups = pulse_groups_new(app, on_groups, p);
    p->suppressions = answer_new(loop_clock(app_loop(app)), on_suppressions, p);
    list_init(
        &p->pane,
        &(struct list_source){.ctx = p, .count = count_items, .id = put_id, .cell = put_cell},
        columns, COUNT_OF(columns));
    p->pane.focused = true;
    work_out(p);
    return p;
}

static void unwatch(struct pulse_screen *p)
{
    pulse_groups_stop(p->groups);
    described_unwatch(app_tasks(p->app), p);
    described_unwatch(app_detect_tasks(p->app), p);
    watched_list_unwatch(app_alarms(p->app), p);
    watched_list_unwatch(training_list(app_training(p->app)), p);
    alarm_hours_set_pace(app_alarm_hours(p->app), ALARM_HOURS_STILL);
    history_unwatch(app_history(p->app), p);
    schedules_unwatch(app_schedules(p->app), p);
}

static void close_pulse(void *state)
{
    struct pulse_screen *p = state;

    unwatch(p);
    pulse_groups_free(p->groups);
    answer_free(p->suppressions);
    list_free(&p->pane);
    arena_free(p->arena);
    free(p);
}

static void shown(void *state)
{
    struct pulse_screen *p = state;

    read_unfinished(p);
    described_watch(app_tasks(p->app), work_out, p);
    described_watch(app_detect_tasks(p->app), on_tasks, p);
    watched_list_watch(app_alarms(p->app), on_alarms, p);
    watched_list_watch(training_list(app_training(p->app)), on_detect, p);
    alarm_hours_set_pace(app_alarm_hours(p->app),
                         app_is_paused(p->app) ? ALARM_HOURS_STILL : ALARM_HOURS_FOLLOW);
    history_watch(app_history(p->app), work_out, p);
    schedules_watch(app_schedules(p->app), on_runs, p); /* and with them the audits */
    on_runs(p);
}

static void hidden(void *state)
{
    struct pulse_screen *p = state;

    unwatch(p);
}

static void refresh_runs(void *state)
{
    struct pulse_screen *p = state;

    audit_runs_refresh(app_runs(p->app));
    described_refresh(app_tasks(p->app));
    described_refresh(app_detect_tasks(p->app));
    watched_list_refresh(app_alarms(p->app));
    watched_list_refresh(training_list(app_training(p->app)));
    alarm_hours_refresh(app_alarm_hours(p->app));
    schedules_refresh(app_schedules(p->app));
    ask_suppressions(p);
}

static bool act_pulse(void *state, const char *action)
{
    struct pulse_screen *p = state;
    size_t row;

    if (strcmp(action, "pulse.open") == 0) {
        if (list_current(&p->pane, &row))
            (void)app_open(p->app, p->pulse.items[row].view);
        return true;
    }
    if (strcmp(action, "pulse.start-audit") == 0)
        return app_open(p->app, "start-audit"), true;
    const bool mine = list_do(&p->pane, action);

    p->moved |= mine;
    return mine;
}

static void pulse_status(const void *state, struct screen_status *out)
{
    const struct pulse_screen *p = state;

    source_screen_status(audit_runs_source(app_runs(p->app)), out);
}

static const struct binding bindings[] = {
    {"<Enter>", "pulse.open", N_("open what is under the cursor"), N_("open"), 1},
    {"n", "pulse.start-audit", N_("start an audit"), N_("new audit"), 2},
    {0},
};

const struct screen_spec pulse_screen = {
    .name = "pulse",
    .title = N_("Pulse"),
    .about = N_("what needs somebody now"),
    .digit = "1",
    .widget = SCREEN_LIST,
    .bindings = bindings,
    .open = open_pulse,
    .close = close_pulse,
    .draw = draw_pulse,
    .act = act_pulse,
    .status = pulse_status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh_runs,
};
