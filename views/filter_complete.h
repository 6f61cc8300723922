/*
 * views/filter_complete: what could stand at the cursor of a filter: names of columns, and
 * after one the values its rows have.
 *
 * Values of columns with few words, as screens say them; of ranks the words in their order with
 * the comparisons that make sense; of times some ages. The table is the one on screen, so what
 * is offered finds something.
 */
#pragma once

#include "client/store/table.h"
#include "tui/prompt.h"

void filter_complete(const struct table *t, const char *text, size_t cursor,
                     struct prompt_choices *c) NONNULL;
