#include "client/api/logging.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field describe_endpoint_input_fields[] = {
    QUERY(describe_endpoint_input, endpoint_type, "endpointType",
          IS_TEXT_OF(scalar_endpoint_type)),
};
RECORD(describe_endpoint_input, "DescribeEndpointRequest");

static const struct field describe_endpoint_output_fields[] = {
    ROW(describe_endpoint_output, endpoint_address, "endpointAddress", IS_TEXT),
};
RECORD(describe_endpoint_output, "DescribeEndpointResponse");

static const struct field get_v2_logging_options_input_fields[] = {
    QUERY(get_v2_logging_options_input, verbose, "verbose", IS_BOOL),
};
RECORD(get_v2_logging_options_input, "GetV2LoggingOptionsRequest");

static const struct field log_event_configuration_fields[] = {
    REQUIRED(log_event_configuration, event_type, "eventType",
             IS_TEXT_OF(scalar_log_event_type)),
    ROW(log_event_configuration, log_destination, "logDestination",
        IS_TEXT_OF(scalar_log_destination)),
    ROW(log_event_configuration, log_level, "logLevel", IS_ENUM(enum_log_level)),
};
RECORD(log_event_configuration, "LogEventConfiguration");

static const struct field get_v2_logging_options_output_fields[] = {
    ROW(get_v2_logging_options_output, default_log_level, "defaultLogLevel",
        IS_ENUM(enum_log_level)),
    ROW(get_v2_logging_options_output, disable_all_logs, "disableAllLogs", IS_BOOL),
    ROW(get_v2_logging_options_output, event_configurations, "eventConfigurations",
        IS_LIST(IS_RECORD(log_event_configuration_record))),
    ROW(get_v2_logging_options_output, role_arn, "roleArn", IS_TEXT),
};
RECORD(get_v2_logging_options_output, "GetV2LoggingOptionsResponse");

static const struct field set_v2_logging_options_input_fields[] = {
    ROW(set_v2_logging_options_input, default_log_level, "defaultLogLevel",
        IS_ENUM(enum_log_level)),
    ROW(set_v2_logging_options_input, disable_all_logs, "disableAllLogs", IS_BOOL),
    ROW(set_v2_logging_options_input, event_configurations, "eventConfigurations",
        IS_LIST(IS_RECORD(log_event_configuration_record))),
    ROW(set_v2_logging_options_input, role_arn, "roleArn", IS_TEXT),
};
RECORD(set_v2_logging_options_input, "SetV2LoggingOptionsRequest");

static const struct field get_logging_options_output_fields[] = {
    ROW(get_logging_options_output, log_level, "logLevel", IS_ENUM(enum_log_level)),
    ROW(get_logging_options_output, role_arn, "roleArn", IS_TEXT),
};
RECORD(get_logging_options_output, "GetLoggingOptionsResponse");

static const struct field list_v2_logging_levels_input_fields[] = {
    QUERY(list_v2_logging_levels_input, max_results, "maxResults",
          IS_INT_OF(scalar_skyfall_max_results)),
    QUERY(list_v2_logging_levels_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_v2_logging_levels_input, target_type, "targetType",
          IS_ENUM(enum_log_target_type)),
};
RECORD(list_v2_logging_levels_input, "ListV2LoggingLevelsRequest");

static const struct field log_target_fields[] = {
    ROW(log_target, target_name, "targetName", IS_TEXT),
    REQUIRED(log_target, target_type, "targetType", IS_ENUM(enum_log_target_type)),
};
RECORD(log_target, "LogTarget");

static const struct field log_target_configuration_fields[] = {
    ROW(log_target_configuration, log_level, "logLevel", IS_ENUM(enum_log_level)),
    ROW(log_target_configuration, log_target, "logTarget", IS_RECORD(log_target_record)),
};
RECORD(log_target_configuration, "LogTargetConfiguration");

static const struct field list_v2_logging_levels_output_fields[] = {
    ROW(list_v2_logging_levels_output, log_target_configurations, "logTargetConfigurations",
        IS_LIST(IS_RECORD(log_target_configuration_record))),
    ROW(list_v2_logging_levels_output, next_token, "nextToken", IS_TEXT),
};
RECORD(list_v2_logging_levels_output, "ListV2LoggingLevelsResponse");

const struct operation op_describe_endpoint = {
    .name = "DescribeEndpoint",
    .method = HTTP_GET,
    .uri = "/endpoint",
    .input = &describe_endpoint_input_record,
    .output = &describe_endpoint_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INTERNAL_FAILURE) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};

const struct operation op_get_v2_logging_options = {
    .name = "GetV2LoggingOptions",
    .method = HTTP_GET,
    .uri = "/v2LoggingOptions",
    .input = &get_v2_logging_options_input_record,
    .output = &get_v2_logging_options_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INTERNAL) | ERROR_BIT(NOT_CONFIGURED) | ERROR_BIT(SERVICE_UNAVAILABLE),
    .calls_per_second = 10,
};

const struct operation op_set_v2_logging_options = {
    .name = "SetV2LoggingOptions",
    .method = HTTP_POST,
    .uri = "/v2LoggingOptions",
    .input = &set_v2_logging_options_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INTERNAL) | ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(SERVICE_UNAVAILABLE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"GetV2LoggingOptions", "GetLoggingOptions", NULL},
};

const struct operation op_get_logging_options = {
    .name = "GetLoggingOptions",
    .method = HTTP_GET,
    .uri = "/loggingOptions",
    .output = &get_logging_options_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INTERNAL) | ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(SERVICE_UNAVAILABLE),
    .calls_per_second = 10,
};

const struct operation op_list_v2_logging_levels = {
    .name = "ListV2LoggingLevels",
    .method = HTTP_GET,
    .uri = "/v2LoggingLevel",
    .input = &list_v2_logging_levels_input_record,
    .output = &list_v2_logging_levels_output_record,
    .paging = {"nextToken", "nextToken", "logTargetConfigurations", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INTERNAL) | ERROR_BIT(NOT_CONFIGURED) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(SERVICE_UNAVAILABLE),
    .calls_per_second = 10,
};
