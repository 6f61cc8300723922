/* Alarm history: what happened to alarms in a stretch of time, as bars and rows. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/layout.h"
#include "views/alarm_choice.h"
#include "views/alarm_record.h"
#include "views/alarm_rows.h"
#include "views/argument.h"
#include "views/changes.h"
#include "views/event_bars.h"
#include "views/event_gaps.h"
#include "views/event_range.h"
#include "views/screens.h"
#include "views/thing_link.h"

enum {
    BARS_FROM_ROWS = 15, /* of the body: below it only their numbers */
    PANE_FROM_ROWS = 26,
    PANE_ROWS = 5,
    ASK_AFTER_MS = 400,  /* of quiet at the keyboard */
    LOOK_MS = 60 * 1000, /* for news while somebody watches */
};

struct events {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    struct alarm_log *log;
    struct event_range words;
    struct alarm_range range;
    struct alarm_asked fixed, asked; /* by the view string; with the filter */
    struct event_bars bars;
    struct loop_timer *quiet, *look;
    uint64_t changes; /* of the account by us, when the log was asked */
    char line[2 * ALARM_WORDS_MAX];
    bool was_shown;
};

/* ---- rows ---- */

static enum style cell_type(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    static const enum style styles[] = {STYLE_ERROR, STYLE_OK, STYLE_DIM};
    char scratch[TABLE_SCRATCH];
    const struct str s = list_view_text(v, row, column, scratch);
    const int rank = s.n > 0 ? alarm_event_rank(s.p) : -1;

    buf_puts(out, alarm_event_word(s.n > 0 ? s.p : NULL));
    return rank >= 0 ? styles[rank] : STYLE_WARN;
}

static enum style cell_time(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    int64_t ms;

    if (!table_number(source_table(v->source), row, column, &ms)) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    alarm_time_put(v->app, ms, out);
    return STYLE_TEXT;
}

static const struct list_column shapes[] = {
    {.title = N_("TIME"), .name = "time", .width = 12},
    {.title = N_("TYPE"), .name = "type", .width = 11, .min = 8},
    {.title = N_("THING"), .name = "thing", .width = 14, .min = 10, .flex = 3},
    {.title = N_("BEHAVIOUR"), .name = "behaviour", .width = 14, .min = 10, .flex = 2},
    {.title = N_("VALUE"), .name = "value", .width = 10, .min = 7, .flex = 1},
    {.title = N_("LIMIT"), .name = "limit", .width = 11, .flex = 1, .from_cols = 100},
    {.title = N_("KIND"), .name = "kind", .width = 4, .from_cols = 100},
    {.title = N_("CONF"), .name = "conf", .width = 6, .from_cols = 110},
    {.title = N_("VERIFIED"), .name = "verified", .width = 8, .from_cols = 72},
    {.title = N_("PROFILE"), .name = "profile", .width = 10, .flex = 1, .from_cols = 110},
};
static const struct list_view_column cells[] = {
    {EVENT_TIME, cell_time},
    {EVENT_TYPE, cell_type},
    {EVENT_THING, NULL},
    {EVENT_BEHAVIOR, NULL},
    {EVENT_VALUE, alarm_cell_seen},
    {EVENT_LIMIT, NULL},
    {EVENT_KIND, alarm_cell_kind},
    {EVENT_CONF, NULL},
    {EVENT_STATE, alarm_cell_state},
    {EVENT_PROFILE, NULL},
};
static const struct list_view_spec spec = {
    .table = &alarm_events_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{EVENT_TIME, SORT_DOWN}, {EVENT_TYPE, SORT_UP}},
    .n_sort = 2,
    .empty = N_("No alarm began or ended in this time. t chooses another."),
    .thing = N_("events"),
};

/* ---- what is asked ---- */

static void on_change(void *ctx)
{
    struct events *s = ctx;

    app_redraw(s->app);
}

static void on_news(void *ctx)
{
    struct events *s = ctx;

    alarm_log_reread(s->log);
}

static bool follow_range(struct events *s)
{
    struct err err;

    return event_range_read(s->app, &s->words, &s->range, &err); /* it could be read once */
}

static void ask(struct events *s, enum alarm_log_how how)
{
    (void)follow_range(s);
    s->changes = changes_count(app_changes(s->app));
    alarm_log_ask(s->log, &s->range, &s->asked, how);
}

/* After a change of ours what the record says of verifications may be old. */
static enum alarm_log_how how_much(const struct events *s)
{
    return changes_count(app_changes(s->app)) > 0 ? ALARM_LOG_ALL : ALARM_LOG_MISSING;
}

static void on_quiet(void *ctx)
{
    struct events *s = ctx;

    s->quiet = NULL;
    ask(s, how_much(s));
}

static bool filter(void *state, const char *text, struct err *err)
{
    struct events *s = state;
    const struct alarm_asked before = s->asked;

    if (!list_view_filter(&s->view, text, err))
        return false;
    s->asked = s->fixed;
    alarm_asked_add(&s->asked, text);
    if (!alarm_asked_same(&before, &s->asked)) {
        loop_remove_timer(s->quiet);
        s->quiet = loop_add_timer(app_loop(s->app), ASK_AFTER_MS * 1000, on_quiet, s);
    }
    return true;
}

/* What happened since is recorded, and the record tells when it has something. */
static void on_look(void *ctx)
{
    struct events *s = ctx;

    if (!app_is_paused(s->app))
        alarm_recorder_look(app_alarm_recorder(s->app));
    s->look = loop_add_timer(app_loop(s->app), LOOK_MS * INT64_C(1000), on_look, s);
}

/* ---- life ---- */

static void close_events(void *state)
{
    struct events *s = state;

    alarm_history_unwatch(app_alarm_history(s->app), s);
    loop_remove_timer(s->quiet);
    loop_remove_timer(s->look);
    list_view_free(&s->view);
    alarm_log_free(s->log);
    event_range_free(&s->words);
    free(s);
}

static void *open_events(struct app *app, const char *text, struct err *err)
{
    struct events *s = mem_alloc(1, sizeof *s);
    const struct argument more[] = {
        {"last", &s->words.last}, {"since", &s->words.since}, {"until", &s->words.until}};

    s->app = app;
    s->log = alarm_log_new(&(struct alarm_log_options){.loop = app_loop(app),
                                                       .history = app_alarm_history(app),
                                                       .on_change = on_change,
                                                       .ctx = s});
    list_view_init(&s->view, app, &spec, alarm_log_source(s->log));
    event_bars_init(&s->bars);
    bool ok = alarm_rows_read(text, more, COUNT_OF(more), &s->fixed, err) &&
              event_range_read(app, &s->words, &s->range, err);

    s->asked = s->fixed;
    if (!ok) {
        close_events(s);
        return NULL;
    }
    alarm_history_watch(app_alarm_history(app), on_news, s);
    return s;
}

static void shown(void *state)
{
    struct events *s = state;

    alarm_log_connect(s->log, app_client(s->app));
    if (!s->was_shown)
        ask(s, how_much(s));
    else if (s->changes != changes_count(app_changes(s->app)))
        ask(s, ALARM_LOG_ALL);
    s->was_shown = true;
    if (s->look == NULL)
        s->look = loop_add_timer(app_loop(s->app), LOOK_MS * INT64_C(1000), on_look, s);
}

static void hidden(void *state)
{
    struct events *s = state;

    loop_remove_timer(s->look);
    s->look = NULL;
}

static void refresh(void *state)
{
    struct events *s = state;

    ask(s, ALARM_LOG_ALL);
}

/* ---- actions ---- */

static void open_with_args(struct events *s, const char *screen)
{
    struct buf view = BUF_INIT(2048);

    buf_puts(&view, screen);
    if (s->fixed.profile[0] != '\0')
        buf_printf(&view, " profile:%s", s->fixed.profile);
    alarm_rows_put_arguments(&s->fixed, &view);
    if (strcmp(screen, "range") == 0)
        event_range_put(&s->words, &view);
    if (s->fixed.thing[0] != '\0')
        buf_printf(&view, " thing:%s", s->fixed.thing);
    (void)app_open(s->app, buf_text(&view));
    buf_free(&view);
}

static void open_thing(struct events *s)
{
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (!list_view_current(&s->view, &row))
        return;
    char name[TABLE_SCRATCH];
    struct thing_link l = {.thing = list_view_text(&s->view, row, EVENT_THING, scratch),
                           .behavior = list_view_text(&s->view, row, EVENT_BEHAVIOR, name)};

    if (!table_number(source_table(s->view.source), row, EVENT_TIME, &l.at_ms))
        l.at_ms = 0;
    thing_link_open(s->app, &l);
}

/* The list goes to the newest event of the bar. */
static void step(struct events *s, int by)
{
    const struct table *t = source_table(s->view.source);
    int64_t from, to, ms;

    if (!event_bars_step(&s->bars, by) || !event_bars_span(&s->bars, &from, &to))
        return;
    for (size_t i = 0; i < list_view_count(&s->view); i++)
        if (table_number(t, list_view_row(&s->view, i), EVENT_TIME, &ms) && ms >= from &&
            ms < to) {
            list_go(&s->view.pane, i);
            return;
        }
}

static bool act(void *state, const char *action)
{
    struct events *s = state;

    app_redraw(s->app);
    if (strcmp(action, "events.verify") == 0)
        return alarm_choice_open(s->app, &s->view, "verify"), true;
    if (strcmp(action, "events.record") == 0)
        return alarm_record_open(s->app, &s->view), true;
    if (strcmp(action, "events.alarms") == 0)
        return open_with_args(s, "alarms"), true;
    if (strcmp(action, "events.range") == 0)
        return open_with_args(s, "range"), true;
    if (strcmp(action, "events.open") == 0)
        return open_thing(s), true;
    if (strcmp(action, "events.before") == 0)
        return step(s, -1), true;
    if (strcmp(action, "events.after") == 0)
        return step(s, 1), true;
    return list_view_act(&s->view, action);
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"events.verify", &op_put_verification_state_on_violation},
    };
    const struct events *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

/* ---- drawing ---- */

static void draw_pane(struct events *s, struct surface *pane)
{
    struct buf line = BUF_INIT(4 * TABLE_TEXT_MAX);
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    surface_rule(pane, 0, _("event"), "");
    surface_fill(pane, 1, 0, pane->rows - 1, pane->cols, STYLE_TEXT);
    if (list_view_current(&s->view, &row)) {
        alarm_text_put(&s->view, row, EVENT_THING, &line);
        buf_puts(&line, ": expected ");
        alarm_text_put(&s->view, row, EVENT_EXPECTS, &line);
        buf_puts(&line, "; ");
        alarm_text_put(&s->view, row, EVENT_OBSERVED, &line);
        const int y = surface_lines(pane, 1, 1, pane->cols - 2, STYLE_STRONG,
                                    (struct str){buf_text(&line), line.len});

        buf_reset(&line);
        if (str_eq(list_view_text(&s->view, row, EVENT_STATE, scratch), "UNKNOWN"))
            buf_puts(&line, _("nobody has judged it: v does"));
        else
            (void)alarm_cell_state(&s->view, row, EVENT_STATE, &line);
        if (list_view_text(&s->view, row, EVENT_NOTE, scratch).n > 0) {
            buf_puts(&line, ": ");
            alarm_text_put(&s->view, row, EVENT_NOTE, &line);
        }
        (void)surface_lines(
            pane, y, 1, pane->cols - 2,
            alarm_state_style(list_view_text(&s->view, row, EVENT_STATE, scratch)),
            (struct str){buf_text(&line), line.len});
    }
    buf_free(&line);
}

static size_t find_gaps(struct events *s, struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX])
{
    const enum source_state state = source_status(s->view.source).state;
    size_t n = 0, all = alarm_history_gaps(app_alarm_history(s->app), s->range.from_ms,
                                           s->range.to_ms, gaps);

    for (size_t i = 0; i < all; i++)
        if (gaps[i].kind != ALARM_GAP_OPEN || state != SOURCE_COMPLETE)
            gaps[n++] = gaps[i]; /* what was asked for with a filter is no gap of its rows */
    return n;
}

static void make_line(struct events *s)
{
    struct buf line = BUF_INIT(sizeof s->line - 1);

    event_range_put(&s->words, &line);
    if (line.len == 0)
        buf_puts(&line, " last:" EVENT_RANGE_DEFAULT);
    buf_puts(&line, "  ");
    alarm_rows_line(&s->asked, &line);
    (void)snprintf(s->line, sizeof s->line, "%s", buf_text(&line) + 1);
    s->view.line = s->line;
    s->view.sent = s->asked.said;
    buf_free(&line);
}

/* What nobody recorded, in a line of its own. */
static int draw_gaps(struct events *s, struct surface *body, int row,
                     const struct alarm_gap *gaps, size_t n)
{
    const struct err *err = alarm_history_err(app_alarm_history(s->app));
    struct buf text = BUF_INIT(512);

    if (err->kind != ERR_NONE) {
        surface_printf(body, row, 1, STYLE_WARN, _("no record is kept: %s"), err->text);
        row++;
    } else if (event_gaps_say(gaps, n, alarm_log_is_busy(s->log), &s->bars.axis, &text)) {
        surface_text(body, row, 1, body->cols - 2, STYLE_WARN, buf_text(&text));
        row++;
    }
    buf_free(&text);
    return row;
}

static void draw(void *state, struct surface *body)
{
    struct events *s = state;
    const int64_t now = app_service_ms(s->app);
    const int64_t to = s->range.to_ms < now ? s->range.to_ms : now;
    const int bars = body->rows >= BARS_FROM_ROWS ? EVENT_BARS_ROWS : 1;
    struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX];
    uint32_t row;

    if (source_status(s->view.source).rows == 0 && alarm_rows_closed(s->app, body))
        return;
    const size_t n = find_gaps(s, gaps);

    make_line(s);
    (void)!list_view_current(&s->view, &row); /* brings its rows up to date */
    event_bars_count(&s->bars, &s->view, s->range.from_ms, to, now, app_zone(s->app),
                     body->cols, gaps, n);
    struct surface upper = surface_part(body, 0, 0, bars, body->cols);

    event_bars_draw(&s->bars, &upper);
    const int used = draw_gaps(s, body, bars, gaps, n);
    struct surface lower = surface_part(body, used, 0, body->rows - used, body->cols), list,
                   pane;

    if (body->rows < PANE_FROM_ROWS) {
        list_view_draw(&s->view, &lower);
        return;
    }
    layout_rows(&lower, PANE_ROWS, &list, &pane);
    list_view_draw(&s->view, &list);
    draw_pane(s, &pane);
}

static void status(const void *state, struct screen_status *out)
{
    const struct events *s = state;

    alarm_rows_status(&s->view, out);
    if (s->quiet != NULL || alarm_log_is_busy(s->log))
        out->freshness = SCREEN_LOADING;
}

static void crumb(const void *state, struct buf *out)
{
    const struct events *s = state;

    const struct event_range *w = &s->words;

    buf_puts(out, _("Alarm history"));
    if (*w->since != '\0')
        buf_printf(out, _(" since %s"), w->since);
    else if (*w->until != '\0')
        buf_printf(out, _(" until %s"), w->until);
    else if (*w->last != '\0')
        buf_printf(out, " %s", w->last);
    if (s->fixed.thing[0] != '\0')
        buf_printf(out, " of %s", s->fixed.thing);
    else if (s->fixed.profile[0] != '\0')
        buf_printf(out, " of %s", s->fixed.profile);
}

static const struct binding bindings[] = {
    {"<Enter>", "events.open", N_("the device"), N_("open"), 10},
    {"v", "events.verify", N_("say what the alarms of the marked events were"), N_("verify"),
     11},
    {"t", "events.range", N_("another stretch of time"), N_("time"), 12},
    {"y", "events.record", N_("the record as JSON, as the service sent it"), NULL, 0},
    {"<Tab>", "events.alarms", N_("the alarms that are active now"), N_("alarms"), 14},
    {"h <Left>", "events.before", N_("the bar before; the list goes there"), N_("bars"), 15},
    {"l <Right>", "events.after", N_("the bar after"), NULL, 0},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec events_screen = {
    .name = "events",
    .title = N_("Alarm history"),
    .argument = "[profile:NAME] [kind:rule|stat|ml] [verified:STATE] [suppr:yes|no] "
                "[last:24h | since:TIME until:TIME] [thing:NAME]",
    .about = N_("what happened to alarms in a stretch of time"),
    .widget = SCREEN_LIST,
    .filter = filter,
    .filter_text = list_view_filter_text,
    LIST_VIEW_ARRANGE_CALLS,
    .bindings = bindings,
    .open = open_events,
    .close = close_events,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
