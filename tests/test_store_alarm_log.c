/* Events of a range, from the service and out of the record; and who keeps the record. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/store/alarm_log.h"
#include "client/store/alarm_recorder.h"
#include "tests/support/call_rig.h"

#define HOUR INT64_C(3600000)
#define DAY  (24 * HOUR)

struct scene {
    struct call_rig rig;
    struct alarm_history *history;
    struct alarm_log *log;
    char folder[40], path[64], answers[RIG_REPLIES][4096];
    int64_t now_ms;
    int changes;
    uint32_t rows_seen; /* most rows at once while it was busy */
};

static void on_change(void *ctx)
{
    struct scene *s = ctx;
    const struct source_status st = source_status(alarm_log_source(s->log));

    s->changes++;
    if (alarm_log_is_busy(s->log) && st.rows > s->rows_seen)
        s->rows_seen = st.rows;
}

static void put_event(struct buf *out, const char *id, const char *type, int64_t ms)
{
    buf_printf(out,
               "%s{\"violationId\":\"%s\",\"thingName\":\"gw %s\",\"securityProfileName\":"
               "\"base\",\"violationEventType\":\"%s\",\"violationEventTime\":%lld.%03d}",
               out->len > 20 ? "," : "", id, id, type, (long long)(ms / 1000),
               (int)(ms % 1000));
}

/* A page of so many events, an hour apart, the first `hours` ago. */
static void page(struct scene *s, int at, int first, int n, int hours, const char *next)
{
    struct buf body = BUF_INIT(3500);
    char id[16];

    buf_puts(&body, "{\"violationEvents\":[");
    for (int i = 0; i < n; i++) {
        snprintf(id, sizeof id, "v%d", first + i);
        put_event(&body, id, "in-alarm", s->now_ms - (hours + i) * HOUR - 1234);
    }
    buf_printf(&body, "]%s%s%s}", next != NULL ? ",\"nextToken\":\"" : "",
               next != NULL ? next : "", next != NULL ? "\"" : "");
    s->rig.replies[at] = (struct fault_reply){
        .bytes = rig_answer(s->answers[at], sizeof s->answers[at], buf_text(&body))};
    if (at >= s->rig.n_replies)
        s->rig.n_replies = at + 1;
    buf_free(&body);
}

static void refuse(struct scene *s, int at)
{
    s->rig.replies[at].bytes =
        STR("HTTP/1.1 400 Bad Request\r\nx-amzn-ErrorType: InvalidRequestException:\r\n"
            "Content-Length: 15\r\n\r\n{\"message\":\"x\"}");
    if (at >= s->rig.n_replies)
        s->rig.n_replies = at + 1;
}

static void open_scene(struct scene *s)
{
    struct client_options o = {0};

    *s = (struct scene){.now_ms = clock_real_ms(&system_clock)};
    snprintf(s->folder, sizeof s->folder, "/tmp/picket-log-XXXXXX");
    cr_assert_not_null(mkdtemp(s->folder));
    snprintf(s->path, sizeof s->path, "%s/alarms.db", s->folder);
    rig_open(&s->rig, &o);
    s->history = alarm_history_new(s->rig.loop, s->path, "test");
    s->log = alarm_log_new(&(struct alarm_log_options){
        .loop = s->rig.loop, .history = s->history, .on_change = on_change, .ctx = s});
    alarm_log_connect(s->log, s->rig.client);
}

static void close_scene(struct scene *s)
{
    alarm_log_free(s->log);
    alarm_history_free(s->history);
    rig_close(&s->rig);
    cr_expect_eq(s->rig.badly_signed, 0, "%s", s->rig.refusal);
    (void)files_remove_tree(s->folder);
}

static void wait(struct scene *s)
{
    const int64_t until = clock_mono_us(&system_clock) + INT64_C(10000000);

    while (alarm_log_is_busy(s->log) && clock_mono_us(&system_clock) < until)
        (void)loop_turn(s->rig.loop, 10 * 1000);
    cr_assert_not(alarm_log_is_busy(s->log));
}

static void ask(struct scene *s, int64_t days, const char *filter)
{
    struct alarm_asked asked = {0};

    alarm_asked_add(&asked, filter);
    alarm_log_ask(s->log, &(struct alarm_range){s->now_ms - days * DAY, INT64_MAX}, &asked,
                  ALARM_LOG_MISSING);
    wait(s);
}

static uint32_t rows(const struct scene *s)
{
    return source_status(alarm_log_source(s->log)).rows;
}

static size_t open_gaps(const struct scene *s, int64_t days)
{
    struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX];

    return alarm_history_gaps(s->history, s->now_ms - days * DAY, s->now_ms, gaps);
}

/* When the service was asked to begin, in minutes before now. */
static int64_t asked_from(const struct scene *s, int request)
{
    const char *at = strstr(s->rig.heads[request], "startTime=");
    struct buf text = BUF_INIT(64);
    int64_t ms = 0;

    cr_assert_not_null(at, "%s", s->rig.heads[request]);
    at += strlen("startTime=");
    cr_assert(str_percent_decode(&text, (struct str){at, strcspn(at, "& ")}));
    cr_assert(time_parse_iso8601((struct str){buf_text(&text), text.len}, &ms), "%s",
              buf_text(&text));
    buf_free(&text);
    return (s->now_ms - ms) / 60000;
}

Test(alarm_log, pages_stream_and_the_second_look_asks_for_the_rest_only)
{
    struct scene s;

    open_scene(&s);
    page(&s, 0, 0, 3, 1, "more");
    page(&s, 1, 3, 2, 4, NULL);
    ask(&s, 1, "");
    cr_expect_eq(rows(&s), 5);
    cr_expect_eq(s.rows_seen, 3, "seen while more was coming: %u", s.rows_seen);
    cr_expect_eq(source_status(alarm_log_source(s.log)).state, SOURCE_COMPLETE);
    cr_expect_eq(alarm_history_events(s.history), 5);
    cr_expect_eq(open_gaps(&s, 1), 0);
    ask(&s, 1, "");
    cr_expect_eq(rows(&s), 5);
    cr_expect_eq(fault_server_requests(s.rig.server), 2, "a moment later nothing is missing");
    page(&s, 2, 0, 1, 1, NULL); /* one that is known already */
    ask(&s, 3, "");
    cr_expect_eq(rows(&s), 5, "an event that came both ways is one row: %u", rows(&s));
    cr_expect_eq(fault_server_requests(s.rig.server), 3);
    cr_expect_eq(asked_from(&s, 2), 3 * 24 * 60, "%lld", (long long)asked_from(&s, 2));
    close_scene(&s);
}

Test(alarm_log, without_an_answer_the_record_is_shown_and_the_error_said)
{
    struct scene s;
    struct err err;

    open_scene(&s);
    alarm_history_open(s.history);
    const struct violation_event e = {.violation_id = "old",
                                      .violation_event_type = "in-alarm",
                                      .thing_name = "gw 1",
                                      .violation_event_time = {s.now_ms - 40 * DAY, true}};

    cr_assert(alarm_history_add(s.history, &e, 1, &err));
    refuse(&s, 0);
    ask(&s, 45, "");
    const struct source_status st = source_status(alarm_log_source(s.log));

    cr_expect_eq(st.rows, 1);
    cr_expect_neq(st.err->kind, ERR_NONE);
    cr_expect_neq(st.state, SOURCE_COMPLETE);
    cr_expect_gt(open_gaps(&s, 1), 0, "what was refused is not recorded");
    alarm_log_connect(s.log, NULL);
    ask(&s, 45, "");
    cr_expect_eq(rows(&s), 1, "nor without a connection");
    close_scene(&s);
}

Test(alarm_log, a_filter_is_sent_and_covers_nothing)
{
    struct scene s;

    open_scene(&s);
    page(&s, 0, 0, 4, 1, NULL);
    ask(&s, 1, "");
    page(&s, 1, 0, 1, 1, NULL);
    ask(&s, 2, "profile=base verified:unknown");
    cr_expect_not_null(strstr(s.rig.heads[1], "securityProfileName=base"));
    cr_expect_not_null(strstr(s.rig.heads[1], "verificationState=UNKNOWN"));
    cr_expect_eq(rows(&s), 4);
    cr_expect_gt(open_gaps(&s, 2), 0, "others were not asked for");
    page(&s, 2, 9, 0, 1, NULL);
    ask(&s, 1, "profile=other");
    cr_expect_eq(rows(&s), 0, "rows of the record are held against it, too");
    close_scene(&s);
}

Test(alarm_log, what_is_cut_off_is_not_recorded_in_full)
{
    struct scene s;

    open_scene(&s);
    page(&s, 0, 0, 3, 1, "more");
    refuse(&s, 1);
    ask(&s, 1, "");
    cr_expect_eq(rows(&s), 3, "what came stays");
    cr_expect_eq(alarm_history_events(s.history), 3);
    cr_expect_eq(alarm_history_known_to(s.history), 0, "and its time is no time that is known");
    close_scene(&s);
}

/* ---- the recorder ---- */

static void turn_for(struct scene *s, int64_t ms)
{
    for (int64_t until = clock_mono_us(&system_clock) + ms * 1000;
         clock_mono_us(&system_clock) < until;)
        (void)loop_turn(s->rig.loop, 10 * 1000);
}

/* Give or take what the test took. */
static int64_t days_back(const struct scene *s, int request)
{
    return (asked_from(s, request) + 60) / (24 * 60);
}

Test(alarm_recorder, fills_in_day_by_day_and_not_while_paused)
{
    struct scene s;

    open_scene(&s);
    page(&s, 0, 0, 2, 1, NULL);
    struct alarm_recorder *r = alarm_recorder_new(s.rig.loop, s.history);

    alarm_recorder_connect(r, s.rig.client);
    turn_for(&s, ALARM_FIRST_RECORD_MS / 2);
    cr_expect_eq(fault_server_requests(s.rig.server), 0, "what a screen asks comes first");
    alarm_recorder_set_paused(r, true);
    turn_for(&s, ALARM_FIRST_RECORD_MS);
    cr_expect_eq(fault_server_requests(s.rig.server), 0, "paused");
    alarm_recorder_set_paused(r, false);
    turn_for(&s, 4 * ALARM_NEXT_DAY_MS);
    const int asked = fault_server_requests(s.rig.server);

    cr_expect_geq(asked, 3);
    cr_expect_eq(days_back(&s, 0), 1, "the newest day first");
    cr_expect_eq(days_back(&s, 1), 2, "then the one before");
    cr_expect_eq(alarm_history_events(s.history), 2);
    cr_expect_eq(open_gaps(&s, 2), 0);
    alarm_recorder_free(r);
    /* another session goes on where this one ended */
    r = alarm_recorder_new(s.rig.loop, s.history);
    alarm_recorder_connect(r, s.rig.client);
    turn_for(&s, ALARM_FIRST_RECORD_MS + 500);
    cr_expect_leq(asked_from(&s, asked), 15, "only since the last look: %lld min",
                  (long long)asked_from(&s, asked));
    alarm_recorder_free(r);
    close_scene(&s);
}

Test(alarm_recorder, a_refusal_records_nothing_and_is_not_asked_again_at_once)
{
    struct scene s;

    open_scene(&s);
    refuse(&s, 0);
    struct alarm_recorder *r = alarm_recorder_new(s.rig.loop, s.history);

    alarm_recorder_connect(r, s.rig.client);
    turn_for(&s, ALARM_FIRST_RECORD_MS + 3 * ALARM_NEXT_DAY_MS);
    cr_expect_eq(fault_server_requests(s.rig.server), 1);
    cr_expect_neq(alarm_recorder_err(r)->kind, ERR_NONE);
    cr_expect_eq(alarm_history_known_to(s.history), 0);
    alarm_recorder_free(r);
    close_scene(&s);
}
