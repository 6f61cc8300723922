#include "client/store/sort.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/table_inside.h"

struct keyed {
    uint64_t key;
    uint32_t row, at; /* at: where it stood among equals */
};

struct tie {
    const struct table *t;
    const struct sort_key *by;
};

static int compare_names(const void *a, const void *b, void *ctx)
{
    const struct tie *tie = ctx;
    const struct table *t = tie->t;
    int column = tie->by->column;
    const struct column *c = &t->spec->columns[column];
    const char *x = table_name(t, column, *(const uint32_t *)a);
    const char *y = table_name(t, column, *(const uint32_t *)b);
    if (c->kind == COLUMN_RANK) {
        int rx = table_rank(c, x), ry = table_rank(c, y);
        if (rx != ry)
            return rx < 0 ? 1 : ry < 0 ? -1 : rx < ry ? -1 : 1;
    }
    return strcasecmp(x, y);
}

/* Place of each distinct text among all; UINT32_MAX: absent. Owned. */
static uint32_t *name_places(const struct table *t, const struct sort_key *by)
{
    int column = by->column;
    uint32_t n = table_names(t, column);
    uint32_t *order = mem_alloc(n + 1, sizeof *order),
             *places = mem_alloc(n + 1, sizeof *places);
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    struct tie tie = {t, by};
    qsort_r(order, n, sizeof *order, compare_names, &tie);
    for (uint32_t i = 0; i < n; i++)
        places[order[i]] = *table_name(t, column, order[i]) == '\0' ? UINT32_MAX : i;
    free(order);
    return places;
}

static struct str sortable_text(const struct table *t, uint32_t row, int column)
{
    struct str s = chunk_bytes(t->chunks[row / CHUNK_ROWS], column, row % CHUNK_ROWS);
    if (t->spec->columns[column].kind == COLUMN_TEXT && s.n > 0)
        s.n = strnlen(s.p, s.n);
    return s;
}

static uint64_t text_key(struct str s)
{
    uint64_t key = 0;
    for (size_t i = 0; i < 8; i++)
        key = key << 8 | (i < s.n ? (unsigned char)s.p[i] : 0);
    return key;
}

static uint64_t turned(uint64_t key, enum sort_way way)
{
    return way == SORT_DOWN ? ~key : key;
}

static void make_keys(const struct table *t, const struct sort_key *by, const uint32_t *places,
                      struct keyed *items, size_t n)
{
    enum column_kind kind = t->spec->columns[by->column].kind;
    for (size_t i = 0; i < n; i++) {
        uint32_t row = items[i].row;
        const struct chunk *c = t->chunks[row / CHUNK_ROWS];
        const struct chunk_column *k = &c->columns[by->column];
        items[i].at = (uint32_t)i;
        if (places != NULL) {
            uint32_t place = places[k->words[row % CHUNK_ROWS]];
            items[i].key = place == UINT32_MAX    ? UINT64_MAX
                           : by->way == SORT_DOWN ? UINT32_MAX - place
                                                  : place;
        } else if (column_is_bytes(kind)) {
            struct str s = sortable_text(t, row, by->column);
            items[i].key = s.n == 0 ? UINT64_MAX : turned(text_key(s), by->way);
        } else {
            int64_t v = k->numbers[row % CHUNK_ROWS];
            items[i].key =
                v == NUMBER_ABSENT ? UINT64_MAX : turned((uint64_t)v ^ (1ull << 63), by->way);
        }
    }
}

/* Least significant byte first; a byte that is the same everywhere costs no pass. */
static void radix(struct keyed *items, struct keyed *spare, size_t n)
{
    uint64_t all = UINT64_MAX, some = 0;
    for (size_t i = 0; i < n; i++) {
        all &= items[i].key;
        some |= items[i].key;
    }
    struct keyed *from = items, *to = spare;
    for (int shift = 0; shift < 64; shift += 8) {
        if (((all ^ some) >> shift & 0xff) == 0)
            continue;
        size_t starts[257] = {0};
        for (size_t i = 0; i < n; i++)
            starts[(from[i].key >> shift & 0xff) + 1]++;
        for (int b = 0; b < 256; b++)
            starts[b + 1] += starts[b];
        for (size_t i = 0; i < n; i++)
            to[starts[from[i].key >> shift & 0xff]++] = from[i];
        struct keyed *swap = from;
        from = to;
        to = swap;
    }
    if (from != items)
        memcpy(items, from, n * sizeof *items);
}

static int compare_texts(const void *a, const void *b, void *ctx)
{
    const struct tie *tie = ctx;
    const struct keyed *x = a, *y = b;
    struct str s = sortable_text(tie->t, x->row, tie->by->column);
    struct str z = sortable_text(tie->t, y->row, tie->by->column);
    size_t n = s.n < z.n ? s.n : z.n;
    int order = n > 0 ? memcmp(s.p, z.p, n) : 0;
    if (order == 0)
        order = s.n < z.n ? -1 : s.n > z.n ? 1 : 0;
    if (tie->by->way == SORT_DOWN)
        order = -order;
    return order != 0 ? order : x->at < y->at ? -1 : 1;
}

static void break_ties(const struct table *t, const struct sort_key *by, struct keyed *items,
                       size_t n)
{
    struct tie tie = {t, by};
    for (size_t i = 0, end; i < n; i = end) {
        for (end = i + 1; end < n && items[end].key == items[i].key;)
            end++;
        if (end - i > 1)
            qsort_r(items + i, end - i, sizeof *items, compare_texts, &tie);
    }
}

void sort_rows(const struct table *t, const struct sort_key *keys, int n_keys, uint32_t *rows,
               size_t n)
{
    if (n < 2 || n_keys == 0)
        return;
    struct keyed *items = mem_alloc(n, sizeof *items), *spare = mem_alloc(n, sizeof *spare);
    for (size_t i = 0; i < n; i++)
        items[i].row = rows[i];
    for (int k = n_keys - 1; k >= 0; k--) {
        enum column_kind kind = t->spec->columns[keys[k].column].kind;
        uint32_t *places = column_is_name(kind) ? name_places(t, &keys[k]) : NULL;
        make_keys(t, &keys[k], places, items, n);
        radix(items, spare, n);
        if (column_is_bytes(kind))
            break_ties(t, &keys[k], items, n);
        free(places);
    }
    for (size_t i = 0; i < n; i++)
        rows[i] = items[i].row;
    free(items);
    free(spare);
}
