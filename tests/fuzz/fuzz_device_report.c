/* Any bytes as a device metrics report: no crash; what is rejected says why, and what is taken
 * is written and read again as the same values. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "client/local/device_report_inside.h"

enum { VALUE_MAX = 4 * 1024 * 1024 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void encode(const struct metric_value *v, struct buf *out)
{
    struct json_writer w = {.out = out};

    record_encode(&metric_value_record, v, &w);
}

static void check_again(const struct report_value *v, struct arena *a)
{
    struct buf one = BUF_INIT(VALUE_MAX), two = BUF_INIT(VALUE_MAX);
    struct metric_value again;
    struct err err;

    encode(&v->value, &one);
    const struct json *object = json_parse((struct str){buf_text(&one), one.len}, a, &err);

    if (object == NULL || !record_decode(&metric_value_record, object, a, &again, &err))
        abort();
    encode(&again, &two);
    if (strcmp(buf_text(&one), buf_text(&two)) != 0)
        abort();
    buf_free(&one);
    buf_free(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct report *r = calloc(1, sizeof *r);

    if (r == NULL)
        abort();
    r->arena = arena_new();
    bool taken = report_read(r, (struct str){(const char *)data, size});

    if (taken == (r->why[0] != '\0') || r->n_values > REPORT_VALUES_MAX ||
        (taken && r->n_values == 0))
        abort();
    for (size_t i = 0; taken && i < r->n_values; i++)
        check_again(&r->values[i], r->arena);
    arena_free(r->arena);
    free(r);
    return 0;
}
