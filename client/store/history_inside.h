/*
 * store/history_inside: what client/store/history*.c share. No other file includes it.
 *
 * The memory of the recorded audits follows the file: rows are read at opening and after each
 * recording. Ids of findings lie in a blob beside the entries, in their order. Owned by struct
 * history.
 */
#pragma once

#include "client/base/db.h"
#include "client/base/map.h"
#include "client/base/watchers.h"
#include "client/store/history.h"

enum { HISTORY_ID_BYTES = 16 };

/* How the ids of a result are written. */
enum history_ids {
    HISTORY_IDS_TEXT, /* each with its NUL */
    HISTORY_IDS_HEX,  /* 32 lower case digits as 16 bytes */
};

struct history {
    struct loop *loop;
    char *path, *context;
    struct db *db; /* NULL: not open */
    int64_t context_id;
    struct err err;
    struct arena *arena; /* of runs */
    struct history_run *runs;
    size_t n;
    struct watchers watchers;
};

/* Entries of a result, out of the file's own pages: those are not aligned. */
struct history_entries {
    struct history_entry *items; /* owned */
    size_t n, cap;
};
void history_entries_read(struct history_entries *e, struct db_stmt *s, int col) NONNULL;

/* Reads the runs again and tells everybody. */
bool history_reload(struct history *h, struct err *err) NONNULL MUST_USE;
void history_tell(struct history *h) NONNULL;
/* Keeps the error for whoever asks, and in the log. */
void history_fail(struct history *h, const struct err *err) NONNULL;
/* Row of a text in `word`, made when it is not there. */
bool history_word(struct history *h, const char *text, int64_t *id,
                  struct err *err) NONNULL MUST_USE;
/* The oldest audits go when there are too many. */
bool history_prune(struct history *h, struct err *err) NONNULL MUST_USE;
