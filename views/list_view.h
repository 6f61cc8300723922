/*
 * views/list_view: a list screen as data: which table, which columns, which order.
 *
 * Joins a source (store/source), the order and filter over its rows (store/row_index) and the
 * list pane (tui/list). The screen that embeds it owns the source and says what Enter means.
 * Rows are looked at only through this module, which keeps up with a source that grows or is
 * replaced.
 */
#pragma once

#include "client/base/i18n.h"
#include "client/store/answer.h"
#include "client/store/ocsf.h"
#include "client/store/source.h"
#include "tui/list.h"
#include "views/app.h"
#include "views/list_columns.h"

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
    const char *empty; /* what no rows means */
    const char *thing; /* "findings" */
    bool ours;         /* its times are of this console's clock, not of the service's */
    enum style (*row_style)(const struct list_view *v, uint32_t row); /* NULL: STYLE_TEXT */
    /* The row as an event of store/ocsf, appended; NULL: these are no events. */
    void (*ocsf)(const struct list_view *v, uint32_t row, const struct ocsf_context *c,
                 struct buf *out);
};

struct list_view {
    struct app *app;
    const struct list_view_spec *spec;
    const struct source *source;
    struct row_index *index;
    struct list_pane pane;
    const char *empty; /* what no rows means here; from the spec unless set */
    int64_t second;    /* whose ages the pane shows */
    struct list_columns columns;
    struct sort_key sort[SORT_KEYS_MAX]; /* chosen by hand */
    int n_sort;                          /* 0: the screen's own order */
    char *off;                           /* terms of the filter switched off; owned; NULL */
    bool only_marked;
    uint32_t *marked; /* rows shown then; owned */
    size_t n_marked, marked_cap;
    const void *about; /* what the screen's cells look at besides the row; NULL */
    const char *line;  /* instead of the filter's text in the line above; NULL: that */
    const char *sent;  /* the part of it that the service filters by, underlined; NULL: none */
    uint64_t epoch;    /* moves when another source takes the place of the first */
    struct list_view_spec *several; /* spec of rows of several regions; owned; NULL: one */
    bool is_behind; /* another list is shown in its place: nobody means a row of it */
};

void list_view_init(struct list_view *v, struct app *app, const struct list_view_spec *spec,
                    const struct source *source) NONNULL;
/* Other rows of the same table from now on; order, filter, cursor and marks stay. */
void list_view_set_source(struct list_view *v, const struct source *source) NONNULL;
void list_view_free(struct list_view *v) NONNULL; /* what is inside, not *v */

/* Whose ages are shown: the service's clock, unless the rows are ours. */
int64_t list_view_now_ms(const struct list_view *v) NONNULL;
/* A line about filter, order and counts, then the rows. */
void list_view_draw(struct list_view *v, struct surface *s) NONNULL;
/* list.* and the sort keys of LIST_VIEW_BINDINGS; false: not mine. */
bool list_view_act(struct list_view *v, const char *action) NONNULL;
/* Callbacks of struct screen_spec as well (LIST_VIEW_CALLS): state begins with the view. */
bool list_view_filter(void *state, const char *text, struct err *err) NONNULL;
/* The key of the record at the cursor, without the region it is of; false: there is none. */
bool list_view_current_key(struct list_view *v, struct buf *out) NONNULL;
/* As filter_check() of store/filter: nobody types on. */
bool list_view_filter_checked(const struct list_view *v, struct err *err) NONNULL MUST_USE;
const char *list_view_filter_text(const void *state) NONNULL;
/* For a screen that shows what the account's changes by us do: how many there were. */
uint64_t list_view_changes(const void *state);
void list_view_status(const void *state, struct screen_status *out) NONNULL;
/* Row under the cursor; false: no rows. */
bool list_view_current(struct list_view *v, uint32_t *row) NONNULL MUST_USE;
/* Key text of the row under the cursor, appended; false: no rows. */
bool list_view_current_id(struct list_view *v, struct buf *out) NONNULL MUST_USE;
/* Its rows are of this table, whether of one region or of several. */
bool list_view_is_of(const struct list_view *v, const struct table_spec *table) NONNULL;
/* Text of a cell of the table as it came. Borrowed from the table or scratch. */
struct str list_view_text(const struct list_view *v, uint32_t row, int column,
                          char scratch[TABLE_SCRATCH]) NONNULL;

/* What a source's state means for a screen. */
void source_screen_status(const struct source *s, struct screen_status *out) NONNULL;
void answer_screen_status(const struct answer *a, struct screen_status *out) NONNULL;
/* And for a list of its rows: all but what an empty one means. Texts are the source's. */
void source_list_status(const struct source *s, struct list_status *out) NONNULL;

/* "12m", "3d"; nothing for an absent time. */
enum style list_cell_age(const struct list_view *v, uint32_t row, int column, struct buf *out);

/* Columns of the spec that mean nothing here: bit i is shape i. */
void list_view_set_absent(struct list_view *v, uint64_t shapes) NONNULL;
/* Rows as shown, from 0. */
size_t list_view_count(const struct list_view *v) NONNULL;
uint32_t list_view_row(const struct list_view *v, size_t position) NONNULL;

bool list_view_arrange(void *state, const struct view_string *view, struct err *err) NONNULL;
void list_view_arrangement(const void *state, struct view_string *out) NONNULL;
struct list_view *list_view_of(void *state) NONNULL;

/* For a screen with a filter of its own. */
#define LIST_VIEW_ARRANGE_CALLS \
    .arrange = list_view_arrange, .arrangement = list_view_arrangement, .list = list_view_of
#define LIST_VIEW_CALLS                                                                      \
    .widget = SCREEN_LIST, .filter = list_view_filter, .filter_text = list_view_filter_text, \
    LIST_VIEW_ARRANGE_CALLS

#define LIST_VIEW_BINDINGS                                                                 \
    {">", "view.sort-next", N_("sort by the next column"), NULL, 0},                       \
        {"<", "view.sort-before", N_("sort by the column before"), NULL, 0},               \
        {"I", "view.sort-invert", N_("turn the order round"), NULL, 0},                    \
        {"w", "view.wide", N_("columns as wide as their texts; h and l scroll"), NULL, 0}, \
        {"M", "view.marked", N_("only the marked rows, or all again"), NULL, 0},           \
        {"C", "view.columns", N_("choose columns, their order and width"), NULL, 0},       \
        {"\\", "view.filters", N_("the filter term by term: on, off"), NULL, 0},           \
    {                                                                                      \
        "W", "view.write", N_("write the rows as a file"), NULL, 0                         \
    }
