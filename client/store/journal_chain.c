/* The events of the journal: how they are added, what chains them, and whether that holds. */
#include <stddef.h>
#include <stdio.h>

#include "client/store/journal_inside.h"

#define COLUMN_NAMES                                                               \
    "id,entry,kind,time_ms,person,context,account,region,ticket,plan,title,what,"  \
    "target,operation,request,token,undo_operation,undo_request,undo_note,undoes," \
    "state,answer,request_id,status,attempts,undone_by,hash"

/* Twice the largest texts of an entry together. */
enum { EVENT_BYTES_MAX = 4 * JOURNAL_REQUEST_MAX };

static bool is_text(int column)
{
    return column == EVENT_KIND || (column >= EVENT_TEXTS && column < EVENT_UNDOES) ||
           (column >= EVENT_STATE && column <= EVENT_REQUEST_ID);
}

struct event_cell event_text(const char *text)
{
    return (struct event_cell){.text = text != NULL ? text : "", .set = true};
}

struct event_cell event_number(int64_t number)
{
    return (struct event_cell){.number = number, .set = true};
}

void event_hash(const uint8_t before[SHA256_SIZE], const struct event_cell cells[EVENT_COLUMNS],
                uint8_t out[SHA256_SIZE])
{
    struct buf text = BUF_INIT(EVENT_BYTES_MAX);

    buf_put(&text, before, SHA256_SIZE);
    for (int i = 0; i < EVENT_COLUMNS; i++) {
        if (!cells[i].set) {
            buf_putc(&text, '-');
        } else if (cells[i].text != NULL) {
            buf_printf(&text, "%zu:", strlen(cells[i].text));
            buf_puts(&text, cells[i].text);
        } else {
            buf_printf(&text, "#%lld;", (long long)cells[i].number);
        }
    }
    sha256((struct str){buf_text(&text), text.len}, out);
    buf_free(&text);
}

/* Event and hash of the last one; 0 and zeros when there is none. */
static bool last_event(struct journal *j, int64_t *id, uint8_t hash[SHA256_SIZE],
                       struct err *err)
{
    struct db_stmt *s =
        db_query(j->db, "SELECT id,hash FROM event ORDER BY id DESC LIMIT 1", err);
    bool row = false;
    size_t n = 0;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    *id = row ? db_int(s, 0) : 0;
    const void *p = row ? db_blob(s, 1, &n) : NULL;
    memset(hash, 0, SHA256_SIZE);
    if (n == SHA256_SIZE)
        memcpy(hash, p, SHA256_SIZE);
    db_reset(s);
    return true;
}

bool event_append(struct journal *j, struct event_cell cells[EVENT_COLUMNS], struct err *err)
{
    uint8_t before[SHA256_SIZE], hash[SHA256_SIZE];
    int64_t last;
    struct db_stmt *s =
        db_query(j->db,
                 "INSERT INTO event(" COLUMN_NAMES
                 ") VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                 err);

    if (s == NULL || !last_event(j, &last, before, err))
        return false;
    cells[EVENT_ID] = event_number(last + 1);
    if (!cells[EVENT_ENTRY].set)
        cells[EVENT_ENTRY] = cells[EVENT_ID];
    event_hash(before, cells, hash);
    for (int i = 0; i < EVENT_COLUMNS; i++) {
        if (!cells[i].set)
            db_bind_null(s, i + 1);
        else if (cells[i].text != NULL)
            db_bind_text(s, i + 1, cells[i].text);
        else
            db_bind_int(s, i + 1, cells[i].number);
    }
    db_bind_blob(s, EVENT_COLUMNS + 1, hash, sizeof hash);
    return db_run(s, err);
}

/* ---- looking at it again ---- */

static void put_head(struct journal_head *head, int64_t event, const uint8_t hash[SHA256_SIZE])
{
    struct buf hex = BUF_INIT(JOURNAL_HASH_HEX);

    *head = (struct journal_head){.event = event};
    if (event > 0) {
        str_hex(&hex, hash, SHA256_SIZE);
        memcpy(head->hash, buf_text(&hex), JOURNAL_HASH_HEX + 1);
    }
    buf_free(&hex);
}

bool journal_head(struct journal *j, struct journal_head *out, struct err *err)
{
    uint8_t hash[SHA256_SIZE];
    int64_t id;

    if (!journal_open(j, err) || !last_event(j, &id, hash, err))
        return false;
    put_head(out, id, hash);
    return true;
}

static void read_cells(struct db_stmt *s, struct event_cell cells[EVENT_COLUMNS])
{
    for (int i = 0; i < EVENT_COLUMNS; i++) {
        if (db_is_null(s, i))
            cells[i] = (struct event_cell){0};
        else
            cells[i] = is_text(i) ? event_text(db_text(s, i)) : event_number(db_int(s, i));
    }
}

/* Looks at one row; *hash is that of the row before, then its own. */
static void check_row(struct db_stmt *s, uint8_t hash[SHA256_SIZE], struct journal_verdict *v)
{
    struct event_cell cells[EVENT_COLUMNS];
    uint8_t own[SHA256_SIZE];
    size_t n;
    const void *stored = db_blob(s, EVENT_COLUMNS, &n);

    read_cells(s, cells);
    event_hash(hash, cells, own);
    if (cells[EVENT_ID].number != v->events + 1) {
        v->broken = v->events + 1;
        (void)snprintf(v->why, sizeof v->why, "event %lld is missing", (long long)v->broken);
    } else if (n != SHA256_SIZE || memcmp(stored, own, SHA256_SIZE) != 0) {
        v->broken = cells[EVENT_ID].number;
        v->entry = cells[EVENT_ENTRY].number;
        (void)snprintf(v->why, sizeof v->why,
                       "event %lld (%.16s of entry %lld), or the one before it, was altered",
                       (long long)v->broken,
                       cells[EVENT_KIND].text != NULL ? cells[EVENT_KIND].text : "?",
                       (long long)v->entry);
    } else {
        v->events++;
        memcpy(hash, own, SHA256_SIZE);
    }
}

bool journal_verify(struct journal *j, struct journal_verdict *out, struct err *err)
{
    struct journal_verdict v = {0};
    uint8_t hash[SHA256_SIZE] = {0};
    bool row = true, ok;

    if (!journal_open(j, err))
        return false;
    struct db_stmt *s =
        db_prepare(j->db, "SELECT " COLUMN_NAMES " FROM event ORDER BY id", err);
    if (s == NULL)
        return false;
    while ((ok = db_step(s, &row, err)) && row && v.broken == 0)
        check_row(s, hash, &v);
    db_finish(s);
    if (!ok)
        return false;
    put_head(&v.head, v.events, hash);
    *out = v;
    return true;
}
