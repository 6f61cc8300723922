#include <stdio.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/fault.h"
#include "client/local/scenarios_inside.h"

enum { PER_MILLE = 1000 };

/* FNV-1a: the same fleet, kind and number give the same things on every machine. */
static uint64_t mix(uint64_t seed, const char *text)
{
    uint64_t h = UINT64_C(14695981039346656037) ^ seed;
    for (; *text; text++)
        h = (h ^ (unsigned char)*text) * UINT64_C(1099511628211);
    return h ^ h >> 29;
}

static bool take_all(struct db_stmt *q, struct scenario_aim *out, struct err *err)
{
    bool row;
    while (db_step(q, &row, err)) {
        if (!row)
            return true;
        out->things = mem_grow(out->things, &out->cap, out->n + 1, sizeof *out->things);
        out->things[out->n++] = db_int(q, 0);
    }
    return false;
}

static bool count(struct scenarios *s, const char *sql_literal, const char *parameter,
                  int64_t *out, struct err *err)
{
    struct db_stmt *q = db_query(s->db, sql_literal, err);
    bool row;
    if (!q)
        return false;
    if (parameter)
        db_bind_text(q, 1, parameter);
    if (!db_step(q, &row, err))
        return false;
    *out = db_int(q, 0);
    db_reset(q);
    return true;
}

/* How many things to strike. */
static bool wanted(struct scenarios *s, const struct scenario_wish *w, int64_t *out,
                   struct err *err)
{
    int64_t all = 0;
    if (!count(s, "SELECT count(*) FROM thing", NULL, &all, err))
        return false;
    int64_t n = w->count > 0 ? w->count : all * w->kind->per_mille / PER_MILLE;
    if (w->count > SCENARIOS_THINGS_MAX)
        return fault(err, API_INVALID_REQUEST, "A scenario strikes at most %d things.",
                     SCENARIOS_THINGS_MAX);
    if (n > SCENARIOS_THINGS_MAX)
        n = SCENARIOS_THINGS_MAX;
    *out = n > 1 ? n : 1;
    return true;
}

static bool none(struct err *err, const char *what, const char *name)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "There are no things of %s %s.", what, name);
}

/* Things of the type that stand together: by site, then by name's order of making. */
static bool of_type(struct scenarios *s, const char *type, uint64_t seed, int64_t n,
                    struct scenario_aim *out, struct err *err)
{
    int64_t all = 0;
    if (!count(s, "SELECT count(*) FROM thing WHERE type = ?", type, &all, err))
        return false;
    if (all == 0)
        return none(err, "type", type);
    struct db_stmt *q = db_query(s->db,
                                 "SELECT id FROM thing WHERE type = ?1"
                                 " ORDER BY json_extract(attributes, '$.site'), id"
                                 " LIMIT ?2 OFFSET ?3",
                                 err);
    if (!q)
        return false;
    uint64_t room = all > n ? (uint64_t)(all - n) + 1 : 1;
    db_bind_text(q, 1, type);
    db_bind_int(q, 2, n);
    db_bind_int(q, 3, (int64_t)(mix(seed, type) % room));
    if (!take_all(q, out, err))
        return false;
    (void)snprintf(out->text, sizeof out->text, "type %.100s", type);
    return true;
}

static bool of_group(struct scenarios *s, const char *group, int64_t n,
                     struct scenario_aim *out, struct err *err)
{
    struct db_stmt *q =
        db_query(s->db,
                 "WITH RECURSIVE below(id) AS ("
                 " SELECT id FROM thing_group WHERE name = ?1"
                 " UNION SELECT g.id FROM thing_group g JOIN below ON g.parent_id = below.id)"
                 " SELECT DISTINCT thing_id FROM thing_group_member"
                 " WHERE group_id IN (SELECT id FROM below) ORDER BY thing_id LIMIT ?2",
                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, group);
    db_bind_int(q, 2, n);
    if (!take_all(q, out, err))
        return false;
    if (out->n == 0)
        return none(err, "group", group);
    (void)snprintf(out->text, sizeof out->text, "group %.128s", group);
    return true;
}

/* The type a story is told of: large enough, drawn by kind and number; else the largest. */
static bool suitable_type(struct scenarios *s, uint64_t seed, int64_t n, char type[129],
                          struct err *err)
{
    struct db_stmt *q = db_query(s->db,
                                 "SELECT type, count(*) FROM thing WHERE type IS NOT NULL"
                                 " GROUP BY type ORDER BY type",
                                 err);
    int64_t best_n = 0;
    uint64_t best_draw = 0;
    bool row;
    type[0] = '\0';
    if (!q)
        return false;
    while (db_step(q, &row, err)) {
        if (!row)
            return true;
        int64_t here = db_int(q, 1) < n ? db_int(q, 1) : n;
        uint64_t draw = mix(seed, db_text(q, 0));
        if (here < best_n || (here == best_n && draw < best_draw))
            continue;
        best_n = here;
        best_draw = draw;
        (void)snprintf(type, 129, "%s", db_text(q, 0));
    }
    return false;
}

static bool of_fleet(struct scenarios *s, uint64_t seed, int64_t n, struct scenario_aim *out,
                     struct err *err)
{
    char type[129];
    if (!suitable_type(s, seed, n, type, err))
        return false;
    if (type[0])
        return of_type(s, type, seed, n, out, err);
    struct db_stmt *q = db_query(s->db, "SELECT id FROM thing ORDER BY id LIMIT ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, n);
    (void)snprintf(out->text, sizeof out->text, "no type");
    return take_all(q, out, err) &&
           (out->n > 0 || fault(err, API_RESOURCE_NOT_FOUND, "There are no things to strike."));
}

static bool has(const struct scenario_aim *aim, int64_t id)
{
    for (size_t i = 0; i < aim->n; i++)
        if (aim->things[i] == id)
            return true;
    return false;
}

static bool by_name(struct scenarios *s, const struct scenario_wish *w,
                    struct scenario_aim *out, struct err *err)
{
    struct arena *arena = arena_new();
    bool ok = true;
    for (size_t i = 0; ok && i < w->n_things; i++) {
        struct thing_row thing;
        bool found = false;
        ok = registry_thing(s->registry, w->things[i], arena, &thing, &found, err);
        if (ok && !found)
            ok = fault(err, API_RESOURCE_NOT_FOUND, "Thing %s does not exist.", w->things[i]);
        if (!ok || has(out, thing.id))
            continue;
        out->things = mem_grow(out->things, &out->cap, out->n + 1, sizeof *out->things);
        out->things[out->n++] = thing.id;
    }
    arena_free(arena);
    (void)snprintf(out->text, sizeof out->text, "by name");
    return ok;
}

bool scenarios_choose(struct scenarios *s, const struct scenario_wish *w, uint64_t seed,
                      struct scenario_aim *out, struct err *err)
{
    int ways = (w->n_things > 0) + (w->type != NULL) + (w->group != NULL);
    int64_t n = 0;
    *out = (struct scenario_aim){.n = 0};
    if (ways > 1)
        return fault(err, API_INVALID_REQUEST,
                     "Things are given by name, by type or by group, not by several of these.");
    if (!wanted(s, w, &n, err))
        return false;
    seed = mix(seed, w->kind->name);
    bool ok = w->n_things > 0 ? by_name(s, w, out, err)
              : w->type       ? of_type(s, w->type, seed, n, out, err)
              : w->group      ? of_group(s, w->group, n, out, err)
                              : of_fleet(s, seed, n, out, err);
    if (!ok)
        free(out->things);
    return ok;
}
