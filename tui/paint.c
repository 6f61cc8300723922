/* Which cells to write; paint_scroll.c finds rows that moved, paint_out.c writes bytes. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "tui/paint_inside.h"

enum {
    GAP_CELLS = 4,  /* up to here, writing over what is right is shorter than a move */
    ERASE_CELLS = 4 /* from here on, erasing the rest of a row is shorter than blanks */
};

struct paint *paint_new(const struct term_caps *caps, const struct theme *theme, int colours)
{
    struct paint *p = mem_alloc(1, sizeof *p);

    p->caps = caps;
    paint_theme(p, theme, colours);
    return p;
}

void paint_free(struct paint *p)
{
    if (p != NULL)
        surface_free(p->front);
    free(p);
}

void paint_forget(struct paint *p)
{
    surface_free(p->front);
    p->front = NULL;
}

void paint_theme(struct paint *p, const struct theme *theme, int colours)
{
    p->colours = colours;
    for (int s = 0; s < STYLE_COUNT; s++)
        for (int o = 0; o < OVER_COUNT; o++)
            p->looks[s][o] = theme_look(theme, (enum style)s, (enum over)o, colours);
    paint_forget(p);
}

/* ---- comparing ---- */

struct look paint_look(const struct paint *p, const struct cell *c)
{
    return p->looks[c->style < STYLE_COUNT ? c->style : 0][c->over < OVER_COUNT ? c->over : 0];
}

bool paint_same_look(struct look a, struct look b)
{
    return a.fg == b.fg && a.bg == b.bg && a.attrs == b.attrs;
}

/* What of a look can be seen on a blank. */
struct look paint_blank_look(struct look l)
{
    bool reverse = l.attrs & LOOK_REVERSE;

    return (struct look){.fg = reverse || (l.attrs & LOOK_UNDERLINE) ? l.fg : COLOUR_DEFAULT,
                         .bg = l.bg,
                         .attrs = l.attrs & (LOOK_REVERSE | LOOK_UNDERLINE)};
}

bool paint_is_blank(const struct cell *c)
{
    return c->cp == ' ' && c->mark[0] == 0;
}

/* Do both look the same on the screen? */
bool paint_same(const struct paint *p, const struct cell *a, const struct cell *b)
{
    if (a->cp != b->cp || memcmp(a->mark, b->mark, sizeof a->mark) != 0)
        return false;
    if (a->style == b->style && a->over == b->over)
        return true;
    struct look x = paint_look(p, a), y = paint_look(p, b);

    return paint_is_blank(a) ? paint_same_look(paint_blank_look(x), paint_blank_look(y))
                             : paint_same_look(x, y);
}

static bool erased(const struct paint *p, const struct cell *c)
{
    const struct look none = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};

    return paint_is_blank(c) && paint_same_look(paint_blank_look(paint_look(p, c)), none);
}

/* ---- one row ---- */

/* First column from which on the row is as an erased one. */
static int blank_from(const struct paint *p, const struct cell *line, int cols)
{
    while (cols > 0 && erased(p, &line[cols - 1]))
        cols--;
    return cols;
}

static int differing(const struct paint *p, const struct cell *a, const struct cell *b,
                     int from, int to)
{
    int n = 0;

    for (int c = from; c < to; c++)
        n += !paint_same(p, &a[c], &b[c]);
    return n;
}

/* Can the cells between be written over without a change of colours? */
static bool cheap_gap(const struct paint *p, const struct cell *line, int from, int to)
{
    for (int c = from; c < to; c++) {
        if (line[c].cp >= 0x7f || line[c].width != 1 || line[c].mark[0] != 0)
            return false;
        if (!paint_is_blank(&line[c]) && !paint_same_look(paint_look(p, &line[c]), p->look))
            return false;
        if (paint_is_blank(&line[c]) &&
            !paint_same_look(paint_blank_look(paint_look(p, &line[c])),
                             paint_blank_look(p->look)))
            return false;
    }
    return true;
}

static void reach(struct paint *p, const struct cell *line, int row, int col, struct buf *out)
{
    if (p->row == row && p->col >= 0 && p->col < col && col - p->col <= GAP_CELLS &&
        p->look_known && cheap_gap(p, line, p->col, col)) {
        for (int c = p->col; c < col; c++)
            paint_cell(p, &line[c], out);
        return;
    }
    paint_goto(p, row, col, out);
}

static void paint_row(struct paint *p, const struct surface *next, int row, struct buf *out)
{
    const struct cell *line = surface_cell(next, row, 0);
    const struct cell *old = surface_cell(p->front, row, 0);
    int cols = next->cols, end = cols;
    bool last_cell = row < next->rows - 1 || p->caps->wraps_late;

    if (p->caps->seq[TERM_CLEAR_EOL][0] != '\0') {
        int from = blank_from(p, line, cols);

        if (differing(p, line, old, from, cols) > ERASE_CELLS)
            end = from;
    }
    for (int c = 0; c < end; c++) {
        bool wide = line[c].width == 2;

        if (line[c].cp == 0)
            continue;
        if (paint_same(p, &line[c], &old[c]) &&
            (!wide || paint_same(p, &line[c + 1], &old[c + 1])))
            continue;
        if (c == cols - 1 && !last_cell)
            continue;
        reach(p, line, row, c, out);
        paint_cell(p, &line[c], out);
    }
    if (end < cols) {
        paint_goto(p, row, end, out);
        paint_erase_line(p, out);
    }
}

/* ---- the frame ---- */

static void begin_anew(struct paint *p, const struct surface *next, struct buf *out)
{
    p->front = surface_new(next->rows, next->cols, next->glyphs);
    p->look_known = false;
    p->hashed = false;
    paint_plain(p, out);
    buf_puts(out, p->caps->seq[TERM_HIDE]);
    buf_puts(out, p->caps->seq[TERM_CLEAR]);
    p->row = p->col = -1;
    p->cursor_shown = false;
}

static void paint_cursor(struct paint *p, const struct surface *next, struct buf *out)
{
    const struct surface_cursor *want = next->cursor;

    if (want->shown)
        paint_goto(p, want->row, want->col, out);
    if (want->shown != p->cursor_shown)
        buf_puts(out, p->caps->seq[want->shown ? TERM_SHOW : TERM_HIDE]);
    p->cursor_shown = want->shown;
}

void paint_frame(struct paint *p, const struct surface *next, struct buf *out)
{
    if (p->front != NULL && (p->front->rows != next->rows || p->front->cols != next->cols))
        paint_forget(p);
    if (p->front == NULL)
        begin_anew(p, next, out);
    else
        paint_scroll(p, next, out);
    for (int r = 0; r < next->rows; r++)
        if (!surface_row_equal(next, p->front, r))
            paint_row(p, next, r, out);
    paint_cursor(p, next, out);
    surface_copy(p->front, next);
}
