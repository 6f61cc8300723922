#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/json.h"
#include "client/base/utf8.h"

static void before_value(struct json_writer *w)
{
    if (w->need_comma)
        buf_putc(w->out, ',');
    w->need_comma = true;
}

void json_open(struct json_writer *w, char bracket)
{
    before_value(w);
    buf_putc(w->out, bracket);
    w->need_comma = false;
}

void json_close(struct json_writer *w, char bracket)
{
    buf_putc(w->out, bracket);
    w->need_comma = true;
}

/* One byte that cannot stand in a JSON text as it is, or the start of a longer character. */
static void put_special(struct buf *out, struct str *s)
{
    static const char names[] = "\bb\ff\nn\rr\tt\"\"\\\\";
    unsigned char c = (unsigned char)*s->p;
    struct str at = *s;
    bool valid;

    if (c >= 0x80) {
        utf8_next(s, &valid);
        if (valid)
            buf_put(out, at.p, at.n - s->n);
        else
            buf_puts(out, "\xef\xbf\xbd"); /* U+FFFD */
        return;
    }
    *s = (struct str){s->p + 1, s->n - 1};
    for (size_t i = 0; i + 1 < sizeof names; i += 2) {
        if (names[i] == (char)c) {
            buf_putc(out, '\\');
            buf_putc(out, names[i + 1]);
            return;
        }
    }
    buf_printf(out, "\\u%04x", c);
}

static void put_quoted(struct buf *out, struct str s)
{
    buf_putc(out, '"');
    while (s.n > 0) {
        size_t run = 0;

        while (run < s.n && (unsigned char)s.p[run] >= 0x20 && (unsigned char)s.p[run] < 0x80 &&
               s.p[run] != '"' && s.p[run] != '\\')
            run++;
        buf_put(out, s.p, run);
        s = (struct str){s.p + run, s.n - run};
        if (s.n > 0)
            put_special(out, &s);
    }
    buf_putc(out, '"');
}

void json_key(struct json_writer *w, const char *name)
{
    before_value(w);
    put_quoted(w->out, str_of(name));
    buf_putc(w->out, ':');
    w->need_comma = false;
}

void json_put_string(struct json_writer *w, struct str s)
{
    before_value(w);
    put_quoted(w->out, s);
}

void json_put_bool(struct json_writer *w, bool v)
{
    before_value(w);
    buf_puts(w->out, v ? "true" : "false");
}

void json_put_int(struct json_writer *w, int64_t v)
{
    before_value(w);
    buf_printf(w->out, "%lld", (long long)v);
}

void json_text_member(struct json_writer *w, const char *name, const char *text)
{
    json_key(w, name);
    json_put_string(w, str_of(text));
}

void json_opt_text_member(struct json_writer *w, const char *name, const char *text)
{
    if (text != NULL && text[0] != '\0')
        json_text_member(w, name, text);
}

void json_int_member(struct json_writer *w, const char *name, int64_t v)
{
    json_key(w, name);
    json_put_int(w, v);
}

static void put_number(struct buf *out, double v)
{
    char text[40];

    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    for (char *p = text; *p != '\0'; p++) {
        if (*p == ',') /* the locale's decimal point */
            *p = '.';
    }
    buf_puts(out, text);
}

void json_put_double(struct json_writer *w, double v)
{
    if (!isfinite(v)) {
        json_put_null(w);
        return;
    }
    before_value(w);
    put_number(w->out, v);
}

void json_put_time(struct json_writer *w, int64_t ms)
{
    uint64_t distance = ms < 0 ? -(uint64_t)ms : (uint64_t)ms;

    before_value(w);
    buf_printf(w->out, "%s%llu.%03u", ms < 0 ? "-" : "", (unsigned long long)(distance / 1000),
               (unsigned)(distance % 1000));
}

void json_put_null(struct json_writer *w)
{
    before_value(w);
    buf_puts(w->out, "null");
}

static void pretty(const struct json *j, int indent, struct buf *out);

static void pretty_children(const struct json *j, char open, char close, int indent,
                            struct buf *out)
{
    const struct json *m = json_first(j);

    buf_putc(out, open);
    for (; m != NULL; m = json_next(m)) {
        buf_printf(out, "\n%*s", indent + 2, "");
        if (open == '{') {
            put_quoted(out, str_of(json_name(m)));
            buf_puts(out, ": ");
        }
        pretty(m, indent + 2, out);
        if (json_next(m) != NULL)
            buf_putc(out, ',');
    }
    if (json_first(j) != NULL)
        buf_printf(out, "\n%*s", indent, "");
    buf_putc(out, close);
}

static void pretty(const struct json *j, int indent, struct buf *out)
{
    switch (json_type(j)) {
    case JSON_NULL: buf_puts(out, "null"); return;
    case JSON_BOOL: buf_puts(out, json_is_true(j) ? "true" : "false"); return;
    case JSON_NUMBER: put_number(out, json_number(j)); return;
    case JSON_STRING: put_quoted(out, str_of(json_string(j))); return;
    case JSON_ARRAY: pretty_children(j, '[', ']', indent, out); return;
    case JSON_OBJECT: pretty_children(j, '{', '}', indent, out); return;
    }
}

void json_pretty(const struct json *j, struct buf *out)
{
    pretty(j, 0, out);
    buf_putc(out, '\n');
}
