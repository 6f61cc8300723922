#include "views/event_gaps.h"

#include <string.h>

#include "client/base/i18n.h"

enum {
    SAID_FROM_MS = 15 * 60 * 1000, /* shorter ones are between two looks */
    DAYS_FROM_MS = 2 * 24 * 3600 * 1000,
};

static bool counts(const struct alarm_gap *g, bool asking)
{
    return g->to_ms - g->from_ms >= SAID_FROM_MS && !(asking && g->kind == ALARM_GAP_OPEN);
}

/* The time of day only where it matters. */
static void say_moment(const struct axis *axis, const struct alarm_gap *g, int64_t ms,
                       struct buf *out)
{
    struct buf moment = BUF_INIT(64);

    axis_moment(axis, ms, &moment);
    struct str text = {buf_text(&moment), moment.len};

    if (g->to_ms - g->from_ms >= DAYS_FROM_MS && text.n > 6 && text.p[text.n - 3] == ':')
        text.n -= strlen(" 14:22");
    buf_put(out, text.p, text.n);
    buf_free(&moment);
}

static void say_one(const struct alarm_gap *g, const struct axis *axis, struct buf *out)
{
    const bool before = g->kind == ALARM_GAP_BEFORE || g->kind == ALARM_GAP_PURGED;

    buf_puts(out, before ? _("no record before ") : _("no record "));
    if (!before) {
        say_moment(axis, g, g->from_ms, out);
        buf_puts(out, " - ");
    }
    say_moment(axis, g, g->to_ms, out);
    switch (g->kind) {
    case ALARM_GAP_BEFORE:
        buf_printf(out, _(": the service keeps %d days"), ALARM_EVENTS_DAYS);
        break;
    case ALARM_GAP_LOST:
        buf_printf(out, _(": nobody looked, and the service keeps %d days"), ALARM_EVENTS_DAYS);
        break;
    case ALARM_GAP_OPEN: buf_puts(out, _(": the service was not asked in full; r asks")); break;
    case ALARM_GAP_PURGED:
        buf_printf(out, _(": at most %d events of %d days are kept"), ALARM_HISTORY_EVENTS_MAX,
                   ALARM_HISTORY_DAYS);
        break;
    }
}

bool event_gaps_say(const struct alarm_gap *gaps, size_t n, bool asking,
                    const struct axis *axis, struct buf *out)
{
    const struct alarm_gap *longest = NULL;
    size_t said = 0;

    for (size_t i = 0; i < n; i++) {
        if (!counts(&gaps[i], asking))
            continue;
        said++;
        if (longest == NULL ||
            gaps[i].to_ms - gaps[i].from_ms > longest->to_ms - longest->from_ms)
            longest = &gaps[i];
    }
    if (longest == NULL)
        return false;
    say_one(longest, axis, out);
    if (said > 1)
        buf_printf(out, _("; %zu more gap%s"), said - 1, said == 2 ? "" : "s");
    return true;
}
