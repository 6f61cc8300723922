/*
 * net/retry: what to do after an attempt failed. Pure decisions, no waiting.
 *
 * A request whose outcome is open is sent again only when a second arrival changes nothing
 * (RETRY_SAFE) or is recognised by its token (RETRY_TOKEN). Failures before anything could
 * arrive and explicit throttling are safe for every class. LimitExceededException is an account
 * quota here, never retried. Numbers: the SDKs' standard mode (3 attempts, full jitter, 1 s to
 * 20 s).
 */
#pragma once

#include <stdint.h>

#include "client/api/operation.h"

enum {
    RETRY_ATTEMPTS = 3,
    RETRY_BASE_MS = 1000,
    RETRY_CAP_MS = 20 * 1000,
    RETRY_AFTER_SLACK_MS =
        5 * 1000,            /* a server's x-amz-retry-after is stretched at most so far */
    RETRY_TOKENS = 500,      /* the retry quota: full, */
    RETRY_COST = 5,          /* a second try, */
    RETRY_COST_TIMEOUT = 10, /* a second try after a timeout */
    RETRY_SKEW_MS = 4 * 60 * 1000, /* a clock this wrong explains a refused signature */
};

struct retry_failure {
    const struct err *err; /* status and code of an error answer, or the transport's error */
    bool may_have_arrived, hopeless;
    int64_t skew_ms;     /* server's Date minus signing time; 0 when unknown */
    bool skew_corrected; /* already once for this call */
};

enum retry_action {
    RETRY_GIVE_UP,
    RETRY_LATER,  /* after retry_delay_ms() */
    RETRY_RESIGN, /* at once, with the server's time */
};

/* attempts: sends so far, >= 1. */
enum retry_action retry_decide(enum retry_class class, const struct retry_failure *f,
                               int attempts, int max_attempts) NONNULL;
/* The signature was refused and the clocks differ by enough to explain it. */
bool retry_blames_clock(const struct retry_failure *f) NONNULL;
/* The failure says nothing about whether the request was carried out. */
bool retry_outcome_open(const struct retry_failure *f) NONNULL;
/* random01 in [0,1). attempts: sends so far, >= 1. retry_after_ms < 0: none was named. */
int64_t retry_delay_ms(int attempts, int64_t retry_after_ms, double random01);
int retry_cost(const struct err *err) NONNULL; /* of the retry bucket */
