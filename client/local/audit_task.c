#include "client/local/audit_inside.h"

/* ---- making ---- */

bool audit_checks_mask(struct audit *a, struct list names, unsigned *mask, struct err *err)
{
    const char *const *items = names.items;
    unsigned found = 0;

    if (names.n == 0)
        return fault(err, API_INVALID_REQUEST, "At least one audit check must be named.");
    for (size_t i = 0; i < names.n; i++) {
        enum check_id check;
        int64_t enabled;
        if (!audit_check_named(items[i], &check, err) ||
            !audit_number(a, "SELECT enabled FROM audit_check WHERE id = ?", a->check_no[check],
                          &enabled, err))
            return false;
        if (enabled == 0)
            return fault(err, API_INVALID_REQUEST,
                         "%s is not enabled in the account's audit configuration.", items[i]);
        found |= 1u << check;
    }
    *mask = found;
    return true;
}

static bool add_task(struct audit *a, const struct task_order *o, const char *task_id,
                     int64_t *task, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db,
                 "INSERT INTO audit_task(task_id, type, schedule, start_ms, as_of_ms,"
                 " status) VALUES(?, ?, ?, ?, ?, 'IN_PROGRESS')",
                 err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, task_id);
    db_bind_text(s, 2, o->type);
    db_bind_text(s, 3, o->schedule);
    db_bind_int(s, 4, o->start_ms);
    if (o->past)
        db_bind_int(s, 5, o->start_ms);
    if (!db_run(s, err))
        return false;
    *task = db_last_id(a->db);
    return true;
}

/* When the data that the check needs are there. 0: they always are. */
static bool collected_ms(struct audit *a, const struct task_order *o, enum check_id check,
                         int64_t *out, struct err *err)
{
    int64_t enabled_ms, fresh_ms, wait_ms;

    *out = 0;
    if (o->past)
        return true;
    if (!audit_number(a, "SELECT enabled_ms FROM audit_check WHERE id = ?", a->check_no[check],
                      &enabled_ms, err))
        return false;
    fresh_ms = enabled_ms + a->collect_ms;
    wait_ms = check_ways[check].collects ? o->start_ms + a->collect_ms : 0;
    *out = fresh_ms > wait_ms ? fresh_ms : wait_ms;
    return true;
}

static bool add_check(struct audit *a, const struct task_order *o, int64_t task,
                      enum check_id check, int position, struct err *err)
{
    int64_t paced_ms = o->start_ms + (o->past ? 0 : position * a->pace_ms), data_ms;

    if (!collected_ms(a, o, check, &data_ms, err))
        return false;
    struct db_stmt *s = db_query(
        a->db,
        "INSERT INTO audit_task_check(task, check_id, status, ready_ms) VALUES(?, ?, ?, ?)",
        err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    db_bind_int(s, 2, a->check_no[check]);
    db_bind_text(s, 3, data_ms > o->start_ms ? "WAITING_FOR_DATA_COLLECTION" : "IN_PROGRESS");
    db_bind_int(s, 4, data_ms > paced_ms ? data_ms : paced_ms);
    return db_run(s, err);
}

bool audit_make_task(struct audit *a, const struct task_order *o, char task_id[33],
                     struct err *err)
{
    int64_t task;
    int position = 0;

    audit_new_id(task_id);
    if (!add_task(a, o, task_id, &task, err))
        return false;
    for (int i = 0; i < CHECK_COUNT; i++) {
        if ((o->mask & 1u << i) != 0 &&
            !add_check(a, o, task, (enum check_id)i, position++, err))
            return false;
    }
    return true;
}

static bool start(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct start_on_demand_audit_task_input *in = input;
    struct task_order o = {.type = "ON_DEMAND_AUDIT_TASK", .start_ms = audit_now_ms(a)};
    int64_t running;

    if (!audit_checks_mask(a, in->target_check_names, &o.mask, err) ||
        !audit_number(a,
                      "SELECT count(*) FROM audit_task WHERE status = 'IN_PROGRESS'"
                      " AND schedule IS NULL AND id >= ?",
                      0, &running, err))
        return false;
    if (running >= AUDIT_RUNNING_MAX)
        return fault(err, API_LIMIT_EXCEEDED,
                     "There are already %d on-demand audits in progress.", AUDIT_RUNNING_MAX);
    return audit_make_task(a, &o, out, err);
}

bool audit_start(struct audit *a, const struct start_on_demand_audit_task_input *in,
                 struct arena *arena, struct start_on_demand_audit_task_output *out,
                 struct err *err)
{
    char task_id[33];

    if (!audit_transaction(a, start, in, task_id, err))
        return false;
    out->task_id = arena_str(arena, task_id);
    audit_wake(a);
    return true;
}

/* ---- one task ---- */

struct task {
    int64_t id, start_ms;
    const char *task_id, *type, *schedule, *status;
};

static bool find_task(struct audit *a, const char *task_id, struct arena *arena,
                      struct task *out, struct err *err)
{
    struct db_stmt *s = db_query(
        a->db, "SELECT id, start_ms, type, schedule, status FROM audit_task WHERE task_id = ?",
        err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, task_id);
    if (!db_step(s, &row, err))
        return false;
    if (row)
        *out =
            (struct task){.id = db_int(s, 0),
                          .start_ms = db_int(s, 1),
                          .task_id = arena_str(arena, task_id),
                          .type = arena_str(arena, db_text(s, 2)),
                          .schedule = db_is_null(s, 3) ? NULL : arena_str(arena, db_text(s, 3)),
                          .status = arena_str(arena, db_text(s, 4))};
    db_reset(s);
    return row || fault(err, API_RESOURCE_NOT_FOUND, "Audit task %s does not exist.", task_id);
}

static bool cancel(struct audit *a, const void *input, void *out, struct err *err)
{
    struct task t;
    struct db_stmt *s;

    (void)out;
    if (!find_task(a, input, a->arena, &t, err))
        return false;
    if (strcmp(t.status, "IN_PROGRESS") != 0)
        return fault(err, API_INVALID_REQUEST, "Audit task %s is not in progress.", t.task_id);
    if (!audit_change(a,
                      "DELETE FROM audit_progress WHERE task_check IN"
                      " (SELECT id FROM audit_task_check WHERE task = ?)",
                      t.id, err) ||
        !audit_change(a,
                      "UPDATE audit_task_check SET status = 'CANCELED' WHERE task = ? AND"
                      " status IN ('IN_PROGRESS', 'WAITING_FOR_DATA_COLLECTION')",
                      t.id, err))
        return false;
    s = db_query(a->db, "UPDATE audit_task SET status = 'CANCELED', end_ms = ? WHERE id = ?",
                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, audit_now_ms(a));
    db_bind_int(s, 2, t.id);
    if (!db_run(s, err) || !audit_notify(a, t.id, err))
        return false;
    if (a->active != NULL && a->active->task == t.id)
        audit_drop_active(a);
    audit_timer_forget(a);
    return true;
}

bool audit_cancel(struct audit *a, const struct cancel_audit_task_input *in, struct err *err)
{
    arena_reset(a->arena);
    if (!audit_transaction(a, cancel, in->task_id, NULL, err))
        return false;
    audit_wake(a);
    return true;
}

/* ---- describing ---- */

static struct opt_int count_of(struct db_stmt *s, int column)
{
    return (struct opt_int){db_int(s, column), !db_is_null(s, column)};
}

static const char *text_of(struct db_stmt *s, int column, struct arena *arena)
{
    return db_is_null(s, column) ? NULL : arena_str(arena, db_text(s, column));
}

/* Which counter of the statistics a status belongs to. */
static struct opt_int *counter_of(struct task_statistics *t, const char *status)
{
    const struct {
        const char *status;
        struct opt_int *counter;
    } rows[] = {
        {"IN_PROGRESS", &t->in_progress_checks},
        {"WAITING_FOR_DATA_COLLECTION", &t->waiting_for_data_collection_checks},
        {"COMPLETED_COMPLIANT", &t->compliant_checks},
        {"COMPLETED_NON_COMPLIANT", &t->non_compliant_checks},
        {"FAILED", &t->failed_checks},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        if (strcmp(rows[i].status, status) == 0)
            return rows[i].counter;
    }
    return &t->canceled_checks;
}

static struct task_statistics no_checks(void)
{
    struct opt_int none = {0, true};

    return (struct task_statistics){none, none, none, none, none, none, none};
}

static void read_details(struct db_stmt *s, struct arena *arena, struct audit_check_details *d)
{
    d->check_run_status = arena_str(arena, db_text(s, 1));
    d->error_code = text_of(s, 2, arena);
    d->message = text_of(s, 3, arena);
    d->total_resources_count = count_of(s, 4);
    d->non_compliant_resources_count = count_of(s, 5);
    d->suppressed_non_compliant_resources_count = count_of(s, 6);
    if (str_starts(d->check_run_status, "COMPLETED"))
        d->check_compliant = (struct opt_bool){db_int(s, 5) == 0, true};
}

static bool describe_checks(struct audit *a, int64_t task, struct arena *arena,
                            struct list *out, struct task_statistics *statistics,
                            struct err *err)
{
    struct map_entry *entries = arena_alloc(arena, CHECK_COUNT, sizeof *entries);
    struct audit_check_details *details = arena_alloc(arena, CHECK_COUNT, sizeof *details);
    struct db_stmt *s = db_query(a->db,
                                 "SELECT k.name, c.status, c.error_code, c.message, c.total,"
                                 " c.non_compliant, c.suppressed FROM audit_task_check c"
                                 " JOIN audit_check k ON k.id = c.check_id WHERE c.task = ?"
                                 " ORDER BY c.id",
                                 err);
    bool row = false, ok = s != NULL;
    size_t n = 0;

    if (s != NULL)
        db_bind_int(s, 1, task);
    while (ok && n < CHECK_COUNT && (ok = db_step(s, &row, err)) && row) {
        read_details(s, arena, &details[n]);
        counter_of(statistics, details[n].check_run_status)->value++;
        statistics->total_checks.value++;
        entries[n] = (struct map_entry){arena_str(arena, db_text(s, 0)), &details[n]};
        n++;
    }
    if (s != NULL)
        db_reset(s);
    *out = (struct list){n, entries};
    return ok;
}

bool audit_describe_task(struct audit *a, const struct describe_audit_task_input *in,
                         struct arena *arena, struct describe_audit_task_output *out,
                         struct err *err)
{
    struct task_statistics *statistics = arena_alloc(arena, 1, sizeof *statistics);
    struct list details;
    struct task t;

    *statistics = no_checks();
    if (!find_task(a, in->task_id, arena, &t, err) ||
        !describe_checks(a, t.id, arena, &details, statistics, err))
        return false;
    *out = (struct describe_audit_task_output){
        .audit_details = details,
        .scheduled_audit_name = t.schedule,
        .task_start_time = {t.start_ms, true},
        .task_statistics = statistics,
        .task_status = t.status,
        .task_type = t.type,
    };
    return true;
}

/* ---- listing ---- */

/* The retention counts in whole days, so that "the last 90 days" asked a moment ago is fine. */
static bool check_times(struct audit *a, int64_t start_ms, int64_t end_ms, struct err *err)
{
    if (start_ms > end_ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    if (start_ms < audit_oldest_ms(a))
        return fault(err, API_INVALID_REQUEST, "startTime is more than %d days ago.",
                     AUDIT_RETENTION_DAYS);
    return true;
}

static int64_t page_time(const struct page *page)
{
    int64_t ms = 0;

    return page->started && str_to_int(str_of(page->text), 0, INT64_MAX, &ms) ? ms : INT64_MAX;
}

static struct db_stmt *list_query(struct audit *a, const struct list_audit_tasks_input *in,
                                  const struct page *page, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db,
                 "SELECT id, start_ms, task_id, status, type FROM audit_task"
                 " WHERE start_ms >= ?1 AND start_ms <= ?2"
                 " AND (start_ms, id) < (?3, ?4)"
                 " AND (?5 IS NULL OR status = ?5) AND (?6 IS NULL OR type = ?6)"
                 " ORDER BY start_ms DESC, id DESC LIMIT ?7",
                 err);

    if (s == NULL)
        return NULL;
    db_bind_int(s, 1, in->start_time.ms);
    db_bind_int(s, 2, audit_until_ms(a, in->end_time.ms));
    db_bind_int(s, 3, page_time(page));
    db_bind_int(s, 4, page->started ? page->number : INT64_MAX);
    db_bind_text(s, 5, in->task_status);
    db_bind_text(s, 6, in->task_type);
    db_bind_int(s, 7, page->limit + 1);
    return s;
}

bool audit_list_tasks(struct audit *a, const struct list_audit_tasks_input *in,
                      const struct page *page, struct arena *arena,
                      struct list_audit_tasks_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct audit_task_metadata *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    const char *next = NULL, *time = "";
    int64_t id = 0;
    bool row = false;

    if (!check_times(a, in->start_time.ms, in->end_time.ms, err))
        return false;
    struct db_stmt *s = list_query(a, in, page, err);
    bool ok = s != NULL;
    while (ok && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token(page, id, time);
            break;
        }
        id = db_int(s, 0);
        time = arena_str(arena, db_text(s, 1));
        rows[n++] = (struct audit_task_metadata){.task_id = arena_str(arena, db_text(s, 2)),
                                                 .task_status = arena_str(arena, db_text(s, 3)),
                                                 .task_type = arena_str(arena, db_text(s, 4))};
    }
    if (s != NULL)
        db_reset(s);
    if (!ok)
        return false;
    *out = (struct list_audit_tasks_output){.next_token = next, .tasks = {n, rows}};
    return true;
}
