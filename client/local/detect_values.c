/* What a device says of a metric, as a behavior looks at it. */
#include <math.h>

#include "client/local/detect_inside.h"

static const struct sim_moment ordinary = {.quarantine = SIM_FREE};

static bool sample(const struct detect *d, const struct rule *r, const struct device *v,
                   int64_t slot, bool struck, double *out)
{
    struct sim_moment moment;
    if (!struck)
        return sim_number(d->sim, &v->sim, r->metric, slot, &ordinary, out);
    device_moment(d, v, slot, &moment);
    return sim_number(d->sim, &v->sim, r->metric, slot, &moment, out);
}

/* A topic filter takes its part of messages; of what has no parts it changes nothing. */
static double scoped(const struct rule *r, const struct device *v, double value)
{
    if (!r->dimension || r->gauge)
        return value;
    double share = sim_share(&v->sim, r->dimension);
    return floor(value * (r->others ? 1 - share : share));
}

/* Over the duration: added up, or for what is a size or a level, the mean. */
static bool observe_number(const struct detect *d, const struct rule *r, const struct device *v,
                           int64_t slot, const struct window *w, double *out)
{
    unsigned there = r->device_side ? w->reported : w->online;
    double sum = 0, value;
    int n = 0;
    if (!(there & 1))
        return false;
    for (int i = 0; i < r->criteria.slots; i++) {
        if (!(there >> i & 1))
            continue;
        if (!sample(d, r, v, slot - i, w->struck >> i & 1, &value))
            return false;
        sum += value;
        n++;
    }
    *out = scoped(r, v, r->gauge && n > 1 ? sum / n : sum);
    return true;
}

static bool observe_set(const struct detect *d, const struct rule *r, const struct device *v,
                        int64_t slot, const struct window *w, struct sim_set *out)
{
    struct sim_moment moment;
    if (!((r->device_side ? w->reported : w->online) & 1))
        return false;
    if (!(w->struck & 1))
        return sim_set(d->sim, &v->sim, r->metric, &ordinary, out);
    device_moment(d, v, slot, &moment);
    return sim_set(d->sim, &v->sim, r->metric, &moment, out);
}

/* The service says this one of a device that says nothing. */
static bool observe_away(const struct detect *d, const struct rule *r, const struct device *v,
                         int64_t slot, const struct window *w, double *out)
{
    struct sim_moment moment;
    *out = device_away_s(d->devices, v, slot);
    if (v->n_spans == 0 || slot < v->made || *out * 1000 >= DETECT_SILENT_MS)
        return false;
    if (w->struck & 1) {
        device_moment(d, v, slot, &moment);
        *out = sim_affected(d->sim, r->metric, &moment, *out);
    }
    return true;
}

bool rule_observe(const struct detect *d, const struct rule *r, const struct device *v,
                  int64_t slot, const struct window *w, struct arena *a, struct observed *out)
{
    out->reported = NULL;
    if (real_is(r, v, slot))
        return real_observe(d, r, v, slot, a, out);
    if (r->metric < 0)
        return false;
    out->is_set = r->set;
    if (out->is_set)
        return observe_set(d, r, v, slot, w, &out->set);
    if (!r->away)
        return observe_number(d, r, v, slot, w, &out->number);
    return observe_away(d, r, v, slot, w, &out->number);
}

/* ---- on the wire ------------------------------------------------------------------------- */

static void address_put(struct json_writer *w, uint32_t a)
{
    struct buf text = BUF_INIT(32);
    buf_printf(&text, "%u.%u.%u.%u/32", a >> 24, a >> 16 & 255, a >> 8 & 255, a & 255);
    json_put_string(w, str_of(buf_text(&text)));
    buf_free(&text);
}

void observed_write(const struct rule *r, const struct observed *o, struct buf *out)
{
    struct json_writer w = {.out = out};
    if (o->reported && (o->is_set || r->criteria.slots == 1)) {
        record_encode(&metric_value_record, o->reported, &w);
        return;
    }
    const char *member = r->custom ? "number" : metrics[r->metric].value;
    json_open(&w, '{');
    json_key(&w, member);
    if (!o->is_set) {
        if (r->custom)
            json_put_double(&w, o->number);
        else
            json_put_int(&w, llround(o->number));
        json_close(&w, '}');
        return;
    }
    bool addresses = strcmp(member, "cidrs") == 0;
    json_open(&w, '[');
    for (size_t i = 0; i < o->set.n; i++)
        if (addresses)
            address_put(&w, o->set.items[i]);
        else
            json_put_int(&w, o->set.items[i]);
    json_close(&w, ']');
    json_close(&w, '}');
}
