/*
 * api/scalars: limits of the service's named scalars (botocore iot/2015-05-28, sts/2011-06-15).
 *
 * The model writes most patterns as one character class; the few that say more have a function.
 */
#pragma once

#include "client/api/field.h"

extern const struct scalar scalar_attribute_name;
extern const struct scalar scalar_attribute_value;
extern const struct scalar scalar_audit_description;
extern const struct scalar scalar_audit_task_id;
extern const struct scalar scalar_aws_account_id;
extern const struct scalar scalar_behavior_name;
extern const struct scalar scalar_billing_group_name;
extern const struct scalar scalar_certificate_id;
extern const struct scalar scalar_certificate_pem;
extern const struct scalar scalar_cidr;
extern const struct scalar scalar_client_request_token;
extern const struct scalar scalar_config_value;
extern const struct scalar scalar_connectivity_api_thing_name;
extern const struct scalar scalar_consecutive_datapoints_to_alarm;
extern const struct scalar scalar_consecutive_datapoints_to_clear;
extern const struct scalar scalar_credential_duration_seconds;
extern const struct scalar scalar_custom_metric_display_name;
extern const struct scalar scalar_customer_version;
extern const struct scalar scalar_data_collection_percentage;
extern const struct scalar scalar_day_of_month;
extern const struct scalar scalar_device_defender_thing_name;
extern const struct scalar scalar_dimension_name;
extern const struct scalar scalar_dimension_string_value;
extern const struct scalar scalar_endpoint_type;
extern const struct scalar scalar_error_message;
extern const struct scalar scalar_evaluation_statistic;
extern const struct scalar scalar_finding_id;
extern const struct scalar scalar_index_name;
extern const struct scalar scalar_issuer_certificate_serial_number;
extern const struct scalar scalar_issuer_certificate_subject;
extern const struct scalar scalar_issuer_id;
extern const struct scalar scalar_log_destination;
extern const struct scalar scalar_log_event_type;
extern const struct scalar scalar_marker;
extern const struct scalar scalar_max_results;
extern const struct scalar scalar_message;
extern const struct scalar scalar_metric_name;
extern const struct scalar scalar_mitigation_action_name;
extern const struct scalar scalar_mitigation_actions_task_id;
extern const struct scalar scalar_mqtt_topic;
extern const struct scalar scalar_page_size;
extern const struct scalar scalar_policy_document;
extern const struct scalar scalar_policy_name;
extern const struct scalar scalar_policy_version_id;
extern const struct scalar scalar_port;
extern const struct scalar scalar_query_string;
extern const struct scalar scalar_registry_max_results;
extern const struct scalar scalar_role_alias;
extern const struct scalar scalar_role_alias_arn;
extern const struct scalar scalar_role_arn;
extern const struct scalar scalar_scheduled_audit_name;
extern const struct scalar scalar_search_query_max_results;
extern const struct scalar scalar_security_profile_description;
extern const struct scalar scalar_security_profile_name;
extern const struct scalar scalar_shadow_name;
extern const struct scalar scalar_skyfall_max_results;
extern const struct scalar scalar_sns_topic_arn;
extern const struct scalar scalar_sts_access_key_id;
extern const struct scalar scalar_sts_arn;
extern const struct scalar scalar_sts_assumed_role_id;
extern const struct scalar scalar_sts_client_token;
extern const struct scalar scalar_sts_context_assertion;
extern const struct scalar scalar_sts_external_id;
extern const struct scalar scalar_sts_non_negative_integer;
extern const struct scalar scalar_sts_role_duration_seconds;
extern const struct scalar scalar_sts_role_session_name;
extern const struct scalar scalar_sts_serial_number;
extern const struct scalar scalar_sts_session_policy_document;
extern const struct scalar scalar_sts_source_identity;
extern const struct scalar scalar_sts_tag_key;
extern const struct scalar scalar_sts_tag_value;
extern const struct scalar scalar_sts_token_code;
extern const struct scalar scalar_sts_unrestricted_session_policy_document;
extern const struct scalar scalar_sts_url;
extern const struct scalar scalar_sts_web_identity_subject;
extern const struct scalar scalar_tag_key;
extern const struct scalar scalar_tag_value;
extern const struct scalar scalar_target_arn;
extern const struct scalar scalar_template_body;
extern const struct scalar scalar_template_name;
extern const struct scalar scalar_thing_group_description;
extern const struct scalar scalar_thing_group_id;
extern const struct scalar scalar_thing_group_name;
extern const struct scalar scalar_thing_name;
extern const struct scalar scalar_thing_type_name;
extern const struct scalar scalar_tiny_max_results;
extern const struct scalar scalar_unsigned_long;
extern const struct scalar scalar_verification_state_description;
extern const struct scalar scalar_violation_id;
