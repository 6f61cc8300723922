/*
 * store/row_index: which rows of a table a list shows, and in which order: sort, then filter.
 *
 * Follows a table that grows: new rows are sorted in when enough have come or enough time has
 * passed, so that loading n rows costs n log n and not n squared. A position counts shown rows
 * from 0; a row is the table's number.
 */
#pragma once

#include "client/store/filter.h"
#include "client/store/sort.h"

struct row_index;

struct row_index *row_index_new(const struct table_spec *spec) NONNULL MUST_USE;
void row_index_free(struct row_index *ix);
bool row_index_filter(struct row_index *ix, const char *text, int64_t now_ms,
                      struct err *err) NONNULL MUST_USE;
const char *row_index_filter_text(const struct row_index *ix) NONNULL;
bool row_index_is_filtered(const struct row_index *ix) NONNULL; /* a word of it counts */
void row_index_sort(struct row_index *ix, const struct sort_key *keys, int n_keys) NONNULL;
/* The key rows are sorted by first; false: order of arrival. */
bool row_index_sorted_by(const struct row_index *ix, struct sort_key *out) NONNULL MUST_USE;

enum table_growth { TABLE_GROWS, TABLE_WHOLE };
/* Brings the index up to date. generation: differs when t is another table. true: what is shown
 * may have changed. */
bool row_index_update(struct row_index *ix, const struct table *t, uint64_t generation,
                      enum table_growth growth, int64_t now_us) NONNULL;
/* Another number whenever what is shown may have changed; 0 before the first update. */
uint64_t row_index_revision(const struct row_index *ix) NONNULL;
uint32_t row_index_count(const struct row_index *ix) NONNULL;
uint32_t row_index_row(const struct row_index *ix, uint32_t position) NONNULL;
bool row_index_position(const struct row_index *ix, uint32_t row,
                        uint32_t *position) NONNULL MUST_USE;
size_t row_index_bytes(const struct row_index *ix) NONNULL;
