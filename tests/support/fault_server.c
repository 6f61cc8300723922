#include "tests/support/fault_server.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "client/base/mem.h"

enum { DRIP_US = 5000, REQUEST_MAX = 1024 * 1024 };

struct connection {
    struct fault_server *server;
    struct connection *next;
    int fd, number;
    struct loop_fd *watch;
    struct loop_timer *drip;
    struct buf in;
    bool replying;
    struct fault_reply reply;
    size_t sent, blocks_sent;
};

struct fault_server {
    struct loop *loop;
    fault_fn *fn;
    void *ctx;
    int fd, port, requests, accepted;
    size_t cut;
    struct loop_fd *watch;
    struct connection *all;
    char unix_path[108];
};

static void serve(struct connection *c);

static void connection_close(struct connection *c)
{
    loop_remove_fd(c->watch);
    loop_remove_timer(c->drip);
    if (c->fd >= 0)
        close(c->fd);
    c->watch = NULL;
    c->drip = NULL;
    c->fd = -1;
}

static void reply_over(struct connection *c)
{
    struct linger hard = {.l_onoff = 1};

    switch (c->reply.how) {
    case FAULT_RESET:
        setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        connection_close(c);
        break;
    case FAULT_CLOSE: connection_close(c); break;
    case FAULT_ANSWER:
        c->replying = false;
        loop_set_events(c->watch, POLLIN);
        serve(c);
        break;
    case FAULT_HANG:
    case FAULT_DRIP: loop_set_events(c->watch, 0); break;
    }
}

/* What to send next: the rest of the bytes, then of the current block. */
static struct str pending(const struct connection *c)
{
    if (c->sent < c->reply.bytes.n)
        return (struct str){c->reply.bytes.p + c->sent, c->reply.bytes.n - c->sent};
    size_t at = c->sent - c->reply.bytes.n;
    if (c->blocks_sent < c->reply.times && at < c->reply.block.n)
        return (struct str){c->reply.block.p + at, c->reply.block.n - at};
    return (struct str){0};
}

static void sent_some(struct connection *c, size_t n)
{
    c->sent += n;
    if (c->reply.times > 0 && c->sent == c->reply.bytes.n + c->reply.block.n) {
        c->blocks_sent++;
        c->sent = c->reply.bytes.n;
    }
}

static void send_on(struct connection *c, size_t most)
{
    struct str rest;

    while (most > 0 && (rest = pending(c)).n > 0) {
        size_t n = rest.n < most ? rest.n : most;
        ssize_t done = send(c->fd, rest.p, n, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (done < 0 && (errno == EAGAIN || errno == EINTR)) {
            loop_set_events(c->watch, POLLOUT);
            return;
        }
        if (done < 0) {
            connection_close(c);
            return;
        }
        sent_some(c, (size_t)done);
        most -= (size_t)done;
    }
    if (pending(c).n == 0)
        reply_over(c);
}

static void on_drip(void *ctx)
{
    struct connection *c = ctx;

    c->drip = NULL;
    send_on(c, 1);
    if (c->fd >= 0 && pending(c).n > 0)
        c->drip = loop_add_timer(c->server->loop, DRIP_US, on_drip, c);
}

static size_t content_length(const struct fault_request *r)
{
    char text[32];
    int64_t n = 0;

    if (!fault_header(r, "content-length", text, sizeof text) ||
        !str_to_int(str_of(text), 0, REQUEST_MAX, &n))
        return 0;
    return (size_t)n;
}

/* Takes one whole request off the input, if there is one. */
static void serve(struct connection *c)
{
    struct fault_server *s = c->server;
    const char *end = c->in.len > 0 ? memmem(c->in.data, c->in.len, "\r\n\r\n", 4) : NULL;

    if (end == NULL || c->replying)
        return;
    size_t head = (size_t)(end - c->in.data) + 4;
    struct fault_request r = {
        .number = s->requests + 1, .connection = c->number, .head = {c->in.data, head}};
    size_t body = content_length(&r);
    if (c->in.len < head + body)
        return;
    r.body = (struct str){c->in.data + head, body};
    s->requests++;
    c->reply = (struct fault_reply){0};
    s->fn(s->ctx, &r, &c->reply);
    memmove(c->in.data, c->in.data + head + body, c->in.len - head - body);
    c->in.len -= head + body;
    c->replying = true;
    c->sent = c->blocks_sent = 0;
    if (c->reply.how == FAULT_DRIP)
        c->drip = loop_add_timer(s->loop, DRIP_US, on_drip, c);
    else
        send_on(c, SIZE_MAX);
}

static void on_connection(void *ctx, short revents)
{
    struct connection *c = ctx;
    char bytes[4096];

    if (c->replying) {
        if (revents & (POLLERR | POLLHUP))
            connection_close(c);
        else
            send_on(c, 256 * 1024);
        return;
    }
    size_t room = c->server->cut - (c->in.len < c->server->cut ? c->in.len : 0);
    ssize_t n = recv(c->fd, bytes, room < sizeof bytes ? room : sizeof bytes, MSG_DONTWAIT);
    if (n < 0 && errno == EAGAIN)
        return;
    if (n <= 0) {
        connection_close(c);
        return;
    }
    buf_put(&c->in, bytes, (size_t)n);
    serve(c);
    if (!c->replying && c->in.len >= c->server->cut) {
        c->reply.how = FAULT_RESET;
        reply_over(c);
    }
}

static void on_listener(void *ctx, short revents)
{
    struct fault_server *s = ctx;
    int fd = accept4(s->fd, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);

    (void)revents;
    if (fd < 0)
        return;
    struct connection *c = mem_alloc(1, sizeof *c);
    *c = (struct connection){.server = s,
                             .next = s->all,
                             .fd = fd,
                             .number = ++s->accepted,
                             .in = BUF_INIT(REQUEST_MAX)};
    s->all = c;
    c->watch = loop_add_fd(s->loop, fd, POLLIN, on_connection, c);
}

static int listen_unix(struct fault_server *s, const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

    snprintf(a.sun_path, sizeof a.sun_path, "%s", path);
    snprintf(s->unix_path, sizeof s->unix_path, "%s", path);
    unlink(path);
    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 64) != 0)
        bug("cannot listen on %s", path);
    return fd;
}

static int listen_tcp(struct fault_server *s)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t n = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    if (fd < 0 || bind(fd, (struct sockaddr *)&a, sizeof a) != 0 || listen(fd, 64) != 0 ||
        getsockname(fd, (struct sockaddr *)&a, &n) != 0)
        bug("cannot listen on 127.0.0.1");
    s->port = ntohs(a.sin_port);
    return fd;
}

struct fault_server *fault_server_new(struct loop *loop, const char *unix_path, fault_fn *fn,
                                      void *ctx)
{
    struct fault_server *s = mem_alloc(1, sizeof *s);

    s->loop = loop;
    s->fn = fn;
    s->ctx = ctx;
    s->cut = SIZE_MAX;
    s->fd = unix_path != NULL ? listen_unix(s, unix_path) : listen_tcp(s);
    s->watch = loop_add_fd(loop, s->fd, POLLIN, on_listener, s);
    return s;
}

void fault_server_free(struct fault_server *s)
{
    while (s->all != NULL) {
        struct connection *c = s->all;
        s->all = c->next;
        connection_close(c);
        buf_free(&c->in);
        free(c);
    }
    loop_remove_fd(s->watch);
    close(s->fd);
    if (s->unix_path[0] != '\0')
        unlink(s->unix_path);
    free(s);
}

void fault_server_cut(struct fault_server *s, size_t bytes)
{
    s->cut = bytes;
}

int fault_server_port(const struct fault_server *s)
{
    return s->port;
}

int fault_server_requests(const struct fault_server *s)
{
    return s->requests;
}

int fault_server_connections(const struct fault_server *s)
{
    return s->accepted;
}

bool fault_header(const struct fault_request *r, const char *name, char *out, size_t size)
{
    for (struct str rest = r->head; rest.n > 0;) {
        struct str value, line = str_cut(rest, '\n', &rest);
        if (!str_eq_nocase(str_cut(line, ':', &value), name))
            continue;
        value = str_trim(value);
        snprintf(out, size, "%.*s", (int)value.n, value.p);
        return true;
    }
    return false;
}
