/*
 * api/sts: who we are, and becoming somebody else.
 *
 * Form body in, JSON out (XML is understood too). AssumeRoleWithWebIdentity is not signed.
 * Members and limits as in botocore sts/2011-06-15; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct sts_get_caller_identity_output {
    const char *account;
    const char *arn;
    const char *user_id;
};

struct sts_policy_descriptor {
    const char *arn;
};

struct sts_provided_context {
    const char *context_assertion;
    const char *provider_arn;
};

struct sts_tag {
    const char *key;
    const char *value;
};

struct sts_assume_role_input {
    struct opt_int duration_seconds;
    const char *external_id;
    const char *policy;
    struct list policy_arns;       /* of struct sts_policy_descriptor */
    struct list provided_contexts; /* of struct sts_provided_context */
    const char *role_arn;
    const char *role_session_name;
    const char *serial_number;
    const char *source_identity;
    struct list tags; /* of struct sts_tag */
    const char *token_code;
    struct list transitive_tag_keys; /* of tagKeyType */
};

struct sts_assumed_role_user {
    const char *arn;
    const char *assumed_role_id;
};

struct sts_credentials {
    const char *access_key_id;
    struct opt_time expiration;
    const char *secret_access_key;
    const char *session_token;
};

struct sts_assume_role_output {
    const struct sts_assumed_role_user *assumed_role_user;
    const struct sts_credentials *credentials;
    struct opt_int packed_policy_size;
    const char *source_identity;
};

struct sts_assume_role_with_web_identity_input {
    struct opt_int duration_seconds;
    const char *policy;
    struct list policy_arns; /* of struct sts_policy_descriptor */
    const char *provider_id;
    const char *role_arn;
    const char *role_session_name;
    const char *web_identity_token;
};

struct sts_assume_role_with_web_identity_output {
    const struct sts_assumed_role_user *assumed_role_user;
    const char *audience;
    const struct sts_credentials *credentials;
    struct opt_int packed_policy_size;
    const char *provider;
    const char *source_identity;
    const char *subject_from_web_identity_token;
};

extern const struct record sts_get_caller_identity_output_record;
extern const struct record sts_policy_descriptor_record;
extern const struct record sts_provided_context_record;
extern const struct record sts_tag_record;
extern const struct record sts_assume_role_input_record;
extern const struct record sts_assumed_role_user_record;
extern const struct record sts_credentials_record;
extern const struct record sts_assume_role_output_record;
extern const struct record sts_assume_role_with_web_identity_input_record;
extern const struct record sts_assume_role_with_web_identity_output_record;

extern const struct operation op_sts_get_caller_identity;
extern const struct operation op_sts_assume_role;
extern const struct operation op_sts_assume_role_with_web_identity;
