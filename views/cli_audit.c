/* picket audit start: an audit on demand from a script, and what it found as an exit status. */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/api/check.h"
#include "client/base/i18n.h"
#include "client/base/nearest.h"
#include "client/store/answer.h"
#include "tui/form_text.h"
#include "views/cli.h"
#include "views/complain.h"

enum {
    LOOK_US = 1000 * 1000, /* between two questions how far it is */
    TURN_US = 100 * 1000,
    VIEW_MAX = 256,
    NOTHING = -1, /* of severities: worse than the worst */
};

struct watch {
    struct app *app;
    struct answer *answer;
    const struct describe_audit_task_input *task;
    char told[64]; /* on stderr last */
};

/* ---- waiting ---- */

static void on_answer(void *ctx)
{
    (void)ctx; /* whoever asked looks every turn */
}

/* A line that stays, where somebody looks. */
static void tell(struct watch *w, const struct describe_audit_task_output *o)
{
    const struct task_statistics *n = o->task_statistics;
    char line[sizeof w->told];

    if (n == NULL || !isatty(STDERR_FILENO))
        return;
    (void)snprintf(
        line, sizeof line, _("%s: %lld of %lld checks to go"), o->task_status,
        (long long)(n->in_progress_checks.value + n->waiting_for_data_collection_checks.value),
        (long long)n->total_checks.value);
    if (strcmp(line, w->told) == 0)
        return;
    (void)snprintf(w->told, sizeof w->told, "%s", line);
    (void)fprintf(stderr, "%s\n", line);
}

static bool ask_once(struct watch *w, struct err *err)
{
    struct loop *loop = app_loop(w->app);

    answer_ask(w->answer, app_client(w->app), &op_describe_audit_task, w->task);
    while (answer_waiting(w->answer) && !app_is_ended(w->app))
        (void)loop_turn(loop, TURN_US);
    if (app_is_ended(w->app))
        return err_set(err, ERR_CANCELED, "ended while the audit runs");
    *err = *answer_err(w->answer);
    return err->kind == ERR_NONE;
}

static bool is_going(const struct describe_audit_task_output *o)
{
    return o->task_status != NULL && strcmp(o->task_status, "IN_PROGRESS") == 0;
}

static bool wait_for_end(struct watch *w, struct err *err)
{
    struct loop *loop = app_loop(w->app);

    for (;;) {
        if (!ask_once(w, err))
            return false;
        const struct describe_audit_task_output *o = answer_output(w->answer, 0);

        tell(w, o);
        if (!is_going(o))
            return true;
        for (int64_t until = loop_now_us(loop) + LOOK_US;
             loop_now_us(loop) < until && !app_is_ended(w->app);)
            (void)loop_turn(loop, TURN_US);
    }
}

/* ---- what it found ---- */

static bool is_failed(const struct audit_check_details *d)
{
    return d->check_run_status != NULL && strcmp(d->check_run_status, "FAILED") == 0;
}

/* Resources that are not suppressed: what the service counts as non-compliant. A check that is
 * newer than this program counts as the worst. */
static int tell_check(const char *name, const struct audit_check_details *d, int worst)
{
    const struct check *c = check_find(name);
    const enum severity s = c != NULL ? c->severity : SEVERITY_CRITICAL;
    const int64_t found = d->non_compliant_resources_count.value;

    if (is_failed(d)) {
        cli_say("%-8s %s: not evaluated, %s", severity_name(s), name,
                d->error_code != NULL ? d->error_code : "no reason given");
        return EXIT_PART;
    }
    if (found == 0)
        return 0;
    cli_say("%-8s %s: %lld of %lld", severity_name(s), name, (long long)found,
            (long long)d->total_resources_count.value);
    return (int)s <= worst ? EXIT_FOUND : 0;
}

/* worst: from this severity on a finding counts, NOTHING: none does. What was found says more
 * than what is not known. */
static int sum_up(const struct describe_audit_task_output *o, const char *task, int worst)
{
    const struct map_entry *entries = o->audit_details.items;
    const bool ended = o->task_status != NULL && strcmp(o->task_status, "COMPLETED") == 0;
    int status = ended ? 0 : EXIT_PART;

    for (size_t i = 0; i < o->audit_details.n; i++) {
        const int one = tell_check(entries[i].key, entries[i].value, worst);

        status = one == EXIT_FOUND ? one : status == 0 ? one : status;
    }
    cli_say("%s %s", task, o->task_status != NULL ? o->task_status : "?");
    return status;
}

static int follow(struct app *app, const char *view, int worst)
{
    char id[VIEW_MAX];
    const struct describe_audit_task_input task = {.task_id = id};
    struct watch w = {.app = app, .task = &task};
    struct err err;

    (void)snprintf(id, sizeof id, "%s", view + strlen("report "));
    w.answer = answer_new(loop_clock(app_loop(app)), on_answer, &w);
    const int status =
        wait_for_end(&w, &err) ? sum_up(answer_output(w.answer, 0), id, worst) : complain(&err);

    answer_free(w.answer);
    return status;
}

/* ---- the command ---- */

static bool read_severity(const char *text, int *out, struct err *err)
{
    for (enum severity s = SEVERITY_CRITICAL; s < SEVERITY_UNKNOWN; s++)
        if (str_eq_nocase(str_of(text), severity_name(s))) {
            *out = (int)s;
            return true;
        }
    (void)err_set(err, ERR_USAGE, "--fail-on %.40s is no severity", text);
    return err_advise(err, "critical, high, medium or low");
}

static bool advise_check(const char *name, struct err *err)
{
    const char *known[CHECK_COUNT + 1] = {NULL};

    for (size_t i = 0; i < CHECK_COUNT; i++)
        known[i] = checks[i].short_name;
    const char *nearest = nearest_word(name, known);

    return nearest != NULL ? err_advise(err, "the nearest is %s", nearest)
                           : err_advise(err, "picket configuration lists them");
}

/* checks: those that were named, by any name a check has. */
static bool put_checks(const struct cli *cli, struct buf *out, struct err *err)
{
    for (size_t i = 0; i < cli->check.n; i++) {
        const struct check *c = check_find(cli->check.values[i]);

        if (c == NULL) {
            (void)err_set(err, ERR_USAGE, "no check is called %.80s", cli->check.values[i]);
            return advise_check(cli->check.values[i], err);
        }
        buf_printf(out, "%s%s", i == 0 ? "checks: " : ",", c->name);
    }
    if (cli->check.n > 0)
        buf_putc(out, '\n');
    return true;
}

int cli_audit(const struct cli *cli, struct app *app)
{
    struct buf values = BUF_INIT(FORM_TEXT_MAX), then = BUF_INIT(VIEW_MAX);
    int worst = NOTHING;
    struct err err;
    int status;

    if (strcmp(cli->what, "start") != 0) {
        (void)err_set(&err, ERR_USAGE, "picket audit '%.80s': start is all there is",
                      cli->what);
        status = complain(&err);
    } else if (cli->fail_on != NULL && !cli->wait) {
        (void)err_set(&err, ERR_USAGE, "--fail-on needs --wait");
        status = complain(&err);
    } else if ((cli->fail_on != NULL && !read_severity(cli->fail_on, &worst, &err)) ||
               !put_checks(cli, &values, &err)) {
        status = complain(&err);
    } else {
        status = cli_change(cli, app,
                            &(struct cli_change){.view = "start-audit",
                                                 .values = {buf_text(&values), values.len}},
                            &then);
        if (status == 0 && cli->wait && str_starts(buf_text(&then), "report "))
            status = follow(app, buf_text(&then), worst);
    }
    buf_free(&then);
    buf_free(&values);
    return status;
}
