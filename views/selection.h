/*
 * views/selection: what is selected on the screen underneath, for screens that lie on top of
 * it: its identifier, and members of it by name.
 */
#pragma once

#include "views/app.h"

/* Of the row under the cursor, or what the view is of: its one word, or the `name:` that comes
 * last. Appended; false: nothing is selected. */
bool selection_id(struct app *app, struct buf *out) NONNULL MUST_USE;
/* false: the row under the cursor is of a region that is not home, and *err says so. */
bool selection_is_home(struct app *app, struct err *err) NONNULL MUST_USE;
/* A column of the row by its name, else the first member of the record, at any depth, that is
 * called so and is a text. "id": the identifier. Appended; false: absent or empty. */
bool selection_value(struct app *app, struct str name, struct buf *out) NONNULL MUST_USE;
