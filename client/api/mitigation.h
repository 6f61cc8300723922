/*
 * api/mitigation: mitigation actions: what may be done to a non-compliant resource.
 *
 * Exactly one member of the parameters is set, and it decides the type.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/tags.h"

struct add_things_to_thing_group_params {
    struct opt_bool override_dynamic_groups;
    struct list thing_group_names; /* of ThingGroupName */
};

struct enable_iot_logging_params {
    const char *log_level; /* LogLevel */
    const char *role_arn_for_logging;
};

struct publish_finding_to_sns_params {
    const char *topic_arn;
};

struct replace_default_policy_version_params {
    const char *template_name; /* PolicyTemplateName */
};

struct update_ca_certificate_params {
    const char *action; /* CACertificateUpdateAction */
};

struct update_device_certificate_params {
    const char *action; /* DeviceCertificateUpdateAction */
};

struct mitigation_action_params {
    const struct add_things_to_thing_group_params *add_things_to_thing_group_params;
    const struct enable_iot_logging_params *enable_iot_logging_params;
    const struct publish_finding_to_sns_params *publish_finding_to_sns_params;
    const struct replace_default_policy_version_params *replace_default_policy_version_params;
    const struct update_ca_certificate_params *update_ca_certificate_params;
    const struct update_device_certificate_params *update_device_certificate_params;
};

struct create_mitigation_action_input {
    const char *action_name;
    const struct mitigation_action_params *action_params;
    const char *role_arn;
    struct list tags; /* of struct tag */
};

struct create_mitigation_action_output {
    const char *action_arn;
    const char *action_id;
};

struct describe_mitigation_action_input {
    const char *action_name;
};

struct describe_mitigation_action_output {
    const char *action_arn;
    const char *action_id;
    const char *action_name;
    const struct mitigation_action_params *action_params;
    const char *action_type; /* MitigationActionType */
    struct opt_time creation_date;
    struct opt_time last_modified_date;
    const char *role_arn;
};

struct update_mitigation_action_input {
    const char *action_name;
    const struct mitigation_action_params *action_params;
    const char *role_arn;
};

struct update_mitigation_action_output {
    const char *action_arn;
    const char *action_id;
};

struct delete_mitigation_action_input {
    const char *action_name;
};

struct list_mitigation_actions_input {
    const char *action_type; /* MitigationActionType */
    struct opt_int max_results;
    const char *next_token;
};

struct mitigation_action_identifier {
    const char *action_arn;
    const char *action_name;
    struct opt_time creation_date;
};

struct list_mitigation_actions_output {
    struct list action_identifiers; /* of struct mitigation_action_identifier */
    const char *next_token;
};

extern const struct record add_things_to_thing_group_params_record;
extern const struct record enable_iot_logging_params_record;
extern const struct record publish_finding_to_sns_params_record;
extern const struct record replace_default_policy_version_params_record;
extern const struct record update_ca_certificate_params_record;
extern const struct record update_device_certificate_params_record;
extern const struct record mitigation_action_params_record;
extern const struct record create_mitigation_action_input_record;
extern const struct record create_mitigation_action_output_record;
extern const struct record describe_mitigation_action_input_record;
extern const struct record describe_mitigation_action_output_record;
extern const struct record update_mitigation_action_input_record;
extern const struct record update_mitigation_action_output_record;
extern const struct record delete_mitigation_action_input_record;
extern const struct record list_mitigation_actions_input_record;
extern const struct record mitigation_action_identifier_record;
extern const struct record list_mitigation_actions_output_record;

extern const struct operation op_create_mitigation_action;
extern const struct operation op_describe_mitigation_action;
extern const struct operation op_update_mitigation_action;
extern const struct operation op_delete_mitigation_action;
extern const struct operation op_list_mitigation_actions;
