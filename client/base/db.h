/*
 * base/db: SQLite, as little of it as we need. Only this module includes sqlite3.h.
 *
 * Files are made 0600, opened in WAL mode with a busy timeout. Statements are prepared once per
 * SQL text (pointer identity: pass string literals) and reused; one statement text must not be
 * in use twice at the same time. Errors carry SQLite's text, the file's path
 * and, in err.sys, the errno that says the same.
 */
#pragma once

#include <stdint.h>

#include "client/base/str.h"

struct db;
struct db_stmt;

enum db_sync {
    DB_SYNC_NORMAL, /* survives kill -9; may lose the last commits on power loss */
    DB_SYNC_FULL,   /* survives power loss too */
};

/* path ":memory:" is legal. */
bool db_open(struct db **out, const char *path, enum db_sync sync,
             struct err *err) NONNULL MUST_USE;
void db_close(struct db *db);
/* One or more statements without results. */
bool db_exec(struct db *db, const char *sql, struct err *err) NONNULL MUST_USE;
/* A write transaction; BEGIN IMMEDIATE, so that it fails at once or not at all. Not nested. */
bool db_begin(struct db *db, struct err *err) NONNULL MUST_USE;
bool db_commit(struct db *db, struct err *err) NONNULL MUST_USE;
void db_rollback(struct db *db) NONNULL; /* harmless outside a transaction */
/* Runs each migration with index >= PRAGMA user_version, in one transaction, then sets it. A
 * file from a newer program is refused with a message that says so. */
bool db_migrate(struct db *db, const char *const *migrations, int n,
                struct err *err) NONNULL MUST_USE;

/* The cached statement for this literal, reset and unbound. NULL only on an SQL error
 * (*err). */
struct db_stmt *db_query(struct db *db, const char *sql_literal,
                         struct err *err) NONNULL MUST_USE;
/* An uncached statement; owned, db_finish(). For SQL built at run time and for nested
 * cursors. */
struct db_stmt *db_prepare(struct db *db, const char *sql, struct err *err) NONNULL MUST_USE;
void db_finish(struct db_stmt *s);
/* Positions count from 1. Text and blobs are copied. */
void db_bind_int(struct db_stmt *s, int i, int64_t v) NONNULL;
void db_bind_text(struct db_stmt *s, int i, const char *z); /* NULL binds NULL */
void db_bind_blob(struct db_stmt *s, int i, const void *p, size_t n);
void db_bind_null(struct db_stmt *s, int i) NONNULL;
/* *row: true when a row is there to read. */
bool db_step(struct db_stmt *s, bool *row, struct err *err) NONNULL MUST_USE;
/* Step to the end and reset: for statements without rows. */
bool db_run(struct db_stmt *s, struct err *err) NONNULL MUST_USE;
void db_reset(struct db_stmt *s) NONNULL; /* ends a read before its last row */
/* Columns count from 0. Borrowed until the next step or reset. */
int64_t db_int(struct db_stmt *s, int col) NONNULL;
double db_real(struct db_stmt *s, int col) NONNULL;
const char *db_text(struct db_stmt *s, int col) NONNULL; /* "" for NULL */
const void *db_blob(struct db_stmt *s, int col, size_t *n) NONNULL;
bool db_is_null(struct db_stmt *s, int col) NONNULL;
int64_t db_last_id(const struct db *db) NONNULL;
int64_t db_changes(const struct db *db) NONNULL;
