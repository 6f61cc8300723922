/*
 * local/detect_criteria: what a behavior calls normal, ready to be held against values.
 *
 * The criteria describe the normal; whoever asks raises the alarm when a value does not
 * conform. A set conforms to `in` when all of it is in the behavior's set, to `not-in` when
 * none of it is; an empty one always conforms. Criteria that say nothing that can be judged
 * (no metric, no operator, no value) are CRITERIA_NONE: never an alarm. Pure: no time, no
 * database.
 */
#pragma once

#include "client/api/profiles.h"
#include "client/base/cidr.h"
#include "client/local/models.h"
#include "client/local/sim.h"

enum criteria_kind {
    CRITERIA_NONE,
    CRITERIA_NUMBER,      /* STATIC, against `limit` */
    CRITERIA_SET,         /* STATIC, against the set */
    CRITERIA_STATISTICAL, /* against a percentile of all devices */
    CRITERIA_LEARNED,     /* MACHINE_LEARNING */
};

enum criteria_order { ORDER_LESS, ORDER_LESS_EQUAL, ORDER_GREATER, ORDER_GREATER_EQUAL };

struct criteria {
    enum criteria_kind kind;
    enum criteria_order order;
    bool not_in;
    bool addresses; /* a simulated set's items are IPv4 addresses */
    double limit, percent;
    enum confidence confidence;
    int slots; /* of the duration, 1 or more */
    int to_alarm, to_clear;
    size_t n_nets, n_numbers, n_texts;
    const struct cidr *nets;
    const double *numbers; /* ports and number-list */
    const char *const *texts;
};

void criteria_read(const struct behavior *b, struct arena *a, struct criteria *out) NONNULL;
/* BehaviorCriteriaType */
const char *criteria_kind_name(enum criteria_kind kind);
bool criteria_number(const struct criteria *c, double value, double limit) NONNULL;
bool criteria_set(const struct criteria *c, const struct sim_set *set) NONNULL;
/* A value that a device reported, of any member. */
bool criteria_value(const struct criteria *c, const struct metric_value *v) NONNULL;
/* The percentile `percent` by nearest rank; sorts the values. n > 0. */
double criteria_percentile(double *values, size_t n, double percent) NONNULL;
