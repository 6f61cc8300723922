/*
 * views/pulse_groups: asks who is in the groups that tasks on alarms put things into, while
 * Pulse is shown. What is fresh is not asked again. Owned: pulse_groups_free().
 */
#pragma once

#include "views/app.h"

struct pulse_groups;
typedef void pulse_groups_fn(void *ctx); /* from the loop: more is known */

struct pulse_groups *pulse_groups_new(struct app *app, pulse_groups_fn *fn,
                                      void *ctx) NONNULL MUST_USE;
void pulse_groups_free(struct pulse_groups *g);
void pulse_groups_ask(struct pulse_groups *g) NONNULL;
void pulse_groups_stop(struct pulse_groups *g) NONNULL; /* what was asked is given back */
