/*
 * api/dimensions: topic filters that scope a metric.
 *
 * Lists give bare names.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/tags.h"

struct create_dimension_input {
    const char *client_request_token;
    const char *name;
    struct list string_values; /* of DimensionStringValue */
    struct list tags;          /* of struct tag */
    const char *type;          /* DimensionType */
};

struct create_dimension_output {
    const char *arn;
    const char *name;
};

struct describe_dimension_input {
    const char *name;
};

struct describe_dimension_output {
    const char *arn;
    struct opt_time creation_date;
    struct opt_time last_modified_date;
    const char *name;
    struct list string_values; /* of DimensionStringValue */
    const char *type;          /* DimensionType */
};

struct update_dimension_input {
    const char *name;
    struct list string_values; /* of DimensionStringValue */
};

struct update_dimension_output {
    const char *arn;
    struct opt_time creation_date;
    struct opt_time last_modified_date;
    const char *name;
    struct list string_values; /* of DimensionStringValue */
    const char *type;          /* DimensionType */
};

struct delete_dimension_input {
    const char *name;
};

struct list_dimensions_input {
    struct opt_int max_results;
    const char *next_token;
};

struct list_dimensions_output {
    struct list dimension_names; /* of DimensionName */
    const char *next_token;
};

extern const struct record create_dimension_input_record;
extern const struct record create_dimension_output_record;
extern const struct record describe_dimension_input_record;
extern const struct record describe_dimension_output_record;
extern const struct record update_dimension_input_record;
extern const struct record update_dimension_output_record;
extern const struct record delete_dimension_input_record;
extern const struct record list_dimensions_input_record;
extern const struct record list_dimensions_output_record;

extern const struct operation op_create_dimension;
extern const struct operation op_describe_dimension;
extern const struct operation op_update_dimension;
extern const struct operation op_delete_dimension;
extern const struct operation op_list_dimensions;
