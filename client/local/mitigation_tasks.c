#include "client/local/mitigation_inside.h"

struct task {
    int64_t id, start_ms, end_ms; /* end_ms -1: in progress */
    const char *status, *target, *mapping;
};

static bool find_task(struct mitigation *m, const char *task_id, struct arena *a,
                      struct task *out, struct err *err)
{
    struct db_stmt *s = db_query(m->db,
                                 "SELECT id, start_ms, ifnull(end_ms, -1), status, target,"
                                 " mapping FROM mitigation_task WHERE task_id = ?",
                                 err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, task_id);
    if (!db_step(s, &row, err))
        return false;
    if (row)
        *out = (struct task){db_int(s, 0),
                             db_int(s, 1),
                             db_int(s, 2),
                             mitigation_text(s, 3, a),
                             mitigation_text(s, 4, a),
                             mitigation_text(s, 5, a)};
    db_reset(s);
    return row ||
           fault(err, API_RESOURCE_NOT_FOUND, "Mitigation task %s does not exist.", task_id);
}

/* ---- cancelling ---- */

static bool end_at(struct mitigation *m, const char *sql_literal, int64_t task, struct err *err)
{
    struct db_stmt *s = db_query(m->db, sql_literal, err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, mitigation_now_ms(m));
    return db_run(s, err);
}

static bool cancel(struct mitigation *m, const void *input, void *out, struct err *err)
{
    const struct cancel_audit_mitigation_actions_task_input *in = input;
    struct task t;

    (void)out;
    if (!find_task(m, in->task_id, m->arena, &t, err))
        return false;
    if (strcmp(t.status, "IN_PROGRESS") != 0)
        return fault(err, API_INVALID_REQUEST, "Mitigation task %s is not in progress.",
                     in->task_id);
    return end_at(m,
                  "UPDATE mitigation_execution SET status = 'CANCELED',"
                  " end_ms = CASE WHEN start_ms IS NULL THEN NULL ELSE ?2 END"
                  " WHERE status IN ('PENDING', 'IN_PROGRESS') AND finding IN"
                  " (SELECT id FROM mitigation_finding WHERE task = ?1"
                  " AND status IN ('PENDING', 'IN_PROGRESS'))",
                  t.id, err) &&
           mitigation_change(m,
                             "UPDATE mitigation_finding SET status = 'CANCELED' WHERE task = ?"
                             " AND status IN ('PENDING', 'IN_PROGRESS')",
                             t.id, err) &&
           end_at(m,
                  "UPDATE mitigation_task SET status = 'CANCELED', end_ms = ?2 WHERE id = ?1",
                  t.id, err);
}

bool mitigation_cancel(struct mitigation *m,
                       const struct cancel_audit_mitigation_actions_task_input *in,
                       struct err *err)
{
    arena_reset(m->arena);
    return mitigation_transaction(m, cancel, in, NULL, err);
}

/* ---- describing ---- */

/* A member as it was sent, read back into its place. */
static bool read_sent(const char *member, const char *json, struct arena *a,
                      struct start_audit_mitigation_actions_task_input *in, struct err *err)
{
    const char *text = arena_printf(a, "{\"%s\":%s}", member, json);
    const struct json *object = json_parse(str_of(text), a, err);

    return object != NULL &&
           record_decode(&start_audit_mitigation_actions_task_input_record, object, a, in, err);
}

static const char definitions[] = "SELECT name, action_id, type, params, role_arn FROM"
                                  " mitigation_task_action WHERE task = ? ORDER BY name";

static struct opt_int count_of(struct db_stmt *s, int column)
{
    return (struct opt_int){db_int(s, column), true};
}

static bool read_statistics(struct mitigation *m, const struct task *t, struct arena *a,
                            struct list *out, struct err *err)
{
    struct map_entry *entries = arena_alloc(a, CHECK_COUNT, sizeof *entries);
    struct task_statistics_for_audit_check *rows = arena_alloc(a, CHECK_COUNT, sizeof *rows);
    struct db_stmt *s = db_query(m->db,
                                 "SELECT k.name, c.total, c.succeeded, c.failed, c.skipped FROM"
                                 " mitigation_task_check c JOIN audit_check k"
                                 " ON k.id = c.check_id WHERE c.task = ? ORDER BY k.name",
                                 err);
    bool row = false, ok = s != NULL, canceled = strcmp(t->status, "CANCELED") == 0;
    size_t n = 0;

    if (s != NULL)
        db_bind_int(s, 1, t->id);
    while (ok && n < CHECK_COUNT && (ok = db_step(s, &row, err)) && row) {
        struct task_statistics_for_audit_check *c = &rows[n];
        c->total_findings_count = count_of(s, 1);
        c->succeeded_findings_count = count_of(s, 2);
        c->failed_findings_count = count_of(s, 3);
        c->skipped_findings_count = count_of(s, 4);
        int64_t left = c->total_findings_count.value - c->succeeded_findings_count.value -
                       c->failed_findings_count.value - c->skipped_findings_count.value;
        c->canceled_findings_count = (struct opt_int){canceled ? left : 0, true};
        entries[n++] = (struct map_entry){mitigation_text(s, 0, a), c};
    }
    if (s != NULL)
        db_reset(s);
    *out = (struct list){n, entries};
    return ok;
}

bool mitigation_describe_task(struct mitigation *m,
                              const struct describe_audit_mitigation_actions_task_input *in,
                              struct arena *arena,
                              struct describe_audit_mitigation_actions_task_output *out,
                              struct err *err)
{
    struct start_audit_mitigation_actions_task_input target, mapping;
    struct list actions, statistics;
    struct task t;

    if (!find_task(m, in->task_id, arena, &t, err) ||
        !read_sent("target", t.target, arena, &target, err) ||
        !read_sent("auditCheckToActionsMapping", t.mapping, arena, &mapping, err) ||
        !mitigation_read_definitions(m, definitions, t.id, arena, &actions, err) ||
        !read_statistics(m, &t, arena, &statistics, err))
        return false;
    *out = (struct describe_audit_mitigation_actions_task_output){
        .actions_definition = actions,
        .audit_check_to_actions_mapping = mapping.audit_check_to_actions_mapping,
        .end_time = {t.end_ms, t.end_ms >= 0},
        .start_time = {t.start_ms, true},
        .target = target.target,
        .task_statistics = statistics,
        .task_status = t.status,
    };
    return true;
}

/* ---- listing ---- */

static struct db_stmt *tasks_query(struct mitigation *m,
                                   const struct list_audit_mitigation_actions_tasks_input *in,
                                   const struct page *page, struct err *err)
{
    struct db_stmt *s = db_query(
        m->db,
        "SELECT t.id, t.start_ms, t.task_id, t.status FROM mitigation_task t"
        " WHERE t.start_ms >= ?1 AND t.start_ms <= ?2 AND (t.start_ms, t.id) < (?3, ?4)"
        " AND (?5 IS NULL OR t.status = ?5)"
        " AND (?6 IS NULL OR EXISTS(SELECT 1 FROM audit_task a WHERE a.task_id = ?6"
        " AND (a.id = t.audit_task OR (t.audit_task IS NULL AND EXISTS(SELECT 1 FROM"
        " mitigation_finding x JOIN audit_finding f ON f.finding_id = x.finding_id"
        " WHERE x.task = t.id AND f.task = a.id)))))"
        " AND (?7 IS NULL OR EXISTS(SELECT 1 FROM mitigation_finding x WHERE x.task = t.id"
        " AND x.finding_id = ?7)) ORDER BY t.start_ms DESC, t.id DESC LIMIT ?8",
        err);
    int64_t ms, number;

    if (s == NULL)
        return NULL;
    db_bind_int(s, 1, in->start_time.ms);
    db_bind_int(s, 2, service_clock_until_ms(m->clock, in->end_time.ms));
    page_before(page, &ms, &number);
    db_bind_int(s, 3, ms);
    db_bind_int(s, 4, number);
    db_bind_text(s, 5, in->task_status);
    db_bind_text(s, 6, in->audit_task_id);
    db_bind_text(s, 7, in->finding_id);
    db_bind_int(s, 8, page->limit + 1);
    return s;
}

bool mitigation_list_tasks(struct mitigation *m,
                           const struct list_audit_mitigation_actions_tasks_input *in,
                           const struct page *page, struct arena *arena,
                           struct list_audit_mitigation_actions_tasks_output *out,
                           struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct audit_mitigation_actions_task_metadata *rows =
        arena_alloc(arena, limit + 1, sizeof *rows);
    const char *next = NULL;
    int64_t id = 0;
    bool row = false;

    if (in->start_time.ms > in->end_time.ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    struct db_stmt *s = tasks_query(m, in, page, err);
    bool ok = s != NULL;
    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token_at(page, rows[n - 1].start_time.ms, id);
            break;
        }
        id = db_int(s, 0);
        rows[n++] = (struct audit_mitigation_actions_task_metadata){
            .start_time = {db_int(s, 1), true},
            .task_id = mitigation_text(s, 2, arena),
            .task_status = mitigation_text(s, 3, arena)};
    }
    if (s != NULL)
        db_reset(s);
    if (ok)
        *out = (struct list_audit_mitigation_actions_tasks_output){.next_token = next,
                                                                   .tasks = {n, rows}};
    return ok;
}

static struct db_stmt *executions_query(
    struct mitigation *m, const struct list_audit_mitigation_actions_executions_input *in,
    const struct page *page, struct err *err)
{
    struct db_stmt *s = db_query(
        m->db,
        "SELECT e.id, a.action_id, e.action, e.status, e.start_ms, e.end_ms, e.error_code,"
        " e.message FROM mitigation_task t JOIN mitigation_finding f ON f.task = t.id"
        " AND f.finding_id = ?2 JOIN mitigation_execution e ON e.finding = f.id"
        " JOIN mitigation_task_action a ON a.task = t.id AND a.name = e.action"
        " WHERE t.task_id = ?1 AND e.id > ?3 AND (?4 IS NULL OR e.status = ?4)"
        " ORDER BY e.id LIMIT ?5",
        err);

    if (s == NULL)
        return NULL;
    db_bind_text(s, 1, in->task_id);
    db_bind_text(s, 2, in->finding_id);
    db_bind_int(s, 3, page->number);
    db_bind_text(s, 4, in->action_status);
    db_bind_int(s, 5, page->limit + 1);
    return s;
}

bool mitigation_list_executions(struct mitigation *m,
                                const struct list_audit_mitigation_actions_executions_input *in,
                                const struct page *page, struct arena *arena,
                                struct list_audit_mitigation_actions_executions_output *out,
                                struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct audit_mitigation_action_execution_metadata *rows =
        arena_alloc(arena, limit + 1, sizeof *rows);
    struct db_stmt *s = executions_query(m, in, page, err);
    const char *next = NULL;
    bool row = false, ok = s != NULL;
    int64_t id = 0;

    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token(page, id, NULL);
            break;
        }
        id = db_int(s, 0);
        rows[n++] = (struct audit_mitigation_action_execution_metadata){
            .action_id = mitigation_text(s, 1, arena),
            .action_name = mitigation_text(s, 2, arena),
            .end_time = {db_int(s, 5), !db_is_null(s, 5)},
            .error_code = mitigation_text(s, 6, arena),
            .finding_id = arena_str(arena, in->finding_id),
            .message = mitigation_text(s, 7, arena),
            .start_time = {db_int(s, 4), !db_is_null(s, 4)},
            .status = mitigation_text(s, 3, arena),
            .task_id = arena_str(arena, in->task_id)};
    }
    if (s != NULL)
        db_reset(s);
    if (ok)
        *out = (struct list_audit_mitigation_actions_executions_output){
            .actions_executions = {n, rows}, .next_token = next};
    return ok;
}
