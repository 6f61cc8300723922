#include <stdio.h>

#include "client/api/wire.h"
#include "client/base/utf8.h"

/* More parameters than any operation has; the rest of a longer query is not looked at. */
enum { QUERY_MAX = 64 };

struct source {
    const struct path_label *labels;
    int n_labels;
    struct str query;
    const char *(*header)(void *ctx, const char *name);
    void *ctx;
};

/* Decodes %XX; NULL when it is broken, not UTF-8 or holds a NUL. */
static const char *decode_text(struct str encoded, struct arena *a)
{
    struct buf text = BUF_INIT(WIRE_BODY_MAX);
    const char *out = NULL;

    bool ok = str_percent_decode(&text, encoded);
    struct str s = {buf_text(&text), text.len};
    if (ok && utf8_valid(s) && memchr(s.p, '\0', s.n) == NULL)
        out = arena_strn(a, s.p, s.n);
    buf_free(&text);
    return out;
}

static bool find_label(const struct source *s, const char *wire, struct str *out)
{
    for (int i = 0; i < s->n_labels; i++) {
        if (str_eq(s->labels[i].name, wire)) {
            *out = s->labels[i].value;
            return true;
        }
    }
    return false;
}

/* Keys of our tables need no escapes, but a client may write some. */
static bool key_is(struct str encoded, const char *wire)
{
    struct buf key = BUF_INIT(128);

    bool same = str_percent_decode(&key, encoded) && strcmp(buf_text(&key), wire) == 0;
    buf_free(&key);
    return same;
}

/* *n: how often the key stands in the query. */
static void find_query(const struct source *s, const char *wire, struct str *out, int *n)
{
    struct str rest = s->query;

    *n = 0;
    for (int i = 0; rest.n > 0 && i < QUERY_MAX; i++) {
        struct str value, pair = str_cut(rest, '&', &rest), key = str_cut(pair, '=', &value);

        if (key_is(key, wire)) {
            *out = value;
            ++*n;
        }
    }
}

static bool set_text(const struct field *f, const char *text, void *input, struct err *err)
{
    if (text == NULL)
        return err_set(err, ERR_USAGE, "%s: not percent-encoded UTF-8", f->name);
    return wire_read(&f->is, text, (char *)input + f->offset) ||
           err_set(err, ERR_USAGE, "%s: \"%.80s\" is not a value of its type", f->name, text);
}

static bool parse_field(const struct field *f, const struct source *s, struct arena *a,
                        void *input, struct err *err)
{
    struct str raw = {0};
    const char *text;
    int n = 0;

    switch ((enum place)f->place) {
    case PLACE_BODY: return true;
    case PLACE_PATH:
        return !find_label(s, field_wire(f), &raw) ||
               set_text(f, decode_text(raw, a), input, err);
    case PLACE_QUERY:
        find_query(s, field_wire(f), &raw, &n);
        if (n > 1)
            return err_set(err, ERR_USAGE, "%s: given %d times", f->name, n);
        return n == 0 || set_text(f, decode_text(raw, a), input, err);
    case PLACE_HEADER:
        text = s->header != NULL ? s->header(s->ctx, field_wire(f)) : NULL;
        if (text == NULL)
            return true;
        if (!utf8_valid(str_of(text)))
            return err_set(err, ERR_USAGE, "%s: not UTF-8", f->name);
        return set_text(f, arena_str(a, text), input, err);
    }
    return true;
}

static bool parse_body(const struct record *r, struct str body, struct arena *a, void *input,
                       struct err *err)
{
    struct str text = str_trim(body);
    const struct json *j;

    if (text.n == 0)
        return true;
    j = json_parse(text, a, err);
    if (j != NULL && record_decode(r, j, a, input, err))
        return true;
    err->kind = ERR_USAGE;
    return false;
}

bool operation_parse(const struct operation *op, const struct path_label *labels, int n_labels,
                     struct str query, const char *(*header)(void *ctx, const char *name),
                     void *ctx, struct str body, struct arena *a, void **input, struct err *err)
{
    struct source s = {labels, n_labels, query, header, ctx};

    if (op->input == NULL) {
        *input = NULL;
        return true;
    }
    void *made = arena_alloc(a, 1, op->input->size);
    if (!parse_body(op->input, body, a, made, err))
        return false;
    for (size_t i = 0; i < op->input->n_fields; i++) {
        if (!parse_field(&op->input->fields[i], &s, a, made, err))
            return false;
    }
    if (!op->judged && !record_validate(op->input, made, err))
        return false;
    *input = made;
    return true;
}
