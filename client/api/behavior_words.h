/*
 * api/behavior_words: what client/api/behavior_*.c share: ComparisonOperator in words and
 * signs. No other file includes it.
 */
#pragma once

#include "client/api/behavior_text.h"
#include "client/api/metrics.h"
#include "client/base/buf.h"
#include "client/base/str.h"

struct comparison {
    const char *wire, *sign;
    const char *words;    /* before a number or a set */
    const char *than;     /* before a statistic */
    const char *opposite; /* as `wire`; of a set: its words */
    int direction;        /* 1: more is normal, -1: less is; 0: a set */
    bool inclusive;       /* the limit itself is normal; a set: members are */
};

const struct comparison *comparison_find(const char *wire); /* NULL: not one we know */

/* The items of a reported list that b's set does not expect, and how many it does. 0: nothing
 * was said, because there is no set to tell them apart by, or they are all of one sort. */
size_t behavior_unexpected_say(struct buf *out, const struct behavior *b,
                               const struct metric_value *seen, const char *between)
    __attribute__((nonnull(1, 4)));
