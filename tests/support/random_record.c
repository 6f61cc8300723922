#include "tests/support/random_record.h"

#include "client/base/mem.h"
#include "client/base/utf8.h"

enum { RECORDS_MAX = 500, ITEMS_MAX = 3, TEXT_MAX = 24 };

/* splitmix64 */
static uint64_t next(struct random *r)
{
    uint64_t z = r->state += 0x9e3779b97f4a7c15u;

    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t random_below(struct random *r, uint32_t n)
{
    return (uint32_t)(next(r) >> 32) % n;
}

/* What a writer, an escaper or a terminal could get wrong. */
static const uint32_t anything[] = {
    'a', 'Z', '0', '9', ' ', '"',  '\\', '/',  '%',  '+',    '&',    '=',     ':',
    '.', '~', '<', 1,   31,  '\n', 0x7f, 0x85, 0xe9, 0x202e, 0x3042, 0x1f600, 0xfffd,
};

static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                              "+=,.@_-:/#$[] ";

static char *some_text(struct random *r, size_t n, const uint32_t *from, size_t n_from,
                       struct arena *a)
{
    struct buf text = BUF_INIT(1 << 20);

    for (size_t i = 0; i < n; i++) {
        char bytes[4];
        uint32_t cp = from[random_below(r, (uint32_t)n_from)];
        buf_put(&text, bytes, utf8_put(bytes, cp));
    }
    char *copy = arena_raw(a, text.len + 1, 1);
    memcpy(copy, buf_text(&text), text.len + 1);
    buf_free(&text);
    return copy;
}

static bool fits(const struct scalar *s, const char *text)
{
    struct err err;
    return strcmp(text, ".") != 0 && strcmp(text, "..") != 0 &&
           (s == NULL || scalar_check(s, text, &err));
}

/* Tries from wild to tame until one passes the limits. */
static const char *text_for(struct random *r, const struct scalar *s, bool tame,
                            struct arena *a)
{
    static const char *const last[] = {"p99.9", "LAST", "31", NULL};
    uint32_t plain[sizeof letters - 1];
    size_t least = s != NULL && s->min > 1 ? (size_t)s->min : 1;
    size_t most = s == NULL || s->max == 0 || s->max > TEXT_MAX ? TEXT_MAX : (size_t)s->max;
    size_t n = least + (most > least ? random_below(r, (uint32_t)(most - least + 1)) : 0);

    for (size_t i = 0; i < COUNT_OF(plain); i++)
        plain[i] = (unsigned char)letters[i];
    for (int i = tame ? 1 : 0; i < 40; i++) {
        const char *text = i == 0   ? some_text(r, n, anything, COUNT_OF(anything), a)
                           : i < 20 ? some_text(r, n, plain, COUNT_OF(plain), a)
                           : i < 30 ? some_text(r, n, plain, 6, a)        /* a-f */
                                    : some_text(r, n, plain + 52, 10, a); /* 0-9 */
        if (fits(s, text))
            return text;
    }
    for (size_t i = 0; last[i] != NULL; i++) {
        if (fits(s, last[i]))
            return last[i];
    }
    bug("no text for the scalar %s", s->name);
}

static int64_t int_for(struct random *r, const struct scalar *s)
{
    if (s == NULL)
        return (int64_t)(next(r) >> 10) - (1ll << 53);
    int64_t most = s->max > 0 ? s->max : 1ll << 40;
    return s->min + (int64_t)(next(r) % (uint64_t)(most - s->min + 1));
}

static double double_for(struct random *r, const struct scalar *s)
{
    double part = (double)(next(r) >> 11) / 9007199254740992.0;

    if (s != NULL)
        return (double)s->min + part * (double)((s->max > 0 ? s->max : 1000) - s->min);
    return random_below(r, 2) == 0 ? part : (part - 0.5) * 1e12;
}

static void fill(struct random *r, const struct element *e, bool tame, void *slot,
                 struct arena *a);

static size_t count_for(struct random *r, const struct element *e)
{
    size_t n = e->min + random_below(r, ITEMS_MAX);
    return e->max > 0 && n > e->max ? e->max : n;
}

static struct list list_for(struct random *r, const struct element *e, struct arena *a)
{
    size_t n = count_for(r, e), size = field_size(e->of);
    char *items = arena_alloc(a, n + 1, size);

    for (size_t i = 0; i < n; i++)
        fill(r, e->of, false, items + i * size, a);
    return (struct list){n, items};
}

static bool has_key(const struct map_entry *entries, size_t n, const char *key)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(entries[i].key, key) == 0)
            return true;
    }
    return false;
}

static struct list map_for(struct random *r, const struct element *e, struct arena *a)
{
    size_t want = count_for(r, e), n = 0, size = field_size(e->of);
    struct map_entry *entries = arena_alloc(a, want + 1, sizeof *entries);
    struct element key = {.type = e->names != NULL ? FIELD_ENUM : FIELD_STR,
                          .names = e->names,
                          .scalar = e->scalar};

    for (size_t i = 0; i < want; i++) {
        void *value = arena_alloc(a, 1, size);

        fill(r, &key, false, &entries[n].key, a);
        fill(r, e->of, false, value, a);
        entries[n].value = value;
        if (!has_key(entries, n, entries[n].key))
            n++;
    }
    return (struct list){n, entries};
}

static void fill(struct random *r, const struct element *e, bool tame, void *slot,
                 struct arena *a)
{
    switch (e->type) {
    case FIELD_STR: *(const char **)slot = text_for(r, e->scalar, tame, a); return;
    case FIELD_ENUM: {
        uint32_t n = 0;

        while (e->names->values[n] != NULL)
            n++;
        *(const char **)slot = e->names->values[random_below(r, n)];
        return;
    }
    case FIELD_BOOL:
        *(struct opt_bool *)slot = (struct opt_bool){random_below(r, 2), true};
        return;
    case FIELD_INT:
        *(struct opt_int *)slot = (struct opt_int){int_for(r, e->scalar), true};
        return;
    case FIELD_DOUBLE:
        *(struct opt_double *)slot = (struct opt_double){double_for(r, e->scalar), true};
        return;
    case FIELD_TIME: /* seconds stay below the point where they are taken for milliseconds */
        *(struct opt_time *)slot =
            (struct opt_time){(int64_t)(next(r) % 99999999999999u), true};
        return;
    case FIELD_RECORD: memcpy(slot, random_record(r, e->record, a), e->record->size); return;
    case FIELD_LIST: *(struct list *)slot = list_for(r, e, a); return;
    case FIELD_MAP: *(struct list *)slot = map_for(r, e, a); return;
    }
}

const void *random_record(struct random *r, const struct record *rec, struct arena *a)
{
    char *out = arena_alloc(a, 1, rec->size);

    for (size_t i = 0; i < rec->n_fields; i++) {
        const struct field *f = &rec->fields[i];

        if (!f->required && random_below(r, 2) == 0)
            continue;
        if (f->is.type == FIELD_RECORD) {
            const void *inner = random_record(r, f->is.record, a);
            memcpy(out + f->offset, &inner, sizeof inner);
        } else {
            fill(r, &f->is, f->place == PLACE_HEADER, out + f->offset, a);
        }
    }
    return out;
}

void random_record_text(const struct record *rec, const void *value, struct buf *out)
{
    struct json_writer w = {out, false};

    json_open(&w, '{');
    for (size_t i = 0; i < rec->n_fields; i++) {
        const void *member = field_value(&rec->fields[i], value);

        if (member == NULL)
            continue;
        json_key(&w, rec->fields[i].name);
        element_encode(&rec->fields[i].is, member, &w);
    }
    json_close(&w, '}');
}

static void collect(const struct record *rec, const struct record **out, size_t *n);

static void collect_element(const struct element *e, const struct record **out, size_t *n)
{
    if (e->type == FIELD_RECORD)
        collect(e->record, out, n);
    else if (e->of != NULL)
        collect_element(e->of, out, n);
}

static void collect(const struct record *rec, const struct record **out, size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        if (out[i] == rec)
            return;
    }
    if (*n + 1 == RECORDS_MAX)
        bug("more than %d records", RECORDS_MAX);
    out[(*n)++] = rec;
    for (size_t i = 0; i < rec->n_fields; i++)
        collect_element(&rec->fields[i].is, out, n);
}

const struct record *const *all_records(struct arena *a)
{
    const struct record **out = arena_alloc(a, RECORDS_MAX, sizeof *out);
    size_t n = 0;

    for (size_t i = 0; operations[i] != NULL; i++) {
        if (operations[i]->input != NULL)
            collect(operations[i]->input, out, &n);
        if (operations[i]->output != NULL)
            collect(operations[i]->output, out, &n);
    }
    return out;
}
