/*
 * store/devices: what is known of the devices of one context, and how old that is.
 *
 * Facts by kind and name: a certificate's things, a thing's certificates, groups, connection.
 * In memory only, shared by whoever asks; a fact that is fresh is not asked again, an operation
 * that was refused is not asked at all for as long. Facts may be gone when nobody watches.
 * Names are ids of this memory: the same text has the same id while somebody watches. A listing
 * is followed for a bounded number of pages and then says `cut`. Ages in monotonic us.
 * Operations and their answers: botocore iot/2015-05-28.
 */
#pragma once

#include "client/net/call.h"

enum {
    DEVICES_FRESH_MS = 5 * 60 * 1000,
    DEVICES_ONLINE_FRESH_MS = 60 * 1000,
    DEVICES_FLEET_FRESH_MS = 30 * 60 * 1000, /* the number of all things moves slowly */
    DEVICES_LIST_PAGES = 40,                 /* 10,000 names: what somebody looks through */
    DEVICES_SIZE_PAGES = 20, /* 5,000: counting is dear, and a lower bound does for a share */
    DEVICES_FACTS_MAX = 200 * 1000, /* some 40 MB; then it starts anew */
};

enum device_kind {
    DEVICE_CERTIFICATE,        /* by certificate id: active?, status */
    DEVICE_POLICY_TARGETS,     /* by policy name: certificates, groups, others */
    DEVICE_CA,                 /* by CA certificate id: active?, status */
    DEVICE_THING,              /* by thing name: is there one? */
    DEVICE_CERTIFICATE_THINGS, /* by certificate id: things */
    DEVICE_GROUP_THINGS,       /* by group name: things, those of groups below included */
    DEVICE_CA_CERTIFICATES,    /* by CA certificate id: how many, and how many active ones */
    DEVICE_CONNECTIVITY,       /* by thing: connected? */
    DEVICE_INDEXED,            /* by query of the fleet index: tells DEVICE_CONNECTIVITY */
    DEVICE_GROUPS,             /* by thing: groups it is directly in */
    DEVICE_CREDENTIALS,        /* by thing: certificates, others */
    DEVICE_FLEET,              /* by "": how many things there are */
    DEVICE_GROUP_SIZE,         /* by group name: how many things are directly in it */
    DEVICE_KINDS,
};

enum device_state {
    DEVICE_UNASKED,
    DEVICE_KNOWN,
    DEVICE_GONE,   /* the service knows no such thing */
    DEVICE_DENIED, /* not permitted, or switched off in this account */
    DEVICE_FAILED,
};

struct device_fact {
    enum device_state state;
    bool yes;          /* active, connected */
    bool cut;          /* there are more than these */
    int calls;         /* requests it took */
    int64_t as_of_us;  /* monotonic */
    uint32_t status;   /* id of the status text */
    uint32_t n, *ids;  /* things, groups or certificates; sizes: only n */
    uint32_t n_active; /* of DEVICE_CA_CERTIFICATES */
    uint32_t n_groups; /* of DEVICE_POLICY_TARGETS: they follow the n certificates in ids */
    uint32_t n_others; /* principals that are no certificates: Cognito identities */
};

struct devices;
struct devices_watch;

struct devices *devices_new(struct loop *loop) NONNULL MUST_USE;
void devices_free(struct devices *d); /* after everybody who watches */
/* NULL: not connected. What was under way fails; refusals are forgotten. */
void devices_connect(struct devices *d, struct client *client) __attribute__((nonnull(1)));

/* Something was changed: what is known is old from now on, and asked again when wanted. */
void devices_expire(struct devices *d) NONNULL;

uint32_t devices_id(struct devices *d, struct str name) NONNULL;
const char *devices_name(const struct devices *d, uint32_t id) NONNULL; /* until the next id */
uint32_t devices_ids(const struct devices *d) NONNULL;                  /* all ids are below */
/* Any ARN of this account: how others are built. */
void devices_learn_arn(struct devices *d, const char *arn) NONNULL;

/* fn runs for every fact that is settled; it may want and drop nothing. */
typedef void devices_fn(void *ctx, enum device_kind kind, uint32_t id);
struct devices_watch *devices_watch(struct devices *d, devices_fn *fn, void *ctx) NONNULL;
void devices_unwatch(struct devices_watch *w); /* NULL is fine */

/* What is known, however old; never NULL. Borrowed until the next turn of the loop. */
const struct device_fact *devices_fact(const struct devices *d, enum device_kind kind,
                                       uint32_t id) NONNULL;
bool devices_fresh(const struct devices *d, enum device_kind kind, uint32_t id) NONNULL;
enum devices_wanted {
    DEVICES_SETTLED, /* fresh, refused or impossible: devices_fact() says which */
    DEVICES_COMING,  /* asked; the watchers are told */
};
/* Each DEVICES_COMING is either told or given back by devices_drop(). */
enum devices_wanted devices_want(struct devices *d, enum device_kind kind, uint32_t id,
                                 enum call_priority priority) NONNULL MUST_USE;
/* The call ends when nobody else wants it. */
void devices_drop(struct devices *d, enum device_kind kind, uint32_t id) NONNULL;

const struct operation *devices_operation(enum device_kind kind);
/* The last failure that was neither a refusal nor "no such"; kind ERR_NONE: none. */
const struct err *devices_err(const struct devices *d) NONNULL;
