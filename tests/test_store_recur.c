/* Days that recur: month ends, leap years, weeks, and what a schedule has missed. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/schedules.h"

static int64_t ms_of(const char *text)
{
    int64_t ms;

    cr_assert(time_parse_iso8601(str_of(text), &ms), "%s", text);
    return ms;
}

static int64_t day_of(const char *text)
{
    return text[0] == '\0' ? RECUR_NO_ANCHOR : recur_day(ms_of(text));
}

static struct recur rule(const char *frequency, const char *day)
{
    const bool monthly = strcmp(frequency, "MONTHLY") == 0;
    struct recur r;

    cr_assert(recur_read(frequency, monthly ? NULL : day, monthly ? day : NULL, &r), "%s %s",
              frequency, day != NULL ? day : "-");
    return r;
}

static const struct {
    const char *frequency, *day, *from, *anchor;
    const char *due; /* each after the one before it */
} next_days[] = {
    {"DAILY", NULL, "2027-02-28", "", "2027-02-28 2027-03-01"},
    {"DAILY", NULL, "2028-02-28", "", "2028-02-28 2028-02-29 2028-03-01"},
    {"DAILY", NULL, "2026-12-31", "", "2026-12-31 2027-01-01"},
    /* a Wednesday */
    {"WEEKLY", "WED", "2026-11-25", "", "2026-11-25 2026-12-02"},
    {"WEEKLY", "TUE", "2026-11-25", "", "2026-12-01 2026-12-08"},
    {"WEEKLY", "sun", "2026-12-28", "", "2027-01-03 2027-01-10"},
    {"WEEKLY", "SAT", "1969-12-30", "", "1970-01-03 1970-01-10"},
    {"BIWEEKLY", "SUN", "2026-11-25", "2026-11-22", "2026-12-06 2026-12-20"},
    {"BIWEEKLY", "SUN", "2026-11-25", "2026-11-15", "2026-11-29 2026-12-13"},
    {"BIWEEKLY", "SUN", "2026-11-22", "2026-11-22", "2026-11-22 2026-12-06"},
    /* an anchor that is not over yet */
    {"BIWEEKLY", "SUN", "2026-11-25", "2026-12-13", "2026-11-29 2026-12-13"},
    {"MONTHLY", "1", "2026-11-25", "", "2026-12-01 2027-01-01"},
    {"MONTHLY", "25", "2026-11-25", "", "2026-11-25 2026-12-25"},
    {"MONTHLY", "31", "2026-11-25", "", "2026-11-30 2026-12-31 2027-01-31 2027-02-28"},
    {"MONTHLY", "LAST", "2028-01-31", "", "2028-01-31 2028-02-29 2028-03-31 2028-04-30"},
    {"MONTHLY", "29", "2027-02-01", "", "2027-02-28 2027-03-29"},
    {"MONTHLY", "29", "2028-02-01", "", "2028-02-29 2028-03-29"},
    {"MONTHLY", "30", "2100-02-01", "", "2100-02-28 2100-03-30"},
};

Test(store_recur, next_days)
{
    for (size_t i = 0; i < COUNT_OF(next_days); i++) {
        const struct recur r = rule(next_days[i].frequency, next_days[i].day);
        int64_t from = day_of(next_days[i].from), anchor = day_of(next_days[i].anchor);

        for (struct str rest = str_of(next_days[i].due); rest.n > 0;) {
            struct str one = str_cut(rest, ' ', &rest);
            char text[16];
            int64_t day = 0;

            snprintf(text, sizeof text, "%.*s", (int)one.n, one.p);
            cr_assert(recur_next(&r, from, anchor, &day), "row %zu", i);
            cr_expect_eq(day, day_of(text), "row %zu: %lld is not %s", i, (long long)day, text);
            from = day + 1;
        }
    }
}

Test(store_recur, what_is_not_known_is_refused)
{
    static const struct {
        const char *frequency, *week, *month;
    } wrong[] = {
        {NULL, NULL, NULL},       {"HOURLY", NULL, NULL},  {"WEEKLY", NULL, NULL},
        {"WEEKLY", "SUNDAY", ""}, {"BIWEEKLY", "", NULL},  {"MONTHLY", "SUN", NULL},
        {"MONTHLY", NULL, "0"},   {"MONTHLY", NULL, "32"}, {"MONTHLY", NULL, "last"},
    };
    struct recur r = {.weekday = 77};
    int64_t day = 77;

    for (size_t i = 0; i < COUNT_OF(wrong); i++)
        cr_expect_not(recur_read(wrong[i].frequency, wrong[i].week, wrong[i].month, &r),
                      "row %zu", i);
    cr_expect_eq(r.weekday, 77, "untouched");
    r = rule("BIWEEKLY", "SUN");
    cr_expect_not(recur_next(&r, day_of("2026-11-25"), RECUR_NO_ANCHOR, &day));
    cr_expect_not(recur_next(&r, day_of("2026-11-25"), day_of("2026-11-23"), &day), "a Monday");
    cr_expect_eq(day, 77, "untouched");
    cr_expect_eq(recur_count(&r, day_of("2026-01-01"), day_of("2026-11-25"), RECUR_NO_ANCHOR),
                 0);
}

Test(store_recur, counts_and_covers)
{
    const struct recur daily = rule("DAILY", NULL), sun = rule("WEEKLY", "SUN");
    const struct recur mon = rule("WEEKLY", "MON"), two = rule("BIWEEKLY", "SUN");
    const struct recur last = rule("MONTHLY", "LAST"), d31 = rule("MONTHLY", "31");
    const struct recur first = rule("MONTHLY", "1");
    const int64_t from = day_of("2026-11-22"), to = day_of("2026-12-06"); /* Sundays */

    cr_expect_eq(recur_count(&daily, from, to, RECUR_NO_ANCHOR), 14);
    cr_expect_eq(recur_count(&daily, to, from, RECUR_NO_ANCHOR), 0);
    cr_expect_eq(recur_count(&sun, from, to, RECUR_NO_ANCHOR), 2);
    cr_expect_eq(recur_count(&two, from, to, from), 1);
    cr_expect_eq(recur_count(&last, from, to, RECUR_NO_ANCHOR), 1);
    cr_expect(recur_covers(&daily, &last) && recur_covers(&daily, &two));
    cr_expect(recur_covers(&sun, &two) && recur_covers(&sun, &sun));
    cr_expect_not(recur_covers(&mon, &sun));
    cr_expect_not(recur_covers(&two, &two), "the other week may be meant");
    cr_expect(recur_covers(&last, &d31) && !recur_covers(&last, &first));
    cr_expect_not(recur_covers(&sun, &daily));
}

/* ---- a schedule and its runs ---- */

static const struct {
    const char *frequency, *day, *runs; /* runs: newest last, ' ' between */
    const char *next;                   /* as it is said */
    int missed;                         /* -1: not known */
    const char *due;                    /* of the first missed */
} seen[] = {
    /* now is Wed 25 Nov 2026 12:00 */
    {"DAILY", NULL, "2026-11-24T06:00:00Z 2026-11-25T06:04:00Z", "~Thu 26 Nov 06:04Z", 0, NULL},
    {"DAILY", NULL, "2026-11-24T06:00:00Z", "~Wed 25 Nov 06:00Z", 0, NULL},
    {"DAILY", NULL, "2026-11-21T06:00:00Z", "~Wed 25 Nov 06:00Z", 3, "Sun 22 Nov"},
    {"DAILY", NULL, "", "~Wed 25 Nov", -1, NULL},
    {"WEEKLY", "SUN", "2026-11-15T23:30:00Z", "~Sun 29 Nov 23:30Z", 1, "Sun 22 Nov"},
    {"WEEKLY", "SUN", "2026-11-22T23:30:00Z", "~Sun 29 Nov 23:30Z", 0, NULL},
    {"BIWEEKLY", "SUN", "", "-", -1, NULL},
    {"BIWEEKLY", "SUN", "2026-11-15T06:00:00Z", "~Sun 29 Nov 06:00Z", 0, NULL},
    {"BIWEEKLY", "SUN", "2026-11-08T06:00:00Z", "~Sun 6 Dec 06:00Z", 1, "Sun 22 Nov"},
    {"MONTHLY", "LAST", "2026-10-31T06:00:00Z", "~Mon 30 Nov 06:00Z", 0, NULL},
    {"MONTHLY", "LAST", "2026-09-30T06:00:00Z", "~Mon 30 Nov 06:00Z", 1, "Sat 31 Oct"},
    {"HOURLY", NULL, "2026-11-24T06:00:00Z", "-", -1, NULL},
    /* one late run does not move the hour */
    {"DAILY", NULL,
     "2026-11-21T06:00:00Z 2026-11-22T06:01:00Z 2026-11-23T06:02:00Z 2026-11-24T11:00:00Z "
     "2026-11-25T06:03:00Z",
     "~Thu 26 Nov 06:02Z", 0, NULL},
    /* by a clock that is ahead of ours */
    {"DAILY", NULL, "2026-11-27T06:00:00Z", "~Sat 28 Nov 06:00Z", 0, NULL},
};

static void add_runs(struct audit_runs *runs, const char *times)
{
    int n = 0;

    for (struct str rest = str_of(times); rest.n > 0; n++) {
        struct str one = str_cut(rest, ' ', &rest);
        struct arena *a = arena_new();
        struct describe_audit_task_output *t = arena_alloc(a, 1, sizeof *t);
        char id[40];

        t->scheduled_audit_name = "x";
        t->task_start_time = (struct opt_time){ms_of(arena_strn(a, one.p, one.n)), true};
        snprintf(id, sizeof id, "run-%d", n);
        audit_runs_put(runs, id, a, t);
    }
}

Test(store_recur, next_and_missed_runs)
{
    struct loop *loop = loop_new(&system_clock);

    for (size_t i = 0; i < COUNT_OF(seen); i++) {
        const bool monthly = strcmp(seen[i].frequency, "MONTHLY") == 0;
        const struct describe_scheduled_audit_output what = {
            .scheduled_audit_name = "x",
            .frequency = seen[i].frequency,
            .day_of_week = monthly ? NULL : seen[i].day,
            .day_of_month = monthly ? seen[i].day : NULL};
        struct schedule s = {.name = "x", .what = &what};
        struct audit_runs *runs = audit_runs_new(loop);
        struct buf text = BUF_INIT(256);

        add_runs(runs, seen[i].runs);
        schedule_work_out(&s, runs, ms_of("2026-11-25T12:00:00Z"));
        schedule_next_say(&s, &text);
        cr_expect_str_eq(buf_text(&text), seen[i].next, "row %zu", i);
        cr_expect_eq(s.missed.set ? s.missed.value : -1, seen[i].missed, "row %zu: %lld", i,
                     (long long)s.missed.value);
        buf_reset(&text);
        if (seen[i].due != NULL) {
            recur_day_say(s.due_day, &text);
            cr_expect_str_eq(buf_text(&text), seen[i].due, "row %zu", i);
        }
        buf_free(&text);
        audit_runs_free(runs);
    }
    loop_free(loop);
}

Test(store_recur, starts_in_words)
{
    const int64_t starts[] = {ms_of("2026-11-25T06:04:00Z"), ms_of("2026-11-24T06:00:59Z"),
                              ms_of("2026-11-23T06:02:00Z")};
    static const char *const says[] = {"", "the last run began 06:04Z",
                                       "the last 2 runs began 06:00-06:04Z",
                                       "the last 3 runs began 06:00-06:04Z"};

    for (size_t n = 0; n < COUNT_OF(says); n++) {
        struct buf text = BUF_INIT(256);

        schedule_starts_say(starts, n, &text);
        cr_expect_str_eq(buf_text(&text), says[n]);
        buf_free(&text);
    }
}
