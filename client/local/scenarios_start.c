#include <stdio.h>
#include <stdlib.h>

#include "client/base/log.h"
#include "client/local/fault.h"
#include "client/local/scenarios_inside.h"

enum { MINUTE_MS = 60 * 1000, DAY_MS = 86400000 };

static int64_t minutes_of(const struct scenario_wish *w)
{
    return w->minutes > 0 ? w->minutes : w->kind->minutes;
}

/* Thing i of n is struck that long after the first; never later than half of the time. */
static int64_t delay_ms(const struct scenario_wish *w, size_t i, size_t n)
{
    int64_t spread = w->kind->spread_min, most = minutes_of(w) / 2;
    if (spread > most)
        spread = most;
    return n > 1 ? spread * MINUTE_MS * (int64_t)i / (int64_t)(n - 1) : 0;
}

static bool insert_scenario(struct scenarios *s, const struct scenario_wish *w,
                            const struct scenario_aim *aim, int64_t now_ms, int64_t *id,
                            struct err *err)
{
    struct db_stmt *q = db_query(s->db,
                                 "INSERT INTO scenario(kind, token, aim, start_ms, end_ms)"
                                 " VALUES(?, ?, ?, ?, ?)",
                                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, w->kind->name);
    db_bind_text(q, 2, w->token);
    db_bind_text(q, 3, aim->text);
    db_bind_int(q, 4, now_ms);
    db_bind_int(q, 5, now_ms + minutes_of(w) * MINUTE_MS);
    if (!db_run(q, err))
        return false;
    *id = db_last_id(s->db);
    return true;
}

static bool insert_things(struct scenarios *s, const struct scenario_wish *w,
                          const struct scenario_aim *aim, int64_t now_ms, int64_t id,
                          struct err *err)
{
    for (size_t i = 0; i < aim->n; i++) {
        struct db_stmt *q = db_query(s->db,
                                     "INSERT INTO scenario_thing(scenario, thing_id, start_ms,"
                                     " end_ms) VALUES(?, ?, ?, ?)",
                                     err);
        if (!q)
            return false;
        db_bind_int(q, 1, id);
        db_bind_int(q, 2, aim->things[i]);
        db_bind_int(q, 3, now_ms + delay_ms(w, i, aim->n));
        db_bind_int(q, 4, now_ms + minutes_of(w) * MINUTE_MS);
        if (!db_run(q, err))
            return false;
    }
    return true;
}

/* What ended before the values that show it are gone is gone with them. */
static bool purge(struct scenarios *s, int64_t now_ms, struct err *err)
{
    static const char *const sql[] = {
        "DELETE FROM scenario_thing WHERE scenario IN"
        " (SELECT id FROM scenario WHERE end_ms < ?)",
        "DELETE FROM scenario WHERE end_ms < ?",
    };
    for (size_t i = 0; i < COUNT_OF(sql); i++) {
        struct db_stmt *q = db_query(s->db, sql[i], err);
        if (!q)
            return false;
        db_bind_int(q, 1, now_ms - (int64_t)SCENARIOS_KEPT_DAYS * DAY_MS);
        if (!db_run(q, err))
            return false;
    }
    return true;
}

static bool write_down(struct scenarios *s, const struct scenario_wish *w,
                       const struct scenario_aim *aim, int64_t now_ms, int64_t *id,
                       struct err *err)
{
    if (!registry_begin(s->registry, err))
        return false;
    if (purge(s, now_ms, err) && insert_scenario(s, w, aim, now_ms, id, err) &&
        insert_things(s, w, aim, now_ms, *id, err) && registry_commit(s->registry, err))
        return true;
    registry_rollback(s->registry);
    return false;
}

static bool refused(const struct scenarios *s, const struct scenario_wish *w, int64_t now_ms,
                    struct err *err)
{
    int running = 0;
    for (size_t i = 0; i < s->n_runs; i++)
        running += s->runs[i]->shown.end_ms > now_ms;
    if (running >= SCENARIOS_RUNNING_MAX)
        return !fault(err, API_LIMIT_EXCEEDED,
                      "%d scenarios are under way already: stop one, or wait for one to end.",
                      running);
    if (minutes_of(w) > SCENARIOS_MINUTES_MAX)
        return !fault(err, API_INVALID_REQUEST, "A scenario lasts at most %d minutes.",
                      SCENARIOS_MINUTES_MAX);
    return false;
}

/* The same token again: the same scenario, unless it is of another kind. */
static bool known_token(const struct scenarios *s, const struct scenario_wish *w, int64_t *id,
                        bool *known, struct err *err)
{
    *known = false;
    for (size_t i = 0; i < s->n_runs && !*known; i++) {
        const struct scenario *one = &s->runs[i]->shown;
        if (strcmp(one->token, w->token) != 0)
            continue;
        if (one->kind != w->kind)
            return fault(err, API_TASK_ALREADY_EXISTS,
                         "This clientRequestToken started scenario %lld, which is another.",
                         (long long)one->id);
        *known = true;
        *id = one->id;
    }
    return true;
}

bool scenarios_start(struct scenarios *s, const struct scenario_wish *w, int64_t now_ms,
                     int64_t *id, struct err *err)
{
    struct scenario_aim aim;
    bool known;
    if (!known_token(s, w, id, &known, err))
        return false;
    if (known)
        return true;
    uint64_t number = s->n_runs > 0 ? (uint64_t)s->runs[s->n_runs - 1]->shown.id : 0;
    if (refused(s, w, now_ms, err) || !scenarios_choose(s, w, number, &aim, err))
        return false;
    bool ok = write_down(s, w, &aim, now_ms, id, err) && scenarios_load(s, err);
    if (ok)
        log_write(LOG_INFO, "scenario %lld: %s on %zu things, %s", (long long)*id,
                  w->kind->name, aim.n, aim.text);
    free(aim.things);
    return ok;
}
