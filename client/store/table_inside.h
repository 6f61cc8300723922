/*
 * store/table_inside: how a table lies in memory, for filter, sort and cache only.
 *
 * Rows stand in chunks of CHUNK_ROWS, each column of a chunk on its own. Text of a row is
 * "lower case" NUL, followed by "As It Came" NUL only where that differs: one scan over the
 * bytes serves both kinds of search (a pattern with a capital can only be found in the second
 * text).
 */
#pragma once

#include "client/base/map.h"
#include "client/store/table.h"

enum { CHUNK_ROWS = 4096, PATH_HOPS = 4 };

struct chunk_column {
    uint32_t
        *words; /* NAME, RANK: number of the text; TEXT, ID: where the row begins in bytes */
    int64_t *numbers; /* TIME, INT; NUMBER_ABSENT */
    char *bytes;
    size_t bytes_len, bytes_cap;
};

#define NUMBER_ABSENT INT64_MIN

struct chunk {
    uint32_t n, cap;
    struct chunk_column columns[TABLE_COLUMNS_MAX];
};

/* A path resolved once: follow each pointer, then read at the last offset. */
struct getter {
    const struct element *element; /* NULL: the column computes its value */
    uint16_t hops[PATH_HOPS];
    int n_hops;
};

struct names {
    struct intern *intern;
    uint32_t *counts;
    size_t counts_cap;
    uint32_t last; /* what the row before had: usually the same again */
    bool any;
};

struct table {
    const struct table_spec *spec;
    uint32_t rows;
    size_t n_chunks, chunks_cap;
    struct chunk **chunks;
    struct getter getters[TABLE_COLUMNS_MAX];
    struct names names[TABLE_COLUMNS_MAX];
    struct buf scratch;
    const char *origin; /* of the rows that come now; NULL: nobody said */
    enum table_side side;
    void *mapped; /* a snapshot file the chunks point into; such a table cannot grow */
    size_t mapped_bytes;
};

enum id_form { ID_TEXT, ID_HEX }; /* first byte of an ID cell */

static inline bool column_is_name(enum column_kind k)
{
    return k == COLUMN_NAME || k == COLUMN_RANK;
}

static inline bool column_is_bytes(enum column_kind k)
{
    return k == COLUMN_TEXT || k == COLUMN_ID;
}

/* Bytes of a TEXT or ID cell, form byte and NULs included; n == 0: absent. */
static inline struct str chunk_bytes(const struct chunk *c, int column, uint32_t i)
{
    const struct chunk_column *k = &c->columns[column];
    size_t from = k->words[i], to = i + 1 < c->n ? k->words[i + 1] : k->bytes_len;
    return (struct str){k->bytes + from, to - from};
}

/* An empty table around a mapping; the cache hangs the chunks in. Takes the mapping. */
struct table *table_of_mapping(const struct table_spec *spec, void *mapped,
                               size_t bytes) MUST_USE;
struct chunk *table_add_chunk(struct table *t) NONNULL;
