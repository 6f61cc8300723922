/*
 * store/alarms: the active violations of the account as rows, and the one shared list of them.
 *
 * A row holds what a list, a detail pane and a plan need of a violation, so nobody keeps the
 * record: the sentence of its behavior, value and limit in words (api/behavior_text), how it
 * was judged. Facts: ListActiveViolations.
 */
#pragma once

#include "client/api/behavior_text.h"
#include "client/api/violations.h"
#include "client/store/watched_list.h"

enum {
    ALARMS_POLL_MS = 15 * 1000, /* devices are judged every 5 minutes; who watches waits less */
};

/* Columns of the table, in this order. */
enum alarm_column {
    ALARM_ID,
    ALARM_THING,
    ALARM_BEHAVIOR,
    ALARM_KIND,  /* "rule" "stat" "ml" "-" */
    ALARM_VALUE, /* the number seen, for comparing; absent for lists */
    ALARM_SEEN,  /* "41 /5min" */
    ALARM_LIMIT, /* "<= 10 /5min" */
    ALARM_CONF,  /* of the violation, else of the behavior */
    ALARM_SINCE, /* violationStartTime */
    ALARM_LAST,  /* lastViolationTime */
    ALARM_STATE, /* verificationState as it came; absent: UNKNOWN */
    ALARM_PROFILE,
    ALARM_SUPPR, /* "yes": no notification is sent; "no" */
    ALARM_METRIC,
    ALARM_EXPECTS,  /* "at most 10 authorization failures in 5 min" */
    ALARM_OBSERVED, /* "41 seen" */
    ALARM_POINTS,   /* "3 to alarm, 1 to clear" */
    ALARM_NOTE,     /* verificationStateDescription */
    ALARM_WARN,     /* what is odd about the criterion */
    ALARM_COLUMNS,
};
extern const struct table_spec alarms_table;

/* What the service filters by; NULL or absent: all. */
struct alarm_filter {
    const char *thing, *profile;
    const char *kind;  /* BehaviorCriteriaType */
    const char *state; /* VerificationState */
    struct opt_bool suppressed;
};
void alarm_filter_put(const struct alarm_filter *f,
                      struct list_active_violations_input *in) NONNULL;

/* VerificationState ranked for people: what nobody judged first; NULL at the end. */
extern const char *const alarm_state_order[];

/* The list of them all, asked every ALARMS_POLL_MS. Owned: watched_list_free(). */
struct watched_list *alarms_new(struct loop *loop) NONNULL MUST_USE;
void alarms_keep(struct watched_list *alarms, const char *path) NONNULL; /* copied */

/* Counts over the visible rows, for summaries. */
struct alarms_tally {
    uint32_t active, things, unverified;
    uint32_t kinds[BEHAVIOR_KINDS];
};
void alarms_count(const struct watched_list *alarms, struct alarms_tally *out) NONNULL;
