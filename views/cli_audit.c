/* picket audit start: an audit on demand from a script, and what it found as an exit status. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/api/check.h"
#include "client/api/json.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/answer.h"
#include "tui/form_text.h"
#include "views/cli.h"
#include "views/cli_what.h"
#include "views/complain.h"

enum {
    LOOK_US = 1000 * 1000, /* between two questions how far it is */
    TURN_US = 100 * 1000,
    VIEW_MAX = 256,
    JSON_MAX = 64 * 1024,
    NOTHING = -1, /* of severities: worse than the worst */
};

#define REPORT "report " /* the view that an audit leads to */

struct watch {
    struct app *app;
    struct answer *answer;
    const struct describe_audit_task_input *task;
    char told[64]; /* on stderr last */
    bool interrupted, json;
};

/* ---- waiting ---- */

static void on_answer(void *ctx)
{
    (void)ctx; /* whoever asked looks every turn */
}

static void on_interrupt(void *ctx, int signo)
{
    struct watch *w = ctx;

    (void)signo;
    w->interrupted = true;
}

static bool is_over(const struct watch *w)
{
    return w->interrupted || app_is_ended(w->app);
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
    while (answer_waiting(w->answer) && !is_over(w))
        (void)loop_turn(loop, TURN_US);
    if (is_over(w)) {
        (void)err_set(err, ERR_CANCELED, "nobody waits any more; the audit goes on");
        return err_advise(err, "picket 'report %s' shows it", w->task->task_id);
    }
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
             loop_now_us(loop) < until && !is_over(w);)
            (void)loop_turn(loop, TURN_US);
    }
}

/* ---- what it found ---- */

static bool is_failed(const struct audit_check_details *d)
{
    return d->check_run_status != NULL && strcmp(d->check_run_status, "FAILED") == 0;
}

/* Something that is not suppressed. Whether the service's count has the suppressed ones in it
 * is not documented; that they make no check non-compliant is. */
static bool has_found(const struct audit_check_details *d)
{
    return d->non_compliant_resources_count.value > 0 &&
           !(d->check_run_status != NULL &&
             strcmp(d->check_run_status, "COMPLETED_COMPLIANT") == 0);
}

/* What a check found, as a line. */
static void say_check(const char *name, enum severity s, const struct audit_check_details *d)
{
    if (is_failed(d))
        cli_say("%-8s %s: not evaluated, %s", severity_name(s), name,
                d->error_code != NULL ? d->error_code : "no reason given");
    else if (has_found(d))
        cli_say("%-8s %s: %lld of %lld", severity_name(s), name,
                (long long)d->non_compliant_resources_count.value,
                (long long)d->total_resources_count.value);
}

static void put_member(struct json_writer *w, const char *name, const char *value)
{
    json_key(w, name);
    if (value != NULL)
        json_put_string(w, str_of(value));
    else
        json_put_null(w);
}

static void put_check_found(const char *name, enum severity s,
                            const struct audit_check_details *d, struct json_writer *w)
{
    json_open(w, '{');
    put_member(w, "check", name);
    put_member(w, "severity", severity_name(s));
    put_member(w, "state", d->check_run_status);
    json_int_member(w, "found", d->non_compliant_resources_count.value);
    json_int_member(w, "suppressed", d->suppressed_non_compliant_resources_count.value);
    json_int_member(w, "total", d->total_resources_count.value);
    put_member(w, "error", d->error_code);
    json_close(w, '}');
}

/* A check that is newer than this program counts as the worst. */
static enum severity severity_of_check(const char *name)
{
    const struct check *c = check_find(name);

    return c != NULL ? c->severity : SEVERITY_CRITICAL;
}

static int status_of(const char *name, const struct audit_check_details *d, int worst)
{
    if (is_failed(d))
        return EXIT_PART;
    return has_found(d) && (int)severity_of_check(name) <= worst ? EXIT_FOUND : 0;
}

/* All of it, or what is known once it has started: o NULL. */
static void print_json(const struct describe_audit_task_output *o, const char *task)
{
    struct buf out = BUF_INIT(JSON_MAX);
    struct json_writer w = {.out = &out};
    const struct map_entry *entries = o != NULL ? o->audit_details.items : NULL;

    json_open(&w, '{');
    put_member(&w, "task", task);
    put_member(&w, "status", o != NULL ? o->task_status : "IN_PROGRESS");
    json_key(&w, "checks");
    json_open(&w, '[');
    for (size_t i = 0; o != NULL && i < o->audit_details.n; i++)
        put_check_found(entries[i].key, severity_of_check(entries[i].key), entries[i].value,
                        &w);
    json_close(&w, ']');
    json_close(&w, '}');
    buf_putc(&out, '\n');
    cli_print(&out);
    buf_free(&out);
}

/* worst: from this severity on a finding counts, NOTHING: none does. What was found says more
 * than what is not known. */
static int sum_up(const struct watch *w, const struct describe_audit_task_output *o, int worst)
{
    const struct map_entry *entries = o->audit_details.items;
    const bool ended = o->task_status != NULL && strcmp(o->task_status, "COMPLETED") == 0;
    int status = ended ? 0 : EXIT_PART;

    for (size_t i = 0; i < o->audit_details.n; i++) {
        const int one = status_of(entries[i].key, entries[i].value, worst);

        if (!w->json)
            say_check(entries[i].key, severity_of_check(entries[i].key), entries[i].value);
        status = one == EXIT_FOUND ? one : status == 0 ? one : status;
    }
    if (w->json)
        print_json(o, w->task->task_id);
    else
        cli_say("%s %s", w->task->task_id, o->task_status != NULL ? o->task_status : "?");
    return status;
}

static int follow(const struct cli *cli, struct app *app, const char *task_id, int worst)
{
    const struct describe_audit_task_input task = {.task_id = task_id};
    struct watch w = {.app = app, .task = &task, .json = cli_is_json(cli)};
    struct err err;

    loop_on_signal(app_loop(app), SIGINT, on_interrupt, &w);
    w.answer = answer_new(loop_clock(app_loop(app)), on_answer, &w);
    const int status =
        wait_for_end(&w, &err) ? sum_up(&w, answer_output(w.answer, 0), worst) : complain(&err);

    loop_off_signal(app_loop(app), &w);
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

static bool put_check(const char *name, struct buf *out, struct err *err)
{
    const struct check *c = check_find(name);

    if (c == NULL && cli_check_known(name, err)) {
        (void)err_set(err, ERR_USAGE, "no check is called %.80s", name);
        (void)err_advise(err, "picket configuration lists them");
    }
    if (c == NULL)
        return false;
    buf_printf(out, "%s%s", out->len == 0 ? "checks: " : ",", c->name);
    return true;
}

/* Those that were named, by any name a check has; words: "start CHECK ..". */
static bool put_checks(const struct cli *cli, struct str words, struct buf *out,
                       struct err *err)
{
    bool ok = true;

    for (size_t i = 0; ok && i < cli->check.n; i++)
        ok = put_check(cli->check.values[i], out, err);
    while (ok && words.n > 0) {
        const struct str word = str_cut(words, ' ', &words);
        char *name = mem_strndup(word.p, word.n);

        ok = word.n == 0 || put_check(name, out, err);
        free(name);
    }
    if (out->len > 0)
        buf_putc(out, '\n');
    return ok;
}

static void started(const struct cli *cli, const char *task_id)
{
    if (cli_is_json(cli))
        print_json(NULL, task_id);
    else
        cli_say("%s", task_id);
}

static int start(const struct cli *cli, struct app *app, struct str values, int worst)
{
    struct buf then = BUF_INIT(VIEW_MAX);
    int status = cli_change(
        cli, app, &(struct cli_change){.view = "start-audit", .values = values}, &then);

    if (status == 0 && str_starts(buf_text(&then), REPORT) && cli->wait)
        status = follow(cli, app, buf_text(&then) + strlen(REPORT), worst);
    else if (status == 0 && str_starts(buf_text(&then), REPORT))
        started(cli, buf_text(&then) + strlen(REPORT));
    buf_free(&then);
    return status;
}

int cli_audit(const struct cli *cli, struct app *app)
{
    struct buf values = BUF_INIT(FORM_TEXT_MAX);
    int worst = NOTHING, status;
    struct str rest;
    struct err err;
    bool ok = true;

    if (!str_eq(str_cut(str_of(cli->what), ' ', &rest), "start"))
        ok = err_set(&err, ERR_USAGE, "picket audit '%.80s': start is all there is", cli->what);
    else if (cli->fail_on != NULL && !cli->wait)
        ok = err_set(&err, ERR_USAGE, "--fail-on needs --wait");
    else if (cli->fail_on != NULL)
        ok = read_severity(cli->fail_on, &worst, &err);
    ok = ok && cli_read_output(cli, &err) && put_checks(cli, rest, &values, &err);
    status = ok ? start(cli, app, (struct str){buf_text(&values), values.len}, worst)
                : complain(&err);
    buf_free(&values);
    return status;
}
