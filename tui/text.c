#include "tui/text.h"

#include <inttypes.h>
#include <stdio.h>

void text_count(struct buf *out, uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%" PRIu64, n);

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_putc(out, ',');
        buf_putc(out, digits[i]);
    }
}

static bool cell_is(const struct cell *c, char wanted)
{
    return c->cp < 0x80 && str_lower((char)c->cp) == str_lower(wanted);
}

/* Cells that spell `needle` from here on; 0: they do not. */
static int spelled(const struct surface *s, int row, int col, int end, const char *needle)
{
    struct str rest = str_of(needle);
    int at = col;

    while (rest.n > 0) {
        const struct cell *c = surface_cell(s, row, at);
        bool valid;

        if (c == NULL || at >= end)
            return 0;
        if ((uint8_t)rest.p[0] < 0x80) {
            if (!cell_is(c, rest.p[0]))
                return 0;
            rest.p++;
            rest.n--;
        } else if (utf8_next(&rest, &valid) != c->cp) {
            return 0;
        }
        at += c->width > 0 ? c->width : 1;
    }
    return at - col;
}

int text_highlight(struct surface *s, int row, int col, int width, const char *needle)
{
    int hits = 0;

    for (int c = col; c < col + width;) {
        int n = spelled(s, row, c, col + width, needle);

        if (n > 0) {
            surface_overlay(s, row, c, n, OVER_MATCH);
            hits++;
        }
        c += n > 0 ? n : 1;
    }
    return hits;
}

void text_bar(struct surface *s, int row, int col, int width, enum style style, int64_t part,
              int64_t whole)
{
    int inside = width - 2;

    if (inside < 1)
        return;
    if (whole <= 0)
        whole = 1;
    part = part < 0 ? 0 : part > whole ? whole : part;
    int full = (int)((double)part / (double)whole * inside);

    if (full == 0 && part > 0)
        full = 1; /* something is not nothing */
    surface_text(s, row, col, 1, STYLE_DIM, "[");
    for (int i = 0; i < inside; i++)
        surface_put_glyph(s, row, col + 1 + i, i < full ? style : STYLE_DIM,
                          i < full ? GLYPH_BAR_FULL : GLYPH_BAR_EMPTY);
    surface_text(s, row, col + width - 1, 1, STYLE_DIM, "]");
}

void text_spark(struct surface *s, int row, int col, int width, enum style style,
                const int64_t *values, size_t n)
{
    size_t first = n > (size_t)width ? n - (size_t)width : 0;
    int64_t most = 1;

    for (size_t i = first; i < n; i++)
        most = values[i] > most ? values[i] : most;
    for (size_t i = first; i < n; i++) {
        int64_t v = values[i] < 0 ? 0 : values[i];
        int height = (int)((double)v / (double)most * 7 + 0.5);

        surface_put_glyph(s, row, col + (int)(i - first), v == 0 ? STYLE_DIM : style,
                          v == 0 ? GLYPH_DOT : (enum glyph)(GLYPH_SPARK_0 + height));
    }
}
