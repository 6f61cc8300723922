/*
 * tui/surface: a grid of cells, and the only way to put text on a screen.
 *
 * Pure memory, no terminal and no locale. Text goes through base/safe, so nothing an answer or
 * a device says can reach the terminal as an escape, leave its row or its width. A surface is
 * a view: surface_part() makes a smaller one over the same cells, clipped to its parent. Units
 * are cells, (0,0) is top left; drawing outside is cut, never an error. `cells` is owned by
 * whoever called surface_new(), parts borrow.
 */
#pragma once

#include "client/base/safe.h"
#include "tui/style.h"

enum glyph_set {
    GLYPHS_UNICODE,
    GLYPHS_LINES_ASCII, /* text as it is; lines and bars are ambiguous in width there: ASCII */
    GLYPHS_ASCII,       /* no UTF-8 at all: other characters become "?" */
};

struct cell {
    uint32_t cp;                   /* 0: right half of a wide cell */
    uint32_t mark[SAFE_COMBINING]; /* combining marks, 0: none */
    uint8_t width;                 /* 1, 2; 0 with cp 0 */
    uint8_t style;                 /* enum style */
    uint8_t over;                  /* enum over */
    uint8_t spare;                 /* always 0: cells are compared as bytes */
};

/* Where the terminal's cursor stands; hidden unless somebody edits text. */
struct surface_cursor {
    int row, col; /* of the whole surface */
    bool shown;
};

struct targets;

struct surface {
    struct cell *cells;
    int rows, cols;
    int stride;    /* cells from one row to the next */
    int top, left; /* of this part within the whole */
    enum glyph_set glyphs;
    struct surface_cursor *cursor; /* shared by all parts */
    struct targets *targets;       /* likewise; borrowed; NULL: nobody points at it */
};

enum {
    SURFACE_MAX_ROWS = 500,
    SURFACE_MAX_COLS = 1000
}; /* larger windows are drawn into partly */

/* Blank. Sizes are clamped to 1..SURFACE_MAX. */
struct surface *surface_new(int rows, int cols, enum glyph_set glyphs) MUST_USE;
void surface_free(struct surface *s);
/* Same size again: cells, cursor and glyphs. Sizes must agree. */
void surface_copy(struct surface *to, const struct surface *from) NONNULL;
struct surface surface_part(const struct surface *s, int row, int col, int rows,
                            int cols) NONNULL;
void surface_clear(struct surface *s) NONNULL;
/* NULL outside. */
struct cell *surface_cell(const struct surface *s, int row, int col) NONNULL;

/* Exactly `width` cells: padded with blanks, a cut is marked. Returns the cells the text
 * took. */
int surface_text(struct surface *s, int row, int col, int width, enum style style,
                 const char *text) NONNULL;
int surface_str(struct surface *s, int row, int col, int width, enum style style,
                struct str text) NONNULL;
/* The same, ending at the right: for numbers. */
int surface_right(struct surface *s, int row, int col, int width, enum style style,
                  const char *text) NONNULL;
/* No padding: takes what the text needs, up to the edge. Returns the column after it. */
int surface_put(struct surface *s, int row, int col, enum style style,
                const char *text) NONNULL;
int surface_printf(struct surface *s, int row, int col, enum style style, const char *fmt,
                   ...) NONNULL PRINTF(5);

void surface_fill(struct surface *s, int row, int col, int rows, int cols,
                  enum style style) NONNULL; /* blanks */
/* Changes the meaning of what is already there. */
void surface_restyle(struct surface *s, int row, int col, int width, enum style style) NONNULL;
void surface_overlay(struct surface *s, int row, int col, int width, enum over over) NONNULL;
void surface_cursor_at(struct surface *s, int row, int col) NONNULL; /* and shows it */

/* Pieces that have an ASCII form. */
enum glyph {
    GLYPH_HLINE,
    GLYPH_VLINE,
    GLYPH_TOP_LEFT,
    GLYPH_TOP_RIGHT,
    GLYPH_BOTTOM_LEFT,
    GLYPH_BOTTOM_RIGHT,
    GLYPH_CURSOR,
    GLYPH_UP,
    GLYPH_DOWN,
    GLYPH_BAR_FULL,
    GLYPH_BAR_EMPTY,
    GLYPH_DOT,
    GLYPH_SPARK_0, /* 8 heights, lowest first */
    GLYPH_SPARK_7 = GLYPH_SPARK_0 + 7,
    GLYPH_COUNT,
};
uint32_t surface_glyph(const struct surface *s, enum glyph g) NONNULL;
void surface_put_glyph(struct surface *s, int row, int col, enum style style,
                       enum glyph g) NONNULL;
/* "-- left ------- right --" over the whole width; both may be "". */
void surface_rule(struct surface *s, int row, const char *left, const char *right) NONNULL;
/* A frame around the surface, its inside blanked; returns the inside. */
struct surface surface_frame(struct surface *s, enum style style, const char *title) NONNULL;
/* Text cut to whole words at `width`; *rest gets what is left, blanks between removed. */
struct str surface_wrap(struct str text, int width, struct str *rest) NONNULL;
/* Text wrapped into lines of `width` from `row` on, as far as there are rows; the next free
 * row. */
int surface_lines(struct surface *s, int row, int col, int width, enum style style,
                  struct str text) NONNULL;

bool surface_row_equal(const struct surface *a, const struct surface *b, int row) NONNULL;
/* Rows as text, blanks at the end removed, one line a row: for --dump-screen. */
void surface_text_dump(const struct surface *s, struct buf *out) NONNULL;
/* Golden form: text between bars, then the styles, one letter a cell, then the overlays
 * when any. */
void surface_dump(const struct surface *s, struct buf *out) NONNULL;
