#include "client/local/audit_calendar.h"

#include <inttypes.h>

static const int64_t day_ms = INT64_C(24) * 3600 * 1000;

enum { WEEK = 7, FORTNIGHT = 14, LAST_DAY = 31 };

int64_t calendar_time_of_day_ms(const char *name)
{
    uint64_t hash = UINT64_C(14695981039346656037); /* FNV-1a */

    for (const char *p = name; *p != '\0'; p++)
        hash = (hash ^ (unsigned char)*p) * UINT64_C(1099511628211);
    /* The low bits of FNV depend on the low bits of the text alone. */
    return (CALENDAR_FROM_S + (int64_t)((hash ^ hash >> 32) % CALENDAR_SPREAD_S)) * 1000;
}

/* The first time of day after after_ms: today's or tomorrow's. */
static int64_t next_day(const struct calendar_rule *rule, int64_t after_ms)
{
    struct civil day;
    int64_t time_ms = calendar_time_of_day_ms(rule->name);

    civil_from_ms(after_ms, &day);
    day.hour = day.minute = day.second = day.ms = 0;
    int64_t due_ms = civil_to_ms(&day) + time_ms;
    return due_ms > after_ms ? due_ms : due_ms + day_ms;
}

/* ---- weeks ------------------------------------------------------------------------------- */

static int weekday_of(const char *text)
{
    static const char *const days[WEEK] = {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

    for (int i = 0; text != NULL && i < WEEK; i++) {
        if (strcmp(days[i], text) == 0)
            return i;
    }
    return -1;
}

static int64_t next_weekly(const struct calendar_rule *rule, int64_t after_ms)
{
    int wanted = weekday_of(rule->day_of_week);
    int64_t due_ms = next_day(rule, after_ms);
    struct civil day;

    if (wanted < 0)
        return CALENDAR_NEVER;
    civil_from_ms(due_ms, &day);
    return due_ms + (wanted - day.weekday + WEEK) % WEEK * day_ms;
}

static int64_t next_biweekly(const struct calendar_rule *rule, int64_t after_ms)
{
    int64_t first_ms = next_weekly(rule, rule->anchor_ms), step_ms = FORTNIGHT * day_ms;

    if (after_ms < first_ms)
        return first_ms;
    return first_ms + ((after_ms - first_ms) / step_ms + 1) * step_ms;
}

/* ---- months ------------------------------------------------------------------------------ */

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

    return days[month - 1] + (month == 2 && leap);
}

static int64_t in_month(const struct calendar_rule *rule, int year, int month, int day)
{
    int last = days_in_month(year, month);
    struct civil due = {.year = year, .month = month, .day = day < last ? day : last};

    return civil_to_ms(&due) + calendar_time_of_day_ms(rule->name);
}

static int64_t next_monthly(const struct calendar_rule *rule, int64_t after_ms)
{
    struct str text = str_of(rule->day_of_month);
    int64_t day = LAST_DAY;
    struct civil now;

    if (!str_eq(text, "LAST") && !str_to_int(text, 1, LAST_DAY, &day))
        return CALENDAR_NEVER;
    civil_from_ms(after_ms, &now);
    int64_t due_ms = in_month(rule, now.year, now.month, (int)day);
    if (due_ms > after_ms)
        return due_ms;
    return in_month(rule, now.month == 12 ? now.year + 1 : now.year, now.month % 12 + 1,
                    (int)day);
}

/* ------------------------------------------------------------------------------------------ */

typedef int64_t next_fn(const struct calendar_rule *rule, int64_t after_ms);

static const struct {
    const char *frequency;
    next_fn *next;
} frequencies[] = {
    {"DAILY", next_day},
    {"WEEKLY", next_weekly},
    {"BIWEEKLY", next_biweekly},
    {"MONTHLY", next_monthly},
};

int64_t calendar_next_ms(const struct calendar_rule *rule, int64_t after_ms)
{
    int64_t from_ms = after_ms > rule->anchor_ms ? after_ms : rule->anchor_ms;

    for (size_t i = 0; i < COUNT_OF(frequencies); i++) {
        if (strcmp(frequencies[i].frequency, rule->frequency) == 0)
            return frequencies[i].next(rule, from_ms);
    }
    return CALENDAR_NEVER;
}
