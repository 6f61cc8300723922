/* Rows of a table, column by column. */
#include "client/store/export.h"
#include "client/store/regions.h"
#include "client/store/table_inside.h"

enum { ROW_BYTES = TABLE_COLUMNS_MAX * 8 * TABLE_TEXT_MAX };

static bool is_number(enum column_kind k)
{
    return !column_is_name(k) && !column_is_bytes(k);
}

/* As its region knows it: the region has a column of its own. */
static struct str plain_text(const struct table *t, uint32_t row, int column,
                             char scratch[TABLE_SCRATCH])
{
    const struct str text = table_text(t, row, column, scratch);

    return column == table_spec(t)->key ? regions_plain_key(t, row, text) : text;
}

static void put_cell(const struct table *t, uint32_t row, int column, struct exporter *e)
{
    const enum column_kind kind = table_spec(t)->columns[column].kind;
    char scratch[TABLE_SCRATCH];
    int64_t n;

    if (!is_number(kind))
        export_text(e, plain_text(t, row, column, scratch));
    else if (!table_number(t, row, column, &n))
        export_none(e);
    else if (kind == COLUMN_TIME)
        export_time(e, n);
    else
        export_number(e, n);
}

static void put_member(const struct table *t, uint32_t row, int column, struct json_writer *w)
{
    const struct column *c = &table_spec(t)->columns[column];
    char scratch[TABLE_SCRATCH];
    int64_t n;

    if (is_number(c->kind)) {
        if (!table_number(t, row, column, &n))
            return;
        json_key(w, c->name);
        if (c->kind == COLUMN_TIME)
            json_put_time(w, n);
        else
            json_put_int(w, n);
        return;
    }
    const struct str text = plain_text(t, row, column, scratch);

    if (text.n == 0)
        return;
    json_key(w, c->name);
    json_put_string(w, text);
}

static void put_row(const struct export_table *x, uint32_t row, bool cells, struct buf *object,
                    struct exporter *e)
{
    struct json_writer w = {object, false};

    if (cells) {
        for (size_t i = 0; i < x->n_columns; i++)
            put_cell(x->table, row, x->columns[i], e);
        export_end_row(e);
        return;
    }
    json_open(&w, '{');
    for (size_t i = 0; i < x->n_columns; i++)
        put_member(x->table, row, x->columns[i], &w);
    json_close(&w, '}');
    export_object(e, (struct str){buf_text(object), object->len});
    buf_reset(object);
}

bool export_rows(const struct export_table *x, enum export_format format,
                 export_write_fn *write, void *ctx)
{
    const char *titles[TABLE_COLUMNS_MAX];
    struct buf object = BUF_INIT(ROW_BYTES);
    uint64_t rows;

    for (size_t i = 0; i < x->n_columns; i++)
        titles[i] = table_spec(x->table)->columns[x->columns[i]].name;
    struct exporter *e = export_begin(&(struct export_options){.format = format,
                                                               .titles = titles,
                                                               .n_titles = x->n_columns,
                                                               .write = write,
                                                               .ctx = ctx});
    for (uint32_t i = 0; i < x->n_rows; i++)
        put_row(x, x->row != NULL ? x->row(x->ctx, i) : i, export_has_cells(format), &object,
                e);
    buf_free(&object);
    return export_end(e, &rows);
}
