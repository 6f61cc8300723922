#include <stdlib.h>
#include <sys/random.h>

#include "client/base/mem.h"
#include "client/net/call_internal.h"
#include "client/net/retry.h"

static double random_from_kernel(void *ctx)
{
    uint64_t bits = 0;

    (void)ctx;
    if (getrandom(&bits, sizeof bits, 0) != sizeof bits)
        return 0.5;
    return (double)(bits >> 11) / (double)(UINT64_C(1) << 53);
}

static double default_rate(const struct endpoint *e)
{
    return e->loopback ? BUDGET_UNBOUND : BUDGET_CALLS;
}

/* Calls that wait begin again, on a later turn: their callbacks may change the list. */
static void on_settled(void *ctx, const struct err *err)
{
    const struct client *c = ctx;

    for (struct call *k = c->first; k != NULL; k = k->next)
        call_keys_settled(k, err);
}

const struct credentials *client_credentials(const struct client *c)
{
    return c->keys != NULL ? keys_now(c->keys) : &c->credentials;
}

int64_t client_keys_end_ms(const struct client *c)
{
    return client_credentials(c)->expires_ms;
}

bool client_renew_keys(struct client *c)
{
    if (c->keys == NULL)
        return false;
    keys_renew(c->keys);
    return true;
}

void client_set_pace(struct client *c, int slower)
{
    c->slower = slower;
}

int64_t client_poll_us(const struct client *c, int64_t usual_ms)
{
    const int64_t us = usual_ms * 1000 * (c->slower > 1 ? c->slower : 1);

    return c->player != NULL ? (int64_t)((double)us / tape_player_speed(c->player)) : us;
}

struct client *client_new(const struct client_options *o)
{
    struct client *c = mem_alloc(1, sizeof *c);
    double rate = o->calls_per_second > 0 ? o->calls_per_second : default_rate(o->iot);

    c->loop = o->loop;
    c->http = o->http;
    c->iot = *o->iot;
    c->sts = o->sts != NULL ? *o->sts : *o->iot;
    if (o->credentials != NULL)
        credentials_copy(o->credentials, &c->credentials);
    c->keys = o->keys;
    if (c->keys != NULL)
        keys_on_settled(c->keys, on_settled, c);
    c->gate = o->gate;
    c->tape = o->tape;
    c->player = o->player;
    c->max_attempts = o->max_attempts > 0 ? o->max_attempts : RETRY_ATTEMPTS;
    c->timeout_ms = o->timeout_ms;
    c->random01 = o->random01 != NULL ? o->random01 : random_from_kernel;
    c->random_ctx = o->random_ctx;
    c->end = &c->first;
    budget_init(&c->budget, rate, loop_now_us(o->loop));
    return c;
}

void client_free(struct client *c)
{
    if (c == NULL)
        return;
    while (c->first != NULL)
        call_drop(c->first);
    loop_remove_timer(c->pump);
    if (c->keys != NULL)
        keys_on_settled(c->keys, NULL, c);
    credentials_wipe(&c->credentials);
    free(c);
}

void client_set_credentials(struct client *c, const struct credentials *credentials)
{
    struct credentials fresh;

    credentials_copy(credentials, &fresh);
    credentials_wipe(&c->credentials);
    c->credentials = fresh;
}

/* Sends whatever waits and may go; interactive calls first, each kind in its order. */
static void pump(void *ctx)
{
    struct client *c = ctx;
    int64_t sleep_us = INT64_MAX, now_us = loop_now_us(c->loop);

    c->pump = NULL;
    for (enum call_priority p = CALL_INTERACTIVE; p <= CALL_BACKGROUND; p++) {
        struct call *next;
        for (struct call *k = c->first; k != NULL; k = next) {
            struct err err;
            next = k->next;
            if (k->phase != CALL_QUEUED || !k->begun || k->options.priority != p)
                continue;
            if (c->in_flight >= CALL_IN_FLIGHT_MAX)
                return; /* an answer wakes the pump */
            int64_t wait_us = budget_take(&c->budget, k->op, p, now_us);
            if (wait_us > 0) {
                sleep_us = wait_us < sleep_us ? wait_us : sleep_us;
                continue;
            }
            if (!call_send(k, &err)) {
                call_end(k, &err);
                client_wake(c); /* its callback may have changed the list */
                return;
            }
        }
    }
    if (sleep_us != INT64_MAX && c->pump == NULL)
        c->pump = loop_add_timer(c->loop, sleep_us, pump, c);
}

void client_wake(struct client *c)
{
    loop_remove_timer(c->pump);
    c->pump = loop_add_timer(c->loop, 0, pump, c);
}

void client_cancel_all(struct client *c)
{
    uint64_t newest = c->log.last_id; /* what a callback starts meanwhile is a new wish */

    for (enum call_priority p = CALL_INTERACTIVE; p <= CALL_BACKGROUND; p++) {
        for (struct call *k = c->first; k != NULL;) {
            if (k->options.priority != p || k->result.log_id > newest ||
                k->op->effect == EFFECT_MUTATE || k->fate != FATE_GOES_ON) {
                k = k->next;
                continue;
            }
            call_cancel(k);
            k = c->first; /* its callback may have changed the list */
        }
    }
}

size_t client_pending(const struct client *c)
{
    size_t n = 0;

    for (const struct call *k = c->first; k != NULL; k = k->next)
        n++;
    return n;
}

const struct budget *client_budget(const struct client *c)
{
    return &c->budget;
}

const struct call_log *client_log(const struct client *c)
{
    return &c->log;
}

const struct endpoint *client_endpoint(const struct client *c)
{
    return &c->iot;
}

int64_t client_clock_offset_ms(const struct client *c)
{
    return c->clock_offset_ms;
}

int64_t client_service_now_ms(const struct client *c)
{
    return clock_real_ms(loop_clock(c->loop)) + c->service_ahead_ms;
}

struct gate *client_gate(const struct client *c)
{
    return c->gate;
}

void client_set_watch(struct client *c, const struct client_watch *w)
{
    c->watch = w;
}
