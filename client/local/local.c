#include "client/local/local.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/base/spawn.h"
#include "client/local/keys.h"
#include "client/local/registry.h"

enum {
    FIRST_TRY_US = 20 * 1000,
    LAST_TRY_US = 500 * 1000,
    LOOK_US = 2 * 1000 * 1000, /* at a service that another console started */
    SAID_MAX = 4096,           /* of what the child says before it dies */
    ARGS_MAX = 18,
};

struct local {
    struct loop *loop;
    local_fn *fn;
    void *ctx;
    char *program, *state_dir, *fleet, *log_file, *socket, *endpoint; /* owned */
    char *things, *speed; /* owned, NULL: not given */
    bool no_detect;
    struct child *child;
    struct loop_timer *timer;
    struct loop_fd *watch; /* on `said` */
    int said_fd;           /* the child's stderr, -1: none */
    struct buf said;       /* what is not yet a whole line, then the last words */
    int64_t try_us;
    int restarts;
    bool ready;
    struct local_keys keys;
};

static bool child_start(struct local *l, struct err *err);

static void tell(struct local *l, enum local_event event, const struct err *err)
{
    struct local_news news = {.event = event, .err = err};
    l->fn(l->ctx, &news);
}

/* ---- what the child says ----------------------------------------------------------------- */

/* "progress 5000 20000" */
static bool progress_parse(struct str line, struct local_news *news)
{
    struct str done, total;
    struct str word = str_cut(line, ' ', &done);
    done = str_cut(done, ' ', &total);
    return str_eq(word, "progress") && str_to_int(done, 0, INT64_MAX, &news->done) &&
           str_to_int(total, 0, INT64_MAX, &news->total);
}

static void lines_read(struct local *l)
{
    struct buf rest = BUF_INIT(SAID_MAX);
    struct str text = {buf_text(&l->said), l->said.len};
    while (text.n > 0) {
        struct local_news news = {.event = LOCAL_PROGRESS};
        const char *end = memchr(text.p, '\n', text.n);
        if (!end)
            break;
        struct str line = str_cut(text, '\n', &text);
        if (progress_parse(line, &news)) {
            l->fn(l->ctx, &news);
        } else {
            buf_put(&rest, line.p, line.n);
            buf_putc(&rest, '\n');
        }
    }
    buf_put(&rest, text.p, text.n);
    buf_free(&l->said);
    l->said = rest;
}

static void said_close(struct local *l)
{
    loop_remove_fd(l->watch);
    l->watch = NULL;
    if (l->said_fd >= 0)
        close(l->said_fd);
    l->said_fd = -1;
}

static void on_said(void *ctx, short revents)
{
    struct local *l = ctx;
    char bytes[1024];
    (void)revents;
    ssize_t n = read(l->said_fd, bytes, sizeof bytes);
    if (n > 0) {
        buf_put(&l->said, bytes, (size_t)n);
        lines_read(l);
    } else if (n == 0 || (errno != EAGAIN && errno != EINTR)) {
        said_close(l);
    }
}

/* The last words of a child that ended are still in the pipe. */
static void said_drain(struct local *l)
{
    char bytes[1024];
    ssize_t n;
    while (l->said_fd >= 0 && (n = read(l->said_fd, bytes, sizeof bytes)) > 0)
        buf_put(&l->said, bytes, (size_t)n);
    said_close(l);
}

/* ---- answering --------------------------------------------------------------------------- */

static bool socket_answers(const char *path)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    size_t n = strlen(path);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd < 0)
        return false;
    bool answers = n < sizeof a.sun_path;
    memcpy(a.sun_path, path, answers ? n : 0);
    answers = answers && connect(fd, (const struct sockaddr *)&a, sizeof a) == 0;
    close(fd);
    return answers;
}

static void ready_now(struct local *l)
{
    struct err err;
    if (l->ready)
        return;
    if (!keys_read(l->state_dir, &l->keys, &err)) {
        tell(l, LOCAL_FAILED, &err);
        return;
    }
    l->ready = true;
    tell(l, LOCAL_READY, NULL);
}

static void on_restart(void *ctx)
{
    struct local *l = ctx;
    struct err err;
    l->timer = NULL;
    if (!child_start(l, &err))
        tell(l, LOCAL_FAILED, &err);
}

/* Another console keeps the state: its service serves us too, for as long as it lives. */
static void on_look(void *ctx)
{
    struct local *l = ctx;
    struct err err;
    if (socket_answers(l->socket)) {
        l->timer = loop_add_timer(l->loop, LOOK_US, on_look, l);
        return;
    }
    l->ready = false;
    l->timer = loop_add_timer(l->loop, FIRST_TRY_US, on_restart, l);
    err_set(&err, ERR_CONNECT, "the local service of the other console ended");
    tell(l, LOCAL_LOST, &err);
}

/* ---- the end of a child ------------------------------------------------------------------ */

static void last_words(struct local *l, int status, struct err *err)
{
    struct str text = str_trim((struct str){buf_text(&l->said), l->said.len});
    struct str advice;
    struct str first = str_cut(text, '\n', &advice);
    static const char prefix[] = "picket serve: ";
    if (first.n > strlen(prefix) && memcmp(first.p, prefix, strlen(prefix)) == 0) {
        first.p += strlen(prefix);
        first.n -= strlen(prefix);
    }
    enum err_kind kind = WIFEXITED(status) && WEXITSTATUS(status) == 3 ? ERR_CONFIG : ERR_IO;
    if (first.n > 0)
        err_set(err, kind, "the local service: %.*s", (int)(first.n < 280 ? first.n : 280),
                first.p);
    else if (WIFSIGNALED(status))
        err_set(err, kind, "the local service was ended by signal %d", WTERMSIG(status));
    else
        err_set(err, kind, "the local service ended with status %d", WEXITSTATUS(status));
    advice = str_trim(advice);
    if (advice.n > 0)
        err_advise(err, "%.*s", (int)(advice.n < 180 ? advice.n : 180), advice.p);
}

static void on_exit_of_child(void *ctx, int status)
{
    struct local *l = ctx;
    struct err err = {.kind = ERR_NONE};
    l->child = NULL;
    said_drain(l);
    last_words(l, status, &err);
    log_write(LOG_WARN, "%s", err.text);
    loop_remove_timer(l->timer);
    l->timer = NULL;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 3 && socket_answers(l->socket)) {
        l->timer = loop_add_timer(l->loop, LOOK_US, on_look, l);
        ready_now(l);
        return;
    }
    /* One that never answered would not the next time either. */
    if (!l->ready || l->restarts == LOCAL_RESTARTS_MAX) {
        tell(l, LOCAL_FAILED, &err);
        return;
    }
    l->restarts++;
    l->ready = false;
    l->timer = loop_add_timer(l->loop, FIRST_TRY_US << l->restarts, on_restart, l);
    tell(l, LOCAL_LOST, &err);
}

/* ---- waiting for an answer --------------------------------------------------------------- */

static void on_try(void *ctx)
{
    struct local *l = ctx;
    l->timer = NULL;
    if (!socket_answers(l->socket)) {
        l->try_us = l->try_us * 2 < LAST_TRY_US ? l->try_us * 2 : LAST_TRY_US;
        l->timer = loop_add_timer(l->loop, l->try_us, on_try, l);
        return;
    }
    ready_now(l);
}

/* ---- starting ---------------------------------------------------------------------------- */

static void argument(const char **argv, size_t *n, const char *name, const char *value)
{
    if (!value)
        return;
    argv[(*n)++] = name;
    argv[(*n)++] = value;
}

static bool child_start(struct local *l, struct err *err)
{
    const char *argv[ARGS_MAX] = {l->program, "serve", "--progress"};
    size_t n = 3;
    int pipe_fds[2];
    argument(argv, &n, "--socket", l->socket);
    argument(argv, &n, "--state", l->state_dir);
    argument(argv, &n, "--fleet", l->fleet);
    argument(argv, &n, "--size", l->things);
    argument(argv, &n, "--clock-speed", l->speed);
    argument(argv, &n, "--log-file", l->log_file);
    if (l->no_detect)
        argv[n++] = "--no-detect";
    if (pipe2(pipe_fds, O_CLOEXEC | O_NONBLOCK) != 0)
        return err_sys(err, errno, "cannot make a pipe for the local service");
    struct spawn_options o = {
        .argv = argv, .in = -1, .out = -1, .errfd = pipe_fds[1], .die_with_parent = SIGTERM};
    buf_reset(&l->said);
    l->child = spawn_start(l->loop, &o, on_exit_of_child, l, err);
    close(pipe_fds[1]);
    if (!l->child) {
        close(pipe_fds[0]);
        return false;
    }
    l->said_fd = pipe_fds[0];
    l->watch = loop_add_fd(l->loop, l->said_fd, POLLIN, on_said, l);
    l->try_us = FIRST_TRY_US;
    l->timer = loop_add_timer(l->loop, l->try_us, on_try, l);
    return true;
}

static char *copy(const char *text)
{
    return text ? mem_strdup(text) : NULL;
}

static bool paths_make(struct local *l, const struct local_options *o, struct err *err)
{
    struct buf path = BUF_INIT(4096);
    bool ok = o->state_dir || files_xdg(&path, XDG_STATE, "local", err);
    if (ok) {
        l->state_dir = mem_strdup(o->state_dir ? o->state_dir : buf_text(&path));
        l->socket = mem_printf("%s/serve.sock", l->state_dir);
        l->endpoint = mem_printf("unix:%s", l->socket);
    }
    buf_free(&path);
    return ok;
}

bool local_start(struct local **out, struct loop *loop, const struct local_options *o,
                 local_fn *fn, void *ctx, struct err *err)
{
    struct local *l = mem_alloc(1, sizeof *l);
    l->loop = loop;
    l->fn = fn;
    l->ctx = ctx;
    l->said_fd = -1;
    l->said = BUF_INIT(SAID_MAX);
    l->program = mem_strdup(o->program ? o->program : "/proc/self/exe");
    l->fleet = copy(o->fleet);
    l->no_detect = o->no_detect;
    l->log_file = copy(o->log_file);
    l->things = o->things > 0 ? mem_printf("%" PRId64, o->things) : NULL;
    l->speed = o->clock_speed > 0 ? mem_printf("%g", o->clock_speed) : NULL;
    if (!paths_make(l, o, err) || !child_start(l, err)) {
        local_stop(l);
        return false;
    }
    *out = l;
    return true;
}

void local_stop(struct local *l)
{
    if (!l)
        return;
    loop_remove_timer(l->timer);
    said_close(l);
    if (l->child) {
        child_signal(l->child, SIGTERM);
        child_forget(l->child);
    }
    keys_wipe(&l->keys);
    buf_free(&l->said);
    free(l->program);
    free(l->state_dir);
    free(l->fleet);
    free(l->log_file);
    free(l->things);
    free(l->speed);
    free(l->socket);
    free(l->endpoint);
    free(l);
}

const char *local_endpoint(const struct local *l)
{
    return l->endpoint;
}

bool local_access(const struct local *l, struct local_access *out, struct err *err)
{
    if (!l->ready)
        return err_set(err, ERR_CREDENTIALS, "the local service does not answer yet");
    *out = (struct local_access){l->keys.id, l->keys.secret, REGISTRY_REGION};
    return true;
}
