/*
 * tui/layout: how a window is divided.
 *
 * Everything is a part of the surface given, never larger, perhaps empty.
 */
#pragma once

#include "tui/surface.h"

enum {
    LAYOUT_MIN_ROWS = 15,
    LAYOUT_MIN_COLS = 60,
    LAYOUT_WIDE_COLS = 120, /* from here on two panes stand side by side */
};

enum layout_fit {
    LAYOUT_TOO_SMALL, /* one line says so; state is kept */
    LAYOUT_NARROW,
    LAYOUT_WIDE,
};

enum layout_fit layout_fit(const struct surface *s) NONNULL;
/* Draws the one line. */
void layout_too_small(struct surface *s) NONNULL;

/* Header lines at the top, message and bar at the bottom, the rest is the body. */
struct layout_frame {
    struct surface header, body, message, bar;
};
struct layout_frame layout_frame(const struct surface *s, int header_rows) NONNULL;

/* Two panes one above the other; the lower one gets `lower_rows`, but at most half. */
void layout_rows(const struct surface *s, int lower_rows, struct surface *upper,
                 struct surface *lower) NONNULL;
