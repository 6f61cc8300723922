#include <stdio.h>

#include "client/api/wire.h"

static bool fail_html(struct err *err)
{
    err_set(err, ERR_DECODE, "the answer is a web page, not the service's JSON");
    return err_advise(err,
                      "Something else answers at this endpoint: check the endpoint URL and "
                      "the proxy.");
}

/* STS wraps what it says in two objects: XResponse and XResult. */
static const struct json *unwrap(const struct operation *op, const struct json *j)
{
    char name[80];
    static const char *const suffixes[] = {"Response", "Result"};

    for (size_t i = 0; i < COUNT_OF(suffixes); i++) {
        snprintf(name, sizeof name, "%s%s", op->name, suffixes[i]);
        const struct json *inner = json_type(j) == JSON_OBJECT ? json_get(j, name) : NULL;
        if (inner != NULL)
            j = inner;
    }
    return j;
}

static bool decode(const struct operation *op, struct str body, struct arena *a, void *out,
                   struct err *err)
{
    struct str text = str_trim(body);

    if (text.n == 0)
        return true;
    if (text.p[0] == '<')
        return op->service == SERVICE_STS ? xml_decode(op->output, text, a, out, err)
                                          : fail_html(err);
    const struct json *j = json_parse(text, a, err);
    if (j == NULL)
        return false;
    if (op->service == SERVICE_STS)
        j = unwrap(op, j);
    return record_decode(op->output, j, a, out, err);
}

bool operation_response(const struct operation *op, struct str body, struct arena *a,
                        const void **output, struct err *err)
{
    if (op->output == NULL) {
        *output = NULL;
        return true;
    }
    void *out = arena_alloc(a, 1, op->output->size);
    if (!decode(op, body, a, out, err)) {
        if (err->advice[0] == '\0')
            err_advise(err, "The service documents another answer: check the endpoint URL and "
                            "the proxy.");
        return err_at(err, "%s", op->name);
    }
    *output = out;
    return true;
}

void operation_answer(const struct operation *op, const void *output, struct buf *out)
{
    struct json_writer w = {out, false};

    if (op->output != NULL && output != NULL)
        record_encode(op->output, output, &w);
}
