/*
 * views/thing_link: the way from a row that names a device to its screen, at the behaviour and
 * the moment of the row.
 *
 * Opens "thing NAME", or "thing behavior:B at:TIME name:NAME" with what is known. A behaviour
 * that a word of a view cannot hold is left out. Texts are as the service sent them.
 */
#pragma once

#include "views/app.h"

struct thing_link {
    struct str thing, behavior; /* behavior empty: none */
    int64_t at_ms;              /* 0: now */
};

/* Nothing without a thing. */
void thing_link_open(struct app *app, const struct thing_link *l) NONNULL;
