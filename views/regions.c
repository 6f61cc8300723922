#include "views/regions.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "views/kept.h"

static struct list_column shape_of(const struct regions *all)
{
    struct list_column shape = {.title = N_("REGION"), .name = REGION_COLUMN, .width = 9};

    for (size_t i = 0; i < all->n; i++)
        if ((int)strlen(all->names[i]) > shape.width)
            shape.width = (int)strlen(all->names[i]);
    return shape;
}

struct list_view_spec *regions_view_new(const struct app *a, const struct list_view_spec *one,
                                        const struct source *source)
{
    const size_t n = one->n_columns;

    if (regions_column(source_spec(source)) < 0)
        return NULL;
    const struct table_spec *table = regions_spec_new(one->table);
    struct list_view_spec *spec = mem_alloc(1, sizeof *spec);
    struct list_column *shapes = mem_alloc(n + 1, sizeof *shapes);
    struct list_view_column *cells = mem_alloc(n + 1, sizeof *cells);

    memcpy(shapes, one->shapes, n * sizeof *shapes);
    memcpy(cells, one->cells, n * sizeof *cells);
    shapes[n] = shape_of(&app_context(a)->regions);
    cells[n] = (struct list_view_column){regions_column(table), NULL};
    *spec = *one;
    spec->table = table;
    spec->shapes = shapes;
    spec->cells = cells;
    spec->n_columns++;
    return spec;
}

void regions_view_free(struct list_view_spec *spec)
{
    union {
        const void *in;
        void *out;
    } shapes = {spec != NULL ? spec->shapes : NULL},
      cells = {spec != NULL ? spec->cells : NULL}, table = {spec != NULL ? spec->table : NULL};

    free(shapes.out);
    free(cells.out);
    regions_spec_free(table.out);
    free(spec);
}

bool region_refuse(const struct app *a, const char *region, struct err *err)
{
    (void)err_set(err, ERR_DENIED, "This row is of %.60s, and home is %.60s.", region,
                  app_context(a)->region);
    return err_advise(err, ":region %s goes there", region);
}

bool region_is_home(const struct list_view *v, uint32_t row, struct err *err)
{
    const char *region;

    return !regions_elsewhere(source_table(v->source), row, &region) ||
           region_refuse(v->app, region, err);
}

bool region_kept_path(const struct app *a, const char *query, struct buf *out)
{
    struct buf all = BUF_INIT(4096);

    buf_puts(&all, query);
    if (app_has_regions(a)) {
        buf_puts(&all, " and of ");
        regions_put_others(&app_context(a)->regions, &all);
    }
    const bool ok = kept_path(app_context(a), buf_text(&all), out);

    buf_free(&all);
    return ok;
}
