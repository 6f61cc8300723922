/* Violations and their events, as they are asked for. */
#include <string.h>

#include "client/local/detect_inside.h"
#include "client/local/fault.h"

enum {
    /* Rows looked at for one page: one that finds little among many ends early, with a token,
     * so that nobody else waits. */
    LOOKED_AT_MAX = 4000,
};

/* ---- one row ----------------------------------------------------------------------------- */

/* What both lists have, from these columns on:
 * behavior id, json, profile, confidence, thing, verification, description, violation id, kind,
 * suppressed */
#define COMMON                                                                       \
    "b.id, b.json, b.profile, b.confidence, v.thing, v.verification, v.description," \
    " v.violation_id, b.kind, b.suppressed"
enum { COLUMN_BEHAVIOR = 1, COLUMN_OWN = 11 };

struct common {
    const struct behavior *behavior;
    const struct violation_event_additional_info *info;
    const char *profile, *thing, *verification, *description, *violation_id;
};

/* Rows of one page are often of the same few behaviors. */
struct behaviors_seen {
    size_t n;
    struct {
        int64_t id;
        const struct behavior *behavior;
    } items[8];
};

static bool behavior_read(struct db_stmt *q, struct arena *a, struct behaviors_seen *seen,
                          const struct behavior **out, struct err *err)
{
    int64_t id = db_int(q, COLUMN_BEHAVIOR);
    for (size_t i = 0; i < seen->n; i++)
        if (seen->items[i].id == id) {
            *out = seen->items[i].behavior;
            return true;
        }
    struct behavior *b = arena_alloc(a, 1, sizeof *b);
    const struct json *json =
        json_parse(str_of(arena_str(a, db_text(q, COLUMN_BEHAVIOR + 1))), a, err);
    if (!json || !record_decode(&behavior_record, json, a, b, err))
        return false;
    size_t at = seen->n < COUNT_OF(seen->items) ? seen->n++ : 0;
    seen->items[at].id = id;
    seen->items[at].behavior = *out = b;
    return true;
}

static const char *text(struct db_stmt *q, int column, struct arena *a)
{
    return db_is_null(q, column) ? NULL : arena_str(a, db_text(q, column));
}

static bool common_read(struct db_stmt *q, struct arena *a, struct behaviors_seen *seen,
                        struct common *out, struct err *err)
{
    const char *confidence = text(q, COLUMN_BEHAVIOR + 3, a);
    struct violation_event_additional_info *info = arena_alloc(a, 1, sizeof *info);
    info->confidence_level = confidence;
    out->info = confidence ? info : NULL;
    out->profile = text(q, COLUMN_BEHAVIOR + 2, a);
    out->thing = text(q, COLUMN_BEHAVIOR + 4, a);
    out->verification = text(q, COLUMN_BEHAVIOR + 5, a);
    out->description = text(q, COLUMN_BEHAVIOR + 6, a);
    out->violation_id = text(q, COLUMN_BEHAVIOR + 7, a);
    return behavior_read(q, a, seen, &out->behavior, err);
}

static bool value_read(struct db_stmt *q, int column, struct arena *a,
                       const struct metric_value **out, struct err *err)
{
    struct metric_value *v = arena_alloc(a, 1, sizeof *v);
    *out = NULL;
    if (db_is_null(q, column))
        return true;
    const struct json *json = json_parse(str_of(arena_str(a, db_text(q, column))), a, err);
    if (!json || !record_decode(&metric_value_record, json, a, v, err))
        return false;
    *out = v;
    return true;
}

/* The filters that both lists have. NULL: any. */
struct wanted {
    const char *thing, *profile, *kind, *verification;
    bool not_suppressed;
};

static bool is(struct db_stmt *q, int column, const char *wanted)
{
    return wanted == NULL || strcmp(db_text(q, column), wanted) == 0;
}

/* Suppressed alerts are among the others unless it is said that they shall not. */
static bool matches(struct db_stmt *q, const struct wanted *w)
{
    return is(q, COLUMN_BEHAVIOR + 2, w->profile) && is(q, COLUMN_BEHAVIOR + 4, w->thing) &&
           is(q, COLUMN_BEHAVIOR + 5, w->verification) && is(q, COLUMN_BEHAVIOR + 8, w->kind) &&
           !(w->not_suppressed && db_int(q, COLUMN_BEHAVIOR + 9) != 0);
}

/* ---- a page ------------------------------------------------------------------------------ */

/* What a list is made of. */
struct list_kind {
    size_t size; /* of a record */
    /* Fills a record of the row. */
    bool (*read)(struct db_stmt *q, struct arena *a, struct behaviors_seen *seen, void *out,
                 struct err *err);
    bool by_time; /* rows are ordered by COLUMN_OWN, then by id */
};

/* Rows of the query that are wanted, as records in the arena. */
static bool page_read(struct db_stmt *q, const struct list_kind *k, const struct page *page,
                      const struct wanted *w, struct arena *arena, struct list *out,
                      const char **next, struct err *err)
{
    size_t limit = (size_t)page->limit, n = 0, looked = 0;
    char *rows = arena_alloc(arena, limit + 1, k->size);
    struct behaviors_seen seen = {.n = 0};
    int64_t id = 0, at_ms = 0;
    bool row;
    for (;; looked++) {
        if (!db_step(q, &row, err))
            return false;
        if (!row)
            break;
        bool match = matches(q, w);
        if ((match && n == limit) || looked == LOOKED_AT_MAX) {
            *next = k->by_time ? page_token_at(page, at_ms, id) : page_token(page, id, NULL);
            break;
        }
        id = db_int(q, 0);
        at_ms = db_int(q, COLUMN_OWN);
        if (match && !k->read(q, arena, &seen, rows + n++ * k->size, err))
            return false;
    }
    *out = (struct list){n, rows};
    return true;
}

/* ---- active ------------------------------------------------------------------------------ */

static bool active_read(struct db_stmt *q, struct arena *a, struct behaviors_seen *seen,
                        void *out, struct err *err)
{
    struct common c;
    const struct metric_value *value;
    if (!common_read(q, a, seen, &c, err) || !value_read(q, COLUMN_OWN + 2, a, &value, err))
        return false;
    *(struct active_violation *)out = (struct active_violation){
        .behavior = c.behavior,
        .last_violation_time = {db_int(q, COLUMN_OWN + 1), true},
        .last_violation_value = value,
        .security_profile_name = c.profile,
        .thing_name = c.thing,
        .verification_state = c.verification,
        .verification_state_description = c.description,
        .violation_event_additional_info = c.info,
        .violation_id = c.violation_id,
        .violation_start_time = {db_int(q, COLUMN_OWN), true},
    };
    return true;
}

bool detect_active_violations(struct detect *d, const struct list_active_violations_input *in,
                              const struct page *page, struct arena *arena,
                              struct list_active_violations_output *out, struct err *err)
{
    static const struct list_kind kind = {sizeof(struct active_violation), active_read, false};
    struct wanted w = {in->thing_name, in->security_profile_name, in->behavior_criteria_type,
                       in->verification_state,
                       in->list_suppressed_alerts.set && !in->list_suppressed_alerts.value};
#define ACTIVE                                                                      \
    "SELECT v.id, " COMMON ", v.start_ms, v.last_ms, v.last_value FROM violation v" \
    " JOIN detect_behavior b ON b.id = v.behavior WHERE v.active <> 0 AND v.id < ?1"
    struct db_stmt *q =
        w.thing ? db_query(d->db, ACTIVE " AND v.thing = ?2 ORDER BY v.id DESC", err)
                : db_query(d->db, ACTIVE " ORDER BY v.id DESC", err);
#undef ACTIVE
    if (!q)
        return false;
    db_bind_int(q, 1, page->started ? page->number : INT64_MAX);
    if (w.thing)
        db_bind_text(q, 2, w.thing);
    bool ok =
        page_read(q, &kind, page, &w, arena, &out->active_violations, &out->next_token, err);
    db_reset(q);
    return ok;
}

/* ---- events ------------------------------------------------------------------------------ */

static bool event_read(struct db_stmt *q, struct arena *a, struct behaviors_seen *seen,
                       void *out, struct err *err)
{
    int64_t type = db_int(q, COLUMN_OWN + 1);
    struct common c;
    const struct metric_value *value;
    if (!common_read(q, a, seen, &c, err) || !value_read(q, COLUMN_OWN + 2, a, &value, err))
        return false;
    if (type < 0 || type >= DETECT_EVENTS)
        return err_set(err, ERR_DECODE, "an event of a type that this program does not know");
    *(struct violation_event *)out = (struct violation_event){
        .behavior = c.behavior,
        .metric_value = value,
        .security_profile_name = c.profile,
        .thing_name = c.thing,
        .verification_state = c.verification,
        .verification_state_description = c.description,
        .violation_event_additional_info = c.info,
        .violation_event_time = {db_int(q, COLUMN_OWN), true},
        .violation_event_type = detect_event_names[type],
        .violation_id = c.violation_id,
    };
    return true;
}

/* Of one thing there are few: the planner is kept to the thing's index. */
static struct db_stmt *events_query(struct detect *d, bool one, struct err *err)
{
#define EVENTS "SELECT e.id, " COMMON ", e.at_ms, e.type, e.value FROM"
    if (one)
        return db_query(d->db,
                        EVENTS " violation v CROSS JOIN violation_event e ON e.violation = v.id"
                               " JOIN detect_behavior b ON b.id = e.behavior"
                               " WHERE v.thing = ?5 AND +e.at_ms >= ?1"
                               " AND (+e.at_ms, +e.id) < (?2, ?3) AND +e.at_ms <= ?4"
                               " ORDER BY e.at_ms DESC, e.id DESC",
                        err);
    return db_query(d->db,
                    EVENTS " violation_event e CROSS JOIN violation v ON v.id = e.violation"
                           " CROSS JOIN detect_behavior b ON b.id = e.behavior"
                           " WHERE e.at_ms >= ?1 AND (e.at_ms, e.id) < (?2, ?3)"
                           " AND e.at_ms <= ?4 ORDER BY e.at_ms DESC, e.id DESC",
                    err);
#undef EVENTS
}

bool detect_violation_events(struct detect *d, const struct list_violation_events_input *in,
                             const struct page *page, struct arena *arena,
                             struct list_violation_events_output *out, struct err *err)
{
    static const struct list_kind kind = {sizeof(struct violation_event), event_read, true};
    struct wanted w = {in->thing_name, in->security_profile_name, in->behavior_criteria_type,
                       in->verification_state,
                       in->list_suppressed_alerts.set && !in->list_suppressed_alerts.value};
    int64_t last_ms, last;
    if (in->start_time.ms > in->end_time.ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    struct db_stmt *q = events_query(d, w.thing != NULL, err);
    if (!q)
        return false;
    page_before(page, &last_ms, &last);
    db_bind_int(q, 1, in->start_time.ms);
    db_bind_int(q, 2, last_ms);
    db_bind_int(q, 3, last);
    db_bind_int(q, 4, service_clock_until_ms(d->clock, in->end_time.ms));
    if (w.thing)
        db_bind_text(q, 5, w.thing);
    bool ok =
        page_read(q, &kind, page, &w, arena, &out->violation_events, &out->next_token, err);
    db_reset(q);
    return ok;
}

/* ---- judged by people -------------------------------------------------------------------- */

bool detect_verify(struct detect *d, const struct put_verification_state_on_violation_input *in,
                   struct err *err)
{
    struct db_stmt *q = db_query(d->db,
                                 "UPDATE violation SET verification = ?2, description = ?3,"
                                 " verified_ms = CASE ?2 WHEN 'UNKNOWN' THEN NULL ELSE ?4 END"
                                 " WHERE violation_id = ?1",
                                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, in->violation_id);
    db_bind_text(q, 2, in->verification_state);
    db_bind_text(q, 3, in->verification_state_description);
    db_bind_int(q, 4, detect_now_ms(d));
    if (!db_run(q, err))
        return false;
    return db_changes(d->db) > 0 || fault(err, API_INVALID_REQUEST,
                                          "Violation %.128s does not exist.", in->violation_id);
}
