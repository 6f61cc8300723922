#include "client/local/mitigation_detect.h"
#include "client/local/mitigation_inside.h"

enum {
    LOOK_BATCH = 2000, /* violations looked at at once while a task takes its own */
    PURGE_ROWS = 200,  /* in one idle turn */
};

struct task {
    struct mitigation_progress at;
    const char *request;
};

static bool next_task(struct mitigation *m, struct task *out, bool *found, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "SELECT id, start_ms, planned, total, done, span_ms, request"
                                 " FROM detect_task WHERE status = 'IN_PROGRESS' ORDER BY id",
                                 err);
    bool row = false, ok = s != NULL;

    *found = false;
    while (ok && (ok = db_step(s, &row, err)) && row) {
        struct mitigation_progress at = mitigation_read_progress(s);
        if (*found && mitigation_due_ms(&at) >= mitigation_due_ms(&out->at))
            continue;
        *out = (struct task){at, arena_str(m->arena, db_text(s, 6))};
        *found = true;
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

bool detect_tasks_due(struct mitigation *m, int64_t *out_ms, bool *found, struct err *err)
{
    struct task t = {.request = NULL};

    if (!next_task(m, &t, found, err))
        return false;
    *out_ms = *found ? mitigation_due_ms(&t.at) : -1;
    return true;
}

/* ---- what was asked ---- */

struct wish {
    struct start_detect_mitigation_actions_task_input in;
    bool only_active, suppressed_too, ranged;
    int64_t from_ms, to_ms;
};

static bool read_wish(struct mitigation *m, const struct task *t, struct wish *out,
                      struct err *err)
{
    const struct json *object = json_parse(str_of(t->request), m->arena, err);

    if (object == NULL || !record_decode(&start_detect_mitigation_actions_task_input_record,
                                         object, m->arena, &out->in, err))
        return false;
    const struct violation_event_occurrence_range *r = out->in.violation_event_occurrence_range;
    out->only_active = out->in.include_only_active_violations.value;
    out->suppressed_too = out->in.include_suppressed_alerts.value;
    out->ranged = r != NULL;
    out->from_ms = r != NULL ? r->start_time.ms : 0;
    out->to_ms = r != NULL ? service_clock_until_ms(m->clock, r->end_time.ms) : 0;
    return true;
}

/* v, b: a violation and its behavior; ?1 only active, ?2 suppressed too, ?3 ranged, ?4 from, ?5
 * to. */
#define IS_ACTIVE "(NOT ?1 OR v.active <> 0)"
#define IS_LOUD   "(?2 OR b.suppressed = 0)"
#define IS_THEN                                                                  \
    "(NOT ?3 OR EXISTS(SELECT 1 FROM violation_event e WHERE e.violation = v.id" \
    " AND e.at_ms >= ?4 AND e.at_ms <= ?5))"

static void bind_wish(struct db_stmt *s, const struct wish *w)
{
    db_bind_int(s, 1, w->only_active);
    db_bind_int(s, 2, w->suppressed_too);
    db_bind_int(s, 3, w->ranged);
    db_bind_int(s, 4, w->from_ms);
    db_bind_int(s, 5, w->to_ms);
}

/* ---- taking violations in ---- */

/* After the violations with a row above `after` were taken in: their executions. */
bool detect_tasks_planned(struct mitigation *m, int64_t task, int64_t after, struct err *err)
{
    const int64_t values[] = {task, after};

    if (!mitigation_run(m,
                        "INSERT INTO detect_execution(violation, seq, action, status)"
                        " SELECT v.id, a.seq, a.name, '' FROM detect_task_violation v"
                        " JOIN detect_task_action a ON a.task = v.task WHERE v.task = ?1"
                        " AND v.id > ?2 ORDER BY v.id, a.seq",
                        values, 2, err))
        return false;
    const int64_t pace[] = {task, m->pace_ms, MITIGATION_SPAN_MAX_MS};
    return mitigation_run(m,
                          "UPDATE detect_task SET total = n, span_ms = min(n * ?2, ?3) FROM"
                          " (SELECT count(*) AS n FROM detect_task_violation WHERE task = ?1)"
                          " WHERE id = ?1",
                          pace, 3, err);
}

static bool take_batch(struct mitigation *m, const struct task *t, const struct wish *w,
                       int64_t last, struct err *err)
{
    struct db_stmt *s =
        db_query(m->db,
                 "INSERT INTO detect_task_violation(task, violation_id, thing, open)"
                 " SELECT ?6, v.violation_id, v.thing, 1 FROM violation v"
                 " JOIN detect_behavior b ON b.id = v.behavior WHERE v.id > ?7 AND v.id <= ?8"
                 " AND b.profile = ?9 AND (?10 IS NULL OR b.name = ?10) AND " IS_ACTIVE
                 " AND " IS_LOUD " AND " IS_THEN " ORDER BY v.id",
                 err);

    if (s == NULL)
        return false;
    bind_wish(s, w);
    db_bind_int(s, 6, t->at.id);
    db_bind_int(s, 7, t->at.planned);
    db_bind_int(s, 8, last);
    db_bind_text(s, 9, w->in.target->security_profile_name);
    db_bind_text(s, 10, w->in.target->behavior_name);
    return db_run(s, err);
}

static bool plan(struct mitigation *m, struct task *t, const struct wish *w, struct err *err)
{
    int64_t newest, before, last = t->at.planned + LOOK_BATCH;

    if (!mitigation_number(m, "SELECT max(id) FROM violation WHERE id >= ?", 0, &newest, err) ||
        !mitigation_number(m, "SELECT max(id) FROM detect_task_violation WHERE id >= ?", 0,
                           &before, err) ||
        !take_batch(m, t, w, last, err) || !detect_tasks_planned(m, t->at.id, before, err))
        return false;
    t->at.planned = last >= newest ? -1 : last;
    return mitigation_run(m, "UPDATE detect_task SET planned = ? WHERE id = ?",
                          (const int64_t[]){t->at.planned, t->at.id}, 2, err);
}

/* ---- one violation ---- */

struct open_violation {
    int64_t id;
    const char *violation_id, *thing;
    bool found;
};

static bool next_violation(struct mitigation *m, int64_t task, struct open_violation *out,
                           struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "SELECT id, violation_id, thing FROM detect_task_violation"
                                 " WHERE task = ? AND open = 1 ORDER BY id LIMIT 1",
                                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    if (!db_step(s, &out->found, err))
        return false;
    if (out->found) {
        out->id = db_int(s, 0);
        out->violation_id = arena_str(m->arena, db_text(s, 1));
        out->thing = arena_str(m->arena, db_text(s, 2));
    }
    db_reset(s);
    return true;
}

/* The next one shows that it is being worked on while its time runs. */
static bool mark_next(struct mitigation *m, int64_t task, struct err *err)
{
    struct open_violation v;

    if (!next_violation(m, task, &v, err))
        return false;
    return !v.found || mitigation_run(m,
                                      "UPDATE detect_execution SET status = 'IN_PROGRESS',"
                                      " start_ms = ?1 WHERE violation = ?2 AND seq = 0 AND"
                                      " status = ''",
                                      (const int64_t[]){mitigation_now_ms(m), v.id}, 2, err);
}

/* Why nothing is done to it; *why NULL: nothing stands against it. */
static bool obstacle(struct mitigation *m, const struct wish *w, const char *violation_id,
                     struct outcome *why, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "SELECT " IS_ACTIVE ", " IS_LOUD ", " IS_THEN
                                 " FROM violation v JOIN detect_behavior b"
                                 " ON b.id = v.behavior WHERE v.violation_id = ?6",
                                 err);
    bool row;

    *why = (struct outcome){NULL, NULL};
    if (s == NULL)
        return false;
    bind_wish(s, w);
    db_bind_text(s, 6, violation_id);
    if (!db_step(s, &row, err))
        return false;
    if (!row)
        *why = (struct outcome){"ResourceNotFoundException",
                                "The violation does not exist any more."};
    else if (db_int(s, 0) == 0)
        why->message = "The violation is not active any more.";
    else if (db_int(s, 1) == 0)
        why->message = "The alerts of the behavior are suppressed.";
    else if (db_int(s, 2) == 0)
        why->message = "The violation has no event in the range.";
    db_reset(s);
    return true;
}

enum step_end { STEP_EXECUTED, STEP_FAILED, STEP_SKIPPED, STEP_ENDS };

static const char steps_of[] =
    "SELECT e.id, a.name, a.action_id, a.type, a.params, a.role_arn FROM detect_execution e"
    " JOIN detect_task_action a ON a.task = ?1 AND a.seq = e.seq WHERE e.violation = ?2"
    " ORDER BY e.seq";

static bool write_outcome(struct mitigation *m, int64_t execution, enum step_end end,
                          const struct outcome *o, struct err *err)
{
    static const char *const words[STEP_ENDS] = {"SUCCESSFUL", "FAILED", "SKIPPED"};
    return mitigation_write_outcome(m,
                                    "UPDATE detect_execution SET status = ?1,"
                                    " start_ms = ifnull(start_ms, ?2), end_ms = ?2,"
                                    " error_code = ?3, message = ?4 WHERE id = ?5",
                                    execution, words[end], o, err);
}

/* One after the other, until one fails. */
static bool carry_out(struct mitigation *m, const struct open_violation *v,
                      const struct outcome *against, const struct mitigation_step *steps,
                      size_t n, int64_t counts[STEP_ENDS], struct err *err)
{
    static const struct outcome after_failure = {NULL, "An action before this one failed."};
    const struct outcome *skip = against->code == NULL && against->message ? against : NULL;

    for (size_t i = 0; i < n; i++) {
        struct outcome o = skip != NULL ? *skip : *against;
        struct remedy e = {
            .m = m, .action = &steps[i].action, .arena = m->arena, .outcome = &o};
        if (skip == NULL && o.code == NULL && !mitigation_carry_out_alarm(&e, v->thing, err))
            return false;
        enum step_end end = skip != NULL     ? STEP_SKIPPED
                            : o.code != NULL ? STEP_FAILED
                                             : STEP_EXECUTED;
        if (!write_outcome(m, steps[i].execution, end, &o, err))
            return false;
        counts[end]++;
        skip = end == STEP_FAILED ? &after_failure : skip;
    }
    return true;
}

static bool work_on(struct mitigation *m, struct task *t, const struct wish *w,
                    const struct open_violation *v, struct err *err)
{
    int64_t counts[STEP_ENDS] = {0};
    struct mitigation_step steps[MITIGATION_STEPS_MAX];
    struct outcome against;
    size_t n;

    if (!mitigation_read_steps(m, steps_of, t->at.id, v->id, steps, &n, err) ||
        !obstacle(m, w, v->violation_id, &against, err) ||
        !carry_out(m, v, &against, steps, n, counts, err))
        return false;
    t->at.done++;
    const int64_t values[] = {t->at.done, counts[STEP_EXECUTED], counts[STEP_FAILED],
                              counts[STEP_SKIPPED], t->at.id};
    return mitigation_change(m, "UPDATE detect_task_violation SET open = 0 WHERE id = ?", v->id,
                             err) &&
           mitigation_run(m,
                          "UPDATE detect_task SET done = ?1, executed = executed + ?2,"
                          " failed = failed + ?3, skipped = skipped + ?4 WHERE id = ?5",
                          values, 5, err);
}

static bool settle(struct mitigation *m, int64_t task, struct err *err)
{
    return mitigation_run(m,
                          "UPDATE detect_task SET end_ms = ?1, status = CASE WHEN failed > 0"
                          " THEN 'FAILED' ELSE 'SUCCESSFUL' END WHERE id = ?2",
                          (const int64_t[]){mitigation_now_ms(m), task}, 2, err);
}

/* ---- a slice ---- */

bool detect_tasks_slice(struct mitigation *m, const void *in, void *out, struct err *err)
{
    int64_t until_us = slices_now_us(&m->slices) + MITIGATION_SLICE_US;
    struct task t = {.request = NULL};
    struct wish w;
    bool found;

    (void)in;
    (void)out;
    if (!next_task(m, &t, &found, err))
        return false;
    if (!found)
        return true;
    if (!read_wish(m, &t, &w, err))
        return false;
    if (t.at.planned >= 0)
        return plan(m, &t, &w, err);
    do {
        struct open_violation v;
        if (!next_violation(m, t.at.id, &v, err))
            return false;
        if (!v.found)
            return settle(m, t.at.id, err);
        if (mitigation_due_ms(&t.at) > mitigation_now_ms(m))
            break;
        if (!work_on(m, &t, &w, &v, err))
            return false;
    } while (slices_now_us(&m->slices) < until_us);
    return mark_next(m, t.at.id, err);
}

/* ---- what is too old ---- */

bool detect_tasks_purge(struct mitigation *m, const void *in, void *out, struct err *err)
{
    const int64_t *before_ms = in;
    bool *more = out;
    int64_t task;

    if (!mitigation_number(m,
                           "SELECT id FROM detect_task WHERE start_ms < ?"
                           " AND status <> 'IN_PROGRESS' ORDER BY start_ms LIMIT 1",
                           *before_ms, &task, err))
        return false;
    *more = task != 0;
    if (task == 0)
        return true;
    const int64_t some[] = {task, PURGE_ROWS};
    if (!mitigation_run(m,
                        "DELETE FROM detect_execution WHERE violation IN (SELECT id FROM"
                        " detect_task_violation WHERE task = ?1 ORDER BY id LIMIT ?2)",
                        some, 2, err) ||
        !mitigation_run(m,
                        "DELETE FROM detect_task_violation WHERE id IN (SELECT id FROM"
                        " detect_task_violation WHERE task = ?1 ORDER BY id LIMIT ?2)",
                        some, 2, err))
        return false;
    return db_changes(m->db) == PURGE_ROWS ||
           (mitigation_change(m, "DELETE FROM detect_task_action WHERE task = ?", task, err) &&
            mitigation_change(m, "DELETE FROM detect_task WHERE id = ?", task, err));
}
