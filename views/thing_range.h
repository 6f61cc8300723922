/*
 * views/thing_range: a stretch of time as somebody types it.
 *
 *   24h 7d 1w2d                        until now
 *   2026-11-20 .. 2026-11-21 12:00     a day without a time is all of it
 *   09:00 .. 12:00                     today, or yesterday when that is still to come
 *   2026-11-20 09:00 ..                until now
 *
 * Durations are those of base/when. A blank between day and time may be a T. Refused: ends
 * that are not after their beginning, and what is longer than THING_RANGE_DAYS. Pure.
 */
#pragma once

#include "client/base/when.h"

enum { THING_RANGE_DAYS = 400 /* what store/alarm_history keeps */ };

struct thing_range {
    int64_t from_ms, to_ms;
    bool live; /* it ends now, whenever that is */
};

/* false: err says what is wrong, and what would be right. */
bool thing_range_parse(struct str text, int64_t now_ms, const struct zone *z,
                       struct thing_range *out, struct err *err) NONNULL MUST_USE;
