#include "client/api/profiles.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field metric_dimension_fields[] = {
    REQUIRED(metric_dimension, dimension_name, "dimensionName",
             IS_TEXT_OF(scalar_dimension_name)),
    ROW(metric_dimension, operator, "operator", IS_ENUM(enum_dimension_value_operator)),
};
RECORD(metric_dimension, "MetricDimension");

static const struct field metric_to_retain_fields[] = {
    ROW(metric_to_retain, export_metric, "exportMetric", IS_BOOL),
    REQUIRED(metric_to_retain, metric, "metric", IS_TEXT),
    ROW(metric_to_retain, metric_dimension, "metricDimension",
        IS_RECORD(metric_dimension_record)),
};
RECORD(metric_to_retain, "MetricToRetain");

static const struct field alert_target_fields[] = {
    REQUIRED(alert_target, alert_target_arn, "alertTargetArn", IS_TEXT),
    REQUIRED(alert_target, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
};
RECORD(alert_target, "AlertTarget");

static const struct field machine_learning_detection_config_fields[] = {
    REQUIRED(machine_learning_detection_config, confidence_level, "confidenceLevel",
             IS_ENUM(enum_confidence_level)),
};
RECORD(machine_learning_detection_config, "MachineLearningDetectionConfig");

static const struct field statistical_threshold_fields[] = {
    ROW(statistical_threshold, statistic, "statistic", IS_TEXT_OF(scalar_evaluation_statistic)),
};
RECORD(statistical_threshold, "StatisticalThreshold");

static const struct field metric_value_fields[] = {
    ROW(metric_value, cidrs, "cidrs", IS_LIST(IS_TEXT_OF(scalar_cidr))),
    ROW(metric_value, count, "count", IS_INT_OF(scalar_unsigned_long)),
    ROW(metric_value, number, "number", IS_DOUBLE),
    ROW(metric_value, numbers, "numbers", IS_LIST(IS_DOUBLE)),
    ROW(metric_value, ports, "ports", IS_LIST(IS_INT_OF(scalar_port))),
    ROW(metric_value, strings, "strings", IS_LIST(IS_TEXT)),
};
RECORD(metric_value, "MetricValue");

static const struct field behavior_criteria_fields[] = {
    ROW(behavior_criteria, comparison_operator, "comparisonOperator",
        IS_ENUM(enum_comparison_operator)),
    ROW(behavior_criteria, consecutive_datapoints_to_alarm, "consecutiveDatapointsToAlarm",
        IS_INT_OF(scalar_consecutive_datapoints_to_alarm)),
    ROW(behavior_criteria, consecutive_datapoints_to_clear, "consecutiveDatapointsToClear",
        IS_INT_OF(scalar_consecutive_datapoints_to_clear)),
    ROW(behavior_criteria, duration_seconds, "durationSeconds", IS_INT),
    ROW(behavior_criteria, ml_detection_config, "mlDetectionConfig",
        IS_RECORD(machine_learning_detection_config_record)),
    ROW(behavior_criteria, statistical_threshold, "statisticalThreshold",
        IS_RECORD(statistical_threshold_record)),
    ROW(behavior_criteria, value, "value", IS_RECORD(metric_value_record)),
};
RECORD(behavior_criteria, "BehaviorCriteria");

static const struct field behavior_fields[] = {
    ROW(behavior, criteria, "criteria", IS_RECORD(behavior_criteria_record)),
    ROW(behavior, export_metric, "exportMetric", IS_BOOL),
    ROW(behavior, metric, "metric", IS_TEXT),
    ROW(behavior, metric_dimension, "metricDimension", IS_RECORD(metric_dimension_record)),
    REQUIRED(behavior, name, "name", IS_TEXT_OF(scalar_behavior_name)),
    ROW(behavior, suppress_alerts, "suppressAlerts", IS_BOOL),
};
RECORD(behavior, "Behavior");

static const struct field metrics_export_config_fields[] = {
    REQUIRED(metrics_export_config, mqtt_topic, "mqttTopic", IS_TEXT_OF(scalar_mqtt_topic)),
    REQUIRED(metrics_export_config, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
};
RECORD(metrics_export_config, "MetricsExportConfig");

static const struct field create_security_profile_input_fields[] = {
    ROW(create_security_profile_input, additional_metrics_to_retain,
        "additionalMetricsToRetain", IS_LIST(IS_TEXT)),
    ROW(create_security_profile_input, additional_metrics_to_retain_v2,
        "additionalMetricsToRetainV2", IS_LIST(IS_RECORD(metric_to_retain_record))),
    ROW(create_security_profile_input, alert_targets, "alertTargets",
        IS_MAP_BY(enum_alert_target_type, IS_RECORD(alert_target_record))),
    ROW(create_security_profile_input, behaviors, "behaviors",
        IS_LIST_OF(IS_RECORD(behavior_record), 0, 100)),
    ROW(create_security_profile_input, metrics_export_config, "metricsExportConfig",
        IS_RECORD(metrics_export_config_record)),
    ROW(create_security_profile_input, security_profile_description,
        "securityProfileDescription", IS_TEXT_OF(scalar_security_profile_description)),
    PATH(create_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
    ROW(create_security_profile_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
};
RECORD(create_security_profile_input, "CreateSecurityProfileRequest");

static const struct field create_security_profile_output_fields[] = {
    ROW(create_security_profile_output, security_profile_arn, "securityProfileArn", IS_TEXT),
    ROW(create_security_profile_output, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(create_security_profile_output, "CreateSecurityProfileResponse");

static const struct field describe_security_profile_input_fields[] = {
    PATH(describe_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(describe_security_profile_input, "DescribeSecurityProfileRequest");

static const struct field describe_security_profile_output_fields[] = {
    ROW(describe_security_profile_output, additional_metrics_to_retain,
        "additionalMetricsToRetain", IS_LIST(IS_TEXT)),
    ROW(describe_security_profile_output, additional_metrics_to_retain_v2,
        "additionalMetricsToRetainV2", IS_LIST(IS_RECORD(metric_to_retain_record))),
    ROW(describe_security_profile_output, alert_targets, "alertTargets",
        IS_MAP_BY(enum_alert_target_type, IS_RECORD(alert_target_record))),
    ROW(describe_security_profile_output, behaviors, "behaviors",
        IS_LIST_OF(IS_RECORD(behavior_record), 0, 100)),
    ROW(describe_security_profile_output, creation_date, "creationDate", IS_TIME),
    ROW(describe_security_profile_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(describe_security_profile_output, metrics_export_config, "metricsExportConfig",
        IS_RECORD(metrics_export_config_record)),
    ROW(describe_security_profile_output, security_profile_arn, "securityProfileArn", IS_TEXT),
    ROW(describe_security_profile_output, security_profile_description,
        "securityProfileDescription", IS_TEXT_OF(scalar_security_profile_description)),
    ROW(describe_security_profile_output, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
    ROW(describe_security_profile_output, version, "version", IS_INT),
};
RECORD(describe_security_profile_output, "DescribeSecurityProfileResponse");

static const struct field update_security_profile_input_fields[] = {
    ROW(update_security_profile_input, additional_metrics_to_retain,
        "additionalMetricsToRetain", IS_LIST(IS_TEXT)),
    ROW(update_security_profile_input, additional_metrics_to_retain_v2,
        "additionalMetricsToRetainV2", IS_LIST(IS_RECORD(metric_to_retain_record))),
    ROW(update_security_profile_input, alert_targets, "alertTargets",
        IS_MAP_BY(enum_alert_target_type, IS_RECORD(alert_target_record))),
    ROW(update_security_profile_input, behaviors, "behaviors",
        IS_LIST_OF(IS_RECORD(behavior_record), 0, 100)),
    ROW(update_security_profile_input, delete_additional_metrics_to_retain,
        "deleteAdditionalMetricsToRetain", IS_BOOL),
    ROW(update_security_profile_input, delete_alert_targets, "deleteAlertTargets", IS_BOOL),
    ROW(update_security_profile_input, delete_behaviors, "deleteBehaviors", IS_BOOL),
    ROW(update_security_profile_input, delete_metrics_export_config,
        "deleteMetricsExportConfig", IS_BOOL),
    QUERY(update_security_profile_input, expected_version, "expectedVersion", IS_INT),
    ROW(update_security_profile_input, metrics_export_config, "metricsExportConfig",
        IS_RECORD(metrics_export_config_record)),
    ROW(update_security_profile_input, security_profile_description,
        "securityProfileDescription", IS_TEXT_OF(scalar_security_profile_description)),
    PATH(update_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(update_security_profile_input, "UpdateSecurityProfileRequest");

static const struct field update_security_profile_output_fields[] = {
    ROW(update_security_profile_output, additional_metrics_to_retain,
        "additionalMetricsToRetain", IS_LIST(IS_TEXT)),
    ROW(update_security_profile_output, additional_metrics_to_retain_v2,
        "additionalMetricsToRetainV2", IS_LIST(IS_RECORD(metric_to_retain_record))),
    ROW(update_security_profile_output, alert_targets, "alertTargets",
        IS_MAP_BY(enum_alert_target_type, IS_RECORD(alert_target_record))),
    ROW(update_security_profile_output, behaviors, "behaviors",
        IS_LIST_OF(IS_RECORD(behavior_record), 0, 100)),
    ROW(update_security_profile_output, creation_date, "creationDate", IS_TIME),
    ROW(update_security_profile_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(update_security_profile_output, metrics_export_config, "metricsExportConfig",
        IS_RECORD(metrics_export_config_record)),
    ROW(update_security_profile_output, security_profile_arn, "securityProfileArn", IS_TEXT),
    ROW(update_security_profile_output, security_profile_description,
        "securityProfileDescription", IS_TEXT_OF(scalar_security_profile_description)),
    ROW(update_security_profile_output, security_profile_name, "securityProfileName",
        IS_TEXT_OF(scalar_security_profile_name)),
    ROW(update_security_profile_output, version, "version", IS_INT),
};
RECORD(update_security_profile_output, "UpdateSecurityProfileResponse");

static const struct field delete_security_profile_input_fields[] = {
    QUERY(delete_security_profile_input, expected_version, "expectedVersion", IS_INT),
    PATH(delete_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(delete_security_profile_input, "DeleteSecurityProfileRequest");

static const struct field list_security_profiles_input_fields[] = {
    QUERY(list_security_profiles_input, dimension_name, "dimensionName",
          IS_TEXT_OF(scalar_dimension_name)),
    QUERY(list_security_profiles_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_security_profiles_input, metric_name, "metricName",
          IS_TEXT_OF(scalar_metric_name)),
    QUERY(list_security_profiles_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_security_profiles_input, "ListSecurityProfilesRequest");

static const struct field security_profile_identifier_fields[] = {
    REQUIRED(security_profile_identifier, arn, "arn", IS_TEXT),
    REQUIRED(security_profile_identifier, name, "name",
             IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(security_profile_identifier, "SecurityProfileIdentifier");

static const struct field list_security_profiles_output_fields[] = {
    ROW(list_security_profiles_output, next_token, "nextToken", IS_TEXT),
    ROW(list_security_profiles_output, security_profile_identifiers,
        "securityProfileIdentifiers", IS_LIST(IS_RECORD(security_profile_identifier_record))),
};
RECORD(list_security_profiles_output, "ListSecurityProfilesResponse");

static const struct field list_security_profiles_for_target_input_fields[] = {
    QUERY(list_security_profiles_for_target_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_security_profiles_for_target_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_security_profiles_for_target_input, recursive, "recursive", IS_BOOL),
    QUERY_REQUIRED(list_security_profiles_for_target_input, security_profile_target_arn,
                   "securityProfileTargetArn", IS_TEXT),
};
RECORD(list_security_profiles_for_target_input, "ListSecurityProfilesForTargetRequest");

static const struct field security_profile_target_fields[] = {
    REQUIRED(security_profile_target, arn, "arn", IS_TEXT),
};
RECORD(security_profile_target, "SecurityProfileTarget");

static const struct field security_profile_target_mapping_fields[] = {
    ROW(security_profile_target_mapping, security_profile_identifier,
        "securityProfileIdentifier", IS_RECORD(security_profile_identifier_record)),
    ROW(security_profile_target_mapping, target, "target",
        IS_RECORD(security_profile_target_record)),
};
RECORD(security_profile_target_mapping, "SecurityProfileTargetMapping");

static const struct field list_security_profiles_for_target_output_fields[] = {
    ROW(list_security_profiles_for_target_output, next_token, "nextToken", IS_TEXT),
    ROW(list_security_profiles_for_target_output, security_profile_target_mappings,
        "securityProfileTargetMappings",
        IS_LIST(IS_RECORD(security_profile_target_mapping_record))),
};
RECORD(list_security_profiles_for_target_output, "ListSecurityProfilesForTargetResponse");

static const struct field list_targets_for_security_profile_input_fields[] = {
    QUERY(list_targets_for_security_profile_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_targets_for_security_profile_input, next_token, "nextToken", IS_TEXT),
    PATH(list_targets_for_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
};
RECORD(list_targets_for_security_profile_input, "ListTargetsForSecurityProfileRequest");

static const struct field list_targets_for_security_profile_output_fields[] = {
    ROW(list_targets_for_security_profile_output, next_token, "nextToken", IS_TEXT),
    ROW(list_targets_for_security_profile_output, security_profile_targets,
        "securityProfileTargets", IS_LIST(IS_RECORD(security_profile_target_record))),
};
RECORD(list_targets_for_security_profile_output, "ListTargetsForSecurityProfileResponse");

static const struct field attach_security_profile_input_fields[] = {
    PATH(attach_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
    QUERY_REQUIRED(attach_security_profile_input, security_profile_target_arn,
                   "securityProfileTargetArn", IS_TEXT),
};
RECORD(attach_security_profile_input, "AttachSecurityProfileRequest");

static const struct field detach_security_profile_input_fields[] = {
    PATH(detach_security_profile_input, security_profile_name, "securityProfileName",
         IS_TEXT_OF(scalar_security_profile_name)),
    QUERY_REQUIRED(detach_security_profile_input, security_profile_target_arn,
                   "securityProfileTargetArn", IS_TEXT),
};
RECORD(detach_security_profile_input, "DetachSecurityProfileRequest");

static const struct field validate_security_profile_behaviors_input_fields[] = {
    REQUIRED(validate_security_profile_behaviors_input, behaviors, "behaviors",
             IS_LIST_OF(IS_RECORD(behavior_record), 0, 100)),
};
RECORD(validate_security_profile_behaviors_input, "ValidateSecurityProfileBehaviorsRequest");

static const struct field validation_error_fields[] = {
    ROW(validation_error, error_message, "errorMessage", IS_TEXT_OF(scalar_error_message)),
};
RECORD(validation_error, "ValidationError");

static const struct field validate_security_profile_behaviors_output_fields[] = {
    ROW(validate_security_profile_behaviors_output, valid, "valid", IS_BOOL),
    ROW(validate_security_profile_behaviors_output, validation_errors, "validationErrors",
        IS_LIST(IS_RECORD(validation_error_record))),
};
RECORD(validate_security_profile_behaviors_output, "ValidateSecurityProfileBehaviorsResponse");

const struct operation op_create_security_profile = {
    .name = "CreateSecurityProfile",
    .method = HTTP_POST,
    .uri = "/security-profiles/{securityProfileName}",
    .input = &create_security_profile_input_record,
    .output = &create_security_profile_output_record,
    .retry = RETRY_NAMED,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_ALREADY_EXISTS) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListSecurityProfiles", "DescribeSecurityProfile", NULL},
};

const struct operation op_describe_security_profile = {
    .name = "DescribeSecurityProfile",
    .method = HTTP_GET,
    .uri = "/security-profiles/{securityProfileName}",
    .input = &describe_security_profile_input_record,
    .output = &describe_security_profile_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 25,
};

const struct operation op_update_security_profile = {
    .name = "UpdateSecurityProfile",
    .method = HTTP_PATCH,
    .uri = "/security-profiles/{securityProfileName}",
    .input = &update_security_profile_input_record,
    .output = &update_security_profile_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(VERSION_CONFLICT) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListSecurityProfiles", "DescribeSecurityProfile",
                                         "GetBehaviorModelTrainingSummaries", NULL},
};

const struct operation op_delete_security_profile = {
    .name = "DeleteSecurityProfile",
    .method = HTTP_DELETE,
    .uri = "/security-profiles/{securityProfileName}",
    .input = &delete_security_profile_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(VERSION_CONFLICT),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListSecurityProfiles", "DescribeSecurityProfile",
                              "ListSecurityProfilesForTarget", "ListTargetsForSecurityProfile",
                              "GetBehaviorModelTrainingSummaries", NULL},
};

const struct operation op_list_security_profiles = {
    .name = "ListSecurityProfiles",
    .method = HTTP_GET,
    .uri = "/security-profiles",
    .input = &list_security_profiles_input_record,
    .output = &list_security_profiles_output_record,
    .paging = {"nextToken", "nextToken", "securityProfileIdentifiers", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_security_profiles_for_target = {
    .name = "ListSecurityProfilesForTarget",
    .method = HTTP_GET,
    .uri = "/security-profiles-for-target",
    .input = &list_security_profiles_for_target_input_record,
    .output = &list_security_profiles_for_target_output_record,
    .paging = {"nextToken", "nextToken", "securityProfileTargetMappings", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_targets_for_security_profile = {
    .name = "ListTargetsForSecurityProfile",
    .method = HTTP_GET,
    .uri = "/security-profiles/{securityProfileName}/targets",
    .input = &list_targets_for_security_profile_input_record,
    .output = &list_targets_for_security_profile_output_record,
    .paging = {"nextToken", "nextToken", "securityProfileTargets", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_attach_security_profile = {
    .name = "AttachSecurityProfile",
    .method = HTTP_PUT,
    .uri = "/security-profiles/{securityProfileName}/targets",
    .input = &attach_security_profile_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(LIMIT_EXCEEDED) | ERROR_BIT(VERSION_CONFLICT) | ERROR_BIT(THROTTLING) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListSecurityProfilesForTarget",
                                         "ListTargetsForSecurityProfile", NULL},
};

const struct operation op_detach_security_profile = {
    .name = "DetachSecurityProfile",
    .method = HTTP_DELETE,
    .uri = "/security-profiles/{securityProfileName}/targets",
    .input = &detach_security_profile_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListSecurityProfilesForTarget", "ListTargetsForSecurityProfile",
                              "ListActiveViolations", NULL},
};

const struct operation op_validate_security_profile_behaviors = {
    .name = "ValidateSecurityProfileBehaviors",
    .method = HTTP_POST,
    .uri = "/security-profile-behaviors/validate",
    .input = &validate_security_profile_behaviors_input_record,
    .output = &validate_security_profile_behaviors_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .judged = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
