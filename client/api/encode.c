#include "client/api/field.h"

void element_encode(const struct element *e, const void *value, struct json_writer *w)
{
    const struct list *l = value;

    switch (e->type) {
    case FIELD_STR:
    case FIELD_ENUM: json_put_string(w, str_of(*(const char *const *)value)); return;
    case FIELD_BOOL: json_put_bool(w, ((const struct opt_bool *)value)->value); return;
    case FIELD_INT: json_put_int(w, ((const struct opt_int *)value)->value); return;
    case FIELD_DOUBLE: json_put_double(w, ((const struct opt_double *)value)->value); return;
    case FIELD_TIME: json_put_time(w, ((const struct opt_time *)value)->ms); return;
    case FIELD_RECORD: record_encode(e->record, value, w); return;
    case FIELD_LIST:
        json_open(w, '[');
        for (size_t i = 0; i < l->n; i++)
            element_encode(e->of, list_item(e->of, l, i), w);
        json_close(w, ']');
        return;
    case FIELD_MAP:
        json_open(w, '{');
        for (size_t i = 0; i < l->n; i++) {
            const struct map_entry *entry = &((const struct map_entry *)l->items)[i];

            json_key(w, entry->key);
            element_encode(e->of, entry->value, w);
        }
        json_close(w, '}');
        return;
    }
}

static void encode_member(const struct field *f, const char *name, const void *in,
                          struct json_writer *w)
{
    const void *value = field_value(f, in);

    if (value == NULL)
        return;
    json_key(w, name);
    element_encode(&f->is, value, w);
}

void record_encode(const struct record *r, const void *in, struct json_writer *w)
{
    json_open(w, '{');
    for (size_t i = 0; i < r->n_fields; i++)
        if (r->fields[i].place == PLACE_BODY)
            encode_member(&r->fields[i], field_wire(&r->fields[i]), in, w);
    json_close(w, '}');
}

void record_encode_whole(const struct record *r, const void *in, struct json_writer *w)
{
    json_open(w, '{');
    for (size_t i = 0; i < r->n_fields; i++)
        encode_member(&r->fields[i], r->fields[i].name, in, w);
    json_close(w, '}');
}
