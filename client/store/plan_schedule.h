/*
 * store/plan_schedule: plans that make, change and delete scheduled audits.
 *
 * Each says what it does in numbers, looks again before it is sent that the schedule is still
 * as it was seen (or still not there), and carries the call that leads back. Only members that
 * change are sent. Inputs are copied. The API's own rules (a day that fits, the quota) are for
 * the form to say first: store/schedules has the facts.
 */
#pragma once

#include "client/store/plan.h"
#include "client/store/schedules.h"

/* `others` says what else runs; NULL: not known. Owned. */
struct plan *plan_schedule_create(const struct create_scheduled_audit_input *in,
                                  const struct schedules *others, int64_t now_ms)
    __attribute__((nonnull(1))) MUST_USE;
/* NULL: nothing would change. */
struct plan *plan_schedule_update(const struct describe_scheduled_audit_output *was,
                                  const struct update_scheduled_audit_input *wish,
                                  const struct schedules *others, int64_t now_ms)
    __attribute__((nonnull(1, 2))) MUST_USE;
struct plan *plan_schedule_delete(const struct describe_scheduled_audit_output *was,
                                  const struct schedules *others, int64_t now_ms)
    __attribute__((nonnull(1))) MUST_USE;

/* What a schedule of these days and checks has in common with the others but for itself, a line
 * each. PLAN_WARN: it adds nothing. "": nothing. */
enum plan_tone plan_schedule_overlaps(const struct describe_scheduled_audit_output *what,
                                      const struct schedules *others, struct buf *out) NONNULL;
/* "3 of 5 exist: daily-full daily, weekly-ca weekly SUN". */
void plan_schedule_quota(const struct schedules *s, struct buf *out) NONNULL;
