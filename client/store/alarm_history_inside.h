/*
 * store/alarm_history_inside: what client/store/alarm_history*.c share. No other file includes
 * it.
 *
 * The covered spans are in memory as well, oldest first, joined; they follow the file.
 */
#pragma once

#include "client/base/db.h"
#include "client/base/map.h"
#include "client/base/watchers.h"
#include "client/store/alarm_history.h"

enum { ALARM_HOUR_MS = 3600 * 1000 };

struct alarm_span {
    int64_t from_ms, to_ms;
};

struct alarm_history {
    struct loop *loop;
    char *path, *context;
    struct db *db; /* NULL: not open */
    int64_t context_id;
    struct err err;
    struct alarm_span spans[ALARM_HISTORY_SPANS_MAX];
    size_t n_spans;
    int64_t purged_ms; /* what is older had to go; 0: nothing had */
    int64_t events;
    struct arena *arena;   /* of decoded behaviors */
    struct map *behaviors; /* id as text -> struct behavior */
    struct loop_timer *news;
    struct watchers watchers;
};

void alarm_history_fail(struct alarm_history *h, const struct err *err) NONNULL;
void alarm_history_tell(struct alarm_history *h) NONNULL; /* soon */
/* The behavior of a row of `behavior`; NULL: it cannot be read. */
const struct behavior *alarm_history_behavior(struct alarm_history *h, int64_t id) NONNULL;

/* alarm_spans.c: pure */
/* Adds one, joins what touches; the shortest goes when there are too many. */
void alarm_spans_add(struct alarm_span *spans, size_t *n, struct alarm_span one) NONNULL;
