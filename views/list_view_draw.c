/* The line about filter, order and counts, and the rows below it. */
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "views/list_view_inside.h"

static void put_sort(const struct list_view *v, struct buf *out)
{
    struct sort_key key;

    if (!row_index_sorted_by(v->index, &key))
        return;
    buf_puts(out, _("sort "));
    for (const char *p = v->spec->table->columns[key.column].name; *p != '\0'; p++)
        buf_putc(out, *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p);
    buf_putc(out, key.way == SORT_DOWN ? '-' : '+');
    if (v->columns.wide)
        buf_puts(out, _("  wide"));
    if (v->columns.chosen)
        buf_printf(out, _("  %zu of %zu columns"), v->columns.n, v->columns.n_all);
}

static void put_counts(struct list_view *v, struct buf *out)
{
    struct source_status st = source_status(v->source);
    size_t shown = list_view_count(v);

    buf_put_count(out, shown);
    if (shown != st.rows || st.state == SOURCE_LOADING || st.state == SOURCE_PARTIAL) {
        buf_puts(out, _(" of "));
        buf_put_count(out, st.rows);
        if (st.state == SOURCE_LOADING || st.state == SOURCE_PARTIAL)
            buf_putc(out, '+');
    }
    if (st.refreshing && st.arrived > 0) {
        buf_puts(out, _(", new "));
        buf_put_count(out, st.arrived);
    }
    size_t marks = list_mark_count(&v->pane), hidden = list_marks_hidden(&v->pane);

    if (marks > 0)
        buf_printf(out, _("  %zu marked"), marks);
    if (v->only_marked)
        buf_puts(out, _(" only"));
    if (hidden > 0)
        buf_printf(out, _(", %zu of them hidden"), hidden);
}

static void draw_line(struct list_view *v, struct surface *s)
{
    struct buf sort = BUF_INIT(128), counts = BUF_INIT(128);
    const char *filter = list_view_filter_text(v);
    int right, half = s->cols / 2;

    put_sort(v, &sort);
    put_counts(v, &counts);
    right = safe_width((struct str){buf_text(&counts), counts.len});
    const char *sent = v->line != NULL && v->sent != NULL && *v->sent != '\0'
                           ? strstr(v->line, v->sent)
                           : NULL;

    surface_text(s, 0, 0, s->cols, STYLE_DIM, "");
    const int used = surface_printf(s, 0, 1, *filter != '\0' ? STYLE_INPUT : STYLE_DIM, "/ %s",
                                    v->line != NULL   ? v->line
                                    : *filter != '\0' ? filter
                                                      : _("(all)"));
    if (sent != NULL)
        surface_overlay(s, 0, 3 + safe_width((struct str){v->line, (size_t)(sent - v->line)}),
                        safe_width(str_of(v->sent)), OVER_SENT);
    if (used < half &&
        half + safe_width((struct str){buf_text(&sort), sort.len}) + right + 3 < s->cols)
        surface_put(s, 0, half, STYLE_DIM, buf_text(&sort));
    surface_right(s, 0, s->cols - right - 1, right, STYLE_DIM, buf_text(&counts));
    buf_free(&sort);
    buf_free(&counts);
}

/* The pane highlights what a plain filter looks for. */
static const char *plain_filter(const struct list_view *v)
{
    const char *text = list_view_filter_text(v);

    return strpbrk(text, " |!:=<>~\"") == NULL && *text != '\0' ? text : NULL;
}

/* In a wide list: the columns grow to the texts around the cursor, and stay so. */
static void measure(struct list_view *v, int rows)
{
    const size_t n = list_view_count(v), span = rows > 0 ? (size_t)rows : 0;
    const size_t from = v->pane.cursor > span ? v->pane.cursor - span : 0;
    struct buf text = BUF_INIT(2 * TABLE_TEXT_MAX);
    bool grew = false;

    for (size_t row = from; row < n && row <= v->pane.cursor + span; row++)
        for (size_t i = 0; i < v->columns.n; i++) {
            buf_reset(&text);
            (void)list_view_cell(v, row, i, &text);
            grew |= list_columns_saw(&v->columns, i,
                                     safe_width((struct str){buf_text(&text), text.len}));
        }
    buf_free(&text);
    if (grew)
        list_sync(&v->pane);
}

void list_view_draw(struct list_view *v, struct surface *s)
{
    struct sort_key key;
    int shape = -1;
    struct surface rows = surface_part(s, 1, 0, s->rows - 1, s->cols);

    list_view_follow(v);
    if (v->columns.wide)
        measure(v, rows.rows);
    v->pane.find = plain_filter(v);
    if (!list_view_sort_now(v, &key, &shape))
        shape = -1;
    v->pane.sort_column = shape;
    v->pane.sort_descending = shape >= 0 && key.way == SORT_DOWN;
    draw_line(v, s);
    list_draw(&v->pane, &rows);
}
