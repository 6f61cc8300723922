/*
 * net/http: one HTTP request over libcurl's multi interface in the one loop. The only curl
 * user.
 *
 * Sends exactly the URL and headers given (they are signed), never follows a redirect, never
 * speaks http:// but to this machine, never sends a request marked HTTP_ONCE a second time.
 * Everything an answer can be large in is capped. Nothing of TLS is initialised before the
 * first request runs, one loop turn after http_start(). Limits and options: measured against
 * libcurl 7.88.1; curl_easy_setopt(3).
 */
#pragma once

#include "client/base/loop.h"

enum {
    HTTP_CONNECT_MS = 5 * 1000,
    HTTP_TOTAL_MS = 30 * 1000,
    HTTP_STALL_S = 15,               /* less than a byte a second for so long: given up */
    HTTP_BODY_MAX = 8 * 1024 * 1024, /* what api/json takes */
    HTTP_HEADERS_MAX = 64 * 1024,    /* all of one answer, interim answers included */
    HTTP_IDLE_CONNECTION_S = 60,     /* load balancers drop them at 60..350 */
};

#define HTTP_CLOCK_MAX_MS INT64_C(253402300799000) /* the year 9999 */

struct http;
struct http_transfer;

enum http_repeat {
    HTTP_REPEATABLE, /* may go over a kept connection, where libcurl may send it again */
    HTTP_ONCE,       /* a connection of its own, closed afterwards */
};

struct http_line {
    const char *name, *value;
};

/* Everything is copied. */
struct http_options {
    const char *method;
    const char *url;
    const char *unix_path; /* NULL or "": TCP */
    const char *ca_file;   /* NULL or "": the system's */
    const struct http_line *headers;
    size_t n_headers;
    struct str body;
    enum http_repeat repeat;
    int connect_ms, total_ms; /* 0: the defaults above */
};

struct http_result {
    struct err err; /* kind ERR_NONE: there is an answer, whatever its status */
    /* The request may have reached the server: an error leaves the outcome open. */
    bool may_have_arrived;
    bool hopeless; /* asking again the same way cannot help (certificate refused, bad URL) */
    int status;
    char error_type[160], request_id[64], location[200]; /* "" when not sent */
    int64_t date_ms;                                     /* 0: not sent */
    int64_t service_ms;                                  /* x-picket-clock; 0: not sent */
    int64_t retry_after_ms;                              /* x-amz-retry-after; -1: not sent */
    struct buf body; /* borrowed; buf_steal() it to keep it */
    int dns_ms, connect_ms, tls_ms, total_ms;
    size_t received; /* bytes of headers and body */
};
typedef void http_done_fn(void *ctx, struct http_result *result);

struct http *http_new(struct loop *loop) NONNULL MUST_USE;
/* Drops what is in flight without a callback. Not from inside a done callback. */
void http_free(struct http *h);

/* Never fails and never calls back at once: whatever goes wrong is a result. */
struct http_transfer *http_start(struct http *h, const struct http_options *o,
                                 http_done_fn *done, void *ctx)
    __attribute__((nonnull(1, 2, 3)));
/* No request: this result after so long, as if it had come over the wire. Takes its body. */
struct http_transfer *http_pretend(struct http *h, const struct http_result *result,
                                   int delay_ms, http_done_fn *done, void *ctx)
    __attribute__((nonnull(1, 2, 4)));
/* No callback any more; the handle is dead. NULL is fine. */
void http_cancel(struct http_transfer *t);
