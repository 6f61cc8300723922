/*
 * store/journal_inside: the file's layout, shared by the halves of store/journal.
 *
 * Only for client/store/journal*.c. An event has a value or NULL in each column; its hash
 * covers the hash before it and all its columns but itself, each with its length, so that no
 * two events have the same text.
 */
#pragma once

#include "client/base/db.h"
#include "client/base/sha256.h"
#include "client/store/journal.h"

/* Columns of the table `event` in their order; the hash follows. */
enum event_column {
    EVENT_ID,
    EVENT_ENTRY,
    EVENT_KIND,
    EVENT_TIME,
    EVENT_TEXTS, /* JOURNAL_TEXTS of the entry */
    EVENT_UNDOES = EVENT_TEXTS + 15,
    EVENT_STATE,
    EVENT_ANSWER,
    EVENT_REQUEST_ID,
    EVENT_STATUS,
    EVENT_ATTEMPTS,
    EVENT_BY,
    EVENT_COLUMNS
};
enum { JOURNAL_TEXTS = EVENT_UNDOES - EVENT_TEXTS };

/* Texts of an entry in the order of their columns. */
struct journal_text {
    const char *name; /* of the column and of the record's field */
    size_t offset;    /* in struct journal_entry */
    size_t max;
    bool cut; /* what is longer is cut, not refused */
};
extern const struct journal_text journal_texts[JOURNAL_TEXTS];

struct event_cell {
    const char *text; /* NULL: a number, or nothing */
    int64_t number;
    bool set;
};

struct journal {
    char *path;
    const struct clock *clock;
    struct db *db;   /* NULL: not open */
    uint64_t inode;  /* of the file that is open */
    int lock;        /* descriptor of the lock file; -1: none */
    int64_t session; /* byte of the lock file that this console holds; 0: none */
};

void event_hash(const uint8_t before[SHA256_SIZE], const struct event_cell cells[EVENT_COLUMNS],
                uint8_t out[SHA256_SIZE]) NONNULL;
/* Inside a write transaction: gives the event its number (and, to a beginning, its entry),
 * chains and adds it. */
bool event_append(struct journal *j, struct event_cell cells[EVENT_COLUMNS],
                  struct err *err) NONNULL MUST_USE;
struct event_cell event_text(const char *text);
struct event_cell event_number(int64_t number);

const char *const *journal_text_at(const struct journal_entry *e, int i) NONNULL;
const char **journal_text_place(struct journal_entry *e, int i) NONNULL;

/* journal_end() inside a write transaction. */
bool journal_end_inside(struct journal *j, int64_t id, const struct journal_outcome *outcome,
                        struct err *err) NONNULL MUST_USE;

bool journal_drop_pending(struct journal *j, int64_t entry, struct err *err) NONNULL MUST_USE;

/* ---- who lives ---- */
/* Takes the lock of this console; without one (no such file system) it lives by its age. */
void journal_session_start(struct journal *j) NONNULL;
void journal_session_end(struct journal *j) NONNULL;
/* Entries of consoles that live no longer become UNKNOWN. What cannot be written stays. */
void journal_recover(struct journal *j) NONNULL;
