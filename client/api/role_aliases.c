#include "client/api/role_aliases.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field describe_role_alias_input_fields[] = {
    PATH(describe_role_alias_input, role_alias, "roleAlias", IS_TEXT_OF(scalar_role_alias)),
};
RECORD(describe_role_alias_input, "DescribeRoleAliasRequest");

static const struct field role_alias_description_fields[] = {
    ROW(role_alias_description, creation_date, "creationDate", IS_TIME),
    ROW(role_alias_description, credential_duration_seconds, "credentialDurationSeconds",
        IS_INT_OF(scalar_credential_duration_seconds)),
    ROW(role_alias_description, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(role_alias_description, owner, "owner", IS_TEXT_OF(scalar_aws_account_id)),
    ROW(role_alias_description, role_alias, "roleAlias", IS_TEXT_OF(scalar_role_alias)),
    ROW(role_alias_description, role_alias_arn, "roleAliasArn",
        IS_TEXT_OF(scalar_role_alias_arn)),
    ROW(role_alias_description, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
};
RECORD(role_alias_description, "RoleAliasDescription");

static const struct field describe_role_alias_output_fields[] = {
    ROW(describe_role_alias_output, role_alias_description, "roleAliasDescription",
        IS_RECORD(role_alias_description_record)),
};
RECORD(describe_role_alias_output, "DescribeRoleAliasResponse");

static const struct field list_role_aliases_input_fields[] = {
    QUERY(list_role_aliases_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
    QUERY(list_role_aliases_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY_AS(list_role_aliases_input, ascending_order, "ascendingOrder", "isAscendingOrder",
             IS_BOOL),
};
RECORD(list_role_aliases_input, "ListRoleAliasesRequest");

static const struct field list_role_aliases_output_fields[] = {
    ROW(list_role_aliases_output, role_aliases, "roleAliases",
        IS_LIST(IS_TEXT_OF(scalar_role_alias))),
    ROW(list_role_aliases_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
};
RECORD(list_role_aliases_output, "ListRoleAliasesResponse");

const struct operation op_describe_role_alias = {
    .name = "DescribeRoleAlias",
    .method = HTTP_GET,
    .uri = "/role-aliases/{roleAlias}",
    .input = &describe_role_alias_input_record,
    .output = &describe_role_alias_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_role_aliases = {
    .name = "ListRoleAliases",
    .method = HTTP_GET,
    .uri = "/role-aliases",
    .input = &list_role_aliases_input_record,
    .output = &list_role_aliases_output_record,
    .paging = {"marker", "nextMarker", "roleAliases", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};
