#include "tui/surface.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/mem.h"

struct whole {
    struct surface surface;
    struct surface_cursor cursor;
};

static const uint32_t glyphs[GLYPH_COUNT][2] = {
    [GLYPH_HLINE] = {0x2500, '-'},       [GLYPH_VLINE] = {0x2502, '|'},
    [GLYPH_TOP_LEFT] = {0x250c, '+'},    [GLYPH_TOP_RIGHT] = {0x2510, '+'},
    [GLYPH_BOTTOM_LEFT] = {0x2514, '+'}, [GLYPH_BOTTOM_RIGHT] = {0x2518, '+'},
    [GLYPH_CURSOR] = {'>', '>'},         [GLYPH_UP] = {0x2191, '^'},
    [GLYPH_DOWN] = {0x2193, 'v'},        [GLYPH_BAR_FULL] = {0x2588, '#'},
    [GLYPH_BAR_EMPTY] = {0x2591, '-'},   [GLYPH_DOT] = {0xb7, '.'},
    [GLYPH_SPARK_0 + 0] = {0x2581, '.'}, [GLYPH_SPARK_0 + 1] = {0x2582, ':'},
    [GLYPH_SPARK_0 + 2] = {0x2583, '-'}, [GLYPH_SPARK_0 + 3] = {0x2584, '='},
    [GLYPH_SPARK_0 + 4] = {0x2585, '+'}, [GLYPH_SPARK_0 + 5] = {0x2586, '*'},
    [GLYPH_SPARK_0 + 6] = {0x2587, '%'}, [GLYPH_SPARK_7] = {0x2588, '#'},
};

static int clamp(int v, int low, int high)
{
    return v < low ? low : v > high ? high : v;
}

struct surface *surface_new(int rows, int cols, enum glyph_set set)
{
    struct whole *w = mem_alloc(1, sizeof *w);
    struct surface *s = &w->surface;

    s->rows = clamp(rows, 1, SURFACE_MAX_ROWS);
    s->cols = s->stride = clamp(cols, 1, SURFACE_MAX_COLS);
    s->cells = mem_alloc((size_t)s->rows * (size_t)s->cols, sizeof *s->cells);
    s->glyphs = set;
    s->cursor = &w->cursor;
    surface_clear(s);
    return s;
}

void surface_free(struct surface *s)
{
    if (s != NULL)
        free(s->cells);
    free(s);
}

static struct cell *row_of(const struct surface *s, int row)
{
    return s->cells + (ptrdiff_t)row * s->stride;
}

void surface_copy(struct surface *to, const struct surface *from)
{
    if (to->rows != from->rows || to->cols != from->cols)
        bug("surface_copy between %dx%d and %dx%d", from->cols, from->rows, to->cols, to->rows);
    for (int r = 0; r < from->rows; r++)
        memcpy(row_of(to, r), row_of(from, r), (size_t)from->cols * sizeof *from->cells);
    to->glyphs = from->glyphs;
    *to->cursor = *from->cursor;
}

struct surface surface_part(const struct surface *s, int row, int col, int rows, int cols)
{
    int r = clamp(row, 0, s->rows), c = clamp(col, 0, s->cols);
    struct surface part = *s;

    part.rows = clamp(row + rows, r, s->rows) - r;
    part.cols = clamp(col + cols, c, s->cols) - c;
    part.top += r;
    part.left += c;
    if (part.rows == 0 || part.cols == 0)
        part.rows = part.cols = 0;
    else
        part.cells = row_of(s, r) + c;
    return part;
}

struct cell *surface_cell(const struct surface *s, int row, int col)
{
    if (row < 0 || row >= s->rows || col < 0 || col >= s->cols)
        return NULL;
    return row_of(s, row) + col;
}

void surface_clear(struct surface *s)
{
    *s->cursor = (struct surface_cursor){0};
    surface_fill(s, 0, 0, s->rows, s->cols, STYLE_TEXT);
}

/* Writing over one half of a wide character leaves the other half blank. */
static void heal(const struct surface *s, int row, int col)
{
    struct cell *line = row_of(s, row);

    if (col > 0 && col < s->cols && line[col].cp == 0 && line[col - 1].width == 2) {
        line[col - 1].cp = ' ';
        line[col - 1].width = 1;
        memset(line[col - 1].mark, 0, sizeof line->mark);
        line[col].cp = ' ';
        line[col].width = 1;
    }
}

/* Cuts the range to the row. false: nothing of it is inside. */
static bool clip(const struct surface *s, int row, int *col, int *width)
{
    if (row < 0 || row >= s->rows || *width <= 0 || *col >= s->cols)
        return false;
    if (*col < 0) {
        *width += *col;
        *col = 0;
    }
    if (*width > s->cols - *col)
        *width = s->cols - *col;
    return *width > 0;
}

/* The cells a frame has most of: copied in doubling runs, not written one by one. */
static void put_blanks(struct cell *line, int n, enum style style)
{
    if (n <= 0)
        return;
    line[0] = (struct cell){.cp = ' ', .width = 1, .style = (uint8_t)style};
    for (int done = 1; done < n; done *= 2)
        memcpy(line + done, line, (size_t)(done < n - done ? done : n - done) * sizeof *line);
}

void surface_fill(struct surface *s, int row, int col, int rows, int cols, enum style style)
{
    for (int r = row; r < row + rows; r++) {
        int c = col, w = cols;

        if (!clip(s, r, &c, &w))
            continue;
        heal(s, r, c);
        heal(s, r, c + w);
        put_blanks(row_of(s, r) + c, w, style);
    }
}

/* What a cell becomes where only ASCII may be shown. */
static void narrow(const struct surface *s, struct safe_cell *c)
{
    if (s->glyphs != GLYPHS_ASCII || (c->cp < 0x7f && c->mark[0] == 0))
        return;
    if (c->cp >= 0x7f)
        c->cp = '?';
    memset(c->mark, 0, sizeof c->mark);
}

/* Puts `text` into the cells line[0..width); the rest stays. Returns cells used; *cut tells
 * whether text was left over. */
static int put_cells(const struct surface *s, struct cell *line, int width, enum style style,
                     struct str text, bool *cut)
{
    struct safe_reader r;
    struct safe_cell c;
    int used = 0;

    safe_reader_init(&r, text);
    *cut = false;
    while (safe_next(&r, &c)) {
        bool second = c.width == 2;

        if (used + c.width > width) {
            *cut = true;
            break;
        }
        narrow(s, &c);
        if (second && s->glyphs == GLYPHS_ASCII)
            c.width = 1;
        uint8_t st = (uint8_t)(c.suspicious ? STYLE_SUSPICIOUS : style);

        line[used] = (struct cell){
            .cp = c.cp, .mark = {c.mark[0], c.mark[1]}, .width = c.width, .style = st};
        if (second)
            line[used + 1] = s->glyphs == GLYPHS_ASCII
                                 ? (struct cell){.cp = '?', .width = 1, .style = st}
                                 : (struct cell){.style = st};
        used += second ? 2 : 1;
    }
    return used;
}

/* Marks that text goes on: one cell "…", or ".." where there is room for no better. */
static int mark_cut(const struct surface *s, struct cell *line, int used, int width)
{
    int dots = s->glyphs != GLYPHS_UNICODE && width > 3 ? 2 : 1;
    int at = width - dots;

    if (at > used)
        at = used;
    if (at > 0 && at < used && line[at].cp == 0) {
        line[at - 1].cp = ' ';
        line[at - 1].width = 1;
    }
    for (int i = at; i < at + dots; i++) {
        uint8_t style = i < used ? line[i].style : line[at > 0 ? at - 1 : 0].style;

        line[i] = (struct cell){
            .cp = s->glyphs != GLYPHS_UNICODE ? '.' : 0x2026, .width = 1, .style = style};
    }
    return at + dots;
}

int surface_str(struct surface *s, int row, int col, int width, enum style style,
                struct str text)
{
    bool cut;

    if (!clip(s, row, &col, &width))
        return 0;
    heal(s, row, col);
    heal(s, row, col + width);
    struct cell *line = row_of(s, row) + col;
    int used = put_cells(s, line, width, style, text, &cut);

    if (cut)
        used = mark_cut(s, line, used, width);
    put_blanks(line + used, width - used, style);
    return used;
}

int surface_text(struct surface *s, int row, int col, int width, enum style style,
                 const char *text)
{
    return surface_str(s, row, col, width, style, str_of(text));
}

int surface_right(struct surface *s, int row, int col, int width, enum style style,
                  const char *text)
{
    int need = safe_width(str_of(text));

    if (need >= width)
        return surface_text(s, row, col, width, style, text);
    surface_fill(s, row, col, 1, width - need, style);
    return surface_text(s, row, col + width - need, need, style, text);
}

int surface_put(struct surface *s, int row, int col, enum style style, const char *text)
{
    int need = safe_width(str_of(text));

    return need > 0 ? col + surface_text(s, row, col, need, style, text) : col;
}

int surface_printf(struct surface *s, int row, int col, enum style style, const char *fmt, ...)
{
    char text[1024]; /* one line of the widest surface */
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return surface_put(s, row, col, style, text);
}

void surface_restyle(struct surface *s, int row, int col, int width, enum style style)
{
    if (!clip(s, row, &col, &width))
        return;
    for (int i = 0; i < width; i++)
        row_of(s, row)[col + i].style = (uint8_t)style;
}

void surface_overlay(struct surface *s, int row, int col, int width, enum over over)
{
    if (!clip(s, row, &col, &width))
        return;
    for (int i = 0; i < width; i++)
        row_of(s, row)[col + i].over = (uint8_t)over;
}

void surface_cursor_at(struct surface *s, int row, int col)
{
    if (surface_cell(s, row, col) != NULL)
        *s->cursor = (struct surface_cursor){s->top + row, s->left + col, true};
}

uint32_t surface_glyph(const struct surface *s, enum glyph g)
{
    return glyphs[g][s->glyphs != GLYPHS_UNICODE];
}

void surface_put_glyph(struct surface *s, int row, int col, enum style style, enum glyph g)
{
    int width = 1;

    if (!clip(s, row, &col, &width))
        return;
    heal(s, row, col);
    heal(s, row, col + 1);
    row_of(s, row)[col] =
        (struct cell){.cp = surface_glyph(s, g), .width = 1, .style = (uint8_t)style};
}

bool surface_row_equal(const struct surface *a, const struct surface *b, int row)
{
    return memcmp(row_of(a, row), row_of(b, row), (size_t)a->cols * sizeof *a->cells) == 0;
}
