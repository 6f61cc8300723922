/*
 * store/table: rows of one kind of record, packed, so that 100,000 of them fit in 20 MB and can
 * be searched and sorted between two key presses.
 *
 * A table is made from a spec (which member goes into which column) and only grows; a refresh
 * fills another table. Rows are numbered from 0 in order of arrival. Text is cut at
 * TABLE_TEXT_MAX bytes: a row is what a list shows, the detail pane asks for the whole record.
 * Times are ms since 1970 UTC. Owned: table_free().
 */
#pragma once

#include "client/api/field.h"

enum {
    TABLE_TEXT_MAX = 4096,           /* twice the longest ARN of the model */
    TABLE_COLUMNS_MAX = 24,          /* more than any list shows */
    TABLE_ROWS_MAX = 4 * 1000 * 1000 /* 600 MB; beyond that the list says it is cut */
};

enum column_kind {
    COLUMN_NAME, /* few distinct texts: interned */
    COLUMN_RANK, /* the same, with an order of its own: severities, states */
    COLUMN_TEXT, /* many distinct texts */
    COLUMN_ID,   /* an identifier; hexadecimal ones take half their length */
    COLUMN_TIME,
    COLUMN_INT,
};

struct column {
    const char *name; /* as in `name:value`, lower case */
    const char *path; /* member path from the record; NULL: text() or number() */
    enum column_kind kind;
    bool hidden; /* a bare word of a filter does not look here */
    bool ahead;  /* a time that lies ahead: `next<2d` is within two days from now */
    bool origin; /* COLUMN_NAME: where the row is from, as table_from() said */
    /* false: absent */
    bool (*text)(const void *record, struct buf *out);
    bool (*number)(const void *record, int64_t *out);
    const char *const *order; /* COLUMN_RANK: its values, most urgent first; NULL at the end */
    /* Of names and ranks: what screens say instead, found by a filter too; NULL: the same */
    const char *(*shown)(const char *text);
};

/* For text(): the member as it is; false: it is absent, or empty. */
bool table_put_text(struct buf *out, const char *member) __attribute__((nonnull(1)));

/* Of a COLUMN_RANK: which of its values, as they are or as screens say them, begins with the
 * text, case ignored; -1: none, or no text. */
int table_rank(const struct column *c, const char *text) __attribute__((nonnull(1)));

struct table_spec {
    const char *name; /* stable; part of the name of a stored snapshot */
    const struct record *record;
    const struct column *columns;
    int n_columns;
    int key; /* column that identifies a row across refreshes */
};

struct table;

/* The spec is borrowed and must outlive the table. A path that the record has not is a bug. */
struct table *table_new(const struct table_spec *spec) NONNULL MUST_USE;
void table_free(struct table *t);
const struct table_spec *table_spec(const struct table *t) NONNULL;
/* Where the rows appended from now on are from; borrowed. A row from elsewhere has "ORIGIN/" in
 * front of its key, so that two places may use one key and what is known here by that key is
 * never taken for it. */
enum table_side { TABLE_HERE, TABLE_ELSEWHERE };
void table_from(struct table *t, const char *origin, enum table_side side) NONNULL;
/* false: TABLE_ROWS_MAX reached, nothing was added. */
bool table_append(struct table *t, const void *record) NONNULL MUST_USE;
/* The same from a row of another table of the same spec. */
bool table_copy_row(struct table *t, const struct table *from, uint32_t row) NONNULL MUST_USE;
uint32_t table_rows(const struct table *t) NONNULL;
size_t table_bytes(const struct table *t) NONNULL;             /* held from malloc */
int table_column(const struct table_spec *s, struct str name); /* -1: no such column */

enum { TABLE_SCRATCH = 2 * 64 + 1 }; /* an identifier of 64 bytes spelled out */
/* Text of a NAME, RANK, TEXT or ID cell; n == 0: absent or empty. Borrowed from the table, or
 * from scratch when an identifier had to be spelled out. */
struct str table_text(const struct table *t, uint32_t row, int column,
                      char scratch[TABLE_SCRATCH]) NONNULL MUST_USE;
/* Number of a TIME or INT cell; false: absent. */
bool table_number(const struct table *t, uint32_t row, int column,
                  int64_t *out) NONNULL MUST_USE;
/* NAME and RANK cells by number: equal texts have equal numbers, counted from 0. */
uint32_t table_name_id(const struct table *t, uint32_t row, int column) NONNULL;
uint32_t table_names(const struct table *t, int column) NONNULL;
const char *table_name(const struct table *t, int column, uint32_t id) NONNULL;
/* How many rows have this value. */
uint32_t table_name_rows(const struct table *t, int column, uint32_t id) NONNULL;
/* The row whose key column is exactly this. */
bool table_find(const struct table *t, struct str key, uint32_t *row) NONNULL MUST_USE;
/* True when both hold the same cells in the same order: a refresh that changed nothing. */
bool table_equal(const struct table *a, const struct table *b) NONNULL MUST_USE;
