#include <math.h>

#include "client/api/field.h"
#include "client/base/clock.h"
#include "client/base/i18n.h"

/* Seconds to the end of the year 9999, which some write for "never"; what is larger was meant
 * as milliseconds (of 1978 and later). */
#define SECONDS_MAX 253402300799.999
/* Milliseconds of the year 9999. */
#define TIME_MAX_MS 253402300799999.0

/* Where in the answer we are, for the message: a chain of stack frames. */
struct at {
    const struct at *up;
    const char *name; /* NULL: index */
    size_t index;
};

static void put_path(struct buf *out, const struct at *at)
{
    if (at == NULL)
        return;
    put_path(out, at->up);
    if (at->name != NULL)
        buf_printf(out, "%s%s", out->len > 0 ? "." : "", at->name);
    else
        buf_printf(out, "[%zu]", at->index);
}

static bool fail(const struct at *at, const struct json *j, const char *expected,
                 struct err *err)
{
    static const char *const names[] = {
        [JSON_NULL] = "null",   [JSON_BOOL] = N_("a boolean"), [JSON_NUMBER] = "a number",
        [JSON_STRING] = "text", [JSON_ARRAY] = N_("a list"),   [JSON_OBJECT] = N_("an object"),
    };
    struct buf path = BUF_INIT(160);

    put_path(&path, at);
    err_set(err, ERR_DECODE, "%s: expected %s, got %s",
            path.len > 0 ? path.data : _("the answer"), expected,
            i18n_text(names[json_type(j)]));
    buf_free(&path);
    return false;
}

static bool decode_record(const struct record *r, const struct json *object, struct arena *a,
                          void *out, const struct at *at, struct err *err);
static bool decode_value(const struct element *e, const struct json *j, struct arena *a,
                         void *out, const struct at *at, struct err *err);

static bool decode_text(const struct json *j, const char **out, const struct at *at,
                        struct err *err)
{
    if (json_type(j) != JSON_STRING)
        return fail(at, j, "text", err);
    *out = json_string(j);
    return true;
}

static bool decode_bool(const struct json *j, struct opt_bool *out, const struct at *at,
                        struct err *err)
{
    if (json_type(j) != JSON_BOOL)
        return fail(at, j, _("true or false"), err);
    *out = (struct opt_bool){json_is_true(j), true};
    return true;
}

static bool decode_int(const struct json *j, struct opt_int *out, const struct at *at,
                       struct err *err)
{
    double v = json_type(j) == JSON_NUMBER ? json_number(j) : NAN;

    if (!(fabs(v) <= (double)JSON_INTEGER_MAX) || v != floor(v))
        return fail(at, j, _("a whole number below 2^53"), err);
    *out = (struct opt_int){(int64_t)v, true};
    return true;
}

static bool decode_double(const struct json *j, struct opt_double *out, const struct at *at,
                          struct err *err)
{
    if (json_type(j) != JSON_NUMBER)
        return fail(at, j, "a number", err);
    *out = (struct opt_double){json_number(j), true};
    return true;
}

static bool decode_time(const struct json *j, struct opt_time *out, const struct at *at,
                        struct err *err)
{
    int64_t ms;

    if (json_type(j) == JSON_STRING) {
        if (!time_parse_iso8601(str_of(json_string(j)), &ms))
            return fail(at, j, "a time", err);
        *out = (struct opt_time){ms, true};
        return true;
    }
    double v = json_type(j) == JSON_NUMBER ? json_number(j) : NAN;
    if (fabs(v) <= SECONDS_MAX)
        v *= 1000;
    if (!(fabs(v) <= TIME_MAX_MS))
        return fail(at, j, _("a time in seconds"), err);
    *out = (struct opt_time){(int64_t)round(v), true};
    return true;
}

static bool decode_list(const struct element *e, const struct json *j, struct arena *a,
                        struct list *out, const struct at *at, struct err *err)
{
    size_t size = field_size(e->of);
    struct at here = {at, NULL, 0};

    if (json_type(j) != JSON_ARRAY)
        return fail(at, j, _("a list"), err);
    size_t n = json_count(j);
    char *items = arena_alloc(a, n > 0 ? n : 1, size);
    n = 0;
    for (const struct json *m = json_first(j); m != NULL; m = json_next(m), here.index++) {
        if (json_type(m) == JSON_NULL)
            continue;
        if (!decode_value(e->of, m, a, items + n * size, &here, err))
            return false;
        n++;
    }
    *out = (struct list){n, items};
    return true;
}

static bool decode_map(const struct element *e, const struct json *j, struct arena *a,
                       struct list *out, const struct at *at, struct err *err)
{
    size_t size = field_size(e->of);

    if (json_type(j) != JSON_OBJECT)
        return fail(at, j, _("an object"), err);
    size_t n = json_count(j);
    struct map_entry *entries = arena_alloc(a, n > 0 ? n : 1, sizeof *entries);
    char *values = arena_alloc(a, n > 0 ? n : 1, size);
    n = 0;
    for (const struct json *m = json_first(j); m != NULL; m = json_next(m)) {
        struct at here = {at, json_name(m), 0};

        if (json_type(m) == JSON_NULL)
            continue;
        if (!decode_value(e->of, m, a, values + n * size, &here, err))
            return false;
        entries[n] = (struct map_entry){json_name(m), values + n * size};
        n++;
    }
    *out = (struct list){n, entries};
    return true;
}

static bool decode_value(const struct element *e, const struct json *j, struct arena *a,
                         void *out, const struct at *at, struct err *err)
{
    switch (e->type) {
    case FIELD_STR:
    case FIELD_ENUM: return decode_text(j, out, at, err);
    case FIELD_BOOL: return decode_bool(j, out, at, err);
    case FIELD_INT: return decode_int(j, out, at, err);
    case FIELD_DOUBLE: return decode_double(j, out, at, err);
    case FIELD_TIME: return decode_time(j, out, at, err);
    case FIELD_RECORD: return decode_record(e->record, j, a, out, at, err);
    case FIELD_LIST: return decode_list(e, j, a, out, at, err);
    case FIELD_MAP: return decode_map(e, j, a, out, at, err);
    }
    return fail(at, j, _("something known"), err);
}

/* A body carries the members that travel in it; what we keep ourselves carries all. */
enum record_scope { SCOPE_BODY, SCOPE_WHOLE };

/* Members mostly come in the table's order, so the search starts after the last one found. */
static const struct field *match(const struct record *r, const char *name,
                                 enum record_scope scope, size_t *next)
{
    for (size_t k = 0, i = *next; k < r->n_fields; k++, i++) {
        if (i >= r->n_fields)
            i = 0;
        const struct field *f = &r->fields[i];
        bool here = f->place == PLACE_BODY || scope == SCOPE_WHOLE;
        if (here && f->name[0] == name[0] && strcmp(f->name, name) == 0) {
            *next = i + 1;
            return f;
        }
    }
    return NULL;
}

static bool decode_member(const struct field *f, const struct json *j, struct arena *a,
                          void *out, const struct at *at, struct err *err)
{
    void *slot = (char *)out + f->offset;

    if (f->is.type != FIELD_RECORD)
        return decode_value(&f->is, j, a, slot, at, err);
    void *inner = arena_alloc(a, 1, f->is.record->size);
    memcpy(slot, &inner, sizeof inner);
    return decode_record(f->is.record, j, a, inner, at, err);
}

static bool decode_object(const struct record *r, const struct json *object,
                          enum record_scope scope, struct arena *a, void *out,
                          const struct at *at, struct err *err)
{
    size_t next = 0;

    if (json_type(object) != JSON_OBJECT)
        return fail(at, object, _("an object"), err);
    for (const struct json *m = json_first(object); m != NULL; m = json_next(m)) {
        const struct field *f = match(r, json_name(m), scope, &next);
        struct at here = {at, json_name(m), 0};

        if (f == NULL || json_type(m) == JSON_NULL)
            continue;
        if (!decode_member(f, m, a, out, &here, err))
            return false;
    }
    return true;
}

static bool decode_record(const struct record *r, const struct json *object, struct arena *a,
                          void *out, const struct at *at, struct err *err)
{
    return decode_object(r, object, SCOPE_BODY, a, out, at, err);
}

bool record_decode(const struct record *r, const struct json *object, struct arena *a,
                   void *out, struct err *err)
{
    memset(out, 0, r->size);
    return decode_record(r, object, a, out, NULL, err);
}

bool record_decode_whole(const struct record *r, const struct json *object, struct arena *a,
                         void *out, struct err *err)
{
    memset(out, 0, r->size);
    return decode_object(r, object, SCOPE_WHOLE, a, out, NULL, err);
}
