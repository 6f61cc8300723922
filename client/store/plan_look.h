/*
 * store/plan_look: looking at the world for a plan: what a probe sees, and what became of a
 * step nobody got an answer for. Pure; store/plan_run asks the questions.
 */
#pragma once

#include "client/store/plan.h"

/* Values of a probe's paths in an output, ',' between; absent: "-", or what stands behind a
 * '|' ("state|UNKNOWN"). "items[id=7].state" is the member of the item of a list whose id is 7;
 * false: it is not listed, which says nothing of what it is now. */
bool plan_look_see(const struct plan_probe *p, const void *output, struct buf *out)
    __attribute__((nonnull(1, 3)));
/* The same, for outputs where it is listed. */
void plan_look_put(const struct plan_probe *p, const void *output, struct buf *out)
    __attribute__((nonnull(1, 3)));
/* "was UNKNOWN, is now TRUE_POSITIVE, rogue script" of a target that drifted. */
void plan_look_say_drift(const struct plan_target *t, struct buf *out) NONNULL;
/* The resource does not exist. */
#define PLAN_LOOK_GONE "!"
bool plan_look_is_gone(const struct err *err) NONNULL;

/* The read that tells whether a step that creates something under a name was carried out; op
 * NULL: none does. The input lies in the arena. */
struct plan_call plan_look_settle(const struct plan_call *step, struct arena *a) NONNULL;
/* What that read found is what the step was to make. */
bool plan_look_matches(const struct plan_call *step, const struct operation *read,
                       const void *output) NONNULL;
