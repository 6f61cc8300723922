#include "client/base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/base/mem.h"

struct child {
    int pid, pidfd;
    struct loop_fd *watch;
    child_exit_fn *fn;
    void *ctx;
};

/* Everything above 2 closes on exec, whoever opened it. */
static void close_others_on_exec(void)
{
    (void)syscall(SYS_close_range, 3U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */);
}

static void default_signals(void)
{
    sigset_t none;

    for (int s = 1; s < NSIG; s++)
        (void)signal(s, SIG_DFL);
    (void)sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
}

/* From the background: without SIGTTOU ignored this would stop us. */
static void take_terminal(int fd)
{
    (void)signal(SIGTTOU, SIG_IGN);
    (void)tcsetpgrp(fd, getpgrp());
    (void)signal(SIGTTOU, SIG_DFL);
}

static bool place_fd(int from, int to)
{
    int fd = from >= 0 ? from : open("/dev/null", O_RDWR);

    return fd >= 0 && (fd == to ? fcntl(fd, F_SETFD, 0) == 0 : dup2(fd, to) >= 0);
}

/* In the child, between fork and exec. Reports failure as errno through `report`. */
static _Noreturn void become(const struct spawn_options *o, int report, pid_t parent)
{
    int why;
    char **argv = (char **)(uintptr_t)o->argv; /* exec's types predate const */

    default_signals();
    (void)setpgid(0, 0);
    if (o->foreground)
        take_terminal(o->in);
    if (o->die_with_parent != 0) {
        (void)prctl(PR_SET_PDEATHSIG, o->die_with_parent);
        if (getppid() != parent)
            _exit(127);
    }
    if (place_fd(o->in, 0) && place_fd(o->out, 1) && place_fd(o->errfd, 2)) {
        close_others_on_exec();
        if (o->envp != NULL)
            (void)execvpe(argv[0], argv, (char **)(uintptr_t)o->envp);
        else
            (void)execvp(argv[0], argv);
    }
    why = errno;
    (void)!write(report, &why, sizeof why);
    _exit(127);
}

static void on_exit_event(void *ctx, short revents)
{
    struct child *c = ctx;
    int status = 0;

    (void)revents;
    if (waitpid(c->pid, &status, WNOHANG) != c->pid)
        return;
    child_exit_fn *fn = c->fn;
    void *fn_ctx = c->ctx;

    loop_remove_fd(c->watch);
    (void)close(c->pidfd);
    free(c);
    if (fn != NULL)
        fn(fn_ctx, status);
}

static int read_report(int fd)
{
    int why = 0;
    ssize_t n;

    do
        n = read(fd, &why, sizeof why);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)sizeof why ? why : 0;
}

struct child *spawn_start(struct loop *l, const struct spawn_options *o, child_exit_fn *fn,
                          void *ctx, struct err *err)
{
    int report[2];
    pid_t parent = getpid(), pid;

    if (pipe2(report, O_CLOEXEC) != 0) {
        (void)err_sys(err, errno, "starting %s", o->argv[0]);
        return NULL;
    }
    pid = fork();
    if (pid == 0)
        become(o, report[1], parent);
    (void)close(report[1]);
    int why = pid < 0 ? errno : read_report(report[0]);

    (void)close(report[0]);
    if (why != 0) {
        if (pid > 0)
            (void)waitpid(pid, NULL, 0);
        (void)err_sys(err, why, "starting %s", o->argv[0]);
        return NULL;
    }
    struct child *c = mem_alloc(1, sizeof *c);

    *c = (struct child){.pid = pid, .fn = fn, .ctx = ctx};
    c->pidfd = (int)syscall(SYS_pidfd_open, pid, 0U);
    if (c->pidfd < 0)
        bug("pidfd_open: errno %d", errno);
    (void)fcntl(c->pidfd, F_SETFD, FD_CLOEXEC);
    c->watch = loop_add_fd(l, c->pidfd, POLLIN, on_exit_event, c);
    return c;
}

int child_pid(const struct child *c)
{
    return c->pid;
}

void child_signal(struct child *c, int signo)
{
    (void)kill(c->pid, signo);
}

bool child_stopped(const struct child *c)
{
    siginfo_t info = {0};

    return waitid(P_PID, (id_t)c->pid, &info, WSTOPPED | WNOHANG) == 0 && info.si_pid == c->pid;
}

void child_forget(struct child *c)
{
    if (c == NULL)
        return;
    loop_remove_fd(c->watch);
    (void)close(c->pidfd);
    free(c);
}
