#include "client/base/capture.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/spawn.h"

enum { READ_BYTES = 4096 };

/* One of its outputs. */
struct stream {
    struct capture *of;
    int fd; /* -1: at its end */
    struct loop_fd *watch;
    struct buf text;
};

struct capture {
    struct loop *loop;
    struct child *child; /* NULL: it has ended */
    struct loop_timer *limit;
    struct stream out, complaints;
    struct capture_result result;
    int64_t limit_ms;
    capture_done_fn *done;
    void *ctx;
};

static void stream_close(struct stream *s)
{
    loop_remove_fd(s->watch);
    s->watch = NULL;
    if (s->fd >= 0)
        (void)close(s->fd);
    s->fd = -1;
}

static void capture_free(struct capture *c)
{
    loop_remove_timer(c->limit);
    stream_close(&c->out);
    stream_close(&c->complaints);
    buf_wipe(&c->out.text);
    buf_wipe(&c->complaints.text);
    free(c);
}

/* Its whole group: a script's own children as well. */
static void end_child(struct capture *c)
{
    if (c->child == NULL)
        return;
    (void)kill(-child_pid(c->child), SIGKILL);
    child_signal(c->child, SIGKILL);
}

/* Takes what is there. */
static void stream_read(struct stream *s)
{
    char bytes[READ_BYTES];
    ssize_t n;

    while (s->fd >= 0) {
        n = read(s->fd, bytes, sizeof bytes);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0 && errno == EAGAIN)
            break;
        if (n <= 0) {
            stream_close(s);
            break;
        }
        buf_put(&s->text, bytes, (size_t)n);
        if (s->text.full && s == &s->of->out) {
            err_set(&s->of->result.err, ERR_LIMIT, "it printed more than %zu bytes",
                    s->text.max);
            end_child(s->of);
            break;
        }
    }
    explicit_bzero(bytes, sizeof bytes);
}

static void on_readable(void *ctx, short revents)
{
    (void)revents;
    stream_read(ctx);
}

/* What its own children still hold open is not waited for. */
static void on_ended(void *ctx, int status)
{
    struct capture *c = ctx;
    capture_done_fn *done = c->done;
    void *done_ctx = c->ctx;

    c->child = NULL;
    stream_read(&c->out);
    stream_read(&c->complaints);
    c->result.status = status;
    c->result.out = c->out.text;
    c->result.complaints = c->complaints.text;
    done(done_ctx, &c->result);
    capture_free(c);
}

static void on_limit(void *ctx)
{
    struct capture *c = ctx;

    c->limit = NULL;
    err_set(&c->result.err, ERR_TIMEOUT, "it did not end within %lld s",
            (long long)(c->limit_ms / 1000));
    end_child(c);
}

/* *theirs is closed by whoever has started the child. */
static bool stream_open(struct capture *c, struct stream *s, size_t max, int *theirs,
                        struct err *err)
{
    int ends[2];

    *theirs = -1;
    *s = (struct stream){.of = c, .fd = -1, .text = BUF_INIT(max)};
    if (pipe2(ends, O_CLOEXEC) != 0)
        return err_sys(err, errno, "a pipe");
    (void)fcntl(ends[0], F_SETFL, O_NONBLOCK);
    s->fd = ends[0];
    *theirs = ends[1];
    s->watch = loop_add_fd(c->loop, s->fd, POLLIN, on_readable, s);
    return true;
}

/* A file of memory, not a pipe: nobody has to wait for a reader. *fd: -1 for no text. */
static bool input_open(struct str text, int *fd, struct err *err)
{
    *fd = -1;
    if (text.n == 0)
        return true;
    *fd = memfd_create("picket input", MFD_CLOEXEC);
    return (*fd >= 0 && files_write_fd(*fd, text.p, text.n) && lseek(*fd, 0, SEEK_SET) == 0) ||
           err_sys(err, errno, "what a program reads");
}

struct capture *capture_start(struct loop *l, const struct capture_options *o,
                              capture_done_fn *done, void *ctx, struct err *err)
{
    struct capture *c = mem_alloc(1, sizeof *c);
    int in = -1, out = -1, complaints = -1;

    *c = (struct capture){
        .loop = l, .limit_ms = o->limit_ms, .done = done, .ctx = ctx, .out.fd = -1};
    c->complaints.fd = -1;
    if (input_open(o->input, &in, err) && stream_open(c, &c->out, o->out_max, &out, err) &&
        stream_open(c, &c->complaints, o->complaints_max, &complaints, err))
        c->child = spawn_start(l,
                               &(struct spawn_options){.argv = o->argv,
                                                       .in = in,
                                                       .out = out,
                                                       .errfd = complaints,
                                                       .die_with_parent = SIGKILL},
                               on_ended, c, err);
    if (in >= 0)
        (void)close(in);
    if (out >= 0)
        (void)close(out);
    if (complaints >= 0)
        (void)close(complaints);
    if (c->child == NULL) {
        capture_free(c);
        return NULL;
    }
    c->limit = loop_add_timer(l, o->limit_ms * 1000, on_limit, c);
    return c;
}

void capture_stop(struct capture *c)
{
    if (c == NULL)
        return;
    end_child(c);
    child_forget(c->child);
    capture_free(c);
}
