/*
 * store/plan_configure: the plan that changes what audits may do in an account: which checks
 * are enabled, their thresholds, the role, and where notifications go.
 *
 * The service merges, so only what changes is sent, a check that changes whole. Disabling a
 * check deletes what was collected for it: the plan says so, and that it does not come back
 * with the call that leads back. A check that a schedule uses cannot be disabled. Facts:
 * Describe- and UpdateAccountAuditConfiguration.
 */
#pragma once

#include "client/api/audit.h"
#include "client/store/plan.h"
#include "client/store/schedules.h"

/* wish: all of it as it is to be; what it leaves out stays. NULL: nothing would change. */
struct plan *plan_configure(const struct describe_account_audit_configuration_output *was,
                            const struct describe_account_audit_configuration_output *wish,
                            int64_t now_ms) NONNULL MUST_USE;

/* Appends why the service would refuse: checks to be disabled that schedules use. false: it
 * would not. */
bool plan_configure_in_use(const struct describe_account_audit_configuration_output *was,
                           const struct describe_account_audit_configuration_output *wish,
                           const struct schedules *schedules, struct buf *why) NONNULL;

enum plan_configure_switch { CONFIGURE_ON, CONFIGURE_OFF };
/* Short names of the checks that would be enabled, or disabled, ", " between; their number. */
size_t plan_configure_switched(const struct describe_account_audit_configuration_output *was,
                               const struct describe_account_audit_configuration_output *wish,
                               enum plan_configure_switch to, struct buf *out) NONNULL;

/* Days set for a check; its default when none are, 0 when it has no threshold. */
int64_t plan_configure_days(const struct audit_check_configuration *c, const char *check)
    __attribute__((nonnull(2)));
