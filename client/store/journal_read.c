/* Entries as their events add up. */
#include <stddef.h>
#include <stdlib.h>

#include "client/store/journal_inside.h"

/* The columns of an entry, in the order of take_entry(). */
#define FOLD                                                                       \
    "SELECT b.id,b.time_ms,b.person,b.context,b.account,b.region,b.ticket,b.plan," \
    "b.title,b.what,b.target,b.operation,b.request,b.token,b.undo_operation,"      \
    "b.undo_request,b.undo_note,b.undoes,e.state,e.answer,e.request_id,e.status,"  \
    "e.attempts,e.time_ms,u.undone_by"
#define FROM_EVENTS                                                  \
    " FROM event b"                                                  \
    " LEFT JOIN event e ON e.id="                                    \
    "(SELECT max(id) FROM event WHERE entry=b.id AND kind='end')"    \
    " LEFT JOIN event u ON u.id="                                    \
    "(SELECT max(id) FROM event WHERE entry=b.id AND kind='undone')" \
    " WHERE b.kind='begin'"
#define NEWEST_FIRST " ORDER BY b.id DESC LIMIT "

enum { SQL_MAX = 2048 };

static const char *const state_names[] = {
    [JOURNAL_PENDING] = "PENDING",
    [JOURNAL_DONE] = "DONE",
    [JOURNAL_REFUSED] = "REFUSED",
    [JOURNAL_UNKNOWN] = "UNKNOWN",
};

const char *journal_state_name(enum journal_state state)
{
    return state_names[state];
}

/* A state that no version wrote is one we know nothing of. */
static enum journal_state state_of(struct db_stmt *s, int column)
{
    if (db_is_null(s, column))
        return JOURNAL_PENDING;
    for (int i = 0; i < (int)COUNT_OF(state_names); i++)
        if (strcmp(state_names[i], db_text(s, column)) == 0)
            return (enum journal_state)i;
    return JOURNAL_UNKNOWN;
}

/* Borrowed from the row. */
static void take_entry(struct db_stmt *s, struct journal_entry *e)
{
    int at = 0;

    *e = (struct journal_entry){.id = db_int(s, at++)};
    e->time = (struct opt_time){db_int(s, at++), true};
    for (int i = 0; i < JOURNAL_TEXTS; i++)
        *journal_text_place(e, i) = db_text(s, at++);
    e->undoes = db_int(s, at++);
    e->outcome.state = state_of(s, at++);
    e->outcome.answer = db_text(s, at++);
    e->outcome.request_id = db_text(s, at++);
    e->outcome.status = (int)db_int(s, at++);
    e->outcome.attempts = (int)db_int(s, at++);
    e->outcome.ended = (struct opt_time){db_int(s, at), !db_is_null(s, at)};
    e->undone_by = db_int(s, at + 1);
}

/* ---- which ---- */

static struct db_stmt *prepare(struct journal *j, const char *head, const char *tail,
                               const struct journal_query *q, struct err *err)
{
    struct buf sql = BUF_INIT(SQL_MAX);
    int at = 1;

    buf_puts(&sql, head);
    buf_puts(&sql, q->before_id != 0 ? " AND b.id<?" : "");
    buf_puts(&sql, q->since_ms != 0 ? " AND b.time_ms>=?" : "");
    buf_puts(&sql, q->plan != NULL ? " AND b.plan=?" : "");
    buf_puts(&sql, q->context != NULL ? " AND b.context=?" : "");
    buf_puts(&sql, tail);
    struct db_stmt *s = db_prepare(j->db, buf_text(&sql), err);
    buf_free(&sql);
    if (s == NULL)
        return NULL;
    if (q->before_id != 0)
        db_bind_int(s, at++, q->before_id);
    if (q->since_ms != 0)
        db_bind_int(s, at++, q->since_ms);
    if (q->plan != NULL)
        db_bind_text(s, at++, q->plan);
    if (q->context != NULL)
        db_bind_text(s, at++, q->context);
    return s;
}

bool journal_read(struct journal *j, const struct journal_query *q, journal_fn *fn, void *ctx,
                  struct err *err)
{
    struct journal_entry entry;
    bool row = true, ok, more = true;

    if (!journal_open(j, err))
        return false;
    struct db_stmt *s = prepare(j, FOLD FROM_EVENTS, NEWEST_FIRST "-1", q, err);
    if (s == NULL)
        return false;
    for (uint32_t n = 0; (q->limit == 0 || n < q->limit) && more; n++) {
        ok = db_step(s, &row, err);
        if (!ok || !row) {
            db_finish(s);
            return ok;
        }
        take_entry(s, &entry);
        more = fn(ctx, &entry);
    }
    db_finish(s);
    return true;
}

bool journal_count(struct journal *j, const struct journal_query *q, int64_t *n,
                   struct err *err)
{
    bool row = false;

    if (!journal_open(j, err))
        return false;
    struct db_stmt *s =
        prepare(j, "SELECT count(*) FROM event b WHERE b.kind='begin'", "", q, err);
    bool ok = s != NULL && db_step(s, &row, err);
    if (ok)
        *n = row ? db_int(s, 0) : 0;
    if (ok && q->limit != 0 && *n > q->limit)
        *n = q->limit;
    db_finish(s);
    return ok;
}

/* ---- one ---- */

/* The row of a bound statement, its texts in the arena. */
static bool take_one(struct db_stmt *s, struct arena *a, struct journal_entry *out,
                     struct err *err)
{
    bool row = false;

    if (!db_step(s, &row, err))
        return false;
    *out = (struct journal_entry){0};
    if (row) {
        take_entry(s, out);
        for (int i = 0; i < JOURNAL_TEXTS; i++)
            *journal_text_place(out, i) = arena_str(a, *journal_text_at(out, i));
        out->outcome.answer = arena_str(a, out->outcome.answer);
        out->outcome.request_id = arena_str(a, out->outcome.request_id);
    }
    db_reset(s);
    return true;
}

bool journal_get(struct journal *j, int64_t id, struct arena *a, struct journal_entry *out,
                 struct err *err)
{
    struct db_stmt *s;

    if (!journal_open(j, err) ||
        (s = db_query(j->db, FOLD FROM_EVENTS " AND b.id=?", err)) == NULL)
        return false;
    db_bind_int(s, 1, id);
    return take_one(s, a, out, err);
}

bool journal_last_undoable(struct journal *j, const char *context, struct arena *a,
                           struct journal_entry *out, struct err *err)
{
    struct db_stmt *s;

    if (!journal_open(j, err) ||
        (s = db_query(j->db,
                      FOLD FROM_EVENTS
                      " AND b.context=? AND b.undo_operation<>'' AND b.undoes=0"
                      " AND e.state='DONE' AND u.id IS NULL" NEWEST_FIRST "1",
                      err)) == NULL)
        return false;
    db_bind_text(s, 1, context);
    return take_one(s, a, out, err);
}

bool journal_can_undo(const struct journal_entry *entry)
{
    return entry->outcome.state == JOURNAL_DONE && entry->undone_by == 0 &&
           entry->undoes == 0 && entry->undo_operation != NULL &&
           entry->undo_operation[0] != '\0';
}
