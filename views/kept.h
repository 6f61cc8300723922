/*
 * views/kept: where a screen's rows are kept from one session to the next.
 *
 * One file a query and context, so that another account's rows are never shown. Says only
 * where; reading and writing is the store's.
 */
#pragma once

#include "views/app.h"

/* Path for a query in the context of this console. false: there is no folder to keep it in. */
bool kept_path(const struct app_context *c, const char *query,
               struct buf *out) NONNULL MUST_USE;
