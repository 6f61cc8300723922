/*
 * base/loop: the one loop. poll(2), timers in a heap, signals through a signalfd.
 *
 * Single thread. Nothing may block or sleep in a callback. No callback runs inside the call
 * that registered it. Anything may be removed at any moment, also from its own callback: the
 * handle is dead at once, its memory goes when the dispatch is over.
 */
#pragma once

#include <stdint.h>

#include "client/base/clock.h"

struct loop;
struct loop_fd;
struct loop_timer;

typedef void loop_fd_fn(void *ctx, short revents); /* POLLIN, POLLOUT, POLLHUP, POLLERR */
typedef void loop_fn(void *ctx);
typedef void loop_signal_fn(void *ctx, int signo);

struct loop *loop_new(const struct clock *clock) NONNULL MUST_USE;
void loop_free(struct loop *l);
const struct clock *loop_clock(const struct loop *l) NONNULL;
int64_t loop_now_us(const struct loop *l) NONNULL; /* monotonic, read fresh */

struct loop_fd *loop_add_fd(struct loop *l, int fd, short events, loop_fd_fn *fn, void *ctx);
void loop_set_events(struct loop_fd *f, short events) NONNULL;
void loop_remove_fd(struct loop_fd *f); /* NULL is fine; does not close the fd */

/* Fires once, after at least delay_us (0: next turn). The handle dies after it fired. */
struct loop_timer *loop_add_timer(struct loop *l, int64_t delay_us, loop_fn *fn, void *ctx);
void loop_remove_timer(struct loop_timer *t); /* NULL is fine */

/* Runs before every sleep, in order of registration: where a frame is drawn. Never removed. */
void loop_before_sleep(struct loop *l, loop_fn *fn, void *ctx) NONNULL;
/* Runs when nothing else is ready, one slice a turn, until it returns false. Keep slices <= 10
 * ms. */
typedef bool loop_idle_fn(void *ctx);
void loop_add_idle(struct loop *l, loop_idle_fn *fn, void *ctx) NONNULL;
void loop_remove_idle(struct loop *l, loop_idle_fn *fn, void *ctx) NONNULL;

/* Blocks the signal for the process and delivers it here instead. */
void loop_on_signal(struct loop *l, int signo, loop_signal_fn *fn, void *ctx) NONNULL;
/* ctx goes away. The signal stays blocked: where nobody else listens nothing happens. Not from
 * inside of a handler. */
void loop_off_signal(struct loop *l, const void *ctx) NONNULL;

void loop_run(struct loop *l) NONNULL; /* until loop_stop() */
void loop_stop(struct loop *l) NONNULL;
/* One turn, waiting at most timeout_us (-1: as long as it takes). false: nothing happened. */
bool loop_turn(struct loop *l, int64_t timeout_us) NONNULL;
/* Wake-ups so far: an idle console's count must not move. */
uint64_t loop_wakeups(const struct loop *l) NONNULL;
