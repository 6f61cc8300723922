/*
 * local/device_report: device metrics reports, as devices publish them to
 * $aws/things/THING/defender/metrics/json, and what of them is kept.
 *
 * Checks a report as the service documents it: header with an id that grows and a version,
 * metrics or custom_metrics or both, long or short names, numbers in their ranges, at most one
 * report in DEVICE_REPORT_MS of a device. What is not right is rejected whole, with a text,
 * and counted: nothing of it is kept. Values are kept as MetricValue for as long as metric
 * values can be asked for. Devices need not be registered. Times are service time, when the
 * report came; the id is only compared. Facts: developer guide of AWS IoT Device Defender,
 * "Sending metrics from devices" and "Custom metrics".
 */
#pragma once

#include "client/api/violations.h"
#include "client/local/registry.h"

enum {
    DEVICE_REPORT_MS = 300 * 1000,      /* the service's quota: one report in that time */
    DEVICE_REPORT_MAX = 128 * 1024,     /* bytes: the largest MQTT message */
    DEVICE_REPORT_LIST_MAX = 1000,      /* ports, connections, elements of a custom list */
    DEVICE_REPORT_CUSTOM_MAX = 100,     /* custom metrics of one report: the account's quota */
    DEVICE_REPORT_NAME_MAX = 128,       /* bytes of a thing name */
    DEVICE_REPORT_TEXT_MAX = 256,       /* of one text in a custom list, or an interface */
    DEVICE_REPORT_DAYS = 14,            /* how long values are kept */
    DEVICE_REPORT_DEVICES_MAX = 100000, /* that ever reported */
};

struct device_reports;

/* What is wrong with the name of a thing or client, none of whose messages is taken then: it is
 * empty or too long, no UTF-8, or has control characters. NULL: nothing. */
const char *device_report_name_wrong(struct str name);

bool device_reports_open(struct device_reports **out, struct registry *r,
                         struct err *err) NONNULL MUST_USE;
void device_reports_close(struct device_reports *d); /* NULL is fine */

/* One report for a thing. *answer: the message of the topic's accepted or rejected side.
 * false: the database failed. */
struct device_answer {
    bool accepted;
    /* rejected: "InvalidPayload", "Malformed metrics report: ..."; until the next report */
    const char *code, *why;
    struct buf body; /* owned by the caller, initialised here */
};
bool device_report_take(struct device_reports *d, struct str thing, struct str payload,
                        int64_t now_ms, struct device_answer *answer,
                        struct err *err) NONNULL MUST_USE;

/* ---- for local/detect ---- */

struct reporting_device {
    int64_t id, thing_id; /* thing_id 0: not registered */
    const char *name;     /* borrowed until close */
    int64_t last_ms;      /* of the last accepted report; 0: none yet */
    int64_t accepted, rejected;
};
/* Moves with every report. */
uint64_t device_reports_generation(const struct device_reports *d) NONNULL;
/* All that ever reported, in order of their first report. No database. */
size_t device_reports_count(const struct device_reports *d) NONNULL;
const struct reporting_device *device_reports_nth(const struct device_reports *d,
                                                  size_t i) NONNULL;
/* The one that is a thing; NULL: it never reported. One look into a table. */
const struct reporting_device *device_reports_of_thing(const struct device_reports *d,
                                                       int64_t thing_id) NONNULL;
const struct reporting_device *device_reports_named(const struct device_reports *d,
                                                    const char *name) NONNULL; /* NULL */
/* Up to max values of [from_ms, until_ms) as struct metric_datum, oldest first. */
bool device_reports_values(struct device_reports *d, int64_t device, const char *metric,
                           int64_t from_ms, int64_t until_ms, size_t max, struct arena *a,
                           struct list *out, struct err *err) NONNULL MUST_USE;
