/*
 * store/sort: rows of a table in an order somebody chose. Stable; absent cells come last
 * whichever way round. Names are counted, numbers and the first bytes of texts go through a
 * radix sort.
 */
#pragma once

#include "client/store/table.h"

enum sort_way { SORT_UP, SORT_DOWN };

struct sort_key {
    int column;
    enum sort_way way;
};

enum { SORT_KEYS_MAX = 3 };

/* Sorts n row numbers by keys[0], ties by keys[1], ... then as they stood. */
void sort_rows(const struct table *t, const struct sort_key *keys, int n_keys, uint32_t *rows,
               size_t n) NONNULL;
