#include "client/local/mitigation_inside.h"

/* What a request asks for, once it is understood. */
struct order {
    const struct start_audit_mitigation_actions_task_input *in;
    const char *token, *target, *mapping; /* the last two as JSON */
    int64_t task;                         /* row, once it is there */
    int64_t audit_task;                   /* audit_task.id; 0: single findings */
};

static struct db_stmt *query_text(struct mitigation *m, const char *sql_literal,
                                  const char *text, struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);

    if (s != NULL)
        db_bind_text(s, 1, text);
    return s;
}

/* ---- which findings ---- */

static bool check_target(const struct audit_mitigation_actions_task_target *t, struct err *err)
{
    bool filter = t->audit_check_to_reason_code_filter.items != NULL;

    if ((t->audit_task_id != NULL) == (t->finding_ids.items != NULL))
        return fault(err, API_INVALID_REQUEST,
                     "target must have either auditTaskId or findingIds.");
    if (filter && t->audit_task_id == NULL)
        return fault(
            err, API_INVALID_REQUEST,
            "auditCheckToReasonCodeFilter needs auditTaskId: reasons are of one audit.");
    if (filter && t->audit_check_to_reason_code_filter.n == 0)
        return fault(err, API_INVALID_REQUEST,
                     "auditCheckToReasonCodeFilter must name at least one audit check.");
    return true;
}

static bool find_audit(struct mitigation *m, const char *task_id, int64_t *out, struct err *err)
{
    struct db_stmt *s =
        query_text(m, "SELECT id, status FROM audit_task WHERE task_id = ?", task_id, err);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    bool running = row && strcmp(db_text(s, 1), "IN_PROGRESS") == 0;
    *out = row ? db_int(s, 0) : 0;
    db_reset(s);
    if (!row)
        return fault(err, API_INVALID_REQUEST, "Audit task %s does not exist.", task_id);
    return !running ||
           fault(err, API_INVALID_REQUEST,
                 "Audit task %s is still in progress: wait until it has ended.", task_id);
}

/* ---- is it there already? ---- */

struct earlier {
    const char *task_id, *token, *target, *mapping;
    bool found;
};

static bool find_earlier(struct mitigation *m, const char *sql_literal, const char *text,
                         struct earlier *out, struct err *err)
{
    struct db_stmt *s = query_text(m, sql_literal, text, err);

    if (s == NULL || !db_step(s, &out->found, err))
        return false;
    if (out->found)
        *out = (struct earlier){.task_id = mitigation_text(s, 0, m->arena),
                                .token = mitigation_text(s, 1, m->arena),
                                .target = mitigation_text(s, 2, m->arena),
                                .mapping = mitigation_text(s, 3, m->arena),
                                .found = true};
    db_reset(s);
    return true;
}

/* *again: the same request once more, which is answered as the first one was. */
static bool check_earlier(struct mitigation *m, const struct order *o, bool *again,
                          struct err *err)
{
    const char *task_id = o->in->task_id;
    struct earlier named, tokened;

    if (!find_earlier(m,
                      "SELECT task_id, token, target, mapping FROM mitigation_task"
                      " WHERE task_id = ?",
                      task_id, &named, err) ||
        !find_earlier(m,
                      "SELECT task_id, token, target, mapping FROM mitigation_task"
                      " WHERE token = ?",
                      o->token, &tokened, err))
        return false;
    *again = named.found && strcmp(named.token, o->token) == 0 &&
             strcmp(named.target, o->target) == 0 && strcmp(named.mapping, o->mapping) == 0;
    if (*again)
        return true;
    if (named.found)
        return fault(err, API_TASK_ALREADY_EXISTS, "There is already a task %s.", task_id);
    return !tokened.found ||
           fault(err, API_INVALID_REQUEST,
                 "clientRequestToken was used for task %s: give every task its own.",
                 tokened.task_id);
}

static bool check_running(struct mitigation *m, struct err *err)
{
    int64_t running;

    if (!mitigation_number(
            m, "SELECT count(*) FROM mitigation_task WHERE status = 'IN_PROGRESS' AND id >= ?",
            0, &running, err))
        return false;
    return running < MITIGATION_RUNNING_MAX ||
           fault(err, API_LIMIT_EXCEEDED, "There are already %d mitigation tasks in progress.",
                 MITIGATION_RUNNING_MAX);
}

/* ---- writing it down ---- */

static bool insert_task(struct mitigation *m, struct order *o, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "INSERT INTO mitigation_task(task_id, token, target, mapping,"
                                 " audit_task, status, start_ms, planned, total, done, span_ms)"
                                 " VALUES(?, ?, ?, ?, ?, 'IN_PROGRESS', ?, ?, 0, 0, 0)",
                                 err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, o->in->task_id);
    db_bind_text(s, 2, o->token);
    db_bind_text(s, 3, o->target);
    db_bind_text(s, 4, o->mapping);
    if (o->audit_task != 0)
        db_bind_int(s, 5, o->audit_task);
    db_bind_int(s, 6, mitigation_now_ms(m));
    db_bind_int(s, 7, o->audit_task != 0 ? 0 : -1);
    if (!db_run(s, err))
        return false;
    o->task = db_last_id(m->db);
    return true;
}

/* The action as it is now: what becomes of it later is not this task's business. */
static bool insert_action(struct mitigation *m, int64_t task, const char *name, struct err *err)
{
    struct db_stmt *s = query_text(m,
                                   "INSERT OR IGNORE INTO mitigation_task_action(task, name,"
                                   " action_id, type, params, role_arn) SELECT ?2, name,"
                                   " action_id, type, params, role_arn FROM mitigation_action"
                                   " WHERE name = ?1",
                                   name, err);
    bool there;

    if (s == NULL)
        return false;
    db_bind_int(s, 2, task);
    if (!db_run(s, err))
        return false;
    s = query_text(m, "SELECT 1 FROM mitigation_action WHERE name = ?", name, err);
    if (s == NULL || !db_step(s, &there, err))
        return false;
    db_reset(s);
    return there ||
           fault(err, API_INVALID_REQUEST, "Mitigation action %s does not exist.", name);
}

static bool insert_step(struct mitigation *m, int64_t task, int64_t check_no, size_t seq,
                        const char *name, struct err *err)
{
    struct db_stmt *s =
        db_query(m->db, "INSERT INTO mitigation_task_step VALUES(?, ?, ?, ?)", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, check_no);
    db_bind_int(s, 3, (int64_t)seq);
    db_bind_text(s, 4, name);
    return db_run(s, err);
}

static bool insert_check(struct mitigation *m, int64_t task, const struct map_entry *entry,
                         struct err *err)
{
    const struct list *names = entry->value;
    const char *const *items = names->items;
    enum check_id check;
    int64_t check_no;

    if (!mitigation_check_named(m, entry->key, &check, &check_no, err))
        return false;
    struct db_stmt *s = db_query(
        m->db, "INSERT INTO mitigation_task_check(task, check_id, total) VALUES(?, ?, 0)", err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, check_no);
    if (!db_run(s, err))
        return false;
    for (size_t i = 0; i < names->n; i++) {
        if (!insert_action(m, task, items[i], err) ||
            !insert_step(m, task, check_no, i, items[i], err))
            return false;
    }
    return true;
}

static bool insert_mapping(struct mitigation *m, const struct order *o, struct err *err)
{
    const struct list *mapping = &o->in->audit_check_to_actions_mapping;
    const struct map_entry *entries = mapping->items;

    if (mapping->n == 0)
        return fault(err, API_INVALID_REQUEST,
                     "auditCheckToActionsMapping must name at least one audit check.");
    for (size_t i = 0; i < mapping->n; i++) {
        if (!insert_check(m, o->task, &entries[i], err))
            return false;
    }
    return true;
}

/* Has the mapping something for the check? */
static bool check_mapped(struct mitigation *m, int64_t task, int64_t check_no, const char *name,
                         struct err *err)
{
    struct db_stmt *s = db_query(
        m->db, "SELECT 1 FROM mitigation_task_check WHERE task = ? AND check_id = ?", err);
    bool there;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, check_no);
    if (!db_step(s, &there, err))
        return false;
    db_reset(s);
    return there || fault(err, API_INVALID_REQUEST,
                          "auditCheckToActionsMapping has no actions for %s.", name);
}

static bool insert_reasons(struct mitigation *m, int64_t task, const struct map_entry *entry,
                           struct err *err)
{
    const struct list *codes = entry->value;
    const char *const *items = codes->items;
    enum check_id check;
    int64_t check_no;

    if (!mitigation_check_named(m, entry->key, &check, &check_no, err) ||
        !check_mapped(m, task, check_no, entry->key, err))
        return false;
    for (size_t i = 0; i < codes->n; i++) {
        struct db_stmt *s = db_query(
            m->db, "INSERT OR IGNORE INTO mitigation_task_reason VALUES(?, ?, ?)", err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, task);
        db_bind_int(s, 2, check_no);
        db_bind_text(s, 3, items[i]);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

static bool insert_filter(struct mitigation *m, const struct order *o, struct err *err)
{
    const struct list *filter = &o->in->target->audit_check_to_reason_code_filter;
    const struct map_entry *entries = filter->items;

    for (size_t i = 0; i < filter->n; i++) {
        if (!insert_reasons(m, o->task, &entries[i], err))
            return false;
    }
    return true;
}

static bool insert_finding(struct mitigation *m, int64_t task, const char *finding_id,
                           struct err *err)
{
    struct db_stmt *s = query_text(m,
                                   "SELECT f.check_id, k.name FROM audit_finding f"
                                   " JOIN audit_check k ON k.id = f.check_id"
                                   " WHERE f.finding_id = ?",
                                   finding_id, err);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    int64_t check_no = row ? db_int(s, 0) : 0;
    const char *name = row ? arena_str(m->arena, db_text(s, 1)) : NULL;
    db_reset(s);
    if (!row)
        return fault(err, API_INVALID_REQUEST, "Audit finding %s does not exist.", finding_id);
    if (!check_mapped(m, task, check_no, name, err))
        return false;
    s = query_text(
        m,
        "INSERT OR IGNORE INTO mitigation_finding(finding_id, task, check_id, status)"
        " VALUES(?, ?, ?, 'PENDING')",
        finding_id, err);
    if (s == NULL)
        return false;
    db_bind_int(s, 2, task);
    db_bind_int(s, 3, check_no);
    return db_run(s, err);
}

static bool insert_findings(struct mitigation *m, const struct order *o, struct err *err)
{
    const struct list *ids = &o->in->target->finding_ids;
    const char *const *items = ids->items;

    for (size_t i = 0; i < ids->n; i++) {
        if (!insert_finding(m, o->task, items[i], err))
            return false;
    }
    return mitigation_add_executions(m, o->task, 0, err) &&
           mitigation_change(m,
                             "UPDATE mitigation_task_check SET total = (SELECT count(*) FROM"
                             " mitigation_finding f WHERE f.task = mitigation_task_check.task"
                             " AND f.check_id = mitigation_task_check.check_id) WHERE task = ?",
                             o->task, err);
}

static bool count_findings(struct mitigation *m, const struct order *o, struct err *err)
{
    struct db_stmt *s = db_query(
        m->db,
        "UPDATE mitigation_task_check SET total = (SELECT count(*) FROM audit_finding f"
        " WHERE f.task = ?2 AND f.check_id = mitigation_task_check.check_id"
        " AND (NOT EXISTS(SELECT 1 FROM mitigation_task_reason WHERE task = ?1)"
        " OR EXISTS(SELECT 1 FROM mitigation_task_reason x WHERE x.task = ?1"
        " AND x.check_id = f.check_id AND x.reason = f.reason))) WHERE task = ?1",
        err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, o->task);
    db_bind_int(s, 2, o->audit_task);
    return db_run(s, err);
}

static bool set_pace(struct mitigation *m, const struct order *o, struct err *err)
{
    int64_t total;

    if (!mitigation_number(m, "SELECT sum(total) FROM mitigation_task_check WHERE task = ?",
                           o->task, &total, err))
        return false;
    int64_t span_ms = total * m->pace_ms;
    struct db_stmt *s =
        db_query(m->db, "UPDATE mitigation_task SET total = ?, span_ms = ? WHERE id = ?", err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, total);
    db_bind_int(s, 2, span_ms < MITIGATION_SPAN_MAX_MS ? span_ms : MITIGATION_SPAN_MAX_MS);
    db_bind_int(s, 3, o->task);
    return db_run(s, err);
}

static bool start(struct mitigation *m, const void *input, void *out, struct err *err)
{
    struct order *o = out;
    bool again;

    (void)input;
    if (!check_target(o->in->target, err) || !check_earlier(m, o, &again, err))
        return false;
    if (again)
        return true;
    const char *audit = o->in->target->audit_task_id;
    if (!check_running(m, err) ||
        (audit != NULL && !find_audit(m, audit, &o->audit_task, err)) ||
        !insert_task(m, o, err) || !insert_mapping(m, o, err) || !insert_filter(m, o, err))
        return false;
    if (o->audit_task != 0)
        return count_findings(m, o, err) && set_pace(m, o, err);
    return insert_findings(m, o, err) && set_pace(m, o, err) &&
           mitigation_mark_next(m, o->task, err);
}

bool mitigation_start(struct mitigation *m,
                      const struct start_audit_mitigation_actions_task_input *in,
                      struct arena *arena,
                      struct start_audit_mitigation_actions_task_output *out, struct err *err)
{
    const struct record *r = &start_audit_mitigation_actions_task_input_record;
    struct order o = {.in = in, .token = in->client_request_token};

    arena_reset(m->arena);
    if (!mitigation_json(r, "target", in->target, m->arena, &o.target, err) ||
        !mitigation_json(r, "auditCheckToActionsMapping", &in->audit_check_to_actions_mapping,
                         m->arena, &o.mapping, err) ||
        !mitigation_transaction(m, start, NULL, &o, err))
        return false;
    out->task_id = arena_str(arena, in->task_id);
    mitigation_wake(m);
    return true;
}
