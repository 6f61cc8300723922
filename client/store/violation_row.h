/*
 * store/violation_row: cells that rows of alarms and of violation events share.
 *
 * No other file than client/store/alarms.c and alarm_events.c includes it. Each appends to out
 * and returns false for an absent cell.
 */
#pragma once

#include "client/api/violations.h"

/* The parts that both records have. */
struct violation_row {
    const struct behavior *behavior;
    const struct metric_value *value;
    const struct violation_event_additional_info *info;
    const char *state;
};

bool violation_name(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_kind(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_state(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_number(const struct violation_row *r, int64_t *out) NONNULL;
bool violation_seen(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_limit(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_conf(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_suppr(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_metric(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_expects(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_observed(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_points(const struct violation_row *r, struct buf *out) NONNULL;
bool violation_warn(const struct violation_row *r, struct buf *out) NONNULL;

/* Functions of a column out of row_of(record), which the file that uses them defines. */
#define VIOLATION_CELL(name)                                     \
    static bool cell_##name(const void *record, struct buf *out) \
    {                                                            \
        const struct violation_row r = row_of(record);           \
        return violation_##name(&r, out);                        \
    }
#define VIOLATION_CELLS                                       \
    VIOLATION_CELL(name)                                      \
    VIOLATION_CELL(kind)                                      \
    VIOLATION_CELL(seen)                                      \
    VIOLATION_CELL(limit)                                     \
    VIOLATION_CELL(conf)                                      \
    VIOLATION_CELL(state)                                     \
    VIOLATION_CELL(suppr)                                     \
    VIOLATION_CELL(metric)                                    \
    VIOLATION_CELL(expects)                                   \
    VIOLATION_CELL(observed)                                  \
    static bool cell_number(const void *record, int64_t *out) \
    {                                                         \
        const struct violation_row r = row_of(record);        \
        return violation_number(&r, out);                     \
    }
