/* What the account's topic is told when an audit has ended. */
#include "client/local/audit_inside.h"
#include "client/local/mitigation_outbox.h"

enum { MESSAGE_MAX = 32 * 1024 }; /* two hundred bytes a check, and a reason for each */
enum reasons { WITH_REASONS, WITHOUT_REASONS };

struct ended {
    const char *topic, *task_id, *type, *schedule, *status;
    int64_t start_ms;
};

/* Nothing for runs in the past: nobody was told of those either. */
static bool find_ended(struct audit *a, int64_t task, struct ended *out, bool *found,
                       struct err *err)
{
    struct db_stmt *s =
        db_query(a->db,
                 "SELECT n.target_arn, t.task_id, t.type, t.schedule, t.status, t.start_ms"
                 " FROM audit_task t JOIN audit_notification n ON n.type = 'SNS'"
                 " WHERE t.id = ? AND t.as_of_ms IS NULL AND n.enabled <> 0"
                 " AND n.target_arn IS NOT NULL",
                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, task);
    if (!db_step(s, found, err))
        return false;
    if (*found)
        *out = (struct ended){.topic = arena_str(a->arena, db_text(s, 0)),
                              .task_id = arena_str(a->arena, db_text(s, 1)),
                              .type = arena_str(a->arena, db_text(s, 2)),
                              .schedule =
                                  db_is_null(s, 3) ? NULL : arena_str(a->arena, db_text(s, 3)),
                              .status = arena_str(a->arena, db_text(s, 4)),
                              .start_ms = db_int(s, 5)};
    db_reset(s);
    return true;
}

static void put_optional(struct json_writer *w, const char *name, struct db_stmt *s, int column)
{
    if (!db_is_null(s, column))
        json_int_member(w, name, db_int(s, column));
}

static void put_check(struct json_writer *w, struct db_stmt *s, enum reasons reasons)
{
    json_open(w, '{');
    json_text_member(w, "checkName", db_text(s, 0));
    json_text_member(w, "checkRunStatus", db_text(s, 1));
    put_optional(w, "nonCompliantResourcesCount", s, 2);
    put_optional(w, "totalResourcesCount", s, 3);
    put_optional(w, "suppressedNonCompliantResourcesCount", s, 4);
    if (reasons == WITH_REASONS && !db_is_null(s, 5))
        json_text_member(w, "message", db_text(s, 5));
    if (!db_is_null(s, 6))
        json_text_member(w, "errorCode", db_text(s, 6));
    json_close(w, '}');
}

static bool put_checks(struct audit *a, int64_t task, enum reasons reasons,
                       struct json_writer *w, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT k.name, c.status, c.non_compliant, c.total,"
                                 " c.suppressed, c.message, c.error_code"
                                 " FROM audit_task_check c JOIN audit_check k"
                                 " ON k.id = c.check_id WHERE c.task = ? ORDER BY c.id",
                                 err);
    bool row = false, ok = s != NULL;

    if (s != NULL)
        db_bind_int(s, 1, task);
    while (ok && (ok = db_step(s, &row, err)) && row)
        put_check(w, s, reasons);
    if (s != NULL)
        db_reset(s);
    return ok;
}

static bool put_counts(struct audit *a, int64_t task, struct json_writer *w, struct err *err)
{
#define COUNT_WHERE(condition) "SELECT count(*) FROM audit_task_check WHERE task = ?" condition
    int64_t failed, canceled, compliant, non_compliant, total;

    if (!audit_number(a, COUNT_WHERE(" AND status = 'FAILED'"), task, &failed, err) ||
        !audit_number(a, COUNT_WHERE(" AND status = 'CANCELED'"), task, &canceled, err) ||
        !audit_number(a, COUNT_WHERE(" AND status = 'COMPLETED_COMPLIANT'"), task, &compliant,
                      err) ||
        !audit_number(a, COUNT_WHERE(" AND status = 'COMPLETED_NON_COMPLIANT'"), task,
                      &non_compliant, err) ||
        !audit_number(a, COUNT_WHERE(""), task, &total, err))
        return false;
#undef COUNT_WHERE
    json_int_member(w, "failedChecksCount", failed);
    json_int_member(w, "canceledChecksCount", canceled);
    json_int_member(w, "nonCompliantChecksCount", non_compliant);
    json_int_member(w, "compliantChecksCount", compliant);
    json_int_member(w, "totalChecksCount", total);
    return true;
}

static bool put_all(struct audit *a, int64_t task, const struct ended *e, enum reasons reasons,
                    struct buf *out, struct err *err)
{
    struct json_writer w = {.out = out};

    json_open(&w, '{');
    json_text_member(&w, "accountId", registry_account(a->registry));
    json_text_member(&w, "taskId", e->task_id);
    json_text_member(&w, "taskStatus", e->status);
    json_text_member(&w, "taskType", e->type);
    if (e->schedule != NULL)
        json_text_member(&w, "scheduledAuditName", e->schedule);
    if (!put_counts(a, task, &w, err))
        return false;
    json_int_member(&w, "taskStartTime", e->start_ms);
    json_key(&w, "auditDetails");
    json_open(&w, '[');
    if (!put_checks(a, task, reasons, &w, err))
        return false;
    json_close(&w, ']');
    json_close(&w, '}');
    return true;
}

/* Reasons hold what a client has sent, an ARN say; without them there is always room, and no
 * audit fails to end because of what is said of it. */
static bool put_message(struct audit *a, int64_t task, const struct ended *e, struct buf *out,
                        struct err *err)
{
    if (!put_all(a, task, e, WITH_REASONS, out, err))
        return false;
    if (!out->full)
        return true;
    buf_reset(out);
    return put_all(a, task, e, WITHOUT_REASONS, out, err);
}

bool audit_notify(struct audit *a, int64_t task, struct err *err)
{
    struct buf message = BUF_INIT(MESSAGE_MAX);
    struct ended e;
    bool found;

    if (!find_ended(a, task, &e, &found, err))
        return false;
    if (!found)
        return true;
    bool ok = put_message(a, task, &e, &message, err) &&
              outbox_put(a->registry, e.topic, audit_now_ms(a),
                         (struct str){buf_text(&message), message.len}, err);

    buf_free(&message);
    if (ok && a->on_message != NULL)
        a->on_message(a->on_message_ctx);
    return ok;
}

void audit_on_message(struct audit *a, audit_message_fn *fn, void *ctx)
{
    a->on_message = fn;
    a->on_message_ctx = ctx;
}
