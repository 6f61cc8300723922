/*
 * store/export: rows and records as files: csv, json, ndjson, Markdown, text, OCSF.
 *
 * An exporter is fed row by row and writes as it goes, whatever the number of rows. csv, md and
 * txt have columns and cells; json and ndjson have objects: a record as the service names and
 * writes it, or, where only the row of a table is known, its columns. Nothing in a cell can
 * move a cursor (base/safe), begin a formula in a spreadsheet, or end a cell of Markdown; json
 * is exact. Times are ISO 8601 in UTC in cells, seconds as on the wire in records. Lines end
 * with LF, in csv with CR LF (RFC 4180). No byte order mark.
 */
#pragma once

#include "client/store/table.h"

enum export_format {
    EXPORT_CSV,
    EXPORT_JSON,
    EXPORT_NDJSON,
    EXPORT_MD,
    EXPORT_TXT,
    EXPORT_OCSF, /* ndjson of store/ocsf; findings and alarms only */
    EXPORT_FORMATS,
};

/* Rows a txt looks at to find how wide its columns are; a wider cell further down pushes the
 * rest of its line. */
enum { EXPORT_AHEAD_ROWS = 10 * 1000 };

const char *export_format_name(enum export_format f); /* "csv" */
/* "csv", "markdown"; the advice of a refusal lists them all. */
bool export_format_parse(struct str name, enum export_format *out,
                         struct err *err) NONNULL MUST_USE;
/* By what follows the last dot of a path; false: it says nothing. */
bool export_format_of(const char *path, enum export_format *out) NONNULL MUST_USE;
/* csv, md, txt: cells; the others are fed objects. */
bool export_has_cells(enum export_format f);

/* Takes what was written; false: no more, and the exporter stops. */
typedef bool export_write_fn(void *ctx, struct str bytes);

struct export_options {
    enum export_format format;
    const char *const *titles; /* of the columns; for formats with cells; copied */
    size_t n_titles;
    export_write_fn *write;
    void *ctx;
};

struct exporter;

struct exporter *export_begin(const struct export_options *o) NONNULL MUST_USE;
/* The next cell of the row; cells past the last title are not written. */
void export_text(struct exporter *e, struct str text) NONNULL;
void export_number(struct exporter *e, int64_t n) NONNULL;
void export_time(struct exporter *e, int64_t ms) NONNULL;
void export_none(struct exporter *e) NONNULL;
void export_end_row(struct exporter *e) NONNULL;
/* An object; for formats without cells. */
void export_record(struct exporter *e, const struct record *r, const void *record) NONNULL;
void export_object(struct exporter *e, struct str json) NONNULL; /* complete, on one line */
/* Ends the file and frees. *rows: what it has. false: writing had stopped. */
bool export_end(struct exporter *e, uint64_t *rows) NONNULL MUST_USE;

/* The export_write_fn of a struct buf as ctx; stops when it is full. */
bool export_to_buf(void *buf, struct str bytes);

/* ---- rows of a table ---- */

struct export_table {
    const struct table *table;
    const int *columns; /* of the table, in the order of the file */
    size_t n_columns;
    uint32_t n_rows;
    uint32_t (*row)(void *ctx, uint32_t i); /* the table's number of the i-th; NULL: i itself */
    void *ctx;
};

/* Titles are the names filters use. Not for EXPORT_OCSF. false: writing had stopped. */
bool export_rows(const struct export_table *t, enum export_format format,
                 export_write_fn *write, void *ctx) __attribute__((nonnull(1, 3))) MUST_USE;
