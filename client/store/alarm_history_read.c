/* Events out of the file, newest first, in slices that continue where the last one ended. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/alarm_history_inside.h"

struct alarm_reader {
    struct alarm_history *h;
    struct alarm_reader_options o;
    char *thing;
    struct arena *arena;
    int64_t time_ms, alarm, type; /* of the last event that was read */
    int64_t thing_id;             /* 0: not a thing of this file */
    bool began;
};

struct alarm_reader *alarm_reader_new(struct alarm_history *h,
                                      const struct alarm_reader_options *o)
{
    struct alarm_reader *r = mem_alloc(1, sizeof *r);

    r->h = h;
    r->o = *o;
    r->thing = o->thing != NULL ? mem_strdup(o->thing) : NULL;
    r->arena = arena_new();
    r->time_ms = o->to_ms;
    r->alarm = r->type = INT64_MAX;
    return r;
}

void alarm_reader_free(struct alarm_reader *r)
{
    if (r == NULL)
        return;
    arena_free(r->arena);
    free(r->thing);
    free(r);
}

#define COLUMNS                                                                            \
    "SELECT e.time_ms, e.alarm, e.type, t.text, a.violation, d.text, p.text, e.behavior, " \
    "e.value, l.text, s.text, a.note FROM event e "
/* CROSS: events come first, in the order of their index. */
#define JOINS                                                                    \
    "CROSS JOIN alarm a ON a.id = e.alarm CROSS JOIN word t ON t.id = e.type "   \
    "CROSS JOIN word d ON d.id = e.thing CROSS JOIN word p ON p.id = a.profile " \
    "CROSS JOIN word l ON l.id = e.level CROSS JOIN word s ON s.id = a.state "
#define AFTER                                                          \
    "AND e.time_ms >= ? AND (e.time_ms, e.alarm, e.type) < (?, ?, ?) " \
    "ORDER BY e.time_ms DESC, e.alarm DESC, e.type DESC LIMIT ?"

static struct db_stmt *query(struct alarm_reader *r, struct err *err)
{
    static const char all[] = COLUMNS JOINS "WHERE e.context = ? " AFTER;
    static const char one[] =
        COLUMNS "INDEXED BY event_thing " JOINS "WHERE e.context = ? AND e.thing = ? " AFTER;
    struct db_stmt *s = db_query(r->h->db, r->thing != NULL ? one : all, err);
    int at = 1;

    if (s == NULL)
        return NULL;
    db_bind_int(s, at++, r->h->context_id);
    if (r->thing != NULL)
        db_bind_int(s, at++, r->thing_id);
    db_bind_int(s, at++, r->o.from_ms);
    db_bind_int(s, at++, r->time_ms);
    db_bind_int(s, at++, r->alarm);
    db_bind_int(s, at++, r->type);
    db_bind_int(s, at, ALARM_HISTORY_SLICE);
    return s;
}

static bool find_thing(struct alarm_reader *r, struct err *err)
{
    struct db_stmt *s = db_query(r->h->db, "SELECT id FROM word WHERE text = ?", err);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, r->thing);
    if (!db_step(s, &row, err))
        return false;
    r->thing_id = row ? db_int(s, 0) : 0;
    db_reset(s);
    return true;
}

static const char *text(struct alarm_reader *r, struct db_stmt *s, int column)
{
    const char *z = db_text(s, column);

    return *z != '\0' ? arena_str(r->arena, z) : NULL;
}

static const struct metric_value *value_of(struct alarm_reader *r, struct db_stmt *s,
                                           int column)
{
    struct metric_value *v = arena_alloc(r->arena, 1, sizeof *v);
    struct err err;

    if (db_is_null(s, column))
        return NULL;
    const struct json *j =
        json_parse(str_of(arena_str(r->arena, db_text(s, column))), r->arena, &err);

    return j != NULL && record_decode(&metric_value_record, j, r->arena, v, &err) ? v : NULL;
}

static bool give(struct alarm_reader *r, struct db_stmt *s, alarm_event_fn *fn, void *ctx)
{
    const struct violation_event_additional_info info = {text(r, s, 9)};
    const struct violation_event e = {
        .behavior = alarm_history_behavior(r->h, db_int(s, 7)),
        .metric_value = value_of(r, s, 8),
        .security_profile_name = text(r, s, 6),
        .thing_name = text(r, s, 5),
        .verification_state = text(r, s, 10),
        .verification_state_description = text(r, s, 11),
        .violation_event_additional_info = info.confidence_level != NULL ? &info : NULL,
        .violation_event_time = {db_int(s, 0), true},
        .violation_event_type = text(r, s, 3),
        .violation_id = text(r, s, 4),
    };

    r->time_ms = db_int(s, 0);
    r->alarm = db_int(s, 1);
    r->type = db_int(s, 2);
    return fn(ctx, &e);
}

bool alarm_reader_slice(struct alarm_reader *r, alarm_event_fn *fn, void *ctx, bool *done,
                        struct err *err)
{
    bool row = true, more = true;
    int n = 0;

    *done = true;
    if (r->h->db == NULL)
        return true;
    if (!r->began && r->thing != NULL && !find_thing(r, err))
        return false;
    r->began = true;
    struct db_stmt *s = query(r, err);
    bool ok = s != NULL;

    for (; ok && more && (ok = db_step(s, &row, err)) && row; n++) {
        arena_reset(r->arena);
        more = give(r, s, fn, ctx);
    }
    if (s != NULL)
        db_reset(s);
    *done = !more || n < ALARM_HISTORY_SLICE;
    return ok;
}
