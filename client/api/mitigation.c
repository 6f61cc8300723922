#include "client/api/mitigation.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field add_things_to_thing_group_params_fields[] = {
    ROW(add_things_to_thing_group_params, override_dynamic_groups, "overrideDynamicGroups",
        IS_BOOL),
    REQUIRED(add_things_to_thing_group_params, thing_group_names, "thingGroupNames",
             IS_LIST_OF(IS_TEXT_OF(scalar_thing_group_name), 1, 10)),
};
RECORD(add_things_to_thing_group_params, "AddThingsToThingGroupParams");

static const struct field enable_iot_logging_params_fields[] = {
    REQUIRED(enable_iot_logging_params, log_level, "logLevel", IS_ENUM(enum_log_level)),
    REQUIRED(enable_iot_logging_params, role_arn_for_logging, "roleArnForLogging",
             IS_TEXT_OF(scalar_role_arn)),
};
RECORD(enable_iot_logging_params, "EnableIoTLoggingParams");

static const struct field publish_finding_to_sns_params_fields[] = {
    REQUIRED(publish_finding_to_sns_params, topic_arn, "topicArn",
             IS_TEXT_OF(scalar_sns_topic_arn)),
};
RECORD(publish_finding_to_sns_params, "PublishFindingToSnsParams");

static const struct field replace_default_policy_version_params_fields[] = {
    REQUIRED(replace_default_policy_version_params, template_name, "templateName",
             IS_ENUM(enum_policy_template_name)),
};
RECORD(replace_default_policy_version_params, "ReplaceDefaultPolicyVersionParams");

static const struct field update_ca_certificate_params_fields[] = {
    REQUIRED(update_ca_certificate_params, action, "action",
             IS_ENUM(enum_ca_certificate_update_action)),
};
RECORD(update_ca_certificate_params, "UpdateCACertificateParams");

static const struct field update_device_certificate_params_fields[] = {
    REQUIRED(update_device_certificate_params, action, "action",
             IS_ENUM(enum_device_certificate_update_action)),
};
RECORD(update_device_certificate_params, "UpdateDeviceCertificateParams");

static const struct field mitigation_action_params_fields[] = {
    ROW(mitigation_action_params, add_things_to_thing_group_params,
        "addThingsToThingGroupParams", IS_RECORD(add_things_to_thing_group_params_record)),
    ROW(mitigation_action_params, enable_iot_logging_params, "enableIoTLoggingParams",
        IS_RECORD(enable_iot_logging_params_record)),
    ROW(mitigation_action_params, publish_finding_to_sns_params, "publishFindingToSnsParams",
        IS_RECORD(publish_finding_to_sns_params_record)),
    ROW(mitigation_action_params, replace_default_policy_version_params,
        "replaceDefaultPolicyVersionParams",
        IS_RECORD(replace_default_policy_version_params_record)),
    ROW(mitigation_action_params, update_ca_certificate_params, "updateCACertificateParams",
        IS_RECORD(update_ca_certificate_params_record)),
    ROW(mitigation_action_params, update_device_certificate_params,
        "updateDeviceCertificateParams", IS_RECORD(update_device_certificate_params_record)),
};
RECORD(mitigation_action_params, "MitigationActionParams");

static const struct field create_mitigation_action_input_fields[] = {
    PATH(create_mitigation_action_input, action_name, "actionName",
         IS_TEXT_OF(scalar_mitigation_action_name)),
    REQUIRED(create_mitigation_action_input, action_params, "actionParams",
             IS_RECORD(mitigation_action_params_record)),
    REQUIRED(create_mitigation_action_input, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
    ROW(create_mitigation_action_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
};
RECORD(create_mitigation_action_input, "CreateMitigationActionRequest");

static const struct field create_mitigation_action_output_fields[] = {
    ROW(create_mitigation_action_output, action_arn, "actionArn", IS_TEXT),
    ROW(create_mitigation_action_output, action_id, "actionId", IS_TEXT),
};
RECORD(create_mitigation_action_output, "CreateMitigationActionResponse");

static const struct field describe_mitigation_action_input_fields[] = {
    PATH(describe_mitigation_action_input, action_name, "actionName",
         IS_TEXT_OF(scalar_mitigation_action_name)),
};
RECORD(describe_mitigation_action_input, "DescribeMitigationActionRequest");

static const struct field describe_mitigation_action_output_fields[] = {
    ROW(describe_mitigation_action_output, action_arn, "actionArn", IS_TEXT),
    ROW(describe_mitigation_action_output, action_id, "actionId", IS_TEXT),
    ROW(describe_mitigation_action_output, action_name, "actionName",
        IS_TEXT_OF(scalar_mitigation_action_name)),
    ROW(describe_mitigation_action_output, action_params, "actionParams",
        IS_RECORD(mitigation_action_params_record)),
    ROW(describe_mitigation_action_output, action_type, "actionType",
        IS_ENUM(enum_mitigation_action_type)),
    ROW(describe_mitigation_action_output, creation_date, "creationDate", IS_TIME),
    ROW(describe_mitigation_action_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(describe_mitigation_action_output, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
};
RECORD(describe_mitigation_action_output, "DescribeMitigationActionResponse");

static const struct field update_mitigation_action_input_fields[] = {
    PATH(update_mitigation_action_input, action_name, "actionName",
         IS_TEXT_OF(scalar_mitigation_action_name)),
    ROW(update_mitigation_action_input, action_params, "actionParams",
        IS_RECORD(mitigation_action_params_record)),
    ROW(update_mitigation_action_input, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
};
RECORD(update_mitigation_action_input, "UpdateMitigationActionRequest");

static const struct field update_mitigation_action_output_fields[] = {
    ROW(update_mitigation_action_output, action_arn, "actionArn", IS_TEXT),
    ROW(update_mitigation_action_output, action_id, "actionId", IS_TEXT),
};
RECORD(update_mitigation_action_output, "UpdateMitigationActionResponse");

static const struct field delete_mitigation_action_input_fields[] = {
    PATH(delete_mitigation_action_input, action_name, "actionName",
         IS_TEXT_OF(scalar_mitigation_action_name)),
};
RECORD(delete_mitigation_action_input, "DeleteMitigationActionRequest");

static const struct field list_mitigation_actions_input_fields[] = {
    QUERY(list_mitigation_actions_input, action_type, "actionType",
          IS_ENUM(enum_mitigation_action_type)),
    QUERY(list_mitigation_actions_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_mitigation_actions_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_mitigation_actions_input, "ListMitigationActionsRequest");

static const struct field mitigation_action_identifier_fields[] = {
    ROW(mitigation_action_identifier, action_arn, "actionArn", IS_TEXT),
    ROW(mitigation_action_identifier, action_name, "actionName",
        IS_TEXT_OF(scalar_mitigation_action_name)),
    ROW(mitigation_action_identifier, creation_date, "creationDate", IS_TIME),
};
RECORD(mitigation_action_identifier, "MitigationActionIdentifier");

static const struct field list_mitigation_actions_output_fields[] = {
    ROW(list_mitigation_actions_output, action_identifiers, "actionIdentifiers",
        IS_LIST(IS_RECORD(mitigation_action_identifier_record))),
    ROW(list_mitigation_actions_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_mitigation_actions_output, "ListMitigationActionsResponse");

const struct operation op_create_mitigation_action = {
    .name = "CreateMitigationAction",
    .method = HTTP_POST,
    .uri = "/mitigationactions/actions/{actionName}",
    .input = &create_mitigation_action_input_record,
    .output = &create_mitigation_action_output_record,
    .retry = RETRY_NAMED,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_ALREADY_EXISTS) |
              ERROR_BIT(LIMIT_EXCEEDED) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListMitigationActions", "DescribeMitigationAction", NULL},
};

const struct operation op_describe_mitigation_action = {
    .name = "DescribeMitigationAction",
    .method = HTTP_GET,
    .uri = "/mitigationactions/actions/{actionName}",
    .input = &describe_mitigation_action_input_record,
    .output = &describe_mitigation_action_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 25,
};

const struct operation op_update_mitigation_action = {
    .name = "UpdateMitigationAction",
    .method = HTTP_PATCH,
    .uri = "/mitigationactions/actions/{actionName}",
    .input = &update_mitigation_action_input_record,
    .output = &update_mitigation_action_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListMitigationActions", "DescribeMitigationAction", NULL},
};

const struct operation op_delete_mitigation_action = {
    .name = "DeleteMitigationAction",
    .method = HTTP_DELETE,
    .uri = "/mitigationactions/actions/{actionName}",
    .input = &delete_mitigation_action_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListMitigationActions", "DescribeMitigationAction", NULL},
};

const struct operation op_list_mitigation_actions = {
    .name = "ListMitigationActions",
    .method = HTTP_GET,
    .uri = "/mitigationactions/actions",
    .input = &list_mitigation_actions_input_record,
    .output = &list_mitigation_actions_output_record,
    .paging = {"nextToken", "nextToken", "actionIdentifiers", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
