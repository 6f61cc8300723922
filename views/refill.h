/*
 * views/refill: a detail pane filled anew while somebody looks at it: the selected link stays
 * on what it led to, although answers have put lines before it.
 */
#pragma once

#include "tui/detail.h"

typedef void refill_fn(void *ctx, struct detail *d);
void refill(struct detail *d, refill_fn *fill, void *ctx) __attribute__((nonnull(1, 2)));
