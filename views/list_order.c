/* How a list is arranged: by keys, and as words of a view string. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/list_view_inside.h"

/* Where a column of the table is laid out first; -1: nowhere. */
static int place_of(const struct list_view *v, int column)
{
    for (size_t i = 0; i < v->columns.n; i++)
        if (v->columns.column[v->columns.order[i]] == column)
            return (int)i;
    return -1;
}

/* By these columns, ties in the order the list comes with. */
static void sort_by(struct list_view *v, const struct sort_key *by, int n_by)
{
    struct sort_key keys[SORT_KEYS_MAX];
    int n = 0;

    for (; n < n_by && n < SORT_KEYS_MAX; n++)
        keys[n] = v->sort[n] = by[n];
    v->n_sort = n;
    for (int i = 0; i < v->spec->n_sort && n < SORT_KEYS_MAX; i++) {
        bool given = false;

        for (int k = 0; k < n; k++)
            given |= keys[k].column == v->spec->sort[i].column;
        if (!given)
            keys[n++] = v->spec->sort[i];
    }
    row_index_sort(v->index, keys, n);
    list_view_follow(v);
    app_redraw(v->app);
}

bool list_view_sort_now(const struct list_view *v, struct sort_key *out, int *place)
{
    if (!row_index_sorted_by(v->index, out))
        return false;
    *place = place_of(v, out->column);
    return *place >= 0;
}

static void sort_step(struct list_view *v, int by)
{
    struct sort_key key;
    int place = 0, n = (int)v->columns.n;

    if (!list_view_sort_now(v, &key, &place))
        place = by > 0 ? -1 : 0;
    place = (place + by + n) % n;
    key = (struct sort_key){v->columns.column[v->columns.order[place]], SORT_UP};
    sort_by(v, &key, 1);
}

static void sort_invert(struct list_view *v)
{
    struct sort_key key;

    if (!row_index_sorted_by(v->index, &key))
        return;
    key.way = key.way == SORT_UP ? SORT_DOWN : SORT_UP;
    sort_by(v, &key, 1);
}

/* ---- as words of a view string ---- */

/* A column by the name of what is shown or of the table; -1: neither. */
static int column_of(const struct list_view *v, struct str name)
{
    const int i = list_columns_find(&v->columns, name);

    return i >= 0 ? v->columns.column[i] : table_column(v->spec->table, name);
}

static bool read_sort(const struct list_view *v, const char *text, struct sort_key *keys,
                      int *n, struct err *err)
{
    struct str rest = str_of(text);

    for (*n = 0; rest.n > 0; ++*n) {
        struct str name = str_cut(rest, ',', &rest);
        const char last = name.n > 0 ? name.p[name.n - 1] : '\0';

        name.n -= last == '-' || last == '+';
        if (*n == SORT_KEYS_MAX)
            return err_set(err, ERR_USAGE, "a list is sorted by at most %d columns",
                           SORT_KEYS_MAX);
        keys[*n] = (struct sort_key){column_of(v, name), last == '-' ? SORT_DOWN : SORT_UP};
        if (keys[*n].column >= 0)
            continue;
        (void)err_set(err, ERR_USAGE, "no column is called \"%.*s\"",
                      name.n < 40 ? (int)name.n : 40, name.p);
        return err_advise(err, "sort:sev-,found: names of columns, - turns the order round");
    }
    return true;
}

bool list_view_arrange(void *state, const struct view_string *view, struct err *err)
{
    struct list_view *v = state;
    struct sort_key keys[SORT_KEYS_MAX];
    int n;

    if (!read_sort(v, view->sort, keys, &n, err) ||
        !list_columns_read(&v->columns, view->cols, err))
        return false;
    if (n > 0)
        sort_by(v, keys, n);
    if (view->wide)
        list_columns_set_width(&v->columns, LIST_WIDE);
    free(v->off);
    v->off = mem_strdup(view->off);
    list_view_lay_out(v);
    return true;
}

struct list_view *list_view_of(void *state)
{
    return state;
}

void list_view_arrangement(const void *state, struct view_string *out)
{
    const struct list_view *v = state;
    struct buf text = BUF_INIT(4096);

    for (int i = 0; i < v->n_sort; i++) {
        const int place = place_of(v, v->sort[i].column);

        buf_printf(&text, "%s%s%s", i > 0 ? "," : "",
                   place >= 0 ? v->columns.laid[place].name
                              : v->spec->table->columns[v->sort[i].column].name,
                   v->sort[i].way == SORT_DOWN ? "-" : "");
    }
    view_string_set(&out->sort, buf_text(&text));
    buf_reset(&text);
    list_columns_put(&v->columns, &text);
    view_string_set(&out->cols, buf_text(&text));
    buf_free(&text);
    view_string_set(&out->off, v->off != NULL ? v->off : "");
    out->wide = v->columns.wide;
}

static void toggle_wide(struct list_view *v)
{
    list_columns_set_width(&v->columns, v->columns.wide ? LIST_FITS : LIST_WIDE);
    v->pane.left = 0;
    list_view_lay_out(v);
}

static void toggle_marked(struct list_view *v)
{
    if (!v->only_marked && list_mark_count(&v->pane) == 0) {
        app_message(v->app, MESSAGE_INFO, "Nothing is marked. Space marks a row.");
        return;
    }
    v->only_marked = !v->only_marked;
    v->n_marked = 0;
    if (v->only_marked)
        list_view_gather_marked(v);
    list_sync(&v->pane);
    app_redraw(v->app);
}

bool list_view_act(struct list_view *v, const char *action)
{
    list_view_follow(v);
    if (strcmp(action, "view.sort-next") == 0)
        sort_step(v, 1);
    else if (strcmp(action, "view.sort-before") == 0)
        sort_step(v, -1);
    else if (strcmp(action, "view.sort-invert") == 0)
        sort_invert(v);
    else if (strcmp(action, "view.wide") == 0)
        toggle_wide(v);
    else if (strcmp(action, "view.marked") == 0)
        toggle_marked(v);
    else if (strcmp(action, "view.write") == 0)
        (void)app_open(v->app, "write");
    else if (strcmp(action, "view.columns") == 0)
        (void)app_open(v->app, "columns");
    else if (strcmp(action, "view.filters") == 0)
        (void)app_open(v->app, "filters");
    else
        return list_do(&v->pane, action);
    return true;
}
