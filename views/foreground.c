#include "views/foreground.h"

#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "client/base/spawn.h"

struct foreground {
    struct loop *loop;
    struct tty *tty;
    struct child *child; /* NULL: the screen is ours */
    display_ran_fn *done;
    void *done_ctx;
};

static void on_end(void *ctx, int status)
{
    struct foreground *f = ctx;

    f->child = NULL;
    tty_take_back(f->tty);
    f->done(f->done_ctx, status);
}

/* A stop is no end: no pidfd tells about it. */
static void on_child_signal(void *ctx, int signo)
{
    struct foreground *f = ctx;

    (void)signo;
    if (f->child != NULL && child_stopped(f->child))
        tty_stop_with(f->tty, child_pid(f->child));
}

struct foreground *foreground_new(struct loop *l, struct tty *t)
{
    struct foreground *f = mem_alloc(1, sizeof *f);

    f->loop = l;
    f->tty = t;
    loop_on_signal(l, SIGCHLD, on_child_signal, f);
    return f;
}

void foreground_free(struct foreground *f)
{
    if (f == NULL)
        return;
    if (f->child != NULL) {
        child_signal(f->child, SIGHUP);
        child_signal(f->child, SIGCONT); /* should it be stopped */
        child_forget(f->child);
        f->done(f->done_ctx, -1);
    }
    free(f);
}

bool foreground_run(struct foreground *f, const char *const *argv, const char *const *envp,
                    display_ran_fn *done, void *done_ctx, struct err *err)
{
    const struct spawn_options o = {.argv = argv,
                                    .envp = envp,
                                    .in = STDIN_FILENO,
                                    .out = STDOUT_FILENO,
                                    .errfd = STDERR_FILENO,
                                    .foreground = true,
                                    .die_with_parent = SIGHUP};

    if (f->child != NULL)
        return err_set(err, ERR_USAGE, "another program has the terminal");
    tty_leave(f->tty);
    f->child = spawn_start(f->loop, &o, on_end, f, err);
    if (f->child == NULL) {
        tty_take_back(f->tty);
        return false;
    }
    f->done = done;
    f->done_ctx = done_ctx;
    return true;
}
