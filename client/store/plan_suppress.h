/*
 * store/plan_suppress: plans that suppress findings, extend suppressions and end them.
 *
 * Pure: what was chosen and what the service has go in, a plan comes out. One call for each
 * check and resource: CreateAuditSuppression, or UpdateAuditSuppression where one exists, which
 * is looked at again before it is sent. A suppression has no id, owner or ticket of its own
 * (store/suppression_note). What is in the list and what is not decides only which call is
 * made: the service has the last word. Times are ms since 1970. The plan is the caller's.
 */
#pragma once

#include "client/api/suppressions.h"
#include "client/base/when.h"
#include "client/store/frozen.h"
#include "client/store/plan.h"

enum {
    SUPPRESS_STOP_AFTER = 10, /* refusals: each call stands alone, but ten tell enough */
    SUPPRESS_SAME_MS = 60 * 60 * 1000, /* "3mo from now", said again a moment later */
    SUPPRESSION_SOON_DAYS = 7,         /* before it ends, people are told */
    SUPPRESSION_SOON_MS = SUPPRESSION_SOON_DAYS * 24 * 3600 * 1000,
};

/* A schedule that contains one of the checks. */
struct suppress_schedule {
    const char *name, *frequency; /* AuditFrequency */
};

struct suppress_ask {
    const struct frozen *set;
    const struct audit_suppression *const *have; /* all there are; borrowed */
    size_t n_have;
    struct when end;
    const char *ticket, *reason, *by;
    int64_t now_ms;
    const struct zone *zone;
    const struct suppress_schedule *schedules;
    size_t n_schedules;
};

/* Kind "suppress"; facts stand in PLAN_SUPPRESS_FACTS. */
#define PLAN_SUPPRESS_FACTS "what it does"
struct plan *plan_suppress(const struct suppress_ask *ask) NONNULL MUST_USE;

struct suppress_end {
    const struct audit_suppression *suppression;
    int64_t hides; /* findings of the last audit; -1: not known */
};
/* They end now: DeleteAuditSuppression, and the same again is the way back. */
struct plan *plan_suppress_end(const struct suppress_end *items, size_t n, int64_t now_ms,
                               const struct zone *zone) NONNULL MUST_USE;

/* The description that is sent with all of them. */
void plan_suppress_description(const struct suppress_ask *ask, struct buf *out) NONNULL;
/* "until Sun 22 Feb 2026 14:22 CET (92 days)", "for ever", "ended .. ago". */
void suppression_end_say(const struct audit_suppression *s, int64_t now_ms,
                         const struct zone *zone, struct buf *out) NONNULL;
bool suppression_is_over(const struct audit_suppression *s, int64_t now_ms) NONNULL;
/* "CHECK KEY": what tells one suppression from another; false: names nothing. */
bool suppression_id(const struct audit_suppression *s, struct buf *out) NONNULL;
