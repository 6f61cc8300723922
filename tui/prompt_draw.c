#include "tui/prompt_inside.h"

enum { POPUP_ROWS = 8, KEEP = 4 /* cells seen before the cursor when scrolled */ };

/* Width of the text before the cursor. */
static int cursor_column(const struct prompt *p)
{
    return safe_width((struct str){p->text, p->cursor});
}

/* First byte to show so that the cursor is inside `width` cells. */
static size_t first_shown(const struct prompt *p, int width, int *hidden)
{
    int skip = cursor_column(p) - width + 1;
    struct str rest = str_of(p->text);

    *hidden = 0;
    if (skip <= 0)
        return 0;
    skip += KEEP < width / 2 ? KEEP : 0;
    while (rest.n > 0 && *hidden < skip) {
        const char *at = rest.p;
        bool valid;

        utf8_next(&rest, &valid);
        *hidden += safe_width((struct str){at, (size_t)(rest.p - at)});
    }
    return (size_t)(rest.p - p->text);
}

/* One star a character: what is typed stays unseen, that something is does not. */
static void draw_hidden(const struct prompt *p, struct surface *s, int row, int col, int width,
                        enum prompt_focus focus)
{
    int n = (int)utf8_count(str_of(p->text)),
        at = (int)utf8_count((struct str){p->text, p->cursor});

    surface_fill(s, row, col, 1, width, STYLE_INPUT);
    for (int i = 0; i < n && i < width; i++)
        surface_text(s, row, col + i, 1, STYLE_INPUT, "*");
    if (focus == PROMPT_FOCUS)
        surface_cursor_at(s, row, col + (at < width ? at : width - 1));
}

void prompt_draw_field(const struct prompt *p, struct surface *s, int row, int col, int width,
                       enum prompt_focus focus)
{
    int hidden = 0;

    if (p->hidden) {
        draw_hidden(p, s, row, col, width, focus);
        return;
    }
    size_t from = focus == PROMPT_FOCUS ? first_shown(p, width, &hidden) : 0;

    surface_text(s, row, col, width, STYLE_INPUT, p->text + from);
    if (focus == PROMPT_FOCUS)
        surface_cursor_at(s, row, col + cursor_column(p) - hidden);
}

void prompt_draw(const struct prompt *p, struct surface *s, int row)
{
    int label = safe_width(str_of(p->label));

    surface_fill(s, row, 0, 1, s->cols, STYLE_TEXT);
    surface_text(s, row, 0, label, STYLE_KEY, p->label);
    prompt_draw_field(p, s, row, label, s->cols - label, PROMPT_FOCUS);
}

void prompt_draw_choices(const struct prompt *p, struct surface *s, int row)
{
    const struct prompt_choices *c = &p->choices;
    size_t rows = c->n < POPUP_ROWS ? c->n : POPUP_ROWS, first = 0;
    int width = 0;

    if (rows > (size_t)(row > 0 ? row : 0))
        rows = (size_t)(row > 0 ? row : 0);
    if (rows == 0)
        return;
    if (c->chosen != PROMPT_NO_CHOICE && c->chosen >= rows)
        first = c->chosen - rows + 1;
    for (size_t i = first; i < first + rows; i++) {
        int w = safe_width(str_of(c->items[i].text)) + 2;

        w += c->items[i].note != NULL ? safe_width(str_of(c->items[i].note)) + 2 : 0;
        width = w > width ? w : width;
    }
    for (size_t i = 0; i < rows; i++) {
        const struct prompt_choice *item = &c->items[first + i];
        int at = row - (int)rows + (int)i;

        surface_fill(s, at, 0, 1, width, STYLE_TEXT);
        int end = surface_put(s, at, 1, STYLE_TEXT, item->text);

        if (item->note != NULL)
            surface_text(s, at, end + 2, width - end - 2, STYLE_DIM, item->note);
        if (first + i == c->chosen)
            surface_overlay(s, at, 0, width, OVER_SELECTED);
    }
}
