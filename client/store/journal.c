#include "client/store/journal.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/journal_inside.h"

static const char *const migrations[] = {
    "CREATE TABLE event("
    " id INTEGER PRIMARY KEY, entry INTEGER NOT NULL, kind TEXT NOT NULL,"
    " time_ms INTEGER NOT NULL, person TEXT, context TEXT, account TEXT, region TEXT,"
    " ticket TEXT, plan TEXT, title TEXT, what TEXT, target TEXT, operation TEXT, request TEXT,"
    " token TEXT, undo_operation TEXT, undo_request TEXT, undo_note TEXT, undoes INTEGER,"
    " state TEXT, answer TEXT, request_id TEXT, status INTEGER, attempts INTEGER,"
    " undone_by INTEGER, hash BLOB NOT NULL) STRICT;"
    "CREATE INDEX event_entry ON event(entry,kind);"
    "CREATE INDEX event_plan ON event(plan) WHERE kind='begin';"
    "CREATE INDEX event_time ON event(time_ms) WHERE kind='begin';"
    "CREATE TRIGGER event_stays BEFORE UPDATE ON event"
    " BEGIN SELECT RAISE(ABORT,'the journal is only added to'); END;"
    "CREATE TRIGGER event_kept BEFORE DELETE ON event"
    " BEGIN SELECT RAISE(ABORT,'the journal is only added to'); END;"
    /* Not part of the log: entries without an end, and the console that began each. */
    "CREATE TABLE pending(entry INTEGER PRIMARY KEY, session INTEGER NOT NULL,"
    " time_ms INTEGER NOT NULL) STRICT;",
};

struct journal *journal_new(const char *path, const struct clock *clock)
{
    struct journal *j = mem_alloc(1, sizeof *j);

    j->path = path != NULL ? mem_strdup(path) : NULL;
    j->clock = clock;
    j->lock = -1;
    return j;
}

static void close_files(struct journal *j)
{
    journal_session_end(j);
    db_close(j->db);
    j->db = NULL;
}

void journal_free(struct journal *j)
{
    if (j == NULL)
        return;
    close_files(j);
    free(j->path);
    free(j);
}

static bool find_path(struct journal *j, struct err *err)
{
    struct buf folder = BUF_INIT(4096);
    bool ok = j->path != NULL ||
              (files_xdg(&folder, XDG_STATE, "", err) && files_mkdirs(buf_text(&folder), err));

    if (ok && j->path == NULL)
        j->path = mem_printf("%s/journal.db", buf_text(&folder));
    buf_free(&folder);
    return ok;
}

/* 0: not there. */
static uint64_t inode_of(const char *path)
{
    struct stat st;

    return stat(path, &st) == 0 ? (uint64_t)st.st_ino : 0;
}

bool journal_open(struct journal *j, struct err *err)
{
    if (j->db != NULL && inode_of(j->path) == j->inode)
        return true;
    close_files(j); /* somebody took the file away: what is written to it would be lost */
    if (!find_path(j, err) || !db_open(&j->db, j->path, DB_SYNC_FULL, err))
        return false;
    if (!db_migrate(j->db, migrations, (int)COUNT_OF(migrations), err)) {
        close_files(j);
        return false;
    }
    j->inode = inode_of(j->path);
    journal_session_start(j);
    journal_recover(j);
    return true;
}

/* ---- what goes wrong before anything was sent ---- */

static const char *advice_for(int sys)
{
    static const struct {
        int sys;
        const char *advice;
    } known[] = {
        {ENOSPC, N_("free some space where it lies, then try again")},
        {EIO, N_("its disk refuses: full, at a quota or limit, or failing; mend that and try "
                 "again")},
        {EROFS, N_("make it yours to write, or set XDG_STATE_HOME to a folder that is")},
        {EACCES, N_("make it yours to write, or set XDG_STATE_HOME to a folder that is")},
        {EBUSY, N_("another console is writing to it; try again")},
        {EUCLEAN, N_("the file is damaged: move it away, keep it, and a new one is begun")},
    };

    for (size_t i = 0; i < COUNT_OF(known); i++)
        if (known[i].sys == sys)
            return i18n_text(known[i].advice);
    return _(
        "changes are made only when they can be written down first; mend that and try again");
}

static bool fail_begin(struct err *err)
{
    struct err why = *err;
    int room = (int)sizeof err->text - 64;

    (void)err_set(err, why.kind, "nothing was sent, for the journal cannot be written: %.*s",
                  room, why.text);
    err->sys = why.sys;
    return err_advise(err, "%s",
                      why.advice[0] != '\0' && why.sys == 0 ? why.advice : advice_for(why.sys));
}

/* ---- beginning ---- */

/* Bytes of at most n that end where a code point does. */
static size_t cut_at(const char *text, size_t n)
{
    while (n > 0 && ((unsigned char)text[n] & 0xc0) == 0x80)
        n--;
    return n;
}

static const char *within(const char *text, size_t max, struct arena *a)
{
    size_t n = strlen(text);

    return n <= max ? text : arena_printf(a, "%.*s...", (int)cut_at(text, max - 3), text);
}

static bool fill_begin(const struct journal_entry *entry, struct arena *a,
                       struct event_cell cells[EVENT_COLUMNS], struct err *err)
{
    for (int i = 0; i < JOURNAL_TEXTS; i++) {
        const struct journal_text *t = &journal_texts[i];
        const char *text = *journal_text_at(entry, i);

        cells[EVENT_TEXTS + i] = event_text(text);
        if (text == NULL || strlen(text) <= t->max)
            continue;
        if (!t->cut)
            return err_set(err, ERR_LIMIT,
                           "nothing was sent: the %s is larger than the %zu bytes that the "
                           "journal keeps of it",
                           t->name, t->max) ||
                   err_advise(err, "change less at once");
        cells[EVENT_TEXTS + i] = event_text(within(text, t->max, a));
    }
    cells[EVENT_UNDOES] = event_number(entry->undoes);
    return true;
}

bool journal_drop_pending(struct journal *j, int64_t entry, struct err *err)
{
    struct db_stmt *s = db_query(j->db, "DELETE FROM pending WHERE entry=?", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, entry);
    return db_run(s, err);
}

static bool add_pending(struct journal *j, int64_t entry, int64_t time_ms, struct err *err)
{
    struct db_stmt *s = db_query(
        j->db, "INSERT OR REPLACE INTO pending(entry,session,time_ms) VALUES(?,?,?)", err);

    if (s == NULL)
        return false;
    db_bind_int(s, 1, entry);
    db_bind_int(s, 2, j->session);
    db_bind_int(s, 3, time_ms);
    return db_run(s, err);
}

bool journal_begin(struct journal *j, const struct journal_entry *entry, int64_t *id,
                   struct err *err)
{
    struct event_cell cells[EVENT_COLUMNS] = {[EVENT_KIND] = event_text("begin")};
    struct arena *a = arena_new();
    int64_t now = clock_real_ms(j->clock);
    bool ok = fill_begin(entry, a, cells, err);

    if (ok) {
        cells[EVENT_TIME] = event_number(now);
        ok = journal_open(j, err) && db_begin(j->db, err) && event_append(j, cells, err) &&
             add_pending(j, cells[EVENT_ID].number, now, err) && db_commit(j->db, err);
        if (ok)
            *id = cells[EVENT_ID].number;
        else
            (void)fail_begin(err);
        if (!ok && j->db != NULL)
            db_rollback(j->db);
    }
    arena_free(a);
    return ok;
}

/* ---- ending ---- */

/* What the events of an entry add up to, as far as ending it needs that. */
struct standing {
    bool known, open; /* open: may still get an end */
    int64_t undoes;
};

static bool read_standing(struct journal *j, int64_t id, struct standing *out, struct err *err)
{
    struct db_stmt *s = db_query(
        j->db,
        "SELECT undoes,coalesce((SELECT state FROM event WHERE entry=?1 AND kind='end'"
        " ORDER BY id DESC LIMIT 1),'UNKNOWN') FROM event WHERE id=?1 AND kind='begin'",
        err);
    bool row = false;

    if (s == NULL)
        return false;
    db_bind_int(s, 1, id);
    if (!db_step(s, &row, err))
        return false;
    *out = (struct standing){.known = row};
    if (row) {
        out->undoes = db_int(s, 0);
        out->open = strcmp(db_text(s, 1), journal_state_name(JOURNAL_UNKNOWN)) == 0;
    }
    db_reset(s);
    return true;
}

static bool append_undone(struct journal *j, int64_t id, int64_t by, struct err *err)
{
    struct event_cell cells[EVENT_COLUMNS] = {
        [EVENT_KIND] = event_text("undone"),
        [EVENT_ENTRY] = event_number(id),
        [EVENT_TIME] = event_number(clock_real_ms(j->clock)),
        [EVENT_BY] = event_number(by),
    };

    return event_append(j, cells, err);
}

static bool append_end(struct journal *j, int64_t id, const struct journal_outcome *o,
                       struct err *err)
{
    struct arena *a = arena_new();
    struct event_cell cells[EVENT_COLUMNS] = {
        [EVENT_KIND] = event_text("end"),
        [EVENT_ENTRY] = event_number(id),
        [EVENT_TIME] = event_number(clock_real_ms(j->clock)),
        [EVENT_STATE] = event_text(journal_state_name(o->state)),
        [EVENT_ANSWER] =
            event_text(o->answer != NULL ? within(o->answer, JOURNAL_ANSWER_MAX, a) : ""),
        [EVENT_REQUEST_ID] =
            event_text(o->request_id != NULL ? within(o->request_id, JOURNAL_TEXT_MAX, a) : ""),
        [EVENT_STATUS] = event_number(o->status),
        [EVENT_ATTEMPTS] = event_number(o->attempts),
    };
    bool ok = event_append(j, cells, err) && journal_drop_pending(j, id, err);

    arena_free(a);
    return ok;
}

bool journal_end_inside(struct journal *j, int64_t id, const struct journal_outcome *outcome,
                        struct err *err)
{
    struct standing at;

    if (!read_standing(j, id, &at, err))
        return false;
    if (!at.known)
        return err_set(err, ERR_USAGE, "the journal has no entry %lld", (long long)id);
    if (!at.open)
        return err_set(err, ERR_USAGE, "entry %lld of the journal has its end already",
                       (long long)id);
    return append_end(j, id, outcome, err) &&
           (outcome->state != JOURNAL_DONE || at.undoes == 0 ||
            append_undone(j, at.undoes, id, err));
}

bool journal_end(struct journal *j, int64_t id, const struct journal_outcome *outcome,
                 struct err *err)
{
    if (outcome->state == JOURNAL_PENDING)
        bug(_("an end that is none"));
    if (!journal_open(j, err) || !db_begin(j->db, err))
        return false;
    if (journal_end_inside(j, id, outcome, err) && db_commit(j->db, err))
        return true;
    db_rollback(j->db);
    return false;
}
