#include "client/api/groups.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field list_thing_groups_input_fields[] = {
    QUERY(list_thing_groups_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_thing_groups_input, name_prefix_filter, "namePrefixFilter",
          IS_TEXT_OF(scalar_thing_group_name)),
    QUERY(list_thing_groups_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_thing_groups_input, parent_group, "parentGroup",
          IS_TEXT_OF(scalar_thing_group_name)),
    QUERY(list_thing_groups_input, recursive, "recursive", IS_BOOL),
};
RECORD(list_thing_groups_input, "ListThingGroupsRequest");

static const struct field group_name_and_arn_fields[] = {
    ROW(group_name_and_arn, group_arn, "groupArn", IS_TEXT),
    ROW(group_name_and_arn, group_name, "groupName", IS_TEXT_OF(scalar_thing_group_name)),
};
RECORD(group_name_and_arn, "GroupNameAndArn");

static const struct field list_thing_groups_output_fields[] = {
    ROW(list_thing_groups_output, next_token, "nextToken", IS_TEXT),
    ROW(list_thing_groups_output, thing_groups, "thingGroups",
        IS_LIST(IS_RECORD(group_name_and_arn_record))),
};
RECORD(list_thing_groups_output, "ListThingGroupsResponse");

static const struct field describe_thing_group_input_fields[] = {
    PATH(describe_thing_group_input, thing_group_name, "thingGroupName",
         IS_TEXT_OF(scalar_thing_group_name)),
};
RECORD(describe_thing_group_input, "DescribeThingGroupRequest");

static const struct field thing_group_metadata_fields[] = {
    ROW(thing_group_metadata, creation_date, "creationDate", IS_TIME),
    ROW(thing_group_metadata, parent_group_name, "parentGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
    ROW(thing_group_metadata, root_to_parent_thing_groups, "rootToParentThingGroups",
        IS_LIST(IS_RECORD(group_name_and_arn_record))),
};
RECORD(thing_group_metadata, "ThingGroupMetadata");

static const struct field attribute_payload_fields[] = {
    ROW(attribute_payload, attributes, "attributes",
        IS_MAP_OF(scalar_attribute_name, IS_TEXT_OF(scalar_attribute_value))),
    ROW(attribute_payload, merge, "merge", IS_BOOL),
};
RECORD(attribute_payload, "AttributePayload");

static const struct field thing_group_properties_fields[] = {
    ROW(thing_group_properties, attribute_payload, "attributePayload",
        IS_RECORD(attribute_payload_record)),
    ROW(thing_group_properties, thing_group_description, "thingGroupDescription",
        IS_TEXT_OF(scalar_thing_group_description)),
};
RECORD(thing_group_properties, "ThingGroupProperties");

static const struct field describe_thing_group_output_fields[] = {
    ROW(describe_thing_group_output, index_name, "indexName", IS_TEXT_OF(scalar_index_name)),
    ROW(describe_thing_group_output, query_string, "queryString",
        IS_TEXT_OF(scalar_query_string)),
    ROW(describe_thing_group_output, query_version, "queryVersion", IS_TEXT),
    ROW(describe_thing_group_output, status, "status", IS_ENUM(enum_dynamic_group_status)),
    ROW(describe_thing_group_output, thing_group_arn, "thingGroupArn", IS_TEXT),
    ROW(describe_thing_group_output, thing_group_id, "thingGroupId",
        IS_TEXT_OF(scalar_thing_group_id)),
    ROW(describe_thing_group_output, thing_group_metadata, "thingGroupMetadata",
        IS_RECORD(thing_group_metadata_record)),
    ROW(describe_thing_group_output, thing_group_name, "thingGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
    ROW(describe_thing_group_output, thing_group_properties, "thingGroupProperties",
        IS_RECORD(thing_group_properties_record)),
    ROW(describe_thing_group_output, version, "version", IS_INT),
};
RECORD(describe_thing_group_output, "DescribeThingGroupResponse");

static const struct field list_things_in_thing_group_input_fields[] = {
    QUERY(list_things_in_thing_group_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_things_in_thing_group_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_things_in_thing_group_input, recursive, "recursive", IS_BOOL),
    PATH(list_things_in_thing_group_input, thing_group_name, "thingGroupName",
         IS_TEXT_OF(scalar_thing_group_name)),
};
RECORD(list_things_in_thing_group_input, "ListThingsInThingGroupRequest");

static const struct field list_things_in_thing_group_output_fields[] = {
    ROW(list_things_in_thing_group_output, next_token, "nextToken", IS_TEXT),
    ROW(list_things_in_thing_group_output, things, "things",
        IS_LIST(IS_TEXT_OF(scalar_thing_name))),
};
RECORD(list_things_in_thing_group_output, "ListThingsInThingGroupResponse");

static const struct field list_thing_groups_for_thing_input_fields[] = {
    QUERY(list_thing_groups_for_thing_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_thing_groups_for_thing_input, next_token, "nextToken", IS_TEXT),
    PATH(list_thing_groups_for_thing_input, thing_name, "thingName",
         IS_TEXT_OF(scalar_thing_name)),
};
RECORD(list_thing_groups_for_thing_input, "ListThingGroupsForThingRequest");

static const struct field list_thing_groups_for_thing_output_fields[] = {
    ROW(list_thing_groups_for_thing_output, next_token, "nextToken", IS_TEXT),
    ROW(list_thing_groups_for_thing_output, thing_groups, "thingGroups",
        IS_LIST(IS_RECORD(group_name_and_arn_record))),
};
RECORD(list_thing_groups_for_thing_output, "ListThingGroupsForThingResponse");

static const struct field create_thing_group_input_fields[] = {
    ROW(create_thing_group_input, parent_group_name, "parentGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
    ROW(create_thing_group_input, tags, "tags", IS_LIST(IS_RECORD(tag_record))),
    PATH(create_thing_group_input, thing_group_name, "thingGroupName",
         IS_TEXT_OF(scalar_thing_group_name)),
    ROW(create_thing_group_input, thing_group_properties, "thingGroupProperties",
        IS_RECORD(thing_group_properties_record)),
};
RECORD(create_thing_group_input, "CreateThingGroupRequest");

static const struct field create_thing_group_output_fields[] = {
    ROW(create_thing_group_output, thing_group_arn, "thingGroupArn", IS_TEXT),
    ROW(create_thing_group_output, thing_group_id, "thingGroupId",
        IS_TEXT_OF(scalar_thing_group_id)),
    ROW(create_thing_group_output, thing_group_name, "thingGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
};
RECORD(create_thing_group_output, "CreateThingGroupResponse");

static const struct field add_thing_to_thing_group_input_fields[] = {
    ROW(add_thing_to_thing_group_input, override_dynamic_groups, "overrideDynamicGroups",
        IS_BOOL),
    ROW(add_thing_to_thing_group_input, thing_arn, "thingArn", IS_TEXT),
    ROW(add_thing_to_thing_group_input, thing_group_arn, "thingGroupArn", IS_TEXT),
    ROW(add_thing_to_thing_group_input, thing_group_name, "thingGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
    ROW(add_thing_to_thing_group_input, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
};
RECORD(add_thing_to_thing_group_input, "AddThingToThingGroupRequest");

static const struct field remove_thing_from_thing_group_input_fields[] = {
    ROW(remove_thing_from_thing_group_input, thing_arn, "thingArn", IS_TEXT),
    ROW(remove_thing_from_thing_group_input, thing_group_arn, "thingGroupArn", IS_TEXT),
    ROW(remove_thing_from_thing_group_input, thing_group_name, "thingGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
    ROW(remove_thing_from_thing_group_input, thing_name, "thingName",
        IS_TEXT_OF(scalar_thing_name)),
};
RECORD(remove_thing_from_thing_group_input, "RemoveThingFromThingGroupRequest");

static const struct field update_thing_groups_for_thing_input_fields[] = {
    ROW(update_thing_groups_for_thing_input, override_dynamic_groups, "overrideDynamicGroups",
        IS_BOOL),
    ROW(update_thing_groups_for_thing_input, thing_groups_to_add, "thingGroupsToAdd",
        IS_LIST(IS_TEXT_OF(scalar_thing_group_name))),
    ROW(update_thing_groups_for_thing_input, thing_groups_to_remove, "thingGroupsToRemove",
        IS_LIST(IS_TEXT_OF(scalar_thing_group_name))),
    ROW(update_thing_groups_for_thing_input, thing_name, "thingName",
        IS_TEXT_OF(scalar_thing_name)),
};
RECORD(update_thing_groups_for_thing_input, "UpdateThingGroupsForThingRequest");

const struct operation op_list_thing_groups = {
    .name = "ListThingGroups",
    .method = HTTP_GET,
    .uri = "/thing-groups",
    .input = &list_thing_groups_input_record,
    .output = &list_thing_groups_output_record,
    .paging = {"nextToken", "nextToken", "thingGroups", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};

const struct operation op_describe_thing_group = {
    .name = "DescribeThingGroup",
    .method = HTTP_GET,
    .uri = "/thing-groups/{thingGroupName}",
    .input = &describe_thing_group_input_record,
    .output = &describe_thing_group_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_things_in_thing_group = {
    .name = "ListThingsInThingGroup",
    .method = HTTP_GET,
    .uri = "/thing-groups/{thingGroupName}/things",
    .input = &list_things_in_thing_group_input_record,
    .output = &list_things_in_thing_group_output_record,
    .paging = {"nextToken", "nextToken", "things", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};

const struct operation op_list_thing_groups_for_thing = {
    .name = "ListThingGroupsForThing",
    .method = HTTP_GET,
    .uri = "/things/{thingName}/thing-groups",
    .input = &list_thing_groups_for_thing_input_record,
    .output = &list_thing_groups_for_thing_output_record,
    .paging = {"nextToken", "nextToken", "thingGroups", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(THROTTLING),
    .calls_per_second = 10,
};

const struct operation op_create_thing_group = {
    .name = "CreateThingGroup",
    .method = HTTP_POST,
    .uri = "/thing-groups/{thingGroupName}",
    .input = &create_thing_group_input_record,
    .output = &create_thing_group_output_record,
    .retry = RETRY_NAMED,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(RESOURCE_ALREADY_EXISTS) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"ListThingGroups", "DescribeThingGroup", NULL},
};

const struct operation op_add_thing_to_thing_group = {
    .name = "AddThingToThingGroup",
    .method = HTTP_PUT,
    .uri = "/thing-groups/addThingToThingGroup",
    .input = &add_thing_to_thing_group_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 60,
    .invalidates =
        (const char *const[]){"ListThingsInThingGroup", "ListThingGroupsForThing", NULL},
};

const struct operation op_remove_thing_from_thing_group = {
    .name = "RemoveThingFromThingGroup",
    .method = HTTP_PUT,
    .uri = "/thing-groups/removeThingFromThingGroup",
    .input = &remove_thing_from_thing_group_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListThingsInThingGroup", "ListThingGroupsForThing", NULL},
};

const struct operation op_update_thing_groups_for_thing = {
    .name = "UpdateThingGroupsForThing",
    .method = HTTP_PUT,
    .uri = "/thing-groups/updateThingGroupsForThing",
    .input = &update_thing_groups_for_thing_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
    .invalidates =
        (const char *const[]){"ListThingsInThingGroup", "ListThingGroupsForThing", NULL},
};
