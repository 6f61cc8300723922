/*
 * local/service: one account that answers the API.
 *
 * Owns the state folder (one service at a time), the registry, the audits and the key pair, and
 * turns one HTTP request into one answer: signature, route, parameters, quota, handler. Refuses
 * what is not signed with its own key for `iot` or `execute-api` (`sts` for STS, `iotdata`
 * for what devices publish) in its region;
 * an operation it does not serve is answered by NotImplementedException, never by an invention.
 * Signatures and throttling go by real time, everything else by the service clock.
 */
#pragma once

#include "client/api/operation.h"
#include "client/local/fleet.h"
#include "client/local/httpd.h"
#include "client/local/keys.h"
#include "client/local/registry.h"
#include "client/local/service_clock.h"
#include "client/local/throttle.h"

enum {
    SERVICE_SKEW_MAX_MS = 15 * 60 * 1000, /* as the service's own refusals say */
};

enum service_throttling { SERVICE_THROTTLED, SERVICE_UNTHROTTLED };

enum service_detect { SERVICE_WITH_DETECT, SERVICE_WITHOUT_DETECT /* closed to the account */ };

struct service_options {
    const char *state_dir;
    const char *fleet;  /* NULL: whatever is there, else the default fleet */
    int64_t things;     /* 0: as the fleet says */
    double clock_speed; /* 1: real time */
    enum service_throttling throttling;
    enum service_detect detect;
    fleet_progress_fn *progress; /* of making the fleet; NULL: none */
    void *progress_ctx;
};

struct audit;
struct mitigation;
struct scenarios;
struct device_reports;
struct models;
struct detect;

/* Handlers read it; only local/service and local/sts write it. */
struct local_service {
    struct loop *loop;
    struct registry *registry;
    struct service_clock *clock;
    struct audit *audit;
    struct mitigation *mitigation;
    struct scenarios *scenarios;
    struct device_reports *reports;
    struct models *models;     /* NULL: Detect is closed */
    struct detect *detect;     /* NULL: the same */
    struct throttle *throttle; /* NULL: no quotas */
    bool detect_closed;
    struct local_keys keys;
    const char *endpoint; /* borrowed from the HTTP server; what DescribeEndpoint answers */
    struct loop_timer *clock_timer;
    int lock_fd;
    /* of the answer being written; httpd reads them after the callback */
    char request_id[37];
    char error_type[64];
    char clock_text[24]; /* service time in ms: a console that shows dates goes by it */
};

/* Makes the state and the fleet when they are not there, resumes audits
 * and mitigation tasks. ERR_CONFIG: another
 * service holds the state (which one), or the state is of another fleet. */
bool service_open(struct local_service **out, struct loop *loop,
                  const struct service_options *o, struct err *err) NONNULL MUST_USE;
void service_close(struct local_service *s); /* NULL is fine */
/* An httpd_fn; ctx is the service. */
void service_answer(void *ctx, const struct httpd_request *r, struct httpd_answer *a);
