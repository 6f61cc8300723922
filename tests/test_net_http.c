/*
 * net/http against a server that does everything wrong: each fault ends in the right kind of
 * error, nothing cut is ever shown as whole, a request that must not be repeated is sent once.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "client/net/http.h"
#include "tests/support/fault_server.h"

struct rig {
    struct loop *loop;
    struct http *http;
    struct fault_server *server;
    struct fault_reply reply; /* for every request, unless it says otherwise below */
    struct fault_reply second;
    bool has_second;
    char head[2048], body[256];
    /* what came back */
    int done;
    struct http_result result;
    char text[256];
};

static void script(void *ctx, const struct fault_request *request, struct fault_reply *reply)
{
    struct rig *r = ctx;

    snprintf(r->head, sizeof r->head, "%.*s", (int)request->head.n, request->head.p);
    snprintf(r->body, sizeof r->body, "%.*s", (int)request->body.n, request->body.p);
    *reply = r->has_second && request->number > 1 ? r->second : r->reply;
}

static void rig_open(struct rig *r, const char *unix_path)
{
    r->loop = loop_new(&system_clock);
    r->http = http_new(r->loop);
    r->server = fault_server_new(r->loop, unix_path, script, r);
}

static void rig_close(struct rig *r)
{
    http_free(r->http);
    fault_server_free(r->server);
    loop_free(r->loop);
}

static void on_done(void *ctx, struct http_result *result)
{
    struct rig *r = ctx;

    r->done++;
    r->result = *result;
    snprintf(r->text, sizeof r->text, "%s", buf_text(&result->body));
}

static void run(struct rig *r, int done)
{
    for (int i = 0; i < 100000 && r->done < done; i++)
        (void)loop_turn(r->loop, 100 * 1000);
    cr_assert_eq(r->done, done, "the transfer never ended");
}

static struct http_options options(struct rig *r, char url[128])
{
    snprintf(url, 128, "http://127.0.0.1:%d/path?q=1", fault_server_port(r->server));
    return (struct http_options){.method = "GET", .url = url, .total_ms = 10000};
}

static void get(struct rig *r, struct fault_reply reply, int total_ms)
{
    char url[128];
    struct http_options o = options(r, url);

    r->reply = reply;
    o.total_ms = total_ms;
    http_start(r->http, &o, on_done, r);
    run(r, r->done + 1);
}

#define OK_HEAD "HTTP/1.1 200 OK\r\n"

struct row {
    const char *name;
    enum fault_how how;
    const char *bytes, *block;
    size_t times;
    int total_ms;
    enum err_kind kind;
    int status; /* expected; of a proper answer */
};

static const struct row rows[] = {
    {"proper", FAULT_ANSWER, OK_HEAD "Content-Length: 2\r\n\r\n{}", NULL, 0, 0, ERR_NONE, 200},
    {"chunked", FAULT_ANSWER, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
     NULL, 0, 0, ERR_NONE, 200},
    {"refusal", FAULT_ANSWER, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n", NULL, 0, 0,
     ERR_NONE, 403},
    {"status 999", FAULT_ANSWER, "HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n", NULL, 0, 0,
     ERR_NONE, 999},
    {"redirect", FAULT_ANSWER,
     "HTTP/1.1 307 Go\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", NULL, 0,
     0, ERR_NONE, 307},
    {"a few 1xx", FAULT_ANSWER,
     "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Wait\r\n\r\n" OK_HEAD
     "Content-Length: 2\r\n\r\n{}",
     NULL, 0, 0, ERR_NONE, 200},
    {"reset", FAULT_RESET, "", NULL, 0, 0, ERR_CUT, 0},
    {"closed after the request", FAULT_CLOSE, "", NULL, 0, 0, ERR_CUT, 0},
    {"reset in the body", FAULT_RESET, OK_HEAD "Content-Length: 9\r\n\r\n{", NULL, 0, 0,
     ERR_CUT, 0},
    {"cut by length", FAULT_CLOSE, OK_HEAD "Content-Length: 9\r\n\r\n{", NULL, 0, 0, ERR_CUT,
     0},
    {"cut chunk", FAULT_CLOSE, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n9\r\n{", NULL, 0, 0,
     ERR_CUT, 0},
    {"cut between chunks", FAULT_CLOSE, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
     NULL, 0, 0, ERR_CUT, 0},
    {"silence", FAULT_HANG, "", NULL, 0, 150, ERR_TIMEOUT, 0},
    {"silence in the body", FAULT_HANG, OK_HEAD "Content-Length: 9\r\n\r\n{", NULL, 0, 150,
     ERR_TIMEOUT, 0},
    {"a byte at a time", FAULT_DRIP, OK_HEAD "Content-Length: 900\r\n\r\n{", NULL, 0, 100,
     ERR_TIMEOUT, 0},
    {"headers that never end", FAULT_HANG, OK_HEAD "X-A: 1\r\n", NULL, 0, 150, ERR_TIMEOUT, 0},
    {"two lengths", FAULT_ANSWER, OK_HEAD "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{} ",
     NULL, 0, 0, ERR_DECODE, 0},
    {"the same length twice", FAULT_ANSWER,
     OK_HEAD "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}", NULL, 0, 0, ERR_NONE, 200},
    {"negative length", FAULT_ANSWER, OK_HEAD "Content-Length: -2\r\n\r\n{}", NULL, 0, 0,
     ERR_DECODE, 0},
    {"garbage", FAULT_CLOSE, "\x01\x02\x03 what is this\r\n\r\n", NULL, 0, 0, ERR_DECODE, 0},
    {"HTTP/0.9", FAULT_CLOSE, "{\"a\":1}", NULL, 0, 0, ERR_DECODE, 0},
    {"endless 1xx", FAULT_ANSWER, "", "HTTP/1.1 102 Wait\r\n\r\n", 1000000, 0, ERR_LIMIT, 0},
    {"header flood", FAULT_ANSWER, OK_HEAD, "X-Flood: 0123456789012345678901234567890\r\n",
     1000000, 0, ERR_LIMIT, 0},
    {"body over the cap", FAULT_ANSWER, OK_HEAD "Content-Length: 9000000\r\n\r\n",
     "0123456789012345678901234567890123456789", 225000, 0, ERR_LIMIT, 0},
    {"chunks over the cap", FAULT_ANSWER, OK_HEAD "Transfer-Encoding: chunked\r\n\r\n",
     "28\r\n0123456789012345678901234567890123456789\r\n", 10000000, 0, ERR_LIMIT, 0},
    {"cut among the headers", FAULT_CLOSE, OK_HEAD "X-A: 1\r\n", NULL, 0, 0, ERR_CUT, 0},
};

Test(http, every_fault_has_its_kind)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct row *row = &rows[i];
        struct rig r = {0};
        rig_open(&r, NULL);
        get(&r,
            (struct fault_reply){row->how, str_of(row->bytes), str_of(row->block), row->times},
            row->total_ms);
        cr_expect_eq(r.result.err.kind, row->kind, "%s: %s, wanted %s: %s", row->name,
                     err_kind_name(r.result.err.kind), err_kind_name(row->kind),
                     r.result.err.text);
        cr_expect(r.result.may_have_arrived, "%s", row->name);
        if (row->kind == ERR_NONE)
            cr_expect_eq(r.result.status, row->status, "%s", row->name);
        else
            cr_expect_neq(r.result.err.text[0], '\0', "%s", row->name);
        cr_expect_eq(fault_server_requests(r.server), 1, "%s: seen %d times", row->name,
                     fault_server_requests(r.server));
        rig_close(&r);
    }
}

/* Cut after any byte, an answer with a length or with chunks is never taken for whole (but for
 * the very last line feed after the last chunk, when nothing is missing). */
Test(http, cut_anywhere_is_cut)
{
    static const char *const whole[] = {
        OK_HEAD
        "Date: Sun, 22 Nov 2026 18:45:00 GMT\r\nContent-Length: 12\r\n\r\n{\"tasks\":[]}",
        OK_HEAD "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n2\r\n1}\r\n0\r\n\r\n",
    };

    for (size_t i = 0; i < COUNT_OF(whole); i++) {
        struct rig r = {0};
        rig_open(&r, NULL);
        for (size_t n = 0; n < strlen(whole[i]) - (i == 1); n++) {
            get(&r, (struct fault_reply){.how = FAULT_CLOSE, .bytes = {whole[i], n}}, 10000);
            cr_expect_neq(r.result.err.kind, ERR_NONE, "answer %zu cut after %zu bytes", i, n);
            cr_expect(r.result.may_have_arrived);
        }
        rig_close(&r);
    }
}

Test(http, what_is_needed_of_the_headers_is_kept)
{
    struct rig r = {0};

    rig_open(&r, NULL);
    get(&r,
        (struct fault_reply){
            .bytes = STR("HTTP/1.1 400 Bad\r\nx-amzn-ErrorType: ThrottlingException:\r\n"
                         "X-AMZN-REQUESTID: 1-2-3\r\nDate: Sun, 22 Nov 2026 18:45:00 GMT\r\n"
                         "x-amz-retry-after: 1500\r\nLocation: https://elsewhere/\r\n"
                         "Content-Length: 2\r\n\r\n{}")},
        0);
    cr_expect_str_eq(r.result.error_type, "ThrottlingException:");
    cr_expect_str_eq(r.result.request_id, "1-2-3");
    cr_expect_str_eq(r.result.location, "https://elsewhere/");
    cr_expect_eq(r.result.date_ms, INT64_C(1795373100000));
    cr_expect_eq(r.result.retry_after_ms, 1500);
    cr_expect_str_eq(r.text, "{}");
    rig_close(&r);
}

Test(http, sends_what_was_asked_and_no_more)
{
    const struct {
        const char *method, *body, *starts, *has, *has_not;
    } cases[] = {
        {"GET", "", "GET /path?q=1 HTTP/1.1\r\n", "X-A: 1\r\n", "Content-Length"},
        {"POST", "{}", "POST /path?q=1 HTTP/1.1\r\n", "Content-Length: 2\r\n", "Expect"},
        {"POST", "", "POST /path?q=1 HTTP/1.1\r\n", "Content-Length: 0\r\n", "Content-Type"},
        {"PUT", "", "PUT /path?q=1 HTTP/1.1\r\n", "Content-Length: 0\r\n", "Content-Type"},
        {"PATCH", "{1}", "PATCH /path?q=1 HTTP/1.1\r\n", "Content-Length: 3\r\n", "Accept"},
        {"DELETE", "", "DELETE /path?q=1 HTTP/1.1\r\n", "X-A: 1\r\n", "Content-Type"},
    };
    const struct http_line lines[] = {{"X-A", "1"}};

    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct rig r = {.reply = {.bytes = STR(OK_HEAD "Content-Length: 0\r\n\r\n")}};
        char url[128];
        rig_open(&r, NULL);
        struct http_options o = options(&r, url);
        o.method = cases[i].method;
        o.body = str_of(cases[i].body);
        o.headers = lines;
        o.n_headers = 1;
        http_start(r.http, &o, on_done, &r);
        run(&r, 1);
        cr_expect(str_starts(r.head, cases[i].starts), "%s", r.head);
        cr_expect_not_null(strstr(r.head, cases[i].has), "no %s: %s", cases[i].has, r.head);
        cr_expect_null(strstr(r.head, cases[i].has_not), "%s: %s", cases[i].has_not, r.head);
        cr_expect_str_eq(r.body, cases[i].body);
        rig_close(&r);
    }
}

Test(http, a_path_is_sent_as_it_is)
{
    struct rig r = {.reply = {.bytes = STR(OK_HEAD "Content-Length: 0\r\n\r\n")}};
    char url[128];

    rig_open(&r, NULL);
    struct http_options o = options(&r, url);
    snprintf(url, sizeof url, "http://127.0.0.1:%d/a/../b//%%2e?x=%%41",
             fault_server_port(r.server));
    http_start(r.http, &o, on_done, &r);
    run(&r, 1);
    cr_expect(str_starts(r.head, "GET /a/../b//%2e?x=%41 HTTP/1.1\r\n"), "%s", r.head);
    rig_close(&r);
}

/* On a kept connection that dies under it, libcurl would send a request a second time. */
Test(http, once_means_once)
{
    struct rig r = {.second = {.how = FAULT_CLOSE}, .has_second = true};
    char url[128];

    rig_open(&r, NULL);
    get(&r, (struct fault_reply){.bytes = STR(OK_HEAD "Content-Length: 2\r\n\r\n{}")}, 0);
    struct http_options o = options(&r, url);
    o.method = "POST";
    o.body = STR("{}");
    o.repeat = HTTP_ONCE;
    http_start(r.http, &o, on_done, &r);
    run(&r, 2);
    cr_expect_eq(r.result.err.kind, ERR_CUT);
    cr_expect_eq(fault_server_requests(r.server), 2, "seen %d times",
                 fault_server_requests(r.server) - 1);
    cr_expect_eq(fault_server_connections(r.server), 2);
    rig_close(&r);
}

Test(http, kept_connections_are_used_again)
{
    struct rig r = {0};

    rig_open(&r, NULL);
    for (int i = 0; i < 3; i++)
        get(&r, (struct fault_reply){.bytes = STR(OK_HEAD "Content-Length: 2\r\n\r\n{}")}, 0);
    cr_expect_eq(fault_server_connections(r.server), 1);
    cr_expect_eq(fault_server_requests(r.server), 3);
    rig_close(&r);
}

Test(http, a_unix_socket_is_an_endpoint_too)
{
    char path[64], url[] = "http://localhost/x";
    struct rig r = {.reply = {.bytes = STR(OK_HEAD "Content-Length: 2\r\n\r\n{}")}};
    struct http_options o = {.method = "GET", .url = url, .unix_path = path};

    snprintf(path, sizeof path, "/tmp/picket-test-http-%d.sock", (int)getpid());
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    rig_open(&r, path);
    http_start(r.http, &o, on_done, &r);
    run(&r, 1);
    cr_expect_eq(r.result.err.kind, ERR_NONE, "%s", r.result.err.text);
    cr_expect_str_eq(r.text, "{}");
    rig_close(&r);
}

Test(http, this_machine_is_never_behind_a_proxy)
{
    struct rig r = {0};

    setenv("http_proxy", "http://127.0.0.1:1", 1);
    setenv("ALL_PROXY", "http://127.0.0.1:1", 1);
    rig_open(&r, NULL);
    get(&r, (struct fault_reply){.bytes = STR(OK_HEAD "Content-Length: 2\r\n\r\n{}")}, 0);
    cr_expect_eq(r.result.err.kind, ERR_NONE, "%s", r.result.err.text);
    rig_close(&r);
}

static int closed_port(void)
{
    struct loop *l = loop_new(&system_clock);
    struct fault_server *s = fault_server_new(l, NULL, script, NULL);
    int port = fault_server_port(s);

    fault_server_free(s);
    loop_free(l);
    return port;
}

Test(http, nothing_arrived_when_nothing_was_sent)
{
    char refused[64];
    const struct {
        const char *url;
        enum err_kind kind;
        bool hopeless;
    } cases[] = {
        {refused, ERR_CONNECT, false},
        {"http://127.0.0.1:port/", ERR_USAGE, true},
        {"https://name.invalid/", ERR_NAME, false},
        {"ftp://127.0.0.1/", ERR_DECODE, false},
    };

    snprintf(refused, sizeof refused, "http://127.0.0.1:%d/", closed_port());
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct rig r = {0};
        struct http_options o = {.method = "GET", .url = cases[i].url, .total_ms = 5000};
        rig_open(&r, NULL);
        http_start(r.http, &o, on_done, &r);
        run(&r, 1);
        cr_expect_eq(r.result.err.kind, cases[i].kind, "%s: %s %s", cases[i].url,
                     err_kind_name(r.result.err.kind), r.result.err.text);
        cr_expect_eq(r.result.hopeless, cases[i].hopeless, "%s", cases[i].url);
        cr_expect_not(r.result.may_have_arrived, "%s", cases[i].url);
        rig_close(&r);
    }
}

/* Speaking TLS to something that does not. */
Test(http, a_failed_handshake_is_a_tls_error)
{
    static const enum fault_how how[] = {FAULT_CLOSE, FAULT_RESET};

    for (size_t i = 0; i < COUNT_OF(how); i++) {
        struct rig r = {0};
        char url[64];
        rig_open(&r, NULL);
        snprintf(url, sizeof url, "https://127.0.0.1:%d/", fault_server_port(r.server));
        struct http_options o = {.method = "GET", .url = url, .total_ms = 300};
        http_start(r.http, &o, on_done, &r);
        run(&r, 1);
        cr_expect(r.result.err.kind == ERR_TLS || r.result.err.kind == ERR_TIMEOUT, "%s: %s",
                  err_kind_name(r.result.err.kind), r.result.err.text);
        cr_expect_not(r.result.may_have_arrived);
        rig_close(&r);
    }
}

Test(http, a_canceled_transfer_is_silent)
{
    struct rig r = {.reply = {.how = FAULT_HANG}};
    char url[128];

    rig_open(&r, NULL);
    struct http_options o = options(&r, url);
    struct http_transfer *early = http_start(r.http, &o, on_done, &r);
    http_cancel(early);
    struct http_transfer *late = http_start(r.http, &o, on_done, &r);
    for (int i = 0; i < 1000 && fault_server_requests(r.server) == 0; i++)
        (void)loop_turn(r.loop, 10 * 1000);
    cr_assert_eq(fault_server_requests(r.server), 1);
    http_cancel(late);
    http_start(r.http, &o, on_done, &r); /* left to http_free() */
    for (int i = 0; i < 20; i++)
        (void)loop_turn(r.loop, 1000);
    cr_expect_eq(r.done, 0);
    rig_close(&r);
}

Test(http, nothing_happens_inside_start)
{
    struct rig r = {0};
    char url[128];

    rig_open(&r, NULL);
    struct http_options o = options(&r, url);
    o.url = "nonsense://";
    http_start(r.http, &o, on_done, &r);
    cr_expect_eq(r.done, 0);
    run(&r, 1);
    rig_close(&r);
}

Test(http, key_logs_are_forgotten)
{
    struct rig r = {0};

    setenv("SSLKEYLOGFILE", "/tmp/keys", 1);
    rig_open(&r, NULL);
    cr_expect_not_null(getenv("SSLKEYLOGFILE"), "nothing of TLS before the first request");
    get(&r, (struct fault_reply){.bytes = STR(OK_HEAD "Content-Length: 2\r\n\r\n{}")}, 0);
    cr_expect_null(getenv("SSLKEYLOGFILE"));
    rig_close(&r);
}
