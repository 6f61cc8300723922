/*
 * api/role_aliases: names under which devices assume an IAM role.
 *
 * ListRoleAliases gives bare names.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct describe_role_alias_input {
    const char *role_alias;
};

struct role_alias_description {
    struct opt_time creation_date;
    struct opt_int credential_duration_seconds;
    struct opt_time last_modified_date;
    const char *owner;
    const char *role_alias;
    const char *role_alias_arn;
    const char *role_arn;
};

struct describe_role_alias_output {
    const struct role_alias_description *role_alias_description;
};

struct list_role_aliases_input {
    struct opt_int page_size;
    const char *marker;
    struct opt_bool ascending_order;
};

struct list_role_aliases_output {
    struct list role_aliases; /* of RoleAlias */
    const char *next_marker;
};

extern const struct record describe_role_alias_input_record;
extern const struct record role_alias_description_record;
extern const struct record describe_role_alias_output_record;
extern const struct record list_role_aliases_input_record;
extern const struct record list_role_aliases_output_record;

extern const struct operation op_describe_role_alias;
extern const struct operation op_list_role_aliases;
