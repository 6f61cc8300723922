#include "client/api/things.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field list_things_input_fields[] = {
    QUERY(list_things_input, attribute_name, "attributeName",
          IS_TEXT_OF(scalar_attribute_name)),
    QUERY(list_things_input, attribute_value, "attributeValue",
          IS_TEXT_OF(scalar_attribute_value)),
    QUERY(list_things_input, max_results, "maxResults", IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_things_input, next_token, "nextToken", IS_TEXT),
    QUERY(list_things_input, thing_type_name, "thingTypeName",
          IS_TEXT_OF(scalar_thing_type_name)),
    QUERY(list_things_input, use_prefix_attribute_value, "usePrefixAttributeValue", IS_BOOL),
};
RECORD(list_things_input, "ListThingsRequest");

static const struct field thing_attribute_fields[] = {
    ROW(thing_attribute, attributes, "attributes",
        IS_MAP_OF(scalar_attribute_name, IS_TEXT_OF(scalar_attribute_value))),
    ROW(thing_attribute, thing_arn, "thingArn", IS_TEXT),
    ROW(thing_attribute, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
    ROW(thing_attribute, thing_type_name, "thingTypeName", IS_TEXT_OF(scalar_thing_type_name)),
    ROW(thing_attribute, version, "version", IS_INT),
};
RECORD(thing_attribute, "ThingAttribute");

static const struct field list_things_output_fields[] = {
    ROW(list_things_output, next_token, "nextToken", IS_TEXT),
    ROW(list_things_output, things, "things", IS_LIST(IS_RECORD(thing_attribute_record))),
};
RECORD(list_things_output, "ListThingsResponse");

static const struct field describe_thing_input_fields[] = {
    PATH(describe_thing_input, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
};
RECORD(describe_thing_input, "DescribeThingRequest");

static const struct field describe_thing_output_fields[] = {
    ROW(describe_thing_output, attributes, "attributes",
        IS_MAP_OF(scalar_attribute_name, IS_TEXT_OF(scalar_attribute_value))),
    ROW(describe_thing_output, billing_group_name, "billingGroupName",
        IS_TEXT_OF(scalar_billing_group_name)),
    ROW(describe_thing_output, default_client_id, "defaultClientId", IS_TEXT),
    ROW(describe_thing_output, thing_arn, "thingArn", IS_TEXT),
    ROW(describe_thing_output, thing_id, "thingId", IS_TEXT),
    ROW(describe_thing_output, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
    ROW(describe_thing_output, thing_type_name, "thingTypeName",
        IS_TEXT_OF(scalar_thing_type_name)),
    ROW(describe_thing_output, version, "version", IS_INT),
};
RECORD(describe_thing_output, "DescribeThingResponse");

static const struct field list_thing_principals_input_fields[] = {
    QUERY(list_thing_principals_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_thing_principals_input, next_token, "nextToken", IS_TEXT),
    PATH(list_thing_principals_input, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
};
RECORD(list_thing_principals_input, "ListThingPrincipalsRequest");

static const struct field list_thing_principals_output_fields[] = {
    ROW(list_thing_principals_output, next_token, "nextToken", IS_TEXT),
    ROW(list_thing_principals_output, principals, "principals", IS_LIST(IS_TEXT)),
};
RECORD(list_thing_principals_output, "ListThingPrincipalsResponse");

static const struct field list_thing_principals_v2_input_fields[] = {
    QUERY(list_thing_principals_v2_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_thing_principals_v2_input, next_token, "nextToken", IS_TEXT),
    PATH(list_thing_principals_v2_input, thing_name, "thingName",
         IS_TEXT_OF(scalar_thing_name)),
    QUERY(list_thing_principals_v2_input, thing_principal_type, "thingPrincipalType",
          IS_ENUM(enum_thing_principal_type)),
};
RECORD(list_thing_principals_v2_input, "ListThingPrincipalsV2Request");

static const struct field thing_principal_object_fields[] = {
    REQUIRED(thing_principal_object, principal, "principal", IS_TEXT),
    ROW(thing_principal_object, thing_principal_type, "thingPrincipalType",
        IS_ENUM(enum_thing_principal_type)),
};
RECORD(thing_principal_object, "ThingPrincipalObject");

static const struct field list_thing_principals_v2_output_fields[] = {
    ROW(list_thing_principals_v2_output, next_token, "nextToken", IS_TEXT),
    ROW(list_thing_principals_v2_output, thing_principal_objects, "thingPrincipalObjects",
        IS_LIST(IS_RECORD(thing_principal_object_record))),
};
RECORD(list_thing_principals_v2_output, "ListThingPrincipalsV2Response");

static const struct field list_principal_things_input_fields[] = {
    QUERY(list_principal_things_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_principal_things_input, next_token, "nextToken", IS_TEXT),
    HEADER_AS(list_principal_things_input, principal, "principal", "x-amzn-principal", IS_TEXT),
};
RECORD(list_principal_things_input, "ListPrincipalThingsRequest");

static const struct field list_principal_things_output_fields[] = {
    ROW(list_principal_things_output, next_token, "nextToken", IS_TEXT),
    ROW(list_principal_things_output, things, "things", IS_LIST(IS_TEXT_OF(scalar_thing_name))),
};
RECORD(list_principal_things_output, "ListPrincipalThingsResponse");

static const struct field list_principal_things_v2_input_fields[] = {
    QUERY(list_principal_things_v2_input, max_results, "maxResults",
          IS_INT_OF(scalar_registry_max_results)),
    QUERY(list_principal_things_v2_input, next_token, "nextToken", IS_TEXT),
    HEADER_AS(list_principal_things_v2_input, principal, "principal", "x-amzn-principal",
              IS_TEXT),
    QUERY(list_principal_things_v2_input, thing_principal_type, "thingPrincipalType",
          IS_ENUM(enum_thing_principal_type)),
};
RECORD(list_principal_things_v2_input, "ListPrincipalThingsV2Request");

static const struct field principal_thing_object_fields[] = {
    REQUIRED(principal_thing_object, thing_name, "thingName", IS_TEXT_OF(scalar_thing_name)),
    ROW(principal_thing_object, thing_principal_type, "thingPrincipalType",
        IS_ENUM(enum_thing_principal_type)),
};
RECORD(principal_thing_object, "PrincipalThingObject");

static const struct field list_principal_things_v2_output_fields[] = {
    ROW(list_principal_things_v2_output, next_token, "nextToken", IS_TEXT),
    ROW(list_principal_things_v2_output, principal_thing_objects, "principalThingObjects",
        IS_LIST(IS_RECORD(principal_thing_object_record))),
};
RECORD(list_principal_things_v2_output, "ListPrincipalThingsV2Response");

static const struct field get_thing_connectivity_data_input_fields[] = {
    ROW(get_thing_connectivity_data_input, include_socket_information,
        "includeSocketInformation", IS_BOOL),
    PATH(get_thing_connectivity_data_input, thing_name, "thingName",
         IS_TEXT_OF(scalar_connectivity_api_thing_name)),
};
RECORD(get_thing_connectivity_data_input, "GetThingConnectivityDataRequest");

static const struct field get_thing_connectivity_data_output_fields[] = {
    ROW(get_thing_connectivity_data_output, clean_session, "cleanSession", IS_BOOL),
    ROW(get_thing_connectivity_data_output, client_id, "clientId", IS_TEXT),
    ROW(get_thing_connectivity_data_output, connected, "connected", IS_BOOL),
    ROW(get_thing_connectivity_data_output, disconnect_reason, "disconnectReason",
        IS_ENUM(enum_disconnect_reason_value)),
    ROW(get_thing_connectivity_data_output, keep_alive_duration, "keepAliveDuration", IS_INT),
    ROW(get_thing_connectivity_data_output, session_expiry, "sessionExpiry", IS_INT),
    ROW(get_thing_connectivity_data_output, source_ip, "sourceIp", IS_TEXT),
    ROW(get_thing_connectivity_data_output, source_port, "sourcePort", IS_INT),
    ROW(get_thing_connectivity_data_output, target_ip, "targetIp", IS_TEXT),
    ROW(get_thing_connectivity_data_output, target_port, "targetPort", IS_INT),
    ROW(get_thing_connectivity_data_output, thing_name, "thingName",
        IS_TEXT_OF(scalar_connectivity_api_thing_name)),
    ROW(get_thing_connectivity_data_output, timestamp, "timestamp", IS_TIME),
    ROW(get_thing_connectivity_data_output, vpc_endpoint_id, "vpcEndpointId", IS_TEXT),
};
RECORD(get_thing_connectivity_data_output, "GetThingConnectivityDataResponse");

const struct operation op_list_things = {
    .name = "ListThings",
    .method = HTTP_GET,
    .uri = "/things",
    .input = &list_things_input_record,
    .output = &list_things_output_record,
    .paging = {"nextToken", "nextToken", "things", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_describe_thing = {
    .name = "DescribeThing",
    .method = HTTP_GET,
    .uri = "/things/{thingName}",
    .input = &describe_thing_input_record,
    .output = &describe_thing_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 350,
};

const struct operation op_list_thing_principals = {
    .name = "ListThingPrincipals",
    .method = HTTP_GET,
    .uri = "/things/{thingName}/principals",
    .input = &list_thing_principals_input_record,
    .output = &list_thing_principals_output_record,
    .paging = {"nextToken", "nextToken", "principals", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_thing_principals_v2 = {
    .name = "ListThingPrincipalsV2",
    .method = HTTP_GET,
    .uri = "/things/{thingName}/principals-v2",
    .input = &list_thing_principals_v2_input_record,
    .output = &list_thing_principals_v2_output_record,
    .paging = {"nextToken", "nextToken", "thingPrincipalObjects", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_principal_things = {
    .name = "ListPrincipalThings",
    .method = HTTP_GET,
    .uri = "/principals/things",
    .input = &list_principal_things_input_record,
    .output = &list_principal_things_output_record,
    .paging = {"nextToken", "nextToken", "things", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_principal_things_v2 = {
    .name = "ListPrincipalThingsV2",
    .method = HTTP_GET,
    .uri = "/principals/things-v2",
    .input = &list_principal_things_v2_input_record,
    .output = &list_principal_things_v2_output_record,
    .paging = {"nextToken", "nextToken", "principalThingObjects", "maxResults", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_get_thing_connectivity_data = {
    .name = "GetThingConnectivityData",
    .method = HTTP_POST,
    .uri = "/things/{thingName}/connectivity-data",
    .input = &get_thing_connectivity_data_input_record,
    .output = &get_thing_connectivity_data_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INDEX_NOT_READY),
    .calls_per_second = 10,
};
