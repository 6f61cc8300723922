/*
 * local/audit_schedules: which checks are to run how often.
 *
 * Keeps the definitions and, in the same transaction, when each is due next
 * (local/audit_calendar); local/audit_timer runs them. A check that one of them names cannot be
 * disabled. A repeated creation is fine when it says the same, tags included; deleting what is
 * not there is not. A change of frequency or day begins the days anew, one of the checks alone
 * does not. Times are service time. Rules: developer guide, chapter Audit, and API reference.
 */
#pragma once

#include "client/api/schedules.h"
#include "client/local/audit.h"

enum { AUDIT_SCHEDULES_MAX = 5 }; /* the service's quota */

bool audit_create_schedule(struct audit *a, const struct create_scheduled_audit_input *in,
                           struct arena *arena, struct create_scheduled_audit_output *out,
                           struct err *err) NONNULL MUST_USE;
bool audit_describe_schedule(struct audit *a, const struct describe_scheduled_audit_input *in,
                             struct arena *arena, struct describe_scheduled_audit_output *out,
                             struct err *err) NONNULL MUST_USE;
bool audit_update_schedule(struct audit *a, const struct update_scheduled_audit_input *in,
                           struct arena *arena, struct update_scheduled_audit_output *out,
                           struct err *err) NONNULL MUST_USE;
bool audit_delete_schedule(struct audit *a, const struct delete_scheduled_audit_input *in,
                           struct err *err) NONNULL MUST_USE;
bool audit_list_schedules(struct audit *a, const struct page *page, struct arena *arena,
                          struct list_scheduled_audits_output *out,
                          struct err *err) NONNULL MUST_USE;
