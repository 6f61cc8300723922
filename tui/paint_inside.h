/*
 * tui/paint_inside: what the files of tui/paint share. For nobody else.
 *
 * `front` is what the terminal shows: every byte written must be matched by a change to it.
 */
#pragma once

#include "tui/paint.h"

struct paint {
    const struct term_caps *caps;
    int colours;
    struct look looks[STYLE_COUNT][OVER_COUNT];
    struct surface *front;           /* what the terminal shows; NULL: not known */
    uint64_t hash[SURFACE_MAX_ROWS]; /* of front's rows, when hashed */
    bool hashed;
    int row, col;     /* where its cursor is; col -1: not known */
    struct look look; /* its attributes, when look_known */
    bool look_known;
    bool cursor_shown;
};

struct look paint_look(const struct paint *p, const struct cell *c) NONNULL;
struct look paint_blank_look(struct look l);
bool paint_same_look(struct look a, struct look b);
bool paint_same(const struct paint *p, const struct cell *a, const struct cell *b) NONNULL;
bool paint_is_blank(const struct cell *c) NONNULL;

/* paint_out.c */
void paint_plain(struct paint *p, struct buf *out) NONNULL;
void paint_goto(struct paint *p, int row, int col, struct buf *out) NONNULL;
void paint_cell(struct paint *p, const struct cell *c, struct buf *out) NONNULL;
void paint_erase_line(struct paint *p, struct buf *out) NONNULL;

/* paint_scroll.c: moves rows on the terminal and in p->front when that saves bytes. */
void paint_scroll(struct paint *p, const struct surface *next, struct buf *out) NONNULL;
