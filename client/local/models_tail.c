#include <math.h>
#include <stddef.h>

#include "client/local/models_inside.h"

enum { RARE_COUNT_MAX = 100 }; /* the highest limit of counts that are mostly 0 */

/* How many datapoints of a device that does nothing unusual are taken for unusual: with one
 * every five minutes, LOW one in 2 days, MEDIUM one in 20, HIGH one in 200. */
static const double expected[CONFIDENCE_LEVELS] = {
    [CONFIDENCE_LOW] = 1 / 576.0,
    [CONFIDENCE_MEDIUM] = 1 / 5760.0,
    [CONFIDENCE_HIGH] = 1 / 57600.0,
};

/* However quiet a metric is: nearer than this is usual, and levels keep their distance. */
static const float nearest[CONFIDENCE_LEVELS] = {
    [CONFIDENCE_LOW] = 3.0F,
    [CONFIDENCE_MEDIUM] = 4.0F,
    [CONFIDENCE_HIGH] = 5.0F,
};

static void swap(float *a, float *b)
{
    float t = *a;

    *a = *b;
    *b = t;
}

float model_select(float *v, size_t n, size_t k)
{
    ptrdiff_t low = 0, high = (ptrdiff_t)n - 1, at = (ptrdiff_t)k;

    while (low < high) {
        float pivot = v[low + (high - low) / 2];
        ptrdiff_t i = low, j = high;
        while (i <= j) {
            while (v[i] < pivot)
                i++;
            while (v[j] > pivot)
                j--;
            if (i <= j)
                swap(&v[i++], &v[j--]);
        }
        if (at <= j)
            high = j;
        else if (at >= i)
            low = i;
        else
            break;
    }
    return v[at];
}

float model_median(float *v, size_t n)
{
    return model_select(v, n, n / 2);
}

/* The value that a share `tail` of the n is above. */
static float above(float *v, size_t n, double tail)
{
    size_t k = (size_t)((1 - tail) * (double)n);

    return model_select(v, n, k < n ? k : n - 1);
}

/* Read off at 1 in 10, in 50, in 250; further out a tail goes on as it went before: each time
 * five times fewer add as much as the last time, times how that changed. Read no further out:
 * some of those further out are the incidents that are to be found. */
static void limits_above(float *z, size_t n, float out[CONFIDENCE_LEVELS])
{
    const double last_tail = 0.004;
    float first = above(z, n, 0.1), second = above(z, n, 0.02), last = above(z, n, last_tail);
    float before = fmaxf(second - first, 0), step = fmaxf(last - second, before / 2);
    double growth = before > 0 ? (double)(step / before) : 1;

    growth = fmin(fmax(growth, 0.9), 1.15);
    if (before <= 0)
        step = 0; /* rare counts: from none to one is no slope */
    for (int i = 0; i < CONFIDENCE_LEVELS; i++) {
        double beyond = log(last_tail / expected[i]) / log(5), add = 0;
        for (double next = (double)step * growth; beyond > 0; beyond--, next *= growth)
            add += next * fmin(beyond, 1);
        out[i] = fmaxf((float)((double)last + add), nearest[i]);
        if (i > 0)
            out[i] = fmaxf(out[i], out[i - 1] + nearest[i] - nearest[i - 1]);
    }
}

/* How many are as rare as is asked for, if they come by themselves and not together. */
static double poisson_count(double mean, double tail)
{
    double term = exp(-mean), above_k = 1 - term;
    int k = 1; /* above_k: the chance of k or more */

    while (above_k > tail && k < RARE_COUNT_MAX) {
        term *= mean / k++;
        above_k -= term;
    }
    return k;
}

/* The same if each one more is as likely as the second was after the first. */
static double geometric_count(const struct model_rare *r, double tail)
{
    if (r->some <= tail || r->more <= 0)
        return 1;
    return fmin(1 + ceil(log(tail / r->some) / log(r->more)), RARE_COUNT_MAX);
}

/* Where one brings others along, nothing but what was seen says how many are usual. */
void model_limits_of_rare(const struct model_rare *r, struct model_limits *out)
{
    bool alone = r->more <= 0.5;

    for (int i = 0; i < CONFIDENCE_LEVELS; i++) {
        double count = poisson_count(r->mean, expected[i]);
        if (alone) {
            count = fmax(count, geometric_count(r, expected[i]));
            out->up[i] = fminf(out->up[i], 2 * nearest[i]);
        }
        out->least[i] = model_x(count - 0.5);
    }
}

void model_limits_of(float *z, size_t n, struct model_limits *out)
{
    const float none = -1e9F; /* below any x there is */

    for (int i = 0; i < CONFIDENCE_LEVELS; i++)
        out->least[i] = none;
    limits_above(z, n, out->up);
    for (size_t i = 0; i < n; i++)
        z[i] = -z[i];
    limits_above(z, n, out->down);
}
