#include "client/net/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/log.h"
#include "client/base/mem.h"
#include "client/net/keys_run.h"

struct keys {
    struct loop *loop;
    struct aws_inputs in;
    struct keys_run_options run_options;
    keys_news_fn *news;
    void *ctx;
    struct {
        keys_settled_fn *fn; /* NULL: free */
        void *ctx;
    } settled[KEYS_CLIENTS_MAX];

    struct credentials now; /* no id: none yet */
    int64_t got_ms;         /* real time */
    unsigned generation;
    struct keys_run *run; /* what is being got; NULL: nothing */
    struct loop_timer *due;
    struct err failure; /* of the last try; kind ERR_NONE: it went well, or there was none */
    int64_t failed_us;  /* monotonic */
    bool declined;      /* the person gave no code */
};

static int64_t now_ms(const struct keys *k)
{
    return clock_real_ms(loop_clock(k->loop));
}

static bool have(const struct keys *k)
{
    return k->now.access_key_id != NULL;
}

/* How long they hold yet. */
static int64_t left_ms(const struct keys *k)
{
    if (!have(k))
        return 0;
    return k->now.expires_ms == 0 ? INT64_MAX : k->now.expires_ms - now_ms(k);
}

/* `most`, or a part of the time of keys that do not live long. */
static int64_t ahead_ms(const struct keys *k, int64_t most, int part)
{
    int64_t life = k->now.expires_ms - k->got_ms;

    return life < 2 * KEYS_ADVISORY_MS ? life / part : most;
}

static void start(struct keys *k, bool anew);

static void on_due(void *ctx)
{
    struct keys *k = ctx;

    k->due = NULL;
    if (k->run == NULL && !k->declined)
        start(k, false);
}

static void wait_until_due(struct keys *k, int64_t delay_ms)
{
    loop_remove_timer(k->due);
    k->due = NULL;
    if (have(k) && k->now.expires_ms != 0)
        k->due = loop_add_timer(k->loop, delay_ms > 0 ? delay_ms * 1000 : 0, on_due, k);
}

static void tell(struct keys *k, enum keys_news news, const struct err *err)
{
    if (k->news != NULL)
        k->news(k->ctx, news, err);
    for (size_t i = 0; i < KEYS_CLIENTS_MAX; i++)
        if (k->settled[i].fn != NULL)
            k->settled[i].fn(k->settled[i].ctx, have(k) && left_ms(k) > 0 ? NULL : err);
}

static void take(struct keys *k, struct credentials *fresh)
{
    enum keys_news news = have(k) ? KEYS_RENEWED : KEYS_FIRST;

    credentials_wipe(&k->now);
    k->now = *fresh;
    *fresh = (struct credentials){0};
    k->got_ms = now_ms(k);
    k->generation++;
    k->failure = (struct err){0};
    k->declined = false;
    log_write(LOG_INFO, "keys: from %s", k->now.source);
    if (k->now.expires_ms != 0)
        wait_until_due(k, left_ms(k) - ahead_ms(k, KEYS_ADVISORY_MS, 2));
    tell(k, news, NULL);
}

static void fail(struct keys *k, const struct err *err, bool declined)
{
    const bool old = left_ms(k) > 0;

    k->failure = *err;
    k->failed_us = loop_now_us(k->loop);
    k->declined = declined;
    log_write(LOG_WARN, "keys: %s", err->text);
    if (old && !declined)
        wait_until_due(k, KEYS_AGAIN_MS);
    tell(k, old ? KEYS_NOT_RENEWED : KEYS_REFUSED, err);
}

static bool is_over(const struct keys *k, const struct credentials *got, struct err *err)
{
    if (got->expires_ms == 0 || got->expires_ms > now_ms(k))
        return false;
    err_set(err, ERR_CREDENTIALS, "the keys that came (%s) are over already", got->source);
    err_advise(err, "Is the clock of this machine right?");
    return true;
}

static void on_ended(void *ctx, struct credentials *got, const struct err *err, bool declined)
{
    struct keys *k = ctx;

    struct err over;

    k->run = NULL;
    if (err == NULL && is_over(k, got, &over))
        fail(k, &over, false);
    else if (err == NULL)
        take(k, got);
    else
        fail(k, err, declined);
}

static void start(struct keys *k, bool anew)
{
    loop_remove_timer(k->due);
    k->due = NULL;
    k->run_options.anew = anew;
    k->run = keys_run_start(&k->run_options, on_ended, k);
}

struct keys *keys_new(const struct keys_options *o)
{
    struct keys *k = mem_alloc(1, sizeof *k);

    *k = (struct keys){.loop = o->loop, .in = *o->in, .news = o->news, .ctx = o->ctx};
    k->run_options = (struct keys_run_options){
        .loop = o->loop, .http = o->http, .in = &k->in, .ask = o->ask, .ctx = o->ctx};
    return k;
}

void keys_free(struct keys *k)
{
    if (k == NULL)
        return;
    keys_run_stop(k->run);
    loop_remove_timer(k->due);
    credentials_wipe(&k->now);
    free(k);
}

const struct credentials *keys_now(const struct keys *k)
{
    return &k->now;
}

void keys_on_settled(struct keys *k, keys_settled_fn *fn, void *ctx)
{
    size_t i = 0;

    while (i < KEYS_CLIENTS_MAX &&
           (fn != NULL ? k->settled[i].fn != NULL : k->settled[i].ctx != ctx))
        i++;
    if (i == KEYS_CLIENTS_MAX) {
        if (fn != NULL)
            bug("keys for more than %d clients", KEYS_CLIENTS_MAX);
        return;
    }
    k->settled[i].fn = fn;
    k->settled[i].ctx = fn != NULL ? ctx : NULL;
}

/* Lately tried in vain. */
static bool is_pausing(const struct keys *k, int64_t pause_ms)
{
    return k->failure.kind != ERR_NONE &&
           (k->declined || loop_now_us(k->loop) - k->failed_us < pause_ms * 1000);
}

enum keys_state keys_state(struct keys *k, struct err *err)
{
    const int64_t left = left_ms(k);

    if (left == INT64_MAX || (left > 0 && left > ahead_ms(k, KEYS_ADVISORY_MS, 2)))
        return KEYS_READY;
    if (k->run == NULL && !is_pausing(k, left > 0 ? KEYS_AGAIN_MS : KEYS_PAUSE_MS))
        start(k, false);
    if (left > 0)
        return k->run != NULL && left <= ahead_ms(k, KEYS_MANDATORY_MS, 3) ? KEYS_COMING
                                                                           : KEYS_READY;
    if (k->run != NULL)
        return KEYS_COMING;
    *err = k->failure;
    return KEYS_NONE;
}

void keys_code(struct keys *k, const char *code)
{
    if (k->run != NULL)
        keys_run_code(k->run, code);
}

void keys_renew(struct keys *k)
{
    k->declined = false;
    if (k->run == NULL)
        start(k, true);
}

unsigned keys_generation(const struct keys *k)
{
    return k->generation;
}
