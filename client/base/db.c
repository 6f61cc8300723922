#include "client/base/db.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/mem.h"

enum {
    BUSY_TIMEOUT_MS = 5000, /* another console holding the write lock */
    CACHE_MAX = 1024,       /* statements of one program: the local service has some 400 */
};

struct db_stmt {
    sqlite3_stmt *stmt;
    struct db *db;
};

struct cached {
    const char *sql; /* identity, not text */
    struct db_stmt stmt;
};

struct db {
    sqlite3 *handle;
    char *path;
    struct cached cache[CACHE_MAX];
    int n_cached;
};

/* What SQLite found, as errno says it; 0: neither. */
static int errno_of(struct sqlite3 *handle)
{
    static const struct {
        int code, sys;
    } known[] = {
        {SQLITE_FULL, ENOSPC},     {SQLITE_READONLY, EROFS}, {SQLITE_BUSY, EBUSY},
        {SQLITE_CANTOPEN, EACCES}, {SQLITE_PERM, EACCES},    {SQLITE_CORRUPT, EUCLEAN},
        {SQLITE_NOTADB, EUCLEAN},
    };
    int code = sqlite3_errcode(handle) & 0xff;

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (known[i].code == code)
            return known[i].sys;
    return code == SQLITE_IOERR ? EIO : 0; /* what lies below is not kept for a statement */
}

static bool fail(const struct db *db, struct err *err)
{
    (void)err_set(err, ERR_IO, "%s: %s", db->path, sqlite3_errmsg(db->handle));
    err->sys = errno_of(db->handle);
    return false;
}

/* SQLite would make the file with the umask's mode; ours is 0600 whatever the umask says. */
static void make_private(const char *path)
{
    if (path[0] == ':')
        return;
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

    if (fd >= 0)
        (void)close(fd);
}

/* SQLITE_OPEN_NOFOLLOW refuses links in every folder on the way, and /home may be one: only the
 * file itself must not be a link. Owned. */
static char *resolve_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char *folder =
        slash != NULL && slash != path ? mem_strndup(path, (size_t)(slash - path)) : NULL;
    char *real = folder != NULL ? realpath(folder, NULL) : NULL;
    char *out = real != NULL ? mem_printf("%s%s", real, slash) : mem_strdup(path);

    free(folder);
    free(real);
    return out;
}

bool db_open(struct db **out, const char *path, enum db_sync sync, struct err *err)
{
    struct db *db = mem_alloc(1, sizeof *db);
    const int flags =
        SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW;

    char *file = resolve_folder(path);

    db->path = mem_strdup(path);
    make_private(file);
    int rc = sqlite3_open_v2(file, &db->handle, flags, NULL);
    free(file);
    if (rc != SQLITE_OK) {
        (void)fail(db, err);
        (void)err_advise(err, "check that the folder exists and is yours to write");
        db_close(db);
        return false;
    }
    (void)sqlite3_busy_timeout(db->handle, BUSY_TIMEOUT_MS);
    if (!db_exec(db,
                 "PRAGMA journal_mode=WAL; PRAGMA foreign_keys=ON; PRAGMA temp_store=MEMORY",
                 err) ||
        !db_exec(db,
                 sync == DB_SYNC_FULL ? "PRAGMA synchronous=FULL" : "PRAGMA synchronous=NORMAL",
                 err)) {
        db_close(db);
        return false;
    }
    *out = db;
    return true;
}

void db_close(struct db *db)
{
    if (db == NULL)
        return;
    for (int i = 0; i < db->n_cached; i++)
        (void)sqlite3_finalize(db->cache[i].stmt.stmt);
    (void)sqlite3_close_v2(db->handle);
    free(db->path);
    free(db);
}

bool db_exec(struct db *db, const char *sql, struct err *err)
{
    return sqlite3_exec(db->handle, sql, NULL, NULL, NULL) == SQLITE_OK || fail(db, err);
}

bool db_begin(struct db *db, struct err *err)
{
    return db_exec(db, "BEGIN IMMEDIATE", err);
}

bool db_commit(struct db *db, struct err *err)
{
    return db_exec(db, "COMMIT", err);
}

void db_rollback(struct db *db)
{
    if (sqlite3_get_autocommit(db->handle) == 0)
        (void)sqlite3_exec(db->handle, "ROLLBACK", NULL, NULL, NULL);
}

static bool read_version(struct db *db, int64_t *version, struct err *err)
{
    struct db_stmt *s = db_prepare(db, "PRAGMA user_version", err);
    bool row = false;

    if (s == NULL)
        return false;
    bool ok = db_step(s, &row, err);

    *version = ok && row ? db_int(s, 0) : 0;
    db_finish(s);
    return ok;
}

static bool run_migrations(struct db *db, const char *const *migrations, int64_t from, int n,
                           struct err *err)
{
    char pragma[64];

    for (int64_t i = from; i < n; i++)
        if (!db_exec(db, migrations[i], err))
            return false;
    (void)snprintf(pragma, sizeof pragma, "PRAGMA user_version=%d", n);
    return db_exec(db, pragma, err);
}

bool db_migrate(struct db *db, const char *const *migrations, int n, struct err *err)
{
    int64_t version;

    if (!read_version(db, &version, err))
        return false;
    if (version == n)
        return true;
    if (version > n) {
        (void)err_set(err, ERR_CONFIG,
                      "%s was written by a newer picket (version %d, this is %d)", db->path,
                      (int)version, n);
        return err_advise(err, "use the newer picket, or move the file away");
    }
    if (!db_begin(db, err))
        return false;
    /* Somebody else may have migrated while we waited for the lock. */
    if (read_version(db, &version, err) && version <= n &&
        run_migrations(db, migrations, version, n, err) && db_commit(db, err))
        return true;
    db_rollback(db);
    return false;
}

/* ---- statements ---- */

static bool prepare(struct db *db, const char *sql, unsigned flags, sqlite3_stmt **out,
                    struct err *err)
{
    return sqlite3_prepare_v3(db->handle, sql, -1, flags, out, NULL) == SQLITE_OK ||
           fail(db, err);
}

struct db_stmt *db_query(struct db *db, const char *sql_literal, struct err *err)
{
    struct cached *c;

    for (int i = 0; i < db->n_cached; i++) {
        if (db->cache[i].sql == sql_literal) {
            db_reset(&db->cache[i].stmt);
            return &db->cache[i].stmt;
        }
    }
    if (db->n_cached == CACHE_MAX)
        bug("more than %d cached statements", CACHE_MAX);
    c = &db->cache[db->n_cached];
    if (!prepare(db, sql_literal, SQLITE_PREPARE_PERSISTENT, &c->stmt.stmt, err))
        return NULL;
    c->sql = sql_literal;
    c->stmt.db = db;
    db->n_cached++;
    return &c->stmt;
}

struct db_stmt *db_prepare(struct db *db, const char *sql, struct err *err)
{
    struct db_stmt *s = mem_alloc(1, sizeof *s);

    s->db = db;
    if (!prepare(db, sql, 0, &s->stmt, err)) {
        free(s);
        return NULL;
    }
    return s;
}

void db_finish(struct db_stmt *s)
{
    if (s == NULL)
        return;
    (void)sqlite3_finalize(s->stmt);
    free(s);
}

static void check_bind(const struct db_stmt *s, int rc)
{
    if (rc != SQLITE_OK)
        bug("bind: %s", sqlite3_errmsg(s->db->handle));
}

void db_bind_int(struct db_stmt *s, int i, int64_t v)
{
    check_bind(s, sqlite3_bind_int64(s->stmt, i, v));
}

void db_bind_text(struct db_stmt *s, int i, const char *z)
{
    check_bind(s, sqlite3_bind_text(s->stmt, i, z, -1, SQLITE_TRANSIENT));
}

void db_bind_blob(struct db_stmt *s, int i, const void *p, size_t n)
{
    check_bind(s, sqlite3_bind_blob64(s->stmt, i, n > 0 ? p : "", n, SQLITE_TRANSIENT));
}

void db_bind_null(struct db_stmt *s, int i)
{
    check_bind(s, sqlite3_bind_null(s->stmt, i));
}

bool db_step(struct db_stmt *s, bool *row, struct err *err)
{
    int rc = sqlite3_step(s->stmt);

    if (rc != SQLITE_ROW && rc != SQLITE_DONE) {
        (void)fail(s->db, err);
        (void)sqlite3_reset(s->stmt);
        return false;
    }
    *row = rc == SQLITE_ROW;
    return true;
}

bool db_run(struct db_stmt *s, struct err *err)
{
    bool row = true;

    while (row)
        if (!db_step(s, &row, err))
            return false;
    db_reset(s);
    return true;
}

void db_reset(struct db_stmt *s)
{
    (void)sqlite3_reset(s->stmt);
    (void)sqlite3_clear_bindings(s->stmt);
}

int64_t db_int(struct db_stmt *s, int col)
{
    return sqlite3_column_int64(s->stmt, col);
}

double db_real(struct db_stmt *s, int col)
{
    return sqlite3_column_double(s->stmt, col);
}

const char *db_text(struct db_stmt *s, int col)
{
    const unsigned char *z = sqlite3_column_text(s->stmt, col);

    return z != NULL ? (const char *)z : "";
}

const void *db_blob(struct db_stmt *s, int col, size_t *n)
{
    const void *p = sqlite3_column_blob(s->stmt, col);

    *n = (size_t)sqlite3_column_bytes(s->stmt, col);
    return p != NULL ? p : "";
}

bool db_is_null(struct db_stmt *s, int col)
{
    return sqlite3_column_type(s->stmt, col) == SQLITE_NULL;
}

int64_t db_last_id(const struct db *db)
{
    return sqlite3_last_insert_rowid(db->handle);
}

int64_t db_changes(const struct db *db)
{
    return sqlite3_changes64(db->handle);
}
