#include "client/base/map.h"

#include <stdlib.h>

#include "client/base/mem.h"

/* Both tables hash with FNV-1a: short keys, no attacker-chosen flood (sizes are bounded
 * upstream). */
static uint64_t hash_of(struct str s)
{
    uint64_t h = 0xcbf29ce484222325U;

    for (size_t i = 0; i < s.n; i++)
        h = (h ^ (uint8_t)s.p[i]) * 0x100000001b3U;
    return h ^ h >> 29;
}

/* ---- index: slots of entry number + 1, linear probing, at most 3/4 full ---- */

struct slots {
    uint32_t *at;
    size_t mask; /* number of slots - 1; 0: none yet */
};

static void slots_insert(struct slots *s, uint64_t hash, uint32_t entry)
{
    size_t i = (size_t)hash & s->mask;

    while (s->at[i] != 0)
        i = (i + 1) & s->mask;
    s->at[i] = entry + 1;
}

static bool slots_need_growth(const struct slots *s, size_t entries)
{
    return s->mask == 0 || (entries + 1) * 4 > (s->mask + 1) * 3;
}

static void slots_resize(struct slots *s, size_t entries)
{
    size_t n = 16;

    while ((entries + 1) * 2 > n)
        n *= 2;
    free(s->at);
    s->at = mem_alloc(n, sizeof *s->at);
    s->mask = n - 1;
}

/* ---- map ---- */

struct map_item {
    char *key; /* NULL: removed */
    size_t len;
    void *value;
    uint64_t hash;
};

struct map {
    struct map_item *items;
    size_t n, cap, live;
    struct slots slots;
};

struct map *map_new(void)
{
    return mem_alloc(1, sizeof(struct map));
}

void map_free(struct map *m, void (*free_value)(void *))
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n; i++) {
        if (m->items[i].key != NULL && free_value != NULL)
            free_value(m->items[i].value);
        free(m->items[i].key);
    }
    free(m->items);
    free(m->slots.at);
    free(m);
}

static struct map_item *map_find(const struct map *m, struct str key, uint64_t hash)
{
    if (m->slots.mask == 0)
        return NULL;
    for (size_t i = (size_t)hash & m->slots.mask; m->slots.at[i] != 0;
         i = (i + 1) & m->slots.mask) {
        struct map_item *item = &m->items[m->slots.at[i] - 1];

        if (item->key != NULL && item->hash == hash && item->len == key.n &&
            memcmp(item->key, key.p, key.n) == 0)
            return item;
    }
    return NULL;
}

void *map_get(const struct map *m, const char *key)
{
    struct str k = str_of(key);
    const struct map_item *item = map_find(m, k, hash_of(k));

    return item != NULL ? item->value : NULL;
}

/* Drops removed items and builds the index anew. */
static void map_rebuild(struct map *m)
{
    size_t kept = 0;

    for (size_t i = 0; i < m->n; i++)
        if (m->items[i].key != NULL)
            m->items[kept++] = m->items[i];
    m->n = kept;
    slots_resize(&m->slots, m->n);
    for (size_t i = 0; i < m->n; i++)
        slots_insert(&m->slots, m->items[i].hash, (uint32_t)i);
}

void *map_put(struct map *m, const char *key, void *value)
{
    struct str k = str_of(key);
    uint64_t hash = hash_of(k);
    struct map_item *item = map_find(m, k, hash);

    if (item != NULL) {
        void *before = item->value;

        item->value = value;
        return before;
    }
    if (slots_need_growth(&m->slots, m->n))
        map_rebuild(m);
    m->items = mem_grow(m->items, &m->cap, m->n + 1, sizeof *m->items);
    m->items[m->n] = (struct map_item){mem_strndup(k.p, k.n), k.n, value, hash};
    slots_insert(&m->slots, hash, (uint32_t)m->n);
    m->n++;
    m->live++;
    return NULL;
}

void *map_remove(struct map *m, const char *key)
{
    struct str k = str_of(key);
    struct map_item *item = map_find(m, k, hash_of(k));
    void *value;

    if (item == NULL)
        return NULL;
    value = item->value;
    free(item->key);
    item->key = NULL;
    m->live--;
    return value;
}

size_t map_count(const struct map *m)
{
    return m->live;
}

bool map_next(const struct map *m, size_t *i, const char **key, void **value)
{
    while (*i < m->n && m->items[*i].key == NULL)
        (*i)++;
    if (*i >= m->n)
        return false;
    *key = m->items[*i].key;
    *value = m->items[*i].value;
    (*i)++;
    return true;
}

/* ---- interned text: all of it in one blob ---- */

struct intern {
    char *blob;
    size_t used, cap;
    uint32_t *offset; /* of each text in blob */
    size_t n, offsets_cap;
    struct slots slots;
};

struct intern *intern_new(void)
{
    return mem_alloc(1, sizeof(struct intern));
}

void intern_free(struct intern *t)
{
    if (t == NULL)
        return;
    free(t->blob);
    free(t->offset);
    free(t->slots.at);
    free(t);
}

static struct str intern_str(const struct intern *t, uint32_t id)
{
    size_t end = id + 1 < t->n ? t->offset[id + 1] : t->used;

    return (struct str){t->blob + t->offset[id], end - t->offset[id] - 1};
}

bool intern_find(const struct intern *t, struct str s, uint32_t *id)
{
    uint64_t hash = hash_of(s);

    if (t->slots.mask == 0)
        return false;
    for (size_t i = (size_t)hash & t->slots.mask; t->slots.at[i] != 0;
         i = (i + 1) & t->slots.mask) {
        struct str known = intern_str(t, t->slots.at[i] - 1);

        if (known.n == s.n && (s.n == 0 || memcmp(known.p, s.p, s.n) == 0)) {
            *id = t->slots.at[i] - 1;
            return true;
        }
    }
    return false;
}

uint32_t intern_id(struct intern *t, struct str s)
{
    uint32_t id;

    if (intern_find(t, s, &id))
        return id;
    if (t->used + s.n + 1 > UINT32_MAX)
        bug("more than 4 GiB of interned text");
    t->blob = mem_grow(t->blob, &t->cap, t->used + s.n + 1, 1);
    t->offset = mem_grow(t->offset, &t->offsets_cap, t->n + 1, sizeof *t->offset);
    id = (uint32_t)t->n;
    t->offset[id] = (uint32_t)t->used;
    if (s.n > 0)
        memcpy(t->blob + t->used, s.p, s.n);
    t->blob[t->used + s.n] = '\0';
    t->used += s.n + 1;
    t->n++;
    if (slots_need_growth(&t->slots, t->n)) {
        slots_resize(&t->slots, t->n);
        for (uint32_t i = 0; i < t->n; i++)
            slots_insert(&t->slots, hash_of(intern_str(t, i)), i);
    } else {
        slots_insert(&t->slots, hash_of(s), id);
    }
    return id;
}

const char *intern_text(const struct intern *t, uint32_t id)
{
    if (id >= t->n)
        bug("interned text %u of %zu", (unsigned)id, t->n);
    return t->blob + t->offset[id];
}

uint32_t intern_count(const struct intern *t)
{
    return (uint32_t)t->n;
}

size_t intern_bytes(const struct intern *t)
{
    return t->cap + t->offsets_cap * sizeof *t->offset +
           (t->slots.mask + 1) * sizeof *t->slots.at;
}
