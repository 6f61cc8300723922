/*
 * net/tape: what a console asked and what came back, kept as a file that can be shown again.
 *
 * NDJSON. The first line says where and when it began; each other one is an answer to a call of
 * a client:
 *   {"at":MS,"took":MS,"operation":NAME,"input":{..},"status":N,"body":TEXT, ..}
 * at: from the beginning to when the request was signed; input: as plans and the journal keep
 * it; body: as received. Left out when there is none: "error" and "text" (no answer came),
 * "type", "request", "date", "clock", "retry" (of the answer's head), all times in ms.
 *
 * No secret gets in: heads of requests are not written, the client's own keys are cut out
 * wherever they stand, and so are the members of an answer that are named like a secret. What
 * gives keys (STS, SSO, metadata services) is no call of a client and is not recorded at all.
 * Names of devices, policies and people stay: they are what one looks at.
 */
#pragma once

#include "client/api/operation.h"
#include "client/aws/credentials.h"
#include "client/aws/endpoint.h"
#include "client/net/http.h"

enum {
    TAPE_VERSION = 1,
    TAPE_MAX_BYTES = 512 * 1024 * 1024, /* of a file; a busy night is a tenth of it */
    TAPE_TIMES_MAX = 2,                 /* members of an input that are times: from, to */
};
#define TAPE_REMOVED "(removed)"

struct tape;
typedef void tape_failed_fn(void *ctx, const struct err *err);

/* Makes the file, 0600; one that is there already is refused. failed() runs once, from inside
 * tape_note(), when it cannot be written any further. ERR_IO. */
struct tape *tape_new(const char *path, tape_failed_fn *failed, void *ctx, struct err *err)
    __attribute__((nonnull(1, 4))) MUST_USE;
void tape_free(struct tape *t); /* NULL is fine */

struct tape_head {
    int64_t started_ms; /* real time */
    char context[64], region[64];
    bool loopback; /* it was a local service */
};
/* Before the first note; what is said later counts for nothing. */
void tape_begin(struct tape *t, const struct tape_head *head) NONNULL;

struct tape_note {
    const struct operation *op;
    const void *input;                     /* NULL: none */
    int64_t asked_ms, answered_ms;         /* real time */
    const struct credentials *credentials; /* cut out */
    const struct http_result *result;
};
void tape_note(struct tape *t, const struct tape_note *note) NONNULL;

/* Blots out secrets in a JSON or XML text. */
void tape_redact(struct buf *text, const struct credentials *credentials) NONNULL;

/* What is asked, without when: the operation and its input, its times 0 and told apart. */
struct tape_ask {
    struct buf key;
    int64_t times[TAPE_TIMES_MAX];
    int n_times;
};
void tape_ask(struct tape_ask *out, const struct operation *op, const void *input)
    __attribute__((nonnull(1, 2))); /* input NULL: none. Owned: buf_free(&out->key) */
