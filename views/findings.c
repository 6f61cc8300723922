/* Findings: of all audits by time, or of one audit, or of one check of it. */
#include <stdlib.h>
#include <string.h>

#include "client/api/audit_mitigation.h"
#include "client/api/resource.h"
#include "client/api/suppressions.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/layout.h"
#include "views/argument.h"
#include "views/chosen.h"
#include "views/kept.h"
#include "views/regions.h"
#include "views/resource.h"
#include "views/run_history.h"
#include "views/screens.h"
#include "views/severity_cell.h"

enum {
    REASON_ROWS = 4,
    REASON_FROM_ROWS = 15,      /* of the body: below it every row is a finding's */
    POLL_RUNNING_MS = 2 * 1000, /* while the audit shown is running */
    POLL_ALL_MS = 10 * 60 * 1000,
};

enum {
    F_ID,
    F_SEV,
    F_CHECK,
    F_KIND,
    F_RESOURCE,
    F_FOUND,
    F_SUPPRESSED,
    F_REASON,
    F_CODE,
    F_TASK,
    F_STARTED,
    F_WORDS,
    F_KEY,
    F_COLUMNS
};

static const struct resource_identifier *identifier(const struct audit_finding *f)
{
    return f->non_compliant_resource != NULL ? f->non_compliant_resource->resource_identifier
                                             : NULL;
}

static bool kind_text(const void *record, struct buf *out)
{
    buf_puts(out, resource_word(resource_kind(identifier(record))));
    return true;
}

static bool identifier_text(const void *record, struct buf *out)
{
    return resource_text(identifier(record), out);
}

static bool suppressed_text(const void *record, struct buf *out)
{
    const struct audit_finding *f = record;
    if (f->is_suppressed.set && f->is_suppressed.value)
        buf_puts(out, "suppressed");
    return true;
}

/* What people see of the check, so that typing it after `/` finds it. */
static bool check_words(const void *record, struct buf *out)
{
    const struct audit_finding *f = record;
    const struct check *check = f->check_name != NULL ? check_find(f->check_name) : NULL;

    if (check == NULL)
        return false;
    buf_printf(out, "%s %s", check->short_name, i18n_text(check->title));
    return true;
}

/* The words of api/resource, where kind and identifier on screen are not the whole key. */
static bool key_text(const void *record, struct buf *out)
{
    const enum resource_kind k = resource_kind(identifier(record));

    return (k == RESOURCE_ALIAS || k == RESOURCE_ROLE || k == RESOURCE_ISSUER) &&
           resource_key(identifier(record), out);
}

static const struct column columns[F_COLUMNS] = {
    [F_WORDS] = {.name = "words", .kind = COLUMN_NAME, .text = check_words},
    [F_ID] = {.name = "id", .path = "findingId", .kind = COLUMN_ID, .hidden = true},
    [F_SEV] = {.name = "sev", .path = "severity", .kind = COLUMN_RANK, .order = severity_order},
    [F_CHECK] = {.name = "check",
                 .path = "checkName",
                 .kind = COLUMN_NAME,
                 .shown = check_short_name},
    [F_KIND] = {.name = "kind", .kind = COLUMN_NAME, .text = kind_text},
    [F_RESOURCE] = {.name = "res", .kind = COLUMN_TEXT, .text = identifier_text},
    [F_FOUND] = {.name = "found", .path = "findingTime", .kind = COLUMN_TIME},
    [F_SUPPRESSED] = {.name = "suppr", .kind = COLUMN_NAME, .text = suppressed_text},
    [F_REASON] = {.name = "reason", .path = "reasonForNonCompliance", .kind = COLUMN_NAME},
    [F_CODE] = {.name = "code", .path = "reasonForNonComplianceCode", .kind = COLUMN_NAME},
    [F_TASK] = {.name = "run", .path = "taskId", .kind = COLUMN_NAME},
    [F_KEY] = {.name = "key", .kind = COLUMN_TEXT, .text = key_text, .hidden = true},
    [F_STARTED] = {.name = "started", .path = "taskStartTime", .kind = COLUMN_TIME},
};
static const struct table_spec table = {"findings", &audit_finding_record, columns, F_COLUMNS,
                                        F_ID};

static enum style cell_resource(const struct list_view *v, uint32_t row, int column,
                                struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str kind = list_view_text(v, row, F_KIND, scratch);
    struct str text = list_view_text(v, row, column, scratch);
    buf_put(out, kind.p, kind.n);
    buf_putc(out, ' ');
    buf_put(out, text.p, text.n);
    return STYLE_TEXT;
}

static enum style cell_suppressed(const struct list_view *v, uint32_t row, int column,
                                  struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    bool yes = list_view_text(v, row, column, scratch).n > 0;
    buf_puts(out, yes ? _("yes") : "-");
    return yes ? STYLE_WARN : STYLE_DIM;
}

static enum style cell_run(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);
    buf_put(out, s.p, s.n < 8 ? s.n : 8);
    return STYLE_DIM;
}

static enum style cell_change(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    return run_history_class(v->about, list_view_text(v, row, column, scratch), out);
}

static enum style cell_streak(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    return run_history_streak(v->about, list_view_text(v, row, column, scratch), out);
}

static void ocsf(const struct list_view *v, uint32_t row, const struct ocsf_context *c,
                 struct buf *out);

static enum style row_style(const struct list_view *v, uint32_t row)
{
    char scratch[TABLE_SCRATCH];
    return list_view_text(v, row, F_SUPPRESSED, scratch).n > 0 ? STYLE_DIM : STYLE_TEXT;
}

static const struct list_column shapes[] = {
    {.title = N_("SEV"), .name = "sev", .width = 4},
    {.title = N_("CHECK"), .name = "check", .width = 19, .min = 12},
    {.title = N_("RESOURCE"), .name = "res", .width = 24, .min = 14, .flex = 3},
    {.title = N_("REASON"),
     .name = "code",
     .width = 24,
     .min = 10,
     .flex = 2,
     .from_cols = 110},
    {.title = N_("FOUND"), .name = "found", .width = 6, .align = ALIGN_RIGHT},
    {.title = N_("SUPPR"), .name = "suppr", .width = 5},
    {.title = N_("D"), .name = "d", .width = 2, .from_cols = 72},
    {.title = N_("RUNS"), .name = "runs", .width = 4, .align = ALIGN_RIGHT, .from_cols = 72},
    {.title = N_("RUN"), .name = "run", .width = 8, .from_cols = 100},
};
/* Shapes that need one audit: what changed against another one. */
enum { CHANGE_SHAPES = 1 << 6 | 1 << 7 };
static const struct list_view_column cells[] = {
    {F_SEV, list_cell_severity},
    {F_CHECK, list_cell_check},
    {F_RESOURCE, cell_resource},
    {F_CODE, NULL},
    {F_FOUND, NULL},
    {F_SUPPRESSED, cell_suppressed},
    {F_ID, cell_change},
    {F_ID, cell_streak},
    {F_TASK, cell_run},
};
static const struct list_view_spec view_spec = {
    .table = &table,
    .shapes = shapes,
    .cells = cells,
    .n_columns = COUNT_OF(shapes),
    .sort = {{F_SEV, SORT_UP}, {F_FOUND, SORT_DOWN}},
    .n_sort = 2,
    .empty = N_("No findings: what ran found nothing wrong. n starts an audit."),
    .thing = N_("findings"),
    .row_style = row_style,
    .ocsf = ocsf,
};

/* Of all runs: what is new comes first. */
static const struct sort_key newest_first[] = {{F_FOUND, SORT_DOWN}, {F_SEV, SORT_UP}};

struct findings {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    char *run, *check, *key;                    /* owned; "": all */
    struct arena *arena;                        /* of resource */
    const struct resource_identifier *resource; /* NULL: all */
    struct source *source;
    struct run_history past;
    bool was_going;
};

static bool run_is_going(const struct findings *f)
{
    const struct audit_run *run = audit_runs_find(app_runs(f->app), f->run);
    return run != NULL && audit_run_is_going(run);
}

static bool any_going(const struct findings *f)
{
    const struct audit_runs *runs = app_runs(f->app);
    for (size_t i = 0; i < audit_runs_count(runs); i++)
        if (audit_run_is_going(audit_runs_at(runs, i)))
            return true;
    return false;
}

static const void *input(void *ctx, struct arena *a)
{
    const struct findings *f = ctx;
    struct list_audit_findings_input *in = arena_alloc(a, 1, sizeof *in);
    if (*f->run != '\0') {
        in->task_id = f->run;
    } else {
        /* kept 90 days; a minute for clocks that differ */
        int64_t now = app_now_ms(f->app), days = INT64_C(90) * 24 * 3600 * 1000;
        in->start_time = (struct opt_time){now - days + 60 * 1000, true};
        in->end_time = (struct opt_time){now + 60 * 1000, true};
    }
    if (*f->check != '\0')
        in->check_name = f->check;
    in->resource_identifier = f->resource;
    return in;
}

static int64_t poll_ms(const struct findings *f)
{
    if (app_is_paused(f->app))
        return 0;
    if (*f->run == '\0')
        return POLL_ALL_MS;
    return run_is_going(f) ? POLL_RUNNING_MS : 0; /* what an ended audit found stays so */
}

/* An audit ended: there may be new findings. */
static void on_runs(void *ctx)
{
    struct findings *f = ctx;
    bool going = *f->run != '\0' ? run_is_going(f) : any_going(f);
    if (f->was_going && !going)
        source_refresh(f->source);
    f->was_going = going;
    source_set_poll(f->source, poll_ms(f));
}

static void on_change(void *ctx)
{
    struct findings *f = ctx;
    app_redraw(f->app);
}

static void close_findings(void *state)
{
    struct findings *f = state;
    audit_runs_unwatch(app_runs(f->app), f);
    run_history_free(&f->past);
    list_view_free(&f->view);
    source_free(f->source);
    free(f->run);
    free(f->check);
    free(f->key);
    arena_free(f->arena);
    free(f);
}

/* What was known the last time is shown at once. */
static void keep(struct findings *f)
{
    struct buf query = BUF_INIT(1024), path = BUF_INIT(4096);
    bool worst = *f->run != '\0';
    buf_printf(&query, "findings run:%s check:%s res:%s", f->run, f->check, f->key);
    if (worst ? kept_path(app_context(f->app), buf_text(&query), &path)
              : region_kept_path(f->app, buf_text(&query), &path))
        source_keep(f->source, buf_text(&path), worst ? view_spec.sort : newest_first,
                    worst ? view_spec.n_sort : (int)COUNT_OF(newest_first));
    buf_free(&query);
    buf_free(&path);
}

static void *open_findings(struct app *app, const char *text, struct err *err)
{
    struct findings *f = mem_alloc(1, sizeof *f);
    const struct argument args[] = {{"run", &f->run}, {"check", &f->check}};
    const struct argument key = {"res", &f->key};
    if (!argument_parse_rest(text, args, COUNT_OF(args), &key, err)) {
        free(f);
        return NULL;
    }
    f->arena = arena_new();
    f->resource = resource_from_key(f->key, f->arena);
    const struct check *check = *f->check != '\0' ? check_find(f->check) : NULL;
    if (check != NULL) {
        free(f->check);
        f->check = mem_strdup(check->name);
    }
    f->app = app;
    f->source = source_new(&(struct source_options){
        .loop = app_loop(app),
        .spec = &table,
        .on_change = on_change,
        .ctx = f,
        .several = app_has_regions(app) && *f->run == '\0'}); /* an audit is of one region */
    source_set_query(f->source, &(struct source_query){.op = &op_list_audit_findings,
                                                       .input = input,
                                                       .ctx = f,
                                                       .poll_ms = poll_ms(f)});
    keep(f);
    list_view_init(&f->view, app, &view_spec, f->source);
    run_history_init(&f->past, app, f->run, f->check, &f->view);
    f->view.about = &f->past;
    list_view_set_absent(&f->view, *f->run == '\0' ? CHANGE_SHAPES : 0);
    if (*f->run == '\0')
        row_index_sort(f->view.index, newest_first, COUNT_OF(newest_first));
    if (*f->check != '\0')
        f->view.empty =
            _("No findings of this check. One that failed says nothing: see the report.");
    audit_runs_watch(app_runs(app), on_runs, f);
    return f;
}

static void shown(void *state)
{
    struct findings *f = state;
    struct source_status st = source_status(f->source);
    run_history_shown(&f->past);
    app_connect_list(f->app, f->source);
    source_set_poll(f->source, poll_ms(f));
    if (st.state == SOURCE_NEVER || st.state == SOURCE_FAILED || st.state == SOURCE_STALE)
        source_refresh(f->source);
}

static void hidden(void *state)
{
    struct findings *f = state;
    run_history_hidden(&f->past);
    source_set_poll(f->source, 0);
}

static void refresh(void *state)
{
    struct findings *f = state;
    source_refresh(f->source);
}

static void draw_reason(struct findings *f, struct surface *s)
{
    char scratch[TABLE_SCRATCH];
    uint32_t row;
    surface_rule(s, 0, _("reason"), "");
    if (!list_view_current(&f->view, &row))
        return;
    struct str reason = list_view_text(&f->view, row, F_REASON, scratch), rest = reason;
    for (int line = 1; line < s->rows - 1 && rest.n > 0; line++) {
        struct str part = surface_wrap(rest, s->cols - 2, &rest);
        surface_str(s, line, 1, s->cols - 2, STYLE_TEXT, part);
    }
    struct str check = list_view_text(&f->view, row, F_CHECK, scratch);
    surface_text(s, s->rows - 1, 1, s->cols - 2, STYLE_DIM, check_title(check.p));
}

static void draw(void *state, struct surface *body)
{
    struct findings *f = state;
    if (body->rows < REASON_FROM_ROWS) {
        list_view_draw(&f->view, body);
        return;
    }
    struct surface upper, lower;
    layout_rows(body, REASON_ROWS, &upper, &lower);
    list_view_draw(&f->view, &upper);
    draw_reason(f, &lower);
}

/* ---- what an action is about ---- */

/* The key of api/resource; false: of a kind this program does not know. */
static bool row_key(const struct list_view *v, uint32_t row, struct arena *a, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, F_KEY, scratch);
    struct buf text = BUF_INIT(2 * TABLE_TEXT_MAX);

    if (s.n == 0) {
        struct str kind = list_view_text(v, row, F_KIND, scratch);

        for (size_t i = 0; i < kind.n; i++)
            buf_putc(&text, str_lower(kind.p[i]));
        buf_putc(&text, ':');
        s = list_view_text(v, row, F_RESOURCE, scratch);
    }
    buf_put(&text, s.p, s.n);
    bool ok = !text.full && resource_key(resource_from_key(buf_text(&text), a), out);
    buf_free(&text);
    return ok;
}

static void name_row(const struct list_view *v, uint32_t row, struct buf *out)
{
    struct buf key = BUF_INIT(2 * TABLE_TEXT_MAX);
    struct arena *a = arena_new();

    if (row_key(v, row, a, &key))
        resource_key_text(buf_text(&key), out);
    else
        (void)cell_resource(v, row, F_RESOURCE, out);
    arena_free(a);
    buf_free(&key);
}

static const char *row_text(const struct list_view *v, uint32_t row, int column,
                            struct arena *a)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    return arena_strn(a, s.p, s.n);
}

static void ocsf(const struct list_view *v, uint32_t row, const struct ocsf_context *c,
                 struct buf *out)
{
    const struct table *t = source_table(v->source);
    struct buf key = BUF_INIT(2 * TABLE_TEXT_MAX);
    struct arena *a = arena_new();
    struct non_compliant_resource resource = {0};
    struct audit_finding f = {
        .finding_id = row_text(v, row, F_ID, a),
        .task_id = row_text(v, row, F_TASK, a),
        .check_name = row_text(v, row, F_CHECK, a),
        .severity = row_text(v, row, F_SEV, a),
        .reason_for_non_compliance = row_text(v, row, F_REASON, a),
        .reason_for_non_compliance_code = row_text(v, row, F_CODE, a),
        .is_suppressed = {*row_text(v, row, F_SUPPRESSED, a) != '\0', true},
        .non_compliant_resource = &resource,
    };

    f.finding_time.set = table_number(t, row, F_FOUND, &f.finding_time.ms);
    f.task_start_time.set = table_number(t, row, F_STARTED, &f.task_start_time.ms);
    if (row_key(v, row, a, &key))
        resource.resource_identifier = resource_from_key(buf_text(&key), a);
    ocsf_finding(&f, c, out);
    arena_free(a);
    buf_free(&key);
}

static bool freeze_row(const struct list_view *v, uint32_t row, struct frozen *set,
                       struct err *err)
{
    struct buf key = BUF_INIT(2 * TABLE_TEXT_MAX), name = BUF_INIT(300);
    bool ok = row_key(v, row, set->arena, &key);

    if (!ok) {
        name_row(v, row, &name);
        err_set(err, ERR_USAGE, "this program does not know what %s is", buf_text(&name));
        err_advise(err, "unmark it, or use a newer picket");
    } else {
        ok = frozen_add(set,
                        &(struct frozen_finding){
                            .finding = row_text(v, row, F_ID, set->arena),
                            .check = row_text(v, row, F_CHECK, set->arena),
                            .key = buf_text(&key),
                            .severity = row_text(v, row, F_SEV, set->arena),
                            .task = row_text(v, row, F_TASK, set->arena),
                            .suppressed = *row_text(v, row, F_SUPPRESSED, set->arena) != 0,
                        }) ||
             err_set(err, ERR_LIMIT, "at most %d findings at once: mark fewer", FROZEN_MAX);
    }
    buf_free(&key);
    buf_free(&name);
    return ok;
}

static void open_on_chosen(struct findings *f, const char *screen)
{
    struct frozen *set = frozen_new(app_now_ms(f->app));
    struct chosen chosen = {0};
    struct err err;
    bool ok = chosen_rows(&f->view, name_row, &chosen, &err);

    for (size_t i = 0; ok && i < chosen.n; i++)
        ok = freeze_row(&f->view, chosen.rows[i], set, &err);
    chosen_free(&chosen);
    if (ok) {
        chosen_open(f->app, screen, set);
    } else {
        app_error(f->app, &err);
        frozen_free(set);
    }
}

static bool act(void *state, const char *action)
{
    struct findings *f = state;
    if (strcmp(action, "findings.suppress") == 0)
        return open_on_chosen(f, "suppress"), true;
    if (strcmp(action, "findings.mitigate") == 0)
        return open_on_chosen(f, "mitigate"), true;
    if (strcmp(action, "findings.open") == 0) {
        struct buf id = BUF_INIT(256);
        if (list_view_current_key(&f->view, &id))
            app_openf(f->app, "finding %s", buf_text(&id));
        buf_free(&id);
        return true;
    }
    if (strcmp(action, "findings.diff") == 0) {
        app_openf(f->app, *f->run != '\0' ? "diff run:%s" : "diff%s", f->run);
        return true;
    }
    if (strcmp(action, "findings.audit") == 0) {
        app_open(f->app, "start-audit");
        return true;
    }
    app_redraw(f->app);
    return list_view_act(&f->view, action);
}

static const char *why_not(const void *state, const char *action)
{
    static const struct app_change_key keys[] = {
        {"findings.suppress", &op_create_audit_suppression},
        {"findings.mitigate", &op_start_audit_mitigation_actions_task},
    };
    const struct findings *s = state;

    return app_why_not_key(s->app, action, keys, COUNT_OF(keys));
}

static void crumb(const void *state, struct buf *out)
{
    const struct findings *f = state;
    buf_puts(out, _("Findings"));
    if (*f->run != '\0')
        buf_printf(out, _(" of %.8s"), f->run);
    if (*f->check != '\0') {
        const struct check *c = check_find(f->check);
        buf_printf(out, " %s", c != NULL ? c->short_name : f->check);
    }
}

static const struct binding bindings[] = {
    {"<Enter>", "findings.open", N_("everything known about this finding"), N_("open"), 10},
    {"D", "findings.diff", N_("what changed since the audit before"), N_("diff"), 20},
    {"s", "findings.suppress", N_("suppress the marked findings for a while"), N_("suppress"),
     11},
    {"m", "findings.mitigate", N_("mitigate the marked findings"), N_("mitigate"), 12},
    {"n", "findings.audit", N_("start an audit"), N_("audit"), 30},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec findings_screen = {
    .name = "findings",
    .title = N_("Findings"),
    .argument = "[run:TASK] [check:NAME] [res:KEY]",
    .about = N_("what audits found, worst first; of one run or check"),
    .digit = "2",
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_findings,
    .close = close_findings,
    .draw = draw,
    .act = act,
    .why_not = why_not,
    .status = list_view_status,
    .crumb = crumb,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
