#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/changes.h"
#include "views/list_view_inside.h"
#include "views/regions.h"

int64_t list_view_now_ms(const struct list_view *v)
{
    return v->spec->ours ? app_now_ms(v->app) : app_service_ms(v->app);
}

size_t list_view_count(const struct list_view *v)
{
    return v->only_marked ? v->n_marked : row_index_count(v->index);
}

static size_t count(void *ctx)
{
    return list_view_count(ctx);
}

uint32_t list_view_row(const struct list_view *v, size_t position)
{
    return v->only_marked ? v->marked[position] : row_index_row(v->index, (uint32_t)position);
}

struct str list_view_text(const struct list_view *v, uint32_t row, int column,
                          char scratch[TABLE_SCRATCH])
{
    return table_text(source_table(v->source), row, column, scratch);
}

bool list_view_is_of(const struct list_view *v, const struct table_spec *table)
{
    return strcmp(v->spec->table->name, table->name) == 0;
}

static void put_key(const struct list_view *v, uint32_t row, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct str s = list_view_text(v, row, v->spec->table->key, scratch);

    buf_put(out, s.p, s.n);
}

static void id(void *ctx, size_t position, struct buf *out)
{
    const struct list_view *v = ctx;

    put_key(v, list_view_row(v, position), out);
}

static bool find(void *ctx, const char *text, size_t *position)
{
    const struct list_view *v = ctx;
    uint32_t row, at;

    if (!table_find(source_table(v->source), str_of(text), &row))
        return false;
    for (size_t i = 0; v->only_marked && i < v->n_marked; i++)
        if (v->marked[i] == row)
            return *position = i, true;
    if (v->only_marked || !row_index_position(v->index, row, &at))
        return false;
    *position = at;
    return true;
}

/* The rows of the marks, in the order of the list. */
void list_view_gather_marked(struct list_view *v)
{
    const uint32_t n = row_index_count(v->index);
    struct buf name = BUF_INIT(LIST_ID_MAX);

    v->n_marked = 0;
    for (uint32_t i = 0; i < n && v->n_marked < list_mark_count(&v->pane); i++) {
        const uint32_t row = row_index_row(v->index, i);

        buf_reset(&name);
        put_key(v, row, &name);
        if (!list_marked(&v->pane, buf_text(&name)))
            continue;
        v->marked = mem_grow(v->marked, &v->marked_cap, v->n_marked + 1, sizeof *v->marked);
        v->marked[v->n_marked++] = row;
    }
    buf_free(&name);
}

static void put_pane_status(struct list_view *v)
{
    bool filtered = *list_view_filter_text(v) != '\0' && source_status(v->source).rows > 0;

    source_list_status(v->source, &v->pane.status);
    v->pane.status.empty =
        filtered ? _("Nothing matches the filter; Esc in / restores the list.") : v->empty;
}

/* Brings order, filter, cursor and ages up to the rows and the second there are now. */
void list_view_follow(struct list_view *v)
{
    const int64_t second = list_view_now_ms(v) / 1000;
    const bool moved = row_index_update(
        v->index, source_table(v->source), source_generation(v->source) + (v->epoch << 32),
        source_growth(v->source), loop_now_us(app_loop(v->app)));

    put_pane_status(v);
    if (v->only_marked && (moved || v->n_marked != list_mark_count(&v->pane))) {
        v->only_marked = list_mark_count(&v->pane) > 0; /* with the last mark all come back */
        list_view_gather_marked(v);
        list_sync(&v->pane);
    } else if (moved || second != v->second) {
        list_sync(&v->pane);
    }
    v->second = second;
}

enum style list_cell_age(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    int64_t ms;

    if (!table_number(source_table(v->source), row, column, &ms)) {
        buf_puts(out, "-");
        return STYLE_DIM;
    }
    time_age(out, list_view_now_ms(v) - ms);
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
    buf_put_count(out, n < 0 ? (uint64_t)0 - (uint64_t)n : (uint64_t)n);
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

enum style list_view_cell(void *ctx, size_t position, size_t column, struct buf *out)
{
    const struct list_view *v = ctx;
    const size_t i = v->columns.order[column];
    const int of = v->columns.column[i];
    uint32_t row = list_view_row(v, position);

    if (i < v->spec->n_columns && v->spec->cells[i].cell != NULL)
        return v->spec->cells[i].cell(v, row, of, out);
    switch (v->spec->table->columns[of].kind) {
    case COLUMN_TIME: return list_cell_age(v, row, of, out);
    case COLUMN_INT: return cell_number(v, row, of, out);
    case COLUMN_NAME:
    case COLUMN_RANK:
    case COLUMN_TEXT:
    case COLUMN_ID: break;
    }
    return cell_text(v, row, of, out);
}

static enum style row_style(void *ctx, size_t position)
{
    const struct list_view *v = ctx;

    return v->spec->row_style(v, list_view_row(v, position));
}

void list_view_init(struct list_view *v, struct app *app, const struct list_view_spec *spec,
                    const struct source *source)
{
    struct list_view_spec *several = regions_view_new(app, spec, source);

    if (several != NULL)
        spec = several;
    const struct list_source rows = {
        .ctx = v,
        .count = count,
        .id = id,
        .find = find,
        .cell = list_view_cell,
        .row_style = spec->row_style != NULL ? row_style : NULL,
    };

    *v = (struct list_view){
        .app = app, .spec = spec, .source = source, .empty = spec->empty, .several = several};
    int of[LIST_COLUMNS_MAX];

    for (size_t i = 0; i < spec->n_columns; i++)
        of[i] = spec->cells[i].column;
    list_columns_init(&v->columns, spec->table, spec->shapes, of, spec->n_columns);
    v->index = row_index_new(spec->table);
    row_index_sort(v->index, spec->sort, spec->n_sort);
    list_init(&v->pane, &rows, v->columns.laid, v->columns.n);
}

/* After any change of the columns. */
void list_view_lay_out(struct list_view *v)
{
    v->pane.n_columns = v->columns.n;
    if (v->pane.left >= (int)v->columns.n)
        v->pane.left = 0;
    list_sync(&v->pane);
    app_redraw(v->app);
}

void list_view_set_absent(struct list_view *v, uint64_t shapes)
{
    list_columns_set_absent(&v->columns, shapes);
    list_view_lay_out(v);
}

void list_view_set_source(struct list_view *v, const struct source *source)
{
    if (v->source == source)
        return;
    v->source = source;
    v->epoch++;
    list_view_follow(v);
}

void list_view_free(struct list_view *v)
{
    list_free(&v->pane);
    row_index_free(v->index);
    free(v->off);
    free(v->marked);
    regions_view_free(v->several);
    v->several = NULL;
    v->off = NULL;
    v->marked = NULL;
}

/* ---- filter ---- */

bool list_view_filter(void *state, const char *text, struct err *err)
{
    struct list_view *v = state;
    if (!row_index_filter(v->index, text, list_view_now_ms(v), err))
        return false;
    list_view_follow(v);
    app_redraw(v->app);
    return true;
}

bool list_view_filter_checked(const struct list_view *v, struct err *err)
{
    return filter_check(v->spec->table, list_view_filter_text(v), list_view_now_ms(v), err);
}

const char *list_view_filter_text(const void *state)
{
    const struct list_view *v = state;

    return row_index_filter_text(v->index);
}

bool list_view_current(struct list_view *v, uint32_t *row)
{
    size_t position;

    list_view_follow(v);
    if (!list_current(&v->pane, &position))
        return false;
    *row = list_view_row(v, position);
    return true;
}

bool list_view_current_id(struct list_view *v, struct buf *out)
{
    size_t position;

    list_view_follow(v);
    if (!list_current(&v->pane, &position))
        return false;
    id(v, position, out);
    return true;
}

bool list_view_current_key(struct list_view *v, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    if (!list_view_current(v, &row))
        return false;
    const struct str key = regions_plain_key(
        source_table(v->source), row, list_view_text(v, row, v->spec->table->key, scratch));

    buf_put(out, key.p, key.n);
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
    if (strcmp(st.err->code, DETECT_CLOSED_CODE) ==
        0) /* said where rows would be; no failure */
        out->freshness = SCREEN_STILL;
}

void list_view_status(const void *state, struct screen_status *out)
{
    const struct list_view *v = state;

    source_screen_status(v->source, out);
}

void answer_screen_status(const struct answer *a, struct screen_status *out)
{
    static const enum screen_freshness as[] = {
        [ANSWER_NONE] = SCREEN_LOADING,
        [ANSWER_WAITING] = SCREEN_LOADING,
        [ANSWER_READY] = SCREEN_LIVE,
        [ANSWER_FAILED] = SCREEN_FAILED,
    };

    out->freshness = as[answer_state(a)];
    out->as_of_ms = answer_as_of_ms(a);
    if (out->freshness == SCREEN_LIVE && answer_err(a)->kind != ERR_NONE)
        out->freshness = SCREEN_STALE;
}

uint64_t list_view_changes(const void *state)
{
    const struct list_view *v = state;

    return changes_count(app_changes(v->app));
}

void source_list_status(const struct source *s, struct list_status *out)
{
    static const enum list_state as[] = {
        [SOURCE_NEVER] = LIST_LOADING,  [SOURCE_LOADING] = LIST_LOADING,
        [SOURCE_COMPLETE] = LIST_READY, [SOURCE_PARTIAL] = LIST_PARTIAL,
        [SOURCE_STALE] = LIST_STALE,    [SOURCE_FAILED] = LIST_FAILED,
    };
    const struct source_status st = source_status(s);

    *out = (struct list_status){
        .state = as[st.state],
        .text = st.err->kind != ERR_NONE ? st.err->text : NULL,
        .advice = st.err->advice[0] != '\0' ? st.err->advice : NULL,
    };
}
