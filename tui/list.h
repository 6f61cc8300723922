/*
 * tui/list: rows in columns, with a cursor that follows its row.
 *
 * The list holds no rows: a source answers questions about the row at an index, and only
 * visible rows are asked about, so 100,000 rows cost what 40 do. Cursor and marks are kept by
 * id: when rows come, go or are sorted, call list_sync() and they stay on the same things.
 * What is not known is said: loading, partial, stale and failed lists look different from an
 * empty one.
 */
#pragma once

#include "client/base/i18n.h"
#include "client/base/map.h"
#include "tui/keys.h"
#include "tui/surface.h"

enum align { ALIGN_LEFT, ALIGN_RIGHT };

struct list_column {
    const char *title;
    const char *name; /* for sort and column choice: "severity" */
    int width;        /* cells wanted */
    int min;          /* may shrink to this when space is short; 0: does not shrink */
    int flex;         /* share of what is left over; 0: none */
    int from_cols;    /* shown from this list width on; 0: always */
    enum align align;
    const char *fits; /* translated, and the column is never narrower; NULL */
    bool fleeting;    /* true for a moment only, as an age is: not written to files */
};

/* Of a column that holds ages: its longest text, which other languages write longer. */
#define LIST_AGE N_("119m")

struct list_source {
    void *ctx;
    size_t (*count)(void *ctx);
    /* Stable text identity of a row, appended to `out`; up to LIST_ID_MAX bytes count. */
    void (*id)(void *ctx, size_t row, struct buf *out);
    /* Row of an id; may be NULL, then rows are searched outwards from the last place. */
    bool (*find)(void *ctx, const char *id, size_t *row);
    /* Text of a cell, appended to `out`; returns its style. */
    enum style (*cell)(void *ctx, size_t row, size_t column, struct buf *out);
    /* The same for a file or a ticket, read elsewhere and later: whole, and nothing for what is
     * absent. May be NULL: as the cell. */
    void (*written)(void *ctx, size_t row, size_t column, struct buf *out);
    /* Style of the whole row below the cells' own (STYLE_TEXT cells take it); may be NULL. */
    enum style (*row_style)(void *ctx, size_t row);
};

enum { LIST_ID_MAX = 512 };

enum list_state {
    LIST_READY,
    LIST_LOADING, /* nothing known yet, or more pages coming */
    LIST_PARTIAL, /* stopped before the end */
    LIST_STALE,   /* rows are old: the last refresh did not succeed or has not been tried */
    LIST_FAILED,  /* nothing known, and asking failed */
};

struct list_status {
    enum list_state state;
    const char *empty;  /* what an empty list means: "No findings: all checks passed" */
    const char *text;   /* what happened, for stale, partial and failed; NULL: nothing to say */
    const char *advice; /* what to do; NULL */
    size_t total;       /* rows known to exist; 0: only those loaded */
};

enum list_cursor {
    LIST_CURSOR_MARKER, /* ">" in the first column: cheap on slow lines */
    LIST_CURSOR_BAR,    /* the whole row */
};

struct list_pane {
    struct list_source source;
    const struct list_column *columns; /* borrowed */
    size_t n_columns;
    enum list_cursor look;
    struct list_status status; /* texts borrowed until replaced */
    int sort_column;           /* shown in the header; -1: none */
    bool sort_descending;
    uint64_t hidden;  /* bit i: column i is switched off by hand */
    bool focused;     /* false: the cursor is drawn dim */
    const char *find; /* text to highlight in cells, NULL: none; borrowed */

    size_t cursor, top;
    char *cursor_id; /* owned; NULL: list was empty */
    bool settled;    /* the cursor follows its row: somebody moved it, or loading has ended */
    int left;        /* columns scrolled away */
    int rows_shown;  /* rows of the last drawing: how far a page is */
    struct map *marks;
    size_t range_from; /* where V started, SIZE_MAX: no range */

    /* Rows as last drawn, without cursor and marks: drawn again only after list_sync(). */
    struct cell *kept; /* owned */
    size_t kept_cap, kept_top, kept_rows;
    int kept_cols, kept_left;
    uint64_t kept_hidden;
};

void list_init(struct list_pane *l, const struct list_source *source,
               const struct list_column *columns, size_t n_columns) NONNULL;
void list_free(struct list_pane *l); /* what is inside, not *l */
/* After any change of the rows or of what their cells say: the cursor goes back to its id, or
 * stays near where it was. During the first loading it waits on the first row, whatever comes
 * first, until somebody moves it. The rows in sight stay where they are, except where the list
 * begins: there new ones are seen. */
void list_sync(struct list_pane *l) NONNULL;
/* Draws header and rows; fills the surface. Drawing twice gives the same cells. */
void list_draw(struct list_pane *l, struct surface *s) NONNULL;
/* Carries out "list.*" actions of list_bindings; false: not one of them. */
bool list_do(struct list_pane *l, const char *action) NONNULL;
void list_go(struct list_pane *l, size_t row) NONNULL;
bool list_go_id(struct list_pane *l, const char *id) NONNULL;
/* false: empty. */
bool list_current(const struct list_pane *l, size_t *row) NONNULL;

bool list_marked(const struct list_pane *l, const char *id) NONNULL;
size_t list_mark_count(const struct list_pane *l) NONNULL;
/* Marks whose row is not in the list now: filtered away or gone. */
size_t list_marks_hidden(const struct list_pane *l) NONNULL;
void list_unmark_all(struct list_pane *l) NONNULL;
/* Ids in the order they were marked; *i starts at 0. */
bool list_next_mark(const struct list_pane *l, size_t *i, const char **id) NONNULL;

/* The movement and marking keys every list has. */
extern const struct binding list_bindings[];
