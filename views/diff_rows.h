/*
 * views/diff_rows: changes between two audits as a table and its cells, for views/diff_screen
 * and for the columns D and RUNS of other lists.
 *
 * One letter a class, the same on every screen: N new, R returned, F fixed, = kept, S
 * suppressed. Rows are struct history_row and belong to the answer they came in.
 */
#pragma once

#include "client/store/history_compare.h"
#include "views/list_view.h"

enum diff_column {
    DIFF_KEY, /* check and resource */
    DIFF_CLASS,
    DIFF_SEV,
    DIFF_CHECK,
    DIFF_KIND,
    DIFF_RESOURCE,
    DIFF_RUNS,
    DIFF_SINCE,
    DIFF_AWAY,
    DIFF_REASON,
    DIFF_ID,
    DIFF_WORDS,
    DIFF_COLUMNS
};
extern const struct list_view_spec diff_view;

/* "N" and its style. */
enum style diff_class_cell(enum history_class is, struct buf *out) NONNULL;
/* "+8 new  -18 fixed  1,196 kept  2 returned  1 newly suppressed": what there is of it. */
void diff_counts(const struct history_tally *t, struct buf *out) NONNULL;
