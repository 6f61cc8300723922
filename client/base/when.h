/*
 * base/when: durations and ends as a person types them, and how they are read back.
 *
 *   90min 12h 7d 2w 3mo 1y   sums: 1w2d, 1h 30min   long names: 2 weeks
 *   until 2026-02-28 [09:00], until 28 feb [2027] [09:00], until fri [09:00], until 09:00,
 *   until today|tomorrow [09:00], until end of day|week|month|year; indef
 *
 * Months and years are calendar months (31 Aug + 1mo = 30 Sep), days and weeks keep the wall
 * clock time, hours and minutes elapse. Without a year or date the next such moment is
 * meant, today's included; a weekday that comes sooner than the limits allow is the one
 * after it. A day without a time lasts through that day: its end is 23:59, so that "until
 * fri" covers Friday. A time that clocks skip moves on by what they skip, one that they show
 * twice is the first; when.note says so. Refused: a bare "m", seconds, fractions, ends that
 * are past or outside of the limits. Text is bounded to 64 bytes; case does not matter.
 */
#pragma once

#include "client/base/zone.h"

enum { WHEN_TEXT_MAX = 64 };

enum when_state {
    WHEN_OK,
    WHEN_INCOMPLETE, /* may become right by typing on: err says what is missing */
    WHEN_WRONG,
};

/* The parts count in this order: months, days, elapsed time. */
struct when_span {
    int64_t months, days, ms;
};

#define WHEN_MINUTES(n) ((struct when_span){.ms = (n)*INT64_C(60000)})
#define WHEN_DAYS(n)    ((struct when_span){.days = (n)})

struct when_limits {
    struct when_span min; /* all 0: only later than now */
    struct when_span max; /* all 0: none; otherwise "indef" is refused */
};

struct when {
    bool indefinite;
    int64_t end_ms; /* 0 when indefinite */
    char note[120]; /* what the person might not expect; "": nothing */
};

/* *out is written by WHEN_OK only, *err by the others. */
enum when_state when_parse(struct str text, int64_t now_ms, const struct zone *z,
                           const struct when_limits *l, struct when *out,
                           struct err *err) NONNULL MUST_USE;
/* A plain span ("15min", "1w2d"), longer than nothing. */
enum when_state when_duration(struct str text, struct when_span *out,
                              struct err *err) NONNULL MUST_USE;

/* "until Sun 22 Feb 2026 14:22 CET (92 days)"; below two days "(3 h 20 min)". */
void when_say(struct buf *out, const struct when *w, int64_t now_ms,
              const struct zone *z) NONNULL;
void when_span_say(struct buf *out, const struct when_span *s) NONNULL; /* "1w2d", as typed */
/* Elapsed time by days of 24 h, months of 30.436875 days: for comparing and for timers. */
int64_t when_span_ms(const struct when_span *s) NONNULL;
