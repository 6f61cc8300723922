#include "client/api/field.h"

#include "client/base/mem.h"

static const size_t sizes[] = {
    [FIELD_STR] = sizeof(const char *),         [FIELD_ENUM] = sizeof(const char *),
    [FIELD_BOOL] = sizeof(struct opt_bool),     [FIELD_INT] = sizeof(struct opt_int),
    [FIELD_DOUBLE] = sizeof(struct opt_double), [FIELD_TIME] = sizeof(struct opt_time),
    [FIELD_LIST] = sizeof(struct list),         [FIELD_MAP] = sizeof(struct list),
};

size_t field_size(const struct element *e)
{
    return e->type == FIELD_RECORD ? e->record->size : sizes[e->type];
}

const void *list_item(const struct element *item, const struct list *l, size_t i)
{
    return (const char *)l->items + i * field_size(item);
}

const void *field_value(const struct field *f, const void *base)
{
    const void *slot = (const char *)base + f->offset;
    const void *record;

    if (f->is.type == FIELD_RECORD) {
        memcpy(&record, slot, sizeof record);
        return record;
    }
    return element_is_set(&f->is, slot) ? slot : NULL;
}

const char *field_wire(const struct field *f)
{
    return f->wire != NULL ? f->wire : f->name;
}

static const struct field *find(const struct record *r, struct str name)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        if (str_eq(name, r->fields[i].name))
            return &r->fields[i];
    }
    return NULL;
}

const struct field *record_field(const struct record *r, const char *name)
{
    return find(r, str_of(name));
}

bool record_path(const struct record *r, const void *base, const char *path,
                 const struct element **element, const void **value)
{
    struct str rest = str_of(path);
    const void *at = base;

    for (;;) {
        const struct field *f = find(r, str_cut(rest, '.', &rest));

        if (f == NULL)
            return false;
        at = at != NULL ? field_value(f, at) : NULL;
        if (rest.n == 0) {
            *element = &f->is;
            *value = at;
            return true;
        }
        if (f->is.type != FIELD_RECORD)
            return false;
        r = f->is.record;
    }
}

bool element_is_set(const struct element *e, const void *value)
{
    switch (e->type) {
    case FIELD_STR:
    case FIELD_ENUM: return *(const char *const *)value != NULL;
    case FIELD_BOOL: return ((const struct opt_bool *)value)->set;
    case FIELD_INT: return ((const struct opt_int *)value)->set;
    case FIELD_DOUBLE: return ((const struct opt_double *)value)->set;
    case FIELD_TIME: return ((const struct opt_time *)value)->set;
    case FIELD_LIST:
    case FIELD_MAP: return ((const struct list *)value)->items != NULL;
    case FIELD_RECORD: return true;
    }
    bug("field type %d", (int)e->type);
}

int enum_index(const struct enumeration *e, const char *text)
{
    for (int i = 0; text != NULL && e->values[i] != NULL; i++) {
        if (strcmp(e->values[i], text) == 0)
            return i;
    }
    return -1;
}
