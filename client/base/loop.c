#include "client/base/loop.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "client/base/mem.h"

struct loop_fd {
    struct loop *loop;
    int fd;
    short events;
    bool dead;
    loop_fd_fn *fn;
    void *ctx;
};

struct loop_timer {
    struct loop *loop;
    int64_t due_us;
    uint64_t order; /* timers due at the same time fire in the order they were made */
    size_t at;      /* place in the heap */
    loop_fn *fn;
    void *ctx;
};

struct hook {
    loop_fn *fn;
    void *ctx;
};

struct idle {
    loop_idle_fn *fn; /* NULL: removed */
    void *ctx;
};

struct signal_hook {
    int signo;
    loop_signal_fn *fn;
    void *ctx;
};

struct loop {
    const struct clock *clock;
    struct loop_fd **fds;
    size_t n_fds, fds_cap;
    struct pollfd *polled; /* parallel to fds during one poll */
    size_t polled_cap;
    struct loop_timer **heap;
    size_t n_timers, timers_cap;
    uint64_t next_order, wakeups;
    struct hook *hooks;
    size_t n_hooks, hooks_cap;
    struct idle *idles;
    size_t n_idles, idles_cap;
    struct signal_hook *signals;
    size_t n_signals, signals_cap;
    sigset_t signal_mask;
    int signal_fd;
    bool stopped, dispatching, any_dead;
};

struct loop *loop_new(const struct clock *clock)
{
    struct loop *l = mem_alloc(1, sizeof *l);

    l->clock = clock;
    l->signal_fd = -1;
    (void)sigemptyset(&l->signal_mask);
    return l;
}

void loop_free(struct loop *l)
{
    if (l == NULL)
        return;
    for (size_t i = 0; i < l->n_fds; i++)
        free(l->fds[i]);
    for (size_t i = 0; i < l->n_timers; i++)
        free(l->heap[i]);
    if (l->signal_fd >= 0) {
        (void)close(l->signal_fd);
        (void)sigprocmask(SIG_UNBLOCK, &l->signal_mask, NULL);
    }
    free(l->fds);
    free(l->polled);
    free(l->heap);
    free(l->hooks);
    free(l->idles);
    free(l->signals);
    free(l);
}

const struct clock *loop_clock(const struct loop *l)
{
    return l->clock;
}

int64_t loop_now_us(const struct loop *l)
{
    return clock_mono_us(l->clock);
}

uint64_t loop_wakeups(const struct loop *l)
{
    return l->wakeups;
}

/* ---- descriptors ---- */

struct loop_fd *loop_add_fd(struct loop *l, int fd, short events, loop_fd_fn *fn, void *ctx)
{
    struct loop_fd *f = mem_alloc(1, sizeof *f);

    *f = (struct loop_fd){.loop = l, .fd = fd, .events = events, .fn = fn, .ctx = ctx};
    l->fds = mem_grow(l->fds, &l->fds_cap, l->n_fds + 1, sizeof(struct loop_fd *));
    l->fds[l->n_fds++] = f;
    return f;
}

void loop_set_events(struct loop_fd *f, short events)
{
    f->events = events;
}

static void sweep_dead(struct loop *l)
{
    size_t kept = 0;

    if (!l->any_dead)
        return;
    for (size_t i = 0; i < l->n_fds; i++) {
        if (l->fds[i]->dead)
            free(l->fds[i]);
        else
            l->fds[kept++] = l->fds[i];
    }
    l->n_fds = kept;
    l->any_dead = false;
}

void loop_remove_fd(struct loop_fd *f)
{
    struct loop *l;

    if (f == NULL)
        return;
    l = f->loop;
    f->dead = true;
    l->any_dead = true;
    if (!l->dispatching)
        sweep_dead(l);
}

/* ---- timers: a binary heap on (due_us, order) ---- */

static bool is_before(const struct loop_timer *a, const struct loop_timer *b)
{
    return a->due_us != b->due_us ? a->due_us < b->due_us : a->order < b->order;
}

static void heap_place(struct loop *l, size_t i, struct loop_timer *t)
{
    l->heap[i] = t;
    t->at = i;
}

static void heap_up(struct loop *l, size_t i)
{
    struct loop_timer *t = l->heap[i];

    for (; i > 0 && is_before(t, l->heap[(i - 1) / 2]); i = (i - 1) / 2)
        heap_place(l, i, l->heap[(i - 1) / 2]);
    heap_place(l, i, t);
}

static void heap_down(struct loop *l, size_t i)
{
    struct loop_timer *t = l->heap[i];

    for (;;) {
        size_t child = 2 * i + 1;

        if (child >= l->n_timers)
            break;
        if (child + 1 < l->n_timers && is_before(l->heap[child + 1], l->heap[child]))
            child++;
        if (!is_before(l->heap[child], t))
            break;
        heap_place(l, i, l->heap[child]);
        i = child;
    }
    heap_place(l, i, t);
}

static void heap_remove(struct loop *l, size_t i)
{
    struct loop_timer *last = l->heap[--l->n_timers];

    if (i == l->n_timers)
        return;
    heap_place(l, i, last);
    heap_up(l, i);
    heap_down(l, last->at);
}

struct loop_timer *loop_add_timer(struct loop *l, int64_t delay_us, loop_fn *fn, void *ctx)
{
    struct loop_timer *t = mem_alloc(1, sizeof *t);

    *t = (struct loop_timer){.loop = l,
                             .due_us = loop_now_us(l) + (delay_us > 0 ? delay_us : 0),
                             .order = l->next_order++,
                             .fn = fn,
                             .ctx = ctx};
    l->heap = mem_grow(l->heap, &l->timers_cap, l->n_timers + 1, sizeof(struct loop_timer *));
    heap_place(l, l->n_timers++, t);
    heap_up(l, t->at);
    return t;
}

void loop_remove_timer(struct loop_timer *t)
{
    if (t == NULL)
        return;
    heap_remove(t->loop, t->at);
    free(t);
}

/* Only timers made before this turn: one that re-arms itself with 0 must not starve the
 * rest. */
static bool fire_timers(struct loop *l)
{
    const uint64_t last_order = l->next_order;
    const int64_t now = loop_now_us(l);
    bool any = false;

    while (l->n_timers > 0 && l->heap[0]->due_us <= now && l->heap[0]->order < last_order) {
        struct loop_timer *t = l->heap[0];
        loop_fn *fn = t->fn;
        void *ctx = t->ctx;

        heap_remove(l, 0);
        free(t);
        fn(ctx);
        any = true;
    }
    return any;
}

/* ---- hooks, idle work, signals ---- */

void loop_before_sleep(struct loop *l, loop_fn *fn, void *ctx)
{
    l->hooks = mem_grow(l->hooks, &l->hooks_cap, l->n_hooks + 1, sizeof *l->hooks);
    l->hooks[l->n_hooks++] = (struct hook){fn, ctx};
}

void loop_add_idle(struct loop *l, loop_idle_fn *fn, void *ctx)
{
    l->idles = mem_grow(l->idles, &l->idles_cap, l->n_idles + 1, sizeof *l->idles);
    l->idles[l->n_idles++] = (struct idle){fn, ctx};
}

void loop_remove_idle(struct loop *l, loop_idle_fn *fn, void *ctx)
{
    for (size_t i = 0; i < l->n_idles; i++)
        if (l->idles[i].fn == fn && l->idles[i].ctx == ctx)
            l->idles[i].fn = NULL;
}

static bool has_idle(struct loop *l)
{
    size_t kept = 0;

    for (size_t i = 0; i < l->n_idles; i++)
        if (l->idles[i].fn != NULL)
            l->idles[kept++] = l->idles[i];
    l->n_idles = kept;
    return kept > 0;
}

static void run_idle(struct loop *l)
{
    size_t n = l->n_idles;

    for (size_t i = 0; i < n; i++) {
        struct idle work = l->idles[i];

        if (work.fn != NULL && !work.fn(work.ctx))
            loop_remove_idle(l, work.fn, work.ctx);
    }
}

static void on_signal_fd(void *ctx, short revents)
{
    struct loop *l = ctx;
    struct signalfd_siginfo info;

    (void)revents;
    while (read(l->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        for (size_t i = 0; i < l->n_signals; i++)
            if (l->signals[i].signo == (int)info.ssi_signo)
                l->signals[i].fn(l->signals[i].ctx, (int)info.ssi_signo);
}

void loop_on_signal(struct loop *l, int signo, loop_signal_fn *fn, void *ctx)
{
    int fd;

    (void)sigaddset(&l->signal_mask, signo);
    (void)sigprocmask(SIG_BLOCK, &l->signal_mask, NULL);
    fd = signalfd(l->signal_fd, &l->signal_mask, SFD_NONBLOCK | SFD_CLOEXEC);
    if (fd < 0)
        bug("signalfd: errno %d", errno);
    if (l->signal_fd < 0)
        (void)loop_add_fd(l, fd, POLLIN, on_signal_fd, l);
    l->signal_fd = fd;
    l->signals = mem_grow(l->signals, &l->signals_cap, l->n_signals + 1, sizeof *l->signals);
    l->signals[l->n_signals++] = (struct signal_hook){signo, fn, ctx};
}

void loop_off_signal(struct loop *l, const void *ctx)
{
    size_t n = 0;

    for (size_t i = 0; i < l->n_signals; i++)
        if (l->signals[i].ctx != ctx)
            l->signals[n++] = l->signals[i];
    l->n_signals = n;
}

/* ---- turns ---- */

/* Milliseconds to sleep, rounded up so that a timer is due when we wake. */
static int sleep_ms(const struct loop *l, int64_t timeout_us)
{
    int64_t us = timeout_us;

    if (l->n_timers > 0) {
        int64_t due = l->heap[0]->due_us - loop_now_us(l);

        due = due > 0 ? due : 0;
        us = us < 0 || due < us ? due : us;
    }
    if (us < 0)
        return -1;
    us = (us + 999) / 1000;
    return us > 3600 * 1000 ? 3600 * 1000 : (int)us;
}

static bool dispatch_fds(struct loop *l, size_t n)
{
    bool any = false;

    l->dispatching = true;
    for (size_t i = 0; i < n; i++) {
        struct loop_fd *f = l->fds[i];
        short revents = l->polled[i].revents;

        if (f->dead || revents == 0)
            continue;
        any = true;
        f->fn(f->ctx, revents);
    }
    l->dispatching = false;
    sweep_dead(l);
    return any;
}

static bool poll_fds(struct loop *l, int ms)
{
    size_t n = l->n_fds;

    l->polled = mem_grow(l->polled, &l->polled_cap, n + 1, sizeof *l->polled);
    for (size_t i = 0; i < n; i++)
        l->polled[i] = (struct pollfd){.fd = l->fds[i]->fd, .events = l->fds[i]->events};
    int ready = poll(l->polled, (nfds_t)n, ms);

    if (ready < 0 && errno != EINTR)
        bug("poll: errno %d", errno);
    if (ms != 0)
        l->wakeups++;
    return ready > 0 && dispatch_fds(l, n);
}

bool loop_turn(struct loop *l, int64_t timeout_us)
{
    bool idle = has_idle(l);

    for (size_t i = 0; i < l->n_hooks; i++)
        l->hooks[i].fn(l->hooks[i].ctx);
    if (l->stopped)
        return false;
    bool any = poll_fds(l, idle ? 0 : sleep_ms(l, timeout_us));

    any = fire_timers(l) || any;
    if (idle && !l->stopped)
        run_idle(l);
    return any || idle;
}

void loop_run(struct loop *l)
{
    l->stopped = false;
    while (!l->stopped)
        (void)loop_turn(l, -1);
}

void loop_stop(struct loop *l)
{
    l->stopped = true;
}
