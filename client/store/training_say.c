#include <string.h>

#include "client/base/clock.h"
#include "client/store/training_forecast.h"

static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};

void training_date_say(int64_t ms, struct buf *out)
{
    struct civil c;

    civil_from_ms(ms, &c);
    buf_printf(out, "%s %d %s %d %02d:%02dZ", days[c.weekday], c.day, civil_month_name(c.month),
               c.year, c.hour, c.minute);
}

/* "25,000". */
static void count_say(double value, struct buf *out)
{
    buf_put_count(out, (uint64_t)(value + 0.5));
}

static bool is(const char *status, const char *word)
{
    return status != NULL && strcmp(status, word) == 0;
}

/* ---- lines ------------------------------------------------------------------------------- */

static void say_missing(const struct training_facts *facts, const struct training_forecast *f,
                        struct buf *out)
{
    if (!facts->start.set) {
        buf_puts(out, "missing\tall: no datapoint has come yet. Are there things among the"
                      " targets, and do they report the metric?\n");
        return;
    }
    if (!f->lacks_days && !f->lacks_data) {
        buf_puts(out, "missing\tnothing of what a build needs\n");
        return;
    }
    buf_puts(out, "missing\t");
    if (f->lacks_days)
        buf_printf(out, "days: %.0f%% of %d", f->days.value, TRAINING_DAYS);
    if (f->lacks_days && f->lacks_data)
        buf_puts(out, "; ");
    if (f->lacks_data) {
        buf_puts(out, "datapoints: ");
        count_say(f->data.value / 100 * TRAINING_DATAPOINTS, out);
        buf_printf(out, " of 25,000 in the last %d days", TRAINING_DAYS);
    }
    buf_putc(out, '\n');
}

static void say_rate(const struct training_forecast *f, struct buf *out)
{
    static const char *const from[] = {
        [TRAINING_RATE_MEASURED] = "measured here from look to look",
        [TRAINING_RATE_AVERAGE] = "on average of what has passed of the window",
    };

    if (f->rate_from == TRAINING_RATE_UNKNOWN)
        return;
    buf_puts(out, "rate\t");
    count_say(f->rate, out);
    buf_printf(out, " datapoints a day, %s; ", from[f->rate_from]);
    count_say(f->reaches, out);
    buf_printf(out, " in %d days\n", TRAINING_DAYS);
}

static void say_when(const struct training_facts *facts, const struct training_forecast *f,
                     struct buf *out)
{
    if (is(facts->status, "EXPIRED"))
        return;
    if (is(facts->status, "ACTIVE") && facts->built.set) {
        buf_puts(out, "refresh\tdue ");
        training_date_say(facts->built.ms + 86400000, out);
        buf_puts(out, f->lacks_data ? ", but too few datapoints for it\n"
                                    : ", a day after the last one\n");
    }
    if (f->full == TRAINING_FULL_NEVER)
        buf_printf(out, "full\tnever at this rate: %d days hold too few\n", TRAINING_DAYS);
    if (f->full == TRAINING_FULL_LATER) {
        buf_puts(out, "full\t");
        training_date_say(f->full_ms, out);
        buf_puts(out, " at this rate\n");
    }
    if (f->ready.set) {
        buf_puts(out, "build\texpected ");
        training_date_say(f->ready.ms, out);
        buf_puts(out, f->full == TRAINING_FULL_NOW ? " or the next daily try\n"
                                                   : " if that rate goes on\n");
    }
}

/* "(26,880 to 30,240 datapoints)". */
static void say_fleet_datapoints(struct buf *out)
{
    int64_t least = INT64_MAX, most = 0;

    for (size_t i = 0; i < training_fleet_count; i++) {
        int64_t n = training_fleet_datapoints(&training_fleets[i]);
        least = n < least ? n : least;
        most = n > most ? n : most;
    }
    buf_puts(out, " (");
    count_say((double)least, out);
    buf_puts(out, " to ");
    count_say((double)most, out);
    buf_puts(out, " in 14 days)");
}

/* Which fleets would do; says nothing when there is enough. */
static void say_fleets(const struct training_forecast *f, struct buf *out)
{
    if (f->full == TRAINING_FULL_NOW)
        return;
    buf_puts(out, "enough\t");
    for (size_t i = 0; i < training_fleet_count; i++)
        buf_printf(out, "%s%d%s every %d%s", i > 0 ? ", " : "", training_fleets[i].devices,
                   i > 0 ? "" : " things", training_fleets[i].minutes, i > 0 ? "" : " min");
    say_fleet_datapoints(out);
    if (f->full == TRAINING_FULL_NEVER && f->rate > 0)
        buf_printf(out, "; here %.1f times as many as now", TRAINING_DATAPOINTS / f->reaches);
    buf_putc(out, '\n');
}

static const char *lacked(const struct training_forecast *f)
{
    if (f->lacks_data)
        return "for lack of datapoints";
    return f->lacks_days ? "for lack of days" : "though there are datapoints now";
}

static void say_end(const struct training_facts *facts, const struct training_forecast *f,
                    struct buf *out)
{
    bool expired = is(facts->status, "EXPIRED");

    if (!f->expires.set || (!expired && (!f->lacks_data || !facts->built.set)))
        return;
    buf_puts(out, expired ? "expired\tabout " : "expires\t");
    training_date_say(f->expires.ms, out);
    if (!expired)
        buf_printf(out, ", %d days after the last refresh, unless there are enough before\n",
                   TRAINING_EXPIRE_DAYS);
    else if (facts->built.set)
        buf_printf(out, ", %d days without a refresh, %s; only a new behaviour learns again\n",
                   TRAINING_EXPIRE_DAYS, lacked(f));
    else
        buf_printf(out, ", never built in %d days, %s; only a new behaviour learns again\n",
                   TRAINING_DAYS + TRAINING_EXPIRE_DAYS, lacked(f));
}

void training_forecast_say(const struct training_facts *facts,
                           const struct training_forecast *f, struct buf *out)
{
    say_missing(facts, f, out);
    say_rate(f, out);
    say_when(facts, f, out);
    say_end(facts, f, out);
    say_fleets(f, out);
}

/* ---- one line ---------------------------------------------------------------------------- */

void training_brief(const struct training_facts *facts, struct buf *out)
{
    struct training_forecast f;

    training_forecast(facts, &f);
    if (is(facts->status, "EXPIRED"))
        buf_printf(out, "expired %s", lacked(&f));
    else if (is(facts->status, "PENDING_BUILD") && !facts->start.set)
        buf_puts(out, "no datapoint yet");
    else if (is(facts->status, "PENDING_BUILD") && f.lacks_days && f.lacks_data)
        buf_printf(out, "waits for days (%.0f%%) and datapoints (%.0f%%)", f.days.value,
                   f.data.value);
    else if (is(facts->status, "PENDING_BUILD") && f.lacks_data)
        buf_printf(out, "waits for datapoints (%.0f%%), days are enough", f.data.value);
    else if (is(facts->status, "PENDING_BUILD") && f.lacks_days)
        buf_printf(out, "waits for days (%.0f%%), datapoints are enough", f.days.value);
    else if (is(facts->status, "PENDING_BUILD"))
        buf_puts(out, "has what it needs, waits to be built");
    else if (is(facts->status, "ACTIVE") && f.lacks_data)
        buf_printf(out, "active, not refreshed at %.0f%% of the datapoints", f.data.value);
    else if (is(facts->status, "ACTIVE"))
        buf_puts(out, "active");
    else
        buf_puts(out, facts->status != NULL ? facts->status : "-");
}
