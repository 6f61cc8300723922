/*
 * api/suppressions: findings that are not to count for a while.
 *
 * A suppression is known by its check and resource identifier; it has no id of its own.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/audit.h"
#include "client/api/operation.h"

struct create_audit_suppression_input {
    const char *check_name;
    const char *client_request_token;
    const char *description;
    struct opt_time expiration_date;
    const struct resource_identifier *resource_identifier;
    struct opt_bool suppress_indefinitely;
};

struct describe_audit_suppression_input {
    const char *check_name;
    const struct resource_identifier *resource_identifier;
};

struct describe_audit_suppression_output {
    const char *check_name;
    const char *description;
    struct opt_time expiration_date;
    const struct resource_identifier *resource_identifier;
    struct opt_bool suppress_indefinitely;
};

struct update_audit_suppression_input {
    const char *check_name;
    const char *description;
    struct opt_time expiration_date;
    const struct resource_identifier *resource_identifier;
    struct opt_bool suppress_indefinitely;
};

struct delete_audit_suppression_input {
    const char *check_name;
    const struct resource_identifier *resource_identifier;
};

struct list_audit_suppressions_input {
    struct opt_bool ascending_order;
    const char *check_name;
    struct opt_int max_results;
    const char *next_token;
    const struct resource_identifier *resource_identifier;
};

struct audit_suppression {
    const char *check_name;
    const char *description;
    struct opt_time expiration_date;
    const struct resource_identifier *resource_identifier;
    struct opt_bool suppress_indefinitely;
};

struct list_audit_suppressions_output {
    const char *next_token;
    struct list suppressions; /* of struct audit_suppression */
};

extern const struct record create_audit_suppression_input_record;
extern const struct record describe_audit_suppression_input_record;
extern const struct record describe_audit_suppression_output_record;
extern const struct record update_audit_suppression_input_record;
extern const struct record delete_audit_suppression_input_record;
extern const struct record list_audit_suppressions_input_record;
extern const struct record audit_suppression_record;
extern const struct record list_audit_suppressions_output_record;

extern const struct operation op_create_audit_suppression;
extern const struct operation op_describe_audit_suppression;
extern const struct operation op_update_audit_suppression;
extern const struct operation op_delete_audit_suppression;
extern const struct operation op_list_audit_suppressions;
