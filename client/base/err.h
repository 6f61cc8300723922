/*
 * base/err: the one error type.
 *
 * A function that can fail returns bool and takes `struct err *err` last; err is never NULL.
 * true: *err is untouched. false: *err is filled and no out-parameter was written.
 * `text` says what happened, `advice` what the person can do about it. Both may quote text
 * from outside, so whoever shows them goes through base/safe.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#define MUST_USE    __attribute__((warn_unused_result))
#define NONNULL     __attribute__((nonnull))
#define PRINTF(f)   __attribute__((format(printf, (f), (f) + 1)))
#define CLEANUP(fn) __attribute__((cleanup(fn)))
#define COUNT_OF(a) (sizeof(a) / sizeof(a)[0])

enum err_kind {
    ERR_NONE,
    ERR_USAGE,       /* the command line or a typed command is wrong */
    ERR_CONFIG,      /* a file the person owns; err.where is "path:line" */
    ERR_CREDENTIALS, /* none found, or found and unusable */
    ERR_IO,          /* errno in err.sys */
    ERR_NAME,        /* host name did not resolve */
    ERR_CONNECT,     /* refused, unreachable, proxy */
    ERR_TLS,         /* handshake or certificate */
    ERR_TIMEOUT,     /* no answer in time */
    ERR_CUT,         /* connection broke after the request left: outcome unknown */
    ERR_CLOCK,       /* signature refused because the clocks differ */
    ERR_DENIED,      /* 401/403: the service knows us and says no */
    ERR_THROTTLED,   /* asked too fast; safe to ask again later */
    ERR_SERVICE,     /* any other error answer; err.code holds the service's name for it */
    ERR_DECODE,      /* the answer is not of the documented shape */
    ERR_LIMIT,       /* a bound of ours was hit */
    ERR_CANCELED,    /* somebody asked to stop waiting */
};

struct err {
    enum err_kind kind;
    int sys;             /* errno or CURLcode, else 0 */
    int status;          /* HTTP status, else 0 */
    char code[64];       /* service error name, e.g. "ThrottlingException" */
    char where[160];     /* "path:line", an operation, a host */
    char request_id[64]; /* x-amzn-RequestId of the refusing answer */
    char text[320];
    char advice[200];
};

/* Fills *err (clearing the rest) and returns false: `return err_set(err, ERR_IO, ...)`. */
bool err_set(struct err *err, enum err_kind kind, const char *fmt, ...) NONNULL PRINTF(3);
/* The same with errno `sys` appended as text and kept in err->sys. */
bool err_sys(struct err *err, int sys, const char *fmt, ...) NONNULL PRINTF(3);
/* Adds to a filled error; returns false so that it can end a return statement. */
bool err_advise(struct err *err, const char *fmt, ...) NONNULL PRINTF(2);
bool err_at(struct err *err, const char *fmt, ...) NONNULL PRINTF(2);
/* Short stable word for logs and --script output: "throttled", "denied". */
const char *err_kind_name(enum err_kind kind);
