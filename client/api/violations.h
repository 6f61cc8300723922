/*
 * api/violations: what detect sees: violations, metric values, model training.
 *
 * An alarm without its metric for two days becomes alarm-invalidated and may have no value.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/profiles.h"

struct list_active_violations_input {
    const char *behavior_criteria_type; /* BehaviorCriteriaType */
    struct opt_bool list_suppressed_alerts;
    struct opt_int max_results;
    const char *next_token;
    const char *security_profile_name;
    const char *thing_name;
    const char *verification_state; /* VerificationState */
};

struct violation_event_additional_info {
    const char *confidence_level; /* ConfidenceLevel */
};

struct active_violation {
    const struct behavior *behavior;
    struct opt_time last_violation_time;
    const struct metric_value *last_violation_value;
    const char *security_profile_name;
    const char *thing_name;
    const char *verification_state; /* VerificationState */
    const char *verification_state_description;
    const struct violation_event_additional_info *violation_event_additional_info;
    const char *violation_id;
    struct opt_time violation_start_time;
};

struct list_active_violations_output {
    struct list active_violations; /* of struct active_violation */
    const char *next_token;
};

struct list_violation_events_input {
    const char *behavior_criteria_type; /* BehaviorCriteriaType */
    struct opt_time end_time;
    struct opt_bool list_suppressed_alerts;
    struct opt_int max_results;
    const char *next_token;
    const char *security_profile_name;
    struct opt_time start_time;
    const char *thing_name;
    const char *verification_state; /* VerificationState */
};

struct violation_event {
    const struct behavior *behavior;
    const struct metric_value *metric_value;
    const char *security_profile_name;
    const char *thing_name;
    const char *verification_state; /* VerificationState */
    const char *verification_state_description;
    const struct violation_event_additional_info *violation_event_additional_info;
    struct opt_time violation_event_time;
    const char *violation_event_type; /* ViolationEventType */
    const char *violation_id;
};

struct list_violation_events_output {
    const char *next_token;
    struct list violation_events; /* of struct violation_event */
};

struct put_verification_state_on_violation_input {
    const char *verification_state; /* VerificationState */
    const char *verification_state_description;
    const char *violation_id;
};

struct list_metric_values_input {
    const char *dimension_name;
    const char *dimension_value_operator; /* DimensionValueOperator */
    struct opt_time end_time;
    struct opt_int max_results;
    const char *metric_name;
    const char *next_token;
    struct opt_time start_time;
    const char *thing_name;
};

struct metric_datum {
    struct opt_time timestamp;
    const struct metric_value *value;
};

struct list_metric_values_output {
    struct list metric_datum_list; /* of struct metric_datum */
    const char *next_token;
};

struct get_behavior_model_training_summaries_input {
    struct opt_int max_results;
    const char *next_token;
    const char *security_profile_name;
};

struct behavior_model_training_summary {
    const char *behavior_name;
    struct opt_double datapoints_collection_percentage;
    struct opt_time last_model_refresh_date;
    const char *model_status; /* ModelStatus */
    const char *security_profile_name;
    struct opt_time training_data_collection_start_date;
};

struct get_behavior_model_training_summaries_output {
    const char *next_token;
    struct list summaries; /* of struct behavior_model_training_summary */
};

extern const struct record list_active_violations_input_record;
extern const struct record violation_event_additional_info_record;
extern const struct record active_violation_record;
extern const struct record list_active_violations_output_record;
extern const struct record list_violation_events_input_record;
extern const struct record violation_event_record;
extern const struct record list_violation_events_output_record;
extern const struct record put_verification_state_on_violation_input_record;
extern const struct record list_metric_values_input_record;
extern const struct record metric_datum_record;
extern const struct record list_metric_values_output_record;
extern const struct record get_behavior_model_training_summaries_input_record;
extern const struct record behavior_model_training_summary_record;
extern const struct record get_behavior_model_training_summaries_output_record;

extern const struct operation op_list_active_violations;
extern const struct operation op_list_violation_events;
extern const struct operation op_put_verification_state_on_violation;
extern const struct operation op_list_metric_values;
extern const struct operation op_get_behavior_model_training_summaries;
