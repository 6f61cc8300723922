/*
 * api/profiles: security profiles, their behaviors and targets.
 *
 * A behavior says what is normal; the alarm is its opposite. An update replaces whole lists.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/tags.h"

struct metric_dimension {
    const char *dimension_name;
    const char *operator; /* DimensionValueOperator */
};

struct metric_to_retain {
    struct opt_bool export_metric;
    const char *metric;
    const struct metric_dimension *metric_dimension;
};

struct alert_target {
    const char *alert_target_arn;
    const char *role_arn;
};

struct machine_learning_detection_config {
    const char *confidence_level; /* ConfidenceLevel */
};

struct statistical_threshold {
    const char *statistic;
};

struct metric_value {
    struct list cidrs; /* of Cidr */
    struct opt_int count;
    struct opt_double number;
    struct list numbers; /* of numbers */
    struct list ports;   /* of integers */
    struct list strings; /* of stringValue */
};

struct behavior_criteria {
    const char *comparison_operator; /* ComparisonOperator */
    struct opt_int consecutive_datapoints_to_alarm;
    struct opt_int consecutive_datapoints_to_clear;
    struct opt_int duration_seconds;
    const struct machine_learning_detection_config *ml_detection_config;
    const struct statistical_threshold *statistical_threshold;
    const struct metric_value *value;
};

struct behavior {
    const struct behavior_criteria *criteria;
    struct opt_bool export_metric;
    const char *metric;
    const struct metric_dimension *metric_dimension;
    const char *name;
    struct opt_bool suppress_alerts;
};

struct metrics_export_config {
    const char *mqtt_topic;
    const char *role_arn;
};

struct create_security_profile_input {
    struct list additional_metrics_to_retain;    /* of BehaviorMetric */
    struct list additional_metrics_to_retain_v2; /* of struct metric_to_retain */
    struct list alert_targets;                   /* AlertTargetType -> struct alert_target */
    struct list behaviors;                       /* of struct behavior */
    const struct metrics_export_config *metrics_export_config;
    const char *security_profile_description;
    const char *security_profile_name;
    struct list tags; /* of struct tag */
};

struct create_security_profile_output {
    const char *security_profile_arn;
    const char *security_profile_name;
};

struct describe_security_profile_input {
    const char *security_profile_name;
};

struct describe_security_profile_output {
    struct list additional_metrics_to_retain;    /* of BehaviorMetric */
    struct list additional_metrics_to_retain_v2; /* of struct metric_to_retain */
    struct list alert_targets;                   /* AlertTargetType -> struct alert_target */
    struct list behaviors;                       /* of struct behavior */
    struct opt_time creation_date;
    struct opt_time last_modified_date;
    const struct metrics_export_config *metrics_export_config;
    const char *security_profile_arn;
    const char *security_profile_description;
    const char *security_profile_name;
    struct opt_int version;
};

struct update_security_profile_input {
    struct list additional_metrics_to_retain;    /* of BehaviorMetric */
    struct list additional_metrics_to_retain_v2; /* of struct metric_to_retain */
    struct list alert_targets;                   /* AlertTargetType -> struct alert_target */
    struct list behaviors;                       /* of struct behavior */
    struct opt_bool delete_additional_metrics_to_retain;
    struct opt_bool delete_alert_targets;
    struct opt_bool delete_behaviors;
    struct opt_bool delete_metrics_export_config;
    struct opt_int expected_version;
    const struct metrics_export_config *metrics_export_config;
    const char *security_profile_description;
    const char *security_profile_name;
};

struct update_security_profile_output {
    struct list additional_metrics_to_retain;    /* of BehaviorMetric */
    struct list additional_metrics_to_retain_v2; /* of struct metric_to_retain */
    struct list alert_targets;                   /* AlertTargetType -> struct alert_target */
    struct list behaviors;                       /* of struct behavior */
    struct opt_time creation_date;
    struct opt_time last_modified_date;
    const struct metrics_export_config *metrics_export_config;
    const char *security_profile_arn;
    const char *security_profile_description;
    const char *security_profile_name;
    struct opt_int version;
};

struct delete_security_profile_input {
    struct opt_int expected_version;
    const char *security_profile_name;
};

struct list_security_profiles_input {
    const char *dimension_name;
    struct opt_int max_results;
    const char *metric_name;
    const char *next_token;
};

struct security_profile_identifier {
    const char *arn;
    const char *name;
};

struct list_security_profiles_output {
    const char *next_token;
    struct list security_profile_identifiers; /* of struct security_profile_identifier */
};

struct list_security_profiles_for_target_input {
    struct opt_int max_results;
    const char *next_token;
    struct opt_bool recursive;
    const char *security_profile_target_arn;
};

struct security_profile_target {
    const char *arn;
};

struct security_profile_target_mapping {
    const struct security_profile_identifier *security_profile_identifier;
    const struct security_profile_target *target;
};

struct list_security_profiles_for_target_output {
    const char *next_token;
    /* of struct security_profile_target_mapping */
    struct list security_profile_target_mappings;
};

struct list_targets_for_security_profile_input {
    struct opt_int max_results;
    const char *next_token;
    const char *security_profile_name;
};

struct list_targets_for_security_profile_output {
    const char *next_token;
    struct list security_profile_targets; /* of struct security_profile_target */
};

struct attach_security_profile_input {
    const char *security_profile_name;
    const char *security_profile_target_arn;
};

struct detach_security_profile_input {
    const char *security_profile_name;
    const char *security_profile_target_arn;
};

struct validate_security_profile_behaviors_input {
    struct list behaviors; /* of struct behavior */
};

struct validation_error {
    const char *error_message;
};

struct validate_security_profile_behaviors_output {
    struct opt_bool valid;
    struct list validation_errors; /* of struct validation_error */
};

extern const struct record metric_dimension_record;
extern const struct record metric_to_retain_record;
extern const struct record alert_target_record;
extern const struct record machine_learning_detection_config_record;
extern const struct record statistical_threshold_record;
extern const struct record metric_value_record;
extern const struct record behavior_criteria_record;
extern const struct record behavior_record;
extern const struct record metrics_export_config_record;
extern const struct record create_security_profile_input_record;
extern const struct record create_security_profile_output_record;
extern const struct record describe_security_profile_input_record;
extern const struct record describe_security_profile_output_record;
extern const struct record update_security_profile_input_record;
extern const struct record update_security_profile_output_record;
extern const struct record delete_security_profile_input_record;
extern const struct record list_security_profiles_input_record;
extern const struct record security_profile_identifier_record;
extern const struct record list_security_profiles_output_record;
extern const struct record list_security_profiles_for_target_input_record;
extern const struct record security_profile_target_record;
extern const struct record security_profile_target_mapping_record;
extern const struct record list_security_profiles_for_target_output_record;
extern const struct record list_targets_for_security_profile_input_record;
extern const struct record list_targets_for_security_profile_output_record;
extern const struct record attach_security_profile_input_record;
extern const struct record detach_security_profile_input_record;
extern const struct record validate_security_profile_behaviors_input_record;
extern const struct record validation_error_record;
extern const struct record validate_security_profile_behaviors_output_record;

extern const struct operation op_create_security_profile;
extern const struct operation op_describe_security_profile;
extern const struct operation op_update_security_profile;
extern const struct operation op_delete_security_profile;
extern const struct operation op_list_security_profiles;
extern const struct operation op_list_security_profiles_for_target;
extern const struct operation op_list_targets_for_security_profile;
extern const struct operation op_attach_security_profile;
extern const struct operation op_detach_security_profile;
extern const struct operation op_validate_security_profile_behaviors;
