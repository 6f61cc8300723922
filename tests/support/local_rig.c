#include "tests/support/local_rig.h"

#include <arpa/inet.h>
#include <criterion/criterion.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

enum {
    RIG_THINGS = 30,
    TURN_US = 2000,
    TURNS_MAX = 20000, /* a service that says nothing for this long is broken */
    REQUEST_MAX = 4 * 1024 * 1024,
};

void rig_open(struct rig *r, enum service_throttling throttling)
{
    struct err err = {.kind = ERR_NONE};
    char folder[] = "/tmp/picket-test-XXXXXX";
    cr_assert(mkdtemp(folder));
    *r = (struct rig){.loop = loop_new(&system_clock), .folder = mem_strdup(folder)};
    struct service_options o = {.state_dir = r->folder,
                                .fleet = "harbour",
                                .things = RIG_THINGS,
                                .clock_speed = 1,
                                .throttling = throttling};
    cr_assert(service_open(&r->service, r->loop, &o, &err), "%s", err.text);
    cr_assert(
        httpd_listen_tcp(&r->httpd, r->loop, "127.0.0.1:0", service_answer, r->service, &err),
        "%s", err.text);
    r->service->endpoint = httpd_endpoint(r->httpd);
    r->host = strstr(r->service->endpoint, "//") + 2;
    r->port = (int)strtol(strrchr(r->host, ':') + 1, NULL, 10);
}

void rig_close(struct rig *r)
{
    httpd_free(r->httpd);
    service_close(r->service);
    loop_free(r->loop);
    (void)files_remove_tree(r->folder);
    free(r->folder);
}

/* ---- writing ----------------------------------------------------------------------------- */

static const char *or_else(const char *a, const char *b)
{
    return a ? a : b;
}

static void authorize(const struct rig *r, const struct rig_request *q,
                      const struct sigv4_header *headers, size_t n, int64_t time_ms,
                      struct buf *out)
{
    struct err err = {.kind = ERR_NONE};
    struct str query;
    struct str path = str_cut(str_of(q->target), '?', &query);
    struct sigv4_request request = {.method = q->method,
                                    .path = path,
                                    .query = query,
                                    .headers = headers,
                                    .n_headers = n,
                                    .body = str_of(q->body)};
    struct sigv4_scope scope = {.access_key_id = or_else(q->id, r->service->keys.id),
                                .secret = or_else(q->secret, r->service->keys.secret),
                                .region = or_else(q->region, "us-east-1"),
                                .service = or_else(q->scope, "iot"),
                                .time_ms = time_ms};
    buf_puts(out, "Authorization: ");
    cr_assert(sigv4_sign(&request, &scope, out, &err), "%s", err.text);
    buf_puts(out, "\r\n");
}

void rig_write(const struct rig *r, const struct rig_request *q, struct buf *out)
{
    struct sigv4_header headers[RIG_HEADERS_MAX + 3];
    size_t n = 0;
    char date[SIGV4_DATE_SIZE];
    int64_t time_ms = clock_real_ms(&system_clock) + q->skew_ms;
    sigv4_date(time_ms, date);
    headers[n++] = (struct sigv4_header){"host", r->host};
    headers[n++] = (struct sigv4_header){"x-amz-date", date};
    if (q->body)
        headers[n++] =
            (struct sigv4_header){"content-type", or_else(q->content_type, "application/json")};
    for (size_t i = 0; i < q->n_extra; i++)
        headers[n++] = q->extra[i];
    *out = BUF_INIT(REQUEST_MAX);
    buf_printf(out, "%s %s HTTP/1.1\r\n", q->method, q->target);
    for (size_t i = 0; i < n; i++)
        buf_printf(out, "%s: %s\r\n", headers[i].name, headers[i].value);
    if (!q->unsigned_because)
        authorize(r, q, headers, n, time_ms, out);
    buf_printf(out, "content-length: %zu\r\nconnection: close\r\n\r\n",
               q->body ? strlen(q->body) : 0);
    buf_puts(out, q->body ? q->body : "");
}

/* ---- sending ----------------------------------------------------------------------------- */

static int rig_connect(const struct rig *r)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)r->port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    cr_assert(fd >= 0);
    cr_assert(connect(fd, (const struct sockaddr *)&a, sizeof a) == 0);
    return fd;
}

static void push(struct rig *r, int fd, struct str bytes)
{
    for (int turn = 0; bytes.n > 0 && turn < TURNS_MAX; turn++) {
        ssize_t n = send(fd, bytes.p, bytes.n, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (n < 0 && errno != EAGAIN)
            return; /* it hung up: what it said, if anything, is still to be read */
        if (n > 0)
            bytes = (struct str){bytes.p + n, bytes.n - (size_t)n};
        (void)loop_turn(r->loop, n > 0 ? 0 : TURN_US);
    }
}

static bool whole(const struct buf *in)
{
    const char *head = in->data ? strstr(in->data, "\r\n\r\n") : NULL;
    const char *length = head ? strcasestr(in->data, "content-length:") : NULL;
    if (!length || length > head)
        return false;
    size_t body = (size_t)strtoul(length + strlen("content-length:"), NULL, 10);
    return in->len >= (size_t)(head + 4 - in->data) + body;
}

static void pull(struct rig *r, int fd, struct buf *in)
{
    for (int turn = 0; turn < TURNS_MAX && !whole(in); turn++) {
        char bytes[8192];
        ssize_t n = recv(fd, bytes, sizeof bytes, MSG_DONTWAIT);
        if (n == 0 || (n < 0 && errno != EAGAIN))
            return;
        if (n > 0)
            buf_put(in, bytes, (size_t)n);
        else
            (void)loop_turn(r->loop, TURN_US);
    }
    cr_assert(whole(in), "no answer");
}

static void answer_parse(const struct buf *in, struct rig_answer *out)
{
    const char *head = in->data ? strstr(in->data, "\r\n\r\n") : NULL;
    *out = (struct rig_answer){.body = BUF_INIT(REQUEST_MAX)};
    if (!head)
        return;
    out->status = (int)strtol(in->data + strlen("HTTP/1.1 "), NULL, 10);
    const char *error = strcasestr(in->data, "x-amzn-errortype: ");
    if (error && error < head)
        (void)snprintf(out->error, sizeof out->error, "%.*s", (int)strcspn(error + 18, "\r\n:"),
                       error + 18);
    buf_puts(&out->body, head + 4);
}

void rig_send(struct rig *r, struct str bytes, struct rig_answer *out)
{
    struct buf in = BUF_INIT(HTTPD_ANSWER_MAX + 65536);
    int fd = rig_connect(r);
    push(r, fd, bytes);
    pull(r, fd, &in);
    close(fd);
    answer_parse(&in, out);
    buf_free(&in);
}

void rig_ask(struct rig *r, const struct rig_request *q, struct rig_answer *out)
{
    struct buf bytes;
    rig_write(r, q, &bytes);
    rig_send(r, (struct str){bytes.data, bytes.len}, out);
    buf_free(&bytes);
}

void rig_answer_free(struct rig_answer *a)
{
    buf_free(&a->body);
}
