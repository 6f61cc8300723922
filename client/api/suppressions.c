#include "client/api/suppressions.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field create_audit_suppression_input_fields[] = {
    REQUIRED(create_audit_suppression_input, check_name, "checkName", IS_TEXT),
    TOKEN(create_audit_suppression_input, client_request_token, "clientRequestToken",
          IS_TEXT_OF(scalar_client_request_token)),
    ROW(create_audit_suppression_input, description, "description",
        IS_TEXT_OF(scalar_audit_description)),
    ROW(create_audit_suppression_input, expiration_date, "expirationDate", IS_TIME),
    REQUIRED(create_audit_suppression_input, resource_identifier, "resourceIdentifier",
             IS_RECORD(resource_identifier_record)),
    ROW(create_audit_suppression_input, suppress_indefinitely, "suppressIndefinitely", IS_BOOL),
};
RECORD(create_audit_suppression_input, "CreateAuditSuppressionRequest");

static const struct field describe_audit_suppression_input_fields[] = {
    REQUIRED(describe_audit_suppression_input, check_name, "checkName", IS_TEXT),
    REQUIRED(describe_audit_suppression_input, resource_identifier, "resourceIdentifier",
             IS_RECORD(resource_identifier_record)),
};
RECORD(describe_audit_suppression_input, "DescribeAuditSuppressionRequest");

static const struct field describe_audit_suppression_output_fields[] = {
    ROW(describe_audit_suppression_output, check_name, "checkName", IS_TEXT),
    ROW(describe_audit_suppression_output, description, "description",
        IS_TEXT_OF(scalar_audit_description)),
    ROW(describe_audit_suppression_output, expiration_date, "expirationDate", IS_TIME),
    ROW(describe_audit_suppression_output, resource_identifier, "resourceIdentifier",
        IS_RECORD(resource_identifier_record)),
    ROW(describe_audit_suppression_output, suppress_indefinitely, "suppressIndefinitely",
        IS_BOOL),
};
RECORD(describe_audit_suppression_output, "DescribeAuditSuppressionResponse");

static const struct field update_audit_suppression_input_fields[] = {
    REQUIRED(update_audit_suppression_input, check_name, "checkName", IS_TEXT),
    ROW(update_audit_suppression_input, description, "description",
        IS_TEXT_OF(scalar_audit_description)),
    ROW(update_audit_suppression_input, expiration_date, "expirationDate", IS_TIME),
    REQUIRED(update_audit_suppression_input, resource_identifier, "resourceIdentifier",
             IS_RECORD(resource_identifier_record)),
    ROW(update_audit_suppression_input, suppress_indefinitely, "suppressIndefinitely", IS_BOOL),
};
RECORD(update_audit_suppression_input, "UpdateAuditSuppressionRequest");

static const struct field delete_audit_suppression_input_fields[] = {
    REQUIRED(delete_audit_suppression_input, check_name, "checkName", IS_TEXT),
    REQUIRED(delete_audit_suppression_input, resource_identifier, "resourceIdentifier",
             IS_RECORD(resource_identifier_record)),
};
RECORD(delete_audit_suppression_input, "DeleteAuditSuppressionRequest");

static const struct field list_audit_suppressions_input_fields[] = {
    ROW(list_audit_suppressions_input, ascending_order, "ascendingOrder", IS_BOOL),
    ROW(list_audit_suppressions_input, check_name, "checkName", IS_TEXT),
    ROW(list_audit_suppressions_input, max_results, "maxResults",
        IS_INT_OF(scalar_max_results)),
    ROW(list_audit_suppressions_input, next_token, "nextToken", IS_TEXT),
    ROW(list_audit_suppressions_input, resource_identifier, "resourceIdentifier",
        IS_RECORD(resource_identifier_record)),
};
RECORD(list_audit_suppressions_input, "ListAuditSuppressionsRequest");

static const struct field audit_suppression_fields[] = {
    REQUIRED(audit_suppression, check_name, "checkName", IS_TEXT),
    ROW(audit_suppression, description, "description", IS_TEXT_OF(scalar_audit_description)),
    ROW(audit_suppression, expiration_date, "expirationDate", IS_TIME),
    REQUIRED(audit_suppression, resource_identifier, "resourceIdentifier",
             IS_RECORD(resource_identifier_record)),
    ROW(audit_suppression, suppress_indefinitely, "suppressIndefinitely", IS_BOOL),
};
RECORD(audit_suppression, "AuditSuppression");

static const struct field list_audit_suppressions_output_fields[] = {
    ROW(list_audit_suppressions_output, next_token, "nextToken", IS_TEXT),
    ROW(list_audit_suppressions_output, suppressions, "suppressions",
        IS_LIST(IS_RECORD(audit_suppression_record))),
};
RECORD(list_audit_suppressions_output, "ListAuditSuppressionsResponse");

const struct operation op_create_audit_suppression = {
    .name = "CreateAuditSuppression",
    .method = HTTP_POST,
    .uri = "/audit/suppressions/create",
    .input = &create_audit_suppression_input_record,
    .retry = RETRY_TOKEN,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_ALREADY_EXISTS) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(LIMIT_EXCEEDED),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListAuditSuppressions", "DescribeAuditSuppression", NULL},
};

const struct operation op_describe_audit_suppression = {
    .name = "DescribeAuditSuppression",
    .method = HTTP_POST,
    .uri = "/audit/suppressions/describe",
    .input = &describe_audit_suppression_input_record,
    .output = &describe_audit_suppression_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_update_audit_suppression = {
    .name = "UpdateAuditSuppression",
    .method = HTTP_PATCH,
    .uri = "/audit/suppressions/update",
    .input = &update_audit_suppression_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListAuditSuppressions", "DescribeAuditSuppression", NULL},
};

const struct operation op_delete_audit_suppression = {
    .name = "DeleteAuditSuppression",
    .method = HTTP_POST,
    .uri = "/audit/suppressions/delete",
    .input = &delete_audit_suppression_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListAuditSuppressions", "DescribeAuditSuppression", NULL},
};

const struct operation op_list_audit_suppressions = {
    .name = "ListAuditSuppressions",
    .method = HTTP_POST,
    .uri = "/audit/suppressions/list",
    .input = &list_audit_suppressions_input_record,
    .output = &list_audit_suppressions_output_record,
    .paging = {"nextToken", "nextToken", "suppressions", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
