#include "client/base/conf.h"

#include <libconfig.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/base/nearest.h"
#include "client/base/str.h"

enum {
    FILE_MAX_BYTES = 256 * 1024, /* 40 times the largest fleet description */
    INT_DIGITS_SAFE = 9,         /* more may overflow an int, silently in libconfig 1.5 */
};

/* A conf_node is libconfig's setting; `config` comes first so that a setting leads back
 * here. */
struct conf {
    config_t config;
    char *name;
};

static config_setting_t *setting(const struct conf_node *n)
{
    return (config_setting_t *)(uintptr_t)n; /* libconfig's getters are not const-correct */
}

static const struct conf_node *node(const config_setting_t *s)
{
    return (const struct conf_node *)(const void *)s;
}

static const char *file_of(const config_setting_t *s)
{
    return ((const struct conf *)(const void *)s->config)->name;
}

/* ---- what libconfig gets wrong, refused before it sees it ---- */

struct scan {
    const char *p;
    int line;
};

static void skip_string(struct scan *s)
{
    for (s->p++; *s->p != '\0' && *s->p != '"'; s->p++) {
        if (*s->p == '\\' && s->p[1] != '\0')
            s->p++;
        s->line += *s->p == '\n';
    }
}

static void skip_block_comment(struct scan *s)
{
    const char *end = strstr(s->p + 2, "*/");

    for (; *s->p != '\0' && (end == NULL || s->p < end + 1); s->p++)
        s->line += *s->p == '\n';
    if (*s->p == '\0')
        s->p--;
}

static void skip_line(struct scan *s)
{
    while (s->p[1] != '\0' && s->p[1] != '\n')
        s->p++;
}

static bool number_fits(struct scan *s)
{
    size_t digits = strspn(s->p, "0123456789");
    bool fraction = s->p[digits] == '.' || str_lower(s->p[digits]) == 'e';
    bool hex = s->p[0] == '0' && str_lower(s->p[1]) == 'x';

    s->p += digits - 1;
    return fraction || hex || digits <= INT_DIGITS_SAFE;
}

static bool is_word_char(char c)
{
    return (str_lower(c) >= 'a' && str_lower(c) <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '*';
}

static bool check_source(const char *text, const char *name, struct err *err)
{
    struct scan s = {text, 1};

    for (; *s.p != '\0'; s.p++) {
        if (*s.p == '\n')
            s.line++;
        else if (*s.p == '"')
            skip_string(&s);
        else if (*s.p == '#' || (*s.p == '/' && s.p[1] == '/'))
            skip_line(&s);
        else if (*s.p == '/' && s.p[1] == '*')
            skip_block_comment(&s);
        else if (*s.p == '@')
            return err_set(err, ERR_CONFIG, "%s:%d: @include is not allowed", name, s.line);
        else if (*s.p >= '0' && *s.p <= '9' && (s.p == text || !is_word_char(s.p[-1])) &&
                 !number_fits(&s))
            return err_set(err, ERR_CONFIG, "%s:%d: number is too large", name, s.line);
        if (*s.p == '\0')
            break;
    }
    return true;
}

/* ---- loading ---- */

struct conf *conf_parse(const char *text, const char *name, struct err *err)
{
    struct conf *c;
    char *closed;

    if (!check_source(text, name, err))
        return NULL;
    closed = mem_printf("%s\n", text); /* a comment without an end of line is a syntax error */
    c = mem_alloc(1, sizeof *c);
    config_init(&c->config);
    c->name = mem_strdup(name);
    int ok = config_read_string(&c->config, closed);

    free(closed);
    if (ok != CONFIG_TRUE) {
        (void)err_set(err, ERR_CONFIG, "%s:%d: %s", name, config_error_line(&c->config),
                      config_error_text(&c->config));
        (void)err_at(err, "%s:%d", name, config_error_line(&c->config));
        conf_free(c);
        return NULL;
    }
    return c;
}

struct conf *conf_load(const char *path, struct err *err)
{
    struct buf text = BUF_INIT(FILE_MAX_BYTES);
    struct conf *c = NULL;

    if (files_read(path, &text, err)) {
        if (memchr(buf_text(&text), '\0', text.len) != NULL)
            (void)err_set(err, ERR_CONFIG, "%s: not a text file", path);
        else
            c = conf_parse(buf_text(&text), path, err);
    }
    buf_free(&text);
    return c;
}

void conf_free(struct conf *c)
{
    if (c == NULL)
        return;
    config_destroy(&c->config);
    free(c->name);
    free(c);
}

const struct conf_node *conf_root(const struct conf *c)
{
    return node(config_root_setting(&c->config));
}

/* ---- walking ---- */

const struct conf_node *conf_get(const struct conf_node *group, const char *name)
{
    const config_setting_t *s = setting(group);

    return config_setting_is_group(s) ? node(config_setting_get_member(s, name)) : NULL;
}

size_t conf_count(const struct conf_node *n)
{
    const config_setting_t *s = setting(n);

    return config_setting_is_aggregate(s) ? (size_t)config_setting_length(s) : 0;
}

const struct conf_node *conf_at(const struct conf_node *n, size_t i)
{
    const config_setting_t *s = config_setting_get_elem(setting(n), (unsigned)i);

    if (s == NULL)
        bug("element %zu of %s", i, conf_name(n));
    return node(s);
}

const char *conf_name(const struct conf_node *n)
{
    const char *name = config_setting_name(setting(n));

    return name != NULL ? name : "";
}

int conf_line(const struct conf_node *n)
{
    return (int)config_setting_source_line(setting(n));
}

bool conf_is_group(const struct conf_node *n)
{
    return config_setting_is_group(setting(n)) == CONFIG_TRUE;
}

bool conf_is_list(const struct conf_node *n)
{
    return config_setting_is_list(setting(n)) == CONFIG_TRUE ||
           config_setting_is_array(setting(n)) == CONFIG_TRUE;
}

bool conf_err(const struct conf_node *n, struct err *err, const char *fmt, ...)
{
    char what[200];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(what, sizeof what, fmt, ap);
    va_end(ap);
    (void)err_set(err, ERR_CONFIG, "%s:%d: %s", file_of(setting(n)), conf_line(n), what);
    return err_at(err, "%s:%d", file_of(setting(n)), conf_line(n));
}

static struct {
    conf_wrong_fn *fn;
    void *ctx;
} listener;

void conf_listen(conf_wrong_fn *fn, void *ctx)
{
    listener.fn = fn;
    listener.ctx = ctx;
}

void conf_wrong(bool *ok, struct err *first, const struct err *one)
{
    if (*ok)
        *first = *one;
    *ok = false;
    if (listener.fn != NULL)
        listener.fn(listener.ctx, one);
}

/* ---- typed values ---- */

static bool is_whole(const config_setting_t *s)
{
    return config_setting_type(s) == CONFIG_TYPE_INT ||
           config_setting_type(s) == CONFIG_TYPE_INT64;
}

bool conf_int(const struct conf_node *group, const char *name, int64_t min, int64_t max,
              int64_t *out, struct err *err)
{
    const struct conf_node *n = conf_get(group, name);

    if (n == NULL)
        return true;
    if (!is_whole(setting(n)))
        return conf_err(n, err, "%s must be a whole number", name);
    int64_t v = config_setting_type(setting(n)) == CONFIG_TYPE_INT
                    ? config_setting_get_int(setting(n))
                    : config_setting_get_int64(setting(n));

    if (v < min || v > max)
        return conf_err(n, err, "%s must be from %lld to %lld", name, (long long)min,
                        (long long)max);
    *out = v;
    return true;
}

bool conf_double(const struct conf_node *group, const char *name, double min, double max,
                 double *out, struct err *err)
{
    const struct conf_node *n = conf_get(group, name);
    double v;

    if (n == NULL)
        return true;
    if (is_whole(setting(n)))
        v = (double)config_setting_get_int64(setting(n));
    else if (config_setting_type(setting(n)) == CONFIG_TYPE_FLOAT)
        v = config_setting_get_float(setting(n));
    else
        return conf_err(n, err, "%s must be a number", name);
    if (!(v >= min && v <= max))
        return conf_err(n, err, "%s must be from %g to %g", name, min, max);
    *out = v;
    return true;
}

bool conf_bool(const struct conf_node *group, const char *name, bool *out, struct err *err)
{
    const struct conf_node *n = conf_get(group, name);

    if (n == NULL)
        return true;
    if (config_setting_type(setting(n)) != CONFIG_TYPE_BOOL)
        return conf_err(n, err, "%s must be true or false", name);
    *out = config_setting_get_bool(setting(n)) == CONFIG_TRUE;
    return true;
}

static bool text_of(const struct conf_node *n, const char *name, const char **out,
                    struct err *err)
{
    if (config_setting_type(setting(n)) != CONFIG_TYPE_STRING)
        return conf_err(n, err, "%s must be a text in quotes", name);
    *out = config_setting_get_string(setting(n));
    return true;
}

bool conf_text(const struct conf_node *group, const char *name, const char **out,
               struct err *err)
{
    const struct conf_node *n = conf_get(group, name);

    return n == NULL || text_of(n, name, out, err);
}

bool conf_text_at(const struct conf_node *n, size_t i, const char **out, struct err *err)
{
    return text_of(conf_at(n, i), conf_name(n), out, err);
}

bool conf_unknown(const struct conf_node *group, const char *const *known, struct err *err)
{
    for (size_t i = 0; i < conf_count(group); i++) {
        const struct conf_node *n = conf_at(group, i);
        size_t k = 0;

        while (known[k] != NULL && strcmp(known[k], conf_name(n)) != 0)
            k++;
        if (known[k] == NULL) {
            const char *near = nearest_word(conf_name(n), known);

            return near != NULL
                       ? conf_err(n, err, "no setting is called %s here: %s?", conf_name(n),
                                  near)
                       : conf_err(n, err, "no setting is called %s here", conf_name(n));
        }
    }
    return true;
}
