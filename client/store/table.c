#include "client/store/table.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/mman.h>

#include "client/base/mem.h"
#include "client/store/table_inside.h"

enum { LARGE_ROWS = 100 * 1000 };

static void resolve(const struct table_spec *s, const struct column *c, struct getter *g)
{
    const struct record *r = s->record;
    const char *at = c->path;
    for (;;) {
        struct str rest = str_of(at), name = str_cut(rest, '.', &rest);
        char key[64];
        if (name.n >= sizeof key || g->n_hops == PATH_HOPS)
            bug("%s.%s: path too long", s->name, c->name);
        memcpy(key, name.p, name.n);
        key[name.n] = '\0';
        const struct field *f = record_field(r, key);
        if (f == NULL)
            bug("%s.%s: no member %s in %s", s->name, c->name, key, r->name);
        g->hops[g->n_hops++] = f->offset;
        if (rest.n == 0) {
            g->element = &f->is;
            return;
        }
        if (f->is.type != FIELD_RECORD)
            bug("%s.%s: %s is not a record", s->name, c->name, key);
        r = f->is.record;
        at = rest.p;
    }
}

static struct table *new_table(const struct table_spec *spec)
{
    if (spec->n_columns > TABLE_COLUMNS_MAX || spec->key >= spec->n_columns)
        bug("%s: %d columns, key %d", spec->name, spec->n_columns, spec->key);
    struct table *t = mem_alloc(1, sizeof *t);
    t->spec = spec;
    t->scratch = BUF_INIT(TABLE_TEXT_MAX);
    for (int i = 0; i < spec->n_columns; i++)
        if (column_is_name(spec->columns[i].kind))
            t->names[i].intern = intern_new();
    return t;
}

bool table_put_text(struct buf *out, const char *member)
{
    if (member == NULL || *member == '\0')
        return false;
    buf_puts(out, member);
    return true;
}

static bool begins(const char *word, const char *text)
{
    return strncasecmp(word, text, strlen(text)) == 0;
}

int table_rank(const struct column *c, const char *text)
{
    if (text == NULL || text[0] == '\0')
        return -1;
    for (int i = 0; c->order[i] != NULL; i++)
        if (begins(c->order[i], text) ||
            (c->shown != NULL && begins(c->shown(c->order[i]), text)))
            return i;
    return -1;
}

struct table *table_new(const struct table_spec *spec)
{
    struct table *t = new_table(spec);
    for (int i = 0; i < spec->n_columns; i++)
        if (spec->columns[i].path != NULL)
            resolve(spec, &spec->columns[i], &t->getters[i]);
    return t;
}

struct table *table_of_mapping(const struct table_spec *spec, void *mapped, size_t bytes)
{
    struct table *t = new_table(spec);
    t->mapped = mapped;
    t->mapped_bytes = bytes;
    return t;
}

static void free_chunk(const struct table *t, struct chunk *c)
{
    for (int i = 0; t->mapped == NULL && i < t->spec->n_columns; i++) {
        free(c->columns[i].words);
        free(c->columns[i].numbers);
        free(c->columns[i].bytes);
    }
    free(c);
}

void table_free(struct table *t)
{
    if (t == NULL)
        return;
    const bool large = t->mapped == NULL && t->rows > LARGE_ROWS;

    for (size_t i = 0; i < t->n_chunks; i++)
        free_chunk(t, t->chunks[i]);
    free(t->chunks);
    for (int i = 0; i < t->spec->n_columns; i++) {
        intern_free(t->names[i].intern);
        free(t->names[i].counts);
    }
    buf_free(&t->scratch);
    if (t->mapped != NULL)
        munmap(t->mapped, t->mapped_bytes);
    free(t);
    if (large)
        mem_give_back(); /* or a refresh would hold two tables for ever */
}

const struct table_spec *table_spec(const struct table *t)
{
    return t->spec;
}

uint32_t table_rows(const struct table *t)
{
    return t->rows;
}

int table_column(const struct table_spec *s, struct str name)
{
    for (int i = 0; i < s->n_columns; i++)
        if (str_eq_nocase(name, s->columns[i].name))
            return i;
    return -1;
}

struct chunk *table_add_chunk(struct table *t)
{
    t->chunks = mem_grow(t->chunks, &t->chunks_cap, t->n_chunks + 1, sizeof *t->chunks);
    struct chunk *c = mem_alloc(1, sizeof *c);
    t->chunks[t->n_chunks++] = c;
    return c;
}

/* A full chunk is read many times and grows no more. */
static void trim_chunk(const struct table *t, struct chunk *c)
{
    for (int i = 0; i < t->spec->n_columns; i++) {
        struct chunk_column *k = &c->columns[i];
        if (k->bytes_len > 0 && k->bytes_len < k->bytes_cap) {
            k->bytes = mem_resize(k->bytes, k->bytes_len, 1);
            k->bytes_cap = k->bytes_len;
        }
    }
}

static struct chunk *room(struct table *t)
{
    struct chunk *c = t->n_chunks > 0 ? t->chunks[t->n_chunks - 1] : NULL;
    if (c != NULL && c->n == CHUNK_ROWS) {
        trim_chunk(t, c);
        c = NULL;
    }
    if (c == NULL)
        c = table_add_chunk(t);
    if (c->n < c->cap)
        return c;
    uint32_t cap = t->n_chunks > 1 ? CHUNK_ROWS : c->cap == 0 ? 32 : c->cap * 2;
    for (int i = 0; i < t->spec->n_columns; i++) {
        struct chunk_column *k = &c->columns[i];
        enum column_kind kind = t->spec->columns[i].kind;
        if (kind == COLUMN_TIME || kind == COLUMN_INT)
            k->numbers = mem_resize(k->numbers, cap, sizeof *k->numbers);
        else
            k->words = mem_resize(k->words, cap, sizeof *k->words);
    }
    c->cap = cap;
    return c;
}

static void put_bytes(struct chunk_column *k, const char *p, size_t n)
{
    k->bytes = mem_grow(k->bytes, &k->bytes_cap, k->bytes_len + n, 1);
    memcpy(k->bytes + k->bytes_len, p, n);
    k->bytes_len += n;
}

static void put_text(struct chunk_column *k, struct str s)
{
    put_bytes(k, s.p, s.n);
    char *lower = k->bytes + k->bytes_len - s.n;
    bool differs = false;
    for (size_t i = 0; i < s.n; i++) {
        char l = str_lower(lower[i]);
        differs |= l != lower[i];
        lower[i] = l;
    }
    put_bytes(k, "", 1);
    if (differs) {
        put_bytes(k, s.p, s.n);
        put_bytes(k, "", 1);
    }
}

static int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* false: not lower-case hexadecimal of whole bytes. */
static bool pack_hex(struct str s, char *out)
{
    if (s.n % 2 != 0 || s.n == 0 || s.n >= TABLE_SCRATCH)
        return false;
    for (size_t i = 0; i < s.n; i += 2) {
        int hi = nibble(s.p[i]), lo = nibble(s.p[i + 1]);
        if (hi < 0 || lo < 0)
            return false;
        out[i / 2] = (char)(hi << 4 | lo);
    }
    return true;
}

static void put_id(struct chunk_column *k, struct str s)
{
    char packed[TABLE_SCRATCH / 2];
    bool hex = pack_hex(s, packed);
    char form = hex ? ID_HEX : ID_TEXT;
    put_bytes(k, &form, 1);
    if (hex)
        put_bytes(k, packed, s.n / 2);
    else
        put_bytes(k, s.p, s.n);
}

static uint32_t name_id(struct names *names, struct str s)
{
    if (names->any && str_eq(s, intern_text(names->intern, names->last)))
        return names->last;
    uint32_t known = intern_count(names->intern), id = intern_id(names->intern, s);
    names->counts = mem_grow(names->counts, &names->counts_cap, id + 1, sizeof *names->counts);
    if (id == known)
        names->counts[id] = 0;
    names->last = id;
    names->any = true;
    return id;
}

static const void *reach(const struct getter *g, const void *record)
{
    const char *at = record;
    for (int i = 0; i + 1 < g->n_hops; i++) {
        const void *next;
        memcpy(&next, at + g->hops[i], sizeof next);
        if (next == NULL)
            return NULL;
        at = next;
    }
    return at + g->hops[g->n_hops - 1];
}

static bool value_text(const struct element *e, const void *value, struct str *out)
{
    if (e->type == FIELD_BOOL) {
        const struct opt_bool *b = value;
        *out = b->value ? STR("yes") : STR("no");
        return b->set;
    }
    const char *z;
    memcpy(&z, value, sizeof z);
    *out = str_of(z);
    return z != NULL;
}

/* "us-east-1/4f3a.." */
static struct str key_from_elsewhere(struct table *t, struct str key)
{
    struct buf whole = BUF_INIT(TABLE_TEXT_MAX);
    buf_puts(&whole, t->origin);
    buf_putc(&whole, '/');
    buf_put(&whole, key.p, key.n);
    buf_reset(&t->scratch);
    buf_put(&t->scratch, buf_text(&whole), whole.len);
    buf_free(&whole);
    return (struct str){buf_text(&t->scratch), t->scratch.len};
}

static struct str cell_text(struct table *t, int column, const void *record)
{
    const struct column *c = &t->spec->columns[column];
    struct str s = {"", 0};
    if (c->origin) {
        s = str_of(t->origin != NULL ? t->origin : "");
    } else if (c->text != NULL) {
        buf_reset(&t->scratch);
        if (c->text(record, &t->scratch))
            s = (struct str){buf_text(&t->scratch), t->scratch.len};
    } else {
        const struct getter *g = &t->getters[column];
        const void *at = reach(g, record);
        if (at == NULL || !value_text(g->element, at, &s))
            s = STR("");
    }
    if (s.n > TABLE_TEXT_MAX)
        s.n = TABLE_TEXT_MAX;
    if (column == t->spec->key && t->side == TABLE_ELSEWHERE)
        s = key_from_elsewhere(t, s);
    return s;
}

void table_from(struct table *t, const char *origin, enum table_side side)
{
    t->origin = origin;
    t->side = side;
}

static int64_t cell_number(const struct table *t, int column, const void *record)
{
    const struct column *c = &t->spec->columns[column];
    const struct getter *g = &t->getters[column];
    int64_t n = NUMBER_ABSENT;
    if (c->number != NULL)
        return c->number(record, &n) ? n : NUMBER_ABSENT;
    const void *at = reach(g, record);
    if (at == NULL)
        return NUMBER_ABSENT;
    if (g->element->type == FIELD_TIME) {
        const struct opt_time *when = at;
        return when->set ? when->ms : NUMBER_ABSENT;
    }
    const struct opt_int *i = at;
    return i->set ? i->value : NUMBER_ABSENT;
}

bool table_append(struct table *t, const void *record)
{
    if (t->mapped != NULL)
        bug("%s: a stored snapshot cannot grow", t->spec->name);
    if (t->rows >= TABLE_ROWS_MAX)
        return false;
    struct chunk *c = room(t);
    for (int i = 0; i < t->spec->n_columns; i++) {
        struct chunk_column *k = &c->columns[i];
        enum column_kind kind = t->spec->columns[i].kind;
        if (kind == COLUMN_TIME || kind == COLUMN_INT) {
            k->numbers[c->n] = cell_number(t, i, record);
            continue;
        }
        struct str s = cell_text(t, i, record);
        if (column_is_name(kind)) {
            k->words[c->n] = name_id(&t->names[i], s);
            t->names[i].counts[k->words[c->n]]++;
            continue;
        }
        k->words[c->n] = (uint32_t)k->bytes_len;
        if (s.n > 0 && kind == COLUMN_TEXT)
            put_text(k, s);
        else if (s.n > 0)
            put_id(k, s);
    }
    c->n++;
    t->rows++;
    return true;
}

bool table_copy_row(struct table *t, const struct table *from, uint32_t row)
{
    if (t->mapped != NULL || t->spec != from->spec)
        bug("%s: a row of %s does not go here", t->spec->name, from->spec->name);
    if (t->rows >= TABLE_ROWS_MAX)
        return false;
    struct chunk *c = room(t);
    const struct chunk *o = from->chunks[row / CHUNK_ROWS];
    uint32_t at = row % CHUNK_ROWS;
    for (int i = 0; i < t->spec->n_columns; i++) {
        struct chunk_column *k = &c->columns[i];
        if (k->numbers != NULL) {
            k->numbers[c->n] = o->columns[i].numbers[at];
        } else if (t->names[i].intern != NULL) {
            const char *text = intern_text(from->names[i].intern, o->columns[i].words[at]);
            k->words[c->n] = name_id(&t->names[i], str_of(text));
            t->names[i].counts[k->words[c->n]]++;
        } else {
            struct str cell = chunk_bytes(o, i, at);
            k->words[c->n] = (uint32_t)k->bytes_len;
            if (cell.n > 0)
                put_bytes(k, cell.p, cell.n);
        }
    }
    c->n++;
    t->rows++;
    return true;
}

size_t table_bytes(const struct table *t)
{
    size_t n = sizeof *t + t->chunks_cap * sizeof *t->chunks + t->scratch.cap;
    for (size_t i = 0; i < t->n_chunks; i++) {
        const struct chunk *c = t->chunks[i];
        n += sizeof *c;
        for (int j = 0; t->mapped == NULL && j < t->spec->n_columns; j++) {
            const struct chunk_column *k = &c->columns[j];
            n += k->numbers != NULL ? c->cap * sizeof *k->numbers : 0;
            n += k->words != NULL ? c->cap * sizeof *k->words : 0;
            n += k->bytes_cap;
        }
    }
    for (int j = 0; j < t->spec->n_columns; j++)
        if (t->names[j].intern != NULL)
            n += intern_bytes(t->names[j].intern) +
                 t->names[j].counts_cap * sizeof *t->names[j].counts;
    return n;
}

static struct str spell_id(struct str cell, char scratch[TABLE_SCRATCH])
{
    static const char digits[] = "0123456789abcdef";
    if (cell.n == 0)
        return STR("");
    if (cell.p[0] == ID_TEXT)
        return (struct str){cell.p + 1, cell.n - 1};
    size_t n = 0;
    for (size_t i = 1; i < cell.n; i++) {
        scratch[n++] = digits[(unsigned char)cell.p[i] >> 4];
        scratch[n++] = digits[cell.p[i] & 15];
    }
    return (struct str){scratch, n};
}

static struct str original_text(struct str cell)
{
    if (cell.n == 0)
        return STR("");
    size_t lower = strnlen(cell.p, cell.n);
    if (lower + 1 < cell.n)
        return (struct str){cell.p + lower + 1, cell.n - lower - 2};
    return (struct str){cell.p, lower};
}

struct str table_text(const struct table *t, uint32_t row, int column,
                      char scratch[TABLE_SCRATCH])
{
    const struct chunk *c = t->chunks[row / CHUNK_ROWS];
    enum column_kind kind = t->spec->columns[column].kind;
    uint32_t i = row % CHUNK_ROWS;
    if (column_is_name(kind))
        return str_of(intern_text(t->names[column].intern, c->columns[column].words[i]));
    if (!column_is_bytes(kind))
        bug("%s.%s is not text", t->spec->name, t->spec->columns[column].name);
    struct str cell = chunk_bytes(c, column, i);
    return kind == COLUMN_ID ? spell_id(cell, scratch) : original_text(cell);
}

bool table_number(const struct table *t, uint32_t row, int column, int64_t *out)
{
    const int64_t *numbers = t->chunks[row / CHUNK_ROWS]->columns[column].numbers;
    if (numbers == NULL)
        bug("%s.%s is not a number", t->spec->name, t->spec->columns[column].name);
    if (numbers[row % CHUNK_ROWS] == NUMBER_ABSENT)
        return false;
    *out = numbers[row % CHUNK_ROWS];
    return true;
}

uint32_t table_name_id(const struct table *t, uint32_t row, int column)
{
    return t->chunks[row / CHUNK_ROWS]->columns[column].words[row % CHUNK_ROWS];
}

uint32_t table_names(const struct table *t, int column)
{
    return intern_count(t->names[column].intern);
}

const char *table_name(const struct table *t, int column, uint32_t id)
{
    return intern_text(t->names[column].intern, id);
}

uint32_t table_name_rows(const struct table *t, int column, uint32_t id)
{
    return t->names[column].counts[id];
}

static bool find_in_bytes(const struct table *t, struct str cell, uint32_t *row)
{
    for (size_t i = 0; i < t->n_chunks; i++) {
        const struct chunk *c = t->chunks[i];
        for (uint32_t j = 0; j < c->n; j++) {
            struct str s = chunk_bytes(c, t->spec->key, j);
            if (s.n == cell.n && memcmp(s.p, cell.p, s.n) == 0) {
                *row = (uint32_t)i * CHUNK_ROWS + j;
                return true;
            }
        }
    }
    return false;
}

bool table_find(const struct table *t, struct str key, uint32_t *row)
{
    if (key.n == 0)
        return false;
    if (t->spec->columns[t->spec->key].kind == COLUMN_ID) {
        struct chunk_column one = {0};
        put_id(&one, key);
        bool found = find_in_bytes(t, (struct str){one.bytes, one.bytes_len}, row);
        free(one.bytes);
        return found;
    }
    char scratch[TABLE_SCRATCH];
    for (uint32_t i = 0; i < t->rows; i++) {
        struct str s = table_text(t, i, t->spec->key, scratch);
        if (s.n == key.n && memcmp(s.p, key.p, s.n) == 0) {
            *row = i;
            return true;
        }
    }
    return false;
}

static bool cells_equal(const struct table *a, const struct table *b, uint32_t row, int column)
{
    if (!column_is_name(a->spec->columns[column].kind) &&
        !column_is_bytes(a->spec->columns[column].kind)) {
        const struct chunk *ca = a->chunks[row / CHUNK_ROWS], *cb = b->chunks[row / CHUNK_ROWS];
        return ca->columns[column].numbers[row % CHUNK_ROWS] ==
               cb->columns[column].numbers[row % CHUNK_ROWS];
    }
    char one[TABLE_SCRATCH], two[TABLE_SCRATCH];
    struct str sa = table_text(a, row, column, one), sb = table_text(b, row, column, two);
    return sa.n == sb.n && memcmp(sa.p, sb.p, sa.n) == 0;
}

bool table_equal(const struct table *a, const struct table *b)
{
    if (a->spec != b->spec || a->rows != b->rows)
        return false;
    for (int column = 0; column < a->spec->n_columns; column++)
        for (uint32_t row = 0; row < a->rows; row++)
            if (!cells_equal(a, b, row, column))
                return false;
    return true;
}
