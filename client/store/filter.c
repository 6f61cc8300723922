#include "client/store/filter.h"

#include <stdlib.h>

#include "client/base/mem.h"
#include "client/store/filter_text.h"
#include "client/store/table_inside.h"

enum { CHUNK_WORDS = CHUNK_ROWS / 64 };

/* What a needle says about each distinct text of a NAME or RANK column, found once. */
struct verdicts {
    uint8_t *hits;
    size_t cap;
    uint32_t known, any;
};

struct filter {
    const struct table_spec *spec;
    struct needles needles;
    struct filter_text texts[FILTER_NEEDLES_MAX]; /* of the needles */
    struct verdicts verdicts[FILTER_NEEDLES_MAX][TABLE_COLUMNS_MAX];
    uint64_t *bits;
    size_t bits_cap; /* in words */
    uint64_t generation;
    uint32_t tested, hits;
    bool narrow; /* bits hold the rows that matched the shorter pattern before */
};

struct chunk_bits {
    uint64_t words[CHUNK_WORDS];
};

struct filter *filter_new(const struct table_spec *spec)
{
    struct filter *f = mem_alloc(1, sizeof *f);
    f->spec = spec;
    return f;
}

static void forget_verdicts(struct filter *f)
{
    for (int i = 0; i < FILTER_NEEDLES_MAX; i++)
        for (int c = 0; c < TABLE_COLUMNS_MAX; c++) {
            free(f->verdicts[i][c].hits);
            f->verdicts[i][c] = (struct verdicts){0};
        }
}

static void forget_texts(struct filter *f)
{
    for (int i = 0; i < FILTER_NEEDLES_MAX; i++)
        filter_text_free(&f->texts[i]);
}

void filter_free(struct filter *f)
{
    if (f == NULL)
        return;
    forget_verdicts(f);
    forget_texts(f);
    free(f->bits);
    free(f);
}

const char *filter_text(const struct filter *f)
{
    return f->needles.text;
}

bool filter_is_empty(const struct filter *f)
{
    return f->needles.n == 0;
}

/* Only the last word, plain and alone in its word, got longer: fewer rows can match. */
static bool only_grew(const struct needles *old, const struct needles *new)
{
    if (old->n == 0 || old->n != new->n || !str_starts(new->text, old->text))
        return false;
    const struct needle *a = &old->items[old->n - 1], *b = &new->items[new->n - 1];
    bool alone = new->n == 1 || new->items[new->n - 2].last_of_word;
    return alone && !b->negate && b->op == NEEDLE_FIND && a->op == NEEDLE_FIND &&
           a->column == b->column && a->negate == b->negate && a->at == b->at;
}

bool filter_set(struct filter *f, const char *text, int64_t now_ms, struct err *err)
{
    struct needles made;
    if (!filter_parse(f->spec, text, now_ms, &made, err))
        return false;
    f->narrow = f->tested > 0 && only_grew(&f->needles, &made);
    forget_texts(f);
    f->needles = made;
    for (int i = 0; i < made.n; i++)
        filter_text_init(&f->texts[i], &f->needles.items[i], f->needles.text);
    forget_verdicts(f);
    if (!f->narrow) {
        f->tested = 0;
        f->hits = 0;
    }
    return true;
}

static bool compare(enum needle_op op, int64_t a, int64_t b)
{
    switch (op) {
    case NEEDLE_LESS: return a < b;
    case NEEDLE_LESS_EQUAL: return a <= b;
    case NEEDLE_MORE: return a > b;
    case NEEDLE_MORE_EQUAL: return a >= b;
    case NEEDLE_EQUAL: return a == b;
    case NEEDLE_NOT_YET:
    case NEEDLE_FIND:
    case NEEDLE_WHOLE:
    case NEEDLE_REGEX:
    case NEEDLE_FUZZY: break;
    }
    return false;
}

static bool name_matches(const struct column *c, const struct filter_text *ft, const char *text)
{
    const struct needle *n = ft->needle;

    if (n->op < NEEDLE_EQUAL) {
        const char *shown = c->shown != NULL ? c->shown(text) : NULL;

        return filter_text_matches(ft, str_of(text)) ||
               (shown != NULL && filter_text_matches(ft, str_of(shown)));
    }
    int rank = c->kind == COLUMN_RANK ? table_rank(c, text) : -1;
    return rank >= 0 && compare(n->op, rank, n->number);
}

static const struct verdicts *judge(struct filter *f, const struct table *t, int i, int column)
{
    struct verdicts *v = &f->verdicts[i][column];
    uint32_t count = table_names(t, column);
    v->hits = mem_grow(v->hits, &v->cap, count + 1, 1);
    for (; v->known < count; v->known++) {
        v->hits[v->known] = name_matches(&f->spec->columns[column], &f->texts[i],
                                         table_name(t, column, v->known));
        v->any += v->hits[v->known];
    }
    return v;
}

static void set(struct chunk_bits *b, uint32_t i)
{
    b->words[i / 64] |= 1ull << (i % 64);
}

static bool get(const struct chunk_bits *b, uint32_t i)
{
    return b->words[i / 64] >> (i % 64) & 1;
}

static void match_names(const struct verdicts *v, const uint32_t *ids, uint32_t from,
                        uint32_t n, struct chunk_bits *out)
{
    if (v->any == 0)
        return;
    for (uint32_t i = from; i < n; i++)
        out->words[i / 64] |= (uint64_t)v->hits[ids[i]] << (i % 64);
}

static void match_numbers(const struct needle *n, const int64_t *numbers, uint32_t from,
                          uint32_t count, struct chunk_bits *out)
{
    for (uint32_t i = from; i < count; i++)
        if (numbers[i] != NUMBER_ABSENT && compare(n->op, numbers[i], n->number))
            set(out, i);
}

static void match_rows(const struct table *t, const struct chunk *c, uint32_t base, int column,
                       const struct filter_text *ft, uint32_t from,
                       const struct chunk_bits *within, struct chunk_bits *out)
{
    char scratch[TABLE_SCRATCH];
    for (uint32_t i = from; i < c->n; i++)
        if (get(within, i) && filter_text_matches(ft, table_text(t, base + i, column, scratch)))
            set(out, i);
}

/* All rows of a column in one scan over its bytes. */
static void match_bytes(const struct chunk *c, int column, const struct needle *n,
                        const char *needle, uint32_t from, struct chunk_bits *out)
{
    const struct chunk_column *k = &c->columns[column];
    if (k->bytes == NULL || from >= c->n)
        return;
    const char *p = k->bytes + k->words[from], *end = k->bytes + k->bytes_len;
    uint32_t i = from;
    while (p < end && (p = filter_text_find(p, end, needle, n->n)) != NULL) {
        size_t at = (size_t)(p - k->bytes);
        while (i + 1 < c->n && k->words[i + 1] <= at)
            i++;
        set(out, i);
        if (i + 1 == c->n)
            return;
        p = k->bytes + k->words[i + 1];
    }
}

static uint32_t count_bits(const struct chunk_bits *b)
{
    uint32_t n = 0;
    for (int i = 0; i < CHUNK_WORDS; i++)
        n += (uint32_t)__builtin_popcountll(b->words[i]);
    return n;
}

static void match_column(struct filter *f, const struct table *t, size_t chunk,
                         int needle_index, int column, uint32_t from,
                         const struct chunk_bits *within, struct chunk_bits *out)
{
    const struct needle *n = &f->needles.items[needle_index];
    const char *needle = f->needles.text + n->at;
    const struct chunk *c = t->chunks[chunk];
    switch (f->spec->columns[column].kind) {
    case COLUMN_NAME:
    case COLUMN_RANK:
        match_names(judge(f, t, needle_index, column), c->columns[column].words, from, c->n,
                    out);
        break;
    case COLUMN_TIME:
    case COLUMN_INT: match_numbers(n, c->columns[column].numbers, from, c->n, out); break;
    case COLUMN_TEXT:
        if (n->op == NEEDLE_FIND && n->n > 0 && count_bits(within) > CHUNK_ROWS / 8) {
            match_bytes(c, column, n, needle, from, out);
            break;
        }
        match_rows(t, c, (uint32_t)chunk * CHUNK_ROWS, column, &f->texts[needle_index], from,
                   within, out);
        break;
    case COLUMN_ID:
        match_rows(t, c, (uint32_t)chunk * CHUNK_ROWS, column, &f->texts[needle_index], from,
                   within, out);
        break;
    }
}

static void match_needle(struct filter *f, const struct table *t, size_t chunk, int i,
                         uint32_t from, const struct chunk_bits *within, struct chunk_bits *out)
{
    const struct needle *n = &f->needles.items[i];
    *out = (struct chunk_bits){0};
    if (n->op == NEEDLE_NOT_YET || f->texts[i].is_half) {
        memset(out, 0xff, sizeof *out);
        return;
    }
    if (n->column >= 0) {
        match_column(f, t, chunk, i, n->column, from, within, out);
    } else {
        for (int c = 0; c < f->spec->n_columns; c++)
            if (!f->spec->columns[c].hidden && f->spec->columns[c].kind != COLUMN_TIME &&
                f->spec->columns[c].kind != COLUMN_INT)
                match_column(f, t, chunk, i, c, from, within, out);
    }
    for (int w = 0; n->negate && w < CHUNK_WORDS; w++)
        out->words[w] = ~out->words[w];
}

/* Leaves in `rows` those of them that match every word. */
static void match_chunk(struct filter *f, const struct table *t, size_t chunk, uint32_t from,
                        struct chunk_bits *rows)
{
    struct chunk_bits word = {0}, one;
    for (int i = 0; i < f->needles.n; i++) {
        match_needle(f, t, chunk, i, from, rows, &one);
        for (int w = 0; w < CHUNK_WORDS; w++)
            word.words[w] |= one.words[w];
        if (!f->needles.items[i].last_of_word)
            continue;
        for (int w = 0; w < CHUNK_WORDS; w++) {
            rows->words[w] &= word.words[w];
            word.words[w] = 0;
        }
    }
}

static void fill_from(struct chunk_bits *b, uint32_t from, uint32_t to)
{
    *b = (struct chunk_bits){0};
    for (uint32_t i = from; i < to; i++)
        set(b, i);
}

static void run_chunk(struct filter *f, const struct table *t, size_t chunk)
{
    uint32_t base = (uint32_t)chunk * CHUNK_ROWS, n = t->chunks[chunk]->n;
    uint32_t old = f->tested > base ? f->tested - base : 0;
    struct chunk_bits *kept = (struct chunk_bits *)(f->bits + chunk * CHUNK_WORDS), now;
    if (old > n)
        old = n;
    if (f->narrow && old > 0) {
        now = *kept;
        match_chunk(f, t, chunk, 0, &now);
        f->hits = f->hits - count_bits(kept) + count_bits(&now);
        *kept = now;
    }
    if (old == n)
        return;
    fill_from(&now, old, n);
    match_chunk(f, t, chunk, old, &now);
    f->hits += count_bits(&now);
    for (int w = 0; w < CHUNK_WORDS; w++)
        kept->words[w] = (old == 0 ? 0 : kept->words[w]) | now.words[w];
}

void filter_run(struct filter *f, const struct table *t, uint64_t generation)
{
    if (generation != f->generation || f->tested > t->rows) {
        forget_verdicts(f);
        f->tested = f->hits = 0;
        f->narrow = false;
        f->generation = generation;
    }
    f->bits = mem_grow(f->bits, &f->bits_cap, (t->n_chunks + 1) * CHUNK_WORDS, sizeof *f->bits);
    for (size_t i = f->narrow ? 0 : f->tested / CHUNK_ROWS; i < t->n_chunks; i++)
        run_chunk(f, t, i);
    f->tested = t->rows;
    f->narrow = false;
}

bool filter_matches(const struct filter *f, uint32_t row)
{
    return row < f->tested && f->bits[row / 64] >> (row % 64) & 1;
}

uint32_t filter_hits(const struct filter *f)
{
    return f->hits;
}
