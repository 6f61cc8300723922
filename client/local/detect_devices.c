/* Who is there, who is connected, and what happens to whom. */
#include <stdlib.h>

#include "client/local/detect_inside.h"

enum {
    OUTAGE_ONE_IN = 61,       /* days of a device, before its connections are known */
    REPORT_LOST_ONE_IN = 600, /* reports of a device that is connected */
    SILENT_SLOTS = DETECT_SILENT_MS / DETECT_SLOT_MS,
};

static uint64_t mix(uint64_t key, int64_t n)
{
    uint64_t x = key ^ (uint64_t)n * 0x9e3779b97f4a7c15u;
    x ^= x >> 31;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 29);
}

void device_set_free(struct devices *s)
{
    if (!s)
        return;
    arena_free(s->arena);
    free(s->items);
    free(s->spans);
    free(s->in);
    free(s->groups);
    free(s);
}

/* The registry knows some of its last connections; how it was before is drawn. */
static bool online_before(const struct device *v, int64_t slot)
{
    int64_t day = slot / SIM_SLOTS_A_DAY, within = slot % SIM_SLOTS_A_DAY;
    uint64_t h = mix(v->sim.key, day);
    int64_t from = (int64_t)(h >> 32 & 0xff), length = 6 + (int64_t)(h >> 40 & 31);
    if (slot < v->made)
        return false;
    return h % OUTAGE_ONE_IN != 0 || within < from || within >= from + length;
}

bool device_online(const struct devices *s, const struct device *v, int64_t slot)
{
    const struct span *spans = &s->spans[v->first_span];
    if (v->n_spans == 0)
        return false;
    if (slot < spans[0].from)
        return online_before(v, slot);
    for (uint32_t i = v->n_spans; i > 0; i--)
        if (spans[i - 1].from <= slot && slot <= spans[i - 1].to)
            return true;
    return false;
}

bool device_reports(const struct device *v, int64_t slot)
{
    return mix(v->sim.key, -slot) % REPORT_LOST_ONE_IN != 0;
}

double device_away_s(const struct devices *s, const struct device *v, int64_t slot)
{
    for (int64_t back = 0; back <= SILENT_SLOTS; back++)
        if (device_online(s, v, slot - back))
            return (double)back * DETECT_SLOT_MS / 1000;
    return (double)DETECT_SILENT_MS / 1000;
}

int64_t client_id_hash(const char *text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (; *text; text++)
        h = (h ^ (uint64_t)(unsigned char)*text) * 0x100000001b3u;
    return -(int64_t)(h >> 2) - 1;
}

/* Things first, then client ids, both ascending. */
const struct device *device_set_find(const struct devices *s, int64_t id)
{
    size_t low = id > 0 ? 0 : s->n_registered, end = id > 0 ? s->n_registered : s->n;
    size_t high = end;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (s->items[middle].id < id)
            low = middle + 1;
        else
            high = middle;
    }
    return low < end && s->items[low].id == id ? &s->items[low] : NULL;
}

const struct device *device_set_named(const struct devices *s, const char *name)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->items[i].name, name) == 0)
            return &s->items[i];
    return NULL;
}

/* ---- what happens to it ------------------------------------------------------------------ */

size_t cut_first(const struct detect *d, int64_t thing)
{
    size_t low = 0, high = d->n_cuts;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (d->cuts[middle].thing < thing)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static enum sim_quarantine quarantine(const struct detect *d, const struct device *v,
                                      int64_t slot)
{
    for (size_t i = cut_first(d, v->id); i < d->n_cuts && d->cuts[i].thing == v->id; i++) {
        const struct cut *c = &d->cuts[i];
        if (slot >= c->from && slot < c->to)
            return slot == c->from ? SIM_CUT_NOW : SIM_CUT;
    }
    return SIM_FREE;
}

static size_t kinds_at(const struct detect *d, const struct device *v, int64_t slot,
                       const struct scenario_kind **out)
{
    if (v->id < 0)
        return 0;
    return scenarios_at(d->scenarios, v->id, slot * DETECT_SLOT_MS + DETECT_SLOT_MS / 2, out,
                        SIM_KINDS_MAX);
}

void device_moment(const struct detect *d, const struct device *v, int64_t slot,
                   struct sim_moment *out)
{
    out->quarantine = v->cut ? quarantine(d, v, slot) : SIM_FREE;
    out->n_kinds = kinds_at(d, v, slot, out->kinds);
}

static bool struck(const struct detect *d, const struct device *v, int64_t slot)
{
    const struct scenario_kind *kinds[SIM_KINDS_MAX];
    return (v->cut && quarantine(d, v, slot) != SIM_FREE) || kinds_at(d, v, slot, kinds) > 0;
}

void device_window(const struct detect *d, const struct devices *s, const struct device *v,
                   int64_t slot, bool shift, struct window *out)
{
    struct window w = {0};
    for (int i = shift ? 0 : DETECT_WINDOW_SLOTS - 1; i >= 0; i--) {
        bool online = device_online(s, v, slot - i);
        w.online = (uint16_t)(w.online << 1 | online);
        w.reported = (uint16_t)(w.reported << 1 | (online && device_reports(v, slot - i)));
        w.struck = (uint16_t)(w.struck << 1 | struck(d, v, slot - i));
    }
    if (shift) {
        w.online |= (uint16_t)(out->online << 1);
        w.reported |= (uint16_t)(out->reported << 1);
        w.struck |= (uint16_t)(out->struck << 1);
    }
    *out = w;
}
