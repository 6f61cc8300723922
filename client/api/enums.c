#include "client/api/enums.h"

#define ENUMERATION(c_name, shape, ...) \
    const struct enumeration c_name = {shape, (const char *const[]){__VA_ARGS__, NULL}}

ENUMERATION(enum_alert_target_type, "AlertTargetType", "SNS");
ENUMERATION(enum_audit_check_run_status, "AuditCheckRunStatus", "IN_PROGRESS",
            "WAITING_FOR_DATA_COLLECTION", "CANCELED", "COMPLETED_COMPLIANT",
            "COMPLETED_NON_COMPLIANT", "FAILED");
ENUMERATION(enum_audit_finding_severity, "AuditFindingSeverity", "CRITICAL", "HIGH", "MEDIUM",
            "LOW");
ENUMERATION(enum_audit_frequency, "AuditFrequency", "DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY");
ENUMERATION(enum_audit_mitigation_actions_execution_status,
            "AuditMitigationActionsExecutionStatus", "IN_PROGRESS", "COMPLETED", "FAILED",
            "CANCELED", "SKIPPED", "PENDING");
ENUMERATION(enum_audit_mitigation_actions_task_status, "AuditMitigationActionsTaskStatus",
            "IN_PROGRESS", "COMPLETED", "FAILED", "CANCELED");
ENUMERATION(enum_audit_notification_type, "AuditNotificationType", "SNS");
ENUMERATION(enum_audit_task_status, "AuditTaskStatus", "IN_PROGRESS", "COMPLETED", "FAILED",
            "CANCELED");
ENUMERATION(enum_audit_task_type, "AuditTaskType", "ON_DEMAND_AUDIT_TASK",
            "SCHEDULED_AUDIT_TASK");
ENUMERATION(enum_auto_registration_status, "AutoRegistrationStatus", "ENABLE", "DISABLE");
ENUMERATION(enum_behavior_criteria_type, "BehaviorCriteriaType", "STATIC", "STATISTICAL",
            "MACHINE_LEARNING");
ENUMERATION(enum_ca_certificate_status, "CACertificateStatus", "ACTIVE", "INACTIVE");
ENUMERATION(enum_ca_certificate_update_action, "CACertificateUpdateAction", "DEACTIVATE");
ENUMERATION(enum_certificate_mode, "CertificateMode", "DEFAULT", "SNI_ONLY");
ENUMERATION(enum_certificate_status, "CertificateStatus", "ACTIVE", "INACTIVE", "REVOKED",
            "PENDING_TRANSFER", "REGISTER_INACTIVE", "PENDING_ACTIVATION");
ENUMERATION(enum_comparison_operator, "ComparisonOperator", "less-than", "less-than-equals",
            "greater-than", "greater-than-equals", "in-cidr-set", "not-in-cidr-set",
            "in-port-set", "not-in-port-set", "in-set", "not-in-set");
ENUMERATION(enum_confidence_level, "ConfidenceLevel", "LOW", "MEDIUM", "HIGH");
ENUMERATION(enum_config_name, "ConfigName", "CERT_AGE_THRESHOLD_IN_DAYS",
            "CERT_EXPIRATION_THRESHOLD_IN_DAYS");
ENUMERATION(enum_custom_metric_type, "CustomMetricType", "string-list", "ip-address-list",
            "number-list", "number");
ENUMERATION(enum_day_of_week, "DayOfWeek", "SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");
ENUMERATION(enum_detect_mitigation_action_execution_status,
            "DetectMitigationActionExecutionStatus", "IN_PROGRESS", "SUCCESSFUL", "FAILED",
            "SKIPPED");
ENUMERATION(enum_detect_mitigation_actions_task_status, "DetectMitigationActionsTaskStatus",
            "IN_PROGRESS", "SUCCESSFUL", "FAILED", "CANCELED");
ENUMERATION(enum_device_certificate_update_action, "DeviceCertificateUpdateAction",
            "DEACTIVATE");
ENUMERATION(enum_device_defender_indexing_mode, "DeviceDefenderIndexingMode", "OFF",
            "VIOLATIONS");
ENUMERATION(enum_dimension_type, "DimensionType", "TOPIC_FILTER");
ENUMERATION(enum_dimension_value_operator, "DimensionValueOperator", "IN", "NOT_IN");
ENUMERATION(enum_disconnect_reason_value, "DisconnectReasonValue", "AUTH_ERROR",
            "CLIENT_INITIATED_DISCONNECT", "CLIENT_ERROR", "CONNECTION_LOST",
            "DUPLICATE_CLIENTID", "FORBIDDEN_ACCESS", "MQTT_KEEP_ALIVE_TIMEOUT", "SERVER_ERROR",
            "SERVER_INITIATED_DISCONNECT", "API_INITIATED_DISCONNECT", "THROTTLED",
            "WEBSOCKET_TTL_EXPIRATION", "CUSTOMAUTH_TTL_EXPIRATION", "UNKNOWN", "NONE");
ENUMERATION(enum_dynamic_group_status, "DynamicGroupStatus", "ACTIVE", "BUILDING",
            "REBUILDING");
ENUMERATION(enum_field_type, "FieldType", "Number", "String", "Boolean");
ENUMERATION(enum_fleet_indexing_api, "FleetIndexingApi", "GET_THING_CONNECTIVITY_DATA");
ENUMERATION(enum_index_status, "IndexStatus", "ACTIVE", "BUILDING", "REBUILDING");
ENUMERATION(enum_log_level, "LogLevel", "DEBUG", "INFO", "ERROR", "WARN", "DISABLED");
ENUMERATION(enum_log_target_type, "LogTargetType", "DEFAULT", "THING_GROUP", "CLIENT_ID",
            "SOURCE_IP", "PRINCIPAL_ID");
ENUMERATION(enum_mitigation_action_type, "MitigationActionType", "UPDATE_DEVICE_CERTIFICATE",
            "UPDATE_CA_CERTIFICATE", "ADD_THINGS_TO_THING_GROUP",
            "REPLACE_DEFAULT_POLICY_VERSION", "ENABLE_IOT_LOGGING", "PUBLISH_FINDING_TO_SNS");
ENUMERATION(enum_model_status, "ModelStatus", "PENDING_BUILD", "ACTIVE", "EXPIRED");
ENUMERATION(enum_named_shadow_indexing_mode, "NamedShadowIndexingMode", "OFF", "ON");
ENUMERATION(enum_policy_template_name, "PolicyTemplateName", "BLANK_POLICY");
ENUMERATION(enum_resource_type, "ResourceType", "DEVICE_CERTIFICATE", "CA_CERTIFICATE",
            "IOT_POLICY", "COGNITO_IDENTITY_POOL", "CLIENT_ID", "ACCOUNT_SETTINGS",
            "ROLE_ALIAS", "IAM_ROLE", "ISSUER_CERTIFICATE");
ENUMERATION(enum_target_field_order, "TargetFieldOrder", "LatLon", "LonLat");
ENUMERATION(enum_thing_connectivity_indexing_mode, "ThingConnectivityIndexingMode", "OFF",
            "STATUS");
ENUMERATION(enum_thing_group_indexing_mode, "ThingGroupIndexingMode", "OFF", "ON");
ENUMERATION(enum_thing_indexing_mode, "ThingIndexingMode", "OFF", "REGISTRY",
            "REGISTRY_AND_SHADOW");
ENUMERATION(enum_thing_principal_type, "ThingPrincipalType", "EXCLUSIVE_THING",
            "NON_EXCLUSIVE_THING");
ENUMERATION(enum_verification_state, "VerificationState", "FALSE_POSITIVE", "BENIGN_POSITIVE",
            "TRUE_POSITIVE", "UNKNOWN");
ENUMERATION(enum_violation_event_type, "ViolationEventType", "in-alarm", "alarm-cleared",
            "alarm-invalidated");
