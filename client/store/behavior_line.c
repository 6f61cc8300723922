#include <string.h>

#include "client/store/behavior_line_inside.h"

enum { MINUTE_S = 60 };

/* Signs, and the operators they mean for a number, addresses, ports and other lists. */
const struct behavior_sign behavior_signs[BEHAVIOR_SIGNS] = {
    {"<", {"less-than", NULL}},
    {"<=", {"less-than-equals", NULL}},
    {">", {"greater-than", NULL}},
    {">=", {"greater-than-equals", NULL}},
    {"in", {"in-set", "in-cidr-set", "in-port-set", NULL}},
    {"not-in", {"not-in-set", "not-in-cidr-set", "not-in-port-set", NULL}},
};

static bool is(const char *text, const char *word)
{
    return text != NULL && strcmp(text, word) == 0;
}

bool behavior_line_fits(const struct metric *m, const char *operator)
{
    for (const char *const *o = m->operators; *o != NULL; o++)
        if (strcmp(*o, operator) == 0)
            return true;
    return false;
}

bool behavior_line_is_statistic(struct str word)
{
    return word.n > 1 && word.p[0] == 'p' && word.p[1] >= '0' && word.p[1] <= '9';
}

/* ---- writing ---- */

void behavior_duration_put(int64_t seconds, struct buf *out)
{
    if (seconds > 0 && seconds % MINUTE_S == 0)
        buf_printf(out, "%lldmin", (long long)(seconds / MINUTE_S));
    else
        buf_printf(out, "%llds", (long long)seconds);
}

static const char *sign_of(const char *operator, const struct metric * m)
{
    for (size_t i = 0; i < BEHAVIOR_SIGNS; i++)
        for (size_t k = 0; k < COUNT_OF(behavior_signs[i].operators) &&
                           behavior_signs[i].operators[k] != NULL;
             k++)
            if (is(behavior_signs[i].operators[k], operator) &&
                (behavior_signs[i].operators[1] == NULL ||
                 (m != NULL && behavior_line_fits(m, operator))))
                return behavior_signs[i].sign;
    return operator;
}

static bool needs_quotes(const char *text)
{
    if (*text == '\0' || strpbrk(text, " ,\"\\") != NULL)
        return true;
    while (*text != '\0' && !is_control(*text))
        text++;
    return *text != '\0';
}

static void put_word(const char *text, struct buf *out)
{
    struct json_writer w = {.out = out};

    if (needs_quotes(text))
        json_put_string(&w, str_of(text));
    else
        buf_puts(out, text);
}

static void put_number(double v, struct buf *out)
{
    struct json_writer w = {.out = out};

    json_put_double(&w, v);
}

static void put_texts(const struct list *l, struct buf *out)
{
    const char *const *texts = l->items;

    for (size_t i = 0; i < l->n; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_word(texts[i] != NULL ? texts[i] : "", out);
    }
}

static void put_value(const struct metric_value *v, struct buf *out)
{
    const struct opt_int *ports = v->ports.items;
    const struct opt_double *numbers = v->numbers.items;

    if (v->count.set)
        buf_printf(out, "%lld", (long long)v->count.value);
    if (v->number.set)
        put_number(v->number.value, out);
    put_texts(&v->cidrs, out);
    put_texts(&v->strings, out);
    for (size_t i = 0; i < v->ports.n; i++)
        buf_printf(out, "%s%lld", i > 0 ? "," : "", (long long)ports[i].value);
    for (size_t i = 0; i < v->numbers.n; i++) {
        if (i > 0)
            buf_putc(out, ',');
        put_number(numbers[i].value, out);
    }
}

/* The one member the metric has, and no other. */
static bool is_value_sayable(const struct metric_value *v, const struct metric *m)
{
    const char *member = m != NULL ? m->value : "count";
    const struct {
        const char *name;
        bool there;
    } all[] = {{"count", v->count.set},       {"number", v->number.set},
               {"cidrs", v->cidrs.n > 0},     {"ports", v->ports.n > 0},
               {"numbers", v->numbers.n > 0}, {"strings", v->strings.n > 0}};
    bool right = false;
    int n = 0;

    for (size_t i = 0; i < COUNT_OF(all); i++) {
        n += all[i].there;
        right |= all[i].there && is(member, all[i].name);
    }
    return right && n == 1;
}

static bool is_criteria_sayable(const struct behavior_criteria *c, const struct metric *m)
{
    const struct statistical_threshold *t = c->statistical_threshold;
    const int ways = (c->value != NULL) + (t != NULL) + (c->ml_detection_config != NULL);

    if (ways != 1)
        return false;
    if (c->ml_detection_config != NULL)
        return c->comparison_operator == NULL &&
               c->ml_detection_config->confidence_level != NULL;
    if (c->comparison_operator == NULL)
        return false;
    if (t != NULL)
        return t->statistic != NULL && behavior_line_is_statistic(str_of(t->statistic));
    return is_value_sayable(c->value, m);
}

/* One word of a line: no blank, no quote. */
static bool is_word(const char *text)
{
    if (text == NULL || *text == '\0')
        return false;
    for (; *text != '\0'; text++)
        if ((unsigned char)*text <= ' ' || *text == '"' || *text == '\x7f')
            return false;
    return true;
}

static bool are_words(const struct behavior *b)
{
    const struct behavior_criteria *c = b->criteria;

    if (c == NULL)
        return true;
    if (c->ml_detection_config != NULL)
        return is_word(c->ml_detection_config->confidence_level);
    return is_word(c->comparison_operator) &&
           (c->statistical_threshold == NULL || is_word(c->statistical_threshold->statistic));
}

static bool is_scope_sayable(const struct metric_dimension *d)
{
    const char *operator= d != NULL ? d->operator: NULL;

    return d == NULL || (is_word(d->dimension_name) &&
                         (operator== NULL || is(operator, "IN") || is(operator, "NOT_IN")));
}

/* Would come back as something else: only its JSON says it all. */
static bool is_sayable(const struct behavior *b, const struct metric *m)
{
    const bool more = b->criteria != NULL || b->metric_dimension != NULL ||
                      b->suppress_alerts.value || b->export_metric.value;

    if (!is_word(b->name) || b->name[0] == '{' || !is_scope_sayable(b->metric_dimension))
        return false;
    if (b->metric == NULL)
        return !more;
    return is_word(b->metric) && are_words(b) &&
           (b->criteria == NULL || is_criteria_sayable(b->criteria, m));
}

static void put_criteria(const struct behavior_criteria *c, const struct metric *m,
                         struct buf *out)
{
    if (c->ml_detection_config != NULL) {
        buf_printf(out, " learned %s", c->ml_detection_config->confidence_level);
    } else {
        buf_printf(out, " %s ", sign_of(c->comparison_operator, m));
        if (c->value != NULL)
            put_value(c->value, out);
        else
            buf_puts(out, c->statistical_threshold->statistic);
    }
    if (c->duration_seconds.set) {
        buf_puts(out, " over ");
        behavior_duration_put(c->duration_seconds.value, out);
    }
    if (c->consecutive_datapoints_to_alarm.set)
        buf_printf(out, " alarm %lld", (long long)c->consecutive_datapoints_to_alarm.value);
    if (c->consecutive_datapoints_to_clear.set)
        buf_printf(out, " clear %lld", (long long)c->consecutive_datapoints_to_clear.value);
}

void behavior_line_put(const struct behavior *b, const struct metric *metric, struct buf *out)
{
    struct json_writer w = {.out = out};

    if (!is_sayable(b, metric)) {
        record_encode(&behavior_record, b, &w);
        return;
    }
    buf_printf(out, "%s:", b->name);
    if (b->metric != NULL)
        buf_printf(out, " %s", b->metric);
    if (b->criteria != NULL)
        put_criteria(b->criteria, metric, out);
    if (b->metric_dimension != NULL && b->metric_dimension->dimension_name != NULL)
        buf_printf(out, " %s %s",
                   is(b->metric_dimension->operator, "NOT_IN") ? "not-dim" : "dim",
                   b->metric_dimension->dimension_name);
    if (b->suppress_alerts.set && b->suppress_alerts.value)
        buf_puts(out, " quiet");
    if (b->export_metric.set && b->export_metric.value)
        buf_puts(out, " export");
}
