#include <math.h>

#include "client/local/models_inside.h"

/* ---- time -------------------------------------------------------------------------------- */

/* sin(h / 24 of a circle); six hours on it is the cosine. */
static const float sines[24] = {
    0,          0.258819F,  0.5F, 0.707107F,  0.866025F,  0.965926F,  1,     0.965926F,
    0.866025F,  0.707107F,  0.5F, 0.258819F,  0,          -0.258819F, -0.5F, -0.707107F,
    -0.866025F, -0.965926F, -1,   -0.965926F, -0.866025F, -0.707107F, -0.5F, -0.258819F,
};

static float between(float from, float to, float part)
{
    return from + (to - from) * part;
}

/* 1 January 1970 was a Thursday; which day comes first does not matter. */
struct model_when model_when_of(int64_t at_ms)
{
    int64_t half = at_ms - MODELS_HOUR_MS / 2 + MODELS_WEEK * MODELS_HOUR_MS;
    int hour = (int)(half / MODELS_HOUR_MS % MODELS_WEEK);
    struct model_when w = {.hour = hour,
                           .next = hour + 1 < MODELS_WEEK ? hour + 1 : 0,
                           .part = (float)(half % MODELS_HOUR_MS) / (float)MODELS_HOUR_MS};

    w.at.sine = between(sines[w.hour % 24], sines[w.next % 24], w.part);
    w.at.cosine = between(sines[(w.hour + 6) % 24], sines[(w.next + 6) % 24], w.part);
    return w;
}

float model_rhythm_at(const float rhythm[MODELS_WEEK], const struct model_when *w)
{
    return between(rhythm[w->hour], rhythm[w->next], w->part);
}

float model_wave_at(const struct model_wave *wave, const struct model_when *w)
{
    return wave->sine * w->at.sine + wave->cosine * w->at.cosine;
}

/* ---- what is usual ----------------------------------------------------------------------- */

float model_usual(const struct model_learned *l, const struct model_known *d,
                  const struct model_when *w)
{
    return d->base + model_wave_at(&d->wave, w) + model_rhythm_at(l->rhythm, w);
}

static int within(float value, int n)
{
    if (!(value > 0))
        return 0;
    return value < (float)n ? (int)value : n - 1;
}

const float *model_wider(const struct model_learned *l, const struct model_known *d,
                         float usual)
{
    return &l->wider[within(fabsf(d->base), MODELS_LEVELS)][within(
        (fabsf(usual) - fabsf(d->base)) * 2 + (float)MODELS_AWAY / 2, MODELS_AWAY)];
}

bool model_is_unusual(const struct model *m, int64_t device, int64_t at_ms, double value,
                      enum confidence level, double *limit)
{
    *limit = value;
    if (m->built_ms == 0 || m->expired_ms != 0 || !isfinite(value) || at_ms < 0)
        return false;

    const struct model_learned *l = &m->learned;
    uint32_t index = model_device_find(m, device);
    struct model_known d = {l->base, l->scale, l->wave};
    if (index != MODELS_NO_DEVICE && m->devices[index].scale > 0)
        d = (struct model_known){m->devices[index].base, m->devices[index].scale,
                                 m->devices[index].wave};
    struct model_when w = model_when_of(at_ms);
    float x = model_x(value), usual = model_usual(l, &d, &w);
    float scale = d.scale * *model_wider(l, &d, usual);
    bool up = x >= usual;
    float least = l->limits.least[level];
    float bound =
        up ? usual + scale * l->limits.up[level] : usual - scale * l->limits.down[level];

    if (up && bound < least)
        bound = least;
    *limit = model_value(bound);
    return up ? x > bound : x < bound;
}
