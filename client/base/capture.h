/*
 * base/capture: run a program to its end and keep what it printed, with a time limit.
 *
 * No shell. Its standard input is a text, or empty. What it prints is bounded; more than that,
 * or more time than that, and it is killed. The buffers are overwritten before they are freed:
 * it may have printed secrets.
 */
#pragma once

#include <stdint.h>

#include "client/base/buf.h"
#include "client/base/loop.h"
#include "client/base/str.h"

struct capture;

struct capture_result {
    struct err err; /* kind ERR_NONE: it ended by itself, well or not */
    int status;     /* as from waitpid(2) */
    struct buf out; /* borrowed for the callback */
    struct buf complaints;
};
typedef void capture_done_fn(void *ctx, const struct capture_result *r);

struct capture_options {
    const char *const *argv; /* NULL-terminated; argv[0] is a path or looked up in PATH */
    struct str input;        /* what it reads; taken in during capture_start() */
    int64_t limit_ms;
    size_t out_max, complaints_max; /* bytes of 1 and of 2; more complaints are dropped */
};

/* NULL and *err: it could not be started. Never calls back at once. */
struct capture *capture_start(struct loop *l, const struct capture_options *o,
                              capture_done_fn *done, void *ctx, struct err *err)
    __attribute__((nonnull(1, 2, 3, 5))) MUST_USE;
/* No callback any more; a program still running is killed. NULL is fine. */
void capture_stop(struct capture *c);
