#include "client/api/custom_metrics.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field create_custom_metric_input_fields[] = {
    TOKEN(create_custom_metric_input, client_request_token, "clientRequestToken",
          IS_TEXT_OF(scalar_client_request_token)),
    ROW(create_custom_metric_input, display_name, "displayName",
        IS_TEXT_OF(scalar_custom_metric_display_name)),
    PATH(create_custom_metric_input, metric_name, "metricName", IS_TEXT_OF(scalar_metric_name)),
    REQUIRED(create_custom_metric_input, metric_type, "metricType",
             IS_ENUM(enum_custom_metric_type)),
    ROW(create_custom_metric_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
};
RECORD(create_custom_metric_input, "CreateCustomMetricRequest");

static const struct field create_custom_metric_output_fields[] = {
    ROW(create_custom_metric_output, metric_arn, "metricArn", IS_TEXT),
    ROW(create_custom_metric_output, metric_name, "metricName", IS_TEXT_OF(scalar_metric_name)),
};
RECORD(create_custom_metric_output, "CreateCustomMetricResponse");

static const struct field describe_custom_metric_input_fields[] = {
    PATH(describe_custom_metric_input, metric_name, "metricName",
         IS_TEXT_OF(scalar_metric_name)),
};
RECORD(describe_custom_metric_input, "DescribeCustomMetricRequest");

static const struct field describe_custom_metric_output_fields[] = {
    ROW(describe_custom_metric_output, creation_date, "creationDate", IS_TIME),
    ROW(describe_custom_metric_output, display_name, "displayName",
        IS_TEXT_OF(scalar_custom_metric_display_name)),
    ROW(describe_custom_metric_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(describe_custom_metric_output, metric_arn, "metricArn", IS_TEXT),
    ROW(describe_custom_metric_output, metric_name, "metricName",
        IS_TEXT_OF(scalar_metric_name)),
    ROW(describe_custom_metric_output, metric_type, "metricType",
        IS_ENUM(enum_custom_metric_type)),
};
RECORD(describe_custom_metric_output, "DescribeCustomMetricResponse");

static const struct field update_custom_metric_input_fields[] = {
    REQUIRED(update_custom_metric_input, display_name, "displayName",
             IS_TEXT_OF(scalar_custom_metric_display_name)),
    PATH(update_custom_metric_input, metric_name, "metricName", IS_TEXT_OF(scalar_metric_name)),
};
RECORD(update_custom_metric_input, "UpdateCustomMetricRequest");

static const struct field update_custom_metric_output_fields[] = {
    ROW(update_custom_metric_output, creation_date, "creationDate", IS_TIME),
    ROW(update_custom_metric_output, display_name, "displayName",
        IS_TEXT_OF(scalar_custom_metric_display_name)),
    ROW(update_custom_metric_output, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(update_custom_metric_output, metric_arn, "metricArn", IS_TEXT),
    ROW(update_custom_metric_output, metric_name, "metricName", IS_TEXT_OF(scalar_metric_name)),
    ROW(update_custom_metric_output, metric_type, "metricType",
        IS_ENUM(enum_custom_metric_type)),
};
RECORD(update_custom_metric_output, "UpdateCustomMetricResponse");

static const struct field delete_custom_metric_input_fields[] = {
    PATH(delete_custom_metric_input, metric_name, "metricName", IS_TEXT_OF(scalar_metric_name)),
};
RECORD(delete_custom_metric_input, "DeleteCustomMetricRequest");

static const struct field list_custom_metrics_input_fields[] = {
    QUERY(list_custom_metrics_input, max_results, "maxResults", IS_INT_OF(scalar_max_results)),
    QUERY(list_custom_metrics_input, next_token, "nextToken", IS_TEXT),
};
RECORD(list_custom_metrics_input, "ListCustomMetricsRequest");

static const struct field list_custom_metrics_output_fields[] = {
    ROW(list_custom_metrics_output, metric_names, "metricNames",
        IS_LIST(IS_TEXT_OF(scalar_metric_name))),
    ROW(list_custom_metrics_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_custom_metrics_output, "ListCustomMetricsResponse");

const struct operation op_create_custom_metric = {
    .name = "CreateCustomMetric",
    .method = HTTP_POST,
    .uri = "/custom-metric/{metricName}",
    .input = &create_custom_metric_input_record,
    .output = &create_custom_metric_output_record,
    .retry = RETRY_TOKEN,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(LIMIT_EXCEEDED) |
              ERROR_BIT(RESOURCE_ALREADY_EXISTS) | ERROR_BIT(THROTTLING) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListCustomMetrics", "DescribeCustomMetric", NULL},
};

const struct operation op_describe_custom_metric = {
    .name = "DescribeCustomMetric",
    .method = HTTP_GET,
    .uri = "/custom-metric/{metricName}",
    .input = &describe_custom_metric_input_record,
    .output = &describe_custom_metric_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 25,
};

const struct operation op_update_custom_metric = {
    .name = "UpdateCustomMetric",
    .method = HTTP_PATCH,
    .uri = "/custom-metric/{metricName}",
    .input = &update_custom_metric_input_record,
    .output = &update_custom_metric_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_NOT_FOUND) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListCustomMetrics", "DescribeCustomMetric", NULL},
};

const struct operation op_delete_custom_metric = {
    .name = "DeleteCustomMetric",
    .method = HTTP_DELETE,
    .uri = "/custom-metric/{metricName}",
    .input = &delete_custom_metric_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListCustomMetrics", "DescribeCustomMetric", NULL},
};

const struct operation op_list_custom_metrics = {
    .name = "ListCustomMetrics",
    .method = HTTP_GET,
    .uri = "/custom-metrics",
    .input = &list_custom_metrics_input_record,
    .output = &list_custom_metrics_output_record,
    .paging = {"nextToken", "nextToken", "metricNames", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .detect = true,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
