/*
 * local/audit_suppressions: findings that are not to count for a while.
 *
 * A suppression is one (check, resource) pair, exact. It works when an audit evaluates the
 * resource: the finding is made and marked, and not counted against compliance. Past findings
 * stay as they are.
 */
#pragma once

#include "client/api/suppressions.h"
#include "client/local/audit.h"

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
