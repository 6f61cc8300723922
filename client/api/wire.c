#include "client/api/wire.h"

#include "client/base/clock.h"

bool wire_put(const struct element *e, const void *value, struct buf *out)
{
    struct json_writer w = {out, false};

    switch (e->type) {
    case FIELD_STR:
    case FIELD_ENUM: buf_puts(out, *(const char *const *)value); return true;
    case FIELD_BOOL: json_put_bool(&w, ((const struct opt_bool *)value)->value); return true;
    case FIELD_INT: json_put_int(&w, ((const struct opt_int *)value)->value); return true;
    case FIELD_DOUBLE:
        json_put_double(&w, ((const struct opt_double *)value)->value);
        return true;
    case FIELD_TIME: time_iso8601(out, ((const struct opt_time *)value)->ms); return true;
    case FIELD_RECORD:
    case FIELD_LIST:
    case FIELD_MAP: return false;
    }
    return false;
}

static bool read_bool(struct str text, struct opt_bool *out)
{
    bool yes = str_eq(text, "true");

    if (!yes && !str_eq(text, "false"))
        return false;
    *out = (struct opt_bool){yes, true};
    return true;
}

static bool read_int(struct str text, struct opt_int *out)
{
    int64_t v;

    if (!str_to_int(text, INT64_MIN, INT64_MAX, &v))
        return false;
    *out = (struct opt_int){v, true};
    return true;
}

static bool read_double(struct str text, struct opt_double *out)
{
    double v;

    if (!str_to_double(text, &v))
        return false;
    *out = (struct opt_double){v, true};
    return true;
}

/* Some clients write seconds since 1970 where ISO 8601 is documented. */
static bool read_time(struct str text, struct opt_time *out)
{
    struct opt_double seconds;
    int64_t ms;

    if (time_parse_iso8601(text, &ms)) {
        *out = (struct opt_time){ms, true};
        return true;
    }
    if (!read_double(text, &seconds) || seconds.value < 0 || seconds.value > 1e11)
        return false;
    *out = (struct opt_time){(int64_t)(seconds.value * 1000 + 0.5), true};
    return true;
}

bool wire_read(const struct element *e, const char *text, void *slot)
{
    switch (e->type) {
    case FIELD_STR:
    case FIELD_ENUM: *(const char **)slot = text; return true;
    case FIELD_BOOL: return read_bool(str_of(text), slot);
    case FIELD_INT: return read_int(str_of(text), slot);
    case FIELD_DOUBLE: return read_double(str_of(text), slot);
    case FIELD_TIME: return read_time(str_of(text), slot);
    case FIELD_RECORD:
    case FIELD_LIST:
    case FIELD_MAP: return false;
    }
    return false;
}

static void put_field(const struct element *e, const void *value, const char *name,
                      struct buf *out);

static void put_members(const struct record *r, const void *in, const char *prefix,
                        struct buf *out)
{
    struct buf name = BUF_INIT(256);

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        const void *value = field_value(f, in);

        if (value == NULL)
            continue;
        buf_reset(&name);
        buf_printf(&name, "%s%s", prefix, field_wire(f));
        put_field(&f->is, value, name.data, out);
    }
    buf_free(&name);
}

static void put_field(const struct element *e, const void *value, const char *name,
                      struct buf *out)
{
    struct buf text = BUF_INIT(WIRE_BODY_MAX), inner = BUF_INIT(256);
    const struct list *l = value;

    if (e->type == FIELD_RECORD) {
        buf_printf(&inner, "%s.", name);
        put_members(e->record, value, inner.data, out);
    } else if (e->type == FIELD_LIST) {
        if (l->n == 0)
            buf_printf(out, "&%s=", name);
        for (size_t i = 0; i < l->n; i++) {
            buf_reset(&inner);
            buf_printf(&inner, "%s.member.%zu", name, i + 1);
            put_field(e->of, list_item(e->of, l, i), inner.data, out);
        }
    } else if (wire_put(e, value, &text)) {
        buf_printf(out, "&%s=", name);
        str_percent_encode(out, (struct str){buf_text(&text), text.len});
    }
    buf_free(&text);
    buf_free(&inner);
}

void wire_put_form(const struct operation *op, const void *input, struct buf *out)
{
    buf_printf(out, "Action=%s&Version=2011-06-15", op->name);
    if (op->input != NULL)
        put_members(op->input, input, "", out);
}
