#include "client/api/violations.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field list_active_violations_input_fields[] = {
    QUERY(list_active_violations_input, behavior_criteria_type, "behaviorCriteriaType",
          IS_ENUM(enum_behavior_criteria_type)),
    QUERY(list_active_violations_input, list_suppressed_alerts, "listSuppressedAlerts",
          IS_BOOL),
    QUERY(list_active_violations_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_active_violations_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_active_violations_input, security_profile_name, "securityProfileName",
          IS_TEXT_OF(scalar_security_profile_name)),
    QUERY(list_active_violations_input, thing_name, "thingName",
          IS_TEXT_OF(scalar_device_defender_thing_name)),
    QUERY(list_active_violations_input, verification_state, "verificationState",
          IS_ENUM(enum_verification_state)),
};
RECORD(list_active_violations_input, "ListActiveViolationsRequest");

static const struct field violation_event_additional_info_fields[] = {
    ROW(violation_event_additional_info, confidence_level, "confidenceLevel",
        IS_ENUM(enum_confidence_level)),
};
RECORD(violation_event_additional_info, "ViolationEventAdditionalInfo");

static const struct field active_violation_fields[] = {
    ROW(active_violation, behavior, "behavior", IS_RECORD(behavior_record)),
    ROW(active_violation, last_violation_time, "lastViolationTime", IS_TIME),
    ROW(active_violation, last_violation_value, "lastViolationValue",
        IS_RECORD(metric_value_record)),
    ROW(active_violation, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
    ROW(active_violation, thing_name, "thingName",
        IS_TEXT_OF(scalar_device_defender_thing_name)),
    ROW(active_violation, verification_state, "verificationState",
        IS_ENUM(enum_verification_state)),
    ROW(active_violation, verification_state_description, "verificationStateDescription",
        IS_TEXT_OF(scalar_verification_state_description)),
    ROW(active_violation, violation_event_additional_info, "violationEventAdditionalInfo",
        IS_RECORD(violation_event_additional_info_record)),
    ROW(active_violation, violation_id, "violationId", IS_TEXT_OF(scalar_violation_id)),
    ROW(active_violation, violation_start_time, "violationStartTime", IS_TIME),
};
RECORD(active_violation, "ActiveViolation");

static const struct field list_active_violations_output_fields[] = {
    ROW(list_active_violations_output, active_violations, "activeViolations",
        IS_LIST(IS_RECORD(active_violation_record))),
    ROW(list_active_violations_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_active_violations_output, "ListActiveViolationsResponse");

static const struct field list_violation_events_input_fields[] = {
    QUERY(list_violation_events_input, behavior_criteria_type, "behaviorCriteriaType",
          IS_ENUM(enum_behavior_criteria_type)),
    QUERY_REQUIRED(list_violation_events_input, end_time, "endTime", IS_TIME),
    QUERY(list_violation_events_input, list_suppressed_alerts, "listSuppressedAlerts", IS_BOOL),
    QUERY(list_violation_events_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_violation_events_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_violation_events_input, security_profile_name, "securityProfileName",
          IS_TEXT_OF(scalar_security_profile_name)),
    QUERY_REQUIRED(list_violation_events_input, start_time, "startTime", IS_TIME),
    QUERY(list_violation_events_input, thing_name, "thingName",
          IS_TEXT_OF(scalar_device_defender_thing_name)),
    QUERY(list_violation_events_input, verification_state, "verificationState",
          IS_ENUM(enum_verification_state)),
};
RECORD(list_violation_events_input, "ListViolationEventsRequest");

static const struct field violation_event_fields[] = {
    ROW(violation_event, behavior, "behavior", IS_RECORD(behavior_record)),
    ROW(violation_event, metric_value, "metricValue", IS_RECORD(metric_value_record)),
    ROW(violation_event, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
    ROW(violation_event, thing_name, "thingName",
        IS_TEXT_OF(scalar_device_defender_thing_name)),
    ROW(violation_event, verification_state, "verificationState",
        IS_ENUM(enum_verification_state)),
    ROW(violation_event, verification_state_description, "verificationStateDescription",
        IS_TEXT_OF(scalar_verification_state_description)),
    ROW(violation_event, violation_event_additional_info, "violationEventAdditionalInfo",
        IS_RECORD(violation_event_additional_info_record)),
    ROW(violation_event, violation_event_time, "violationEventTime", IS_TIME),
    ROW(violation_event, violation_event_type, "violationEventType",
        IS_ENUM(enum_violation_event_type)),
    ROW(violation_event, violation_id, "violationId", IS_TEXT_OF(scalar_violation_id)),
};
RECORD(violation_event, "ViolationEvent");

static const struct field list_violation_events_output_fields[] = {
    ROW(list_violation_events_output, next_token, "nextToken", IS_TEXT),
    ROW(list_violation_events_output, violation_events, "violationEvents",
        IS_LIST(IS_RECORD(violation_event_record))),
};
RECORD(list_violation_events_output, "ListViolationEventsResponse");

static const struct field put_verification_state_on_violation_input_fields[] = {
    REQUIRED(put_verification_state_on_violation_input, verification_state, "verificationState",
             IS_ENUM(enum_verification_state)),
    ROW(put_verification_state_on_violation_input, verification_state_description,
        "verificationStateDescription", IS_TEXT_OF(scalar_verification_state_description)),
    PATH(put_verification_state_on_violation_input, violation_id, "violationId",
         IS_TEXT_OF(scalar_violation_id)),
};
RECORD(put_verification_state_on_violation_input, "PutVerificationStateOnViolationRequest");

static const struct field list_metric_values_input_fields[] = {
    QUERY(list_metric_values_input, dimension_name, "dimensionName",
          IS_TEXT_OF(scalar_dimension_name)),
    QUERY(list_metric_values_input, dimension_value_operator, "dimensionValueOperator",
          IS_ENUM(enum_dimension_value_operator)),
    QUERY_REQUIRED(list_metric_values_input, end_time, "endTime", IS_TIME),
    QUERY(list_metric_values_input, max_results, "maxResults", IS_INT_OF(scalar_max_results)),
    QUERY_REQUIRED(list_metric_values_input, metric_name, "metricName", IS_TEXT),
    QUERY(list_metric_values_input, next_token, "nextToken", IS_TEXT),
    QUERY_REQUIRED(list_metric_values_input, start_time, "startTime", IS_TIME),
    QUERY_REQUIRED(list_metric_values_input, thing_name, "thingName",
                   IS_TEXT_OF(scalar_device_defender_thing_name)),
};
RECORD(list_metric_values_input, "ListMetricValuesRequest");

static const struct field metric_datum_fields[] = {
    ROW(metric_datum, timestamp, "timestamp", IS_TIME),
    ROW(metric_datum, value, "value", IS_RECORD(metric_value_record)),
};
RECORD(metric_datum, "MetricDatum");

static const struct field list_metric_values_output_fields[] = {
    ROW(list_metric_values_output, metric_datum_list, "metricDatumList",
        IS_LIST(IS_RECORD(metric_datum_record))),
    ROW(list_metric_values_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_metric_values_output, "ListMetricValuesResponse");

static const struct field get_behavior_model_training_summaries_input_fields[] = {
    QUERY(get_behavior_model_training_summaries_input, max_results, "maxResults",
          IS_INT_OF(scalar_tiny_max_results)),
    QUERY(get_behavior_model_training_summaries_input, next_token, "nextToken", IS_TEXT),
    QUERY(get_behavior_model_training_summaries_input, security_profile_name,
          "securityProfileName", IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(get_behavior_model_training_summaries_input, "GetBehaviorModelTrainingSummariesRequest");

static const struct field behavior_model_training_summary_fields[] = {
    ROW(behavior_model_training_summary, behavior_name, "behaviorName",
        IS_TEXT_OF(scalar_behavior_name)),
    ROW(behavior_model_training_summary, datapoints_collection_percentage,
        "datapointsCollectionPercentage", IS_DOUBLE_OF(scalar_data_collection_percentage)),
    ROW(behavior_model_training_summary, last_model_refresh_date, "lastModelRefreshDate",
        IS_TIME),
    ROW(behavior_model_training_summary, model_status, "modelStatus",
        IS_ENUM(enum_model_status)),
    ROW(behavior_model_training_summary, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
    ROW(behavior_model_training_summary, training_data_collection_start_date,
        "trainingDataCollectionStartDate", IS_TIME),
};
RECORD(behavior_model_training_summary, "BehaviorModelTrainingSummary");

static const struct field get_behavior_model_training_summaries_output_fields[] = {
    ROW(get_behavior_model_training_summaries_output, next_token, "nextToken", IS_TEXT),
    ROW(get_behavior_model_training_summaries_output, summaries, "summaries",
        IS_LIST(IS_RECORD(behavior_model_training_summary_record))),
};
RECORD(get_behavior_model_training_summaries_output,
       "GetBehaviorModelTrainingSummariesResponse");

const struct operation op_list_active_violations = {
    .name = "ListActiveViolations",
    .method = HTTP_GET,
    .uri = "/active-violations",
    .input = &list_active_violations_input_record,
    .output = &list_active_violations_output_record,
    .paging = {"nextToken", "nextToken", "activeViolations", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_violation_events = {
    .name = "ListViolationEvents",
    .method = HTTP_GET,
    .uri = "/violation-events",
    .input = &list_violation_events_input_record,
    .output = &list_violation_events_output_record,
    .paging = {"nextToken", "nextToken", "violationEvents", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_put_verification_state_on_violation = {
    .name = "PutVerificationStateOnViolation",
    .method = HTTP_POST,
    .uri = "/violations/verification-state/{violationId}",
    .input = &put_verification_state_on_violation_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListActiveViolations", "ListViolationEvents", NULL},
};

const struct operation op_list_metric_values = {
    .name = "ListMetricValues",
    .method = HTTP_GET,
    .uri = "/metric-values",
    .input = &list_metric_values_input_record,
    .output = &list_metric_values_output_record,
    .paging = {"nextToken", "nextToken", "metricDatumList", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 15,
};

const struct operation op_get_behavior_model_training_summaries = {
    .name = "GetBehaviorModelTrainingSummaries",
    .method = HTTP_GET,
    .uri = "/behavior-model-training/summaries",
    .input = &get_behavior_model_training_summaries_input_record,
    .output = &get_behavior_model_training_summaries_output_record,
    .paging = {"nextToken", "nextToken", "summaries", "maxResults", 10},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};
