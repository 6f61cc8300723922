/*
 * aws/near: addresses of services on this machine that hand out keys, and how they are asked.
 *
 * They speak http without TLS, so the host decides whether it is asked at all: this machine,
 * or the link-local addresses the cloud answers on. https may go anywhere.
 */
#pragma once

#include "client/aws/provider.h"

/* "http://169.254.169.254" and a path become the request's URL. false: a host that may not be
 * asked, named as `from` in the message. ERR_CONFIG. */
bool near_address(struct key_request *r, const char *origin, const char *path, const char *from,
                  struct err *err) NONNULL MUST_USE;
/* AWS_METADATA_SERVICE_TIMEOUT and such: a number, `or` when unset or none. */
int64_t near_number(const struct key_step *s, const char *variable, const char *key,
                    int64_t max, int64_t or_else) NONNULL;

/* What both kinds answer. */
extern const struct key_names near_names;
