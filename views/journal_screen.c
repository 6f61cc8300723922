/* The journal: every change made with this console, by whichever of a person's windows. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/str.h"
#include "views/entry_fill.h"
#include "views/journal_verify.h"
#include "views/list_view.h"
#include "views/screens.h"
#include "views/undo.h"

enum {
    LOOK_US = 3 * 1000 * 1000, /* for what other consoles write; one small read */
};

/* "25 Nov 14:22", "25 Nov 2025" in another year */
static enum style cell_time(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    struct buf day = BUF_INIT(32);
    struct civil c, now;
    int64_t ms;

    if (!table_number(source_table(v->source), row, column, &ms))
        return STYLE_DIM;
    zone_civil(app_zone(v->app), ms, &c);
    zone_civil(app_zone(v->app), app_now_ms(v->app), &now);
    civil_say(&day, &c, CIVIL_DAY);
    buf_printf(out, "%6s ", buf_text(&day));
    buf_free(&day);
    if (c.year == now.year)
        buf_printf(out, "%02d:%02d", c.hour, c.minute);
    else
        buf_printf(out, "%d", c.year);
    return STYLE_TEXT;
}

static enum style cell_state(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    buf_put(out, s.p, s.n);
    return entry_state_style(buf_text(out));
}

static enum style cell_undo(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    buf_put(out, s.p, s.n);
    return str_eq(s, "yes") ? STYLE_TEXT : STYLE_DIM;
}

static const struct list_column shapes[] = {
    {.title = N_("TIME"), .name = "time", .width = 12},
    {.title = N_("WHO"), .name = "who", .width = 8},
    {.title = N_("CONTEXT"), .name = "context", .width = 10},
    {.title = N_("WHAT"), .name = "title", .width = 16, .min = 10, .flex = 2},
    {.title = N_("TARGET"), .name = "target", .width = 12, .min = 8, .flex = 1},
    {.title = N_("RESULT"), .name = "state", .width = 7},
    {.title = N_("UNDO"), .name = "undo", .width = 6},
    {.title = N_("TICKET"), .name = "ticket", .width = 10, .from_cols = 110},
    {.title = N_("OPERATION"), .name = "operation", .width = 22, .from_cols = 110},
};
static const struct list_view_column cells[] = {
    {JOURNAL_COLUMN_TIME, cell_time}, {JOURNAL_COLUMN_WHO, NULL},
    {JOURNAL_COLUMN_CONTEXT, NULL},   {JOURNAL_COLUMN_TITLE, NULL},
    {JOURNAL_COLUMN_TARGET, NULL},    {JOURNAL_COLUMN_STATE, cell_state},
    {JOURNAL_COLUMN_UNDO, cell_undo}, {JOURNAL_COLUMN_TICKET, NULL},
    {JOURNAL_COLUMN_OPERATION, NULL},
};
static const struct list_view_spec view_spec = {
    .table = &journal_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{JOURNAL_COLUMN_TIME, SORT_DOWN}},
    .n_sort = 1,
    .empty = N_("Nothing was changed with this console yet."),
    .ours = true,
    .thing = N_("changes"),
};

struct journal_list {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    struct source *source;
    struct loop_timer *timer;
    int64_t seen_event; /* of journal_head(); -1: not looked yet */
};

static void on_change(void *ctx)
{
    struct journal_list *s = ctx;

    app_redraw(s->app);
}

/* Reads the file again when it has moved; err also when it cannot be read. */
static void look(struct journal_list *s)
{
    struct journal_head head;
    struct err err;

    if (journal_head(app_journal(s->app), &head, &err) && head.event == s->seen_event)
        return;
    journal_fill(app_journal(s->app), s->source);
    /* What journal_fill() settled of dead consoles counts as seen, too. */
    s->seen_event = journal_head(app_journal(s->app), &head, &err) ? head.event : -1;
    app_redraw(s->app);
}

static void on_timer(void *ctx)
{
    struct journal_list *s = ctx;

    s->timer = loop_add_timer(app_loop(s->app), LOOK_US, on_timer, s);
    if (!app_is_paused(s->app))
        look(s);
}

static void hidden(void *state)
{
    struct journal_list *s = state;

    loop_remove_timer(s->timer);
    s->timer = NULL;
}

static void shown(void *state)
{
    struct journal_list *s = state;

    hidden(s);
    look(s);
    s->timer = loop_add_timer(app_loop(s->app), LOOK_US, on_timer, s);
}

static void refresh(void *state)
{
    struct journal_list *s = state;

    s->seen_event = -1;
    look(s);
}

static void close_journal(void *state)
{
    struct journal_list *s = state;

    hidden(s);
    list_view_free(&s->view);
    source_free(s->source);
    free(s);
}

static void *open_journal(struct app *app, const char *text, struct err *err)
{
    const bool verify = strcmp(text, "verify") == 0;
    struct journal_list *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->seen_event = -1;
    s->source = source_new(&(struct source_options){
        .loop = app_loop(app), .spec = &journal_table, .on_change = on_change, .ctx = s});
    list_view_init(&s->view, app, &view_spec, s->source);
    look(s);
    if (!verify && text[0] != '\0' && !list_view_filter(&s->view, text, err)) {
        close_journal(s);
        return NULL;
    }
    if (verify)
        journal_verify_say(app);
    return s;
}

static void draw(void *state, struct surface *body)
{
    struct journal_list *s = state;

    list_view_draw(&s->view, body);
}

/* The entry under the cursor; id 0: none. */
static struct journal_entry current(struct journal_list *s, struct arena *a)
{
    struct journal_entry e = {0};
    struct buf id = BUF_INIT(64);
    struct err err;
    int64_t n;

    if (list_view_current_id(&s->view, &id) &&
        str_to_int(str_of(buf_text(&id)), 1, INT64_MAX, &n) &&
        !journal_get(app_journal(s->app), n, a, &e, &err))
        app_error(s->app, &err);
    buf_free(&id);
    return e;
}

static bool act(void *state, const char *action)
{
    struct journal_list *s = state;
    struct arena *a = arena_new();
    struct journal_entry e = {0};
    bool mine = true;

    app_redraw(s->app);
    if (strncmp(action, "journal.", 8) == 0)
        e = current(s, a);
    if (strcmp(action, "journal.verify") == 0)
        journal_verify_say(s->app);
    else if (e.id == 0)
        mine = list_view_act(&s->view, action);
    else if (strcmp(action, "journal.open") == 0)
        app_openf(s->app, "entry %" PRId64, e.id);
    else if (strcmp(action, "journal.undo") == 0)
        undo_entry(s->app, &e);
    else if (strcmp(action, "journal.plan") == 0 && e.plan[0] != '\0')
        app_openf(s->app, "plan %s", e.plan);
    else if (strcmp(action, "journal.plan") == 0)
        app_message(s->app, MESSAGE_INFO, "This change had no plan.");
    arena_free(a);
    return mine;
}

static void status(const void *state, struct screen_status *out)
{
    const struct journal_list *s = state;

    list_view_status(&s->view, out);
    if (out->freshness == SCREEN_LIVE)
        out->freshness = SCREEN_STILL;
}

static bool raw(const void *state, struct buf *out)
{
    struct journal_list *s = (struct journal_list *)(uintptr_t)state;
    struct arena *a = arena_new();
    struct journal_entry e = current(s, a);
    struct json_writer w = {.out = out};

    if (e.id != 0)
        entry_put_json(&e, &w);
    arena_free(a);
    return e.id != 0;
}

static const struct binding bindings[] = {
    {"<Enter>", "journal.open", N_("everything about this change"), N_("open"), 10},
    {"z", "journal.undo", N_("take back this change; shows the calls first"), N_("undo"), 15},
    {"P", "journal.plan", N_("the reviewed change it belongs to"), N_("plan"), 16},
    {"V", "journal.verify", N_("check that the journal is as it was written"), N_("verify"),
     30},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec journal_screen = {
    .name = "journal",
    .title = N_("Journal"),
    .argument = "[FILTER | verify]",
    .about = N_("every change made with picket, and the way back"),
    .digit = "!",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_journal,
    .close = close_journal,
    .draw = draw,
    .act = act,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
