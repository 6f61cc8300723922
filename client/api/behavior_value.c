/* Values, whole and for columns. */
#include <math.h>
#include <stddef.h>
#include <string.h>

#include "client/api/behavior_words.h"
#include "client/base/cidr.h"
#include "client/base/i18n.h"

/* "1,234,567" */
static void say_int(struct buf *out, int64_t n)
{
    if (n < 0)
        buf_putc(out, '-');
    buf_put_count(out, n < 0 ? 0 - (uint64_t)n : (uint64_t)n);
}

static void say_double(struct buf *out, double d)
{
    if (d == floor(d) && fabs(d) < 1e15)
        say_int(out, (int64_t)d);
    else
        buf_printf(out, "%.6g", d);
}

/* At most six characters and a sign: the whole number stands in the details. */
static void short_number(struct buf *out, double d)
{
    static const struct {
        double from;
        const char *unit;
    } units[] = {{1e15, "P"}, {1e12, "T"}, {1e9, "G"}, {1e6, "M"}, {1e5, "k"}};
    static const double per[] = {1e15, 1e12, 1e9, 1e6, 1e3};

    for (size_t i = 0; i < COUNT_OF(units); i++)
        if (fabs(d) >= units[i].from) {
            buf_printf(out, "%.4g%s", d / per[i], units[i].unit);
            return;
        }
    if (d == floor(d))
        buf_printf(out, "%.0f", d);
    else
        buf_printf(out, "%.4g", d);
}

bool metric_value_number(const struct metric_value *v, double *out)
{
    if (v == NULL || (!v->count.set && !v->number.set))
        return false;
    *out = v->count.set ? (double)v->count.value : v->number.value;
    return true;
}

typedef void item_fn(struct buf *out, const struct list *l, size_t i);

static void text_item(struct buf *out, const struct list *l, size_t i)
{
    const char *const *items = l->items;

    buf_puts(out, items[i]);
}

/* A single address is no network. */
static void address_item(struct buf *out, const struct list *l, size_t i)
{
    const char *const *items = l->items;
    const size_t n = strlen(items[i]);
    const bool one = (str_ends(items[i], "/32") && strchr(items[i], ':') == NULL) ||
                     str_ends(items[i], "/128");

    buf_put(out, items[i], one ? (size_t)(strrchr(items[i], '/') - items[i]) : n);
}

static void int_item(struct buf *out, const struct list *l, size_t i)
{
    const struct opt_int *items = l->items;

    buf_printf(out, "%lld", (long long)items[i].value);
}

static void double_item(struct buf *out, const struct list *l, size_t i)
{
    const struct opt_double *items = l->items;

    buf_printf(out, "%.6g", items[i].value);
}

static bool say_list(struct buf *out, const struct list *l, item_fn *item, const char *between)
{
    const size_t shown = l->n > BEHAVIOR_LIST_SHOWN ? BEHAVIOR_LIST_SHOWN : l->n;

    for (size_t i = 0; i < shown; i++) {
        if (i > 0)
            buf_puts(out, between);
        item(out, l, i);
    }
    if (l->n > shown)
        buf_printf(out, _("%s+%zu more"), between, l->n - shown);
    return l->n > 0;
}

/* ---- lists, and which of their items a set holds ---- */

static bool holds_text(const struct list *set, const struct list *l, size_t i)
{
    const char *const *all = set->items, *const *items = l->items;

    for (size_t k = 0; k < set->n; k++)
        if (strcmp(all[k], items[i]) == 0)
            return true;
    return false;
}

static bool holds_address(const struct list *set, const struct list *l, size_t i)
{
    const char *const *all = set->items, *const *items = l->items;
    struct cidr net, address;

    if (!cidr_read(items[i], &address))
        return false;
    for (size_t k = 0; k < set->n; k++)
        if (cidr_read(all[k], &net) && cidr_holds(&net, &address))
            return true;
    return false;
}

static bool holds_int(const struct list *set, const struct list *l, size_t i)
{
    const struct opt_int *all = set->items, *items = l->items;

    for (size_t k = 0; k < set->n; k++)
        if (all[k].value == items[i].value)
            return true;
    return false;
}

static bool holds_double(const struct list *set, const struct list *l, size_t i)
{
    const struct opt_double *all = set->items, *items = l->items;

    for (size_t k = 0; k < set->n; k++)
        if (!(all[k].value < items[i].value) && !(all[k].value > items[i].value))
            return true;
    return false;
}

static const struct member {
    size_t offset;
    item_fn *item;
    bool (*holds)(const struct list *set, const struct list *l, size_t i);
} members[] = {
    {offsetof(struct metric_value, cidrs), address_item, holds_address},
    {offsetof(struct metric_value, ports), int_item, holds_int},
    {offsetof(struct metric_value, numbers), double_item, holds_double},
    {offsetof(struct metric_value, strings), text_item, holds_text},
};

static const struct list *member_list(const struct member *m, const struct metric_value *v)
{
    return (const struct list *)(const void *)((const char *)v + m->offset);
}

/* NULL: every list is empty. *sent: one was there. */
static const struct member *member_of(const struct metric_value *v, bool *sent)
{
    *sent = false;
    for (size_t i = 0; i < COUNT_OF(members); i++) {
        const struct list *l = member_list(&members[i], v);
        *sent |= l->items != NULL;
        if (l->n > 0)
            return &members[i];
    }
    return NULL;
}

/* false: none of the lists was sent. An empty one that was says so. */
static bool say_lists(struct buf *out, const struct metric_value *v, const char *between)
{
    bool sent;
    const struct member *m = member_of(v, &sent);

    if (m != NULL)
        return say_list(out, member_list(m, v), m->item, between);
    if (sent)
        buf_puts(out, "none");
    return sent;
}

size_t behavior_unexpected_say(struct buf *out, const struct behavior *b,
                               const struct metric_value *seen, const char *between)
{
    const struct behavior_criteria *c = b != NULL ? b->criteria : NULL;
    const struct comparison *cmp = c != NULL ? comparison_find(c->comparison_operator) : NULL;
    bool sent;
    const struct member *m = seen != NULL ? member_of(seen, &sent) : NULL;
    size_t shown = 0, expected = 0;

    if (m == NULL || cmp == NULL || cmp->direction != 0 || c->value == NULL)
        return 0;
    const struct list *set = member_list(m, c->value), *l = member_list(m, seen);
    for (size_t i = 0; i < l->n; i++)
        expected += m->holds(set, l, i) == cmp->inclusive;
    if (expected == 0 || expected == l->n)
        return 0;
    for (size_t i = 0; i < l->n && shown < BEHAVIOR_LIST_SHOWN; i++) {
        if (m->holds(set, l, i) == cmp->inclusive)
            continue;
        buf_puts(out, shown++ > 0 ? between : "");
        m->item(out, l, i);
    }
    if (l->n - expected > shown)
        buf_printf(out, _("%s+%zu more"), between, l->n - expected - shown);
    return expected;
}

bool metric_value_say(struct buf *out, const struct metric_value *v)
{
    if (v == NULL)
        return false;
    if (v->count.set) {
        say_int(out, v->count.value);
        return true;
    }
    if (v->number.set) {
        say_double(out, v->number.value);
        return true;
    }
    return say_lists(out, v, ", ");
}

static void short_duration(struct buf *out, const struct behavior *b)
{
    const int64_t s = b != NULL && b->criteria != NULL && b->criteria->duration_seconds.set
                          ? b->criteria->duration_seconds.value
                          : 0;

    if (s <= 0)
        return;
    if (s % 3600 == 0)
        buf_printf(out, " /%lldh", (long long)(s / 3600));
    else if (s % 60 == 0)
        buf_printf(out, " /%lldmin", (long long)(s / 60));
    else
        buf_printf(out, " /%llds", (long long)s);
}

static bool short_value(struct buf *out, const struct metric_value *v)
{
    double number;

    if (v == NULL)
        return false;
    if (!metric_value_number(v, &number))
        return say_lists(out, v, ",");
    short_number(out, number);
    return true;
}

void behavior_value_short(struct buf *out, const struct behavior *b,
                          const struct metric_value *seen)
{
    double number;
    const size_t expected = behavior_unexpected_say(out, b, seen, ",");

    if (expected > 0)
        buf_printf(out, _(" +%zu ok"), expected);
    else if (!short_value(out, seen))
        buf_putc(out, '-');
    else if (metric_value_number(seen, &number))
        short_duration(out, b);
}

size_t metric_value_elements(const struct metric_value *v)
{
    return v != NULL ? v->cidrs.n + v->ports.n + v->numbers.n + v->strings.n : 0;
}

static void short_rule(struct buf *out, const struct behavior *b)
{
    const struct behavior_criteria *c = b->criteria;
    const struct comparison *cmp = comparison_find(c->comparison_operator);
    const bool set = cmp != NULL && cmp->direction == 0;
    const bool braces = set && metric_value_elements(c->value) != 1;

    buf_printf(out, "%s ",
               cmp != NULL                      ? cmp->sign
               : c->comparison_operator != NULL ? c->comparison_operator
                                                : "?");
    if (braces)
        buf_putc(out, '{');
    if (metric_value_elements(c->value) == 0 && set)
        ; /* {} */
    else if (!short_value(out, c->value))
        buf_putc(out, '?');
    if (braces)
        buf_putc(out, '}');
    if (!set)
        short_duration(out, b);
}

void behavior_limit_short(struct buf *out, const struct behavior *b)
{
    const enum behavior_kind kind = behavior_kind(b);

    if (kind == BEHAVIOR_NO_CRITERIA) {
        buf_putc(out, '-');
    } else if (kind == BEHAVIOR_STATIC) {
        short_rule(out, b);
    } else if (kind == BEHAVIOR_ML) {
        const char *level = behavior_confidence(b);
        buf_printf(out, _("model %s"), level != NULL ? level : "?");
    } else {
        const struct comparison *cmp = comparison_find(b->criteria->comparison_operator);
        const char *statistic = b->criteria->statistical_threshold->statistic;
        buf_printf(out, "%s %s", cmp != NULL ? cmp->sign : "?",
                   statistic != NULL ? statistic : "?");
        short_duration(out, b);
    }
}
