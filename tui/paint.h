/*
 * tui/paint: from one surface to the next in as few bytes as we know how.
 *
 * Remembers what the terminal shows, finds rows that moved (scroll regions), writes only cells
 * that differ. Equal surfaces give no byte. Pure: bytes go into a buf, so tests read them back
 * with a terminal emulator. Widths may be judged differently by the terminal: after characters
 * whose width is debatable the cursor is placed anew, so a disagreement stays inside its
 * field.
 */
#pragma once

#include "tui/surface.h"
#include "tui/term.h"
#include "tui/theme.h"

struct paint;

/* caps and theme are borrowed. colours: 0 for none, else at most caps->colours. */
struct paint *paint_new(const struct term_caps *caps, const struct theme *theme,
                        int colours) NONNULL MUST_USE;
void paint_free(struct paint *p);
void paint_theme(struct paint *p, const struct theme *theme,
                 int colours) NONNULL; /* repaints */
/* The next frame is drawn from nothing: first frame, after a suspension, ^L. */
void paint_forget(struct paint *p) NONNULL;
void paint_frame(struct paint *p, const struct surface *next, struct buf *out) NONNULL;
