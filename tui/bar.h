/*
 * tui/bar: the action bar, made from the keymap: "Enter open  Spc mark  a actions".
 *
 * Bindings with a label, by rank, as many as fit. What cannot be done now is drawn as such.
 */
#pragma once

#include "tui/keys.h"
#include "tui/surface.h"

/* Why an action cannot be done now; NULL: it can. */
typedef const char *bar_why_not_fn(void *ctx, const char *action);

struct bar {
    const struct keymap *map;
    bar_why_not_fn *why_not; /* NULL: everything can be done */
    void *ctx;
};

void bar_draw(const struct bar *b, struct surface *s, int row) NONNULL;
/* "<Enter>" -> "Enter", "<Space>" -> "Spc", "C-r" -> "^R": how a key is shown to people. */
void bar_key_text(struct str key_name, struct buf *out) NONNULL;
