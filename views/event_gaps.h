/*
 * views/event_gaps: what of a range nobody recorded, in words. Short gaps between two looks are
 * none; of several the longest is said.
 */
#pragma once

#include "client/store/alarm_history.h"
#include "tui/axis.h"

/* "no record 3 Oct 00:00 - 9 Oct 12:00: nobody looked, and the service keeps 30 days; 2 more
 * gaps". asking: what the service still has is on its way and no gap. false: there is none. */
bool event_gaps_say(const struct alarm_gap *gaps, size_t n, bool asking,
                    const struct axis *axis, struct buf *out) NONNULL;
