#include "client/local/mitigation_inside.h"

#define DAY_MS ((int64_t)24 * 3600 * 1000)

enum {
    PLAN_BATCH = 256,         /* findings taken into a task at once */
    PURGE_EVERY_MS = 3600000, /* service time between two looks for what is too old */
    PURGE_FINDINGS = 200,     /* in one idle turn */
};

struct task {
    struct mitigation_progress at;
    int64_t audit_task; /* row; 0: it takes findings that were named */
};

static struct db_stmt *bind(struct db_stmt *s, const int64_t *values, int n)
{
    for (int i = 0; s != NULL && i < n; i++)
        db_bind_int(s, i + 1, values[i]);
    return s;
}

/* ---- taking findings in ---- */

static bool batch_end(struct mitigation *m, const struct task *t, int64_t *last,
                      struct err *err)
{
    struct db_stmt *s =
        bind(db_query(m->db,
                      "SELECT ifnull(max(id), 0) FROM (SELECT id FROM audit_finding"
                      " WHERE task = ?1 AND id > ?2 ORDER BY id LIMIT ?3)",
                      err),
             (const int64_t[]){t->audit_task, t->at.planned, PLAN_BATCH}, 3);
    bool row;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    *last = row ? db_int(s, 0) : 0;
    db_reset(s);
    return true;
}

static bool add_findings(struct mitigation *m, const struct task *t, int64_t last,
                         struct err *err)
{
    return mitigation_run(
        m,
        "INSERT INTO mitigation_finding(task, finding_id, check_id, status)"
        " SELECT ?1, f.finding_id, f.check_id, 'PENDING' FROM audit_finding f"
        " JOIN mitigation_task_check c ON c.task = ?1"
        " AND c.check_id = f.check_id"
        " WHERE f.task = ?2 AND f.id > ?3 AND f.id <= ?4"
        " AND (NOT EXISTS(SELECT 1 FROM mitigation_task_reason WHERE task = ?1)"
        " OR EXISTS(SELECT 1 FROM mitigation_task_reason x WHERE x.task = ?1"
        " AND x.check_id = f.check_id AND x.reason = f.reason)) ORDER BY f.id",
        (const int64_t[]){t->at.id, t->audit_task, t->at.planned, last}, 4, err);
}

bool mitigation_add_executions(struct mitigation *m, int64_t task, int64_t after,
                               struct err *err)
{
    return mitigation_run(m,
                          "INSERT INTO mitigation_execution(finding, seq, action, status)"
                          " SELECT f.id, s.seq, s.action, 'PENDING' FROM mitigation_finding f"
                          " JOIN mitigation_task_step s ON s.task = f.task"
                          " AND s.check_id = f.check_id WHERE f.task = ?1 AND f.id > ?2"
                          " ORDER BY f.id, s.seq",
                          (const int64_t[]){task, after}, 2, err);
}

/* Findings that went away since they were counted (their check was disabled) do not count. */
static bool correct_totals(struct mitigation *m, struct task *t, struct err *err)
{
    int64_t n;

    if (!mitigation_number(m, "SELECT count(*) FROM mitigation_finding WHERE task = ?",
                           t->at.id, &n, err))
        return false;
    if (n == t->at.total)
        return true;
    t->at.total = n;
    return mitigation_change(m,
                             "UPDATE mitigation_task_check SET total = (SELECT count(*) FROM"
                             " mitigation_finding f WHERE f.task = mitigation_task_check.task"
                             " AND f.check_id = mitigation_task_check.check_id)"
                             " WHERE task = ?",
                             t->at.id, err);
}

static bool plan(struct mitigation *m, struct task *t, struct err *err)
{
    int64_t last, before;

    if (!batch_end(m, t, &last, err) ||
        !mitigation_number(m, "SELECT max(id) FROM mitigation_finding WHERE id >= ?", 0,
                           &before, err))
        return false;
    if (last > 0 && (!add_findings(m, t, last, err) ||
                     !mitigation_add_executions(m, t->at.id, before, err)))
        return false;
    t->at.planned = last > 0 ? last : -1;
    if (last == 0 && !correct_totals(m, t, err))
        return false;
    return mitigation_run(m, "UPDATE mitigation_task SET planned = ?, total = ? WHERE id = ?",
                          (const int64_t[]){t->at.planned, t->at.total, t->at.id}, 3, err);
}

/* ---- one finding ---- */

struct open_finding {
    int64_t id, check_no;
    const char *finding_id;
    bool found;
};

static bool next_finding(struct mitigation *m, int64_t task, struct open_finding *out,
                         struct err *err)
{
    struct db_stmt *s =
        bind(db_query(m->db,
                      "SELECT id, check_id, finding_id FROM mitigation_finding WHERE task = ?"
                      " AND status IN ('PENDING', 'IN_PROGRESS') ORDER BY id LIMIT 1",
                      err),
             &task, 1);

    if (s == NULL || !db_step(s, &out->found, err))
        return false;
    if (out->found) {
        out->id = db_int(s, 0);
        out->check_no = db_int(s, 1);
        out->finding_id = arena_str(m->arena, db_text(s, 2));
    }
    db_reset(s);
    return true;
}

static const char steps_of[] =
    "SELECT e.id, a.name, a.action_id, a.type, a.params, a.role_arn"
    " FROM mitigation_execution e JOIN mitigation_task_action a"
    " ON a.task = ?1 AND a.name = e.action WHERE e.finding = ?2 ORDER BY e.seq";

static bool write_outcome(struct mitigation *m, int64_t execution, const char *status,
                          const struct outcome *o, struct err *err)
{
    return mitigation_write_outcome(m,
                                    "UPDATE mitigation_execution SET status = ?1,"
                                    " start_ms = ifnull(start_ms, ?2), end_ms = ?2,"
                                    " error_code = ?3, message = ?4 WHERE id = ?5",
                                    execution, status, o, err);
}

/* The finding as it was reported; NULL: the audit's findings are gone. */
static bool read_finding(struct mitigation *m, const char *finding_id,
                         const struct audit_finding **out, struct err *err)
{
    struct describe_audit_finding_input in = {finding_id};
    struct describe_audit_finding_output found = {NULL};
    struct err why;

    if (audit_describe_finding(m->audit, &in, m->arena, &found, &why) ||
        (why.kind == ERR_SERVICE && why.status == api_errors[API_RESOURCE_NOT_FOUND].status)) {
        *out = found.finding;
        return true;
    }
    *err = why;
    return false;
}

enum finding_end { END_SUCCEEDED, END_FAILED, END_SKIPPED };

/* One after the other, until one fails. */
static bool carry_out_steps(struct mitigation *m, const struct audit_finding *finding,
                            const struct mitigation_step *steps, size_t n,
                            enum finding_end *end, struct err *err)
{
    enum check_id check;
    int64_t check_no;

    *end = END_SUCCEEDED;
    if (!mitigation_check_named(m, finding->check_name, &check, &check_no, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        struct outcome o = {NULL, NULL};
        struct remedy e = {m, &steps[i].action, finding, check, m->arena, &o};
        const char *status = "COMPLETED";
        if (*end == END_FAILED) {
            o.message = "An action before this one failed.";
            status = "SKIPPED";
        } else if (!mitigation_carry_out(&e, err)) {
            return false;
        } else if (o.code != NULL) {
            *end = END_FAILED;
            status = "FAILED";
        }
        if (!write_outcome(m, steps[i].execution, status, &o, err))
            return false;
    }
    return true;
}

static bool end_steps(struct mitigation *m, const struct mitigation_step *steps, size_t n,
                      const char *status, const struct outcome *o, struct err *err)
{
    for (size_t i = 0; i < n; i++) {
        if (!write_outcome(m, steps[i].execution, i == 0 ? status : "SKIPPED", o, err))
            return false;
    }
    return true;
}

static bool end_finding(struct mitigation *m, struct task *t, const struct open_finding *f,
                        enum finding_end end, struct err *err)
{
    static const struct {
        const char *status, *count;
    } ends[] = {
        [END_SUCCEEDED] = {"UPDATE mitigation_finding SET status = 'COMPLETED' WHERE id = ?",
                           "UPDATE mitigation_task_check SET succeeded = succeeded + 1"
                           " WHERE task = ? AND check_id = ?"},
        [END_FAILED] = {"UPDATE mitigation_finding SET status = 'FAILED' WHERE id = ?",
                        "UPDATE mitigation_task_check SET failed = failed + 1"
                        " WHERE task = ? AND check_id = ?"},
        [END_SKIPPED] = {"UPDATE mitigation_finding SET status = 'SKIPPED' WHERE id = ?",
                         "UPDATE mitigation_task_check SET skipped = skipped + 1"
                         " WHERE task = ? AND check_id = ?"},
    };

    t->at.done++;
    return mitigation_change(m, ends[end].status, f->id, err) &&
           mitigation_run(m, ends[end].count, (const int64_t[]){t->at.id, f->check_no}, 2,
                          err) &&
           mitigation_run(m, "UPDATE mitigation_task SET done = ? WHERE id = ?",
                          (const int64_t[]){t->at.done, t->at.id}, 2, err);
}

static bool work_on(struct mitigation *m, struct task *t, const struct open_finding *f,
                    struct err *err)
{
    static const struct outcome gone = {"ResourceNotFoundException",
                                        "The finding does not exist any more."};
    static const struct outcome suppressed = {NULL, "The finding is suppressed."};
    const struct audit_finding *finding;
    struct mitigation_step steps[MITIGATION_STEPS_MAX];
    enum finding_end end;
    size_t n;
    bool ok;

    if (!mitigation_read_steps(m, steps_of, t->at.id, f->id, steps, &n, err) ||
        !read_finding(m, f->finding_id, &finding, err))
        return false;
    if (finding == NULL) {
        end = END_FAILED;
        ok = end_steps(m, steps, n, "FAILED", &gone, err);
    } else if (finding->is_suppressed.value) {
        end = END_SKIPPED;
        ok = end_steps(m, steps, n, "SKIPPED", &suppressed, err);
    } else {
        ok = carry_out_steps(m, finding, steps, n, &end, err);
    }
    return ok && end_finding(m, t, f, end, err);
}

/* The next one shows that it is being worked on while its time runs. */
bool mitigation_mark_next(struct mitigation *m, int64_t task, struct err *err)
{
    struct open_finding f;

    if (!next_finding(m, task, &f, err))
        return false;
    if (!f.found)
        return true;
    return mitigation_change(m,
                             "UPDATE mitigation_finding SET status = 'IN_PROGRESS'"
                             " WHERE id = ?",
                             f.id, err) &&
           mitigation_run(
               m,
               "UPDATE mitigation_execution SET status = 'IN_PROGRESS', start_ms = ?1"
               " WHERE finding = ?2 AND seq = 0 AND status = 'PENDING'",
               (const int64_t[]){mitigation_now_ms(m), f.id}, 2, err);
}

static bool settle(struct mitigation *m, int64_t task, struct err *err)
{
    int64_t failed;

    if (!mitigation_number(m, "SELECT sum(failed) FROM mitigation_task_check WHERE task = ?",
                           task, &failed, err))
        return false;
    struct db_stmt *s =
        db_query(m->db, "UPDATE mitigation_task SET status = ?, end_ms = ? WHERE id = ?", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, failed > 0 ? "FAILED" : "COMPLETED");
    db_bind_int(s, 2, mitigation_now_ms(m));
    db_bind_int(s, 3, task);
    return db_run(s, err);
}

/* ---- a slice ---- */

static int64_t used_us(const struct mitigation *m)
{
    return slices_now_us(&m->slices);
}

static bool slice(struct mitigation *m, const void *in, void *out, struct err *err)
{
    int64_t until_us = used_us(m) + MITIGATION_SLICE_US;
    struct task t = *(const struct task *)in;

    (void)out;
    do {
        struct open_finding f;
        if (t.at.planned >= 0) {
            if (!plan(m, &t, err))
                return false;
            continue;
        }
        if (!next_finding(m, t.at.id, &f, err))
            return false;
        if (!f.found)
            return settle(m, t.at.id, err);
        if (mitigation_due_ms(&t.at) > mitigation_now_ms(m))
            return mitigation_mark_next(m, t.at.id, err);
        if (!work_on(m, &t, &f, err))
            return false;
    } while (used_us(m) < until_us);
    return t.at.planned >= 0 || mitigation_mark_next(m, t.at.id, err);
}

/* ---- what is too old ---- */

#define SOME_FINDINGS "(SELECT id FROM mitigation_finding WHERE task = ?1 ORDER BY id LIMIT ?2)"

static bool purge_task(struct mitigation *m, int64_t task, struct err *err)
{
    static const char *const steps[] = {
        "DELETE FROM mitigation_task_check WHERE task = ?",
        "DELETE FROM mitigation_task_reason WHERE task = ?",
        "DELETE FROM mitigation_task_step WHERE task = ?",
        "DELETE FROM mitigation_task_action WHERE task = ?",
        "DELETE FROM mitigation_task WHERE id = ?",
    };

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        if (!mitigation_change(m, steps[i], task, err))
            return false;
    }
    return true;
}

static bool purge(struct mitigation *m, const void *in, void *out, struct err *err)
{
    const int64_t *before_ms = in;
    int64_t task;
    bool *more = out;

    if (!mitigation_number(m,
                           "SELECT id FROM mitigation_task WHERE start_ms < ?"
                           " AND status <> 'IN_PROGRESS' ORDER BY start_ms LIMIT 1",
                           *before_ms, &task, err))
        return false;
    *more = task != 0;
    if (task == 0)
        return true;
    const int64_t some[] = {task, PURGE_FINDINGS};
    if (!mitigation_run(m, "DELETE FROM mitigation_execution WHERE finding IN " SOME_FINDINGS,
                        some, 2, err) ||
        !mitigation_run(m, "DELETE FROM mitigation_finding WHERE id IN " SOME_FINDINGS, some, 2,
                        err))
        return false;
    return db_changes(m->db) == PURGE_FINDINGS || purge_task(m, task, err);
}

static bool purge_some(struct mitigation *m, bool *more, struct err *err)
{
    int64_t now_ms = mitigation_now_ms(m),
            before_ms = now_ms - MITIGATION_RETENTION_DAYS * DAY_MS;

    *more = false;
    if (m->purged_ms != INT64_MIN && now_ms - m->purged_ms < PURGE_EVERY_MS)
        return true;
    if (!mitigation_transaction(m, purge, &before_ms, more, err) ||
        (!*more && !mitigation_transaction(m, detect_tasks_purge, &before_ms, more, err)))
        return false;
    if (!*more)
        m->purged_ms = now_ms;
    return true;
}

/* ---- one step ---- */

/* The running task whose turn comes first. */
static bool next_task(struct mitigation *m, struct task *out, bool *found, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "SELECT id, start_ms, planned, total, done, span_ms,"
                                 " ifnull(audit_task, 0) FROM mitigation_task"
                                 " WHERE status = 'IN_PROGRESS' ORDER BY id",
                                 err);
    bool row = false, ok = s != NULL;

    *found = false;
    while (ok && (ok = db_step(s, &row, err)) && row) {
        struct task t = {mitigation_read_progress(s), db_int(s, 6)};
        if (!*found || mitigation_due_ms(&t.at) < mitigation_due_ms(&out->at))
            *out = t;
        *found = true;
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

/* Nothing is due: what is left to do before the next sleep. */
static bool tidy(struct mitigation *m, bool *more, struct err *err)
{
    *more = false;
    if (m->outbox != NULL && !outbox_flush(m->outbox, more, err))
        return false;
    return *more || purge_some(m, more, err);
}

static int64_t earlier(int64_t a_ms, int64_t b_ms)
{
    return a_ms < b_ms ? a_ms : b_ms;
}

bool mitigation_step(struct mitigation *m, int64_t *wait_ms, struct err *err)
{
    struct task t = {.audit_task = 0};
    int64_t alarm_ms;
    bool found, alarms, more;

    *wait_ms = 0;
    arena_reset(m->arena);
    if (!next_task(m, &t, &found, err) || !detect_tasks_due(m, &alarm_ms, &alarms, err))
        return false;
    int64_t now_ms = mitigation_now_ms(m),
            due_ms = found ? mitigation_due_ms(&t.at) : INT64_MAX;
    alarm_ms = alarms ? alarm_ms : INT64_MAX;
    if (found && due_ms <= now_ms && due_ms <= alarm_ms)
        return mitigation_transaction(m, slice, &t, NULL, err);
    if (alarms && alarm_ms <= now_ms)
        return mitigation_transaction(m, detect_tasks_slice, NULL, NULL, err);
    if (!tidy(m, &more, err))
        return false;
    if (!more)
        *wait_ms = found || alarms ? earlier(due_ms, alarm_ms) - now_ms : -1;
    return true;
}
