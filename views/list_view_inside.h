/*
 * views/list_view_inside: what the files of a list screen share.
 *
 * For views/list_*.c only; everybody else has views/list_view.
 */
#pragma once

#include "views/list_view.h"

/* Brings order, filter, cursor and ages up to the rows and the second there are now. */
void list_view_follow(struct list_view *v) NONNULL;
/* The list_source callback: position and column as laid out; appended. */
enum style list_view_cell(void *ctx, size_t position, size_t column, struct buf *out);
/* The pane shows the columns as they are chosen now. */
void list_view_lay_out(struct list_view *v) NONNULL;
/* The rows of the marks, in the order of the list. */
void list_view_gather_marked(struct list_view *v) NONNULL;
/* The first key of the order and where its column is laid out; false: nowhere. */
bool list_view_sort_now(const struct list_view *v, struct sort_key *out, int *place) NONNULL;
