/*
 * views/kept: where a screen's rows are kept from one session to the next.
 *
 * A console that is recorded, or is a recording, begins with nothing and leaves nothing: each
 * answer is asked for. Else one file a query and context, so that another account's rows are
 * never shown. Says only where; reading and writing is the store's.
 */
#pragma once

#include "views/app.h"

/* Path for a query in the context of this console. false: there is no folder to keep it in. */
bool kept_path(const struct app_context *c, const char *query,
               struct buf *out) NONNULL MUST_USE;
/* Path of a history, one file for all contexts. Empty: there is no folder, and the history says
 * so when it is opened. */
void kept_history(const struct app_context *c, const char *name, struct buf *out) NONNULL;
