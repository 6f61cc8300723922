#include <criterion/criterion.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/local/models.h"
#include "client/local/rng.h"

#define DAY    ((int64_t)86400000)
#define HOUR   ((int64_t)3600000)
#define MINUTE ((int64_t)60000)
#define T0     (20500 * DAY) /* midnight of a day */

struct rig {
    struct registry *registry;
    struct models *models;
    struct arena *arena;
    const char *dir;
    struct err err;
};

#define MUST(call) cr_assert((call), "%s: %s", #call, f->err.text)

static void rig_open(struct rig *f, const char *dir)
{
    *f = (struct rig){.dir = dir, .arena = arena_new()};
    struct registry_options o = {.account = NULL};
    MUST(registry_open(&f->registry, dir, &o, &f->err));
    MUST(models_open(&f->models, f->registry, T0, &f->err));
}

static void rig_close(struct rig *f)
{
    models_close(f->models);
    registry_close(f->registry);
    arena_free(f->arena);
}

/* With what lies in its folder. */
static void rig_remove(struct rig *f)
{
    static const char *const files[] = {"service.db", "service.db-wal", "service.db-shm"};
    char path[128];
    rig_close(f);
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        snprintf(path, sizeof path, "%s/%s", f->dir, files[i]);
        (void)unlink(path);
    }
    cr_expect_eq(rmdir(f->dir), 0, "%s", f->dir);
}

/* As after kill -9: nothing is saved on the way. */
static void rig_reopen(struct rig *f)
{
    const char *dir = f->dir;
    rig_close(f);
    rig_open(f, dir);
}

static struct model_behavior behavior_of(const char *name)
{
    return (struct model_behavior){1, "ml", name, "aws:num-messages-sent", true};
}

static struct model *keep(struct rig *f, struct model_behavior b, int64_t now_ms)
{
    MUST(models_keep(f->models, &b, 1, now_ms, &f->err));
    return models_find(f->models, b.profile_id, b.behavior);
}

static void settle(struct rig *f, int64_t now_ms)
{
    bool more = true;
    for (int i = 0; more && i < 100000; i++)
        MUST(models_step(f->models, now_ms, &more, &f->err));
    cr_assert(!more, "it never ends");
}

/* n datapoints, evenly from `from` on, of n devices in turn. */
static void feed(struct model *m, int64_t from, int64_t span, int n, int devices)
{
    for (int i = 0; i < n; i++)
        model_add(m, i % devices, from + span * i / n, 100 + i % 7);
}

static struct behavior_model_training_summary summary(struct rig *f, int64_t now_ms)
{
    struct get_behavior_model_training_summaries_input in = {.max_results = {0}};
    struct get_behavior_model_training_summaries_output out = {.next_token = NULL};
    struct page page = {.limit = 10, .arena = f->arena, .text = ""};
    MUST(models_summaries(f->models, &in, &page, now_ms, f->arena, &out, &f->err));
    cr_assert_eq(out.summaries.n, 1);
    return *(const struct behavior_model_training_summary *)out.summaries.items;
}

static const char *status(struct rig *f, int64_t now_ms)
{
    settle(f, now_ms);
    return summary(f, now_ms).model_status;
}

Test(models, is_built_at_exactly_the_limits)
{
    static const struct {
        int points;
        int64_t now_ms;
        const char *status;
        double percent;
    } rows[] = {
        {24999, T0 + 14 * DAY, "PENDING_BUILD", 99.996},
        {25000, T0 + 14 * DAY - 1, "PENDING_BUILD", 100},
        {25000, T0 + 14 * DAY, "ACTIVE", 100},
        {50000, T0 + 14 * DAY, "ACTIVE", 100},
        {50000, T0 + 13 * DAY, "PENDING_BUILD", 100},
        {12500, T0 + 14 * DAY, "PENDING_BUILD", 50},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig rig, *f = &rig;
        rig_open(f, ":memory:");
        struct model *m = keep(f, behavior_of("sent"), T0 - DAY);
        struct behavior_model_training_summary before = summary(f, T0);
        cr_expect(!before.training_data_collection_start_date.set);
        cr_expect(before.datapoints_collection_percentage.value == 0);
        feed(m, T0, 13 * DAY - MINUTE, rows[i].points, 7);
        cr_expect_str_eq(status(f, rows[i].now_ms), rows[i].status, "row %zu", i);
        struct behavior_model_training_summary s = summary(f, rows[i].now_ms);
        cr_expect_float_eq(s.datapoints_collection_percentage.value, rows[i].percent, 1e-9);
        cr_expect_eq(s.training_data_collection_start_date.ms, T0);
        cr_expect_eq(s.last_model_refresh_date.set, s.model_status[0] == 'A');
        rig_close(f);
    }
}

/* A day of 25,000 / 14 datapoints and a few more, then what is due. */
static void live_day(struct rig *f, struct model *m, int64_t day, int points)
{
    if (points > 0)
        feed(m, T0 + day * DAY, DAY, points, 7);
    settle(f, T0 + (day + 1) * DAY);
}

enum { ENOUGH = 1800 };

static void live(struct rig *f, struct model *m, int from, int to, int points)
{
    for (int day = from; day < to; day++)
        live_day(f, m, day, points);
}

Test(models, is_refreshed_daily_while_there_is_enough)
{
    struct rig rig, *f = &rig;
    rig_open(f, ":memory:");
    struct model *m = keep(f, behavior_of("sent"), T0);
    live(f, m, 0, 14, ENOUGH);
    cr_expect_eq(summary(f, T0 + 14 * DAY).last_model_refresh_date.ms, T0 + 14 * DAY);
    settle(f, T0 + 14 * DAY + 23 * HOUR);
    cr_expect_eq(summary(f, T0 + 15 * DAY).last_model_refresh_date.ms, T0 + 14 * DAY);
    live(f, m, 14, 20, ENOUGH);
    cr_expect_eq(summary(f, T0 + 20 * DAY).last_model_refresh_date.ms, T0 + 20 * DAY);
    /* A trickle is not enough, but the model goes on. */
    live(f, m, 20, 49, 10);
    cr_expect_eq(summary(f, T0 + 49 * DAY).last_model_refresh_date.ms, T0 + 20 * DAY);
    cr_expect_str_eq(status(f, T0 + 50 * DAY - 1), "ACTIVE");
    cr_expect_str_eq(status(f, T0 + 50 * DAY), "EXPIRED");
    /* For good, and one still sees what it lacks. */
    live(f, m, 50, 70, ENOUGH);
    cr_expect_str_eq(status(f, T0 + 70 * DAY), "EXPIRED");
    cr_expect_eq(summary(f, T0 + 70 * DAY).datapoints_collection_percentage.value, 100);
    rig_close(f);
}

Test(models, one_that_never_has_enough_expires)
{
    struct rig rig, *f = &rig;
    rig_open(f, ":memory:");
    struct model *m = keep(f, behavior_of("sent"), T0);
    live(f, m, 0, 43, 100);
    cr_expect_str_eq(status(f, T0 + 44 * DAY - 1), "PENDING_BUILD");
    cr_expect_str_eq(status(f, T0 + 44 * DAY), "EXPIRED");
    rig_close(f);
}

Test(models, one_without_any_data_waits)
{
    struct rig rig, *f = &rig;
    rig_open(f, ":memory:");
    (void)keep(f, behavior_of("sent"), T0);
    cr_expect_str_eq(status(f, T0 + 400 * DAY), "PENDING_BUILD");
    rig_close(f);
}

Test(models, a_pause_of_thirty_days_is_the_end)
{
    static const struct {
        int days;
        const char *after;
    } rows[] = {{29, "ACTIVE"}, {30, "EXPIRED"}};
    for (int i = 0; i < 2; i++) {
        struct rig rig, *f = &rig;
        struct model_behavior b = behavior_of("sent");
        rig_open(f, ":memory:");
        struct model *m = keep(f, b, T0);
        live(f, m, 0, 14, ENOUGH);
        b.watched = false;
        (void)keep(f, b, T0 + 14 * DAY);
        b.watched = true;
        (void)keep(f, b, T0 + (14 + rows[i].days) * DAY);
        live(f, m, 14 + rows[i].days, 14 + rows[i].days + 14, ENOUGH);
        cr_expect_str_eq(status(f, T0 + (28 + rows[i].days) * DAY), rows[i].after);
        rig_close(f);
    }
}

Test(models, deleting_is_final)
{
    char dir[] = "/tmp/picket-models-XXXXXX";
    struct rig rig, *f = &rig;
    cr_assert(mkdtemp(dir) != NULL);
    rig_open(f, dir);
    struct model *m = keep(f, behavior_of("sent"), T0);
    live(f, m, 0, 15, ENOUGH);
    MUST(models_keep(f->models, &(struct model_behavior){0}, 0, T0 + 15 * DAY, &f->err));
    m = keep(f, behavior_of("sent"), T0 + 15 * DAY);
    cr_expect_str_eq(status(f, T0 + 15 * DAY), "PENDING_BUILD");
    cr_expect(!summary(f, T0 + 15 * DAY).training_data_collection_start_date.set);
    rig_reopen(f);
    m = keep(f, behavior_of("sent"), T0 + 15 * DAY);
    cr_expect_str_eq(status(f, T0 + 15 * DAY), "PENDING_BUILD");
    /* Another metric under the same name is another behavior. */
    live(f, m, 15, 29, ENOUGH);
    cr_expect_str_eq(status(f, T0 + 29 * DAY), "ACTIVE");
    struct model_behavior other = behavior_of("sent");
    other.metric = "aws:num-disconnects";
    (void)keep(f, other, T0 + 29 * DAY);
    cr_expect_str_eq(status(f, T0 + 29 * DAY), "PENDING_BUILD");
    rig_remove(f);
}

/* The limits of three devices, as judged. */
static void limits_of(const struct model *m, int64_t at_ms, double out[6])
{
    for (int i = 0; i < 6; i++)
        (void)model_is_unusual(m, i / 2, at_ms, i % 2 ? 1e6 : 0, CONFIDENCE_MEDIUM, &out[i]);
}

Test(models, a_restart_loses_no_model_and_little_data)
{
    char dir[] = "/tmp/picket-models-XXXXXX";
    struct rig rig, *f = &rig;
    double before[6], after[6];
    cr_assert(mkdtemp(dir) != NULL);
    rig_open(f, dir);
    struct model *m = keep(f, behavior_of("sent"), T0);
    live(f, m, 0, 15, ENOUGH);
    int64_t now_ms = T0 + 15 * DAY + 3 * HOUR;
    limits_of(m, now_ms, before);
    double percent = summary(f, now_ms).datapoints_collection_percentage.value;
    feed(m, T0 + 15 * DAY, HOUR, 5, 7); /* not saved yet */
    rig_reopen(f);
    m = keep(f, behavior_of("sent"), now_ms);
    struct behavior_model_training_summary s = summary(f, now_ms);
    cr_expect_str_eq(s.model_status, "ACTIVE");
    cr_expect_eq(s.last_model_refresh_date.ms, T0 + 15 * DAY);
    cr_expect_eq(s.training_data_collection_start_date.ms, T0);
    cr_expect_float_eq(s.datapoints_collection_percentage.value, percent, 0.5);
    limits_of(m, now_ms, after);
    cr_expect_arr_eq(before, after, sizeof before);
    /* And it is built again from what was there before. */
    live(f, m, 15, 17, ENOUGH);
    cr_expect_eq(summary(f, T0 + 17 * DAY).last_model_refresh_date.ms, T0 + 17 * DAY);
    limits_of(m, now_ms, after);
    for (int i = 0; i < 6; i++)
        cr_expect_float_eq(after[i], before[i], 0.2 * before[i] + 1, "limit %d", i);
    rig_remove(f);
}

static void damage(struct rig *f, const char *sql)
{
    MUST(db_exec(registry_db(f->registry), sql, &f->err));
}

/* Whatever lies in the database, nothing is judged by numbers that are none. */
Test(models, what_is_damaged_is_learned_again)
{
    static const char *const damages[] = {
        "UPDATE model SET learned = x'00'",
        "UPDATE model SET learned = zeroblob(length(learned) - 4) || x'0000c07f'",
        "UPDATE model SET counts = NULL, collecting = x'ff', coming = NULL, learned = NULL",
        "UPDATE model_part SET bytes = x'ffffffffffffffffffffffffffffffffffffffffffffffff'",
        "UPDATE model_part SET bytes = substr(bytes, 9) WHERE length(bytes) > 9",
        "UPDATE model_device SET bytes = x'ffffffffffffffffffffffffffffffff'",
        "DELETE FROM model_part",
        "DELETE FROM model_device",
        "UPDATE model_part SET day = day + 100000, part = part + 3",
    };
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        char dir[] = "/tmp/picket-models-XXXXXX";
        struct rig rig, *f = &rig;
        double limits[6];
        cr_assert(mkdtemp(dir) != NULL);
        rig_open(f, dir);
        struct model *m = keep(f, behavior_of("sent"), T0);
        live(f, m, 0, 15, ENOUGH);
        damage(f, damages[i]);
        rig_reopen(f);
        m = keep(f, behavior_of("sent"), T0 + 15 * DAY);
        limits_of(m, T0 + 15 * DAY, limits);
        live(f, m, 15, 30, ENOUGH);
        cr_expect_str_eq(status(f, T0 + 30 * DAY), "ACTIVE", "%s", damages[i]);
        limits_of(m, T0 + 30 * DAY, limits);
        for (int k = 0; k < 6; k++)
            cr_expect(isfinite(limits[k]), "%s", damages[i]);
        double limit;
        cr_expect(!model_is_unusual(m, 3, T0 + 30 * DAY, 103, CONFIDENCE_HIGH, &limit),
                  "%s: %g", damages[i], limit);
        rig_remove(f);
    }
}

Test(models, the_clock_may_jump)
{
    struct rig rig, *f = &rig;
    rig_open(f, ":memory:");
    struct model *m = keep(f, behavior_of("sent"), T0);
    live(f, m, 0, 15, ENOUGH);
    /* Five days ahead, and two points there. */
    feed(m, T0 + 20 * DAY, HOUR, 2, 7);
    cr_expect_str_eq(status(f, T0 + 20 * DAY + HOUR), "ACTIVE");
    /* And back: what comes counts, it is built again. */
    live(f, m, 15, 35, ENOUGH);
    struct behavior_model_training_summary s = summary(f, T0 + 35 * DAY);
    cr_expect_str_eq(s.model_status, "ACTIVE");
    cr_expect_eq(s.last_model_refresh_date.ms, T0 + 35 * DAY);
    /* A year ahead there is nothing left to learn from. */
    feed(m, T0 + 400 * DAY, HOUR, 2, 7);
    cr_expect_str_eq(status(f, T0 + 400 * DAY + HOUR), "EXPIRED");
    rig_close(f);
}

/* ---- what it judges ---------------------------------------------------------------------- */

static double normal(struct rng *r)
{
    double sum = 0;
    for (int i = 0; i < 12; i++)
        sum += (double)(rng_next(r) >> 11) / 9007199254740992.0;
    return sum - 6;
}

/* Messages of a device that is busier by day, each device in its own measure. */
static double messages(struct rng *r, int device, int64_t at_ms)
{
    double hour = (double)(at_ms % DAY) / (double)HOUR;
    double mean = 20 * (1 + device) * (1.2 + sin(hour / 24 * 2 * M_PI));
    return floor(mean * exp(0.2 * normal(r)));
}

enum { DEVICES = 10 };

static struct model *trained(struct rig *f, struct rng *r)
{
    struct model *m = keep(f, behavior_of("sent"), T0);
    for (int64_t at = T0; at < T0 + 14 * DAY; at += 5 * MINUTE) {
        for (int d = 0; d < DEVICES; d++)
            model_add(m, d, at, messages(r, d, at));
        if (at % DAY == 0)
            settle(f, at);
    }
    cr_assert_str_eq(status(f, T0 + 14 * DAY), "ACTIVE");
    return m;
}

Test(models, levels_are_in_order_and_find_what_is_planted)
{
    struct rig rig, *f = &rig;
    struct rng r;
    int false_alarms[CONFIDENCE_LEVELS] = {0}, found[CONFIDENCE_LEVELS] = {0}, n = 0;
    rng_seed(&r, 7);
    rig_open(f, ":memory:");
    struct model *m = trained(f, &r);
    for (int64_t at = T0 + 14 * DAY; at < T0 + 21 * DAY; at += 5 * MINUTE)
        for (int d = 0; d < DEVICES; d++, n++) {
            double v = messages(&r, d, at), limit;
            for (int level = 0; level < CONFIDENCE_LEVELS; level++) {
                false_alarms[level] += model_is_unusual(m, d, at, v, level, &limit);
                found[level] += model_is_unusual(m, d, at, 4 * v + 10, level, &limit);
            }
        }
    cr_expect_gt(false_alarms[CONFIDENCE_LOW], false_alarms[CONFIDENCE_MEDIUM]);
    cr_expect_geq(false_alarms[CONFIDENCE_MEDIUM], false_alarms[CONFIDENCE_HIGH]);
    cr_expect_lt(false_alarms[CONFIDENCE_LOW], n / 500);
    cr_expect_lt(false_alarms[CONFIDENCE_HIGH], n / 10000 + 1);
    cr_expect_gt(found[CONFIDENCE_HIGH], n * 95 / 100, "%d of %d", found[CONFIDENCE_HIGH], n);
    rig_close(f);
}

Test(models, the_limit_is_where_it_turns)
{
    struct rig rig, *f = &rig;
    struct rng r;
    rng_seed(&r, 8);
    rig_open(f, ":memory:");
    struct model *m = trained(f, &r);
    int64_t at = T0 + 15 * DAY + 5 * HOUR;
    for (int level = 0; level < CONFIDENCE_LEVELS; level++)
        for (int side = 0; side < 2; side++) {
            double limit, other;
            cr_expect(model_is_unusual(m, 3, at, side ? 1e7 : 0, level, &limit));
            cr_expect(
                !model_is_unusual(m, 3, at, limit * (side ? 0.999 : 1.001), level, &other));
            cr_expect(
                model_is_unusual(m, 3, at, limit * (side ? 1.001 : 0.999), level, &other));
            cr_expect_float_eq(other, limit, 1e-3 * limit);
        }
    rig_close(f);
}

/* Metrics that a rule of thumb trips over. Values of a datapoint; what is usual afterwards and
 * what is not, at HIGH confidence. */
Test(models, odd_metrics_are_judged_with_sense)
{
    static const struct {
        const char *what;
        double values[4]; /* in turn */
        double usual[3], unusual[3];
    } rows[] = {
        {"never moves", {3, 3, 3, 3}, {3, 3, 3}, {4, 0, 50}},
        {"always nothing", {0, 0, 0, 0}, {0, 0, 0}, {1, 5, 1000}},
        {"large and still", {1e9, 1e9, 1e9, 1e9}, {1e9, 1.01e9, 0.99e9}, {2e9, 0, 5e8}},
        {"few", {0, 0, 1, 2}, {0, 1, 2}, {400, 2000, 1e6}},
        {"below zero", {-5, -6, -7, -6}, {-5, -6, -7}, {5, 0, -200}},
        {"around zero", {-2, 2, -1, 1}, {0, -2, 2}, {900, -900, 1e5}},
        {"tiny", {0.001, 0.0011, 0.0009, 0.001}, {0.001, 0.0009, 0.0011}, {1, 0.1, -1}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct rig rig, *f = &rig;
        double limit;
        rig_open(f, ":memory:");
        struct model *m = keep(f, behavior_of("x"), T0);
        int n = 0;
        for (int64_t at = T0; at < T0 + 14 * DAY; at += 5 * MINUTE, n++)
            for (int d = 0; d < 7; d++)
                model_add(m, d, at, rows[i].values[(n * 7 + d * 3 + n / 5) % 4]);
        cr_assert_str_eq(status(f, T0 + 14 * DAY), "ACTIVE");
        for (int k = 0; k < 3; k++) {
            int64_t at = T0 + 14 * DAY + k * HOUR;
            cr_expect(!model_is_unusual(m, 1, at, rows[i].usual[k], CONFIDENCE_HIGH, &limit),
                      "%s: %g is usual up to %g", rows[i].what, rows[i].usual[k], limit);
            cr_expect(model_is_unusual(m, 1, at, rows[i].unusual[k], CONFIDENCE_HIGH, &limit),
                      "%s: %g is unusual, limit %g", rows[i].what, rows[i].unusual[k], limit);
        }
        cr_expect(!model_is_unusual(m, 1, T0 + 14 * DAY, NAN, CONFIDENCE_LOW, &limit));
        cr_expect(!model_is_unusual(m, 1, T0 + 14 * DAY, INFINITY, CONFIDENCE_LOW, &limit));
        rig_close(f);
    }
}

/* Failures that come one in so many datapoints, and one day 34 at a time to two devices. */
Test(models, seldom_counts_neither_alarm_nor_hide_an_incident)
{
    static const uint32_t one_in[] = {300, 50, 25};
    for (size_t i = 0; i < sizeof one_in / sizeof *one_in; i++) {
        struct rig rig, *f = &rig;
        struct rng r;
        double limit;
        rng_seed(&r, 9);
        rig_open(f, ":memory:");
        struct model *m = keep(f, behavior_of("failures"), T0);
        for (int64_t at = T0; at < T0 + 14 * DAY; at += 5 * MINUTE)
            for (int d = 0; d < 60; d++) {
                bool incident = d < 2 && at >= T0 + 5 * DAY && at < T0 + 5 * DAY + 2 * HOUR;
                uint32_t own = d % 3 == 0 ? one_in[i] : 4 * one_in[i];
                int few = (rng_below(&r, own) == 0) + (rng_below(&r, own) == 0);
                model_add(m, d, at, incident ? 34 : few);
            }
        cr_assert_str_eq(status(f, T0 + 14 * DAY), "ACTIVE");
        for (int d = 0; d < 60; d++)
            for (int level = CONFIDENCE_MEDIUM; level < CONFIDENCE_LEVELS; level++) {
                cr_expect(!model_is_unusual(m, d, T0 + 14 * DAY, 1, level, &limit),
                          "1 in %u, device %d: %g", one_in[i], d, limit);
                cr_expect(model_is_unusual(m, d, T0 + 14 * DAY, 10, level, &limit),
                          "1 in %u, device %d: %g", one_in[i], d, limit);
            }
        rig_close(f);
    }
}

/* Where failures come by the dozen every day, a dozen is no alarm. */
Test(models, seldom_counts_that_come_together_are_usual_together)
{
    struct rig rig, *f = &rig;
    struct rng r;
    double limit;
    rng_seed(&r, 9);
    rig_open(f, ":memory:");
    struct model *m = keep(f, behavior_of("failures"), T0);
    for (int64_t at = T0; at < T0 + 14 * DAY; at += 5 * MINUTE)
        for (int d = 0; d < 60; d++)
            model_add(m, d, at, rng_below(&r, 50) == 0 ? 8 + rng_below(&r, 8) : 0);
    cr_assert_str_eq(status(f, T0 + 14 * DAY), "ACTIVE");
    for (int d = 0; d < 60; d++)
        cr_expect(!model_is_unusual(m, d, T0 + 14 * DAY, 12, CONFIDENCE_HIGH, &limit),
                  "device %d: %g", d, limit);
    rig_close(f);
}

/* 100 give or take 20, and a day of ten times that on four of the devices. */
Test(models, an_incident_that_was_learned_from_is_found_again)
{
    struct rig rig, *f = &rig;
    struct rng r;
    double limit;
    rng_seed(&r, 9);
    rig_open(f, ":memory:");
    struct model *m = keep(f, behavior_of("sent"), T0);
    for (int64_t at = T0; at < T0 + 14 * DAY; at += 5 * MINUTE)
        for (int d = 0; d < 60; d++) {
            bool incident = d < 4 && at >= T0 + 5 * DAY && at < T0 + 6 * DAY;
            model_add(m, d, at, (80 + rng_below(&r, 41)) * (incident ? 10 : 1));
        }
    cr_assert_str_eq(status(f, T0 + 14 * DAY), "ACTIVE");
    for (int d = 0; d < 60; d++) {
        cr_expect(!model_is_unusual(m, d, T0 + 14 * DAY, 120, CONFIDENCE_HIGH, &limit),
                  "device %d: %g", d, limit);
        cr_expect(model_is_unusual(m, d, T0 + 14 * DAY, 1000, CONFIDENCE_HIGH, &limit),
                  "device %d: %g", d, limit);
        cr_expect_lt(limit, 250, "device %d: %g", d, limit);
    }
    rig_close(f);
}

Test(models, a_level_is_read_as_the_api_writes_it)
{
    enum confidence level;
    cr_expect(confidence_read("LOW", &level) && level == CONFIDENCE_LOW);
    cr_expect(confidence_read("MEDIUM", &level) && level == CONFIDENCE_MEDIUM);
    cr_expect(confidence_read("HIGH", &level) && level == CONFIDENCE_HIGH);
    cr_expect(!confidence_read("high", &level));
}
