/*
 * api/policies: IoT policies, versions and what they are attached to.
 *
 * Documents are JSON inside a string. Pages go by marker and nextMarker.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct get_policy_input {
    const char *policy_name;
};

struct get_policy_output {
    struct opt_time creation_date;
    const char *default_version_id;
    const char *generation_id;
    struct opt_time last_modified_date;
    const char *policy_arn;
    const char *policy_document;
    const char *policy_name;
};

struct get_policy_version_input {
    const char *policy_name;
    const char *policy_version_id;
};

struct get_policy_version_output {
    struct opt_time creation_date;
    const char *generation_id;
    struct opt_bool is_default_version;
    struct opt_time last_modified_date;
    const char *policy_arn;
    const char *policy_document;
    const char *policy_name;
    const char *policy_version_id;
};

struct list_policy_versions_input {
    const char *policy_name;
};

struct policy_version {
    struct opt_time create_date;
    struct opt_bool is_default_version;
    const char *version_id;
};

struct list_policy_versions_output {
    struct list policy_versions; /* of struct policy_version */
};

struct list_policies_input {
    struct opt_bool ascending_order;
    const char *marker;
    struct opt_int page_size;
};

struct policy_summary {
    const char *policy_arn;
    const char *policy_name;
};

struct list_policies_output {
    const char *next_marker;
    struct list policies; /* of struct policy_summary */
};

struct create_policy_version_input {
    const char *policy_document;
    const char *policy_name;
    struct opt_bool set_as_default;
};

struct create_policy_version_output {
    struct opt_bool is_default_version;
    const char *policy_arn;
    const char *policy_document;
    const char *policy_version_id;
};

struct set_default_policy_version_input {
    const char *policy_name;
    const char *policy_version_id;
};

struct list_attached_policies_input {
    const char *marker;
    struct opt_int page_size;
    struct opt_bool recursive;
    const char *target;
};

struct list_attached_policies_output {
    const char *next_marker;
    struct list policies; /* of struct policy_summary */
};

struct list_targets_for_policy_input {
    const char *marker;
    struct opt_int page_size;
    const char *policy_name;
};

struct list_targets_for_policy_output {
    const char *next_marker;
    struct list targets; /* of PolicyTarget */
};

struct get_effective_policies_input {
    const char *cognito_identity_pool_id;
    const char *principal;
    const char *thing_name;
};

struct effective_policy {
    const char *policy_arn;
    const char *policy_document;
    const char *policy_name;
};

struct get_effective_policies_output {
    struct list effective_policies; /* of struct effective_policy */
};

extern const struct record get_policy_input_record;
extern const struct record get_policy_output_record;
extern const struct record get_policy_version_input_record;
extern const struct record get_policy_version_output_record;
extern const struct record list_policy_versions_input_record;
extern const struct record policy_version_record;
extern const struct record list_policy_versions_output_record;
extern const struct record list_policies_input_record;
extern const struct record policy_summary_record;
extern const struct record list_policies_output_record;
extern const struct record create_policy_version_input_record;
extern const struct record create_policy_version_output_record;
extern const struct record set_default_policy_version_input_record;
extern const struct record list_attached_policies_input_record;
extern const struct record list_attached_policies_output_record;
extern const struct record list_targets_for_policy_input_record;
extern const struct record list_targets_for_policy_output_record;
extern const struct record get_effective_policies_input_record;
extern const struct record effective_policy_record;
extern const struct record get_effective_policies_output_record;

extern const struct operation op_get_policy;
extern const struct operation op_get_policy_version;
extern const struct operation op_list_policy_versions;
extern const struct operation op_list_policies;
extern const struct operation op_create_policy_version;
extern const struct operation op_set_default_policy_version;
extern const struct operation op_list_attached_policies;
extern const struct operation op_list_targets_for_policy;
extern const struct operation op_get_effective_policies;
