/*
 * local/sim_inside: what the files of local/sim share. Nobody else includes it.
 *
 * Metrics are numbered: the rows of client/api/metrics first, custom ones after them. What a
 * type does is a shape for each number and a set for each of the few metrics that are sets.
 */
#pragma once

#include "client/base/map.h"
#include "client/local/sim.h"

enum {
    SIM_KNOWN_MAX = 32,  /* rows of client/api/metrics */
    SIM_CUSTOM_MAX = 32, /* custom metrics of all descriptions of a fleet */
    SIM_METRICS_MAX = SIM_KNOWN_MAX + SIM_CUSTOM_MAX,
    SIM_TYPES_MAX = 1024, /* a type beyond them is like the last one */
    SIM_BASE_SET_MAX = 16,
};

/* level < 0: not reported. spread: standard deviation as a part of the level; daily: how far
 * the day moves it up and down. */
struct sim_shape {
    float level, spread, daily;
};

struct sim_base_set {
    uint32_t n, items[SIM_BASE_SET_MAX];
};

struct sim_type {
    struct sim_shape shapes[SIM_METRICS_MAX];
    struct sim_base_set tcp, udp, destinations;
    int phase; /* of its day, slots */
};

struct sim {
    uint64_t seed;
    struct intern *types;
    struct sim_type *type_rows; /* like types */
    size_t cap_types;
    struct intern *customs;                 /* names */
    int by_number[SIM_KNOWN_MAX];           /* row of metrics[] -> enum sim_role */
    float day[SIM_SLOTS_A_DAY];             /* -1 .. 1 */
    const struct scenario_effect **effects; /* [kind * SIM_METRICS_MAX + metric] */
    size_t n_kinds;
};

uint64_t sim_mix(uint64_t x);
/* What a type of that name does by itself. */
void sim_type_default(const char *name, struct sim_type *out) NONNULL;
/* What a description says of one metric. */
bool sim_type_say(struct sim_type *t, int metric, const char *text,
                  struct err *err) NONNULL MUST_USE;
int sim_known(const char *name) NONNULL; /* row of metrics[], -1: none */
