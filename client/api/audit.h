/*
 * api/audit: audit configuration, tasks and findings.
 *
 * A task has no end time and its list item has neither start nor counts: DescribeAuditTask has
 * them. The resource identifier has one member set, which one depends on the check (check.h).
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct audit_check_configuration {
    struct list configuration; /* ConfigName -> ConfigValue */
    struct opt_bool enabled;
};

struct audit_notification_target {
    struct opt_bool enabled;
    const char *role_arn;
    const char *target_arn;
};

struct describe_account_audit_configuration_output {
    /* AuditCheckName -> struct audit_check_configuration */
    struct list audit_check_configurations;
    /* AuditNotificationType -> struct audit_notification_target */
    struct list audit_notification_target_configurations;
    const char *role_arn;
};

struct update_account_audit_configuration_input {
    /* AuditCheckName -> struct audit_check_configuration */
    struct list audit_check_configurations;
    /* AuditNotificationType -> struct audit_notification_target */
    struct list audit_notification_target_configurations;
    const char *role_arn;
};

struct delete_account_audit_configuration_input {
    struct opt_bool delete_scheduled_audits;
};

struct start_on_demand_audit_task_input {
    struct list target_check_names; /* of AuditCheckName */
};

struct start_on_demand_audit_task_output {
    const char *task_id;
};

struct cancel_audit_task_input {
    const char *task_id;
};

struct describe_audit_task_input {
    const char *task_id;
};

struct audit_check_details {
    struct opt_bool check_compliant;
    const char *check_run_status; /* AuditCheckRunStatus */
    const char *error_code;
    const char *message;
    struct opt_int non_compliant_resources_count;
    struct opt_int suppressed_non_compliant_resources_count;
    struct opt_int total_resources_count;
};

struct task_statistics {
    struct opt_int canceled_checks;
    struct opt_int compliant_checks;
    struct opt_int failed_checks;
    struct opt_int in_progress_checks;
    struct opt_int non_compliant_checks;
    struct opt_int total_checks;
    struct opt_int waiting_for_data_collection_checks;
};

struct describe_audit_task_output {
    struct list audit_details; /* AuditCheckName -> struct audit_check_details */
    const char *scheduled_audit_name;
    struct opt_time task_start_time;
    const struct task_statistics *task_statistics;
    const char *task_status; /* AuditTaskStatus */
    const char *task_type;   /* AuditTaskType */
};

struct list_audit_tasks_input {
    struct opt_time end_time;
    struct opt_int max_results;
    const char *next_token;
    struct opt_time start_time;
    const char *task_status; /* AuditTaskStatus */
    const char *task_type;   /* AuditTaskType */
};

struct audit_task_metadata {
    const char *task_id;
    const char *task_status; /* AuditTaskStatus */
    const char *task_type;   /* AuditTaskType */
};

struct list_audit_tasks_output {
    const char *next_token;
    struct list tasks; /* of struct audit_task_metadata */
};

struct issuer_certificate_identifier {
    const char *issuer_certificate_serial_number;
    const char *issuer_certificate_subject;
    const char *issuer_id;
};

struct policy_version_identifier {
    const char *policy_name;
    const char *policy_version_id;
};

struct resource_identifier {
    const char *account;
    const char *ca_certificate_id;
    const char *client_id;
    const char *cognito_identity_pool_id;
    const char *device_certificate_arn;
    const char *device_certificate_id;
    const char *iam_role_arn;
    const struct issuer_certificate_identifier *issuer_certificate_identifier;
    const struct policy_version_identifier *policy_version_identifier;
    const char *role_alias_arn;
};

struct list_audit_findings_input {
    const char *check_name;
    struct opt_time end_time;
    struct opt_bool list_suppressed_findings;
    struct opt_int max_results;
    const char *next_token;
    const struct resource_identifier *resource_identifier;
    struct opt_time start_time;
    const char *task_id;
};

struct non_compliant_resource {
    struct list additional_info; /* text -> text */
    const struct resource_identifier *resource_identifier;
    const char *resource_type; /* ResourceType */
};

struct related_resource {
    struct list additional_info; /* text -> text */
    const struct resource_identifier *resource_identifier;
    const char *resource_type; /* ResourceType */
};

struct audit_finding {
    const char *check_name;
    const char *finding_id;
    struct opt_time finding_time;
    struct opt_bool is_suppressed;
    const struct non_compliant_resource *non_compliant_resource;
    const char *reason_for_non_compliance;
    const char *reason_for_non_compliance_code;
    struct list related_resources; /* of struct related_resource */
    const char *severity;          /* AuditFindingSeverity */
    const char *task_id;
    struct opt_time task_start_time;
};

struct list_audit_findings_output {
    struct list findings; /* of struct audit_finding */
    const char *next_token;
};

struct describe_audit_finding_input {
    const char *finding_id;
};

struct describe_audit_finding_output {
    const struct audit_finding *finding;
};

struct list_related_resources_for_audit_finding_input {
    const char *finding_id;
    struct opt_int max_results;
    const char *next_token;
};

struct list_related_resources_for_audit_finding_output {
    const char *next_token;
    struct list related_resources; /* of struct related_resource */
};

extern const struct record audit_check_configuration_record;
extern const struct record audit_notification_target_record;
extern const struct record describe_account_audit_configuration_output_record;
extern const struct record update_account_audit_configuration_input_record;
extern const struct record delete_account_audit_configuration_input_record;
extern const struct record start_on_demand_audit_task_input_record;
extern const struct record start_on_demand_audit_task_output_record;
extern const struct record cancel_audit_task_input_record;
extern const struct record describe_audit_task_input_record;
extern const struct record audit_check_details_record;
extern const struct record task_statistics_record;
extern const struct record describe_audit_task_output_record;
extern const struct record list_audit_tasks_input_record;
extern const struct record audit_task_metadata_record;
extern const struct record list_audit_tasks_output_record;
extern const struct record issuer_certificate_identifier_record;
extern const struct record policy_version_identifier_record;
extern const struct record resource_identifier_record;
extern const struct record list_audit_findings_input_record;
extern const struct record non_compliant_resource_record;
extern const struct record related_resource_record;
extern const struct record audit_finding_record;
extern const struct record list_audit_findings_output_record;
extern const struct record describe_audit_finding_input_record;
extern const struct record describe_audit_finding_output_record;
extern const struct record list_related_resources_for_audit_finding_input_record;
extern const struct record list_related_resources_for_audit_finding_output_record;

extern const struct operation op_describe_account_audit_configuration;
extern const struct operation op_update_account_audit_configuration;
extern const struct operation op_delete_account_audit_configuration;
extern const struct operation op_start_on_demand_audit_task;
extern const struct operation op_cancel_audit_task;
extern const struct operation op_describe_audit_task;
extern const struct operation op_list_audit_tasks;
extern const struct operation op_list_audit_findings;
extern const struct operation op_describe_audit_finding;
extern const struct operation op_list_related_resources_for_audit_finding;
