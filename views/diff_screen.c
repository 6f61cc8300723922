/* What changed between two audits: new, returned, fixed, suppressed and kept findings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/argument.h"
#include "views/diff_rows.h"
#include "views/screens.h"

enum { ROWS_A_SLICE = 1024 };

struct diff {
    struct list_view view; /* first: LIST_VIEW_CALLS */
    struct app *app;
    char *run, *with;    /* as asked for; owned; "": to be chosen */
    char *newer, *older; /* being shown; owned; "": not known yet */
    struct source *source;
    struct history_compare *asking;
    struct history_answer *answer; /* NULL: none yet */
    size_t counted;                /* audits in the history when it was asked */
    size_t filled;                 /* rows of the answer in the source */
    bool filling, loading;         /* loading: the source has begun */
    bool wanted;                   /* the recorder knows that somebody waits */
};

/* ---- which audits ---- */

static void set_text(char **text, const char *value)
{
    char *copy = mem_strdup(value);

    free(*text);
    *text = copy;
}

static bool has_same_checks(const struct audit_run *a, const struct audit_run *b)
{
    const struct map_entry *e = a->task->audit_details.items;

    for (size_t i = 0; i < a->task->audit_details.n; i++)
        if (audit_run_check(b, e[i].key) == NULL)
            return false;
    return a->task->audit_details.n == b->task->audit_details.n;
}

static bool are_comparable(const struct audit_run *a, const struct audit_run *b)
{
    const char *x = a->task->scheduled_audit_name, *y = b->task->scheduled_audit_name;

    return (x != NULL && y != NULL && strcmp(x, y) == 0) || has_same_checks(a, b);
}

static bool has_ended(const struct audit_run *run)
{
    return run->task != NULL && !audit_run_is_going(run);
}

/* The newest audit, or the one asked for, that has an earlier one like it. */
static bool choose_of_runs(const struct diff *d, const char **newer, const char **older)
{
    const struct audit_runs *runs = app_runs(d->app);
    const size_t n = audit_runs_count(runs);

    for (size_t i = 0; i < n; i++) {
        const struct audit_run *b = audit_runs_at(runs, i);

        if (!has_ended(b) || (*d->run != '\0' && strcmp(d->run, b->task_id) != 0))
            continue;
        for (size_t k = i + 1; k < n; k++) {
            const struct audit_run *a = audit_runs_at(runs, k);

            if (has_ended(a) && are_comparable(a, b)) {
                *newer = b->task_id;
                *older = a->task_id;
                return true;
            }
        }
    }
    return false;
}

/* false: not known (yet). */
static bool choose(struct diff *d)
{
    const char *newer = d->run, *older = d->with;

    if (*d->with != '\0' && *d->run != '\0') {
        set_text(&d->newer, newer);
        set_text(&d->older, older);
        return true;
    }
    if (*d->with != '\0' && audit_runs_count(app_runs(d->app)) > 0 &&
        has_ended(audit_runs_at(app_runs(d->app), 0))) {
        set_text(&d->newer, audit_runs_at(app_runs(d->app), 0)->task_id);
        set_text(&d->older, d->with);
        return true;
    }
    if (*d->with == '\0' &&
        (choose_of_runs(d, &newer, &older) ||
         history_comparable(app_history(d->app), *d->run != '\0' ? d->run : NULL, &older,
                            &newer))) {
        set_text(&d->newer, newer);
        set_text(&d->older, older);
        return true;
    }
    return false;
}

/* ---- the answer, into rows ---- */

static bool fill(void *ctx)
{
    struct diff *d = ctx;
    const size_t until = d->filled + ROWS_A_SLICE;

    for (; d->filled < d->answer->n && d->filled < until; d->filled++)
        if (!source_row(d->source, &d->answer->rows[d->filled]))
            d->filled = d->answer->n - 1;
    if (d->filled < d->answer->n)
        return true;
    d->filling = d->loading = false;
    source_end(d->source, SOURCE_END_COMPLETE, NULL);
    return false;
}

static void begin_source(struct diff *d)
{
    if (!d->loading)
        source_begin(d->source);
    d->loading = true;
}

static void fail(struct diff *d, const struct err *err)
{
    begin_source(d);
    source_end(d->source, SOURCE_END_STOPPED, err);
    d->loading = false;
}

static void drop_work(struct diff *d)
{
    history_compare_drop(d->asking);
    d->asking = NULL;
    if (d->filling)
        loop_remove_idle(app_loop(d->app), fill, d);
    if (d->loading)
        source_end(d->source, SOURCE_END_STOPPED, NULL);
    d->filling = d->loading = false;
}

static void on_answer(void *ctx, struct history_answer *answer)
{
    struct diff *d = ctx;

    d->asking = NULL;
    if (answer->err.kind != ERR_NONE) {
        fail(d, &answer->err);
        history_answer_free(answer);
        return;
    }
    history_answer_free(d->answer);
    d->answer = answer;
    d->filled = 0;
    d->filling = true;
    loop_add_idle(app_loop(d->app), fill, d);
    app_redraw(d->app);
}

static void compare(struct diff *d)
{
    const struct history_question q = {
        .newer = d->newer, .older = d->older, .names = HISTORY_WITH_NAMES};

    begin_source(d);
    d->counted = history_count(app_history(d->app));
    d->asking = history_compare_start(app_history(d->app), &q, on_answer, d);
}

/* ---- what there is to wait for ---- */

static bool is_known(const struct diff *d, const char *task)
{
    return history_find(app_history(d->app), task) != NULL;
}

static bool runs_are_asked(const struct diff *d)
{
    return source_status(audit_runs_source(app_runs(d->app))).state == SOURCE_COMPLETE;
}

static void refuse(struct diff *d, const char *task)
{
    struct err err;

    (void)err_set(&err, ERR_USAGE, "the findings of audit %.8s are not known", task);
    (void)err_advise(&err, "it must have ended, and be one of the last 90 days; :audits lists "
                           "them");
    fail(d, &err);
}

/* Records what is missing. false: it is on its way, or cannot be had. */
static bool have_both(struct diff *d)
{
    const char *const tasks[] = {d->older, d->newer};
    const struct err *err = history_recorder_err(app_recorder(d->app));
    const char *missing = NULL;

    for (size_t i = 0; i < COUNT_OF(tasks); i++)
        if (!is_known(d, tasks[i]))
            missing = tasks[i];
    if (missing == NULL)
        return true;
    if (d->wanted && err->kind != ERR_NONE && err->kind != ERR_CANCELED) {
        fail(d, err);
        return false;
    }
    const struct audit_run *run = audit_runs_find(app_runs(d->app), missing);
    if (runs_are_asked(d) && (run == NULL || !has_ended(run))) {
        refuse(d, missing);
        return false;
    }
    begin_source(d);
    d->wanted = true;
    for (size_t i = 0; i < COUNT_OF(tasks); i++)
        if (!is_known(d, tasks[i]))
            history_recorder_want(app_recorder(d->app), tasks[i]);
    return false;
}

static void look(void *ctx)
{
    struct diff *d = ctx;
    const struct err *failed = history_err(app_history(d->app));
    const struct source_status runs = source_status(audit_runs_source(app_runs(d->app)));

    app_redraw(d->app);
    if (d->asking != NULL || d->filling)
        return;
    /* how long it is so is better known when more audits are */
    if (d->answer != NULL && (d->counted == history_count(app_history(d->app)) ||
                              history_recorder_is_busy(app_recorder(d->app))))
        return;
    if (failed->kind != ERR_NONE) {
        fail(d, failed);
    } else if (choose(d)) {
        if (have_both(d))
            compare(d);
    } else if (runs.err->kind != ERR_NONE) {
        fail(d, runs.err);
    } else if (runs_are_asked(d)) {
        begin_source(d);
        source_end(d->source, SOURCE_END_COMPLETE, NULL);
        d->loading = false;
    } else {
        begin_source(d);
    }
}

/* ---- life ---- */

static void on_change(void *ctx)
{
    const struct diff *d = ctx;

    app_redraw(d->app);
}

static void *open_diff(struct app *app, const char *text, struct err *err)
{
    struct diff *d = mem_alloc(1, sizeof *d);
    const struct argument args[] = {{"run", &d->run}, {"with", &d->with}};

    if (!argument_parse(text, args, COUNT_OF(args), err)) {
        free(d);
        return NULL;
    }
    d->app = app;
    d->newer = mem_strdup("");
    d->older = mem_strdup("");
    d->source = source_new(&(struct source_options){
        .loop = app_loop(app), .spec = diff_view.table, .on_change = on_change, .ctx = d});
    list_view_init(&d->view, app, &diff_view, d->source);
    d->view.empty =
        _("No two audits of the same schedule or checks have ended. n in Audits starts one.");
    history_open(app_history(app));
    look(d);
    return d;
}

static void hidden(void *state)
{
    struct diff *d = state;

    audit_runs_unwatch(app_runs(d->app), d);
    history_unwatch(app_history(d->app), d);
}

static void close_diff(void *state)
{
    struct diff *d = state;

    hidden(d);
    drop_work(d);
    list_view_free(&d->view);
    source_free(d->source);
    history_answer_free(d->answer);
    free(d->run);
    free(d->with);
    free(d->newer);
    free(d->older);
    free(d);
}

static void shown(void *state)
{
    struct diff *d = state;

    hidden(d);
    history_watch(app_history(d->app), look, d);
    audit_runs_watch(app_runs(d->app), look, d);
    look(d);
}

/* Chooses and compares anew: another audit may have ended. */
static void refresh(void *state)
{
    struct diff *d = state;

    drop_work(d);
    history_answer_free(d->answer);
    d->answer = NULL;
    d->wanted = false;
    audit_runs_refresh(app_runs(d->app));
    look(d);
}

/* ---- drawing ---- */

static void put_time(const struct history_run *run, struct buf *out)
{
    struct civil c;

    civil_from_ms(run->started_ms, &c);
    buf_printf(out, "%02d-%02d %02d:%02dZ", c.month, c.day, c.hour, c.minute);
}

static void put_run(const char *task, const struct history_run *run, struct buf *out)
{
    if (run != NULL && *run->schedule != '\0')
        buf_printf(out, "%s ", run->schedule);
    else
        buf_printf(out, "%.8s ", *task != '\0' ? task : "..");
    if (run != NULL)
        put_time(run, out);
}

/* "daily-full 11-21 06:00Z -> 11-22 06:00Z"; both names where they differ. */
static void put_title(const struct diff *d, struct buf *out)
{
    const struct history_run *a = history_find(app_history(d->app), d->older),
                             *b = history_find(app_history(d->app), d->newer);

    put_run(d->older, a, out);
    buf_puts(out, " -> ");
    if (a != NULL && b != NULL && *a->schedule != '\0' && strcmp(a->schedule, b->schedule) == 0)
        put_time(b, out);
    else
        put_run(d->newer, b, out);
}

static void draw(void *state, struct surface *body)
{
    struct diff *d = state;
    struct buf title = BUF_INIT(256), counts = BUF_INIT(256);
    struct surface rest = surface_part(body, 2, 0, body->rows - 2, body->cols);

    put_title(d, &title);
    if (d->answer != NULL) {
        diff_counts(&d->answer->tally, &counts);
        if (d->answer->left_out > 0)
            buf_printf(&counts, _("  (%zu %s without a result)"), d->answer->left_out,
                       d->answer->left_out == 1 ? "check" : "checks");
    }
    surface_rule(body, 0, buf_text(&title), "");
    (void)surface_text(body, 1, 1, body->cols - 1, STYLE_STRONG, buf_text(&counts));
    list_view_draw(&d->view, &rest);
    buf_free(&title);
    buf_free(&counts);
}

static void open_finding(struct diff *d)
{
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (!list_view_current(&d->view, &row))
        return;
    const struct str id = list_view_text(&d->view, row, DIFF_ID, scratch);
    if (id.n > 0)
        (void)app_openf(d->app, "finding %.*s", (int)id.n, id.p);
    else
        app_message(d->app, MESSAGE_INFO,
                    "The service keeps findings for 90 days; this one is older.");
}

static bool act(void *state, const char *action)
{
    struct diff *d = state;

    app_redraw(d->app);
    if (strcmp(action, "diff.open") == 0)
        open_finding(d);
    else if (strcmp(action, "diff.report") == 0 && *d->newer != '\0')
        (void)app_openf(d->app, "report %s", d->newer);
    else
        return list_view_act(&d->view, action);
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct diff *d = state;

    list_view_status(&d->view, out);
    if (d->answer != NULL && !d->filling) {
        out->freshness = SCREEN_STILL; /* what two ended audits found stays so */
        (void)snprintf(out->note, sizeof out->note, _("+%u new -%u fixed"),
                       history_sum(&d->answer->tally, HISTORY_NEW),
                       history_sum(&d->answer->tally, HISTORY_FIXED));
    }
}

static const struct binding bindings[] = {
    {"<Enter>", "diff.open", N_("everything known about this finding"), N_("open"), 10},
    {"f", "diff.report", N_("the report of the newer audit"), N_("report"), 20},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec diff_screen = {
    .name = "diff",
    .title = N_("Diff"),
    .argument = "[run:TASK] [with:TASK]",
    .about = N_("what changed between two audits: new, returned, fixed, kept"),
    LIST_VIEW_CALLS,
    .bindings = bindings,
    .open = open_diff,
    .close = close_diff,
    .draw = draw,
    .act = act,
    .status = status,
    .shown = shown,
    .hidden = hidden,
    .refresh = refresh,
};
