/*
 * views/check_choices: the audit checks as lines of a form's checklist.
 *
 * Known checks by severity, then those that only the service knows. Each says its last result
 * and, in a schedule's form, which other schedules hold it; one that cannot run here is off and
 * says why. Texts live in the arena.
 */
#pragma once

#include "tui/form.h"
#include "views/app.h"

enum check_choices_for {
    CHECKS_TO_RUN,    /* off unless enabled in the account */
    CHECKS_TO_ENABLE, /* off when the service lists others but not this one */
};

/* but NULL: nothing is said of schedules; else of all others than the one of this name. */
const struct form_choice *check_choices(
    struct app *app, const struct describe_account_audit_configuration_output *configuration,
    enum check_choices_for what, const char *but, struct arena *a, size_t *n)
    __attribute__((nonnull(1, 2, 5, 6)));
size_t check_choices_enabled(const struct form_choice *c, size_t n) NONNULL;
/* Values of all that are not off, ',' between. */
void check_choices_put_all(const struct form_choice *c, size_t n, struct buf *out) NONNULL;

/* "last 3 of 61,190", "last clean", "never run". */
const char *check_last_result(const struct app *app, const char *check,
                              struct arena *a) NONNULL;
/* "C  Device certificate shared" */
const char *check_label(const char *check, struct arena *a) NONNULL;
/* NULL: not offered here. */
const struct audit_check_configuration *check_configured(
    const struct describe_account_audit_configuration_output *c, const char *check) NONNULL;
