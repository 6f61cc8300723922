#include "client/local/models_fit.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

enum {
    OWN_HOUR = 60,    /* samples of an hour of the week, against the hour of the day */
    WIDTH_LEAST = 40, /* samples of a field of widths that weigh as much as none */
    WEEKDAYS = 7,
    FAR_ONE_IN = 50,      /* samples of all that count as far away */
    FAR_OF_A_DAY = 10,    /* one in so many of a device's day is too many ... */
    FAR_LEAST = 4,        /* ... from so many on */
    LEFT_OUT_ONE_IN = 20, /* samples at most: what happens to more of them is no incident */
};

static struct model_when when_of(const struct model_fit_sample *s)
{
    return model_when_of((int64_t)s->minute * 60000);
}

/* ---- rhythm ------------------------------------------------------------------------------ */

static size_t count_samples(const struct model_fit *f, const struct model *m,
                            size_t at[MODELS_WEEK + 1])
{
    for (int d = 0; d < MODELS_RING; d++)
        for (uint32_t i = 0; i < m->days[d].n_samples; i++)
            if (m->days[d].samples[i].device < f->n_devices)
                at[m->days[d].day % 7 * 24 + m->days[d].samples[i].minute / 60 + 1]++;
    for (int h = 0; h < MODELS_WEEK; h++)
        at[h + 1] += at[h];
    return at[MODELS_WEEK];
}

static void take_sample(struct model_fit *f, const struct model_sample *s, int64_t day,
                        enum model_fit_for what, size_t at)
{
    const struct model_known *d = &f->devices[s->device];
    struct model_fit_sample *out = &f->samples[at];

    *out = (struct model_fit_sample){.device = s->device,
                                     .minute = (uint16_t)(day % 7 * 24 * 60 + s->minute),
                                     .x = s->x,
                                     .away = s->x - d->base};
    if (what == FIT_LEARNED) {
        struct model_when w = when_of(out);
        out->away -= model_wave_at(&d->wave, &w);
    }
}

/* Samples by hour of the week; first[h] is where hour h begins. */
static void sort_samples(struct model_fit *f, const struct model *m, enum model_fit_for what,
                         size_t first[MODELS_WEEK + 1])
{
    size_t at[MODELS_WEEK + 1] = {0};

    f->n = count_samples(f, m, at);
    f->samples = mem_grow(f->samples, &f->cap, f->n + 1, sizeof *f->samples);
    memcpy(first, at, sizeof at);
    for (int d = 0; d < MODELS_RING; d++)
        for (uint32_t i = 0; i < m->days[d].n_samples; i++) {
            const struct model_sample *s = &m->days[d].samples[i];
            if (s->device < f->n_devices)
                take_sample(f, s, m->days[d].day, what,
                            at[m->days[d].day % 7 * 24 + s->minute / 60]++);
        }
}

static float median_of_hours(const struct model_fit *f, const size_t *first, float *scratch,
                             int hour, int step, size_t *n)
{
    *n = 0;
    for (; hour < MODELS_WEEK; hour += step)
        for (size_t i = first[hour]; i < first[hour + 1]; i++)
            scratch[(*n)++] = f->samples[i].away;
    return *n > 0 ? model_median(scratch, *n) : 0;
}

/* The hours of a week, drawn towards the hour of the day plus what that day of the week has of
 * its own: two weeks are few. */
void model_fit_rhythm(struct model_fit *f, const struct model *m, enum model_fit_for what,
                      float rhythm[MODELS_WEEK])
{
    size_t first[MODELS_WEEK + 1], n;
    sort_samples(f, m, what, first);
    float *scratch = mem_alloc(f->n + 1, sizeof *scratch);

    for (int h = 0; h < 24; h++) {
        float middle = median_of_hours(f, first, scratch, h, 24, &n);
        for (int d = 0; d < 7; d++)
            rhythm[d * 24 + h] = middle;
    }
    for (int d = 0; d < 7; d++) {
        float *hours = &rhythm[d * 24];
        n = 0;
        for (int h = 0; h < 24; h++)
            for (size_t i = first[d * 24 + h]; i < first[d * 24 + h + 1]; i++)
                scratch[n++] = f->samples[i].away - hours[h];
        float of_day = n > 0 ? model_median(scratch, n) * (float)n / ((float)n + OWN_HOUR) : 0;
        for (int h = 0; h < 24; h++) {
            hours[h] += of_day;
            float own = median_of_hours(f, first, scratch, d * 24 + h, MODELS_WEEK, &n);
            hours[h] += (own - hours[h]) * (float)n / ((float)n + OWN_HOUR);
        }
    }
    free(scratch);
}

/* ---- widths ------------------------------------------------------------------------------ */

/* Away from what is usual, in the device's scales. */
void model_fit_scales(struct model_fit *f, const struct model_learned *l)
{
    for (size_t i = 0; i < f->n; i++) {
        struct model_fit_sample *s = &f->samples[i];
        const struct model_known *d = &f->devices[s->device];
        struct model_when w = when_of(s);
        float usual = model_usual(l, d, &w);
        s->away = (s->x - usual) / d->scale;
        s->field = (uint16_t)(model_wider(l, d, usual) - &l->wider[0][0]);
    }
}

/* Four of five samples of a normal distribution are nearer than 1.28 deviations. */
static float width_from(float *v, size_t n)
{
    float own = n > 0 ? model_select(v, n, n * 4 / 5) / 1.2816F : 1;
    float weight = (float)n / ((float)n + WIDTH_LEAST);

    return expf(weight * logf(fminf(fmaxf(own, 0.5F), 4)));
}

void model_fit_widths(struct model_fit *f, struct model_learned *l)
{
    enum { FIELDS = MODELS_LEVELS * MODELS_AWAY };
    size_t first[FIELDS + 1] = {0};
    float *fields = &l->wider[0][0], *scratch = mem_alloc(f->n + 1, sizeof *scratch);

    for (size_t i = 0; i < f->n; i++)
        first[f->samples[i].field + 1]++;
    for (int k = 0; k < FIELDS; k++)
        first[k + 1] += first[k];
    for (size_t i = 0; i < f->n; i++)
        scratch[first[f->samples[i].field]++] = fabsf(f->samples[i].away);
    for (int k = 0; k < FIELDS; k++) { /* first[k] is by now where field k ends */
        size_t begin = k > 0 ? first[k - 1] : 0;
        fields[k] = width_from(scratch + begin, first[k] - begin);
    }
    free(scratch);
}

/* ---- limits ------------------------------------------------------------------------------ */

static size_t day_of(const struct model_fit_sample *s)
{
    return (size_t)s->device * WEEKDAYS + s->minute / (24 * 60);
}

/* What most of the samples are not farther away than. */
static float far_limit(const struct model_fit *f)
{
    float *distance = mem_alloc(f->n, sizeof *distance);

    for (size_t i = 0; i < f->n; i++)
        distance[i] = fabsf(f->samples[i].away);
    float limit = model_select(distance, f->n, f->n - 1 - f->n / FAR_ONE_IN);
    free(distance);
    return limit;
}

struct far_day {
    uint32_t all, far; /* samples */
};

static bool is_incident(const struct far_day *d)
{
    return d->far >= FAR_LEAST && d->far * FAR_OF_A_DAY >= d->all;
}

/* An incident that lasted for hours is a day of a device with many samples far away, where
 * others have few: it may not say how far away is usual. Days of the same weekday are one. */
void model_fit_incidents(struct model_fit *f, const struct model_learned *l)
{
    struct far_day *days = mem_alloc(f->n_devices * WEEKDAYS + 1, sizeof *days);
    size_t out = 0, left = 0;

    for (size_t i = 0; i < f->n; i++)
        f->samples[i].away /= (&l->wider[0][0])[f->samples[i].field];
    float limit = far_limit(f);
    for (size_t i = 0; i < f->n; i++) {
        struct far_day *d = &days[day_of(&f->samples[i])];
        d->all++;
        d->far += fabsf(f->samples[i].away) > limit;
    }
    for (size_t i = 0; i < f->n; i++)
        out += is_incident(&days[day_of(&f->samples[i])]);
    for (size_t i = 0; out <= f->n / LEFT_OUT_ONE_IN && i < f->n; i++)
        if (!is_incident(&days[day_of(&f->samples[i])]))
            f->samples[left++] = f->samples[i];
    f->n = left > 0 ? left : f->n;
    free(days);
}

/* Is it a metric that counts what seldom comes? An incident counts as 2 of it at most. */
static bool read_rare(const struct model_fit *f, struct model_rare *out)
{
    double n = (double)f->n, sum = 0, some = 0, more = 0;

    for (size_t i = 0; i < f->n; i++) {
        double v = model_value(f->samples[i].x);
        if (v < 0 || (v < 1000 && fabs(v - floor(v + 0.5)) > 0.001))
            return false;
        some += v > 0.5;
        more += v > 1.5;
        sum += fmin(v, 2);
    }
    if (some * 2 >= n)
        return false;
    *out = (struct model_rare){sum / n, some / n, some > 0 ? more / some : 0};
    return true;
}

void model_fit_limits(const struct model_fit *f, struct model_learned *l)
{
    float *z = mem_alloc(f->n, sizeof *z);
    struct model_rare rare;

    for (size_t i = 0; i < f->n; i++)
        z[i] = f->samples[i].away;
    model_limits_of(z, f->n, &l->limits);
    if (read_rare(f, &rare))
        model_limits_of_rare(&rare, &l->limits);
    free(z);
}
