/* Drawing made of the primitives in surface.c: rules, frames, wrapped text, and dumps. */
#include "tui/surface.h"

void surface_rule(struct surface *s, int row, const char *left, const char *right)
{
    int tail = safe_width(str_of(right));

    for (int c = 0; c < s->cols; c++)
        surface_put_glyph(s, row, c, STYLE_RULE, GLYPH_HLINE);
    int end = s->cols - 3;

    if (tail > 0 && tail + 8 < s->cols) {
        surface_text(s, row, end - tail - 1, tail + 2, STYLE_RULE, "");
        surface_text(s, row, end - tail, tail, STYLE_DIM, right);
        end -= tail + 3;
    }
    if (left[0] != '\0' && end > 6) {
        int need = safe_width(str_of(left));
        int width = need < end - 4 ? need : end - 4;

        surface_text(s, row, 2, width + 2, STYLE_RULE, "");
        surface_text(s, row, 3, width, STYLE_TITLE, left);
    }
}

struct surface surface_frame(struct surface *s, enum style style, const char *title)
{
    int last_row = s->rows - 1, last_col = s->cols - 1;

    surface_fill(s, 0, 0, s->rows, s->cols, STYLE_TEXT);
    for (int c = 1; c < last_col; c++) {
        surface_put_glyph(s, 0, c, style, GLYPH_HLINE);
        surface_put_glyph(s, last_row, c, style, GLYPH_HLINE);
    }
    for (int r = 1; r < last_row; r++) {
        surface_put_glyph(s, r, 0, style, GLYPH_VLINE);
        surface_put_glyph(s, r, last_col, style, GLYPH_VLINE);
    }
    surface_put_glyph(s, 0, 0, style, GLYPH_TOP_LEFT);
    surface_put_glyph(s, 0, last_col, style, GLYPH_TOP_RIGHT);
    surface_put_glyph(s, last_row, 0, style, GLYPH_BOTTOM_LEFT);
    surface_put_glyph(s, last_row, last_col, style, GLYPH_BOTTOM_RIGHT);
    if (title[0] != '\0' && s->cols > 8) {
        int need = safe_width(str_of(title));
        int width = need < s->cols - 6 ? need : s->cols - 6;

        surface_text(s, 0, 2, width + 2, style, "");
        surface_text(s, 0, 3, width, STYLE_TITLE, title);
    }
    return surface_part(s, 1, 1, s->rows - 2, s->cols - 2);
}

/* Bytes of `text` that fill at most `width` cells, never 0. */
static size_t fitting(struct str text, int width)
{
    struct safe_reader r;
    struct safe_cell c;
    size_t taken = 0;
    int used = 0;

    safe_reader_init(&r, text);
    while (safe_next(&r, &c)) {
        used += c.width;
        if (used > width)
            break;
        if (r.pending_at >= r.pending_len)
            taken = (size_t)(r.rest.p - text.p);
    }
    return taken > 0 ? taken : (text.n > 0 ? 1 : 0);
}

struct str surface_wrap(struct str text, int width, struct str *rest)
{
    const char *newline = memchr(text.p, '\n', text.n);
    struct str line = {text.p, newline != NULL ? (size_t)(newline - text.p) : text.n};
    size_t n = fitting(line, width > 0 ? width : 1);

    if (n < line.n && line.p[n] != ' ') {
        size_t blank = n;

        while (blank > 0 && line.p[blank - 1] != ' ')
            blank--;
        if (blank > 0)
            n = blank;
    }
    struct str head = {line.p, n};
    size_t next = n;

    while (next < line.n && line.p[next] == ' ')
        next++;
    if (next == line.n && newline != NULL)
        next++;
    *rest = (struct str){text.p + next, text.n - next};
    while (head.n > 0 && head.p[head.n - 1] == ' ')
        head.n--;
    return head;
}

int surface_lines(struct surface *s, int row, int col, int width, enum style style,
                  struct str text)
{
    for (; text.n > 0 && row < s->rows; row++)
        (void)surface_str(s, row, col, width, style, surface_wrap(text, width, &text));
    return row;
}

static void put_cell(struct buf *out, const struct cell *c)
{
    char bytes[4];

    if (c->cp == 0)
        return;
    buf_put(out, bytes, utf8_put(bytes, c->cp));
    for (int i = 0; i < SAFE_COMBINING && c->mark[i] != 0; i++)
        buf_put(out, bytes, utf8_put(bytes, c->mark[i]));
}

void surface_text_dump(const struct surface *s, struct buf *out)
{
    for (int r = 0; r < s->rows; r++) {
        int end = s->cols;

        while (end > 0 && surface_cell(s, r, end - 1)->cp == ' ')
            end--;
        for (int c = 0; c < end; c++)
            put_cell(out, surface_cell(s, r, c));
        buf_putc(out, '\n');
    }
}

void surface_dump(const struct surface *s, struct buf *out)
{
    bool any = false;

    for (int r = 0; r < s->rows; r++) {
        buf_putc(out, '|');
        for (int c = 0; c < s->cols; c++) {
            put_cell(out, surface_cell(s, r, c));
            any = any || surface_cell(s, r, c)->over != OVER_NONE;
        }
        buf_puts(out, "|\n");
    }
    for (int plane = 0; plane < (any ? 2 : 1); plane++) {
        buf_puts(out, plane == 0 ? "-- style\n" : "-- over\n");
        for (int r = 0; r < s->rows; r++) {
            for (int c = 0; c < s->cols; c++) {
                const struct cell *x = surface_cell(s, r, c);

                buf_putc(out, plane == 0 ? style_letter(x->style) : over_letter(x->over));
            }
            buf_putc(out, '\n');
        }
    }
    if (s->cursor->shown)
        buf_printf(out, "-- cursor %d,%d\n", s->cursor->row, s->cursor->col);
}
