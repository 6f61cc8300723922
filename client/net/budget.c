#include "client/net/budget.h"

#include <math.h>

#include "client/net/retry.h"

/* CUBIC as in the SDKs' adaptive mode. */
#define BETA     0.7
#define SCALE    0.4
#define RATE_MIN 0.5

/* Of the last second's calls, background work leaves this many to a person. */
#define RESERVE 1.0

enum { SECOND_US = 1000000 };

static double bucket_size(const struct bucket *b)
{
    return b->rate < 1.0 ? 1.0 : b->rate;
}

static void bucket_init(struct bucket *b, double rate, int64_t now_us)
{
    b->rate = rate;
    b->tokens = bucket_size(b);
    b->filled_us = now_us;
}

static void bucket_fill(struct bucket *b, int64_t now_us)
{
    double more = (double)(now_us - b->filled_us) / 1e6 * b->rate;

    b->filled_us = now_us;
    b->tokens = fmin(b->tokens + fmax(more, 0.0), bucket_size(b));
}

/* us until `need` tokens are there; 0: now. */
static int64_t bucket_wait_us(const struct bucket *b, double need)
{
    need = fmin(need, bucket_size(b));
    /* A millionth short is a rounding error, not a reason to wait. */
    if (b->tokens + 1e-6 >= need)
        return 0;
    return (int64_t)ceil((need - b->tokens) / b->rate * 1e6);
}

void budget_init(struct budget *b, double calls_per_second, int64_t now_us)
{
    double mutations = calls_per_second * BUDGET_MUTATIONS / BUDGET_CALLS;

    *b = (struct budget){.ceiling = calls_per_second, .retry_tokens = RETRY_TOKENS};
    bucket_init(&b->all, calls_per_second, now_us);
    bucket_init(&b->mutations, mutations, now_us);
}

double budget_rate(const struct budget *b, int64_t now_us)
{
    if (b->rate_at_throttle <= 0)
        return b->ceiling;
    double t = (double)(now_us - b->throttled_us) / 1e6;
    double k = cbrt(b->rate_at_throttle * (1 - BETA) / SCALE);
    double rate = SCALE * pow(t - k, 3) + b->rate_at_throttle;

    return fmin(fmax(rate, RATE_MIN), b->ceiling);
}

bool budget_is_throttled(const struct budget *b, int64_t now_us)
{
    return b->rate_at_throttle > 0 && now_us - b->throttled_us < BUDGET_THROTTLED_US &&
           budget_rate(b, now_us) < b->ceiling;
}

/* Of this second and of the whole one before it. */
static double calls_lately(const struct budget *b, int64_t now_us)
{
    int64_t second = now_us / SECOND_US - b->second;

    return second == 0 ? fmax(b->calls_now, b->calls_before) : second == 1 ? b->calls_now : 0;
}

static void count_call(struct budget *b, int64_t now_us)
{
    int64_t second = now_us / SECOND_US;

    if (second != b->second) {
        b->calls_before = second == b->second + 1 ? b->calls_now : 0;
        b->calls_now = 0;
        b->second = second;
    }
    b->calls_now++;
    b->calls++;
}

static struct bucket *operation_bucket(struct budget *b, const struct operation *op,
                                       int64_t now_us)
{
    /* A service on this machine has no quota of its own worth keeping to. */
    if (b->ceiling >= BUDGET_UNBOUND || op->calls_per_second <= 0)
        return NULL;
    for (int i = 0; i < b->n_operations; i++)
        if (b->per_operation[i].op == op)
            return &b->per_operation[i].bucket;
    if (b->n_operations == BUDGET_OPERATIONS)
        return NULL;
    b->per_operation[b->n_operations].op = op;
    struct bucket *fresh = &b->per_operation[b->n_operations++].bucket;
    bucket_init(fresh, op->calls_per_second, now_us);
    return fresh;
}

int64_t budget_take(struct budget *b, const struct operation *op, enum call_priority priority,
                    int64_t now_us)
{
    struct bucket *use[3] = {&b->all, operation_bucket(b, op, now_us),
                             op->effect == EFFECT_MUTATE ? &b->mutations : NULL};
    int64_t wait = 0;

    b->all.rate = budget_rate(b, now_us);
    for (size_t i = 0; i < COUNT_OF(use); i++) {
        if (use[i] == NULL)
            continue;
        bucket_fill(use[i], now_us);
        double need = i == 0 && priority == CALL_BACKGROUND ? 1.0 + RESERVE : 1.0;
        int64_t w = bucket_wait_us(use[i], need);
        wait = w > wait ? w : wait;
    }
    if (wait > 0)
        return wait;
    for (size_t i = 0; i < COUNT_OF(use); i++)
        if (use[i] != NULL)
            use[i]->tokens -= 1;
    count_call(b, now_us);
    return 0;
}

void budget_throttled(struct budget *b, int64_t now_us)
{
    double asked = fmax(calls_lately(b, now_us), BUDGET_CALLS);

    b->throttles++;
    /* Where no quota is kept to, what was allowed says nothing about what was refused. */
    b->rate_at_throttle = fmax(fmin(budget_rate(b, now_us), asked), RATE_MIN);
    b->throttled_us = now_us;
    b->all.rate = budget_rate(b, now_us);
    b->all.tokens = fmin(b->all.tokens, 0.0);
}

bool budget_take_retry(struct budget *b, int cost)
{
    if (b->retry_tokens < cost) {
        b->retries_refused++;
        return false;
    }
    b->retry_tokens -= cost;
    b->retries++;
    return true;
}

void budget_refund_retry(struct budget *b, int cost)
{
    b->retry_tokens += cost > 0 ? cost : 1;
    if (b->retry_tokens > RETRY_TOKENS)
        b->retry_tokens = RETRY_TOKENS;
}
