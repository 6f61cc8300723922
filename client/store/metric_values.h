/*
 * store/metric_values: what one device reported of one metric over a stretch of time.
 *
 * One question is current; its answer and those of the last few questions are kept, so that
 * going to and fro asks nothing again. A range inside of one that is there and not too old is
 * answered from it. Moving on to another question ends the call of the one before. The service
 * keeps METRIC_VALUES_DAYS of values; what a range has before that is not asked for. Real time
 * in ms. Owned: metric_values_free(); texts and values are borrowed until the next change.
 * Source: ListMetricValues of botocore iot/2015-05-28, developer guide "Detect".
 */
#pragma once

#include "client/api/violations.h"
#include "client/store/answer.h"

enum {
    METRIC_VALUES_DAYS = 14,
    METRIC_VALUES_SLOT_MS = 5 * 60 * 1000, /* between two datapoints of a device */
    METRIC_VALUES_KEPT = 8,                /* answers: what somebody compares */
};

struct metric_question {
    const char *thing, *metric;
    const char *dimension, *dimension_operator; /* NULL: not scoped */
    int64_t from_ms, to_ms;
};

struct metric_values;

struct metric_values *metric_values_new(const struct clock *clock, answer_fn *on_change,
                                        void *ctx) NONNULL MUST_USE;
void metric_values_free(struct metric_values *m);
/* NULL: not connected; what was under way ends. */
void metric_values_connect(struct metric_values *m, struct client *client)
    __attribute__((nonnull(1)));
/* Makes a question the current one; asks unless its answer is there. Copied. */
void metric_values_want(struct metric_values *m, const struct metric_question *q) NONNULL;
void metric_values_refresh(struct metric_values *m) NONNULL; /* the current one, now */

/* Of the current question. ANSWER_NONE: nothing was asked. */
enum answer_state metric_values_state(const struct metric_values *m) NONNULL;
const struct err *metric_values_err(const struct metric_values *m) NONNULL;
bool metric_values_cut(const struct metric_values *m) NONNULL; /* there are more */
size_t metric_values_count(const struct metric_values *m) NONNULL;
/* In the order of the service; NULL past the last. */
const struct metric_datum *metric_values_at(const struct metric_values *m, size_t i) NONNULL;

enum metric_kind {
    METRIC_NOTHING, /* no member that is known */
    METRIC_COUNT,
    METRIC_NUMBER,
    METRIC_CIDRS,
    METRIC_PORTS,
    METRIC_NUMBERS,
    METRIC_STRINGS,
};
enum metric_kind metric_value_kind(const struct metric_value *v); /* NULL: METRIC_NOTHING */
/* What a chart draws: the number, of a list how many elements it has; false: neither, or not
 * finite. */
bool metric_value_height(const struct metric_value *v, double *out)
    __attribute__((nonnull(2))) MUST_USE;
