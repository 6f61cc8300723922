#include <stddef.h>
#include <stdlib.h>

#include "client/base/conf.h"
#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/local/fleet_inside.h"

const char *const fleet_problem_kinds[PROBLEM_KINDS] = {
    "none", "shared",   "expiring",  "old",      "revoked", "roca",
    "pid",  "conflict", "client-id", "inactive", "retired", "pending",
};

enum member_type { MEMBER_TEXT, MEMBER_INT, MEMBER_REAL, MEMBER_TEXTS, MEMBER_RANGE };
enum member_need { MAY, MUST };

struct member {
    const char *name;
    enum member_type type;
    size_t offset;
    enum member_need need;
    int64_t min, max, missing; /* of INT, REAL and RANGE; what an absent INT is */
};

#define TEXT(s, m, need)                                      \
    {                                                         \
#        m, MEMBER_TEXT, offsetof(struct s, m), need, 0, 0, 0 \
    }
#define TEXTS(s, m, need)                                      \
    {                                                          \
#        m, MEMBER_TEXTS, offsetof(struct s, m), need, 0, 0, 0 \
    }
#define INT(s, m, need, min, max, def)                             \
    {                                                              \
#        m, MEMBER_INT, offsetof(struct s, m), need, min, max, def \
    }
#define REAL(s, m, need, min, max)                                \
    {                                                             \
#        m, MEMBER_REAL, offsetof(struct s, m), need, min, max, 0 \
    }
#define RANGE(s, m, need, min, max)                                \
    {                                                              \
#        m, MEMBER_RANGE, offsetof(struct s, m), need, min, max, 0 \
    }

enum { DAYS_MAX = 20000 }; /* 54 years: certificates live until 2049 at most */

static const struct member authority_members[] = {
    TEXT(fleet_authority, id, MUST),
    TEXT(fleet_authority, kind, MUST),
    TEXT(fleet_authority, parent, MAY),
    TEXT(fleet_authority, common, MUST),
    TEXT(fleet_authority, organisation, MUST),
    TEXT(fleet_authority, country, MUST),
    TEXT(fleet_authority, status, MAY),
    TEXT(fleet_authority, key, MUST),
    INT(fleet_authority, pid, MAY, 1, 1 << 22, 0),
    INT(fleet_authority, age, MUST, 1, DAYS_MAX, 0),
    INT(fleet_authority, expires, MUST, -DAYS_MAX, DAYS_MAX, 0),
    INT(fleet_authority, registered, MAY, 0, DAYS_MAX, -1),
    INT(fleet_authority, revoked, MAY, 0, DAYS_MAX, -1),
};
static const struct member site_members[] = {
    TEXT(fleet_site, id, MUST),
    TEXT(fleet_site, label, MUST),
    TEXT(fleet_site, network, MUST),
};
static const struct member group_members[] = {
    TEXT(fleet_group, name, MUST),       TEXT(fleet_group, parent, MAY),
    TEXT(fleet_group, description, MAY), TEXT(fleet_group, site, MAY),
    TEXT(fleet_group, type, MAY),        INT(fleet_group, age, MAY, 0, DAYS_MAX, 365),
};
static const struct member type_members[] = {
    TEXT(fleet_type, id, MUST),
    TEXT(fleet_type, type, MUST),
    TEXT(fleet_type, name, MUST),
    TEXT(fleet_type, authority, MAY),
    REAL(fleet_type, share, MUST, 0, 1),
    RANGE(fleet_type, age, MUST, 0, DAYS_MAX),
    RANGE(fleet_type, sessions, MUST, 0, 100),
    INT(fleet_type, lifetime, MAY, 0, DAYS_MAX, 0),
    INT(fleet_type, offline, MAY, 0, 100, 0),
    TEXTS(fleet_type, sites, MUST),
    TEXTS(fleet_type, policies, MAY),
    TEXTS(fleet_type, attributes, MAY),
    TEXTS(fleet_type, metrics, MAY),
};
static const struct member policy_members[] = {
    TEXT(fleet_policy, name, MUST),
    TEXTS(fleet_policy, documents, MUST),
    TEXTS(fleet_policy, groups, MAY),
    INT(fleet_policy, age, MAY, 0, DAYS_MAX, 365),
};
static const struct member role_members[] = {
    TEXT(fleet_role, name, MUST),
    TEXT(fleet_role, trust, MUST),
    TEXTS(fleet_role, documents, MUST),
    TEXTS(fleet_role, used, MAY),
};
static const struct member alias_members[] = {
    TEXT(fleet_alias, name, MUST),
    TEXT(fleet_alias, role, MUST),
    INT(fleet_alias, duration, MAY, 900, 43200, 3600),
    INT(fleet_alias, age, MAY, 0, DAYS_MAX, 365),
};
static const struct member pool_members[] = {
    TEXT(fleet_pool, name, MUST),
    TEXT(fleet_pool, authenticated, MAY),
    TEXT(fleet_pool, unauthenticated, MAY),
    INT(fleet_pool, connected, MAY, 0, DAYS_MAX, -1),
};
static const struct member problem_members[] = {
    TEXT(fleet_problem, id, MUST),
    TEXT(fleet_problem, kind, MUST),
    TEXT(fleet_problem, type, MUST),
    INT(fleet_problem, count, MAY, 0, FLEET_THINGS_MAX, 0),
    REAL(fleet_problem, per_mille, MAY, 0, 1000),
    INT(fleet_problem, devices, MAY, 2, 16, 2),
    INT(fleet_problem, pid, MAY, 1, 1 << 22, 0),
    RANGE(fleet_problem, days, MAY, -DAYS_MAX, DAYS_MAX),
    TEXTS(fleet_problem, client_ids, MAY),
};
static const struct member suppression_members[] = {
    TEXT(fleet_suppression, check, MUST),
    TEXT(fleet_suppression, problem, MAY),
    TEXT(fleet_suppression, policy, MAY),
    TEXT(fleet_suppression, authority, MAY),
    TEXT(fleet_suppression, description, MUST),
    INT(fleet_suppression, index, MAY, 0, FLEET_PLANTED_KEPT - 1, 0),
    INT(fleet_suppression, days, MAY, 0, DAYS_MAX, 0),
    INT(fleet_suppression, age, MAY, 0, 90, 7),
};
static const struct member schedule_members[] = {
    TEXT(fleet_schedule, name, MUST),
    TEXT(fleet_schedule, frequency, MUST),
    TEXT(fleet_schedule, day, MAY),
    TEXTS(fleet_schedule, checks, MAY),
    INT(fleet_schedule, age, MAY, 0, DAYS_MAX, 30),
};
static const struct member run_members[] = {
    TEXT(fleet_run, schedule, MAY),
    TEXTS(fleet_run, checks, MAY),
    REAL(fleet_run, ago, MUST, 0, 89),
};
static const struct member action_members[] = {
    TEXT(fleet_action, name, MUST), TEXT(fleet_action, type, MUST),
    TEXT(fleet_action, role, MUST), TEXTS(fleet_action, groups, MAY),
    TEXT(fleet_action, topic, MAY), TEXT(fleet_action, logging_role, MAY),
    TEXT(fleet_action, level, MAY), INT(fleet_action, age, MAY, 0, DAYS_MAX, 30),
};
static const struct member profile_members[] = {
    TEXT(fleet_profile, name, MUST),
    TEXT(fleet_profile, description, MAY),
    TEXTS(fleet_profile, targets, MUST),
    TEXTS(fleet_profile, retain, MAY),
    TEXT(fleet_profile, topic, MAY),
    TEXT(fleet_profile, role, MAY),
    INT(fleet_profile, age, MAY, 0, DAYS_MAX, 30),
};
static const struct member behavior_members[] = {
    TEXT(fleet_behavior, name, MUST),
    TEXT(fleet_behavior, profile, MUST),
    TEXT(fleet_behavior, metric, MAY),
    TEXT(fleet_behavior, normal, MAY),
    TEXTS(fleet_behavior, values, MAY),
    TEXT(fleet_behavior, statistic, MAY),
    TEXT(fleet_behavior, confidence, MAY),
    TEXT(fleet_behavior, dimension, MAY),
    INT(fleet_behavior, seconds, MAY, 300, 3600, 0),
    INT(fleet_behavior, alarm, MAY, 1, 10, 0),
    INT(fleet_behavior, clear, MAY, 1, 10, 0),
    INT(fleet_behavior, suppress, MAY, 0, 1, 0),
};
static const struct member custom_metric_members[] = {
    TEXT(fleet_custom_metric, name, MUST),
    TEXT(fleet_custom_metric, type, MUST),
    TEXT(fleet_custom_metric, display, MAY),
    INT(fleet_custom_metric, age, MAY, 0, DAYS_MAX, 60),
};
static const struct member dimension_members[] = {
    TEXT(fleet_dimension, name, MUST),
    TEXTS(fleet_dimension, filters, MUST),
    INT(fleet_dimension, age, MAY, 0, DAYS_MAX, 60),
};
static const struct member incident_members[] = {
    TEXT(fleet_incident, scenario, MUST),
    TEXT(fleet_incident, type, MAY),
    REAL(fleet_incident, ago, MUST, 0, 13),
    INT(fleet_incident, minutes, MAY, 1, 7 * 24 * 60, 0),
};
static const struct member audit_members[] = {
    TEXT(fleet_audit, role, MUST),
    TEXTS(fleet_audit, checks, MUST),
    TEXTS(fleet_audit, thresholds, MAY),
    TEXTS(fleet_audit, lacks, MAY),
    INT(fleet_audit, age, MUST, 0, DAYS_MAX, 0),
};
static const struct member logging_members[] = {
    TEXT(fleet_logging, v1_level, MUST),
    TEXT(fleet_logging, v2_level, MUST),
    TEXT(fleet_logging, role, MAY),
};

struct section {
    const char *name;
    const struct member *members;
    size_t n_members, size;
    size_t items, count; /* offsets in struct fleet */
};
#define SECTION(key, row, table)                                                       \
    {                                                                                  \
#        key, table, COUNT_OF(table), sizeof(struct row), offsetof(struct fleet, key), \
            offsetof(struct fleet, n_##key)                                            \
    }
static const struct section sections[] = {
    SECTION(authorities, fleet_authority, authority_members),
    SECTION(sites, fleet_site, site_members),
    SECTION(groups, fleet_group, group_members),
    SECTION(types, fleet_type, type_members),
    SECTION(policies, fleet_policy, policy_members),
    SECTION(roles, fleet_role, role_members),
    SECTION(aliases, fleet_alias, alias_members),
    SECTION(pools, fleet_pool, pool_members),
    SECTION(problems, fleet_problem, problem_members),
    SECTION(suppressions, fleet_suppression, suppression_members),
    SECTION(schedules, fleet_schedule, schedule_members),
    SECTION(runs, fleet_run, run_members),
    SECTION(actions, fleet_action, action_members),
    SECTION(incidents, fleet_incident, incident_members),
    SECTION(profiles, fleet_profile, profile_members),
    SECTION(behaviors, fleet_behavior, behavior_members),
    SECTION(custom_metrics, fleet_custom_metric, custom_metric_members),
    SECTION(dimensions, fleet_dimension, dimension_members),
};

/* ---- reading one group by its table ---- */

static bool read_texts(const struct conf_node *list, struct arena *a, struct fleet_texts *out,
                       struct err *err)
{
    size_t n = conf_count(list);
    const char **items = arena_alloc(a, n + 1, sizeof *items);
    for (size_t i = 0; i < n; i++) {
        const char *text;
        if (!conf_text_at(list, i, &text, err))
            return false;
        items[i] = arena_str(a, text);
    }
    *out = (struct fleet_texts){n, items};
    return true;
}

static bool read_range(const struct conf_node *group, const struct member *m,
                       struct fleet_range *out, struct err *err)
{
    static const char *const known[] = {"from", "to", NULL};
    const struct conf_node *n = conf_get(group, m->name);
    if (!conf_unknown(n, known, err) || !conf_int(n, "from", m->min, m->max, &out->low, err) ||
        !conf_int(n, "to", m->min, m->max, &out->high, err))
        return false;
    if (out->low > out->high)
        return conf_err(n, err, "%s begins after its end", m->name);
    return true;
}

static bool read_text(const struct conf_node *group, const struct member *m, struct arena *a,
                      const char **out, struct err *err)
{
    const char *text = NULL;
    if (!conf_text(group, m->name, &text, err))
        return false;
    *out = text ? arena_str(a, text) : NULL;
    return true;
}

static bool read_member(const struct conf_node *group, const struct member *m, struct arena *a,
                        char *row, struct err *err)
{
    void *out = row + m->offset;
    bool there = conf_get(group, m->name) != NULL;
    if (!there && m->need == MUST)
        return conf_err(group, err, "\"%s\" is missing", m->name);
    if (m->type == MEMBER_INT)
        *(int64_t *)out = m->missing;
    if (!there)
        return true;
    switch (m->type) {
    case MEMBER_TEXT: return read_text(group, m, a, out, err);
    case MEMBER_INT: return conf_int(group, m->name, m->min, m->max, out, err);
    case MEMBER_REAL:
        return conf_double(group, m->name, (double)m->min, (double)m->max, out, err);
    case MEMBER_TEXTS: return read_texts(conf_get(group, m->name), a, out, err);
    case MEMBER_RANGE: return read_range(group, m, out, err);
    }
    return false;
}

static bool read_group(const struct conf_node *group, const struct member *members, size_t n,
                       struct arena *a, void *row, struct err *err)
{
    enum { MEMBERS_MAX = 16 };
    const char *known[MEMBERS_MAX + 1] = {NULL};
    for (size_t i = 0; i < n && i < MEMBERS_MAX; i++)
        known[i] = members[i].name;
    if (!conf_unknown(group, known, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!read_member(group, &members[i], a, row, err))
            return false;
    return true;
}

static bool read_section(const struct conf_node *root, const struct section *s, struct fleet *f,
                         struct err *err)
{
    const struct conf_node *list = conf_get(root, s->name);
    size_t n = list ? conf_count(list) : 0;
    char *rows = arena_alloc(f->arena, n + 1, s->size);
    for (size_t i = 0; i < n; i++)
        if (!read_group(conf_at(list, i), s->members, s->n_members, f->arena,
                        rows + i * s->size, err))
            return false;
    *(void **)(void *)((char *)f + s->items) = rows;
    *(size_t *)(void *)((char *)f + s->count) = n;
    return true;
}

static bool read_one(const struct conf_node *root, const char *name,
                     const struct member *members, size_t n, struct fleet *f, void *row,
                     struct err *err)
{
    const struct conf_node *group = conf_get(root, name);
    if (!group)
        return conf_err(root, err, "\"%s\" is missing", name);
    return read_group(group, members, n, f->arena, row, err);
}

/* ---- names that refer to other rows ---- */

static struct map *names_of(const struct fleet *f, const struct section *s)
{
    struct map *m = map_new();
    const char *rows = *(char *const *)(const void *)((const char *)f + s->items);
    size_t n = *(const size_t *)(const void *)((const char *)f + s->count);
    for (size_t i = 0; i < n; i++) {
        const char *row = rows + i * s->size;
        const char *key = *(const char *const *)(const void *)row; /* id or name comes first */
        if (key)
            map_put(m, key, (void *)(uintptr_t)(row + 1));
    }
    return m;
}

/* Which member of which section names a row of which other section. */
static const struct {
    const char *section, *member, *other;
} references[] = {
    {"authorities", "parent", "authorities"},
    {"groups", "parent", "groups"},
    {"groups", "site", "sites"},
    {"groups", "type", "types"},
    {"types", "authority", "authorities"},
    {"types", "sites", "sites"},
    {"types", "policies", "policies"},
    {"policies", "groups", "groups"},
    {"aliases", "role", "roles"},
    {"pools", "authenticated", "roles"},
    {"pools", "unauthenticated", "roles"},
    {"problems", "type", "types"},
    {"suppressions", "problem", "problems"},
    {"suppressions", "policy", "policies"},
    {"suppressions", "authority", "authorities"},
    {"runs", "schedule", "schedules"},
    {"actions", "role", "roles"},
    {"actions", "logging_role", "roles"},
    {"actions", "groups", "groups"},
    {"incidents", "type", "types"},
    {"profiles", "role", "roles"},
    {"behaviors", "profile", "profiles"},
    {"behaviors", "dimension", "dimensions"},
};

static const struct section *section_of(const char *name)
{
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (strcmp(sections[i].name, name) == 0)
            return &sections[i];
    bug("no section %s", name);
}

static bool refers(const struct conf_node *row, const char *member, const char *other,
                   const struct map *there, struct err *err)
{
    const struct conf_node *n = conf_get(row, member);
    const char *text = NULL;
    if (!n)
        return true;
    if (conf_count(n) == 0) {
        if (!conf_text(row, member, &text, err))
            return false;
        return map_get(there, text) || conf_err(n, err, "no \"%s\" among the %s", text, other);
    }
    for (size_t i = 0; i < conf_count(n); i++) {
        if (!conf_text_at(n, i, &text, err))
            return false;
        if (!map_get(there, text))
            return conf_err(n, err, "no \"%s\" among the %s", text, other);
    }
    return true;
}

static bool check_references(const struct conf_node *root, const struct fleet *f,
                             struct err *err)
{
    bool ok = true;
    for (size_t i = 0; ok && i < COUNT_OF(references); i++) {
        struct map *there = names_of(f, section_of(references[i].other));
        const struct conf_node *rows = conf_get(root, references[i].section);
        for (size_t k = 0; ok && rows && k < conf_count(rows); k++)
            ok =
                refers(conf_at(rows, k), references[i].member, references[i].other, there, err);
        map_free(there, NULL);
    }
    return ok;
}

static bool one_of(const struct conf_node *row, const char *member, const char *const *words,
                   size_t n, struct err *err)
{
    const char *text = NULL;
    if (!conf_text(row, member, &text, err))
        return false;
    for (size_t i = 0; i < n; i++)
        if (!text || strcmp(text, words[i]) == 0)
            return true;
    return conf_err(row, err, "%s \"%s\" is none we know", member, text);
}

static bool check_words(const struct conf_node *root, struct err *err)
{
    static const char *const keys[] = {"ec", "rsa", "roca", "pid"};
    static const char *const kinds[] = {"ca", "intermediate"};
    static const char *const trusts[] = {"devices", "cognito", "service"};
    static const struct {
        const char *section, *member;
        const char *const *words;
        size_t n;
    } rows[] = {
        {"authorities", "key", keys, COUNT_OF(keys)},
        {"authorities", "kind", kinds, COUNT_OF(kinds)},
        {"roles", "trust", trusts, COUNT_OF(trusts)},
        {"problems", "kind", fleet_problem_kinds, PROBLEM_KINDS},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct conf_node *list = conf_get(root, rows[i].section);
        for (size_t k = 0; list && k < conf_count(list); k++)
            if (!one_of(conf_at(list, k), rows[i].member, rows[i].words, rows[i].n, err))
                return false;
    }
    return true;
}

static bool check_sizes(const struct conf_node *root, const struct fleet *f, struct err *err)
{
    double share = 0;
    for (size_t i = 0; i < f->n_types; i++)
        share += f->types[i].share;
    if (f->n_types == 0 || f->n_types > FLEET_TYPES_MAX || f->n_sites > FLEET_TYPES_MAX)
        return conf_err(root, err, "1 to %d types and sites", FLEET_TYPES_MAX);
    if (f->n_problems > FLEET_PROBLEMS_MAX)
        return conf_err(root, err, "at most %d problems", FLEET_PROBLEMS_MAX);
    if (share < 0.999 || share > 1.001)
        return conf_err(root, err, "the shares of the types add up to %.3f, not 1", share);
    return true;
}

static bool read_root(const struct conf_node *root, struct fleet *f, struct err *err)
{
    const char *title = NULL;
    if (!conf_text(root, "title", &title, err) ||
        !conf_int(root, "seed", 1, 999999999, &f->seed, err) ||
        !conf_int(root, "things", 1, FLEET_THINGS_MAX, &f->things, err) ||
        !read_one(root, "audit", audit_members, COUNT_OF(audit_members), f, &f->audit, err) ||
        !read_one(root, "logging", logging_members, COUNT_OF(logging_members), f, &f->logging,
                  err))
        return false;
    if (!title || !f->seed || !f->things)
        return conf_err(root, err, "title, seed and things must be given");
    f->title = arena_str(f->arena, title);
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        if (!read_section(root, &sections[i], f, err))
            return false;
    return check_sizes(root, f, err) && check_words(root, err) &&
           check_references(root, f, err);
}

static bool known_sections(const struct conf_node *root, struct err *err)
{
    static const char *const single[] = {"title", "seed", "things", "audit", "logging"};
    const char *known[COUNT_OF(single) + COUNT_OF(sections) + 1] = {NULL};
    size_t n = 0;
    for (size_t i = 0; i < COUNT_OF(single); i++)
        known[n++] = single[i];
    for (size_t i = 0; i < COUNT_OF(sections); i++)
        known[n++] = sections[i].name;
    return conf_unknown(root, known, err);
}

static struct fleet *from_conf(struct conf *conf, const char *name, struct err *err)
{
    if (!conf)
        return NULL;
    struct fleet *f = mem_alloc(1, sizeof *f);
    f->arena = arena_new();
    f->name = arena_str(f->arena, name);
    bool ok = known_sections(conf_root(conf), err) && read_root(conf_root(conf), f, err);
    conf_free(conf);
    if (ok)
        return f;
    fleet_free(f);
    return NULL;
}

struct fleet *fleet_parse(const char *text, const char *name, struct err *err)
{
    return from_conf(conf_parse(text, name, err), name, err);
}

/* "/home/op/yard.conf" is the fleet "yard". */
static struct fleet *load_path(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    size_t n = strlen(base) - (str_ends(base, ".conf") ? 5 : 0);
    char *name = mem_strndup(base, n);
    struct fleet *f = from_conf(conf_load(path, err), name, err);
    free(name);
    return f;
}

struct fleet *fleet_load(const char *name, struct err *err)
{
    if (strchr(name, '/'))
        return load_path(name, err);
    struct buf path = BUF_INIT(4096);
    char *file = mem_printf("fleets/%s.conf", name);
    struct fleet *f = files_data(&path, file, err) ? load_path(buf_text(&path), err) : NULL;
    free(file);
    buf_free(&path);
    return f;
}

void fleet_free(struct fleet *f)
{
    if (!f)
        return;
    arena_free(f->arena);
    free(f);
}

const char *fleet_name(const struct fleet *f)
{
    return f->name;
}
