#include "client/local/detect_criteria.h"

#include <math.h>
#include <stdlib.h>

#include "client/local/detect.h"

static const char *const orders[] = {"less-than", "less-than-equals", "greater-than",
                                     "greater-than-equals"};

/* ---- reading ----------------------------------------------------------------------------- */

static void nets_read(const struct list *cidrs, struct arena *a, struct criteria *out)
{
    const char *const *texts = cidrs->items;
    struct cidr *nets = arena_alloc(a, cidrs->n + 1, sizeof *nets);
    for (size_t i = 0; i < cidrs->n; i++)
        out->n_nets += cidr_read(texts[i], &nets[out->n_nets]);
    out->nets = nets;
}

static void numbers_read(const struct metric_value *v, struct arena *a, struct criteria *out)
{
    const struct opt_int *ports = v->ports.items;
    const struct opt_double *numbers = v->numbers.items;
    double *all = arena_alloc(a, v->ports.n + v->numbers.n + 1, sizeof *all);
    for (size_t i = 0; i < v->ports.n; i++)
        all[out->n_numbers++] = (double)ports[i].value;
    for (size_t i = 0; i < v->numbers.n; i++)
        all[out->n_numbers++] = numbers[i].value;
    out->numbers = all;
}

static void set_read(const struct behavior_criteria *c, struct arena *a, struct criteria *out)
{
    const struct metric_value *v = c->value;
    const char *op = c->comparison_operator;
    if (!str_starts(op, "in-") && !str_starts(op, "not-in-"))
        return;
    out->kind = CRITERIA_SET;
    out->not_in = str_starts(op, "not-in-");
    out->addresses = str_ends(op, "-cidr-set");
    nets_read(&v->cidrs, a, out);
    numbers_read(v, a, out);
    out->n_texts = v->strings.n;
    out->texts = v->strings.items;
}

static bool order_read(const char *op, enum criteria_order *out)
{
    for (size_t i = 0; i < COUNT_OF(orders); i++)
        if (strcmp(orders[i], op) == 0) {
            *out = (enum criteria_order)i;
            return true;
        }
    return false;
}

/* "p99.9" */
static bool percent_read(const char *text, double *out)
{
    return text && text[0] == 'p' && str_to_double(str_of(text + 1), out) && *out >= 0 &&
           *out <= 100;
}

static void static_read(const struct behavior_criteria *c, struct arena *a,
                        struct criteria *out)
{
    if (!c->value || !c->comparison_operator)
        return;
    if (!order_read(c->comparison_operator, &out->order)) {
        set_read(c, a, out);
        return;
    }
    if (!c->value->count.set && !c->value->number.set)
        return;
    out->kind = CRITERIA_NUMBER;
    out->limit = c->value->count.set ? (double)c->value->count.value : c->value->number.value;
}

static int between(struct opt_int v, int64_t low, int64_t high)
{
    if (!v.set || v.value < low)
        return (int)low;
    return (int)(v.value < high ? v.value : high);
}

void criteria_read(const struct behavior *b, struct arena *a, struct criteria *out)
{
    const struct behavior_criteria *c = b->criteria;
    *out = (struct criteria){.kind = CRITERIA_NONE, .slots = 1, .to_alarm = 1, .to_clear = 1};
    if (!c || !b->metric)
        return;
    out->to_alarm = between(c->consecutive_datapoints_to_alarm, 1, DETECT_CONSECUTIVE_MAX);
    out->to_clear = between(c->consecutive_datapoints_to_clear, 1, DETECT_CONSECUTIVE_MAX);
    if (c->duration_seconds.set)
        out->slots =
            between((struct opt_int){c->duration_seconds.value * 1000 / DETECT_SLOT_MS, true},
                    1, DETECT_WINDOW_SLOTS);
    if (c->ml_detection_config) {
        const char *level = c->ml_detection_config->confidence_level;
        if (confidence_read(level ? level : "", &out->confidence))
            out->kind = CRITERIA_LEARNED;
    } else if (c->statistical_threshold) {
        if (c->comparison_operator && order_read(c->comparison_operator, &out->order) &&
            percent_read(c->statistical_threshold->statistic, &out->percent))
            out->kind = CRITERIA_STATISTICAL;
    } else {
        static_read(c, a, out);
    }
}

const char *criteria_kind_name(enum criteria_kind kind)
{
    if (kind == CRITERIA_STATISTICAL)
        return "STATISTICAL";
    return kind == CRITERIA_LEARNED ? "MACHINE_LEARNING" : "STATIC";
}

/* ---- judging ----------------------------------------------------------------------------- */

bool criteria_number(const struct criteria *c, double value, double limit)
{
    switch (c->order) {
    case ORDER_LESS: return value < limit;
    case ORDER_LESS_EQUAL: return value <= limit;
    case ORDER_GREATER: return value > limit;
    case ORDER_GREATER_EQUAL: return value >= limit;
    }
    return true;
}

static bool has_address(const struct criteria *c, const struct cidr *address)
{
    for (size_t i = 0; i < c->n_nets; i++)
        if (cidr_holds(&c->nets[i], address))
            return true;
    return false;
}

static bool has_number(const struct criteria *c, double number)
{
    for (size_t i = 0; i < c->n_numbers; i++)
        if (!(c->numbers[i] < number) && !(c->numbers[i] > number))
            return true;
    return false;
}

static bool has_text(const struct criteria *c, const char *text)
{
    for (size_t i = 0; i < c->n_texts; i++)
        if (strcmp(c->texts[i], text) == 0)
            return true;
    return false;
}

static struct cidr address_of(uint32_t a)
{
    return (struct cidr){
        .bytes = {(uint8_t)(a >> 24), (uint8_t)(a >> 16), (uint8_t)(a >> 8), (uint8_t)a},
        .length = 4,
        .bits = 32};
}

bool criteria_set(const struct criteria *c, const struct sim_set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        struct cidr address = address_of(set->items[i]);
        bool there = c->addresses ? has_address(c, &address) : has_number(c, set->items[i]);
        if (there == c->not_in)
            return false;
    }
    return true;
}

static bool texts_conform(const struct criteria *c, const struct metric_value *v)
{
    const char *const *cidrs = v->cidrs.items, *const *strings = v->strings.items;
    struct cidr net;
    for (size_t i = 0; i < v->cidrs.n; i++) {
        bool there = cidr_read(cidrs[i], &net) && has_address(c, &net);
        if (there == c->not_in)
            return false;
    }
    for (size_t i = 0; i < v->strings.n; i++)
        if (has_text(c, strings[i]) == c->not_in)
            return false;
    return true;
}

bool criteria_value(const struct criteria *c, const struct metric_value *v)
{
    const struct opt_int *ports = v->ports.items;
    const struct opt_double *numbers = v->numbers.items;
    for (size_t i = 0; i < v->ports.n; i++)
        if (has_number(c, (double)ports[i].value) == c->not_in)
            return false;
    for (size_t i = 0; i < v->numbers.n; i++)
        if (has_number(c, numbers[i].value) == c->not_in)
            return false;
    return texts_conform(c, v);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double criteria_percentile(double *values, size_t n, double percent)
{
    qsort(values, n, sizeof *values, ascending);
    double rank = ceil(percent / 100 * (double)n);
    size_t i = rank < 1 ? 0 : (size_t)rank - 1;
    return values[i < n ? i : n - 1];
}
