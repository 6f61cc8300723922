#include "client/store/row_index.h"

#include <stdlib.h>

#include "client/base/mem.h"

enum { RESORT_US = 250 * 1000 }; /* rows of a page wait at most this long to be shown */

struct row_index {
    struct filter *filter;
    struct sort_key keys[SORT_KEYS_MAX];
    int n_keys;
    uint32_t *sorted, *shown;
    size_t sorted_cap, shown_cap;
    uint32_t n_sorted, n_shown;
    uint64_t generation, revision;
    int64_t sorted_us;
    bool order_stale, shown_stale;
};

struct row_index *row_index_new(const struct table_spec *spec)
{
    struct row_index *ix = mem_alloc(1, sizeof *ix);
    ix->filter = filter_new(spec);
    ix->generation = UINT64_MAX;
    return ix;
}

void row_index_free(struct row_index *ix)
{
    if (ix == NULL)
        return;
    filter_free(ix->filter);
    free(ix->sorted);
    free(ix->shown);
    free(ix);
}

bool row_index_filter(struct row_index *ix, const char *text, int64_t now_ms, struct err *err)
{
    if (!filter_set(ix->filter, text, now_ms, err))
        return false;
    ix->shown_stale = true;
    return true;
}

const char *row_index_filter_text(const struct row_index *ix)
{
    return filter_text(ix->filter);
}

bool row_index_is_filtered(const struct row_index *ix)
{
    return !filter_is_empty(ix->filter);
}

void row_index_sort(struct row_index *ix, const struct sort_key *keys, int n_keys)
{
    ix->n_keys = n_keys < SORT_KEYS_MAX ? n_keys : SORT_KEYS_MAX;
    memcpy(ix->keys, keys, (size_t)ix->n_keys * sizeof *keys);
    ix->order_stale = true;
}

bool row_index_sorted_by(const struct row_index *ix, struct sort_key *out)
{
    if (ix->n_keys == 0)
        return false;
    *out = ix->keys[0];
    return true;
}

static bool due(const struct row_index *ix, uint32_t rows, enum table_growth growth,
                int64_t now_us)
{
    if (rows == ix->n_sorted)
        return false;
    return growth == TABLE_WHOLE || rows - ix->n_sorted >= ix->n_sorted / 4 ||
           now_us - ix->sorted_us >= RESORT_US;
}

static void put_in_order(struct row_index *ix, const struct table *t, int64_t now_us)
{
    uint32_t rows = table_rows(t);
    ix->sorted = mem_grow(ix->sorted, &ix->sorted_cap, rows + 1, sizeof *ix->sorted);
    for (uint32_t i = 0; i < rows; i++)
        ix->sorted[i] = i;
    sort_rows(t, ix->keys, ix->n_keys, ix->sorted, rows);
    ix->n_sorted = rows;
    ix->sorted_us = now_us;
    ix->order_stale = false;
    ix->shown_stale = true;
}

static void select_rows(struct row_index *ix, const struct table *t)
{
    ix->shown_stale = false;
    ix->revision++;
    ix->n_shown = 0;
    if (filter_is_empty(ix->filter))
        return;
    filter_run(ix->filter, t, ix->generation);
    ix->shown =
        mem_grow(ix->shown, &ix->shown_cap, filter_hits(ix->filter) + 1, sizeof *ix->shown);
    for (uint32_t i = 0; i < ix->n_sorted; i++)
        if (filter_matches(ix->filter, ix->sorted[i]))
            ix->shown[ix->n_shown++] = ix->sorted[i];
}

bool row_index_update(struct row_index *ix, const struct table *t, uint64_t generation,
                      enum table_growth growth, int64_t now_us)
{
    if (generation != ix->generation) {
        ix->generation = generation;
        ix->n_sorted = 0;
        ix->order_stale = true;
    }
    if (ix->order_stale || due(ix, table_rows(t), growth, now_us))
        put_in_order(ix, t, now_us);
    if (!ix->shown_stale)
        return false;
    select_rows(ix, t);
    return true;
}

uint64_t row_index_revision(const struct row_index *ix)
{
    return ix->revision;
}

uint32_t row_index_count(const struct row_index *ix)
{
    return filter_is_empty(ix->filter) ? ix->n_sorted : ix->n_shown;
}

uint32_t row_index_row(const struct row_index *ix, uint32_t position)
{
    return filter_is_empty(ix->filter) ? ix->sorted[position] : ix->shown[position];
}

bool row_index_position(const struct row_index *ix, uint32_t row, uint32_t *position)
{
    for (uint32_t i = 0, n = row_index_count(ix); i < n; i++)
        if (row_index_row(ix, i) == row) {
            *position = i;
            return true;
        }
    return false;
}

size_t row_index_bytes(const struct row_index *ix)
{
    return sizeof *ix + ix->sorted_cap * sizeof *ix->sorted + ix->shown_cap * sizeof *ix->shown;
}
