#include "client/api/scalars.h"

#include <string.h>

#include "client/base/utf8.h"

/* "0x" may stand before the digits. */
static bool is_hex_id(const char *text)
{
    const char *digits = strncmp(text, "0x", 2) == 0 ? text + 2 : text;
    return *digits != '\0' && strchr(digits, 'x') == NULL;
}

/* Base64: '=' only at the end, two at most. */
static bool is_marker(const char *text)
{
    size_t n = strcspn(text, "=");
    size_t pad = strspn(text + n, "=");
    return n > 0 && pad <= 2 && text[n + pad] == '\0';
}

static bool is_one_of(const char *text, const char *const *values)
{
    for (; *values != NULL; values++) {
        if (strcmp(text, *values) == 0)
            return true;
    }
    return false;
}

static bool is_statistic(const char *text)
{
    static const char *const values[] = {"p0",  "p0.1", "p0.01", "p1",     "p10",  "p50",
                                         "p90", "p99",  "p99.9", "p99.99", "p100", NULL};
    return is_one_of(text, values);
}

static bool is_day_of_month(const char *text)
{
    int64_t day;
    if (strcmp(text, "LAST") == 0)
        return true;
    return text[0] != '0' && text[0] != '+' && str_to_int(str_of(text), 1, 31, &day);
}

static bool is_without_controls(const char *text)
{
    for (; *text != '\0'; text++) {
        if ((unsigned char)*text < 0x20 || *text == 0x7f)
            return false;
    }
    return true;
}

/* Letters, digits and blanks of any script, and "_.:/=+-@". */
static bool is_tag_text(const char *text)
{
    for (; *text != '\0'; text++) {
        unsigned char c = (unsigned char)*text;
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
        if (!letter && !(c >= '0' && c <= '9') && strchr(" _.:/=+-@", c) == NULL)
            return false;
    }
    return true;
}

static bool all_within(const char *text, bool (*fits)(uint32_t cp))
{
    struct str s = str_of(text);
    while (s.n > 0) {
        bool valid;
        uint32_t cp = utf8_next(&s, &valid);
        if (!valid || !fits(cp))
            return false;
    }
    return true;
}

static bool fits_arn(uint32_t cp)
{
    if (cp < 0x20)
        return cp == '\t' || cp == '\n' || cp == '\r';
    return cp <= 0x7e || cp == 0x85 || (cp >= 0xa0 && cp != 0xfffe && cp != 0xffff);
}

static bool is_arn_text(const char *text)
{
    return all_within(text, fits_arn);
}

static bool fits_latin1(uint32_t cp)
{
    return cp <= 0xff && (cp >= 0x20 || cp == '\t' || cp == '\n' || cp == '\r');
}

static bool is_latin1(const char *text)
{
    return all_within(text, fits_latin1);
}

const struct scalar scalar_attribute_name = {
    .name = "AttributeName", .min = 1, .max = 128, .chars = "a-zA-Z0-9_.,@/:#\\-"};
const struct scalar scalar_attribute_value = {
    .name = "AttributeValue", .max = 800, .chars = "a-zA-Z0-9_.,@/:#=[]\\-"};
const struct scalar scalar_audit_description = {
    .name = "AuditDescription", .max = 1000, .chars = " -~"};
const struct scalar scalar_audit_task_id = {
    .name = "AuditTaskId", .min = 1, .max = 40, .chars = "a-zA-Z0-9\\-"};
const struct scalar scalar_aws_account_id = {
    .name = "AwsAccountId", .min = 12, .max = 12, .chars = "0-9"};
const struct scalar scalar_behavior_name = {
    .name = "BehaviorName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_billing_group_name = {
    .name = "BillingGroupName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_certificate_id = {
    .name = "CertificateId", .min = 64, .max = 64, .chars = "a-fA-F0-9x", .check = is_hex_id};
const struct scalar scalar_certificate_pem = {.name = "CertificatePem", .min = 1, .max = 65536};
const struct scalar scalar_cidr = {
    .name = "Cidr", .min = 2, .max = 43, .chars = "a-fA-F0-9:./"};
const struct scalar scalar_client_request_token = {
    .name = "ClientRequestToken", .min = 1, .max = 64, .chars = "a-zA-Z0-9\\-_"};
const struct scalar scalar_config_value = {.name = "ConfigValue", .min = 1, .max = 64};
const struct scalar scalar_connectivity_api_thing_name = {
    .name = "ConnectivityApiThingName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_consecutive_datapoints_to_alarm = {
    .name = "ConsecutiveDatapointsToAlarm", .min = 1, .max = 10};
const struct scalar scalar_consecutive_datapoints_to_clear = {
    .name = "ConsecutiveDatapointsToClear", .min = 1, .max = 10};
const struct scalar scalar_credential_duration_seconds = {
    .name = "CredentialDurationSeconds", .min = 900, .max = 43200};
const struct scalar scalar_custom_metric_display_name = {
    .name = "CustomMetricDisplayName", .max = 128, .chars = " -~"};
const struct scalar scalar_customer_version = {.name = "CustomerVersion", .min = 1};
const struct scalar scalar_data_collection_percentage = {.name = "DataCollectionPercentage",
                                                         .max = 100};
const struct scalar scalar_day_of_month = {
    .name = "DayOfMonth", .min = 1, .check = is_day_of_month};
const struct scalar scalar_device_defender_thing_name = {
    .name = "DeviceDefenderThingName", .min = 1, .max = 128};
const struct scalar scalar_dimension_name = {
    .name = "DimensionName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_dimension_string_value = {
    .name = "DimensionStringValue", .min = 1, .max = 256};
const struct scalar scalar_endpoint_type = {.name = "EndpointType", .max = 128};
const struct scalar scalar_error_message = {.name = "ErrorMessage", .max = 2048};
const struct scalar scalar_evaluation_statistic = {
    .name = "EvaluationStatistic", .min = 1, .check = is_statistic};
const struct scalar scalar_finding_id = {
    .name = "FindingId", .min = 1, .max = 128, .chars = "a-zA-Z0-9_\\-"};
const struct scalar scalar_index_name = {
    .name = "IndexName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_issuer_certificate_serial_number = {
    .name = "IssuerCertificateSerialNumber", .min = 1, .max = 20, .chars = "a-fA-F0-9:"};
const struct scalar scalar_issuer_certificate_subject = {
    .name = "IssuerCertificateSubject", .max = 1000, .chars = " -~"};
const struct scalar scalar_issuer_id = {
    .name = "IssuerId", .min = 1, .max = 64, .chars = "a-fA-F0-9x", .check = is_hex_id};
const struct scalar scalar_log_destination = {
    .name = "LogDestination", .min = 1, .max = 512, .chars = ".\\-_/#A-Za-z0-9"};
const struct scalar scalar_log_event_type = {.name = "LogEventType", .min = 1, .max = 512};
const struct scalar scalar_marker = {
    .name = "Marker", .min = 1, .max = 1024, .chars = "A-Za-z0-9+/=", .check = is_marker};
const struct scalar scalar_max_results = {.name = "MaxResults", .min = 1, .max = 250};
const struct scalar scalar_message = {.name = "Message", .max = 128};
const struct scalar scalar_metric_name = {
    .name = "MetricName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_mitigation_action_name = {
    .name = "MitigationActionName", .min = 1, .max = 128, .chars = "a-zA-Z0-9_\\-"};
const struct scalar scalar_mitigation_actions_task_id = {
    .name = "MitigationActionsTaskId", .min = 1, .max = 128, .chars = "a-zA-Z0-9_\\-"};
const struct scalar scalar_mqtt_topic = {.name = "MqttTopic", .min = 1, .max = 512};
const struct scalar scalar_page_size = {.name = "PageSize", .min = 1, .max = 250};
const struct scalar scalar_policy_document = {.name = "PolicyDocument", .max = 404600};
const struct scalar scalar_policy_name = {
    .name = "PolicyName", .min = 1, .max = 128, .chars = "a-zA-Z0-9_+=,.@\\-"};
const struct scalar scalar_policy_version_id = {
    .name = "PolicyVersionId", .min = 1, .chars = "0-9"};
const struct scalar scalar_port = {.name = "Port", .max = 65535};
const struct scalar scalar_query_string = {.name = "QueryString", .min = 1};
const struct scalar scalar_registry_max_results = {
    .name = "RegistryMaxResults", .min = 1, .max = 250};
const struct scalar scalar_role_alias = {
    .name = "RoleAlias", .min = 1, .max = 128, .chars = "a-zA-Z0-9_=,@\\-"};
const struct scalar scalar_role_alias_arn = {.name = "RoleAliasArn", .min = 1, .max = 2048};
const struct scalar scalar_role_arn = {.name = "RoleArn", .min = 20, .max = 2048};
const struct scalar scalar_scheduled_audit_name = {
    .name = "ScheduledAuditName", .min = 1, .max = 128, .chars = "a-zA-Z0-9_\\-"};
const struct scalar scalar_search_query_max_results = {.name = "SearchQueryMaxResults",
                                                       .min = 1};
const struct scalar scalar_security_profile_description = {
    .name = "SecurityProfileDescription", .max = 1000, .chars = " -~"};
const struct scalar scalar_security_profile_name = {
    .name = "SecurityProfileName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_shadow_name = {
    .name = "ShadowName", .min = 1, .max = 64, .chars = "$a-zA-Z0-9:_\\-"};
const struct scalar scalar_skyfall_max_results = {
    .name = "SkyfallMaxResults", .min = 1, .max = 250};
const struct scalar scalar_sns_topic_arn = {.name = "SnsTopicArn", .max = 350};
const struct scalar scalar_sts_access_key_id = {
    .name = "accessKeyIdType", .min = 16, .max = 128, .chars = "a-zA-Z0-9_"};
const struct scalar scalar_sts_arn = {
    .name = "arnType", .min = 20, .max = 2048, .check = is_arn_text};
const struct scalar scalar_sts_assumed_role_id = {
    .name = "assumedRoleIdType", .min = 2, .max = 193, .chars = "a-zA-Z0-9_+=,.@:\\-"};
const struct scalar scalar_sts_client_token = {
    .name = "clientTokenType", .min = 4, .max = 20000};
const struct scalar scalar_sts_context_assertion = {
    .name = "contextAssertionType", .min = 4, .max = 2048};
const struct scalar scalar_sts_external_id = {
    .name = "externalIdType", .min = 2, .max = 1224, .chars = "a-zA-Z0-9_+=,.@:/\\-"};
const struct scalar scalar_sts_non_negative_integer = {.name = "nonNegativeIntegerType"};
const struct scalar scalar_sts_role_duration_seconds = {
    .name = "roleDurationSecondsType", .min = 900, .max = 43200};
const struct scalar scalar_sts_role_session_name = {
    .name = "roleSessionNameType", .min = 2, .max = 64, .chars = "a-zA-Z0-9_+=,.@\\-"};
const struct scalar scalar_sts_serial_number = {
    .name = "serialNumberType", .min = 9, .max = 256, .chars = "a-zA-Z0-9_+=/:,.@\\-"};
const struct scalar scalar_sts_session_policy_document = {
    .name = "sessionPolicyDocumentType", .min = 1, .max = 2048, .check = is_latin1};
const struct scalar scalar_sts_source_identity = {
    .name = "sourceIdentityType", .min = 2, .max = 64, .chars = "a-zA-Z0-9_+=,.@\\-"};
const struct scalar scalar_sts_tag_key = {
    .name = "tagKeyType", .min = 1, .max = 128, .check = is_tag_text};
const struct scalar scalar_sts_tag_value = {
    .name = "tagValueType", .max = 256, .check = is_tag_text};
const struct scalar scalar_sts_token_code = {
    .name = "tokenCodeType", .min = 6, .max = 6, .chars = "0-9"};
const struct scalar scalar_sts_unrestricted_session_policy_document = {
    .name = "unrestrictedSessionPolicyDocumentType", .min = 1, .check = is_latin1};
const struct scalar scalar_sts_url = {.name = "urlType", .min = 4, .max = 2048};
const struct scalar scalar_sts_web_identity_subject = {
    .name = "webIdentitySubjectType", .min = 6, .max = 255};
const struct scalar scalar_tag_key = {
    .name = "TagKey", .min = 1, .max = 128, .check = is_tag_text};
const struct scalar scalar_tag_value = {.name = "TagValue", .max = 256};
const struct scalar scalar_target_arn = {.name = "TargetArn", .max = 2048};
const struct scalar scalar_template_body = {.name = "TemplateBody", .max = 10240};
const struct scalar scalar_template_name = {
    .name = "TemplateName", .min = 1, .max = 36, .chars = "0-9A-Za-z_\\-"};
const struct scalar scalar_thing_group_description = {
    .name = "ThingGroupDescription", .max = 2028, .chars = " -~"};
const struct scalar scalar_thing_group_id = {
    .name = "ThingGroupId", .min = 1, .max = 128, .chars = "a-zA-Z0-9\\-"};
const struct scalar scalar_thing_group_name = {
    .name = "ThingGroupName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_thing_name = {
    .name = "ThingName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_thing_type_name = {
    .name = "ThingTypeName", .min = 1, .max = 128, .chars = "a-zA-Z0-9:_\\-"};
const struct scalar scalar_tiny_max_results = {.name = "TinyMaxResults", .min = 1, .max = 10};
const struct scalar scalar_unsigned_long = {.name = "UnsignedLong"};
const struct scalar scalar_verification_state_description = {
    .name = "VerificationStateDescription", .max = 1000, .check = is_without_controls};
const struct scalar scalar_violation_id = {
    .name = "ViolationId", .min = 1, .max = 128, .chars = "a-zA-Z0-9\\-"};
