/*
 * api/logging: the account's endpoint and its logging settings.
 *
 * GetLoggingOptions is the first generation, GetV2LoggingOptions the one in use.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct describe_endpoint_input {
    const char *endpoint_type;
};

struct describe_endpoint_output {
    const char *endpoint_address;
};

struct get_v2_logging_options_input {
    struct opt_bool verbose;
};

struct log_event_configuration {
    const char *event_type;
    const char *log_destination;
    const char *log_level; /* LogLevel */
};

struct get_v2_logging_options_output {
    const char *default_log_level; /* LogLevel */
    struct opt_bool disable_all_logs;
    struct list event_configurations; /* of struct log_event_configuration */
    const char *role_arn;
};

struct set_v2_logging_options_input {
    const char *default_log_level; /* LogLevel */
    struct opt_bool disable_all_logs;
    struct list event_configurations; /* of struct log_event_configuration */
    const char *role_arn;
};

struct get_logging_options_output {
    const char *log_level; /* LogLevel */
    const char *role_arn;
};

struct list_v2_logging_levels_input {
    struct opt_int max_results;
    const char *next_token;
    const char *target_type; /* LogTargetType */
};

struct log_target {
    const char *target_name;
    const char *target_type; /* LogTargetType */
};

struct log_target_configuration {
    const char *log_level; /* LogLevel */
    const struct log_target *log_target;
};

struct list_v2_logging_levels_output {
    struct list log_target_configurations; /* of struct log_target_configuration */
    const char *next_token;
};

extern const struct record describe_endpoint_input_record;
extern const struct record describe_endpoint_output_record;
extern const struct record get_v2_logging_options_input_record;
extern const struct record log_event_configuration_record;
extern const struct record get_v2_logging_options_output_record;
extern const struct record set_v2_logging_options_input_record;
extern const struct record get_logging_options_output_record;
extern const struct record list_v2_logging_levels_input_record;
extern const struct record log_target_record;
extern const struct record log_target_configuration_record;
extern const struct record list_v2_logging_levels_output_record;

extern const struct operation op_describe_endpoint;
extern const struct operation op_get_v2_logging_options;
extern const struct operation op_set_v2_logging_options;
extern const struct operation op_get_logging_options;
extern const struct operation op_list_v2_logging_levels;
