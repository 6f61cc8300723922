/*
 * tui/help: what every key does here, from the live keymap: searchable, overridden keys marked.
 *
 * Only fills a detail; the caller draws it and gives it keys.
 */
#pragma once

#include "tui/detail.h"
#include "tui/keys.h"

/* Fills an empty detail; `heading` is the first line ("Keys on the Findings screen"). */
void help_fill(struct detail *d, const struct keymap *map, const char *heading) NONNULL;
