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
/* The plan of the way back of a plan that has caught up with the journal. Steps that were taken
 * back since are not taken back again, and are marked as skipped in made. NULL: nothing is left
 * to take back. */
struct plan *undo_make(struct plan *made, struct journal *j, int64_t now_ms) NONNULL MUST_USE;
void undo_entry(struct app *a, const struct journal_entry *entry) NONNULL;
