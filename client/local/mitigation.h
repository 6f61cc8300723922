/*
 * local/mitigation: mitigation actions of the local service's account, really carried out.
 *
 * Keeps actions, tasks and executions in the registry's database. A task works on its findings
 * one after the other in idle turns of the loop, at a pace that can be watched; what an action
 * changes and what is said of it are one transaction, so nothing is done twice or half after
 * kill -9. Findings are snapshots: an action works on the resource as it stands. Suppressed
 * findings are left alone; cancelling undoes nothing. Inputs are decoded, validated requests;
 * failures that the API documents are faults. Rules: developer guide of AWS IoT Device
 * Defender, "Mitigation actions", and the API reference.
 */
#pragma once

#include "client/api/audit_mitigation.h"
#include "client/api/mitigation_fit.h"
#include "client/local/audit.h"

enum {
    MITIGATION_ACTIONS_MAX = 100,   /* the service's quota */
    MITIGATION_RUNNING_MAX = 10,    /* tasks in progress, the service's quota */
    MITIGATION_RETENTION_DAYS = 90, /* of tasks, the service's quota */
    MITIGATION_PACE_MS = 150,       /* a finding; a task of many goes faster: see the next */
    MITIGATION_SPAN_MAX_MS = 30000, /* nobody watches for longer than that */
    MITIGATION_SLICE_US = 4000,     /* of one idle turn: other calls wait no longer */
};

struct mitigation;

struct mitigation_options {
    struct registry *registry; /* borrowed, like the next two */
    const struct service_clock *clock;
    struct audit *audit; /* what findings say */
    int64_t pace_ms;     /* service time; MITIGATION_PACE_MS */
    const char *outbox;  /* path of local/mitigation_outbox; NULL: no file */
};

/* Takes up the tasks that were running when the program ended. */
bool mitigation_open(struct mitigation **out, const struct mitigation_options *o,
                     struct err *err) NONNULL MUST_USE;
void mitigation_close(struct mitigation *m); /* NULL is fine; detaches */
/* Works in idle turns of the loop from now on. */
void mitigation_attach(struct mitigation *m, struct loop *loop) NONNULL;
/* For others that put messages into the outbox: ctx is the struct mitigation. */
void mitigation_on_message(void *ctx);
/* One slice. *wait_ms: 0 there is more to do now; > 0 nothing before that much service time has
 * passed; -1 nothing at all. */
bool mitigation_step(struct mitigation *m, int64_t *wait_ms, struct err *err) NONNULL MUST_USE;

bool mitigation_create(struct mitigation *m, const struct create_mitigation_action_input *in,
                       struct arena *arena, struct create_mitigation_action_output *out,
                       struct err *err) NONNULL MUST_USE;
bool mitigation_describe(struct mitigation *m,
                         const struct describe_mitigation_action_input *in, struct arena *arena,
                         struct describe_mitigation_action_output *out,
                         struct err *err) NONNULL MUST_USE;
/* The type may change with the parameters; tasks that run keep what they began with. */
bool mitigation_update(struct mitigation *m, const struct update_mitigation_action_input *in,
                       struct arena *arena, struct update_mitigation_action_output *out,
                       struct err *err) NONNULL MUST_USE;
/* An action that is not there is deleted already. */
bool mitigation_delete(struct mitigation *m, const struct delete_mitigation_action_input *in,
                       struct err *err) NONNULL MUST_USE;
/* By name. */
bool mitigation_list(struct mitigation *m, const struct list_mitigation_actions_input *in,
                     const struct page *page, struct arena *arena,
                     struct list_mitigation_actions_output *out,
                     struct err *err) NONNULL MUST_USE;

bool mitigation_start(struct mitigation *m,
                      const struct start_audit_mitigation_actions_task_input *in,
                      struct arena *arena,
                      struct start_audit_mitigation_actions_task_output *out,
                      struct err *err) NONNULL MUST_USE;
bool mitigation_cancel(struct mitigation *m,
                       const struct cancel_audit_mitigation_actions_task_input *in,
                       struct err *err) NONNULL MUST_USE;
bool mitigation_describe_task(struct mitigation *m,
                              const struct describe_audit_mitigation_actions_task_input *in,
                              struct arena *arena,
                              struct describe_audit_mitigation_actions_task_output *out,
                              struct err *err) NONNULL MUST_USE;
/* Newest first. */
bool mitigation_list_tasks(struct mitigation *m,
                           const struct list_audit_mitigation_actions_tasks_input *in,
                           const struct page *page, struct arena *arena,
                           struct list_audit_mitigation_actions_tasks_output *out,
                           struct err *err) NONNULL MUST_USE;
/* In the order of the actions; none when task or finding are not there. */
bool mitigation_list_executions(struct mitigation *m,
                                const struct list_audit_mitigation_actions_executions_input *in,
                                const struct page *page, struct arena *arena,
                                struct list_audit_mitigation_actions_executions_output *out,
                                struct err *err) NONNULL MUST_USE;
