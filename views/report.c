/* One audit's report, as the service's own console lays it out: what it was, then its checks in
 * groups by outcome. Enter on a check opens its findings in this run. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/audit_mitigation.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/detail.h"
#include "views/argument.h"
#include "views/audit_progress.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/screens.h"
#include "views/severity_cell.h"

enum { COUNT_WIDTH = 7, COUNTS_WIDTH = 25 }; /* "  3,110 of  61,190  12.3%" */

struct report {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    char *task;            /* owned */
    int width, filled_for; /* 0: to be filled anew */
};

enum group {
    GROUP_NON_COMPLIANT,
    GROUP_GOING,
    GROUP_FAILED,
    GROUP_COMPLIANT,
    GROUP_CANCELED,
    GROUP_COUNT
};

static const struct {
    const char *title;
    const char *states[2];
} groups[GROUP_COUNT] = {
    [GROUP_NON_COMPLIANT] = {N_("Non-compliant checks"), {"COMPLETED_NON_COMPLIANT", ""}},
    [GROUP_GOING] = {N_("Still running"), {"IN_PROGRESS", "WAITING_FOR_DATA_COLLECTION"}},
    [GROUP_FAILED] = {N_("Failed: these say nothing"), {"FAILED", ""}},
    [GROUP_COMPLIANT] = {N_("Compliant checks"), {"COMPLETED_COMPLIANT", ""}},
    [GROUP_CANCELED] = {N_("Canceled"), {"CANCELED", ""}},
};

static enum group group_of(const struct audit_check_details *d)
{
    const char *state = d->check_run_status != NULL ? d->check_run_status : "";
    for (int g = 0; g < GROUP_COUNT; g++)
        for (int i = 0; i < 2; i++)
            if (strcmp(groups[g].states[i], state) == 0)
                return (enum group)g;
    return GROUP_GOING; /* a state newer than this program */
}

static int64_t count_of(struct opt_int n)
{
    return n.set ? n.value : 0;
}

static enum severity severity_of_check(const char *name)
{
    const struct check *c = check_find(name);
    return c != NULL ? c->severity : SEVERITY_UNKNOWN;
}

static int worst_first(const void *a, const void *b)
{
    const struct map_entry *x = a, *y = b;
    enum severity sx = severity_of_check(x->key), sy = severity_of_check(y->key);
    return sx != sy ? (sx < sy ? -1 : 1) : strcmp(x->key, y->key);
}

static void put_right(struct buf *out, int64_t n, int width)
{
    struct buf text = BUF_INIT(64);
    buf_put_count(&text, n > 0 ? (uint64_t)n : 0);
    for (int i = (int)text.len; i < width; i++)
        buf_putc(out, ' ');
    buf_puts(out, buf_text(&text));
    buf_free(&text);
}

static void put_counts(const struct audit_check_details *d, enum group g, struct buf *out)
{
    int64_t bad = count_of(d->non_compliant_resources_count);
    int64_t all = count_of(d->total_resources_count);
    if (g == GROUP_NON_COMPLIANT) {
        put_right(out, bad, COUNT_WIDTH);
        buf_puts(out, _(" of "));
        put_right(out, all, COUNT_WIDTH);
        if (all > 0)
            buf_printf(out, " %5.1f%%", 100.0 * (double)bad / (double)all);
    } else if (g == GROUP_COMPLIANT) {
        put_right(out, all, COUNT_WIDTH);
        buf_puts(out, _(" scanned"));
    } else if (g == GROUP_FAILED) {
        buf_puts(out, d->error_code != NULL ? d->error_code : _("no reason given"));
    } else if (g == GROUP_GOING) {
        bool waits = d->check_run_status != NULL && d->check_run_status[0] == 'W';
        buf_puts(out, waits ? _("waits for data") : _("running .."));
    }
}

/* Title at the left, numbers at the right edge. */
static void put_line(const struct report *r, const struct map_entry *e, enum group g,
                     struct buf *out)
{
    struct buf counts = BUF_INIT(256);
    put_counts(e->value, g, &counts);
    const char *title = check_title(e->key);
    int room = r->filled_for - 14 - COUNTS_WIDTH;
    int width = safe_width(str_of(title));
    if (room < 12)
        room = 12;
    if (width > room) {
        const struct check *c = check_find(e->key);
        title = c != NULL ? c->short_name : e->key;
        width = safe_width(str_of(title));
    }
    buf_puts(out, title);
    for (; width < room; width++)
        buf_putc(out, ' ');
    buf_printf(out, " %s", buf_text(&counts));
    buf_free(&counts);
}

static void fill_group(struct report *r, const struct map_entry *entries, size_t n,
                       enum group g)
{
    size_t in_group = 0;
    for (size_t i = 0; i < n; i++)
        in_group += group_of(entries[i].value) == g;
    if (in_group == 0 && g != GROUP_NON_COMPLIANT)
        return;
    char heading[96];
    snprintf(heading, sizeof heading, _("%s (%zu of %zu)"), i18n_text(groups[g].title),
             in_group, n);
    detail_blank(&r->pane);
    detail_heading(&r->pane, heading);
    if (in_group == 0)
        detail_text(&r->pane, STYLE_OK, _("None so far."));
    for (size_t i = 0; i < n; i++) {
        const struct audit_check_details *d = entries[i].value;
        if (group_of(d) != g)
            continue;
        struct buf line = BUF_INIT(1024), target = BUF_INIT(512);
        put_line(r, &entries[i], g, &line);
        buf_printf(&target, _("findings run:%s check:%s"), r->task, entries[i].key);
        detail_link(&r->pane, severity_name(severity_of_check(entries[i].key)), buf_text(&line),
                    buf_text(&target));
        int64_t hidden_ones = count_of(d->suppressed_non_compliant_resources_count);
        if (hidden_ones > 0)
            detail_fieldf(&r->pane, "", STYLE_DIM, _("%lld more suppressed"),
                          (long long)hidden_ones);
        if (d->message != NULL)
            detail_field(&r->pane, "", STYLE_WARN, d->message);
        buf_free(&line);
        buf_free(&target);
    }
}

static void fill_head(struct report *r, const struct audit_run *run)
{
    struct buf text = BUF_INIT(512);
    const struct describe_audit_task_output *t = run->task;
    audit_title(run, &text);
    detail_heading(&r->pane, buf_text(&text));
    detail_field(&r->pane, "task", STYLE_TEXT, run->task_id);
    detail_field(&r->pane, "state", audit_state_style(t->task_status),
                 t->task_status != NULL ? t->task_status : "-");
    buf_reset(&text);
    time_text(t->task_start_time, &text);
    detail_field(&r->pane, "started", STYLE_TEXT, buf_text(&text));
    const struct task_statistics *s = t->task_statistics;
    if (s != NULL && audit_run_is_going(run)) {
        int64_t total = count_of(s->total_checks);
        int64_t left =
            count_of(s->in_progress_checks) + count_of(s->waiting_for_data_collection_checks);
        buf_reset(&text);
        audit_progress_text(total - left, total, 26, &text);
        detail_field(&r->pane, "progress", STYLE_RUNNING, buf_text(&text));
    }
    buf_free(&text);
}

static void fill_unknown(struct report *r)
{
    struct source_status st = source_status(audit_runs_source(app_runs(r->app)));
    detail_field(&r->pane, "task", STYLE_TEXT, r->task);
    if (st.state == SOURCE_COMPLETE) {
        detail_text(&r->pane, STYLE_WARN,
                    _("The service does not know this audit (any more)."));
        detail_text(&r->pane, STYLE_DIM, _("Audits are kept for 90 days; :audits lists them."));
    } else if (st.err->kind != ERR_NONE) {
        detail_text(&r->pane, STYLE_ERROR, st.err->text);
        detail_text(&r->pane, STYLE_DIM, st.err->advice);
    } else {
        detail_text(&r->pane, STYLE_RUNNING, _("loading .."));
    }
}

static void fill(void *ctx, struct detail *d)
{
    struct report *r = ctx;
    const struct audit_run *run = audit_runs_find(app_runs(r->app), r->task);
    (void)d;
    if (run == NULL) {
        fill_unknown(r);
        return;
    }
    fill_head(r, run);
    size_t n = run->task->audit_details.n;
    struct map_entry *entries = mem_alloc(n + 1, sizeof *entries);
    if (n > 0)
        memcpy(entries, run->task->audit_details.items, n * sizeof *entries);
    qsort(entries, n, sizeof *entries, worst_first);
    for (int g = 0; g < GROUP_COUNT; g++)
        fill_group(r, entries, n, (enum group)g);
    free(entries);
}

static void on_runs(void *ctx)
{
    struct report *r = ctx;
    r->filled_for = 0;
    app_redraw(r->app);
}

static void *open_report(struct app *app, const char *argument, struct err *err)
{
    if (!argument_one(argument, _("which audit? report TASK"), _(":audits lists them"), err))
        return NULL;
    struct report *r = mem_alloc(1, sizeof *r);
    r->app = app;
    r->task = mem_strdup(argument);
    r->width = 80; /* until the first frame */
    detail_init(&r->pane);
    r->pane.focused = true;
    return r;
}

static void hidden(void *state)
{
    struct report *r = state;
    audit_runs_unwatch(app_runs(r->app), r);
}

static void shown(void *state)
{
    struct report *r = state;
    hidden(r);
    audit_runs_watch(app_runs(r->app), on_runs, r);
    on_runs(r);
}

static void close_report(void *state)
{
    struct report *r = state;
    hidden(r);
    detail_free(&r->pane);
    free(r->task);
    free(r);
}

static void follow(struct report *r)
{
    if (r->filled_for == r->width)
        return;
    r->filled_for = r->width;
    refill(&r->pane, fill, r);
}

static void draw(void *state, struct surface *body)
{
    struct report *r = state;
    r->width = body->cols;
    follow(r);
    detail_draw(&r->pane, body);
}

/* The check under the cursor, or the whole audit where there is none. */
static void mitigate(struct report *r)
{
    static const char findings[] = "findings ";
    const char *target = detail_target(&r->pane);

    if (target != NULL && str_starts(target, findings))
        app_openf(r->app, "mitigate %s", target + sizeof findings - 1);
    else
        app_openf(r->app, "mitigate run:%s", r->task);
}

static bool act(void *state, const char *action)
{
    struct report *r = state;
    follow(r);
    app_redraw(r->app);
    if (strcmp(action, "report.open") == 0) {
        const char *target = detail_target(&r->pane);
        if (target != NULL)
            app_openf(r->app, "%s", target);
    } else if (strcmp(action, "report.findings") == 0) {
        app_openf(r->app, "findings run:%s", r->task);
    } else if (strcmp(action, "report.diff") == 0) {
        app_openf(r->app, "diff run:%s", r->task);
    } else if (strcmp(action, "report.mitigate") == 0) {
        mitigate(r);
    } else if (strcmp(action, "report.mitigate-all") == 0) {
        app_openf(r->app, "mitigate run:%s", r->task);
    } else if (strcmp(action, "report.cancel") == 0) {
        audit_cancel_review(r->app, r->task);
    } else if (strcmp(action, "report.again") == 0) {
        app_open(r->app, "start-audit");
    } else {
        return detail_do(&r->pane, action);
    }
    return true;
}

static const char *why_not(const void *state, const char *action)
{
    const struct report *r = state;
    const struct audit_run *run = audit_runs_find(app_runs(r->app), r->task);
    bool cancel = strcmp(action, "report.cancel") == 0;
    if (str_starts(action, "report.mitigate"))
        return run != NULL && audit_run_is_going(run)
                   ? _("the audit is still running")
                   : app_why_not(r->app, &op_start_audit_mitigation_actions_task);
    if (!cancel && strcmp(action, "report.again") != 0)
        return NULL;
    if (cancel && (run == NULL || !audit_run_is_going(run)))
        return _("has ended");
    return app_why_not(r->app, cancel ? &op_cancel_audit_task : &op_start_on_demand_audit_task);
}

static void status(const void *state, struct screen_status *out)
{
    const struct report *r = state;
    const struct source *s = audit_runs_source(app_runs(r->app));
    out->freshness =
        audit_runs_find(app_runs(r->app), r->task) != NULL ? SCREEN_LIVE : SCREEN_LOADING;
    struct screen_status all;
    source_screen_status(s, &all);
    if (all.freshness != SCREEN_LOADING)
        out->freshness = all.freshness;
    out->as_of_ms = all.as_of_ms;
}

static void crumb(const void *state, struct buf *out)
{
    const struct report *r = state;
    buf_printf(out, _("Report %.8s"), r->task);
}

static void refresh(void *state)
{
    struct report *r = state;
    audit_runs_refresh(app_runs(r->app));
}

static bool raw(const void *state, struct buf *out)
{
    const struct report *r = state;
    const struct audit_run *run = audit_runs_find(app_runs(r->app), r->task);
    struct json_writer w = {.out = out};
    if (run == NULL)
        return false;
    record_encode(&describe_audit_task_output_record, run->task, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "report.open", N_("the findings of this check"), N_("findings"), 10},
    {"f", "report.findings", N_("all findings of this audit"), N_("all findings"), 12},
    {"D", "report.diff", N_("what changed since the audit before"), N_("diff"), 14},
    {"m", "report.mitigate", N_("act on the findings of this check"), N_("mitigate"), 16},
    {"M", "report.mitigate-all", N_("act on all findings of this audit"), NULL, 0},
    {"n", "report.again", N_("start another audit"), N_("new audit"), 30},
    {"x", "report.cancel", N_("cancel this audit, after a question"), N_("cancel"), 31},
    {0},
};

const struct screen_spec report_screen = {
    .name = "report",
    .title = N_("Report"),
    .argument = "TASK",
    .about = N_("one audit: its checks by outcome, with counts"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_report,
    .close = close_report,
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
