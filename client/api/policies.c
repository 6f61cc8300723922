#include "client/api/policies.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field get_policy_input_fields[] = {
    PATH(get_policy_input, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
};
RECORD(get_policy_input, "GetPolicyRequest");

static const struct field get_policy_output_fields[] = {
    ROW(get_policy_output, creation_date, "creationDate", IS_TIME),
    ROW(get_policy_output, default_version_id, "defaultVersionId",
        IS_TEXT_OF(scalar_policy_version_id)),
    ROW(get_policy_output, generation_id, "generationId", IS_TEXT),
    ROW(get_policy_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(get_policy_output, policy_arn, "policyArn", IS_TEXT),
    ROW(get_policy_output, policy_document, "policyDocument",
        IS_TEXT_OF(scalar_policy_document)),
    ROW(get_policy_output, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
};
RECORD(get_policy_output, "GetPolicyResponse");

static const struct field get_policy_version_input_fields[] = {
    PATH(get_policy_version_input, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
    PATH(get_policy_version_input, policy_version_id, "policyVersionId",
         IS_TEXT_OF(scalar_policy_version_id)),
};
RECORD(get_policy_version_input, "GetPolicyVersionRequest");

static const struct field get_policy_version_output_fields[] = {
    ROW(get_policy_version_output, creation_date, "creationDate", IS_TIME),
    ROW(get_policy_version_output, generation_id, "generationId", IS_TEXT),
    ROW(get_policy_version_output, is_default_version, "isDefaultVersion", IS_BOOL),
    ROW(get_policy_version_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(get_policy_version_output, policy_arn, "policyArn", IS_TEXT),
    ROW(get_policy_version_output, policy_document, "policyDocument",
        IS_TEXT_OF(scalar_policy_document)),
    ROW(get_policy_version_output, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
    ROW(get_policy_version_output, policy_version_id, "policyVersionId",
        IS_TEXT_OF(scalar_policy_version_id)),
};
RECORD(get_policy_version_output, "GetPolicyVersionResponse");

static const struct field list_policy_versions_input_fields[] = {
    PATH(list_policy_versions_input, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
};
RECORD(list_policy_versions_input, "ListPolicyVersionsRequest");

static const struct field policy_version_fields[] = {
    ROW(policy_version, create_date, "createDate", IS_TIME),
    ROW(policy_version, is_default_version, "isDefaultVersion", IS_BOOL),
    ROW(policy_version, version_id, "versionId", IS_TEXT_OF(scalar_policy_version_id)),
};
RECORD(policy_version, "PolicyVersion");

static const struct field list_policy_versions_output_fields[] = {
    ROW(list_policy_versions_output, policy_versions, "policyVersions",
        IS_LIST(IS_RECORD(policy_version_record))),
};
RECORD(list_policy_versions_output, "ListPolicyVersionsResponse");

static const struct field list_policies_input_fields[] = {
    QUERY_AS(list_policies_input, ascending_order, "ascendingOrder", "isAscendingOrder",
             IS_BOOL),
    QUERY(list_policies_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY(list_policies_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
};
RECORD(list_policies_input, "ListPoliciesRequest");

static const struct field policy_summary_fields[] = {
    ROW(policy_summary, policy_arn, "policyArn", IS_TEXT),
    ROW(policy_summary, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
};
RECORD(policy_summary, "Policy");

static const struct field list_policies_output_fields[] = {
    ROW(list_policies_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
    ROW(list_policies_output, policies, "policies", IS_LIST(IS_RECORD(policy_summary_record))),
};
RECORD(list_policies_output, "ListPoliciesResponse");

static const struct field create_policy_version_input_fields[] = {
    REQUIRED(create_policy_version_input, policy_document, "policyDocument",
             IS_TEXT_OF(scalar_policy_document)),
    PATH(create_policy_version_input, policy_name, "policyName",
         IS_TEXT_OF(scalar_policy_name)),
    QUERY(create_policy_version_input, set_as_default, "setAsDefault", IS_BOOL),
};
RECORD(create_policy_version_input, "CreatePolicyVersionRequest");

static const struct field create_policy_version_output_fields[] = {
    ROW(create_policy_version_output, is_default_version, "isDefaultVersion", IS_BOOL),
    ROW(create_policy_version_output, policy_arn, "policyArn", IS_TEXT),
    ROW(create_policy_version_output, policy_document, "policyDocument",
        IS_TEXT_OF(scalar_policy_document)),
    ROW(create_policy_version_output, policy_version_id, "policyVersionId",
        IS_TEXT_OF(scalar_policy_version_id)),
};
RECORD(create_policy_version_output, "CreatePolicyVersionResponse");

static const struct field set_default_policy_version_input_fields[] = {
    PATH(set_default_policy_version_input, policy_name, "policyName",
         IS_TEXT_OF(scalar_policy_name)),
    PATH(set_default_policy_version_input, policy_version_id, "policyVersionId",
         IS_TEXT_OF(scalar_policy_version_id)),
};
RECORD(set_default_policy_version_input, "SetDefaultPolicyVersionRequest");

static const struct field list_attached_policies_input_fields[] = {
    QUERY(list_attached_policies_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY(list_attached_policies_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
    QUERY(list_attached_policies_input, recursive, "recursive", IS_BOOL),
    PATH(list_attached_policies_input, target, "target", IS_TEXT),
};
RECORD(list_attached_policies_input, "ListAttachedPoliciesRequest");

static const struct field list_attached_policies_output_fields[] = {
    ROW(list_attached_policies_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
    ROW(list_attached_policies_output, policies, "policies",
        IS_LIST(IS_RECORD(policy_summary_record))),
};
RECORD(list_attached_policies_output, "ListAttachedPoliciesResponse");

static const struct field list_targets_for_policy_input_fields[] = {
    QUERY(list_targets_for_policy_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY(list_targets_for_policy_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
    PATH(list_targets_for_policy_input, policy_name, "policyName",
         IS_TEXT_OF(scalar_policy_name)),
};
RECORD(list_targets_for_policy_input, "ListTargetsForPolicyRequest");

static const struct field list_targets_for_policy_output_fields[] = {
    ROW(list_targets_for_policy_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
    ROW(list_targets_for_policy_output, targets, "targets", IS_LIST(IS_TEXT)),
};
RECORD(list_targets_for_policy_output, "ListTargetsForPolicyResponse");

static const struct field get_effective_policies_input_fields[] = {
    ROW(get_effective_policies_input, cognito_identity_pool_id, "cognitoIdentityPoolId",
        IS_TEXT),
    ROW(get_effective_policies_input, principal, "principal", IS_TEXT),
    QUERY(get_effective_policies_input, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
};
RECORD(get_effective_policies_input, "GetEffectivePoliciesRequest");

static const struct field effective_policy_fields[] = {
    ROW(effective_policy, policy_arn, "policyArn", IS_TEXT),
    ROW(effective_policy, policy_document, "policyDocument",
        IS_TEXT_OF(scalar_policy_document)),
    ROW(effective_policy, policy_name, "policyName", IS_TEXT_OF(scalar_policy_name)),
};
RECORD(effective_policy, "EffectivePolicy");

static const struct field get_effective_policies_output_fields[] = {
    ROW(get_effective_policies_output, effective_policies, "effectivePolicies",
        IS_LIST(IS_RECORD(effective_policy_record))),
};
RECORD(get_effective_policies_output, "GetEffectivePoliciesResponse");

const struct operation op_get_policy = {
    .name = "GetPolicy",
    .method = HTTP_GET,
    .uri = "/policies/{policyName}",
    .input = &get_policy_input_record,
    .output = &get_policy_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_get_policy_version = {
    .name = "GetPolicyVersion",
    .method = HTTP_GET,
    .uri = "/policies/{policyName}/version/{policyVersionId}",
    .input = &get_policy_version_input_record,
    .output = &get_policy_version_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 15,
};

const struct operation op_list_policy_versions = {
    .name = "ListPolicyVersions",
    .method = HTTP_GET,
    .uri = "/policies/{policyName}/version",
    .input = &list_policy_versions_input_record,
    .output = &list_policy_versions_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_policies = {
    .name = "ListPolicies",
    .method = HTTP_GET,
    .uri = "/policies",
    .input = &list_policies_input_record,
    .output = &list_policies_output_record,
    .paging = {"marker", "nextMarker", "policies", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_create_policy_version = {
    .name = "CreatePolicyVersion",
    .method = HTTP_POST,
    .uri = "/policies/{policyName}/version",
    .input = &create_policy_version_input_record,
    .output = &create_policy_version_output_record,
    .retry = RETRY_NEVER,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(MALFORMED_POLICY) |
              ERROR_BIT(VERSIONS_LIMIT_EXCEEDED) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"GetPolicy", "GetPolicyVersion", "ListPolicyVersions",
                                         "ListPolicies", "GetEffectivePolicies", NULL},
};

const struct operation op_set_default_policy_version = {
    .name = "SetDefaultPolicyVersion",
    .method = HTTP_PATCH,
    .uri = "/policies/{policyName}/version/{policyVersionId}",
    .input = &set_default_policy_version_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"GetPolicy", "GetPolicyVersion", "ListPolicyVersions",
                                         "GetEffectivePolicies", NULL},
};

const struct operation op_list_attached_policies = {
    .name = "ListAttachedPolicies",
    .method = HTTP_POST,
    .uri = "/attached-policies/{target}",
    .input = &list_attached_policies_input_record,
    .output = &list_attached_policies_output_record,
    .paging = {"marker", "nextMarker", "policies", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 10,
};

const struct operation op_list_targets_for_policy = {
    .name = "ListTargetsForPolicy",
    .method = HTTP_POST,
    .uri = "/policy-targets/{policyName}",
    .input = &list_targets_for_policy_input_record,
    .output = &list_targets_for_policy_output_record,
    .paging = {"marker", "nextMarker", "targets", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 10,
};

const struct operation op_get_effective_policies = {
    .name = "GetEffectivePolicies",
    .method = HTTP_POST,
    .uri = "/effective-policies",
    .input = &get_effective_policies_input_record,
    .output = &get_effective_policies_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 10,
};
