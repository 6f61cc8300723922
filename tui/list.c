/* Where the cursor is and what is marked; list_draw.c shows it. */
#include "tui/list.h"

#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"

#define NO_RANGE SIZE_MAX

const struct binding list_bindings[] = {
    {"j <Down>", "list.down", N_("next row"), NULL, 0},
    {"k <Up>", "list.up", N_("row before"), NULL, 0},
    {"<PgDn> C-f", "list.page_down", N_("one page down"), NULL, 0},
    {"<PgUp> C-b", "list.page_up", N_("one page up"), NULL, 0},
    {"C-d", "list.half_down", N_("half a page down"), NULL, 0},
    {"C-u", "list.half_up", N_("half a page up"), NULL, 0},
    {"g <Home>", "list.home", N_("first row"), NULL, 0},
    {"G <End>", "list.end", N_("last row"), NULL, 0},
    {"h <Left>", "list.left", N_("columns to the left"), NULL, 0},
    {"l <Right>", "list.right", N_("columns to the right"), NULL, 0},
    {"<Space>", "list.mark", N_("mark or unmark this row, then go down"), N_("mark"), 20},
    {"V", "list.range", N_("mark from here to where V is pressed again"), NULL, 0},
    {"*", "list.mark_all", N_("mark all rows shown"), NULL, 0},
    {"U", "list.unmark", N_("unmark all"), NULL, 0},
    {0},
};

void list_init(struct list_pane *l, const struct list_source *source,
               const struct list_column *columns, size_t n_columns)
{
    *l = (struct list_pane){.source = *source,
                            .columns = columns,
                            .n_columns = n_columns,
                            .sort_column = -1,
                            .focused = true,
                            .rows_shown = 1,
                            .range_from = NO_RANGE};
    l->marks = map_new();
}

void list_free(struct list_pane *l)
{
    free(l->cursor_id);
    free(l->kept);
    map_free(l->marks, NULL);
    l->cursor_id = NULL;
    l->kept = NULL;
    l->marks = NULL;
}

static size_t count(const struct list_pane *l)
{
    return l->source.count(l->source.ctx);
}

/* The id of a row in `b`, which is reset first. */
static const char *id_of(const struct list_pane *l, size_t row, struct buf *b)
{
    buf_reset(b);
    l->source.id(l->source.ctx, row, b);
    return buf_text(b);
}

static void keep_id(struct list_pane *l)
{
    struct buf b = BUF_INIT(LIST_ID_MAX);

    free(l->cursor_id);
    l->cursor_id = count(l) > 0 ? mem_strdup(id_of(l, l->cursor, &b)) : NULL;
    buf_free(&b);
}

/* Rows nearest to where the thing last was are asked first: most changes move it a little. */
static bool search(const struct list_pane *l, const char *id, size_t near, size_t *row)
{
    size_t n = count(l);
    struct buf b = BUF_INIT(LIST_ID_MAX);
    bool found = false;

    for (size_t d = 0; d < n && !found; d++) {
        size_t tries[2] = {near + d, near - d};

        for (size_t i = 0; i < 2 && !found; i++) {
            if (tries[i] >= n || strcmp(id_of(l, tries[i], &b), id) != 0)
                continue;
            *row = tries[i];
            found = true;
        }
    }
    buf_free(&b);
    return found;
}

static bool find_row(const struct list_pane *l, const char *id, size_t *row)
{
    size_t n = count(l);

    if (n == 0)
        return false;
    if (l->source.find != NULL)
        return l->source.find(l->source.ctx, id, row) && *row < n;
    return search(l, id, l->cursor < n ? l->cursor : n - 1, row);
}

void list_sync(struct list_pane *l)
{
    size_t n = count(l), row;

    l->kept_rows = 0;
    if (n == 0) {
        l->cursor = l->top = 0; /* the id stays: the rows may come back */
        return;
    }
    if (!l->settled) {
        l->settled = l->status.state != LIST_LOADING;
        l->cursor = l->top = 0;
        keep_id(l);
        return;
    }
    if (l->cursor_id != NULL && find_row(l, l->cursor_id, &row)) {
        size_t above = l->cursor > l->top ? l->cursor - l->top : 0;

        l->cursor = row;
        if (l->top > 0) /* who looks at the beginning sees what comes before it */
            l->top = row > above ? row - above : 0;
        return;
    }
    if (l->cursor >= n)
        l->cursor = n - 1;
    keep_id(l);
}

void list_go(struct list_pane *l, size_t row)
{
    size_t n = count(l);

    if (n == 0)
        return;
    l->cursor = row < n ? row : n - 1;
    l->settled = true;
    keep_id(l);
}

bool list_go_id(struct list_pane *l, const char *id)
{
    size_t row;

    if (!find_row(l, id, &row))
        return false;
    list_go(l, row);
    return true;
}

bool list_current(const struct list_pane *l, size_t *row)
{
    if (count(l) == 0 || l->cursor >= count(l))
        return false;
    *row = l->cursor;
    return true;
}

/* ---- marks ---- */

bool list_marked(const struct list_pane *l, const char *id)
{
    return map_get(l->marks, id) != NULL;
}

size_t list_mark_count(const struct list_pane *l)
{
    return map_count(l->marks);
}

size_t list_marks_hidden(const struct list_pane *l)
{
    size_t marked = map_count(l->marks), seen = 0, n = count(l);
    struct buf b = BUF_INIT(LIST_ID_MAX);

    for (size_t row = 0; row < n && seen < marked; row++)
        seen += list_marked(l, id_of(l, row, &b));
    buf_free(&b);
    return marked - seen;
}

void list_unmark_all(struct list_pane *l)
{
    map_free(l->marks, NULL);
    l->marks = map_new();
    l->range_from = NO_RANGE;
}

bool list_next_mark(const struct list_pane *l, size_t *i, const char **id)
{
    void *value;

    return map_next(l->marks, i, id, &value);
}

static void mark_rows(struct list_pane *l, size_t from, size_t to)
{
    struct buf b = BUF_INIT(LIST_ID_MAX);

    for (size_t row = from; row <= to && row < count(l); row++)
        map_put(l->marks, id_of(l, row, &b), l);
    buf_free(&b);
}

static void toggle_mark(struct list_pane *l)
{
    struct buf b = BUF_INIT(LIST_ID_MAX);

    if (count(l) > 0) {
        const char *id = id_of(l, l->cursor, &b);

        if (map_remove(l->marks, id) == NULL)
            map_put(l->marks, id, l);
    }
    buf_free(&b);
    list_go(l, l->cursor + 1);
}

static void toggle_range(struct list_pane *l)
{
    if (l->range_from == NO_RANGE) {
        l->range_from = l->cursor;
        return;
    }
    if (l->range_from < l->cursor)
        mark_rows(l, l->range_from, l->cursor);
    else
        mark_rows(l, l->cursor, l->range_from);
    l->range_from = NO_RANGE;
}

/* ---- actions ---- */

/* By `delta` rows; a page also moves what is seen, as in less. */
static void step(struct list_pane *l, int delta, int scroll)
{
    size_t down = delta > 0 ? (size_t)delta : 0, up = delta < 0 ? (size_t)-delta : 0;

    if (scroll > 0)
        l->top += (size_t)scroll;
    else if (scroll < 0)
        l->top = l->top > (size_t)-scroll ? l->top - (size_t)-scroll : 0;
    list_go(l, up > l->cursor ? 0 : l->cursor - up + down);
}

static void do_down(struct list_pane *l)
{
    step(l, 1, 0);
}
static void do_up(struct list_pane *l)
{
    step(l, -1, 0);
}
static void do_page_down(struct list_pane *l)
{
    step(l, l->rows_shown, l->rows_shown);
}
static void do_page_up(struct list_pane *l)
{
    step(l, -l->rows_shown, -l->rows_shown);
}
static void do_half_down(struct list_pane *l)
{
    step(l, l->rows_shown / 2, l->rows_shown / 2);
}
static void do_half_up(struct list_pane *l)
{
    step(l, -(l->rows_shown / 2), -(l->rows_shown / 2));
}
static void do_home(struct list_pane *l)
{
    list_go(l, 0);
}
static void do_end(struct list_pane *l)
{
    list_go(l, SIZE_MAX);
}
static void do_left(struct list_pane *l)
{
    l->left -= l->left > 0;
}
static void do_right(struct list_pane *l)
{
    l->left += l->left + 1 < (int)l->n_columns;
}
static void do_mark_all(struct list_pane *l)
{
    mark_rows(l, 0, SIZE_MAX);
}

static const struct {
    const char *action;
    void (*run)(struct list_pane *);
} actions[] = {
    {"list.down", do_down},           {"list.up", do_up},
    {"list.page_down", do_page_down}, {"list.page_up", do_page_up},
    {"list.half_down", do_half_down}, {"list.half_up", do_half_up},
    {"list.home", do_home},           {"list.end", do_end},
    {"list.left", do_left},           {"list.right", do_right},
    {"list.mark", toggle_mark},       {"list.range", toggle_range},
    {"list.mark_all", do_mark_all},   {"list.unmark", list_unmark_all},
};

bool list_do(struct list_pane *l, const char *action)
{
    for (size_t i = 0; i < COUNT_OF(actions); i++) {
        if (strcmp(action, actions[i].action) != 0)
            continue;
        l->settled = l->settled || count(l) > 0;
        actions[i].run(l);
        return true;
    }
    return false;
}
