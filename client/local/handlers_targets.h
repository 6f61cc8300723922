/*
 * local/handlers_targets: which ARNs a policy may hang on so that it counts for something.
 *
 * Answers are JSON arrays of ARNs, for json_each() in a query. Only for handlers of policies.
 */
#pragma once

#include "client/local/handlers.h"

enum targets_reach { TARGETS_ITSELF, TARGETS_WITH_PARENTS /* of a thing group */ };

/* A certificate, a thing group or a Cognito identity; a fault when it is none or not there. */
bool targets_of_arn(struct call *c, const char *arn, enum targets_reach reach,
                    const char **json, struct err *err) NONNULL MUST_USE;
/* The principal itself and every group the thing is in, parents too. Either may be NULL. */
bool targets_of_device(struct call *c, const char *principal, const char *thing_name,
                       const char **json, struct err *err) MUST_USE;
/* "3" -> 3; a fault for what is no version id. */
bool version_number(const char *text, int64_t *out, struct err *err) NONNULL MUST_USE;
