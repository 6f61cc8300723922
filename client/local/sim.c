#include <math.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/sim_inside.h"

enum {
    STREAM_FACTOR = 0x51, /* what a number is drawn for */
    STREAM_NOISE = 0x52,
    CUT_FAILURES_MAX = 4, /* refusals that a device collects when it is cut off */
};

/* Metrics that are more than a number which is drawn: sets, what follows from them, and what
 * quarantine changes. */
enum sim_role {
    ROLE_PLAIN,
    ROLE_TCP_SET,
    ROLE_UDP_SET,
    ROLE_DESTINATIONS,
    ROLE_SOURCE,
    ROLE_TCP_COUNT,
    ROLE_UDP_COUNT,
    ROLE_TALK,
    ROLE_REFUSED,
};

uint64_t sim_mix(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static uint64_t draw(uint64_t key, unsigned stream, int metric, int64_t slot)
{
    return sim_mix(key ^ sim_mix((uint64_t)slot * 0x9e3779b97f4a7c15u +
                                 (uint64_t)(stream << 8 | (unsigned)metric)));
}

/* 0 <= u < 1, of 16 bits. */
static double part(uint64_t bits, int which)
{
    return (double)(bits >> (16 * which) & 0xffff) / 65536;
}

/* The sum of three: near enough to a bell, and no value is absurd. Deviation 1. */
static double bell(uint64_t bits)
{
    return (part(bits, 0) + part(bits, 1) + part(bits, 2) - 1.5) * 2;
}

static const struct sim_type *type_of(const struct sim *s, const struct sim_device *d)
{
    return &s->type_rows[d->type];
}

static const struct scenario_effect *effect(const struct sim *s,
                                            const struct scenario_kind *kind, int metric)
{
    return s->effects[(size_t)(kind - scenario_kinds) * SIM_METRICS_MAX + (size_t)metric];
}

/* ---- sets -------------------------------------------------------------------------------- */

static void set_add(struct sim_set *out, uint32_t item)
{
    for (size_t i = 0; i < out->n; i++)
        if (out->items[i] == item)
            return;
    if (out->n < SIM_SET_MAX)
        out->items[out->n++] = item;
}

static void set_effect(const struct scenario_effect *e, struct sim_set *out)
{
    uint32_t address;
    for (size_t i = 0; e->ports && e->ports[i]; i++)
        set_add(out, (uint32_t)e->ports[i]);
    for (size_t i = 0; e->addresses && e->addresses[i]; i++)
        if (sim_address(str_of(e->addresses[i]), &address))
            set_add(out, address);
}

static int role_of(const struct sim *s, int metric)
{
    return metric < SIM_KNOWN_MAX ? s->by_number[metric] : ROLE_PLAIN;
}

static const struct sim_base_set *base_set(const struct sim_type *t, int role)
{
    switch (role) {
    case ROLE_TCP_SET: return &t->tcp;
    case ROLE_UDP_SET: return &t->udp;
    case ROLE_DESTINATIONS: return &t->destinations;
    default: return NULL;
    }
}

bool sim_set(const struct sim *s, const struct sim_device *d, int metric,
             const struct sim_moment *m, struct sim_set *out)
{
    int role = role_of(s, metric);
    const struct sim_base_set *base = base_set(type_of(s, d), role);
    out->n = 0;
    if (base)
        for (size_t i = 0; i < base->n; i++)
            set_add(out, base->items[i]);
    else if (role == ROLE_SOURCE)
        set_add(out, d->address);
    else
        return false;
    for (size_t i = 0; i < m->n_kinds; i++) {
        const struct scenario_effect *e = effect(s, m->kinds[i], metric);
        if (e)
            set_effect(e, out);
    }
    return true;
}

/* ---- numbers ----------------------------------------------------------------------------- */

/* How many ports the sets have, when a scenario opens some without saying how many. */
static double opened(const struct sim *s, int sets, const struct sim_moment *m)
{
    double n = 0;
    for (size_t i = 0; i < m->n_kinds; i++) {
        const struct scenario_effect *e = effect(s, m->kinds[i], sets);
        for (size_t k = 0; e && e->ports && e->ports[k]; k++)
            n++;
    }
    return n;
}

double sim_affected(const struct sim *s, int metric, const struct sim_moment *m, double value)
{
    for (size_t i = 0; i < m->n_kinds; i++) {
        const struct scenario_effect *e = effect(s, m->kinds[i], metric);
        if (e)
            value = value * e->times + e->plus;
    }
    return value;
}

static bool says_count(const struct sim *s, int metric, const struct sim_moment *m)
{
    for (size_t i = 0; i < m->n_kinds; i++)
        if (effect(s, m->kinds[i], metric))
            return true;
    return false;
}

static double port_count(const struct sim *s, const struct sim_type *t, int metric,
                         const struct sim_moment *m)
{
    bool tcp = s->by_number[metric] == ROLE_TCP_COUNT;
    double n = tcp ? t->tcp.n : t->udp.n;
    if (m->n_kinds == 0)
        return n;
    int sets = sim_known(tcp ? "aws:listening-tcp-ports" : "aws:listening-udp-ports");
    return says_count(s, metric, m) ? sim_affected(s, metric, m, n) : n + opened(s, sets, m);
}

/* Cut off: nothing goes through, and at first some of it is refused. */
static double silenced(int role, const struct sim_moment *m, uint64_t bits, double value)
{
    if (role == ROLE_TALK)
        return 0;
    if (role == ROLE_REFUSED && m->quarantine == SIM_CUT_NOW)
        return value + 1 + (double)(bits >> 60) * CUT_FAILURES_MAX / 16;
    return value;
}

bool sim_number(const struct sim *s, const struct sim_device *d, int metric, int64_t slot,
                const struct sim_moment *m, double *out)
{
    const struct sim_type *t = type_of(s, d);
    const struct sim_shape *shape = &t->shapes[metric];
    int role = role_of(s, metric);
    if (role == ROLE_TCP_COUNT || role == ROLE_UDP_COUNT) {
        *out = floor(port_count(s, t, metric, m));
        return true;
    }
    if (shape->level < 0)
        return false;
    uint64_t own = draw(d->key, STREAM_FACTOR, metric, 0);
    uint64_t bits = draw(d->key, STREAM_NOISE, metric, slot);
    int64_t time = (slot + t->phase) % SIM_SLOTS_A_DAY;
    double value = (double)shape->level * (0.8 + 0.4 * part(own, 0)) *
                   (1 + (double)shape->daily * (double)s->day[time < 0 ? 0 : time]) *
                   (1 + (double)shape->spread * bell(bits));
    value = sim_affected(s, metric, m, value < 0 ? 0 : value);
    if (m->quarantine != SIM_FREE)
        value = silenced(role, m, bits, value);
    if (metric >= SIM_KNOWN_MAX)
        *out = round(value * 10) / 10;
    else
        *out = floor(value + part(bits, 3)); /* counts: 0.1 is 1 in one slot of ten */
    return true;
}

double sim_share(const struct sim_device *d, const char *dimension)
{
    uint64_t h = d->key;
    for (const char *c = dimension; *c; c++)
        h = sim_mix(h ^ (uint64_t)(unsigned char)*c);
    return 0.1 + 0.8 * part(h, 0);
}

uint64_t sim_key(const struct sim *s, int64_t device)
{
    return sim_mix(s->seed + (uint64_t)device * 0x9e3779b97f4a7c15u);
}

/* ---- names ------------------------------------------------------------------------------- */

int sim_known(const char *name)
{
    const struct metric *m = metric_find(name);
    return m ? (int)(m - metrics) : -1;
}

int sim_metric(const struct sim *s, const char *name)
{
    uint32_t id;
    int known = sim_known(name);
    if (known >= 0)
        return known;
    return intern_find(s->customs, str_of(name), &id) ? SIM_KNOWN_MAX + (int)id : -1;
}

uint16_t sim_type(struct sim *s, const char *type)
{
    uint32_t before = intern_count(s->types), id;
    const char *name = type ? type : "";
    if (before == SIM_TYPES_MAX && !intern_find(s->types, str_of(name), &id))
        return SIM_TYPES_MAX - 1;
    id = intern_id(s->types, str_of(name));
    if (id == before) {
        s->type_rows =
            mem_grow(s->type_rows, &s->cap_types, (size_t)id + 1, sizeof *s->type_rows);
        sim_type_default(name, &s->type_rows[id]);
    }
    return (uint16_t)id;
}

/* ---- opening ----------------------------------------------------------------------------- */

static void roles(struct sim *s)
{
    static const struct {
        const char *name;
        enum sim_role role;
    } rows[] = {
        {"aws:listening-tcp-ports", ROLE_TCP_SET},
        {"aws:listening-udp-ports", ROLE_UDP_SET},
        {"aws:destination-ip-addresses", ROLE_DESTINATIONS},
        {"aws:source-ip-address", ROLE_SOURCE},
        {"aws:num-listening-tcp-ports", ROLE_TCP_COUNT},
        {"aws:num-listening-udp-ports", ROLE_UDP_COUNT},
        {"aws:num-messages-sent", ROLE_TALK},
        {"aws:num-messages-received", ROLE_TALK},
        {"aws:message-byte-size", ROLE_TALK},
        {"aws:num-authorization-failures", ROLE_REFUSED},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        s->by_number[sim_known(rows[i].name)] = (int)rows[i].role;
}

static void days(struct sim *s)
{
    static const double pi = 3.14159265358979323846;
    for (int i = 0; i < SIM_SLOTS_A_DAY; i++)
        s->day[i] = (float)-cos(2 * pi * i / SIM_SLOTS_A_DAY);
}

/* Custom metrics only get a number when a description has them. */
static void know_effects(struct sim *s)
{
    s->n_kinds = scenario_kind_count;
    s->effects = mem_alloc(s->n_kinds * SIM_METRICS_MAX + 1, sizeof *s->effects);
    for (size_t k = 0; k < s->n_kinds; k++)
        for (size_t i = 0; i < scenario_kinds[k].n_effects; i++) {
            int metric = sim_metric(s, scenario_kinds[k].effects[i].metric);
            if (metric >= 0)
                s->effects[k * SIM_METRICS_MAX + (size_t)metric] =
                    &scenario_kinds[k].effects[i];
        }
}

static int custom_number(struct sim *s, const char *name)
{
    int known = sim_metric(s, name);
    if (known >= 0 || intern_count(s->customs) == SIM_CUSTOM_MAX)
        return known;
    return SIM_KNOWN_MAX + (int)intern_id(s->customs, str_of(name));
}

static bool load_says(struct sim *s, struct registry *r, struct err *err)
{
    struct db_stmt *q = db_query(registry_db(r),
                                 "SELECT type, metric, says FROM sim_metric"
                                 " ORDER BY type, metric",
                                 err);
    bool row = false, ok = q != NULL;
    while (ok && (ok = db_step(q, &row, err)) && row) {
        int metric = custom_number(s, db_text(q, 1));
        uint16_t type = sim_type(s, db_text(q, 0)); /* which may move the rows */
        if (metric >= 0)
            ok = sim_type_say(&s->type_rows[type], metric, db_text(q, 2), err);
    }
    if (q)
        db_reset(q);
    return ok;
}

static bool load_seed(struct sim *s, struct registry *r, struct err *err)
{
    struct arena *a = arena_new();
    const char *text;
    int64_t seed = 1;
    bool ok = registry_meta(r, "fleet_seed", a, &text, err);
    if (ok && text && !str_to_int(str_of(text), 0, INT64_MAX, &seed))
        seed = 1;
    s->seed = (uint64_t)seed;
    arena_free(a);
    return ok;
}

bool sim_open(struct sim **out, struct registry *r, struct err *err)
{
    struct sim *s = mem_alloc(1, sizeof *s);
    s->types = intern_new();
    s->customs = intern_new();
    roles(s);
    days(s);
    if (!load_seed(s, r, err) || !load_says(s, r, err)) {
        sim_close(s);
        return false;
    }
    know_effects(s);
    *out = s;
    return true;
}

void sim_close(struct sim *s)
{
    if (!s)
        return;
    intern_free(s->types);
    intern_free(s->customs);
    free(s->type_rows);
    free(s->effects);
    free(s);
}
