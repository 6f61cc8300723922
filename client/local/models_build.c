#include <math.h>
#include <stdlib.h>

#include "client/base/mem.h"
#include "client/local/models_fit.h"

enum phase {
    READ_DEVICES,
    READ_FLEET,
    SHRINK_DEVICES,
    FIND_RHYTHM,
    FIND_RESIDUE,
    FIND_SCALES,
    FIND_WIDTHS,
    FIND_INCIDENTS,
    FIND_LIMITS,
    BUILT
};

struct model_build {
    enum model_build_for what;
    enum phase phase;
    size_t n, next; /* devices when it began; the first not worked out in this phase */
    struct model_known *devices; /* first their own, then drawn towards the fleet's */
    uint32_t *points;            /* of each device */
    float spread;                /* of the devices' bases */
    float least;                 /* scale: beside noisy devices no other is all still */
    float collecting[MODELS_WEEK];
    struct model_learned learned;
    float *away; /* scratch: one of each device */
    struct model_fit fit;
};

static const float robust = 1.4826F; /* from a median distance to a standard deviation */

enum {
    OWN_ENOUGH = 10,   /* datapoints from which on a device counts for the fleet */
    OWN_SCALE = 24,    /* datapoints of its own that weigh as much as the fleet's scale */
    OWN_LEVEL = 50,    /* datapoints of its own that outweigh however uniform a fleet */
    OWN_WAVE = 200,    /* the same for its wave over the day */
    CELL_ENOUGH = 4,   /* datapoints of a day from which on its scatter says something */
    LEVELS_ENOUGH = 4, /* days from which on their levels' scatter does */
};

/* ---- devices ----------------------------------------------------------------------------- */

struct readings {
    float mean[MODELS_RING], sd[MODELS_RING], sine[MODELS_RING], cosine[MODELS_RING];
    int n_mean, n_sd;
    uint32_t n;
};

static void read_cell(struct readings *r, const struct model_cell *c, const struct model_day *d)
{
    if (c->n == 0)
        return;
    r->n += c->n;
    r->mean[r->n_mean++] = c->mean;
    if (c->n < CELL_ENOUGH)
        return;
    r->sine[r->n_sd] = d->wave.sine + model_float_of(c->sine_half);
    r->cosine[r->n_sd] = d->wave.cosine + model_float_of(c->cosine_half);
    r->sd[r->n_sd++] = model_float_of(c->sd_half);
}

static float scatter(float *v, int n, float middle)
{
    for (int i = 0; i < n; i++)
        v[i] = fabsf(v[i] - middle);
    return robust * model_median(v, (size_t)n);
}

static size_t count_of(int n)
{
    return (size_t)n;
}

/* Of the quieter five of six days together: a median would take a count that is seldom not 0
 * for one that always is. */
static float quiet_scatter(float *sd, size_t n)
{
    size_t most = n - n / 6;
    float sum = 0;

    (void)model_select(sd, n, most - 1);
    for (size_t i = 0; i < most; i++)
        sum += sd[i] * sd[i];
    return sqrtf(sum / (float)most);
}

/* Medians of days: a few days with an incident in them do not count. A day that has hardly
 * begun would. */
static void read_device(const struct model *m, size_t i, struct model_known *out,
                        uint32_t *points)
{
    struct model_cell today = model_cell_of(&m->devices[i]);
    struct readings r = {.n = 0};

    for (int d = 0; d < MODELS_RING; d++)
        if (m->days[d].day >= 0 && m->days[d].day < m->today && i < m->days[d].n_cells)
            read_cell(&r, &m->days[d].cells[i], &m->days[d]);
    if (r.n_mean == 0 && m->today >= 0)
        read_cell(&r, &today, &m->days[m->today % MODELS_RING]);
    *out = (struct model_known){.scale = -1};
    *points = r.n;
    if (r.n == 0)
        return;
    out->base = model_median(r.mean, count_of(r.n_mean));
    float within = -1;
    if (r.n_sd > 0) {
        within = quiet_scatter(r.sd, count_of(r.n_sd));
        out->wave.sine = model_median(r.sine, count_of(r.n_sd));
        out->wave.cosine = model_median(r.cosine, count_of(r.n_sd));
    }
    float between = r.n_mean >= LEVELS_ENOUGH ? scatter(r.mean, r.n_mean, out->base) : 0;
    if (within >= 0 || r.n_mean >= LEVELS_ENOUGH)
        out->scale = hypotf(fmaxf(within, 0), between);
}

/* A metric that never moves would make any other value unusual, by however little. */
static float least_scale(float base)
{
    return 0.02F * fmaxf(fminf(fabsf(base), 1), 1e-4F);
}

/* The middle of one number of the devices that have it. */
enum fleet_number { OF_BASE, OF_SCALE, OF_SINE, OF_COSINE };

static size_t gather(const struct model_build *b, enum fleet_number which, uint32_t enough,
                     float *out)
{
    size_t n = 0;

    for (size_t i = 0; i < b->n; i++) {
        const struct model_known *d = &b->devices[i];
        const float number[] = {[OF_BASE] = d->base,
                                [OF_SCALE] = d->scale,
                                [OF_SINE] = d->wave.sine,
                                [OF_COSINE] = d->wave.cosine};
        if (b->points[i] >= enough && (which != OF_SCALE || d->scale >= 0))
            out[n++] = number[which];
    }
    return n;
}

static float middle_of(const struct model_build *b, enum fleet_number which, float otherwise)
{
    size_t n = gather(b, which, OWN_ENOUGH, b->away);

    if (n == 0)
        n = gather(b, which, 1, b->away);
    return n > 0 ? model_median(b->away, n) : otherwise;
}

static void read_fleet(struct model_build *b)
{
    struct model_learned *l = &b->learned;

    l->base = middle_of(b, OF_BASE, 0);
    l->wave.sine = middle_of(b, OF_SINE, 0);
    l->wave.cosine = middle_of(b, OF_COSINE, 0);
    size_t n = gather(b, OF_BASE, 1, b->away);
    for (size_t i = 0; i < n; i++)
        b->away[i] = fabsf(b->away[i] - l->base);
    if (n > 0)
        b->spread = fmaxf(robust * model_median(b->away, n),
                          model_select(b->away, n, n * 9 / 10) / 1.645F);
    l->scale = fmaxf(middle_of(b, OF_SCALE, b->spread), least_scale(l->base));
    n = gather(b, OF_SCALE, OWN_ENOUGH, b->away);
    b->least = n > 0 ? quiet_scatter(b->away, n) / 4 : 0;
}

/* Few datapoints: as the fleet, and less sure of it. */
static void shrink_device(const struct model_build *b, size_t i)
{
    struct model_known *d = &b->devices[i];
    float n = (float)b->points[i], fleet = b->learned.scale * b->learned.scale;
    float own = d->scale >= 0 ? d->scale * d->scale : fleet;
    float variance = (OWN_SCALE * fleet + n * own) / (OWN_SCALE + n);
    float spread = fmaxf(b->spread * b->spread, variance / OWN_LEVEL);
    float weight = n * spread / (n * spread + variance), wave = n / (n + OWN_WAVE);

    if (!(weight >= 0))
        weight = n > 0 ? 1 : 0;
    d->base = weight * d->base + (1 - weight) * b->learned.base;
    d->wave.sine = wave * d->wave.sine + (1 - wave) * b->learned.wave.sine;
    d->wave.cosine = wave * d->wave.cosine + (1 - wave) * b->learned.wave.cosine;
    d->scale =
        fmaxf(fmaxf(sqrtf(variance + (1 - weight) * spread), least_scale(d->base)), b->least);
}

/* ---- the build --------------------------------------------------------------------------- */

void model_build_begin(struct model *m, enum model_build_for what)
{
    model_forget_silent(m);

    struct model_build *b = mem_alloc(1, sizeof *b);
    b->what = what;
    b->n = m->n_devices;
    b->devices = mem_alloc(b->n + 1, sizeof *b->devices);
    b->points = mem_alloc(b->n + 1, sizeof *b->points);
    b->away = mem_alloc(b->n + 1, sizeof *b->away);
    b->fit = (struct model_fit){.devices = b->devices, .n_devices = b->n};
    model_build_free(m->build);
    m->build = b;
}

void model_build_free(struct model_build *b)
{
    if (b == NULL)
        return;
    free(b->devices);
    free(b->points);
    free(b->away);
    free(b->fit.samples);
    free(b);
}

/* true: all devices are through. */
static bool each_device(struct model *m, struct model_build *b)
{
    size_t end = b->next + MODELS_BUILD_CHUNK < b->n ? b->next + MODELS_BUILD_CHUNK : b->n;

    for (; b->next < end; b->next++)
        if (b->phase == READ_DEVICES)
            read_device(m, b->next, &b->devices[b->next], &b->points[b->next]);
        else
            shrink_device(b, b->next);
    if (b->next < b->n)
        return false;
    b->next = 0;
    return true;
}

bool model_build_step(struct model *m)
{
    struct model_build *b = m->build;

    switch (b->phase) {
    case READ_DEVICES:
    case SHRINK_DEVICES:
        if (each_device(m, b))
            b->phase++;
        return false;
    case READ_FLEET: read_fleet(b); break;
    case FIND_RHYTHM: model_fit_rhythm(&b->fit, m, FIT_COLLECTING, b->collecting); break;
    case FIND_RESIDUE:
        if (b->what == BUILD_MODEL)
            model_fit_rhythm(&b->fit, m, FIT_LEARNED, b->learned.rhythm);
        break;
    case FIND_SCALES:
        if (b->what == BUILD_MODEL)
            model_fit_scales(&b->fit, &b->learned);
        break;
    case FIND_WIDTHS:
        if (b->what == BUILD_MODEL)
            model_fit_widths(&b->fit, &b->learned);
        break;
    case FIND_INCIDENTS:
        if (b->what == BUILD_MODEL && b->fit.n > 0)
            model_fit_incidents(&b->fit, &b->learned);
        break;
    case FIND_LIMITS:
        b->learned.scale = hypotf(b->learned.scale, b->spread);
        if (b->what == BUILD_MODEL && b->fit.n > 0)
            model_fit_limits(&b->fit, &b->learned);
        break;
    case BUILT: return true;
    }
    b->phase++;
    return b->phase == BUILT;
}

bool model_build_is_model(const struct model_build *b)
{
    return b->what == BUILD_MODEL;
}

size_t model_build_devices(const struct model_build *b)
{
    return b->n;
}

const struct model_known *model_build_device(const struct model_build *b, size_t i)
{
    return &b->devices[i];
}

const struct model_learned *model_build_learned(const struct model_build *b)
{
    return &b->learned;
}

/* What is taken off at collection has the mean 0, or base and rhythm would drift apart. Cells
 * of one day are all of the same: it changes when a day begins. */
static void take_collecting(struct model *m, const float rhythm[MODELS_WEEK])
{
    float mean = 0;

    for (int h = 0; h < MODELS_WEEK; h++)
        mean += rhythm[h] / MODELS_WEEK;
    for (int h = 0; h < MODELS_WEEK; h++)
        m->coming[h] = rhythm[h] - mean;
}

void model_build_publish(struct model *m, int64_t now_ms)
{
    struct model_build *b = m->build;

    take_collecting(m, b->collecting);
    m->rhythm_day = m->today;
    if (b->what == BUILD_MODEL) {
        for (size_t i = 0; i < m->n_devices; i++) {
            struct model_known d = i < b->n ? b->devices[i] : (struct model_known){.scale = 0};
            m->devices[i].base = d.base;
            m->devices[i].scale = d.scale;
            m->devices[i].wave = d.wave;
        }
        m->learned = b->learned;
        m->built_ms = now_ms;
    }
    m->changed = true;
    model_build_free(b);
    m->build = NULL;
}
