/*
 * net/keys: keys that are got from somewhere, and got again before they end.
 *
 * Drives aws/provider over the loop: HTTP, programs, the prompt for a device's code. Nothing
 * blocks. Renewed KEYS_ADVISORY_MS before they end, while calls go on with the old ones; from
 * KEYS_MANDATORY_MS on calls wait while it is tried. When that fails the old ones are used
 * until they end, and it is tried again every KEYS_AGAIN_MS. Keys of less than half an hour: at
 * half and at a third of their time. The figures are botocore's, without its jitter. Nothing of
 * a key is ever logged; all that is dropped is overwritten.
 */
#pragma once

#include "client/aws/credentials.h"
#include "client/base/loop.h"
#include "client/net/http.h"

enum {
    KEYS_ADVISORY_MS = 15 * 60 * 1000,
    KEYS_MANDATORY_MS = 10 * 60 * 1000,
    KEYS_AGAIN_MS = 60 * 1000, /* after a failure, while the old ones hold */
    KEYS_PAUSE_MS = 5 * 1000,  /* the same without any: calls hear the failure meanwhile */
    KEYS_RETRY_MS = 1000,      /* between two tries of one request */
    KEYS_CLIENTS_MAX = 16,     /* one a region */
};

struct keys;

enum keys_news {
    KEYS_FIRST,       /* there are keys now */
    KEYS_RENEWED,     /* others than before */
    KEYS_NOT_RENEWED, /* it failed; the old ones hold a while. err */
    KEYS_REFUSED,     /* it failed, and there are none. err */
};
/* From the loop. err only where named. May not free the keys. */
typedef void keys_news_fn(void *ctx, enum keys_news news, const struct err *err);
/* Somebody is to type the code of `device`: keys_code() later. */
typedef void keys_ask_fn(void *ctx, const char *device, const char *profile);

struct keys_options {
    struct loop *loop;
    struct http *http;
    const struct aws_inputs *in; /* copied; its texts are borrowed */
    keys_ask_fn *ask;            /* NULL: nobody is there to ask */
    keys_news_fn *news;          /* may be NULL */
    void *ctx;
};

/* Asks nothing yet: the first keys_state() does. */
struct keys *keys_new(const struct keys_options *o) NONNULL MUST_USE;
void keys_free(struct keys *k); /* NULL is fine */

enum keys_state {
    KEYS_READY,
    KEYS_COMING, /* who waits is told by `settled` */
    KEYS_NONE,   /* *err says why */
};
/* Starts what is due. Not from inside a news callback. */
enum keys_state keys_state(struct keys *k, struct err *err) NONNULL;
/* The keys as they are; no members before the first. Borrowed until the next turn. */
const struct credentials *keys_now(const struct keys *k) NONNULL;
/* Of a client that signs with them: runs when what was coming is there, or will not be
 * (err, else NULL). */
typedef void keys_settled_fn(void *ctx, const struct err *err);
void keys_on_settled(struct keys *k, keys_settled_fn *fn, void *ctx)
    __attribute__((nonnull(1))); /* fn NULL: ctx is not told any more */

/* What was typed; NULL: nothing will be, and nobody is asked again before keys_renew(). */
void keys_code(struct keys *k, const char *code) __attribute__((nonnull(1)));
/* Now, whatever holds and whatever the cache has of the last link. */
void keys_renew(struct keys *k) NONNULL;
/* Grows with each renewal. */
unsigned keys_generation(const struct keys *k) NONNULL;
