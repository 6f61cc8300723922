/*
 * One mitigation task: its progress, what it did by check and by finding, or by thing in alarm,
 * and why not.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/answer.h"
#include "client/store/frozen.h"
#include "client/store/plan_mitigate.h"
#include "client/store/task_findings.h"
#include "tui/detail.h"
#include "views/argument.h"
#include "views/audit_progress.h"
#include "views/changes.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/screens.h"
#include "views/severity_cell.h"
#include "views/task_alarms.h"
#include "views/task_review.h"

struct task_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    char *id, *person; /* owned; person NULL: not looked up yet */
    struct task_findings *findings;
    struct answer *executions; /* of a task on alarms: one call lists them */
    bool stale, final;         /* final: what was asked after the end has come */
};

static bool read_task(const struct task_screen *s, struct mitigation_task *t)
{
    const struct described_item *item = task_find(s->app, s->id);

    return item != NULL && mitigation_task_read(item, t);
}

/* NULL: it is one on alarms, or not known. */
static const struct describe_audit_mitigation_actions_task_output *audit_task(
    const struct task_screen *s)
{
    const struct described_item *item = described_find(app_tasks(s->app), s->id);

    return item != NULL ? item->output : NULL;
}

/* ---- the pane ---- */

static void put_time(struct detail *d, const char *label, struct opt_time t)
{
    struct buf text = BUF_INIT(64);

    if (t.set) {
        time_text(t, &text);
        detail_field(d, label, STYLE_TEXT, buf_text(&text));
    }
    buf_free(&text);
}

static void put_target(const struct mitigation_task *t, struct detail *d)
{
    const char *run = t->findings != NULL ? t->findings->audit_task_id : NULL;
    struct buf view = BUF_INIT(256), text = BUF_INIT(512);

    if (run != NULL) {
        buf_printf(&view, "report %s", run);
        buf_printf(&text, _("all findings of the audit %s"), run);
        detail_link(d, "target", buf_text(&text), buf_text(&view));
    } else {
        mitigation_task_target_say(t, &text);
        detail_field(d, "target", STYLE_TEXT, buf_text(&text));
    }
    buf_free(&view);
    buf_free(&text);
}

/* What the service was told to leave out. */
static void put_scope(const struct task_screen *s, struct detail *d)
{
    const struct described_item *item = described_find(app_detect_tasks(s->app), s->id);
    const struct describe_detect_mitigation_actions_task_output *out =
        item != NULL ? item->output : NULL;

    if (out == NULL || out->task_summary == NULL)
        return;
    const struct detect_mitigation_actions_task_summary *t = out->task_summary;

    if (t->only_active_violations_included.set)
        detail_field(d, "alarms", STYLE_TEXT,
                     t->only_active_violations_included.value
                         ? _("only those that were active when it came to them")
                         : _("also those that were over"));
    if (t->suppressed_alerts_included.set)
        detail_field(d, "suppressed", STYLE_TEXT,
                     t->suppressed_alerts_included.value
                         ? _("those whose alerts are suppressed too")
                         : _("not those whose alerts are suppressed"));
    if (t->violation_event_occurrence_range != NULL) {
        put_time(d, "from", t->violation_event_occurrence_range->start_time);
        put_time(d, "to", t->violation_event_occurrence_range->end_time);
    }
}

static void put_head(struct task_screen *s, const struct mitigation_task *t, struct detail *d)
{
    const int64_t done = t->n.ok + t->n.failed + t->n.skipped + t->n.canceled;
    struct buf text = BUF_INIT(256);

    detail_name_heading(d, s->id);
    detail_field(d, "state", task_state_style(t->state), t->state != NULL ? t->state : "-");
    audit_progress_text(done, t->n.total, 26, &text);
    detail_field(d, "progress", mitigation_task_going(t) ? STYLE_RUNNING : STYLE_TEXT,
                 buf_text(&text));
    put_target(t, d);
    put_scope(s, d);
    put_time(d, "started", t->started);
    put_time(d, "ended", t->ended);
    if (s->person == NULL) {
        struct buf who = BUF_INIT(128);

        task_put_person(s->app, s->id, &who);
        s->person = who.len > 0 ? buf_steal(&who) : mem_strdup(_("not from this console"));
        buf_free(&who);
    }
    detail_field(d, "by", STYLE_TEXT, s->person);
    buf_free(&text);
}

static void put_actions(const struct mitigation_task *t, struct detail *d)
{
    const struct mitigation_action *a = t->actions.items;

    detail_heading(d, "actions, as they were when it started");
    for (size_t i = 0; i < t->actions.n; i++) {
        const struct mitigation_kind *kind =
            a[i].action_params != NULL ? mitigation_of_params(a[i].action_params) : NULL;
        struct buf text = BUF_INIT(1024);

        buf_printf(&text, "%s (", kind != NULL ? kind->name : "?");
        mitigate_params_text(a[i].action_params, &text);
        buf_putc(&text, ')');
        detail_name_field(d, a[i].name != NULL ? a[i].name : "?", STYLE_TEXT, buf_text(&text));
        buf_free(&text);
    }
}

static void put_checks(const struct describe_audit_mitigation_actions_task_output *t,
                       struct detail *d)
{
    const struct map_entry *e = t->task_statistics.items;

    detail_heading(d, "by check");
    for (size_t i = 0; i < t->task_statistics.n; i++) {
        const struct task_statistics_for_audit_check *c = e[i].value;
        const struct check *check = check_find(e[i].key);

        if (c == NULL)
            continue;
        detail_fieldf(d, check != NULL ? check->short_name : e[i].key,
                      c->failed_findings_count.value > 0 ? STYLE_ERROR : STYLE_TEXT,
                      _("of %lld: %lld ok, %lld failed, %lld skipped, %lld canceled"),
                      (long long)c->total_findings_count.value,
                      (long long)c->succeeded_findings_count.value,
                      (long long)c->failed_findings_count.value,
                      (long long)c->skipped_findings_count.value,
                      (long long)c->canceled_findings_count.value);
    }
}

static void put_name(const struct task_finding *f, struct buf *out)
{
    struct buf key = BUF_INIT(4096);
    const struct non_compliant_resource *r =
        f->finding != NULL ? f->finding->non_compliant_resource : NULL;

    if (r != NULL && resource_key(r->resource_identifier, &key))
        resource_key_text(buf_text(&key), out);
    else
        buf_printf(out, "finding %.8s", f->id);
    buf_free(&key);
}

static void put_finding(const struct task_finding *f, struct detail *d)
{
    const struct audit_mitigation_action_execution_metadata *e = f->executions.items;
    struct buf name = BUF_INIT(512), view = BUF_INIT(256), text = BUF_INIT(2048);

    put_name(f, &name);
    buf_printf(&view, "finding %s", f->id);
    if (!f->answered)
        buf_puts(&text, "..");
    else if (f->executions.n == 0)
        buf_puts(&text, _("nothing was done to it"));
    for (size_t i = 0; i < f->executions.n; i++)
        buf_printf(&text, "%s%s %s", i > 0 ? ", " : "",
                   e[i].action_name != NULL ? e[i].action_name : "?",
                   e[i].status != NULL ? e[i].status : "?");
    detail_name_link(d, buf_text(&name), buf_text(&text), buf_text(&view));
    for (size_t i = 0; i < f->executions.n; i++)
        if (e[i].error_code != NULL || e[i].message != NULL)
            detail_fieldf(d, "", execution_style(e[i].status), "%s%s%s",
                          e[i].error_code != NULL ? e[i].error_code : "",
                          e[i].error_code != NULL && e[i].message != NULL ? ": " : "",
                          e[i].message != NULL ? e[i].message : "");
    buf_free(&name);
    buf_free(&view);
    buf_free(&text);
}

/* What failed needs somebody: it comes first. */
static void put_findings(const struct task_screen *s, struct detail *d)
{
    const struct audit_mitigation_action_execution_metadata *first;
    const size_t n = task_findings_count(s->findings);
    char heading[96];

    (void)snprintf(heading, sizeof heading, _("by finding: %zu%s"), n,
                   task_findings_cut(s->findings) ? " of more" : "");
    detail_heading(d, heading);
    for (int failed = 1; failed >= 0; failed--)
        for (size_t i = 0; i < n; i++) {
            const struct task_finding *f = task_findings_at(s->findings, i);

            if (task_finding_failed(f, &first) == (failed == 1))
                put_finding(f, d);
        }
    if (task_findings_err(s->findings)->kind != ERR_NONE)
        detail_field(d, "", STYLE_ERROR, task_findings_err(s->findings)->text);
}

/* ---- both ---- */

static void ask_executions(struct task_screen *s, const struct mitigation_task *t)
{
    const struct list_detect_mitigation_actions_executions_input in = {.task_id = s->id};

    if (app_client(s->app) == NULL || s->final || answer_waiting(s->executions))
        return;
    s->final = !mitigation_task_going(t);
    answer_ask(s->executions, app_client(s->app), &op_list_detect_mitigation_actions_executions,
               &in);
}

static bool both_ready(const struct task_screen *s)
{
    return described_ready(app_tasks(s->app)) &&
           (described_ready(app_detect_tasks(s->app)) ||
            source_status(described_source(app_detect_tasks(s->app))).err->kind != ERR_NONE);
}

static void put_absence(const struct task_screen *s, struct detail *d)
{
    const struct err *err = source_status(described_source(app_tasks(s->app))).err;

    detail_name_heading(d, s->id);
    if (err->kind != ERR_NONE) {
        detail_text(d, STYLE_ERROR, err->text);
        detail_text(d, STYLE_DIM, err->advice);
    } else if (both_ready(s)) {
        detail_text(d, STYLE_WARN, _("The service does not know this task (any more)."));
        detail_text(d, STYLE_DIM, _("Tasks are kept for 90 days; :tasks lists them."));
    } else {
        detail_text(d, STYLE_RUNNING, _("loading .."));
    }
}

static void fill(void *ctx, struct detail *d)
{
    struct task_screen *s = ctx;
    const struct describe_audit_mitigation_actions_task_output *audit = audit_task(s);
    struct mitigation_task t;

    if (!read_task(s, &t)) {
        put_absence(s, d);
        return;
    }
    put_head(s, &t, d);
    put_actions(&t, d);
    if (t.alarms || audit == NULL) {
        task_alarms_put(s->executions, d);
        return;
    }
    put_checks(audit, d);
    put_findings(s, d);
}

/* ---- asking ---- */

static void on_news(void *ctx)
{
    struct task_screen *s = ctx;

    s->stale = true;
    app_redraw(s->app);
}

static void on_tasks(void *ctx)
{
    struct task_screen *s = ctx;
    struct mitigation_task t;

    if (read_task(s, &t) && t.alarms)
        ask_executions(s, &t);
    else if (audit_task(s) != NULL && !task_findings_final(s->findings))
        task_findings_follow(s->findings, audit_task(s));
    on_news(s);
}

/* ---- once more ---- */

static bool freeze(struct frozen *set, const struct task_finding *f)
{
    struct buf key = BUF_INIT(4096);
    const struct non_compliant_resource *r =
        f->finding != NULL ? f->finding->non_compliant_resource : NULL;
    bool known = r != NULL && resource_key(r->resource_identifier, &key);

    known = known && frozen_add(set, &(struct frozen_finding){
                                         .finding = f->id,
                                         .check = f->finding->check_name,
                                         .key = buf_text(&key),
                                         .severity = f->finding->severity,
                                         .task = f->finding->task_id,
                                         .suppressed = f->finding->is_suppressed.value});
    buf_free(&key);
    return known;
}

/* NULL: nothing failed. The action that did, first of all. */
static const char *freeze_findings(const struct task_screen *s, struct frozen *set,
                                   size_t *unknown)
{
    const struct audit_mitigation_action_execution_metadata *first = NULL, *any = NULL;

    for (size_t i = 0; i < task_findings_count(s->findings); i++) {
        const struct task_finding *f = task_findings_at(s->findings, i);

        if (!task_finding_failed(f, &first))
            continue;
        any = any != NULL ? any : first;
        *unknown += !freeze(set, f);
    }
    if (any == NULL)
        return NULL;
    return any->action_name != NULL ? any->action_name : "";
}

static void retry(struct task_screen *s)
{
    struct frozen *set = frozen_new(app_now_ms(s->app));
    struct mitigation_task t = {0};
    const bool alarms = read_task(s, &t) && t.alarms;
    size_t unknown = 0;
    struct err err;
    const char *action = alarms ? task_alarms_freeze(s->executions, set, &unknown)
                                : freeze_findings(s, set, &unknown);

    if (action == NULL)
        app_message(s->app, MESSAGE_INFO,
                    task_findings_busy(s->findings) || answer_waiting(s->executions)
                        ? "Still asking what failed."
                        : _("Nothing failed that could be retried."));
    else if (unknown > 0)
        app_message(s->app, MESSAGE_WARN,
                    "Of %zu %s that failed it is not known what they are about.", unknown,
                    alarms ? "alarms" : "findings");
    else if (!frozen_save(set, &err))
        app_error(s->app, &err);
    else
        (void)app_openf(s->app, "mitigate set:%s with:%s", set->id, action);
    frozen_free(set);
}

/* ---- the screen ---- */

static void *open_task(struct app *app, const char *argument, struct err *err)
{
    if (!argument_one(argument, _("which task? task ID"), _(":tasks lists them"), err))
        return NULL;
    struct task_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    s->id = mem_strdup(argument);
    s->findings = task_findings_new(argument, on_news, s);
    s->executions = answer_new(loop_clock(app_loop(app)), on_news, s);
    s->stale = true;
    detail_init(&s->pane);
    s->pane.focused = true;
    return s;
}

static void hidden(void *state)
{
    struct task_screen *s = state;

    described_unwatch(app_tasks(s->app), s);
    described_unwatch(app_detect_tasks(s->app), s);
}

static void close_task(void *state)
{
    struct task_screen *s = state;

    hidden(s);
    task_findings_free(s->findings);
    answer_free(s->executions);
    detail_free(&s->pane);
    free(s->id);
    free(s->person);
    free(s);
}

static void refresh_lists(struct task_screen *s)
{
    described_refresh(app_tasks(s->app));
    described_refresh(app_detect_tasks(s->app));
}

static void shown(void *state)
{
    struct task_screen *s = state;

    task_findings_connect(s->findings, app_client(s->app));
    described_watch(app_tasks(s->app), on_tasks, s);
    described_watch(app_detect_tasks(s->app), on_tasks, s);
    if (task_find(s->app, s->id) == NULL)
        refresh_lists(s);
    on_tasks(s);
}

static void refresh(void *state)
{
    struct task_screen *s = state;

    refresh_lists(s);
    s->final = false;
    on_tasks(s);
}

static void draw(void *state, struct surface *body)
{
    struct task_screen *s = state;

    if (s->stale)
        refill(&s->pane, fill, s);
    s->stale = false;
    detail_draw(&s->pane, body);
}

static bool act(void *state, const char *action)
{
    struct task_screen *s = state;

    app_redraw(s->app);
    if (strcmp(action, "task.open") == 0) {
        const char *target = detail_target(&s->pane);

        if (target != NULL)
            app_openf(s->app, "%s", target);
    } else if (strcmp(action, "task.cancel") == 0)
        task_cancel_review(s->app, s->id);
    else if (strcmp(action, "task.undo") == 0)
        task_undo_review(s->app, s->id);
    else if (strcmp(action, "task.retry") == 0)
        retry(s);
    else
        return detail_do(&s->pane, action);
    return true;
}

static const char *why_not(const void *state, const char *action)
{
    const struct task_screen *s = state;
    const struct described_item *item = task_find(s->app, s->id);
    struct mitigation_task t;
    const bool known = read_task(s, &t);

    if (strcmp(action, "task.cancel") == 0)
        return !known || !mitigation_task_going(&t)
                   ? "has ended"
                   : app_why_not(s->app, task_cancel_operation(item));
    if (strcmp(action, "task.retry") == 0 && known && t.n.failed == 0)
        return _("nothing failed");
    return NULL;
}

static void status(const void *state, struct screen_status *out)
{
    const struct task_screen *s = state;
    const struct described *of = described_find(app_detect_tasks(s->app), s->id) != NULL
                                     ? app_detect_tasks(s->app)
                                     : app_tasks(s->app);

    source_screen_status(described_source(of), out);
    if (task_find(s->app, s->id) == NULL && both_ready(s))
        out->freshness = SCREEN_FAILED;
    if (task_findings_busy(s->findings))
        (void)snprintf(out->note, sizeof out->note, _("asking about its findings .."));
}

static void crumb(const void *state, struct buf *out)
{
    const struct task_screen *s = state;

    buf_printf(out, _("Task %.24s"), s->id);
}

static bool raw(const void *state, struct buf *out)
{
    const struct task_screen *s = state;
    const struct described_item *item = task_find(s->app, s->id);
    struct json_writer w = {.out = out};

    if (item == NULL || item->output == NULL)
        return false;
    record_encode(item->op->output, item->output, &w);
    return true;
}

static const struct binding bindings[] = {
    {"<Enter>", "task.open", N_("the finding, the audit, the thing"), N_("open"), 10},
    {"r", "task.retry", N_("what failed, as a new plan"), N_("retry failed"), 12},
    {"u", "task.undo", N_("take back what this task did; shows the calls first"), N_("undo"),
     13},
    {"x", "task.cancel", N_("cancel this task, after a review"), N_("cancel"), 16},
    {0},
};

const struct screen_spec task_screen = {
    .name = "task",
    .title = N_("Task"),
    .argument = "ID",
    .about = N_("one mitigation task: progress, errors one by one, the way back"),
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_task,
    .close = close_task,
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
