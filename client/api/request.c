#include <stdio.h>
#include <stdlib.h>
#include <sys/random.h>

#include "client/api/wire.h"
#include "client/base/mem.h"

void http_request_free(struct http_request *r)
{
    if (r == NULL)
        return;
    free(r->path);
    free(r->query);
    for (int i = 0; i < r->n_headers; i++) {
        free(r->headers[i].name);
        free(r->headers[i].value);
    }
    buf_free(&r->body);
    *r = (struct http_request){0};
}

/* A random UUID (RFC 4122 version 4). */
static void make_token(char out[37])
{
    unsigned char r[16];

    if (getrandom(r, sizeof r, 0) != sizeof r)
        bug("getrandom() gave nothing");
    r[6] = (r[6] & 0x0f) | 0x40;
    r[8] = (r[8] & 0x3f) | 0x80;
    snprintf(out, 37, "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
             r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], r[10], r[11], r[12],
             r[13], r[14], r[15]);
}

static void fill_token(const struct record *r, void *input, const char *token)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];

        if (f->token && field_value(f, input) == NULL)
            memcpy((char *)input + f->offset, &token, sizeof token);
    }
}

void operation_fill_token(const struct operation *op, void *input, struct arena *a)
{
    char token[37];

    make_token(token);
    fill_token(op->input, input, arena_str(a, token));
}

static const struct field *label_field(const struct record *r, struct str wire)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        if (r->fields[i].place == PLACE_PATH && str_eq(wire, field_wire(&r->fields[i])))
            return &r->fields[i];
    }
    bug("no member for the path label %.*s", (int)wire.n, wire.p);
}

static bool put_label(const struct field *f, const void *input, struct buf *path,
                      struct err *err)
{
    const void *value = field_value(f, input);
    struct buf text = BUF_INIT(WIRE_BODY_MAX);

    if (value == NULL || !wire_put(&f->is, value, &text))
        bug("path label %s has no text", f->name);
    bool empty = text.len == 0;
    bool dots = strcmp(buf_text(&text), ".") == 0 || strcmp(buf_text(&text), "..") == 0;
    str_percent_encode(path, (struct str){buf_text(&text), text.len});
    buf_free(&text);
    if (empty)
        return err_set(err, ERR_USAGE, "the name asked for is empty");
    if (dots) { /* proxies and signers would take it for a step up */
        err_set(err, ERR_USAGE, "a name of only dots cannot be asked for");
        return err_advise(err, "Use the aws command line for it, or give it another name.");
    }
    return true;
}

static bool put_path(const struct operation *op, const void *input, struct buf *path,
                     struct err *err)
{
    struct str rest = str_of(op->uri);

    while (rest.n > 0) {
        struct str literal = str_cut(rest, '{', &rest);

        buf_put(path, literal.p, literal.n);
        if (rest.n == 0)
            break;
        struct str label = str_cut(rest, '}', &rest);
        if (!put_label(label_field(op->input, label), input, path, err))
            return false;
    }
    return true;
}

static int compare_pairs(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* "key=value" texts, sorted: '=' sorts before every character that may stand in a longer key
 * but "-." and the digits, so the keys of our tables must not be prefixes of each other with
 * those. */
static void put_query(const struct record *r, const void *input, struct buf *query)
{
    char *pairs[32];
    size_t n = 0;

    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        const void *value = f->place == PLACE_QUERY ? field_value(f, input) : NULL;
        struct buf text = BUF_INIT(WIRE_BODY_MAX), pair = BUF_INIT(WIRE_BODY_MAX);

        if (value == NULL)
            continue;
        if (n == COUNT_OF(pairs) || !wire_put(&f->is, value, &text))
            bug("query member %s has no text", f->name);
        str_percent_encode(&pair, str_of(field_wire(f)));
        buf_putc(&pair, '=');
        str_percent_encode(&pair, (struct str){buf_text(&text), text.len});
        buf_free(&text);
        pairs[n++] = buf_steal(&pair);
    }
    qsort(pairs, n, sizeof *pairs, compare_pairs);
    for (size_t i = 0; i < n; i++) {
        buf_printf(query, "%s%s", i > 0 ? "&" : "", pairs[i]);
        free(pairs[i]);
    }
}

static void add_header(struct http_request *out, const char *name, const char *value)
{
    if (out->n_headers == (int)COUNT_OF(out->headers))
        bug("too many headers");
    out->headers[out->n_headers++] = (struct http_header){mem_strdup(name), mem_strdup(value)};
}

static bool put_headers(const struct record *r, const void *input, struct http_request *out,
                        struct err *err)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];
        const void *value = f->place == PLACE_HEADER ? field_value(f, input) : NULL;

        if (value == NULL)
            continue;
        const char *text = *(const char *const *)value;
        for (const char *p = text; *p != '\0'; p++) {
            if ((unsigned char)*p < 0x20 || *p == 0x7f)
                return err_set(err, ERR_USAGE, "%s: a control character may not stand here",
                               f->name);
        }
        add_header(out, field_wire(f), text);
    }
    return true;
}

static bool has_body_member(const struct record *r)
{
    for (size_t i = 0; i < r->n_fields; i++) {
        if (r->fields[i].place == PLACE_BODY)
            return true;
    }
    return false;
}

static void put_form(const struct operation *op, const void *input, struct http_request *out)
{
    out->has_body = true;
    out->content_type = "application/x-www-form-urlencoded; charset=utf-8";
    wire_put_form(op, input, &out->body);
    add_header(out, "Accept", "application/json");
}

static bool put_rest(const struct operation *op, const void *input, struct http_request *out,
                     struct err *err)
{
    struct buf query = BUF_INIT(WIRE_BODY_MAX);
    struct json_writer w = {&out->body, false};

    if (op->input == NULL)
        return true;
    put_query(op->input, input, &query);
    free(out->query);
    out->query = query.len > 0 ? buf_steal(&query) : mem_strdup("");
    if (has_body_member(op->input)) {
        out->has_body = true;
        out->content_type = "application/json";
        record_encode(op->input, input, &w);
    }
    return put_headers(op->input, input, out, err);
}

static bool encode(const struct operation *op, const void *input, struct http_request *out,
                   struct err *err)
{
    struct buf path = BUF_INIT(WIRE_BODY_MAX);

    if (op->input != NULL && !record_validate(op->input, input, err))
        return false;
    if (!put_path(op, input, &path, err)) {
        buf_free(&path);
        return false;
    }
    out->path = buf_steal(&path);
    out->query = mem_strdup("");
    if (op->service == SERVICE_STS)
        put_form(op, input, out);
    else if (!put_rest(op, input, out, err))
        return false;
    return !out->body.full ||
           err_set(err, ERR_LIMIT, "a request of more than %d bytes", WIRE_BODY_MAX);
}

bool operation_request(const struct operation *op, const void *input, struct http_request *out,
                       struct err *err)
{
    struct http_request made = {.method = op->method, .body = BUF_INIT(WIRE_BODY_MAX)};
    char token[37];
    void *copy = NULL;

    if (op->input != NULL) {
        copy = mem_alloc(1, op->input->size);
        if (input != NULL)
            memcpy(copy, input, op->input->size);
        make_token(token);
        fill_token(op->input, copy, token);
    }
    bool ok = encode(op, copy, &made, err);
    free(copy);
    if (!ok) {
        http_request_free(&made);
        return err_at(err, "%s", op->name);
    }
    *out = made;
    return true;
}
