#include "client/api/fleet_index.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field search_index_input_fields[] = {
    ROW(search_index_input, index_name, "indexName", IS_TEXT_OF(scalar_index_name)),
    ROW(search_index_input, max_results, "maxResults",
        IS_INT_OF(scalar_search_query_max_results)),
    ROW(search_index_input, next_token, "nextToken", IS_TEXT),
    REQUIRED(search_index_input, query_string, "queryString", IS_TEXT_OF(scalar_query_string)),
    ROW(search_index_input, query_version, "queryVersion", IS_TEXT),
};
RECORD(search_index_input, "SearchIndexRequest");

static const struct field thing_group_document_fields[] = {
    ROW(thing_group_document, attributes, "attributes",
        IS_MAP_OF(scalar_attribute_name, IS_TEXT_OF(scalar_attribute_value))),
    ROW(thing_group_document, parent_group_names, "parentGroupNames",
        IS_LIST(IS_TEXT_OF(scalar_thing_group_name))),
    ROW(thing_group_document, thing_group_description, "thingGroupDescription",
        IS_TEXT_OF(scalar_thing_group_description)),
    ROW(thing_group_document, thing_group_id, "thingGroupId",
        IS_TEXT_OF(scalar_thing_group_id)),
    ROW(thing_group_document, thing_group_name, "thingGroupName",
        IS_TEXT_OF(scalar_thing_group_name)),
};
RECORD(thing_group_document, "ThingGroupDocument");

static const struct field thing_connectivity_fields[] = {
    ROW(thing_connectivity, clean_session, "cleanSession", IS_BOOL),
    ROW(thing_connectivity, client_id, "clientId", IS_TEXT),
    ROW(thing_connectivity, connected, "connected", IS_BOOL),
    ROW(thing_connectivity, disconnect_reason, "disconnectReason", IS_TEXT),
    ROW(thing_connectivity, keep_alive_duration, "keepAliveDuration", IS_INT),
    ROW(thing_connectivity, session_expiry, "sessionExpiry", IS_INT),
    ROW(thing_connectivity, timestamp, "timestamp", IS_INT),
};
RECORD(thing_connectivity, "ThingConnectivity");

static const struct field thing_document_fields[] = {
    ROW(thing_document, attributes, "attributes",
        IS_MAP_OF(scalar_attribute_name, IS_TEXT_OF(scalar_attribute_value))),
    ROW(thing_document, connectivity, "connectivity", IS_RECORD(thing_connectivity_record)),
    ROW(thing_document, device_defender, "deviceDefender", IS_TEXT),
    ROW(thing_document, shadow, "shadow", IS_TEXT),
    ROW(thing_document, thing_group_names, "thingGroupNames",
        IS_LIST(IS_TEXT_OF(scalar_thing_group_name))),
    ROW(thing_document, thing_id, "thingId", IS_TEXT),
    ROW(thing_document, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
    ROW(thing_document, thing_type_name, "thingTypeName", IS_TEXT_OF(scalar_thing_type_name)),
};
RECORD(thing_document, "ThingDocument");

static const struct field search_index_output_fields[] = {
    ROW(search_index_output, next_token, "nextToken", IS_TEXT),
    ROW(search_index_output, thing_groups, "thingGroups",
        IS_LIST(IS_RECORD(thing_group_document_record))),
    ROW(search_index_output, things, "things", IS_LIST(IS_RECORD(thing_document_record))),
};
RECORD(search_index_output, "SearchIndexResponse");

static const struct field describe_index_input_fields[] = {
    PATH(describe_index_input, index_name, "indexName", IS_TEXT_OF(scalar_index_name)),
};
RECORD(describe_index_input, "DescribeIndexRequest");

static const struct field describe_index_output_fields[] = {
    ROW(describe_index_output, index_name, "indexName", IS_TEXT_OF(scalar_index_name)),
    ROW(describe_index_output, index_status, "indexStatus", IS_ENUM(enum_index_status)),
    ROW(describe_index_output, schema, "schema", IS_TEXT),
};
RECORD(describe_index_output, "DescribeIndexResponse");

static const struct field index_field_fields[] = {
    ROW(index_field, name, "name", IS_TEXT),
    ROW(index_field, type, "type", IS_ENUM(enum_field_type)),
};
RECORD(index_field, "Field");

static const struct field thing_group_indexing_configuration_fields[] = {
    ROW(thing_group_indexing_configuration, custom_fields, "customFields",
        IS_LIST(IS_RECORD(index_field_record))),
    ROW(thing_group_indexing_configuration, managed_fields, "managedFields",
        IS_LIST(IS_RECORD(index_field_record))),
    REQUIRED(thing_group_indexing_configuration, thing_group_indexing_mode,
             "thingGroupIndexingMode", IS_ENUM(enum_thing_group_indexing_mode)),
};
RECORD(thing_group_indexing_configuration, "ThingGroupIndexingConfiguration");

static const struct field connectivity_filter_fields[] = {
    ROW(connectivity_filter, include_socket_information, "includeSocketInformation",
        IS_LIST(IS_ENUM(enum_fleet_indexing_api))),
};
RECORD(connectivity_filter, "ConnectivityFilter");

static const struct field geo_location_target_fields[] = {
    ROW(geo_location_target, name, "name", IS_TEXT),
    ROW(geo_location_target, order, "order", IS_ENUM(enum_target_field_order)),
};
RECORD(geo_location_target, "GeoLocationTarget");

static const struct field indexing_filter_fields[] = {
    ROW(indexing_filter, connectivity, "connectivity", IS_RECORD(connectivity_filter_record)),
    ROW(indexing_filter, geo_locations, "geoLocations",
        IS_LIST(IS_RECORD(geo_location_target_record))),
    ROW(indexing_filter, named_shadow_names, "namedShadowNames",
        IS_LIST(IS_TEXT_OF(scalar_shadow_name))),
};
RECORD(indexing_filter, "IndexingFilter");

static const struct field thing_indexing_configuration_fields[] = {
    ROW(thing_indexing_configuration, custom_fields, "customFields",
        IS_LIST(IS_RECORD(index_field_record))),
    ROW(thing_indexing_configuration, device_defender_indexing_mode,
        "deviceDefenderIndexingMode", IS_ENUM(enum_device_defender_indexing_mode)),
    ROW(thing_indexing_configuration, filter, "filter", IS_RECORD(indexing_filter_record)),
    ROW(thing_indexing_configuration, managed_fields, "managedFields",
        IS_LIST(IS_RECORD(index_field_record))),
    ROW(thing_indexing_configuration, named_shadow_indexing_mode, "namedShadowIndexingMode",
        IS_ENUM(enum_named_shadow_indexing_mode)),
    ROW(thing_indexing_configuration, thing_connectivity_indexing_mode,
        "thingConnectivityIndexingMode", IS_ENUM(enum_thing_connectivity_indexing_mode)),
    REQUIRED(thing_indexing_configuration, thing_indexing_mode, "thingIndexingMode",
             IS_ENUM(enum_thing_indexing_mode)),
};
RECORD(thing_indexing_configuration, "ThingIndexingConfiguration");

static const struct field get_indexing_configuration_output_fields[] = {
    ROW(get_indexing_configuration_output, thing_group_indexing_configuration,
        "thingGroupIndexingConfiguration",
        IS_RECORD(thing_group_indexing_configuration_record)),
    ROW(get_indexing_configuration_output, thing_indexing_configuration,
        "thingIndexingConfiguration", IS_RECORD(thing_indexing_configuration_record)),
};
RECORD(get_indexing_configuration_output, "GetIndexingConfigurationResponse");

const struct operation op_search_index = {
    .name = "SearchIndex",
    .method = HTTP_POST,
    .uri = "/indices/search",
    .input = &search_index_input_record,
    .output = &search_index_output_record,
    .paging = {"nextToken", "nextToken", "things", "maxResults", 100},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_QUERY) |
              ERROR_BIT(INDEX_NOT_READY),
    .calls_per_second = 10,
};

const struct operation op_describe_index = {
    .name = "DescribeIndex",
    .method = HTTP_GET,
    .uri = "/indices/{indexName}",
    .input = &describe_index_input_record,
    .output = &describe_index_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_get_indexing_configuration = {
    .name = "GetIndexingConfiguration",
    .method = HTTP_GET,
    .uri = "/indexing/config",
    .output = &get_indexing_configuration_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
