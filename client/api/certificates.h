/*
 * api/certificates: device and CA certificates.
 *
 * UpdateCertificate and UpdateCACertificate carry the new status in the query.
 * Members and limits as in botocore iot/2015-05-28; absent members as field.h says.
 */
#pragma once

#include "client/api/operation.h"

struct describe_certificate_input {
    const char *certificate_id;
};

struct transfer_data {
    struct opt_time accept_date;
    struct opt_time reject_date;
    const char *reject_reason;
    struct opt_time transfer_date;
    const char *transfer_message;
};

struct certificate_validity {
    struct opt_time not_after;
    struct opt_time not_before;
};

struct certificate_description {
    const char *ca_certificate_id;
    const char *certificate_arn;
    const char *certificate_id;
    const char *certificate_mode; /* CertificateMode */
    const char *certificate_pem;
    struct opt_time creation_date;
    struct opt_int customer_version;
    const char *generation_id;
    struct opt_time last_modified_date;
    const char *owned_by;
    const char *previous_owned_by;
    const char *status; /* CertificateStatus */
    const struct transfer_data *transfer_data;
    const struct certificate_validity *validity;
};

struct describe_certificate_output {
    const struct certificate_description *certificate_description;
};

struct list_certificates_input {
    struct opt_bool ascending_order;
    const char *marker;
    struct opt_int page_size;
};

struct certificate_summary {
    const char *certificate_arn;
    const char *certificate_id;
    const char *certificate_mode; /* CertificateMode */
    struct opt_time creation_date;
    const char *status; /* CertificateStatus */
};

struct list_certificates_output {
    struct list certificates; /* of struct certificate_summary */
    const char *next_marker;
};

struct list_certificates_by_ca_input {
    struct opt_bool ascending_order;
    const char *ca_certificate_id;
    const char *marker;
    struct opt_int page_size;
};

struct list_certificates_by_ca_output {
    struct list certificates; /* of struct certificate_summary */
    const char *next_marker;
};

struct update_certificate_input {
    const char *certificate_id;
    const char *new_status; /* CertificateStatus */
};

struct describe_ca_certificate_input {
    const char *certificate_id;
};

struct ca_certificate_description {
    const char *auto_registration_status; /* AutoRegistrationStatus */
    const char *certificate_arn;
    const char *certificate_id;
    const char *certificate_mode; /* CertificateMode */
    const char *certificate_pem;
    struct opt_time creation_date;
    struct opt_int customer_version;
    const char *generation_id;
    struct opt_time last_modified_date;
    const char *owned_by;
    const char *status; /* CACertificateStatus */
    const struct certificate_validity *validity;
};

struct registration_config {
    const char *role_arn;
    const char *template_body;
    const char *template_name;
};

struct describe_ca_certificate_output {
    const struct ca_certificate_description *certificate_description;
    const struct registration_config *registration_config;
};

struct list_ca_certificates_input {
    struct opt_bool ascending_order;
    const char *marker;
    struct opt_int page_size;
    const char *template_name;
};

struct ca_certificate_summary {
    const char *certificate_arn;
    const char *certificate_id;
    struct opt_time creation_date;
    const char *status; /* CACertificateStatus */
};

struct list_ca_certificates_output {
    struct list certificates; /* of struct ca_certificate_summary */
    const char *next_marker;
};

struct update_ca_certificate_input {
    const char *certificate_id;
    const char *new_auto_registration_status; /* AutoRegistrationStatus */
    const char *new_status;                   /* CACertificateStatus */
    const struct registration_config *registration_config;
    struct opt_bool remove_auto_registration;
};

extern const struct record describe_certificate_input_record;
extern const struct record transfer_data_record;
extern const struct record certificate_validity_record;
extern const struct record certificate_description_record;
extern const struct record describe_certificate_output_record;
extern const struct record list_certificates_input_record;
extern const struct record certificate_summary_record;
extern const struct record list_certificates_output_record;
extern const struct record list_certificates_by_ca_input_record;
extern const struct record list_certificates_by_ca_output_record;
extern const struct record update_certificate_input_record;
extern const struct record describe_ca_certificate_input_record;
extern const struct record ca_certificate_description_record;
extern const struct record registration_config_record;
extern const struct record describe_ca_certificate_output_record;
extern const struct record list_ca_certificates_input_record;
extern const struct record ca_certificate_summary_record;
extern const struct record list_ca_certificates_output_record;
extern const struct record update_ca_certificate_input_record;

extern const struct operation op_describe_certificate;
extern const struct operation op_list_certificates;
extern const struct operation op_list_certificates_by_ca;
extern const struct operation op_update_certificate;
extern const struct operation op_describe_ca_certificate;
extern const struct operation op_list_ca_certificates;
extern const struct operation op_update_ca_certificate;
