/*
 * api/metrics: the metrics that detect knows by name, one row each.
 *
 * The model leaves the name free, so a metric that is not here is shown as it came; a name
 * without "aws:" is a custom metric, whose type says the rest (custom_metrics.h). Source: the
 * developer guide's pages on cloud-side and device-side metrics and on ML detect.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "client/base/err.h"

enum metric_side { METRIC_CLOUD, METRIC_DEVICE };

/* Whether a behavior on this metric has a durationSeconds. */
enum metric_duration {
    METRIC_DURATION_NEVER,
    METRIC_DURATION_STATISTICAL, /* only with a statistical threshold */
    METRIC_DURATION_TAKEN,
};

struct metric {
    const char *name;  /* on the wire: "aws:num-messages-sent" */
    const char *title; /* "Messages sent" */
    enum metric_side side;
    const char *unit;             /* "messages"; "" where there is none */
    const char *value;            /* member of MetricValue: "count", "cidrs", "ports" ... */
    const char *const *operators; /* ComparisonOperator values, NULL-terminated */
    enum metric_duration duration;
    bool dimension; /* may be scoped by a topic filter */
    bool ml;        /* may be learned */
};

extern const struct metric metrics[]; /* ends with a row whose name is NULL */
const struct metric *metric_find(const char *name) NONNULL; /* NULL: not one we know */
/* The same facts for a CustomMetricType ("number", "string-list" ...); name is the type. */
const struct metric *metric_of_type(const char *custom_metric_type) NONNULL;
/* Seconds a duration may have, ascending, 0-terminated. */
extern const int metric_durations[];
