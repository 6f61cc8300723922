/* One slot: every device that said something against every behavior that watches it. */
#include <math.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/detect_inside.h"

enum {
    LOOK_EVERY = 64,    /* devices between two looks at the clock */
    SILENCE_EVERY = 12, /* slots between two looks whether an alarm's device is silent */
    SILENT_SLOTS = DETECT_SILENT_MS / DETECT_SLOT_MS,
    DATAPOINTS_MAX = 250, /* in a row that are counted */
};

void slot_begin(struct detect *d, int64_t slot, bool silent)
{
    struct work *w = &d->work;
    w->open = true;
    w->silent = silent;
    w->second = false;
    w->slot = slot;
    w->device = w->rule = w->member = 0;
}

/* ---- one datapoint ----------------------------------------------------------------------- */

/* Nothing for more than two days: nobody can say how it is. */
static bool is_silent(const struct detect *d, const struct rule *r, const struct device *v,
                      int64_t slot)
{
    if (real_is(r, v, slot))
        return real_is_silent(d, v, slot);
    for (int64_t back = 0; back <= SILENT_SLOTS; back++)
        if (device_online(d->devices, v, slot - back) &&
            (!r->device_side || device_reports(v, slot - back)))
            return false;
    return true;
}

static void no_datapoint(struct detect *d, const struct rule *r, struct cell *c,
                         const struct device *v)
{
    const struct work *w = &d->work;
    if (c->alarm == 0 || w->silent || (w->slot % SILENCE_EVERY != 0 && w->slot >= d->fine))
        return;
    if (is_silent(d, r, v, w->slot))
        alarm_end(d, r, c, CHANGE_INVALIDATE, w->slot, NULL);
}

static void conforming(struct detect *d, const struct rule *r, struct cell *c,
                       const struct observed *o)
{
    c->bad = 0;
    if (c->alarm == 0)
        return;
    c->good = (uint8_t)(c->good < DATAPOINTS_MAX ? c->good + 1 : c->good);
    if (!d->work.silent && c->good >= r->criteria.to_clear)
        alarm_end(d, r, c, CHANGE_CLEAR, d->work.slot, o);
}

static void violating(struct detect *d, const struct rule *r, struct cell *c,
                      const struct device *v, const struct observed *o)
{
    c->good = 0;
    c->bad = (uint8_t)(c->bad < DATAPOINTS_MAX ? c->bad + 1 : c->bad);
    if (d->work.silent)
        return;
    if (c->alarm != 0)
        alarm_again(d, r, c, d->work.slot, o);
    else if (c->bad >= r->criteria.to_alarm)
        alarm_raise(d, r, c, v, d->work.slot, o);
}

static bool learned_conforms(struct detect *d, const struct rule *r, const struct device *v,
                             double value)
{
    int64_t at_ms = slot_end_ms(d->work.slot);
    double limit;
    if (!r->model)
        return true;
    bool unusual =
        model_is_unusual(r->model, v->id, at_ms, value, r->criteria.confidence, &limit);
    if (!d->work.silent)
        model_add(r->model, v->id, at_ms, value);
    return !unusual;
}

static bool conforms(struct detect *d, const struct rule *r, const struct device *v,
                     const struct observed *o)
{
    switch (r->criteria.kind) {
    case CRITERIA_NUMBER:
        return o->is_set || criteria_number(&r->criteria, o->number, r->criteria.limit);
    case CRITERIA_SET:
        if (o->reported)
            return criteria_value(&r->criteria, o->reported);
        return !o->is_set || criteria_set(&r->criteria, &o->set);
    case CRITERIA_LEARNED: return o->is_set || learned_conforms(d, r, v, o->number);
    case CRITERIA_STATISTICAL: return criteria_number(&r->criteria, o->number, d->work.limit);
    case CRITERIA_NONE: break;
    }
    return true;
}

static void judge(struct detect *d, struct rule *r, size_t member)
{
    struct work *w = &d->work;
    const struct device *v = &d->devices->items[r->watch->members[member]];
    struct cell *c = &r->cells[member];
    struct observed o;
    arena_reset(d->scratch);
    if (w->second) {
        o.number = w->values[member];
        o.is_set = false;
        o.reported = NULL;
        if (isnan(o.number)) {
            no_datapoint(d, r, c, v);
            return;
        }
    } else if (!rule_observe(d, r, v, w->slot, &v->window, d->scratch, &o)) {
        no_datapoint(d, r, c, v);
        return;
    }
    if (conforms(d, r, v, &o))
        conforming(d, r, c, &o);
    else
        violating(d, r, c, v, &o);
}

/* ---- a percentile of all ----------------------------------------------------------------- */

static void collect(struct detect *d, struct rule *r, size_t member)
{
    struct work *w = &d->work;
    const struct device *v = &d->devices->items[r->watch->members[member]];
    struct observed o;
    bool there = rule_observe(d, r, v, w->slot, &v->window, d->scratch, &o) && !o.is_set;
    w->values[member] = there ? o.number : (double)NAN;
}

/* false: nobody reported, or a value below nothing, of which there are no percentiles. */
static bool limit_find(struct detect *d, const struct rule *r)
{
    struct work *w = &d->work;
    double *there = mem_alloc(r->watch->n + 1, sizeof *there);
    bool negative = false;
    size_t n = 0;
    for (size_t i = 0; i < r->watch->n; i++)
        if (!isnan(w->values[i])) {
            negative |= w->values[i] < 0;
            there[n++] = w->values[i];
        }
    if (n > 0 && !negative)
        w->limit = criteria_percentile(there, n, r->criteria.percent);
    free(there);
    return n > 0 && !negative;
}

/* ---- the work ---------------------------------------------------------------------------- */

static void rule_next(struct work *w)
{
    w->rule++;
    w->member = 0;
    w->second = false;
}

/* All members done: a statistical rule goes over them again with the limit. */
static void rule_done(struct detect *d, const struct rule *r)
{
    struct work *w = &d->work;
    if (r->criteria.kind == CRITERIA_STATISTICAL && !w->second && limit_find(d, r)) {
        w->second = true;
        w->member = 0;
        return;
    }
    rule_next(w);
}

static void rule_some(struct detect *d, struct rule *r)
{
    struct work *w = &d->work;
    bool first = r->criteria.kind == CRITERIA_STATISTICAL && !w->second;
    if (w->slot < r->since || r->criteria.kind == CRITERIA_NONE) {
        rule_next(w);
        return;
    }
    if (first && w->member == 0)
        w->values = mem_grow(w->values, &w->cap_values, r->watch->n + 1, sizeof *w->values);
    size_t end = w->member + LOOK_EVERY < r->watch->n ? w->member + LOOK_EVERY : r->watch->n;
    for (; w->member < end; w->member++) {
        if (first)
            collect(d, r, w->member);
        else
            judge(d, r, w->member);
    }
    if (w->member == r->watch->n)
        rule_done(d, r);
}

static void windows_some(struct detect *d)
{
    struct work *w = &d->work;
    struct devices *s = d->devices;
    size_t end = w->device + LOOK_EVERY < s->n ? w->device + LOOK_EVERY : s->n;
    for (; w->device < end; w->device++)
        device_window(d, s, &s->items[w->device], w->slot, s->windows == w->slot - 1,
                      &s->items[w->device].window);
    if (w->device == s->n)
        s->windows = w->slot;
}

void slot_work(struct detect *d, int64_t until_us)
{
    struct work *w = &d->work;
    while (w->device < d->devices->n || d->devices->windows != w->slot) {
        windows_some(d);
        if (slices_now_us(&d->slices) >= until_us)
            return;
    }
    while (w->rule < d->rules->n) {
        rule_some(d, &d->rules->items[w->rule]);
        if (slices_now_us(&d->slices) >= until_us)
            return;
    }
    w->open = false;
}
