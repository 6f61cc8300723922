#include <stdio.h>

#include "client/api/json.h"
#include "client/local/fleet_inside.h"

enum {
    BATCH = 500, /* things a transaction: half a MiB of log, a quarter of a second */
    ATTRIBUTES_MAX = 8 * 1024,
};

static int digits_of(size_t n)
{
    int digits = 1;
    for (; n >= 10; n /= 10)
        digits++;
    return digits;
}

const char *fleet_thing_name(const struct fleet_work *w, size_t i, struct arena *a)
{
    const struct fleet_plan *p = &w->plan[i];
    const struct fleet_type *t = &w->fleet->types[p->type];
    size_t most = (size_t)(t->share * (double)w->n_things) / (t->sites.n ? t->sites.n : 1) + 1;
    int width = digits_of(most) < 2 ? 2 : digits_of(most);
    struct buf name = BUF_INIT(128); /* ThingName */
    for (const char *c = t->name; *c;) {
        if (str_starts(c, "{site}")) {
            buf_puts(&name, w->fleet->sites[p->site].id);
            c += strlen("{site}");
        } else if (str_starts(c, "{n}")) {
            buf_printf(&name, "%0*u", width, p->number);
            c += strlen("{n}");
        } else {
            buf_putc(&name, *c++);
        }
    }
    const char *text = arena_str(a, buf_text(&name));
    buf_free(&name);
    return text;
}

/* One of the values of "model=a|b|c". */
static void put_attribute(struct fleet_work *w, struct json_writer *j, const char *text)
{
    struct str values, key = str_cut(str_of(text), '=', &values), value = {0};
    uint64_t n = 1;
    for (size_t i = 0; i < values.n; i++)
        n += values.p[i] == '|';
    for (uint64_t pick = rng_below(w->rng, n) + 1; pick > 0; pick--)
        value = str_cut(values, '|', &values);
    json_key(j, arena_strn(w->scratch, key.p, key.n));
    json_put_string(j, value);
}

static const char *attributes(struct fleet_work *w, const struct fleet_plan *p)
{
    const struct fleet_texts *list = &w->fleet->types[p->type].attributes;
    struct buf text = BUF_INIT(ATTRIBUTES_MAX);
    struct json_writer j = {.out = &text};
    json_open(&j, '{');
    json_text_member(&j, "site", w->fleet->sites[p->site].label);
    for (size_t i = 0; i < list->n; i++)
        put_attribute(w, &j, list->items[i]);
    json_close(&j, '}');
    const char *result = arena_str(w->scratch, buf_text(&text));
    buf_free(&text);
    return result;
}

static bool insert_thing(struct fleet_work *w, size_t i, const char *name, int64_t created_ms,
                         struct err *err)
{
    struct db_stmt *q = db_query(w->db,
                                 "INSERT INTO thing(id, name, type, attributes, version, uuid,"
                                 " created_ms) VALUES(?, ?, ?, ?, ?, ?, ?)",
                                 err);
    if (!q)
        return false;
    char uuid[37];
    rng_uuid(w->rng, uuid);
    db_bind_int(q, 1, (int64_t)i + 1);
    db_bind_text(q, 2, name);
    db_bind_text(q, 3, w->fleet->types[w->plan[i].type].type);
    db_bind_text(q, 4, attributes(w, &w->plan[i]));
    db_bind_int(q, 5, rng_between(w->rng, 1, 9));
    db_bind_text(q, 6, uuid);
    db_bind_int(q, 7, created_ms);
    return db_run(q, err);
}

static bool pair(struct fleet_work *w, const char *sql_literal, int64_t a, int64_t b,
                 struct err *err)
{
    struct db_stmt *q = db_query(w->db, sql_literal, err);
    if (!q)
        return false;
    db_bind_int(q, 1, a);
    db_bind_int(q, 2, b);
    return db_run(q, err);
}

static bool belongs(const struct fleet_work *w, const struct fleet_group *g,
                    const struct fleet_plan *p)
{
    if (!g->site && !g->type)
        return false;
    return (!g->site || strcmp(g->site, w->fleet->sites[p->site].id) == 0) &&
           (!g->type || strcmp(g->type, w->fleet->types[p->type].id) == 0);
}

static bool join_groups(struct fleet_work *w, size_t i, struct err *err)
{
    static const char sql[] = "INSERT INTO thing_group_member(group_id, thing_id) VALUES(?, ?)";
    for (size_t g = 0; g < w->fleet->n_groups; g++)
        if (belongs(w, &w->fleet->groups[g], &w->plan[i]) &&
            !pair(w, sql, w->group_rows[g], (int64_t)i + 1, err))
            return false;
    return true;
}

static bool attach_policies(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_texts *list = &w->fleet->types[w->plan[i].type].policies;
    for (size_t k = 0; k < list->n; k++) {
        struct db_stmt *q =
            db_query(w->db,
                     "INSERT OR IGNORE INTO policy_target(policy_id, target_arn)"
                     " SELECT ?1, 'arn:aws:iot:' || ?3 || ':' || ?4 || ':cert/' || cert_id"
                     " FROM certificate WHERE id = ?2",
                     err);
        if (!q)
            return false;
        db_bind_int(q, 1, w->policy_rows[fleet_policy_index(w->fleet, list->items[k])]);
        db_bind_int(q, 2, w->certificates[i]);
        db_bind_text(q, 3, registry_region(w->registry));
        db_bind_text(q, 4, registry_account(w->registry));
        if (!db_run(q, err))
            return false;
    }
    return true;
}

/* Its own certificate, or the one it has no right to share. */
static bool give_certificate(struct fleet_work *w, size_t i, int64_t *created_ms,
                             struct err *err)
{
    const struct fleet_plan *p = &w->plan[i];
    if (p->leader == i || fleet_problem_kind(w->fleet, p) != PROBLEM_SHARED)
        return fleet_make_certificate(w, i, created_ms, err);
    w->certificates[i] = w->certificates[p->leader];
    *created_ms = fleet_ago(w, w->fleet->types[p->type].age.low);
    return true;
}

static bool make_thing(struct fleet_work *w, size_t i, struct err *err)
{
    int64_t created_ms = 0;
    arena_reset(w->scratch);
    const char *name = fleet_thing_name(w, i, w->scratch);
    return give_certificate(w, i, &created_ms, err) &&
           insert_thing(w, i, name, created_ms, err) &&
           pair(w, "INSERT INTO thing_principal(thing_id, certificate_id) VALUES(?, ?)",
                (int64_t)i + 1, w->certificates[i], err) &&
           join_groups(w, i, err) && attach_policies(w, i, err) &&
           fleet_make_connections(w, i, (int64_t)i + 1, name, created_ms, err);
}

static bool report(struct fleet_work *w, size_t done, struct err *err)
{
    if (!w->options->progress ||
        w->options->progress(w->options->ctx, (int64_t)done, (int64_t)w->n_things))
        return true;
    return err_set(err, ERR_CANCELED, "making the fleet was stopped at %zu of %zu things", done,
                   w->n_things);
}

static bool make_batch(struct fleet_work *w, size_t from, size_t to, struct err *err)
{
    if (!registry_begin(w->registry, err))
        return false;
    for (size_t i = from; i < to; i++)
        if (!make_thing(w, i, err))
            return false;
    return registry_commit(w->registry, err) && report(w, to, err);
}

bool fleet_make_things(struct fleet_work *w, struct err *err)
{
    for (size_t at = 0; at < w->n_things; at += BATCH) {
        size_t to = at + BATCH < w->n_things ? at + BATCH : w->n_things;
        if (!make_batch(w, at, to, err))
            return false;
    }
    return true;
}
