/* How much goes to a terminal that has not answered yet. */
#include <criterion/criterion.h>
#include <stdlib.h>

#include "tui/link.h"

enum { MS = 1000, RTT = 300 * MS };

/* A line of `rate` bytes a second with nothing lost: sends frames of `frame` bytes whenever the
 * link is open, `key_ms` apart. Returns the most bytes that were ever in the queue. */
static size_t worst_queue(struct link *l, int rate, size_t frame, int key_ms, int seconds)
{
    int64_t answers[LINK_FRAMES_MAX * 4], line_free = 0;
    size_t first = 0, n = 0, worst = 0;

    for (int64_t now = 0; now < (int64_t)seconds * 1000 * MS; now += MS) {
        while (first < n && answers[first % COUNT_OF(answers)] <= now) {
            link_answered(l, now);
            first++;
        }
        if (now % ((int64_t)key_ms * MS) != 0 || !link_open(l))
            continue;
        line_free = (line_free > now ? line_free : now) + (int64_t)frame * 1000 * MS / rate;
        const size_t queue = (size_t)((line_free - now) * rate / (1000 * MS));

        /* From the time when the window had a chance to be known. */
        if (now > (int64_t)seconds * 500 * MS && queue > worst)
            worst = queue;
        if (link_asks(l))
            answers[n++ % COUNT_OF(answers)] = line_free + RTT;
        link_sent(l, frame, link_asks(l), now);
    }
    return worst;
}

Test(tui_link, held_keys_leave_no_queue_on_a_slow_line)
{
    struct link l;

    link_init(&l, true, true);
    cr_assert_leq(worst_queue(&l, 960, 100, 33, 60), 2 * LINK_WINDOW_MIN + 200);
    /* Not told that it is slow: measured. */
    link_init(&l, true, false);
    cr_assert_leq(worst_queue(&l, 960, 100, 33, 60), 2 * LINK_WINDOW_MIN + 200);
    cr_assert_leq(l.window, 4 * LINK_WINDOW_MIN);
}

Test(tui_link, a_fast_line_is_not_held_back)
{
    struct link l;

    link_init(&l, true, true);
    worst_queue(&l, 10 * 1000 * 1000, 400, 5, 10);
    cr_assert_gt(l.window, 8000, "%zu", l.window);
}

Test(tui_link, who_never_answers_is_asked_no_more_and_gets_everything)
{
    struct link l;

    link_init(&l, true, true);
    for (int i = 0; i < 2 * LINK_FRAMES_MAX; i++) {
        cr_assert(link_open(&l));
        link_sent(&l, 4000, link_asks(&l), i * MS);
    }
    cr_assert_gt(link_patience_us(&l, 100 * MS), 0);
    cr_assert_eq(link_patience_us(&l, 100 * MS + LINK_SILENT_US), 0);
    link_late(&l);
    cr_assert_not(l.asks);
    cr_assert(link_open(&l) && !link_waits(&l));
    link_answered(&l, 0); /* later than anybody waited */
    cr_assert(link_open(&l));
}

Test(tui_link, a_lost_answer_is_waited_for_and_then_forgotten)
{
    struct link l;

    link_init(&l, true, true);
    link_sent(&l, 20, true, 0);
    link_answered(&l, RTT);
    link_sent(&l, 5000, true, RTT);
    cr_assert_not(link_open(&l));
    cr_assert_gt(link_patience_us(&l, RTT + LINK_SILENT_US), 0);
    cr_assert_eq(link_patience_us(&l, RTT + LINK_LATE_US), 0);
    link_late(&l);
    cr_assert(link_open(&l) && l.asks);
}
