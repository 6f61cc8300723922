/*
 * views/kept: where a screen's rows are kept from one session to the next.
 */
#pragma once

#include "views/app.h"

/* Path for a query in the context of this console. false: there is no folder to keep it in. */
bool kept_path(const struct app_context *c, const char *query,
               struct buf *out) NONNULL MUST_USE;
