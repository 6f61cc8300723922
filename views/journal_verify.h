/*
 * views/journal_verify: the walk along the journal's chain of hashes, and what it found in
 * words: for the screen, `:verify-journal` and `picket journal --verify`.
 */
#pragma once

#include "client/store/journal.h"
#include "views/app.h"

/* true: the journal is as it was written. The words end without a line feed. */
bool journal_verify_text(struct journal *j, struct buf *out, struct err *err) NONNULL MUST_USE;
void journal_verify_say(struct app *app) NONNULL; /* as a message */
