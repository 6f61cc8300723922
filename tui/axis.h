/*
 * tui/axis: a stretch of time laid over cells: which cell a moment falls into, when a cell
 * begins, and the labels above or below it.
 *
 * Pure. Cells are of equal elapsed time (the last millisecond belongs to the last cell).
 * Labels are ages ("-6h .. now") when the stretch ends now, wall clock times of `zone`
 * otherwise; as many as fit without touching. Times are real ms.
 */
#pragma once

#include "client/base/zone.h"
#include "tui/surface.h"

enum {
    AXIS_MIN_MS = 5 * 60 * 1000, /* shorter stretches are not zoomed into: one datapoint */
};

struct axis {
    int64_t from_ms, to_ms; /* to is past the end, at least from + 1 */
    int64_t now_ms;
    const struct zone *zone; /* borrowed */
};

enum { AXIS_OUTSIDE = -1 };

/* AXIS_OUTSIDE: before or after. width > 0 */
int axis_cell(const struct axis *a, int width, int64_t time_ms) NONNULL;
/* When a cell begins; cell == width: the end. */
int64_t axis_time(const struct axis *a, int width, int cell) NONNULL;
/* The end is now, give or take a cell. */
bool axis_is_live(const struct axis *a, int width) NONNULL;
/* Labels on one row, each ending at the cell it names when it is an age, beginning there when
 * it is a time. */
void axis_draw(const struct axis *a, struct surface *s, int row, int col, int width,
               enum style style) NONNULL;
/* "14:18" today, "22 Nov 14:18" on another day, "22 Nov 2025" of another year; seconds when
 * the stretch is short. */
void axis_moment(const struct axis *a, int64_t time_ms, struct buf *out) NONNULL;
/* The same in six cells: "14:18" today, "22 Nov" on another day. */
void axis_day(const struct axis *a, int64_t time_ms, struct buf *out) NONNULL;
/* "20m", "1h", "2d": how much time a cell is. */
void axis_span_text(int64_t ms, struct buf *out) NONNULL;

/* Half or double the stretch around a moment, which keeps its place in it; the end does not
 * pass now and the length stays within AXIS_MIN_MS and max_ms. false: no further. */
enum axis_zoom { AXIS_ZOOM_IN, AXIS_ZOOM_OUT };
bool axis_zoom(struct axis *a, enum axis_zoom how, int64_t around_ms, int64_t max_ms) NONNULL;
/* Moves by part of its length so that the moment is inside; the end does not pass now. */
void axis_show(struct axis *a, int64_t time_ms) NONNULL;
