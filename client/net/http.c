#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/net/http_inside.h"

/* ---- the loop's side of curl's sockets and timer ---- */

struct watch {
    struct http *http;
    struct loop_fd *fd;
    curl_socket_t socket;
    struct watch *next, **link;
};

static void collect_finished(struct http *h);

static void run(struct http *h, curl_socket_t socket, int events)
{
    int running;

    curl_multi_socket_action(h->multi, socket, events, &running);
    collect_finished(h);
}

static void on_socket(void *ctx, short revents)
{
    struct watch *w = ctx;
    int events = 0;

    if (revents & (POLLIN | POLLHUP))
        events |= CURL_CSELECT_IN;
    if (revents & POLLOUT)
        events |= CURL_CSELECT_OUT;
    if (revents & (POLLERR | POLLNVAL))
        events |= CURL_CSELECT_ERR;
    run(w->http, w->socket, events);
}

static void watch_free(struct watch *w)
{
    loop_remove_fd(w->fd);
    *w->link = w->next;
    if (w->next != NULL)
        w->next->link = w->link;
    free(w);
}

static int want_socket(CURL *easy, curl_socket_t socket, int what, void *ctx, void *sockctx)
{
    struct http *h = ctx;
    struct watch *w = sockctx;
    short events = 0;

    (void)easy;
    if (what == CURL_POLL_REMOVE) {
        if (w != NULL) {
            curl_multi_assign(h->multi, socket, NULL);
            watch_free(w);
        }
        return 0;
    }
    if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
        events |= POLLIN;
    if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
        events |= POLLOUT;
    if (w != NULL) {
        loop_set_events(w->fd, events);
        return 0;
    }
    w = mem_alloc(1, sizeof *w);
    *w = (struct watch){.http = h, .socket = socket, .next = h->watches, .link = &h->watches};
    if (w->next != NULL)
        w->next->link = &w->next;
    h->watches = w;
    w->fd = loop_add_fd(h->loop, socket, events, on_socket, w);
    curl_multi_assign(h->multi, socket, w);
    return 0;
}

static void on_timer(void *ctx)
{
    struct http *h = ctx;

    h->timer = NULL;
    run(h, CURL_SOCKET_TIMEOUT, 0);
}

static int want_timer(CURLM *multi, long timeout_ms, void *ctx)
{
    struct http *h = ctx;

    (void)multi;
    loop_remove_timer(h->timer);
    h->timer = NULL;
    if (timeout_ms >= 0)
        h->timer = loop_add_timer(h->loop, (int64_t)timeout_ms * 1000, on_timer, h);
    return 0;
}

static void transfer_free(struct http_transfer *t)
{
    loop_remove_timer(t->start);
    if (t->easy != NULL && t->http->multi != NULL)
        curl_multi_remove_handle(t->http->multi, t->easy);
    if (t->easy != NULL)
        curl_easy_cleanup(t->easy);
    for (struct curl_slist *l = t->headers; l != NULL; l = l->next)
        explicit_bzero(l->data, strlen(l->data)); /* Authorization and the session token */
    if (t->headers != NULL) /* libcurl may not be there: nothing was sent */
        curl_slist_free_all(t->headers);
    *t->link = t->next;
    if (t->next != NULL)
        t->next->link = t->link;
    buf_wipe(&t->request); /* it may hold a token or a code */
    buf_free(&t->result.body);
    free(t->method);
    free(t->url);
    free(t->unix_path);
    free(t->ca_file);
    free(t);
}

static void finish(struct http_transfer *t)
{
    http_done_fn *done = t->done;
    void *ctx = t->ctx;
    struct http_result result = t->result;

    t->result.body = BUF_INIT(0);
    transfer_free(t);
    done(ctx, &result);
    buf_free(&result.body);
}

static void collect_finished(struct http *h)
{
    CURLMsg *m;
    int left;

    while ((m = curl_multi_info_read(h->multi, &left)) != NULL) {
        struct http_transfer *t = NULL;
        CURLcode code = m->data.result;
        if (m->msg != CURLMSG_DONE)
            continue;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &t);
        http_measure(t);
        if (code == CURLE_OK && !t->head_over)
            code = CURLE_PARTIAL_FILE; /* libcurl takes a cut among the headers for an end */
        if (code != CURLE_OK)
            http_explain(t, code);
        finish(t);
    }
}

/* ---- how it begins ---- */

/* Key logs would write session keys of everything sent to a file somebody else chose. */
static void forget_debug_variables(void)
{
    static const char *const names[] = {"SSLKEYLOGFILE", "CURL_SSL_BACKEND", "CURL_DEBUG",
                                        "CURL_ENTROPY", "CURL_TRACE"};

    for (size_t i = 0; i < COUNT_OF(names); i++)
        unsetenv(names[i]);
}

static bool engine_open(struct http *h)
{
    if (h->multi != NULL)
        return true;
    forget_debug_variables();
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK ||
        (h->multi = curl_multi_init()) == NULL)
        return false;
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETFUNCTION, want_socket);
    curl_multi_setopt(h->multi, CURLMOPT_SOCKETDATA, h);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERFUNCTION, want_timer);
    curl_multi_setopt(h->multi, CURLMOPT_TIMERDATA, h);
    return true;
}

/* This machine and the metadata services are never behind a proxy. */
static void no_proxy(struct buf *out)
{
    const char *own = getenv("no_proxy");

    if (own == NULL)
        own = getenv("NO_PROXY");
    if (own != NULL && strcmp(own, "*") == 0) {
        buf_puts(out, "*");
        return;
    }
    buf_puts(out, "localhost,127.0.0.0/8,::1,169.254.169.254,169.254.170.2,169.254.170.23,"
                  "fd00:ec2::254,fd00:ec2::23");
    if (own != NULL)
        buf_printf(out, ",%s", own);
}

static bool set_safety(struct http_transfer *t)
{
    CURL *e = t->easy;
    struct buf direct = BUF_INIT(16 * 1024);
    CURLcode bad = CURLE_OK;

    no_proxy(&direct);
#define SET(option, value) \
    if (bad == CURLE_OK)   \
    bad = curl_easy_setopt(e, option, value)
    SET(CURLOPT_PROTOCOLS_STR, str_starts(t->url, "http://") ? "http" : "https");
    SET(CURLOPT_FOLLOWLOCATION, 0L);
    SET(CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
    SET(CURLOPT_SSL_VERIFYPEER, 1L);
    SET(CURLOPT_SSL_VERIFYHOST, 2L);
    SET(CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
    SET(CURLOPT_HTTP09_ALLOWED, 0L);
    SET(CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    SET(CURLOPT_NOPROXY, buf_text(&direct));
    if (t->ca_file != NULL)
        SET(CURLOPT_CAINFO, t->ca_file);
    if (t->unix_path != NULL) {
        SET(CURLOPT_UNIX_SOCKET_PATH, t->unix_path);
        SET(CURLOPT_PROXY, "");
    }
    if (t->repeat == HTTP_ONCE) {
        /* On a kept connection that turns out dead libcurl sends a request again. */
        SET(CURLOPT_FRESH_CONNECT, 1L);
        SET(CURLOPT_FORBID_REUSE, 1L);
    }
    buf_free(&direct);
    return bad == CURLE_OK;
}

static bool set_limits(struct http_transfer *t)
{
    CURL *e = t->easy;
    CURLcode bad = CURLE_OK;

    SET(CURLOPT_NOSIGNAL, 1L);
    SET(CURLOPT_QUICK_EXIT, 1L); /* a hanging resolver is not waited for */
    SET(CURLOPT_CONNECTTIMEOUT_MS, (long)t->connect_ms);
    SET(CURLOPT_TIMEOUT_MS, (long)t->total_ms);
    SET(CURLOPT_LOW_SPEED_LIMIT, 1L);
    SET(CURLOPT_LOW_SPEED_TIME, (long)HTTP_STALL_S);
    SET(CURLOPT_MAXAGE_CONN, (long)HTTP_IDLE_CONNECTION_S);
    SET(CURLOPT_TCP_KEEPALIVE, 1L);
    SET(CURLOPT_TCP_KEEPIDLE, 30L);
    SET(CURLOPT_TCP_KEEPINTVL, 10L);
    SET(CURLOPT_HEADERFUNCTION, http_on_header);
    SET(CURLOPT_HEADERDATA, t);
    SET(CURLOPT_WRITEFUNCTION, http_on_body);
    SET(CURLOPT_WRITEDATA, t);
    SET(CURLOPT_ERRORBUFFER, t->message);
    SET(CURLOPT_PRIVATE, t);
    return bad == CURLE_OK;
}

static bool set_request(struct http_transfer *t)
{
    CURL *e = t->easy;
    CURLcode bad = CURLE_OK;
    bool get = strcmp(t->method, "GET") == 0;
    bool with_body = !get && (t->request.len > 0 || strcmp(t->method, "DELETE") != 0);

    SET(CURLOPT_URL, t->url);
    SET(CURLOPT_PATH_AS_IS, 1L); /* the path was signed as it is */
    SET(CURLOPT_USERAGENT, "picket");
    SET(CURLOPT_HTTPHEADER, t->headers);
    if (with_body) { /* also when empty: POST, PUT and PATCH then say Content-Length: 0 */
        SET(CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)t->request.len);
        SET(CURLOPT_POSTFIELDS, buf_text(&t->request));
    }
    if (!get)
        SET(CURLOPT_CUSTOMREQUEST, t->method);
#undef SET
    return bad == CURLE_OK;
}

static void on_start(void *ctx)
{
    struct http_transfer *t = ctx;
    struct http *h = t->http;

    t->start = NULL;
    t->easy = engine_open(h) ? curl_easy_init() : NULL;
    if (t->easy != NULL && set_safety(t) && set_limits(t) && set_request(t) &&
        curl_multi_add_handle(h->multi, t->easy) == CURLM_OK)
        return; /* curl asks for its timer and goes on from there */
    err_set(&t->result.err, ERR_CONNECT, "libcurl cannot be set up for this request");
    err_advise(&t->result.err, "picket needs libcurl 7.87 or newer with TLS.");
    t->result.hopeless = true;
    finish(t);
}

static void add_header(struct http_transfer *t, const char *text)
{
    struct curl_slist *l = curl_slist_append(t->headers, text);

    if (l == NULL)
        bug("out of memory");
    t->headers = l;
}

static void copy_headers(struct http_transfer *t, const struct http_options *o)
{
    bool typed = false, accept = false;
    struct buf line = BUF_INIT(HTTP_HEADERS_MAX);

    for (size_t i = 0; i < o->n_headers; i++) {
        typed |= strcasecmp(o->headers[i].name, "content-type") == 0;
        accept |= strcasecmp(o->headers[i].name, "accept") == 0;
        buf_reset(&line);
        /* An empty value needs the semicolon, or libcurl drops the header. */
        buf_printf(&line, o->headers[i].value[0] != '\0' ? "%s: %s" : "%s;", o->headers[i].name,
                   o->headers[i].value);
        add_header(t, buf_text(&line));
    }
    if (line.data != NULL)
        explicit_bzero(line.data, line.cap);
    buf_free(&line);
    add_header(t, "Expect:"); /* no waiting for a 100 Continue */
    if (!typed)
        add_header(t, "Content-Type:"); /* or libcurl calls an empty POST a form */
    if (!accept)
        add_header(t, "Accept:");
}

static char *copy_text(const char *s)
{
    return s != NULL && s[0] != '\0' ? mem_strdup(s) : NULL;
}

static struct http_transfer *transfer_new(struct http *h, http_done_fn *done, void *ctx)
{
    struct http_transfer *t = mem_alloc(1, sizeof *t);

    t->http = h;
    t->next = h->all;
    t->link = &h->all;
    if (t->next != NULL)
        t->next->link = &t->next;
    h->all = t;
    t->done = done;
    t->ctx = ctx;
    return t;
}

struct http_transfer *http_start(struct http *h, const struct http_options *o,
                                 http_done_fn *done, void *ctx)
{
    struct http_transfer *t = transfer_new(h, done, ctx);

    t->method = mem_strdup(o->method);
    t->url = mem_strdup(o->url);
    t->unix_path = copy_text(o->unix_path);
    t->ca_file = copy_text(o->ca_file);
    t->request = BUF_INIT(o->body.n + 1);
    buf_put(&t->request, o->body.p, o->body.n);
    t->repeat = o->repeat;
    t->connect_ms = o->connect_ms > 0 ? o->connect_ms : HTTP_CONNECT_MS;
    t->total_ms = o->total_ms > 0 ? o->total_ms : HTTP_TOTAL_MS;
    t->content_length = -1;
    t->result.body = BUF_INIT(HTTP_BODY_MAX);
    t->result.retry_after_ms = -1;
    copy_headers(t, o);
    t->start = loop_add_timer(h->loop, 0, on_start, t);
    return t;
}

static void on_pretended(void *ctx)
{
    struct http_transfer *t = ctx;

    t->start = NULL;
    finish(t);
}

struct http_transfer *http_pretend(struct http *h, const struct http_result *result,
                                   int delay_ms, http_done_fn *done, void *ctx)
{
    struct http_transfer *t = transfer_new(h, done, ctx);

    t->result = *result;
    t->start = loop_add_timer(h->loop, (int64_t)delay_ms * 1000, on_pretended, t);
    return t;
}

void http_cancel(struct http_transfer *t)
{
    if (t != NULL)
        transfer_free(t);
}

struct http *http_new(struct loop *loop)
{
    struct http *h = mem_alloc(1, sizeof *h);

    h->loop = loop;
    return h;
}

void http_free(struct http *h)
{
    if (h == NULL)
        return;
    while (h->all != NULL)
        transfer_free(h->all);
    if (h->multi != NULL) {
        curl_multi_cleanup(h->multi);
        curl_global_cleanup();
    }
    while (h->watches != NULL)
        watch_free(h->watches);
    loop_remove_timer(h->timer);
    free(h);
}
