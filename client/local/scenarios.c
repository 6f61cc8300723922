#include "client/local/scenarios.h"

#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/fault.h"
#include "client/local/scenarios_inside.h"

/* ---- the index --------------------------------------------------------------------------- */

static size_t slot_of(const struct scenarios *s, int64_t thing_id)
{
    size_t mask = s->n_slots - 1;
    size_t i = (size_t)((uint64_t)thing_id * UINT64_C(0x9e3779b97f4a7c15) >> 32) & mask;
    while (s->slots[i].thing_id != 0 && s->slots[i].thing_id != thing_id)
        i = (i + 1) & mask;
    return i;
}

static void index_add(struct scenarios *s, size_t node, int64_t thing_id)
{
    struct scenario_slot *slot = &s->slots[slot_of(s, thing_id)];
    slot->thing_id = thing_id;
    s->nodes[node].next = slot->first;
    slot->first = node + 1;
}

static void index_build(struct scenarios *s)
{
    size_t n = 0, slots = 16, node = 0;
    for (size_t i = 0; i < s->n_runs; i++)
        n += s->runs[i]->shown.n_things;
    while (slots < 2 * n)
        slots *= 2;
    free(s->slots);
    free(s->nodes);
    s->slots = NULL;
    s->nodes = NULL;
    s->n_slots = n > 0 ? slots : 0;
    if (n == 0)
        return;
    s->slots = mem_alloc(slots, sizeof *s->slots);
    s->nodes = mem_alloc(n, sizeof *s->nodes);
    for (size_t i = 0; i < s->n_runs; i++) {
        struct scenario_run *run = s->runs[i];
        for (size_t k = 0; k < run->shown.n_things; k++) {
            s->nodes[node] = (struct scenario_node){
                .kind = run->shown.kind, .strike = &run->strikes[k], .scenario = run->shown.id};
            index_add(s, node++, run->strikes[k].thing_id);
        }
    }
}

/* The thing's first node, +1. */
static size_t index_find(const struct scenarios *s, int64_t thing_id)
{
    return s->n_slots > 0 ? s->slots[slot_of(s, thing_id)].first : 0;
}

/* ---- reading ----------------------------------------------------------------------------- */

static void run_free(struct scenario_run *run)
{
    char *token, *aim;
    if (!run)
        return;
    memcpy(&token, &run->shown.token, sizeof token); /* owned here, const for readers */
    memcpy(&aim, &run->shown.aim, sizeof aim);
    free(token);
    free(aim);
    free(run->strikes);
    free(run);
}

static void runs_free(struct scenario_run **runs, size_t n)
{
    for (size_t i = 0; i < n; i++)
        run_free(runs[i]);
    free(runs);
}

static struct scenario_run *run_read(struct db_stmt *q)
{
    const struct scenario_kind *kind = scenario_kind_find(db_text(q, 1));
    if (!kind) {
        log_write(LOG_WARN, "scenario %lld is of a kind this program does not know: %s",
                  (long long)db_int(q, 0), db_text(q, 1));
        return NULL;
    }
    struct scenario_run *run = mem_alloc(1, sizeof *run);
    run->shown = (struct scenario){.id = db_int(q, 0),
                                   .kind = kind,
                                   .token = mem_strdup(db_text(q, 2)),
                                   .aim = mem_strdup(db_text(q, 3)),
                                   .start_ms = db_int(q, 4),
                                   .end_ms = db_int(q, 5),
                                   .stopped_ms = db_int(q, 6)};
    return run;
}

static bool strikes_read(struct scenarios *s, struct scenario_run *run, struct err *err)
{
    struct db_stmt *q = db_query(s->db,
                                 "SELECT thing_id, start_ms, end_ms, cut_ms FROM scenario_thing"
                                 " WHERE scenario = ? ORDER BY start_ms, thing_id",
                                 err);
    size_t cap = 0;
    bool row;
    if (!q)
        return false;
    db_bind_int(q, 1, run->shown.id);
    while (db_step(q, &row, err)) {
        if (!row)
            return true;
        size_t n = run->shown.n_things++;
        run->strikes = mem_grow(run->strikes, &cap, n + 1, sizeof *run->strikes);
        run->strikes[n] = (struct scenario_strike){.thing_id = db_int(q, 0),
                                                   .start_ms = db_int(q, 1),
                                                   .end_ms = db_int(q, 2),
                                                   .cut_ms = db_int(q, 3)};
    }
    return false;
}

static bool runs_read(struct scenarios *s, struct scenario_run ***runs, size_t *n, size_t *cap,
                      struct err *err)
{
    struct db_stmt *q = db_query(s->db,
                                 "SELECT id, kind, token, aim, start_ms, end_ms, stopped_ms"
                                 " FROM scenario ORDER BY id",
                                 err);
    bool row;
    if (!q)
        return false;
    while (db_step(q, &row, err)) {
        if (!row)
            return true;
        struct scenario_run *run = run_read(q);
        if (!run)
            continue;
        *runs = mem_grow(*runs, cap, *n + 1, sizeof **runs);
        (*runs)[(*n)++] = run;
    }
    return false;
}

bool scenarios_load(struct scenarios *s, struct err *err)
{
    struct scenario_run **runs = NULL;
    size_t n = 0, cap = 0;
    bool ok = runs_read(s, &runs, &n, &cap, err);
    for (size_t i = 0; ok && i < n; i++)
        ok = strikes_read(s, runs[i], err);
    if (!ok) {
        runs_free(runs, n);
        return false;
    }
    runs_free(s->runs, s->n_runs);
    s->runs = runs;
    s->n_runs = n;
    s->cap_runs = cap;
    index_build(s);
    return true;
}

bool scenarios_open(struct scenarios **out, struct registry *r, struct err *err)
{
    struct scenarios *s = mem_alloc(1, sizeof *s);
    s->registry = r;
    s->db = registry_db(r);
    if (!scenarios_load(s, err)) {
        scenarios_close(s);
        return false;
    }
    *out = s;
    return true;
}

void scenarios_close(struct scenarios *s)
{
    if (!s)
        return;
    runs_free(s->runs, s->n_runs);
    free(s->slots);
    free(s->nodes);
    free(s);
}

/* ---- asking ------------------------------------------------------------------------------ */

size_t scenarios_at(const struct scenarios *s, int64_t thing_id, int64_t at_ms,
                    const struct scenario_kind **out, size_t max)
{
    size_t n = 0;
    for (size_t i = index_find(s, thing_id); i > 0 && n < max; i = s->nodes[i - 1].next) {
        const struct scenario_node *node = &s->nodes[i - 1];
        if (node->strike->start_ms <= at_ms && at_ms < node->strike->end_ms)
            out[n++] = node->kind;
    }
    return n;
}

size_t scenarios_count(const struct scenarios *s)
{
    return s->n_runs;
}

const struct scenario *scenarios_nth(const struct scenarios *s, size_t i)
{
    return &s->runs[s->n_runs - 1 - i]->shown;
}

static struct scenario_run *run_find(const struct scenarios *s, int64_t id)
{
    for (size_t i = 0; i < s->n_runs; i++)
        if (s->runs[i]->shown.id == id)
            return s->runs[i];
    return NULL;
}

const struct scenario *scenarios_find(const struct scenarios *s, int64_t id)
{
    const struct scenario_run *run = run_find(s, id);
    return run ? &run->shown : NULL;
}

const struct scenario_strike *scenarios_strikes(const struct scenarios *s,
                                                const struct scenario *one)
{
    const struct scenario_run *run = run_find(s, one->id);
    return run ? run->strikes : NULL;
}

/* ---- ending ------------------------------------------------------------------------------ */

static bool strike_cut(struct scenarios *s, struct scenario_node *node, int64_t at_ms,
                       struct err *err)
{
    struct scenario_strike *strike = node->strike;
    struct db_stmt *q = db_query(s->db,
                                 "UPDATE scenario_thing SET end_ms = max(start_ms, ?3),"
                                 " cut_ms = ?3 WHERE scenario = ?1 AND thing_id = ?2",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, node->scenario);
    db_bind_int(q, 2, strike->thing_id);
    db_bind_int(q, 3, at_ms);
    if (!db_run(q, err))
        return false;
    strike->end_ms = at_ms > strike->start_ms ? at_ms : strike->start_ms;
    strike->cut_ms = at_ms;
    return true;
}

bool scenarios_cut(struct scenarios *s, int64_t thing_id, int64_t at_ms, struct err *err)
{
    for (size_t i = index_find(s, thing_id); i > 0; i = s->nodes[i - 1].next)
        if (s->nodes[i - 1].strike->end_ms > at_ms &&
            !strike_cut(s, &s->nodes[i - 1], at_ms, err))
            return false;
    return true;
}

static bool stop_in_database(struct scenarios *s, int64_t id, int64_t now_ms, struct err *err)
{
    static const char *const sql[] = {
        "UPDATE scenario SET end_ms = ?2, stopped_ms = ?2 WHERE id = ?1",
        "UPDATE scenario_thing SET end_ms = max(start_ms, ?2)"
        " WHERE scenario = ?1 AND end_ms > ?2",
    };
    for (size_t i = 0; i < COUNT_OF(sql); i++) {
        struct db_stmt *q = db_query(s->db, sql[i], err);
        if (!q)
            return false;
        db_bind_int(q, 1, id);
        db_bind_int(q, 2, now_ms);
        if (!db_run(q, err))
            return false;
    }
    return true;
}

bool scenarios_stop(struct scenarios *s, int64_t id, int64_t now_ms, struct err *err)
{
    const struct scenario *one = scenarios_find(s, id);
    if (!one)
        return fault(err, API_RESOURCE_NOT_FOUND, "There is no scenario %lld.", (long long)id);
    if (one->end_ms <= now_ms)
        return true;
    if (!registry_begin(s->registry, err))
        return false;
    if (!stop_in_database(s, id, now_ms, err) || !registry_commit(s->registry, err)) {
        registry_rollback(s->registry);
        return false;
    }
    return scenarios_load(s, err);
}
