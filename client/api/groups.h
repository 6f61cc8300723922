/*
 * api/groups: thing groups and who is in them.
 *
 * List items are groupName and groupArn, not thingGroupName.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/tags.h"

struct list_thing_groups_input {
    struct opt_int max_results;
    const char *name_prefix_filter;
    const char *next_token;
    const char *parent_group;
    struct opt_bool recursive;
};

struct group_name_and_arn {
    const char *group_arn;
    const char *group_name;
};

struct list_thing_groups_output {
    const char *next_token;
    struct list thing_groups; /* of struct group_name_and_arn */
};

struct describe_thing_group_input {
    const char *thing_group_name;
};

struct thing_group_metadata {
    struct opt_time creation_date;
    const char *parent_group_name;
    struct list root_to_parent_thing_groups; /* of struct group_name_and_arn */
};

struct attribute_payload {
    struct list attributes; /* AttributeName -> AttributeValue */
    struct opt_bool merge;
};

struct thing_group_properties {
    const struct attribute_payload *attribute_payload;
    const char *thing_group_description;
};

struct describe_thing_group_output {
    const char *index_name;
    const char *query_string;
    const char *query_version;
    const char *status; /* DynamicGroupStatus */
    const char *thing_group_arn;
    const char *thing_group_id;
    const struct thing_group_metadata *thing_group_metadata;
    const char *thing_group_name;
    const struct thing_group_properties *thing_group_properties;
    struct opt_int version;
};

struct list_things_in_thing_group_input {
    struct opt_int max_results;
    const char *next_token;
    struct opt_bool recursive;
    const char *thing_group_name;
};

struct list_things_in_thing_group_output {
    const char *next_token;
    struct list things; /* of ThingName */
};

struct list_thing_groups_for_thing_input {
    struct opt_int max_results;
    const char *next_token;
    const char *thing_name;
};

struct list_thing_groups_for_thing_output {
    const char *next_token;
    struct list thing_groups; /* of struct group_name_and_arn */
};

struct create_thing_group_input {
    const char *parent_group_name;
    struct list tags; /* of struct tag */
    const char *thing_group_name;
    const struct thing_group_properties *thing_group_properties;
};

struct create_thing_group_output {
    const char *thing_group_arn;
    const char *thing_group_id;
    const char *thing_group_name;
};

struct add_thing_to_thing_group_input {
    struct opt_bool override_dynamic_groups;
    const char *thing_arn;
    const char *thing_group_arn;
    const char *thing_group_name;
    const char *thing_name;
};

struct remove_thing_from_thing_group_input {
    const char *thing_arn;
    const char *thing_group_arn;
    const char *thing_group_name;
    const char *thing_name;
};

struct update_thing_groups_for_thing_input {
    struct opt_bool override_dynamic_groups;
    struct list thing_groups_to_add;    /* of ThingGroupName */
    struct list thing_groups_to_remove; /* of ThingGroupName */
    const char *thing_name;
};

extern const struct record list_thing_groups_input_record;
extern const struct record group_name_and_arn_record;
extern const struct record list_thing_groups_output_record;
extern const struct record describe_thing_group_input_record;
extern const struct record thing_group_metadata_record;
extern const struct record attribute_payload_record;
extern const struct record thing_group_properties_record;
extern const struct record describe_thing_group_output_record;
extern const struct record list_things_in_thing_group_input_record;
extern const struct record list_things_in_thing_group_output_record;
extern const struct record list_thing_groups_for_thing_input_record;
extern const struct record list_thing_groups_for_thing_output_record;
extern const struct record create_thing_group_input_record;
extern const struct record create_thing_group_output_record;
extern const struct record add_thing_to_thing_group_input_record;
extern const struct record remove_thing_from_thing_group_input_record;
extern const struct record update_thing_groups_for_thing_input_record;

extern const struct operation op_list_thing_groups;
extern const struct operation op_describe_thing_group;
extern const struct operation op_list_things_in_thing_group;
extern const struct operation op_list_thing_groups_for_thing;
extern const struct operation op_create_thing_group;
extern const struct operation op_add_thing_to_thing_group;
extern const struct operation op_remove_thing_from_thing_group;
extern const struct operation op_update_thing_groups_for_thing;
