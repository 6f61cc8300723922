/*
 * store/mitigation_lists: the account's mitigation actions and tasks as store/described lists.
 *
 * An action's list item has no type and a task's neither actions nor counts, so each is
 * described. Tasks are those of the last 90 days (the service forgets older ones); one that has
 * ended does not change any more. Facts: API reference of ListMitigationActions and
 * ListAuditMitigationActionsTasks.
 */
#pragma once

#include "client/api/audit_mitigation.h"
#include "client/store/described.h"

extern const struct described_spec mitigation_actions_spec, mitigation_tasks_spec;

enum mitigation_action_column {
    ACTION_NAME,
    ACTION_TYPE,
    ACTION_PARAMS,
    ACTION_ROLE,
    ACTION_FITS, /* short names of checks */
    ACTION_CHANGED,
    ACTION_COLUMNS
};
extern const struct table_spec mitigation_actions_table;

enum mitigation_task_column {
    TASK_ID,
    TASK_STATE,
    TASK_TARGET,
    TASK_ACTIONS,
    TASK_TOTAL,
    TASK_OK,
    TASK_FAIL,
    TASK_SKIP,
    TASK_CANCELED,
    TASK_STARTED,
    TASK_ENDED,
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
/* "7f3a01bc" of "picket-7f3a01bc-w1-1" in out; false: not a task of a plan of picket. */
enum { MITIGATION_PLAN_ID = 24 };
bool mitigation_task_plan(const char *task_id, char out[MITIGATION_PLAN_ID]) NONNULL MUST_USE;
/* The running task that names a finding; NULL: none. Borrowed. */
const char *mitigation_task_of(const struct described *tasks, const char *finding) NONNULL;
