/* A behavior's line read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/enums.h"
#include "client/api/json.h"
#include "client/base/i18n.h"
#include "client/store/behavior_line_inside.h"

enum { MINUTE_S = 60 };

static bool is(const char *text, const char *word)
{
    return text != NULL && strcmp(text, word) == 0;
}

struct reader {
    struct str rest;
    const struct metric *metric;
    struct arena *arena;
    struct behavior *b;
    struct behavior_criteria *criteria; /* of b, once there are any */
    struct err *err;
};

/* The next word up to a blank; quotes hold blanks. n == 0: the end. */
static struct str next_word(struct reader *r)
{
    struct str s = str_trim(r->rest);
    size_t n = 0;
    bool quoted = false;

    for (; n < s.n && (quoted || s.p[n] != ' '); n++) {
        if (quoted && s.p[n] == '\\' && n + 1 < s.n)
            n++;
        else if (s.p[n] == '"')
            quoted = !quoted;
    }
    r->rest = (struct str){s.p + n, s.n - n};
    return (struct str){s.p, n};
}

static bool wrong(struct reader *r, const char *what, struct str word)
{
    return err_set(r->err, ERR_USAGE, "%s: %.*s", what, (int)(word.n > 60 ? 60 : word.n),
                   word.p);
}

static const char *keep(struct reader *r, struct str s)
{
    return arena_strn(r->arena, s.p, s.n);
}

static struct behavior_criteria *criteria(struct reader *r)
{
    if (r->criteria == NULL) {
        r->criteria = arena_alloc(r->arena, 1, sizeof *r->criteria);
        r->b->criteria = r->criteria;
    }
    return r->criteria;
}

bool behavior_duration_read(struct str text, int64_t *seconds)
{
    static const struct {
        const char *unit;
        int64_t s;
    } units[] = {{"min", MINUTE_S}, {"h", 60 * MINUTE_S}, {"s", 1}, {"", 1}};

    for (size_t i = 0; i < COUNT_OF(units); i++) {
        const size_t m = strlen(units[i].unit);
        int64_t n;

        if (text.n <= m || memcmp(text.p + text.n - m, units[i].unit, m) != 0)
            continue;
        if (!str_to_int((struct str){text.p, text.n - m}, 0, 100 * 1000, &n))
            continue;
        *seconds = n * units[i].s;
        return true;
    }
    return false;
}

/* ---- values ---- */

/* One element of a list: a quoted text, or what stands up to the comma. */
static struct str next_element(struct str *rest)
{
    size_t n = 0;
    bool quoted = false;
    struct str one;

    for (; n < rest->n && (quoted || rest->p[n] != ','); n++) {
        if (quoted && rest->p[n] == '\\' && n + 1 < rest->n)
            n++;
        else if (rest->p[n] == '"')
            quoted = !quoted;
    }
    one = (struct str){rest->p, n};
    *rest = n < rest->n ? (struct str){rest->p + n + 1, rest->n - n - 1}
                        : (struct str){rest->p + n, 0};
    return one;
}

static bool read_double(struct str s, double *out)
{
    char text[64], *end;

    if (s.n == 0 || s.n >= sizeof text)
        return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    errno = 0;
    *out = strtod(text, &end);
    return *end == '\0' && errno == 0 && strpbrk(text, "xXnN ") == NULL;
}

static const char *read_text(struct reader *r, struct str s)
{
    struct err ignored;

    if (s.n > 0 && s.p[0] == '"') {
        const struct json *j = json_parse(s, r->arena, &ignored);

        if (j != NULL && json_type(j) == JSON_STRING)
            return json_string(j);
    }
    return keep(r, s);
}

static size_t count_elements(struct str word)
{
    size_t n = 0;

    for (struct str rest = word; rest.n > 0; n++)
        (void)next_element(&rest);
    return n;
}

static bool read_texts(struct reader *r, struct str word, struct list *out)
{
    const char **texts = arena_alloc(r->arena, count_elements(word) + 1, sizeof *texts);

    for (struct str rest = word; rest.n > 0;)
        texts[out->n++] = read_text(r, next_element(&rest));
    out->items = texts;
    return out->n > 0;
}

static bool read_ports(struct reader *r, struct str word, struct list *out)
{
    struct opt_int *ports = arena_alloc(r->arena, count_elements(word) + 1, sizeof *ports);

    for (struct str rest = word; rest.n > 0; out->n++) {
        const struct str one = next_element(&rest);

        if (!str_to_int(one, 0, JSON_INTEGER_MAX, &ports[out->n].value))
            return wrong(r, _("no port"), one);
        ports[out->n].set = true;
    }
    out->items = ports;
    return true;
}

static bool read_numbers(struct reader *r, struct str word, struct list *out)
{
    struct opt_double *numbers =
        arena_alloc(r->arena, count_elements(word) + 1, sizeof *numbers);

    for (struct str rest = word; rest.n > 0; out->n++) {
        const struct str one = next_element(&rest);

        if (!read_double(one, &numbers[out->n].value))
            return wrong(r, _("no number"), one);
        numbers[out->n].set = true;
    }
    out->items = numbers;
    return true;
}

/* By what the metric has; of a metric nobody knows by what the value looks like. */
static bool read_value(struct reader *r, struct str word, struct metric_value *v)
{
    const char *member = r->metric != NULL ? r->metric->value : "count";
    double number;

    if (is(member, "cidrs"))
        return read_texts(r, word, &v->cidrs);
    if (is(member, "strings"))
        return read_texts(r, word, &v->strings);
    if (is(member, "ports"))
        return read_ports(r, word, &v->ports);
    if (is(member, "numbers"))
        return read_numbers(r, word, &v->numbers);
    if (is(member, "number")) {
        if (!read_double(word, &v->number.value))
            return wrong(r, _("no number"), word);
        v->number.set = true;
        return true;
    }
    if (str_to_int(word, -JSON_INTEGER_MAX, JSON_INTEGER_MAX, &v->count.value)) {
        v->count.set = true;
        return true;
    }
    if (read_double(word, &number))
        return wrong(r, _("a count is a whole number of at most 2^53"), word);
    return wrong(r, _("no number"), word);
}

static const char *operator_of(const struct reader *r, struct str word)
{
    for (size_t i = 0; i < BEHAVIOR_SIGNS; i++) {
        if (!str_eq(word, behavior_signs[i].sign))
            continue;
        for (size_t k = 0; k < COUNT_OF(behavior_signs[i].operators) &&
                           behavior_signs[i].operators[k] != NULL;
             k++)
            if (r->metric != NULL &&
                behavior_line_fits(r->metric, behavior_signs[i].operators[k]))
                return behavior_signs[i].operators[k];
        return behavior_signs[i].operators[0];
    }
    for (const char *const *o = enum_comparison_operator.values; *o != NULL; o++)
        if (str_eq(word, *o))
            return *o;
    return NULL;
}

static bool read_comparison(struct reader *r, const char *operator)
{
    const struct str word = next_word(r);
    struct behavior_criteria *c = criteria(r);

    c->comparison_operator = operator;
    if (word.n == 0)
        return err_set(r->err, ERR_USAGE, "what is it compared with?");
    if (behavior_line_is_statistic(word)) {
        struct statistical_threshold *t = arena_alloc(r->arena, 1, sizeof *t);

        t->statistic = keep(r, word);
        c->statistical_threshold = t;
        return true;
    }
    struct metric_value *v = arena_alloc(r->arena, 1, sizeof *v);

    c->value = v;
    return read_value(r, word, v);
}

/* ---- words after the criteria ---- */

static bool read_learned(struct reader *r, struct str word)
{
    struct machine_learning_detection_config *ml = arena_alloc(r->arena, 1, sizeof *ml);

    ml->confidence_level = keep(r, word);
    criteria(r)->ml_detection_config = ml;
    return true;
}

static bool read_over(struct reader *r, struct str word)
{
    struct opt_int *d = &criteria(r)->duration_seconds;

    d->set = true;
    return behavior_duration_read(word, &d->value) ||
           wrong(r, _("no duration (5min, 10min, 15min, 30min, 60min)"), word);
}

static bool read_points(struct reader *r, struct str word, struct opt_int *n)
{
    n->set = true;
    return str_to_int(word, 0, 1000 * 1000, &n->value) || wrong(r, _("no number"), word);
}

static bool read_alarm(struct reader *r, struct str word)
{
    return read_points(r, word, &criteria(r)->consecutive_datapoints_to_alarm);
}

static bool read_clear(struct reader *r, struct str word)
{
    return read_points(r, word, &criteria(r)->consecutive_datapoints_to_clear);
}

static void set_dimension(struct reader *r, struct str word, const char *operator)
{
    struct metric_dimension *d = arena_alloc(r->arena, 1, sizeof *d);

    d->dimension_name = keep(r, word);
    d->operator= operator;
    r->b->metric_dimension = d;
}

static bool read_dim(struct reader *r, struct str word)
{
    set_dimension(r, word, "IN");
    return true;
}

static bool read_not_dim(struct reader *r, struct str word)
{
    set_dimension(r, word, "NOT_IN");
    return true;
}

static const struct {
    const char *word;
    bool (*read)(struct reader *r, struct str word);
} words[] = {
    {"learned", read_learned}, {"over", read_over}, {"alarm", read_alarm},
    {"clear", read_clear},     {"dim", read_dim},   {"not-dim", read_not_dim},
};

static bool read_rest(struct reader *r)
{
    for (struct str word = next_word(r); word.n > 0; word = next_word(r)) {
        const char *operator= operator_of(r, word);
        size_t i = 0;

        if (operator!= NULL) {
            if (!read_comparison(r, operator))
                return false;
            continue;
        }
        if (str_eq(word, "quiet") || str_eq(word, "export")) {
            struct opt_bool *to =
                word.p[0] == 'q' ? &r->b->suppress_alerts : &r->b->export_metric;

            *to = (struct opt_bool){true, true};
            continue;
        }
        while (i < COUNT_OF(words) && !str_eq(word, words[i].word))
            i++;
        if (i == COUNT_OF(words))
            return wrong(r, _("not understood"), word);
        const struct str value = next_word(r);

        if (value.n == 0)
            return wrong(r, _("nothing follows"), word);
        if (!words[i].read(r, value))
            return false;
    }
    return true;
}

static bool read_json(struct str line, struct reader *r)
{
    const struct json *j = json_parse(line, r->arena, r->err);

    return j != NULL && record_decode(&behavior_record, j, r->arena, r->b, r->err);
}

bool behavior_line_read(struct str line, const struct described *custom_metrics,
                        struct arena *a, struct behavior *out, struct err *err)
{
    struct behavior b = {0};
    struct reader r = {.rest = str_trim(line), .arena = a, .b = &b, .err = err};

    if (r.rest.n > 0 && r.rest.p[0] == '{') {
        if (!read_json(r.rest, &r))
            return false;
        *out = b;
        return true;
    }
    for (size_t i = 0; i < r.rest.n; i++)
        if (is_control(r.rest.p[i]))
            return err_set(err, ERR_USAGE, "a control character is in the line: remove it");
    struct str name = next_word(&r), metric;

    if (name.n > 0 && name.p[name.n - 1] == ':')
        name.n--;
    if (name.n == 0)
        return err_set(err, ERR_USAGE, "a behavior begins with its name and a colon");
    b.name = keep(&r, name);
    metric = next_word(&r);
    if (metric.n > 0) {
        b.metric = keep(&r, metric);
        r.metric = custom_metrics != NULL ? profiles_metric(custom_metrics, b.metric)
                                          : metric_find(b.metric);
    }
    if (!read_rest(&r))
        return false;
    *out = b;
    return true;
}
