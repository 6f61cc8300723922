/*
 * net/budget: how many calls a second one context may make, and how many second tries.
 *
 * One bucket for all calls, a smaller one for mutations, one per operation with the service's
 * own quota. Throttling answers cut the rate, time brings it back (CUBIC: beta 0.7, scale 0.4,
 * never under 0.5 a second, as the SDKs' adaptive mode). Pure: time is handed in, in monotonic
 * us.
 */
#pragma once

#include <stdint.h>

#include "client/api/operation.h"

enum {
    BUDGET_OPERATIONS = 128, /* distinct operations one context can use */
    BUDGET_CALLS = 10,       /* a second: the lowest quota the service publishes */
    BUDGET_MUTATIONS = 5,
    BUDGET_UNBOUND = 1000000,               /* a service on this machine */
    BUDGET_THROTTLED_US = 30 * 1000 * 1000, /* how long a refusal is worth a word */
};

enum call_priority { CALL_INTERACTIVE, CALL_BACKGROUND };

struct bucket {
    double rate, tokens; /* rate = also the most it holds, at least 1 */
    int64_t filled_us;
};

struct budget {
    double ceiling; /* what the person allows, calls a second */
    struct bucket all, mutations;
    struct {
        const struct operation *op;
        struct bucket bucket;
    } per_operation[BUDGET_OPERATIONS];
    int n_operations;
    double rate_at_throttle; /* CUBIC's w_max; 0: never throttled */
    int64_t throttled_us;
    int64_t second;              /* of the newest call */
    int calls_now, calls_before; /* in it, and in the one before it */
    uint64_t calls, throttles, retries, retries_refused;
    int retry_tokens;
};

void budget_init(struct budget *b, double calls_per_second, int64_t now_us) NONNULL;
/* Takes one call and returns 0, or takes nothing and returns the us to wait. Background calls
 * leave the last call of a second to a person. */
int64_t budget_take(struct budget *b, const struct operation *op, enum call_priority priority,
                    int64_t now_us) NONNULL;
void budget_throttled(struct budget *b, int64_t now_us) NONNULL;
/* Calls a second allowed now. */
double budget_rate(const struct budget *b, int64_t now_us) NONNULL;
/* Refused lately, and still slower than before. */
bool budget_is_throttled(const struct budget *b, int64_t now_us) NONNULL;

bool budget_take_retry(struct budget *b, int cost) NONNULL MUST_USE;
void budget_refund_retry(struct budget *b, int cost) NONNULL; /* cost 0: success at first try */
