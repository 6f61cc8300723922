/*
 * store/plan_run: a plan carried out, wave by wave.
 *
 * Before a wave every target of it is looked at again; what is not as it was when the plan was
 * made stops the run and goes back to whoever reviews it. Steps are then sent through the gate
 * (which writes each into the journal first), a mitigation task is watched to its end, and
 * failures beyond the plan's limit stop what follows. The plan is saved before the first call
 * and as it goes, so that another console can say how far it came. Nothing is sent twice that
 * may not be: a step whose outcome is open is settled by looking, else stays UNKNOWN. The plan
 * is borrowed and changes while the run lasts.
 */
#pragma once

#include "client/store/plan.h"

enum {
    PLAN_RUN_IN_FLIGHT = 4,   /* calls at once: half of the client's connections */
    PLAN_RUN_WATCH_MS = 2000, /* between two looks at a running task */
    PLAN_RUN_SAVE_MS = 1000,
};

enum plan_run_state {
    PLAN_RUN_CHECKING,
    PLAN_RUN_SENDING,
    PLAN_RUN_SETTLING, /* looks what became of a step without an answer */
    PLAN_RUN_WATCHING, /* a task runs in the service */
    PLAN_RUN_PAUSED,   /* between two waves */
    PLAN_RUN_ENDED,
};

struct plan_run;
typedef void plan_run_fn(void *ctx);

struct plan_run_options {
    struct loop *loop;
    struct client *client;
    struct plan *plan;
    const char *typed, *approved_by; /* copied; "" */
    plan_run_fn *on_change;          /* from the loop; the run may be freed in it */
    void *ctx;
};

/* NULL: it could not be saved, so nothing is sent. */
struct plan_run *plan_run_start(const struct plan_run_options *o,
                                struct err *err) NONNULL MUST_USE;
/* What is in flight is let go of: its outcome is open. */
void plan_run_free(struct plan_run *r);
/* No further step; what is in flight ends. Said again: nobody waits for that either, and what
 * has left is UNKNOWN. */
void plan_run_stop(struct plan_run *r) NONNULL;
void plan_run_go_on(struct plan_run *r) NONNULL; /* the next wave, now */

enum plan_run_state plan_run_state(const struct plan_run *r) NONNULL;
int plan_run_wave(const struct plan_run *r) NONNULL; /* from 0 */
/* When the next wave starts by itself; 0: when somebody says so. Monotonic us. */
int64_t plan_run_next_us(const struct plan_run *r) NONNULL;
bool plan_run_stopping(const struct plan_run *r) NONNULL;
/* Why it ended before the end; kind ERR_NONE: it did not. */
const struct err *plan_run_err(const struct plan_run *r) NONNULL;
/* The plan's `then` with the members of the last answer; "": none. */
const char *plan_run_then(const struct plan_run *r) NONNULL;
