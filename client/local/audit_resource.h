/*
 * local/audit_resource: a resource identifier as one text, for keys and comparisons.
 *
 * "deviceCertificateId\tHEX": the member's name and its value, or values in the order of the
 * table. A certificate's ARN is brought to its id. An identifier with no member, several, or
 * half of a pair has no text.
 */
#pragma once

#include "client/api/audit.h"
#include "client/api/check.h"

/* NULL: not exactly one resource. */
const char *audit_resource_text(const struct resource_identifier *r, struct arena *a) NONNULL;
const struct resource_identifier *audit_resource_read(const char *text,
                                                      struct arena *a) NONNULL;
/* "member\tvalue" for a check's kind of resource; value2, value3 as the member needs, else
 * NULL. */
const char *audit_resource_of(enum check_id check, const char *value, const char *value2,
                              const char *value3, struct arena *a) MUST_USE;
