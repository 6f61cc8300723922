#include "client/local/mitigation_detect.h"
#include "client/local/mitigation_inside.h"

/* ---- cancelling ---- */

static bool cancel_executions(struct mitigation *m, int64_t task, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "UPDATE detect_execution SET status = 'SKIPPED', end_ms = ?2,"
                                 " message = 'The task was canceled.' WHERE status ="
                                 " 'IN_PROGRESS' AND violation IN (SELECT id FROM"
                                 " detect_task_violation WHERE task = ?1 AND open = 1)",
                                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, mitigation_now_ms(m));
    return db_run(s, err);
}

static bool end_task(struct mitigation *m, int64_t task, int64_t skipped, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "UPDATE detect_task SET status = 'CANCELED', end_ms = ?2,"
                                 " skipped = skipped + ?3 WHERE id = ?1",
                                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, mitigation_now_ms(m));
    db_bind_int(s, 3, skipped);
    return db_run(s, err) &&
           mitigation_change(m, "UPDATE detect_task_violation SET open = 0 WHERE task = ?",
                             task, err);
}

static bool cancel(struct mitigation *m, const void *input, void *out, struct err *err)
{
    const struct cancel_detect_mitigation_actions_task_input *in = input;
    struct db_stmt *s = db_query(
        m->db, "SELECT id, status = 'IN_PROGRESS' FROM detect_task WHERE task_id = ?", err);
    bool row;

    (void)out;
    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->task_id);
    if (!db_step(s, &row, err))
        return false;
    int64_t task = row ? db_int(s, 0) : 0;
    bool running = row && db_int(s, 1) != 0;
    db_reset(s);
    if (!row)
        return fault(err, API_RESOURCE_NOT_FOUND, "Mitigation task %s does not exist.",
                     in->task_id);
    if (!running)
        return fault(err, API_INVALID_REQUEST, "Mitigation task %s is not in progress.",
                     in->task_id);
    return cancel_executions(m, task, err) && end_task(m, task, db_changes(m->db), err);
}

bool detect_tasks_cancel(struct mitigation *m,
                         const struct cancel_detect_mitigation_actions_task_input *in,
                         struct err *err)
{
    arena_reset(m->arena);
    return mitigation_transaction(m, cancel, in, NULL, err);
}

/* ---- describing ---- */

#define SUMMARY                                                                            \
    "SELECT id, task_id, request, status, start_ms, ifnull(end_ms, -1), executed, failed," \
    " skipped FROM detect_task"

static struct opt_int count_of(struct db_stmt *s, int column)
{
    return (struct opt_int){db_int(s, column), true};
}

/* All but the definitions of the actions; *id is the row. */
static bool read_summary(struct db_stmt *s, struct arena *a, int64_t *id,
                         struct detect_mitigation_actions_task_summary *out, struct err *err)
{
    struct start_detect_mitigation_actions_task_input in;
    struct detect_mitigation_actions_task_statistics *n = arena_alloc(a, 1, sizeof *n);
    const struct json *object = json_parse(str_of(arena_str(a, db_text(s, 2))), a, err);

    if (object == NULL ||
        !record_decode(&start_detect_mitigation_actions_task_input_record, object, a, &in, err))
        return false;
    *id = db_int(s, 0);
    *n = (struct detect_mitigation_actions_task_statistics){.actions_executed = count_of(s, 6),
                                                            .actions_failed = count_of(s, 7),
                                                            .actions_skipped = count_of(s, 8)};
    *out = (struct detect_mitigation_actions_task_summary){
        .only_active_violations_included = {in.include_only_active_violations.value, true},
        .suppressed_alerts_included = {in.include_suppressed_alerts.value, true},
        .target = in.target,
        .task_end_time = {db_int(s, 5), db_int(s, 5) >= 0},
        .task_id = arena_str(a, db_text(s, 1)),
        .task_start_time = {db_int(s, 4), true},
        .task_statistics = n,
        .task_status = arena_str(a, db_text(s, 3)),
        .violation_event_occurrence_range = in.violation_event_occurrence_range,
    };
    return true;
}

static const char definitions[] = "SELECT name, action_id, type, params, role_arn FROM"
                                  " detect_task_action WHERE task = ? ORDER BY seq";

bool detect_tasks_describe(struct mitigation *m,
                           const struct describe_detect_mitigation_actions_task_input *in,
                           struct arena *arena,
                           struct describe_detect_mitigation_actions_task_output *out,
                           struct err *err)
{
    struct detect_mitigation_actions_task_summary *summary =
        arena_alloc(arena, 1, sizeof *summary);
    struct db_stmt *s = db_query(m->db, SUMMARY " WHERE task_id = ?", err);
    int64_t id = 0;
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, in->task_id);
    if (!db_step(s, &row, err))
        return false;
    bool ok = !row || read_summary(s, arena, &id, summary, err);
    db_reset(s);
    if (!row)
        return fault(err, API_RESOURCE_NOT_FOUND, "Mitigation task %s does not exist.",
                     in->task_id);
    out->task_summary = summary;
    return ok && mitigation_read_definitions(m, definitions, id, arena,
                                             &summary->actions_definition, err);
}

/* ---- listing ---- */

static struct db_stmt *tasks_query(struct mitigation *m,
                                   const struct list_detect_mitigation_actions_tasks_input *in,
                                   const struct page *page, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 SUMMARY " WHERE start_ms >= ?1 AND start_ms <= ?2"
                                         " AND (start_ms, id) < (?3, ?4)"
                                         " ORDER BY start_ms DESC, id DESC LIMIT ?5",
                                 err);
    int64_t ms, number;

    if (s == NULL)
        return NULL;
    db_bind_int(s, 1, in->start_time.ms);
    db_bind_int(s, 2, service_clock_until_ms(m->clock, in->end_time.ms));
    page_before(page, &ms, &number);
    db_bind_int(s, 3, ms);
    db_bind_int(s, 4, number);
    db_bind_int(s, 5, page->limit + 1);
    return s;
}

bool detect_tasks_list(struct mitigation *m,
                       const struct list_detect_mitigation_actions_tasks_input *in,
                       const struct page *page, struct arena *arena,
                       struct list_detect_mitigation_actions_tasks_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct detect_mitigation_actions_task_summary *rows =
        arena_alloc(arena, limit + 1, sizeof *rows);
    int64_t *ids = arena_alloc(arena, limit + 1, sizeof *ids);
    const char *next = NULL;
    bool row = false;

    if (in->start_time.ms > in->end_time.ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    struct db_stmt *s = tasks_query(m, in, page, err);
    bool ok = s != NULL;
    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit)
            next = page_token_at(page, rows[n - 1].task_start_time.ms, ids[n - 1]);
        else
            ok = read_summary(s, arena, &ids[n], &rows[n], err);
        n += next == NULL;
    }
    if (s != NULL)
        db_reset(s);
    for (size_t i = 0; ok && i < n; i++)
        ok = mitigation_read_definitions(m, definitions, ids[i], arena,
                                         &rows[i].actions_definition, err);
    *out = (struct list_detect_mitigation_actions_tasks_output){.next_token = next,
                                                                .tasks = {n, rows}};
    return ok;
}

/* v, e, t: a violation that a task took in, an execution of it, its task. ?1 after, ?2 task, ?3
 * violation, ?4 thing, ?5 from, ?6 to, ?7 how many. */
#define EXECUTIONS(from, where, order)                                                \
    "SELECT e.id, e.action, e.error_code, e.end_ms, e.start_ms, e.message, e.status," \
    " t.task_id, v.thing, v.violation_id FROM " from " WHERE " where                  \
    " AND e.id > ?1 AND e.status <> '' AND (?2 IS NULL OR t.task_id = ?2)"            \
    " AND (?3 IS NULL OR v.violation_id = ?3) AND (?4 IS NULL OR v.thing = ?4)"       \
    " AND e.start_ms >= ?5 AND e.start_ms <= ?6 ORDER BY " order " LIMIT ?7"
#define FROM_VIOLATION                                                  \
    "detect_task_violation v CROSS JOIN detect_task t ON t.id = v.task" \
    " CROSS JOIN detect_execution e ON e.violation = v.id"
#define FROM_TASK                                                       \
    "detect_task t CROSS JOIN detect_task_violation v ON v.task = t.id" \
    " CROSS JOIN detect_execution e ON e.violation = v.id"
#define FROM_EXECUTION                                                            \
    "detect_execution e CROSS JOIN detect_task_violation v ON v.id = e.violation" \
    " CROSS JOIN detect_task t ON t.id = v.task"

/* What is given decides where to begin: of all executions few are of one thing. A task's are
 * made in the order of its violations. */
static const char *executions_sql(
    const struct list_detect_mitigation_actions_executions_input *in)
{
    if (in->violation_id != NULL)
        return EXECUTIONS(FROM_VIOLATION, "v.violation_id = ?3", "e.id");
    if (in->thing_name != NULL)
        return EXECUTIONS(FROM_VIOLATION, "v.thing = ?4", "e.id");
    if (in->task_id != NULL)
        return EXECUTIONS(FROM_TASK, "t.task_id = ?2", "v.id, e.seq");
    return EXECUTIONS(FROM_EXECUTION, "true", "e.id");
}

static struct db_stmt *executions_query(
    struct mitigation *m, const struct list_detect_mitigation_actions_executions_input *in,
    const struct page *page, struct err *err)
{
    struct db_stmt *s = db_query(m->db, executions_sql(in), err);

    if (s == NULL)
        return NULL;
    db_bind_int(s, 1, page->number);
    db_bind_text(s, 2, in->task_id);
    db_bind_text(s, 3, in->violation_id);
    db_bind_text(s, 4, in->thing_name);
    db_bind_int(s, 5, in->start_time.set ? in->start_time.ms : 0);
    db_bind_int(
        s, 6, in->end_time.set ? service_clock_until_ms(m->clock, in->end_time.ms) : INT64_MAX);
    db_bind_int(s, 7, page->limit + 1);
    return s;
}

bool detect_tasks_executions(struct mitigation *m,
                             const struct list_detect_mitigation_actions_executions_input *in,
                             const struct page *page, struct arena *arena,
                             struct list_detect_mitigation_actions_executions_output *out,
                             struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct detect_mitigation_action_execution *rows =
        arena_alloc(arena, limit + 1, sizeof *rows);
    const char *next = NULL;
    bool row = false;
    int64_t id = 0;

    if (in->start_time.set && in->end_time.set && in->start_time.ms > in->end_time.ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    struct db_stmt *s = executions_query(m, in, page, err);
    bool ok = s != NULL;
    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token(page, id, NULL);
            break;
        }
        id = db_int(s, 0);
        rows[n++] = (struct detect_mitigation_action_execution){
            .action_name = mitigation_text(s, 1, arena),
            .error_code = mitigation_text(s, 2, arena),
            .execution_end_date = {db_int(s, 3), !db_is_null(s, 3)},
            .execution_start_date = {db_int(s, 4), !db_is_null(s, 4)},
            .message = mitigation_text(s, 5, arena),
            .status = mitigation_text(s, 6, arena),
            .task_id = mitigation_text(s, 7, arena),
            .thing_name = mitigation_text(s, 8, arena),
            .violation_id = mitigation_text(s, 9, arena)};
    }
    if (s != NULL)
        db_reset(s);
    *out = (struct list_detect_mitigation_actions_executions_output){
        .actions_executions = {n, rows}, .next_token = next};
    return ok;
}
