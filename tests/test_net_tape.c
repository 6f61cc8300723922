/*
 * net/tape and net/tape_play: what was answered is answered again, page by page and failure by
 * failure, without the keys it was asked with, and a file that somebody spoilt does no harm.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/api/audit.h"
#include "client/api/violations.h"
#include "client/base/files.h"
#include "client/net/tape_play.h"
#include "tests/support/call_rig.h"

enum { HOUR_MS = 3600 * 1000, TEXT_MAX = 1024 * 1024 };

static char path[64];

static void new_path(void)
{
    (void)snprintf(path, sizeof path, "/tmp/picket-tape-test-%d", (int)getpid());
    (void)unlink(path);
}

static struct tape *new_tape(void)
{
    struct err err;

    new_path();
    struct tape *t = tape_new(path, NULL, NULL, &err);

    cr_assert(t != NULL, "%s", err.text);
    tape_begin(t, &(struct tape_head){.started_ms = clock_real_ms(&system_clock),
                                      .context = "prod-eu",
                                      .region = "eu-west-1"});
    return t;
}

static struct tape_player *play(double speed)
{
    struct err err;
    struct tape_player *p = tape_player_new(path, speed, &err);

    cr_assert(p != NULL, "%s", err.text);
    return p;
}

static char *text_of_file(void)
{
    struct buf text = BUF_INIT(TEXT_MAX);
    struct err err;

    cr_assert(files_read(path, &text, &err), "%s", err.text);
    return buf_steal(&text);
}

static void write_file(const char *text)
{
    struct err err;

    new_path();
    cr_assert(files_write(path, text, strlen(text), &err), "%s", err.text);
}

/* ---- a client that is recorded, and the same one over its tape ---- */

#define TASK_ID "0123456789abcdef0123456789abcdef"

static void list_findings(struct call_rig *r)
{
    struct list_audit_findings_input in = {.task_id = TASK_ID};
    struct call_options o = rig_options(r);

    (void)call_start(r->client, &op_list_audit_findings, &in, &o);
    rig_run(r, r->done + 1);
}

static void describe(struct call_rig *r, const char *task)
{
    struct describe_audit_task_input in = {.task_id = task};
    struct call_options o = rig_options(r);

    (void)call_start(r->client, &op_describe_audit_task, &in, &o);
    rig_run(r, r->done + 1);
}

static void reply(struct call_rig *r, const char *bytes)
{
    r->replies[r->n_replies++] = (struct fault_reply){.bytes = str_of(bytes)};
}

#define HEAD(status) "HTTP/1.1 " status "\r\nContent-Length: "

Test(tape, pages_and_failures_come_again_in_their_order)
{
    static const char first[] = "{\"findings\":[{\"findingId\":\"1\"}],\"nextToken\":\"a+/=\"}";
    static const char second[] = "{\"findings\":[{\"findingId\":\"2\"}]}";
    char space[2][512], recorded[256];
    struct call_rig *r = calloc(1, sizeof *r), *again = calloc(1, sizeof *again);
    struct tape *t = new_tape();

    reply(r, rig_answer(space[0], sizeof space[0], first).p);
    reply(r, rig_answer(space[1], sizeof space[1], second).p);
    reply(r, HEAD("404 Not Found") "2\r\nx-amzn-ErrorType: ResourceNotFoundException\r\n"
                                   "x-amzn-RequestId: r-404\r\n\r\n{}");
    rig_open(r, &(struct client_options){.tape = t});
    list_findings(r);
    cr_expect_eq(r->result.err.kind, ERR_NONE, "%s", r->result.err.text);
    describe(r, TASK_ID);
    memcpy(recorded, r->page_bodies, sizeof recorded);
    cr_expect_eq(r->result.err.kind, ERR_SERVICE);
    tape_free(t);

    struct tape_player *p = play(1000);

    cr_expect_str_eq(tape_player_head(p)->context, "prod-eu");
    cr_expect_eq(tape_player_left_out(p), 0);
    reply(again, HEAD("500 No") "0\r\n\r\n"); /* nobody asks for it */
    rig_open(again, &(struct client_options){.player = p});
    list_findings(again);
    cr_expect_eq(again->result.err.kind, ERR_NONE, "%s", again->result.err.text);
    cr_expect_eq(again->result.pages, 2);
    describe(again, TASK_ID);
    cr_expect_str_eq(again->page_bodies, recorded);
    cr_expect_eq(again->result.err.kind, ERR_SERVICE);
    cr_expect_str_eq(again->result.err.code, "ResourceNotFoundException");
    cr_expect_str_eq(again->result.err.request_id, "r-404");
    cr_expect_eq(fault_server_requests(again->server), 0);
    describe(again, "fedcba9876543210fedcba9876543210");
    cr_expect_eq(again->result.err.kind, ERR_USAGE);
    cr_expect_eq(again->result.attempts, 1, "asking a tape again is of no use");
    rig_close(again);
    rig_close(r);
    tape_player_free(p);
    (void)unlink(path);
    free(r);
    free(again);
}

/* The rig's keys, in an answer that quotes them and among members that are secrets by name. */
Test(tape, no_secret_gets_in)
{
    static const char body[] =
        "{\"taskStatus\":\"COMPLETED\",\"taskType\":\"AKIDPICKETTEST session/Token==\","
        "\"privateKey\" : \"--BEGIN\\\"x\\\" KEY--\",\"sessiontoken\":\"t0ken-xyz\"}";
    static const char *const secrets[] = {"AKIDPICKETTEST",  "picket/Test+Secret=Key",
                                          "session/Token==", "BEGIN",
                                          "t0ken-xyz",       "Authorization"};
    char space[1024];
    struct call_rig *r = calloc(1, sizeof *r);
    struct tape *t = new_tape();
    struct stat st;

    reply(r, rig_answer(space, sizeof space, body).p);
    rig_open(r, &(struct client_options){.tape = t});
    describe(r, TASK_ID);
    cr_expect_eq(r->result.err.kind, ERR_NONE, "%s", r->result.err.text);
    rig_close(r);
    tape_free(t);
    char *text = text_of_file();

    for (size_t i = 0; i < COUNT_OF(secrets); i++)
        cr_expect_null(strstr(text, secrets[i]), "%s in %s", secrets[i], text);
    cr_expect_not_null(strstr(text, "COMPLETED"));
    cr_expect_eq(stat(path, &st), 0);
    cr_expect_eq(st.st_mode & 0777, 0600);
    free(text);
    (void)unlink(path);
    free(r);
}

Test(tape, redacting_finds_members_however_they_are_written)
{
    static const struct {
        const char *in, *out;
    } rows[] = {
        {"{\"SecretAccessKey\":\"s\"}", "{\"SecretAccessKey\":\"(removed)\"}"},
        {"{\"masterPassword\" :\t\"p\\\\\",\"a\":\"b\"}",
         "{\"masterPassword\" :\t\"(removed)\",\"a\":\"b\"}"},
        {"<SessionToken>t</SessionToken>", "<SessionToken>(removed)</SessionToken>"},
        {"{\"passwordPolicy\":\"long\",\"privateKey\":7}",
         "{\"passwordPolicy\":\"long\",\"privateKey\":7}"},
        {"{\"password\":\"cut of", "{\"password\":\"(removed)"},
        {"{\"password\":\"\"}", "{\"password\":\"\"}"},
        {"KEY KEYKEY", "(removed) (removed)(removed)"},
        {"", ""},
    };
    const struct credentials keys = {
        .access_key_id = "KEY", .secret = "", .session_token = NULL};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = BUF_INIT(1024);

        buf_puts(&text, rows[i].in);
        tape_redact(&text, &keys);
        cr_expect_str_eq(buf_text(&text), rows[i].out, "%s", buf_text(&text));
        buf_free(&text);
    }
}

/* ---- which answer ---- */

static void put(struct buf *tape, int at_ms, const char *operation, const char *input,
                const char *body)
{
    buf_printf(tape,
               "{\"at\":%d,\"took\":0,\"operation\":\"%s\",\"input\":%s,\"status\":200,"
               "\"body\":\"%s\"}\n",
               at_ms, operation, input, body);
}

static void begin(struct buf *tape)
{
    *tape = BUF_INIT(TEXT_MAX);
    buf_puts(tape, "{\"tape\":1,\"started\":1700000000000,\"context\":\"x\","
                   "\"region\":\"eu-west-1\",\"local\":false}\n");
}

static void expect(struct tape_player *p, const struct operation *op, const void *input,
                   const char *body)
{
    struct http_result result;
    int took_ms;

    tape_player_answer(p, op, input, &result, &took_ms);
    if (body == NULL)
        cr_expect_eq(result.err.kind, ERR_USAGE, "%s", buf_text(&result.body));
    else
        cr_expect_str_eq(buf_text(&result.body), body);
    buf_free(&result.body);
}

Test(tape, what_is_asked_again_is_answered_in_order_and_the_last_stays)
{
    const struct describe_audit_task_input in = {.task_id = TASK_ID};
    static const char input[] = "{\"taskId\":\"" TASK_ID "\"}";
    struct buf tape;

    begin(&tape);
    put(&tape, 0, "DescribeAuditTask", input, "one");
    put(&tape, 500, "DescribeAuditTask", input, "two");
    put(&tape, 2 * HOUR_MS, "DescribeAuditTask", input, "hours later");
    write_file(buf_text(&tape));
    struct tape_player *p = play(1);

    expect(p, &op_describe_audit_task, &in, "one");
    expect(p, &op_describe_audit_task, &in, "two"); /* a little early */
    expect(p, &op_describe_audit_task, &in, "two"); /* far too early for the next */
    cr_expect_eq(tape_player_length_ms(p), 2 * HOUR_MS);
    tape_player_free(p);
    buf_free(&tape);
    (void)unlink(path);
}

static void ask_events(struct tape_player *p, int64_t from_ms, int64_t to_ms, const char *body)
{
    const struct list_violation_events_input in = {.start_time = {from_ms, true},
                                                   .end_time = {to_ms, true}};

    expect(p, &op_list_violation_events, &in, body);
}

Test(tape, an_answer_takes_as_long_as_it_did_divided_by_the_speed)
{
    const struct describe_audit_task_input in = {.task_id = TASK_ID};
    struct http_result result;
    struct buf tape;
    int took_ms;

    begin(&tape);
    buf_puts(&tape, "{\"at\":0,\"took\":500,\"operation\":\"DescribeAuditTask\","
                    "\"input\":{\"taskId\":\"" TASK_ID "\"},\"status\":200}\n");
    write_file(buf_text(&tape));
    struct tape_player *p = play(5);

    tape_player_answer(p, &op_describe_audit_task, &in, &result, &took_ms);
    cr_expect_eq(took_ms, 100);
    buf_free(&result.body);
    tape_player_free(p);
    buf_free(&tape);
    (void)unlink(path);
}

Test(tape, times_are_matched_by_the_nearest_of_the_same_length)
{
    struct buf tape;

    begin(&tape);
    put(&tape, 0, "ListViolationEvents", "{\"startTime\":1000000,\"endTime\":1003600}", "h1");
    put(&tape, 10, "ListViolationEvents", "{\"startTime\":1003600,\"endTime\":1007200}", "h2");
    put(&tape, 20, "ListViolationEvents", "{\"startTime\":1000000,\"endTime\":1086400}", "day");
    write_file(buf_text(&tape));
    struct tape_player *p = play(1);

    ask_events(p, 1000000000, 1003600000, "h1");
    ask_events(p, 1003500000, 1007100000, "h2");
    ask_events(p, 1000050000, 1086450000, "day");
    ask_events(p, 1000000000, 1604800000, NULL); /* a week was never asked for */
    tape_player_free(p);
    buf_free(&tape);
    (void)unlink(path);
}

Test(tape, its_clock_begins_when_it_was_recorded_and_stops_at_its_end)
{
    struct buf tape;

    begin(&tape);
    put(&tape, 3, "DescribeAuditTask", "{\"taskId\":\"" TASK_ID "\"}", "{}");
    write_file(buf_text(&tape));
    struct tape_player *p = play(1000);
    const int64_t begun_us = clock_mono_us(&system_clock);

    while (clock_mono_us(&system_clock) - begun_us < 1000) /* a second of the tape */
        continue;
    cr_expect_eq(clock_real_ms(tape_player_clock(p)), 1700000000003);
    tape_player_free(p);
    buf_free(&tape);
    (void)unlink(path);
}

/* ---- files that are none ---- */

Test(tape, what_is_no_tape_is_refused_with_its_name)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"", "is no recording"},
        {"not json\n", "is no recording"},
        {"[1]\n", "is no recording"},
        {"{\"tape\":2,\"started\":1}\n", "newer picket"},
        {"{\"started\":1}\n", "is no recording"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err;

        write_file(rows[i].text);
        cr_expect_null(tape_player_new(path, 1, &err));
        cr_expect_not_null(strstr(err.text, rows[i].says), "%s", err.text);
        cr_expect_not_null(strstr(err.text, path), "%s", err.text);
    }
    (void)unlink(path);
}

Test(tape, lines_that_cannot_be_read_are_left_out_and_counted)
{
    static const char *const bad[] = {
        "torn {\"at\":",
        "{\"at\":1,\"operation\":\"NoSuchOperation\"}",
        "{\"at\":-1,\"operation\":\"DescribeAuditTask\"}",
        "{\"at\":1,\"operation\":\"DescribeAuditTask\",\"input\":[]}",
        "{\"at\":1,\"operation\":\"DescribeAuditTask\",\"input\":{\"taskId\":7}}",
        "7",
    };
    const struct describe_audit_task_input in = {.task_id = TASK_ID};
    struct buf tape;

    begin(&tape);
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        buf_printf(&tape, "%s\n", bad[i]);
    put(&tape, 5, "DescribeAuditTask", "{\"taskId\":\"" TASK_ID "\"}", "{}");
    write_file(buf_text(&tape));
    struct tape_player *p = play(1);

    cr_expect_eq(tape_player_left_out(p), COUNT_OF(bad));
    expect(p, &op_describe_audit_task, &in, "{}");
    tape_player_free(p);
    buf_free(&tape);
    (void)unlink(path);
}

Test(tape, a_file_that_is_there_is_not_written_over)
{
    struct err err;

    write_file("mine");
    cr_expect_null(tape_new(path, NULL, NULL, &err));
    cr_expect_not_null(strstr(err.text, "is there already"), "%s", err.text);
    char *text = text_of_file();

    cr_expect_str_eq(text, "mine");
    free(text);
    (void)unlink(path);
}
