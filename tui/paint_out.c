#include "tui/paint_inside.h"

/* ---- attributes ---- */

static const struct {
    unsigned char attr;
    enum term_seq seq;
    const char *code; /* the same in ECMA-48 */
} attrs[] = {
    {LOOK_BOLD, TERM_BOLD, "1"},       {LOOK_DIM, TERM_DIM, "2"},
    {LOOK_ITALIC, TERM_ITALIC, "3"},   {LOOK_UNDERLINE, TERM_UNDERLINE, "4"},
    {LOOK_REVERSE, TERM_REVERSE, "7"},
};

static const struct look plain = {COLOUR_DEFAULT, COLOUR_DEFAULT, 0};

void paint_plain(struct paint *p, struct buf *out)
{
    if (p->look_known && paint_same_look(p->look, plain))
        return;
    buf_puts(out, p->look_known && p->caps->ansi ? "\033[m" : p->caps->seq[TERM_PLAIN]);
    p->look = plain;
    p->look_known = true;
}

static void add_code(struct buf *out, bool *first, const char *code)
{
    buf_puts(out, *first ? "\033[" : ";");
    buf_puts(out, code);
    *first = false;
}

static void add_colour(const struct paint *p, struct buf *out, bool *first, int colour,
                       int base)
{
    struct buf code = BUF_INIT(32);

    if (colour < 8)
        buf_printf(&code, "%d", base + colour);
    else if (colour < 16 && p->colours >= 16)
        buf_printf(&code, "%d", base + 60 + colour - 8);
    else
        buf_printf(&code, "%d;5;%d", base + 8, colour);
    add_code(out, first, buf_text(&code));
    buf_free(&code);
}

/* One sequence for all that changes. */
static void set_ansi(const struct paint *p, struct look from, struct look to, struct buf *out)
{
    bool first = true;

    if ((from.attrs & ~to.attrs) != 0 || (from.fg != to.fg && to.fg == COLOUR_DEFAULT) ||
        (from.bg != to.bg && to.bg == COLOUR_DEFAULT)) {
        add_code(out, &first, "0");
        from = plain;
    }
    for (size_t i = 0; i < COUNT_OF(attrs); i++)
        if ((to.attrs & ~from.attrs & attrs[i].attr) && p->caps->seq[attrs[i].seq][0] != '\0')
            add_code(out, &first, attrs[i].code);
    if (to.fg != from.fg)
        add_colour(p, out, &first, to.fg, 30);
    if (to.bg != from.bg)
        add_colour(p, out, &first, to.bg, 40);
    if (!first)
        buf_putc(out, 'm');
}

static void set_terminfo(const struct paint *p, struct look to, struct buf *out)
{
    buf_puts(out, p->caps->seq[TERM_PLAIN]);
    for (size_t i = 0; i < COUNT_OF(attrs); i++)
        if (to.attrs & attrs[i].attr)
            buf_puts(out, p->caps->seq[attrs[i].seq]);
    if (to.fg != COLOUR_DEFAULT)
        term_move(p->caps, TERM_FG, to.fg, 0, out);
    if (to.bg != COLOUR_DEFAULT)
        term_move(p->caps, TERM_BG, to.bg, 0, out);
}

static void set_look(struct paint *p, struct look to, struct buf *out)
{
    if (p->look_known && paint_same_look(p->look, to))
        return;
    if (!p->look_known || paint_same_look(to, plain))
        paint_plain(p, out);
    if (paint_same_look(p->look, to))
        return;
    if (p->caps->ansi)
        set_ansi(p, p->look, to, out);
    else
        set_terminfo(p, to, out);
    p->look = to;
}

/* ---- the cursor ---- */

static void try_shorter(struct buf *best, const struct buf *other)
{
    if (other->len >= best->len)
        return;
    buf_reset(best);
    buf_put(best, other->data, other->len);
}

void paint_goto(struct paint *p, int row, int col, struct buf *out)
{
    struct buf best = BUF_INIT(64), other = BUF_INIT(64);

    if (p->row == row && p->col == col)
        return;
    term_move(p->caps, TERM_GOTO, row, col, &best);
    if (p->col >= 0 && (p->row == row || p->row + 1 == row)) {
        bool below = p->row != row;
        int from = below || col < p->col ? 0 : p->col;

        if (from == 0 && p->col > 0)
            buf_puts(&other, p->caps->seq[TERM_CR]);
        if (below)
            buf_putc(&other, '\n'); /* raw mode: straight down, and never from the last row */
        if (col > from)
            term_move(p->caps, TERM_RIGHT, col - from, 0, &other);
        if ((col == from || term_can(p->caps, TERM_RIGHT)) && p->caps->seq[TERM_CR][0] != '\0')
            try_shorter(&best, &other);
    }
    buf_put(out, best.data, best.len);
    buf_free(&best);
    buf_free(&other);
    p->row = row;
    p->col = col;
}

/* ---- cells ---- */

/* Terminals disagree about the width of these; lines, blocks and dots were settled by the
 * choice of glyphs. */
static bool debatable(const struct cell *c)
{
    if (c->width == 2 || c->mark[0] != 0)
        return true;
    return c->cp >= 0x300 && !(c->cp >= 0x2000 && c->cp < 0x2600);
}

void paint_cell(struct paint *p, const struct cell *c, struct buf *out)
{
    struct look want = paint_look(p, c);
    char bytes[4];

    if (!paint_is_blank(c) || !p->look_known ||
        !paint_same_look(paint_blank_look(p->look), paint_blank_look(want)))
        set_look(p, want, out);
    buf_put(out, bytes, utf8_put(bytes, c->cp));
    /* After the last column some terminals have wrapped already and put marks on the next
     * row. */
    bool marks = p->col + c->width < p->front->cols;

    for (int i = 0; marks && i < SAFE_COMBINING && c->mark[i] != 0; i++)
        buf_put(out, bytes, utf8_put(bytes, c->mark[i]));
    p->col = debatable(c) ? -1 : p->col + c->width;
    if (p->col >= p->front->cols)
        p->col = -1; /* whether it wrapped already is the terminal's secret */
}

void paint_erase_line(struct paint *p, struct buf *out)
{
    paint_plain(p, out);
    buf_puts(out, p->caps->seq[TERM_CLEAR_EOL]);
}
