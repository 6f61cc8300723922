/*
 * views/configure_wish: what the values of the form about the audit configuration mean, what is
 * wrong with one, and what the form says before anything is reviewed.
 *
 * Nothing here sends anything; texts lie in the arena that is given. A check that a schedule
 * uses cannot be disabled, a threshold outside its range is refused: here, before the review.
 * Field names: role, topic, topicrole, notify, checks, and "days.CHECK" for each threshold.
 */
#pragma once

#include "client/api/audit.h"
#include "tui/form.h"
#include "views/app.h"

#define CONFIGURE_DAYS "days."

struct configure {
    const struct app *app;
    const struct describe_account_audit_configuration_output *was;
};

void configure_wish(const struct configure *c, const struct form *f, struct arena *a,
                    struct describe_account_audit_configuration_output *out) NONNULL;
void configure_check_field(const struct configure *c, const struct form *f, const char *name,
                           struct form_verdict *v) NONNULL;
/* The facts "enables", "disables" and "sends". */
void configure_show_facts(const struct configure *c, struct form *f) NONNULL;

/* Of SNS; NULL: none is set. */
const struct audit_notification_target *configured_target(
    const struct describe_account_audit_configuration_output *c) NONNULL;
