/* Alarms in memory, and what is to be written of them. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/detect_inside.h"

enum { VALUE_MAX = 64 * 1024 }; /* JSON of one value */

static void enqueue(struct detect *d, enum change_kind kind, uint32_t alarm, int64_t slot,
                    const struct rule *r, const struct observed *o)
{
    struct buf text = BUF_INIT(VALUE_MAX);
    if (d->head > 0 && d->head == d->n_queue)
        d->head = d->n_queue = 0;
    d->queue = mem_grow(d->queue, &d->cap_queue, d->n_queue + 1, sizeof *d->queue);
    if (o)
        observed_write(r, o, &text);
    d->queue[d->n_queue++] = (struct change){kind, alarm, slot, o ? buf_steal(&text) : NULL, r};
    buf_free(&text);
}

static uint32_t alarm_new(struct detect *d)
{
    if (d->free_alarm != 0) {
        uint32_t i = d->free_alarm - 1;
        d->free_alarm = d->alarms[i].next_free;
        return i;
    }
    d->alarms = mem_grow(d->alarms, &d->cap_alarms, d->n_alarms + 1, sizeof *d->alarms);
    return (uint32_t)d->n_alarms++;
}

static uint32_t keep(struct detect *d, const char *text)
{
    return intern_id(d->names, str_of(text));
}

void alarm_raise(struct detect *d, const struct rule *r, struct cell *c, const struct device *v,
                 int64_t slot, const struct observed *o)
{
    uint32_t i = alarm_new(d);
    d->alarms[i] = (struct alarm){.state = ALARM_ON,
                                  .device = v->id,
                                  .profile = r->watch->profile,
                                  .behavior = r->row,
                                  .name = keep(d, r->behavior->name),
                                  .thing = keep(d, v->name)};
    c->alarm = i + 1;
    enqueue(d, CHANGE_RAISE, i, slot, r, o);
}

void alarm_again(struct detect *d, const struct rule *r, const struct cell *c, int64_t slot,
                 const struct observed *o)
{
    enqueue(d, CHANGE_AGAIN, c->alarm - 1, slot, r, o);
}

void alarm_end(struct detect *d, const struct rule *r, struct cell *c, enum change_kind how,
               int64_t slot, const struct observed *o)
{
    uint32_t i = c->alarm - 1;
    *c = (struct cell){.alarm = 0};
    d->alarms[i].state = ALARM_ENDING;
    enqueue(d, how, i, slot, r, o);
}

void alarm_drop(struct detect *d, uint32_t alarm)
{
    d->alarms[alarm].state = ALARM_FREE;
    d->alarms[alarm].next_free = d->free_alarm;
    d->free_alarm = alarm + 1;
}

/* ---- after a start ----------------------------------------------------------------------- */

bool alarms_load(struct detect *d, struct err *err)
{
    struct db_stmt *q =
        db_query(d->db,
                 "SELECT v.id, v.device, b.profile_id, v.behavior, b.name, v.thing"
                 " FROM violation v JOIN detect_behavior b ON b.id = v.behavior"
                 " WHERE v.active <> 0 ORDER BY v.id",
                 err);
    bool row = false, ok = q != NULL;
    while (ok && (ok = db_step(q, &row, err)) && row) {
        uint32_t i = alarm_new(d);
        d->alarms[i] = (struct alarm){.state = ALARM_ON,
                                      .row = db_int(q, 0),
                                      .device = db_int(q, 1),
                                      .profile = db_int(q, 2),
                                      .behavior = db_int(q, 3),
                                      .name = keep(d, db_text(q, 4)),
                                      .thing = keep(d, db_text(q, 5))};
    }
    if (q)
        db_reset(q);
    return ok;
}

/* ---- onto other rules -------------------------------------------------------------------- */

static struct cell *cell_find(const struct devices *devices, const struct rule *r, int64_t id)
{
    const struct device *v = device_set_find(devices, id);
    size_t low = 0, high = r->watch->n;
    if (!v)
        return NULL;
    uint32_t at = (uint32_t)(v - devices->items);
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (r->watch->members[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low < r->watch->n && r->watch->members[low] == at ? &r->cells[low] : NULL;
}

static struct rule *rule_named(const struct rules *rules, int64_t profile, const char *behavior)
{
    for (size_t i = 0; i < rules->n; i++)
        if (rules->items[i].watch->profile == profile &&
            strcmp(rules->items[i].behavior->name, behavior) == 0)
            return &rules->items[i];
    return NULL;
}

/* What was counted goes on for a behavior that is the same. */
static void counts_move(const struct detect *d, const struct devices *devices, struct rule *to)
{
    const struct rule *from = rule_named(d->rules, to->watch->profile, to->behavior->name);
    if (!from || from->row != to->row)
        return;
    for (size_t i = 0; i < from->watch->n; i++) {
        const struct cell *old = &from->cells[i];
        if (old->bad == 0 && old->good == 0)
            continue;
        struct cell *c = cell_find(devices, to, d->devices->items[from->watch->members[i]].id);
        if (c)
            *c = (struct cell){old->bad, old->good, 0};
    }
}

/* A behavior that was changed keeps its alarms: the next datapoints decide. */
static void alarm_place(struct detect *d, const struct devices *devices, struct rules *rules,
                        uint32_t i)
{
    struct alarm *a = &d->alarms[i];
    struct rule *r = rule_named(rules, a->profile, intern_text(d->names, a->name));
    struct cell *c = r ? cell_find(devices, r, a->device) : NULL;
    if (c && c->alarm == 0) {
        c->alarm = i + 1;
        a->behavior = r->row;
        return;
    }
    a->state = ALARM_ENDING;
    enqueue(d, CHANGE_INVALIDATE, i, slot_of_ms(detect_now_ms(d)) - 1, NULL, NULL);
}

void alarms_place(struct detect *d, const struct devices *devices, struct rules *rules)
{
    for (size_t i = 0; d->rules && i < rules->n; i++)
        counts_move(d, devices, &rules->items[i]);
    for (uint32_t i = 0; i < d->n_alarms; i++)
        if (d->alarms[i].state == ALARM_ON)
            alarm_place(d, devices, rules, i);
}
