#include "client/store/filter_parse.h"

#include <ctype.h>

struct op_text {
    const char *text;
    enum needle_op op;
};

static const struct op_text ops[] = {
    {">=", NEEDLE_MORE_EQUAL}, {"<=", NEEDLE_LESS_EQUAL}, {">", NEEDLE_MORE},
    {"<", NEEDLE_LESS},        {":", NEEDLE_FIND},        {"=", NEEDLE_WHOLE},
};

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

/* More urgent is a smaller rank, older is an earlier time: both turn the comparison round. */
static enum needle_op turned(enum needle_op op)
{
    switch (op) {
    case NEEDLE_LESS: return NEEDLE_MORE;
    case NEEDLE_LESS_EQUAL: return NEEDLE_MORE_EQUAL;
    case NEEDLE_MORE: return NEEDLE_LESS;
    case NEEDLE_MORE_EQUAL: return NEEDLE_LESS_EQUAL;
    case NEEDLE_FIND:
    case NEEDLE_WHOLE: break;
    }
    return op;
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
        out->number = now_ms - age;
        out->op = turned(out->op);
        return true;
    case COLUMN_RANK:
        out->number = c->rank(text);
        out->op = turned(out->op);
        return out->number >= 0 ||
               err_set(err, ERR_USAGE, "%s has no value like \"%s\"", c->name, text);
    case COLUMN_NAME:
    case COLUMN_TEXT:
    case COLUMN_ID: break;
    }
    return err_set(err, ERR_USAGE, "%s is text: use %s:part or %s=whole", c->name, c->name,
                   c->name);
}

/* Splits "column OP value"; leaves a plain needle when there is no such column. */
static struct str cut_column(const struct table_spec *spec, struct str s, struct needle *out)
{
    size_t name = 0;
    while (name < s.n && (isalnum((unsigned char)s.p[name]) || s.p[name] == '_'))
        name++;
    int column = table_column(spec, (struct str){s.p, name});
    if (column < 0)
        return s;
    for (size_t i = 0; i < COUNT_OF(ops); i++) {
        size_t n = strlen(ops[i].text);
        if (s.n - name >= n && memcmp(s.p + name, ops[i].text, n) == 0) {
            out->column = column;
            out->op = ops[i].op;
            return (struct str){s.p + name + n, s.n - name - n};
        }
    }
    return s;
}

static bool parse_needle(const struct table_spec *spec, const char *base, struct str s,
                         int64_t now_ms, struct needle *out, struct err *err)
{
    *out = (struct needle){.column = -1};
    if (s.n > 1 && s.p[0] == '!') {
        out->negate = true;
        s = (struct str){s.p + 1, s.n - 1};
    }
    s = cut_column(spec, s, out);
    if (out->column >= 0 && is_comparison(out->op)) {
        if (s.n == 0) /* still being typed */
            out->op = NEEDLE_FIND;
        else if (!compared_value(&spec->columns[out->column], s, now_ms, out, err))
            return false;
    }
    for (size_t i = 0; i < s.n; i++)
        out->exact_case |= s.p[i] >= 'A' && s.p[i] <= 'Z';
    out->at = (uint16_t)(s.p - base);
    out->n = (uint16_t)s.n;
    return true;
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
        struct str word = str_cut(rest, ' ', &rest);
        while (word.n > 0) {
            struct str one = str_cut(word, '|', &word);
            if (one.n == 0)
                continue;
            if (made.n == FILTER_NEEDLES_MAX)
                return err_set(err, ERR_USAGE, "a filter has at most %d words",
                               FILTER_NEEDLES_MAX);
            if (!parse_needle(spec, made.text, one, now_ms, &made.items[made.n], err))
                return false;
            made.n++;
        }
        if (made.n > 0)
            made.items[made.n - 1].last_of_word = true;
    }
    *out = made;
    return true;
}
