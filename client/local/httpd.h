/*
 * local/httpd: the HTTP end of the local service. Only this module includes microhttpd.h.
 *
 * Listens on the loopback interface or on a Unix socket, never elsewhere: the service keeps its
 * key pair in a file, so who may read that file may ask. One thread, driven by base/loop; every
 * request is answered inside the callback. The path and the query are handed on exactly as they
 * were sent, because the signature is over those bytes. Facts: libmicrohttpd 0.9.75 manual.
 */
#pragma once

#include "client/base/loop.h"

enum {
    HTTPD_BODY_MAX = 1024 * 1024,      /* 4 times the largest body the API allows */
    HTTPD_MEMORY_MAX = 64 * 1024,      /* request line and headers of one connection */
    HTTPD_CONNECTIONS_MAX = 256,       /* more clients than one operator's tools open */
    HTTPD_IDLE_SECONDS = 75,           /* longer than clients keep a connection themselves */
    HTTPD_HEADERS_MAX = 64,            /* SDKs send about 12 */
    HTTPD_ANSWER_MAX = 8 * 1024 * 1024 /* a page of 250 findings is about 200 KiB */
};

struct httpd;

struct httpd_header {
    const char *name, *value;
};

/* Borrowed for the length of the callback. */
struct httpd_request {
    const char *method;
    struct str path, query; /* as sent; query without '?', empty when absent */
    struct str body;
    const struct httpd_header *headers;
    size_t n_headers;
    /* Beyond HTTPD_BODY_MAX or HTTPD_HEADERS_MAX: only method, path and query are filled. */
    bool too_large;
};

struct httpd_answer {
    int status;
    const char *content_type;       /* borrowed until the callback returns */
    struct httpd_header headers[4]; /* borrowed until the callback returns */
    size_t n_headers;
    struct buf body; /* takes what the callback wrote */
};

/* Fills *a; status 0 stays 200. */
typedef void httpd_fn(void *ctx, const struct httpd_request *r, struct httpd_answer *a);

/* First header of that name in any case, or NULL. */
const char *httpd_header(const struct httpd_request *r, const char *name) NONNULL;

/* "127.0.0.1:8080", "[::1]:0", "localhost:0"; port 0 takes a free one. Anything but
 * loopback is refused. */
bool httpd_listen_tcp(struct httpd **out, struct loop *loop, const char *address, httpd_fn *fn,
                      void *ctx, struct err *err) NONNULL MUST_USE;
/* The folder must be the caller's own and 0700 (it is made so when missing); the socket is
 * 0600. A socket nobody listens on any more is replaced. */
bool httpd_listen_unix(struct httpd **out, struct loop *loop, const char *path, httpd_fn *fn,
                       void *ctx, struct err *err) NONNULL MUST_USE;
/* "http://127.0.0.1:40123" or "unix:/run/user/1000/picket/x.sock". Borrowed from h. */
const char *httpd_endpoint(const struct httpd *h) NONNULL;
/* Stops listening, lets what is already answered leave, closes, removes the socket. NULL is
 * fine. */
void httpd_free(struct httpd *h);
