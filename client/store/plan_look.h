/*
 * store/plan_look: looking at the world for a plan: what a probe sees, and what became of a
 * step nobody got an answer for. Pure; store/plan_run asks the questions.
 */
#pragma once

#include "client/store/plan.h"

/* Values of a probe's paths in an output, ',' between; absent: "-". */
void plan_look_put(const struct plan_probe *p, const void *output, struct buf *out)
    __attribute__((nonnull(1, 3)));
/* The resource does not exist. */
#define PLAN_LOOK_GONE "!"
bool plan_look_is_gone(const struct err *err) NONNULL;

/* The read that tells whether a step that creates something under a name was carried out; op
 * NULL: none does. The input lies in the arena. */
struct plan_call plan_look_settle(const struct plan_call *step, struct arena *a) NONNULL;
/* What that read found is what the step was to make. */
bool plan_look_matches(const struct plan_call *step, const struct operation *read,
                       const void *output) NONNULL;
