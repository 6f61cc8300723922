/*
 * local/registry_change: what changes the registry the way the service does, with what follows.
 *
 * Shared by the operations and by mitigation actions, so that both leave the same traces. It
 * decides nothing about errors of the API and begins no transaction: callers that make several
 * changes do. Ids are rows of local/registry; now_ms is service time.
 */
#pragma once

#include "client/local/registry.h"

enum {
    POLICY_VERSIONS_MAX = 5, /* of one policy, the service's quota */
};

/* status: ACTIVE INACTIVE REVOKED. A certificate that is not active loses its connections. */
bool registry_set_certificate_status(struct registry *r, int64_t id, const char *status,
                                     int64_t now_ms, struct err *err) NONNULL MUST_USE;
/* NULL: stays as it is. */
bool registry_update_ca(struct registry *r, int64_t id, const char *status,
                        const char *auto_registration, int64_t now_ms,
                        struct err *err) MUST_USE;
/* Twice the same is once. */
bool registry_add_member(struct registry *r, int64_t group_id, int64_t thing_id,
                         struct err *err) NONNULL MUST_USE;
/* How many versions a policy has, and the highest number among them. */
bool registry_policy_versions(struct registry *r, int64_t policy_id, int64_t *n,
                              int64_t *latest, struct err *err) NONNULL MUST_USE;
bool registry_add_policy_version(struct registry *r, int64_t policy_id, int64_t version,
                                 const char *document, int64_t now_ms,
                                 struct err *err) NONNULL MUST_USE;
bool registry_set_default_version(struct registry *r, int64_t policy_id, int64_t version,
                                  int64_t now_ms, struct err *err) NONNULL MUST_USE;
/* NULL: stays as it is. disabled -1: stays. */
bool registry_set_logging(struct registry *r, const char *role_arn, const char *level,
                          int disabled, struct err *err) MUST_USE;
