#include <string.h>

#include "client/base/mem.h"
#include "tui/list.h"
#include "tui/target.h"
#include "tui/text.h"

enum {
    MARGIN = 2,       /* cursor and mark before the first column */
    COLUMNS_MAX = 64, /* bits of list.hidden */
    CELL_MAX = 4096,  /* more bytes than the widest row shows */
};

/* Where the columns go for one width. */
struct layout {
    int width[COLUMNS_MAX]; /* 0: not shown */
    size_t n;
};

static bool column_wanted(const struct list_pane *l, size_t i, int cols)
{
    return (int)i >= l->left && l->columns[i].from_cols <= cols && !(l->hidden >> i & 1);
}

static bool is_translated(const char *text)
{
    return i18n_text(text) != text;
}

/* The cells below which a column of this language would cut its title or what it has to hold;
 * widths are those of English. One that was set by hand stays as it is. */
static int least(const struct list_pane *l, size_t i)
{
    const struct list_column *c = &l->columns[i];
    int cells = 0;

    if (c->from_cols < 0)
        return 0;
    if (is_translated(c->title))
        cells = safe_width(str_of(i18n_text(c->title))) + (l->sort_column == (int)i);
    if (c->fits != NULL && is_translated(c->fits)) {
        const int text = safe_width(str_of(i18n_text(c->fits)));

        cells = cells < text ? text : cells;
    }
    return cells;
}

static int at_least(const struct list_pane *l, size_t i, int cells)
{
    const int least_cells = least(l, i);

    return cells < least_cells ? least_cells : cells;
}

/* Takes cells from columns that may shrink, the widest room first from the right. */
static int shrink(const struct list_pane *l, struct layout *lay, int over)
{
    for (size_t i = lay->n; i-- > 0 && over > 0;) {
        int min = l->columns[i].min > 0 ? at_least(l, i, l->columns[i].min) : 0;
        int give = min > 0 && lay->width[i] > min ? lay->width[i] - min : 0;

        if (give > over)
            give = over;
        lay->width[i] -= give;
        over -= give;
    }
    return over;
}

static void grow(const struct list_pane *l, struct layout *lay, int spare)
{
    int shares = 0;

    for (size_t i = 0; i < lay->n; i++)
        shares += lay->width[i] > 0 ? l->columns[i].flex : 0;
    for (size_t i = 0; i < lay->n && shares > 0; i++) {
        if (lay->width[i] == 0 || l->columns[i].flex == 0)
            continue;
        int more = spare * l->columns[i].flex / shares;

        lay->width[i] += more;
        spare -= more;
        shares -= l->columns[i].flex;
    }
}

static struct layout lay_out(const struct list_pane *l, int cols)
{
    struct layout lay = {.n = l->n_columns < COLUMNS_MAX ? l->n_columns : COLUMNS_MAX};
    int need = MARGIN - 1;

    for (size_t i = 0; i < lay.n; i++) {
        if (!column_wanted(l, i, cols))
            continue;
        lay.width[i] = at_least(l, i, l->columns[i].width);
        need += lay.width[i] + 1;
    }
    if (need > cols)
        shrink(l, &lay, need - cols);
    else
        grow(l, &lay, cols - need);
    return lay;
}

static void draw_header(const struct list_pane *l, const struct layout *lay, struct surface *s)
{
    int col = MARGIN;

    surface_text(s, 0, 0, s->cols, STYLE_COLUMN, map_count(l->marks) > 0 ? "M" : "");
    for (size_t i = 0; i < lay->n; i++) {
        if (lay->width[i] == 0)
            continue;
        bool sorted = l->sort_column == (int)i;
        int width = lay->width[i];

        if (l->columns[i].align == ALIGN_RIGHT)
            surface_right(s, 0, col, width - sorted, STYLE_COLUMN,
                          i18n_text(l->columns[i].title));
        else
            surface_text(s, 0, col, width, STYLE_COLUMN, i18n_text(l->columns[i].title));
        if (sorted) {
            int used = safe_width(str_of(i18n_text(l->columns[i].title)));
            int at = l->columns[i].align == ALIGN_RIGHT || used >= width ? width - 1 : used;

            surface_put_glyph(s, 0, col + at, STYLE_COLUMN,
                              l->sort_descending ? GLYPH_DOWN : GLYPH_UP);
        }
        col += width + 1;
    }
}

static void draw_cells(const struct list_pane *l, const struct layout *lay, size_t row,
                       struct surface *s, int line, struct buf *b)
{
    void *ctx = l->source.ctx;
    enum style row_style =
        l->source.row_style != NULL ? l->source.row_style(ctx, row) : STYLE_TEXT;
    int col = MARGIN;

    if (row_style != STYLE_TEXT)
        surface_restyle(s, line, 0, s->cols, row_style);
    for (size_t i = 0; i < lay->n; i++) {
        if (lay->width[i] == 0)
            continue;
        buf_reset(b);
        enum style style = l->source.cell(ctx, row, i, b);

        if (style == STYLE_TEXT)
            style = row_style;
        if (l->columns[i].align == ALIGN_RIGHT)
            surface_right(s, line, col, lay->width[i], style, buf_text(b));
        else
            surface_text(s, line, col, lay->width[i], style, buf_text(b));
        col += lay->width[i] + 1;
    }
}

static bool in_range(const struct list_pane *l, size_t row)
{
    if (l->range_from == SIZE_MAX)
        return false;
    return l->range_from < l->cursor ? row >= l->range_from && row <= l->cursor
                                     : row >= l->cursor && row <= l->range_from;
}

/* Over the cells of the row: what is true of it now. */
static void draw_state(const struct list_pane *l, size_t row, struct surface *s, int line,
                       struct buf *b)
{
    bool marked = false, current = row == l->cursor;

    if (map_count(l->marks) > 0) {
        buf_reset(b);
        l->source.id(l->source.ctx, row, b);
        marked = list_marked(l, buf_text(b));
    }
    if (marked || in_range(l, row)) {
        surface_text(s, line, 1, 1, STYLE_KEY, marked ? "*" : "+");
        surface_overlay(s, line, 1, s->cols - 1, OVER_MARKED);
    }
    if (current && l->look == LIST_CURSOR_BAR)
        surface_overlay(s, line, 0, s->cols, l->focused ? OVER_SELECTED : OVER_SELECTED_DIM);
    else if (current)
        surface_put_glyph(s, line, 0, l->focused ? STYLE_KEY : STYLE_DIM, GLYPH_CURSOR);
    if (l->find != NULL && l->find[0] != '\0')
        text_highlight(s, line, MARGIN, s->cols - MARGIN, l->find);
}

/* ---- rows kept from the last drawing ---- */

static bool is_kept(const struct list_pane *l, size_t row, int cols)
{
    return l->kept_cols == cols && l->kept_left == l->left && l->kept_hidden == l->hidden &&
           row >= l->kept_top && row < l->kept_top + l->kept_rows;
}

static void keep_rows(struct list_pane *l, const struct surface *s, size_t shown)
{
    const size_t cols = (size_t)s->cols;

    l->kept = mem_grow(l->kept, &l->kept_cap, shown * cols, sizeof *l->kept);
    for (size_t i = 0; i < shown; i++)
        memcpy(l->kept + i * cols, surface_cell(s, 1 + (int)i, 0), cols * sizeof *l->kept);
    l->kept_top = l->top;
    l->kept_rows = shown;
    l->kept_cols = s->cols;
    l->kept_left = l->left;
    l->kept_hidden = l->hidden;
}

static void draw_rows(struct list_pane *l, const struct layout *lay, struct surface *s,
                      size_t shown, struct buf *b)
{
    bool same = l->kept_top == l->top && l->kept_rows == shown;

    for (size_t i = 0; i < shown; i++) {
        const size_t row = l->top + i;
        const int line = 1 + (int)i;

        if (is_kept(l, row, s->cols)) {
            memcpy(surface_cell(s, line, 0), l->kept + (row - l->kept_top) * (size_t)s->cols,
                   (size_t)s->cols * sizeof *l->kept);
            continue;
        }
        same = false;
        surface_fill(s, line, 0, 1, s->cols, STYLE_TEXT);
        draw_cells(l, lay, row, s, line, b);
    }
    if (!same)
        keep_rows(l, s, shown);
    for (size_t i = 0; i < shown; i++)
        draw_state(l, l->top + i, s, 1 + (int)i, b);
}

/* What the last line says; nothing when all rows are there and shown. */
static void footer_text(const struct list_pane *l, size_t n, size_t below, struct buf *out)
{
    static const char *const words[] = {
        [LIST_READY] = "",
        [LIST_LOADING] = N_("loading"),
        [LIST_PARTIAL] = N_("not all loaded"),
        [LIST_STALE] = N_("stale"),
        [LIST_FAILED] = N_("failed"),
    };
    const struct list_status *st = &l->status;

    if (below > 0) {
        buf_puts(out, ".. ");
        buf_put_count(out, below);
        buf_puts(out, _(" more below"));
    }
    if (st->state == LIST_READY)
        return;
    buf_puts(out, below > 0 ? "  (" : "(");
    buf_puts(out, words[st->state]);
    if (st->total > n || st->state == LIST_LOADING || st->state == LIST_PARTIAL) {
        buf_puts(out, ", ");
        buf_put_count(out, n);
        if (st->total > n) {
            buf_puts(out, _(" of "));
            buf_put_count(out, st->total);
        }
        buf_puts(out, _(" so far"));
    }
    if (st->text != NULL)
        buf_printf(out, ": %s", st->text);
    buf_putc(out, ')');
}

static void draw_empty(const struct list_pane *l, struct surface *s)
{
    const struct list_status *st = &l->status;
    const char *text = st->text != NULL ? st->text : "";
    int line = 2;

    switch (st->state) {
    case LIST_LOADING:
        surface_text(s, line, MARGIN, s->cols - MARGIN, STYLE_DIM,
                     st->text != NULL ? st->text : _("Loading .."));
        return;
    case LIST_READY:
        surface_text(s, line, MARGIN, s->cols - MARGIN, STYLE_TEXT,
                     st->empty != NULL ? i18n_text(st->empty) : _("Nothing here."));
        break;
    case LIST_PARTIAL:
    case LIST_STALE:
        line = surface_put(s, line, MARGIN, STYLE_STALE, _("Not known yet. ")) >= 0 ? line + 1
                                                                                    : line;
        surface_text(s, line, MARGIN, s->cols - MARGIN, STYLE_STALE, text);
        break;
    case LIST_FAILED: {
        struct str rest = str_of(st->text != NULL ? st->text : _("This could not be loaded."));

        while (rest.n > 0 && line < s->rows) {
            struct str part = surface_wrap(rest, s->cols - 2 * MARGIN, &rest);

            surface_str(s, line++, MARGIN, s->cols - MARGIN, STYLE_ERROR, part);
        }
        line--;
        break;
    }
    }
    if (st->advice != NULL)
        surface_text(s, line + 2, MARGIN, s->cols - MARGIN, STYLE_DIM, st->advice);
}

static void scroll_into_view(struct list_pane *l, size_t n, int room)
{
    size_t rows = room > 0 ? (size_t)room : 1;

    l->rows_shown = (int)rows;
    if (l->cursor < l->top)
        l->top = l->cursor;
    if (l->cursor >= l->top + rows)
        l->top = l->cursor - rows + 1;
    if (l->top + rows > n)
        l->top = n > rows ? n - rows : 0;
}

/* The cursor comes; where it is already, the row is opened. Of two panes the other one is gone
 * to first. */
static bool list_press(void *ctx, size_t at, int row, struct key *key)
{
    struct list_pane *l = ctx;
    const size_t to = at + (size_t)row;

    *key = (struct key){l->focused ? KEYCODE_ENTER : KEYCODE_TAB, 0};
    if (!l->focused || (l->cursor == to && l->settled))
        return true;
    list_go(l, to);
    return false;
}

void list_draw(struct list_pane *l, struct surface *s)
{
    struct layout lay = lay_out(l, s->cols);
    size_t n = l->source.count(l->source.ctx);
    int room = s->rows - 1;
    struct buf b = BUF_INIT(CELL_MAX);

    surface_fill(s, 0, 0, 1, s->cols, STYLE_TEXT);
    draw_header(l, &lay, s);
    if (n == 0) {
        surface_fill(s, 1, 0, s->rows - 1, s->cols, STYLE_TEXT);
        draw_empty(l, s);
        return;
    }
    if (l->cursor >= n)
        l->cursor = n - 1;
    if (n > (size_t)(room > 0 ? room : 0) || l->status.state != LIST_READY)
        room--;
    scroll_into_view(l, n, room);
    size_t shown = n - l->top < (size_t)l->rows_shown ? n - l->top : (size_t)l->rows_shown;

    if (shown > (size_t)(s->rows - 1))
        shown = (size_t)(s->rows - 1);
    draw_rows(l, &lay, s, shown, &b);
    target_add(s, &(struct target){1, 0, (int)shown, s->cols, list_press, l, l->top});
    surface_fill(s, 1 + (int)shown, 0, s->rows - 1 - (int)shown, s->cols, STYLE_TEXT);
    buf_reset(&b);
    footer_text(l, n, n - l->top - shown, &b);
    if (b.len > 0)
        surface_text(s, 1 + (int)shown, MARGIN, s->cols - MARGIN,
                     l->status.state == LIST_READY ? STYLE_DIM : STYLE_STALE, buf_text(&b));
    buf_free(&b);
}
