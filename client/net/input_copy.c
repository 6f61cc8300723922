#include "client/net/input_copy.h"

#include <string.h>

static void copy_value(const struct element *e, void *value, struct arena *a);

static void copy_members(const struct record *r, void *out, struct arena *a)
{
    for (size_t i = 0; i < r->n_fields; i++)
        copy_value(&r->fields[i].is, (char *)out + r->fields[i].offset, a);
}

static void copy_text(const char **s, struct arena *a)
{
    if (*s != NULL)
        *s = arena_str(a, *s);
}

static void copy_record(const struct record *r, const void **member, struct arena *a)
{
    if (*member == NULL)
        return;
    void *to = arena_alloc(a, 1, r->size);
    memcpy(to, *member, r->size);
    copy_members(r, to, a);
    *member = to;
}

static void copy_item(const struct element *e, void *item, struct arena *a)
{
    if (e->type == FIELD_RECORD)
        copy_members(e->record, item, a);
    else
        copy_value(e, item, a);
}

static void copy_list(const struct element *of, struct list *l, struct arena *a)
{
    size_t size = field_size(of);

    if (l->items == NULL)
        return;
    char *items = arena_alloc(a, l->n > 0 ? l->n : 1, size);
    memcpy(items, l->items, l->n * size);
    for (size_t i = 0; i < l->n; i++)
        copy_item(of, items + i * size, a);
    l->items = items;
}

static void copy_map(const struct element *of, struct list *l, struct arena *a)
{
    if (l->items == NULL)
        return;
    struct map_entry *entries = arena_alloc(a, l->n > 0 ? l->n : 1, sizeof *entries);
    memcpy(entries, l->items, l->n * sizeof *entries);
    for (size_t i = 0; i < l->n; i++) {
        copy_text(&entries[i].key, a);
        if (entries[i].value == NULL)
            continue;
        void *value = arena_alloc(a, 1, field_size(of));
        memcpy(value, entries[i].value, field_size(of));
        copy_item(of, value, a);
        entries[i].value = value;
    }
    l->items = entries;
}

/* `value` holds a bitwise copy; what it points at is copied behind it. */
static void copy_value(const struct element *e, void *value, struct arena *a)
{
    switch (e->type) {
    case FIELD_STR:
    case FIELD_ENUM: copy_text(value, a); break;
    case FIELD_RECORD: copy_record(e->record, value, a); break;
    case FIELD_LIST: copy_list(e->of, value, a); break;
    case FIELD_MAP: copy_map(e->of, value, a); break;
    case FIELD_BOOL:
    case FIELD_INT:
    case FIELD_DOUBLE:
    case FIELD_TIME: break;
    }
}

void *input_copy(const struct record *r, const void *in, struct arena *a)
{
    void *out = arena_alloc(a, 1, r->size);

    memcpy(out, in, r->size);
    copy_members(r, out, a);
    return out;
}
