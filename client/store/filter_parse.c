#include "client/store/filter_parse.h"

#include <ctype.h>

#include "client/base/nearest.h"

struct op_text {
    const char *text;
    enum needle_op op;
};

static const struct op_text ops[] = {
    {">=", NEEDLE_MORE_EQUAL}, {"<=", NEEDLE_LESS_EQUAL}, {">", NEEDLE_MORE},
    {"<", NEEDLE_LESS},        {":", NEEDLE_FIND},        {"=", NEEDLE_WHOLE},
    {"~", NEEDLE_REGEX},
};
/* In front of a word without a column. */
static const struct op_text prefixes[] = {{"~", NEEDLE_REGEX}, {"=", NEEDLE_FUZZY}};

static const struct {
    char letter;
    int64_t ms;
} units[] = {
    {'s', 1000}, {'m', 60 * 1000}, {'h', 3600 * 1000}, {'d', 86400000}, {'w', 604800000},
};

static bool parse_age(struct str s, int64_t *ms)
{
    int64_t n;
    if (s.n < 2 || !str_to_int((struct str){s.p, s.n - 1}, 0, 100000, &n))
        return false;
    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (units[i].letter == s.p[s.n - 1]) {
            *ms = n * units[i].ms;
            return true;
        }
    return false;
}

static bool is_comparison(enum needle_op op)
{
    return op >= NEEDLE_LESS;
}

static bool is_number(const struct column *c)
{
    return c->kind == COLUMN_INT || c->kind == COLUMN_TIME;
}

/* More urgent is a smaller rank, older is an earlier time: both turn the comparison round. */
static enum needle_op turned(enum needle_op op)
{
    switch (op) {
    case NEEDLE_LESS: return NEEDLE_MORE;
    case NEEDLE_LESS_EQUAL: return NEEDLE_MORE_EQUAL;
    case NEEDLE_MORE: return NEEDLE_LESS;
    case NEEDLE_MORE_EQUAL: return NEEDLE_LESS_EQUAL;
    case NEEDLE_NOT_YET:
    case NEEDLE_FIND:
    case NEEDLE_WHOLE:
    case NEEDLE_REGEX:
    case NEEDLE_FUZZY:
    case NEEDLE_EQUAL: break;
    }
    return op;
}

static bool unknown_value(const struct column *c, const char *text, struct err *err)
{
    const char *near = nearest_word(text, c->order);

    (void)err_set(err, ERR_USAGE, "%s has no value like \"%s\"", c->name, text);
    return near == NULL ? false : err_advise(err, "the nearest is %s", near);
}

static bool compared_value(const struct column *c, struct str value, int64_t now_ms,
                           struct needle *out, struct err *err)
{
    char text[64] = "";
    memcpy(text, value.p, value.n < sizeof text ? value.n : sizeof text - 1);
    int64_t age;
    switch (c->kind) {
    case COLUMN_INT:
        return str_to_int(value, INT64_MIN + 1, INT64_MAX, &out->number) ||
               err_set(err, ERR_USAGE, "%s needs a number, like %s>10", c->name, c->name);
    case COLUMN_TIME:
        if (!parse_age(value, &age))
            return err_set(err, ERR_USAGE, "%s needs an age, like %s<2h", c->name, c->name);
        out->number = c->ahead ? now_ms + age : now_ms - age;
        out->op = c->ahead ? out->op : turned(out->op);
        return true;
    case COLUMN_RANK:
        out->number = table_rank(c, text);
        out->op = turned(out->op);
        return out->number >= 0 || unknown_value(c, text, err);
    case COLUMN_NAME:
    case COLUMN_TEXT:
    case COLUMN_ID: break;
    }
    return err_set(err, ERR_USAGE, "%s is text: use %s:part or %s=whole", c->name, c->name,
                   c->name);
}

static bool take_op(struct str *s, const struct op_text *from, size_t n_from,
                    struct needle *out)
{
    for (size_t i = 0; i < n_from; i++) {
        const size_t n = strlen(from[i].text);

        if (s->n < n || memcmp(s->p, from[i].text, n) != 0)
            continue;
        out->op = from[i].op;
        *s = (struct str){s->p + n, s->n - n};
        return true;
    }
    return false;
}

/* Takes "column OP" off; an alternative without one has that of the alternative before it.
 * What is left is the value. */
static struct str cut_column(const struct table_spec *spec, struct str s,
                             const struct needle *before, struct needle *out)
{
    size_t name = 0;
    while (name < s.n && (isalnum((unsigned char)s.p[name]) || s.p[name] == '_'))
        name++;
    const int column = table_column(spec, (struct str){s.p, name});
    struct str value = {s.p + name, s.n - name};

    if (column >= 0 && take_op(&value, ops, COUNT_OF(ops), out)) {
        out->column = column;
        return value;
    }
    if (before != NULL) {
        out->column = before->column;
        out->op = before->typed;
    }
    (void)take_op(&s, prefixes, COUNT_OF(prefixes), out);
    return s;
}

/* A value in quotes is what stands between them; the second one may not be typed yet. */
static struct str unquoted(struct str s)
{
    if (s.n == 0 || s.p[0] != '"')
        return s;
    const char *end = memchr(s.p + 1, '"', s.n - 1);

    return (struct str){s.p + 1, end != NULL ? (size_t)(end - s.p - 1) : s.n - 1};
}

/* `n:5` and `found:2h`: on numbers a colon means equal, on times within. */
static enum needle_op op_for(const struct column *c, enum needle_op op)
{
    if (op >= NEEDLE_EQUAL)
        return op;
    return c->kind == COLUMN_INT ? NEEDLE_EQUAL : NEEDLE_LESS_EQUAL;
}

static bool parse_needle(const struct table_spec *spec, const char *base, struct str s,
                         int64_t now_ms, const struct needle *before, struct needle *out,
                         struct err *err)
{
    *out = (struct needle){.column = -1, .op = NEEDLE_FIND};
    if (s.n > 0 && s.p[0] == '!') {
        out->negate = true;
        s = (struct str){s.p + 1, s.n - 1};
    }
    s = unquoted(cut_column(spec, s, before, out));
    out->typed = out->op;
    out->at = (uint16_t)(s.p - base);
    out->n = (uint16_t)s.n;
    for (size_t i = 0; i < s.n; i++)
        out->exact_case |= s.p[i] >= 'A' && s.p[i] <= 'Z';
    if (s.n == 0 && out->op != NEEDLE_WHOLE) {
        out->op = NEEDLE_NOT_YET;
        return true;
    }
    const struct column *c = out->column >= 0 ? &spec->columns[out->column] : NULL;

    if (c == NULL || (!is_number(c) && !is_comparison(out->op)))
        return true;
    if (s.n == 0) {
        out->op = NEEDLE_NOT_YET;
        return true;
    }
    if (is_number(c))
        out->op = op_for(c, out->op);
    return compared_value(c, s, now_ms, out, err);
}

/* Up to the separator, which does not count within double quotes or, in front of a `)`, within
 * parentheses. */
static struct str cut_outside(struct str s, char separator, struct str *rest)
{
    bool quoted = false;
    int depth = 0;
    size_t n = 0;

    for (; n < s.n && (quoted || depth > 0 || s.p[n] != separator); n++) {
        const bool closed_by = s.p[n] == '"' || s.p[n] == '(';
        const char *close =
            closed_by ? memchr(s.p + n + 1, s.p[n] == '"' ? '"' : ')', s.n - n - 1) : NULL;

        if (s.p[n] == '"')
            quoted = !quoted && close != NULL;
        else if (s.p[n] == '(')
            depth += close != NULL;
        else if (s.p[n] == ')')
            depth -= depth > 0;
    }
    *rest = n < s.n ? (struct str){s.p + n + 1, s.n - n - 1} : (struct str){s.p + n, 0};
    return (struct str){s.p, n};
}

bool filter_parse(const struct table_spec *spec, const char *text, int64_t now_ms,
                  struct needles *out, struct err *err)
{
    struct needles made = {0};
    size_t n = strlen(text);
    if (n > FILTER_TEXT_MAX)
        return err_set(err, ERR_USAGE, "a filter has at most %d bytes", FILTER_TEXT_MAX);
    memcpy(made.text, text, n);
    struct str rest = {made.text, n};
    while (rest.n > 0) {
        struct str word = cut_outside(rest, ' ', &rest);
        const int first = made.n;

        while (word.n > 0) {
            struct str one = cut_outside(word, '|', &word);
            if (one.n == 0)
                continue;
            if (made.n == FILTER_NEEDLES_MAX)
                return err_set(err, ERR_USAGE, "a filter has at most %d words",
                               FILTER_NEEDLES_MAX);
            if (!parse_needle(spec, made.text, one, now_ms,
                              made.n > first ? &made.items[made.n - 1] : NULL,
                              &made.items[made.n], err))
                return false;
            made.n++;
        }
        if (made.n > 0)
            made.items[made.n - 1].last_of_word = true;
    }
    *out = made;
    return true;
}
