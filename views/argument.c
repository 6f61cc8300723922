#include "views/argument.h"

#include <stdlib.h>

#include "client/base/mem.h"

bool argument_is_word(struct str s)
{
    return s.n > 0 && memchr(s.p, ' ', s.n) == NULL && memchr(s.p, '\n', s.n) == NULL;
}

bool argument_one(const char *text, const char *question, const char *advice, struct err *err)
{
    if (argument_is_word(str_of(text)))
        return true;
    (void)err_set(err, ERR_USAGE, "%s", question);
    return err_advise(err, "%s", advice);
}

static const struct argument *match(struct str word, const struct argument *args, size_t n,
                                    struct str *value)
{
    for (size_t i = 0; i < n; i++) {
        size_t len = args[i].name != NULL ? strlen(args[i].name) : 0;
        if (args[i].name != NULL && word.n > len && word.p[len] == ':' &&
            memcmp(word.p, args[i].name, len) == 0) {
            *value = (struct str){word.p + len + 1, word.n - len - 1};
            return &args[i];
        }
    }
    *value = word;
    for (size_t i = 0; i < n; i++)
        if (args[i].name == NULL)
            return &args[i];
    return NULL;
}

static bool refuse(struct str word, const struct argument *args, size_t n, struct err *err)
{
    struct buf known = BUF_INIT(200);
    for (size_t i = 0; i < n; i++)
        buf_printf(&known, "%s%s:", i > 0 ? ", " : "", args[i].name);
    err_set(err, ERR_USAGE, "what is \"%.*s\"? Known here: %s", word.n < 60 ? (int)word.n : 60,
            word.p, buf_text(&known));
    buf_free(&known);
    for (size_t i = 0; i < n; i++) {
        free(*args[i].value);
        *args[i].value = NULL;
    }
    return false;
}

bool argument_parse(const char *text, const struct argument *args, size_t n, struct err *err)
{
    struct str rest = str_of(text), value;
    for (size_t i = 0; i < n; i++)
        *args[i].value = mem_strdup("");
    while (rest.n > 0) {
        struct str word = str_cut(rest, ' ', &rest);
        if (word.n == 0)
            continue;
        const struct argument *a = match(word, args, n, &value);
        if (a == NULL)
            return refuse(word, args, n, err);
        free(*a->value);
        *a->value = mem_strndup(value.p, value.n);
    }
    return true;
}

bool argument_parse_rest(const char *text, const struct argument *args, size_t n,
                         const struct argument *rest, struct err *err)
{
    const size_t len = strlen(rest->name);
    const char *value = "", *end = text + strlen(text);
    struct buf front = BUF_INIT(64 * 1024);

    for (const char *p = text; p < end; p++)
        if ((p == text || p[-1] == ' ') && strncmp(p, rest->name, len) == 0 && p[len] == ':') {
            value = p + len + 1;
            end = p;
        }
    buf_put(&front, text, (size_t)(end - text));
    bool ok = argument_parse(buf_text(&front), args, n, err);

    *rest->value = ok ? mem_strdup(value) : NULL;
    buf_free(&front);
    return ok;
}
