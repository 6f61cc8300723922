/*
 * aws/provider: the places keys can come from, one row each, as steps that do no waiting.
 *
 * A provider is asked what comes next: a request to be sent, a program to be run, a code only
 * the person has, or the keys. Whoever drives it (net/keys) carries that out and asks again
 * with the answer. Nothing here opens a connection, so everything here can be tested by what it
 * says. Requests, answers and keys are wiped by key_step_free(). Order, names, limits and the
 * files of the cache: botocore's credentials.py, which the `aws` command uses.
 */
#pragma once

#include "client/aws/credentials.h"
#include "client/aws/endpoint.h"

enum {
    KEY_BODY_MAX = 64 * 1024,      /* of an answer; the largest seen had 3 KB */
    KEY_CODE_MAX = 16,             /* digits of a device's code are 6 */
    KEY_HEADERS_MAX = 10,          /* of one request */
    KEY_PROCESS_MS = 60 * 1000,    /* a credential_process; a person may have to touch a key */
    KEY_METADATA_MS = 1000,        /* of this machine's own services: they are near */
    KEY_CONTAINER_MS = 2000,       /* as botocore */
    KEY_FRESH_MS = 15 * 60 * 1000, /* what is cached must hold so long to be used */
};

enum key_next {
    KEY_SEND,   /* step.request over HTTP */
    KEY_RUN,    /* step.argv; what it prints is the answer */
    KEY_PROMPT, /* the code of the device step.device */
    KEY_HAVE,   /* step.keys */
    KEY_FAILED,
};

struct key_header {
    const char *name; /* static */
    struct buf value;
};

/* What is to be sent. origin is known to be this machine, its metadata services, or https. */
struct key_request {
    const char *method; /* static */
    struct endpoint endpoint;
    struct buf url, body;
    struct key_header headers[KEY_HEADERS_MAX];
    size_t n_headers;
    int total_ms, tries; /* of one attempt; attempts */
};

struct key_link;

/* One exchange with a provider. Inputs first. */
struct key_step {
    const struct aws_inputs *in;
    const struct shared_config *files;
    const struct key_link *link;
    const struct credentials *source; /* of the link before; NULL: none */
    int64_t now_ms;                   /* real time */
    char code[KEY_CODE_MAX];          /* of the device; "" until asked */

    int answers;        /* so far; the last one: */
    int status;         /* HTTP; of a program 0, or what it ended with */
    struct str body;    /* borrowed */
    struct err failure; /* no answer came; kind ERR_NONE: one did */

    /* Outputs. */
    struct key_request request;
    char **argv; /* owned, NULL-terminated */
    const char *device;
    struct credentials keys;
    struct buf role, role_id; /* whom STS made of us, for the cache; "" */
    struct buf memo;          /* what a provider keeps between answers */
};

/* A source of keys. Its word in files and messages never changes. */
struct provider {
    const char *name; /* "credential_process", "container" */
    enum key_next (*next)(struct key_step *s, struct err *err);
    /* Appends the text whose SHA-1 names the file in the cache of the `aws` command; NULL: what
     * comes from here is not cached. */
    void (*cached_as)(const struct key_step *s, struct buf *out);
};

/* One link of a chain: the first has keys, each later one exchanges them for a role's. */
struct key_link {
    const struct provider *provider;
    const char *profile; /* whose settings; borrowed from the files or the inputs */
    bool by_environment; /* variables count as well as the profile */
};

void key_step_free(struct key_step *s) NONNULL; /* wipes; may be called twice */
/* Keys, answers and requests of the last answer go; what is kept in memo stays. */
void key_request_reset(struct key_request *r) NONNULL;
void key_request_header(struct key_request *r, const char *name, const char *value) NONNULL;

/* A setting of the link's profile; NULL: none, or blank. */
const char *key_setting(const struct key_step *s, const char *key) NONNULL;
/* For people: "profile audit: assume-role"; of keys that came through this link. */
void key_name_source(const struct key_step *s, struct credentials *keys) NONNULL;
/* `what` failed at the other end: its status and, from its answer, its words. */
enum key_next key_refused(const struct key_step *s, const char *what, struct err *err) NONNULL;

/* ISO 8601, with Z, an offset or "UTC". */
bool key_time(const char *text, int64_t *ms) NONNULL MUST_USE;

/* Names of the members in which JSON says keys. */
struct key_names {
    const char *inside; /* the object that holds them; NULL: the outermost */
    const char *id, *secret, *token, *expires;
    bool expires_in_ms; /* a number, since 1970; else ISO 8601 */
    bool temporary;     /* token and expiry must be there */
};
/* ERR_CREDENTIALS naming `what` and the member that is missing or wrong, never a value. */
bool key_read_json(struct str text, const struct key_names *names, const char *what,
                   struct credentials *out, struct err *err) NONNULL MUST_USE;

extern const struct provider provider_environment, provider_profile, provider_process,
    provider_role, provider_web_identity, provider_container, provider_metadata, provider_sso;
