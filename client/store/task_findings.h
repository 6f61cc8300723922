/*
 * store/task_findings: what a mitigation task did, finding by finding.
 *
 * No call lists the executions of a task: ListAuditMitigationActionsExecutions wants a finding
 * too, so each finding of the target is asked about, a bounded number, a few at a time, and
 * again while the task runs. What each finding is about is asked once. Owned:
 * task_findings_free(); records are borrowed until the next change.
 */
#pragma once

#include "client/api/audit.h"
#include "client/api/audit_mitigation.h"
#include "client/net/call.h"

enum {
    TASK_FINDINGS_MAX = 250, /* ten times a task of findings; half a minute of calls */
    TASK_FINDINGS_AT_ONCE = 4,
};

struct task_finding {
    const char *id;
    const struct audit_finding *finding; /* NULL: not known (yet) */
    /* of struct audit_mitigation_action_execution_metadata */
    struct list executions;
    bool answered; /* the executions are what the service said */
};

struct task_findings;
typedef void task_findings_fn(void *ctx);

struct task_findings *task_findings_new(const char *task_id, task_findings_fn *on_change,
                                        void *ctx) NONNULL MUST_USE;
void task_findings_free(struct task_findings *t);
void task_findings_connect(struct task_findings *t, struct client *client)
    __attribute__((nonnull(1)));
/* Another look, as the task was described now; a round that is under way goes on. */
void task_findings_follow(
    struct task_findings *t,
    const struct describe_audit_mitigation_actions_task_output *task) NONNULL;
size_t task_findings_count(const struct task_findings *t) NONNULL;
const struct task_finding *task_findings_at(const struct task_findings *t, size_t i) NONNULL;
bool task_findings_cut(const struct task_findings *t) NONNULL; /* the target has more */
bool task_findings_busy(const struct task_findings *t) NONNULL;
/* Everything was asked, and answered, after the task ended. */
bool task_findings_final(const struct task_findings *t) NONNULL;
const struct err *task_findings_err(const struct task_findings *t) NONNULL;
/* One of its executions failed; *first is the first that did. */
bool task_finding_failed(
    const struct task_finding *f,
    const struct audit_mitigation_action_execution_metadata **first) NONNULL;
