/*
 * views/undo: the way back of a change, as a plan to be reviewed like any other.
 *
 * Everything of one reviewed change goes back together when its plan is still kept; otherwise
 * the one call that the journal remembers.
 */
#pragma once

#include "views/app.h"

/* The newest change of this context that can be undone, by whichever console. */
void undo_last(struct app *a) NONNULL;
/* Steps that were taken back since are not taken back again. */
void undo_skip_undone(struct plan *made, struct journal *j) NONNULL;
void undo_entry(struct app *a, const struct journal_entry *entry) NONNULL;
