/*
 * store/behavior_line: a behavior in one line that people write, and back.
 *
 *   auth-fail: aws:num-authorization-failures <= 10 over 5min alarm 2 clear 2
 *   bytes: aws:all-bytes-out < p99 over 15min        learned: aws:all-bytes-in learned HIGH
 *   ports: aws:listening-tcp-ports in 22,443         talk: cpu      (only measured)
 *
 * After the criteria, in any order: alarm N, clear N, dim NAME or not-dim NAME, quiet (alerts
 * are suppressed), export. Operators are < <= > >= in not-in, or the service's own words;
 * values with blanks or commas stand in "quotes". What the line cannot say (more than one kind
 * of value) is written as the behavior's JSON, which is read back too. Pure; what is written
 * reads back the same.
 */
#pragma once

#include "client/store/profiles.h"

enum { BEHAVIOR_LINE_MAX = 48 * 1024 /* 1000 values of 43 characters */ };

/* metric: what is known of it, for the operator and the value; NULL: as it stands. */
void behavior_line_put(const struct behavior *b, const struct metric *metric, struct buf *out)
    __attribute__((nonnull(1, 3)));
/* custom_metrics says what type a metric has; NULL: none is known. Into the arena. */
bool behavior_line_read(struct str line, const struct described *custom_metrics,
                        struct arena *a, struct behavior *out, struct err *err)
    __attribute__((nonnull(3, 4, 5))) MUST_USE;
/* "5min" <-> 300; "" for what is no whole number of minutes is seconds: "90s". */
void behavior_duration_put(int64_t seconds, struct buf *out) NONNULL;
bool behavior_duration_read(struct str text, int64_t *seconds) NONNULL MUST_USE;
