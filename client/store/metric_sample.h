/*
 * store/metric_sample: what some devices reported of one metric in the last day, for who is
 * about to say what is normal.
 *
 * Only when asked: one call lists a few things of a group or of the fleet, one more a thing
 * asks for its values (ListMetricValues). It is a sample of the first things there are and says
 * so; numbers only, a list has no percentiles. Values are datapoints of 5 minutes. Owned:
 * metric_sample_free().
 */
#pragma once

#include "client/store/answer.h"

enum {
    METRIC_SAMPLE_THINGS = 12, /* a second of the service's calls */
    METRIC_SAMPLE_HOURS = 24,
    METRIC_SAMPLE_VALUES = 20 * 1000, /* 12 things x 24 h x 12 an hour, and room */
};

struct metric_sample_question {
    const char *metric, *dimension, *dimension_operator; /* NULL: not scoped */
    const char *group;                                   /* NULL: of the whole fleet */
};

struct metric_sample;

struct metric_sample *metric_sample_new(answer_fn *on_change, void *ctx) MUST_USE
    __attribute__((nonnull(1)));
void metric_sample_free(struct metric_sample *s);
/* Forgets what it knew. client NULL: it stays as it is. */
void metric_sample_ask(struct metric_sample *s, struct client *client,
                       const struct metric_sample_question *q, int64_t now_ms)
    __attribute__((nonnull(1, 3)));
/* What was asked last; metric NULL: nothing. */
const struct metric_sample_question *metric_sample_asked_about(
    const struct metric_sample *s) NONNULL;
enum answer_state metric_sample_state(const struct metric_sample *s) NONNULL;
const struct err *metric_sample_err(const struct metric_sample *s) NONNULL;
size_t metric_sample_things(const struct metric_sample *s) NONNULL; /* that reported */
size_t metric_sample_asked(const struct metric_sample *s) NONNULL;
size_t metric_sample_values(const struct metric_sample *s) NONNULL;
/* Nearest rank; 0 without values. p: 0 to 100. */
double metric_sample_percentile(struct metric_sample *s, double p) NONNULL;
/* How many values are above the limit. */
size_t metric_sample_above(const struct metric_sample *s, double limit) NONNULL;
