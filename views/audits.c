/* Audits: every run the service remembers, newest first, with its progress. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/audit_progress.h"
#include "views/audits_regions.h"
#include "views/list_view.h"
#include "views/screens.h"

/* The table keeps it in English, for filters and files. */
static enum style cell_type(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct str type = list_view_text(v, row, column, scratch);
    char *word = mem_strndup(type.p, type.n);

    buf_puts(out, word[0] != '\0' ? i18n_text(word) : "-");
    free(word);
    return type.n > 0 ? STYLE_TEXT : STYLE_DIM;
}

static enum style cell_state(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    buf_put(out, s.p, s.n);
    return audit_state_style(s.p);
}

static enum style cell_name(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    if (s.n > 0)
        buf_put(out, s.p, s.n);
    else {
        struct str id = regions_plain_key(source_table(v->source), row,
                                          list_view_text(v, row, AUDIT_RUN_ID, scratch));
        buf_put(out, id.p, id.n < 8 ? id.n : 8);
    }
    return STYLE_TEXT;
}

static int64_t number(const struct list_view *v, uint32_t row, int column)
{
    int64_t n;
    return table_number(source_table(v->source), row, column, &n) ? n : 0;
}

static enum style cell_progress(const struct list_view *v, uint32_t row, int column,
                                struct buf *out)
{
    int64_t total = number(v, row, AUDIT_RUN_TOTAL);
    int64_t left = number(v, row, AUDIT_RUN_WAITING) + number(v, row, AUDIT_RUN_GOING);
    (void)column;
    if (left == 0) {
        buf_printf(out, _("%lld of %lld"), (long long)total, (long long)total);
        return STYLE_TEXT;
    }
    audit_progress_text(total - left, total, 10, out);
    return STYLE_RUNNING;
}

static enum style cell_bad(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    int64_t n = number(v, row, column);
    buf_printf(out, "%lld", (long long)n);
    return n > 0 ? STYLE_ERROR : STYLE_DIM;
}

static enum style put_change(const struct list_view *v, uint32_t row, int column,
                             enum history_class is, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct str id = list_view_text(v, row, column, scratch);
    const struct history_run *run = history_find(app_history(v->app), id.p);
    struct history_tally tally;

    if (run == NULL || !history_run_tally(app_history(v->app), run, &tally)) {
        buf_putc(out, '-');
        return STYLE_DIM;
    }
    uint32_t n = history_sum(&tally, is);
    if (is == HISTORY_NEW) /* open now and not before: one that returned is news, too */
        n += history_sum(&tally, HISTORY_RETURNED);
    buf_put_count(out, n);
    return n == 0 ? STYLE_DIM : is == HISTORY_FIXED ? STYLE_OK : STYLE_WARN;
}

static enum style cell_new(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    return put_change(v, row, column, HISTORY_NEW, out);
}

static enum style cell_fixed(const struct list_view *v, uint32_t row, int column,
                             struct buf *out)
{
    return put_change(v, row, column, HISTORY_FIXED, out);
}

static const struct list_column shapes[] = {
    {.title = N_("STATE"), .name = "state", .width = 11},
    {.title = N_("TYPE"), .name = "type", .width = 9, .from_cols = 90},
    {.title = N_("NAME"), .name = "name", .width = 12, .min = 8, .flex = 1},
    {.title = N_("STARTED"),
     .name = "started",
     .width = 8,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT},
    {.title = N_("CHECKS"), .name = "checks", .width = 12},
    {.title = N_("OK"), .name = "ok", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("NON"), .name = "non", .width = 4, .align = ALIGN_RIGHT},
    {.title = N_("FAIL"), .name = "fail", .width = 4, .align = ALIGN_RIGHT, .from_cols = 78},
    {.title = N_("WAIT"), .name = "wait", .width = 4, .align = ALIGN_RIGHT, .from_cols = 92},
    {.title = N_("CANC"), .name = "canc", .width = 4, .align = ALIGN_RIGHT, .from_cols = 92},
    {.title = N_("FINDINGS"), .name = "findings", .width = 8, .align = ALIGN_RIGHT},
    {.title = N_("NEW"), .name = "new", .width = 5, .align = ALIGN_RIGHT, .from_cols = 110},
    {.title = N_("FIXED"), .name = "fixed", .width = 5, .align = ALIGN_RIGHT, .from_cols = 110},
    {.title = N_("TASK"), .name = "task", .width = 32, .from_cols = 132},
};
static const struct list_view_column cells[] = {
    {AUDIT_RUN_STATE, cell_state},    {AUDIT_RUN_TYPE, cell_type},
    {AUDIT_RUN_NAME, cell_name},      {AUDIT_RUN_STARTED, NULL},
    {AUDIT_RUN_TOTAL, cell_progress}, {AUDIT_RUN_COMPLIANT, NULL},
    {AUDIT_RUN_NON_COMPLIANT, NULL},  {AUDIT_RUN_FAILED, cell_bad},
    {AUDIT_RUN_WAITING, NULL},        {AUDIT_RUN_CANCELED, NULL},
    {AUDIT_RUN_FINDINGS, NULL},       {AUDIT_RUN_ID, cell_new},
    {AUDIT_RUN_ID, cell_fixed},       {AUDIT_RUN_ID, NULL},
};
static const struct list_view_spec view_spec = {
    .table = &audit_runs_table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{AUDIT_RUN_STARTED, SORT_DOWN}},
    .n_sort = 1,
    .empty = N_("No audit has run in the last 90 days. n starts one."),
    .thing = N_("audits"),
};

struct audits {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    struct audits_regions *several; /* NULL: there is home alone */
};

static void on_change(void *ctx)
{
    struct audits *s = ctx;
    app_redraw(s->app);
}

static void on_history(void *ctx)
{
    struct audits *s = ctx;
    list_sync(&s->view.pane);
    app_redraw(s->app);
}

static void *open_audits(struct app *app, const char *text, struct err *err)
{
    struct audits *s = mem_alloc(1, sizeof *s);
    s->app = app;
    s->several = app_has_regions(app) ? audits_regions_new(app, on_change, s) : NULL;
    list_view_init(&s->view, app, &view_spec,
                   s->several != NULL ? audits_regions_source(s->several)
                                      : audit_runs_source(app_runs(app)));
    if (*text == '\0' || list_view_filter(&s->view, text, err))
        return s;
    list_view_free(&s->view);
    audits_regions_free(s->several);
    free(s);
    return NULL;
}

static void close_audits(void *state)
{
    struct audits *s = state;
    audit_runs_unwatch(app_runs(s->app), s);
    history_unwatch(app_history(s->app), s);
    list_view_free(&s->view);
    audits_regions_free(s->several);
    free(s);
}

static void hidden(void *state)
{
    struct audits *s = state;
    audit_runs_unwatch(app_runs(s->app), s);
    history_unwatch(app_history(s->app), s);
    if (s->several != NULL)
        audits_regions_rest(s->several);
}

static void shown(void *state)
{
    struct audits *s = state;
    hidden(s);
    if (s->several != NULL)
        audits_regions_follow(s->several);
    else
        audit_runs_watch(app_runs(s->app), on_change, s);
    history_watch(app_history(s->app), on_history, s);
}

static void refresh(void *state)
{
    struct audits *s = state;
    audit_runs_refresh(app_runs(s->app));
    if (s->several != NULL)
        audits_regions_refresh(s->several);
}

static void draw(void *state, struct surface *body)
{
    struct audits *s = state;
    list_view_draw(&s->view, body);
}

static bool act(void *state, const char *action)
{
    struct audits *s = state;
    struct buf id = BUF_INIT(256);
    bool mine = true, row = list_view_current_key(&s->view, &id);
    app_redraw(s->app);
    if (strcmp(action, "audits.start") == 0)
        app_open(s->app, "start-audit");
    else if (strcmp(action, "audits.open") == 0 && row)
        app_openf(s->app, "report %s", buf_text(&id));
    else if (strcmp(action, "audits.findings") == 0 && row)
        app_openf(s->app, "findings run:%s", buf_text(&id));
    else if (strcmp(action, "audits.diff") == 0 && row)
        app_openf(s->app, "diff run:%s", buf_text(&id));
    else if (strcmp(action, "audits.cancel") == 0 && row)
        audit_cancel_review(s->app, buf_text(&id));
    else
        mine = list_view_act(&s->view, action);
    buf_free(&id);
    return mine;
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"audits.start", &op_start_on_demand_audit_task},
        {"audits.cancel", &op_cancel_audit_task},
    };
    const struct audits *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static bool raw(const void *state, struct buf *out)
{
    const struct audits *s = state;
    size_t position;
    if (!list_current(&s->view.pane, &position))
        return false;
    const struct audit_run *run = audit_runs_find(app_runs(s->app), s->view.pane.cursor_id);
    if (run == NULL)
        return false;
    struct json_writer w = {.out = out};
    record_encode(&describe_audit_task_output_record, run->task, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "audits.open", N_("the report of this audit"), N_("report"), 10},
    {"f", "audits.findings", N_("the findings of this audit"), N_("findings"), 15},
    {"n", "audits.start", N_("start an audit"), N_("new"), 16},
    {"D", "audits.diff", N_("what changed since the audit before"), N_("diff"), 18},
    {"x", "audits.cancel", N_("cancel this audit, after a question"), N_("cancel"), 17},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec audits_screen = {
    .name = "audits",
    .title = N_("Audits"),
    .argument = "[FILTER]",
    .about = N_("every audit of the last 90 days, newest first"),
    .digit = "3",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_audits,
    .close = close_audits,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = list_view_status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
    .raw = raw,
};
