/*
 * local/audit_suppressions: findings that are not to count for a while.
 *
 * A suppression is one (check, resource) pair, exact. It works when an audit evaluates the
 * resource: the finding is made and marked, and not counted against compliance. Past findings
 * stay as they are. One whose date has passed (service time) hides nothing any more; it is
 * described and listed until it is deleted, and an update with a new date revives it. A
 * creation repeated with its token and content is fine, anything else for that pair is refused.
 */
#pragma once

#include "client/api/suppressions.h"
#include "client/local/audit.h"

enum { AUDIT_SUPPRESSIONS_MAX = 2000 }; /* the API has a limit and does not say which */

bool audit_create_suppression(struct audit *a, const struct create_audit_suppression_input *in,
                              struct err *err) NONNULL MUST_USE;
bool audit_describe_suppression(struct audit *a,
                                const struct describe_audit_suppression_input *in,
                                struct arena *arena,
                                struct describe_audit_suppression_output *out,
                                struct err *err) NONNULL MUST_USE;
bool audit_update_suppression(struct audit *a, const struct update_audit_suppression_input *in,
                              struct err *err) NONNULL MUST_USE;
/* Deleting what is not there is fine. */
bool audit_delete_suppression(struct audit *a, const struct delete_audit_suppression_input *in,
                              struct err *err) NONNULL MUST_USE;
/* By expiry, the indefinite ones last; ascending unless asked otherwise. */
bool audit_list_suppressions(struct audit *a, const struct list_audit_suppressions_input *in,
                             const struct page *page, struct arena *arena,
                             struct list_audit_suppressions_output *out,
                             struct err *err) NONNULL MUST_USE;
