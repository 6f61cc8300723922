/*
 * api/operation: every operation of the service, one row each.
 *
 * The same row encodes the client's request, routes and decodes it in the local service, writes
 * the answer there and reads it here. Facts: botocore iot/2015-05-28 and sts/2011-06-15; calls
 * per second: the general reference's quota page (per account and region).
 */
#pragma once

#include "client/api/field.h"

enum service {
    SERVICE_IOT,
    SERVICE_STS,
    SERVICE_PICKET, /* what only the local service of this program answers */
};

enum http_method { HTTP_GET, HTTP_POST, HTTP_PUT, HTTP_PATCH, HTTP_DELETE };

/* What a second send may do after the first one's outcome is unknown. */
enum retry_class {
    RETRY_SAFE,  /* reads, cancels, deletes, attaches, puts: the same again changes nothing */
    RETRY_TOKEN, /* carries clientRequestToken: safe with the same token */
    RETRY_NAMED, /* creates under a name: never resend; describe and compare */
    RETRY_NEVER, /* starts something each time it arrives */
};

enum effect { EFFECT_READ, EFFECT_MUTATE };

/* Errors an operation declares, as bits: 1u << API_... ; names and statuses in api_errors[]. */
enum api_error {
    API_RESOURCE_ALREADY_EXISTS,
    API_CERTIFICATE_STATE,
    API_INTERNAL,
    API_INTERNAL_FAILURE,
    API_INDEX_NOT_READY,
    API_INVALID_QUERY,
    API_INVALID_REQUEST,
    API_INVALID_STATE_TRANSITION,
    API_LIMIT_EXCEEDED,
    API_MALFORMED_POLICY,
    API_NOT_CONFIGURED,
    API_RESOURCE_NOT_FOUND,
    API_SERVICE_UNAVAILABLE,
    API_TASK_ALREADY_EXISTS,
    API_THROTTLING,
    API_UNAUTHORIZED,
    API_VERSION_CONFLICT,
    API_VERSIONS_LIMIT_EXCEEDED,
    /* STS only */
    API_IDP_COMMUNICATION,
    API_IDP_REJECTED_CLAIM,
    API_INVALID_IDENTITY_TOKEN,
    API_MALFORMED_POLICY_DOCUMENT,
    API_PACKED_POLICY_TOO_LARGE,
    API_REGION_DISABLED,
    /* not declared by any operation, answered by all */
    API_ACCESS_DENIED,
    API_UNRECOGNIZED_CLIENT,
    API_INVALID_SIGNATURE,
    API_MISSING_AUTHENTICATION_TOKEN,
    API_INCOMPLETE_SIGNATURE,
    API_EXPIRED_TOKEN,
    API_UNKNOWN_OPERATION,
    API_ERROR_COUNT,
};
struct api_error_row {
    const char *name; /* as in x-amzn-ErrorType */
    int status;
};
extern const struct api_error_row api_errors[API_ERROR_COUNT];

struct paging {
    const char *token_in;  /* input member; NULL: not paged */
    const char *token_out; /* output member */
    const char *items;     /* output member: the list */
    const char *size;      /* input member: page size, or NULL */
    int max;               /* largest page size */
};

struct operation {
    const char *name;
    enum service service;
    enum http_method method;
    const char *uri;             /* "/audit/tasks/{taskId}/cancel"; labels are wire names */
    const struct record *input;  /* NULL: no parameters */
    const struct record *output; /* NULL: empty answer */
    struct paging paging;
    enum retry_class retry;
    enum effect effect;
    bool detect;     /* of Detect, which not every account has; actions and tags are not */
    bool judged;     /* the answer says what is wrong with the values: they arrive unchecked */
    uint32_t errors; /* 1u << enum api_error */
    int calls_per_second; /* the service's quota; 10 where none is published */
    /* names of reads that show something else after this; NULL-terminated or NULL */
    const char *const *invalidates;
};

extern const struct operation *const operations[];                /* NULL-terminated */
const struct operation *operation_find(const char *name) NONNULL; /* NULL: no such */
const char *http_method_name(enum http_method m);

/* A request before it is signed. Owned: http_request_free(). */
struct http_header {
    char *name, *value;
};
struct http_request {
    enum http_method method;
    char *path;  /* percent-encoded once, no host */
    char *query; /* sorted and percent-encoded, "" if none */
    struct http_header headers[4];
    int n_headers;
    bool has_body;
    struct buf body;
    const char *content_type; /* NULL without a body */
};
void http_request_free(struct http_request *r);

/* Gives an input without a request token a fresh one, so that it is the same however often and
 * from whichever plan it is sent. The input must be writable. */
void operation_fill_token(const struct operation *op, void *input, struct arena *a) NONNULL;
/* Validates, fills a missing token, encodes. Fails (ERR_USAGE) before anything leaves. */
bool operation_request(const struct operation *op, const void *input, struct http_request *out,
                       struct err *err) MUST_USE;
/* Decodes a success body into *output (op->output->size bytes in the arena; NULL for no
 * output). */
bool operation_response(const struct operation *op, struct str body, struct arena *a,
                        const void **output, struct err *err) MUST_USE;
/* Fills *err from a refusal: code from header, body code/Code/__type; message; request id;
 * kind. */
void operation_error(int status, const char *error_type_header, const char *request_id,
                     struct str body, struct err *err);

/* The other end. Finds the row for a request line and cuts the labels (still encoded) out of
 * the path. */
struct path_label {
    struct str name, value;
};
enum { PATH_LABELS_MAX = 4 };
const struct operation *operation_route(enum http_method m, struct str path,
                                        struct path_label labels[PATH_LABELS_MAX],
                                        int *n_labels) NONNULL;
/* Decodes and, unless it is judged by its handler, validates a request into op->input->size
 * bytes. header(ctx, name) gives a request
 * header or NULL. Errors have kind ERR_USAGE and a text for InvalidRequestException. */
bool operation_parse(const struct operation *op, const struct path_label *labels, int n_labels,
                     struct str query, const char *(*header)(void *ctx, const char *name),
                     void *ctx, struct str body, struct arena *a, void **input,
                     struct err *err) MUST_USE;
void operation_answer(const struct operation *op, const void *output, struct buf *out);
/* The `aws` command that does the same, one argument a line, quoted for a POSIX shell. */
void operation_aws_cli(const struct operation *op, const void *input, struct buf *out);
