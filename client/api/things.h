/*
 * api/things: things, their principals and their connections.
 *
 * A principal travels in a header (x-amzn-principal) when it is the question.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct list_things_input {
    const char *attribute_name;
    const char *attribute_value;
    struct opt_int max_results;
    const char *next_token;
    const char *thing_type_name;
    struct opt_bool use_prefix_attribute_value;
};

struct thing_attribute {
    struct list attributes; /* AttributeName -> AttributeValue */
    const char *thing_arn;
    const char *thing_name;
    const char *thing_type_name;
    struct opt_int version;
};

struct list_things_output {
    const char *next_token;
    struct list things; /* of struct thing_attribute */
};

struct describe_thing_input {
    const char *thing_name;
};

struct describe_thing_output {
    struct list attributes; /* AttributeName -> AttributeValue */
    const char *billing_group_name;
    const char *default_client_id;
    const char *thing_arn;
    const char *thing_id;
    const char *thing_name;
    const char *thing_type_name;
    struct opt_int version;
};

struct list_thing_principals_input {
    struct opt_int max_results;
    const char *next_token;
    const char *thing_name;
};

struct list_thing_principals_output {
    const char *next_token;
    struct list principals; /* of PrincipalArn */
};

struct list_thing_principals_v2_input {
    struct opt_int max_results;
    const char *next_token;
    const char *thing_name;
    const char *thing_principal_type; /* ThingPrincipalType */
};

struct thing_principal_object {
    const char *principal;
    const char *thing_principal_type; /* ThingPrincipalType */
};

struct list_thing_principals_v2_output {
    const char *next_token;
    struct list thing_principal_objects; /* of struct thing_principal_object */
};

struct list_principal_things_input {
    struct opt_int max_results;
    const char *next_token;
    const char *principal;
};

struct list_principal_things_output {
    const char *next_token;
    struct list things; /* of ThingName */
};

struct list_principal_things_v2_input {
    struct opt_int max_results;
    const char *next_token;
    const char *principal;
    const char *thing_principal_type; /* ThingPrincipalType */
};

struct principal_thing_object {
    const char *thing_name;
    const char *thing_principal_type; /* ThingPrincipalType */
};

struct list_principal_things_v2_output {
    const char *next_token;
    struct list principal_thing_objects; /* of struct principal_thing_object */
};

struct get_thing_connectivity_data_input {
    struct opt_bool include_socket_information;
    const char *thing_name;
};

struct get_thing_connectivity_data_output {
    struct opt_bool clean_session;
    const char *client_id;
    struct opt_bool connected;
    const char *disconnect_reason; /* DisconnectReasonValue */
    struct opt_int keep_alive_duration;
    struct opt_int session_expiry;
    const char *source_ip;
    struct opt_int source_port;
    const char *target_ip;
    struct opt_int target_port;
    const char *thing_name;
    struct opt_time timestamp;
    const char *vpc_endpoint_id;
};

extern const struct record list_things_input_record;
extern const struct record thing_attribute_record;
extern const struct record list_things_output_record;
extern const struct record describe_thing_input_record;
extern const struct record describe_thing_output_record;
extern const struct record list_thing_principals_input_record;
extern const struct record list_thing_principals_output_record;
extern const struct record list_thing_principals_v2_input_record;
extern const struct record thing_principal_object_record;
extern const struct record list_thing_principals_v2_output_record;
extern const struct record list_principal_things_input_record;
extern const struct record list_principal_things_output_record;
extern const struct record list_principal_things_v2_input_record;
extern const struct record principal_thing_object_record;
extern const struct record list_principal_things_v2_output_record;
extern const struct record get_thing_connectivity_data_input_record;
extern const struct record get_thing_connectivity_data_output_record;

extern const struct operation op_list_things;
extern const struct operation op_describe_thing;
extern const struct operation op_list_thing_principals;
extern const struct operation op_list_thing_principals_v2;
extern const struct operation op_list_principal_things;
extern const struct operation op_list_principal_things_v2;
extern const struct operation op_get_thing_connectivity_data;
