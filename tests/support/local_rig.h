/*
 * support/local_rig: a local service in the test's own process, asked through a real
 * socket.
 *
 * One loop serves both ends: sending never blocks, and waiting for an answer turns the
 * loop. The state is a folder of its own below /tmp, removed at the end.
 */
#pragma once

#include "client/aws/sigv4.h"
#include "client/local/httpd.h"
#include "client/local/service.h"

enum { RIG_HEADERS_MAX = 8 };

struct rig {
    struct loop *loop;
    struct local_service *service;
    struct httpd *httpd;
    char *folder;
    const char *host; /* "127.0.0.1:40123" */
    int port;
};

void rig_open(struct rig *r, enum service_throttling throttling);
void rig_close(struct rig *r);

/* A request before it is written; texts are borrowed. */
struct rig_request {
    const char *method, *target, *body; /* body NULL: none */
    const char *content_type;           /* NULL: application/json with a body */
    struct sigv4_header extra[RIG_HEADERS_MAX];
    size_t n_extra;
    /* signing; NULL and 0: the right one */
    const char *id, *secret, *region, *scope;
    int64_t skew_ms;
    const char *unsigned_because; /* not NULL: no Authorization */
};

/* Request line, headers, body, as bytes on the wire. */
void rig_write(const struct rig *r, const struct rig_request *q, struct buf *out);

struct rig_answer {
    int status; /* 0: the connection was closed without one */
    char error[64];
    struct buf body; /* owned */
};
void rig_send(struct rig *r, struct str bytes, struct rig_answer *out);
void rig_ask(struct rig *r, const struct rig_request *q, struct rig_answer *out);
void rig_answer_free(struct rig_answer *a);
