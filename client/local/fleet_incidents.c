/* What the devices of a type report, and what has happened to some of them. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/fleet_inside.h"
#include "client/local/scenarios.h"
#include "client/local/sim.h"

static bool insert_metric(struct fleet_work *w, const struct fleet_type *t, const char *metric,
                          const char *says, struct err *err)
{
    struct db_stmt *q =
        db_query(w->db, "INSERT OR IGNORE INTO sim_metric VALUES(?, ?, ?)", err);
    if (!q)
        return false;
    db_bind_text(q, 1, t->type);
    db_bind_text(q, 2, metric);
    db_bind_text(q, 3, says);
    return db_run(q, err);
}

static bool make_metric(struct fleet_work *w, const struct fleet_type *t, const char *text,
                        struct err *err)
{
    struct str says, name = str_cut(str_of(text), ' ', &says);
    const char *metric = arena_strn(w->arena, name.p, name.n);
    const char *rest = arena_strn(w->arena, says.p, says.n);
    if (!sim_says(metric, rest, err))
        return err_at(err, "type \"%s\"", t->id);
    return insert_metric(w, t, metric, rest, err);
}

bool fleet_make_metrics(struct fleet_work *w, struct err *err)
{
    for (size_t i = 0; i < w->fleet->n_types; i++) {
        const struct fleet_type *t = &w->fleet->types[i];
        for (size_t k = 0; k < t->metrics.n; k++)
            if (!make_metric(w, t, t->metrics.items[k], err))
                return false;
    }
    return true;
}

/* ---- incidents --------------------------------------------------------------------------- */

/* A small fleet may have none of a type: nothing has happened to it then. */
static bool has_type(const struct fleet_work *w, const char *id)
{
    size_t type = id ? fleet_type_index(w->fleet, id) : 0;
    for (size_t i = 0; id && i < w->n_things; i++)
        if (w->plan[i].type == type)
            return true;
    return id == NULL;
}

static bool make_incident(struct fleet_work *w, struct scenarios *s,
                          const struct fleet_incident *one, size_t number, struct err *err)
{
    const struct scenario_kind *kind = scenario_kind_find(one->scenario);
    int64_t id, at_ms = w->now_ms - (int64_t)(one->ago * (double)DAY_MS);
    if (!kind)
        return err_set(err, ERR_CONFIG, "there is no scenario \"%s\"", one->scenario);
    if (!has_type(w, one->type))
        return true;
    struct scenario_wish wish = {
        .kind = kind,
        .token = arena_printf(w->arena, "fleet-%zu-%s", number, one->scenario),
        .type = one->type ? w->fleet->types[fleet_type_index(w->fleet, one->type)].type : NULL,
        .minutes = one->minutes,
    };
    return scenarios_start(s, &wish, at_ms, &id, err);
}

static int oldest_first(const void *a, const void *b)
{
    const struct fleet_incident *x = a, *y = b;
    return (x->ago < y->ago) - (x->ago > y->ago);
}

bool fleet_make_incidents(struct fleet_work *w, struct err *err)
{
    size_t n = w->fleet->n_incidents;
    struct scenarios *s = NULL;
    if (n == 0)
        return true;
    struct fleet_incident *all = mem_alloc(n, sizeof *all);
    memcpy(all, w->fleet->incidents, n * sizeof *all);
    qsort(all, n, sizeof *all, oldest_first);
    bool ok = scenarios_open(&s, w->registry, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = make_incident(w, s, &all[i], i, err);
    scenarios_close(s);
    free(all);
    return ok;
}
