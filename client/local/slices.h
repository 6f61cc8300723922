/*
 * local/slices: work of the service done in slices while the loop has nothing else to do.
 *
 * A step does a little and says when the next one is due; the slices sleep until then, try
 * again a while after a failure, which goes to the log, and run at once when woken. Embedded by
 * who owns the work; loop, clock and name are borrowed.
 */
#pragma once

#include "client/base/loop.h"
#include "client/local/service_clock.h"

enum {
    SLICES_LONGEST_MS = 60 * 1000, /* real time between two looks when nothing is to be done */
    SLICES_RETRY_MS = 1000,        /* after a failure of the database or of a file */
};

/* *wait_ms: 0 there is more to do now; > 0 nothing before that much service time has passed; -1
 * nothing at all. */
typedef bool slices_fn(void *ctx, int64_t *wait_ms, struct err *err);

struct slices {
    const char *name; /* in the log */
    slices_fn *step;
    void *ctx;
    const struct service_clock *clock;
    struct loop *loop; /* NULL until attached: steps are somebody else's to call */
    struct loop_timer *timer;
    bool busy; /* the idle function is registered */
};

void slices_attach(struct slices *s, struct loop *loop) NONNULL; /* and begins */
void slices_wake(struct slices *s) NONNULL;                      /* nothing when not attached */
void slices_stop(struct slices *s) NONNULL;
/* The loop's clock, the system's when not attached. Monotonic us. */
int64_t slices_now_us(const struct slices *s) NONNULL;
