/*
 * views/refill: a detail pane filled anew while somebody looks at it: what was searched for is
 * still found, and the place stays.
 */
#pragma once

#include "tui/detail.h"

typedef void refill_fn(void *ctx, struct detail *d);
void refill(struct detail *d, refill_fn *fill, void *ctx) __attribute__((nonnull(1, 2)));
