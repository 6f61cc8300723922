/*
 * views/list_columns: which columns a list shows, in which order and how wide.
 *
 * To choose from: the shapes of the list, then every other column of its table that is not
 * hidden. What somebody chose is text ("sev,check=30,res"), so that it can stand in a view
 * string; a column chosen by hand is shown at every width of the terminal.
 */
#pragma once

#include "client/store/table.h"
#include "tui/list.h"

enum {
    LIST_COLUMNS_MAX = 2 * TABLE_COLUMNS_MAX,
    LIST_COLUMN_WIDTH_MAX = 400, /* wider than any terminal is asked to be */
};

struct list_columns {
    struct list_column all[LIST_COLUMNS_MAX]; /* titles of columns without a shape: `titles` */
    int column[LIST_COLUMNS_MAX];             /* of the table */
    char titles[TABLE_COLUMNS_MAX][24];
    size_t n_all, n_shapes;
    uint8_t order[LIST_COLUMNS_MAX]; /* of all, as they are laid out */
    struct list_column laid[LIST_COLUMNS_MAX];
    size_t n;
    uint64_t absent; /* bit i: shape i means nothing here */
    bool chosen;     /* by hand */
    bool wide;       /* as wide as their texts, and cut nowhere */
};

/* columns: of the table, one for each shape. */
void list_columns_init(struct list_columns *c, const struct table_spec *table,
                       const struct list_column *shapes, const int *columns, size_t n) NONNULL;
void list_columns_set_absent(struct list_columns *c, uint64_t shapes) NONNULL;
/* "": as the list comes. Fails on a name that is no column; nothing changes then. */
bool list_columns_read(struct list_columns *c, const char *text,
                       struct err *err) NONNULL MUST_USE;
void list_columns_put(const struct list_columns *c,
                      struct buf *out) NONNULL; /* "": not chosen */
int list_columns_find(const struct list_columns *c, struct str name) NONNULL; /* of all; -1 */
/* Where a column of `all` is laid out; -1: nowhere. */
int list_columns_place(const struct list_columns *c, size_t i) NONNULL;
/* What the chooser does; at the first of these the layout becomes one chosen by hand. */
void list_columns_toggle(struct list_columns *c, size_t i) NONNULL;
void list_columns_move(struct list_columns *c, size_t i, int by) NONNULL;
void list_columns_widen(struct list_columns *c, size_t i, int by) NONNULL;
enum list_width { LIST_FITS, LIST_WIDE };
void list_columns_set_width(struct list_columns *c, enum list_width width) NONNULL;
/* A text of this many cells was seen there; true: the column grew. */
bool list_columns_saw(struct list_columns *c, size_t place, int cells) NONNULL;
