#include "tui/layout.h"

#include "client/base/i18n.h"

enum layout_fit layout_fit(const struct surface *s)
{
    if (s->rows < LAYOUT_MIN_ROWS || s->cols < LAYOUT_MIN_COLS)
        return LAYOUT_TOO_SMALL;
    return s->cols < LAYOUT_WIDE_COLS ? LAYOUT_NARROW : LAYOUT_WIDE;
}

void layout_too_small(struct surface *s)
{
    char text[80];
    struct buf b = BUF_INIT(sizeof text);

    surface_clear(s);
    buf_printf(&b, _("window too small: %dx%d, need %dx%d"), s->cols, s->rows, LAYOUT_MIN_COLS,
               LAYOUT_MIN_ROWS);
    surface_text(s, 0, 0, s->cols, STYLE_WARN, buf_text(&b));
    buf_free(&b);
}

struct layout_frame layout_frame(const struct surface *s, int header_rows)
{
    return (struct layout_frame){
        .header = surface_part(s, 0, 0, header_rows, s->cols),
        .body = surface_part(s, header_rows, 0, s->rows - header_rows - 2, s->cols),
        .message = surface_part(s, s->rows - 2, 0, 1, s->cols),
        .bar = surface_part(s, s->rows - 1, 0, 1, s->cols),
    };
}

void layout_rows(const struct surface *s, int lower_rows, struct surface *upper,
                 struct surface *lower)
{
    if (lower_rows > s->rows / 2)
        lower_rows = s->rows / 2;
    *upper = surface_part(s, 0, 0, s->rows - lower_rows, s->cols);
    *lower = surface_part(s, s->rows - lower_rows, 0, lower_rows, s->cols);
}
