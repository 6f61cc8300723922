#include "tui/text.h"

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
