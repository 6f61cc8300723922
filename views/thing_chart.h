/*
 * views/thing_chart: the metric behind a behavior of one device, against what is expected.
 *
 * Values come from ListMetricValues (store/metric_values). A fixed limit is a line; what a
 * statistic or a model expects the service does not tell, so it is said in words. Of lists
 * (ports, addresses) the chart shows how many, and the value under the cursor in full.
 */
#pragma once

#include "client/store/metric_values.h"
#include "tui/chart.h"
#include "views/thing_data.h"

struct thing_chart {
    struct app *app;
    struct metric_values *values;
    struct chart_point *points; /* owned */
    size_t n_points, cap_points;
    char title[160], limit[160];
    bool drawable;  /* the lane has a metric */
    int64_t sum_ms; /* a behavior of more than one datapoint looks at their sum; 0: of one */
    struct chart chart;
};

void thing_chart_init(struct thing_chart *c, struct app *app, answer_fn *on_change,
                      void *ctx) NONNULL;
void thing_chart_free(struct thing_chart *c);
/* Asks what is needed for a lane over the axis. lane NULL: there is none. */
void thing_chart_want(struct thing_chart *c, const struct thing_data *d,
                      const struct thing_lane *lane, const struct axis *axis)
    __attribute__((nonnull(1, 2, 4)));
void thing_chart_refresh(struct thing_chart *c) NONNULL;
/* A rule with metric and limit, then the chart. */
void thing_chart_draw(struct thing_chart *c, struct surface *s, const struct axis *axis,
                      int64_t cursor_ms) NONNULL;
