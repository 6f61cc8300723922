/*
 * store/snapshot: rows kept from one session to the next, so that the first frame shows what
 * was known without asking anybody.
 *
 * One file a query in $XDG_STATE_HOME/picket/snapshots, mapped when read: only the rows that
 * are looked at cost anything beyond the checksum. A file of another layout, of another program
 * version, damaged or not ours is not read; it is only a memory, so nobody is bothered with it
 * beyond the log. Written aside and renamed, never synced: what a power cut takes is asked
 * again.
 */
#pragma once

#include "client/store/table.h"

enum {
    SNAPSHOT_FILES_MAX = 128,               /* the oldest go */
    SNAPSHOT_MAX_BYTES = 512 * 1024 * 1024, /* of TABLE_ROWS_MAX rows */
    SNAPSHOT_TEXT_MAX = 16 * 1024 * 1024,
};

/* Path of the file for a query in a context, both any text. The folder is made. */
bool snapshot_path(struct buf *out, const char *context, const char *query,
                   struct err *err) NONNULL MUST_USE;
bool snapshot_save(const char *path, const struct table *t, int64_t as_of_ms,
                   struct err *err) NONNULL MUST_USE;
/* A table that cannot grow, or NULL. */
struct table *snapshot_load(const char *path, const struct table_spec *spec, int64_t *as_of_ms,
                            struct err *err) NONNULL MUST_USE;
/* The same for a text: what is too small for a table. */
bool snapshot_save_text(const char *path, struct str text, struct err *err) NONNULL MUST_USE;
