/*
 * views/regions: lists over several regions: their screens' columns, and the refusal to act on
 * a row of a region that is not home.
 *
 * Everything but reading such lists belongs to the home region. The list shows a column REGION
 * behind its own; a list of one region is as if there were no such thing.
 */
#pragma once

#include "views/list_view.h"

/* The spec with the column, for the source's table, as wide as the longest name: names differ
 * in their ends. It outlives the source, whose place another may take. Owned. NULL: a source
 * of one region. */
struct list_view_spec *regions_view_new(const struct app *a, const struct list_view_spec *one,
                                        const struct source *source) NONNULL MUST_USE;
void regions_view_free(struct list_view_spec *spec);
/* Fills *err: the row is of that region, and how to go there. */
bool region_refuse(const struct app *a, const char *region, struct err *err) NONNULL;
/* false: the row is of another region, and *err says so. */
bool region_is_home(const struct list_view *v, uint32_t row, struct err *err) NONNULL MUST_USE;
/* The path of what is kept of a list of all regions: views/kept. */
bool region_kept_path(const struct app *a, const char *query, struct buf *out) NONNULL MUST_USE;
