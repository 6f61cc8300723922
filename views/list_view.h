/*
 * views/list_view: a list screen as data: which table, which columns, which order.
 *
 * Joins a source (store/source), the order and filter over its rows (store/row_index) and the
 * list pane (tui/list). The screen that embeds it owns the source and says what Enter means.
 * Rows are looked at only through this module, which keeps up with a source that grows or is
 * replaced.
 */
#pragma once

#include "client/store/source.h"
#include "tui/list.h"
#include "views/app.h"

struct list_view;

/* One cell: appends its text and answers the style; NULL: as the column's kind suggests. */
typedef enum style list_cell_fn(const struct list_view *v, uint32_t row, int column,
                                struct buf *out);

struct list_view_column {
    int column; /* of the table */
    list_cell_fn *cell;
};

struct list_view_spec {
    const struct table_spec *table;
    const struct list_column *shapes;     /* how the pane lays them out */
    const struct list_view_column *cells; /* one for each shape */
    size_t n_columns;
    struct sort_key sort[SORT_KEYS_MAX];
    int n_sort;
    const char *empty;                                                /* what no rows means */
    const char *thing;                                                /* "findings" */
    enum style (*row_style)(const struct list_view *v, uint32_t row); /* NULL: STYLE_TEXT */
};

struct list_view {
    struct app *app;
    const struct list_view_spec *spec;
    const struct source *source;
    struct row_index *index;
    struct list_pane pane;
    const char *empty; /* what no rows means here; from the spec unless set */
    int64_t second;    /* whose ages the pane shows */
    int sort_column;   /* of the shapes; -1: the spec's own order */
    const void *about; /* what the screen's cells look at besides the row; NULL */
};

void list_view_init(struct list_view *v, struct app *app, const struct list_view_spec *spec,
                    const struct source *source) NONNULL;
void list_view_free(struct list_view *v) NONNULL; /* what is inside, not *v */

/* A line about filter, order and counts, then the rows. */
void list_view_draw(struct list_view *v, struct surface *s) NONNULL;
/* list.* and the sort keys of LIST_VIEW_BINDINGS; false: not mine. */
bool list_view_act(struct list_view *v, const char *action) NONNULL;
/* Callbacks of struct screen_spec as well (LIST_VIEW_CALLS): state begins with the view. */
bool list_view_filter(void *state, const char *text, struct err *err) NONNULL;
const char *list_view_filter_text(const void *state) NONNULL;
void list_view_status(const void *state, struct screen_status *out) NONNULL;
/* Row under the cursor; false: no rows. */
bool list_view_current(struct list_view *v, uint32_t *row) NONNULL MUST_USE;
/* Key text of the row under the cursor, appended; false: no rows. */
bool list_view_current_id(struct list_view *v, struct buf *out) NONNULL MUST_USE;
/* Text of a cell of the table as it came. Borrowed from the table or scratch. */
struct str list_view_text(const struct list_view *v, uint32_t row, int column,
                          char scratch[TABLE_SCRATCH]) NONNULL;

/* What a source's state means for a screen. */
void source_screen_status(const struct source *s, struct screen_status *out) NONNULL;

/* "12m", "3d"; nothing for an absent time. */
enum style list_cell_age(const struct list_view *v, uint32_t row, int column, struct buf *out);

#define LIST_VIEW_CALLS \
    .widget = SCREEN_LIST, .filter = list_view_filter, .filter_text = list_view_filter_text

#define LIST_VIEW_BINDINGS                                               \
    {">", "view.sort-next", "sort by the next column", NULL, 0},         \
        {"<", "view.sort-before", "sort by the column before", NULL, 0}, \
    {                                                                    \
        "I", "view.sort-invert", "turn the order round", NULL, 0         \
    }
