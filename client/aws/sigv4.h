/*
 * aws/sigv4: AWS Signature Version 4, both ends, as pure functions of their inputs.
 *
 * Signs the Authorization header of a request and checks one that arrived. Headers form only:
 * no presigned queries, no streaming payloads, no S3 path rules. Rules: the general reference's
 * "create a signed request"; the path is normalised and encoded once more than it was sent, the
 * query is decoded, encoded and sorted, header values are trimmed and squeezed. Text is
 * borrowed for the call. Key material derived here is wiped before returning.
 */
#pragma once

#include <stdint.h>

#include "client/base/str.h"

enum {
    SIGV4_MAX_BYTES = 1024 * 1024, /* of a canonical request: 10 times what any server takes */
    SIGV4_SIGNED_HEADERS_MAX = 64, /* in an incoming Authorization header */
    SIGV4_SKEW_MAX_MS = 5 * 60 * 1000, /* how far the service lets clocks differ */
    SIGV4_DIGEST = 32,
    SIGV4_HEX = 64,
};

struct sigv4_header {
    const char *name, *value;
};

/* What is signed: every header given here, repeated names merged in their order. */
struct sigv4_request {
    const char *method;
    struct str path, query; /* exactly as on the wire; query without '?' */
    const struct sigv4_header *headers;
    size_t n_headers;
    struct str body;
};

/* Who signs, for where, when. */
struct sigv4_scope {
    const char *access_key_id, *secret;
    const char *region, *service;
    int64_t time_ms; /* real time; whole seconds are signed */
};

/* "20150830T123600Z": the value that x-amz-date must have in the signed headers. */
enum { SIGV4_DATE_SIZE = 17 };
void sigv4_date(int64_t time_ms, char out[SIGV4_DATE_SIZE]) NONNULL;

/* Appends the value for the Authorization header. The caller puts host, x-amz-date and, with
 * temporary keys, x-amz-security-token among the headers. ERR_LIMIT when the request is larger
 * than SIGV4_MAX_BYTES. */
bool sigv4_sign(const struct sigv4_request *r, const struct sigv4_scope *s, struct buf *out,
                struct err *err) NONNULL MUST_USE;

/* The steps of it, for whoever looks for a difference. */
void sigv4_canonical_request(const struct sigv4_request *r, struct buf *out) NONNULL;
void sigv4_string_to_sign(struct str canonical, const struct sigv4_scope *s,
                          struct buf *out) NONNULL;
void sigv4_signature(struct str string_to_sign, const struct sigv4_scope *s,
                     char hex[SIGV4_HEX + 1]) NONNULL;

/* Takes the same time whatever differs. */
bool sigv4_same_bytes(const void *a, const void *b, size_t n) NONNULL MUST_USE;

/* A request as a server sees it. */
struct sigv4_incoming {
    const char *method;
    struct str path, query, body;                       /* as on the wire */
    const char *(*header)(void *ctx, const char *name); /* any case; NULL: not sent */
    void *ctx;
};

struct sigv4_keys {
    const char *secret;
    const char *session_token; /* NULL: long-lived keys, no token may be sent */
};

/* What the server accepts. */
struct sigv4_policy {
    const char *const *services; /* NULL-terminated; the first is named in refusals */
    const char *region;
    int64_t now_ms, max_skew_ms;
    bool (*keys)(void *ctx, const char *access_key_id, struct sigv4_keys *out); /* borrowed */
    void *ctx;
};

/*
 * true: the request was signed by the owner of *access_key_id (copied, cut to its size),
 * recently, and nothing that matters was altered; host and, when sent, x-amz-date,
 * x-amz-security-token, x-amz-content-sha256, x-amzn-principal and content-type must be among
 * the signed headers. false: err.status is 403, err.text the message, err.code the name to
 * answer with:
 *   MissingAuthenticationTokenException  no Authorization header
 *   IncompleteSignatureException         one that cannot be read, or with parts missing
 *   UnrecognizedClientException          a key or token that is not ours
 *   InvalidSignatureException            wrong scope, stale, from the future, altered
 */
bool sigv4_verify(const struct sigv4_incoming *in, const struct sigv4_policy *policy,
                  char access_key_id[129], struct err *err) NONNULL MUST_USE;
