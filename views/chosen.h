/*
 * views/chosen: what an action on a list is about: the marked rows, else the row under the
 * cursor.
 *
 * An action never concerns a row that is not to be seen: while a filter hides a mark, or a
 * marked row is gone, or is of a region that is not home, nothing is chosen and the message
 * names one of those. The chosen findings
 * are frozen (store/frozen) and a form opens on them. Rows are valid until the list changes.
 */
#pragma once

#include "client/store/frozen.h"
#include "views/list_view.h"

/* Appends what people call a row: "cert 3f9a0c1d22e8..". */
typedef void chosen_name_fn(const struct list_view *v, uint32_t row, struct buf *out);

struct chosen {
    uint32_t *rows; /* owned; in the order they are shown */
    size_t n;
};

bool chosen_rows(struct list_view *v, chosen_name_fn *name, struct chosen *out,
                 struct err *err) NONNULL MUST_USE;
void chosen_free(struct chosen *c);
/* Keeps the set and opens "SCREEN set:ID". Takes the set. */
void chosen_open(struct app *app, const char *screen, struct frozen *set) NONNULL;
