#include "views/chosen.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/regions.h"
#include "views/screens.h"

/* Marked rows among those shown; *seen gets their ids. */
static void find_marked(struct list_view *v, struct map *seen, struct chosen *out)
{
    const size_t n = list_view_count(v);
    const size_t marks = list_mark_count(&v->pane);
    char scratch[TABLE_SCRATCH];
    struct buf id = BUF_INIT(LIST_ID_MAX);

    for (uint32_t i = 0; i < n && out->n < marks; i++) {
        uint32_t row = list_view_row(v, i);
        struct str s = list_view_text(v, row, v->spec->table->key, scratch);

        buf_reset(&id);
        buf_put(&id, s.p, s.n);
        if (!list_marked(&v->pane, buf_text(&id)))
            continue;
        (void)map_put(seen, buf_text(&id), seen);
        out->rows[out->n++] = row;
    }
    buf_free(&id);
}

static bool refuse(const struct list_view *v, const struct map *seen, size_t hidden,
                   chosen_name_fn *name, struct err *err)
{
    const char *id = "", *marks = hidden == 1 ? _("mark is") : _("marks are");
    struct buf text = BUF_INIT(300);
    uint32_t row;

    for (size_t i = 0; list_next_mark(&v->pane, &i, &id) && map_get(seen, id) != NULL;)
        ;
    if (table_find(source_table(v->source), str_of(id), &row)) {
        name(v, row, &text);
        err_set(err, ERR_USAGE, "%zu %s hidden by the filter: %s", hidden, marks,
                buf_text(&text));
        err_advise(err, "clear it with / or U");
    } else {
        err_set(err, ERR_USAGE, "%zu %s of rows that are gone: %s", hidden, marks, id);
        err_advise(err, "unmark with U and mark again");
    }
    buf_free(&text);
    return false;
}

bool chosen_rows(struct list_view *v, chosen_name_fn *name, struct chosen *out, struct err *err)
{
    uint32_t current;
    const bool any = list_view_current(v, &current);
    const size_t marks = list_mark_count(&v->pane);
    struct chosen c = {mem_alloc(marks + 1, sizeof *c.rows), 0};
    struct map *seen = map_new();
    bool ok = true;

    if (marks > 0)
        find_marked(v, seen, &c);
    else if (any)
        c.rows[c.n++] = current;
    if (c.n < marks)
        ok = refuse(v, seen, marks - c.n, name, err);
    else if (c.n == 0)
        ok = err_set(err, ERR_USAGE, "there is no row here");
    map_free(seen, NULL);
    for (size_t i = 0; ok && i < c.n; i++)
        ok = region_is_home(v, c.rows[i], err);
    if (ok)
        *out = c;
    else
        free(c.rows);
    return ok;
}

void chosen_free(struct chosen *c)
{
    free(c->rows);
    *c = (struct chosen){0};
}

void chosen_open(struct app *app, const char *screen, struct frozen *set)
{
    struct err err;

    if (screen_find(screen) == NULL)
        app_message(app, MESSAGE_WARN, "this console has no screen %s", screen);
    else if (!frozen_save(set, &err))
        app_error(app, &err);
    else
        (void)app_openf(app, "%s set:%s", screen, set->id);
    frozen_free(set);
}
