#include "client/local/debrief_alarms.h"

#include <stdlib.h>
#include <string.h>

#include "client/local/debrief.h"

/* thing id, behavior, profile, metric, when, verification, when that */
static const char alarms_sql[] =
    "SELECT t.thing_id, b.name, b.profile, json_extract(b.json, '$.metric'), v.start_ms,"
    " v.verification, v.verified_ms"
    " FROM scenario_thing t JOIN thing ON thing.id = t.thing_id"
    " JOIN violation v ON v.thing = thing.name JOIN detect_behavior b ON b.id = v.behavior"
    " WHERE t.scenario = ?1 AND v.start_ms >= t.start_ms"
    " AND v.start_ms <= coalesce(t.cut_ms, t.end_ms + ?2)"
    " ORDER BY t.start_ms, t.thing_id, v.start_ms, v.id";

struct walk {
    struct call *c;
    const struct scenario *one;
    const struct scenario_strike *strikes;
    size_t at; /* the strike whose alarms come */
    struct debrief_alarms *out;
};

/* The first of two moments, 0 being none. */
static int64_t first_of(int64_t a, int64_t b)
{
    return a == 0 || (b != 0 && b < a) ? b : a;
}

static size_t effect_of(const struct scenario_kind *kind, const char *metric)
{
    size_t i = 0;
    while (i < kind->n_effects && strcmp(kind->effects[i].metric, metric) != 0)
        i++;
    return i;
}

static struct debrief_behavior *behavior_of(struct walk *w, struct db_stmt *q)
{
    struct debrief_alarms *o = w->out;
    for (size_t i = 0; i < o->n_behaviors; i++)
        if (strcmp(o->behaviors[i].name, db_text(q, 1)) == 0 &&
            strcmp(o->behaviors[i].profile, db_text(q, 2)) == 0)
            return &o->behaviors[i];
    if (o->n_behaviors == DEBRIEF_BEHAVIORS_MAX)
        return NULL;
    struct debrief_behavior *b = &o->behaviors[o->n_behaviors++];
    *b = (struct debrief_behavior){.name = arena_str(w->c->arena, db_text(q, 1)),
                                   .profile = arena_str(w->c->arena, db_text(q, 2)),
                                   .metric = arena_str(w->c->arena, db_text(q, 3))};
    return b;
}

static void count_behavior(struct walk *w, struct db_stmt *q, bool judged)
{
    struct debrief_behavior *b = behavior_of(w, q);
    if (!b)
        return;
    b->things += b->last_thing != db_int(q, 0);
    b->last_thing = db_int(q, 0);
    b->first_ms = first_of(b->first_ms, db_int(q, 4));
    b->verified += judged;
}

static void count_thing(struct walk *w, struct db_stmt *q, bool judged)
{
    struct debrief_thing *t = &w->out->things[w->at];
    if (t->alarms++ == 0) {
        w->out->alarmed++;
        t->first_ms = db_int(q, 4);
        t->behavior = arena_str(w->c->arena, db_text(q, 1));
        t->profile = arena_str(w->c->arena, db_text(q, 2));
    }
    if (!judged)
        return;
    w->out->verified += t->verification == NULL;
    t->verification = arena_str(w->c->arena, db_text(q, 5));
    t->verified_ms = first_of(t->verified_ms, db_int(q, 6));
    w->out->first_verified_ms = first_of(w->out->first_verified_ms, db_int(q, 6));
}

static void count_alarm(struct walk *w, struct db_stmt *q)
{
    size_t effect = effect_of(w->one->kind, db_text(q, 3));
    bool judged = strcmp(db_text(q, 5), "UNKNOWN") != 0;
    while (w->at < w->one->n_things && w->strikes[w->at].thing_id != db_int(q, 0))
        w->at++;
    if (effect == w->one->kind->n_effects || w->at == w->one->n_things)
        return;
    struct debrief_metric *m = &w->out->metrics[effect];
    m->things += m->last_thing != db_int(q, 0);
    m->last_thing = db_int(q, 0);
    w->out->first_ms = first_of(w->out->first_ms, db_int(q, 4));
    count_behavior(w, q, judged);
    count_thing(w, q, judged);
}

static int by_first(const void *a, const void *b)
{
    const struct debrief_behavior *x = a, *y = b;
    return x->first_ms != y->first_ms ? (x->first_ms < y->first_ms ? -1 : 1)
                                      : strcmp(x->name, y->name);
}

bool debrief_alarms(struct call *c, const struct scenario *one, struct debrief_alarms *out,
                    struct err *err)
{
    struct walk w = {.c = c,
                     .one = one,
                     .strikes = scenarios_strikes(c->service->scenarios, one),
                     .out = out};
    struct db_stmt *q = db_query(call_db(c), alarms_sql, err);
    bool row = true;
    *out = (struct debrief_alarms){
        .things = arena_alloc(c->arena, one->n_things + 1, sizeof *out->things),
        .behaviors = arena_alloc(c->arena, DEBRIEF_BEHAVIORS_MAX, sizeof *out->behaviors),
        .metrics = arena_alloc(c->arena, one->kind->n_effects, sizeof *out->metrics)};
    if (!q)
        return false;
    db_bind_int(q, 1, one->id);
    db_bind_int(q, 2, DEBRIEF_GRACE_MS);
    while (row) {
        if (!db_step(q, &row, err))
            return false;
        if (row)
            count_alarm(&w, q);
    }
    qsort(out->behaviors, out->n_behaviors, sizeof *out->behaviors, by_first);
    return true;
}
