/*
 * store/ocsf: findings and alarms in the Open Cybersecurity Schema Framework, version 1.5.0.
 *
 * A finding of an audit is a Compliance Finding (class 2003) that failed, an alarm a Detection
 * Finding (class 2004); both with the cloud profile. What the schema has no place for stands
 * under `unmapped` with the service's own names. An alarm has no severity in the API, so its
 * severity_id is 0, Unknown. Times are milliseconds since 1970, as the schema wants. Source:
 * schema.ocsf.io, classes compliance_finding and detection_finding.
 */
#pragma once

#include "client/api/audit.h"
#include "client/api/violations.h"

#define OCSF_VERSION "1.5.0"

struct ocsf_context {
    const char *account; /* number; NULL or "": not known */
    const char *region;  /* likewise */
};

/* One object on one line, without the line feed; appended. */
void ocsf_finding(const struct audit_finding *f, const struct ocsf_context *c,
                  struct buf *out) NONNULL;
/* message: what was expected and seen, in words; NULL: not known. */
void ocsf_alarm(const struct active_violation *v, const char *message,
                const struct ocsf_context *c, struct buf *out)
    __attribute__((nonnull(1, 3, 4)));
