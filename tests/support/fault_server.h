/*
 * An HTTP server that misbehaves on request, in the test's own loop.
 *
 * Listens on 127.0.0.1 or on a Unix socket, counts every request that arrived whole, and asks
 * the test what to do with each. Nothing it does blocks.
 */
#pragma once

#include "client/base/loop.h"

enum fault_how {
    FAULT_ANSWER, /* send, keep the connection for the next request */
    FAULT_CLOSE,  /* send, close */
    FAULT_RESET,  /* send, break the connection hard (RST) */
    FAULT_HANG,   /* send, then say nothing more */
    FAULT_DRIP,   /* send a byte every 5 ms, then hang */
};

struct fault_reply {
    enum fault_how how;
    struct str bytes; /* borrowed until the server is freed */
    struct str block; /* sent `times` times after the bytes */
    size_t times;
};

struct fault_request {
    int number;      /* from 1, over all connections */
    int connection;  /* from 1 */
    struct str head; /* request line and headers, with the blank line */
    struct str body;
};

typedef void fault_fn(void *ctx, const struct fault_request *request,
                      struct fault_reply *reply);

struct fault_server;

/* unix_path NULL: TCP on a free port of 127.0.0.1. */
struct fault_server *fault_server_new(struct loop *loop, const char *unix_path, fault_fn *fn,
                                      void *ctx);
void fault_server_free(struct fault_server *s);
/* From now on a request of more bytes than this is broken off there (RST) before it has arrived
 * whole. SIZE_MAX: none is. */
void fault_server_cut(struct fault_server *s, size_t bytes);
int fault_server_port(const struct fault_server *s);
int fault_server_requests(const struct fault_server *s);    /* arrived whole */
int fault_server_connections(const struct fault_server *s); /* accepted */
/* Value of a request header, copied; false: not sent. */
bool fault_header(const struct fault_request *r, const char *name, char *out, size_t size);
