/*
 * views/schedule_wish: what the values of a schedule's form mean: the input of the call, what
 * is wrong with a value, and what the form says about them while somebody fills it in.
 *
 * Nothing here sends anything. Texts lie in the arena that is given. What cannot be sent (a
 * taken name, a full quota, a day that does not fit) is refused here, before the review.
 */
#pragma once

#include "client/api/schedules.h"
#include "tui/form.h"
#include "views/app.h"

#define SCHEDULE_NOW "NOW" /* not a frequency: an audit on demand */

/* Members that do not apply are NULL: a day that does not fit, everything with SCHEDULE_NOW but
 * the checks. */
void schedule_wish(const struct form *f, struct arena *a,
                   struct create_scheduled_audit_input *out) NONNULL;

/* form_check_fn's work. was NULL: a new one. */
void schedule_check_field(const struct app *app,
                          const struct describe_scheduled_audit_output *was,
                          const struct form *f, const char *name, struct form_verdict *v)
    __attribute__((nonnull(1, 3, 4, 5)));

/* Which fields apply, and the facts "overlaps", "quota", "runtime", "next", "call". */
void schedule_show_facts(const struct app *app,
                         const struct describe_scheduled_audit_output *was, struct form *f)
    __attribute__((nonnull(1, 3)));

/* A day of the week typed before goes when the repeat becomes monthly, and the other way round.
 * *seen: the repeat at the call before, NULL at the first. */
void schedule_fit_day(struct form *f, const char **seen) NONNULL;
