/*
 * base/clock: the only place that asks what time it is, so tests can say.
 *
 * Monotonic time is for waiting (microseconds since an arbitrary start, a sleep of the machine
 * included); real time is for signing and for people (milliseconds since 1970-01-01 UTC). Civil
 * time is UTC.
 */
#pragma once

#include <stdint.h>

#include "client/base/str.h"

struct clock {
    int64_t (*mono_us)(const struct clock *);
    int64_t (*real_ms)(const struct clock *);
};

extern const struct clock system_clock;

int64_t clock_mono_us(const struct clock *c) NONNULL;
int64_t clock_real_ms(const struct clock *c) NONNULL;

/* A clock that moves only when told; embed it and pass &fake.clock. */
struct fake_clock {
    struct clock clock;
    int64_t mono_us, real_ms;
};
void fake_clock_init(struct fake_clock *f, int64_t real_ms) NONNULL;
void fake_clock_advance(struct fake_clock *f, int64_t ms) NONNULL; /* moves both */

struct civil {
    int year, month, day, hour, minute, second, ms; /* month 1..12, day 1..31 */
    int weekday;                                    /* 0 = Sunday */
};
void civil_from_ms(int64_t real_ms,
                   struct civil *out) NONNULL;      /* any int64 within year 0..9999, clamped */
int64_t civil_to_ms(const struct civil *c) NONNULL; /* weekday ignored */
int civil_month_days(int year, int month);          /* 28 to 31 */
/*
 * A date for people, in their language, by the parts wanted: "27 Nov", "Fri 27 Nov 2026". In
 * another language no longer than in English, and as "until" takes it: "2026-11-27".
 */
enum civil_part { CIVIL_DAY = 0, CIVIL_YEAR = 1, CIVIL_WEEKDAY = 2 };
void civil_say(struct buf *out, const struct civil *c, unsigned parts) NONNULL;

/* "2026-11-22T14:22:07Z"; with ms only when they are not 0. */
void time_iso8601(struct buf *out, int64_t real_ms) NONNULL;
/* Accepts Z or +hh:mm, fraction of any length, 'T' or blank; date alone is midnight. */
bool time_parse_iso8601(struct str s, int64_t *real_ms) NONNULL MUST_USE;
/* "now" "12s" "4m" "2h" "3d" "9w": the age of something, for people. Negative: "in 3d". */
void time_age(struct buf *out, int64_t age_ms) NONNULL;
/* "1.5h" of "1.5" and one of s m h d w. */
void time_amount_say(struct buf *out, const char *amount, char unit) NONNULL;
void time_ago(struct buf *out, int64_t age_ms) NONNULL; /* "now" "12s ago" "in 3d" */
