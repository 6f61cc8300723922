#include "views/list_columns.h"

#include <stdio.h>
#include <string.h>

#include "client/base/nearest.h"
#include "client/base/safe.h"

enum { WIDTH_LEAST = 3, WIDTH_PLAIN = 14, WIDTH_NUMBER = 7, COLS_TEXT_MAX = 2048 };

static bool has_shape(const struct list_columns *c, int column)
{
    for (size_t i = 0; i < c->n_shapes; i++)
        if (c->column[i] == column)
            return true;
    return false;
}

/* A column of the table that no list shows unless it is asked for. */
static void add_plain(struct list_columns *c, const struct table_spec *t, int column)
{
    const struct column *of = &t->columns[column];
    const bool number = of->kind == COLUMN_INT || of->kind == COLUMN_TIME;
    char *title = c->titles[column];
    size_t n = 0;

    for (const char *p = of->name; *p != '\0' && n + 1 < sizeof c->titles[0]; p++)
        title[n++] = *p >= 'a' && *p <= 'z' ? (char)(*p - 'a' + 'A') : *p;
    title[n] = '\0';
    c->column[c->n_all] = column;
    c->all[c->n_all++] = (struct list_column){.title = title,
                                              .name = of->name,
                                              .width = number ? WIDTH_NUMBER : WIDTH_PLAIN,
                                              .align = number ? ALIGN_RIGHT : ALIGN_LEFT};
}

/* laid[] from order[]. */
static void lay_out(struct list_columns *c)
{
    for (size_t i = 0; i < c->n; i++) {
        c->laid[i] = c->all[c->order[i]];
        if ((c->chosen || c->wide) && c->laid[i].from_cols > 0)
            c->laid[i].from_cols = 0; /* asked for: whatever the width */
        if (c->wide)
            c->laid[i].min = c->laid[i].flex = 0;
    }
}

static void lay_out_plain(struct list_columns *c)
{
    c->chosen = false;
    c->n = 0;
    for (size_t i = 0; i < c->n_shapes; i++)
        if ((c->absent >> i & 1) == 0)
            c->order[c->n++] = (uint8_t)i;
    lay_out(c);
}

void list_columns_init(struct list_columns *c, const struct table_spec *table,
                       const struct list_column *shapes, const int *columns, size_t n)
{
    *c = (struct list_columns){.n_all = n, .n_shapes = n};
    memcpy(c->all, shapes, n * sizeof *shapes);
    memcpy(c->column, columns, n * sizeof *columns);
    for (int i = 0; i < table->n_columns; i++)
        if (!table->columns[i].hidden && !has_shape(c, i))
            add_plain(c, table, i);
    lay_out_plain(c);
}

void list_columns_set_absent(struct list_columns *c, uint64_t shapes)
{
    c->absent = shapes;
    if (!c->chosen)
        lay_out_plain(c);
}

int list_columns_find(const struct list_columns *c, struct str name)
{
    for (size_t i = 0; i < c->n_all; i++)
        if (str_eq_nocase(name, c->all[i].name))
            return (int)i;
    return -1;
}

int list_columns_place(const struct list_columns *c, size_t i)
{
    for (size_t at = 0; at < c->n; at++)
        if (c->order[at] == i)
            return (int)at;
    return -1;
}

static bool refuse(const struct list_columns *c, struct str name, struct err *err)
{
    struct buf known = BUF_INIT(400);

    for (size_t i = 0; i < c->n_all; i++)
        buf_printf(&known, i > 0 ? ", %s" : "%s", c->all[i].name);
    (void)err_set(err, ERR_USAGE, "no column is called \"%.*s\"",
                  name.n < 40 ? (int)name.n : 40, name.p);
    (void)err_advise(err, "columns here: %s", buf_text(&known));
    buf_free(&known);
    return false;
}

static void set_width(struct list_column *l, int64_t cells)
{
    l->width = (int)cells;
    l->min = l->flex = 0;
    l->from_cols = -1;
}

bool list_columns_read(struct list_columns *c, const char *text, struct err *err)
{
    struct list_columns next = *c;
    struct str rest = str_of(text);

    if (rest.n == 0) {
        lay_out_plain(c);
        return true;
    }
    next.n = 0;
    next.chosen = true;
    while (rest.n > 0) {
        struct str width, word = str_cut(rest, ',', &rest);
        const struct str name = str_cut(word, '=', &width);
        const int i = list_columns_find(&next, name);
        int64_t cells;

        if (i < 0)
            return refuse(c, name, err);
        if (width.n > 0 && !str_to_int(width, WIDTH_LEAST, LIST_COLUMN_WIDTH_MAX, &cells))
            return err_set(err, ERR_USAGE, "cols: %.*s is %d to %d cells wide", (int)name.n,
                           name.p, WIDTH_LEAST, LIST_COLUMN_WIDTH_MAX);
        if (list_columns_place(&next, (size_t)i) >= 0)
            continue;
        if (width.n > 0)
            set_width(&next.all[i], cells);
        next.order[next.n++] = (uint8_t)i;
    }
    *c = next;
    for (size_t i = c->n_shapes; i < c->n_all; i++) /* titles lie inside */
        c->all[i].title = c->titles[c->column[i]];
    lay_out(c);
    return true;
}

/* Whether its width was set by hand: such a column neither shrinks nor grows. */
static bool is_fixed(const struct list_columns *c, size_t i)
{
    return c->all[i].from_cols == -1;
}

void list_columns_put(const struct list_columns *c, struct buf *out)
{
    if (!c->chosen)
        return;
    for (size_t at = 0; at < c->n; at++) {
        const size_t i = c->order[at];

        buf_printf(out, at > 0 ? ",%s" : "%s", c->all[i].name);
        if (is_fixed(c, i))
            buf_printf(out, "=%d", c->all[i].width);
    }
}

void list_columns_toggle(struct list_columns *c, size_t i)
{
    const int at = list_columns_place(c, i);

    if (at >= 0 && c->n > 1) {
        memmove(c->order + at, c->order + at + 1, c->n - (size_t)at - 1);
        c->n--;
    } else if (at < 0) {
        c->order[c->n++] = (uint8_t)i;
    }
    c->chosen = true;
    lay_out(c);
}

void list_columns_move(struct list_columns *c, size_t i, int by)
{
    const int at = list_columns_place(c, i), to = at + by;

    if (at < 0 || to < 0 || to >= (int)c->n)
        return;
    c->order[at] = c->order[to];
    c->order[to] = (uint8_t)i;
    c->chosen = true;
    lay_out(c);
}

void list_columns_widen(struct list_columns *c, size_t i, int by)
{
    const int cells = c->all[i].width + by;

    if (cells < WIDTH_LEAST || cells > LIST_COLUMN_WIDTH_MAX)
        return;
    set_width(&c->all[i], cells);
    c->chosen = true;
    lay_out(c);
}

void list_columns_set_width(struct list_columns *c, enum list_width width)
{
    c->wide = width == LIST_WIDE;
    if (c->chosen)
        lay_out(c);
    else
        lay_out_plain(c);
}

bool list_columns_saw(struct list_columns *c, size_t place, int cells)
{
    struct list_column *l = &c->laid[place];

    if (cells > LIST_COLUMN_WIDTH_MAX)
        cells = LIST_COLUMN_WIDTH_MAX;
    if (!c->wide || cells <= l->width)
        return false;
    l->width = cells;
    return true;
}
