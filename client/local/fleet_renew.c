#include "client/local/fleet_inside.h"

/* What descriptions have learned since states were first made: roles that it needs, then the
 * part itself. What is there already under the same name stays. */
typedef bool part_fn(struct fleet_work *w, struct err *err);

static bool action_roles(struct fleet_work *w, struct err *err)
{
    const struct fleet *f = w->fleet;
    for (size_t i = 0; i < f->n_actions; i++) {
        const struct fleet_action *a = &f->actions[i];
        if (!fleet_make_role(w, a->role, err) ||
            (a->logging_role && !fleet_make_role(w, a->logging_role, err)))
            return false;
    }
    return true;
}

static bool profile_roles(struct fleet_work *w, struct err *err)
{
    const struct fleet *f = w->fleet;
    for (size_t i = 0; i < f->n_profiles; i++)
        if (f->profiles[i].role && !fleet_make_role(w, f->profiles[i].role, err))
            return false;
    return true;
}

static bool no_roles(struct fleet_work *w, struct err *err)
{
    (void)w;
    (void)err;
    return true;
}

static const struct part {
    const char *mark; /* key in meta: the state has it */
    part_fn *roles, *make;
} parts[] = {
    {"fleet_actions", action_roles, fleet_make_actions},
    {"fleet_profiles", profile_roles, fleet_make_profiles},
    {"fleet_metrics", no_roles, fleet_make_metrics},
};

bool fleet_mark_parts(struct registry *r, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++)
        if (!registry_set_meta(r, parts[i].mark, "1", err))
            return false;
    return true;
}

static bool lacks(struct registry *r, const struct part *p, bool *out, struct err *err)
{
    struct arena *a = arena_new();
    const char *marked;
    bool ok = registry_meta(r, p->mark, a, &marked, err);
    if (ok)
        *out = !marked;
    arena_free(a);
    return ok;
}

bool fleet_lacks_parts(struct registry *r, bool *out, struct err *err)
{
    *out = false;
    for (size_t i = 0; !*out && i < COUNT_OF(parts); i++)
        if (!lacks(r, &parts[i], out, err))
            return false;
    return true;
}

static bool add_parts(struct fleet_work *w, struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(parts); i++) {
        bool lacking;
        if (!lacks(w->registry, &parts[i], &lacking, err) ||
            (lacking && (!parts[i].roles(w, err) || !parts[i].make(w, err))))
            return false;
    }
    return fleet_mark_parts(w->registry, err);
}

bool fleet_add_parts(const struct fleet *f, struct registry *r, int64_t now_ms, struct err *err)
{
    struct fleet_work w = {.fleet = f,
                           .registry = r,
                           .db = registry_db(r),
                           .arena = arena_new(),
                           .scratch = arena_new(),
                           .maker = x509_maker_new((uint64_t)f->seed),
                           .now_ms = now_ms};
    w.rng = x509_maker_rng(w.maker);
    bool ok = registry_begin(r, err) && add_parts(&w, err) && registry_commit(r, err);
    if (!ok)
        registry_rollback(r);
    x509_maker_free(w.maker);
    arena_free(w.scratch);
    arena_free(w.arena);
    return ok;
}
