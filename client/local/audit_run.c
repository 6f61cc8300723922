#include <stdlib.h>

#include "client/api/policy_role.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/local/audit_inside.h"
#include "client/local/audit_progress.h"

void audit_drop_active(struct audit *a)
{
    struct check_run *r = a->active;

    if (r == NULL)
        return;
    if (check_ways[r->check].end != NULL)
        check_ways[r->check].end(r);
    free(r->cursor_text);
    free(r->last_resource);
    free(r);
    a->active = NULL;
}

/* ---- what checks report ---- */

bool audit_forget_findings(struct audit *a, const struct check_run *r, struct err *err)
{
    static const char *const steps[] = {
        "DELETE FROM audit_related WHERE finding IN"
        " (SELECT id FROM audit_finding WHERE task = ? AND check_id = ?)",
        "DELETE FROM audit_finding WHERE task = ? AND check_id = ?",
    };

    for (size_t i = 0; i < COUNT_OF(steps); i++) {
        struct db_stmt *s = db_query(a->db, steps[i], err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, r->task);
        db_bind_int(s, 2, r->check_no);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

static bool is_suppressed(struct check_run *r, const char *resource, bool *out, struct err *err)
{
    struct db_stmt *s = db_query(r->db,
                                 "SELECT 1 FROM audit_suppression WHERE check_id = ?"
                                 " AND resource = ? AND ifnull(expiration_ms > ?, 1)",
                                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, r->check_no);
    db_bind_text(s, 2, resource);
    db_bind_int(s, 3, r->as_of_ms);
    if (!db_step(s, out, err))
        return false;
    db_reset(s);
    return true;
}

static const char *info_text(const struct check_info *info, size_t n, struct arena *arena)
{
    struct buf text = BUF_INIT(1024);
    struct json_writer w = {.out = &text};
    const char *out = NULL;

    json_open(&w, '{');
    for (size_t i = 0; i < n; i++) {
        if (info[i].key == NULL || info[i].ms < 0)
            continue;
        const char *value = arena_printf(arena, "%lld", (long long)info[i].ms);
        json_text_member(&w, info[i].key, value);
        out = "";
    }
    json_close(&w, '}');
    if (out != NULL)
        out = arena_str(arena, buf_text(&text));
    buf_free(&text);
    return out;
}

static bool insert_finding(struct check_run *r, const struct check_finding *f, bool suppressed,
                           struct err *err)
{
    struct db_stmt *s =
        db_query(r->db,
                 "INSERT INTO audit_finding(finding_id, task, check_id, resource,"
                 " info, reason, text, found_ms, suppressed)"
                 " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?)",
                 err);
    char id[33];

    if (s == NULL)
        return false;
    audit_new_id(id);
    db_bind_text(s, 1, id);
    db_bind_int(s, 2, r->task);
    db_bind_int(s, 3, r->check_no);
    db_bind_text(s, 4, f->resource);
    db_bind_text(s, 5, info_text(&f->info, 1, r->arena));
    db_bind_text(s, 6, f->reason);
    db_bind_text(s, 7, f->text);
    db_bind_int(s, 8, r->past ? r->as_of_ms : service_clock_now_ms(r->clock));
    db_bind_int(s, 9, suppressed);
    if (!db_run(s, err))
        return false;
    r->finding = db_last_id(r->db);
    r->n_related = 0;
    return true;
}

bool check_report(struct check_run *r, const struct check_finding *f, struct err *err)
{
    bool suppressed;

    if (!is_suppressed(r, f->resource, &suppressed, err) ||
        !insert_finding(r, f, suppressed, err))
        return false;
    if (r->last_resource != NULL && strcmp(r->last_resource, f->resource) == 0)
        return true;
    free(r->last_resource);
    r->last_resource = mem_strdup(f->resource);
    if (suppressed)
        r->suppressed++;
    else
        r->non_compliant++;
    return true;
}

bool check_relate(struct check_run *r, const char *type, const char *resource,
                  const struct check_info info[2], struct err *err)
{
    struct db_stmt *s = db_query(r->db, "INSERT INTO audit_related VALUES(?, ?, ?, ?, ?)", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, r->finding);
    db_bind_int(s, 2, r->n_related++);
    db_bind_text(s, 3, type);
    db_bind_text(s, 4, resource);
    db_bind_text(s, 5, info != NULL ? info_text(info, 2, r->arena) : NULL);
    return db_run(s, err);
}

/* ---- beginning a check ---- */

struct next {
    int64_t id, task, check_no, as_of_ms, ready_ms; /* as_of_ms < 0: now */
    const char *schedule;
    bool found;
};

static bool find_next(struct audit *a, struct next *out, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT c.id, c.task, c.check_id, ifnull(t.as_of_ms, -1),"
                                 " c.ready_ms, t.schedule FROM audit_task t"
                                 " JOIN audit_task_check c ON c.task = t.id"
                                 " WHERE t.status = 'IN_PROGRESS' AND c.status IN"
                                 " ('IN_PROGRESS', 'WAITING_FOR_DATA_COLLECTION')"
                                 " ORDER BY c.ready_ms, c.id LIMIT 1",
                                 err);

    if (s == NULL || !db_step(s, &out->found, err))
        return false;
    if (out->found) {
        out->id = db_int(s, 0);
        out->task = db_int(s, 1);
        out->check_no = db_int(s, 2);
        out->as_of_ms = db_int(s, 3);
        out->ready_ms = db_int(s, 4);
        out->schedule = db_is_null(s, 5) ? NULL : arena_str(a->arena, db_text(s, 5));
    }
    db_reset(s);
    return true;
}

/* A scheduled run looks at what happened since the one before it. */
static bool find_since(struct audit *a, const struct next *next, struct check_run *r,
                       struct err *err)
{
    struct db_stmt *s;
    bool row;

    r->since_ms = r->as_of_ms - AUDIT_WINDOW_DAYS * DAY_MS;
    if (next->schedule == NULL)
        return true;
    s = db_query(a->db,
                 "SELECT start_ms FROM audit_task WHERE schedule = ? AND id < ?"
                 " AND status = 'COMPLETED' ORDER BY start_ms DESC LIMIT 1",
                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, next->schedule);
    db_bind_int(s, 2, next->task);
    if (!db_step(s, &row, err))
        return false;
    if (row)
        r->since_ms = db_int(s, 0);
    if (row && r->check == CHECK_CERTIFICATE_SHARED)
        r->since_ms -= AUDIT_SETTLE_MS;
    db_reset(s);
    return true;
}

static bool mark_running(struct audit *a, int64_t id, struct err *err)
{
    return audit_change(a, "UPDATE audit_task_check SET status = 'IN_PROGRESS' WHERE id = ?",
                        id, err);
}

/* ---- ending a check ---- */

static bool set_outcome(struct audit *a, const struct check_run *r, const char *status,
                        const char *code, const char *message, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "UPDATE audit_task_check SET status = ?, error_code = ?,"
                                 " message = ?, total = ?, non_compliant = ?, suppressed = ?"
                                 " WHERE id = ?",
                                 err);
    bool evaluated = code == NULL && message == NULL;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, status);
    db_bind_text(s, 2, code);
    db_bind_text(s, 3, message);
    if (evaluated) {
        db_bind_int(s, 4, r->total);
        db_bind_int(s, 5, r->non_compliant);
        db_bind_int(s, 6, r->suppressed);
    }
    db_bind_int(s, 7, r->task_check);
    return db_run(s, err);
}

bool audit_settle_task(struct audit *a, int64_t task, struct err *err)
{
    int64_t open, failed, total;

    if (!audit_number(a,
                      "SELECT count(*) FROM audit_task_check WHERE task = ? AND status IN"
                      " ('IN_PROGRESS', 'WAITING_FOR_DATA_COLLECTION')",
                      task, &open, err) ||
        !audit_number(a,
                      "SELECT count(*) FROM audit_task_check WHERE task = ?"
                      " AND status = 'FAILED'",
                      task, &failed, err) ||
        !audit_number(a, "SELECT count(*) FROM audit_task_check WHERE task = ?", task, &total,
                      err))
        return false;
    if (open > 0)
        return true;
    audit_timer_forget(a); /* its schedule may run again */
    struct db_stmt *s = db_query(
        a->db, "UPDATE audit_task SET status = ?, end_ms = ifnull(as_of_ms, ?) WHERE id = ?",
        err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, failed == total ? "FAILED" : "COMPLETED");
    db_bind_int(s, 2, audit_now_ms(a));
    db_bind_int(s, 3, task);
    return db_run(s, err) && audit_notify(a, task, err);
}

static bool finish(struct audit *a, const char *status, const char *code, const char *message,
                   struct err *err)
{
    return set_outcome(a, a->active, status, code, message, err) &&
           audit_progress_forget(a, a->active->task_check, err) &&
           audit_settle_task(a, a->active->task, err);
}

/* ---- may it be evaluated? ---- */

static bool role_documents(struct audit *a, const char **arn, const char **documents,
                           struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT c.role_arn, r.documents FROM audit_account c"
                                 " LEFT JOIN iam_role r ON r.arn = c.role_arn WHERE c.id = 1",
                                 err);
    bool row;

    *arn = *documents = NULL;
    if (s == NULL || !db_step(s, &row, err))
        return false;
    if (row) {
        *arn = arena_str(a->arena, db_text(s, 0));
        *documents = db_is_null(s, 1) ? NULL : arena_str(a->arena, db_text(s, 1));
    }
    db_reset(s);
    return true;
}

/* Why the account's role cannot be used for the check; NULL: it can. */
static const char *missing_right(struct audit *a, enum check_id check, const char *arn,
                                 const char *documents)
{
    struct role_documents role;
    struct err unreadable;

    if (documents == NULL)
        return arena_printf(a->arena, "Role %s does not exist.", arn);
    if (!role_parse(str_of(documents), a->arena, &role, &unreadable))
        return arena_printf(a->arena, "Role %s: %s", arn, unreadable.text);
    for (const char *const *right = check_ways[check].rights; *right != NULL; right++) {
        if (!role_allows(&role, *right))
            return arena_printf(a->arena, "Role %s is not allowed to perform %s.", arn, *right);
    }
    return NULL;
}

/* *code NULL: it may. */
static bool find_obstacle(struct audit *a, enum check_id check, const char **code,
                          const char **message, struct err *err)
{
    const char *arn, *documents;
    int64_t enabled;

    *code = NULL;
    if (!audit_number(a, "SELECT enabled FROM audit_check WHERE id = ?", a->check_no[check],
                      &enabled, err) ||
        !role_documents(a, &arn, &documents, err))
        return false;
    if (enabled == 0 || arn == NULL) {
        *code = "AUDIT_CHECK_DISABLED";
        *message = "The check was disabled after the audit had begun.";
        return true;
    }
    *message = missing_right(a, check, arn, documents);
    if (*message != NULL)
        *code = "INSUFFICIENT_PERMISSIONS";
    return true;
}

static bool find_threshold(struct audit *a, struct check_run *r, struct err *err)
{
    int64_t days;

    if (!audit_number(a, "SELECT threshold_days FROM audit_check WHERE id = ?", r->check_no,
                      &days, err))
        return false;
    r->threshold_ms = (days > 0 ? days : checks[r->check].threshold_default) * DAY_MS;
    return true;
}

static struct check_run *new_run(struct audit *a, const struct next *next)
{
    struct check_run *r = mem_alloc(1, sizeof *r);

    r->registry = a->registry;
    r->db = a->db;
    r->arena = a->arena;
    r->account = registry_account(a->registry);
    r->weak_keys = &a->weak_keys;
    r->check = audit_check_of(a, next->check_no);
    r->check_no = next->check_no;
    r->task = next->task;
    r->task_check = next->id;
    r->clock = a->clock;
    r->past = next->as_of_ms >= 0;
    r->as_of_ms = r->past ? next->as_of_ms : audit_now_ms(a);
    return r;
}

/* Goes on where the check was cut off; one that begins has found nothing yet. */
static bool take_up(struct audit *a, struct check_run *r, struct err *err)
{
    bool found;

    return audit_progress_load(r, &found, err) && (found || audit_forget_findings(a, r, err));
}

static bool begin(struct audit *a, const void *in, void *out, struct err *err)
{
    const struct next *next = in;
    const char *code, *message = NULL;

    (void)out;
    a->active = new_run(a, next);
    if (!find_obstacle(a, a->active->check, &code, &message, err))
        return false;
    if (code == NULL)
        return take_up(a, a->active, err) && find_threshold(a, a->active, err) &&
               find_since(a, next, a->active, err) && mark_running(a, next->id, err);
    if (!audit_forget_findings(a, a->active, err) || !finish(a, "FAILED", code, message, err))
        return false;
    audit_drop_active(a);
    return true;
}

/* ---- a slice ---- */

static int64_t used_us(const struct audit *a)
{
    return slices_now_us(&a->slices);
}

static bool evaluate(struct audit *a, const void *in, void *out, struct err *err)
{
    int64_t until_us = used_us(a) + AUDIT_SLICE_US;
    struct check_run *r = a->active;
    bool *done = out;

    (void)in;
    *done = false;
    while (!*done) {
        arena_reset(a->arena);
        if (!check_ways[r->check].slice(r, done, err))
            return false;
        if (used_us(a) >= until_us)
            break;
    }
    if (!*done)
        return audit_progress_save(r, err);
    return finish(a, r->non_compliant > 0 ? "COMPLETED_NON_COMPLIANT" : "COMPLETED_COMPLIANT",
                  NULL, NULL, err);
}

static bool give_up(struct audit *a, const void *in, void *out, struct err *err)
{
    const struct err *why = in;

    (void)out;
    return audit_forget_findings(a, a->active, err) &&
           finish(a, "FAILED", NULL, why->text, err);
}

/* A check that cannot be evaluated fails alone. */
static bool run_slice(struct audit *a, struct err *err)
{
    struct err why;
    bool done, ok = audit_transaction(a, evaluate, NULL, &done, &why);

    if (!ok) {
        log_write(LOG_ERROR, "audit: %s: %s %s", checks[a->active->check].name, why.where,
                  why.text);
        ok = audit_transaction(a, give_up, &why, NULL, err);
        done = true;
    }
    if (done)
        audit_drop_active(a);
    return ok;
}

/* ---- one step ---- */

static bool is_ready(const struct audit *a, const struct next *next)
{
    return next->found && (next->as_of_ms >= 0 || next->ready_ms <= audit_now_ms(a));
}

/* Of two waits, -1: for nothing. */
static int64_t sooner(int64_t a_ms, int64_t b_ms)
{
    if (a_ms < 0 || b_ms < 0)
        return a_ms < 0 ? b_ms : a_ms;
    return a_ms < b_ms ? a_ms : b_ms;
}

bool audit_step(struct audit *a, int64_t *wait_ms, struct err *err)
{
    struct next next = {.found = false};
    int64_t due_ms; /* from now */
    bool more;

    *wait_ms = 0;
    arena_reset(a->arena);
    if (!audit_timer_step(a, &due_ms, err))
        return false;
    if (due_ms == 0)
        return true;
    if (a->active != NULL)
        return run_slice(a, err);
    if (!find_next(a, &next, err))
        return false;
    if (is_ready(a, &next)) {
        if (audit_transaction(a, begin, &next, NULL, err))
            return true;
        audit_drop_active(a);
        return false;
    }
    if (!audit_purge(a, &more, err))
        return false;
    if (!more)
        *wait_ms = sooner(next.found ? next.ready_ms - audit_now_ms(a) : -1, due_ms);
    return true;
}
