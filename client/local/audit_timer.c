#include "client/base/log.h"
#include "client/local/audit_calendar.h"
#include "client/local/audit_inside.h"
#include "client/local/audit_schedules.h"

/* A schedule that has to do with now. */
struct due {
    struct calendar_rule rule;
    int64_t id, due_ms;
};

/* Of one look at a time: the same literal must not be in use twice. */
#define SCHEDULE                                                        \
    "SELECT id, name, frequency, day_of_week, day_of_month, anchor_ms," \
    " ifnull(due_ms, 0) FROM scheduled_audit WHERE "

/* One run of a schedule at a time. */
#define IDLE                                                       \
    " name NOT IN (SELECT schedule FROM audit_task WHERE status =" \
    " 'IN_PROGRESS' AND schedule IS NOT NULL)"

static const char *text_or_null(struct db_stmt *s, int column, struct arena *arena)
{
    return db_is_null(s, column) ? NULL : arena_str(arena, db_text(s, column));
}

static bool read_due(struct audit *a, struct db_stmt *s, int64_t before_ms, struct due *out,
                     bool *found, struct err *err)
{
    if (s == NULL)
        return false;
    db_bind_int(s, 1, before_ms);
    if (!db_step(s, found, err))
        return false;
    if (*found) {
        out->id = db_int(s, 0);
        out->rule = (struct calendar_rule){.name = arena_str(a->arena, db_text(s, 1)),
                                           .frequency = arena_str(a->arena, db_text(s, 2)),
                                           .day_of_week = text_or_null(s, 3, a->arena),
                                           .day_of_month = text_or_null(s, 4, a->arena),
                                           .anchor_ms = db_int(s, 5)};
        out->due_ms = db_int(s, 6);
    }
    db_reset(s);
    return true;
}

static bool write_due(struct audit *a, const struct due *d, int64_t after_ms, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db, "UPDATE scheduled_audit SET due_ms = ? WHERE id = ?", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, calendar_next_ms(&d->rule, after_ms));
    db_bind_int(s, 2, d->id);
    return db_run(s, err);
}

/* ---- after a pause ----------------------------------------------------------------------- */

/* What was missed by more than AUDIT_LATE_MS while the program did not run is not made up for:
 * the schedule goes on with its next due day. One without a due time, from the fleet's past or
 * from an older program, has missed nothing. */
static bool skip_missed(struct audit *a, const void *in, void *out, struct err *err)
{
    int64_t now_ms = audit_now_ms(a), missed_ms = now_ms - AUDIT_LATE_MS;
    bool found = true;
    struct due d;

    (void)in;
    (void)out;
    while (found) {
        struct db_stmt *s =
            db_query(a->db, SCHEDULE "due_ms IS NULL OR due_ms < ? LIMIT 1", err);
        if (!read_due(a, s, missed_ms, &d, &found, err) ||
            (found && !write_due(a, &d, d.due_ms == 0 ? now_ms : missed_ms, err)))
            return false;
    }
    return true;
}

/* ---- while it runs ----------------------------------------------------------------------- */

/* With a fast clock a busy moment is many hours. */
static int64_t late_ms(const struct audit *a)
{
    int64_t busy_ms = (int64_t)(service_clock_speed(a->clock) * AUDIT_BUSY_MS);

    return busy_ms > AUDIT_LATE_MS ? busy_ms : AUDIT_LATE_MS;
}

static bool begin_task(struct audit *a, const struct due *d, int64_t now_ms, struct err *err)
{
    struct task_order o = {
        .type = "SCHEDULED_AUDIT_TASK", .schedule = d->rule.name, .start_ms = now_ms};
    char task_id[33];

    if (!audit_schedule_mask(a, d->id, &o.mask, err) || !audit_make_task(a, &o, task_id, err))
        return false;
    log_write(LOG_INFO, "scheduled audit %s begins as task %s", d->rule.name, task_id);
    return true;
}

/* The task and the next due time are one change: neither is there without the other. */
static bool begin_due(struct audit *a, const void *in, void *out, struct err *err)
{
    int64_t now_ms = audit_now_ms(a);
    bool *found = out;
    struct due d;

    (void)in;
    struct db_stmt *s =
        db_query(a->db, SCHEDULE "due_ms <= ? AND" IDLE " ORDER BY due_ms, id LIMIT 1", err);
    if (!read_due(a, s, now_ms, &d, found, err))
        return false;
    if (!*found)
        return true;
    if (now_ms - d.due_ms > late_ms(a))
        return write_due(a, &d, now_ms - late_ms(a), err);
    return begin_task(a, &d, now_ms, err) && write_due(a, &d, d.due_ms, err);
}

static bool find_earliest(struct audit *a, struct err *err)
{
    return audit_number(a,
                        "SELECT ifnull(min(due_ms), 9223372036854775807) FROM scheduled_audit"
                        " WHERE id >= ? AND" IDLE,
                        0, &a->due_ms, err);
}

bool audit_timer_step(struct audit *a, int64_t *wait_ms, struct err *err)
{
    bool begun = false;

    *wait_ms = -1;
    if (a->pretended_ms != 0)
        return true; /* the past has its runs already */
    if (a->due_ms == AUDIT_DUE_AFTER_PAUSE) {
        if (!audit_transaction(a, skip_missed, NULL, NULL, err))
            return false;
        a->due_ms = AUDIT_DUE_UNKNOWN;
    }
    if (a->due_ms == AUDIT_DUE_UNKNOWN && !find_earliest(a, err))
        return false;
    if (a->due_ms <= audit_now_ms(a)) {
        a->due_ms = AUDIT_DUE_UNKNOWN;
        if (!audit_transaction(a, begin_due, NULL, &begun, err))
            return false;
    }
    if (begun || a->due_ms == AUDIT_DUE_UNKNOWN)
        *wait_ms = 0;
    else if (a->due_ms != INT64_MAX)
        *wait_ms = a->due_ms - audit_now_ms(a);
    return true;
}

void audit_timer_forget(struct audit *a)
{
    if (a->due_ms != AUDIT_DUE_AFTER_PAUSE)
        a->due_ms = AUDIT_DUE_UNKNOWN;
}

void audit_timer_changed(struct audit *a)
{
    audit_timer_forget(a);
    audit_wake(a);
}
