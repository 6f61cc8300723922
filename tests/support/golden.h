/*
 * tests/support/golden: text compared with a file under tests/golden.
 *
 * UPDATE_GOLDEN=1 writes the file instead; read the difference before committing it.
 */
#pragma once

#include "tui/surface.h"

/* name: "tui/list_full". false: they differ, and `why` gets the first line that does. */
bool golden_text(const char *name, const char *text, struct buf *why);
/* surface_dump() of it. */
bool golden_surface(const char *name, const struct surface *s, struct buf *why);
