/*
 * views/profile_diff: a security profile as it was opened, as it is there now and as it is
 * wanted, side by side in words: a line for each member that somebody changed. Pure.
 */
#pragma once

#include "client/store/plan_profile.h"

/* How many differ between `opened` and `now`, or are wanted otherwise than `now`. */
size_t profile_diff_put(const struct profile_state *opened, const struct profile_state *now,
                        const struct profile_state *wanted, struct buf *out) NONNULL;
