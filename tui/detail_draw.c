#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/detail_inside.h"
#include "tui/target.h"
#include "tui/text.h"

enum { MARGIN = 1, LABEL_GAP = 2 };

static int text_column(const struct detail *d, const struct detail_item *item)
{
    bool labelled = item->kind == DETAIL_FIELD || item->kind == DETAIL_LINK;

    return MARGIN + (labelled && d->label_width > 0 ? d->label_width + LABEL_GAP : 0);
}

static void add_line(struct detail *d, size_t item, struct str text, bool first)
{
    d->lines = mem_grow(d->lines, &d->cap_lines, d->n_lines + 1, sizeof *d->lines);
    d->lines[d->n_lines++] = (struct detail_line){item, text, first};
}

static void lay_out_item(struct detail *d, size_t i, int width)
{
    const struct detail_item *item = &d->items[i];
    struct str rest = str_of(item->text);
    int room = width - text_column(d, item) - MARGIN;
    bool first = true;

    if (item->kind == DETAIL_HEADING && d->n_lines > 0 &&
        d->items[i - 1].kind != DETAIL_BLANK && d->items[i - 1].kind != DETAIL_HEADING)
        add_line(d, i, STR(""), false); /* air above a heading */
    if (item->kind == DETAIL_HEADING || item->kind == DETAIL_CODE || rest.n == 0) {
        add_line(d, i, rest, true);
        return;
    }
    while (rest.n > 0) {
        struct str part = surface_wrap(rest, room, &rest);

        add_line(d, i, part, first);
        first = false;
    }
}

static void lay_out(struct detail *d, int width)
{
    if (d->laid_out_for == width)
        return;
    d->n_lines = 0;
    for (size_t i = 0; i < d->n_items; i++)
        lay_out_item(d, i, width);
    d->laid_out_for = width;
}

size_t detail_line_count(struct detail *d, int width)
{
    lay_out(d, width);
    return d->n_lines;
}

bool detail_line_has(const struct detail *d, const struct detail_line *line, const char *needle)
{
    char *text = mem_strndup(line->text.p, line->text.n);
    bool has = str_contains_nocase(text, needle) ||
               (line->first && str_contains_nocase(d->items[line->item].label, needle));

    free(text);
    return has;
}

static void draw_line(const struct detail *d, const struct detail_line *line, struct surface *s,
                      int row)
{
    const struct detail_item *item = &d->items[line->item];
    int col = text_column(d, item);
    bool selected = item->kind == DETAIL_LINK && line->item == d->link;

    if (item->kind == DETAIL_HEADING && line->first) {
        char *text = mem_strndup(line->text.p, line->text.n);

        surface_rule(s, row, text, "");
        free(text);
        return;
    }
    if (line->first && item->label[0] != '\0')
        surface_text(s, row, MARGIN, d->label_width, STYLE_LABEL, item->label);
    if (selected && line->first)
        surface_put_glyph(s, row, 0, d->focused ? STYLE_KEY : STYLE_DIM, GLYPH_CURSOR);
    int width = safe_width(line->text);

    surface_str(s, row, col, width < s->cols - col ? width : s->cols - col, item->style,
                line->text);
    if (selected)
        surface_overlay(s, row, col, width, d->focused ? OVER_SELECTED : OVER_SELECTED_DIM);
}

/* As in a list; lines that lead nowhere are only read. */
static bool detail_press(void *ctx, size_t at, int row, struct key *key)
{
    struct detail *d = ctx;
    const size_t line = at + (size_t)row;

    if (line >= d->n_lines || d->items[d->lines[line].item].kind != DETAIL_LINK)
        return false;
    *key = (struct key){d->focused ? KEYCODE_ENTER : KEYCODE_TAB, 0};
    if (!d->focused || d->link == d->lines[line].item)
        return true;
    detail_choose(d, d->lines[line].item);
    return false;
}

void detail_draw(struct detail *d, struct surface *s)
{
    lay_out(d, s->cols);
    surface_fill(s, 0, 0, s->rows, s->cols, STYLE_TEXT);
    bool more = d->n_lines > (size_t)s->rows && s->rows > 1;

    d->rows_shown = s->rows - more > 0 ? s->rows - more : 1;
    size_t rows = (size_t)d->rows_shown, last = d->n_lines > rows ? d->n_lines - rows : 0;

    if (d->top > last)
        d->top = last;
    for (size_t i = 0; i < rows && d->top + i < d->n_lines; i++) {
        draw_line(d, &d->lines[d->top + i], s, (int)i);
        if (d->find != NULL)
            text_highlight(s, (int)i, 0, s->cols, d->find);
    }
    target_add(s, &(struct target){0, 0, (int)rows, s->cols, detail_press, d, d->top});
    if (more) {
        struct buf b = BUF_INIT(80);
        size_t below = d->n_lines - d->top - rows;

        if (below > 0)
            buf_printf(&b, _(".. %zu more line%s below"), below, below == 1 ? "" : "s");
        surface_text(s, s->rows - 1, MARGIN, s->cols - MARGIN, STYLE_DIM, buf_text(&b));
        buf_free(&b);
    }
}
