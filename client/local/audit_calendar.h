/*
 * local/audit_calendar: when a scheduled audit is due. Pure: no state, no clock.
 *
 * The API names days and no hour ("the actual start time is determined by the system"), so a
 * schedule gets an hour of its own that never moves: a second between 06:00:00 and 06:59:59
 * UTC, from a hash of its name, so that several do not start together. Days are UTC days.
 * BIWEEKLY runs on the first due day after its anchor and every second week after that.
 * dayOfMonth 29..31 means the last day of a shorter month. Times are milliseconds since 1970.
 */
#pragma once

#include "client/base/clock.h"

enum {
    CALENDAR_FROM_S = 6 * 3600, /* first second of the day for a run ... */
    CALENDAR_SPREAD_S = 3600,   /* ... and how many there are to choose from */
};

#define CALENDAR_NEVER INT64_MAX

/* A schedule in the API's words; days that the frequency does not use are ignored. */
struct calendar_rule {
    const char *name;
    const char *frequency;    /* AuditFrequency */
    const char *day_of_week;  /* DayOfWeek: for WEEKLY, BIWEEKLY */
    const char *day_of_month; /* "1".."31", "LAST": for MONTHLY */
    int64_t anchor_ms;        /* creation, or the last change of frequency or day */
};

/* From midnight, in milliseconds. */
int64_t calendar_time_of_day_ms(const char *name) NONNULL;
/* The first due time after after_ms, and after the anchor; CALENDAR_NEVER: for words that the
 * API does not have. */
int64_t calendar_next_ms(const struct calendar_rule *rule, int64_t after_ms) NONNULL;
