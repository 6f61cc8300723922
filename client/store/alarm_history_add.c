/* Events on their way into the file. */
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/alarm_history_inside.h"

enum { JSON_MAX = 256 * 1024 /* of one behavior or value: 1000 elements */ };

static bool word(struct alarm_history *h, const char *text, int64_t *id, struct err *err)
{
    struct db_stmt *s = db_query(h->db, "SELECT id FROM word WHERE text = ?", err);
    bool row = false;

    text = text != NULL ? text : "";
    if (s == NULL)
        return false;
    db_bind_text(s, 1, text);
    if (!db_step(s, &row, err))
        return false;
    *id = row ? db_int(s, 0) : 0;
    db_reset(s);
    if (row)
        return true;
    s = db_query(h->db, "INSERT INTO word(text) VALUES(?)", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, text);
    if (!db_run(s, err))
        return false;
    *id = db_last_id(h->db);
    return true;
}

static bool behavior_id(struct alarm_history *h, const struct behavior *b, int64_t *id,
                        struct err *err)
{
    struct buf text = BUF_INIT(JSON_MAX);
    struct json_writer w = {.out = &text};
    const struct behavior none = {0};
    bool row = false, ok = false;

    record_encode(&behavior_record, b != NULL ? b : &none, &w);
    struct db_stmt *s = db_query(h->db, "SELECT id FROM behavior WHERE json = ?", err);

    if (text.full)
        err_set(err, ERR_LIMIT, "a behavior is too large to be kept");
    else if (s != NULL) {
        db_bind_text(s, 1, buf_text(&text));
        ok = db_step(s, &row, err);
        *id = ok && row ? db_int(s, 0) : 0;
        db_reset(s);
    }
    if (ok && !row) {
        s = db_query(h->db, "INSERT INTO behavior(json) VALUES(?)", err);
        ok = s != NULL;
        if (ok) {
            db_bind_text(s, 1, buf_text(&text));
            ok = db_run(s, err);
            *id = db_last_id(h->db);
        }
    }
    buf_free(&text);
    return ok;
}

/* The state of a violation is what was seen last, whichever event it came with. */
static bool alarm_id(struct alarm_history *h, const struct violation_event *e, int64_t *id,
                     struct err *err)
{
    int64_t profile, state;
    bool row = false;

    if (!word(h, e->security_profile_name, &profile, err) ||
        !word(h, e->verification_state != NULL ? e->verification_state : "UNKNOWN", &state,
              err))
        return false;
    struct db_stmt *s = db_query(
        h->db,
        "INSERT INTO alarm(context, violation, profile, state, note) VALUES(?, ?, ?, ?, ?) "
        "ON CONFLICT(context, violation) DO UPDATE SET state = excluded.state, "
        "note = excluded.note RETURNING id",
        err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    db_bind_text(s, 2, e->violation_id);
    db_bind_int(s, 3, profile);
    db_bind_int(s, 4, state);
    db_bind_text(s, 5, e->verification_state_description);
    if (!db_step(s, &row, err))
        return false;
    *id = row ? db_int(s, 0) : 0;
    db_reset(s);
    return row || err_set(err, ERR_IO, "an alarm has no number");
}

static bool count_hour(struct alarm_history *h, const struct violation_event *e, int64_t type,
                       struct err *err)
{
    struct db_stmt *s = db_query(h->db,
                                 "INSERT INTO hour VALUES(?, ?, ?, ?, 1) ON CONFLICT DO UPDATE "
                                 "SET n = n + 1",
                                 err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    db_bind_int(s, 2, e->violation_event_time.ms / ALARM_HOUR_MS);
    db_bind_int(s, 3, type);
    db_bind_int(s, 4, behavior_kind(e->behavior));
    return db_run(s, err);
}

struct ids {
    int64_t alarm, type, thing, behavior, level;
};

static bool find_ids(struct alarm_history *h, const struct violation_event *e, struct ids *ids,
                     struct err *err)
{
    const struct violation_event_additional_info *info = e->violation_event_additional_info;

    return alarm_id(h, e, &ids->alarm, err) &&
           word(h, e->violation_event_type, &ids->type, err) &&
           word(h, e->thing_name, &ids->thing, err) &&
           behavior_id(h, e->behavior, &ids->behavior, err) &&
           word(h, info != NULL ? info->confidence_level : NULL, &ids->level, err);
}

/* *added: it was not known. */
static bool add_one(struct alarm_history *h, const struct violation_event *e, bool *added,
                    struct err *err)
{
    struct buf value = BUF_INIT(JSON_MAX);
    struct json_writer w = {.out = &value};
    struct ids ids;

    if (!find_ids(h, e, &ids, err))
        return false;
    struct db_stmt *s =
        db_query(h->db, "INSERT OR IGNORE INTO event VALUES(?, ?, ?, ?, ?, ?, ?, ?)", err);

    if (s == NULL)
        return false;
    if (e->metric_value != NULL)
        record_encode(&metric_value_record, e->metric_value, &w);
    db_bind_int(s, 1, h->context_id);
    db_bind_int(s, 2, e->violation_event_time.ms);
    db_bind_int(s, 3, ids.alarm);
    db_bind_int(s, 4, ids.type);
    db_bind_int(s, 5, ids.thing);
    db_bind_int(s, 6, ids.behavior);
    db_bind_int(s, 7, ids.level);
    db_bind_text(s, 8, value.len > 0 && !value.full ? buf_text(&value) : NULL);
    bool ok = db_run(s, err);

    *added = ok && db_changes(h->db) > 0;
    buf_free(&value);
    return ok && (!*added || count_hour(h, e, ids.type, err));
}

/* Another console writes into the same file. */
static bool read_counts(struct alarm_history *h, struct err *err)
{
    struct db_stmt *s =
        db_query(h->db, "SELECT events, purged_ms FROM context WHERE id = ?", err);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    if (!db_step(s, &row, err))
        return false;
    h->events = row ? db_int(s, 0) : 0;
    h->purged_ms = row ? db_int(s, 1) : 0;
    db_reset(s);
    return true;
}

static bool keep_counts(struct alarm_history *h, struct err *err)
{
    struct db_stmt *s =
        db_query(h->db, "UPDATE context SET events = ?, purged_ms = ? WHERE id = ?", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->events);
    db_bind_int(s, 2, h->purged_ms);
    db_bind_int(s, 3, h->context_id);
    return db_run(s, err);
}

/* Events before the hour go; what they were counted as goes with them. */
static bool purge_before(struct alarm_history *h, int64_t hour, struct err *err)
{
    static const char *const deletes[] = {
        "DELETE FROM event WHERE context = ? AND time_ms < ?",
        "DELETE FROM hour WHERE context = ? AND hour < ?",
    };
    const int64_t bounds[] = {hour * ALARM_HOUR_MS, hour};

    for (size_t i = 0; i < COUNT_OF(deletes); i++) {
        struct db_stmt *s = db_query(h->db, deletes[i], err);

        if (s == NULL)
            return false;
        db_bind_int(s, 1, h->context_id);
        db_bind_int(s, 2, bounds[i]);
        if (!db_run(s, err))
            return false;
        if (i == 0)
            h->events -= db_changes(h->db);
    }
    h->purged_ms = bounds[0] > h->purged_ms ? bounds[0] : h->purged_ms;
    return true;
}

/* The hour up to which so many of the oldest events lie. */
static bool hour_after(struct alarm_history *h, int64_t excess, int64_t *hour, struct err *err)
{
    struct db_stmt *s =
        db_query(h->db, "SELECT hour, n FROM hour WHERE context = ? ORDER BY hour", err);
    bool row = true, ok = s != NULL;

    *hour = 0;
    if (ok)
        db_bind_int(s, 1, h->context_id);
    while (ok && excess > 0 && (ok = db_step(s, &row, err)) && row) {
        *hour = db_int(s, 0) + 1;
        excess -= db_int(s, 1);
    }
    if (s != NULL)
        db_reset(s);
    return ok;
}

static bool purge(struct alarm_history *h, struct err *err)
{
    const int64_t now_ms = clock_real_ms(loop_clock(h->loop));
    const int64_t oldest =
        (now_ms - ALARM_HISTORY_DAYS * INT64_C(24) * ALARM_HOUR_MS) / ALARM_HOUR_MS;
    struct db_stmt *s = db_query(h->db, "SELECT MIN(hour) FROM hour WHERE context = ?", err);
    bool row = false;
    int64_t hour = 0;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    if (!db_step(s, &row, err))
        return false;
    const bool too_old = row && !db_is_null(s, 0) && db_int(s, 0) < oldest;

    db_reset(s);
    if (h->events > ALARM_HISTORY_EVENTS_MAX &&
        !hour_after(h, h->events - ALARM_HISTORY_EVENTS_MAX, &hour, err))
        return false;
    if (too_old && hour < oldest)
        hour = oldest;
    return hour == 0 || purge_before(h, hour, err);
}

static bool add_all(struct alarm_history *h, const struct violation_event *events, size_t n,
                    size_t *added, struct err *err)
{
    struct buf key = BUF_INIT(4096);
    bool ok = true;

    for (size_t i = 0; ok && i < n; i++) {
        bool is_new = false;

        if (!alarm_event_key(&events[i], &key))
            continue;
        ok = add_one(h, &events[i], &is_new, err);
        *added += is_new;
    }
    buf_free(&key);
    return ok;
}

bool alarm_history_add(struct alarm_history *h, const struct violation_event *events, size_t n,
                       struct err *err)
{
    const int64_t events_before = h->events, purged_before = h->purged_ms;
    size_t added = 0;

    if (h->db == NULL)
        return err_set(err, ERR_IO, "the alarm history is not open");
    if (n == 0)
        return true;
    if (!db_begin(h->db, err))
        return false;
    bool ok = read_counts(h, err) && add_all(h, events, n, &added, err);

    h->events += (int64_t)added;
    ok = ok && (added == 0 || (purge(h, err) && keep_counts(h, err))) && db_commit(h->db, err);
    if (!ok) {
        db_rollback(h->db);
        h->events = events_before;
        h->purged_ms = purged_before;
        return false;
    }
    if (added > 0)
        alarm_history_tell(h);
    return true;
}
