/*
 * Mitigation tasks of the last 90 days, on findings and on alarms: what they did, and who
 * started them from here.
 */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/task_list.h"
#include "views/audit_progress.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/screens.h"
#include "views/task_review.h"

struct tasks {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    struct task_list *list;
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

/* The table keeps it in English, for filters and files. */
static enum style cell_target(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct tasks *s = v->about;
    const struct str id = list_view_text(v, row, TASK_ID, scratch);
    char *name = mem_strndup(id.p, id.n);
    const struct described_item *item = task_find(s->app, name);
    const size_t before = out->len;
    struct mitigation_task task;

    (void)column;
    if (item != NULL && mitigation_task_read(item, &task))
        mitigation_task_target_say(&task, out);
    free(name);
    if (out->len > before)
        return STYLE_TEXT;
    buf_putc(out, '-');
    return STYLE_DIM;
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
    {.title = N_("STATE"), .name = "state", .width = 11},
    {.title = N_("KIND"), .name = "kind", .width = 6, .from_cols = 86},
    {.title = N_("TASK"), .name = "task", .width = 24, .min = 10, .flex = 2},
    {.title = N_("TARGET"),
     .name = "target",
     .width = 14,
     .min = 10,
     .flex = 1,
     .from_cols = 78},
    {.title = N_("ACTIONS"), .name = "actions", .width = 22, .from_cols = 100, .flex = 2},
    {.title = N_("OK"), .name = "ok", .width = 7, .align = ALIGN_RIGHT},
    {.title = N_("FAIL"), .name = "fail", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("SKIP"), .name = "skip", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("STARTED"),
     .name = "started",
     .width = 7,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT},
    {.title = N_("ENDED"), .name = "ended", .width = 6, .align = ALIGN_RIGHT, .from_cols = 110},
    {.title = N_("BY"), .name = "by", .width = 8, .from_cols = 90},
};
static const struct list_view_column cells[] = {
    {TASK_STATE, cell_state},   {TASK_KIND, NULL},      {TASK_ID, NULL},
    {TASK_TARGET, cell_target}, {TASK_ACTIONS, NULL},   {TASK_OK, cell_ok},
    {TASK_FAIL, cell_bad},      {TASK_SKIP, cell_bad},  {TASK_STARTED, NULL},
    {TASK_ENDED, NULL},         {TASK_ID, cell_person},
};
static const struct list_view_spec view_spec = {
    .table = &mitigation_tasks_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{TASK_STARTED, SORT_DOWN}},
    .n_sort = 1,
    .empty = N_("No mitigation task in 90 days; m on findings or alarms starts one."),
    .thing = N_("tasks"),
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
    s->list = task_list_new(app_loop(app), app_tasks(app), app_detect_tasks(app));
    list_view_init(&s->view, app, &view_spec, task_list_source(s->list));
    s->view.about = s;
    return s;
}

static void hidden(void *state)
{
    struct tasks *s = state;

    task_list_unwatch(s->list);
}

static void close_tasks(void *state)
{
    struct tasks *s = state;

    hidden(s);
    list_view_free(&s->view);
    task_list_free(s->list);
    map_free(s->people, free);
    free(s);
}

static void shown(void *state)
{
    struct tasks *s = state;

    task_list_watch(s->list, on_change, s);
    if (changes_moved(app_changes(s->app), &s->changes,
                      source_status(described_source(app_tasks(s->app))).refreshing) ||
        changes_going(app_changes(s->app)))
        task_list_refresh(s->list);
}

static void refresh(void *state)
{
    struct tasks *s = state;

    task_list_refresh(s->list);
}

static void draw(void *state, struct surface *body)
{
    struct tasks *s = state;

    if (s->changes != list_view_changes(s))
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

static const struct described_item *current(const struct tasks *s)
{
    const char *id = s->view.pane.cursor_id;

    return id != NULL ? task_list_find(s->list, id) : NULL;
}

static const char *why_not(const void *state, const char *action)
{
    const struct tasks *s = state;
    const struct described_item *item = current(s);

    if (strcmp(action, "tasks.cancel") == 0)
        return app_why_not(s->app, item != NULL ? task_cancel_operation(item)
                                                : &op_cancel_audit_mitigation_actions_task);
    return NULL;
}

static bool raw(const void *state, struct buf *out)
{
    const struct tasks *s = state;
    const struct described_item *item = current(s);
    struct json_writer w = {.out = out};

    if (item == NULL || item->output == NULL)
        return false;
    record_encode(item->op->output, item->output, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "tasks.open", N_("what the task did, one by one"), N_("open"), 10},
    {"x", "tasks.cancel", N_("cancel this task, after a review"), N_("cancel"), 16},
    {"u", "tasks.undo", N_("take back what this task did; shows the calls first"), N_("undo"),
     17},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec tasks_screen = {
    .name = "tasks",
    .title = N_("Tasks"),
    .about = N_("mitigation tasks of the last 90 days: what they did, what failed"),
    .digit = "9",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_tasks,
    .close = close_tasks,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = list_view_status,
    .changes = list_view_changes,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
