/*
 * views/thing_facts: what is known about a device beside its own events, one sentence each.
 *
 * Facts only: counts of rows that are there, and arithmetic that can be done again by hand.
 * What is not known yet is not said, what could not be asked is said so.
 */
#pragma once

#include "tui/detail.h"
#include "views/thing_data.h"

enum {
    THING_RHYTHM_MIN = 4, /* beginnings: three equal distances are no accident */
    THING_RHYTHM_SLACK_MS = 5 * 60 * 1000, /* devices are judged every five minutes */
};

/* How many of the newest of `n` moments, newest first, lie as far from one another, within the
 * slack; 0: fewer than THING_RHYTHM_MIN. */
size_t thing_rhythm(const int64_t *times, size_t n, int64_t *every_ms) NONNULL MUST_USE;
/* Appends a line for each fact. */
void thing_facts_fill(const struct thing_data *d, const struct thing_model *m,
                      const struct axis *axis, struct detail *out) NONNULL;
