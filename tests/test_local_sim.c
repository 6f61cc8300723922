#include <criterion/criterion.h>
#include <math.h>

#include "client/local/sim.h"

static struct registry *registry;
static struct sim *sim;

static void exec(const char *sql)
{
    struct err err;
    cr_assert(db_exec(registry_db(registry), sql, &err), "%s: %s", sql, err.text);
}

static void setup(void)
{
    struct err err;
    cr_assert(registry_open(&registry, ":memory:", NULL, &err), "%s", err.text);
    exec("INSERT INTO meta VALUES('fleet_seed', '1871');"
         "INSERT INTO sim_metric VALUES('Pump', 'aws:num-messages-sent', '100 0.1 0.5'),"
         " ('Pump', 'aws:listening-tcp-ports', '22 502'), ('Pump', 'cpu', '20'),"
         " ('Pump', 'aws:destination-ip-addresses', '198.18.0.1'),"
         " ('Mute', 'aws:listening-tcp-ports', '')");
    cr_assert(sim_open(&sim, registry, &err), "%s", err.text);
}

static void teardown(void)
{
    sim_close(sim);
    registry_close(registry);
}

TestSuite(local_sim, .init = setup, .fini = teardown);

static const struct sim_moment ordinary = {.n_kinds = 0};

static struct sim_device device(int64_t id, const char *type)
{
    return (struct sim_device){.key = sim_key(sim, id), .type = sim_type(sim, type)};
}

static double number(const struct sim_device *d, const char *metric, int64_t slot,
                     const struct sim_moment *m)
{
    double value;
    cr_assert(sim_number(sim, d, sim_metric(sim, metric), slot, m, &value), "%s", metric);
    return value;
}

/* The same question has the same answer, also for who opens it anew; others have others. */
Test(local_sim, a_function_of_what_it_is_asked)
{
    double before[50];
    struct sim_device d = device(7, "Pump"), other = device(8, "Pump");
    struct err err;
    int same = 0;
    for (int64_t i = 0; i < 50; i++) {
        before[i] = number(&d, "aws:num-messages-sent", 5980000 + i, &ordinary);
        double theirs = number(&other, "aws:num-messages-sent", 5980000 + i, &ordinary);
        same += fabs(before[i] - theirs) < 0.5;
    }
    cr_expect_lt(same, 25);
    sim_close(sim);
    cr_assert(sim_open(&sim, registry, &err), "%s", err.text);
    d = device(7, "Pump");
    for (int64_t i = 0; i < 50; i++)
        cr_expect_float_eq(number(&d, "aws:num-messages-sent", 5980000 + i, &ordinary),
                           before[i], 0);
}

/* About what the description says, over many devices; the day moves it. */
Test(local_sim, levels_and_days)
{
    double sum = 0, night = 0, noon = 0;
    for (int64_t id = 1; id <= 400; id++) {
        struct sim_device d = device(id, "Pump");
        for (int64_t slot = 0; slot < SIM_SLOTS_A_DAY; slot += 12)
            sum += number(&d, "aws:num-messages-sent", slot, &ordinary);
        night += number(&d, "aws:num-messages-sent", 0, &ordinary);
        noon += number(&d, "aws:num-messages-sent", SIM_SLOTS_A_DAY / 2, &ordinary);
        double cpu = number(&d, "cpu", id, &ordinary);
        cr_expect(cpu >= 16 && cpu <= 24, "%f", cpu);
    }
    cr_expect_float_eq(sum / 400 / 24, 100, 5);
    cr_expect_gt(noon, 1.5 * night);
}

/* Seldom things are 0 most of the time, and never below. */
Test(local_sim, small_counts)
{
    struct sim_device d = device(1, "something else");
    int zero = 0, n = 20000;
    for (int64_t slot = 0; slot < n; slot++) {
        double v = number(&d, "aws:num-authorization-failures", slot, &ordinary);
        cr_assert(v >= 0 && v <= 1, "%f", v);
        zero += v < 0.5;
    }
    cr_expect(zero > n * 95 / 100 && zero < n, "%d", zero);
}

Test(local_sim, what_there_is_not)
{
    struct sim_device pump = device(1, "Pump"), mute = device(2, "Mute");
    struct sim_set set;
    double value;
    cr_expect_eq(sim_metric(sim, "temperature"), -1);
    cr_expect_eq(sim_metric(sim, "aws:nonsense"), -1);
    cr_expect_not(sim_number(sim, &mute, sim_metric(sim, "cpu"), 1, &ordinary, &value));
    cr_expect_not(sim_set(sim, &pump, sim_metric(sim, "cpu"), &ordinary, &set));
    cr_expect_not(sim_set(sim, &pump, sim_metric(sim, "aws:num-disconnects"), &ordinary, &set));
    cr_assert(sim_set(sim, &mute, sim_metric(sim, "aws:listening-tcp-ports"), &ordinary, &set));
    cr_expect_eq(set.n, 0, "an empty set is a value");
    cr_expect_float_eq(number(&mute, "aws:num-listening-tcp-ports", 1, &ordinary), 0, 0);
    cr_expect_float_eq(number(&pump, "aws:num-listening-tcp-ports", 1, &ordinary), 2, 0);
}

/* Every scenario moves what it says it moves, and nothing else. */
Test(local_sim, scenarios)
{
    struct sim_device d = device(3, "Pump");
    for (size_t k = 0; k < scenario_kind_count; k++) {
        const struct scenario_kind *kind = &scenario_kinds[k];
        struct sim_moment m = {.n_kinds = 1, .kinds = {kind}};
        for (size_t i = 0; metrics[i].name; i++) {
            const struct scenario_effect *effect = NULL;
            for (size_t e = 0; e < kind->n_effects; e++)
                if (strcmp(kind->effects[e].metric, metrics[i].name) == 0)
                    effect = &kind->effects[e];
            int metric = sim_metric(sim, metrics[i].name);
            struct sim_set calm, struck;
            double before, after;
            if (sim_set(sim, &d, metric, &ordinary, &calm)) {
                cr_assert(sim_set(sim, &d, metric, &m, &struck));
                cr_expect_eq(struck.n > calm.n, effect != NULL, "%s %s", kind->name,
                             metrics[i].name);
            } else if (sim_number(sim, &d, metric, 77, &ordinary, &before)) {
                cr_assert(sim_number(sim, &d, metric, 77, &m, &after));
                cr_expect_eq(fabs(after - before) > 0.5, effect != NULL, "%s %s: %f %f",
                             kind->name, metrics[i].name, before, after);
            }
        }
    }
}

/* Cut off: no messages, some refusals at first, and the rest is known as before. */
Test(local_sim, quarantine)
{
    static const struct sim_moment first = {.quarantine = SIM_CUT_NOW};
    static const struct sim_moment later = {.quarantine = SIM_CUT};
    struct sim_device d = device(4, "Pump");
    cr_expect_float_eq(number(&d, "aws:num-messages-sent", 5, &first), 0, 0);
    cr_expect_float_eq(number(&d, "aws:num-messages-received", 5, &later), 0, 0);
    cr_expect_gt(number(&d, "aws:num-authorization-failures", 5, &first), 0);
    cr_expect_float_eq(number(&d, "aws:num-authorization-failures", 5, &later),
                       number(&d, "aws:num-authorization-failures", 5, &ordinary), 0);
    cr_expect_float_eq(number(&d, "aws:all-bytes-out", 5, &later),
                       number(&d, "aws:all-bytes-out", 5, &ordinary), 0);
}

Test(local_sim, what_descriptions_may_say)
{
    static const struct {
        const char *metric, *text;
        bool ok;
    } rows[] = {
        {"aws:num-disconnects", "3", true},
        {"aws:num-disconnects", "3 0.2 0.1", true},
        {"aws:num-disconnects", " 3  0.2 ", true},
        {"aws:num-disconnects", "", false},
        {"aws:num-disconnects", "3 0.2 0.1 1", false},
        {"aws:num-disconnects", "3 1.2", false},
        {"aws:num-disconnects", "-3", false},
        {"aws:num-disconnects", "1e13", false},
        {"aws:num-disconnects", "nan", false},
        {"cpu", "41.5 0.1", true},
        {"aws:none", "1", false},
        {"aws:listening-tcp-ports", "22 443", true},
        {"aws:listening-tcp-ports", "", true},
        {"aws:listening-tcp-ports", "65536", false},
        {"aws:listening-udp-ports", "a", false},
        {"aws:destination-ip-addresses", "10.0.0.1 10.0.0.2", true},
        {"aws:destination-ip-addresses", "10.0.0.256", false},
        {"aws:destination-ip-addresses", "10.0.0", false},
        {"aws:destination-ip-addresses", "10.0.0.1.2", false},
        {"aws:source-ip-address", "10.0.0.1", false}, /* the connection says it */
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {.kind = ERR_NONE};
        cr_expect_eq(sim_says(rows[i].metric, rows[i].text, &err), rows[i].ok, "row %zu", i);
        cr_expect_eq(err.kind == ERR_NONE, rows[i].ok, "row %zu", i);
    }
}

Test(local_sim, topic_filters_take_a_part)
{
    struct sim_device d = device(5, "Pump");
    double share = sim_share(&d, "crane-telemetry");
    cr_expect(share >= 0.1 && share <= 0.9);
    cr_expect_float_eq(sim_share(&d, "crane-telemetry"), share, 0);
    cr_expect(fabs(sim_share(&d, "other") - share) > 1e-6);
}
