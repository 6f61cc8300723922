#include "client/local/audit_inside.h"
#include "client/local/audit_schedules.h"
#include "client/local/audit_suppressions.h"

/* A call that a fleet wants to have been made: what the API would decode from its body. */
struct startup {
    int64_t id, at_ms;
    const char *operation, *name, *body;
};

static bool decode(const struct startup *c, const struct record *r, struct arena *arena,
                   void *out, struct err *err)
{
    const struct json *object = json_parse(str_of(c->body), arena, err);

    return object != NULL && record_decode(r, object, arena, out, err) &&
           (c->name != NULL || record_validate(r, out, err));
}

static bool configure(struct audit *a, const struct startup *c, struct arena *arena,
                      struct err *err)
{
    struct update_account_audit_configuration_input in;

    return decode(c, &update_account_audit_configuration_input_record, arena, &in, err) &&
           audit_update_configuration(a, &in, err);
}

/* A schedule of the past is not late for what the fleet has no run of. */
static bool forget_due(struct audit *a, const char *name, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db, "UPDATE scheduled_audit SET due_ms = NULL WHERE name = ?", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    return db_run(s, err);
}

static bool schedule(struct audit *a, const struct startup *c, struct arena *arena,
                     struct err *err)
{
    struct create_scheduled_audit_input in;
    struct create_scheduled_audit_output out;

    if (!decode(c, &create_scheduled_audit_input_record, arena, &in, err))
        return false;
    in.scheduled_audit_name = c->name;
    return record_validate(&create_scheduled_audit_input_record, &in, err) &&
           audit_create_schedule(a, &in, arena, &out, err) && forget_due(a, c->name, err);
}

static bool suppress(struct audit *a, const struct startup *c, struct arena *arena,
                     struct err *err)
{
    struct create_audit_suppression_input in;

    return decode(c, &create_audit_suppression_input_record, arena, &in, err) &&
           audit_create_suppression(a, &in, err);
}

/* Until nothing of the past is left to evaluate. */
static bool run_all(struct audit *a, struct err *err)
{
    int64_t past = 1;

    while (past > 0) {
        int64_t wait_ms;
        if (!audit_step(a, &wait_ms, err) ||
            !audit_number(a,
                          "SELECT count(*) FROM audit_task WHERE status = 'IN_PROGRESS'"
                          " AND as_of_ms IS NOT NULL AND id >= ?",
                          0, &past, err))
            return false;
    }
    return true;
}

struct past_task {
    struct task_order order;
    char task_id[33];
};

static bool make(struct audit *a, const void *in, void *out, struct err *err)
{
    struct past_task *t = out;

    (void)in;
    return audit_make_task(a, &t->order, t->task_id, err);
}

static bool audit_then(struct audit *a, const struct startup *c, struct arena *arena,
                       struct err *err)
{
    struct start_on_demand_audit_task_input in;
    struct past_task t = {
        .order = {.type = c->name == NULL ? "ON_DEMAND_AUDIT_TASK" : "SCHEDULED_AUDIT_TASK",
                  .schedule = c->name,
                  .start_ms = c->at_ms,
                  .past = true}};

    return decode(c, &start_on_demand_audit_task_input_record, arena, &in, err) &&
           audit_checks_mask(a, in.target_check_names, &t.order.mask, err) &&
           audit_transaction(a, make, NULL, &t, err) && run_all(a, err);
}

typedef bool startup_fn(struct audit *a, const struct startup *c, struct arena *arena,
                        struct err *err);

/* StartOnDemandAuditTask with a name is the run of that schedule. */
static const struct {
    const char *operation;
    startup_fn *make;
} makers[] = {
    {"UpdateAccountAuditConfiguration", configure},
    {"CreateScheduledAudit", schedule},
    {"CreateAuditSuppression", suppress},
    {"StartOnDemandAuditTask", audit_then},
};

static bool make_call(struct audit *a, const struct startup *c, struct arena *arena,
                      struct err *err)
{
    for (size_t i = 0; i < COUNT_OF(makers); i++) {
        if (strcmp(makers[i].operation, c->operation) == 0)
            return makers[i].make(a, c, arena, err);
    }
    return err_set(err, ERR_CONFIG, "the fleet asks for %s, which is not one of its past",
                   c->operation);
}

static bool next_call(struct audit *a, struct arena *arena, struct startup *out, bool *found,
                      struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT id, at_ms, operation, name, body FROM startup_call"
                                 " WHERE NOT done ORDER BY id LIMIT 1",
                                 err);

    if (s == NULL || !db_step(s, found, err))
        return false;
    if (*found)
        *out =
            (struct startup){.id = db_int(s, 0),
                             .at_ms = db_int(s, 1),
                             .operation = arena_str(arena, db_text(s, 2)),
                             .name = db_is_null(s, 3) ? NULL : arena_str(arena, db_text(s, 3)),
                             .body = arena_str(arena, db_text(s, 4))};
    db_reset(s);
    return true;
}

static bool mark_done(struct audit *a, int64_t id, struct err *err)
{
    struct db_stmt *s = db_query(a->db, "UPDATE startup_call SET done = 1 WHERE id = ?", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    return db_run(s, err);
}

/* A program that ended between the two goes on with the run it had begun, and does not begin it
 * again: the others may be repeated. */
static bool already_begun(struct audit *a, const struct startup *c, bool *out, struct err *err)
{
    int64_t n = 0;

    if (strcmp(c->operation, "StartOnDemandAuditTask") == 0 &&
        !audit_number(a, "SELECT count(*) FROM audit_task WHERE as_of_ms = ?", c->at_ms, &n,
                      err))
        return false;
    *out = n > 0;
    return true;
}

static bool seed_one(struct audit *a, struct arena *arena, bool *found, struct err *err)
{
    struct startup c;
    bool begun;

    if (!next_call(a, arena, &c, found, err))
        return false;
    if (!*found)
        return true;
    if (!already_begun(a, &c, &begun, err))
        return false;
    a->pretended_ms = c.at_ms;
    bool ok = begun ? run_all(a, err) : make_call(a, &c, arena, err);
    a->pretended_ms = 0;
    if (!ok)
        return err_at(err, "startup call %lld (%s)", (long long)c.id, c.operation);
    return mark_done(a, c.id, err);
}

bool audit_seed(struct audit *a, struct err *err)
{
    struct arena *arena = arena_new();
    bool found = true, ok = true;

    while (ok && found) {
        arena_reset(arena);
        ok = seed_one(a, arena, &found, err);
    }
    arena_free(arena);
    return ok;
}
