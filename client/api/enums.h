/*
 * api/enums: values of the service's enumerations, in the model's order.
 *
 * A value that is not here is kept and shown as it came.
 */
#pragma once

#include "client/api/field.h"

extern const struct enumeration enum_alert_target_type;
extern const struct enumeration enum_audit_check_run_status;
extern const struct enumeration enum_audit_finding_severity;
extern const struct enumeration enum_audit_frequency;
extern const struct enumeration enum_audit_mitigation_actions_execution_status;
extern const struct enumeration enum_audit_mitigation_actions_task_status;
extern const struct enumeration enum_audit_notification_type;
extern const struct enumeration enum_audit_task_status;
extern const struct enumeration enum_audit_task_type;
extern const struct enumeration enum_auto_registration_status;
extern const struct enumeration enum_behavior_criteria_type;
extern const struct enumeration enum_ca_certificate_status;
extern const struct enumeration enum_ca_certificate_update_action;
extern const struct enumeration enum_certificate_mode;
extern const struct enumeration enum_certificate_status;
extern const struct enumeration enum_comparison_operator;
extern const struct enumeration enum_confidence_level;
extern const struct enumeration enum_config_name;
extern const struct enumeration enum_custom_metric_type;
extern const struct enumeration enum_day_of_week;
extern const struct enumeration enum_detect_mitigation_action_execution_status;
extern const struct enumeration enum_detect_mitigation_actions_task_status;
extern const struct enumeration enum_device_certificate_update_action;
extern const struct enumeration enum_device_defender_indexing_mode;
extern const struct enumeration enum_dimension_type;
extern const struct enumeration enum_dimension_value_operator;
extern const struct enumeration enum_disconnect_reason_value;
extern const struct enumeration enum_dynamic_group_status;
extern const struct enumeration enum_field_type;
extern const struct enumeration enum_fleet_indexing_api;
extern const struct enumeration enum_index_status;
extern const struct enumeration enum_log_level;
extern const struct enumeration enum_log_target_type;
extern const struct enumeration enum_mitigation_action_type;
extern const struct enumeration enum_model_status;
extern const struct enumeration enum_named_shadow_indexing_mode;
extern const struct enumeration enum_policy_template_name;
extern const struct enumeration enum_resource_type;
extern const struct enumeration enum_target_field_order;
extern const struct enumeration enum_thing_connectivity_indexing_mode;
extern const struct enumeration enum_thing_group_indexing_mode;
extern const struct enumeration enum_thing_indexing_mode;
extern const struct enumeration enum_thing_principal_type;
extern const struct enumeration enum_verification_state;
extern const struct enumeration enum_violation_event_type;
