/*
 * How well ML detect tells incidents from what devices do anyway, beside a rule of three
 * standard deviations on the same data.
 *
 * A made-up fleet, the same with every run: devices of very different size, busier by day and
 * at weekends less, noise with a heavy tail, counts. 14 days are learned from, with incidents
 * among them as a real fleet has, and half a day of one on a few devices; 7 days after them are
 * judged. Incidents are planted in three sizes, each one datapoint of one device.
 */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "client/local/models_inside.h"
#include "tests/bench/measure.h"

#define DAY   ((int64_t)86400000)
#define SLOT  ((int64_t)300000)
#define T0    (20500 * DAY)
#define LEARN (14 * DAY)
#define JUDGE (7 * DAY)

enum {
    DEVICES = 100,
    SLOTS = 288,           /* a day */
    ONE_IN = 400,          /* datapoints: an incident, of any size */
    ONE_IN_LEARNED = 1000, /* among what is learned from */
    HIT = 5,               /* devices with an incident of half a day among that */
};

enum size { NOTHING, SMALL, MEDIUM, LARGE, SIZES };

/* mean = level * size of the device ^ spread * rhythm; noise: standard deviation of its log. */
struct metric {
    const char *name;
    double level, spread, swing, noise;
    double times[SIZES], plus[SIZES]; /* what an incident does to a value */
};
static const struct metric metrics[] = {
    {"messages sent", 60, 1.0, 0.6, 0.20, {1, 2, 4, 10}, {0, 0, 10, 50}},
    {"bytes out", 40000, 1.2, 0.5, 0.30, {1, 2, 4, 10}, {0, 0, 0, 0}},
    {"authorization failures", 0.05, 0.5, 0.0, 0.0, {1, 1, 1, 1}, {0, 3, 10, 50}},
    {"established connections", 6, 0.4, 0.2, 0.05, {1, 1.5, 3, 8}, {0, 2, 4, 10}},
};
enum { METRICS = sizeof metrics / sizeof *metrics };

/* ---- the fleet --------------------------------------------------------------------------- */

static double uniform(struct rng *r)
{
    return ((double)(rng_next(r) >> 11) + 0.5) / 9007199254740992.0;
}

static double normal(struct rng *r)
{
    return sqrt(-2 * log(uniform(r))) * cos(2 * M_PI * uniform(r));
}

/* Student's t of 5 degrees of freedom, to a standard deviation of 1. */
static double heavy(struct rng *r)
{
    double squares = 0;

    for (int i = 0; i < 5; i++)
        squares += pow(normal(r), 2);
    return normal(r) / sqrt(squares / 5) / sqrt(5.0 / 3);
}

static double poisson(struct rng *r, double mean)
{
    double limit = exp(-mean), product = uniform(r);
    int n = 0;

    if (mean > 50)
        return fmax(0, floor(mean + sqrt(mean) * normal(r) + 0.5));
    for (; product > limit; n++)
        product *= uniform(r);
    return n;
}

struct fleet {
    struct rng rng;
    double size[METRICS][DEVICES], phase[DEVICES];
};

static void fleet_make(struct fleet *f)
{
    rng_seed(&f->rng, 4);
    for (int d = 0; d < DEVICES; d++) {
        double size = normal(&f->rng);
        f->phase[d] = 1.5 * normal(&f->rng); /* hours: sites and habits */
        for (int k = 0; k < METRICS; k++)
            f->size[k][d] = exp(metrics[k].spread * (0.8 * size + 0.4 * normal(&f->rng)));
    }
}

static double value_at(struct fleet *f, int k, int d, int64_t at_ms)
{
    const struct metric *m = &metrics[k];
    double hour = (double)(at_ms % DAY) / 3600000.0 + f->phase[d];
    double rhythm = 1 + m->swing * sin((hour - 8) / 24 * 2 * M_PI);
    bool weekend = at_ms / DAY % 7 < 2;
    double mean = m->level * f->size[k][d] * rhythm * (weekend ? 1 - m->swing / 2 : 1);

    return poisson(&f->rng, mean * exp(m->noise * heavy(&f->rng)));
}

static double strike(const struct metric *m, enum size size, double value)
{
    return floor(value * m->times[size] + m->plus[size]);
}

/* ---- three standard deviations ----------------------------------------------------------- */

struct moments {
    double n, mean, squares;
};

static void moments_add(struct moments *m, double v)
{
    double away = v - m->mean;

    m->n++;
    m->mean += away / m->n;
    m->squares += away * (v - m->mean);
}

static bool is_beyond(const struct moments *m, double v)
{
    return fabs(v - m->mean) > 3 * sqrt(m->squares / m->n);
}

/* ---- the run ----------------------------------------------------------------------------- */

enum judge { BY_LOW, BY_MEDIUM, BY_HIGH, BY_METRIC, BY_DEVICE, JUDGES };
static const char *const judge_names[JUDGES] = {
    "ML LOW", "ML MEDIUM", "ML HIGH", "3 sigma of the metric", "3 sigma of each device"};

struct score {
    double alarms[SIZES], points[SIZES];
};

/* The last two: all metrics; of the devices that were hit before. */
static struct score scores[METRICS + 2][JUDGES];
static struct moments of_metric[METRICS], of_device[METRICS][DEVICES];
static int64_t add_ns, judge_ns, adds, judged, worst_step_ns;

static void must(bool ok, const struct err *err)
{
    if (ok)
        return;
    (void)fprintf(stderr, "%s\n", err->text);
    exit(1);
}

/* CPU, not time: another program on the machine is no slice of ours. */
static int64_t cpu_now(void)
{
    struct timespec t;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static void step(struct models *m, int64_t now_ms)
{
    struct err err;
    bool more = true;

    while (more) {
        int64_t from = cpu_now();
        must(models_step(m, now_ms, &more, &err), &err);
        int64_t took = cpu_now() - from;
        worst_step_ns = took > worst_step_ns ? took : worst_step_ns;
    }
}

static enum size size_learned(struct fleet *f, int device, int64_t at)
{
    if (device < HIT && at >= T0 + 5 * DAY && at < T0 + 5 * DAY + DAY / 2)
        return LARGE;
    if (rng_below(&f->rng, ONE_IN_LEARNED) != 0)
        return NOTHING;
    return SMALL + (enum size)rng_below(&f->rng, SIZES - SMALL);
}

static void learn(struct fleet *f, struct models *models, struct model *of[METRICS])
{
    for (int64_t at = T0; at < T0 + LEARN; at += SLOT) {
        for (int k = 0; k < METRICS; k++) {
            double v[DEVICES];
            for (int d = 0; d < DEVICES; d++) {
                enum size size = size_learned(f, d, at);
                v[d] = strike(&metrics[k], size, value_at(f, k, d, at));
                moments_add(&of_metric[k], v[d]);
                moments_add(&of_device[k][d], v[d]);
            }
            int64_t from = measure_now_ns();
            for (int d = 0; d < DEVICES; d++)
                model_add(of[k], d + 1, at, v[d]);
            add_ns += measure_now_ns() - from;
            adds += DEVICES;
        }
        if (at % (DAY / 24) == 0)
            step(models, at);
    }
    step(models, T0 + LEARN);
}

static void count(int k, int device, enum judge j, enum size size, bool alarm)
{
    const int to[] = {k, METRICS, METRICS + 1};

    for (int i = 0; i < (device < HIT ? 3 : 2); i++) {
        scores[to[i]][j].points[size]++;
        scores[to[i]][j].alarms[size] += alarm;
    }
}

static void judge_all(struct fleet *f, struct model *const of[METRICS])
{
    for (int64_t at = T0 + LEARN; at < T0 + LEARN + JUDGE; at += SLOT)
        for (int k = 0; k < METRICS; k++) {
            double v[DEVICES], limit;
            enum size size[DEVICES];
            bool alarm[CONFIDENCE_LEVELS][DEVICES];
            for (int d = 0; d < DEVICES; d++) {
                size[d] = rng_below(&f->rng, ONE_IN) == 0
                              ? SMALL + (enum size)rng_below(&f->rng, SIZES - SMALL)
                              : NOTHING;
                v[d] = strike(&metrics[k], size[d], value_at(f, k, d, at));
            }
            int64_t from = measure_now_ns();
            for (int level = 0; level < CONFIDENCE_LEVELS; level++)
                for (int d = 0; d < DEVICES; d++)
                    alarm[level][d] = model_is_unusual(of[k], d + 1, at, v[d],
                                                       (enum confidence)level, &limit);
            judge_ns += measure_now_ns() - from;
            judged += (int64_t)CONFIDENCE_LEVELS * DEVICES;
            for (int d = 0; d < DEVICES; d++) {
                for (int level = 0; level < CONFIDENCE_LEVELS; level++)
                    count(k, d, (enum judge)level, size[d], alarm[level][d]);
                count(k, d, BY_METRIC, size[d], is_beyond(&of_metric[k], v[d]));
                count(k, d, BY_DEVICE, size[d], is_beyond(&of_device[k][d], v[d]));
            }
        }
}

/* ---- a large fleet ----------------------------------------------------------------------- */

enum { MANY = 20 * 1000, MANY_A_DAY = 4 };

/* Two weeks of many devices, for what it costs alone. */
static void learn_many(struct fleet *f, struct models *models, struct model *m, int64_t *ns)
{
    int64_t span = DAY / MANY_A_DAY, spent = 0;

    for (int64_t at = T0; at < T0 + LEARN; at += span) {
        int64_t from = measure_now_ns();
        for (int d = 0; d < MANY; d++)
            model_add(m, d + 1, at, (double)(rng_next(&f->rng) % 100));
        spent += measure_now_ns() - from;
        step(models, at);
    }
    step(models, T0 + LEARN);
    *ns = spent / (MANY * MANY_A_DAY * (LEARN / DAY));
}

static int64_t judge_many(const struct model *m)
{
    int64_t from = measure_now_ns();
    double limit;

    for (int d = 0; d < MANY; d++)
        (void)model_is_unusual(m, d + 1, T0 + LEARN, d % 100, CONFIDENCE_HIGH, &limit);
    return (measure_now_ns() - from) / MANY;
}

/* ---- what came out ----------------------------------------------------------------------- */

static double false_per_day(const struct score *s)
{
    return s->alarms[NOTHING] / (s->points[NOTHING] / SLOTS);
}

static double recall(const struct score *s, enum size size)
{
    return s->points[size] > 0 ? 100 * s->alarms[size] / s->points[size] : 0;
}

static double found(const struct score *s)
{
    return s->alarms[SMALL] + s->alarms[MEDIUM] + s->alarms[LARGE];
}

static void print_scores(const char *what, const struct score s[JUDGES])
{
    printf("\n%-24s precision   recall: small  medium   large   false alarms/device-day\n",
           what);
    for (int j = 0; j < JUDGES; j++) {
        double alarms = found(&s[j]) + s[j].alarms[NOTHING];
        printf("  %-22s %8.1f%% %14.1f%% %6.1f%% %6.1f%% %14.4f\n", judge_names[j],
               alarms > 0 ? 100 * found(&s[j]) / alarms : 100, recall(&s[j], SMALL),
               recall(&s[j], MEDIUM), recall(&s[j], LARGE), false_per_day(&s[j]));
    }
}

static double stored_bytes(struct registry *r)
{
    struct err err;
    bool row;
    struct db_stmt *s = db_query(registry_db(r),
                                 "SELECT sum(length(bytes)) FROM model_part WHERE part < 16"
                                 " AND day < (SELECT max(day) FROM model_part)",
                                 &err);
    must(s != NULL && db_step(s, &row, &err), &err);
    double bytes = db_real(s, 0);
    db_reset(s);
    return bytes;
}

struct many {
    int64_t add_ns, judge_ns, step_ns;
};

static int print_costs(double stored, const struct many *many)
{
    const struct score *all = scores[METRICS];

    printf("\n");
    table_begin("ML detect", "rule");
    table_row("datapoint learned", "ns", (double)add_ns / (double)adds, 0, 300);
    table_row("datapoint judged", "ns", (double)judge_ns / (double)judged, 0, 200);
    table_row("learned, 20,000 devices", "ns", (double)many->add_ns, 0, 500);
    table_row("judged, 20,000 devices", "ns", (double)many->judge_ns, 0, 200);
    table_row("longest slice, 20,000 devices", "ms", (double)many->step_ns / 1e6, 0, 0);
    table_row("longest slice of building", "ms", (double)worst_step_ns / 1e6, 0, 0);
    table_row("kept of a device and day in memory", "byte", (double)sizeof(struct model_cell),
              0, 0);
    table_row("kept of a device and day on disk", "byte",
              stored / METRICS / DEVICES / MODELS_DAYS, 0, 0);
    table_row("false alarms, MEDIUM of LOW", "ratio", false_per_day(&all[BY_MEDIUM]),
              false_per_day(&all[BY_LOW]), 1);
    table_row("false alarms, HIGH of MEDIUM", "ratio", false_per_day(&all[BY_HIGH]),
              false_per_day(&all[BY_MEDIUM]), 1);
    table_row("false alarms, LOW of 3 sigma", "ratio", false_per_day(&all[BY_LOW]),
              false_per_day(&all[BY_METRIC]), 1);
    table_row("missed, LOW of 3 sigma", "ratio",
              300 - recall(&all[BY_LOW], SMALL) - recall(&all[BY_LOW], MEDIUM) -
                  recall(&all[BY_LOW], LARGE),
              300 - recall(&all[BY_METRIC], SMALL) - recall(&all[BY_METRIC], MEDIUM) -
                  recall(&all[BY_METRIC], LARGE),
              1);
    return table_end();
}

int main(void)
{
    struct registry_options o = {.account = NULL};
    struct model_behavior behaviors[METRICS];
    struct model *of[METRICS];
    struct registry *registry;
    struct models *models;
    static struct fleet fleet;
    struct err err;

    must(registry_open(&registry, ":memory:", &o, &err), &err);
    must(models_open(&models, registry, T0, &err), &err);
    for (int k = 0; k < METRICS; k++)
        behaviors[k] =
            (struct model_behavior){1, "fleet", metrics[k].name, metrics[k].name, true};
    must(models_keep(models, behaviors, METRICS, T0, &err), &err);
    for (int k = 0; k < METRICS; k++)
        of[k] = models_find(models, 1, metrics[k].name);

    fleet_make(&fleet);
    learn(&fleet, models, of);
    judge_all(&fleet, of);
    for (int k = 0; k < METRICS; k++)
        print_scores(metrics[k].name, scores[k]);
    print_scores("all metrics", scores[METRICS]);
    print_scores("devices hit before", scores[METRICS + 1]);
    struct many many = {.step_ns = worst_step_ns};
    struct model_behavior large = {1, "fleet", "many", "many", true};
    double stored = stored_bytes(registry);
    worst_step_ns = 0;
    must(models_keep(models, &large, 1, T0, &err), &err);
    learn_many(&fleet, models, models_find(models, 1, "many"), &many.add_ns);
    many.judge_ns = judge_many(models_find(models, 1, "many"));
    int64_t step_ns = many.step_ns;
    many.step_ns = worst_step_ns;
    worst_step_ns = step_ns;
    int past = print_costs(stored, &many);
    models_close(models);
    registry_close(registry);
    return past > 0;
}
