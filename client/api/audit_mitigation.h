/*
 * api/audit_mitigation: mitigation actions run against audit findings.
 *
 * The caller chooses the task id. Task and execution words: COMPLETED, not SUCCESSFUL.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/mitigation.h"
#include "client/api/operation.h"

struct audit_mitigation_actions_task_target {
    /* AuditCheckName -> list of ReasonForNonComplianceCode */
    struct list audit_check_to_reason_code_filter;
    const char *audit_task_id;
    struct list finding_ids; /* of FindingId */
};

struct start_audit_mitigation_actions_task_input {
    /* AuditCheckName -> list of MitigationActionName */
    struct list audit_check_to_actions_mapping;
    const char *client_request_token;
    const struct audit_mitigation_actions_task_target *target;
    const char *task_id;
};

struct start_audit_mitigation_actions_task_output {
    const char *task_id;
};

struct cancel_audit_mitigation_actions_task_input {
    const char *task_id;
};

struct describe_audit_mitigation_actions_task_input {
    const char *task_id;
};

struct mitigation_action {
    const struct mitigation_action_params *action_params;
    const char *id;
    const char *name;
    const char *role_arn;
};

struct task_statistics_for_audit_check {
    struct opt_int canceled_findings_count;
    struct opt_int failed_findings_count;
    struct opt_int skipped_findings_count;
    struct opt_int succeeded_findings_count;
    struct opt_int total_findings_count;
};

struct describe_audit_mitigation_actions_task_output {
    struct list actions_definition; /* of struct mitigation_action */
    /* AuditCheckName -> list of MitigationActionName */
    struct list audit_check_to_actions_mapping;
    struct opt_time end_time;
    struct opt_time start_time;
    const struct audit_mitigation_actions_task_target *target;
    /* AuditCheckName -> struct task_statistics_for_audit_check */
    struct list task_statistics;
    const char *task_status; /* AuditMitigationActionsTaskStatus */
};

struct list_audit_mitigation_actions_tasks_input {
    const char *audit_task_id;
    struct opt_time end_time;
    const char *finding_id;
    struct opt_int max_results;
    const char *next_token;
    struct opt_time start_time;
    const char *task_status; /* AuditMitigationActionsTaskStatus */
};

struct audit_mitigation_actions_task_metadata {
    struct opt_time start_time;
    const char *task_id;
    const char *task_status; /* AuditMitigationActionsTaskStatus */
};

struct list_audit_mitigation_actions_tasks_output {
    const char *next_token;
    struct list tasks; /* of struct audit_mitigation_actions_task_metadata */
};

struct list_audit_mitigation_actions_executions_input {
    const char *action_status; /* AuditMitigationActionsExecutionStatus */
    const char *finding_id;
    struct opt_int max_results;
    const char *next_token;
    const char *task_id;
};

struct audit_mitigation_action_execution_metadata {
    const char *action_id;
    const char *action_name;
    struct opt_time end_time;
    const char *error_code;
    const char *finding_id;
    const char *message;
    struct opt_time start_time;
    const char *status; /* AuditMitigationActionsExecutionStatus */
    const char *task_id;
};

struct list_audit_mitigation_actions_executions_output {
    struct list actions_executions; /* of struct audit_mitigation_action_execution_metadata */
    const char *next_token;
};

extern const struct record audit_mitigation_actions_task_target_record;
extern const struct record start_audit_mitigation_actions_task_input_record;
extern const struct record start_audit_mitigation_actions_task_output_record;
extern const struct record cancel_audit_mitigation_actions_task_input_record;
extern const struct record describe_audit_mitigation_actions_task_input_record;
extern const struct record mitigation_action_record;
extern const struct record task_statistics_for_audit_check_record;
extern const struct record describe_audit_mitigation_actions_task_output_record;
extern const struct record list_audit_mitigation_actions_tasks_input_record;
extern const struct record audit_mitigation_actions_task_metadata_record;
extern const struct record list_audit_mitigation_actions_tasks_output_record;
extern const struct record list_audit_mitigation_actions_executions_input_record;
extern const struct record audit_mitigation_action_execution_metadata_record;
extern const struct record list_audit_mitigation_actions_executions_output_record;

extern const struct operation op_start_audit_mitigation_actions_task;
extern const struct operation op_cancel_audit_mitigation_actions_task;
extern const struct operation op_describe_audit_mitigation_actions_task;
extern const struct operation op_list_audit_mitigation_actions_tasks;
extern const struct operation op_list_audit_mitigation_actions_executions;
