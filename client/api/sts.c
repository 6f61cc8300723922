#include "client/api/sts.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field sts_get_caller_identity_output_fields[] = {
    ROW(sts_get_caller_identity_output, account, "Account", IS_TEXT),
    ROW(sts_get_caller_identity_output, arn, "Arn", IS_TEXT_OF(scalar_sts_arn)),
    ROW(sts_get_caller_identity_output, user_id, "UserId", IS_TEXT),
};
RECORD(sts_get_caller_identity_output, "GetCallerIdentityResponse");

static const struct field sts_policy_descriptor_fields[] = {
    ROW(sts_policy_descriptor, arn, "arn", IS_TEXT_OF(scalar_sts_arn)),
};
RECORD(sts_policy_descriptor, "PolicyDescriptorType");

static const struct field sts_provided_context_fields[] = {
    ROW(sts_provided_context, context_assertion, "ContextAssertion",
        IS_TEXT_OF(scalar_sts_context_assertion)),
    ROW(sts_provided_context, provider_arn, "ProviderArn", IS_TEXT_OF(scalar_sts_arn)),
};
RECORD(sts_provided_context, "ProvidedContext");

static const struct field sts_tag_fields[] = {
    REQUIRED(sts_tag, key, "Key", IS_TEXT_OF(scalar_sts_tag_key)),
    REQUIRED(sts_tag, value, "Value", IS_TEXT_OF(scalar_sts_tag_value)),
};
RECORD(sts_tag, "Tag");

static const struct field sts_assume_role_input_fields[] = {
    ROW(sts_assume_role_input, duration_seconds, "DurationSeconds",
        IS_INT_OF(scalar_sts_role_duration_seconds)),
    ROW(sts_assume_role_input, external_id, "ExternalId", IS_TEXT_OF(scalar_sts_external_id)),
    ROW(sts_assume_role_input, policy, "Policy",
        IS_TEXT_OF(scalar_sts_unrestricted_session_policy_document)),
    ROW(sts_assume_role_input, policy_arns, "PolicyArns",
        IS_LIST(IS_RECORD(sts_policy_descriptor_record))),
    ROW(sts_assume_role_input, provided_contexts, "ProvidedContexts",
        IS_LIST_OF(IS_RECORD(sts_provided_context_record), 1, 5)),
    REQUIRED(sts_assume_role_input, role_arn, "RoleArn", IS_TEXT_OF(scalar_sts_arn)),
    REQUIRED(sts_assume_role_input, role_session_name, "RoleSessionName",
             IS_TEXT_OF(scalar_sts_role_session_name)),
    ROW(sts_assume_role_input, serial_number, "SerialNumber",
        IS_TEXT_OF(scalar_sts_serial_number)),
    ROW(sts_assume_role_input, source_identity, "SourceIdentity",
        IS_TEXT_OF(scalar_sts_source_identity)),
    ROW(sts_assume_role_input, tags, "Tags", IS_LIST_OF(IS_RECORD(sts_tag_record), 0, 50)),
    ROW(sts_assume_role_input, token_code, "TokenCode", IS_TEXT_OF(scalar_sts_token_code)),
    ROW(sts_assume_role_input, transitive_tag_keys, "TransitiveTagKeys",
        IS_LIST_OF(IS_TEXT_OF(scalar_sts_tag_key), 0, 50)),
};
RECORD(sts_assume_role_input, "AssumeRoleRequest");

static const struct field sts_assumed_role_user_fields[] = {
    REQUIRED(sts_assumed_role_user, arn, "Arn", IS_TEXT_OF(scalar_sts_arn)),
    REQUIRED(sts_assumed_role_user, assumed_role_id, "AssumedRoleId",
             IS_TEXT_OF(scalar_sts_assumed_role_id)),
};
RECORD(sts_assumed_role_user, "AssumedRoleUser");

static const struct field sts_credentials_fields[] = {
    REQUIRED(sts_credentials, access_key_id, "AccessKeyId",
             IS_TEXT_OF(scalar_sts_access_key_id)),
    REQUIRED(sts_credentials, expiration, "Expiration", IS_TIME),
    REQUIRED(sts_credentials, secret_access_key, "SecretAccessKey", IS_TEXT),
    REQUIRED(sts_credentials, session_token, "SessionToken", IS_TEXT),
};
RECORD(sts_credentials, "Credentials");

static const struct field sts_assume_role_output_fields[] = {
    ROW(sts_assume_role_output, assumed_role_user, "AssumedRoleUser",
        IS_RECORD(sts_assumed_role_user_record)),
    ROW(sts_assume_role_output, credentials, "Credentials", IS_RECORD(sts_credentials_record)),
    ROW(sts_assume_role_output, packed_policy_size, "PackedPolicySize",
        IS_INT_OF(scalar_sts_non_negative_integer)),
    ROW(sts_assume_role_output, source_identity, "SourceIdentity",
        IS_TEXT_OF(scalar_sts_source_identity)),
};
RECORD(sts_assume_role_output, "AssumeRoleResponse");

static const struct field sts_assume_role_with_web_identity_input_fields[] = {
    ROW(sts_assume_role_with_web_identity_input, duration_seconds, "DurationSeconds",
        IS_INT_OF(scalar_sts_role_duration_seconds)),
    ROW(sts_assume_role_with_web_identity_input, policy, "Policy",
        IS_TEXT_OF(scalar_sts_session_policy_document)),
    ROW(sts_assume_role_with_web_identity_input, policy_arns, "PolicyArns",
        IS_LIST(IS_RECORD(sts_policy_descriptor_record))),
    ROW(sts_assume_role_with_web_identity_input, provider_id, "ProviderId",
        IS_TEXT_OF(scalar_sts_url)),
    REQUIRED(sts_assume_role_with_web_identity_input, role_arn, "RoleArn",
             IS_TEXT_OF(scalar_sts_arn)),
    REQUIRED(sts_assume_role_with_web_identity_input, role_session_name, "RoleSessionName",
             IS_TEXT_OF(scalar_sts_role_session_name)),
    REQUIRED(sts_assume_role_with_web_identity_input, web_identity_token, "WebIdentityToken",
             IS_TEXT_OF(scalar_sts_client_token)),
};
RECORD(sts_assume_role_with_web_identity_input, "AssumeRoleWithWebIdentityRequest");

static const struct field sts_assume_role_with_web_identity_output_fields[] = {
    ROW(sts_assume_role_with_web_identity_output, assumed_role_user, "AssumedRoleUser",
        IS_RECORD(sts_assumed_role_user_record)),
    ROW(sts_assume_role_with_web_identity_output, audience, "Audience", IS_TEXT),
    ROW(sts_assume_role_with_web_identity_output, credentials, "Credentials",
        IS_RECORD(sts_credentials_record)),
    ROW(sts_assume_role_with_web_identity_output, packed_policy_size, "PackedPolicySize",
        IS_INT_OF(scalar_sts_non_negative_integer)),
    ROW(sts_assume_role_with_web_identity_output, provider, "Provider", IS_TEXT),
    ROW(sts_assume_role_with_web_identity_output, source_identity, "SourceIdentity",
        IS_TEXT_OF(scalar_sts_source_identity)),
    ROW(sts_assume_role_with_web_identity_output, subject_from_web_identity_token,
        "SubjectFromWebIdentityToken", IS_TEXT_OF(scalar_sts_web_identity_subject)),
};
RECORD(sts_assume_role_with_web_identity_output, "AssumeRoleWithWebIdentityResponse");

const struct operation op_sts_get_caller_identity = {
    .name = "GetCallerIdentity",
    .service = SERVICE_STS,
    .method = HTTP_POST,
    .uri = "/",
    .output = &sts_get_caller_identity_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .calls_per_second = 10,
};

const struct operation op_sts_assume_role = {
    .name = "AssumeRole",
    .service = SERVICE_STS,
    .method = HTTP_POST,
    .uri = "/",
    .input = &sts_assume_role_input_record,
    .output = &sts_assume_role_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(MALFORMED_POLICY_DOCUMENT) | ERROR_BIT(PACKED_POLICY_TOO_LARGE) |
              ERROR_BIT(REGION_DISABLED) | ERROR_BIT(EXPIRED_TOKEN),
    .calls_per_second = 10,
};

const struct operation op_sts_assume_role_with_web_identity = {
    .name = "AssumeRoleWithWebIdentity",
    .service = SERVICE_STS,
    .method = HTTP_POST,
    .uri = "/",
    .input = &sts_assume_role_with_web_identity_input_record,
    .output = &sts_assume_role_with_web_identity_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(MALFORMED_POLICY_DOCUMENT) | ERROR_BIT(PACKED_POLICY_TOO_LARGE) |
              ERROR_BIT(IDP_REJECTED_CLAIM) | ERROR_BIT(IDP_COMMUNICATION) |
              ERROR_BIT(INVALID_IDENTITY_TOKEN) | ERROR_BIT(EXPIRED_TOKEN) |
              ERROR_BIT(REGION_DISABLED),
    .calls_per_second = 10,
};
