/*
 * local/throttle: the service's calls-per-second quotas, one token bucket an operation.
 *
 * Rates come from the operation table (the general reference's quota page); a bucket holds two
 * seconds' worth, so that a console that opens a screen is not refused. Monotonic time in µs.
 */
#pragma once

#include "client/api/operation.h"

struct throttle;

struct throttle *throttle_new(void) MUST_USE;
void throttle_free(struct throttle *t);
/* true: the call may be answered, and one token is gone. op is a row of operations[]. */
bool throttle_take(struct throttle *t, const struct operation *op,
                   int64_t now_us) NONNULL MUST_USE;
