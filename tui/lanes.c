#include "tui/lanes.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"

enum {
    COUNT_WIDTH = 6, /* "12,345" */
    LAST_WIDTH = 7,  /* "14:18", "22 Nov" and a blank before */
    CELLS_MIN = 10,  /* fewer say nothing: labels give way */
    NO_CLASS = 0xff,
};

void lanes_init(struct lanes *l, const struct lanes_column *columns, size_t n_columns,
                const struct lanes_class *classes, size_t n_classes)
{
    *l = (struct lanes){.columns = columns,
                        .n_columns = n_columns < LANES_LABELS ? n_columns : LANES_LABELS,
                        .classes = classes,
                        .n_classes = n_classes,
                        .rows_shown = 1};
}

void lanes_free(struct lanes *l)
{
    free(l->lane_id);
    *l = (struct lanes){0};
}

static void note_lane(struct lanes *l)
{
    char *id = l->n_lanes > 0 ? mem_strdup(l->lanes[l->lane].id) : NULL;

    free(l->lane_id);
    l->lane_id = id;
}

static void select_lane(struct lanes *l, size_t lane)
{
    l->lane = lane;
    note_lane(l);
}

bool lanes_go_lane(struct lanes *l, const char *id)
{
    for (size_t i = 0; i < l->n_lanes; i++)
        if (strcmp(l->lanes[i].id, id) == 0) {
            select_lane(l, i);
            return true;
        }
    return false;
}

void lanes_set(struct lanes *l, const struct lanes_lane *lanes, size_t n)
{
    l->lanes = lanes;
    l->n_lanes = n;
    if (n == 0)
        l->lane = 0; /* its id is kept: an answer that comes late has it again */
    else if (l->lane_id == NULL || !lanes_go_lane(l, l->lane_id))
        select_lane(l, l->lane < n ? l->lane : n - 1);
}

const struct lanes_lane *lanes_current(const struct lanes *l)
{
    return l->lane < l->n_lanes ? &l->lanes[l->lane] : NULL;
}

void lanes_move(struct lanes *l, int by)
{
    if (l->n_lanes == 0)
        return;
    int64_t to = (int64_t)l->lane + by, last = (int64_t)l->n_lanes - 1;

    select_lane(l, (size_t)(to < 0 ? 0 : to > last ? last : to));
}

void lanes_go(struct lanes *l, int64_t time_ms)
{
    l->cursor_ms = time_ms;
    axis_show(&l->axis, time_ms);
    if (l->cursor_ms >= l->axis.to_ms)
        l->cursor_ms = l->axis.to_ms - 1; /* now itself is past the last cell */
}

void lanes_cell(const struct lanes *l, int64_t *from_ms, int64_t *to_ms)
{
    const int cells = l->cells > 0 ? l->cells : 1;
    int at = axis_cell(&l->axis, cells, l->cursor_ms);

    if (at == AXIS_OUTSIDE)
        at = l->cursor_ms < l->axis.from_ms ? 0 : cells - 1;
    *from_ms = axis_time(&l->axis, cells, at);
    *to_ms = axis_time(&l->axis, cells, at + 1);
}

bool lanes_step(struct lanes *l, int cells)
{
    const int64_t cell = (l->axis.to_ms - l->axis.from_ms) / (l->cells > 0 ? l->cells : 1);
    const int64_t before = l->cursor_ms;
    int64_t from, to;

    lanes_cell(l, &from, &to);
    int64_t t = from + (to - from) / 2 + cells * (cell > 0 ? cell : 1);

    lanes_go(l, t < l->axis.now_ms ? t : l->axis.now_ms - 1);
    return l->cursor_ms != before && (cells < 0) == (l->cursor_ms < before);
}

/* ---- drawing ---- */

int lanes_rows(const struct lanes *l)
{
    return (int)l->n_lanes + 2; /* titles and axis, the cursor's time */
}

static bool is_shown(const struct lanes *l, const struct surface *s, size_t column)
{
    return s->cols >= l->columns[column].from_cols;
}

/* What stands right of the cells. */
static int tail_width(const struct surface *s)
{
    return COUNT_WIDTH + (s->cols >= LANES_LAST_COLS ? LAST_WIDTH : 0);
}

static void put_tail(struct surface *s, int row, enum style style, const char *count,
                     const char *last)
{
    const int at = s->cols - tail_width(s);

    surface_right(s, row, at, COUNT_WIDTH, style, count);
    if (s->cols >= LANES_LAST_COLS)
        surface_text(s, row, at + COUNT_WIDTH + 1, LAST_WIDTH - 1, style, last);
}

/* Cells that the labels take; narrow windows leave at least CELLS_MIN to the time. */
static int label_width(const struct lanes *l, const struct surface *s)
{
    int width = 1;

    for (size_t i = 0; i < l->n_columns; i++)
        if (is_shown(l, s, i))
            width += l->columns[i].width + 1;
    int most = s->cols - tail_width(s) - 1 - CELLS_MIN;

    return width < most ? width : most > 1 ? most : 1;
}

static void put_labels(const struct lanes *l, struct surface *s, int row, int width,
                       enum style style, const char *const *labels)
{
    int col = 1;

    for (size_t i = 0; i < l->n_columns; i++) {
        int w = l->columns[i].width;

        if (!is_shown(l, s, i))
            continue;
        w = col + w < width ? w : width - 1 - col;
        if (w > 0)
            surface_text(s, row, col, w, style, labels[i] != NULL ? labels[i] : "-");
        col += l->columns[i].width + 1;
    }
}

static void put_titles(const struct lanes *l, struct surface *s, int width)
{
    const char *titles[LANES_LABELS] = {0};

    surface_fill(s, 0, 0, 1, s->cols, STYLE_COLUMN);
    for (size_t i = 0; i < l->n_columns; i++)
        titles[i] = i18n_text(l->columns[i].title);
    put_labels(l, s, 0, width, STYLE_COLUMN, titles);
    axis_draw(&l->axis, s, 0, width, l->cells, STYLE_COLUMN);
    put_tail(s, 0, STYLE_COLUMN, "N", _("LAST"));
}

void lanes_put_class(const struct lanes *l, struct surface *s, int row, int col, uint8_t class)
{
    if (class >= l->n_classes)
        return;
    const struct lanes_class *c = &l->classes[class];
    char text[5] = {c->ascii};

    if (s->glyphs == GLYPHS_UNICODE)
        text[utf8_put(text, c->glyph)] = '\0';
    surface_text(s, row, col, 1, c->style, text);
}

/* First and last cell of a mark; false: not in sight. */
static bool cells_of(const struct lanes *l, const struct lanes_mark *m, int *first, int *last)
{
    const int64_t until = m->until_ms > m->time_ms ? m->until_ms - 1 : m->time_ms;

    if (m->time_ms >= l->axis.to_ms || until < l->axis.from_ms)
        return false;
    *first = axis_cell(&l->axis, l->cells, m->time_ms);
    *last = axis_cell(&l->axis, l->cells, until);
    if (*first == AXIS_OUTSIDE)
        *first = 0;
    if (*last == AXIS_OUTSIDE)
        *last = l->cells - 1;
    return true;
}

static bool is_gap(const struct lanes_lane *lane, int64_t time_ms)
{
    for (size_t i = 0; i < lane->n_gaps; i++)
        if (time_ms >= lane->gaps[i].from_ms && time_ms < lane->gaps[i].to_ms)
            return true;
    return false;
}

/* Blank where nothing is known of the cell's time, or of its middle. */
static void put_quiet(const struct lanes *l, const struct lanes_lane *lane, uint8_t *classes)
{
    for (int i = 0; i < l->cells; i++) {
        const int64_t from = axis_time(&l->axis, l->cells, i);
        const int64_t to = axis_time(&l->axis, l->cells, i + 1);
        bool known = to > lane->known_from_ms &&
                     (lane->known_to_ms == 0 || from < lane->known_to_ms) &&
                     !is_gap(lane, from + (to - from) / 2);

        classes[i] = known ? lane->quiet : NO_CLASS;
    }
}

static void put_cells(const struct lanes *l, struct surface *s, int row, int col,
                      const struct lanes_lane *lane)
{
    uint8_t classes[SURFACE_MAX_COLS];
    int first, last;

    put_quiet(l, lane, classes);
    for (size_t i = 0; i < lane->n_marks; i++) {
        const struct lanes_mark *m = &lane->marks[i];

        if (!cells_of(l, m, &first, &last))
            continue;
        for (int c = first; c <= last; c++)
            if (classes[c] == NO_CLASS || m->class > classes[c])
                classes[c] = m->class;
    }
    for (int i = 0; i < l->cells; i++)
        lanes_put_class(l, s, row, col + i, classes[i]);
}

static void put_count(struct surface *s, int row, const struct lanes_lane *lane)
{
    struct buf text = BUF_INIT(32);

    if (lane->count < 0)
        buf_putc(&text, '?');
    else
        buf_put_count(&text, (uint64_t)lane->count);
    put_tail(s, row, lane->count > 0 ? STYLE_TEXT : STYLE_DIM, buf_text(&text),
             lane->last != NULL ? lane->last : "-");
    buf_free(&text);
}

static void put_lane(const struct lanes *l, struct surface *s, int row, int width, size_t i)
{
    const struct lanes_lane *lane = &l->lanes[i];
    const int at = axis_cell(&l->axis, l->cells, l->cursor_ms);

    put_labels(l, s, row, width, lane->style, lane->labels);
    put_cells(l, s, row, width, lane);
    put_count(s, row, lane);
    if (i != l->lane)
        return;
    surface_put_glyph(s, row, 0, l->focused ? STYLE_STRONG : STYLE_DIM, GLYPH_CURSOR);
    if (at != AXIS_OUTSIDE)
        surface_overlay(s, row, width + at, 1, OVER_SELECTED);
}

/* "^ 13:30" below the cell, or before it where there is no room behind. */
static void put_cursor(const struct lanes *l, struct surface *s, int row, int width)
{
    struct buf text = BUF_INIT(64);
    const int at = axis_cell(&l->axis, l->cells, l->cursor_ms);

    axis_moment(&l->axis, l->cursor_ms, &text);
    int need = (int)text.len;

    if (at == AXIS_OUTSIDE)
        ; /* the caller moved the axis away from it */
    else if (width + at + 2 + need <= s->cols)
        surface_printf(s, row, width + at, STYLE_STRONG, "^ %s", buf_text(&text));
    else
        surface_printf(s, row, width + at - need - 1, STYLE_STRONG, "%s ^", buf_text(&text));
    buf_free(&text);
}

/* The lane under the cursor is in sight, and no row is wasted at the end. */
static void scroll(struct lanes *l, int rows)
{
    const size_t n = (size_t)(rows > 0 ? rows : 1);

    if (l->lane < l->top)
        l->top = l->lane;
    if (l->lane >= l->top + n)
        l->top = l->lane - n + 1;
    if (l->top + n > l->n_lanes)
        l->top = l->n_lanes > n ? l->n_lanes - n : 0;
}

static void put_more(const struct lanes *l, struct surface *s, int row, int width)
{
    size_t below = l->n_lanes - l->top - (size_t)l->rows_shown;
    char text[64];

    if (below == 0 && l->top == 0)
        return;
    if (below > 0 && l->top > 0)
        snprintf(text, sizeof text, _("%zu above, %zu below"), l->top, below);
    else
        snprintf(text, sizeof text, below > 0 ? _("%zu more below") : _("%zu more above"),
                 below > 0 ? below : l->top);
    surface_text(s, row, 1, width > 2 ? width - 2 : 0, STYLE_DIM, text);
}

void lanes_draw(struct lanes *l, struct surface *s)
{
    surface_clear(s);
    const int width = label_width(l, s);
    const int room = s->rows - 2;

    l->cells = s->cols - width - tail_width(s) - 1;
    if (l->cells < 1 || room < 1) {
        l->cells = 0;
        return;
    }
    scroll(l, room);
    l->rows_shown = (size_t)room < l->n_lanes - l->top ? room : (int)(l->n_lanes - l->top);
    put_titles(l, s, width);
    for (int i = 0; i < l->rows_shown; i++)
        put_lane(l, s, 1 + i, width, l->top + (size_t)i);
    put_cursor(l, s, 1 + l->rows_shown, width);
    put_more(l, s, 1 + l->rows_shown, width);
}
