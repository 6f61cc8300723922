/*
 * tui/chart: values over time as columns of cells, with the limit they are held against.
 *
 * Pure. The largest value of a cell's time is its column (values below zero: its range); a
 * stretch without a datapoint stays blank, which is not zero. Columns beyond the limit have a
 * style of their own. The scale begins at zero, takes the limit in, ends at a round number and
 * becomes logarithmic when the values span more than CHART_LOG_SPAN. Values that are no finite
 * number are left out. Points are borrowed during the call. Times are real ms.
 */
#pragma once

#include "tui/axis.h"

enum { CHART_LOG_SPAN = 1000 };

struct chart_point {
    int64_t time_ms;
    double value;
};

enum chart_limit {
    CHART_NO_LIMIT,
    CHART_ABOVE, /* above the limit is what somebody looks for */
    CHART_BELOW,
};

enum chart_scale { CHART_SCALE_AUTO, CHART_SCALE_LINEAR, CHART_SCALE_LOG };

struct chart {
    struct axis axis;
    const struct chart_point *points; /* in any order */
    size_t n_points;
    int64_t holds_ms; /* how long a value stands: the time to the next datapoint */
    enum chart_limit limit;
    double limit_value;
    enum chart_scale scale;
    bool banded; /* a band behind the columns: where most values lie */
    double band_low, band_high;
    const char *unit;  /* "messages"; "" */
    const char *empty; /* said instead when there is no point in sight */
    int64_t cursor_ms; /* 0: none */
};

/* Scale at the left, columns, the axis below, the value under the cursor; fills the surface. */
void chart_draw(const struct chart *c, struct surface *s) NONNULL;
/* The datapoint that stands at this moment; false: none. */
bool chart_at(const struct chart *c, int64_t time_ms, struct chart_point *out) NONNULL;
/* Beyond the limit. */
bool chart_breaks(const struct chart *c, double value) NONNULL;
/* "133", "1.2k", "40M". */
void chart_number(double value, struct buf *out) NONNULL;
