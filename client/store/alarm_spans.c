/* Intervals of time that were asked for in full, and what lies between them. */
#include <string.h>

#include "client/store/alarm_history_inside.h"

enum { TOUCH_MS = 1000 /* closer ones are neighbours */ };

static void drop_shortest(struct alarm_span *spans, size_t *n)
{
    size_t at = 0;

    for (size_t i = 1; i < *n; i++)
        if (spans[i].to_ms - spans[i].from_ms < spans[at].to_ms - spans[at].from_ms)
            at = i;
    memmove(spans + at, spans + at + 1, (--*n - at) * sizeof *spans);
}

void alarm_spans_add(struct alarm_span *spans, size_t *n, struct alarm_span one)
{
    size_t kept = 0, at;

    if (one.to_ms <= one.from_ms)
        return;
    if (*n == ALARM_HISTORY_SPANS_MAX)
        drop_shortest(spans, n);
    for (size_t i = 0; i < *n; i++) {
        const struct alarm_span s = spans[i];

        if (s.to_ms + TOUCH_MS < one.from_ms || one.to_ms + TOUCH_MS < s.from_ms) {
            spans[kept++] = s;
            continue;
        }
        one.from_ms = s.from_ms < one.from_ms ? s.from_ms : one.from_ms;
        one.to_ms = s.to_ms > one.to_ms ? s.to_ms : one.to_ms;
    }
    for (at = 0; at < kept && spans[at].from_ms < one.from_ms; at++)
        ;
    memmove(spans + at + 1, spans + at, (kept - at) * sizeof *spans);
    spans[at] = one;
    *n = kept + 1;
}

/* One gap may be of two kinds: before and after the moment the service forgets. */
static size_t add_gap(struct alarm_gap *out, size_t n, struct alarm_gap gap)
{
    if (gap.to_ms - gap.from_ms <= TOUCH_MS || n == ALARM_HISTORY_GAPS_MAX)
        return n;
    out[n] = gap;
    return n + 1;
}

static size_t split_gap(const struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                        int64_t forgotten_ms, struct alarm_gap *out, size_t n)
{
    const bool first = h->n_spans == 0 || from_ms < h->spans[0].from_ms;
    const int64_t purged = h->purged_ms < to_ms ? h->purged_ms : to_ms;

    if (from_ms < purged) {
        n = add_gap(out, n, (struct alarm_gap){from_ms, purged, ALARM_GAP_PURGED});
        from_ms = purged;
    }
    const int64_t middle = forgotten_ms < from_ms ? from_ms
                           : forgotten_ms > to_ms ? to_ms
                                                  : forgotten_ms;

    n = add_gap(
        out, n,
        (struct alarm_gap){from_ms, middle,
                           first && h->purged_ms == 0 ? ALARM_GAP_BEFORE : ALARM_GAP_LOST});
    return add_gap(out, n, (struct alarm_gap){middle, to_ms, ALARM_GAP_OPEN});
}

size_t alarm_history_gaps(const struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                          struct alarm_gap out[ALARM_HISTORY_GAPS_MAX])
{
    const int64_t now_ms = clock_real_ms(loop_clock(h->loop));
    const int64_t forgotten_ms = now_ms - ALARM_EVENTS_DAYS * INT64_C(24) * ALARM_HOUR_MS;
    int64_t at = from_ms;
    size_t n = 0;

    to_ms = to_ms < now_ms ? to_ms : now_ms; /* of the future nobody knows */
    for (size_t i = 0; i < h->n_spans && at < to_ms; i++) {
        const struct alarm_span s = h->spans[i];

        if (s.to_ms <= at)
            continue;
        if (s.from_ms > at)
            n = split_gap(h, at, s.from_ms < to_ms ? s.from_ms : to_ms, forgotten_ms, out, n);
        at = s.to_ms;
    }
    return at < to_ms ? split_gap(h, at, to_ms, forgotten_ms, out, n) : n;
}

int64_t alarm_history_known_to(const struct alarm_history *h)
{
    return h->n_spans > 0 ? h->spans[h->n_spans - 1].to_ms : 0;
}
