/*
 * api/check: the audit checks of the service, one row each.
 *
 * Names are not in the service's model (AuditCheckName is free text), so a check that is not in
 * this table is shown as it came and never refused. Source: the developer guide's check pages.
 */
#pragma once

#include <stddef.h>

#include "client/base/err.h"

enum check_id {
    CHECK_REVOKED_CA,
    CHECK_INTERMEDIATE_CA_REVOKED,
    CHECK_CERTIFICATE_SHARED,
    CHECK_DEVICE_KEY_QUALITY,
    CHECK_CA_KEY_QUALITY,
    CHECK_UNAUTHENTICATED_COGNITO,
    CHECK_AUTHENTICATED_COGNITO,
    CHECK_POLICY_PERMISSIVE,
    CHECK_POLICY_MISCONFIGURED,
    CHECK_ROLE_ALIAS_PERMISSIVE,
    CHECK_ROLE_ALIAS_UNUSED,
    CHECK_CA_EXPIRING,
    CHECK_CLIENT_ID_CONFLICT,
    CHECK_DEVICE_CERTIFICATE_EXPIRING,
    CHECK_DEVICE_CERTIFICATE_AGE,
    CHECK_REVOKED_DEVICE_CERTIFICATE,
    CHECK_LOGGING_DISABLED,
    CHECK_COUNT,
};

enum severity {
    SEVERITY_CRITICAL,
    SEVERITY_HIGH,
    SEVERITY_MEDIUM,
    SEVERITY_LOW,
    SEVERITY_UNKNOWN
};

struct check {
    const char *name;       /* on the wire */
    const char *alias;      /* older name in slides and tables, or NULL */
    const char *title;      /* as the service's own console says it */
    const char *short_name; /* for 18 cells, upper case: "CERT_SHARED" */
    enum severity severity;
    const char *category;       /* "Authentication", "Authorization", "Logging" */
    const char *resource;       /* ResourceType value of a finding's resource */
    const char *identifier;     /* ResourceIdentifier member that names it */
    const char *const *reasons; /* reason codes, NULL-terminated */
    const char *looks_at;       /* one sentence: what is inspected */
    const char *const *fix;     /* steps in order, NULL-terminated */
    const char *threshold;      /* ConfigName, or NULL */
    int threshold_min, threshold_max, threshold_default;
};

extern const struct check checks[CHECK_COUNT];
/* By name, alias or short name, any case; NULL: not one we know. */
const struct check *check_find(const char *name) NONNULL;
/* Of the check with this name; NULL: none is known. */
const char *check_short_name(const char *name) NONNULL;
enum severity severity_of(const char *text); /* NULL or unknown: SEVERITY_UNKNOWN */
const char *severity_name(enum severity s);  /* "CRITICAL" */
char severity_letter(enum severity s);       /* 'C' */
