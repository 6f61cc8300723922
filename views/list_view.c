#include "views/list_view.h"

#include <stdio.h>
#include <string.h>

#include "client/base/mem.h"
#include "tui/text.h"

/* Brings order, filter, cursor and ages up to the rows and the second there are now. */
static void follow(struct list_view *v)
{
    const int64_t second = app_now_ms(v->app) / 1000;

    if (row_index_update(v->index, source_table(v->source), source_generation(v->source),
                         source_growth(v->source), loop_now_us(app_loop(v->app))) ||
        second != v->second)
        list_sync(&v->pane);
    v->second = second;
}

static size_t count(void *ctx)
{
    const struct list_view *v = ctx;

    return row_index_count(v->index);
}

static uint32_t row_at(const struct list_view *v, size_t position)
{
    return row_index_row(v->index, (uint32_t)position);
}

struct str list_view_text(const struct list_view *v, uint32_t row, int column,
                          char scratch[TABLE_SCRATCH])
{
    return table_text(source_table(v->source), row, column, scratch);
}

static void id(void *ctx, size_t position, struct buf *out)
{
    const struct list_view *v = ctx;
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row_at(v, position), v->spec->table->key, scratch);

    buf_put(out, s.p, s.n);
}

static bool find(void *ctx, const char *text, size_t *position)
{
    const struct list_view *v = ctx;
    uint32_t row, at;

    if (!table_find(source_table(v->source), str_of(text), &row) ||
        !row_index_position(v->index, row, &at))
        return false;
    *position = at;
    return true;
}

enum style list_cell_age(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    int64_t ms;

    if (!table_number(source_table(v->source), row, column, &ms)) {
        buf_puts(out, "-");
        return STYLE_DIM;
    }
    time_age(out, app_now_ms(v->app) - ms);
    return STYLE_TEXT;
}

static enum style cell_number(const struct list_view *v, uint32_t row, int column,
                              struct buf *out)
{
    int64_t n;

    if (!table_number(source_table(v->source), row, column, &n)) {
        buf_puts(out, "-");
        return STYLE_DIM;
    }
    if (n < 0)
        buf_putc(out, '-');
    text_count(out, n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n);
    return n == 0 ? STYLE_DIM : STYLE_TEXT;
}

static enum style cell_text(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    struct str s = list_view_text(v, row, column, scratch);

    if (s.n == 0) {
        buf_puts(out, "-");
        return STYLE_DIM;
    }
    buf_put(out, s.p, s.n);
    return STYLE_TEXT;
}

static enum style cell(void *ctx, size_t position, size_t column, struct buf *out)
{
    const struct list_view *v = ctx;
    const struct list_view_column *c = &v->spec->cells[column];
    uint32_t row = row_at(v, position);

    if (c->cell != NULL)
        return c->cell(v, row, c->column, out);
    switch (v->spec->table->columns[c->column].kind) {
    case COLUMN_TIME: return list_cell_age(v, row, c->column, out);
    case COLUMN_INT: return cell_number(v, row, c->column, out);
    case COLUMN_NAME:
    case COLUMN_RANK:
    case COLUMN_TEXT:
    case COLUMN_ID: break;
    }
    return cell_text(v, row, c->column, out);
}

static enum style row_style(void *ctx, size_t position)
{
    const struct list_view *v = ctx;

    return v->spec->row_style(v, row_at(v, position));
}

void list_view_init(struct list_view *v, struct app *app, const struct list_view_spec *spec,
                    const struct source *source)
{
    const struct list_source rows = {
        .ctx = v,
        .count = count,
        .id = id,
        .find = find,
        .cell = cell,
        .row_style = spec->row_style != NULL ? row_style : NULL,
    };

    *v = (struct list_view){
        .app = app, .spec = spec, .source = source, .empty = spec->empty, .sort_column = -1};
    v->index = row_index_new(spec->table);
    row_index_sort(v->index, spec->sort, spec->n_sort);
    list_init(&v->pane, &rows, spec->shapes, spec->n_columns);
}

void list_view_free(struct list_view *v)
{
    list_free(&v->pane);
    row_index_free(v->index);
}

/* ---- order ---- */

static int shape_of(const struct list_view *v, int column)
{
    for (size_t i = 0; i < v->spec->n_columns; i++)
        if (v->spec->cells[i].column == column)
            return (int)i;
    return -1;
}

static void sort_by(struct list_view *v, int shape, enum sort_way way)
{
    struct sort_key keys[SORT_KEYS_MAX];
    int n = 0, column = v->spec->cells[shape].column;

    keys[n++] = (struct sort_key){column, way};
    for (int i = 0; i < v->spec->n_sort && n < SORT_KEYS_MAX; i++)
        if (v->spec->sort[i].column != column)
            keys[n++] = v->spec->sort[i];
    v->sort_column = shape;
    row_index_sort(v->index, keys, n);
    follow(v);
    app_redraw(v->app);
}

static bool sort_now(const struct list_view *v, struct sort_key *out, int *shape)
{
    if (!row_index_sorted_by(v->index, out))
        return false;
    *shape = shape_of(v, out->column);
    return *shape >= 0;
}

static void sort_step(struct list_view *v, int by)
{
    struct sort_key key;
    int shape = 0, n = (int)v->spec->n_columns;

    if (!sort_now(v, &key, &shape))
        shape = by > 0 ? -1 : 0;
    sort_by(v, (shape + by + n) % n, SORT_UP);
}

static void sort_invert(struct list_view *v)
{
    struct sort_key key;
    int shape;

    if (sort_now(v, &key, &shape))
        sort_by(v, shape, key.way == SORT_UP ? SORT_DOWN : SORT_UP);
}

bool list_view_act(struct list_view *v, const char *action)
{
    follow(v);
    if (strcmp(action, "view.sort-next") == 0)
        sort_step(v, 1);
    else if (strcmp(action, "view.sort-before") == 0)
        sort_step(v, -1);
    else if (strcmp(action, "view.sort-invert") == 0)
        sort_invert(v);
    else
        return list_do(&v->pane, action);
    return true;
}

/* ---- filter ---- */

bool list_view_filter(void *state, const char *text, struct err *err)
{
    struct list_view *v = state;
    if (!row_index_filter(v->index, text, app_now_ms(v->app), err))
        return false;
    follow(v);
    app_redraw(v->app);
    return true;
}

const char *list_view_filter_text(const void *state)
{
    const struct list_view *v = state;

    return row_index_filter_text(v->index);
}

bool list_view_current(struct list_view *v, uint32_t *row)
{
    size_t position;

    follow(v);
    if (!list_current(&v->pane, &position))
        return false;
    *row = row_at(v, position);
    return true;
}

bool list_view_current_id(struct list_view *v, struct buf *out)
{
    size_t position;

    follow(v);
    if (!list_current(&v->pane, &position))
        return false;
    id(v, position, out);
    return true;
}

/* ---- what is known ---- */

void source_screen_status(const struct source *s, struct screen_status *out)
{
    static const enum screen_freshness as[] = {
        [SOURCE_NEVER] = SCREEN_LOADING, [SOURCE_LOADING] = SCREEN_LOADING,
        [SOURCE_COMPLETE] = SCREEN_LIVE, [SOURCE_PARTIAL] = SCREEN_PARTIAL,
        [SOURCE_STALE] = SCREEN_STALE,   [SOURCE_FAILED] = SCREEN_FAILED,
    };
    struct source_status st = source_status(s);

    out->freshness = as[st.state];
    out->as_of_ms = st.as_of_ms;
}

void list_view_status(const void *state, struct screen_status *out)
{
    const struct list_view *v = state;

    source_screen_status(v->source, out);
}

static void put_pane_status(struct list_view *v)
{
    static const enum list_state as[] = {
        [SOURCE_NEVER] = LIST_LOADING,  [SOURCE_LOADING] = LIST_LOADING,
        [SOURCE_COMPLETE] = LIST_READY, [SOURCE_PARTIAL] = LIST_PARTIAL,
        [SOURCE_STALE] = LIST_STALE,    [SOURCE_FAILED] = LIST_FAILED,
    };
    struct source_status st = source_status(v->source);
    bool filtered = *list_view_filter_text(v) != '\0' && st.rows > 0;

    v->pane.status = (struct list_status){
        .state = as[st.state],
        .empty =
            filtered ? "Nothing matches the filter; Esc in / restores the list." : v->empty,
        .text = st.err->kind != ERR_NONE ? st.err->text : NULL,
        .advice = st.err->advice[0] != '\0' ? st.err->advice : NULL,
    };
}

static void put_sort(const struct list_view *v, struct buf *out)
{
    struct sort_key key;

    if (!row_index_sorted_by(v->index, &key))
        return;
    buf_puts(out, "sort ");
    for (const char *p = v->spec->table->columns[key.column].name; *p != '\0'; p++)
        buf_putc(out, *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
    buf_putc(out, key.way == SORT_DOWN ? '-' : '+');
}

static void put_counts(struct list_view *v, struct buf *out)
{
    struct source_status st = source_status(v->source);
    uint32_t shown = row_index_count(v->index);

    text_count(out, shown);
    if (shown != st.rows || st.state == SOURCE_LOADING || st.state == SOURCE_PARTIAL) {
        buf_puts(out, " of ");
        text_count(out, st.rows);
        if (st.state == SOURCE_LOADING || st.state == SOURCE_PARTIAL)
            buf_putc(out, '+');
    }
    if (st.refreshing && st.arrived > 0) {
        buf_puts(out, ", new ");
        text_count(out, st.arrived);
    }
    size_t marks = list_mark_count(&v->pane), hidden = list_marks_hidden(&v->pane);

    if (marks > 0)
        buf_printf(out, "  %zu marked", marks);
    if (hidden > 0)
        buf_printf(out, ", %zu of them hidden", hidden);
}

static void draw_line(struct list_view *v, struct surface *s)
{
    struct buf sort = BUF_INIT(128), counts = BUF_INIT(128);
    const char *filter = list_view_filter_text(v);
    int right, half = s->cols / 2;

    put_sort(v, &sort);
    put_counts(v, &counts);
    right = safe_width((struct str){buf_text(&counts), counts.len});
    surface_text(s, 0, 0, s->cols, STYLE_DIM, "");
    surface_printf(s, 0, 1, *filter != '\0' ? STYLE_INPUT : STYLE_DIM, "/ %s",
                   *filter != '\0' ? filter : "(all)");
    if (half + (int)sort.len + right + 3 < s->cols)
        surface_put(s, 0, half, STYLE_DIM, buf_text(&sort));
    surface_right(s, 0, s->cols - right - 1, right, STYLE_DIM, buf_text(&counts));
    buf_free(&sort);
    buf_free(&counts);
}

/* The pane highlights what a plain filter looks for. */
static const char *plain_filter(const struct list_view *v)
{
    const char *text = list_view_filter_text(v);

    return strpbrk(text, " |!:=<>") == NULL && *text != '\0' ? text : NULL;
}

void list_view_draw(struct list_view *v, struct surface *s)
{
    struct sort_key key;
    int shape = -1;
    struct surface rows = surface_part(s, 1, 0, s->rows - 1, s->cols);

    follow(v);
    put_pane_status(v);
    v->pane.find = plain_filter(v);
    if (!sort_now(v, &key, &shape))
        shape = -1;
    v->pane.sort_column = shape;
    v->pane.sort_descending = shape >= 0 && key.way == SORT_DOWN;
    draw_line(v, s);
    list_draw(&v->pane, &rows);
}
