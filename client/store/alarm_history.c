/* The file: opening it, what is covered, counts by hour, what has to go. */
#include "client/store/alarm_history.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/store/alarm_history_inside.h"

enum { TELL_MS = 250 /* pages come faster than anybody reads */ };

static const char *const migrations[] = {
    "CREATE TABLE context("
    " id INTEGER PRIMARY KEY,"
    " name TEXT NOT NULL UNIQUE,"
    " events INTEGER NOT NULL DEFAULT 0,"
    " purged_ms INTEGER NOT NULL DEFAULT 0);"
    /* Names of things, profiles, types, states, levels. */
    "CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE behavior(id INTEGER PRIMARY KEY, json TEXT NOT NULL UNIQUE);"
    "CREATE TABLE alarm("
    " id INTEGER PRIMARY KEY,"
    " context INTEGER NOT NULL REFERENCES context ON DELETE CASCADE,"
    " violation TEXT NOT NULL,"
    " profile INTEGER NOT NULL REFERENCES word,"
    " state INTEGER NOT NULL REFERENCES word,"
    " note TEXT,"
    " UNIQUE(context, violation));"
    "CREATE TABLE event("
    " context INTEGER NOT NULL,"
    " time_ms INTEGER NOT NULL,"
    " alarm INTEGER NOT NULL REFERENCES alarm,"
    " type INTEGER NOT NULL REFERENCES word,"
    " thing INTEGER NOT NULL REFERENCES word,"
    " behavior INTEGER NOT NULL REFERENCES behavior,"
    " level INTEGER NOT NULL REFERENCES word,"
    " value TEXT,"
    " PRIMARY KEY(context, time_ms, alarm, type)) WITHOUT ROWID;"
    "CREATE INDEX event_thing ON event(context, thing, time_ms, alarm, type);"
    "CREATE TABLE hour("
    " context INTEGER NOT NULL,"
    " hour INTEGER NOT NULL," /* since 1970 */
    " type INTEGER NOT NULL REFERENCES word,"
    " kind INTEGER NOT NULL," /* enum behavior_kind */
    " n INTEGER NOT NULL,"
    " PRIMARY KEY(context, hour, type, kind)) WITHOUT ROWID;"
    "CREATE TABLE span("
    " context INTEGER NOT NULL REFERENCES context ON DELETE CASCADE,"
    " from_ms INTEGER NOT NULL,"
    " to_ms INTEGER NOT NULL);",
};

struct alarm_history *alarm_history_new(struct loop *loop, const char *path,
                                        const char *context)
{
    struct alarm_history *h = mem_alloc(1, sizeof *h);

    h->loop = loop;
    h->path = mem_strdup(path);
    h->context = mem_strdup(context);
    h->arena = arena_new();
    h->behaviors = map_new();
    return h;
}

void alarm_history_free(struct alarm_history *h)
{
    if (h == NULL)
        return;
    loop_remove_timer(h->news);
    db_close(h->db);
    map_free(h->behaviors, NULL);
    arena_free(h->arena);
    free(h->path);
    free(h->context);
    free(h);
}

bool alarm_history_is_open(const struct alarm_history *h)
{
    return h->db != NULL;
}

const struct err *alarm_history_err(const struct alarm_history *h)
{
    return &h->err;
}

uint64_t alarm_history_events(const struct alarm_history *h)
{
    return (uint64_t)h->events;
}

/* ---- who watches ---- */

static void on_news(void *ctx)
{
    struct alarm_history *h = ctx;

    h->news = NULL;
    watchers_tell(&h->watchers);
}

void alarm_history_tell(struct alarm_history *h)
{
    if (h->news == NULL && h->watchers.n > 0)
        h->news = loop_add_timer(h->loop, TELL_MS * 1000, on_news, h);
}

void alarm_history_fail(struct alarm_history *h, const struct err *err)
{
    h->err = *err;
    log_write(LOG_WARN, "alarm history: %s", err->text);
    alarm_history_tell(h);
}

void alarm_history_watch(struct alarm_history *h, alarm_history_fn *fn, void *ctx)
{
    watchers_add(&h->watchers, fn, ctx);
}

void alarm_history_unwatch(struct alarm_history *h, const void *ctx)
{
    watchers_remove(&h->watchers, ctx);
}

/* ---- opening ---- */

static bool read_context(struct alarm_history *h, struct err *err)
{
    struct db_stmt *s = db_query(h->db, "INSERT OR IGNORE INTO context(name) VALUES(?)", err);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, h->context);
    if (!db_run(s, err))
        return false;
    s = db_query(h->db, "SELECT id, events, purged_ms FROM context WHERE name = ?", err);
    if (s == NULL)
        return false;
    db_bind_text(s, 1, h->context);
    if (!db_step(s, &row, err))
        return false;
    h->context_id = db_int(s, 0);
    h->events = db_int(s, 1);
    h->purged_ms = db_int(s, 2);
    db_reset(s);
    return true;
}

static bool read_spans(struct alarm_history *h, struct err *err)
{
    struct db_stmt *s =
        db_query(h->db, "SELECT from_ms, to_ms FROM span WHERE context = ?", err);
    bool row = true, ok = s != NULL;

    if (ok)
        db_bind_int(s, 1, h->context_id);
    h->n_spans = 0;
    while (ok && (ok = db_step(s, &row, err)) && row)
        alarm_spans_add(h->spans, &h->n_spans, (struct alarm_span){db_int(s, 0), db_int(s, 1)});
    return ok;
}

void alarm_history_open(struct alarm_history *h)
{
    struct err err;

    if (h->db != NULL || h->err.kind != ERR_NONE)
        return;
    if (*h->path == '\0') {
        err_set(&err, ERR_IO, "there is no folder to keep the alarm history in");
        alarm_history_fail(h, &err);
        return;
    }
    if (!db_open(&h->db, h->path, DB_SYNC_NORMAL, &err) ||
        !db_migrate(h->db, migrations, COUNT_OF(migrations), &err) || !read_context(h, &err) ||
        !read_spans(h, &err)) {
        db_close(h->db);
        h->db = NULL;
        alarm_history_fail(h, &err);
    }
    alarm_history_tell(h);
}

/* ---- what is covered ---- */

static bool write_spans(struct alarm_history *h, const struct alarm_span *spans, size_t n,
                        struct err *err)
{
    struct db_stmt *s = db_query(h->db, "DELETE FROM span WHERE context = ?", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    if (!db_run(s, err))
        return false;
    for (size_t i = 0; i < n; i++) {
        s = db_query(h->db, "INSERT INTO span VALUES(?, ?, ?)", err);
        if (s == NULL)
            return false;
        db_bind_int(s, 1, h->context_id);
        db_bind_int(s, 2, spans[i].from_ms);
        db_bind_int(s, 3, spans[i].to_ms);
        if (!db_run(s, err))
            return false;
    }
    return true;
}

/* Another console may have covered more meanwhile: what it wrote is read first. */
bool alarm_history_cover(struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                         struct err *err)
{
    if (h->db == NULL)
        return err_set(err, ERR_IO, "the alarm history is not open");
    if (!db_begin(h->db, err))
        return false;
    bool ok = read_spans(h, err);

    if (ok) {
        alarm_spans_add(h->spans, &h->n_spans, (struct alarm_span){from_ms, to_ms});
        ok = write_spans(h, h->spans, h->n_spans, err) && db_commit(h->db, err);
    }
    if (!ok) {
        db_rollback(h->db);
        return false;
    }
    alarm_history_tell(h);
    return true;
}

/* ---- by hour ---- */

bool alarm_history_hours(struct alarm_history *h, int64_t from_ms, int64_t to_ms,
                         alarm_hour_fn *fn, void *ctx, struct err *err)
{
    if (h->db == NULL)
        return true;
    struct db_stmt *s = db_query(h->db,
                                 "SELECT h.hour, w.text, h.kind, h.n FROM hour h "
                                 "JOIN word w ON w.id = h.type "
                                 "WHERE h.context = ? AND h.hour BETWEEN ? AND ? "
                                 "ORDER BY h.hour",
                                 err);
    bool row = true, ok = s != NULL;

    if (ok) {
        db_bind_int(s, 1, h->context_id);
        db_bind_int(s, 2, from_ms / ALARM_HOUR_MS);
        db_bind_int(s, 3, to_ms / ALARM_HOUR_MS);
    }
    while (ok && (ok = db_step(s, &row, err)) && row) {
        const int64_t kind = db_int(s, 2), n = db_int(s, 3);

        if (kind >= 0 && kind < BEHAVIOR_KINDS && n > 0)
            fn(ctx, db_int(s, 0) * ALARM_HOUR_MS, db_text(s, 1), (enum behavior_kind)kind,
               (uint32_t)n);
    }
    return ok;
}

/* ---- behaviors ---- */

const struct behavior *alarm_history_behavior(struct alarm_history *h, int64_t id)
{
    char key[32];
    struct err err;
    bool row = false;

    (void)snprintf(key, sizeof key, "%" PRId64, id);
    struct behavior *known = map_get(h->behaviors, key);

    if (known != NULL)
        return known;
    struct db_stmt *s = db_query(h->db, "SELECT json FROM behavior WHERE id = ?", &err);

    if (s == NULL)
        return NULL;
    db_bind_int(s, 1, id);
    if (!db_step(s, &row, &err) || !row)
        return NULL;
    const char *text = arena_str(h->arena, db_text(s, 0));

    db_reset(s);
    struct behavior *b = arena_alloc(h->arena, 1, sizeof *b);
    const struct json *j = json_parse(str_of(text), h->arena, &err);

    if (j == NULL || !record_decode(&behavior_record, j, h->arena, b, &err))
        return NULL;
    (void)map_put(h->behaviors, key, b);
    return b;
}
