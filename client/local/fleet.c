#include "client/local/fleet.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/fleet_inside.h"

int64_t fleet_ago(const struct fleet_work *w, int64_t days)
{
    return w->now_ms - days * DAY_MS;
}

enum problem_kind fleet_problem_kind(const struct fleet *f, const struct fleet_plan *p)
{
    if (!p->problem)
        return PROBLEM_NONE;
    const char *kind = f->problems[p->problem - 1].kind;
    for (int i = 0; i < PROBLEM_KINDS; i++)
        if (strcmp(fleet_problem_kinds[i], kind) == 0)
            return (enum problem_kind)i;
    bug("problem kind %s was not checked", kind);
}

/* The rows are few and short; every one begins with the text it is known by. */
static size_t index_of(const void *rows, size_t n, size_t size, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        const void *row = (const char *)rows + i * size;
        if (strcmp(*(const char *const *)row, name) == 0)
            return i;
    }
    bug("\"%s\" was not checked when the description was read", name);
}

size_t fleet_type_index(const struct fleet *f, const char *id)
{
    return index_of(f->types, f->n_types, sizeof *f->types, id);
}

size_t fleet_site_index(const struct fleet *f, const char *id)
{
    return index_of(f->sites, f->n_sites, sizeof *f->sites, id);
}

size_t fleet_authority_index(const struct fleet *f, const char *id)
{
    return index_of(f->authorities, f->n_authorities, sizeof *f->authorities, id);
}

size_t fleet_policy_index(const struct fleet *f, const char *name)
{
    return index_of(f->policies, f->n_policies, sizeof *f->policies, name);
}

size_t fleet_group_index(const struct fleet *f, const char *name)
{
    return index_of(f->groups, f->n_groups, sizeof *f->groups, name);
}

/* ---- what was begun and not finished ---- */

static bool wipe(struct registry *r, struct err *err)
{
    static const char sql[] =
        "DELETE FROM scenario_thing; DELETE FROM scenario; DELETE FROM startup_call;"
        "DELETE FROM connection; DELETE FROM crl;"
        "DELETE FROM thing_principal; DELETE FROM thing_group_member;"
        "DELETE FROM policy_target; DELETE FROM certificate; DELETE FROM issuer;"
        "DELETE FROM ca; DELETE FROM thing; DELETE FROM thing_group;"
        "DELETE FROM policy_version; DELETE FROM policy; DELETE FROM iam_service_used;"
        "DELETE FROM iam_role; DELETE FROM role_alias; DELETE FROM cognito_pool;"
        "DELETE FROM mitigation_action;";
    return registry_begin(r, err) && db_exec(registry_db(r), sql, err) &&
           registry_commit(r, err);
}

bool fleet_present(struct registry *r, struct arena *a, const char **name, struct err *err)
{
    const char *complete;
    if (!registry_meta(r, "fleet_complete", a, &complete, err))
        return false;
    if (complete)
        return registry_meta(r, "fleet", a, name, err);
    *name = NULL;
    return true;
}

static bool refuse_second(struct registry *r, struct arena *a, struct err *err)
{
    const char *name;
    if (!fleet_present(r, a, &name, err))
        return false;
    if (name)
        return err_set(err, ERR_USAGE, "this state has the fleet \"%s\" already", name);
    return true;
}

/* ---- the order of things ---- */

static bool set_number(struct registry *r, const char *key, uint64_t value, struct err *err)
{
    char text[24];
    snprintf(text, sizeof text, "%llu", (unsigned long long)value);
    return registry_set_meta(r, key, text, err);
}

static bool make_head(struct fleet_work *w, uint64_t seed, struct err *err)
{
    return registry_begin(w->registry, err) &&
           registry_set_meta(w->registry, "fleet", w->fleet->name, err) &&
           set_number(w->registry, "fleet_seed", seed, err) &&
           set_number(w->registry, "fleet_things", w->n_things, err) &&
           set_number(w->registry, "fleet_start_ms", (uint64_t)w->now_ms, err) &&
           registry_set_meta(w->registry, "audit_role_arn",
                             fleet_role_arn(w, w->fleet->audit.role), err) &&
           fleet_make_authorities(w, err) && fleet_make_account(w, err) &&
           registry_commit(w->registry, err);
}

static bool make_tail(struct fleet_work *w, struct err *err)
{
    return registry_begin(w->registry, err) && fleet_make_crls(w, err) &&
           fleet_make_startup(w, err) && fleet_make_actions(w, err) &&
           fleet_make_profiles(w, err) && fleet_make_metrics(w, err) &&
           fleet_mark_parts(w->registry, err) &&
           registry_set_meta(w->registry, "fleet_complete", "1", err) &&
           registry_commit(w->registry, err);
}

static void work_init(struct fleet_work *w, const struct fleet *f, struct registry *r,
                      const struct fleet_options *o, uint64_t seed)
{
    *w = (struct fleet_work){.fleet = f,
                             .registry = r,
                             .db = registry_db(r),
                             .options = o,
                             .arena = arena_new(),
                             .scratch = arena_new(),
                             .maker = x509_maker_new(seed),
                             .now_ms = o->now_ms};
    w->rng = x509_maker_rng(w->maker);
    w->n_things = (size_t)(o->things ? o->things : f->things);
    w->certificates = mem_alloc(w->n_things, sizeof *w->certificates);
    w->group_rows = mem_alloc(f->n_groups + 1, sizeof *w->group_rows);
    w->policy_rows = mem_alloc(f->n_policies + 1, sizeof *w->policy_rows);
    w->planted = mem_alloc(f->n_problems + 1, sizeof *w->planted);
}

static void work_free(struct fleet_work *w)
{
    fleet_free_authorities(w);
    x509_maker_free(w->maker);
    der_free(&w->der);
    free(w->plan);
    free(w->certificates);
    free(w->group_rows);
    free(w->policy_rows);
    free(w->planted);
    arena_free(w->scratch);
    arena_free(w->arena);
}

bool fleet_generate(const struct fleet *f, struct registry *r, const struct fleet_options *o,
                    struct err *err)
{
    if (o->things < 0 || o->things > FLEET_THINGS_MAX)
        return err_set(err, ERR_USAGE, "a fleet has 1 to %d things", FLEET_THINGS_MAX);
    uint64_t seed = o->seed ? o->seed : (uint64_t)f->seed;
    struct fleet_work w;
    work_init(&w, f, r, o, seed);
    bool ok = refuse_second(r, w.arena, err) && wipe(r, err) && make_head(&w, seed, err);
    if (ok) {
        fleet_make_plan(&w);
        ok = fleet_make_things(&w, err) && fleet_make_incidents(&w, err) && make_tail(&w, err);
    }
    if (!ok)
        registry_rollback(r);
    work_free(&w);
    return ok;
}
