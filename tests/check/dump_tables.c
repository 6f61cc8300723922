/*
 * tests/check/dump_tables: the tables of client/api as JSON, for conformance.py.
 *
 *   dump_tables tables            operations, records, scalars and enumerations
 *   dump_tables requests SEED N   N made-up inputs an operation, with the request each becomes
 *   dump_tables probe             reads "SCALAR TAB HEX" lines; 1 or 0 a line: does it fit?
 */
#include <stdio.h>
#include <stdlib.h>

#include "client/base/str.h"
#include "tests/support/random_record.h"

enum { DUMP_MAX = 256 * 1024 * 1024 };

static const char *const types[] = {
    [FIELD_STR] = "string",       [FIELD_ENUM] = "enum",     [FIELD_BOOL] = "boolean",
    [FIELD_INT] = "integer",      [FIELD_DOUBLE] = "double", [FIELD_TIME] = "timestamp",
    [FIELD_RECORD] = "structure", [FIELD_LIST] = "list",     [FIELD_MAP] = "map",
};
static const char *const places[] = {"body", "uri", "querystring", "header"};
static const char *const retries[] = {"safe", "token", "named", "never"};

static void put(struct json_writer *w, const char *key, const char *text)
{
    json_key(w, key);
    if (text != NULL)
        json_put_string(w, str_of(text));
    else
        json_put_null(w);
}

static void dump_element(struct json_writer *w, const struct element *e)
{
    json_open(w, '{');
    put(w, "type", types[e->type]);
    json_int_member(w, "min", (int64_t)e->min);
    json_int_member(w, "max", (int64_t)e->max);
    if (e->scalar != NULL) {
        put(w, "scalar", e->scalar->name);
        json_int_member(w, "scalar_min", e->scalar->min);
        json_int_member(w, "scalar_max", e->scalar->max);
    }
    if (e->names != NULL) {
        put(w, "enum", e->names->name);
        json_key(w, "values");
        json_open(w, '[');
        for (size_t i = 0; e->names->values[i] != NULL; i++)
            json_put_string(w, str_of(e->names->values[i]));
        json_close(w, ']');
    }
    if (e->record != NULL)
        put(w, "record", e->record->name);
    if (e->of != NULL) {
        json_key(w, "of");
        dump_element(w, e->of);
    }
    json_close(w, '}');
}

static void dump_record(struct json_writer *w, const struct record *r)
{
    json_open(w, '{');
    put(w, "name", r->name);
    json_key(w, "fields");
    json_open(w, '[');
    for (size_t i = 0; i < r->n_fields; i++) {
        const struct field *f = &r->fields[i];

        json_open(w, '{');
        put(w, "name", f->name);
        put(w, "wire", field_wire(f));
        put(w, "place", places[f->place]);
        json_key(w, "required");
        json_put_bool(w, f->required);
        json_key(w, "token");
        json_put_bool(w, f->token);
        json_key(w, "is");
        dump_element(w, &f->is);
        json_close(w, '}');
    }
    json_close(w, ']');
    json_close(w, '}');
}

static void dump_paging(struct json_writer *w, const struct paging *p)
{
    json_key(w, "paging");
    if (p->token_in == NULL) {
        json_put_null(w);
        return;
    }
    json_open(w, '{');
    put(w, "input_token", p->token_in);
    put(w, "output_token", p->token_out);
    put(w, "result_key", p->items);
    put(w, "limit_key", p->size);
    json_int_member(w, "max", p->max);
    json_close(w, '}');
}

static void dump_operation(struct json_writer *w, const struct operation *op)
{
    json_open(w, '{');
    put(w, "name", op->name);
    put(w, "service", op->service == SERVICE_STS ? "sts" : "iot");
    put(w, "method", http_method_name(op->method));
    put(w, "uri", op->uri);
    put(w, "retry", retries[op->retry]);
    put(w, "effect", op->effect == EFFECT_READ ? "read" : "mutate");
    json_int_member(w, "calls_per_second", op->calls_per_second);
    put(w, "input", op->input != NULL ? op->input->name : NULL);
    put(w, "output", op->output != NULL ? op->output->name : NULL);
    dump_paging(w, &op->paging);
    json_key(w, "errors");
    json_open(w, '{');
    for (size_t i = 0; i < API_ERROR_COUNT; i++) {
        if ((op->errors & (1u << i)) != 0)
            json_int_member(w, api_errors[i].name, api_errors[i].status);
    }
    json_close(w, '}');
    json_close(w, '}');
}

static void collect(const struct record *r, const struct record **out, size_t *n);

static void collect_element(const struct element *e, const struct record **out, size_t *n)
{
    if (e->record != NULL)
        collect(e->record, out, n);
    if (e->of != NULL)
        collect_element(e->of, out, n);
}

static void collect(const struct record *r, const struct record **out, size_t *n)
{
    for (size_t i = 0; i < *n; i++) {
        if (out[i] == r)
            return;
    }
    out[(*n)++] = r;
    for (size_t i = 0; i < r->n_fields; i++)
        collect_element(&r->fields[i].is, out, n);
}

static void dump_service(struct json_writer *w, enum service service)
{
    const struct record *records[500];
    size_t n = 0;

    json_open(w, '{');
    json_key(w, "operations");
    json_open(w, '[');
    for (size_t i = 0; operations[i] != NULL; i++) {
        if (operations[i]->service != service)
            continue;
        dump_operation(w, operations[i]);
        if (operations[i]->input != NULL)
            collect(operations[i]->input, records, &n);
        if (operations[i]->output != NULL)
            collect(operations[i]->output, records, &n);
    }
    json_close(w, ']');
    json_key(w, "records");
    json_open(w, '[');
    for (size_t i = 0; i < n; i++)
        dump_record(w, records[i]);
    json_close(w, ']');
    json_close(w, '}');
}

static void dump_tables(struct json_writer *w)
{
    json_open(w, '{');
    json_key(w, "iot");
    dump_service(w, SERVICE_IOT);
    json_key(w, "sts");
    dump_service(w, SERVICE_STS);
    json_close(w, '}');
}

static void dump_request(struct json_writer *w, const struct operation *op, const void *input)
{
    struct buf all = BUF_INIT(DUMP_MAX), command = BUF_INIT(DUMP_MAX);
    struct http_request r;
    struct err err = {0};

    if (!operation_request(op, input, &r, &err)) {
        fprintf(stderr, "%s: %s\n", op->name, err.text);
        exit(1);
    }
    operation_aws_cli(op, input, &command);
    json_open(w, '{');
    put(w, "operation", op->name);
    put(w, "service", op->service == SERVICE_STS ? "sts" : "iot");
    if (op->input != NULL)
        random_record_text(op->input, input, &all);
    put(w, "input", op->input != NULL ? all.data : "{}");
    put(w, "method", http_method_name(r.method));
    put(w, "path", r.path);
    put(w, "query", r.query);
    put(w, "content_type", r.content_type);
    put(w, "body", r.has_body ? buf_text(&r.body) : NULL);
    put(w, "command", command.data);
    json_key(w, "headers");
    json_open(w, '{');
    for (int i = 0; i < r.n_headers; i++)
        put(w, r.headers[i].name, r.headers[i].value);
    json_close(w, '}');
    json_close(w, '}');
    http_request_free(&r);
    buf_free(&all);
    buf_free(&command);
}

static void dump_requests(struct json_writer *w, uint64_t seed, int64_t n)
{
    struct arena *a = arena_new();
    struct random r = {seed};

    json_open(w, '[');
    for (size_t i = 0; operations[i] != NULL; i++) {
        const struct operation *op = operations[i];

        for (int64_t k = 0; k < n; k++) {
            dump_request(w, op, op->input != NULL ? random_record(&r, op->input, a) : NULL);
            arena_reset(a);
        }
    }
    json_close(w, ']');
    arena_free(a);
}

static const struct scalar *find_in(const struct element *e, const char *name)
{
    const struct scalar *found = NULL;

    if (e->scalar != NULL && strcmp(e->scalar->name, name) == 0)
        return e->scalar;
    if (e->of != NULL)
        return find_in(e->of, name);
    for (size_t i = 0; e->record != NULL && i < e->record->n_fields && found == NULL; i++)
        found = find_in(&e->record->fields[i].is, name);
    return found;
}

static const struct scalar *find_scalar(const char *name)
{
    for (size_t i = 0; operations[i] != NULL; i++) {
        const struct record *both[] = {operations[i]->input, operations[i]->output};

        for (size_t k = 0; k < COUNT_OF(both); k++) {
            struct element e = {.type = FIELD_RECORD, .record = both[k]};
            const struct scalar *s = both[k] != NULL ? find_in(&e, name) : NULL;
            if (s != NULL)
                return s;
        }
    }
    fprintf(stderr, "no scalar %s\n", name);
    exit(1);
}

static void probe(void)
{
    char *line = NULL;
    size_t cap = 0;
    const struct scalar *s = NULL;

    for (ssize_t n; (n = getline(&line, &cap, stdin)) > 0;) {
        struct str hex, name = str_cut(str_trim((struct str){line, (size_t)n}), '\t', &hex);
        uint8_t *text = calloc(1, hex.n / 2 + 1);
        struct err err;

        line[name.n] = '\0';
        if (s == NULL || strcmp(s->name, line) != 0)
            s = find_scalar(line);
        if (text == NULL || !str_unhex(hex, text, hex.n / 2))
            exit(1);
        puts(scalar_check(s, (const char *)text, &err) ? "1" : "0");
        free(text);
    }
    free(line);
}

int main(int argc, char **argv)
{
    struct buf out = BUF_INIT(DUMP_MAX);
    struct json_writer w = {&out, false};
    int64_t seed, n;

    if (argc == 2 && strcmp(argv[1], "probe") == 0) {
        probe();
    } else if (argc == 2 && strcmp(argv[1], "tables") == 0) {
        dump_tables(&w);
    } else if (argc == 4 && strcmp(argv[1], "requests") == 0 &&
               str_to_int(str_of(argv[2]), 0, INT64_MAX, &seed) &&
               str_to_int(str_of(argv[3]), 1, 1000, &n)) {
        dump_requests(&w, (uint64_t)seed, n);
    } else {
        fputs("usage: dump_tables tables | requests SEED N | probe\n", stderr);
        return 2;
    }
    fputs(buf_text(&out), stdout);
    buf_free(&out);
    return 0;
}
