#include "client/api/audit_mitigation.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field audit_mitigation_actions_task_target_fields[] = {
    ROW(audit_mitigation_actions_task_target, audit_check_to_reason_code_filter,
        "auditCheckToReasonCodeFilter", IS_MAP(IS_LIST_OF(IS_TEXT, 1, 25))),
    ROW(audit_mitigation_actions_task_target, audit_task_id, "auditTaskId",
        IS_TEXT_OF(scalar_audit_task_id)),
    ROW(audit_mitigation_actions_task_target, finding_ids, "findingIds",
        IS_LIST_OF(IS_TEXT_OF(scalar_finding_id), 1, 25)),
};
RECORD(audit_mitigation_actions_task_target, "AuditMitigationActionsTaskTarget");

static const struct field start_audit_mitigation_actions_task_input_fields[] = {
    REQUIRED(start_audit_mitigation_actions_task_input, audit_check_to_actions_mapping,
             "auditCheckToActionsMapping",
             IS_MAP(IS_LIST_OF(IS_TEXT_OF(scalar_mitigation_action_name), 1, 5))),
    TOKEN(start_audit_mitigation_actions_task_input, client_request_token, "clientRequestToken",
          IS_TEXT_OF(scalar_client_request_token)),
    REQUIRED(start_audit_mitigation_actions_task_input, target, "target",
             IS_RECORD(audit_mitigation_actions_task_target_record)),
    PATH(start_audit_mitigation_actions_task_input, task_id, "taskId",
         IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(start_audit_mitigation_actions_task_input, "StartAuditMitigationActionsTaskRequest");

static const struct field start_audit_mitigation_actions_task_output_fields[] = {
    ROW(start_audit_mitigation_actions_task_output, task_id, "taskId",
        IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(start_audit_mitigation_actions_task_output, "StartAuditMitigationActionsTaskResponse");

static const struct field cancel_audit_mitigation_actions_task_input_fields[] = {
    PATH(cancel_audit_mitigation_actions_task_input, task_id, "taskId",
         IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(cancel_audit_mitigation_actions_task_input, "CancelAuditMitigationActionsTaskRequest");

static const struct field describe_audit_mitigation_actions_task_input_fields[] = {
    PATH(describe_audit_mitigation_actions_task_input, task_id, "taskId",
         IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(describe_audit_mitigation_actions_task_input,
       "DescribeAuditMitigationActionsTaskRequest");

static const struct field mitigation_action_fields[] = {
    ROW(mitigation_action, action_params, "actionParams",
        IS_RECORD(mitigation_action_params_record)),
    ROW(mitigation_action, id, "id", IS_TEXT),
    ROW(mitigation_action, name, "name", IS_TEXT_OF(scalar_mitigation_action_name)),
    ROW(mitigation_action, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
};
RECORD(mitigation_action, "MitigationAction");

static const struct field task_statistics_for_audit_check_fields[] = {
    ROW(task_statistics_for_audit_check, canceled_findings_count, "canceledFindingsCount",
        IS_INT),
    ROW(task_statistics_for_audit_check, failed_findings_count, "failedFindingsCount", IS_INT),
    ROW(task_statistics_for_audit_check, skipped_findings_count, "skippedFindingsCount",
        IS_INT),
    ROW(task_statistics_for_audit_check, succeeded_findings_count, "succeededFindingsCount",
        IS_INT),
    ROW(task_statistics_for_audit_check, total_findings_count, "totalFindingsCount", IS_INT),
};
RECORD(task_statistics_for_audit_check, "TaskStatisticsForAuditCheck");

static const struct field describe_audit_mitigation_actions_task_output_fields[] = {
    ROW(describe_audit_mitigation_actions_task_output, actions_definition, "actionsDefinition",
        IS_LIST(IS_RECORD(mitigation_action_record))),
    ROW(describe_audit_mitigation_actions_task_output, audit_check_to_actions_mapping,
        "auditCheckToActionsMapping",
        IS_MAP(IS_LIST_OF(IS_TEXT_OF(scalar_mitigation_action_name), 1, 5))),
    ROW(describe_audit_mitigation_actions_task_output, end_time, "endTime", IS_TIME),
    ROW(describe_audit_mitigation_actions_task_output, start_time, "startTime", IS_TIME),
    ROW(describe_audit_mitigation_actions_task_output, target, "target",
        IS_RECORD(audit_mitigation_actions_task_target_record)),
    ROW(describe_audit_mitigation_actions_task_output, task_statistics, "taskStatistics",
        IS_MAP(IS_RECORD(task_statistics_for_audit_check_record))),
    ROW(describe_audit_mitigation_actions_task_output, task_status, "taskStatus",
        IS_ENUM(enum_audit_mitigation_actions_task_status)),
};
RECORD(describe_audit_mitigation_actions_task_output,
       "DescribeAuditMitigationActionsTaskResponse");

static const struct field list_audit_mitigation_actions_tasks_input_fields[] = {
    QUERY(list_audit_mitigation_actions_tasks_input, audit_task_id, "auditTaskId",
          IS_TEXT_OF(scalar_audit_task_id)),
    QUERY_REQUIRED(list_audit_mitigation_actions_tasks_input, end_time, "endTime", IS_TIME),
    QUERY(list_audit_mitigation_actions_tasks_input, finding_id, "findingId",
          IS_TEXT_OF(scalar_finding_id)),
    QUERY(list_audit_mitigation_actions_tasks_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_audit_mitigation_actions_tasks_input, next_token, "nextToken", IS_TEXT),
    QUERY_REQUIRED(list_audit_mitigation_actions_tasks_input, start_time, "startTime", IS_TIME),
    QUERY(list_audit_mitigation_actions_tasks_input, task_status, "taskStatus",
          IS_ENUM(enum_audit_mitigation_actions_task_status)),
};
RECORD(list_audit_mitigation_actions_tasks_input, "ListAuditMitigationActionsTasksRequest");

static const struct field audit_mitigation_actions_task_metadata_fields[] = {
    ROW(audit_mitigation_actions_task_metadata, start_time, "startTime", IS_TIME),
    ROW(audit_mitigation_actions_task_metadata, task_id, "taskId",
        IS_TEXT_OF(scalar_mitigation_actions_task_id)),
    ROW(audit_mitigation_actions_task_metadata, task_status, "taskStatus",
        IS_ENUM(enum_audit_mitigation_actions_task_status)),
};
RECORD(audit_mitigation_actions_task_metadata, "AuditMitigationActionsTaskMetadata");

static const struct field list_audit_mitigation_actions_tasks_output_fields[] = {
    ROW(list_audit_mitigation_actions_tasks_output, next_token, "nextToken", IS_TEXT),
    ROW(list_audit_mitigation_actions_tasks_output, tasks, "tasks",
        IS_LIST(IS_RECORD(audit_mitigation_actions_task_metadata_record))),
};
RECORD(list_audit_mitigation_actions_tasks_output, "ListAuditMitigationActionsTasksResponse");

static const struct field list_audit_mitigation_actions_executions_input_fields[] = {
    QUERY(list_audit_mitigation_actions_executions_input, action_status, "actionStatus",
          IS_ENUM(enum_audit_mitigation_actions_execution_status)),
    QUERY_REQUIRED(list_audit_mitigation_actions_executions_input, finding_id, "findingId",
                   IS_TEXT_OF(scalar_finding_id)),
    QUERY(list_audit_mitigation_actions_executions_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_audit_mitigation_actions_executions_input, next_token, "nextToken", IS_TEXT),
    QUERY_REQUIRED(list_audit_mitigation_actions_executions_input, task_id, "taskId",
                   IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(list_audit_mitigation_actions_executions_input,
       "ListAuditMitigationActionsExecutionsRequest");

static const struct field audit_mitigation_action_execution_metadata_fields[] = {
    ROW(audit_mitigation_action_execution_metadata, action_id, "actionId", IS_TEXT),
    ROW(audit_mitigation_action_execution_metadata, action_name, "actionName",
        IS_TEXT_OF(scalar_mitigation_action_name)),
    ROW(audit_mitigation_action_execution_metadata, end_time, "endTime", IS_TIME),
    ROW(audit_mitigation_action_execution_metadata, error_code, "errorCode", IS_TEXT),
    ROW(audit_mitigation_action_execution_metadata, finding_id, "findingId",
        IS_TEXT_OF(scalar_finding_id)),
    ROW(audit_mitigation_action_execution_metadata, message, "message",
        IS_TEXT_OF(scalar_error_message)),
    ROW(audit_mitigation_action_execution_metadata, start_time, "startTime", IS_TIME),
    ROW(audit_mitigation_action_execution_metadata, status, "status",
        IS_ENUM(enum_audit_mitigation_actions_execution_status)),
    ROW(audit_mitigation_action_execution_metadata, task_id, "taskId",
        IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(audit_mitigation_action_execution_metadata, "AuditMitigationActionExecutionMetadata");

static const struct field list_audit_mitigation_actions_executions_output_fields[] = {
    ROW(list_audit_mitigation_actions_executions_output, actions_executions,
        "actionsExecutions",
        IS_LIST(IS_RECORD(audit_mitigation_action_execution_metadata_record))),
    ROW(list_audit_mitigation_actions_executions_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_audit_mitigation_actions_executions_output,
       "ListAuditMitigationActionsExecutionsResponse");

const struct operation op_start_audit_mitigation_actions_task = {
    .name = "StartAuditMitigationActionsTask",
    .method = HTTP_POST,
    .uri = "/audit/mitigationactions/tasks/{taskId}",
    .input = &start_audit_mitigation_actions_task_input_record,
    .output = &start_audit_mitigation_actions_task_output_record,
    .retry = RETRY_TOKEN,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(TASK_ALREADY_EXISTS) |
              ERROR_BIT(LIMIT_EXCEEDED) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListAuditMitigationActionsTasks",
                                         "ListAuditMitigationActionsExecutions", NULL},
};

const struct operation op_cancel_audit_mitigation_actions_task = {
    .name = "CancelAuditMitigationActionsTask",
    .method = HTTP_PUT,
    .uri = "/audit/mitigationactions/tasks/{taskId}/cancel",
    .input = &cancel_audit_mitigation_actions_task_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListAuditMitigationActionsTasks",
                                         "DescribeAuditMitigationActionsTask",
                                         "ListAuditMitigationActionsExecutions", NULL},
};

const struct operation op_describe_audit_mitigation_actions_task = {
    .name = "DescribeAuditMitigationActionsTask",
    .method = HTTP_GET,
    .uri = "/audit/mitigationactions/tasks/{taskId}",
    .input = &describe_audit_mitigation_actions_task_input_record,
    .output = &describe_audit_mitigation_actions_task_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 25,
};

const struct operation op_list_audit_mitigation_actions_tasks = {
    .name = "ListAuditMitigationActionsTasks",
    .method = HTTP_GET,
    .uri = "/audit/mitigationactions/tasks",
    .input = &list_audit_mitigation_actions_tasks_input_record,
    .output = &list_audit_mitigation_actions_tasks_output_record,
    .paging = {"nextToken", "nextToken", "tasks", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_audit_mitigation_actions_executions = {
    .name = "ListAuditMitigationActionsExecutions",
    .method = HTTP_GET,
    .uri = "/audit/mitigationactions/executions",
    .input = &list_audit_mitigation_actions_executions_input_record,
    .output = &list_audit_mitigation_actions_executions_output_record,
    .paging = {"nextToken", "nextToken", "actionsExecutions", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
