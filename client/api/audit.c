#include "client/api/audit.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field audit_check_configuration_fields[] = {
    ROW(audit_check_configuration, configuration, "configuration",
        IS_MAP_BY(enum_config_name, IS_TEXT_OF(scalar_config_value))),
    ROW(audit_check_configuration, enabled, "enabled", IS_BOOL),
};
RECORD(audit_check_configuration, "AuditCheckConfiguration");

static const struct field audit_notification_target_fields[] = {
    ROW(audit_notification_target, enabled, "enabled", IS_BOOL),
    ROW(audit_notification_target, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
    ROW(audit_notification_target, target_arn, "targetArn", IS_TEXT_OF(scalar_target_arn)),
};
RECORD(audit_notification_target, "AuditNotificationTarget");

static const struct field describe_account_audit_configuration_output_fields[] = {
    ROW(describe_account_audit_configuration_output, audit_check_configurations,
        "auditCheckConfigurations", IS_MAP(IS_RECORD(audit_check_configuration_record))),
    ROW(describe_account_audit_configuration_output, audit_notification_target_configurations,
        "auditNotificationTargetConfigurations",
        IS_MAP_BY(enum_audit_notification_type, IS_RECORD(audit_notification_target_record))),
    ROW(describe_account_audit_configuration_output, role_arn, "roleArn",
        IS_TEXT_OF(scalar_role_arn)),
};
RECORD(describe_account_audit_configuration_output,
       "DescribeAccountAuditConfigurationResponse");

static const struct field update_account_audit_configuration_input_fields[] = {
    ROW(update_account_audit_configuration_input, audit_check_configurations,
        "auditCheckConfigurations", IS_MAP(IS_RECORD(audit_check_configuration_record))),
    ROW(update_account_audit_configuration_input, audit_notification_target_configurations,
        "auditNotificationTargetConfigurations",
        IS_MAP_BY(enum_audit_notification_type, IS_RECORD(audit_notification_target_record))),
    ROW(update_account_audit_configuration_input, role_arn, "roleArn",
        IS_TEXT_OF(scalar_role_arn)),
};
RECORD(update_account_audit_configuration_input, "UpdateAccountAuditConfigurationRequest");

static const struct field delete_account_audit_configuration_input_fields[] = {
    QUERY(delete_account_audit_configuration_input, delete_scheduled_audits,
          "deleteScheduledAudits", IS_BOOL),
};
RECORD(delete_account_audit_configuration_input, "DeleteAccountAuditConfigurationRequest");

static const struct field start_on_demand_audit_task_input_fields[] = {
    REQUIRED(start_on_demand_audit_task_input, target_check_names, "targetCheckNames",
             IS_LIST(IS_TEXT)),
};
RECORD(start_on_demand_audit_task_input, "StartOnDemandAuditTaskRequest");

static const struct field start_on_demand_audit_task_output_fields[] = {
    ROW(start_on_demand_audit_task_output, task_id, "taskId", IS_TEXT_OF(scalar_audit_task_id)),
};
RECORD(start_on_demand_audit_task_output, "StartOnDemandAuditTaskResponse");

static const struct field cancel_audit_task_input_fields[] = {
    PATH(cancel_audit_task_input, task_id, "taskId", IS_TEXT_OF(scalar_audit_task_id)),
};
RECORD(cancel_audit_task_input, "CancelAuditTaskRequest");

static const struct field describe_audit_task_input_fields[] = {
    PATH(describe_audit_task_input, task_id, "taskId", IS_TEXT_OF(scalar_audit_task_id)),
};
RECORD(describe_audit_task_input, "DescribeAuditTaskRequest");

static const struct field audit_check_details_fields[] = {
    ROW(audit_check_details, check_compliant, "checkCompliant", IS_BOOL),
    ROW(audit_check_details, check_run_status, "checkRunStatus",
        IS_ENUM(enum_audit_check_run_status)),
    ROW(audit_check_details, error_code, "errorCode", IS_TEXT),
    ROW(audit_check_details, message, "message", IS_TEXT_OF(scalar_error_message)),
    ROW(audit_check_details, non_compliant_resources_count, "nonCompliantResourcesCount",
        IS_INT),
    ROW(audit_check_details, suppressed_non_compliant_resources_count,
        "suppressedNonCompliantResourcesCount", IS_INT),
    ROW(audit_check_details, total_resources_count, "totalResourcesCount", IS_INT),
};
RECORD(audit_check_details, "AuditCheckDetails");

static const struct field task_statistics_fields[] = {
    ROW(task_statistics, canceled_checks, "canceledChecks", IS_INT),
    ROW(task_statistics, compliant_checks, "compliantChecks", IS_INT),
    ROW(task_statistics, failed_checks, "failedChecks", IS_INT),
    ROW(task_statistics, in_progress_checks, "inProgressChecks", IS_INT),
    ROW(task_statistics, non_compliant_checks, "nonCompliantChecks", IS_INT),
    ROW(task_statistics, total_checks, "totalChecks", IS_INT),
    ROW(task_statistics, waiting_for_data_collection_checks, "waitingForDataCollectionChecks",
        IS_INT),
};
RECORD(task_statistics, "TaskStatistics");

static const struct field describe_audit_task_output_fields[] = {
    ROW(describe_audit_task_output, audit_details, "auditDetails",
        IS_MAP(IS_RECORD(audit_check_details_record))),
    ROW(describe_audit_task_output, scheduled_audit_name, "scheduledAuditName",
        IS_TEXT_OF(scalar_scheduled_audit_name)),
    ROW(describe_audit_task_output, task_start_time, "taskStartTime", IS_TIME),
    ROW(describe_audit_task_output, task_statistics, "taskStatistics",
        IS_RECORD(task_statistics_record)),
    ROW(describe_audit_task_output, task_status, "taskStatus", IS_ENUM(enum_audit_task_status)),
    ROW(describe_audit_task_output, task_type, "taskType", IS_ENUM(enum_audit_task_type)),
};
RECORD(describe_audit_task_output, "DescribeAuditTaskResponse");

static const struct field list_audit_tasks_input_fields[] = {
    QUERY_REQUIRED(list_audit_tasks_input, end_time, "endTime", IS_TIME),
    QUERY(list_audit_tasks_input, max_results, "maxResults", IS_INT_OF(scalar_max_results)),
    QUERY(list_audit_tasks_input, next_token, "nextToken", IS_TEXT),
    QUERY_REQUIRED(list_audit_tasks_input, start_time, "startTime", IS_TIME),
    QUERY(list_audit_tasks_input, task_status, "taskStatus", IS_ENUM(enum_audit_task_status)),
    QUERY(list_audit_tasks_input, task_type, "taskType", IS_ENUM(enum_audit_task_type)),
};
RECORD(list_audit_tasks_input, "ListAuditTasksRequest");

static const struct field audit_task_metadata_fields[] = {
    ROW(audit_task_metadata, task_id, "taskId", IS_TEXT_OF(scalar_audit_task_id)),
    ROW(audit_task_metadata, task_status, "taskStatus", IS_ENUM(enum_audit_task_status)),
    ROW(audit_task_metadata, task_type, "taskType", IS_ENUM(enum_audit_task_type)),
};
RECORD(audit_task_metadata, "AuditTaskMetadata");

static const struct field list_audit_tasks_output_fields[] = {
    ROW(list_audit_tasks_output, next_token, "nextToken", IS_TEXT),
    ROW(list_audit_tasks_output, tasks, "tasks",
        IS_LIST(IS_RECORD(audit_task_metadata_record))),
};
RECORD(list_audit_tasks_output, "ListAuditTasksResponse");

static const struct field issuer_certificate_identifier_fields[] = {
    ROW(issuer_certificate_identifier, issuer_certificate_serial_number,
        "issuerCertificateSerialNumber", IS_TEXT_OF(scalar_issuer_certificate_serial_number)),
    ROW(issuer_certificate_identifier, issuer_certificate_subject, "issuerCertificateSubject",
        IS_TEXT_OF(scalar_issuer_certificate_subject)),
    ROW(issuer_certificate_identifier, issuer_id, "issuerId", IS_TEXT_OF(scalar_issuer_id)),
};
RECORD(issuer_certificate_identifier, "IssuerCertificateIdentifier");

static const struct field policy_version_identifier_fields[] = {
    ROW(policy_version_identifier, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
    ROW(policy_version_identifier, policy_version_id, "policyVersionId",
        IS_TEXT_OF(scalar_policy_version_id)),
};
RECORD(policy_version_identifier, "PolicyVersionIdentifier");

static const struct field resource_identifier_fields[] = {
    ROW(resource_identifier, account, "account", IS_TEXT_OF(scalar_aws_account_id)),
    ROW(resource_identifier, ca_certificate_id, "caCertificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(resource_identifier, client_id, "clientId", IS_TEXT),
    ROW(resource_identifier, cognito_identity_pool_id, "cognitoIdentityPoolId", IS_TEXT),
    ROW(resource_identifier, device_certificate_arn, "deviceCertificateArn", IS_TEXT),
    ROW(resource_identifier, device_certificate_id, "deviceCertificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(resource_identifier, iam_role_arn, "iamRoleArn", IS_TEXT_OF(scalar_role_arn)),
    ROW(resource_identifier, issuer_certificate_identifier, "issuerCertificateIdentifier",
        IS_RECORD(issuer_certificate_identifier_record)),
    ROW(resource_identifier, policy_version_identifier, "policyVersionIdentifier",
        IS_RECORD(policy_version_identifier_record)),
    ROW(resource_identifier, role_alias_arn, "roleAliasArn", IS_TEXT_OF(scalar_role_alias_arn)),
};
RECORD(resource_identifier, "ResourceIdentifier");

static const struct field list_audit_findings_input_fields[] = {
    ROW(list_audit_findings_input, check_name, "checkName", IS_TEXT),
    ROW(list_audit_findings_input, end_time, "endTime", IS_TIME),
    ROW(list_audit_findings_input, list_suppressed_findings, "listSuppressedFindings", IS_BOOL),
    ROW(list_audit_findings_input, max_results, "maxResults", IS_INT_OF(scalar_max_results)),
    ROW(list_audit_findings_input, next_token, "nextToken", IS_TEXT),
    ROW(list_audit_findings_input, resource_identifier, "resourceIdentifier",
        IS_RECORD(resource_identifier_record)),
    ROW(list_audit_findings_input, start_time, "startTime", IS_TIME),
    ROW(list_audit_findings_input, task_id, "taskId", IS_TEXT_OF(scalar_audit_task_id)),
};
RECORD(list_audit_findings_input, "ListAuditFindingsRequest");

static const struct field non_compliant_resource_fields[] = {
    ROW(non_compliant_resource, additional_info, "additionalInfo", IS_MAP(IS_TEXT)),
    ROW(non_compliant_resource, resource_identifier, "resourceIdentifier",
        IS_RECORD(resource_identifier_record)),
    ROW(non_compliant_resource, resource_type, "resourceType", IS_ENUM(enum_resource_type)),
};
RECORD(non_compliant_resource, "NonCompliantResource");

static const struct field related_resource_fields[] = {
    ROW(related_resource, additional_info, "additionalInfo", IS_MAP(IS_TEXT)),
    ROW(related_resource, resource_identifier, "resourceIdentifier",
        IS_RECORD(resource_identifier_record)),
    ROW(related_resource, resource_type, "resourceType", IS_ENUM(enum_resource_type)),
};
RECORD(related_resource, "RelatedResource");

static const struct field audit_finding_fields[] = {
    ROW(audit_finding, check_name, "checkName", IS_TEXT),
    ROW(audit_finding, finding_id, "findingId", IS_TEXT_OF(scalar_finding_id)),
    ROW(audit_finding, finding_time, "findingTime", IS_TIME),
    ROW(audit_finding, is_suppressed, "isSuppressed", IS_BOOL),
    ROW(audit_finding, non_compliant_resource, "nonCompliantResource",
        IS_RECORD(non_compliant_resource_record)),
    ROW(audit_finding, reason_for_non_compliance, "reasonForNonCompliance", IS_TEXT),
    ROW(audit_finding, reason_for_non_compliance_code, "reasonForNonComplianceCode", IS_TEXT),
    ROW(audit_finding, related_resources, "relatedResources",
        IS_LIST(IS_RECORD(related_resource_record))),
    ROW(audit_finding, severity, "severity", IS_ENUM(enum_audit_finding_severity)),
    ROW(audit_finding, task_id, "taskId", IS_TEXT_OF(scalar_audit_task_id)),
    ROW(audit_finding, task_start_time, "taskStartTime", IS_TIME),
};
RECORD(audit_finding, "AuditFinding");

static const struct field list_audit_findings_output_fields[] = {
    ROW(list_audit_findings_output, findings, "findings",
        IS_LIST(IS_RECORD(audit_finding_record))),
    ROW(list_audit_findings_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_audit_findings_output, "ListAuditFindingsResponse");

static const struct field describe_audit_finding_input_fields[] = {
    PATH(describe_audit_finding_input, finding_id, "findingId", IS_TEXT_OF(scalar_finding_id)),
};
RECORD(describe_audit_finding_input, "DescribeAuditFindingRequest");

static const struct field describe_audit_finding_output_fields[] = {
    ROW(describe_audit_finding_output, finding, "finding", IS_RECORD(audit_finding_record)),
};
RECORD(describe_audit_finding_output, "DescribeAuditFindingResponse");

static const struct field list_related_resources_for_audit_finding_input_fields[] = {
    QUERY_REQUIRED(list_related_resources_for_audit_finding_input, finding_id, "findingId",
                   IS_TEXT_OF(scalar_finding_id)),
    QUERY(list_related_resources_for_audit_finding_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_related_resources_for_audit_finding_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_related_resources_for_audit_finding_input,
       "ListRelatedResourcesForAuditFindingRequest");

static const struct field list_related_resources_for_audit_finding_output_fields[] = {
    ROW(list_related_resources_for_audit_finding_output, next_token, "nextToken", IS_TEXT),
    ROW(list_related_resources_for_audit_finding_output, related_resources, "relatedResources",
        IS_LIST(IS_RECORD(related_resource_record))),
};
RECORD(list_related_resources_for_audit_finding_output,
       "ListRelatedResourcesForAuditFindingResponse");

const struct operation op_describe_account_audit_configuration = {
    .name = "DescribeAccountAuditConfiguration",
    .method = HTTP_GET,
    .uri = "/audit/configuration",
    .output = &describe_account_audit_configuration_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
};

const struct operation op_update_account_audit_configuration = {
    .name = "UpdateAccountAuditConfiguration",
    .method = HTTP_PATCH,
    .uri = "/audit/configuration",
    .input = &update_account_audit_configuration_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
    .invalidates = (const char *const[]){"DescribeAccountAuditConfiguration", NULL},
};

const struct operation op_delete_account_audit_configuration = {
    .name = "DeleteAccountAuditConfiguration",
    .method = HTTP_DELETE,
    .uri = "/audit/configuration",
    .input = &delete_account_audit_configuration_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
    .invalidates = (const char *const[]){"DescribeAccountAuditConfiguration",
                                         "ListScheduledAudits", "DescribeScheduledAudit", NULL},
};

const struct operation op_start_on_demand_audit_task = {
    .name = "StartOnDemandAuditTask",
    .method = HTTP_POST,
    .uri = "/audit/tasks",
    .input = &start_on_demand_audit_task_input_record,
    .output = &start_on_demand_audit_task_output_record,
    .retry = RETRY_NEVER,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListAuditTasks", NULL},
};

const struct operation op_cancel_audit_task = {
    .name = "CancelAuditTask",
    .method = HTTP_PUT,
    .uri = "/audit/tasks/{taskId}/cancel",
    .input = &cancel_audit_task_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListAuditTasks", "DescribeAuditTask", NULL},
};

const struct operation op_describe_audit_task = {
    .name = "DescribeAuditTask",
    .method = HTTP_GET,
    .uri = "/audit/tasks/{taskId}",
    .input = &describe_audit_task_input_record,
    .output = &describe_audit_task_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 25,
};

const struct operation op_list_audit_tasks = {
    .name = "ListAuditTasks",
    .method = HTTP_GET,
    .uri = "/audit/tasks",
    .input = &list_audit_tasks_input_record,
    .output = &list_audit_tasks_output_record,
    .paging = {"nextToken", "nextToken", "tasks", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_audit_findings = {
    .name = "ListAuditFindings",
    .method = HTTP_POST,
    .uri = "/audit/findings",
    .input = &list_audit_findings_input_record,
    .output = &list_audit_findings_output_record,
    .paging = {"nextToken", "nextToken", "findings", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_describe_audit_finding = {
    .name = "DescribeAuditFinding",
    .method = HTTP_GET,
    .uri = "/audit/findings/{findingId}",
    .input = &describe_audit_finding_input_record,
    .output = &describe_audit_finding_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 25,
};

const struct operation op_list_related_resources_for_audit_finding = {
    .name = "ListRelatedResourcesForAuditFinding",
    .method = HTTP_GET,
    .uri = "/audit/relatedResources",
    .input = &list_related_resources_for_audit_finding_input_record,
    .output = &list_related_resources_for_audit_finding_output_record,
    .paging = {"nextToken", "nextToken", "relatedResources", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
