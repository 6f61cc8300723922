/*
 * store/mitigation_tasks: the account's mitigation tasks, on findings and on alarms, as
 * store/described lists whose rows have one shape.
 *
 * A list item has neither actions nor counts, so each is described. Tasks are those of the last
 * 90 days (the service forgets older ones); one that has ended does not change any more. A task
 * on findings counts findings and ends as COMPLETED; one on alarms counts actions and ends as
 * SUCCESSFUL: each keeps its own words. Facts: API reference of ListAuditMitigationActionsTasks
 * and ListDetectMitigationActionsTasks.
 */
#pragma once

#include "client/api/audit_mitigation.h"
#include "client/api/detect_mitigation.h"
#include "client/store/described.h"

extern const struct described_spec mitigation_tasks_spec, detect_tasks_spec;

enum mitigation_task_column {
    TASK_ID,
    TASK_STATE,
    TASK_TARGET,
    TASK_ACTIONS,
    TASK_TOTAL, /* of alarms: of what is known so far */
    TASK_OK,
    TASK_FAIL,
    TASK_SKIP,
    TASK_CANCELED,
    TASK_STARTED,
    TASK_ENDED,
    TASK_KIND, /* "audit", "detect" */
    TASK_COLUMNS
};
extern const struct table_spec mitigation_tasks_table;

/* Sums over the checks. */
struct mitigation_counts {
    int64_t total, ok, failed, skipped, canceled;
};
struct mitigation_counts mitigation_counts(
    const struct describe_audit_mitigation_actions_task_output *task) NONNULL;
bool mitigation_task_is_going(const void *describe_audit_mitigation_actions_task_output);

/* A task of either kind. */
struct mitigation_task {
    bool alarms; /* it acts on alarms, not on findings */
    const char *id, *state;
    struct mitigation_counts n;
    struct opt_time started, ended;
    struct list actions; /* of struct mitigation_action */
    /* One of them. */
    const struct audit_mitigation_actions_task_target *findings;
    const struct detect_mitigation_actions_task_target *violations;
};
/* false: it is not described yet. Borrows from the item. */
bool mitigation_task_read(const struct described_item *item,
                          struct mitigation_task *out) NONNULL MUST_USE;
bool mitigation_task_going(const struct mitigation_task *t) NONNULL;
/* "3 findings", "audit 4f0c1122", "ml-fleet Auth_fail_ML": what it acts on. Appends. */
void mitigation_task_target(const struct mitigation_task *t, struct buf *out) NONNULL;
/* In the person's language. */
void mitigation_task_target_say(const struct mitigation_task *t, struct buf *out) NONNULL;

/* "7f3a01bc" of "picket-7f3a01bc-w1-1" in out; false: not a task of a plan of picket. */
enum { MITIGATION_PLAN_ID = 24 };
bool mitigation_task_plan(const char *task_id, char out[MITIGATION_PLAN_ID]) NONNULL MUST_USE;
/* The running task that names a finding or a violation; NULL: none. Borrowed. */
const char *mitigation_task_of(const struct described *tasks, const char *id) NONNULL;
