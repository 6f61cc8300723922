/*
 * tui/target: what lies under a place on the screen, for whoever points at it.
 *
 * Whoever draws a row, a field or a button says so with the surface it is drawn on; what is
 * drawn later lies on top. A list of them is good for one frame: its owner empties it before
 * the next one is drawn, and draws anew before it asks. A press moves the cursor or the focus,
 * or stands for a key; nothing is ever sent by it, see app_mouse(). Areas are cells of the
 * whole surface.
 */
#pragma once

#include "tui/keys.h"
#include "tui/surface.h"

/* row: from the top of the area. true: *key is to be pressed now. */
typedef bool target_press_fn(void *ctx, size_t at, int row, struct key *key);

struct target {
    int row, col, rows, cols;
    target_press_fn *press;
    void *ctx; /* of the widget; borrowed */
    size_t at; /* which of its parts */
};

enum { TARGETS_MAX = 256 }; /* of a frame: fields of a form, hints, buttons; more are dead */

struct targets {
    struct target all[TARGETS_MAX];
    size_t n;
};

/* An area of this part of the screen; what lies outside of the part is cut off. Nothing on a
 * surface that nobody points at. */
void target_add(const struct surface *s, const struct target *t) NONNULL;
/* The area lies somewhere else: a canvas of which a window is shown. */
void target_shift(struct targets *t, const struct surface *window, int top) NONNULL;
/* NULL: nothing that can be pressed. */
const struct target *target_find(const struct targets *t, int row, int col) NONNULL;
/* For what covers the screen: a press there does nothing. */
bool target_nothing(void *ctx, size_t at, int row, struct key *key) __attribute__((nonnull(4)));
