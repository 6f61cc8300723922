#include "client/api/schedules.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field create_scheduled_audit_input_fields[] = {
    ROW(create_scheduled_audit_input, day_of_month, "dayOfMonth",
        IS_TEXT_OF(scalar_day_of_month)),
    ROW(create_scheduled_audit_input, day_of_week, "dayOfWeek", IS_ENUM(enum_day_of_week)),
    REQUIRED(create_scheduled_audit_input, frequency, "frequency",
             IS_ENUM(enum_audit_frequency)),
    PATH(create_scheduled_audit_input, scheduled_audit_name, "scheduledAuditName",
         IS_TEXT_OF(scalar_scheduled_audit_name)),
    ROW(create_scheduled_audit_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
    REQUIRED(create_scheduled_audit_input, target_check_names, "targetCheckNames",
             IS_LIST(IS_TEXT)),
};
RECORD(create_scheduled_audit_input, "CreateScheduledAuditRequest");

static const struct field create_scheduled_audit_output_fields[] = {
    ROW(create_scheduled_audit_output, scheduled_audit_arn, "scheduledAuditArn", IS_TEXT),
};
RECORD(create_scheduled_audit_output, "CreateScheduledAuditResponse");

static const struct field describe_scheduled_audit_input_fields[] = {
    PATH(describe_scheduled_audit_input, scheduled_audit_name, "scheduledAuditName",
         IS_TEXT_OF(scalar_scheduled_audit_name)),
};
RECORD(describe_scheduled_audit_input, "DescribeScheduledAuditRequest");

static const struct field describe_scheduled_audit_output_fields[] = {
    ROW(describe_scheduled_audit_output, day_of_month, "dayOfMonth",
        IS_TEXT_OF(scalar_day_of_month)),
    ROW(describe_scheduled_audit_output, day_of_week, "dayOfWeek", IS_ENUM(enum_day_of_week)),
    ROW(describe_scheduled_audit_output, frequency, "frequency", IS_ENUM(enum_audit_frequency)),
    ROW(describe_scheduled_audit_output, scheduled_audit_arn, "scheduledAuditArn", IS_TEXT),
    ROW(describe_scheduled_audit_output, scheduled_audit_name, "scheduledAuditName",
        IS_TEXT_OF(scalar_scheduled_audit_name)),
    ROW(describe_scheduled_audit_output, target_check_names, "targetCheckNames",
        IS_LIST(IS_TEXT)),
};
RECORD(describe_scheduled_audit_output, "DescribeScheduledAuditResponse");

static const struct field update_scheduled_audit_input_fields[] = {
    ROW(update_scheduled_audit_input, day_of_month, "dayOfMonth",
        IS_TEXT_OF(scalar_day_of_month)),
    ROW(update_scheduled_audit_input, day_of_week, "dayOfWeek", IS_ENUM(enum_day_of_week)),
    ROW(update_scheduled_audit_input, frequency, "frequency", IS_ENUM(enum_audit_frequency)),
    PATH(update_scheduled_audit_input, scheduled_audit_name, "scheduledAuditName",
         IS_TEXT_OF(scalar_scheduled_audit_name)),
    ROW(update_scheduled_audit_input, target_check_names, "targetCheckNames", IS_LIST(IS_TEXT)),
};
RECORD(update_scheduled_audit_input, "UpdateScheduledAuditRequest");

static const struct field update_scheduled_audit_output_fields[] = {
    ROW(update_scheduled_audit_output, scheduled_audit_arn, "scheduledAuditArn", IS_TEXT),
};
RECORD(update_scheduled_audit_output, "UpdateScheduledAuditResponse");

static const struct field delete_scheduled_audit_input_fields[] = {
    PATH(delete_scheduled_audit_input, scheduled_audit_name, "scheduledAuditName",
         IS_TEXT_OF(scalar_scheduled_audit_name)),
};
RECORD(delete_scheduled_audit_input, "DeleteScheduledAuditRequest");

static const struct field list_scheduled_audits_input_fields[] = {
    QUERY(list_scheduled_audits_input, max_results, "maxResults",
          IS_INT_OF(scalar_max_results)),
    QUERY(list_scheduled_audits_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_scheduled_audits_input, "ListScheduledAuditsRequest");

static const struct field scheduled_audit_metadata_fields[] = {
    ROW(scheduled_audit_metadata, day_of_month, "dayOfMonth", IS_TEXT_OF(scalar_day_of_month)),
    ROW(scheduled_audit_metadata, day_of_week, "dayOfWeek", IS_ENUM(enum_day_of_week)),
    ROW(scheduled_audit_metadata, frequency, "frequency", IS_ENUM(enum_audit_frequency)),
    ROW(scheduled_audit_metadata, scheduled_audit_arn, "scheduledAuditArn", IS_TEXT),
    ROW(scheduled_audit_metadata, scheduled_audit_name, "scheduledAuditName",
        IS_TEXT_OF(scalar_scheduled_audit_name)),
};
RECORD(scheduled_audit_metadata, "ScheduledAuditMetadata");

static const struct field list_scheduled_audits_output_fields[] = {
    ROW(list_scheduled_audits_output, next_token, "nextToken", IS_TEXT),
    ROW(list_scheduled_audits_output, scheduled_audits, "scheduledAudits",
        IS_LIST(IS_RECORD(scheduled_audit_metadata_record))),
};
RECORD(list_scheduled_audits_output, "ListScheduledAuditsResponse");

const struct operation op_create_scheduled_audit = {
    .name = "CreateScheduledAudit",
    .method = HTTP_POST,
    .uri = "/audit/scheduledaudits/{scheduledAuditName}",
    .input = &create_scheduled_audit_input_record,
    .output = &create_scheduled_audit_output_record,
    .retry = RETRY_NAMED,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_ALREADY_EXISTS) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 5,
    .invalidates = (const char *const[]){"ListScheduledAudits", "DescribeScheduledAudit", NULL},
};

const struct operation op_describe_scheduled_audit = {
    .name = "DescribeScheduledAudit",
    .method = HTTP_GET,
    .uri = "/audit/scheduledaudits/{scheduledAuditName}",
    .input = &describe_scheduled_audit_input_record,
    .output = &describe_scheduled_audit_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
};

const struct operation op_update_scheduled_audit = {
    .name = "UpdateScheduledAudit",
    .method = HTTP_PATCH,
    .uri = "/audit/scheduledaudits/{scheduledAuditName}",
    .input = &update_scheduled_audit_input_record,
    .output = &update_scheduled_audit_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
    .invalidates = (const char *const[]){"ListScheduledAudits", "DescribeScheduledAudit", NULL},
};

const struct operation op_delete_scheduled_audit = {
    .name = "DeleteScheduledAudit",
    .method = HTTP_DELETE,
    .uri = "/audit/scheduledaudits/{scheduledAuditName}",
    .input = &delete_scheduled_audit_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
    .invalidates = (const char *const[]){"ListScheduledAudits", "DescribeScheduledAudit", NULL},
};

const struct operation op_list_scheduled_audits = {
    .name = "ListScheduledAudits",
    .method = HTTP_GET,
    .uri = "/audit/scheduledaudits",
    .input = &list_scheduled_audits_input_record,
    .output = &list_scheduled_audits_output_record,
    .paging = {"nextToken", "nextToken", "scheduledAudits", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 5,
};
