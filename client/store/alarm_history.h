/*
 * store/alarm_history: what happened to alarms, kept beyond the service's 30 days.
 *
 * One SQLite file for all contexts, $XDG_STATE_HOME/picket/alarms.db. An event is told apart
 * by violation, type and time; seen again it is the same one, and the verification of its
 * violation becomes what was seen last. Which times were asked for in full is kept as
 * intervals: whatever lies outside of them is a gap and is said to be one, never drawn as
 * peace. What is in the file was committed with its count by hour, so kill -9 loses at most
 * what is asked for again. Nothing is read before alarm_history_open(). Limits, per context:
 * ALARM_HISTORY_EVENTS_MAX, ALARM_HISTORY_DAYS; the oldest go by whole hours, which is a gap,
 * too. Times are ms since 1970. Owned: alarm_history_free(). Watchers are told from the loop.
 */
#pragma once

#include "client/base/loop.h"
#include "client/store/alarm_events.h"

enum {
    ALARM_HISTORY_EVENTS_MAX = 2 * 1000 * 1000, /* about 300 MB */
    ALARM_HISTORY_DAYS = 400,                   /* a year, and the month to compare it with */
    ALARM_HISTORY_SPANS_MAX = 1000,             /* intervals; neighbours are joined */
    ALARM_HISTORY_GAPS_MAX = 32,                /* of one range */
    ALARM_HISTORY_SLICE = 400,                  /* events read between two looks at the clock */
};

struct alarm_history;

/* Both copied. */
struct alarm_history *alarm_history_new(struct loop *loop, const char *path,
                                        const char *context) NONNULL MUST_USE;
void alarm_history_free(struct alarm_history *h);
/* Does nothing when it is open, or has failed before. */
void alarm_history_open(struct alarm_history *h) NONNULL;
bool alarm_history_is_open(const struct alarm_history *h) NONNULL;
/* Why it could not be opened or written; kind ERR_NONE: it could. */
const struct err *alarm_history_err(const struct alarm_history *h) NONNULL;

typedef void alarm_history_fn(void *ctx);
/* fn is called after events were added that were not known, or a span was covered. */
void alarm_history_watch(struct alarm_history *h, alarm_history_fn *fn, void *ctx) NONNULL;
void alarm_history_unwatch(struct alarm_history *h, const void *ctx) NONNULL;

/* ---- recording ---- */

/* All of them in one transaction; what cannot be told apart is left out. */
bool alarm_history_add(struct alarm_history *h, const struct violation_event *events, size_t n,
                       struct err *err) __attribute__((nonnull(1, 4))) MUST_USE;
/* Every event of this time was there to be added. */
bool alarm_history_cover(struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                         struct err *err) NONNULL MUST_USE;

/* ---- what is known ---- */

enum alarm_gap_kind {
    ALARM_GAP_BEFORE, /* before anybody recorded anything */
    ALARM_GAP_LOST,   /* nobody looked, and the service does not keep it any more */
    ALARM_GAP_OPEN,   /* not asked for yet, or not in full; the service still has it */
    ALARM_GAP_PURGED, /* was recorded and had to go */
};
struct alarm_gap {
    int64_t from_ms, to_ms;
    enum alarm_gap_kind kind;
};
/* Gaps of a range, oldest first; how many. */
size_t alarm_history_gaps(const struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                          struct alarm_gap out[ALARM_HISTORY_GAPS_MAX]) NONNULL;
/* The end of what is covered last; 0: nothing is. */
int64_t alarm_history_known_to(const struct alarm_history *h) NONNULL;
uint64_t alarm_history_events(const struct alarm_history *h) NONNULL;

/* Counts of one hour, oldest hour first, from an index. hour_ms is its beginning; the type is
 * as it came. */
typedef void alarm_hour_fn(void *ctx, int64_t hour_ms, const char *type,
                           enum behavior_kind kind, uint32_t n);
bool alarm_history_hours(struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                         alarm_hour_fn *fn, void *ctx, struct err *err)
    __attribute__((nonnull(1, 4, 6))) MUST_USE;

/* ---- reading, newest first ---- */

struct alarm_reader;
struct alarm_reader_options {
    int64_t from_ms, to_ms; /* both included */
    const char *thing;      /* copied; NULL: of all */
};
/* The history must outlive it; the record is borrowed for the call. */
typedef bool alarm_event_fn(void *ctx, const struct violation_event *e); /* false: enough */
struct alarm_reader *alarm_reader_new(struct alarm_history *h,
                                      const struct alarm_reader_options *o) NONNULL MUST_USE;
void alarm_reader_free(struct alarm_reader *r);
/* At most ALARM_HISTORY_SLICE events; *done: there are no more. */
bool alarm_reader_slice(struct alarm_reader *r, alarm_event_fn *fn, void *ctx, bool *done,
                        struct err *err) __attribute__((nonnull(1, 2, 4, 5))) MUST_USE;
