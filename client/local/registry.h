/*
 * local/registry: the state of the local service's one account, in one SQLite file.
 *
 * Holds what the account consists of (local/schema); answers lookups with small rows whose
 * texts live in the caller's arena. It decides nothing: no checks, no API errors, no time. A
 * name that is not there is *found = false, not an error. Names and ARN forms: API reference of
 * AWS IoT.
 */
#pragma once

#include "client/base/arena.h"
#include "client/base/db.h"

struct registry;

struct registry_options {
    const char
        *account;       /* 12 digits; NULL: REGISTRY_ACCOUNT. Both count only for a new state */
    const char *region; /* NULL: REGISTRY_REGION */
};
#define REGISTRY_ACCOUNT "123456789012"
#define REGISTRY_REGION  "us-east-1"

/* Opens or makes DIR (0700) and its file service.db (0600, WAL, synchronous FULL). dir
 * ":memory:" keeps everything in memory. */
bool registry_open(struct registry **out, const char *dir, const struct registry_options *o,
                   struct err *err) MUST_USE;
void registry_close(struct registry *r);
struct db *registry_db(const struct registry *r) NONNULL; /* borrowed */
const char *registry_account(const struct registry *r) NONNULL;
const char *registry_region(const struct registry *r) NONNULL;

/* One transaction at a time; a begin inside a begin is a bug. */
bool registry_begin(struct registry *r, struct err *err) NONNULL MUST_USE;
bool registry_commit(struct registry *r, struct err *err) NONNULL MUST_USE;
void registry_rollback(struct registry *r) NONNULL;

/* Moves with every change of who there is, who is in which group, whose certificate is good and
 * what policies say: for who keeps that in memory. registry_moved() is for who changes it. */
uint64_t registry_generation(const struct registry *r) NONNULL;
void registry_moved(struct registry *r) NONNULL;

/* meta. *out is NULL when the key is not set. */
bool registry_meta(struct registry *r, const char *key, struct arena *a, const char **out,
                   struct err *err) NONNULL MUST_USE;
bool registry_set_meta(struct registry *r, const char *key, const char *value,
                       struct err *err) NONNULL MUST_USE;

enum arn_kind {
    ARN_THING,
    ARN_THING_GROUP,
    ARN_CERTIFICATE,
    ARN_CA_CERTIFICATE,
    ARN_POLICY,
    ARN_ROLE_ALIAS,
    ARN_SCHEDULED_AUDIT,
    ARN_MITIGATION_ACTION,
    ARN_SECURITY_PROFILE,
    ARN_CUSTOM_METRIC,
    ARN_DIMENSION,
    ARN_JOB,
    ARN_IAM_ROLE, /* names may hold a path: "service-role/x" */
    ARN_SNS_TOPIC,
};
const char *registry_arn(const struct registry *r, enum arn_kind kind, const char *name,
                         struct arena *a) NONNULL MUST_USE;
/* The name inside an ARN of that kind of this account; false: it is something else. *name is
 * borrowed from arn. */
bool registry_arn_name(const struct registry *r, enum arn_kind kind, const char *arn,
                       const char **name) NONNULL MUST_USE;

struct thing_row {
    int64_t id, version, created_ms;
    const char *name, *type, *attributes, *uuid; /* type NULL: none */
};
struct certificate_row {
    int64_t id, ca_id, issuer_id; /* 0: none */
    int64_t created_ms, modified_ms, activated_ms, not_before_ms,
        not_after_ms; /* activated 0: never */
    const char *cert_id, *status, *serial;
};
struct ca_row {
    int64_t id, issuer_ca_id, created_ms, modified_ms, not_before_ms, not_after_ms;
    const char *cert_id, *status, *subject, *serial, *auto_registration;
};
struct policy_row {
    int64_t id, default_version, created_ms, modified_ms;
    const char *name;
};
struct group_row {
    int64_t id, parent_id, version, created_ms; /* parent 0: none */
    const char *name, *description, *attributes, *uuid;
};

bool registry_thing(struct registry *r, const char *name, struct arena *a,
                    struct thing_row *out, bool *found, struct err *err) NONNULL MUST_USE;
bool registry_certificate(struct registry *r, const char *cert_id, struct arena *a,
                          struct certificate_row *out, bool *found,
                          struct err *err) NONNULL MUST_USE;
bool registry_ca(struct registry *r, const char *cert_id, struct arena *a, struct ca_row *out,
                 bool *found, struct err *err) NONNULL MUST_USE;
bool registry_policy(struct registry *r, const char *name, struct arena *a,
                     struct policy_row *out, bool *found, struct err *err) NONNULL MUST_USE;
bool registry_group(struct registry *r, const char *name, struct arena *a,
                    struct group_row *out, bool *found, struct err *err) NONNULL MUST_USE;
/* *document NULL: no such version. */
bool registry_policy_document(struct registry *r, int64_t policy_id, int64_t version,
                              struct arena *a, const char **document,
                              struct err *err) NONNULL MUST_USE;
/* The certificate itself, as PEM text. table: what the id is a row of. */
enum registry_der { DER_CERTIFICATE, DER_CA, DER_ISSUER };
bool registry_pem(struct registry *r, enum registry_der table, int64_t id, struct arena *a,
                  const char **pem, struct err *err) NONNULL MUST_USE;

/* Related texts, a page at a time in a stable order. */
enum registry_list {
    LIST_PRINCIPALS_OF_THING,   /* thing id -> certificate ids (64 hex) */
    LIST_THINGS_OF_CERTIFICATE, /* certificate row id -> thing names */
    LIST_GROUPS_OF_THING,       /* thing id -> group names */
    LIST_THINGS_OF_GROUP,       /* group id -> thing names (direct members) */
    LIST_CHILDREN_OF_GROUP,     /* group id -> group names */
    LIST_TARGETS_OF_POLICY,     /* policy id -> ARNs */
    LIST_THINGS,                /* 0 -> thing names */
    LIST_CERTIFICATES,          /* 0 -> certificate ids */
    LIST_CERTIFICATES_OF_CA,    /* CA row id -> certificate ids */
    LIST_CAS,                   /* 0 -> CA certificate ids */
    LIST_POLICIES,              /* 0 -> policy names */
    LIST_GROUPS,                /* 0 -> group names */
    LIST_ROLE_ALIASES,          /* 0 -> role alias names */
};
struct registry_page {
    size_t n;
    const char **texts;
    const char *after; /* opaque: pass it for the next page; NULL: this was the last */
};
/* after NULL: from the start. max 1.. . */
bool registry_list(struct registry *r, enum registry_list which, int64_t id, const char *after,
                   size_t max, struct arena *a, struct registry_page *out,
                   struct err *err) MUST_USE;
