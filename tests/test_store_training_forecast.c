#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "client/store/training_forecast.h"

#define DAY   ((int64_t)86400000)
#define START (INT64_C(1795357327000) - INT64_C(1795357327000) % DAY) /* 22 November 2026 */
#define NONE  INT64_MIN

static struct opt_time time_of(int64_t ms)
{
    return (struct opt_time){.ms = ms == NONE ? 0 : ms, .set = ms != NONE};
}

/* Days after START; percent NAN: not told. */
struct row {
    const char *what, *status;
    double percent, now;
    int64_t start, built;
    double seen_at, seen; /* a share seen before; NAN: none */
    double days, rate;    /* expected; NAN: not known */
    enum training_rate from;
    enum training_full full;
    double full_at, ready_at, expires_at; /* days after START; NAN: none */
};

static const struct row rows[] = {
    {"nothing came", "PENDING_BUILD", 0, 3, NONE, NONE, NAN, NAN, NAN, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_UNKNOWN, NAN, NAN, NAN},
    {"half of both", "PENDING_BUILD", 50, 7, START, NONE, NAN, NAN, 50, 12500 / 7.0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_LATER, 14, 14, 44},
    {"fast", "PENDING_BUILD", 50, 3.5, START, NONE, NAN, NAN, 25, 12500 / 3.5,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_LATER, 7, 14, 44},
    {"very fast", "PENDING_BUILD", 90, 0.25, START, NONE, NAN, NAN, 0.25 / .14, 90000,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_LATER, 0.2778, 14, 44},
    {"slow", "PENDING_BUILD", 10, 7, START, NONE, NAN, NAN, 50, 2500 / 7.0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"as in the drawing", "PENDING_BUILD", 31, 20, START, NONE, NAN, NAN, 100, 7750 / 14.0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"measured, it grew", "PENDING_BUILD", 30, 5, START, NONE, 4, 10, 5 / .14, 5000,
     TRAINING_RATE_MEASURED, TRAINING_FULL_LATER, 8.5, 14, 44},
    {"measured, it stopped", "PENDING_BUILD", 30, 5, START, NONE, 4, 30, 5 / .14, 0,
     TRAINING_RATE_MEASURED, TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"measured, it began late", "PENDING_BUILD", 10, 13, START, NONE, 12, 0, 13 / .14, 2500,
     TRAINING_RATE_MEASURED, TRAINING_FULL_LATER, 22.667, 22.667, 44},
    {"the fleet grew after two weeks", "PENDING_BUILD", 50, 20, START, NONE, 18, 30, 100,
     12500 / 14.0 + 2500, TRAINING_RATE_MEASURED, TRAINING_FULL_LATER, 25, 25, 44},
    {"and shrank", "PENDING_BUILD", 50, 20, START, NONE, 18, 60, 100, 0, TRAINING_RATE_MEASURED,
     TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"seen before the window was full", "PENDING_BUILD", 50, 20, START, NONE, 12, 60, 100,
     12500 / 14.0, TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"seen a moment ago", "PENDING_BUILD", 50, 7, START, NONE, 6.9, 49, 50, 12500 / 7.0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_LATER, 14, 14, 44},
    {"a share that shrank", "PENDING_BUILD", 40, 7, START, NONE, 5, 60, 50, 10000 / 7.0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"enough data, days missing", "PENDING_BUILD", 100, 4, START, NONE, NAN, NAN, 4 / .14, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_NOW, NAN, 14, 44},
    {"all is there", "PENDING_BUILD", 100, 15, START, NONE, NAN, NAN, 100, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_NOW, NAN, 15, 44},
    {"more than all", "ACTIVE", 480, 20, START, START + 19 * DAY, NAN, NAN, 100, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_NOW, NAN, NAN, 49},
    {"active at 29%, as the service's own sample", "ACTIVE", 29, 30, START, START + 29 * DAY,
     NAN, NAN, 100, 7250 / 14.0, TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 59},
    {"expired", "EXPIRED", 0, 60, START, START + 29 * DAY, NAN, NAN, 100, 0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 59},
    {"starts in the future", "PENDING_BUILD", 5, -1, START, NONE, NAN, NAN, 0, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_UNKNOWN, NAN, NAN, 44},
    {"began an hour ago", "PENDING_BUILD", 1, 1 / 24.0, START, NONE, NAN, NAN, 0.297, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_UNKNOWN, NAN, NAN, 44},
    {"the clock jumped a year", "PENDING_BUILD", 50, 365, START, NONE, NAN, NAN, 100,
     12500 / 14.0, TRAINING_RATE_AVERAGE, TRAINING_FULL_NEVER, NAN, NAN, 44},
    {"a share below nothing", "PENDING_BUILD", -5, 7, START, NONE, NAN, NAN, 50, NAN,
     TRAINING_RATE_UNKNOWN, TRAINING_FULL_UNKNOWN, NAN, NAN, 44},
    {"no share", "PENDING_BUILD", NAN, 7, START, NONE, NAN, NAN, 50, NAN, TRAINING_RATE_UNKNOWN,
     TRAINING_FULL_UNKNOWN, NAN, NAN, 44},
    {"a status of a newer service", "REBUILDING", 50, 7, START, NONE, NAN, NAN, 50, 12500 / 7.0,
     TRAINING_RATE_AVERAGE, TRAINING_FULL_LATER, 14, NAN, 44},
};

static void same_day(const struct row *r, const char *which, bool set, int64_t ms,
                     double expected)
{
    cr_expect_eq(set, !isnan(expected), "%s: %s", r->what, which);
    if (set && !isnan(expected))
        cr_expect_float_eq((double)(ms - START) / (double)DAY, expected, 0.01, "%s: %s %g",
                           r->what, which, (double)(ms - START) / (double)DAY);
}

static struct training_facts facts_of(const struct row *r, struct training_point *seen)
{
    *seen = (struct training_point){START + (int64_t)(r->seen_at * (double)DAY), r->seen};
    return (struct training_facts){.status = r->status,
                                   .percent = {r->percent, !isnan(r->percent)},
                                   .start = time_of(r->start),
                                   .built = time_of(r->built),
                                   .now_ms = START + (int64_t)(r->now * (double)DAY),
                                   .points = seen,
                                   .n_points = !isnan(r->seen_at)};
}

Test(training_forecast, what_is_missing_and_when_it_is_there)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *r = &rows[i];
        struct training_point seen = {0};
        struct training_facts facts = facts_of(r, &seen);
        struct training_forecast f;
        training_forecast(&facts, &f);
        cr_expect_eq(f.days.set, !isnan(r->days), "%s", r->what);
        if (f.days.set)
            cr_expect_float_eq(f.days.value, r->days, 0.01, "%s: %g", r->what, f.days.value);
        cr_expect_eq(f.rate_from, r->from, "%s", r->what);
        if (f.rate_from != TRAINING_RATE_UNKNOWN)
            cr_expect_float_eq(f.rate, r->rate, 0.5, "%s: %g a day", r->what, f.rate);
        cr_expect_eq(f.full, r->full, "%s", r->what);
        same_day(r, "full", f.full == TRAINING_FULL_LATER, f.full_ms, r->full_at);
        same_day(r, "ready", f.ready.set, f.ready.ms, r->ready_at);
        same_day(r, "expires", f.expires.set, f.expires.ms, r->expires_at);
        cr_expect(!f.data.set || (f.data.value >= 0 && f.data.value <= 100), "%s", r->what);
    }
}

static const struct {
    const char *what, *line;
} said[] = {
    {"nothing came", "missing\tall: no datapoint has come yet"},
    {"half of both",
     "missing\tdays: 50% of 14; datapoints: 12,500 of 25,000 in the last 14 days\n"},
    {"half of both",
     "rate\t1,786 datapoints a day, on average of what has passed of the window;"
     " 25,000 in 14 days\n"},
    {"very fast", "rate\t90,000 datapoints a day"},
    {"very fast", " 1,260,000 in 14 days\n"},
    {"half of both", "full\tSun 6 Dec 2026 00:00Z at this rate\n"},
    {"half of both", "build\texpected Sun 6 Dec 2026 00:00Z if that rate goes on\n"},
    {"as in the drawing", "missing\tdatapoints: 7,750 of 25,000 in the last 14 days\n"},
    {"as in the drawing", "full\tnever at this rate: 14 days hold too few\n"},
    {"as in the drawing", "; here 3.2 times as many as now\n"},
    {"as in the drawing",
     "enough\t60 things every 45 min, 40 every 30, 15 every 10, 7 every 5 (26,880"
     " to 30,240 in 14 days)"},
    {"measured, it grew", "rate\t5,000 datapoints a day, measured here"},
    {"all is there", "missing\tnothing of what a build needs\n"},
    {"all is there", "build\texpected Mon 7 Dec 2026 00:00Z or the next daily try\n"},
    {"active at 29%, as the service's own sample",
     "expires\tWed 20 Jan 2027 00:00Z, 30 days after the last refresh"},
    {"expired", "expired\tabout Wed 20 Jan 2027 00:00Z, 30 days without a refresh, for lack of"
                " datapoints; only a new behaviour learns again\n"},
};

Test(training_forecast, it_is_said_in_words)
{
    for (size_t i = 0; i < sizeof said / sizeof *said; i++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
            if (strcmp(rows[k].what, said[i].what) != 0)
                continue;
            struct training_point seen = {0};
            struct training_facts facts = facts_of(&rows[k], &seen);
            struct training_forecast f;
            struct buf text = BUF_INIT(4096);
            training_forecast(&facts, &f);
            training_forecast_say(&facts, &f, &text);
            cr_expect(strstr(buf_text(&text), said[i].line) != NULL, "%s: %s\nnot in\n%s",
                      said[i].what, said[i].line, buf_text(&text));
            buf_free(&text);
        }
}

Test(training_forecast, the_status_is_the_services_alone)
{
    static const struct {
        const char *status;
        double percent;
        const char *brief;
    } table[] = {
        {"PENDING_BUILD", 100, "has what it needs, waits to be built"},
        {"PENDING_BUILD", 31, "waits for datapoints (31%), days are enough"},
        {"ACTIVE", 29, "active, not refreshed at 29% of the datapoints"},
        {"ACTIVE", 100, "active"},
        {"EXPIRED", 100, "expired though there are datapoints now"},
        {"EXPIRED", 0, "expired for lack of datapoints"},
        {"REBUILDING", 100, "REBUILDING"},
        {NULL, 100, "-"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct buf text = BUF_INIT(256);
        struct training_facts facts = {.status = table[i].status,
                                       .percent = {table[i].percent, true},
                                       .start = time_of(START),
                                       .now_ms = START + 20 * DAY};
        training_brief(&facts, &text);
        cr_expect_str_eq(buf_text(&text), table[i].brief);
        buf_free(&text);
    }
}

Test(training_forecast, the_fleets_named_send_enough)
{
    for (size_t i = 0; i < training_fleet_count; i++)
        cr_expect_geq(training_fleet_datapoints(&training_fleets[i]), TRAINING_DATAPOINTS);
}
