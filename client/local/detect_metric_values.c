/* ListMetricValues: what a device said, worked out again for the slots that were judged. */
#include <string.h>

#include "client/local/detect_inside.h"
#include "client/local/device_report.h"
#include "client/local/fault.h"

enum { VALUE_MAX = 16 * 1024 }; /* JSON of one value */

static bool is_kept(const struct watch *w, const char *metric)
{
    const char *const *names = w->metrics.items;
    for (size_t i = 0; i < w->metrics.n; i++)
        if (strcmp(names[i], metric) == 0)
            return true;
    return false;
}

static bool is_member(const struct watch *w, uint32_t at)
{
    for (size_t i = 0; i < w->n && w->members[i] <= at; i++)
        if (w->members[i] == at)
            return true;
    return false;
}

/* Values are kept of metrics that a profile of the device judges or retains. */
static bool kept(const struct detect *d, const struct device *v, const char *metric)
{
    uint32_t at = (uint32_t)(v - d->devices->items);
    for (size_t i = 0; i < d->rules->n_watches; i++)
        if (is_kept(&d->rules->watches[i], metric) && is_member(&d->rules->watches[i], at))
            return true;
    return false;
}

static bool datum_make(const struct rule *r, const struct observed *o, int64_t slot,
                       struct arena *a, struct metric_datum *out, struct err *err)
{
    struct buf text = BUF_INIT(VALUE_MAX);
    struct metric_value *value = arena_alloc(a, 1, sizeof *value);
    observed_write(r, o, &text);
    const struct json *json = json_parse(str_of(arena_str(a, buf_text(&text))), a, err);
    bool ok = json && record_decode(&metric_value_record, json, a, value, err);
    buf_free(&text);
    *out = (struct metric_datum){.timestamp = {slot_end_ms(slot), true}, .value = value};
    return ok;
}

/* The first slot that was judged, from this one on. */
static int64_t covered_from(const struct detect *d, int64_t slot)
{
    for (size_t i = 0; i < d->n_coverage; i++) {
        const struct coverage *c = &d->coverage[i];
        if (slot >= c->to)
            continue;
        if (slot <= c->from)
            return c->from;
        int64_t at = c->from + (slot - c->from + c->step - 1) / c->step * c->step;
        if (at < c->to)
            return at;
    }
    return INT64_MAX;
}

struct values {
    struct metric_datum *rows;
    size_t n, limit;
    int64_t last; /* slot */
    bool more;
};

/* What a device really reported, from that slot on. */
static bool reported_values(struct detect *d, const struct rule *r, const struct device *v,
                            int64_t from, int64_t to, struct arena *arena, struct values *out,
                            struct err *err)
{
    struct list found;
    int64_t end_ms = to == INT64_MAX - 1 ? INT64_MAX : slot_end_ms(to);
    if (!device_reports_values(d->reports, v->real, r->name, slot_end_ms(from - 1), end_ms,
                               out->limit - out->n + 1, arena, &found, err))
        return false;
    const struct metric_datum *items = found.items;
    out->more = found.n > out->limit - out->n;
    for (size_t i = 0; i < found.n && out->n < out->limit; i++) {
        out->rows[out->n++] = items[i];
        out->last = slot_of_ms(items[i].timestamp.ms);
    }
    return true;
}

static bool values_find(struct detect *d, const struct rule *r, const struct device *v,
                        int64_t from, int64_t to, struct arena *arena, struct values *out,
                        struct err *err)
{
    for (int64_t slot = covered_from(d, from); slot <= to; slot = covered_from(d, slot + 1)) {
        struct window w;
        struct observed o;
        if (real_is(r, v, slot))
            break;
        device_window(d, d->devices, v, slot, false, &w);
        if (!rule_observe(d, r, v, slot, &w, arena, &o))
            continue;
        out->more = out->n == out->limit;
        if (out->more)
            return true;
        if (!datum_make(r, &o, slot, arena, &out->rows[out->n++], err))
            return false;
        out->last = slot;
    }
    if (!r->device_side || v->real == 0 || to < v->real_from)
        return true;
    return reported_values(d, r, v, from > v->real_from ? from : v->real_from, to, arena, out,
                           err);
}

bool detect_metric_values(struct detect *d, const struct list_metric_values_input *in,
                          const struct page *page, struct arena *arena,
                          struct list_metric_values_output *out, struct err *err)
{
    int64_t oldest_ms = detect_now_ms(d) - DETECT_METRIC_DAYS * INT64_C(86400000);
    struct metric_dimension dimension = {in->dimension_name, in->dimension_value_operator};
    struct rule r = {.metric = -1, .criteria = {.slots = 1}};
    if (in->start_time.ms > in->end_time.ms)
        return fault(err, API_INVALID_REQUEST, "startTime is after endTime.");
    out->metric_datum_list = (struct list){0, arena_alloc(arena, 1, 1)};
    const struct device *v = d->devices ? device_set_named(d->devices, in->thing_name) : NULL;
    if (!v || !kept(d, v, in->metric_name))
        return true;
    if (!rule_metric(d, in->metric_name, in->dimension_name ? &dimension : NULL, arena, &r,
                     err))
        return false;
    int64_t start_ms = in->start_time.ms > oldest_ms ? in->start_time.ms : oldest_ms;
    int64_t end_ms = service_clock_until_ms(d->clock, in->end_time.ms);
    int64_t to = end_ms == INT64_MAX ? INT64_MAX - 1 : slot_of_ms(end_ms) - 1;
    int64_t from = slot_of_ms(start_ms - 1); /* a slot's datapoint is taken at its end */
    if (page->started && page->number + 1 > from)
        from = page->number + 1;
    struct values values = {.limit = (size_t)page->limit};
    values.rows = arena_alloc(arena, values.limit + 1, sizeof *values.rows);
    if (!values_find(d, &r, v, from, to, arena, &values, err))
        return false;
    out->metric_datum_list = (struct list){values.n, values.rows};
    if (values.more)
        out->next_token = page_token(page, values.last, NULL);
    return true;
}
