#include "tui/link.h"

void link_init(struct link *l, bool asks, bool low)
{
    *l = (struct link){.asks = asks,
                       .window = low ? LINK_WINDOW_MIN : LINK_WINDOW_MAX,
                       .quickest_us = INT64_MAX};
}

bool link_waits(const struct link *l)
{
    return l->n > 0;
}

bool link_open(const struct link *l)
{
    /* Until the first answer nobody knows whether one will ever come. */
    if (!l->asks || !l->answered || l->n == 0)
        return true;
    return l->n < LINK_FRAMES_MAX && l->written - l->done <= l->window;
}

bool link_asks(const struct link *l)
{
    return l->asks && l->n < LINK_FRAMES_MAX;
}

void link_sent(struct link *l, size_t bytes, bool asked, int64_t now_us)
{
    l->written += bytes;
    if (asked)
        l->frames[(l->first + l->n++) % LINK_FRAMES_MAX] =
            (struct link_frame){l->written, now_us};
}

static size_t between(size_t v, size_t min, size_t max)
{
    return v < min ? min : v > max ? max : v;
}

static void end_round(struct link *l, size_t window)
{
    l->window = between(window, LINK_WINDOW_MIN, LINK_WINDOW_MAX);
    l->round_from = l->written;
    l->round_to = 0;
    l->was_full = false;
}

/* An answer that took so long, for what was written up to `end`. */
static void judge(struct link *l, uint64_t end, int64_t took_us)
{
    if (end <= l->round_from)
        return; /* written under another window */
    if (l->round_to == 0) {
        l->round_to = l->written;
        l->slowest_us = 0;
    }
    if (took_us > l->slowest_us)
        l->slowest_us = took_us;
    const int64_t queued_us = l->slowest_us - l->quickest_us;

    if (queued_us > LINK_QUEUE_US)
        end_round(l, l->window / 2);
    else if (end >= l->round_to && l->was_full && queued_us < LINK_QUEUE_US / 4)
        end_round(l, l->window * 2);
    else if (end >= l->round_to)
        end_round(l, l->window);
}

void link_answered(struct link *l, int64_t now_us)
{
    if (l->n == 0)
        return;
    const struct link_frame frame = l->frames[l->first];
    const int64_t took = now_us - frame.sent_us;

    l->was_full = l->was_full || l->written - l->done > l->window / 2;
    l->first = (l->first + 1) % LINK_FRAMES_MAX;
    l->n--;
    l->done = frame.end;
    l->answered = true;
    if (took < l->quickest_us)
        l->quickest_us = took;
    judge(l, frame.end, took);
}

int64_t link_patience_us(const struct link *l, int64_t now_us)
{
    if (l->n == 0)
        return INT64_MAX;
    const int64_t left =
        l->frames[l->first].sent_us + (l->answered ? LINK_LATE_US : LINK_SILENT_US) - now_us;

    return left > 0 ? left : 0;
}

void link_late(struct link *l)
{
    l->asks = l->asks && l->answered;
    l->done = l->written;
    l->n = 0;
}
