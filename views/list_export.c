#include "views/list_export.h"

#include <stdlib.h>
#include <string.h>

#include "views/list_view_inside.h"

enum { OCSF_BYTES = 64 * 1024, CELL_BYTES = 64 * 1024, PANE_COLUMNS_MAX = 64 };

/* What the callbacks of one export look at. */
struct choice {
    const struct list_export *x;
    int columns[TABLE_COLUMNS_MAX];
    size_t n_columns;
    uint32_t n, current;
};

static uint32_t row_of(const struct choice *c, uint32_t i)
{
    switch (c->x->rows) {
    case LIST_ROWS_MARKED: return c->x->view->marked[i];
    case LIST_ROWS_CURRENT: return c->current;
    case LIST_ROWS_SHOWN: break;
    }
    return list_view_row(c->x->view, i);
}

static size_t count_rows(struct choice *c)
{
    struct list_view *v = c->x->view;

    list_view_follow(v);
    switch (c->x->rows) {
    case LIST_ROWS_MARKED: list_view_gather_marked(v); return v->n_marked;
    case LIST_ROWS_CURRENT: return list_view_current(v, &c->current) ? 1 : 0;
    case LIST_ROWS_SHOWN: break;
    }
    return list_view_count(v);
}

static uint32_t row_at(void *ctx, uint32_t i)
{
    return row_of(ctx, i);
}

static void add_column(struct choice *c, int column)
{
    for (size_t i = 0; i < c->n_columns; i++)
        if (c->columns[i] == column)
            return;
    c->columns[c->n_columns++] = column;
}

/* Columns as laid out. A shape that shows something of its own, made from a hidden column, has
 * no cell to write. */
static void choose_shown(struct choice *c)
{
    const struct list_columns *l = &c->x->view->columns;
    const struct table_spec *t = c->x->view->spec->table;

    for (size_t i = 0; i < l->n; i++) {
        const int column = l->column[l->order[i]];

        if (!t->columns[column].hidden ||
            str_eq(str_of(l->laid[i].name), t->columns[column].name))
            add_column(c, column);
    }
    if (c->x->format == EXPORT_CSV)
        add_column(c, t->key);
}

static void choose_all(struct choice *c)
{
    const struct table_spec *t = c->x->view->spec->table;

    add_column(c, t->key);
    for (int i = 0; i < t->n_columns; i++)
        if (!t->columns[i].hidden)
            add_column(c, i);
}

/* ---- OCSF ---- */

static bool write_ocsf(const struct choice *c, struct err *err)
{
    const struct list_view *v = c->x->view;
    const struct app_context *where = app_context(v->app);
    struct exporter *e = export_begin(&(struct export_options){
        .format = EXPORT_OCSF, .write = c->x->write, .ctx = c->x->ctx});
    struct buf event = BUF_INIT(OCSF_BYTES);
    uint64_t written;

    for (uint32_t i = 0; i < c->n; i++) {
        const uint32_t row = row_of(c, i);
        struct ocsf_context context = {where->account, where->region};

        (void)regions_elsewhere(source_table(v->source), row, &context.region);
        v->spec->ocsf(v, row, &context, &event);
        export_object(e, (struct str){buf_text(&event), event.len});
        buf_reset(&event);
    }
    buf_free(&event);
    return export_end(e, &written) || err_set(err, ERR_LIMIT, "Not everything was written.");
}

static bool write_rows(struct choice *c, struct err *err)
{
    const struct list_export *x = c->x;

    if (export_has_cells(x->format))
        choose_shown(c);
    else
        choose_all(c);
    return export_rows(&(struct export_table){.table = source_table(x->view->source),
                                              .columns = c->columns,
                                              .n_columns = c->n_columns,
                                              .n_rows = c->n,
                                              .row = row_at,
                                              .ctx = c},
                       x->format, x->write, x->ctx) ||
           err_set(err, ERR_LIMIT, "Not everything was written.");
}

bool list_export(const struct list_export *x, uint32_t *rows, struct err *err)
{
    struct choice c = {.x = x};
    const struct list_view *v = x->view;
    const size_t n = count_rows(&c);

    c.n = x->limit > 0 && n > x->limit ? x->limit : (uint32_t)n;
    *rows = c.n;
    if (x->format != EXPORT_OCSF)
        return write_rows(&c, err);
    if (v->spec->ocsf != NULL)
        return write_ocsf(&c, err);
    (void)err_set(err, ERR_USAGE, "OCSF has events for findings and alarms, not for %s.",
                  v->spec->thing);
    return err_advise(err, "csv, json, ndjson, md or txt");
}

/* ---- lists without a table ---- */

static void write_cells(const struct list_pane *p, size_t row, struct exporter *e)
{
    struct buf cell = BUF_INIT(CELL_BYTES);

    for (size_t i = 0; i < p->n_columns; i++) {
        if (p->columns[i].fleeting)
            continue;
        buf_reset(&cell);
        if (p->source.written != NULL)
            p->source.written(p->source.ctx, row, i, &cell);
        else
            (void)p->source.cell(p->source.ctx, row, i, &cell);
        export_text(e, (struct str){buf_text(&cell), cell.len});
    }
    buf_free(&cell);
    export_end_row(e);
}

bool pane_export(const struct pane_export *x, uint32_t *rows, struct err *err)
{
    const struct list_pane *p = x->pane;
    const char *titles[PANE_COLUMNS_MAX];
    size_t from = 0, n = p->source.count(p->source.ctx), n_titles = 0;
    uint64_t written;

    if (!export_has_cells(x->format)) {
        (void)err_set(err, ERR_USAGE, "This list cannot be written as %s.",
                      export_format_name(x->format));
        return err_advise(err, "csv, md or txt");
    }
    if (x->rows == LIST_ROWS_CURRENT)
        n = list_current(p, &from) ? 1 : 0;
    *rows = x->limit > 0 && n > x->limit ? x->limit : (uint32_t)n;
    for (size_t i = 0; i < p->n_columns; i++)
        if (!p->columns[i].fleeting)
            titles[n_titles++] = p->columns[i].name;
    struct exporter *e = export_begin(&(struct export_options){.format = x->format,
                                                               .titles = titles,
                                                               .n_titles = n_titles,
                                                               .write = x->write,
                                                               .ctx = x->ctx});

    for (uint32_t i = 0; i < *rows; i++)
        write_cells(p, from + i, e);
    return export_end(e, &written) || err_set(err, ERR_LIMIT, "Not everything was written.");
}
