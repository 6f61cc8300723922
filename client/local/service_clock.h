/*
 * local/service_clock: what time the local service says it is.
 *
 * Service time runs `speed` times as fast as real time, from where it was saved, and never goes
 * back, not over a restart or a kill either: it runs at full speed for at most
 * SERVICE_CLOCK_LEASE_MS of real time after a save and at real speed after that, and a restart
 * continues by the same rule. So save it now and then (every third of the lease), and a service
 * that was off for a week comes back a week later, not `speed` weeks. Signatures are checked
 * against real time, everything else uses this clock. State: meta rows clock_*.
 */
#pragma once

#include "client/base/clock.h"
#include "client/local/registry.h"

enum {
    SERVICE_CLOCK_LEASE_MS = 60 * 1000,
    SERVICE_CLOCK_SPEED_MAX =
        1000000, /* a second becomes eleven days; timers still have meaning */
};

struct service_clock;

/* r NULL: not saved anywhere. speed: 0 < speed <= SERVICE_CLOCK_SPEED_MAX. */
bool service_clock_open(struct service_clock **out, struct registry *r,
                        const struct clock *clock, double speed, struct err *err) MUST_USE;
void service_clock_free(struct service_clock *c); /* does not save */
int64_t service_clock_now_ms(const struct service_clock *c) NONNULL;
/* How far it is ahead of real time, by which clients count; not negative. */
int64_t service_clock_ahead_ms(const struct service_clock *c) NONNULL;
/* The end of a range that came by the clock of whoever asks: when it is now, it is our now. */
int64_t service_clock_until_ms(const struct service_clock *c, int64_t end_ms) NONNULL;
double service_clock_speed(const struct service_clock *c) NONNULL;
bool service_clock_set_speed(struct service_clock *c, double speed,
                             struct err *err) NONNULL MUST_USE;
bool service_clock_save(struct service_clock *c, struct err *err) NONNULL MUST_USE;
/* How long to wait really, in microseconds, until `ms` of service time have passed; >= 0. */
int64_t service_clock_real_us(const struct service_clock *c, int64_t ms) NONNULL;
