#include <criterion/criterion.h>
#include <stdio.h>

#include "client/local/audit_calendar.h"

#define DAY ((int64_t)86400000)

static int64_t ms_of(const char *text)
{
    int64_t ms;

    cr_assert(time_parse_iso8601(str_of(text), &ms), "%s", text);
    return ms;
}

/* The day that a due time is on, after its hour was looked at. */
static const char *day_of(int64_t due_ms, const char *name)
{
    static char text[32];
    struct buf out = BUF_INIT(64);

    cr_expect_eq((due_ms % DAY + DAY) % DAY, calendar_time_of_day_ms(name));
    time_iso8601(&out, due_ms);
    snprintf(text, sizeof text, "%.10s", buf_text(&out));
    buf_free(&out);
    return text;
}

Test(local_calendar, the_hour_is_stable_and_differs)
{
    static const char *const names[] = {"daily", "weekly", "AWSIoTDeviceDefenderDailyAudit",
                                        "a",     "b",      ""};
    int64_t seen[COUNT_OF(names)];

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        seen[i] = calendar_time_of_day_ms(names[i]);
        cr_expect(seen[i] >= 6 * 3600000 && seen[i] < 7 * 3600000, "%s", names[i]);
        cr_expect_eq(seen[i] % 1000, 0);
        for (size_t j = 0; j < i; j++)
            cr_expect_neq(seen[i], seen[j], "%s and %s", names[i], names[j]);
    }
    /* Written down: a state that was made by one version is read by the next. */
    cr_expect_eq(calendar_time_of_day_ms("daily"), 24806000);
}

static const struct {
    const char *frequency, *day, *anchor, *after;
    const char *due; /* each after the one before it */
} next_days[] = {
    {"DAILY", NULL, "2026-01-01", "2027-02-27T12:00:00Z",
     "2027-02-28 2027-03-01 2027-03-02 2027-03-03"},
    {"DAILY", NULL, "2026-01-01", "2028-02-28T05:59:59Z",
     "2028-02-28 2028-02-29 2028-03-01 2028-03-02"},
    {"DAILY", NULL, "2026-01-01", "2026-12-30T23:59:59Z",
     "2026-12-31 2027-01-01 2027-01-02 2027-01-03"},
    /* never before it was made */
    {"DAILY", NULL, "2026-06-10", "2026-01-01", "2026-06-10 2026-06-11 2026-06-12 2026-06-13"},
    /* a Wednesday */
    {"WEEKLY", "SUN", "2026-11-18", "2026-11-18",
     "2026-11-22 2026-11-29 2026-12-06 2026-12-13"},
    {"WEEKLY", "WED", "2026-11-18", "2026-11-18T05:00:00Z",
     "2026-11-18 2026-11-25 2026-12-02 2026-12-09"},
    {"WEEKLY", "WED", "2026-11-18", "2026-11-18T07:00:00Z",
     "2026-11-25 2026-12-02 2026-12-09 2026-12-16"},
    {"WEEKLY", "TUE", "2026-11-18", "2026-12-29T07:00:00Z",
     "2027-01-05 2027-01-12 2027-01-19 2027-01-26"},
    {"BIWEEKLY", "WED", "2026-11-18T05:00:00Z", "2026-11-18T05:00:00Z",
     "2026-11-18 2026-12-02 2026-12-16 2026-12-30"},
    {"BIWEEKLY", "WED", "2026-11-18T07:00:00Z", "2026-11-18T07:00:00Z",
     "2026-11-25 2026-12-09 2026-12-23 2027-01-06"},
    /* the week in between stays free, whenever one asks */
    {"BIWEEKLY", "WED", "2026-11-18T05:00:00Z", "2026-11-24",
     "2026-12-02 2026-12-16 2026-12-30 2027-01-13"},
    /* over a leap day */
    {"BIWEEKLY", "MON", "2026-11-18", "2028-02-20",
     "2028-02-28 2028-03-13 2028-03-27 2028-04-10"},
    {"MONTHLY", "1", "2026-01-01", "2026-11-18", "2026-12-01 2027-01-01 2027-02-01 2027-03-01"},
    {"MONTHLY", "18", "2026-01-01", "2026-11-18T05:59:59Z",
     "2026-11-18 2026-12-18 2027-01-18 2027-02-18"},
    {"MONTHLY", "18", "2026-01-01", "2026-11-18T07:00:00Z",
     "2026-12-18 2027-01-18 2027-02-18 2027-03-18"},
    {"MONTHLY", "LAST", "2026-01-01", "2026-12-31T12:00:00Z",
     "2027-01-31 2027-02-28 2027-03-31 2027-04-30"},
    {"MONTHLY", "LAST", "2026-01-01", "2028-02-01",
     "2028-02-29 2028-03-31 2028-04-30 2028-05-31"},
    {"MONTHLY", "29", "2026-01-01", "2027-02-01",
     "2027-02-28 2027-03-29 2027-04-29 2027-05-29"},
    {"MONTHLY", "29", "2026-01-01", "2028-02-01",
     "2028-02-29 2028-03-29 2028-04-29 2028-05-29"},
    {"MONTHLY", "30", "2026-01-01", "2028-01-30T12:00:00Z",
     "2028-02-29 2028-03-30 2028-04-30 2028-05-30"},
    {"MONTHLY", "31", "2026-01-01", "2026-09-01",
     "2026-09-30 2026-10-31 2026-11-30 2026-12-31"},
    /* 2100 is no leap year */
    {"MONTHLY", "31", "2026-01-01", "2100-02-01",
     "2100-02-28 2100-03-31 2100-04-30 2100-05-31"},
    /* before the anchor */
    {"MONTHLY", "31", "2026-01-01", "2000-02-01",
     "2026-01-31 2026-02-28 2026-03-31 2026-04-30"},
};

Test(local_calendar, next_days)
{
    for (size_t i = 0; i < COUNT_OF(next_days); i++) {
        struct calendar_rule rule = {.name = "daily",
                                     .frequency = next_days[i].frequency,
                                     .day_of_week = next_days[i].day,
                                     .day_of_month = next_days[i].day,
                                     .anchor_ms = ms_of(next_days[i].anchor)};
        int64_t at_ms = ms_of(next_days[i].after);
        struct str day, rest = str_of(next_days[i].due);
        while ((day = str_cut(rest, ' ', &rest)).n > 0) {
            int64_t due_ms = calendar_next_ms(&rule, at_ms);
            cr_expect(due_ms > at_ms, "row %zu", i);
            cr_expect(str_eq(day, day_of(due_ms, "daily")), "row %zu: %s", i,
                      day_of(due_ms, "daily"));
            cr_expect_eq(calendar_next_ms(&rule, due_ms - 1), due_ms, "row %zu", i);
            at_ms = due_ms;
        }
    }
}

/* Counted over 400 years, after which the calendar repeats. */
Test(local_calendar, nothing_is_left_out)
{
    static const struct {
        const char *frequency, *day;
        int runs;
    } rows[] = {
        {"DAILY", NULL, 146097},   {"WEEKLY", "FRI", 20871}, {"BIWEEKLY", "FRI", 10436},
        {"MONTHLY", "LAST", 4800}, {"MONTHLY", "31", 4800},  {"MONTHLY", "15", 4800},
    };
    int64_t end_ms = ms_of("2401-01-01");

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct calendar_rule rule = {.name = "x",
                                     .frequency = rows[i].frequency,
                                     .day_of_week = rows[i].day,
                                     .day_of_month = rows[i].day,
                                     .anchor_ms = ms_of("2001-01-01")};
        int64_t at_ms = rule.anchor_ms;
        int n = 0;
        while ((at_ms = calendar_next_ms(&rule, at_ms)) < end_ms)
            n++;
        cr_expect_eq(n, rows[i].runs, "row %zu: %d", i, n);
    }
}

Test(local_calendar, other_words_are_never_due)
{
    static const struct {
        const char *frequency, *day;
    } rows[] = {{"HOURLY", NULL},   {"", NULL},          {"WEEKLY", NULL}, {"WEEKLY", "Sun"},
                {"BIWEEKLY", NULL}, {"BIWEEKLY", "DAY"}, {"MONTHLY", "0"}, {"MONTHLY", "32"},
                {"MONTHLY", NULL},  {"MONTHLY", "LASTS"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct calendar_rule rule = {.name = "x",
                                     .frequency = rows[i].frequency,
                                     .day_of_week = rows[i].day,
                                     .day_of_month = rows[i].day};
        cr_expect_eq(calendar_next_ms(&rule, 0), CALENDAR_NEVER, "row %zu", i);
    }
}
