/*
 * local/detect: what the devices of the local service's account do, judged by security
 * profiles.
 *
 * Time goes in slots of DETECT_SLOT_MS of service time. At the end of a slot every device that
 * reported is held against every behavior of every profile whose targets it is among: values
 * in, alarms out. What simulated devices report is a function of seed, device, metric and slot
 * (local/sim) changed by the scenarios under way (local/scenarios), so nothing of it has to be
 * stored and the last 14 days can be asked for at any time; what real devices report
 * (local/device_report) is stored and takes the place of the simulated value. Works in slices
 * between calls; an alarm, its event and how far the slot has come are one transaction, so
 * nothing is raised twice or lost after kill -9. Rules: developer guide of AWS IoT Device
 * Defender, "Detect".
 */
#pragma once

#include "client/api/violations.h"
#include "client/base/loop.h"
#include "client/local/paging.h"
#include "client/local/registry.h"
#include "client/local/service_clock.h"

enum {
    DETECT_SLOT_MS = 5 * 60 * 1000,  /* how often cloud-side metrics are taken */
    DETECT_SILENT_MS = 2 * 86400000, /* without a datapoint an alarm is invalidated */
    DETECT_METRIC_DAYS = 14,         /* how long metric values can be asked for */
    DETECT_EVENT_DAYS = 30,          /* and violation events */
    DETECT_SLICE_US = 4000,          /* of one idle turn: other calls wait no longer */
    DETECT_WINDOW_SLOTS = 12,        /* the longest duration, an hour */
    DETECT_CONSECUTIVE_MAX = 10,     /* datapoints to alarm or to clear */
    DETECT_UNREGISTERED_MAX = 10000, /* connections under client ids of no thing that count */
    /* After the service was off: slots that are made up for, and how many values of a device
     * and behavior that may take. What lies before is a gap. */
    DETECT_CATCH_UP_SLOTS = 576,
    DETECT_CATCH_UP_VALUES = 20 * 1000 * 1000,
    /* The past of a new fleet: this many values for all of it, days, and days of every slot. */
    DETECT_PAST_VALUES = 40 * 1000 * 1000,
    DETECT_PAST_DAYS = 30,
    DETECT_PAST_FINE_DAYS = 2,
    DETECT_PAST_STEP = 12,          /* slots between two before that, at least */
    DETECT_BEGIN_US = 2000 * 1000,  /* real time of a start that may go into it */
    DETECT_PROFILES_PER_TARGET = 5, /* the service's quotas */
    DETECT_BEHAVIORS_MAX = 100,
    DETECT_VALUES_MAX = 1000, /* value elements of one profile */
    DETECT_CUSTOM_METRICS_MAX = 100,
    DETECT_DIMENSIONS_MAX = 10,
};

struct detect;
struct models;
struct scenarios;
struct device_reports;

struct detect_options {
    struct registry *registry; /* borrowed, like the rest */
    const struct service_clock *clock;
    struct models *models;
    struct scenarios *scenarios;
    struct device_reports *reports; /* NULL: no device is real */
};

bool detect_open(struct detect **out, const struct detect_options *o,
                 struct err *err) NONNULL MUST_USE;
/* Judges the past of a new fleet, for as long as budget_us of real time last, so that whoever
 * asks first finds it; the rest comes in slices. Nothing when it has been judged. */
bool detect_begin(struct detect *d, int64_t budget_us, struct err *err) NONNULL MUST_USE;
/* Judges now what slices have not come to, but for the last hour: a list of what happened must
 * not be short only because nobody has looked yet. */
bool detect_catch_up(struct detect *d, struct err *err) NONNULL MUST_USE;
void detect_close(struct detect *d); /* NULL is fine; detaches */
/* Works in idle turns of the loop from now on. */
void detect_attach(struct detect *d, struct loop *loop) NONNULL;
/* One slice, as slices_fn. */
bool detect_step(struct detect *d, int64_t *wait_ms, struct err *err) NONNULL MUST_USE;

/* Called after messages were put into the outbox (local/mitigation_outbox). */
typedef void detect_message_fn(void *ctx);
void detect_on_message(struct detect *d, detect_message_fn *fn, void *ctx);

/* Profiles, targets, custom metrics or dimensions have changed: they are read again at once.
 * Changes of who there is move registry_generation(), which is looked at before a slot. */
void detect_profiles_changed(struct detect *d) NONNULL;

/* ---- for handlers: inputs are decoded, validated requests; failures that the API documents
 * are faults ---- */

bool detect_active_violations(struct detect *d, const struct list_active_violations_input *in,
                              const struct page *page, struct arena *arena,
                              struct list_active_violations_output *out,
                              struct err *err) NONNULL MUST_USE;
bool detect_violation_events(struct detect *d, const struct list_violation_events_input *in,
                             const struct page *page, struct arena *arena,
                             struct list_violation_events_output *out,
                             struct err *err) NONNULL MUST_USE;
bool detect_verify(struct detect *d, const struct put_verification_state_on_violation_input *in,
                   struct err *err) NONNULL MUST_USE;
bool detect_metric_values(struct detect *d, const struct list_metric_values_input *in,
                          const struct page *page, struct arena *arena,
                          struct list_metric_values_output *out,
                          struct err *err) NONNULL MUST_USE;
