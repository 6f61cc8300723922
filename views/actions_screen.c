/* Mitigation actions defined in the account: what each does, what it fits, when it was used. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/mitigation_lists.h"
#include "client/store/plan_action.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/screens.h"

struct actions {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    uint64_t changes;
};

/* ---- when it was used ---- */

static bool uses(const struct mitigation_task *t, struct str name)
{
    const struct mitigation_action *a = t->actions.items;

    for (size_t i = 0; i < t->actions.n; i++)
        if (a[i].name != NULL && str_eq(name, a[i].name))
            return true;
    return false;
}

static size_t count_in(const struct described *tasks, struct str name, int64_t *last_ms)
{
    size_t n = 0;

    for (size_t i = 0; i < described_count(tasks); i++) {
        struct mitigation_task t;

        if (!mitigation_task_read(described_at(tasks, i), &t) || !uses(&t, name))
            continue;
        n++;
        if (t.started.set && t.started.ms > *last_ms)
            *last_ms = t.started.ms;
    }
    return n;
}

/* On findings and on alarms. */
static size_t count_uses(const struct app *app, struct str name, int64_t *last_ms)
{
    return count_in(app_tasks(app), name, last_ms) +
           count_in(app_detect_tasks(app), name, last_ms);
}

static enum style cell_used(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    int64_t last = 0;
    size_t n = count_uses(v->app, list_view_text(v, row, column, scratch), &last);

    if (n == 0 && !described_ready(app_tasks(v->app)))
        buf_puts(out, "..");
    else
        buf_printf(out, "%zu", n);
    return n == 0 ? STYLE_DIM : STYLE_TEXT;
}

static enum style cell_last(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    int64_t last = 0;

    if (count_uses(v->app, list_view_text(v, row, column, scratch), &last) > 0)
        time_age(out, app_now_ms(v->app) - last);
    else
        buf_putc(out, '-');
    return STYLE_DIM;
}

/* Of a topic's ARN the name. */
static enum style cell_params(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    const char *colon = s.n > 4 && memcmp(s.p, "arn:", 4) == 0 ? memrchr(s.p, ':', s.n) : NULL;

    if (colon != NULL)
        s = (struct str){colon + 1, s.n - (size_t)(colon + 1 - s.p)};
    buf_put(out, s.p, s.n);
    return STYLE_TEXT;
}

/* The name at the end of an ARN tells roles apart. */
static enum style cell_role(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    const char *slash = s.n > 0 ? memrchr(s.p, '/', s.n) : NULL;

    if (slash != NULL)
        s = (struct str){slash + 1, s.n - (size_t)(slash + 1 - s.p)};
    buf_put(out, s.p, s.n);
    return STYLE_TEXT;
}

static const struct list_column shapes[] = {
    {.title = N_("NAME"), .name = "name", .width = 23, .min = 12, .flex = 2},
    {.title = N_("TYPE"), .name = "type", .width = 30, .min = 14, .flex = 1},
    {.title = N_("PARAMS"), .name = "params", .width = 12, .min = 8, .flex = 1},
    {.title = N_("ROLE"), .name = "role", .width = 20, .from_cols = 110},
    {.title = N_("FITS"), .name = "fits", .width = 24, .from_cols = 130, .flex = 2},
    {.title = N_("USED"), .name = "used", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("LAST"), .name = "last", .width = 4, .fits = LIST_AGE, .align = ALIGN_RIGHT},
};
static const struct list_view_column cells[] = {
    {ACTION_NAME, NULL},      {ACTION_TYPE, NULL}, {ACTION_PARAMS, cell_params},
    {ACTION_ROLE, cell_role}, {ACTION_FITS, NULL}, {ACTION_NAME, cell_used},
    {ACTION_NAME, cell_last},
};
static const struct list_view_spec view_spec = {
    .table = &mitigation_actions_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{ACTION_NAME, SORT_UP}},
    .n_sort = 1,
    .empty = N_("No mitigation action is defined. n defines one."),
    .thing = N_("actions"),
};

static void on_change(void *ctx)
{
    struct actions *s = ctx;

    app_redraw(s->app);
}

static void *open_actions(struct app *app, const char *text, struct err *err)
{
    struct actions *s = mem_alloc(1, sizeof *s);

    (void)text;
    (void)err;
    s->app = app;
    s->changes = changes_count(app_changes(app));
    list_view_init(&s->view, app, &view_spec, described_source(app_actions(app)));
    return s;
}

static void hidden(void *state)
{
    struct actions *s = state;

    described_unwatch(app_actions(s->app), s);
    described_unwatch(app_tasks(s->app), s);
    described_unwatch(app_detect_tasks(s->app), s);
}

static void close_actions(void *state)
{
    struct actions *s = state;

    hidden(s);
    list_view_free(&s->view);
    free(s);
}

static void refresh(void *state)
{
    struct actions *s = state;

    described_refresh(app_actions(s->app));
    described_refresh(app_tasks(s->app));
    described_refresh(app_detect_tasks(s->app));
}

static void shown(void *state)
{
    struct actions *s = state;

    described_watch(app_actions(s->app), on_change, s);
    described_watch(app_tasks(s->app), on_change, s);
    described_watch(app_detect_tasks(s->app), on_change, s);
    if (changes_moved(app_changes(s->app), &s->changes,
                      source_status(described_source(app_actions(s->app))).refreshing))
        refresh(s);
}

static void draw(void *state, struct surface *body)
{
    struct actions *s = state;

    if (s->changes != list_view_changes(s))
        shown(s);
    list_view_draw(&s->view, body);
}

static const struct describe_mitigation_action_output *current(struct actions *s)
{
    struct buf id = BUF_INIT(256);
    const struct described_item *item = list_view_current_id(&s->view, &id)
                                            ? described_find(app_actions(s->app), buf_text(&id))
                                            : NULL;

    buf_free(&id);
    return item != NULL ? item->output : NULL;
}

static bool act(void *state, const char *action)
{
    struct actions *s = state;
    const struct describe_mitigation_action_output *a = current(s);

    app_redraw(s->app);
    if (strcmp(action, "actions.new") == 0)
        (void)app_open(s->app, "action");
    else if (strcmp(action, "actions.edit") == 0 && a != NULL)
        (void)app_openf(s->app, "action %s", a->action_name);
    else if (strcmp(action, "actions.delete") == 0 && a != NULL)
        (void)app_review(s->app, plan_action_delete(a, app_now_ms(s->app)));
    else
        return list_view_act(&s->view, action);
    return true;
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"actions.new", &op_create_mitigation_action},
        {"actions.edit", &op_update_mitigation_action},
        {"actions.delete", &op_delete_mitigation_action},
    };
    const struct actions *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static bool raw(const void *state, struct buf *out)
{
    const struct actions *s = state;
    const struct described_item *item =
        s->view.pane.cursor_id != NULL
            ? described_find(app_actions(s->app), s->view.pane.cursor_id)
            : NULL;
    struct json_writer w = {.out = out};

    if (item == NULL || item->output == NULL)
        return false;
    record_encode(op_describe_mitigation_action.output, item->output, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter> e", "actions.edit", N_("look at this action, or change it"), N_("edit"), 10},
    {"n", "actions.new", N_("define an action"), N_("new"), 15},
    {"x", "actions.delete", N_("delete this action, after a review"), N_("delete"), 16},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec actions_screen = {
    .name = "actions",
    .title = N_("Actions"),
    .about = N_("mitigation actions: what each does, what it fits, when it was used"),
    .digit = "0",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_actions,
    .close = close_actions,
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
