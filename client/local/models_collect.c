#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/local/models_inside.h"

/* ---- numbers ----------------------------------------------------------------------------- */

float model_x(double value)
{
    return (float)copysign(log1p(fabs(value)), value);
}

double model_value(float x)
{
    return copysign(expm1(fabs((double)x)), (double)x);
}

float model_float_of(uint16_t half)
{
    uint32_t bits = (uint32_t)half << 16;
    float value;

    memcpy(&value, &bits, sizeof value);
    return value;
}

static uint16_t half_of(float value)
{
    uint32_t bits;

    memcpy(&bits, &value, sizeof bits);
    return (uint16_t)(bits >> 16);
}

/* ---- devices ----------------------------------------------------------------------------- */

static uint32_t slot_of(const struct model *m, int64_t id)
{
    uint64_t h = (uint64_t)id * UINT64_C(0x9e3779b97f4a7c15);

    return (uint32_t)(h >> 32) & (m->hash_size - 1);
}

static void hash_put(struct model *m, uint32_t index)
{
    uint32_t at = slot_of(m, m->devices[index].id);

    while (m->hash[at] != 0)
        at = (at + 1) & (m->hash_size - 1);
    m->hash[at] = index + 1;
}

static void hash_rebuild(struct model *m, uint32_t size)
{
    free(m->hash);
    m->hash = mem_alloc(size, sizeof *m->hash);
    m->hash_size = size;
    for (uint32_t i = 0; i < m->n_devices; i++)
        hash_put(m, i);
}

uint32_t model_device_find(const struct model *m, int64_t id)
{
    if (m->hash_size == 0)
        return MODELS_NO_DEVICE;
    for (uint32_t at = slot_of(m, id); m->hash[at] != 0; at = (at + 1) & (m->hash_size - 1))
        if (m->devices[m->hash[at] - 1].id == id)
            return m->hash[at] - 1;
    return MODELS_NO_DEVICE;
}

uint32_t model_device_at(struct model *m, int64_t id)
{
    uint32_t index = model_device_find(m, id);

    if (index != MODELS_NO_DEVICE || m->n_devices >= MODELS_DEVICES_MAX)
        return index;
    index = (uint32_t)m->n_devices;
    m->devices = mem_grow(m->devices, &m->cap_devices, m->n_devices + 1, sizeof *m->devices);
    m->devices[index] = (struct model_device){.id = id};
    m->n_devices++;
    if (m->n_devices * 2 > m->hash_size)
        hash_rebuild(m, m->hash_size ? m->hash_size * 2 : 64);
    else
        hash_put(m, index);
    return index;
}

static bool is_silent(const struct model *m, uint32_t index)
{
    if (m->devices[index].n > 0)
        return false;
    for (int d = 0; d < MODELS_RING; d++)
        if (index < m->days[d].n_cells && m->days[d].cells[index].n > 0)
            return false;
    return true;
}

static void move_cells(struct model_day *d, const uint32_t *to, size_t n)
{
    uint32_t cells = 0;

    for (uint32_t i = 0; i < d->n_cells; i++)
        if (to[i] != MODELS_NO_DEVICE) {
            d->cells[to[i]] = d->cells[i];
            cells = to[i] + 1;
        }
    d->n_cells = cells;
    for (uint32_t i = 0; i < d->n_samples; i++)
        if (d->samples[i].device < n)
            d->samples[i].device = to[d->samples[i].device];
}

void model_forget_silent(struct model *m)
{
    uint32_t *to = mem_alloc(m->n_devices + 1, sizeof *to);
    uint32_t left = 0;

    for (uint32_t i = 0; i < m->n_devices; i++)
        to[i] = is_silent(m, i) ? MODELS_NO_DEVICE : left++;
    if (left < m->n_devices) {
        for (int d = 0; d < MODELS_RING; d++)
            move_cells(&m->days[d], to, m->n_devices);
        for (uint32_t i = 0; i < m->n_devices; i++)
            if (to[i] != MODELS_NO_DEVICE)
                m->devices[to[i]] = m->devices[i];
        m->n_devices = left;
        hash_rebuild(m, m->hash_size);
    }
    free(to);
}

/* ---- days and hours ---------------------------------------------------------------------- */

struct model_day *model_day_of(struct model *m, int64_t day)
{
    return &m->days[day % MODELS_RING];
}

static void day_clear(struct model_day *d, int64_t day)
{
    free(d->cells);
    free(d->samples);
    *d = (struct model_day){.day = day};
}

void model_collect_init(struct model *m)
{
    for (int i = 0; i < MODELS_RING; i++)
        m->days[i].day = -1;
    m->today = -1;
    m->hour = -1;
    rng_seed(&m->rng, (uint64_t)m->profile_id);
}

void model_collect_free(struct model *m)
{
    for (int i = 0; i < MODELS_RING; i++)
        day_clear(&m->days[i], -1);
    free(m->devices);
    free(m->hash);
    m->devices = NULL;
    m->hash = NULL;
    m->n_devices = m->cap_devices = 0;
    m->hash_size = 0;
    m->today = -1;
}

/* The wave is what a day full of datapoints has of it; what it explains is not scatter. */
struct model_cell model_cell_of(const struct model_device *d)
{
    float n = (float)d->n, sine = 2 * d->sums.sine / n, cosine = 2 * d->sums.cosine / n;
    float all = d->n > 1 ? d->squares / n : 0;

    if (d->n == 0)
        return (struct model_cell){.n = 0};
    return (struct model_cell){
        .mean = d->mean,
        .n = d->n > UINT16_MAX ? UINT16_MAX : (uint16_t)d->n,
        .sd_half = half_of(sqrtf(fmaxf(all - (sine * sine + cosine * cosine) / 2, all / 20))),
        .sine_half = half_of(sine),
        .cosine_half = half_of(cosine)};
}

void model_uncell(const struct model_cell *c, struct model_device *out)
{
    float n = (float)c->n, sd = model_float_of(c->sd_half);
    float sine = model_float_of(c->sine_half), cosine = model_float_of(c->cosine_half);

    out->n = c->n;
    out->mean = c->mean;
    out->sums = (struct model_wave){sine * n / 2, cosine * n / 2};
    out->squares = n * (sd * sd + (sine * sine + cosine * cosine) / 2);
}

static void empty_today(struct model_device *d)
{
    if (d->n > 0)
        d->before = d->mean;
    d->n = 0;
    d->mean = d->squares = 0;
    d->sums = (struct model_wave){0, 0};
}

static void end_today(struct model *m)
{
    struct model_day *d = model_day_of(m, m->today);

    free(d->cells);
    d->cells = mem_alloc(m->n_devices + 1, sizeof *d->cells);
    d->n_cells = (uint32_t)m->n_devices;
    d->dirty = MODELS_ALL_DIRTY;
    for (uint32_t i = 0; i < d->n_cells; i++) {
        d->cells[i] = model_cell_of(&m->devices[i]);
        empty_today(&m->devices[i]);
    }
}

/* The clock was set back by more than a day: what was to come is not known yet. */
static void rewind_to(struct model *m, int64_t day)
{
    for (int i = 0; i < MODELS_RING; i++)
        if (m->days[i].day >= day)
            day_clear(&m->days[i], -1);
    for (uint32_t i = 0; i < m->n_devices; i++)
        empty_today(&m->devices[i]);
}

/* What is taken off from now on has a wave as well: added to the devices' it is the same over
 * all days. */
static void take_rhythm(struct model *m, struct model_day *d)
{
    struct model_wave sum = {0, 0};

    memcpy(m->collecting, m->coming, sizeof m->collecting);
    for (int h = 0; h < MODELS_WEEK; h++) {
        struct model_when w = model_when_of(h * MODELS_HOUR_MS + MODELS_HOUR_MS / 2);
        sum.sine += m->collecting[h] * w.at.sine;
        sum.cosine += m->collecting[h] * w.at.cosine;
    }
    d->wave = (struct model_wave){sum.sine * 2 / MODELS_WEEK, sum.cosine * 2 / MODELS_WEEK};
}

void model_begin_day(struct model *m, int64_t day)
{
    if (m->today >= 0 && day > m->today)
        end_today(m);
    else if (m->today >= 0)
        rewind_to(m, day);
    for (int i = 0; i < MODELS_RING; i++)
        if (m->days[i].day <= day - MODELS_RING)
            day_clear(&m->days[i], -1);
    day_clear(model_day_of(m, day), day);
    take_rhythm(m, model_day_of(m, day));
    model_day_of(m, day)->samples = mem_alloc(MODELS_SAMPLES, sizeof(struct model_sample));
    m->today = day;
}

static uint32_t *count_of(struct model *m, int64_t hour)
{
    return &m->counts[hour % (MODELS_HOURS + 1)];
}

static void count_point(struct model *m, int64_t hour)
{
    bool first = m->hour < 0 || hour < m->hour - MODELS_HOURS; /* the clock was set back */

    if (first || hour > m->hour + MODELS_HOURS)
        memset(m->counts, 0, sizeof m->counts);
    else
        for (int64_t h = m->hour + 1; h <= hour; h++)
            *count_of(m, h) = 0;
    if (first || hour > m->hour)
        m->hour = hour;
    ++*count_of(m, hour);
}

int64_t model_trailing(const struct model *m, int64_t now_ms)
{
    int64_t now = now_ms / MODELS_HOUR_MS, sum = 0;

    for (int64_t h = m->hour - MODELS_HOURS; m->hour >= 0 && h <= m->hour; h++)
        if (h >= 0 && h >= now - MODELS_HOURS && h <= now)
            sum += m->counts[h % (MODELS_HOURS + 1)];
    return sum;
}

/* ---- a datapoint ------------------------------------------------------------------------- */

/* Every datapoint of the day is as likely to be among those kept. */
static void sample(struct model *m, uint32_t device, int64_t at_ms, float x)
{
    struct model_day *d = model_day_of(m, m->today);
    uint64_t at = d->offered++;

    if (at >= MODELS_SAMPLES)
        at = rng_next(&m->rng) % d->offered;
    else
        d->n_samples++;
    if (at < MODELS_SAMPLES)
        d->samples[at] = (struct model_sample){
            .device = device, .minute = (uint16_t)(at_ms % MODELS_DAY_MS / 60000), .x = x};
}

void model_add(struct model *m, int64_t device, int64_t at_ms, double value)
{
    int64_t day = at_ms / MODELS_DAY_MS;

    if (!isfinite(value) || at_ms <= 0)
        return;
    if (m->start_ms == 0) {
        m->start_ms = at_ms;
        m->changed = true;
    }
    count_point(m, at_ms / MODELS_HOUR_MS);
    if (m->expired_ms != 0)
        return; /* counted, so that one sees what it lacks */
    if (day > m->today || day < m->today - 1)
        model_begin_day(m, day);

    uint32_t index = model_device_at(m, device);
    float x = model_x(value);
    sample(m, index, at_ms, x);
    if (index == MODELS_NO_DEVICE)
        return;
    struct model_device *d = &m->devices[index];
    struct model_when w = model_when_of(at_ms);
    float y = x - model_rhythm_at(m->collecting, &w), away = y - d->mean;
    if (d->n++ == 0 && d->before == 0)
        d->before = y;
    d->sums.sine += (y - d->before) * w.at.sine;
    d->sums.cosine += (y - d->before) * w.at.cosine;
    d->mean += away / (float)d->n;
    d->squares += away * (y - d->mean);
}
