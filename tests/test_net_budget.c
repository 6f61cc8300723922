/*
 * net/budget, net/retry, net/call_log: the arithmetic, with time handed in.
 */
#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/audit.h"
#include "client/net/budget.h"
#include "client/net/call_log.h"
#include "client/net/gate.h"
#include "client/net/retry.h"

static const int64_t second_us = 1000000;

/* Calls that get through when somebody asks every millisecond. */
static int calls_in(struct budget *b, const struct operation *op, enum call_priority p,
                    int64_t from_us, int seconds)
{
    int n = 0;

    for (int64_t t = from_us; t < from_us + seconds * second_us; t += 1000)
        n += budget_take(b, op, p, t) == 0;
    return n;
}

static struct operation quick(enum effect effect, int per_second)
{
    return (struct operation){
        .name = "Quick", .effect = effect, .calls_per_second = per_second};
}

Test(budget, rates)
{
    const struct {
        const char *name;
        double allowed;
        enum effect effect;
        int quota;
        enum call_priority priority;
        int least, most; /* in ten seconds: the rate, and one second's burst */
    } rows[] = {
        {"all calls", 10, EFFECT_READ, 50, CALL_INTERACTIVE, 108, 110},
        {"in the background", 10, EFFECT_READ, 50, CALL_BACKGROUND, 107, 109},
        {"mutations", 10, EFFECT_MUTATE, 50, CALL_INTERACTIVE, 53, 55},
        {"the operation's quota", 10, EFFECT_READ, 2, CALL_INTERACTIVE, 21, 22},
        {"a small budget", 1, EFFECT_READ, 50, CALL_INTERACTIVE, 10, 11},
        {"a service on this machine", BUDGET_UNBOUND, EFFECT_READ, 1, CALL_BACKGROUND, 10000,
         10000},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct operation op = quick(rows[i].effect, rows[i].quota);
        struct budget b;
        budget_init(&b, rows[i].allowed, 0);
        int n = calls_in(&b, &op, rows[i].priority, 0, 10);
        cr_expect(n >= rows[i].least && n <= rows[i].most, "%s: %d calls", rows[i].name, n);
        cr_expect_eq(b.calls, (uint64_t)n);
    }
}

Test(budget, the_wait_it_names_is_long_enough)
{
    struct operation op = quick(EFFECT_READ, 100);
    struct budget b;
    int64_t now = 0;

    budget_init(&b, 10, 0);
    for (int i = 0; i < 100; i++) {
        int64_t wait = budget_take(&b, &op, CALL_INTERACTIVE, now);
        if (wait > 0) {
            now += wait;
            cr_expect_eq(budget_take(&b, &op, CALL_INTERACTIVE, now), 0);
        }
    }
    cr_expect_geq(now, 8 * second_us);
}

Test(budget, a_person_goes_first)
{
    struct operation op = quick(EFFECT_READ, 100);
    struct budget b;

    budget_init(&b, 10, 0);
    for (int i = 0; i < 9; i++)
        cr_expect_eq(budget_take(&b, &op, CALL_BACKGROUND, 0), 0);
    cr_expect_gt(budget_take(&b, &op, CALL_BACKGROUND, 0), 0);
    cr_expect_eq(budget_take(&b, &op, CALL_INTERACTIVE, 0), 0);
    cr_expect_gt(budget_take(&b, &op, CALL_INTERACTIVE, 0), 0);
}

Test(budget, throttling_slows_it_and_time_heals)
{
    struct operation op = quick(EFFECT_READ, 100);
    struct budget b;

    budget_init(&b, 10, 0);
    budget_throttled(&b, 0);
    cr_expect_float_eq(budget_rate(&b, 0), 7.0, 0.01);
    cr_expect_gt(budget_take(&b, &op, CALL_INTERACTIVE, 0), 0);
    budget_throttled(&b, 0);
    cr_expect_float_eq(budget_rate(&b, 0), 4.9, 0.01);
    for (int i = 0; i < 50; i++)
        budget_throttled(&b, 0);
    cr_expect_float_eq(budget_rate(&b, 0), 0.5, 0.01, "never slower than one in two seconds");
    double before = 0;
    for (int s = 0; s < 30; s++) {
        double rate = budget_rate(&b, s * second_us);
        cr_expect_geq(rate, before);
        before = rate;
    }
    cr_expect_float_eq(before, 10, 0.01, "and back where it was");
    cr_expect_eq(b.throttles, 52);
}

Test(budget, a_service_without_a_quota_is_slowed_from_what_was_asked)
{
    struct operation op = quick(EFFECT_READ, 0);
    struct budget b;

    budget_init(&b, BUDGET_UNBOUND, 0);
    cr_expect_not(budget_is_throttled(&b, 0));
    cr_expect_eq(calls_in(&b, &op, CALL_INTERACTIVE, 0, 1), 1000);
    budget_throttled(&b, second_us);
    cr_expect_float_eq(budget_rate(&b, second_us), 700, 0.01, "the second before counts");
    cr_expect(budget_is_throttled(&b, second_us));
    budget_throttled(&b, 9 * second_us);
    cr_expect_float_eq(budget_rate(&b, 9 * second_us), BUDGET_CALLS * 0.7, 0.01, "a lone call");
    cr_expect_not(budget_is_throttled(&b, 9 * second_us + BUDGET_THROTTLED_US), "long ago");

    budget_init(&b, 10, 0);
    budget_throttled(&b, 0);
    cr_expect(budget_is_throttled(&b, second_us));
    cr_expect_not(budget_is_throttled(&b, 10 * second_us), "as fast as before");
}

Test(budget, a_storm_of_failures_runs_out_of_retries)
{
    struct budget b;
    int retries = 0;

    budget_init(&b, 10, 0);
    for (int call = 0; call < 1000; call++)
        for (int attempt = 1; attempt < RETRY_ATTEMPTS; attempt++)
            retries += budget_take_retry(&b, RETRY_COST);
    cr_expect_eq(retries, 100);
    cr_expect_eq(b.retries_refused, 1900);
    for (int call = 0; call < 5; call++)
        budget_refund_retry(&b, 0);
    cr_expect(budget_take_retry(&b, RETRY_COST), "successes earn one back");
    for (int call = 0; call < 10000; call++)
        budget_refund_retry(&b, RETRY_COST);
    cr_expect_eq(b.retry_tokens, RETRY_TOKENS, "and never more than there were");
}

/* ---- retry ---- */

Test(retry, delays_stay_within_the_formula)
{
    for (int i = 0; i < 10000; i++) {
        double random01 = i / 10000.0;
        int attempts = i % 8 + 1;
        int64_t cap = INT64_C(1000) << (attempts - 1);
        int64_t delay = retry_delay_ms(attempts, -1, random01);
        cap = cap > RETRY_CAP_MS ? RETRY_CAP_MS : cap;
        cr_assert(delay >= 0 && delay <= cap, "%d: %ld", i, (long)delay);
        int64_t asked = i % 7000;
        delay = retry_delay_ms(attempts, asked, random01);
        cr_assert(delay >= asked && delay <= asked + RETRY_AFTER_SLACK_MS, "%d: %ld", i,
                  (long)delay);
    }
    cr_expect_eq(retry_delay_ms(1, 3600 * 1000, 0.5), RETRY_CAP_MS, "an hour is not waited");
    cr_expect_eq(retry_delay_ms(1, -1, 0.5), 500);
    cr_expect_eq(retry_delay_ms(3, -1, 0.5), 2000);
}

Test(retry, table)
{
    enum {
        S = 1 << RETRY_SAFE,
        T = 1 << RETRY_TOKEN,
        N = 1 << RETRY_NAMED,
        V = 1 << RETRY_NEVER
    };
    const struct {
        const char *name;
        enum err_kind kind;
        int status;
        const char *code;
        bool arrived, hopeless;
        int again; /* classes that try again */
    } rows[] = {
        {"name", ERR_NAME, 0, "", false, false, S | T | N | V},
        {"connect", ERR_CONNECT, 0, "", false, false, S | T | N | V},
        {"handshake", ERR_TLS, 0, "", false, false, S | T | N | V},
        {"certificate", ERR_TLS, 0, "", false, true, 0},
        {"connect timeout", ERR_TIMEOUT, 0, "", false, false, S | T | N | V},
        {"timeout", ERR_TIMEOUT, 0, "", true, false, S | T},
        {"cut", ERR_CUT, 0, "", true, false, S | T},
        {"no HTTP", ERR_DECODE, 0, "", true, false, S | T},
        {"wrong shape", ERR_DECODE, 200, "", true, false, 0},
        {"throttled", ERR_THROTTLED, 400, "ThrottlingException", true, false, S | T | N | V},
        {"throttled with 503", ERR_THROTTLED, 503, "SlowDown", true, false, S | T | N | V},
        {"500", ERR_SERVICE, 500, "", true, false, S | T},
        {"501", ERR_SERVICE, 501, "", true, false, 0},
        {"502", ERR_SERVICE, 502, "", true, false, S | T},
        {"504", ERR_SERVICE, 504, "", true, false, S | T},
        {"505", ERR_SERVICE, 505, "", true, false, 0},
        {"quota", ERR_SERVICE, 410, "LimitExceededException", true, false, 0},
        {"slow request", ERR_SERVICE, 400, "RequestTimeout", true, false, S | T | N | V},
        {"denied", ERR_DENIED, 403, "AccessDeniedException", true, false, 0},
        {"expired", ERR_CREDENTIALS, 403, "ExpiredToken", true, false, 0},
        {"too long", ERR_LIMIT, 0, "", true, false, 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        for (int c = RETRY_SAFE; c <= RETRY_NEVER; c++) {
            struct err err = {.kind = rows[i].kind, .status = rows[i].status};
            memcpy(err.code, rows[i].code, strlen(rows[i].code) + 1);
            struct retry_failure f = {
                .err = &err, .may_have_arrived = rows[i].arrived, .hopeless = rows[i].hopeless};
            enum retry_action wanted = rows[i].again & 1 << c ? RETRY_LATER : RETRY_GIVE_UP;
            cr_expect_eq(retry_decide((enum retry_class)c, &f, 1, 3), wanted, "%s, class %d",
                         rows[i].name, c);
            cr_expect_eq(retry_decide((enum retry_class)c, &f, 3, 3), RETRY_GIVE_UP,
                         "%s, third try", rows[i].name);
        }
}

/* ---- call log ---- */

Test(call_log, keeps_the_newest)
{
    struct call_log *log = calloc(1, sizeof *log);

    cr_expect_eq(call_log_count(log), 0);
    cr_expect_null(call_log_at(log, 0));
    cr_expect_null(call_log_row(log, 0));
    for (int i = 1; i <= CALL_LOG_ROWS + 10; i++)
        cr_assert_eq(call_log_add(log)->id, (uint64_t)i);
    cr_expect_eq(call_log_count(log), CALL_LOG_ROWS);
    cr_expect_eq(call_log_at(log, 0)->id, CALL_LOG_ROWS + 10);
    cr_expect_eq(call_log_at(log, CALL_LOG_ROWS - 1)->id, 11);
    cr_expect_null(call_log_at(log, CALL_LOG_ROWS));
    cr_expect_null(call_log_row(log, 10), "written over");
    cr_expect_eq(call_log_row(log, 11)->id, 11);
    cr_expect_eq(log->changes, CALL_LOG_ROWS + 10);
    free(log);
}
