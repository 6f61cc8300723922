/* The recorder beside the local service: everything once, nothing while paused, in order. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/net/call_log.h"
#include "client/store/history_compare.h"
#include "client/store/history_recorder.h"
#include "tests/support/local_rig.h"

struct scene {
    struct rig rig;
    struct http *http;
    struct client *client;
    struct audit_runs *runs;
    struct history *history;
    struct history_recorder *recorder;
    char path[128];
};

static void on_change(void *ctx)
{
    (void)ctx;
}

static void open_client(struct scene *s)
{
    struct endpoint endpoint;
    struct credentials credentials = {0};
    struct err err;
    cr_assert(endpoint_parse(s->rig.service->endpoint, "us-east-1", &endpoint, &err), "%s",
              err.text);
    credentials_set(&credentials, s->rig.service->keys.id, s->rig.service->keys.secret, NULL);
    snprintf(credentials.source, sizeof credentials.source, "test");
    s->http = http_new(s->rig.loop);
    s->client = client_new(&(struct client_options){
        .loop = s->rig.loop, .http = s->http, .iot = &endpoint, .credentials = &credentials});
    credentials_wipe(&credentials);
}

static void open_session(struct scene *s)
{
    open_client(s);
    s->runs = audit_runs_new(s->rig.loop);
    s->history = history_new(s->rig.loop, s->path, "local");
    s->recorder = history_recorder_new(s->rig.loop, s->runs, s->history);
    audit_runs_connect(s->runs, s->client);
    history_recorder_connect(s->recorder, s->client);
    audit_runs_watch(s->runs, on_change, s);
}

static void close_session(struct scene *s)
{
    history_recorder_free(s->recorder);
    history_free(s->history);
    audit_runs_free(s->runs);
    client_free(s->client);
    http_free(s->http);
}

static void turn_for(struct scene *s, int64_t ms)
{
    for (int64_t until = loop_now_us(s->rig.loop) + ms * 1000;
         loop_now_us(s->rig.loop) < until;)
        (void)loop_turn(s->rig.loop, 10 * 1000);
}

static void turn_until_recorded(struct scene *s, size_t n)
{
    for (int64_t until = loop_now_us(s->rig.loop) + 30 * INT64_C(1000000);
         loop_now_us(s->rig.loop) < until &&
         (history_count(s->history) < n || history_recorder_is_busy(s->recorder));)
        (void)loop_turn(s->rig.loop, 10 * 1000);
}

static size_t asked(const struct scene *s, const char *operation)
{
    const struct call_log *log = client_log(s->client);
    size_t n = 0;
    for (size_t i = 0; i < call_log_count(log); i++)
        n += strcmp(call_log_at(log, i)->operation, operation) == 0;
    return n;
}

static size_t ended_runs(const struct scene *s)
{
    size_t n = 0;
    for (size_t i = 0; i < audit_runs_count(s->runs); i++)
        n += !audit_run_is_going(audit_runs_at(s->runs, i));
    return n;
}

/* Every result agrees with what the audit itself counted. */
static void check_counts(const struct scene *s)
{
    for (size_t i = 0; i < history_count(s->history); i++) {
        const struct history_run *run = history_at(s->history, i);
        const struct audit_run *audit = audit_runs_find(s->runs, run->task_id);
        cr_assert_not_null(audit);
        cr_expect_eq(run->n_results, audit->task->audit_details.n);
        for (size_t k = 0; k < run->n_results; k++) {
            const struct history_result *r = &run->results[k];
            const struct audit_check_details *d = audit_run_check(audit, r->check);
            cr_assert_not_null(d);
            bool known = str_starts(d->check_run_status, "COMPLETED");
            cr_expect_eq(r->id != 0, known, "%s of %s", r->check, run->task_id);
            cr_expect(r->findings >= (uint64_t)d->non_compliant_resources_count.value,
                      "%s of %s: %u of %lld", r->check, run->task_id, r->findings,
                      (long long)d->non_compliant_resources_count.value);
        }
    }
}

Test(store_recorder, records_once_and_knows_after_a_restart)
{
    struct scene s = {0};
    rig_open(&s.rig, SERVICE_UNTHROTTLED);
    snprintf(s.path, sizeof s.path, "%s/history/history.db", s.rig.folder);
    open_session(&s);
    turn_for(&s, 1000);
    size_t n = ended_runs(&s);
    cr_assert(n > 3, "the fleet has a past: %zu", n);
    cr_expect_eq(history_count(s.history), 0, "what a screen asks comes first");
    history_recorder_set_pace(s.recorder, HISTORY_RECORDER_PAUSED);
    turn_for(&s, 2000);
    cr_expect_eq(asked(&s, "ListAuditFindings"), 0, "paused");
    history_recorder_set_pace(s.recorder, HISTORY_RECORDER_GOES);
    turn_until_recorded(&s, n);
    cr_assert_eq(history_count(s.history), n);
    for (size_t i = 1; i < n; i++)
        cr_expect_leq(history_at(s.history, i - 1)->started_ms,
                      history_at(s.history, i)->started_ms);
    check_counts(&s);
    struct history_tally t;
    cr_expect(history_newest_tally(s.history, &t), "worked out when all are there");
    size_t calls = asked(&s, "ListAuditFindings");
    close_session(&s);

    open_session(&s);
    turn_for(&s, HISTORY_OPEN_MS + HISTORY_FIRST_RECORD_MS + 500);
    cr_expect_eq(history_count(s.history), n);
    cr_expect_eq(asked(&s, "ListAuditFindings"), 0, "%zu the first time", calls);
    cr_expect(history_newest_tally(s.history, &t));
    /* idle: no timer of ours wakes the console */
    audit_runs_unwatch(s.runs, &s);
    cr_expect_not(history_recorder_is_busy(s.recorder));
    close_session(&s);
    rig_close(&s.rig);
}

Test(store_recorder, what_somebody_waits_for_comes_at_once)
{
    struct scene s = {0};
    rig_open(&s.rig, SERVICE_UNTHROTTLED);
    snprintf(s.path, sizeof s.path, "%s/history/history.db", s.rig.folder);
    open_session(&s);
    turn_for(&s, 500);
    cr_assert(ended_runs(&s) > 1);
    const char *task = audit_runs_at(s.runs, 0)->task_id;
    history_recorder_want(s.recorder, task);
    history_recorder_want(s.recorder, task);
    turn_until_recorded(&s, 1);
    cr_expect_not_null(history_find(s.history, task));
    cr_expect_eq(history_count(s.history), 1);
    close_session(&s);
    rig_close(&s.rig);
}
