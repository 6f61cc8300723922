#include "client/net/retry.h"

#include <string.h>

static bool listed(const char *code, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(code, names[i]) == 0)
            return true;
    return false;
}

/* What a service says to a signature whose time it does not believe. */
static bool blames_the_clock(const char *code)
{
    static const char *const names[] = {"RequestTimeTooSkewed",  "RequestExpired",
                                        "RequestInTheFuture",    "AuthFailure",
                                        "SignatureDoesNotMatch", "InvalidSignatureException"};

    return listed(code, names, COUNT_OF(names));
}

/* Kinds that may go away by themselves, whatever the answer's name was. */
static const bool passing[] = {
    [ERR_NAME] = true, [ERR_CONNECT] = true,   [ERR_TLS] = true,       [ERR_TIMEOUT] = true,
    [ERR_CUT] = true,  [ERR_THROTTLED] = true, [ERR_CANCELED] = false,
};

static bool is_transient(const struct err *err)
{
    static const char *const names[] = {"RequestTimeout", "RequestTimeoutException",
                                        "PriorRequestNotComplete"};

    if (err->kind ==
        ERR_DECODE) /* no HTTP at all; a proper answer of a wrong shape stays wrong */
        return err->status == 0;
    if (err->kind == ERR_SERVICE)
        return err->status == 500 || (err->status >= 502 && err->status <= 504) ||
               listed(err->code, names, COUNT_OF(names));
    return passing[err->kind];
}

bool retry_outcome_open(const struct retry_failure *f)
{
    if (f->err->kind == ERR_THROTTLED)
        return false;
    if (f->err->status == 0)
        return f->may_have_arrived;
    return f->err->status >= 500 || (f->err->status >= 200 && f->err->status < 300);
}

bool retry_blames_clock(const struct retry_failure *f)
{
    return blames_the_clock(f->err->code) &&
           (f->skew_ms >= RETRY_SKEW_MS || f->skew_ms <= -RETRY_SKEW_MS);
}

enum retry_action retry_decide(enum retry_class class, const struct retry_failure *f,
                               int attempts, int max_attempts)
{
    if (f->hopeless)
        return RETRY_GIVE_UP;
    if (retry_blames_clock(f) && !f->skew_corrected)
        return RETRY_RESIGN;
    if (attempts >= max_attempts || !is_transient(f->err))
        return RETRY_GIVE_UP;
    if (retry_outcome_open(f) && class != RETRY_SAFE && class != RETRY_TOKEN)
        return RETRY_GIVE_UP;
    return RETRY_LATER;
}

int64_t retry_delay_ms(int attempts, int64_t retry_after_ms, double random01)
{
    int64_t cap = RETRY_BASE_MS;

    for (int i = 1; i < attempts && cap < RETRY_CAP_MS; i++)
        cap *= 2;
    if (cap > RETRY_CAP_MS)
        cap = RETRY_CAP_MS;
    int64_t delay = (int64_t)(random01 * (double)cap);
    if (retry_after_ms < 0)
        return delay;
    /* A server that asks for an hour is not obeyed to the letter. */
    int64_t least = retry_after_ms < RETRY_CAP_MS ? retry_after_ms : RETRY_CAP_MS;
    if (delay < least)
        return least;
    return delay < least + RETRY_AFTER_SLACK_MS ? delay : least + RETRY_AFTER_SLACK_MS;
}

int retry_cost(const struct err *err)
{
    return err->kind == ERR_TIMEOUT ? RETRY_COST_TIMEOUT : RETRY_COST;
}
