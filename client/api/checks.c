#include <string.h>
#include <strings.h>

#include "client/api/check.h"
#include "client/base/i18n.h"

#define TEXTS(...) ((const char *const[]){__VA_ARGS__, NULL})
#define KEY_REASONS                                       \
    TEXTS("CERTIFICATE_KEY_VULNERABILITY_CVE-2017-15361", \
          "CERTIFICATE_KEY_VULNERABILITY_CVE-2008-0166")
#define EXPIRY_REASONS \
    TEXTS("CERTIFICATE_APPROACHING_EXPIRATION", "CERTIFICATE_PAST_EXPIRATION")
#define REPLACE_CA                                                                 \
    TEXTS(N_("Register a CA certificate to take its place."),                      \
          N_("Set the old one INACTIVE (UpdateCACertificate), so nothing new can " \
             "register by it."),                                                   \
          N_("List what it signed (ListCertificatesByCA); revoke what was issued " \
             "after the leak."),                                                   \
          N_("Bring the devices over to certificates of the new CA."))
#define REPLACE_CERTIFICATE(end)                                                 \
    TEXTS(N_("Issue a certificate of its own to each device concerned."),        \
          N_("Let every device connect with the new one before going on."), end, \
          N_("Detach the old certificate from its things, then from its policies."))
#define REVOKE_OLD N_("Set the old certificate REVOKED (UpdateCertificate).")
#define NARROW_POOL                                                             \
    TEXTS(N_("Write an IAM role that allows only what the pool's users need."), \
          N_("Try it in a second identity pool."),                              \
          N_("Give the role to the pool found here in place of the present one."))
#define NARROW_ALIAS(first)                                                            \
    TEXTS(first, N_("Allow single actions on named resources in place of wildcards."), \
          N_("Let a device fetch credentials through the alias and do its work."))

const struct check checks[CHECK_COUNT] = {
    [CHECK_REVOKED_CA] =
        {
            .name = "REVOKED_CA_CERTIFICATE_STILL_ACTIVE_CHECK",
            .alias = "REVOKED_CA_CERT_CHECK",
            .title = N_("Revoked CA certificate still active"),
            .short_name = "REVOKED_CA",
            .severity = SEVERITY_CRITICAL,
            .category = "Authentication",
            .resource = "CA_CERTIFICATE",
            .identifier = "caCertificateId",
            .reasons = TEXTS("CERTIFICATE_REVOKED_BY_ISSUER"),
            .looks_at =
                N_("CA certificates that their issuer has put on its revocation list but "
                   "that are still active here."),
            .fix = REPLACE_CA,
        },
    [CHECK_INTERMEDIATE_CA_REVOKED] =
        {
            .name = "INTERMEDIATE_CA_REVOKED_FOR_ACTIVE_DEVICE_CERTIFICATES_CHECK",
            .title = N_("Intermediate CA revoked for active device certificates"),
            .short_name = "INTERMEDIATE_CA",
            .severity = SEVERITY_CRITICAL,
            .category = "Authentication",
            .resource = "ISSUER_CERTIFICATE",
            .identifier = "issuerCertificateIdentifier",
            .reasons = TEXTS("INTERMEDIATE_CA_REVOKED_BY_ISSUER"),
            .looks_at = N_("Active device certificates whose intermediate issuer was revoked."),
            .fix = REPLACE_CERTIFICATE(REVOKE_OLD),
        },
    [CHECK_CERTIFICATE_SHARED] =
        {
            .name = "DEVICE_CERTIFICATE_SHARED_CHECK",
            .title = N_("Device certificate shared"),
            .short_name = "CERT_SHARED",
            .severity = SEVERITY_CRITICAL,
            .category = "Authentication",
            .resource = "DEVICE_CERTIFICATE",
            .identifier = "deviceCertificateId",
            .reasons = TEXTS("CERTIFICATE_SHARED_BY_MULTIPLE_DEVICES"),
            .looks_at =
                N_("Connections that use one certificate at the same time under several "
                   "client ids, in the last 31 days up to two hours ago."),
            .fix = REPLACE_CERTIFICATE(REVOKE_OLD),
        },
    [CHECK_DEVICE_KEY_QUALITY] =
        {
            .name = "DEVICE_CERTIFICATE_KEY_QUALITY_CHECK",
            .title = N_("Device certificate key quality"),
            .short_name = "CERT_KEY_QUALITY",
            .severity = SEVERITY_CRITICAL,
            .category = "Authentication",
            .resource = "DEVICE_CERTIFICATE",
            .identifier = "deviceCertificateId",
            .reasons = KEY_REASONS,
            .looks_at =
                N_("Keys of device certificates that were made by software known to make "
                   "guessable keys (Infineon's ROCA, Debian's OpenSSL of 2006 to 2008)."),
            .fix = REPLACE_CERTIFICATE(REVOKE_OLD),
        },
    [CHECK_CA_KEY_QUALITY] =
        {
            .name = "CA_CERTIFICATE_KEY_QUALITY_CHECK",
            .title = N_("CA certificate key quality"),
            .short_name = "CA_KEY_QUALITY",
            .severity = SEVERITY_CRITICAL,
            .category = "Authentication",
            .resource = "CA_CERTIFICATE",
            .identifier = "caCertificateId",
            .reasons = KEY_REASONS,
            .looks_at =
                N_("Keys of CA certificates that were made by software known to make "
                   "guessable keys (Infineon's ROCA, Debian's OpenSSL of 2006 to 2008)."),
            .fix = REPLACE_CA,
        },
    [CHECK_UNAUTHENTICATED_COGNITO] =
        {
            .name = "UNAUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
            .title = N_("Unauthenticated Cognito role overly permissive"),
            .short_name = "COGNITO_UNAUTH",
            .severity = SEVERITY_CRITICAL,
            .category = "Authorization",
            .resource = "COGNITO_IDENTITY_POOL",
            .identifier = "cognitoIdentityPoolId",
            .reasons = TEXTS("ALLOWS_ACCESS_TO_IOT_ADMIN_ACTIONS",
                             "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS"),
            .looks_at =
                N_("What the role of a Cognito identity pool lets somebody do who has not "
                   "signed in; pools used to connect in the last 31 days."),
            .fix = NARROW_POOL,
        },
    [CHECK_AUTHENTICATED_COGNITO] =
        {
            .name = "AUTHENTICATED_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
            .alias = "AUTHENTICATE_COGNITO_ROLE_OVERLY_PERMISSIVE_CHECK",
            .title = N_("Authenticated Cognito role overly permissive"),
            .short_name = "COGNITO_AUTH",
            .severity = SEVERITY_CRITICAL,
            .category = "Authorization",
            .resource = "COGNITO_IDENTITY_POOL",
            .identifier = "cognitoIdentityPoolId",
            .reasons = TEXTS("ALLOWS_BROAD_ACCESS_TO_IOT_THING_ADMIN_READ_ACTIONS",
                             "ALLOWS_ACCESS_TO_IOT_NON_THING_ADMIN_ACTIONS",
                             "ALLOWS_ACCESS_TO_IOT_THING_ADMIN_WRITE_ACTIONS"),
            .looks_at =
                N_("What the role of a Cognito identity pool lets its signed-in users do; "
                   "pools used to connect in the last 31 days."),
            .fix = NARROW_POOL,
        },
    [CHECK_POLICY_PERMISSIVE] =
        {
            .name = "IOT_POLICY_OVERLY_PERMISSIVE_CHECK",
            .title = N_("AWS IoT policies overly permissive"),
            .short_name = "POLICY_PERMISSIVE",
            .severity = SEVERITY_CRITICAL,
            .category = "Authorization",
            .resource = "IOT_POLICY",
            .identifier = "policyVersionIdentifier",
            .reasons = TEXTS("ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS"),
            .looks_at =
                N_("The default version of each IoT policy: does it let one device act for "
                   "many others?"),
            .fix = TEXTS(N_("Look at whom it concerns (ListTargetsForPolicy)."),
                         N_("Write a version that names the device by "
                            "${iot:Connection.Thing.ThingName} where a wildcard stands."),
                         N_("Make it the default (CreatePolicyVersion with setAsDefault)."),
                         N_("Watch the devices connect; SetDefaultPolicyVersion leads back.")),
        },
    [CHECK_POLICY_MISCONFIGURED] =
        {
            .name = "IOT_POLICY_POTENTIAL_MISCONFIGURATION_CHECK",
            .title = N_("AWS IoT policy potentially misconfigured"),
            .short_name = "POLICY_MISCONFIG",
            .severity = SEVERITY_MEDIUM,
            .category = "Authorization",
            .resource = "IOT_POLICY",
            .identifier = "policyVersionIdentifier",
            .reasons = TEXTS("POLICY_CONTAINS_MQTT_WILDCARDS_IN_DENY_STATEMENT",
                             "TOPIC_FILTERS_INTENDED_TO_DENY_ALLOWED_USING_WILDCARDS"),
            .looks_at =
                N_("Deny statements that do not deny what they seem to: with + or #, which "
                   "are plain characters there, or that a wider subscription goes around."),
            .fix = TEXTS(N_("Decide whether it is meant so; if it is, suppress the finding."),
                         N_("Put * in place of + and # in the Deny statement."),
                         N_("Deny iot:Receive on the same topics as iot:Subscribe."),
                         N_("Make the corrected version the default and watch the devices.")),
        },
    [CHECK_ROLE_ALIAS_PERMISSIVE] =
        {
            .name = "IOT_ROLE_ALIAS_OVERLY_PERMISSIVE_CHECK",
            .title = N_("Role alias overly permissive"),
            .short_name = "ALIAS_PERMISSIVE",
            .severity = SEVERITY_CRITICAL,
            .category = "Authorization",
            .resource = "ROLE_ALIAS",
            .identifier = "roleAliasArn",
            .reasons = TEXTS("ALLOWS_BROAD_ACCESS_TO_USED_SERVICES",
                             "ALLOWS_ACCESS_TO_SECURITY_AUDITING_SERVICES",
                             "ALLOWS_BROAD_ACCESS_TO_IOT_THING_ADMIN_READ_ACTIONS",
                             "ALLOWS_ACCESS_TO_IOT_NON_THING_ADMIN_ACTIONS",
                             "ALLOWS_ACCESS_TO_IOT_THING_ADMIN_WRITE_ACTIONS",
                             "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS"),
            .looks_at =
                N_("What the IAM role behind a role alias lets devices do in other services "
                   "and to other devices."),
            .fix = NARROW_ALIAS(N_("Find what the devices do with the role's credentials.")),
        },
    [CHECK_ROLE_ALIAS_UNUSED] =
        {
            .name = "IOT_ROLE_ALIAS_ALLOWS_ACCESS_TO_UNUSED_SERVICES_CHECK",
            .title = N_("Role alias allows access to unused services"),
            .short_name = "ALIAS_UNUSED",
            .severity = SEVERITY_MEDIUM,
            .category = "Authorization",
            .resource = "ROLE_ALIAS",
            .identifier = "roleAliasArn",
            .reasons = TEXTS("ALLOWS_ACCESS_TO_UNUSED_SERVICES"),
            .looks_at =
                N_("Services that the IAM role behind a role alias allows but that nobody "
                   "has used through it for a year."),
            .fix = NARROW_ALIAS(
                N_("Take the services that are not used out of the role's policies.")),
        },
    [CHECK_CA_EXPIRING] =
        {
            .name = "CA_CERTIFICATE_EXPIRING_CHECK",
            .alias = "CA_CERT_APPROACHING_EXPIRATION_CHECK",
            .title = N_("CA certificate expiring"),
            .short_name = "CA_EXPIRING",
            .severity = SEVERITY_MEDIUM,
            .category = "Authentication",
            .resource = "CA_CERTIFICATE",
            .identifier = "caCertificateId",
            .reasons = EXPIRY_REASONS,
            .looks_at = N_("Active CA certificates that have expired or will within 30 days."),
            .fix = REPLACE_CA,
        },
    [CHECK_CLIENT_ID_CONFLICT] =
        {
            .name = "CONFLICTING_CLIENT_IDS_CHECK",
            .title = N_("Conflicting MQTT client IDs"),
            .short_name = "CLIENT_ID_CONFLICT",
            .severity = SEVERITY_HIGH,
            .category = "Authentication",
            .resource = "CLIENT_ID",
            .identifier = "clientId",
            .reasons = TEXTS("DUPLICATE_CLIENT_ID_ACROSS_CONNECTIONS"),
            .looks_at =
                N_("Client ids with which one connection pushed another one out, in the last "
                   "31 days."),
            .fix = TEXTS(
                N_("Find who connects under the id: principals and addresses in the log."),
                N_("Give each device an id of its own: its thing name or a UUID."),
                N_("Let the policy allow only that id for iot:Connect.")),
        },
    [CHECK_DEVICE_CERTIFICATE_EXPIRING] =
        {
            .name = "DEVICE_CERTIFICATE_EXPIRING_CHECK",
            .alias = "DEVICE_CERT_APPROACHING_EXPIRATION_CHECK",
            .title = N_("Device certificate expiring"),
            .short_name = "CERT_EXPIRING",
            .severity = SEVERITY_MEDIUM,
            .category = "Authentication",
            .resource = "DEVICE_CERTIFICATE",
            .identifier = "deviceCertificateId",
            .reasons = EXPIRY_REASONS,
            .looks_at = N_("Active device certificates that have expired or will within the "
                           "threshold (30 days unless set otherwise)."),
            .fix = REPLACE_CERTIFICATE(
                N_("Set the old certificate INACTIVE (UpdateCertificate).")),
            .threshold = "CERT_EXPIRATION_THRESHOLD_IN_DAYS",
            .threshold_min = 30,
            .threshold_max = 3652,
            .threshold_default = 30,
        },
    [CHECK_DEVICE_CERTIFICATE_AGE] =
        {
            .name = "DEVICE_CERTIFICATE_AGE_CHECK",
            .title = N_("Device certificate age check"),
            .short_name = "CERT_AGE",
            .severity = SEVERITY_LOW,
            .category = "Authentication",
            .resource = "DEVICE_CERTIFICATE",
            .identifier = "deviceCertificateId",
            .reasons = TEXTS("CERTIFICATE_PAST_AGE_THRESHOLD"),
            .looks_at =
                N_("Device certificates that have been active for as long as the threshold "
                   "(365 days unless set otherwise)."),
            .fix = REPLACE_CERTIFICATE(
                N_("Set the old certificate INACTIVE (UpdateCertificate).")),
            .threshold = "CERT_AGE_THRESHOLD_IN_DAYS",
            .threshold_min = 30,
            .threshold_max = 3652,
            .threshold_default = 365,
        },
    [CHECK_REVOKED_DEVICE_CERTIFICATE] =
        {
            .name = "REVOKED_DEVICE_CERTIFICATE_STILL_ACTIVE_CHECK",
            .alias = "REVOKED_DEVICE_CERT_CHECK",
            .title = N_("Revoked device certificate still active"),
            .short_name = "REVOKED_CERT",
            .severity = SEVERITY_MEDIUM,
            .category = "Authentication",
            .resource = "DEVICE_CERTIFICATE",
            .identifier = "deviceCertificateId",
            .reasons = TEXTS("CERTIFICATE_REVOKED_BY_ISSUER"),
            .looks_at =
                N_("Device certificates on the revocation list of their CA that are still "
                   "active here."),
            .fix = REPLACE_CERTIFICATE(REVOKE_OLD),
        },
    [CHECK_LOGGING_DISABLED] =
        {
            .name = "LOGGING_DISABLED_CHECK",
            .title = N_("Logging disabled"),
            .short_name = "LOGGING_DISABLED",
            .severity = SEVERITY_LOW,
            .category = "Logging",
            .resource = "ACCOUNT_SETTINGS",
            .identifier = "account",
            .reasons = TEXTS("LOGGING_DISABLED"),
            .looks_at = N_("Whether AWS IoT writes a log in this account at all."),
            .fix = TEXTS(N_("Create a role that may write to CloudWatch Logs."),
                         N_("Turn logging on with it (SetV2LoggingOptions), ERROR at least.")),
        },
};

const struct check *check_find(const char *name)
{
    for (size_t i = 0; i < CHECK_COUNT; i++) /* what the service sends, once a row and frame */
        if (strcmp(checks[i].name, name) == 0)
            return &checks[i];
    for (size_t i = 0; i < CHECK_COUNT; i++) {
        const struct check *c = &checks[i];

        if (strcasecmp(c->name, name) == 0 || strcasecmp(c->short_name, name) == 0 ||
            (c->alias != NULL && strcasecmp(c->alias, name) == 0))
            return c;
    }
    return NULL;
}

const char *check_short_name(const char *name)
{
    const struct check *c = check_find(name);

    return c != NULL ? c->short_name : NULL;
}

static const char *const severities[] = {
    [SEVERITY_CRITICAL] = "CRITICAL", [SEVERITY_HIGH] = "HIGH",
    [SEVERITY_MEDIUM] = "MEDIUM",     [SEVERITY_LOW] = "LOW",
    [SEVERITY_UNKNOWN] = "UNKNOWN",
};

enum severity severity_of(const char *text)
{
    for (int i = 0; text != NULL && i < SEVERITY_UNKNOWN; i++) {
        if (strcmp(severities[i], text) == 0)
            return (enum severity)i;
    }
    return SEVERITY_UNKNOWN;
}

const char *severity_name(enum severity s)
{
    return severities[s];
}

char severity_letter(enum severity s)
{
    return s == SEVERITY_UNKNOWN ? '?' : severities[s][0];
}
