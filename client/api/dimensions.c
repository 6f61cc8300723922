#include "client/api/dimensions.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field create_dimension_input_fields[] = {
    TOKEN(create_dimension_input, client_request_token, "clientRequestToken",
          IS_TEXT_OF(scalar_client_request_token)),
    PATH(create_dimension_input, name, "name", IS_TEXT_OF(scalar_dimension_name)),
    REQUIRED(create_dimension_input, string_values, "stringValues",
             IS_LIST_OF(IS_TEXT_OF(scalar_dimension_string_value), 1, 100)),
    ROW(create_dimension_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
    REQUIRED(create_dimension_input, type, "type", IS_ENUM(enum_dimension_type)),
};
RECORD(create_dimension_input, "CreateDimensionRequest");

static const struct field create_dimension_output_fields[] = {
    ROW(create_dimension_output, arn, "arn", IS_TEXT),
    ROW(create_dimension_output, name, "name", IS_TEXT_OF(scalar_dimension_name)),
};
RECORD(create_dimension_output, "CreateDimensionResponse");

static const struct field describe_dimension_input_fields[] = {
    PATH(describe_dimension_input, name, "name", IS_TEXT_OF(scalar_dimension_name)),
};
RECORD(describe_dimension_input, "DescribeDimensionRequest");

static const struct field describe_dimension_output_fields[] = {
    ROW(describe_dimension_output, arn, "arn", IS_TEXT),
    ROW(describe_dimension_output, creation_date, "creationDate", IS_TIME),
    ROW(describe_dimension_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(describe_dimension_output, name, "name", IS_TEXT_OF(scalar_dimension_name)),
    ROW(describe_dimension_output, string_values, "stringValues",
        IS_LIST_OF(IS_TEXT_OF(scalar_dimension_string_value), 1, 100)),
    ROW(describe_dimension_output, type, "type", IS_ENUM(enum_dimension_type)),
};
RECORD(describe_dimension_output, "DescribeDimensionResponse");

static const struct field update_dimension_input_fields[] = {
    PATH(update_dimension_input, name, "name", IS_TEXT_OF(scalar_dimension_name)),
    REQUIRED(update_dimension_input, string_values, "stringValues",
             IS_LIST_OF(IS_TEXT_OF(scalar_dimension_string_value), 1, 100)),
};
RECORD(update_dimension_input, "UpdateDimensionRequest");

static const struct field update_dimension_output_fields[] = {
    ROW(update_dimension_output, arn, "arn", IS_TEXT),
    ROW(update_dimension_output, creation_date, "creationDate", IS_TIME),
    ROW(update_dimension_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(update_dimension_output, name, "name", IS_TEXT_OF(scalar_dimension_name)),
    ROW(update_dimension_output, string_values, "stringValues",
        IS_LIST_OF(IS_TEXT_OF(scalar_dimension_string_value), 1, 100)),
    ROW(update_dimension_output, type, "type", IS_ENUM(enum_dimension_type)),
};
RECORD(update_dimension_output, "UpdateDimensionResponse");

static const struct field delete_dimension_input_fields[] = {
    PATH(delete_dimension_input, name, "name", IS_TEXT_OF(scalar_dimension_name)),
};
RECORD(delete_dimension_input, "DeleteDimensionRequest");

static const struct field list_dimensions_input_fields[] = {
    QUERY(list_dimensions_input, max_results, "maxResults", IS_INT_OF(scalar_max_results)),
    QUERY(list_dimensions_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_dimensions_input, "ListDimensionsRequest");

static const struct field list_dimensions_output_fields[] = {
    ROW(list_dimensions_output, dimension_names, "dimensionNames",
        IS_LIST(IS_TEXT_OF(scalar_dimension_name))),
    ROW(list_dimensions_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_dimensions_output, "ListDimensionsResponse");

const struct operation op_create_dimension = {
    .name = "CreateDimension",
    .method = HTTP_POST,
    .uri = "/dimensions/{name}",
    .input = &create_dimension_input_record,
    .output = &create_dimension_output_record,
    .retry = RETRY_TOKEN,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(LIMIT_EXCEEDED) | ERROR_BIT(RESOURCE_ALREADY_EXISTS) |
              ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListDimensions", "DescribeDimension", NULL},
};

const struct operation op_describe_dimension = {
    .name = "DescribeDimension",
    .method = HTTP_GET,
    .uri = "/dimensions/{name}",
    .input = &describe_dimension_input_record,
    .output = &describe_dimension_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};

const struct operation op_update_dimension = {
    .name = "UpdateDimension",
    .method = HTTP_PATCH,
    .uri = "/dimensions/{name}",
    .input = &update_dimension_input_record,
    .output = &update_dimension_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListDimensions", "DescribeDimension", NULL},
};

const struct operation op_delete_dimension = {
    .name = "DeleteDimension",
    .method = HTTP_DELETE,
    .uri = "/dimensions/{name}",
    .input = &delete_dimension_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListDimensions", "DescribeDimension", NULL},
};

const struct operation op_list_dimensions = {
    .name = "ListDimensions",
    .method = HTTP_GET,
    .uri = "/dimensions",
    .input = &list_dimensions_input_record,
    .output = &list_dimensions_output_record,
    .paging = {"nextToken", "nextToken", "dimensionNames", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};
