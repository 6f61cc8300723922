/*
 * tui/text: numbers and small pictures as text. Pure; appends to a buf or draws cells.
 *
 * Numbers are grouped for people; what a program reads is not made here.
 */
#pragma once

#include "tui/surface.h"

/* Marks every place where `needle` (ASCII case ignored) stands within the cells; "" marks none.
 * Returns how many. */
int text_highlight(struct surface *s, int row, int col, int width, const char *needle) NONNULL;
/* One cell a value, the last `width` values; heights relative to the largest. */
void text_spark(struct surface *s, int row, int col, int width, enum style style,
                const int64_t *values, size_t n) NONNULL;
