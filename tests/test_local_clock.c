#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/local/service_clock.h"

static const int64_t start_ms = 1795000000000;

static struct registry *open_memory(void)
{
    struct registry *r;
    struct err err;
    cr_assert(registry_open(&r, ":memory:", NULL, &err), "%s", err.text);
    return r;
}

static struct service_clock *open_clock(struct registry *r, const struct fake_clock *f,
                                        double speed)
{
    struct service_clock *c;
    struct err err;
    cr_assert(service_clock_open(&c, r, &f->clock, speed, &err), "%s", err.text);
    return c;
}

Test(local_clock, runs_at_its_speed)
{
    static const struct {
        double speed;
        int64_t real_ms, service_ms;
    } rows[] = {
        {1, 0, 0},
        {1, 1500, 1500},
        {1, 86400000, 86400000},
        {60, 1000, 60000},
        {0.5, 10000, 5000},
        {1000, SERVICE_CLOCK_LEASE_MS, 1000 * (int64_t)SERVICE_CLOCK_LEASE_MS},
        /* not saved for two leases: the second one counts as real time */
        {1000, 2 * SERVICE_CLOCK_LEASE_MS, 1001 * (int64_t)SERVICE_CLOCK_LEASE_MS},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fake_clock f;
        fake_clock_init(&f, start_ms);
        struct service_clock *c = open_clock(NULL, &f, rows[i].speed);
        fake_clock_advance(&f, rows[i].real_ms);
        cr_expect_eq(service_clock_now_ms(c), start_ms + rows[i].service_ms, "row %zu", i);
        service_clock_free(c);
    }
}

Test(local_clock, speeds_that_make_no_sense_are_refused)
{
    static const double speeds[] = {0, -1, 1e9};
    struct fake_clock f;
    fake_clock_init(&f, start_ms);
    for (size_t i = 0; i < COUNT_OF(speeds); i++) {
        struct service_clock *c;
        struct err err;
        cr_expect_not(service_clock_open(&c, NULL, &f.clock, speeds[i], &err));
        cr_expect_eq(err.kind, ERR_USAGE);
    }
}

Test(local_clock, waiting_is_shorter_when_it_is_faster)
{
    static const struct {
        double speed;
        int64_t service_ms, real_us;
    } rows[] = {
        {1, 1000, 1000000}, {60, 60000, 1000000}, {1000000, 1, 1}, {0.5, 10, 20000}, {1, -5, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fake_clock f;
        fake_clock_init(&f, start_ms);
        struct service_clock *c = open_clock(NULL, &f, rows[i].speed);
        cr_expect_eq(service_clock_real_us(c, rows[i].service_ms), rows[i].real_us, "row %zu",
                     i);
        service_clock_free(c);
    }
}

Test(local_clock, changing_the_speed_does_not_jump)
{
    struct registry *r = open_memory();
    struct fake_clock f;
    struct err err;
    fake_clock_init(&f, start_ms);
    struct service_clock *c = open_clock(r, &f, 1);
    fake_clock_advance(&f, 5000);
    cr_assert(service_clock_set_speed(c, 100, &err));
    cr_expect_eq(service_clock_now_ms(c), start_ms + 5000);
    fake_clock_advance(&f, 1000);
    cr_expect_eq(service_clock_now_ms(c), start_ms + 105000);
    cr_expect_eq(service_clock_speed(c), 100);
    service_clock_free(c);
    registry_close(r);
}

/* What a client calls now, a little ago and by whole seconds, is now; the past is the past. */
Test(local_clock, ranges_end_by_the_clock_of_whoever_asks)
{
    static const struct {
        double speed;
        int64_t ago_ms;
        bool everything;
    } rows[] = {
        {60, 0, true},       {60, 1500, true}, {60, -1000, true},
        {60, 120000, false}, {1, 1500, false}, {1, -1000, false},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct fake_clock f;
        fake_clock_init(&f, start_ms);
        struct service_clock *c = open_clock(NULL, &f, rows[i].speed);
        fake_clock_advance(&f, 10000);
        int64_t end_ms = clock_real_ms(&f.clock) - rows[i].ago_ms;
        cr_expect_eq(service_clock_until_ms(c, end_ms), rows[i].everything ? INT64_MAX : end_ms,
                     "row %zu", i);
        service_clock_free(c);
    }
}

/* Killed at any moment and started again at any later one, at any speed: never back. */
Test(local_clock, never_goes_back_over_a_restart)
{
    static const double speeds[] = {1, 60, 1000, 0.25};
    static const int64_t gaps_ms[] = {0, 10, 20000, 59999, 60001, 200000, 700000000};
    for (size_t s = 0; s < COUNT_OF(speeds); s++) {
        struct registry *r = open_memory();
        struct fake_clock f;
        struct err err;
        int64_t last = 0;
        fake_clock_init(&f, start_ms);
        for (size_t run = 0; run < 4 * COUNT_OF(gaps_ms); run++) {
            struct service_clock *c = open_clock(r, &f, speeds[(s + run) % COUNT_OF(speeds)]);
            cr_expect_geq(service_clock_now_ms(c), last, "speed %zu, run %zu", s, run);
            fake_clock_advance(&f, gaps_ms[run % COUNT_OF(gaps_ms)]);
            if (run % 3 == 0)
                cr_assert(service_clock_save(c, &err));
            fake_clock_advance(&f, gaps_ms[(run * 5 + 1) % COUNT_OF(gaps_ms)]);
            last = service_clock_now_ms(c);
            service_clock_free(c); /* as after kill -9: nothing is saved */
            fake_clock_advance(&f, gaps_ms[(run * 3 + 2) % COUNT_OF(gaps_ms)]);
        }
        registry_close(r);
    }
}

Test(local_clock, a_week_off_is_a_week)
{
    static const int64_t week_ms = (int64_t)7 * 86400 * 1000;
    struct registry *r = open_memory();
    struct fake_clock f;
    struct err err;
    fake_clock_init(&f, start_ms);
    struct service_clock *c = open_clock(r, &f, 1000);
    fake_clock_advance(&f, 1000);
    cr_assert(service_clock_save(c, &err));
    service_clock_free(c);
    fake_clock_advance(&f, week_ms);
    c = open_clock(r, &f, 1);
    int64_t lease = 999 * (int64_t)SERVICE_CLOCK_LEASE_MS;
    cr_expect_eq(service_clock_now_ms(c), start_ms + 1000 * 1000 + week_ms + lease);
    service_clock_free(c);
    registry_close(r);
}

/* A wall clock that was set back must not take the service with it. */
Test(local_clock, survives_a_wall_clock_set_back)
{
    struct registry *r = open_memory();
    struct fake_clock f;
    fake_clock_init(&f, start_ms);
    struct service_clock *c = open_clock(r, &f, 10);
    fake_clock_advance(&f, 30000);
    int64_t before = service_clock_now_ms(c);
    service_clock_free(c);
    fake_clock_init(&f, start_ms - 86400000);
    c = open_clock(r, &f, 10);
    cr_expect_geq(service_clock_now_ms(c), before);
    service_clock_free(c);
    registry_close(r);
}

/* On disk: what the file says wins over what is asked for. */
Test(local_clock, state_is_kept_in_a_folder)
{
    char dir[] = "/tmp/picket-clock-XXXXXX";
    cr_assert_not_null(mkdtemp(dir));
    struct registry *r;
    struct err err;
    struct fake_clock f;
    fake_clock_init(&f, start_ms);
    cr_assert(registry_open(&r, dir, &(struct registry_options){.region = "eu-north-1"}, &err),
              "%s", err.text);
    struct service_clock *c = open_clock(r, &f, 100);
    fake_clock_advance(&f, 2000);
    cr_assert(service_clock_save(c, &err));
    service_clock_free(c);
    registry_close(r);
    cr_assert(registry_open(&r, dir, NULL, &err), "%s", err.text);
    cr_expect_str_eq(registry_region(r), "eu-north-1");
    c = open_clock(r, &f, 1);
    cr_expect_eq(service_clock_now_ms(c), start_ms + 200000);
    service_clock_free(c);
    registry_close(r);
    char path[64];
    static const char *const files[] = {"service.db", "service.db-wal", "service.db-shm"};
    for (size_t i = 0; i < COUNT_OF(files); i++) {
        snprintf(path, sizeof path, "%s/%s", dir, files[i]);
        unlink(path);
    }
    rmdir(dir);
}
