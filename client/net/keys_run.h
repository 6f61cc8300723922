/*
 * net/keys_run: one way through a chain of providers, from the files to the keys. For net/keys.
 *
 * Reads the shared files anew, begins behind the last link whose keys are in the cache, and
 * ends with exactly one callback, never inside keys_run_start().
 */
#pragma once

#include "client/net/keys.h"

struct keys_run;

struct keys_run_options {
    struct loop *loop;
    struct http *http;
    const struct aws_inputs *in; /* borrowed while it runs */
    keys_ask_fn *ask;
    void *ctx; /* of ask */
    bool anew; /* what is kept of the last link is passed over */
};

/* got: may be taken, by leaving an empty one; err NULL: there are keys. The handle is dead. */
typedef void keys_run_fn(void *ctx, struct credentials *got, const struct err *err,
                         bool declined);

struct keys_run *keys_run_start(const struct keys_run_options *o, keys_run_fn *ended, void *ctx)
    __attribute__((nonnull(1, 2))) MUST_USE;
void keys_run_stop(struct keys_run *r); /* no callback; NULL is fine */
void keys_run_code(struct keys_run *r, const char *code) __attribute__((nonnull(1)));
