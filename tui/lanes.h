/*
 * tui/lanes: what happened to one thing, a lane for each kind of happening, all on one time
 * axis.
 *
 * Cells are of equal time. In a cell the worst mark wins: classes are given mildest first. A
 * mark is a moment or lasts until another. A lane is quiet (drawn with its quiet class) only
 * where the caller knows of it: outside of known_from_ms..known_to_ms and within gaps cells
 * are blank, so that what is not known does not look like peace. Two cursors: a time and a
 * lane. Lanes, marks and classes are borrowed until lanes_set(); a lane is told apart by its
 * id across sets. Times are real ms.
 */
#pragma once

#include "tui/axis.h"

struct lanes_class {
    uint32_t glyph; /* where the terminal has UTF-8 and lines are one cell wide */
    char ascii;
    enum style style;
};

struct lanes_mark {
    int64_t time_ms;
    int64_t until_ms; /* at most time_ms: a moment */
    uint8_t class;
};

/* Time that nobody can tell of. */
struct lanes_gap {
    int64_t from_ms, to_ms;
};

enum { LANES_LABELS = 4 };

struct lanes_lane {
    const char *id; /* stable */
    const char *labels[LANES_LABELS];
    enum style style;             /* of the labels */
    uint8_t quiet;                /* class of a cell without marks */
    int64_t known_from_ms;        /* what lies before is not known */
    int64_t known_to_ms;          /* and what lies after; 0: known to the end */
    const struct lanes_gap *gaps; /* neither what lies in one of these */
    size_t n_gaps;
    const struct lanes_mark *marks; /* in any order */
    size_t n_marks;
    int64_t count;    /* at the right; negative: not known, "?" */
    const char *last; /* after it where LANES_LAST_COLS allow: "14:18"; NULL: "-" */
};

enum { LANES_LAST_COLS = 110 };

struct lanes_column {
    const char *title;
    int width;
    int from_cols; /* shown from this width of the surface on; 0: always */
};

struct lanes {
    struct axis axis; /* set by the caller */
    const struct lanes_column *columns;
    size_t n_columns; /* at most LANES_LABELS */
    const struct lanes_class *classes;
    size_t n_classes;
    const struct lanes_lane *lanes;
    size_t n_lanes;
    bool focused; /* the mark of the lane under the cursor is strong */

    int64_t cursor_ms; /* inside of the axis */
    size_t lane;       /* under the cursor */
    char *lane_id;     /* owned */
    size_t top;
    int rows_shown; /* lanes of the last drawing */
    int cells;      /* of the last drawing; 0: never drawn */
};

void lanes_init(struct lanes *l, const struct lanes_column *columns, size_t n_columns,
                const struct lanes_class *classes, size_t n_classes) NONNULL;
void lanes_free(struct lanes *l); /* what is inside, not *l */
/* The lane under the cursor stays the one of its id. */
void lanes_set(struct lanes *l, const struct lanes_lane *lanes, size_t n) NONNULL;
/* Axis and titles on top, lanes, the time cursor below; fills the surface. */
void lanes_draw(struct lanes *l, struct surface *s) NONNULL;
/* One cell of a class, for a legend. */
void lanes_put_class(const struct lanes *l, struct surface *s, int row, int col,
                     uint8_t class) NONNULL;
/* Rows that show all lanes. */
int lanes_rows(const struct lanes *l) NONNULL;

/* By cells of the last drawing; at an edge the axis moves along. false: no further. */
bool lanes_step(struct lanes *l, int cells) NONNULL;
/* The moment comes into sight when it is outside. */
void lanes_go(struct lanes *l, int64_t time_ms) NONNULL;
void lanes_move(struct lanes *l, int by) NONNULL; /* to another lane */
bool lanes_go_lane(struct lanes *l, const char *id) NONNULL;
/* NULL: none. */
const struct lanes_lane *lanes_current(const struct lanes *l) NONNULL;
/* When the cell under the time cursor begins and ends. */
void lanes_cell(const struct lanes *l, int64_t *from_ms, int64_t *to_ms) NONNULL;
