#include "client/api/detect_mitigation.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field detect_mitigation_actions_task_target_fields[] = {
    ROW(detect_mitigation_actions_task_target, behavior_name, "behaviorName",
        IS_TEXT_OF(scalar_behavior_name)),
    ROW(detect_mitigation_actions_task_target, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
    ROW(detect_mitigation_actions_task_target, violation_ids, "violationIds",
        IS_LIST_OF(IS_TEXT_OF(scalar_violation_id), 1, 25)),
};
RECORD(detect_mitigation_actions_task_target, "DetectMitigationActionsTaskTarget");

static const struct field violation_event_occurrence_range_fields[] = {
    REQUIRED(violation_event_occurrence_range, end_time, "endTime", IS_TIME),
    REQUIRED(violation_event_occurrence_range, start_time, "startTime", IS_TIME),
};
RECORD(violation_event_occurrence_range, "ViolationEventOccurrenceRange");

static const struct field start_detect_mitigation_actions_task_input_fields[] = {
    REQUIRED(start_detect_mitigation_actions_task_input, actions, "actions",
             IS_LIST_OF(IS_TEXT_OF(scalar_mitigation_action_name), 1, 5)),
    TOKEN(start_detect_mitigation_actions_task_input, client_request_token,
          "clientRequestToken", IS_TEXT_OF(scalar_client_request_token)),
    ROW(start_detect_mitigation_actions_task_input, include_only_active_violations,
        "includeOnlyActiveViolations", IS_BOOL),
    ROW(start_detect_mitigation_actions_task_input, include_suppressed_alerts,
        "includeSuppressedAlerts", IS_BOOL),
    REQUIRED(start_detect_mitigation_actions_task_input, target, "target",
             IS_RECORD(detect_mitigation_actions_task_target_record)),
    PATH(start_detect_mitigation_actions_task_input, task_id, "taskId",
         IS_TEXT_OF(scalar_mitigation_actions_task_id)),
    ROW(start_detect_mitigation_actions_task_input, violation_event_occurrence_range,
        "violationEventOccurrenceRange", IS_RECORD(violation_event_occurrence_range_record)),
};
RECORD(start_detect_mitigation_actions_task_input, "StartDetectMitigationActionsTaskRequest");

static const struct field start_detect_mitigation_actions_task_output_fields[] = {
    ROW(start_detect_mitigation_actions_task_output, task_id, "taskId",
        IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(start_detect_mitigation_actions_task_output, "StartDetectMitigationActionsTaskResponse");

static const struct field cancel_detect_mitigation_actions_task_input_fields[] = {
    PATH(cancel_detect_mitigation_actions_task_input, task_id, "taskId",
         IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(cancel_detect_mitigation_actions_task_input, "CancelDetectMitigationActionsTaskRequest");

static const struct field describe_detect_mitigation_actions_task_input_fields[] = {
    PATH(describe_detect_mitigation_actions_task_input, task_id, "taskId",
         IS_TEXT_OF(scalar_mitigation_actions_task_id)),
};
RECORD(describe_detect_mitigation_actions_task_input,
       "DescribeDetectMitigationActionsTaskRequest");

static const struct field detect_mitigation_actions_task_statistics_fields[] = {
    ROW(detect_mitigation_actions_task_statistics, actions_executed, "actionsExecuted", IS_INT),
    ROW(detect_mitigation_actions_task_statistics, actions_failed, "actionsFailed", IS_INT),
    ROW(detect_mitigation_actions_task_statistics, actions_skipped, "actionsSkipped", IS_INT),
};
RECORD(detect_mitigation_actions_task_statistics, "DetectMitigationActionsTaskStatistics");

static const struct field detect_mitigation_actions_task_summary_fields[] = {
    ROW(detect_mitigation_actions_task_summary, actions_definition, "actionsDefinition",
        IS_LIST(IS_RECORD(mitigation_action_record))),
    ROW(detect_mitigation_actions_task_summary, only_active_violations_included,
        "onlyActiveViolationsIncluded", IS_BOOL),
    ROW(detect_mitigation_actions_task_summary, suppressed_alerts_included,
        "suppressedAlertsIncluded", IS_BOOL),
    ROW(detect_mitigation_actions_task_summary, target, "target",
        IS_RECORD(detect_mitigation_actions_task_target_record)),
    ROW(detect_mitigation_actions_task_summary, task_end_time, "taskEndTime", IS_TIME),
    ROW(detect_mitigation_actions_task_summary, task_id, "taskId",
        IS_TEXT_OF(scalar_mitigation_actions_task_id)),
    ROW(detect_mitigation_actions_task_summary, task_start_time, "taskStartTime", IS_TIME),
    ROW(detect_mitigation_actions_task_summary, task_statistics, "taskStatistics",
        IS_RECORD(detect_mitigation_actions_task_statistics_record)),
    ROW(detect_mitigation_actions_task_summary, task_status, "taskStatus",
        IS_ENUM(enum_detect_mitigation_actions_task_status)),
    ROW(detect_mitigation_actions_task_summary, violation_event_occurrence_range,
        "violationEventOccurrenceRange", IS_RECORD(violation_event_occurrence_range_record)),
};
RECORD(detect_mitigation_actions_task_summary, "DetectMitigationActionsTaskSummary");

static const struct field describe_detect_mitigation_actions_task_output_fields[] = {
    ROW(describe_detect_mitigation_actions_task_output, task_summary, "taskSummary",
        IS_RECORD(detect_mitigation_actions_task_summary_record)),
};
RECORD(describe_detect_mitigation_actions_task_output,
       "DescribeDetectMitigationActionsTaskResponse");

static const struct field list_detect_mitigation_actions_tasks_input_fields[] = {
    QUERY_REQUIRED(list_detect_mitigation_actions_tasks_input, end_time, "endTime", IS_TIME),
    QUERY(list_detect_mitigation_actions_tasks_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_detect_mitigation_actions_tasks_input, next_token, "nextToken", IS_TEXT),
    QUERY_REQUIRED(list_detect_mitigation_actions_tasks_input, start_time, "startTime",
                   IS_TIME),
};
RECORD(list_detect_mitigation_actions_tasks_input, "ListDetectMitigationActionsTasksRequest");

static const struct field list_detect_mitigation_actions_tasks_output_fields[] = {
    ROW(list_detect_mitigation_actions_tasks_output, next_token, "nextToken", IS_TEXT),
    ROW(list_detect_mitigation_actions_tasks_output, tasks, "tasks",
        IS_LIST(IS_RECORD(detect_mitigation_actions_task_summary_record))),
};
RECORD(list_detect_mitigation_actions_tasks_output, "ListDetectMitigationActionsTasksResponse");

static const struct field list_detect_mitigation_actions_executions_input_fields[] = {
    QUERY(list_detect_mitigation_actions_executions_input, end_time, "endTime", IS_TIME),
    QUERY(list_detect_mitigation_actions_executions_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_detect_mitigation_actions_executions_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_detect_mitigation_actions_executions_input, start_time, "startTime", IS_TIME),
    QUERY(list_detect_mitigation_actions_executions_input, task_id, "taskId",
          IS_TEXT_OF(scalar_mitigation_actions_task_id)),
    QUERY(list_detect_mitigation_actions_executions_input, thing_name, "thingName",
          IS_TEXT_OF(scalar_device_defender_thing_name)),
    QUERY(list_detect_mitigation_actions_executions_input, violation_id, "violationId",
          IS_TEXT_OF(scalar_violation_id)),
};
RECORD(list_detect_mitigation_actions_executions_input,
       "ListDetectMitigationActionsExecutionsRequest");

static const struct field detect_mitigation_action_execution_fields[] = {
    ROW(detect_mitigation_action_execution, action_name, "actionName",
        IS_TEXT_OF(scalar_mitigation_action_name)),
    ROW(detect_mitigation_action_execution, error_code, "errorCode", IS_TEXT),
    ROW(detect_mitigation_action_execution, execution_end_date, "executionEndDate", IS_TIME),
    ROW(detect_mitigation_action_execution, execution_start_date, "executionStartDate",
        IS_TIME),
    ROW(detect_mitigation_action_execution, message, "message",
        IS_TEXT_OF(scalar_error_message)),
    ROW(detect_mitigation_action_execution, status, "status",
        IS_ENUM(enum_detect_mitigation_action_execution_status)),
    ROW(detect_mitigation_action_execution, task_id, "taskId",
        IS_TEXT_OF(scalar_mitigation_actions_task_id)),
    ROW(detect_mitigation_action_execution, thing_name, "thingName",
        IS_TEXT_OF(scalar_device_defender_thing_name)),
    ROW(detect_mitigation_action_execution, violation_id, "violationId",
        IS_TEXT_OF(scalar_violation_id)),
};
RECORD(detect_mitigation_action_execution, "DetectMitigationActionExecution");

static const struct field list_detect_mitigation_actions_executions_output_fields[] = {
    ROW(list_detect_mitigation_actions_executions_output, actions_executions,
        "actionsExecutions", IS_LIST(IS_RECORD(detect_mitigation_action_execution_record))),
    ROW(list_detect_mitigation_actions_executions_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_detect_mitigation_actions_executions_output,
       "ListDetectMitigationActionsExecutionsResponse");

const struct operation op_start_detect_mitigation_actions_task = {
    .name = "StartDetectMitigationActionsTask",
    .method = HTTP_PUT,
    .uri = "/detect/mitigationactions/tasks/{taskId}",
    .input = &start_detect_mitigation_actions_task_input_record,
    .output = &start_detect_mitigation_actions_task_output_record,
    .retry = RETRY_TOKEN,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(TASK_ALREADY_EXISTS) |
              ERROR_BIT(LIMIT_EXCEEDED) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListDetectMitigationActionsTasks",
                                         "ListDetectMitigationActionsExecutions", NULL},
};

const struct operation op_cancel_detect_mitigation_actions_task = {
    .name = "CancelDetectMitigationActionsTask",
    .method = HTTP_PUT,
    .uri = "/detect/mitigationactions/tasks/{taskId}/cancel",
    .input = &cancel_detect_mitigation_actions_task_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListDetectMitigationActionsTasks",
                                         "DescribeDetectMitigationActionsTask",
                                         "ListDetectMitigationActionsExecutions", NULL},
};

const struct operation op_describe_detect_mitigation_actions_task = {
    .name = "DescribeDetectMitigationActionsTask",
    .method = HTTP_GET,
    .uri = "/detect/mitigationactions/tasks/{taskId}",
    .input = &describe_detect_mitigation_actions_task_input_record,
    .output = &describe_detect_mitigation_actions_task_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_detect_mitigation_actions_tasks = {
    .name = "ListDetectMitigationActionsTasks",
    .method = HTTP_GET,
    .uri = "/detect/mitigationactions/tasks",
    .input = &list_detect_mitigation_actions_tasks_input_record,
    .output = &list_detect_mitigation_actions_tasks_output_record,
    .paging = {"nextToken", "nextToken", "tasks", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_detect_mitigation_actions_executions = {
    .name = "ListDetectMitigationActionsExecutions",
    .method = HTTP_GET,
    .uri = "/detect/mitigationactions/executions",
    .input = &list_detect_mitigation_actions_executions_input_record,
    .output = &list_detect_mitigation_actions_executions_output_record,
    .paging = {"nextToken", "nextToken", "actionsExecutions", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
