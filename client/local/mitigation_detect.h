/*
 * local/mitigation_detect: mitigation actions carried out on the things of violations.
 *
 * Tasks of local/mitigation: the same actions, roles, slices and pace. One type of action fits,
 * ADD_THINGS_TO_THING_GROUP. Which violations a task takes is decided when it begins; whether
 * one is still active, where that was asked for, when its turn comes. Violations are read out
 * of the tables of local/detect (schema_violations). Facts: API reference of AWS IoT, developer
 * guide "Mitigation actions" and quotas.
 */
#pragma once

#include "client/api/detect_mitigation.h"
#include "client/local/mitigation.h"

enum {
    DETECT_TASKS_RUNNING_MAX = 5, /* in progress, the service's quota */
};

bool detect_tasks_start(struct mitigation *m,
                        const struct start_detect_mitigation_actions_task_input *in,
                        struct arena *arena,
                        struct start_detect_mitigation_actions_task_output *out,
                        struct err *err) NONNULL MUST_USE;
/* What was done stays done. */
bool detect_tasks_cancel(struct mitigation *m,
                         const struct cancel_detect_mitigation_actions_task_input *in,
                         struct err *err) NONNULL MUST_USE;
bool detect_tasks_describe(struct mitigation *m,
                           const struct describe_detect_mitigation_actions_task_input *in,
                           struct arena *arena,
                           struct describe_detect_mitigation_actions_task_output *out,
                           struct err *err) NONNULL MUST_USE;
/* Newest first. */
bool detect_tasks_list(struct mitigation *m,
                       const struct list_detect_mitigation_actions_tasks_input *in,
                       const struct page *page, struct arena *arena,
                       struct list_detect_mitigation_actions_tasks_output *out,
                       struct err *err) NONNULL MUST_USE;
/* In the order of their making; those that have not begun are not told of. */
bool detect_tasks_executions(struct mitigation *m,
                             const struct list_detect_mitigation_actions_executions_input *in,
                             const struct page *page, struct arena *arena,
                             struct list_detect_mitigation_actions_executions_output *out,
                             struct err *err) NONNULL MUST_USE;
