#include "client/local/audit_inside.h"

/* Rights as the service's own policy for audit roles grants them. */
static const char *const device_rights[] = {"iot:ListCertificates", "iot:DescribeCertificate",
                                            NULL};
static const char *const ca_rights[] = {"iot:ListCACertificates", "iot:DescribeCACertificate",
                                        NULL};
static const char *const issuer_rights[] = {"iot:ListCertificates", "iot:DescribeCertificate",
                                            "iot:ListCACertificates",
                                            "iot:DescribeCACertificate", NULL};
static const char *const policy_rights[] = {"iot:ListPolicies", "iot:GetPolicy", NULL};
static const char *const logging_rights[] = {"iot:GetLoggingOptions", "iot:GetV2LoggingOptions",
                                             NULL};
static const char *const pool_rights[] = {"cognito-identity:GetIdentityPoolRoles",
                                          "iam:ListRolePolicies",
                                          "iam:ListAttachedRolePolicies",
                                          "iam:GetRole",
                                          "iam:GetPolicy",
                                          "iam:GetPolicyVersion",
                                          "iam:GetRolePolicy",
                                          NULL};
static const char *const alias_rights[] = {"iot:ListRoleAliases",
                                           "iot:DescribeRoleAlias",
                                           "iam:ListRolePolicies",
                                           "iam:ListAttachedRolePolicies",
                                           "iam:GetRole",
                                           "iam:GetPolicy",
                                           "iam:GetPolicyVersion",
                                           "iam:GetRolePolicy",
                                           "iam:GenerateServiceLastAccessedDetails",
                                           "iam:GetServiceLastAccessedDetails",
                                           NULL};
static const char *const no_rights[] = {NULL};

const struct check_way check_ways[CHECK_COUNT] = {
    [CHECK_REVOKED_CA] = {check_ca_revoked, check_revoked_end, ca_rights, false},
    [CHECK_INTERMEDIATE_CA_REVOKED] = {check_issuer_revoked, check_revoked_end, issuer_rights,
                                       false},
    [CHECK_CERTIFICATE_SHARED] = {check_shared, NULL, device_rights, true},
    [CHECK_DEVICE_KEY_QUALITY] = {check_device_keys, NULL, device_rights, false},
    [CHECK_CA_KEY_QUALITY] = {check_ca_keys, NULL, ca_rights, false},
    [CHECK_UNAUTHENTICATED_COGNITO] = {check_pool_unauthenticated, NULL, pool_rights, false},
    [CHECK_AUTHENTICATED_COGNITO] = {check_pool_authenticated, NULL, pool_rights, false},
    [CHECK_POLICY_PERMISSIVE] = {check_policy_broad, NULL, policy_rights, false},
    [CHECK_POLICY_MISCONFIGURED] = {check_policy_misconfigured, NULL, policy_rights, false},
    [CHECK_ROLE_ALIAS_PERMISSIVE] = {check_alias_permissive, NULL, alias_rights, false},
    [CHECK_ROLE_ALIAS_UNUSED] = {check_alias_unused, NULL, alias_rights, false},
    [CHECK_CA_EXPIRING] = {check_ca_expiring, NULL, ca_rights, false},
    [CHECK_CLIENT_ID_CONFLICT] = {check_client_ids, NULL, no_rights, true},
    [CHECK_DEVICE_CERTIFICATE_EXPIRING] = {check_device_expiring, NULL, device_rights, false},
    [CHECK_DEVICE_CERTIFICATE_AGE] = {check_device_age, NULL, device_rights, false},
    [CHECK_REVOKED_DEVICE_CERTIFICATE] = {check_device_revoked, check_revoked_end,
                                          issuer_rights, false},
    [CHECK_LOGGING_DISABLED] = {check_logging, NULL, logging_rights, false},
};
