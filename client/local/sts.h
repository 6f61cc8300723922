/*
 * local/sts: GetCallerIdentity over the query protocol.
 *
 * A form body in, XML out, JSON when the client prefers it (Accept: application/json).
 * Error names are STS's own, which differ from the rest of the API. Source: STS API
 * reference; service model sts/2011-06-15.
 */
#pragma once

#include "client/local/service.h"

/* Is this request in the query protocol? */
bool sts_speaks(const struct httpd_request *r) NONNULL;
/* Answers a request whose signature is right. */
void sts_answer(struct local_service *s, const struct httpd_request *r,
                struct httpd_answer *a) NONNULL;
/* Refuses; *err as the signature check or the service filled it. */
void sts_refuse(struct local_service *s, const struct httpd_request *r, struct httpd_answer *a,
                const struct err *err) NONNULL;
