#include "client/local/httpd.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"

enum {
    DRAIN_MAX = 8 * HTTPD_BODY_MAX, /* of a body that is too large, read before hanging up */
    FAREWELL_TURNS = 50,            /* chances to write out what is already answered */
    BACKLOG = 64,
};

struct httpd {
    struct loop *loop;
    struct MHD_Daemon *daemon;
    struct loop_fd *watch;
    struct loop_timer *timer;
    httpd_fn *fn;
    void *ctx;
    int fd;            /* listening socket; the daemon's once it runs */
    char *endpoint;    /* owned */
    char *socket_path; /* owned, NULL for TCP */
};

/* One request on its way in. */
struct exchange {
    char *uri; /* as sent */
    struct buf body;
    size_t dropped;
    bool begun, too_large;
};

static void httpd_arm(struct httpd *h);

const char *httpd_header(const struct httpd_request *r, const char *name)
{
    for (size_t i = 0; i < r->n_headers; i++)
        if (str_eq_nocase(str_of(r->headers[i].name), name))
            return r->headers[i].value;
    return NULL;
}

/* ---- in --------------------------------------------------------------------------------- */

/* libmicrohttpd calls this with the request target before it decodes anything. */
static void *exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
    (void)cls;
    (void)connection;
    struct exchange *x = mem_alloc(1, sizeof *x);
    x->uri = mem_strdup(uri);
    x->body = BUF_INIT(HTTPD_BODY_MAX);
    return x;
}

static void exchange_end(void *cls, struct MHD_Connection *connection, void **con_cls,
                         enum MHD_RequestTerminationCode code)
{
    (void)cls;
    (void)connection;
    (void)code;
    struct exchange *x = *con_cls;
    if (!x)
        return;
    free(x->uri);
    buf_free(&x->body);
    free(x);
    *con_cls = NULL;
}

/* We read the raw target ourselves, so the library need not change it. */
static size_t leave_escaped(void *cls, struct MHD_Connection *connection, char *s)
{
    (void)cls;
    (void)connection;
    return strlen(s);
}

struct header_list {
    struct httpd_header items[HTTPD_HEADERS_MAX];
    size_t n;
    bool overflow;
};

static enum MHD_Result header_collect(void *cls, enum MHD_ValueKind kind, const char *name,
                                      const char *value)
{
    (void)kind;
    struct header_list *list = cls;
    if (list->n == HTTPD_HEADERS_MAX) {
        list->overflow = true;
        return MHD_NO;
    }
    list->items[list->n++] = (struct httpd_header){name, value ? value : ""};
    return MHD_YES;
}

static bool announces_too_much(struct MHD_Connection *connection)
{
    const char *text = MHD_lookup_connection_value(connection, MHD_HEADER_KIND,
                                                   MHD_HTTP_HEADER_CONTENT_LENGTH);
    int64_t length;
    return text && !str_to_int(str_of(text), 0, HTTPD_BODY_MAX, &length);
}

/* ---- out -------------------------------------------------------------------------------- */

static enum MHD_Result answer_queue(struct MHD_Connection *connection, struct httpd_answer *a)
{
    size_t n = a->body.len;
    char *bytes = buf_steal(&a->body);
    struct MHD_Response *response =
        MHD_create_response_from_buffer(n, bytes, MHD_RESPMEM_MUST_FREE);
    if (!response) {
        free(bytes);
        return MHD_NO;
    }
    if (a->content_type)
        (void)MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, a->content_type);
    for (size_t i = 0; i < a->n_headers; i++)
        (void)MHD_add_response_header(response, a->headers[i].name, a->headers[i].value);
    enum MHD_Result queued =
        MHD_queue_response(connection, a->status ? (unsigned)a->status : 200, response);
    MHD_destroy_response(response);
    return queued;
}

static enum MHD_Result exchange_answer(const struct httpd *h, struct MHD_Connection *connection,
                                       const struct exchange *x, const char *method)
{
    struct header_list headers = {.n = 0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, header_collect, &headers);
    struct str query;
    struct str path = str_cut(str_of(x->uri), '?', &query);
    struct httpd_request r = {.method = method, .path = path, .query = query};
    r.too_large = x->too_large || headers.overflow;
    if (!r.too_large) {
        r.headers = headers.items;
        r.n_headers = headers.n;
        r.body = (struct str){buf_text(&x->body), x->body.len};
    }
    struct httpd_answer a = {.body = BUF_INIT(HTTPD_ANSWER_MAX)};
    h->fn(h->ctx, &r, &a);
    enum MHD_Result queued = answer_queue(connection, &a);
    buf_free(&a.body);
    return queued;
}

/* Called once when the headers are in, then with each piece of the body, then with none
 * left. */
static enum MHD_Result on_request(void *cls, struct MHD_Connection *connection, const char *url,
                                  const char *method, const char *version, const char *upload,
                                  size_t *upload_size, void **con_cls)
{
    (void)url;
    (void)version;
    struct exchange *x = *con_cls;
    if (!x)
        return MHD_NO;
    if (!x->begun) {
        x->begun = true;
        if (!announces_too_much(connection))
            return MHD_YES;
        x->too_large = true;
        return exchange_answer(cls, connection, x, method);
    }
    if (*upload_size == 0)
        return exchange_answer(cls, connection, x, method);
    if (!x->too_large)
        buf_put(&x->body, upload, *upload_size);
    x->too_large = x->too_large || x->body.full;
    x->dropped += x->too_large ? *upload_size : 0;
    *upload_size = 0;
    return x->dropped > DRAIN_MAX ? MHD_NO : MHD_YES;
}

/* ---- the loop --------------------------------------------------------------------------- */

static void httpd_run(struct httpd *h)
{
    (void)MHD_run(h->daemon);
    httpd_arm(h);
}

static void on_ready(void *ctx, short revents)
{
    (void)revents;
    httpd_run(ctx);
}

static void on_timer(void *ctx)
{
    struct httpd *h = ctx;
    h->timer = NULL;
    httpd_run(h);
}

static void httpd_arm(struct httpd *h)
{
    MHD_UNSIGNED_LONG_LONG ms;
    loop_remove_timer(h->timer);
    h->timer = NULL;
    if (MHD_get_timeout(h->daemon, &ms) != MHD_YES)
        return;
    int64_t delay_us = ms > HTTPD_IDLE_SECONDS * 1000 ? HTTPD_IDLE_SECONDS * INT64_C(1000000)
                                                      : (int64_t)ms * 1000;
    h->timer = loop_add_timer(h->loop, delay_us, on_timer, h);
}

/* ---- listening -------------------------------------------------------------------------- */

static bool daemon_start(struct httpd *h, struct err *err)
{
    h->daemon = MHD_start_daemon(
        MHD_USE_EPOLL | MHD_USE_PEDANTIC_CHECKS, 0, NULL, NULL, on_request, h,
        MHD_OPTION_LISTEN_SOCKET, h->fd, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin, h,
        MHD_OPTION_NOTIFY_COMPLETED, exchange_end, h, MHD_OPTION_UNESCAPE_CALLBACK,
        leave_escaped, h, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTPD_MEMORY_MAX,
        MHD_OPTION_CONNECTION_MEMORY_INCREMENT, (size_t)4096, MHD_OPTION_CONNECTION_LIMIT,
        (unsigned)HTTPD_CONNECTIONS_MAX, MHD_OPTION_PER_IP_CONNECTION_LIMIT,
        (unsigned)HTTPD_CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)HTTPD_IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_END);
    if (!h->daemon)
        return err_sys(err, errno, "cannot start the HTTP server on %s", h->endpoint);
    h->fd = -1;
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(h->daemon, MHD_DAEMON_INFO_EPOLL_FD);
    if (!info)
        return err_set(err, ERR_IO, "libmicrohttpd has no epoll descriptor for %s",
                       h->endpoint);
    h->watch = loop_add_fd(h->loop, info->epoll_fd, POLLIN, on_ready, h);
    httpd_arm(h);
    return true;
}

static bool httpd_open(struct httpd **out, struct httpd *h, struct err *err)
{
    if (!daemon_start(h, err)) {
        httpd_free(h);
        return false;
    }
    *out = h;
    return true;
}

static struct httpd *httpd_new(struct loop *loop, httpd_fn *fn, void *ctx, int fd)
{
    struct httpd *h = mem_alloc(1, sizeof *h);
    h->loop = loop;
    h->fn = fn;
    h->ctx = ctx;
    h->fd = fd;
    return h;
}

union socket_address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
};

static bool address_host(const char *host, uint16_t port, union socket_address *a, socklen_t *n,
                         struct err *err)
{
    *a = (union socket_address){.v4.sin_family = AF_INET};
    if (strcmp(host, "localhost") == 0)
        host = "127.0.0.1";
    if (inet_pton(AF_INET, host, &a->v4.sin_addr) == 1) {
        a->v4.sin_port = htons(port);
        *n = sizeof a->v4;
        if ((ntohl(a->v4.sin_addr.s_addr) >> 24) == 127)
            return true;
    } else if (inet_pton(AF_INET6, host, &a->v6.sin6_addr) == 1) {
        a->v6.sin6_family = AF_INET6;
        a->v6.sin6_port = htons(port);
        *n = sizeof a->v6;
        if (IN6_IS_ADDR_LOOPBACK(&a->v6.sin6_addr))
            return true;
    } else {
        err_set(err, ERR_USAGE, "\"%.64s\" is not an IP address", host);
        return err_advise(err, "write --listen 127.0.0.1:PORT");
    }
    err_set(err, ERR_USAGE, "the local service listens on loopback only, not on %.64s", host);
    return err_advise(err, "use 127.0.0.1 and, from another machine, an SSH tunnel");
}

static bool address_parse(const char *text, union socket_address *a, socklen_t *n,
                          struct err *err)
{
    const char *colon = strrchr(text, ':');
    int64_t port;
    if (!colon || colon == text || !str_to_int(str_of(colon + 1), 0, 65535, &port)) {
        err_set(err, ERR_USAGE, "\"%.64s\" is not an address to listen on", text);
        return err_advise(err, "write --listen 127.0.0.1:PORT; port 0 takes a free one");
    }
    char host[64];
    size_t length = (size_t)(colon - text);
    if (text[0] == '[' && length > 2 && colon[-1] == ']') {
        text++;
        length -= 2;
    }
    if (length >= sizeof host)
        length = sizeof host - 1;
    memcpy(host, text, length);
    host[length] = '\0';
    return address_host(host, (uint16_t)port, a, n, err);
}

static char *endpoint_of(int fd)
{
    union socket_address a;
    socklen_t n = sizeof a;
    char host[INET6_ADDRSTRLEN] = "127.0.0.1";
    if (getsockname(fd, &a.any, &n) != 0)
        return mem_strdup("http://127.0.0.1");
    if (a.any.sa_family == AF_INET6)
        return mem_printf("http://[::1]:%u", (unsigned)ntohs(a.v6.sin6_port));
    (void)inet_ntop(AF_INET, &a.v4.sin_addr, host, sizeof host);
    return mem_printf("http://%s:%u", host, (unsigned)ntohs(a.v4.sin_port));
}

bool httpd_listen_tcp(struct httpd **out, struct loop *loop, const char *address, httpd_fn *fn,
                      void *ctx, struct err *err)
{
    union socket_address a;
    socklen_t n = 0;
    if (!address_parse(address, &a, &n, err))
        return false;
    int fd = socket(a.any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    int on = 1;
    if (fd < 0)
        return err_sys(err, errno, "cannot make a socket for %s", address);
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (bind(fd, &a.any, n) != 0 || listen(fd, BACKLOG) != 0) {
        err_sys(err, errno, "cannot listen on %s", address);
        close(fd);
        return err_advise(err, "choose another port, or 0 for a free one");
    }
    struct httpd *h = httpd_new(loop, fn, ctx, fd);
    h->endpoint = endpoint_of(fd);
    return httpd_open(out, h, err);
}

/* ---- Unix socket ------------------------------------------------------------------------ */

/* The folder decides who may connect, so it has to be ours alone. */
static bool NONNULL folder_private(const char *socket_path, struct err *err)
{
    const char *slash = strrchr(socket_path, '/');
    if (!slash || slash == socket_path)
        return err_set(err, ERR_USAGE, "%.100s: a socket needs a folder of its own",
                       socket_path);
    char *folder = mem_strndup(socket_path, (size_t)(slash - socket_path));
    struct stat st;
    bool ok = files_mkdirs(folder, err);
    if (ok && lstat(folder, &st) != 0)
        ok = err_sys(err, errno, "cannot look at %s", folder);
    else if (ok &&
             (!S_ISDIR(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0)) {
        err_set(err, ERR_CONFIG, "the folder of %.200s is open to others", socket_path);
        ok = err_advise(err, "chmod 700 it, or name a socket in a folder of your own");
    }
    free(folder);
    return ok;
}

static bool socket_alive(const struct sockaddr_un *a)
{
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool alive = connect(fd, (const struct sockaddr *)a, sizeof *a) == 0 || errno == EAGAIN;
    close(fd);
    return alive;
}

static int unix_listen(const char *path, struct err *err)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    if (n >= sizeof a.sun_path) {
        err_set(err, ERR_USAGE, "the socket path is %zu bytes long; %zu is the most", n,
                sizeof a.sun_path - 1);
        return -1;
    }
    memcpy(a.sun_path, path, n);
    if (socket_alive(&a)) {
        err_set(err, ERR_IO, "somebody listens on %s already", path);
        return -1;
    }
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0) {
        err_sys(err, errno, "cannot make a socket for %s", path);
        return -1;
    }
    (void)unlink(path);
    if (bind(fd, (const struct sockaddr *)&a, sizeof a) != 0 || chmod(path, 0600) != 0 ||
        listen(fd, BACKLOG) != 0) {
        err_sys(err, errno, "cannot listen on %s", path);
        close(fd);
        return -1;
    }
    return fd;
}

bool httpd_listen_unix(struct httpd **out, struct loop *loop, const char *path, httpd_fn *fn,
                       void *ctx, struct err *err)
{
    if (!folder_private(path, err))
        return false;
    int fd = unix_listen(path, err);
    if (fd < 0)
        return false;
    struct httpd *h = httpd_new(loop, fn, ctx, fd);
    h->endpoint = mem_printf("unix:%s", path);
    h->socket_path = mem_strdup(path);
    return httpd_open(out, h, err);
}

const char *httpd_endpoint(const struct httpd *h)
{
    return h->endpoint;
}

static void daemon_stop(struct httpd *h)
{
    /* The quiesced socket becomes ours again. */
    int fd = MHD_quiesce_daemon(h->daemon);
    for (int i = 0; i < FAREWELL_TURNS; i++)
        (void)MHD_run(h->daemon);
    MHD_stop_daemon(h->daemon);
    if (fd >= 0)
        close(fd);
}

void httpd_free(struct httpd *h)
{
    if (!h)
        return;
    loop_remove_timer(h->timer);
    loop_remove_fd(h->watch);
    if (h->daemon)
        daemon_stop(h);
    if (h->fd >= 0)
        close(h->fd);
    if (h->socket_path)
        (void)unlink(h->socket_path);
    free(h->socket_path);
    free(h->endpoint);
    free(h);
}
