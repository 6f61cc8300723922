#include "client/local/audit_inside.h"

enum {
    PURGE_EVERY_MS = 3600 * 1000, /* service time between two looks for what is too old */
    PURGE_FINDINGS = 200,         /* in one idle turn: a task may have a hundred thousand */
};

#define SOME_FINDINGS "(SELECT id FROM audit_finding WHERE task = ?1 ORDER BY id LIMIT ?2)"

static bool purge_findings(struct audit *a, int64_t task, int64_t *deleted, struct err *err)
{
    static const char *const steps[] = {
        "DELETE FROM audit_related WHERE finding IN " SOME_FINDINGS,
        "DELETE FROM audit_finding WHERE id IN " SOME_FINDINGS,
    };

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct db_stmt *s = db_query(a->db, steps[i], err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, task);
        db_bind_int(s, 2, PURGE_FINDINGS);
        if (!db_run(s, err))
            return false;
        *deleted = db_changes(a->db);
    }
    return true;
}

static bool purge_task(struct audit *a, int64_t task, struct err *err)
{
    return audit_change(a,
                        "DELETE FROM audit_progress WHERE task_check IN"
                        " (SELECT id FROM audit_task_check WHERE task = ?)",
                        task, err) &&
           audit_change(a, "DELETE FROM audit_task_check WHERE task = ?", task, err) &&
           audit_change(a, "DELETE FROM audit_task WHERE id = ?", task, err);
}

/* ---- of checks that are disabled ---- */

#define SOME_DISABLED                                   \
    "(SELECT id FROM audit_finding WHERE check_id = ?1" \
    " ORDER BY found_ms, id LIMIT ?2)"

static bool some_disabled(struct audit *a, const void *in, void *out, struct err *err)
{
    static const char *const steps[] = {
        "DELETE FROM audit_related WHERE finding IN " SOME_DISABLED,
        "DELETE FROM audit_finding WHERE id IN " SOME_DISABLED,
    };
    const int64_t *check_no = in;

    (void)out;
    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct db_stmt *s = db_query(a->db, steps[i], err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, *check_no);
        db_bind_int(s, 2, PURGE_FINDINGS);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

static bool purge_disabled(struct audit *a, bool *more, struct err *err)
{
    int64_t check_no;

    if (!audit_number(a,
                      "SELECT id FROM audit_check k WHERE enabled = ? AND EXISTS(SELECT 1 FROM"
                      " audit_finding f WHERE f.check_id = k.id) LIMIT 1",
                      0, &check_no, err))
        return false;
    *more = check_no != 0;
    return check_no == 0 || audit_transaction(a, some_disabled, &check_no, NULL, err);
}

/* ---- beyond the retention ---- */

/* in: tasks that began before this go; out: is there more of them? */
static bool purge(struct audit *a, const void *in, void *out, struct err *err)
{
    const int64_t *before_ms = in;
    int64_t task, deleted;
    bool *more = out;

    if (!audit_number(a,
                      "SELECT id FROM audit_task WHERE start_ms < ? ORDER BY start_ms LIMIT 1",
                      *before_ms, &task, err))
        return false;
    *more = task != 0;
    return task == 0 || (purge_findings(a, task, &deleted, err) &&
                         (deleted == PURGE_FINDINGS || purge_task(a, task, err)));
}

bool audit_purge(struct audit *a, bool *more, struct err *err)
{
    int64_t now_ms = audit_now_ms(a), before_ms = now_ms - AUDIT_RETENTION_DAYS * DAY_MS;

    if (!purge_disabled(a, more, err))
        return false;
    if (*more)
        return true;
    if (a->purged_ms != INT64_MIN && now_ms - a->purged_ms < PURGE_EVERY_MS)
        return true;
    if (!audit_transaction(a, purge, &before_ms, more, err))
        return false;
    if (!*more)
        a->purged_ms = now_ms;
    return true;
}
