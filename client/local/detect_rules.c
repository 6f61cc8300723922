/* Behaviors made ready: whom they watch, what they look at, what is normal. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/detect_inside.h"

enum {
    BEHAVIOR_MAX = 256 * 1024, /* JSON of one: a thousand values of 256 characters */
    GROUP_DEPTH_MAX = 16,
};

void rules_free(struct rules *r)
{
    if (!r)
        return;
    for (size_t i = 0; i < r->n; i++)
        free(r->items[i].cells);
    for (size_t i = 0; i < r->n_watches; i++)
        free(r->watches[i].members);
    arena_free(r->arena);
    free(r);
}

/* ---- who is watched ---------------------------------------------------------------------- */

/* Which groups are targets or lie below one. */
static void groups_mark(const struct devices *s, const struct profile *p, bool *in)
{
    for (size_t i = 0; i < s->n_groups; i++) {
        int32_t at = (int32_t)i;
        in[i] = false;
        for (int depth = 0; at >= 0 && depth < GROUP_DEPTH_MAX; depth++) {
            for (size_t k = 0; k < p->n_targets; k++)
                in[i] |= p->targets[k].kind == TARGET_GROUP &&
                         p->targets[k].group_id == s->groups[at].id;
            at = s->groups[at].parent;
        }
    }
}

static bool has_target(const struct profile *p, enum profile_target_kind kind)
{
    for (size_t k = 0; k < p->n_targets; k++)
        if (p->targets[k].kind == kind)
            return true;
    return false;
}

static bool in_group(const struct devices *s, const struct device *v, const bool *in)
{
    for (uint32_t i = 0; i < v->n_groups; i++)
        if (in[s->in[v->first_group + i]])
            return true;
    return false;
}

static void members_find(const struct devices *s, const struct profile *p, struct watch *w)
{
    bool all = has_target(p, TARGET_ALL), *in = mem_alloc(s->n_groups + 1, sizeof *in);
    bool registered = all || has_target(p, TARGET_REGISTERED);
    bool others = all || has_target(p, TARGET_UNREGISTERED);
    groups_mark(s, p, in);
    w->members = mem_alloc(s->n + 1, sizeof *w->members);
    for (size_t i = 0; i < s->n; i++)
        if (i < s->n_registered ? registered || in_group(s, &s->items[i], in) : others)
            w->members[w->n++] = (uint32_t)i;
    w->members = mem_resize(w->members, w->n + 1, sizeof *w->members);
    free(in);
}

/* ---- what they say ----------------------------------------------------------------------- */

static void topics_read(const struct profile *p, struct arena *a, struct watch *w)
{
    const struct map_entry *alerts = p->alerts.items;
    const char **topics = arena_alloc(a, p->alerts.n + 1, sizeof *topics);
    for (size_t i = 0; i < p->alerts.n; i++) {
        const struct alert_target *target = alerts[i].value;
        if (strcmp(alerts[i].key, "SNS") == 0 && target->alert_target_arn)
            topics[w->topics.n++] = target->alert_target_arn;
    }
    w->topics.items = topics;
}

static void metrics_read(const struct profile *p, struct arena *a, struct watch *w)
{
    const struct behavior *behaviors = p->behaviors.items;
    const struct metric_to_retain *retained = p->retained.items;
    const char **names = arena_alloc(a, p->behaviors.n + p->retained.n + 1, sizeof *names);
    for (size_t i = 0; i < p->behaviors.n; i++)
        if (behaviors[i].metric)
            names[w->metrics.n++] = behaviors[i].metric;
    for (size_t i = 0; i < p->retained.n; i++)
        names[w->metrics.n++] = retained[i].metric;
    w->metrics.items = names;
}

bool rule_metric(struct detect *d, const char *metric, const struct metric_dimension *dimension,
                 struct arena *a, struct rule *out, struct err *err)
{
    const struct metric *m;
    if (!profile_rows_metric(d->registry, metric, a, &m, err))
        return false;
    out->name = metric;
    out->metric = sim_metric(d->sim, metric);
    out->custom = !str_starts(metric, "aws:");
    out->set = m && !out->custom && strcmp(m->value, "count") != 0;
    out->device_side = out->custom || (m && m->side == METRIC_DEVICE);
    out->away = strcmp(metric, "aws:disconnect-duration") == 0;
    out->gauge = out->custom || strstr(metric, "listening") != NULL ||
                 (m && m->duration != METRIC_DURATION_TAKEN);
    if (dimension) {
        out->dimension = dimension->dimension_name;
        out->others = dimension->operator&& strcmp(dimension->operator, "NOT_IN") == 0;
    }
    return true;
}

static bool behavior_find(struct detect *d, struct rule *r, bool *found, struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "SELECT id, since_slot FROM detect_behavior"
                                 " WHERE profile_id = ? AND json = ?",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, r->watch->profile);
    db_bind_text(q, 2, r->json);
    if (!db_step(q, found, err))
        return false;
    if (*found) {
        r->row = db_int(q, 0);
        r->since = db_int(q, 1);
    }
    db_reset(q);
    return true;
}

/* The row of detect_behavior, made when it is new. */
static bool rule_intern(struct detect *d, struct rule *r, struct err *err)
{
    const struct machine_learning_detection_config *ml =
        r->behavior->criteria ? r->behavior->criteria->ml_detection_config : NULL;
    /* Those that a new fleet begins with have always been. */
    int64_t since = d->rules || d->has_state ? d->next : 0;
    bool found;
    if (!behavior_find(d, r, &found, err))
        return false;
    if (found)
        return true;
    struct db_stmt *q =
        db_query(d->db,
                 "INSERT INTO detect_behavior(profile_id, profile, name, json, kind,"
                 " confidence, suppressed, since_slot) VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, r->watch->profile);
    db_bind_text(q, 2, r->watch->name);
    db_bind_text(q, 3, r->behavior->name);
    db_bind_text(q, 4, r->json);
    db_bind_text(q, 5, criteria_kind_name(r->criteria.kind));
    db_bind_text(q, 6, ml ? ml->confidence_level : NULL);
    db_bind_int(q, 7, r->suppressed);
    db_bind_int(q, 8, since);
    if (!db_run(q, err))
        return false;
    r->row = db_last_id(d->db);
    r->since = since;
    return true;
}

static bool rule_read(struct detect *d, struct rules *rules, struct rule *r,
                      const struct behavior *b, struct err *err)
{
    struct buf text = BUF_INIT(BEHAVIOR_MAX);
    struct json_writer w = {.out = &text};
    record_encode(&behavior_record, b, &w);
    r->behavior = b;
    r->json = arena_str(rules->arena, buf_text(&text));
    r->metric = -1;
    r->suppressed = b->suppress_alerts.value;
    buf_free(&text);
    criteria_read(b, rules->arena, &r->criteria);
    if (b->metric && !rule_metric(d, b->metric, b->metric_dimension, rules->arena, r, err))
        return false;
    r->cells = mem_alloc(r->watch->n + 1, sizeof *r->cells);
    return rule_intern(d, r, err);
}

/* ---- together ---------------------------------------------------------------------------- */

static bool watch_read(struct detect *d, const struct devices *devices, const struct profile *p,
                       struct rules *rules, struct err *err)
{
    struct watch *w = &rules->watches[rules->n_watches++];
    const struct behavior *behaviors = p->behaviors.items;
    *w = (struct watch){.profile = p->id, .name = p->name};
    members_find(devices, p, w);
    topics_read(p, rules->arena, w);
    metrics_read(p, rules->arena, w);
    for (size_t i = 0; i < p->behaviors.n; i++) {
        struct rule *r = &rules->items[rules->n++];
        *r = (struct rule){.watch = w};
        if (!rule_read(d, rules, r, &behaviors[i], err))
            return false;
    }
    return true;
}

/* Rows of new behaviors are one commit. */
static bool watches_read(struct detect *d, const struct devices *devices,
                         const struct profile_set *set, struct rules *rules, struct err *err)
{
    bool ok = registry_begin(d->registry, err);
    for (size_t i = 0; ok && i < set->n; i++)
        ok = watch_read(d, devices, &set->profiles[i], rules, err);
    ok = ok && registry_commit(d->registry, err);
    if (!ok)
        registry_rollback(d->registry);
    return ok;
}

/* What is learned of one topic filter is not what is learned of all messages. */
static const char *learned_metric(const struct rule *r, struct arena *a)
{
    if (!r->dimension)
        return r->name;
    return arena_printf(a, "%s %s %s", r->name, r->others ? "NOT_IN" : "IN", r->dimension);
}

static bool models_watch(struct detect *d, struct rules *rules, struct err *err)
{
    struct model_behavior *all = mem_alloc(rules->n + 1, sizeof *all);
    size_t n = 0;
    for (size_t i = 0; i < rules->n; i++) {
        const struct rule *r = &rules->items[i];
        if (r->criteria.kind == CRITERIA_LEARNED)
            all[n++] =
                (struct model_behavior){r->watch->profile, r->watch->name, r->behavior->name,
                                        learned_metric(r, rules->arena), r->watch->n > 0};
    }
    bool ok = models_keep(d->models, all, n, detect_now_ms(d), err);
    free(all);
    for (size_t i = 0; ok && i < rules->n; i++)
        if (rules->items[i].criteria.kind == CRITERIA_LEARNED)
            rules->items[i].model = models_find(d->models, rules->items[i].watch->profile,
                                                rules->items[i].behavior->name);
    return ok;
}

bool rules_load(struct detect *d, const struct devices *devices, struct rules **out,
                struct err *err)
{
    struct rules *rules = mem_alloc(1, sizeof *rules);
    struct profile_set set;
    size_t n = 0;
    rules->arena = arena_new();
    bool ok = profiles_load(d->registry, rules->arena, &set, err);
    for (size_t i = 0; ok && i < set.n; i++)
        n += set.profiles[i].behaviors.n;
    if (ok) {
        rules->watches = arena_alloc(rules->arena, set.n + 1, sizeof *rules->watches);
        rules->items = arena_alloc(rules->arena, n + 1, sizeof *rules->items);
    }
    ok = ok && watches_read(d, devices, &set, rules, err) && models_watch(d, rules, err);
    if (!ok) {
        rules_free(rules);
        return false;
    }
    *out = rules;
    return true;
}
