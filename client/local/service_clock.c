#include "client/local/service_clock.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/mem.h"

enum { ASKED_MS = 60 * 1000 }; /* from a client's "now", in whole seconds perhaps, to ours */

struct service_clock {
    struct registry *registry;
    const struct clock *clock;
    double speed;
    int64_t saved_service_ms; /* service time at the save ... */
    int64_t saved_mono_us;    /* ... on the monotonic clock, while this process runs */
};

/* The one rule, for running and for coming back: full speed for one lease, then real speed. */
static int64_t advance(int64_t service_ms, int64_t elapsed_ms, double speed)
{
    int64_t fast = elapsed_ms < SERVICE_CLOCK_LEASE_MS ? elapsed_ms : SERVICE_CLOCK_LEASE_MS;
    int64_t rest = elapsed_ms - fast;
    return service_ms + (int64_t)((double)fast * speed) +
           (int64_t)((double)rest * fmin(speed, 1));
}

static bool speed_ok(double speed, struct err *err)
{
    if (speed > 0 && speed <= SERVICE_CLOCK_SPEED_MAX)
        return true;
    err_set(err, ERR_USAGE, "clock speed %g is not between 0 and %d", speed,
            SERVICE_CLOCK_SPEED_MAX);
    return err_advise(err, "1 is real time, 60 makes an hour of a minute's waiting");
}

static bool meta_int(struct registry *r, const char *key, struct arena *a, int64_t *out,
                     bool *found, struct err *err)
{
    const char *text;
    if (!registry_meta(r, key, a, &text, err))
        return false;
    *found = text && str_to_int(str_of(text), INT64_MIN, INT64_MAX, out);
    return true;
}

static bool load(struct service_clock *c, struct arena *a, struct err *err)
{
    int64_t real = clock_real_ms(c->clock), service_ms = real, saved_real = real;
    bool has_service, has_real;
    const char *text;
    double speed = 1;
    if (!meta_int(c->registry, "clock_service_ms", a, &service_ms, &has_service, err) ||
        !meta_int(c->registry, "clock_real_ms", a, &saved_real, &has_real, err) ||
        !registry_meta(c->registry, "clock_speed", a, &text, err))
        return false;
    if (!has_service || !has_real || !text || !str_to_double(str_of(text), &speed)) {
        c->saved_service_ms = real;
        return true;
    }
    /* A wall clock that was set back says nothing about how far service time had come. */
    int64_t elapsed = real >= saved_real ? real - saved_real : SERVICE_CLOCK_LEASE_MS;
    c->saved_service_ms = advance(service_ms, elapsed, speed);
    return true;
}

bool service_clock_open(struct service_clock **out, struct registry *r,
                        const struct clock *clock, double speed, struct err *err)
{
    if (!speed_ok(speed, err))
        return false;
    struct service_clock *c = mem_alloc(1, sizeof *c);
    *c = (struct service_clock){.registry = r, .clock = clock, .speed = speed};
    c->saved_mono_us = clock_mono_us(clock);
    c->saved_service_ms = clock_real_ms(clock);
    struct arena *a = arena_new();
    bool ok = !r || (load(c, a, err) && service_clock_save(c, err));
    arena_free(a);
    if (!ok) {
        service_clock_free(c);
        return false;
    }
    *out = c;
    return true;
}

void service_clock_free(struct service_clock *c)
{
    free(c);
}

int64_t service_clock_now_ms(const struct service_clock *c)
{
    int64_t elapsed_us = clock_mono_us(c->clock) - c->saved_mono_us;
    return advance(c->saved_service_ms, elapsed_us / 1000, c->speed);
}

int64_t service_clock_ahead_ms(const struct service_clock *c)
{
    int64_t ahead_ms = service_clock_now_ms(c) - clock_real_ms(c->clock);
    return ahead_ms > 0 ? ahead_ms : 0;
}

int64_t service_clock_until_ms(const struct service_clock *c, int64_t end_ms)
{
    int64_t ahead_ms = service_clock_ahead_ms(c);
    int64_t asked_ms = service_clock_now_ms(c) - ahead_ms - ASKED_MS;
    return ahead_ms > 0 && end_ms >= asked_ms ? INT64_MAX : end_ms;
}

double service_clock_speed(const struct service_clock *c)
{
    return c->speed;
}

bool service_clock_set_speed(struct service_clock *c, double speed, struct err *err)
{
    if (!speed_ok(speed, err))
        return false;
    double before = c->speed;
    int64_t now = service_clock_now_ms(c);
    c->saved_service_ms = now;
    c->saved_mono_us = clock_mono_us(c->clock);
    c->speed = speed;
    if (service_clock_save(c, err))
        return true;
    c->speed = before;
    return false;
}

static bool save_rows(struct service_clock *c, int64_t now_ms, struct err *err)
{
    char service[24], real[24], speed[40];
    snprintf(service, sizeof service, "%lld", (long long)now_ms);
    snprintf(real, sizeof real, "%lld", (long long)clock_real_ms(c->clock));
    snprintf(speed, sizeof speed, "%.17g", c->speed);
    return registry_set_meta(c->registry, "clock_service_ms", service, err) &&
           registry_set_meta(c->registry, "clock_real_ms", real, err) &&
           registry_set_meta(c->registry, "clock_speed", speed, err);
}

bool service_clock_save(struct service_clock *c, struct err *err)
{
    int64_t now = service_clock_now_ms(c);
    if (c->registry) {
        if (!registry_begin(c->registry, err))
            return false;
        if (!save_rows(c, now, err) || !registry_commit(c->registry, err)) {
            registry_rollback(c->registry);
            return false;
        }
    }
    c->saved_service_ms = now;
    c->saved_mono_us = clock_mono_us(c->clock);
    return true;
}

int64_t service_clock_real_us(const struct service_clock *c, int64_t ms)
{
    return ms <= 0 ? 0 : (int64_t)ceil((double)ms * 1000 / c->speed);
}
