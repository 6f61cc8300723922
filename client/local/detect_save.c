/* What was judged, into the database: a batch of changes and how far all has come. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/detect_inside.h"
#include "client/local/keys.h"
#include "client/local/mitigation_outbox.h"

enum {
    BATCH = 100, /* changes in one transaction: about 3 ms */
    MESSAGE_MAX = 48 * 1024,
    PURGE_EVERY_MS = 3600 * 1000,
    PURGE_SOME = 200, /* rows in one slice */
};

const char *const detect_event_names[DETECT_EVENTS] = {"in-alarm", "alarm-cleared",
                                                       "alarm-invalidated"};

/* ---- how far all has come ---------------------------------------------------------------- */

bool state_load(struct detect *d, struct err *err)
{
    struct db_stmt *q = db_query(
        d->db, "SELECT slot, fine_slot, step, quiet_slot FROM detect_state WHERE id = 1", err);
    bool row;
    if (!q || !db_step(q, &row, err))
        return false;
    d->has_state = row;
    if (row) {
        d->next = d->saved = db_int(q, 0);
        d->fine = db_int(q, 1);
        d->step = db_int(q, 2);
        d->quiet = db_int(q, 3);
    }
    db_reset(q);
    q = db_query(
        d->db, "SELECT from_slot, to_slot, step FROM detect_coverage ORDER BY from_slot", err);
    bool ok = q != NULL;
    while (ok && (ok = db_step(q, &row, err)) && row) {
        d->coverage =
            mem_grow(d->coverage, &d->cap_coverage, d->n_coverage + 1, sizeof *d->coverage);
        d->coverage[d->n_coverage++] =
            (struct coverage){db_int(q, 0), db_int(q, 1), db_int(q, 2)};
    }
    if (q)
        db_reset(q);
    d->saved_coverage = d->n_coverage > 0 ? d->n_coverage - 1 : 0;
    return ok;
}

void coverage_add(struct detect *d, int64_t slot, int64_t step)
{
    struct coverage *last = d->n_coverage > 0 ? &d->coverage[d->n_coverage - 1] : NULL;
    if (last && slot < last->to)
        return;
    if (last && last->step == step && last->to - 1 + step == slot) {
        last->to = slot + 1;
        return;
    }
    d->coverage =
        mem_grow(d->coverage, &d->cap_coverage, d->n_coverage + 1, sizeof *d->coverage);
    d->coverage[d->n_coverage++] = (struct coverage){slot, slot + 1, step};
}

bool coverage_has(const struct detect *d, int64_t slot)
{
    for (size_t i = d->n_coverage; i > 0; i--) {
        const struct coverage *c = &d->coverage[i - 1];
        if (slot >= c->from)
            return slot < c->to && (slot - c->from) % c->step == 0;
    }
    return false;
}

static bool coverage_write(struct detect *d, int64_t until, struct err *err)
{
    for (size_t i = d->saved_coverage; i < d->n_coverage; i++) {
        const struct coverage *c = &d->coverage[i];
        struct db_stmt *q =
            c->from < until
                ? db_query(d->db, "INSERT OR REPLACE INTO detect_coverage VALUES(?, ?, ?)", err)
                : NULL;
        if (c->from >= until)
            break;
        if (!q)
            return false;
        db_bind_int(q, 1, c->from);
        db_bind_int(q, 2, c->to < until ? c->to : until);
        db_bind_int(q, 3, c->step);
        if (!db_run(q, err))
            return false;
    }
    return true;
}

static bool state_write(struct detect *d, int64_t until, struct err *err)
{
    struct db_stmt *q =
        db_query(d->db, "INSERT OR REPLACE INTO detect_state VALUES(1, ?, ?, ?, ?)", err);
    if (!q)
        return false;
    db_bind_int(q, 1, until);
    db_bind_int(q, 2, d->fine);
    db_bind_int(q, 3, d->step);
    db_bind_int(q, 4, d->quiet);
    if (!db_run(q, err))
        return false;
    q = db_query(d->db, "DELETE FROM detect_coverage WHERE from_slot >= ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, until);
    return db_run(q, err) && coverage_write(d, until, err);
}

/* ---- telling ----------------------------------------------------------------------------- */

struct news {
    const struct change *change;
    enum detect_event event;
    const char *violation_id;
};

/* What is JSON already. */
static void raw_put(struct json_writer *w, const char *json)
{
    buf_puts(w->out, json);
    w->need_comma = true;
}

static void message_put(const struct detect *d, const struct news *n, struct buf *out)
{
    const struct alarm *a = &d->alarms[n->change->alarm];
    const struct rule *r = n->change->rule;
    struct json_writer w = {.out = out};
    json_open(&w, '{');
    json_int_member(&w, "violationEventTime", slot_end_ms(n->change->slot));
    json_text_member(&w, "thingName", intern_text(d->names, a->thing));
    json_key(&w, "behavior");
    raw_put(&w, r->json);
    json_text_member(&w, "violationEventType", detect_event_names[n->event]);
    if (n->change->value) {
        json_key(&w, "metricValue");
        raw_put(&w, n->change->value);
    }
    json_text_member(&w, "violationId", n->violation_id);
    json_text_member(&w, "securityProfileName", r->watch->name);
    json_close(&w, '}');
}

/* Nobody is told of what a new fleet's past was, or when the alerts are suppressed. */
static bool tell(struct detect *d, const struct news *n, struct err *err)
{
    const struct rule *r = n->change->rule;
    struct buf text = BUF_INIT(MESSAGE_MAX);
    bool ok = true;
    if (!r || r->suppressed || n->change->slot < d->quiet || r->watch->topics.n == 0)
        return true;
    const char *const *topics = r->watch->topics.items;
    message_put(d, n, &text);
    /* A behavior of a thousand values is not told whole, and that is no reason to stop. */
    for (size_t i = 0; ok && !text.full && i < r->watch->topics.n; i++)
        ok = outbox_put(d->registry, topics[i], slot_end_ms(n->change->slot),
                        (struct str){buf_text(&text), text.len}, err);
    d->told = true;
    buf_free(&text);
    return ok;
}

/* ---- changes ----------------------------------------------------------------------------- */

static bool event_write(struct detect *d, const struct change *c, enum detect_event event,
                        struct err *err)
{
    const struct alarm *a = &d->alarms[c->alarm];
    struct db_stmt *q = db_query(d->db,
                                 "INSERT INTO violation_event(violation, behavior, type, at_ms,"
                                 " value) VALUES(?, ?, ?, ?, ?)",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, a->row);
    db_bind_int(q, 2, a->behavior);
    db_bind_int(q, 3, event);
    db_bind_int(q, 4, slot_end_ms(c->slot));
    db_bind_text(q, 5, c->value);
    return db_run(q, err);
}

static bool violation_id(struct detect *d, int64_t row, char out[33], struct err *err)
{
    struct db_stmt *q = db_query(d->db, "SELECT violation_id FROM violation WHERE id = ?", err);
    bool there;
    if (!q)
        return false;
    db_bind_int(q, 1, row);
    if (!db_step(q, &there, err))
        return false;
    const char *text = db_text(q, 0);
    size_t n = strnlen(text, 32);
    memcpy(out, text, n);
    out[n] = '\0';
    db_reset(q);
    return true;
}

/* 32 hex digits. */
static void id_new(char out[33])
{
    char uuid[37];
    size_t n = 0;
    keys_uuid(uuid);
    for (size_t i = 0; uuid[i] && n < 32; i++)
        if (uuid[i] != '-')
            out[n++] = uuid[i];
    out[n] = '\0';
}

static bool raise_write(struct detect *d, const struct change *c, struct err *err)
{
    struct alarm *a = &d->alarms[c->alarm];
    char id[33];
    struct db_stmt *q =
        db_query(d->db,
                 "INSERT INTO violation(violation_id, behavior, device, thing, start_ms,"
                 " last_ms, last_value, active) VALUES(?1, ?2, ?3, ?4, ?5, ?5, ?6, 1)",
                 err);
    if (!q)
        return false;
    id_new(id);
    db_bind_text(q, 1, id);
    db_bind_int(q, 2, a->behavior);
    db_bind_int(q, 3, a->device);
    db_bind_text(q, 4, intern_text(d->names, a->thing));
    db_bind_int(q, 5, slot_end_ms(c->slot));
    db_bind_text(q, 6, c->value);
    if (!db_run(q, err))
        return false;
    a->row = db_last_id(d->db);
    struct news news = {c, EVENT_ALARM, id};
    return event_write(d, c, EVENT_ALARM, err) && tell(d, &news, err);
}

static bool again_write(struct detect *d, const struct change *c, struct err *err)
{
    const struct alarm *a = &d->alarms[c->alarm];
    struct db_stmt *q = db_query(
        d->db,
        "UPDATE violation SET last_ms = ?2, last_value = ?3, behavior = ?4 WHERE id = ?1", err);
    if (!q)
        return false;
    db_bind_int(q, 1, a->row);
    db_bind_int(q, 2, slot_end_ms(c->slot));
    db_bind_text(q, 3, c->value);
    db_bind_int(q, 4, a->behavior);
    return db_run(q, err);
}

static bool end_write(struct detect *d, const struct change *c, enum detect_event event,
                      struct err *err)
{
    const struct alarm *a = &d->alarms[c->alarm];
    char id[33];
    struct db_stmt *q = db_query(d->db, "UPDATE violation SET active = 0 WHERE id = ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, a->row);
    if (!db_run(q, err) || !event_write(d, c, event, err) || !violation_id(d, a->row, id, err))
        return false;
    struct news news = {c, event, id};
    return tell(d, &news, err);
}

static bool change_write(struct detect *d, const struct change *c, struct err *err)
{
    switch (c->kind) {
    case CHANGE_RAISE: return raise_write(d, c, err);
    case CHANGE_AGAIN: return again_write(d, c, err);
    case CHANGE_CLEAR: return end_write(d, c, EVENT_CLEARED, err);
    case CHANGE_INVALIDATE: return end_write(d, c, EVENT_INVALIDATED, err);
    }
    return true;
}

/* Those of slots that are whole, when the queue ends here; else up to the slot in between. */
static int64_t reached(const struct detect *d, size_t end)
{
    if (end == d->n_queue || d->queue[end].slot >= d->next)
        return d->next;
    return d->queue[end].slot < d->saved ? d->saved : d->queue[end].slot;
}

static bool batch_write(struct detect *d, size_t end, int64_t until, struct err *err)
{
    for (size_t i = d->head; i < end; i++)
        if (!change_write(d, &d->queue[i], err))
            return false;
    return state_write(d, until, err);
}

static void batch_forget(struct detect *d, size_t end)
{
    for (; d->head < end; d->head++) {
        struct change *c = &d->queue[d->head];
        free(c->value);
        c->value = NULL;
        if (c->kind == CHANGE_CLEAR || c->kind == CHANGE_INVALIDATE)
            alarm_drop(d, c->alarm);
    }
}

bool detect_save(struct detect *d, struct err *err)
{
    size_t end = d->head + BATCH < d->n_queue ? d->head + BATCH : d->n_queue;
    int64_t until = reached(d, end);
    if (!registry_begin(d->registry, err))
        return false;
    if (!batch_write(d, end, until, err) || !registry_commit(d->registry, err)) {
        registry_rollback(d->registry);
        return false;
    }
    batch_forget(d, end);
    d->saved = until;
    d->has_state = true;
    while (d->saved_coverage + 1 < d->n_coverage &&
           d->coverage[d->saved_coverage + 1].from < until)
        d->saved_coverage++;
    if (d->told && d->on_message)
        d->on_message(d->on_message_ctx);
    d->told = false;
    return true;
}

/* ---- what is too old --------------------------------------------------------------------- */

static bool purge_run(struct detect *d, const char *sql_literal, int64_t before, int64_t *n,
                      struct err *err)
{
    struct db_stmt *q = db_query(d->db, sql_literal, err);
    if (!q)
        return false;
    db_bind_int(q, 1, before);
    db_bind_int(q, 2, PURGE_SOME);
    if (!db_run(q, err))
        return false;
    *n += db_changes(d->db);
    return true;
}

static bool purge_some(struct detect *d, int64_t now_ms, int64_t *n, struct err *err)
{
    int64_t days_ms = 86400000;
    int64_t events = now_ms - DETECT_EVENT_DAYS * days_ms;
    int64_t values = slot_of_ms(now_ms - DETECT_EVENT_DAYS * days_ms);
    return purge_run(d,
                     "DELETE FROM violation_event WHERE id IN (SELECT id FROM violation_event"
                     " WHERE at_ms < ?1 ORDER BY at_ms LIMIT ?2)",
                     events, n, err) &&
           purge_run(
               d,
               "DELETE FROM violation WHERE id IN (SELECT v.id FROM violation v"
               " WHERE v.active = 0 AND v.last_ms < ?1 AND NOT EXISTS(SELECT 1 FROM"
               " violation_event e WHERE e.violation = v.id) ORDER BY v.last_ms LIMIT ?2)",
               events, n, err) &&
           purge_run(d,
                     "DELETE FROM detect_coverage WHERE from_slot IN (SELECT from_slot FROM"
                     " detect_coverage WHERE to_slot < ?1 ORDER BY from_slot LIMIT ?2)",
                     values, n, err) &&
           purge_run(d,
                     "DELETE FROM detect_quarantine WHERE (thing, from_slot) IN (SELECT thing,"
                     " from_slot FROM detect_quarantine WHERE to_slot < ?1 LIMIT ?2)",
                     values, n, err);
}

static bool behavior_in_use(const struct detect *d, int64_t row)
{
    for (size_t i = 0; i < d->rules->n; i++)
        if (d->rules->items[i].row == row)
            return true;
    for (size_t i = 0; i < d->n_alarms; i++)
        if (d->alarms[i].state != ALARM_FREE && d->alarms[i].behavior == row)
            return true; /* what is queued of it has not been written yet */
    return false;
}

static bool behavior_delete(struct detect *d, int64_t row, struct err *err)
{
    struct db_stmt *q = db_query(d->db, "DELETE FROM detect_behavior WHERE id = ?", err);
    if (!q)
        return false;
    db_bind_int(q, 1, row);
    return db_run(q, err);
}

/* Those after `after` that nothing is said of. */
static bool behaviors_idle(struct detect *d, int64_t after, int64_t out[PURGE_SOME], size_t *n,
                           struct err *err)
{
    struct db_stmt *q = db_query(
        d->db,
        "SELECT b.id FROM detect_behavior b WHERE b.id > ?1 AND NOT EXISTS(SELECT 1 FROM"
        " violation v WHERE v.behavior = b.id) AND NOT EXISTS(SELECT 1 FROM violation_event e"
        " WHERE e.behavior = b.id) ORDER BY b.id LIMIT ?2",
        err);
    bool row = false, ok = q != NULL;
    *n = 0;
    if (q) {
        db_bind_int(q, 1, after);
        db_bind_int(q, 2, PURGE_SOME);
    }
    while (ok && *n < PURGE_SOME && (ok = db_step(q, &row, err)) && row)
        out[(*n)++] = db_int(q, 0);
    if (q)
        db_reset(q);
    return ok;
}

/* Profiles are edited often: what a behavior was goes with the last event that says so. */
static bool purge_behaviors(struct detect *d, int64_t *n, struct err *err)
{
    int64_t idle[PURGE_SOME], after = 0;
    size_t n_idle = PURGE_SOME;
    while (n_idle == PURGE_SOME && *n < PURGE_SOME) {
        if (!behaviors_idle(d, after, idle, &n_idle, err))
            return false;
        for (size_t i = 0; i < n_idle; i++) {
            after = idle[i];
            if (behavior_in_use(d, after))
                continue;
            if (!behavior_delete(d, after, err))
                return false;
            ++*n;
        }
    }
    return true;
}

bool detect_purge(struct detect *d, bool *more, struct err *err)
{
    int64_t now_ms = detect_now_ms(d), n = 0;
    *more = false;
    if (d->purged_ms != INT64_MIN && now_ms < d->purged_ms + PURGE_EVERY_MS)
        return true;
    if (!registry_begin(d->registry, err))
        return false;
    if (!purge_some(d, now_ms, &n, err) || (n == 0 && !purge_behaviors(d, &n, err)) ||
        !registry_commit(d->registry, err)) {
        registry_rollback(d->registry);
        return false;
    }
    *more = n > 0;
    if (n == 0)
        d->purged_ms = now_ms;
    return true;
}
