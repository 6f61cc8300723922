#include "client/local/audit_schedules.h"

#include "client/local/audit_calendar.h"
#include "client/local/audit_inside.h"
#include "client/local/tags_store.h"

/* What a schedule is, however a request says it. */
struct plan {
    const char *name, *frequency, *day_of_month, *day_of_week;
    unsigned mask;
    struct list tags; /* of a creation: struct tag */
};

static bool is_weekly(const char *frequency)
{
    return strcmp(frequency, "WEEKLY") == 0 || strcmp(frequency, "BIWEEKLY") == 0;
}

/* A weekly audit needs its day of the week, a monthly one its day of the month, and no other.
 */
static bool check_days(const struct plan *p, struct err *err)
{
    bool weekly = is_weekly(p->frequency), monthly = strcmp(p->frequency, "MONTHLY") == 0;

    if (weekly && p->day_of_week == NULL)
        return fault(err, API_INVALID_REQUEST, "dayOfWeek is required for %s.", p->frequency);
    if (monthly && p->day_of_month == NULL)
        return fault(err, API_INVALID_REQUEST, "dayOfMonth is required for %s.", p->frequency);
    if (!weekly && p->day_of_week != NULL)
        return fault(err, API_INVALID_REQUEST, "dayOfWeek is not for %s.", p->frequency);
    if (!monthly && p->day_of_month != NULL)
        return fault(err, API_INVALID_REQUEST, "dayOfMonth is not for %s.", p->frequency);
    return true;
}

static bool find_plan(struct audit *a, const char *name, struct arena *arena, int64_t *id,
                      struct plan *out, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "SELECT id, frequency, day_of_month, day_of_week FROM"
                                 " scheduled_audit WHERE name = ?",
                                 err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, &row, err))
        return false;
    *id = row ? db_int(s, 0) : 0;
    *out = (struct plan){.name = name};
    if (row) {
        out->frequency = arena_str(arena, db_text(s, 1));
        out->day_of_month = db_is_null(s, 2) ? NULL : arena_str(arena, db_text(s, 2));
        out->day_of_week = db_is_null(s, 3) ? NULL : arena_str(arena, db_text(s, 3));
    }
    db_reset(s);
    return true;
}

bool audit_schedule_mask(struct audit *a, int64_t schedule, unsigned *mask, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db, "SELECT check_id FROM scheduled_audit_check WHERE schedule = ?", err);
    bool row = false, ok = s != NULL;

    *mask = 0;
    if (s != NULL)
        db_bind_int(s, 1, schedule);
    while (ok && (ok = db_step(s, &row, err)) && row) {
        enum check_id check = audit_check_of(a, db_int(s, 0));
        if (check != CHECK_COUNT)
            *mask |= 1u << check;
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

static bool write_mask(struct audit *a, int64_t id, unsigned mask, struct err *err)
{
    struct db_stmt *s =
        db_query(a->db, "DELETE FROM scheduled_audit_check WHERE schedule = ?", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    if (!db_run(s, err))
        return false;
    for (int i = 0; i < CHECK_COUNT; i++) {
        if ((mask & 1u << i) == 0)
            continue;
        s = db_query(a->db, "INSERT INTO scheduled_audit_check VALUES(?, ?)", err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, id);
        db_bind_int(s, 2, a->check_no[i]);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

static bool missing(struct err *err, const char *name)
{
    return fault(err, API_RESOURCE_NOT_FOUND, "Scheduled audit %s does not exist.", name);
}

/* ---- create ---- */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_days(const struct plan *a, const struct plan *b)
{
    return same_text(a->frequency, b->frequency) &&
           same_text(a->day_of_month, b->day_of_month) &&
           same_text(a->day_of_week, b->day_of_week);
}

static const char *arn_of(struct audit *a, const char *name, struct arena *arena)
{
    return registry_arn(a->registry, ARN_SCHEDULED_AUDIT, name, arena);
}

/* When the plan is due for the first time, counted from now. */
static int64_t first_due_ms(struct audit *a, const struct plan *p)
{
    int64_t now_ms = audit_now_ms(a);
    struct calendar_rule rule = {.name = p->name,
                                 .frequency = p->frequency,
                                 .day_of_week = p->day_of_week,
                                 .day_of_month = p->day_of_month,
                                 .anchor_ms = now_ms};

    return calendar_next_ms(&rule, now_ms);
}

/* A repeat of the same request is fine, anything else under that name is not. */
static bool check_repeat(struct audit *a, int64_t id, const struct plan *was,
                         const struct plan *wanted, struct err *err)
{
    unsigned mask;
    bool same_tags;

    if (!audit_schedule_mask(a, id, &mask, err) ||
        !tags_same(a->registry, arn_of(a, was->name, a->arena), wanted->tags, &same_tags, err))
        return false;
    if (mask == wanted->mask && same_days(was, wanted) && same_tags)
        return true;
    return fault(err, API_RESOURCE_ALREADY_EXISTS, "Scheduled audit %s already exists.",
                 was->name);
}

static bool insert(struct audit *a, const struct plan *p, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "INSERT INTO scheduled_audit(name, frequency, day_of_month,"
                                 " day_of_week, created_ms, anchor_ms, due_ms)"
                                 " VALUES(?1, ?2, ?3, ?4, ?5, ?5, ?6)",
                                 err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, p->name);
    db_bind_text(s, 2, p->frequency);
    db_bind_text(s, 3, p->day_of_month);
    db_bind_text(s, 4, p->day_of_week);
    db_bind_int(s, 5, audit_now_ms(a));
    db_bind_int(s, 6, first_due_ms(a, p));
    return db_run(s, err) && write_mask(a, db_last_id(a->db), p->mask, err) &&
           tags_set(a->registry, arn_of(a, p->name, a->arena), p->tags, err);
}

static bool create(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct create_scheduled_audit_input *in = input;
    struct plan was, wanted = {.name = in->scheduled_audit_name,
                               .frequency = in->frequency,
                               .day_of_month = in->day_of_month,
                               .day_of_week = in->day_of_week,
                               .tags = in->tags};
    int64_t id, n;

    (void)out;
    if (!check_days(&wanted, err) ||
        !audit_checks_mask(a, in->target_check_names, &wanted.mask, err) ||
        !find_plan(a, in->scheduled_audit_name, a->arena, &id, &was, err))
        return false;
    if (id != 0)
        return check_repeat(a, id, &was, &wanted, err);
    if (!audit_number(a, "SELECT count(*) FROM scheduled_audit WHERE id >= ?", 0, &n, err))
        return false;
    if (n >= AUDIT_SCHEDULES_MAX)
        return fault(err, API_LIMIT_EXCEEDED, "There are already %d scheduled audits.",
                     AUDIT_SCHEDULES_MAX);
    return insert(a, &wanted, err);
}

bool audit_create_schedule(struct audit *a, const struct create_scheduled_audit_input *in,
                           struct arena *arena, struct create_scheduled_audit_output *out,
                           struct err *err)
{
    arena_reset(a->arena);
    if (!audit_transaction(a, create, in, NULL, err))
        return false;
    out->scheduled_audit_arn = arn_of(a, in->scheduled_audit_name, arena);
    audit_timer_changed(a);
    return true;
}

/* ---- describe ---- */

static struct list mask_list(unsigned mask, struct arena *arena)
{
    const char **names = arena_alloc(arena, CHECK_COUNT, sizeof *names);
    size_t n = 0;

    for (int i = 0; i < CHECK_COUNT; i++) {
        if ((mask & 1u << i) != 0)
            names[n++] = checks[i].name;
    }
    return (struct list){n, names};
}

bool audit_describe_schedule(struct audit *a, const struct describe_scheduled_audit_input *in,
                             struct arena *arena, struct describe_scheduled_audit_output *out,
                             struct err *err)
{
    struct plan p;
    int64_t id;

    if (!find_plan(a, in->scheduled_audit_name, arena, &id, &p, err))
        return false;
    if (id == 0)
        return missing(err, in->scheduled_audit_name);
    if (!audit_schedule_mask(a, id, &p.mask, err))
        return false;
    *out = (struct describe_scheduled_audit_output){
        .day_of_month = p.day_of_month,
        .day_of_week = p.day_of_week,
        .frequency = p.frequency,
        .scheduled_audit_arn = arn_of(a, p.name, arena),
        .scheduled_audit_name = p.name,
        .target_check_names = mask_list(p.mask, arena),
    };
    return true;
}

/* ---- update ---- */

/* Days that the new frequency has no use for go by themselves. */
static struct plan changed(const struct plan *was,
                           const struct update_scheduled_audit_input *in)
{
    struct plan p = *was;

    if (in->frequency != NULL) {
        p.frequency = in->frequency;
        p.day_of_week = is_weekly(p.frequency) ? p.day_of_week : NULL;
        p.day_of_month = strcmp(p.frequency, "MONTHLY") == 0 ? p.day_of_month : NULL;
    }
    if (in->day_of_week != NULL)
        p.day_of_week = in->day_of_week;
    if (in->day_of_month != NULL)
        p.day_of_month = in->day_of_month;
    return p;
}

/* The days begin anew. */
static bool write_days(struct audit *a, int64_t id, const struct plan *p, struct err *err)
{
    struct db_stmt *s = db_query(a->db,
                                 "UPDATE scheduled_audit SET frequency = ?, day_of_month = ?,"
                                 " day_of_week = ?, anchor_ms = ?, due_ms = ? WHERE id = ?",
                                 err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, p->frequency);
    db_bind_text(s, 2, p->day_of_month);
    db_bind_text(s, 3, p->day_of_week);
    db_bind_int(s, 4, audit_now_ms(a));
    db_bind_int(s, 5, first_due_ms(a, p));
    db_bind_int(s, 6, id);
    return db_run(s, err);
}

static bool update(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct update_scheduled_audit_input *in = input;
    struct plan was, p;
    int64_t id;

    (void)out;
    if (!find_plan(a, in->scheduled_audit_name, a->arena, &id, &was, err))
        return false;
    if (id == 0)
        return missing(err, in->scheduled_audit_name);
    p = changed(&was, in);
    if (!check_days(&p, err))
        return false;
    if (in->target_check_names.items != NULL &&
        (!audit_checks_mask(a, in->target_check_names, &p.mask, err) ||
         !write_mask(a, id, p.mask, err)))
        return false;
    return same_days(&was, &p) || write_days(a, id, &p, err);
}

bool audit_update_schedule(struct audit *a, const struct update_scheduled_audit_input *in,
                           struct arena *arena, struct update_scheduled_audit_output *out,
                           struct err *err)
{
    arena_reset(a->arena);
    if (!audit_transaction(a, update, in, NULL, err))
        return false;
    out->scheduled_audit_arn = arn_of(a, in->scheduled_audit_name, arena);
    audit_timer_changed(a);
    return true;
}

/* ---- delete ---- */

static bool remove_schedule(struct audit *a, const void *input, void *out, struct err *err)
{
    const struct delete_scheduled_audit_input *in = input;
    struct plan p;
    int64_t id;

    (void)out;
    if (!find_plan(a, in->scheduled_audit_name, a->arena, &id, &p, err))
        return false;
    if (id == 0)
        return missing(err, in->scheduled_audit_name);
    return write_mask(a, id, 0, err) &&
           tags_remove_all(a->registry, arn_of(a, p.name, a->arena), err) &&
           audit_change(a, "DELETE FROM scheduled_audit WHERE id = ?", id, err);
}

bool audit_delete_schedule(struct audit *a, const struct delete_scheduled_audit_input *in,
                           struct err *err)
{
    arena_reset(a->arena);
    if (!audit_transaction(a, remove_schedule, in, NULL, err))
        return false;
    audit_timer_changed(a);
    return true;
}

/* ---- list ---- */

bool audit_list_schedules(struct audit *a, const struct page *page, struct arena *arena,
                          struct list_scheduled_audits_output *out, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0;
    struct scheduled_audit_metadata *rows = arena_alloc(arena, limit + 1, sizeof *rows);
    struct db_stmt *s = db_query(a->db,
                                 "SELECT id, name, frequency, day_of_month, day_of_week FROM"
                                 " scheduled_audit WHERE id > ? ORDER BY id LIMIT ?",
                                 err);
    const char *next = NULL;
    int64_t id = 0;
    bool row = false, ok = s != NULL;

    if (s != NULL) {
        db_bind_int(s, 1, page->started ? page->number : 0);
        db_bind_int(s, 2, page->limit + 1);
    }
    while (ok && next == NULL && (ok = db_step(s, &row, err)) && row) {
        if (n == limit) {
            next = page_token(page, id, NULL);
            continue;
        }
        const char *name = arena_str(arena, db_text(s, 1));
        id = db_int(s, 0);
        rows[n++] = (struct scheduled_audit_metadata){
            .day_of_month = db_is_null(s, 3) ? NULL : arena_str(arena, db_text(s, 3)),
            .day_of_week = db_is_null(s, 4) ? NULL : arena_str(arena, db_text(s, 4)),
            .frequency = arena_str(arena, db_text(s, 2)),
            .scheduled_audit_arn = arn_of(a, name, arena),
            .scheduled_audit_name = name,
        };
    }
    if (s != NULL)
        db_reset(s);
    if (ok)
        *out = (struct list_scheduled_audits_output){next, {n, rows}};
    return ok;
}
