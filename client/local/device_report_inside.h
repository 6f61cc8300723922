/*
 * local/device_report_inside: what the files of local/device_report share. Nobody else includes
 * it.
 *
 * A report is read whole before anything of it counts; what is wrong with it is the first
 * complaint, in the words that are answered.
 */
#pragma once

#include "client/api/json.h"
#include "client/base/map.h"
#include "client/local/device_report.h"

enum { REPORT_WHY_MAX = 256, REPORT_VALUES_MAX = 16 + DEVICE_REPORT_CUSTOM_MAX };

struct reporter {
    struct reporting_device shown;
    int64_t report_id; /* of the last accepted report; -1: none */
};

struct device_reports {
    struct registry *registry;
    struct db *db;
    struct map *by_name;   /* of struct reporter, owned */
    struct reporter **all; /* borrowed from by_name, by id */
    size_t n, cap;
    uint32_t *by_thing; /* thing id -> place in all, +1; 0: none */
    size_t cap_things;
    uint64_t generation;
    struct arena *arena; /* of the report that is being taken */
};

struct report_value {
    const char *metric;
    struct metric_value value;
};

/* A report while it is read. Texts and lists live in the arena. */
struct report {
    struct arena *arena;
    int64_t id;
    struct report_value values[REPORT_VALUES_MAX];
    size_t n_values;
    char why[REPORT_WHY_MAX]; /* "" nothing is wrong so far */
};

/* Says what is wrong, once; always false. */
bool report_wrong(struct report *r, const char *fmt, ...) NONNULL PRINTF(2);
/* The next value, cleared. */
struct metric_value *report_add(struct report *r, const char *metric) NONNULL;
/* false: why says what is wrong. */
bool report_read(struct report *r, struct str payload) NONNULL MUST_USE;
/* custom_metrics: NAME -> [one object]. */
bool report_read_custom(struct report *r, const struct json *custom) NONNULL MUST_USE;
/* Held against the custom metrics of the account, where they are defined. */
struct custom_metric_row;
bool report_fits(struct report *r, const struct custom_metric_row *defined,
                 size_t n) NONNULL MUST_USE;

/* ---- what both halves read by ---- */

/* "192.0.2.1" or "2001:db8::1". */
bool report_is_address(const char *text) NONNULL;
/* Room for a list's elements: wrong beyond DEVICE_REPORT_LIST_MAX. */
bool report_list(struct report *r, const struct json *array, const char *what, size_t size,
                 void **out) NONNULL MUST_USE;
