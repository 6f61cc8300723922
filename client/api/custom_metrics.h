/*
 * api/custom_metrics: metrics that devices report under names of their own.
 *
 * A name may not begin with "aws:"; the type never changes. Lists give bare names.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/tags.h"

struct create_custom_metric_input {
    const char *client_request_token;
    const char *display_name;
    const char *metric_name;
    const char *metric_type; /* CustomMetricType */
    struct list tags;        /* of struct tag */
};

struct create_custom_metric_output {
    const char *metric_arn;
    const char *metric_name;
};

struct describe_custom_metric_input {
    const char *metric_name;
};

struct describe_custom_metric_output {
    struct opt_time creation_date;
    const char *display_name;
    struct opt_time last_modified_date;
    const char *metric_arn;
    const char *metric_name;
    const char *metric_type; /* CustomMetricType */
};

struct update_custom_metric_input {
    const char *display_name;
    const char *metric_name;
};

struct update_custom_metric_output {
    struct opt_time creation_date;
    const char *display_name;
    struct opt_time last_modified_date;
    const char *metric_arn;
    const char *metric_name;
    const char *metric_type; /* CustomMetricType */
};

struct delete_custom_metric_input {
    const char *metric_name;
};

struct list_custom_metrics_input {
    struct opt_int max_results;
    const char *next_token;
};

struct list_custom_metrics_output {
    struct list metric_names; /* of MetricName */
    const char *next_token;
};

extern const struct record create_custom_metric_input_record;
extern const struct record create_custom_metric_output_record;
extern const struct record describe_custom_metric_input_record;
extern const struct record describe_custom_metric_output_record;
extern const struct record update_custom_metric_input_record;
extern const struct record update_custom_metric_output_record;
extern const struct record delete_custom_metric_input_record;
extern const struct record list_custom_metrics_input_record;
extern const struct record list_custom_metrics_output_record;

extern const struct operation op_create_custom_metric;
extern const struct operation op_describe_custom_metric;
extern const struct operation op_update_custom_metric;
extern const struct operation op_delete_custom_metric;
extern const struct operation op_list_custom_metrics;
