#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/store/training_forecast.h"

void training_date_say(int64_t ms, struct buf *out)
{
    struct civil c;

    civil_from_ms(ms, &c);
    civil_say(out, &c, CIVIL_WEEKDAY | CIVIL_YEAR);
    buf_printf(out, " %02d:%02dZ", c.hour, c.minute);
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

/* What the line is about, in English: whoever shows it knows it by that. */
static void line(struct buf *out, const char *label)
{
    buf_puts(out, label);
    buf_putc(out, '\t');
}

static void say_missing(const struct training_facts *facts, const struct training_forecast *f,
                        struct buf *out)
{
    if (!facts->start.set) {
        line(out, N_("missing"));
        buf_puts(out, _("all: no datapoint has come yet. Are there things among the"
                        " targets, and do they report the metric?\n"));
        return;
    }
    if (!f->lacks_days && !f->lacks_data) {
        line(out, N_("missing"));
        buf_puts(out, _("nothing of what a build needs\n"));
        return;
    }
    line(out, N_("missing"));
    if (f->lacks_days)
        buf_printf(out, _("days: %.0f%% of %d"), f->days.value, TRAINING_DAYS);
    if (f->lacks_days && f->lacks_data)
        buf_puts(out, "; ");
    if (f->lacks_data) {
        buf_puts(out, _("datapoints: "));
        count_say(f->data.value / 100 * TRAINING_DATAPOINTS, out);
        buf_printf(out, _(" of 25,000 in the last %d days"), TRAINING_DAYS);
    }
    buf_putc(out, '\n');
}

static void say_rate(const struct training_forecast *f, struct buf *out)
{
    static const char *const from[] = {
        [TRAINING_RATE_MEASURED] = N_("measured here from look to look"),
        [TRAINING_RATE_AVERAGE] = N_("on average of what has passed of the window"),
    };

    if (f->rate_from == TRAINING_RATE_UNKNOWN)
        return;
    line(out, N_("rate"));
    count_say(f->rate, out);
    buf_printf(out, _(" datapoints a day, %s; "), i18n_text(from[f->rate_from]));
    count_say(f->reaches, out);
    buf_printf(out, _(" in %d days\n"), TRAINING_DAYS);
}

static void say_when(const struct training_facts *facts, const struct training_forecast *f,
                     struct buf *out)
{
    if (is(facts->status, "EXPIRED"))
        return;
    if (is(facts->status, "ACTIVE") && facts->built.set) {
        line(out, N_("refresh"));
        buf_puts(out, _("due "));
        training_date_say(facts->built.ms + 86400000, out);
        buf_puts(out, f->lacks_data ? _(", but too few datapoints for it\n")
                                    : _(", a day after the last one\n"));
    }
    if (f->full == TRAINING_FULL_NEVER) {
        line(out, N_("full"));
        buf_printf(out, _("never at this rate: %d days hold too few\n"), TRAINING_DAYS);
    }
    if (f->full == TRAINING_FULL_LATER) {
        line(out, N_("full"));
        training_date_say(f->full_ms, out);
        buf_puts(out, _(" at this rate\n"));
    }
    if (f->ready.set) {
        line(out, N_("build"));
        buf_puts(out, _("expected "));
        training_date_say(f->ready.ms, out);
        buf_puts(out, f->full == TRAINING_FULL_NOW ? _(" or the next daily try\n")
                                                   : _(" if that rate goes on\n"));
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
    buf_puts(out, _(" to "));
    count_say((double)most, out);
    buf_puts(out, _(" in 14 days)"));
}

/* Which fleets would do; says nothing when there is enough. */
static void say_fleets(const struct training_forecast *f, struct buf *out)
{
    if (f->full == TRAINING_FULL_NOW)
        return;
    line(out, N_("enough"));
    for (size_t i = 0; i < training_fleet_count; i++)
        buf_printf(out, _("%s%d%s every %d%s"), i > 0 ? ", " : "", training_fleets[i].devices,
                   i > 0 ? "" : _(" things"), training_fleets[i].minutes,
                   i > 0 ? "" : _(" min"));
    say_fleet_datapoints(out);
    if (f->full == TRAINING_FULL_NEVER && f->rate > 0)
        buf_printf(out, _("; here %.1f times as many as now"),
                   TRAINING_DATAPOINTS / f->reaches);
    buf_putc(out, '\n');
}

static const char *lacked(const struct training_forecast *f)
{
    if (f->lacks_data)
        return _("for lack of datapoints");
    return f->lacks_days ? _("for lack of days") : _("though there are datapoints now");
}

static void say_end(const struct training_facts *facts, const struct training_forecast *f,
                    struct buf *out)
{
    bool expired = is(facts->status, "EXPIRED");

    if (!f->expires.set || (!expired && (!f->lacks_data || !facts->built.set)))
        return;
    line(out, expired ? N_("expired") : N_("expires"));
    buf_puts(out, expired ? _("about ") : "");
    training_date_say(f->expires.ms, out);
    if (!expired)
        buf_printf(out, _(", %d days after the last refresh, unless there are enough before\n"),
                   TRAINING_EXPIRE_DAYS);
    else if (facts->built.set)
        buf_printf(out,
                   _(", %d days without a refresh, %s; only a new behaviour learns again\n"),
                   TRAINING_EXPIRE_DAYS, lacked(f));
    else
        buf_printf(out, _(", never built in %d days, %s; only a new behaviour learns again\n"),
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
        buf_printf(out, _("expired %s"), lacked(&f));
    else if (is(facts->status, "PENDING_BUILD") && !facts->start.set)
        buf_puts(out, _("no datapoint yet"));
    else if (is(facts->status, "PENDING_BUILD") && f.lacks_days && f.lacks_data)
        buf_printf(out, _("waits for days (%.0f%%) and datapoints (%.0f%%)"), f.days.value,
                   f.data.value);
    else if (is(facts->status, "PENDING_BUILD") && f.lacks_data)
        buf_printf(out, _("waits for datapoints (%.0f%%), days are enough"), f.data.value);
    else if (is(facts->status, "PENDING_BUILD") && f.lacks_days)
        buf_printf(out, _("waits for days (%.0f%%), datapoints are enough"), f.days.value);
    else if (is(facts->status, "PENDING_BUILD"))
        buf_puts(out, _("has what it needs, waits to be built"));
    else if (is(facts->status, "ACTIVE") && f.lacks_data)
        buf_printf(out, _("active, not refreshed at %.0f%% of the datapoints"), f.data.value);
    else if (is(facts->status, "ACTIVE"))
        buf_puts(out, _("active"));
    else
        buf_puts(out, facts->status != NULL ? facts->status : "-");
}
