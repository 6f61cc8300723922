/* Any bytes: what is drawn stays in its row and its width, and nothing unsafe is left of it. */
#include <stdint.h>
#include <stdlib.h>

#include "tui/surface.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_cells(const struct surface *s)
{
    for (int r = 0; r < s->rows; r++) {
        for (int c = 0; c < s->cols; c++) {
            const struct cell *x = surface_cell(s, r, c);
            enum cp_class class = utf8_class(x->cp);
            bool half = x->cp == 0;

            if (half ? c == 0 || surface_cell(s, r, c - 1)->width != 2
                     : class == CP_CONTROL || class == CP_HIDDEN || class == CP_COMBINING)
                abort();
            if (!half && x->width == 2 &&
                (c + 1 >= s->cols || surface_cell(s, r, c + 1)->cp != 0))
                abort();
            if (r != 1 && x->cp != ' ')
                abort();
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct buf out = BUF_INIT(SAFE_INPUT_MAX * 12);
    struct str text = {(const char *)data, size};

    for (int set = GLYPHS_UNICODE; set <= GLYPHS_ASCII; set++) {
        struct surface *s = surface_new(3, 40, (enum glyph_set)set);
        int col = size > 0 ? data[0] % 48 - 4 : 0, width = size > 1 ? data[1] % 50 : 10;

        surface_str(s, 1, 3, 30, STYLE_TEXT, text);
        surface_str(s, 1, col, width, STYLE_TEXT, text);
        check_cells(s);
        surface_free(s);
    }
    safe_text(&out, text);
    if (!utf8_valid((struct str){buf_text(&out), out.len}))
        abort();
    buf_free(&out);
    return 0;
}
