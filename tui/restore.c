#include "tui/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const int fatal_signals[] = {SIGSEGV, SIGBUS, SIGABRT, SIGFPE, SIGILL, SIGQUIT};

enum { ALT_STACK_BYTES = 64 * 1024, GIVE_UP_MS = 200 };

static struct {
    volatile sig_atomic_t armed;
    int fd;
    struct termios saved;
    char bytes[RESTORE_BYTES_MAX];
    size_t n;
    bool hooked;
} state;

static char alt_stack[ALT_STACK_BYTES];

void restore_now(void)
{
    size_t done = 0;
    int saved_errno = errno;

    if (!state.armed)
        return;
    state.armed = 0;
    while (done < state.n) {
        ssize_t w = write(state.fd, state.bytes + done, state.n - done);

        if (w > 0) {
            done += (size_t)w;
            continue;
        }
        if (w < 0 && errno == EINTR)
            continue;
        struct pollfd p = {.fd = state.fd, .events = POLLOUT};

        /* A terminal that takes nothing must not keep the process alive. */
        if (w == 0 || errno != EAGAIN || poll(&p, 1, GIVE_UP_MS) <= 0)
            break;
    }
    tcsetattr(state.fd, TCSANOW, &state.saved);
    errno = saved_errno;
}

static void on_fatal(int signo)
{
    restore_now();
    signal(signo, SIG_DFL);
    raise(signo);
}

static void hook(void)
{
    stack_t stack = {.ss_sp = alt_stack, .ss_size = sizeof alt_stack};
    struct sigaction action = {.sa_handler = on_fatal,
                               .sa_flags = (int)(SA_ONSTACK | SA_RESETHAND | SA_NODEFER)};

    if (state.hooked)
        return;
    state.hooked = true;
    sigemptyset(&action.sa_mask);
    sigaltstack(&stack, NULL); /* a stack overflow is a SEGV without a stack */
    for (size_t i = 0; i < COUNT_OF(fatal_signals); i++)
        sigaction(fatal_signals[i], &action, NULL);
    atexit(restore_now);
}

void restore_arm(int fd, const struct termios *saved, const char *bytes, size_t n)
{
    state.armed = 0;
    state.fd = fd;
    state.saved = *saved;
    state.n = n < sizeof state.bytes ? n : sizeof state.bytes;
    memcpy(state.bytes, bytes, state.n);
    hook();
    state.armed = 1;
}

void restore_disarm(void)
{
    state.armed = 0;
}
