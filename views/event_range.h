/*
 * views/event_range: the stretch of time a screen of events is about, as words of its view.
 *
 * "last:24h" moves with the clock; "since:" takes what the handover takes (8h, a date, a
 * moment) and "shift": when this console was last open; "until:" the same, and ends it.
 */
#pragma once

#include "client/store/alarm_log.h"
#include "views/app.h"

#define EVENT_RANGE_DEFAULT "24h"
#define EVENT_RANGE_SHIFT   "shift"

struct event_range {
    char *last, *since, *until; /* owned; "" */
};

/* What the words mean now. false: they mean nothing, or no time. */
bool event_range_read(const struct app *app, const struct event_range *r,
                      struct alarm_range *out, struct err *err) NONNULL MUST_USE;
void event_range_free(struct event_range *r) NONNULL; /* what is inside */
/* The words again: " last:24h", " since:2026-11-20 until:2026-11-22". */
void event_range_put(const struct event_range *r, struct buf *out) NONNULL;
