/*
 * api/detect_mitigation: mitigation actions run against violations.
 *
 * Task and execution words: SUCCESSFUL, not COMPLETED. The start is a PUT.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/audit_mitigation.h"
#include "client/api/mitigation.h"
#include "client/api/operation.h"

struct detect_mitigation_actions_task_target {
    const char *behavior_name;
    const char *security_profile_name;
    struct list violation_ids; /* of ViolationId */
};

struct violation_event_occurrence_range {
    struct opt_time end_time;
    struct opt_time start_time;
};

struct start_detect_mitigation_actions_task_input {
    struct list actions; /* of MitigationActionName */
    const char *client_request_token;
    struct opt_bool include_only_active_violations;
    struct opt_bool include_suppressed_alerts;
    const struct detect_mitigation_actions_task_target *target;
    const char *task_id;
    const struct violation_event_occurrence_range *violation_event_occurrence_range;
};

struct start_detect_mitigation_actions_task_output {
    const char *task_id;
};

struct cancel_detect_mitigation_actions_task_input {
    const char *task_id;
};

struct describe_detect_mitigation_actions_task_input {
    const char *task_id;
};

struct detect_mitigation_actions_task_statistics {
    struct opt_int actions_executed;
    struct opt_int actions_failed;
    struct opt_int actions_skipped;
};

struct detect_mitigation_actions_task_summary {
    struct list actions_definition; /* of struct mitigation_action */
    struct opt_bool only_active_violations_included;
    struct opt_bool suppressed_alerts_included;
    const struct detect_mitigation_actions_task_target *target;
    struct opt_time task_end_time;
    const char *task_id;
    struct opt_time task_start_time;
    const struct detect_mitigation_actions_task_statistics *task_statistics;
    const char *task_status; /* DetectMitigationActionsTaskStatus */
    const struct violation_event_occurrence_range *violation_event_occurrence_range;
};

struct describe_detect_mitigation_actions_task_output {
    const struct detect_mitigation_actions_task_summary *task_summary;
};

struct list_detect_mitigation_actions_tasks_input {
    struct opt_time end_time;
    struct opt_int max_results;
    const char *next_token;
    struct opt_time start_time;
};

struct list_detect_mitigation_actions_tasks_output {
    const char *next_token;
    struct list tasks; /* of struct detect_mitigation_actions_task_summary */
};

struct list_detect_mitigation_actions_executions_input {
    struct opt_time end_time;
    struct opt_int max_results;
    const char *next_token;
    struct opt_time start_time;
    const char *task_id;
    const char *thing_name;
    const char *violation_id;
};

struct detect_mitigation_action_execution {
    const char *action_name;
    const char *error_code;
    struct opt_time execution_end_date;
    struct opt_time execution_start_date;
    const char *message;
    const char *status; /* DetectMitigationActionExecutionStatus */
    const char *task_id;
    const char *thing_name;
    const char *violation_id;
};

struct list_detect_mitigation_actions_executions_output {
    struct list actions_executions; /* of struct detect_mitigation_action_execution */
    const char *next_token;
};

extern const struct record detect_mitigation_actions_task_target_record;
extern const struct record violation_event_occurrence_range_record;
extern const struct record start_detect_mitigation_actions_task_input_record;
extern const struct record start_detect_mitigation_actions_task_output_record;
extern const struct record cancel_detect_mitigation_actions_task_input_record;
extern const struct record describe_detect_mitigation_actions_task_input_record;
extern const struct record detect_mitigation_actions_task_statistics_record;
extern const struct record detect_mitigation_actions_task_summary_record;
extern const struct record describe_detect_mitigation_actions_task_output_record;
extern const struct record list_detect_mitigation_actions_tasks_input_record;
extern const struct record list_detect_mitigation_actions_tasks_output_record;
extern const struct record list_detect_mitigation_actions_executions_input_record;
extern const struct record detect_mitigation_action_execution_record;
extern const struct record list_detect_mitigation_actions_executions_output_record;

extern const struct operation op_start_detect_mitigation_actions_task;
extern const struct operation op_cancel_detect_mitigation_actions_task;
extern const struct operation op_describe_detect_mitigation_actions_task;
extern const struct operation op_list_detect_mitigation_actions_tasks;
extern const struct operation op_list_detect_mitigation_actions_executions;
