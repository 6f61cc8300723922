/*
 * api/behavior_text: a behavior, what it expects and what was seen, in words. Pure.
 *
 * Criteria describe the normal and the alarm is its opposite, which people read the wrong way
 * round: every sentence here says what is expected. Metrics, operators, statistics and levels
 * that this program does not know are shown as they came; so are values of the "wrong" member.
 * Lists are cut at BEHAVIOR_LIST_SHOWN. Appends to out; texts come from outside and go through
 * base/safe like all others. Source: the developer guide's pages on detect concepts, metrics
 * and ML detect.
 */
#pragma once

#include "client/api/profiles.h"

enum { BEHAVIOR_LIST_SHOWN = 8 /* ports, addresses, texts; then "and 12 more" */ };

/* How a behavior judges. */
enum behavior_kind {
    BEHAVIOR_STATIC,
    BEHAVIOR_STATISTICAL,
    BEHAVIOR_ML,
    BEHAVIOR_NO_CRITERIA, /* only measured: nothing is expected */
};
enum { BEHAVIOR_KINDS = BEHAVIOR_NO_CRITERIA + 1 };

/* b may be NULL in all of these: a violation need not name its behavior. */
enum behavior_kind behavior_kind(const struct behavior *b);
const char *behavior_kind_word(enum behavior_kind k); /* "rule" "stat" "ml" "-" */
const char *behavior_kind_wire(enum behavior_kind k); /* BehaviorCriteriaType; NULL: none */
enum behavior_kind behavior_kind_of(
    const char *word_or_wire) NONNULL;                     /* _NO_CRITERIA: neither */
const char *behavior_confidence(const struct behavior *b); /* ConfidenceLevel or NULL */

/* "authorization failures"; a name we do not know as it came. */
void behavior_metric_say(struct buf *out, const char *metric) __attribute__((nonnull(1)));
/* "5 min", "1 h", "90 s". */
void behavior_duration_say(struct buf *out, int64_t seconds) NONNULL;

/* "at most 10 authorization failures in 5 min", "listening TCP ports only in {22, 8883}",
 * "bytes out at most p99 of all devices in 5 min", "messages sent as the model has learned
 * (HIGH confidence)". */
void behavior_expects_say(struct buf *out, const struct behavior *b)
    __attribute__((nonnull(1)));
/* The opposite: "more than 10 authorization failures in 5 min". */
void behavior_alarms_say(struct buf *out, const struct behavior *b) __attribute__((nonnull(1)));
/* "41 seen", "no value given"; of a list, what is not expected comes first: "4444 seen, beside
 * 3 expected". */
void behavior_observed_say(struct buf *out, const struct behavior *b,
                           const struct metric_value *seen) __attribute__((nonnull(1)));
/* "expected at most 10 authorization failures in 5 min; 41 seen". seen NULL: no value. */
void behavior_seen_say(struct buf *out, const struct behavior *b,
                       const struct metric_value *seen) __attribute__((nonnull(1)));

/* A value in full: "41", "23, 4444", "10.1.2.3"; nothing, and false, when it holds none. */
bool metric_value_say(struct buf *out, const struct metric_value *v)
    __attribute__((nonnull(1)));
/* For a column: "41 /5min", "12.3M", "23,4444", "4444 +3 ok"; "-" when there is none. */
void behavior_value_short(struct buf *out, const struct behavior *b,
                          const struct metric_value *seen) __attribute__((nonnull(1)));
/* "<= 10 /5min", "< p99 /5min", "model HIGH", "in {22,8883}", "not in 10.0.0.0/8"; "-". */
void behavior_limit_short(struct buf *out, const struct behavior *b)
    __attribute__((nonnull(1)));
/* The number in it, for comparing; false: none, or a list. */
bool metric_value_number(const struct metric_value *v, double *out)
    __attribute__((nonnull(2))) MUST_USE;
size_t metric_value_elements(const struct metric_value *v); /* of its lists */

/* What a criterion does whatever devices report. */
enum behavior_verdict {
    BEHAVIOR_SOUND,
    BEHAVIOR_BACKWARDS, /* alarms on little of what is bad in quantity */
    BEHAVIOR_ALWAYS,    /* every datapoint alarms */
    BEHAVIOR_NEVER,
};
/* Appends why, unless it is sound: "alarms when there are 10 or fewer ...". */
enum behavior_verdict behavior_verdict(struct buf *out, const struct behavior *b)
    __attribute__((nonnull(1)));
