/*
 * api/schedules: scheduled audits.
 *
 * There is no time of day: the service picks one. dayOfMonth is text, "1".."31" or "LAST".
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"
#include "client/api/tags.h"

struct create_scheduled_audit_input {
    const char *day_of_month;
    const char *day_of_week; /* DayOfWeek */
    const char *frequency;   /* AuditFrequency */
    const char *scheduled_audit_name;
    struct list tags;               /* of struct tag */
    struct list target_check_names; /* of AuditCheckName */
};

struct create_scheduled_audit_output {
    const char *scheduled_audit_arn;
};

struct describe_scheduled_audit_input {
    const char *scheduled_audit_name;
};

struct describe_scheduled_audit_output {
    const char *day_of_month;
    const char *day_of_week; /* DayOfWeek */
    const char *frequency;   /* AuditFrequency */
    const char *scheduled_audit_arn;
    const char *scheduled_audit_name;
    struct list target_check_names; /* of AuditCheckName */
};

struct update_scheduled_audit_input {
    const char *day_of_month;
    const char *day_of_week; /* DayOfWeek */
    const char *frequency;   /* AuditFrequency */
    const char *scheduled_audit_name;
    struct list target_check_names; /* of AuditCheckName */
};

struct update_scheduled_audit_output {
    const char *scheduled_audit_arn;
};

struct delete_scheduled_audit_input {
    const char *scheduled_audit_name;
};

struct list_scheduled_audits_input {
    struct opt_int max_results;
    const char *next_token;
};

struct scheduled_audit_metadata {
    const char *day_of_month;
    const char *day_of_week; /* DayOfWeek */
    const char *frequency;   /* AuditFrequency */
    const char *scheduled_audit_arn;
    const char *scheduled_audit_name;
};

struct list_scheduled_audits_output {
    const char *next_token;
    struct list scheduled_audits; /* of struct scheduled_audit_metadata */
};

extern const struct record create_scheduled_audit_input_record;
extern const struct record create_scheduled_audit_output_record;
extern const struct record describe_scheduled_audit_input_record;
extern const struct record describe_scheduled_audit_output_record;
extern const struct record update_scheduled_audit_input_record;
extern const struct record update_scheduled_audit_output_record;
extern const struct record delete_scheduled_audit_input_record;
extern const struct record list_scheduled_audits_input_record;
extern const struct record scheduled_audit_metadata_record;
extern const struct record list_scheduled_audits_output_record;

extern const struct operation op_create_scheduled_audit;
extern const struct operation op_describe_scheduled_audit;
extern const struct operation op_update_scheduled_audit;
extern const struct operation op_delete_scheduled_audit;
extern const struct operation op_list_scheduled_audits;
