#include <stdio.h>

#include "client/local/fleet_inside.h"

#define HOUR_MS   ((int64_t)3600 * 1000)
#define MINUTE_MS ((int64_t)60 * 1000)

struct connection {
    const char *client_id;
    int64_t certificate, thing; /* thing 0: the client id is no thing's name */
    int64_t from_ms, to_ms;     /* to 0: still connected */
    const char *reason;
    size_t device; /* where it connects from */
};

static bool insert(struct fleet_work *w, const struct connection *c, struct err *err)
{
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO connection(client_id, certificate_id, thing_id, source_ip,"
                 " source_port, connected_ms, disconnected_ms, disconnect_reason)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    char ip[40];
    size_t host =
        c->device + 256 + c->device / 250; /* .0 and .255 look odd, .1 is the router */
    snprintf(ip, sizeof ip, "%s.%zu.%zu", w->fleet->sites[w->plan[c->device].site].network,
             host / 250 % 256, host % 250 + 2);
    db_bind_text(q, 1, c->client_id);
    db_bind_int(q, 2, c->certificate);
    if (c->thing)
        db_bind_int(q, 3, c->thing);
    else
        db_bind_null(q, 3);
    db_bind_text(q, 4, ip);
    db_bind_int(q, 5, rng_between(w->rng, 32768, 60999));
    db_bind_int(q, 6, c->from_ms);
    if (c->to_ms)
        db_bind_int(q, 7, c->to_ms);
    else
        db_bind_null(q, 7);
    db_bind_text(q, 8, c->to_ms ? c->reason : NULL);
    return db_run(q, err);
}

static const char *some_reason(struct fleet_work *w)
{
    static const char *const reasons[] = {
        "CLIENT_INITIATED_DISCONNECT",
        "CLIENT_INITIATED_DISCONNECT",
        "CONNECTION_LOST",
        "CONNECTION_LOST",
        "MQTT_KEEP_ALIVE_TIMEOUT",
        "SERVER_INITIATED_DISCONNECT",
    };
    return reasons[rng_below(w->rng, COUNT_OF(reasons))];
}

enum presence { ONLINE, OFFLINE };

/* Sessions one after the other, walking back from now; none before the certificate was made. */
static bool sessions(struct fleet_work *w, const struct connection *as, int64_t n,
                     enum presence now, int64_t created_ms, struct err *err)
{
    int64_t cursor =
        now == ONLINE ? w->now_ms : w->now_ms - rng_between(w->rng, 1, 20) * DAY_MS;
    for (int64_t i = 0; i < n; i++) {
        struct connection c = *as;
        bool open = i == 0 && now == ONLINE;
        c.to_ms = open ? 0 : cursor - rng_between(w->rng, MINUTE_MS, 3 * HOUR_MS);
        c.from_ms = (open ? cursor : c.to_ms) - rng_between(w->rng, 6 * HOUR_MS, 5 * DAY_MS);
        if (c.from_ms < created_ms)
            c.from_ms = created_ms;
        if (c.to_ms && c.to_ms <= c.from_ms)
            return true;
        c.reason = some_reason(w);
        if (!insert(w, &c, err))
            return false;
        cursor = c.from_ms;
    }
    return true;
}

static const char *given_client_id(const struct fleet_problem *p, uint32_t nth)
{
    return p->client_ids.n ? p->client_ids.items[nth % p->client_ids.n] : NULL;
}

static void keep_client_id(struct fleet_work *w, const struct fleet_plan *plan,
                           const char *text)
{
    if (plan->nth < FLEET_PLANTED_KEPT)
        w->planted[plan->problem - 1][plan->nth].client_id = arena_str(w->arena, text);
}

/* Two devices throw each other off, for weeks, the last one still connected. */
static bool conflict(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_plan *plan = &w->plan[i];
    const char *given = given_client_id(&w->fleet->problems[plan->problem - 1], plan->nth);
    if (plan->leader == i)
        return true; /* told when the other one is there */
    struct connection c = {
        .client_id = given ? given : fleet_thing_name(w, plan->leader, w->scratch),
        .thing = given ? 0 : (int64_t)plan->leader + 1,
        .reason = "DUPLICATE_CLIENTID",
    };
    keep_client_id(w, plan, c.client_id);
    int64_t at = w->now_ms - rng_between(w->rng, 8, 25) * DAY_MS, turns = 0;
    while (at < w->now_ms - 5 * MINUTE_MS) {
        int64_t stay = turns % 2 ? rng_between(w->rng, 3 * MINUTE_MS, 40 * MINUTE_MS)
                                 : rng_between(w->rng, 9 * HOUR_MS, 50 * HOUR_MS);
        c.device = turns++ % 2 ? i : plan->leader;
        c.certificate = w->certificates[c.device];
        c.from_ms = at;
        at += stay;
        c.to_ms = at < w->now_ms - 5 * MINUTE_MS ? at : 0;
        if (!insert(w, &c, err))
            return false;
    }
    return true;
}

bool fleet_make_connections(struct fleet_work *w, size_t i, int64_t thing, const char *name,
                            int64_t created_ms, struct err *err)
{
    const struct fleet_plan *plan = &w->plan[i];
    const struct fleet_type *t = &w->fleet->types[plan->type];
    enum problem_kind kind = fleet_problem_kind(w->fleet, plan);
    if (kind == PROBLEM_CONFLICT)
        return conflict(w, i, err);
    struct connection as = {name, w->certificates[i], thing, 0, 0, NULL, i};
    int64_t n = rng_between(w->rng, t->sessions.low, t->sessions.high);
    bool away = (int64_t)rng_below(w->rng, 100) < t->offline;
    if (kind == PROBLEM_CLIENT_ID) {
        as.client_id = given_client_id(&w->fleet->problems[plan->problem - 1], plan->nth);
        as.client_id = as.client_id ? as.client_id : name;
        as.thing = as.client_id == name ? thing : 0;
        keep_client_id(w, plan, as.client_id);
    }
    if (kind == PROBLEM_SHARED || kind == PROBLEM_CLIENT_ID) {
        n = n ? n : 1;
        away = false;
    }
    if (kind == PROBLEM_INACTIVE || kind == PROBLEM_RETIRED || kind == PROBLEM_PENDING)
        away = true;
    return sessions(w, &as, n, away ? OFFLINE : ONLINE, created_ms, err);
}
