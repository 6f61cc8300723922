/*
 * Signs one request a line, for comparison with another signer: JSON in on stdin
 * {method, path, query, headers: [[name, value]...], body, key, secret, region, service,
 * time_ms},
 * the Authorization value out on stdout.
 */
#include <stdio.h>
#include <stdlib.h>

#include "client/api/json.h"
#include "client/aws/sigv4.h"

enum { HEADERS_MAX = 32 };

static const char *text(const struct json *o, const char *name)
{
    const struct json *v = json_get(o, name);

    if (v == NULL || json_type(v) != JSON_STRING) {
        fprintf(stderr, "sign_lines: no text member %s\n", name);
        exit(2);
    }
    return json_string(v);
}

static bool sign_line(struct str line, struct arena *a, struct buf *out, struct err *err)
{
    const struct json *o = json_parse(line, a, err);
    struct sigv4_header h[HEADERS_MAX];
    size_t n = 0;

    if (o == NULL)
        return false;
    for (const struct json *p = json_first(json_get(o, "headers"));
         p != NULL && n < HEADERS_MAX; p = json_next(p), n++)
        h[n] = (struct sigv4_header){json_string(json_first(p)),
                                     json_string(json_next(json_first(p)))};
    struct sigv4_request r = {
        text(o, "method"),      str_of(text(o, "path")), str_of(text(o, "query")), h, n,
        str_of(text(o, "body"))};
    struct sigv4_scope s = {text(o, "key"), text(o, "secret"), text(o, "region"),
                            text(o, "service"), (int64_t)json_number(json_get(o, "time_ms"))};
    return sigv4_sign(&r, &s, out, err);
}

int main(void)
{
    struct arena *a = arena_new();
    struct buf out = BUF_INIT(64 * 1024);
    struct err err;
    char *line = NULL;
    size_t size = 0;
    ssize_t n;
    int status = 0;

    while (status == 0 && (n = getline(&line, &size, stdin)) > 0) {
        buf_reset(&out);
        arena_reset(a);
        if (sign_line((struct str){line, (size_t)n - (line[n - 1] == '\n')}, a, &out, &err)) {
            puts(buf_text(&out));
        } else {
            fprintf(stderr, "sign_lines: %s\n", err.text);
            status = 1;
        }
    }
    free(line);
    buf_free(&out);
    arena_free(a);
    return status;
}
