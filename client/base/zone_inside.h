/*
 * base/zone_inside: what a zone is made of. Inside of base/zone.
 *
 * A table of changes, then a rule (POSIX.1-2017 chapter 8.3, with the longer times of RFC 8536
 * section 3.3.1) for whatever comes after its last row.
 */
#pragma once

#include "client/base/zone.h"

enum zone_day_kind {
    ZONE_DAY_JULIAN, /* "J60": 1 to 365, 29 February is never counted */
    ZONE_DAY_ZERO,   /* "59": 0 to 365, 29 February counts */
    ZONE_DAY_MONTH,  /* "M3.5.0": month, week (5 is the last), weekday */
};

struct zone_day {
    enum zone_day_kind kind;
    int day, month, week;
    int time_s; /* wall clock, may lie in another day */
};

struct zone_rule {
    bool present, has_dst;
    struct zone_moment standard, summer;
    struct zone_day start, end; /* of summer time */
};

struct zone {
    size_t changes;
    int64_t *change_s;           /* ascending; owned */
    uint8_t *change_to;          /* index of moments; owned */
    struct zone_moment *moments; /* owned; NULL: the rule alone */
    struct zone_rule rule;
};

bool zone_rule_parse(struct str text, struct zone_rule *out) NONNULL MUST_USE;
const struct zone_moment *zone_rule_at(const struct zone_rule *r, int64_t real_s) NONNULL;
/* Letters, digits, "+" and "-", at least three: what may reach a screen. */
bool zone_abbr_valid(struct str s) NONNULL;
