/*
 * The first two bytes choose a record or an operation, the rest is what came over the wire: no
 * crash, and what was once decoded is encoded to something that decodes to the same.
 */
#include <stdlib.h>

#include "tests/support/random_record.h"

enum { OUT_MAX = 1 << 24 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encode(const struct record *r, const void *value, struct buf *out)
{
    struct json_writer w = {out, false};

    record_encode(r, value, &w);
}

static void decode_again(const struct record *r, const void *value, struct arena *a)
{
    struct buf once = BUF_INIT(OUT_MAX), twice = BUF_INIT(OUT_MAX);
    struct err err;
    void *back = arena_alloc(a, 1, r->size);

    encode(r, value, &once);
    const struct json *j = json_parse((struct str){once.data, once.len}, a, &err);
    if (j == NULL || !record_decode(r, j, a, back, &err))
        abort();
    encode(r, back, &twice);
    if (strcmp(once.data, twice.data) != 0)
        abort();
    buf_free(&once);
    buf_free(&twice);
}

static void as_record(const struct record *r, struct str text, struct arena *a)
{
    struct err err = {0};
    struct buf pretty = BUF_INIT(OUT_MAX);
    const struct json *j = json_parse(text, a, &err);

    if (j == NULL)
        return;
    json_pretty(j, &pretty);
    buf_free(&pretty);
    void *value = arena_alloc(a, 1, r->size);
    if (!record_decode(r, j, a, value, &err)) {
        if (err.kind != ERR_DECODE || err.text[0] == '\0')
            abort();
        return;
    }
    (void)!record_validate(r, value, &err);
    decode_again(r, value, a);
}

static void as_answer(const struct operation *op, struct str text, struct arena *a)
{
    const void *out = NULL;
    struct err err = {0};

    (void)!operation_response(op, text, a, &out, &err);
    operation_error(400, NULL, NULL, text, &err);
    if (err.text[0] == '\0' || err.code[0] == '\0')
        abort();
}

/* "path?query" on the first line, the body after it. */
static void as_request(struct str text, struct arena *a)
{
    struct str body, query, line = str_cut(text, '\n', &body);
    struct str path = str_cut(line, '?', &query);
    struct path_label labels[PATH_LABELS_MAX];

    for (int m = HTTP_GET; m <= HTTP_DELETE; m++) {
        int n = 0;
        struct err err = {0};
        struct http_request back;
        void *input = NULL;
        const struct operation *op = operation_route((enum http_method)m, path, labels, &n);

        if (op == NULL ||
            !operation_parse(op, labels, n, query, NULL, NULL, body, a, &input, &err))
            continue;
        if (operation_request(op, input, &back, &err)) {
            struct buf command = BUF_INIT(OUT_MAX);

            operation_aws_cli(op, input, &command);
            buf_free(&command);
            http_request_free(&back);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena *a = arena_new();
    const struct record *const *all = all_records(a);
    size_t n_records = 0, n_operations = 0;

    while (all[n_records] != NULL)
        n_records++;
    while (operations[n_operations] != NULL)
        n_operations++;
    if (size >= 2) {
        struct str text = {(const char *)data + 2, size - 2};
        size_t pick = ((size_t)data[0] << 8 | data[1]) % (n_records + n_operations + 1);

        if (pick < n_records)
            as_record(all[pick], text, a);
        else if (pick < n_records + n_operations)
            as_answer(operations[pick - n_records], text, a);
        else
            as_request(text, a);
    }
    arena_free(a);
    return 0;
}
