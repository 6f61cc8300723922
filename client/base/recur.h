/*
 * base/recur: the days on which something recurs: daily, weekly, every two weeks, monthly.
 *
 * Pure arithmetic on UTC days, numbered from 1970-01-01. Words are those of the API (DAILY,
 * SUN, "31", LAST); a word that is not known is refused, never guessed. Days 29 to 31 fall on
 * the last day of a shorter month, so 31 and LAST are the same. Which of two weeks a biweekly
 * one uses is not to be known without a day it ran on: the anchor.
 */
#pragma once

#include "client/base/clock.h"

enum recur_every { RECUR_DAILY, RECUR_WEEKLY, RECUR_BIWEEKLY, RECUR_MONTHLY };

enum { RECUR_LAST = 31 };

struct recur {
    enum recur_every every;
    int weekday;   /* 0 = Sunday; of the weekly ones */
    int month_day; /* 1..31; of the monthly one */
};

#define RECUR_NO_ANCHOR INT64_MIN
#define RECUR_DAY_MS    (INT64_C(24) * 3600 * 1000)

/* NULL for a day: absent. false: not words we know, or the day it needs is missing. */
bool recur_read(const char *frequency, const char *day_of_week, const char *day_of_month,
                struct recur *out) __attribute__((nonnull(4))) MUST_USE;
int recur_weekday(const char *text) NONNULL; /* of "SUN", any case; -1: none */
int64_t recur_day(int64_t ms);               /* the UTC day of a moment */
int recur_day_weekday(int64_t day);          /* 0 = Sunday */

/* The first due day from `from` on. false: not to be known without an anchor that fits. */
bool recur_next(const struct recur *r, int64_t from, int64_t anchor,
                int64_t *day) NONNULL MUST_USE;
/* Due days in [from, to); 0 when they are not to be known. */
int64_t recur_count(const struct recur *r, int64_t from, int64_t to, int64_t anchor) NONNULL;
/* Whoever runs as `often` runs on every day on which `seldom` does. */
bool recur_covers(const struct recur *often, const struct recur *seldom) NONNULL;

/* "daily", "weekly", "2-weekly", "monthly"; the text itself when not known, "-" for NULL. */
const char *recur_word(const char *frequency);
/* "weekly SUN", "monthly LAST": for people. */
void recur_say(const char *frequency, const char *day_of_week, const char *day_of_month,
               struct buf *out) __attribute__((nonnull(4)));
/* "Sun 29 Nov". */
void recur_day_say(int64_t day, struct buf *out) NONNULL;
