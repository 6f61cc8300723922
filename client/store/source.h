/*
 * store/source: a live list: what was asked, the rows that came, how old they are and how much
 * of them there is.
 *
 * Rows of the first asking are visible as they arrive. A refresh fills another table and takes
 * its place when it is complete and differs; a refresh that fails leaves the rows, their age
 * and the error. An error never empties a list. Asking again happens by itself every `poll_ms`
 * while somebody watches. Real time in ms; callbacks come from the loop, never from inside a
 * call here except source_row/begin/end, which the caller makes.
 *
 * A source of several regions (store/regions) asks all of them at once and shows their rows in
 * one table. It is complete when every region is. What one of them refuses says so with its
 * name, keeps the rows that were known of it, and takes nothing from the others.
 */
#pragma once

#include "client/store/regions.h"
#include "client/store/row_index.h"

enum source_state {
    SOURCE_NEVER,    /* not asked yet */
    SOURCE_LOADING,  /* asked; rows may be coming */
    SOURCE_COMPLETE, /* all rows there were, as of `as_of_ms` */
    SOURCE_PARTIAL,  /* stopped before the end: canceled, a limit, an error on the way */
    SOURCE_STALE,    /* complete, but from an earlier session or the last refresh failed */
    SOURCE_FAILED,   /* nothing known, and asking failed */
};

struct source_status {
    enum source_state state;
    bool refreshing;       /* rows below are the old ones */
    uint32_t rows;         /* visible */
    uint32_t arrived;      /* of the asking under way */
    int64_t as_of_ms;      /* when the visible rows were complete; 0: never */
    int64_t next_ms;       /* when it asks again; 0: not by itself */
    const struct err *err; /* of the last asking; kind ERR_NONE: none */
};

struct source;
typedef void source_fn(void *ctx);

struct source_options {
    struct loop *loop;
    const struct table_spec *spec;
    source_fn *on_change; /* NULL: nobody */
    void *ctx;
    bool several; /* regions, from source_connect_regions(); the table tells them apart */
};

struct source *source_new(const struct source_options *o) NONNULL MUST_USE;
void source_free(struct source *s);

/* What to ask: input() makes op->input->size bytes in the arena, fresh each time (times
 * move). */
struct source_query {
    const struct operation *op;
    const void *(*input)(void *ctx, struct arena *a); /* NULL: no parameters */
    void *ctx;
    int64_t poll_ms; /* 0: only when told */
};
/* The query's strings and ctx must outlive the source. */
void source_set_query(struct source *s, const struct source_query *q) NONNULL;
/* client NULL: not connected; what was under way ends. */
void source_connect(struct source *s, struct client *client) __attribute__((nonnull(1)));
/* Of a source of several regions. The first is home; names and clients are borrowed. n 0: not
 * connected. */
void source_connect_regions(struct source *s, const struct region_client *regions, size_t n)
    __attribute__((nonnull(1)));
/* The query as an aws command, appended; false: it has none. */
bool source_put_command(const struct source *s, struct buf *out) NONNULL MUST_USE;
void source_refresh(struct source *s) NONNULL; /* now, unless one is under way */
void source_cancel(struct source *s) NONNULL;
void source_set_poll(struct source *s, int64_t poll_ms) NONNULL; /* 0: paused */

struct source_status source_status(const struct source *s) NONNULL;
const struct table *source_table(const struct source *s) NONNULL;
/* As given, or with a column for the region. */
const struct table_spec *source_spec(const struct source *s) NONNULL;
/* Moves when source_table() is another table. */
uint64_t source_generation(const struct source *s) NONNULL;
enum table_growth source_growth(const struct source *s) NONNULL;
/* Rows of an earlier session. Takes the table. Only while there are none. */
void source_restore(struct source *s, struct table *t, int64_t as_of_ms) NONNULL;

/* Keeps the rows in a file from now on: what becomes complete is written at most every
 * SOURCE_SAVE_MS, and when the source ends. The first SOURCE_TOP_ROWS in the order of `keys`
 * lie in a small file beside it and are shown at once; the others follow a turn of the loop
 * later. Path and keys are copied. */
enum { SOURCE_SAVE_MS = 60 * 1000, SOURCE_TOP_ROWS = 512 /* more than a window shows */ };
void source_keep(struct source *s, const char *path, const struct sort_key *keys,
                 int n_keys) NONNULL;

/* The half below the network: what a query does with its pages, for whoever makes rows
 * otherwise. */
void source_begin(struct source *s) NONNULL;
bool source_row(struct source *s, const void *record) NONNULL MUST_USE; /* false: full */
/* Where the rows that follow are from; borrowed while they come. */
void source_from(struct source *s, const char *region, enum table_side side) NONNULL;
enum source_end { SOURCE_END_COMPLETE, SOURCE_END_STOPPED };
/* failed NULL: it went well. */
void source_end(struct source *s, enum source_end end, const struct err *failed)
    __attribute__((nonnull(1)));
/* Some regions answered and some did not: these are all the rows there are, not all of them new
 * or not all there should be. */
void source_end_partly(struct source *s, const struct err *failed) NONNULL;
