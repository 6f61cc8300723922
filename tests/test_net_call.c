/*
 * net/call against a misbehaving server: the kind of every failure, how often the server saw
 * the request (never twice for what must not be repeated), pages, clocks, cancel.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/audit.h"
#include "client/net/retry.h"
#include "tests/support/call_rig.h"

#define OK(body_length) "HTTP/1.1 200 OK\r\nContent-Length: " #body_length "\r\n\r\n"
#define TASK_ID         "0123456789abcdef0123456789abcdef"

static const struct describe_audit_task_input describe = {.task_id = TASK_ID};

static void start_read(struct call_rig *r)
{
    struct call_options o = rig_options(r);

    call_start(r->client, &op_describe_audit_task, &describe, &o);
}

static struct operation start_op(enum retry_class class)
{
    struct operation op = op_start_on_demand_audit_task;

    op.retry = class;
    return op;
}

static struct call *start_mutation(struct call_rig *r, const struct operation *op)
{
    static const char *const names[] = {"LOGGING_DISABLED_CHECK"};
    struct start_on_demand_audit_task_input in = {.target_check_names = {1, names}};
    struct call_options o = rig_options(r);

    return call_start(r->client, op, &in, &o);
}

static const struct client_options audits = {0};

struct row {
    const char *name;
    enum fault_how how;
    const char *bytes, *block;
    size_t times;
    int timeout_ms;
    enum err_kind kind;
    int read_sends, start_sends; /* a read; an operation never to be repeated */
    bool open;                   /* the start may have been carried out */
};

#define REFUSAL(status, name)                          \
    "HTTP/1.1 " status " X\r\nx-amzn-ErrorType: " name \
    ":\r\nx-amzn-RequestId: r-1\r\nContent-Length: 17\r\n\r\n{\"message\":\"why\"}"
#define HTML(status)   \
    "HTTP/1.1 " status \
    " X\r\nContent-Type: text/html\r\nContent-Length: 13\r\n\r\n<html>\033[31m</"

static const struct row rows[] = {
    {"reset", FAULT_RESET, "", NULL, 0, 0, ERR_CUT, 3, 1, true},
    {"closed after the request", FAULT_CLOSE, "", NULL, 0, 0, ERR_CUT, 3, 1, true},
    {"cut by length", FAULT_CLOSE, OK(90) "{", NULL, 0, 0, ERR_CUT, 3, 1, true},
    {"cut chunk", FAULT_CLOSE, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{",
     NULL, 0, 0, ERR_CUT, 3, 1, true},
    {"silence", FAULT_HANG, "", NULL, 0, 100, ERR_TIMEOUT, 3, 1, true},
    {"garbage", FAULT_CLOSE, "\x01\x02\x03\r\n\r\n", NULL, 0, 0, ERR_DECODE, 3, 1, true},
    {"two lengths", FAULT_ANSWER,
     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{} ", NULL, 0, 0,
     ERR_DECODE, 3, 1, true},
    {"header flood", FAULT_ANSWER, "HTTP/1.1 200 OK\r\n", "X-Flood: 01234567890123456789\r\n",
     100000, 0, ERR_LIMIT, 1, 1, true},
    {"500 with HTML", FAULT_ANSWER, HTML("500"), NULL, 0, 0, ERR_SERVICE, 3, 1, true},
    {"502 with HTML", FAULT_ANSWER, HTML("502"), NULL, 0, 0, ERR_SERVICE, 3, 1, true},
    {"503 with HTML", FAULT_ANSWER, HTML("503"), NULL, 0, 0, ERR_SERVICE, 3, 1, true},
    {"504 with HTML", FAULT_ANSWER, HTML("504"), NULL, 0, 0, ERR_SERVICE, 3, 1, true},
    {"501", FAULT_ANSWER, HTML("501"), NULL, 0, 0, ERR_SERVICE, 1, 1, true},
    {"internal failure", FAULT_ANSWER, REFUSAL("500", "InternalFailureException"), NULL, 0, 0,
     ERR_SERVICE, 3, 1, true},
    {"throttled", FAULT_ANSWER, REFUSAL("400", "ThrottlingException"), NULL, 0, 0,
     ERR_THROTTLED, 3, 3, false},
    {"429", FAULT_ANSWER, REFUSAL("429", "TooManyRequestsException"), NULL, 0, 0, ERR_THROTTLED,
     3, 3, false},
    {"429 with HTML", FAULT_ANSWER, HTML("429"), NULL, 0, 0, ERR_THROTTLED, 3, 3, false},
    {"account quota", FAULT_ANSWER, REFUSAL("410", "LimitExceededException"), NULL, 0, 0,
     ERR_SERVICE, 1, 1, false},
    {"denied", FAULT_ANSWER, REFUSAL("403", "AccessDeniedException"), NULL, 0, 0, ERR_DENIED, 1,
     1, false},
    {"expired token", FAULT_ANSWER, REFUSAL("403", "ExpiredTokenException"), NULL, 0, 0,
     ERR_CREDENTIALS, 1, 1, false},
    {"invalid request", FAULT_ANSWER, REFUSAL("400", "InvalidRequestException"), NULL, 0, 0,
     ERR_SERVICE, 1, 1, false},
    {"not found", FAULT_ANSWER, REFUSAL("404", "ResourceNotFoundException"), NULL, 0, 0,
     ERR_SERVICE, 1, 1, false},
    {"redirect", FAULT_ANSWER,
     "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", NULL, 0,
     0, ERR_SERVICE, 1, 1, false},
    {"status 999", FAULT_ANSWER, "HTTP/1.1 999 X\r\nContent-Length: 0\r\n\r\n", NULL, 0, 0,
     ERR_DECODE, 1, 1, true},
    {"a login page", FAULT_ANSWER, OK(13) "<html></html>", NULL, 0, 0, ERR_DECODE, 1, 1, true},
    {"nothing", FAULT_ANSWER, OK(0), NULL, 0, 0, ERR_DECODE, 1, 1, true},
    {"half, no length", FAULT_CLOSE, "HTTP/1.1 200 OK\r\n\r\n{\"taskStatus\":\"COM", NULL, 0, 0,
     ERR_DECODE, 1, 1, true},
    {"a length too short", FAULT_CLOSE, OK(9) "{\"taskId\":\"x\"}", NULL, 0, 0, ERR_DECODE, 1,
     1, true},
    {"an array", FAULT_ANSWER, OK(2) "[]", NULL, 0, 0, ERR_DECODE, 1, 1, true},
    {"two values", FAULT_ANSWER, OK(4) "{}{}", NULL, 0, 0, ERR_DECODE, 1, 1, true},
    {"duplicate keys", FAULT_ANSWER, OK(13) "{\"a\":1,\"a\":2}", NULL, 0, 0, ERR_DECODE, 1, 1,
     true},
    {"not UTF-8", FAULT_ANSWER, OK(9) "{\"a\":\"\xff\"}", NULL, 0, 0, ERR_DECODE, 1, 1, true},
    {"a NUL in a text", FAULT_ANSWER, OK(15) "{\"a\":\"b\\u0000\"} ", NULL, 0, 0, ERR_DECODE, 1,
     1, true},
    {"nested 1,001 deep", FAULT_ANSWER, OK(1001), "[", 1001, 0, ERR_DECODE, 1, 1, true},
};

static struct fault_reply reply_of(const struct row *row)
{
    return (struct fault_reply){row->how, str_of(row->bytes), str_of(row->block), row->times};
}

/* A change is written down once, and its entry ends as what is known of it. */
static void check_journal(const struct call_rig *r, const char *name, int entries, bool open)
{
    cr_expect_eq(r->gate.begun, entries, "%s: %d entries", name, r->gate.begun);
    cr_expect_eq(r->gate.ended, entries, "%s: %d entries ended", name, r->gate.ended);
    if (entries > 0)
        cr_expect_eq(r->gate.entries[0].result, open ? GATE_UNKNOWN : GATE_REFUSED,
                     "%s: ended as %d", name, r->gate.entries[0].result);
}

static void check_row(const struct row *row, enum retry_class class, int sends, bool open)
{
    struct client_options o = {.timeout_ms = row->timeout_ms};
    struct operation op = start_op(class);
    struct call_rig *r = calloc(1, sizeof *r);

    r->replies[0] = reply_of(row);
    r->n_replies = 1;
    rig_open(r, &o);
    if (class == RETRY_SAFE)
        start_read(r);
    else
        start_mutation(r, &op);
    rig_run(r, 1);
    cr_expect_eq(r->result.err.kind, row->kind, "%s: %s, wanted %s: %s", row->name,
                 err_kind_name(r->result.err.kind), err_kind_name(row->kind),
                 r->result.err.text);
    cr_expect_eq(fault_server_requests(r->server), sends,
                 "%s, class %d: seen %d times, wanted %d", row->name, class,
                 fault_server_requests(r->server), sends);
    cr_expect_eq(r->result.attempts, sends, "%s", row->name);
    cr_expect_eq(r->result.outcome_open, open, "%s, class %d", row->name, class);
    check_journal(r, row->name, class != RETRY_SAFE, open);
    cr_expect_eq(r->badly_signed, 0, "%s: %s", row->name, r->refusal);
    cr_expect_eq(r->pages, 0, "%s: something was shown", row->name);
    cr_expect_neq(r->result.err.text[0], '\0', "%s", row->name);
    cr_expect_str_eq(r->result.err.where,
                     class == RETRY_SAFE ? "DescribeAuditTask" : "StartOnDemandAuditTask");
    rig_close(r);
    free(r);
}

Test(call, every_fault_has_its_kind_and_nothing_is_done_twice)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        check_row(&rows[i], RETRY_SAFE, rows[i].read_sends, false);
        check_row(&rows[i], RETRY_NEVER, rows[i].start_sends, rows[i].open);
        check_row(&rows[i], RETRY_NAMED, rows[i].start_sends, rows[i].open);
        check_row(&rows[i], RETRY_TOKEN, rows[i].read_sends, rows[i].open);
    }
}

/* The answer breaks off after any byte: the start is sent once and is never said to be done. */
Test(call, an_answer_cut_anywhere_is_not_repeated)
{
    static const char whole[] = OK(15) "{\"taskId\":\"ab\"}";
    struct operation op = start_op(RETRY_NEVER);
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);

    r->n_replies = 1;
    rig_open(r, &o);
    for (int n = 0; n < (int)sizeof whole - 1; n++) {
        r->replies[0] = (struct fault_reply){.how = n % 2 == 0 ? FAULT_CLOSE : FAULT_RESET,
                                             .bytes = {whole, (size_t)n}};
        start_mutation(r, &op);
        rig_run(r, n + 1);
        cr_expect_neq(r->result.err.kind, ERR_NONE, "cut after %d bytes", n);
        cr_expect(r->result.outcome_open, "cut after %d bytes", n);
        cr_expect_eq(fault_server_requests(r->server), n + 1, "cut after %d bytes: sent twice",
                     n);
    }
    rig_close(r);
    free(r);
}

/* The connection a read left open dies under the start: libcurl would send it again there. */
Test(call, a_start_never_travels_on_a_kept_connection)
{
    static const enum retry_class classes[] = {RETRY_NEVER, RETRY_NAMED};

    for (size_t i = 0; i < COUNT_OF(classes); i++) {
        struct client_options o = audits;
        struct operation op = start_op(classes[i]);
        struct call_rig *r = calloc(1, sizeof *r);
        r->replies[0].bytes = STR(OK(25) "{\"taskStatus\":\"COMPLETE\"}");
        r->replies[1].how = FAULT_CLOSE;
        r->n_replies = 2;
        rig_open(r, &o);
        start_read(r);
        rig_run(r, 1);
        cr_expect_eq(r->result.err.kind, ERR_NONE, "%s", r->result.err.text);
        start_mutation(r, &op);
        rig_run(r, 2);
        cr_expect_eq(r->result.err.kind, ERR_CUT);
        cr_expect_eq(fault_server_requests(r->server), 2, "the start arrived %d times",
                     fault_server_requests(r->server) - 1);
        rig_close(r);
        free(r);
    }
}

Test(call, nothing_arrives_at_a_closed_port)
{
    struct client_options o = audits;
    struct endpoint nowhere;
    struct call_rig *r = calloc(1, sizeof *r);
    struct operation op = start_op(RETRY_NEVER);
    struct err err;

    /* Port 1 on loopback: nothing listens there in any test environment we know. */
    cr_assert(endpoint_parse("http://127.0.0.1:1", "eu-west-1", &nowhere, &err));
    o.iot = &nowhere;
    rig_open(r, &o);
    start_mutation(r, &op);
    rig_run(r, 1);
    cr_expect_eq(r->result.err.kind, ERR_CONNECT);
    cr_expect_eq(r->result.attempts, RETRY_ATTEMPTS);
    cr_expect_not(r->result.outcome_open);
    cr_expect_not_null(strstr(r->result.err.advice, "picket serve"));
    rig_close(r);
    free(r);
}

Test(call, a_burst_of_throttling_is_waited_out)
{
    struct client_options o = {.calls_per_second = 1000};
    struct operation op = start_op(RETRY_NEVER);
    struct call_rig *r = calloc(1, sizeof *r);

    r->replies[0] = r->replies[1] = (struct fault_reply){
        .bytes = STR("HTTP/1.1 400 X\r\nx-amzn-ErrorType: ThrottlingException\r\n"
                     "x-amz-retry-after: 3\r\nContent-Length: 2\r\n\r\n{}")};
    r->replies[2] = (struct fault_reply){.bytes = STR(OK(15) "{\"taskId\":\"ab\"}")};
    r->n_replies = 3;
    rig_open(r, &o);
    start_mutation(r, &op);
    rig_run(r, 1);
    cr_expect_eq(r->result.err.kind, ERR_NONE, "%s", r->result.err.text);
    cr_expect_eq(r->result.attempts, 3);
    cr_expect_eq(client_budget(r->client)->throttles, 2);
    cr_expect_lt(budget_rate(client_budget(r->client), loop_now_us(r->loop)), 1000);
    const struct call_record *row = call_log_at(client_log(r->client), 0);
    cr_expect_eq(row->state, CALL_OK);
    cr_expect_eq(row->attempts, 3);
    cr_expect_eq(row->status, 200);
    rig_close(r);
    free(r);
}

Test(call, each_try_carries_the_same_bytes)
{
    struct client_options o = audits;
    struct operation op = start_op(RETRY_TOKEN);
    struct call_rig *r = calloc(1, sizeof *r);

    r->replies[0] = (struct fault_reply){.how = FAULT_RESET};
    r->replies[1] = (struct fault_reply){.bytes = STR(OK(15) "{\"taskId\":\"ab\"}")};
    r->n_replies = 2;
    rig_open(r, &o);
    start_mutation(r, &op);
    rig_run(r, 1);
    cr_expect_eq(r->result.err.kind, ERR_NONE);
    cr_expect(r->result.tried_before, "the first try may have arrived");
    cr_expect_str_eq(r->bodies[0], r->bodies[1]);
    cr_expect_str_eq(r->bodies[0], "{\"targetCheckNames\":[\"LOGGING_DISABLED_CHECK\"]}");
    cr_expect_eq(r->badly_signed, 0, "%s", r->refusal);
    rig_close(r);
    free(r);
}

/* ---- clocks ---- */

static size_t put_refused_signature(char *space, size_t size, int64_t date_ms)
{
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    struct civil c;

    civil_from_ms(date_ms, &c);
    int n = snprintf(space, size,
                     "HTTP/1.1 403 X\r\nx-amzn-ErrorType: InvalidSignatureException\r\n"
                     "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\nContent-Length: 2\r\n\r\n{}",
                     days[c.weekday], c.day, months[c.month - 1], c.year, c.hour, c.minute,
                     c.second);
    return (size_t)n;
}

Test(call, a_wrong_clock_is_corrected_once)
{
    static const int64_t minute_ms = 60 * 1000, year_ms = INT64_C(365) * 86400 * 1000;
    const struct {
        int64_t ahead_ms;
        bool gives_in; /* the server accepts the second try */
        enum err_kind kind;
        int sends;
    } cases[] = {
        {7 * minute_ms, true, ERR_NONE, 2},
        {-7 * minute_ms, true, ERR_NONE, 2},
        {year_ms, true, ERR_NONE, 2},
        {-year_ms, true, ERR_NONE, 2},
        {3 * minute_ms, true, ERR_CREDENTIALS, 1},
        {7 * minute_ms, false, ERR_CREDENTIALS, 2},
        {0, false, ERR_CREDENTIALS, 1},
    };

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct client_options o = audits;
        struct operation op = start_op(RETRY_NEVER);
        struct call_rig *r = calloc(1, sizeof *r);
        char refused[400];
        int64_t there_ms = clock_real_ms(&system_clock) + cases[i].ahead_ms;
        size_t n = put_refused_signature(refused, sizeof refused, there_ms);
        r->replies[0].bytes = (struct str){refused, n};
        r->replies[1] = cases[i].gives_in
                            ? (struct fault_reply){.bytes = STR(OK(15) "{\"taskId\":\"ab\"}")}
                            : r->replies[0];
        r->n_replies = 2;
        r->server_ahead_ms = cases[i].ahead_ms;
        rig_open(r, &o);
        start_mutation(r, &op);
        rig_run(r, 1);
        cr_expect_eq(r->result.err.kind, cases[i].kind, "row %zu: %s", i, r->result.err.text);
        cr_expect_eq(fault_server_requests(r->server), cases[i].sends, "row %zu", i);
        if (cases[i].sends == 2) {
            cr_expect_eq(r->badly_signed, 1, "row %zu: only the first", i);
            cr_expect_lt(llabs(client_clock_offset_ms(r->client) - cases[i].ahead_ms),
                         (long long)minute_ms, "row %zu", i);
        } else {
            cr_expect_eq(client_clock_offset_ms(r->client), 0);
        }
        rig_close(r);
        free(r);
    }
}

/* What a local service with a fast clock says of its time; anything else is no time. */
Test(call, the_clock_of_a_local_service_is_told)
{
    static const struct {
        const char *header;
        int64_t ahead_ms;
    } cases[] = {
        {"", 0},
        {"x-picket-clock: 4000000000000\r\n", 4000000000000},
        {"X-Picket-Clock:  4000000000000 \r\n", 4000000000000},
        {"x-picket-clock: -5\r\n", 0},
        {"x-picket-clock: 99999999999999999999\r\n", 0},
        {"x-picket-clock: soon\r\n", 0},
    };
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct client_options o = audits;
        struct call_rig *r = calloc(1, sizeof *r);
        char reply[300];
        int n = snprintf(reply, sizeof reply,
                         "HTTP/1.1 200 OK\r\n%sContent-Length: 12\r\n\r\n{\"tasks\":[]}",
                         cases[i].header);
        r->replies[0].bytes = (struct str){reply, (size_t)n};
        r->n_replies = 1;
        rig_open(r, &o);
        start_read(r);
        rig_run(r, 1);
        int64_t now_ms = clock_real_ms(&system_clock);
        int64_t expected = cases[i].ahead_ms != 0 ? cases[i].ahead_ms : now_ms;
        cr_expect_lt(llabs(client_service_now_ms(r->client) - expected), 60000LL, "row %zu", i);
        cr_expect_eq(client_clock_offset_ms(r->client), 0, "row %zu: for showing only", i);
        rig_close(r);
        free(r);
    }
}

Test(call, a_clock_that_cannot_be_corrected_is_named)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);
    char first[400], second[400];
    int64_t now_ms = clock_real_ms(&system_clock);

    /* The server's own clock jumps: an hour ahead, then an hour behind. */
    r->replies[0].bytes =
        (struct str){first, put_refused_signature(first, sizeof first, now_ms + 3600000)};
    r->replies[1].bytes =
        (struct str){second, put_refused_signature(second, sizeof second, now_ms - 3600000)};
    r->n_replies = 2;
    rig_open(r, &o);
    start_read(r);
    rig_run(r, 1);
    cr_expect_eq(r->result.err.kind, ERR_CLOCK);
    cr_expect_eq(r->result.attempts, 2);
    cr_expect_not_null(strstr(r->result.err.advice, "60 min fast"), "%s", r->result.err.advice);
    rig_close(r);
    free(r);
}

/* ---- ending early ---- */

Test(call, cancel_answers_at_once)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);

    r->replies[0].how = FAULT_HANG;
    r->n_replies = 1;
    rig_open(r, &o);
    start_read(r);
    cr_expect_eq(r->done, 0, "no callback inside call_start");
    for (int i = 0; i < 1000 && fault_server_requests(r->server) == 0; i++)
        rig_turns(r, 1);
    start_read(r); /* not even begun */
    client_cancel_all(r->client);
    cr_expect_eq(r->done, 2);
    cr_expect_eq(r->result.err.kind, ERR_CANCELED);
    cr_expect_eq(client_pending(r->client), 0);
    cr_expect_eq(call_log_at(client_log(r->client), 1)->state, CALL_CANCELED);
    rig_turns(r, 20);
    cr_expect_eq(r->done, 2);
    rig_close(r);
    free(r);
}

Test(call, a_canceled_mutation_on_the_wire_is_open)
{
    struct client_options o = audits;
    struct operation op = start_op(RETRY_NEVER);
    struct call_rig *r = calloc(1, sizeof *r);

    r->replies[0].how = FAULT_HANG;
    r->n_replies = 1;
    rig_open(r, &o);
    call_cancel(start_mutation(r, &op));
    cr_expect_not(r->result.outcome_open, "it had not left");
    cr_expect_eq(r->gate.entries[0].result, GATE_REFUSED);
    struct call *k = start_mutation(r, &op);
    for (int i = 0; i < 1000 && fault_server_requests(r->server) == 0; i++)
        rig_turns(r, 1);
    client_cancel_all(r->client);
    cr_expect_eq(client_pending(r->client), 1, "Esc lets go of reads only");
    call_cancel(k);
    cr_expect(r->result.outcome_open);
    cr_expect_eq(r->gate.entries[1].result, GATE_UNKNOWN);
    rig_close(r);
    free(r);
}

/* Whoever lets go of a change while looking at its answer comes too late. */
Test(call, an_answered_mutation_is_done_whoever_lets_go)
{
    struct operation op = start_op(RETRY_NEVER);
    char space[256];

    for (int drop = 0; drop < 2; drop++) {
        struct client_options o = audits; /* rig_open() fills it in */
        struct call_rig *r = calloc(1, sizeof *r);

        r->replies[0] = (struct fault_reply){
            .how = FAULT_ANSWER,
            .bytes = rig_answer(space, sizeof space, "{\"taskId\":\"t\"}")};
        r->n_replies = 1;
        r->drop_own = drop == 1;
        rig_open(r, &o);
        r->own = start_mutation(r, &op);
        for (int i = 0; i < 1000 && r->gate.ended == 0; i++)
            rig_turns(r, 1);
        cr_expect_eq(r->gate.entries[0].result, GATE_DONE, "%d",
                     (int)r->gate.entries[0].result);
        cr_expect_eq(r->done, 1 - drop);
        cr_expect_eq(r->result.err.kind, ERR_NONE);
        rig_close(r);
        free(r);
    }
}

/* ---- what never leaves ---- */

Test(call, what_may_not_leave_does_not)
{
    struct credentials old = {.expires_ms = 1};
    struct describe_audit_task_input no_task = {0};
    struct operation unlisted = op_start_on_demand_audit_task;
    const struct {
        const char *name;
        struct client_options options;
        const struct operation *op;
        const void *input;
        enum err_kind kind;
        const char *says;
    } cases[] = {
        {"read-only", {0}, &op_cancel_audit_task, &describe, ERR_DENIED, "--readonly"},
        {"not listed", {0}, &unlisted, NULL, ERR_DENIED, ""},
        {"expired keys",
         {.credentials = &old},
         &op_describe_audit_task,
         &describe,
         ERR_CREDENTIALS,
         "Renew"},
        {"no parameter", {0}, &op_describe_audit_task, &no_task, ERR_USAGE, ""},
    };

    unlisted.name = "DeleteEverything";
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct client_options o = cases[i].options;
        struct call_rig *r = calloc(1, sizeof *r);
        r->read_only = strcmp(cases[i].name, "read-only") == 0;
        rig_open(r, &o);
        struct call_options co = rig_options(r);
        call_start(r->client, cases[i].op, cases[i].input, &co);
        cr_expect_eq(r->done, 0);
        rig_run(r, 1);
        cr_expect_eq(r->result.err.kind, cases[i].kind, "%s: %s", cases[i].name,
                     r->result.err.text);
        cr_expect_not_null(strstr(r->result.err.advice, cases[i].says), "%s: %s", cases[i].name,
                           r->result.err.advice);
        cr_expect_eq(fault_server_requests(r->server), 0, "%s", cases[i].name);
        cr_expect_eq(call_log_at(client_log(r->client), 0)->state, CALL_FAILED);
        rig_close(r);
        free(r);
    }
}

Test(call, a_denial_says_what_to_allow)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);
    char body[300], reply[600];

    snprintf(
        body, sizeof body,
        "{\"message\":\"User: arn:aws:sts::1:assumed-role/Ops/me is not authorized to perform: "
        "iot:DescribeAuditTask on resource: *\"}");
    int n = snprintf(reply, sizeof reply,
                     "HTTP/1.1 403 X\r\nx-amzn-ErrorType: AccessDeniedException\r\n"
                     "Content-Length: %zu\r\n\r\n%s",
                     strlen(body), body);
    r->replies[0].bytes = (struct str){reply, (size_t)n};
    r->n_replies = 1;
    rig_open(r, &o);
    start_read(r);
    rig_run(r, 1);
    cr_expect_str_eq(r->result.err.advice,
                     "Allow iot:DescribeAuditTask to arn:aws:sts::1:assumed-role/Ops/me.");
    cr_expect_str_eq(r->result.err.where, "DescribeAuditTask");
    rig_close(r);
    free(r);
}

Test(call, more_than_a_handful_wait_their_turn)
{
    struct client_options o = audits;
    struct call_rig *r = calloc(1, sizeof *r);

    r->replies[0].how = FAULT_HANG;
    r->n_replies = 1;
    rig_open(r, &o);
    for (int i = 0; i < CALL_IN_FLIGHT_MAX + 5; i++)
        start_read(r);
    for (int i = 0; i < 1000 && fault_server_requests(r->server) < CALL_IN_FLIGHT_MAX; i++)
        rig_turns(r, 1);
    rig_turns(r, 20);
    cr_expect_eq(fault_server_requests(r->server), CALL_IN_FLIGHT_MAX);
    cr_expect_eq(client_pending(r->client), CALL_IN_FLIGHT_MAX + 5);
    client_cancel_all(r->client);
    cr_expect_eq(r->done, CALL_IN_FLIGHT_MAX + 5);
    rig_close(r);
    free(r);
}
