/* The file, and which audits are in it. */
#include "client/store/history.h"

#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/store/history_inside.h"

static const char *const migrations[] = {
    "CREATE TABLE context(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
    /* Names of checks and reason codes. */
    "CREATE TABLE word(id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
    "CREATE TABLE resource(id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);"
    "CREATE TABLE run("
    " id INTEGER PRIMARY KEY,"
    " context INTEGER NOT NULL REFERENCES context ON DELETE CASCADE,"
    " task TEXT NOT NULL,"
    " schedule TEXT NOT NULL," /* '': on demand */
    " started_ms INTEGER NOT NULL,"
    " UNIQUE(context, task));"
    "CREATE TABLE result("
    " id INTEGER PRIMARY KEY,"
    " run INTEGER NOT NULL REFERENCES run ON DELETE CASCADE,"
    " check_word INTEGER NOT NULL REFERENCES word,"
    " known INTEGER NOT NULL," /* 0: failed or canceled */
    " n INTEGER NOT NULL,"
    " findings BLOB,"  /* struct history_entry each, by resource */
    " ids_as INTEGER," /* enum history_ids */
    " ids BLOB,"       /* NULL: too old to be asked for */
    " tally BLOB,"     /* struct history_tally; NULL: not worked out */
    " UNIQUE(run, check_word));",
};

struct history *history_new(struct loop *loop, const char *path, const char *context)
{
    struct history *h = mem_alloc(1, sizeof *h);

    h->loop = loop;
    h->path = mem_strdup(path);
    h->context = mem_strdup(context);
    h->arena = arena_new();
    return h;
}

void history_free(struct history *h)
{
    if (h == NULL)
        return;
    db_close(h->db);
    arena_free(h->arena);
    free(h->path);
    free(h->context);
    free(h);
}

bool history_is_open(const struct history *h)
{
    return h->db != NULL;
}

const struct err *history_err(const struct history *h)
{
    return &h->err;
}

void history_fail(struct history *h, const struct err *err)
{
    h->err = *err;
    log_write(LOG_WARN, "history: %s", err->text);
    history_tell(h);
}

void history_watch(struct history *h, history_fn *fn, void *ctx)
{
    watchers_add(&h->watchers, fn, ctx);
}

void history_unwatch(struct history *h, const void *ctx)
{
    watchers_remove(&h->watchers, ctx);
}

void history_tell(struct history *h)
{
    watchers_tell(&h->watchers);
}

/* ---- reading what is recorded ---- */

static bool read_results(struct history *h, struct arena *a, int64_t run_id,
                         struct history_run *run, struct err *err)
{
    struct db_stmt *s = db_query(h->db,
                                 "SELECT w.text, r.id, r.known, r.n, r.tally FROM result r "
                                 "JOIN word w ON w.id = r.check_word WHERE r.run = ?",
                                 err);
    struct history_result *results = NULL;
    size_t n = 0, cap = 0;
    bool row = true, ok = s != NULL;

    if (ok)
        db_bind_int(s, 1, run_id);
    while (ok && (ok = db_step(s, &row, err)) && row) {
        size_t bytes;
        const void *tally = db_blob(s, 4, &bytes);

        results = mem_grow(results, &cap, n + 1, sizeof *results);
        results[n] = (struct history_result){
            .check = arena_str(a, db_text(s, 0)),
            .id = db_int(s, 2) != 0 ? db_int(s, 1) : 0,
            .findings = (uint32_t)db_int(s, 3),
            .tallied = bytes == sizeof results[n].tally,
        };
        if (results[n].tallied)
            memcpy(&results[n].tally, tally, bytes);
        n++;
    }
    if (ok && n > 0) {
        struct history_result *kept = arena_alloc(a, n, sizeof *kept);
        memcpy(kept, results, n * sizeof *kept);
        run->results = kept;
        run->n_results = n;
    }
    free(results);
    return ok;
}

static bool read_runs(struct history *h, struct arena *a, struct history_run *runs, size_t *n,
                      struct err *err)
{
    struct db_stmt *s = db_query(h->db,
                                 "SELECT id, task, schedule, started_ms FROM run "
                                 "WHERE context = ? ORDER BY started_ms DESC, task LIMIT ?",
                                 err);
    bool row = true, ok = s != NULL;
    size_t at = HISTORY_RUNS_MAX; /* filled from the end: oldest first */

    if (ok) {
        db_bind_int(s, 1, h->context_id);
        db_bind_int(s, 2, HISTORY_RUNS_MAX);
    }
    while (ok && at > 0 && (ok = db_step(s, &row, err)) && row) {
        struct history_run *run = &runs[--at];

        *run = (struct history_run){
            .task_id = arena_str(a, db_text(s, 1)),
            .schedule = arena_str(a, db_text(s, 2)),
            .started_ms = db_int(s, 3),
        };
        ok = read_results(h, a, db_int(s, 0), run, err);
    }
    if (s != NULL)
        db_reset(s);
    *n = HISTORY_RUNS_MAX - at;
    return ok;
}

bool history_reload(struct history *h, struct err *err)
{
    struct arena *a = arena_new();
    struct history_run *runs = arena_alloc(a, HISTORY_RUNS_MAX, sizeof *runs);
    size_t n = 0;

    if (!read_runs(h, a, runs, &n, err)) {
        arena_free(a);
        return false;
    }
    arena_free(h->arena);
    h->arena = a;
    h->runs = runs + HISTORY_RUNS_MAX - n;
    h->n = n;
    history_tell(h);
    return true;
}

static bool read_id(struct db_stmt *s, int64_t *id, struct err *err)
{
    bool row = false;

    if (!db_step(s, &row, err))
        return false;
    *id = row ? db_int(s, 0) : 0;
    db_reset(s);
    return true;
}

static bool find_context(struct history *h, struct err *err)
{
    struct db_stmt *s =
        db_query(h->db, "INSERT INTO context(name) VALUES(?) ON CONFLICT DO NOTHING", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, h->context);
    if (!db_run(s, err) ||
        (s = db_query(h->db, "SELECT id FROM context WHERE name = ?", err)) == NULL)
        return false;
    db_bind_text(s, 1, h->context);
    return read_id(s, &h->context_id, err);
}

/* Resources are never forgotten one by one: nothing says which of them are still named. */
static bool begin_anew_if_full(struct history *h, struct err *err)
{
    struct db_stmt *s = db_query(h->db, "SELECT max(id) FROM resource", err);
    int64_t most = 0;

    if (s == NULL || !read_id(s, &most, err))
        return false;
    if (most <= HISTORY_RESOURCES_MAX)
        return true;
    log_write(LOG_WARN, "history: %lld resources are too many; it begins anew",
              (long long)most);
    return db_exec(h->db, "DELETE FROM result; DELETE FROM run; DELETE FROM resource", err);
}

static bool make_folder(const char *path, struct err *err)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL) {
        (void)err_set(err, ERR_CONFIG, "there is no folder for the history");
        return err_advise(err, "set HOME or XDG_STATE_HOME");
    }
    char *folder = mem_strndup(path, (size_t)(slash - path));
    bool ok = files_mkdirs(folder, err);
    free(folder);
    return ok;
}

void history_open(struct history *h)
{
    struct err err = {.kind = ERR_NONE};

    if (h->db != NULL || h->err.kind != ERR_NONE)
        return;
    if (make_folder(h->path, &err) && db_open(&h->db, h->path, DB_SYNC_NORMAL, &err) &&
        db_migrate(h->db, migrations, (int)COUNT_OF(migrations), &err) &&
        begin_anew_if_full(h, &err) && find_context(h, &err) && history_reload(h, &err))
        return;
    db_close(h->db);
    h->db = NULL;
    history_fail(h, &err);
}

void history_entries_read(struct history_entries *e, struct db_stmt *s, int col)
{
    size_t bytes;
    const void *from = db_blob(s, col, &bytes);

    e->n = bytes / sizeof *e->items;
    e->items = mem_grow(e->items, &e->cap, e->n + 1, sizeof *e->items);
    memcpy(e->items, from, e->n * sizeof *e->items);
}

bool history_word(struct history *h, const char *text, int64_t *id, struct err *err)
{
    struct db_stmt *s =
        db_query(h->db, "INSERT INTO word(text) VALUES(?) ON CONFLICT DO NOTHING", err);

    if (s == NULL)
        return false;
    db_bind_text(s, 1, text);
    if (!db_run(s, err) ||
        (s = db_query(h->db, "SELECT id FROM word WHERE text = ?", err)) == NULL)
        return false;
    db_bind_text(s, 1, text);
    return read_id(s, id, err);
}

bool history_prune(struct history *h, struct err *err)
{
    struct db_stmt *s = db_query(
        h->db,
        "DELETE FROM run WHERE context = ?1 AND id IN (SELECT id FROM (SELECT run.id AS id,"
        " row_number() OVER newest AS place, sum(n) OVER newest AS findings FROM run"
        " LEFT JOIN (SELECT run AS of, sum(n) AS n FROM result GROUP BY run) ON of = run.id"
        " WHERE context = ?1 WINDOW newest AS (ORDER BY started_ms DESC, task))"
        " WHERE place > ?2 OR (findings > ?3 AND place > 1))",
        err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    db_bind_int(s, 2, HISTORY_RUNS_MAX);
    db_bind_int(s, 3, HISTORY_FINDINGS_MAX);
    if (!db_run(s, err))
        return false;
    /* The service has forgotten these findings: nobody can open them any more. */
    s = db_query(h->db,
                 "UPDATE result SET ids = NULL WHERE ids IS NOT NULL AND run IN "
                 "(SELECT id FROM run WHERE context = ?1 AND started_ms < ?2)",
                 err);
    if (s == NULL)
        return false;
    db_bind_int(s, 1, h->context_id);
    db_bind_int(s, 2, clock_real_ms(loop_clock(h->loop)) - INT64_C(91) * 24 * 3600 * 1000);
    return db_run(s, err);
}

/* ---- questions about what is recorded ---- */

size_t history_count(const struct history *h)
{
    return h->n;
}

const struct history_run *history_at(const struct history *h, size_t i)
{
    return &h->runs[i];
}

const struct history_run *history_find(const struct history *h, const char *task_id)
{
    for (size_t i = h->n; i > 0; i--)
        if (strcmp(h->runs[i - 1].task_id, task_id) == 0)
            return &h->runs[i - 1];
    return NULL;
}

const struct history_result *history_result(const struct history_run *run, const char *check)
{
    for (size_t i = 0; i < run->n_results; i++)
        if (run->results[i].id != 0 && strcmp(run->results[i].check, check) == 0)
            return &run->results[i];
    return NULL;
}

static void add_tally(struct history_tally *sum, const struct history_tally *t)
{
    for (size_t c = 0; c < HISTORY_CLASSES; c++)
        for (size_t s = 0; s <= SEVERITY_UNKNOWN; s++)
            sum->n[c][s] += t->n[c][s];
}

uint32_t history_sum(const struct history_tally *t, enum history_class c)
{
    uint32_t n = 0;

    for (size_t s = 0; s <= SEVERITY_UNKNOWN; s++)
        n += t->n[c][s];
    return n;
}

static bool has_earlier(const struct history *h, const struct history_run *run,
                        const char *check)
{
    for (const struct history_run *r = h->runs; r < run; r++)
        if (history_result(r, check) != NULL)
            return true;
    return false;
}

bool history_run_tally(const struct history *h, const struct history_run *run,
                       struct history_tally *out)
{
    struct history_tally sum = {0};
    bool compared = false;

    for (size_t i = 0; i < run->n_results; i++) {
        const struct history_result *r = &run->results[i];

        if (r->id == 0)
            continue;
        if (!r->tallied)
            return false;
        compared |= has_earlier(h, run, r->check);
        add_tally(&sum, &r->tally);
    }
    if (compared)
        *out = sum;
    return compared;
}

static bool is_newest(const struct history *h, size_t run, const char *check)
{
    for (size_t i = run + 1; i < h->n; i++)
        if (history_result(&h->runs[i], check) != NULL)
            return false;
    return true;
}

bool history_newest_tally(const struct history *h, struct history_tally *out)
{
    struct history_tally sum = {0};
    bool any = false;

    for (size_t i = h->n; i > 0; i--)
        for (size_t k = 0; k < h->runs[i - 1].n_results; k++) {
            const struct history_result *r = &h->runs[i - 1].results[k];

            if (r->id == 0 || !is_newest(h, i - 1, r->check))
                continue;
            if (!r->tallied)
                return false;
            any = true;
            add_tally(&sum, &r->tally);
        }
    if (any)
        *out = sum;
    return any;
}

static bool same_checks(const struct history_run *a, const struct history_run *b)
{
    for (size_t i = 0; i < a->n_results; i++) {
        bool there = false;

        for (size_t k = 0; k < b->n_results && !there; k++)
            there = strcmp(a->results[i].check, b->results[k].check) == 0;
        if (!there)
            return false;
    }
    return a->n_results == b->n_results;
}

static bool are_comparable(const struct history_run *a, const struct history_run *b)
{
    return (*a->schedule != '\0' && strcmp(a->schedule, b->schedule) == 0) || same_checks(a, b);
}

bool history_comparable(const struct history *h, const char *newer, const char **older_id,
                        const char **newer_id)
{
    for (size_t i = h->n; i > 1; i--) {
        const struct history_run *b = &h->runs[i - 1];

        if (newer != NULL && strcmp(b->task_id, newer) != 0)
            continue;
        for (size_t k = i - 1; k > 0; k--)
            if (are_comparable(&h->runs[k - 1], b)) {
                *older_id = h->runs[k - 1].task_id;
                *newer_id = b->task_id;
                return true;
            }
        if (newer != NULL)
            return false;
    }
    return false;
}
