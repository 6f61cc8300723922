/*
 * views/event_bars: the shown events of a list counted by stretches of time, as bars.
 *
 * A stretch is an hour, or as much finer or coarser as range and width ask. Bars are stacked:
 * began, cleared, invalidated, other; the line below says the numbers of the stretch under the
 * cursor. A stretch nobody recorded is drawn as such and not as quiet. Counted again only when
 * rows, filter or width moved. Pure but for the list it reads.
 */
#pragma once

#include "client/store/alarm_log.h"
#include "tui/axis.h"
#include "views/list_view.h"

enum {
    EVENT_BARS_MAX = 200,
    EVENT_BARS_ROWS = 6, /* bars, base line, numbers */
    EVENT_TYPES = 4,     /* as alarm_event_rank() counts them, and others */
};

struct event_bar {
    uint32_t n[EVENT_TYPES], total;
    bool unknown; /* a gap lies in it */
};

struct event_bars {
    struct event_bar bars[EVENT_BARS_MAX];
    int n, cells; /* cells of one bar */
    int64_t step_ms;
    struct axis axis;
    uint32_t most, total;
    int cursor; /* -1: none */
    /* of what was counted */
    uint64_t revision; /* of the list's rows */
    int64_t from_ms, to_ms;
    int cols;
};

void event_bars_init(struct event_bars *b) NONNULL;
/* gaps: of the range, as the history has them. The range has an end here. */
void event_bars_count(struct event_bars *b, const struct list_view *v, int64_t from_ms,
                      int64_t to_ms, int64_t now_ms, const struct zone *zone, int cols,
                      const struct alarm_gap *gaps, size_t n_gaps) NONNULL;
/* rows EVENT_BARS_ROWS, or 1: the numbers alone. */
void event_bars_draw(const struct event_bars *b, struct surface *s) NONNULL;
/* The cursor by so many bars; false: at the edge, or there are none. */
bool event_bars_step(struct event_bars *b, int by) NONNULL;
/* The moments the bar under the cursor spans; false: none. */
bool event_bars_span(const struct event_bars *b, int64_t *from_ms, int64_t *to_ms) NONNULL;
