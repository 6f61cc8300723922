/*
 * views/plan_fill: a plan as lines: what, how many, whom it concerns, the calls, the same as
 * `aws` commands, the way back; and how far it came.
 */
#pragma once

#include "client/store/plan.h"
#include "tui/detail.h"

struct plan_fill {
    const struct plan *plan;
    int64_t now_ms;
    const char *second; /* why a second person is asked for; "" nobody */
    enum { PLAN_FILL_START, PLAN_FILL_WHOLE } whole; /* long lists: their start, or all */
};

void plan_fill(const struct plan_fill *f, struct detail *d) NONNULL;
