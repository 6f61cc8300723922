/*
 * api/fleet_index: searching the fleet.
 *
 * connectivity.timestamp is milliseconds as an integer, unlike every other time here.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct search_index_input {
    const char *index_name;
    struct opt_int max_results;
    const char *next_token;
    const char *query_string;
    const char *query_version;
};

struct thing_group_document {
    struct list attributes;         /* AttributeName -> AttributeValue */
    struct list parent_group_names; /* of ThingGroupName */
    const char *thing_group_description;
    const char *thing_group_id;
    const char *thing_group_name;
};

struct thing_connectivity {
    struct opt_bool clean_session;
    const char *client_id;
    struct opt_bool connected;
    const char *disconnect_reason;
    struct opt_int keep_alive_duration;
    struct opt_int session_expiry;
    struct opt_int timestamp;
};

struct thing_document {
    struct list attributes; /* AttributeName -> AttributeValue */
    const struct thing_connectivity *connectivity;
    const char *device_defender;
    const char *shadow;
    struct list thing_group_names; /* of ThingGroupName */
    const char *thing_id;
    const char *thing_name;
    const char *thing_type_name;
};

struct search_index_output {
    const char *next_token;
    struct list thing_groups; /* of struct thing_group_document */
    struct list things;       /* of struct thing_document */
};

struct describe_index_input {
    const char *index_name;
};

struct describe_index_output {
    const char *index_name;
    const char *index_status; /* IndexStatus */
    const char *schema;
};

struct index_field {
    const char *name;
    const char *type; /* FieldType */
};

struct thing_group_indexing_configuration {
    struct list custom_fields;             /* of struct index_field */
    struct list managed_fields;            /* of struct index_field */
    const char *thing_group_indexing_mode; /* ThingGroupIndexingMode */
};

struct connectivity_filter {
    struct list include_socket_information; /* of FleetIndexingApi */
};

struct geo_location_target {
    const char *name;
    const char *order; /* TargetFieldOrder */
};

struct indexing_filter {
    const struct connectivity_filter *connectivity;
    struct list geo_locations;      /* of struct geo_location_target */
    struct list named_shadow_names; /* of ShadowName */
};

struct thing_indexing_configuration {
    struct list custom_fields;                 /* of struct index_field */
    const char *device_defender_indexing_mode; /* DeviceDefenderIndexingMode */
    const struct indexing_filter *filter;
    struct list managed_fields;                   /* of struct index_field */
    const char *named_shadow_indexing_mode;       /* NamedShadowIndexingMode */
    const char *thing_connectivity_indexing_mode; /* ThingConnectivityIndexingMode */
    const char *thing_indexing_mode;              /* ThingIndexingMode */
};

struct get_indexing_configuration_output {
    const struct thing_group_indexing_configuration *thing_group_indexing_configuration;
    const struct thing_indexing_configuration *thing_indexing_configuration;
};

extern const struct record search_index_input_record;
extern const struct record thing_group_document_record;
extern const struct record thing_connectivity_record;
extern const struct record thing_document_record;
extern const struct record search_index_output_record;
extern const struct record describe_index_input_record;
extern const struct record describe_index_output_record;
extern const struct record index_field_record;
extern const struct record thing_group_indexing_configuration_record;
extern const struct record connectivity_filter_record;
extern const struct record geo_location_target_record;
extern const struct record indexing_filter_record;
extern const struct record thing_indexing_configuration_record;
extern const struct record get_indexing_configuration_output_record;

extern const struct operation op_search_index;
extern const struct operation op_describe_index;
extern const struct operation op_get_indexing_configuration;
