/*
 * tests/support/vt: a terminal emulator (libvterm) to read our bytes back with.
 *
 * One emulator a screen; it sees exactly the bytes a terminal would, in any pieces.
 */
#pragma once

#include "tui/surface.h"
#include "tui/theme.h"

struct vt;

struct vt *vt_new(int rows, int cols);
void vt_free(struct vt *v);
void vt_resize(struct vt *v, int rows, int cols);
void vt_write(struct vt *v, const char *bytes, size_t n);
/* Compares the emulator's screen with a surface: characters, and attributes as `theme`
 * wants them with `colours`. Appends the first difference to `why`. */
bool vt_equals(struct vt *v, const struct surface *s, const struct theme *theme, int colours,
               struct buf *why);
