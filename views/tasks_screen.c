/* Mitigation tasks of the last 90 days: what they did, and who started them from here. */
#include <stdlib.h>
#include <string.h>

#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/mitigation_lists.h"
#include "views/audit_progress.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/screens.h"
#include "views/task_review.h"

struct tasks {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    uint64_t changes;
    struct map *people; /* by task id; the journal is not read at every frame */
};

static enum style cell_state(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    buf_put(out, s.p, s.n);
    return task_state_style(s.p);
}

static int64_t number(const struct list_view *v, uint32_t row, int column)
{
    int64_t n;

    return table_number(source_table(v->source), row, column, &n) ? n : 0;
}

static enum style cell_ok(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const int64_t ok = number(v, row, column), total = number(v, row, TASK_TOTAL);
    const bool going = str_eq(list_view_text(v, row, TASK_STATE, scratch), "IN_PROGRESS");

    buf_printf(out, "%lld/%lld", (long long)ok, (long long)total);
    return going ? STYLE_RUNNING : STYLE_TEXT;
}

static enum style cell_bad(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    int64_t n = number(v, row, column);

    buf_printf(out, "%lld", (long long)n);
    return n == 0 ? STYLE_DIM : column == TASK_FAIL ? STYLE_ERROR : STYLE_WARN;
}

static enum style cell_person(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct tasks *s = v->about;
    struct str id = list_view_text(v, row, column, scratch);
    char *task = mem_strndup(id.p, id.n), *person = map_get(s->people, task);

    if (person == NULL) {
        struct buf text = BUF_INIT(128);

        task_put_person(s->app, task, &text);
        if (text.len == 0)
            buf_putc(&text, '-');
        person = buf_steal(&text);
        (void)map_put(s->people, task, person);
    }
    buf_puts(out, person);
    free(task);
    return STYLE_DIM;
}

static const struct list_column shapes[] = {
    {.title = "STATE", .name = "state", .width = 11},
    {.title = "TASK", .name = "task", .width = 24, .min = 10, .flex = 2},
    {.title = "TARGET", .name = "target", .width = 14, .min = 10, .flex = 1, .from_cols = 78},
    {.title = "ACTIONS", .name = "actions", .width = 22, .from_cols = 100, .flex = 2},
    {.title = "OK", .name = "ok", .width = 7, .align = ALIGN_RIGHT},
    {.title = "FAIL", .name = "fail", .width = 4, .align = ALIGN_RIGHT},
    {.title = "SKIP", .name = "skip", .width = 4, .align = ALIGN_RIGHT},
    {.title = "STARTED", .name = "started", .width = 7, .align = ALIGN_RIGHT},
    {.title = "ENDED", .name = "ended", .width = 6, .align = ALIGN_RIGHT, .from_cols = 110},
    {.title = "BY", .name = "by", .width = 8, .from_cols = 90},
};
static const struct list_view_column cells[] = {
    {TASK_STATE, cell_state}, {TASK_ID, NULL},      {TASK_TARGET, NULL},
    {TASK_ACTIONS, NULL},     {TASK_OK, cell_ok},   {TASK_FAIL, cell_bad},
    {TASK_SKIP, cell_bad},    {TASK_STARTED, NULL}, {TASK_ENDED, NULL},
    {TASK_ID, cell_person},
};
static const struct list_view_spec view_spec = {
    .table = &mitigation_tasks_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{TASK_STARTED, SORT_DOWN}},
    .n_sort = 1,
    .empty = "No mitigation task in 90 days; m on findings starts one.",
    .thing = "tasks",
};

static void on_change(void *ctx)
{
    struct tasks *s = ctx;

    app_redraw(s->app);
}

static void *open_tasks(struct app *app, const char *text, struct err *err)
{
    struct tasks *s = mem_alloc(1, sizeof *s);

    (void)text;
    (void)err;
    s->app = app;
    s->people = map_new();
    s->changes = changes_count(app_changes(app));
    list_view_init(&s->view, app, &view_spec, described_source(app_tasks(app)));
    s->view.about = s;
    return s;
}

static void hidden(void *state)
{
    struct tasks *s = state;

    described_unwatch(app_tasks(s->app), s);
}

static void close_tasks(void *state)
{
    struct tasks *s = state;

    hidden(s);
    list_view_free(&s->view);
    map_free(s->people, free);
    free(s);
}

static void shown(void *state)
{
    struct tasks *s = state;

    described_watch(app_tasks(s->app), on_change, s);
    if (changes_moved(app_changes(s->app), &s->changes,
                      source_status(described_source(app_tasks(s->app))).refreshing) ||
        changes_going(app_changes(s->app)))
        described_refresh(app_tasks(s->app));
}

static void refresh(void *state)
{
    struct tasks *s = state;

    described_refresh(app_tasks(s->app));
}

static uint64_t count_changes(const void *state)
{
    const struct tasks *s = state;

    return changes_count(app_changes(s->app));
}

static void draw(void *state, struct surface *body)
{
    struct tasks *s = state;

    if (s->changes != count_changes(s))
        shown(s);
    list_view_draw(&s->view, body);
}

static bool act(void *state, const char *action)
{
    struct tasks *s = state;
    struct buf id = BUF_INIT(256);
    bool mine = true, row = list_view_current_id(&s->view, &id);

    app_redraw(s->app);
    if (strcmp(action, "tasks.open") == 0 && row)
        app_openf(s->app, "task %s", buf_text(&id));
    else if (strcmp(action, "tasks.cancel") == 0 && row)
        task_cancel_review(s->app, buf_text(&id));
    else if (strcmp(action, "tasks.undo") == 0 && row)
        task_undo_review(s->app, buf_text(&id));
    else
        mine = list_view_act(&s->view, action);
    buf_free(&id);
    return mine;
}

static const char *why_not(const void *state, const char *action)
{
    const struct tasks *s = state;

    if (strcmp(action, "tasks.cancel") == 0)
        return app_why_not(s->app, &op_cancel_audit_mitigation_actions_task);
    return NULL;
}

static bool raw(const void *state, struct buf *out)
{
    const struct tasks *s = state;
    const struct described_item *item =
        s->view.pane.cursor_id != NULL
            ? described_find(app_tasks(s->app), s->view.pane.cursor_id)
            : NULL;
    struct json_writer w = {.out = out};

    if (item == NULL || item->output == NULL)
        return false;
    record_encode(op_describe_audit_mitigation_actions_task.output, item->output, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "tasks.open", "what the task did, finding by finding", "open", 10},
    {"x", "tasks.cancel", "cancel this task, after a review", "cancel", 16},
    {"u", "tasks.undo", "take back what this task did; shows the calls first", "undo", 17},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec tasks_screen = {
    .name = "tasks",
    .title = "Tasks",
    .about = "mitigation tasks of the last 90 days: what they did, what failed",
    .digit = "9",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_tasks,
    .close = close_tasks,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = list_view_status,
    .changes = count_changes,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
