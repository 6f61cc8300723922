#include "client/store/training_forecast.h"

#include <math.h>
#include <string.h>

#include "client/base/clock.h"

#define DAY_MS    86400000.0
#define WINDOW_MS (TRAINING_DAYS * (int64_t)86400000)

enum {
    MEASURE_MS = 6 * 3600 * 1000,    /* shorter than that, a share moves by chance */
    RECENT_MS = 3 * 24 * 3600 * 1000 /* longer ago it says little of now */
};

const struct training_fleet training_fleets[] = {{60, 45}, {40, 30}, {15, 10}, {7, 5}};
const size_t training_fleet_count = COUNT_OF(training_fleets);

int64_t training_fleet_datapoints(const struct training_fleet *f)
{
    return (int64_t)f->devices * TRAINING_DAYS * 24 * 60 / f->minutes;
}

static bool is_status(const struct training_facts *f, const char *status)
{
    return f->status != NULL && strcmp(f->status, status) == 0;
}

static double within(double v, double low, double high)
{
    return v < low ? low : v > high ? high : v;
}

/* ---- the rate ---------------------------------------------------------------------------- */

/* What was there when the share was seen; 100% may be any number above. */
static bool is_exact(double percent)
{
    return percent >= 0 && percent < 100;
}

/* Of the trailing window, or of what has passed of it. */
static double average(const struct training_facts *f)
{
    double days = (double)(f->now_ms - f->start.ms) / DAY_MS;

    return f->percent.value / 100 * TRAINING_DATAPOINTS / fmin(days, TRAINING_DAYS);
}

/* The share of a day ago, or what comes nearest to it: many devices have a day and a night.
 * NULL: there is none. */
static const struct training_point *seen_before(const struct training_facts *f, int64_t from_ms)
{
    const struct training_point *best = NULL;
    int64_t nearest = INT64_MAX;

    for (size_t i = 0; i < f->n_points; i++) {
        const struct training_point *p = &f->points[i];
        int64_t off = f->now_ms - 86400000 - p->at_ms;
        off = off < 0 ? -off : off;
        if (p->at_ms < from_ms || !is_exact(p->percent) || p->at_ms > f->now_ms - MEASURE_MS ||
            off >= nearest)
            continue;
        best = p;
        nearest = off;
    }
    return best;
}

/* While the window is not full, what it gains is the rate. Later it loses as well, about what
 * it has gained on average: the rate is that and what it still gains. */
static void measure(const struct training_facts *f, struct training_forecast *out)
{
    const int64_t end_ms = f->start.ms + WINDOW_MS, recent_ms = f->now_ms - RECENT_MS;
    const bool filling = f->now_ms <= end_ms;
    const struct training_point *p = seen_before(f, filling              ? f->start.ms
                                                    : end_ms > recent_ms ? end_ms
                                                                         : recent_ms);

    if (p == NULL)
        return;
    double gain = (f->percent.value - p->percent) / 100 * TRAINING_DATAPOINTS /
                  ((double)(f->now_ms - p->at_ms) / DAY_MS);
    if (filling && gain < 0)
        return; /* another fleet by now: the average says more */
    out->rate_from = TRAINING_RATE_MEASURED;
    out->rate = fmax(filling ? gain : average(f) + gain, 0);
}

static void find_rate(const struct training_facts *f, struct training_forecast *out)
{
    if (!f->start.set || !f->percent.set || f->now_ms - f->start.ms < MEASURE_MS ||
        !is_exact(f->percent.value))
        return;
    measure(f, out);
    if (out->rate_from == TRAINING_RATE_UNKNOWN) {
        out->rate_from = TRAINING_RATE_AVERAGE;
        out->rate = average(f);
    }
    out->reaches = out->rate * TRAINING_DAYS;
}

/* ---- when -------------------------------------------------------------------------------- */

/* While the window fills, by what is missing. Beyond that each day brings one at this rate and
 * takes one at the rate before away. */
static void find_full(const struct training_facts *f, struct training_forecast *out)
{
    double missing = (1 - f->percent.value / 100) * TRAINING_DATAPOINTS;
    double old = average(f), days = missing / out->rate;
    double left = (double)(f->start.ms + WINDOW_MS - f->now_ms) / DAY_MS;

    out->full = TRAINING_FULL_NEVER;
    if (!(out->rate > 0) || out->reaches < TRAINING_DATAPOINTS)
        return;
    if (days > fmax(left, 0))
        days = out->rate > old ? (TRAINING_DATAPOINTS - old * TRAINING_DAYS) / (out->rate - old)
                               : TRAINING_DAYS;
    out->full = TRAINING_FULL_LATER;
    out->full_ms = f->now_ms + (int64_t)(within(days, 0, TRAINING_DAYS) * DAY_MS);
}

static void find_ready(const struct training_facts *f, struct training_forecast *out)
{
    int64_t days_ms = f->start.ms + WINDOW_MS;

    if (!f->start.set || !is_status(f, "PENDING_BUILD"))
        return;
    if (out->full == TRAINING_FULL_NOW)
        out->ready = (struct opt_time){days_ms > f->now_ms ? days_ms : f->now_ms, true};
    else if (out->full == TRAINING_FULL_LATER)
        out->ready = (struct opt_time){days_ms > out->full_ms ? days_ms : out->full_ms, true};
}

/* 30 days after the last refresh, or after the first build could have been. */
static void find_end(const struct training_facts *f, struct training_forecast *out)
{
    int64_t days_ms = TRAINING_EXPIRE_DAYS * (int64_t)86400000;

    if (f->built.set)
        out->expires = (struct opt_time){f->built.ms + days_ms, true};
    else if (f->start.set)
        out->expires = (struct opt_time){f->start.ms + WINDOW_MS + days_ms, true};
}

void training_forecast(const struct training_facts *f, struct training_forecast *out)
{
    *out = (struct training_forecast){.rate_from = TRAINING_RATE_UNKNOWN};
    if (f->start.set) {
        double passed = (double)(f->now_ms - f->start.ms) / (double)WINDOW_MS * 100;
        out->days = (struct opt_double){within(passed, 0, 100), true};
        out->lacks_days = passed < 100;
    }
    if (f->percent.set && !isnan(f->percent.value)) {
        out->data = (struct opt_double){within(f->percent.value, 0, 100), true};
        out->lacks_data = f->percent.value < 100;
        if (!out->lacks_data)
            out->full = TRAINING_FULL_NOW;
    }
    if (out->data.set)
        find_rate(f, out);
    if (out->rate_from != TRAINING_RATE_UNKNOWN)
        find_full(f, out);
    find_ready(f, out);
    find_end(f, out);
}
