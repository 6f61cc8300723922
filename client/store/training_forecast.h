/*
 * store/training_forecast: why a model of ML detect is not ready yet, when it will be. Pure.
 *
 * The service builds a model from 14 days and 25,000 datapoints of the trailing 14 days,
 * refreshes it daily while it has those, and lets it expire 30 days after the last refresh (or
 * after the first try). It tells the share of the datapoints only; the share of the days is
 * worked out from the start of collection, the rate from measured shares where there are any.
 * The status is the service's alone: nothing here takes a full bar for an active model, or an
 * active model for a full bar. Times are the service's, in ms since 1970. Facts: developer
 * guide, "ML Detect" and "Monitoring your ML models".
 */
#pragma once

#include "client/api/violations.h"
#include "client/base/buf.h"

enum {
    TRAINING_DAYS = 14,
    TRAINING_DATAPOINTS = 25000,
    TRAINING_EXPIRE_DAYS = 30,
};

/* A share of the datapoints, as it was seen at a time. */
struct training_point {
    int64_t at_ms;
    double percent;
};

struct training_facts {
    const char *status; /* ModelStatus as it came; NULL: not told */
    struct opt_double percent;
    struct opt_time start, built;
    int64_t now_ms;
    const struct training_point *points; /* ascending; borrowed */
    size_t n_points;
};

enum training_rate {
    TRAINING_RATE_UNKNOWN,
    TRAINING_RATE_MEASURED, /* between what was seen before and now */
    TRAINING_RATE_AVERAGE,  /* over what has passed of the window */
};

enum training_full {
    TRAINING_FULL_UNKNOWN,
    TRAINING_FULL_NOW,   /* there are enough datapoints */
    TRAINING_FULL_LATER, /* at full_ms, at this rate */
    TRAINING_FULL_NEVER, /* 14 days at this rate are too few */
};

struct training_forecast {
    struct opt_double days, data; /* percent, 0 to 100 */
    bool lacks_days, lacks_data;  /* known to be missing */
    enum training_rate rate_from;
    double rate;    /* datapoints a day */
    double reaches; /* datapoints that 14 days at this rate hold */
    enum training_full full;
    int64_t full_ms;
    struct opt_time ready;   /* both: when a first build can be expected; absent: not known */
    struct opt_time expires; /* unless it has enough before; absent: not known */
};
void training_forecast(const struct training_facts *f, struct training_forecast *out) NONNULL;

/* Fleets that send enough, as the service's own material names them. */
struct training_fleet {
    int devices, minutes;
};
extern const struct training_fleet training_fleets[];
extern const size_t training_fleet_count;
/* Datapoints of a metric in 14 days. */
int64_t training_fleet_datapoints(const struct training_fleet *f) NONNULL;

/* One line each, "label\ttext\n", in the order one reads them. */
void training_forecast_say(const struct training_facts *facts,
                           const struct training_forecast *f, struct buf *out) NONNULL;
/* "waits for datapoints (31%)", "waits for days (43%)", "expired: ..."; for one line. */
void training_brief(const struct training_facts *facts, struct buf *out) NONNULL;
/* "Wed 23 Dec 2026 14:22Z". */
void training_date_say(int64_t ms, struct buf *out) NONNULL;
