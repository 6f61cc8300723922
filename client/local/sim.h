/*
 * local/sim: what simulated devices report.
 *
 * A value is a function of the fleet's seed, the device, the metric and the slot of service
 * time: asked twice it is the same, so nothing has to be stored. It starts from what things of
 * a type do (the fleet description's `metrics`, else drawn from the type's name), is a little
 * different for every device, follows the day and has noise. On top comes what happens to the
 * device at that moment: scenarios (local/scenarios) and quarantine, in which it can send and
 * receive nothing but still says how it is. Decides nothing about who is online or judged.
 * Metrics by name: client/api/metrics and the numbers of the description; a custom metric that
 * no description has, or of another type than a number, has no values.
 */
#pragma once

#include "client/api/metrics.h"
#include "client/local/registry.h"
#include "client/local/scenarios.h"

enum {
    SIM_KINDS_MAX = SCENARIO_KINDS_AT_ONCE,
    SIM_SET_MAX = 64, /* ports or addresses of one value */
    SIM_SLOTS_A_DAY = 288,
};

struct sim;

/* What it takes to know what a device reports. */
struct sim_device {
    uint64_t key;     /* sim_key() */
    uint32_t address; /* IPv4 it connects from */
    uint16_t type;    /* sim_type() */
};

enum sim_quarantine { SIM_FREE, SIM_CUT_NOW, SIM_CUT };

/* What is special about a device in one slot. */
struct sim_moment {
    enum sim_quarantine quarantine;
    size_t n_kinds;
    const struct scenario_kind *kinds[SIM_KINDS_MAX];
};

/* Ports are numbers, addresses IPv4 ones. */
struct sim_set {
    size_t n;
    uint32_t items[SIM_SET_MAX];
};

/* Reads seed and descriptions out of the registry. */
bool sim_open(struct sim **out, struct registry *r, struct err *err) NONNULL MUST_USE;
void sim_close(struct sim *s); /* NULL is fine */

/* "198.18.0.1" */
bool sim_address(struct str text, uint32_t *out) NONNULL MUST_USE;
/* Is this how a description may put it: "LEVEL [SPREAD [DAILY]]" for numbers, ports and IPv4
 * addresses for sets? */
bool sim_says(const char *metric, const char *text, struct err *err) NONNULL MUST_USE;

/* A number for the name, good while the sim is open; -1: nothing has such values. */
int sim_metric(const struct sim *s, const char *name) NONNULL;
uint16_t sim_type(struct sim *s, const char *type); /* a thing type's name; NULL: none */
uint64_t sim_key(const struct sim *s, int64_t device) NONNULL;

/* false: devices of that type do not report it; sets have no number, and how long a device is
 * disconnected is not drawn. */
bool sim_number(const struct sim *s, const struct sim_device *d, int metric, int64_t slot,
                const struct sim_moment *m, double *out) NONNULL;
bool sim_set(const struct sim *s, const struct sim_device *d, int metric,
             const struct sim_moment *m, struct sim_set *out) NONNULL;
/* What scenarios make of a number: for metrics that are not drawn. */
double sim_affected(const struct sim *s, int metric, const struct sim_moment *m,
                    double value) NONNULL;
/* What part of a metric's messages a topic filter takes, 0 to 1. */
double sim_share(const struct sim_device *d, const char *dimension) NONNULL;
