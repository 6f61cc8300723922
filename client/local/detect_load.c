/* Devices out of the registry, some in every slice; then rules over them. */
#include <stdlib.h>

#include "client/api/policy.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/detect_inside.h"
#include "client/local/device_report.h"

enum {
    BATCH = 400,          /* things in a row, with groups and connections: about 3 ms */
    GROUP_DEPTH_MAX = 16, /* more than the seven levels a hierarchy may have */
};

struct loader {
    enum { LOAD_GROUPS, LOAD_THINGS, LOAD_CLIENTS, LOAD_RULES } stage;
    struct devices *devices; /* being made; NULL: those that there are stay */
    int64_t after;           /* the last thing */
};

void loader_free(struct loader *l)
{
    if (!l)
        return;
    device_set_free(l->devices);
    free(l);
}

/* ---- groups ------------------------------------------------------------------------------ */

static bool groups_read(struct detect *d, struct devices *s, struct err *err)
{
    struct db_stmt *q =
        db_query(d->db, "SELECT id, ifnull(parent_id, 0) FROM thing_group ORDER BY id", err);
    bool row = false, ok = q != NULL;
    int64_t *parents = NULL;
    size_t cap = 0;
    while (ok && (ok = db_step(q, &row, err)) && row) {
        s->groups = mem_grow(s->groups, &s->cap_groups, s->n_groups + 1, sizeof *s->groups);
        parents = mem_grow(parents, &cap, s->n_groups + 1, sizeof *parents);
        parents[s->n_groups] = db_int(q, 1);
        s->groups[s->n_groups++] = (struct group){db_int(q, 0), -1, false};
    }
    if (q)
        db_reset(q);
    for (size_t i = 0; ok && i < s->n_groups; i++)
        for (size_t k = 0; parents[i] != 0 && k < s->n_groups; k++)
            if (s->groups[k].id == parents[i])
                s->groups[i].parent = (int32_t)k;
    free(parents);
    return ok;
}

/* Is there nothing that may still be published? */
static bool denies_all(const char *document, struct arena *a)
{
    struct policy policy;
    struct err ignored;
    if (!policy_parse(str_of(document), a, &policy, &ignored))
        return false;
    for (size_t i = 0; i < policy.n; i++) {
        const struct policy_statement *s = &policy.statements[i];
        if (!s->deny || s->n_conditions > 0 || s->except_resources ||
            !policy_has_action(s, "iot:Publish"))
            continue;
        for (size_t k = 0; k < s->resources.n; k++) {
            const char *r = s->resources.items[k];
            if (strcmp(r, "*") == 0 || str_ends(r, ":*") || str_ends(r, ":topic/*"))
                return true;
        }
    }
    return false;
}

static bool silences_read(struct detect *d, struct devices *s, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "SELECT g.id, v.document FROM thing_group g"
                                 " JOIN policy_target t ON t.target_arn = ?1 || g.name"
                                 " JOIN policy p ON p.id = t.policy_id"
                                 " JOIN policy_version v ON v.policy_id = p.id AND v.version ="
                                 " p.default_version ORDER BY g.id",
                                 err);
    bool row = false, ok = q != NULL;
    if (q)
        db_bind_text(q, 1, registry_arn(d->registry, ARN_THING_GROUP, "", d->scratch));
    while (ok && (ok = db_step(q, &row, err)) && row)
        for (size_t i = 0; i < s->n_groups; i++)
            if (s->groups[i].id == db_int(q, 0) && denies_all(db_text(q, 1), d->scratch))
                s->groups[i].silences = true;
    if (q)
        db_reset(q);
    return ok;
}

/* Policies of a group hold for those below it. */
static void silences_inherit(struct devices *s)
{
    for (size_t i = 0; i < s->n_groups; i++) {
        int32_t up = s->groups[i].parent;
        for (int depth = 0; up >= 0 && depth < GROUP_DEPTH_MAX; depth++) {
            s->groups[i].silences |= s->groups[up].silences;
            up = s->groups[up].parent;
        }
    }
}

static bool load_groups(struct detect *d, struct loader *l, struct err *err)
{
    bool ok = groups_read(d, l->devices, err) && silences_read(d, l->devices, err);
    if (ok)
        silences_inherit(l->devices);
    l->stage = LOAD_THINGS;
    return ok;
}

/* ---- things ------------------------------------------------------------------------------ */

/* Else the service would not take it: none of the device's messages gets through. */
static bool name_legal(const char *name)
{
    return device_report_name_wrong(str_of(name)) == NULL;
}

static struct device *device_add(struct devices *s, const struct detect *d, int64_t id,
                                 const char *name)
{
    s->items = mem_grow(s->items, &s->cap, s->n + 1, sizeof *s->items);
    struct device *v = &s->items[s->n++];
    *v = (struct device){.id = id,
                         .name = arena_str(s->arena, name),
                         .sim.key = sim_key(d->sim, id),
                         .first_span = (uint32_t)s->n_spans,
                         .first_group = (uint32_t)s->n_in};
    return v;
}

static void span_add(struct devices *s, struct device *v, struct db_stmt *q, int first)
{
    int64_t from = slot_of_ms(db_int(q, first));
    int64_t to = db_is_null(q, first + 1) ? INT32_MAX : slot_of_ms(db_int(q, first + 1));
    s->spans = mem_grow(s->spans, &s->cap_spans, s->n_spans + 1, sizeof *s->spans);
    s->spans[s->n_spans++] = (struct span){(int32_t)from, (int32_t)to};
    v->n_spans++;
    if (!sim_address(str_of(db_text(q, first + 2)), &v->sim.address))
        v->sim.address = 0; /* not an IPv4 address: nothing a set would hold */
}

/* Rows of things in (after, last], ascending: each goes to its device, which are ascending. */
typedef void member_fn(struct devices *s, struct device *v, struct db_stmt *q);

static bool members_read(struct devices *s, struct db_stmt *q, size_t first, int64_t last,
                         member_fn *fn, struct err *err)
{
    bool row = false, ok = q != NULL;
    size_t at = first;
    if (q && first < s->n) {
        db_bind_int(q, 1, s->items[first].id);
        db_bind_int(q, 2, last);
    }
    while (ok && first < s->n && (ok = db_step(q, &row, err)) && row) {
        while (at + 1 < s->n && s->items[at].id < db_int(q, 0))
            at++;
        if (s->items[at].id == db_int(q, 0))
            fn(s, &s->items[at], q);
    }
    if (q)
        db_reset(q);
    return ok;
}

static void on_group(struct devices *s, struct device *v, struct db_stmt *q)
{
    size_t low = 0, high = s->n_groups;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->groups[middle].id < db_int(q, 1))
            low = middle + 1;
        else
            high = middle;
    }
    if (low == s->n_groups || s->groups[low].id != db_int(q, 1))
        return;
    if (v->n_groups == 0)
        v->first_group = (uint32_t)s->n_in;
    s->in = mem_grow(s->in, &s->cap_in, s->n_in + 1, sizeof *s->in);
    s->in[s->n_in++] = (uint32_t)low;
    v->n_groups++;
}

static void on_span(struct devices *s, struct device *v, struct db_stmt *q)
{
    if (v->n_spans == 0)
        v->first_span = (uint32_t)s->n_spans;
    span_add(s, v, q, 1);
}

static bool things_batch(struct detect *d, struct loader *l, size_t *n, struct err *err)
{
    struct devices *s = l->devices;
    struct db_stmt *q = db_query(d->db,
                                 "SELECT id, name, type, created_ms FROM thing WHERE id > ?1"
                                 " ORDER BY id LIMIT ?2",
                                 err);
    bool row = false, ok = q != NULL;
    if (q) {
        db_bind_int(q, 1, l->after);
        db_bind_int(q, 2, BATCH);
    }
    for (*n = 0; ok && (ok = db_step(q, &row, err)) && row; ++*n) {
        l->after = db_int(q, 0);
        if (!name_legal(db_text(q, 1)))
            continue;
        struct device *v = device_add(s, d, l->after, db_text(q, 1));
        v->sim.type = sim_type(d->sim, db_is_null(q, 2) ? NULL : db_text(q, 2));
        v->made = (int32_t)slot_of_ms(db_int(q, 3));
    }
    if (q)
        db_reset(q);
    return ok;
}

static bool load_things(struct detect *d, struct loader *l, struct err *err)
{
    struct devices *s = l->devices;
    size_t first = s->n, n = 0;
    if (!things_batch(d, l, &n, err))
        return false;
    s->n_registered = s->n;
    if (n < BATCH)
        l->stage = LOAD_CLIENTS;
    return members_read(
               s,
               db_query(d->db,
                        "SELECT thing_id, group_id FROM thing_group_member"
                        " INDEXED BY thing_group_member_by_thing"
                        " WHERE thing_id BETWEEN ?1 AND ?2 ORDER BY thing_id, group_id",
                        err),
               first, l->after, on_group, err) &&
           members_read(s,
                        db_query(d->db,
                                 "SELECT thing_id, connected_ms, disconnected_ms, source_ip"
                                 " FROM connection INDEXED BY connection_by_thing"
                                 " WHERE thing_id BETWEEN ?1 AND ?2"
                                 " ORDER BY thing_id, connected_ms",
                                 err),
                        first, l->after, on_span, err);
}

/* ---- client ids that are no thing's name ------------------------------------------------- */

/* Known from nothing but their reports. */
static void reporters_add(struct detect *d, struct devices *s)
{
    size_t known = s->n;
    d->n_reporting = d->reports ? device_reports_count(d->reports) : 0;
    for (size_t i = 0; d->reports && i < device_reports_count(d->reports); i++) {
        const struct reporting_device *r = device_reports_nth(d->reports, i);
        int64_t id = client_id_hash(r->name);
        bool there = r->thing_id != 0 || r->accepted == 0 || !name_legal(r->name);
        for (size_t k = s->n_registered; !there && k < known; k++)
            there = s->items[k].id == id;
        if (there)
            continue;
        struct device *v = device_add(s, d, id, r->name);
        v->sim.type = sim_type(d->sim, NULL);
        v->made = (int32_t)slot_of_ms(r->last_ms);
    }
}

static int by_id(const void *a, const void *b)
{
    const struct device *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

static bool load_clients(struct detect *d, struct loader *l, struct err *err)
{
    struct devices *s = l->devices;
    struct db_stmt *q =
        db_query(d->db,
                 "SELECT client_id, connected_ms, disconnected_ms, source_ip FROM connection"
                 " INDEXED BY connection_by_thing WHERE thing_id IS NULL"
                 " ORDER BY client_id, connected_ms LIMIT ?1",
                 err);
    bool row = false, ok = q != NULL;
    struct device *v = NULL;
    if (q)
        db_bind_int(q, 1, DETECT_UNREGISTERED_MAX);
    while (ok && (ok = db_step(q, &row, err)) && row) {
        const char *name = db_text(q, 0);
        if (!name_legal(name))
            continue;
        if (!v || strcmp(v->name, name) != 0) {
            v = device_add(s, d, client_id_hash(name), name);
            v->sim.type = sim_type(d->sim, NULL);
            v->made = (int32_t)slot_of_ms(db_int(q, 1));
        }
        span_add(s, v, q, 1);
    }
    if (q)
        db_reset(q);
    if (ok) {
        reporters_add(d, s);
        qsort(s->items + s->n_registered, s->n - s->n_registered, sizeof *s->items, by_id);
    }
    l->stage = LOAD_RULES;
    return ok;
}

/* ---- who is cut off ---------------------------------------------------------------------- */

bool cuts_load(struct detect *d, struct err *err)
{
    struct db_stmt *q = db_query(
        d->db, "SELECT thing, from_slot, to_slot FROM detect_quarantine ORDER BY thing, 2",
        err);
    struct cut *cuts = NULL;
    size_t n = 0, cap = 0;
    bool row = false, ok = q != NULL;
    while (ok && (ok = db_step(q, &row, err)) && row) {
        cuts = mem_grow(cuts, &cap, n + 1, sizeof *cuts);
        cuts[n++] = (struct cut){db_int(q, 0), db_int(q, 1),
                                 db_is_null(q, 2) ? INT64_MAX : db_int(q, 2)};
    }
    if (q)
        db_reset(q);
    if (!ok) {
        free(cuts);
        return false;
    }
    free(d->cuts);
    d->cuts = cuts;
    d->n_cuts = n;
    d->cap_cuts = cap;
    return true;
}

static bool is_silenced(const struct devices *s, const struct device *v)
{
    for (uint32_t i = 0; i < v->n_groups; i++)
        if (s->groups[s->in[v->first_group + i]].silences)
            return true;
    return false;
}

static bool cut_write(struct detect *d, const struct cut *c, struct err *err)
{
    struct db_stmt *q =
        db_query(d->db, "INSERT OR REPLACE INTO detect_quarantine VALUES(?, ?, ?)", err);
    if (!q)
        return false;
    db_bind_int(q, 1, c->thing);
    db_bind_int(q, 2, c->from);
    if (c->to == INT64_MAX)
        db_bind_null(q, 3);
    else
        db_bind_int(q, 3, c->to);
    return db_run(q, err);
}

static bool cut_begin(struct detect *d, const struct device *v, struct cut *out,
                      struct err *err)
{
    int64_t now_ms = detect_now_ms(d);
    *out = (struct cut){v->id, slot_of_ms(now_ms), INT64_MAX};
    return cut_write(d, out, err) && scenarios_cut(d->scenarios, v->id, now_ms, err);
}

static bool cut_end(struct detect *d, struct cut *c, struct err *err)
{
    struct cut ended = {c->thing, c->from, slot_of_ms(detect_now_ms(d)) + 1};
    if (!cut_write(d, &ended, err))
        return false;
    *c = ended;
    return true;
}

static int by_thing(const void *a, const void *b)
{
    const struct cut *x = a, *y = b;
    int order = (x->thing > y->thing) - (x->thing < y->thing);
    return order != 0 ? order : (x->from > y->from) - (x->from < y->from);
}

/* One device against the cuts that were known; a new one goes into `added`. */
static bool mark_one(struct detect *d, const struct devices *s, struct device *v,
                     struct cut *added, bool *adds, struct err *err)
{
    bool silenced = v->n_groups > 0 && is_silenced(s, v);
    struct cut *open = NULL;
    for (size_t i = cut_first(d, v->id); i < d->n_cuts && d->cuts[i].thing == v->id; i++) {
        v->cut = true;
        if (d->cuts[i].to == INT64_MAX)
            open = &d->cuts[i];
    }
    *adds = silenced && !open;
    v->cut |= *adds;
    if (*adds)
        return cut_begin(d, v, added, err);
    return silenced || !open || cut_end(d, open, err);
}

static bool mark_each(struct detect *d, struct devices *s, struct err *err)
{
    struct cut *added = NULL, one;
    size_t n = 0, cap = 0;
    bool ok = true, adds;
    for (size_t i = 0; ok && i < s->n_registered; i++) {
        ok = mark_one(d, s, &s->items[i], &one, &adds, err);
        if (!ok || !adds)
            continue;
        added = mem_grow(added, &cap, n + 1, sizeof *added);
        added[n++] = one;
    }
    d->cuts = mem_grow(d->cuts, &d->cap_cuts, d->n_cuts + n + 1, sizeof *d->cuts);
    if (n > 0)
        memcpy(d->cuts + d->n_cuts, added, n * sizeof *added);
    d->n_cuts += n;
    qsort(d->cuts, d->n_cuts, sizeof *d->cuts, by_thing);
    free(added);
    return ok;
}

/* However many are cut off at once, it is one commit: each waits for the disk. */
static bool mark_cut(struct detect *d, struct devices *s, struct err *err)
{
    struct err again;
    if (!registry_begin(d->registry, err))
        return false;
    if (mark_each(d, s, err) && registry_commit(d->registry, err))
        return true;
    registry_rollback(d->registry);
    if (!cuts_load(d, &again) || !scenarios_load(d->scenarios, &again))
        log_write(LOG_ERROR, "detect: cannot read who is cut off: %s", again.text);
    return false;
}

/* ---- together ---------------------------------------------------------------------------- */

static bool load_rules(struct detect *d, struct loader *l, struct err *err)
{
    struct devices *devices = l->devices ? l->devices : d->devices;
    struct rules *rules;
    if ((l->devices && !mark_cut(d, devices, err)) || !rules_load(d, devices, &rules, err))
        return false;
    alarms_place(d, devices, rules);
    rules_free(d->rules);
    d->rules = rules;
    if (l->devices) {
        device_set_free(d->devices);
        d->devices = l->devices;
        l->devices = NULL;
    }
    loader_free(l);
    d->loader = NULL;
    d->loaded_us = slices_now_us(&d->slices);
    return true;
}

/* Without profiles nobody is watched, and nobody needs to be known. */
static bool any_profile(struct detect *d, bool *out, struct err *err)
{
    struct db_stmt *q = db_query(d->db, "SELECT 1 FROM security_profile LIMIT 1", err);
    if (!q || !db_step(q, out, err))
        return false;
    db_reset(q);
    return true;
}

static struct loader *loader_new(struct detect *d, bool profiles)
{
    struct loader *l = mem_alloc(1, sizeof *l);
    l->stage = LOAD_RULES;
    d->profiles_changed = false;
    if (d->devices && (!profiles || (!d->devices->unread && !d->things_changed)))
        return l;
    l->devices = mem_alloc(1, sizeof *l->devices);
    l->devices->arena = arena_new();
    l->devices->unread = !profiles;
    l->devices->windows = INT64_MIN;
    if (profiles) {
        d->things_changed = false;
        l->stage = LOAD_GROUPS;
    }
    return l;
}

static bool load_stage(struct detect *d, struct loader *l, bool *done, struct err *err)
{
    switch (l->stage) {
    case LOAD_GROUPS: return load_groups(d, l, err);
    case LOAD_THINGS: return load_things(d, l, err);
    case LOAD_CLIENTS: return load_clients(d, l, err);
    case LOAD_RULES: *done = true; return load_rules(d, l, err);
    }
    return true;
}

/* After a failure it begins anew: what there was is still there. */
bool detect_load(struct detect *d, int64_t until_us, bool *done, struct err *err)
{
    bool profiles;
    *done = false;
    arena_reset(d->scratch);
    if (!d->loader && !any_profile(d, &profiles, err))
        return false;
    if (!d->loader)
        d->loader = loader_new(d, profiles);
    do {
        if (!load_stage(d, d->loader, done, err)) {
            d->things_changed = d->loader->devices != NULL || d->things_changed;
            d->profiles_changed = true;
            loader_free(d->loader);
            d->loader = NULL;
            return false;
        }
    } while (!*done && slices_now_us(&d->slices) < until_us);
    return true;
}
