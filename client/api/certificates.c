#include "client/api/certificates.h"

#include "client/api/enums.h"
#include "client/api/rows.h"
#include "client/api/scalars.h"

static const struct field describe_certificate_input_fields[] = {
    PATH(describe_certificate_input, certificate_id, "certificateId",
         IS_TEXT_OF(scalar_certificate_id)),
};
RECORD(describe_certificate_input, "DescribeCertificateRequest");

static const struct field transfer_data_fields[] = {
    ROW(transfer_data, accept_date, "acceptDate", IS_TIME),
    ROW(transfer_data, reject_date, "rejectDate", IS_TIME),
    ROW(transfer_data, reject_reason, "rejectReason", IS_TEXT_OF(scalar_message)),
    ROW(transfer_data, transfer_date, "transferDate", IS_TIME),
    ROW(transfer_data, transfer_message, "transferMessage", IS_TEXT_OF(scalar_message)),
};
RECORD(transfer_data, "TransferData");

static const struct field certificate_validity_fields[] = {
    ROW(certificate_validity, not_after, "notAfter", IS_TIME),
    ROW(certificate_validity, not_before, "notBefore", IS_TIME),
};
RECORD(certificate_validity, "CertificateValidity");

static const struct field certificate_description_fields[] = {
    ROW(certificate_description, ca_certificate_id, "caCertificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(certificate_description, certificate_arn, "certificateArn", IS_TEXT),
    ROW(certificate_description, certificate_id, "certificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(certificate_description, certificate_mode, "certificateMode",
        IS_ENUM(enum_certificate_mode)),
    ROW(certificate_description, certificate_pem, "certificatePem",
        IS_TEXT_OF(scalar_certificate_pem)),
    ROW(certificate_description, creation_date, "creationDate", IS_TIME),
    ROW(certificate_description, customer_version, "customerVersion",
        IS_INT_OF(scalar_customer_version)),
    ROW(certificate_description, generation_id, "generationId", IS_TEXT),
    ROW(certificate_description, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(certificate_description, owned_by, "ownedBy", IS_TEXT_OF(scalar_aws_account_id)),
    ROW(certificate_description, previous_owned_by, "previousOwnedBy",
        IS_TEXT_OF(scalar_aws_account_id)),
    ROW(certificate_description, status, "status", IS_ENUM(enum_certificate_status)),
    ROW(certificate_description, transfer_data, "transferData",
        IS_RECORD(transfer_data_record)),
    ROW(certificate_description, validity, "validity", IS_RECORD(certificate_validity_record)),
};
RECORD(certificate_description, "CertificateDescription");

static const struct field describe_certificate_output_fields[] = {
    ROW(describe_certificate_output, certificate_description, "certificateDescription",
        IS_RECORD(certificate_description_record)),
};
RECORD(describe_certificate_output, "DescribeCertificateResponse");

static const struct field list_certificates_input_fields[] = {
    QUERY_AS(list_certificates_input, ascending_order, "ascendingOrder", "isAscendingOrder",
             IS_BOOL),
    QUERY(list_certificates_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY(list_certificates_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
};
RECORD(list_certificates_input, "ListCertificatesRequest");

static const struct field certificate_summary_fields[] = {
    ROW(certificate_summary, certificate_arn, "certificateArn", IS_TEXT),
    ROW(certificate_summary, certificate_id, "certificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(certificate_summary, certificate_mode, "certificateMode",
        IS_ENUM(enum_certificate_mode)),
    ROW(certificate_summary, creation_date, "creationDate", IS_TIME),
    ROW(certificate_summary, status, "status", IS_ENUM(enum_certificate_status)),
};
RECORD(certificate_summary, "Certificate");

static const struct field list_certificates_output_fields[] = {
    ROW(list_certificates_output, certificates, "certificates",
        IS_LIST(IS_RECORD(certificate_summary_record))),
    ROW(list_certificates_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
};
RECORD(list_certificates_output, "ListCertificatesResponse");

static const struct field list_certificates_by_ca_input_fields[] = {
    QUERY_AS(list_certificates_by_ca_input, ascending_order, "ascendingOrder",
             "isAscendingOrder", IS_BOOL),
    PATH(list_certificates_by_ca_input, ca_certificate_id, "caCertificateId",
         IS_TEXT_OF(scalar_certificate_id)),
    QUERY(list_certificates_by_ca_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY(list_certificates_by_ca_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
};
RECORD(list_certificates_by_ca_input, "ListCertificatesByCARequest");

static const struct field list_certificates_by_ca_output_fields[] = {
    ROW(list_certificates_by_ca_output, certificates, "certificates",
        IS_LIST(IS_RECORD(certificate_summary_record))),
    ROW(list_certificates_by_ca_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
};
RECORD(list_certificates_by_ca_output, "ListCertificatesByCAResponse");

static const struct field update_certificate_input_fields[] = {
    PATH(update_certificate_input, certificate_id, "certificateId",
         IS_TEXT_OF(scalar_certificate_id)),
    QUERY_REQUIRED(update_certificate_input, new_status, "newStatus",
                   IS_ENUM(enum_certificate_status)),
};
RECORD(update_certificate_input, "UpdateCertificateRequest");

static const struct field describe_ca_certificate_input_fields[] = {
    PATH_AS(describe_ca_certificate_input, certificate_id, "certificateId", "caCertificateId",
            IS_TEXT_OF(scalar_certificate_id)),
};
RECORD(describe_ca_certificate_input, "DescribeCACertificateRequest");

static const struct field ca_certificate_description_fields[] = {
    ROW(ca_certificate_description, auto_registration_status, "autoRegistrationStatus",
        IS_ENUM(enum_auto_registration_status)),
    ROW(ca_certificate_description, certificate_arn, "certificateArn", IS_TEXT),
    ROW(ca_certificate_description, certificate_id, "certificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(ca_certificate_description, certificate_mode, "certificateMode",
        IS_ENUM(enum_certificate_mode)),
    ROW(ca_certificate_description, certificate_pem, "certificatePem",
        IS_TEXT_OF(scalar_certificate_pem)),
    ROW(ca_certificate_description, creation_date, "creationDate", IS_TIME),
    ROW(ca_certificate_description, customer_version, "customerVersion",
        IS_INT_OF(scalar_customer_version)),
    ROW(ca_certificate_description, generation_id, "generationId", IS_TEXT),
    ROW(ca_certificate_description, last_modified_date, "lastModifiedDate", IS_TIME),
    ROW(ca_certificate_description, owned_by, "ownedBy", IS_TEXT_OF(scalar_aws_account_id)),
    ROW(ca_certificate_description, status, "status", IS_ENUM(enum_ca_certificate_status)),
    ROW(ca_certificate_description, validity, "validity",
        IS_RECORD(certificate_validity_record)),
};
RECORD(ca_certificate_description, "CACertificateDescription");

static const struct field registration_config_fields[] = {
    ROW(registration_config, role_arn, "roleArn", IS_TEXT_OF(scalar_role_arn)),
    ROW(registration_config, template_body, "templateBody", IS_TEXT_OF(scalar_template_body)),
    ROW(registration_config, template_name, "templateName", IS_TEXT_OF(scalar_template_name)),
};
RECORD(registration_config, "RegistrationConfig");

static const struct field describe_ca_certificate_output_fields[] = {
    ROW(describe_ca_certificate_output, certificate_description, "certificateDescription",
        IS_RECORD(ca_certificate_description_record)),
    ROW(describe_ca_certificate_output, registration_config, "registrationConfig",
        IS_RECORD(registration_config_record)),
};
RECORD(describe_ca_certificate_output, "DescribeCACertificateResponse");

static const struct field list_ca_certificates_input_fields[] = {
    QUERY_AS(list_ca_certificates_input, ascending_order, "ascendingOrder", "isAscendingOrder",
             IS_BOOL),
    QUERY(list_ca_certificates_input, marker, "marker", IS_TEXT_OF(scalar_marker)),
    QUERY(list_ca_certificates_input, page_size, "pageSize", IS_INT_OF(scalar_page_size)),
    QUERY(list_ca_certificates_input, template_name, "templateName",
          IS_TEXT_OF(scalar_template_name)),
};
RECORD(list_ca_certificates_input, "ListCACertificatesRequest");

static const struct field ca_certificate_summary_fields[] = {
    ROW(ca_certificate_summary, certificate_arn, "certificateArn", IS_TEXT),
    ROW(ca_certificate_summary, certificate_id, "certificateId",
        IS_TEXT_OF(scalar_certificate_id)),
    ROW(ca_certificate_summary, creation_date, "creationDate", IS_TIME),
    ROW(ca_certificate_summary, status, "status", IS_ENUM(enum_ca_certificate_status)),
};
RECORD(ca_certificate_summary, "CACertificate");

static const struct field list_ca_certificates_output_fields[] = {
    ROW(list_ca_certificates_output, certificates, "certificates",
        IS_LIST(IS_RECORD(ca_certificate_summary_record))),
    ROW(list_ca_certificates_output, next_marker, "nextMarker", IS_TEXT_OF(scalar_marker)),
};
RECORD(list_ca_certificates_output, "ListCACertificatesResponse");

static const struct field update_ca_certificate_input_fields[] = {
    PATH_AS(update_ca_certificate_input, certificate_id, "certificateId", "caCertificateId",
            IS_TEXT_OF(scalar_certificate_id)),
    QUERY(update_ca_certificate_input, new_auto_registration_status,
          "newAutoRegistrationStatus", IS_ENUM(enum_auto_registration_status)),
    QUERY(update_ca_certificate_input, new_status, "newStatus",
          IS_ENUM(enum_ca_certificate_status)),
    ROW(update_ca_certificate_input, registration_config, "registrationConfig",
        IS_RECORD(registration_config_record)),
    ROW(update_ca_certificate_input, remove_auto_registration, "removeAutoRegistration",
        IS_BOOL),
};
RECORD(update_ca_certificate_input, "UpdateCACertificateRequest");

const struct operation op_describe_certificate = {
    .name = "DescribeCertificate",
    .method = HTTP_GET,
    .uri = "/certificates/{certificateId}",
    .input = &describe_certificate_input_record,
    .output = &describe_certificate_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_certificates = {
    .name = "ListCertificates",
    .method = HTTP_GET,
    .uri = "/certificates",
    .input = &list_certificates_input_record,
    .output = &list_certificates_output_record,
    .paging = {"marker", "nextMarker", "certificates", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_list_certificates_by_ca = {
    .name = "ListCertificatesByCA",
    .method = HTTP_GET,
    .uri = "/certificates-by-ca/{caCertificateId}",
    .input = &list_certificates_by_ca_input_record,
    .output = &list_certificates_by_ca_output_record,
    .paging = {"marker", "nextMarker", "certificates", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_update_certificate = {
    .name = "UpdateCertificate",
    .method = HTTP_PUT,
    .uri = "/certificates/{certificateId}",
    .input = &update_certificate_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(CERTIFICATE_STATE) |
              ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"DescribeCertificate", "ListCertificates",
                                         "ListCertificatesByCA", NULL},
};

const struct operation op_describe_ca_certificate = {
    .name = "DescribeCACertificate",
    .method = HTTP_GET,
    .uri = "/cacertificate/{caCertificateId}",
    .input = &describe_ca_certificate_input_record,
    .output = &describe_ca_certificate_output_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE) |
              ERROR_BIT(RESOURCE_NOT_FOUND),
    .calls_per_second = 10,
};

const struct operation op_list_ca_certificates = {
    .name = "ListCACertificates",
    .method = HTTP_GET,
    .uri = "/cacertificates",
    .input = &list_ca_certificates_input_record,
    .output = &list_ca_certificates_output_record,
    .paging = {"marker", "nextMarker", "certificates", "pageSize", 250},
    .retry = RETRY_SAFE,
    .effect = EFFECT_READ,
    .errors = ERROR_BIT(INVALID_REQUEST) | ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) |
              ERROR_BIT(SERVICE_UNAVAILABLE) | ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
};

const struct operation op_update_ca_certificate = {
    .name = "UpdateCACertificate",
    .method = HTTP_PUT,
    .uri = "/cacertificate/{caCertificateId}",
    .input = &update_ca_certificate_input_record,
    .retry = RETRY_SAFE,
    .effect = EFFECT_MUTATE,
    .errors = ERROR_BIT(RESOURCE_NOT_FOUND) | ERROR_BIT(INVALID_REQUEST) |
              ERROR_BIT(THROTTLING) | ERROR_BIT(UNAUTHORIZED) | ERROR_BIT(SERVICE_UNAVAILABLE) |
              ERROR_BIT(INTERNAL_FAILURE),
    .calls_per_second = 10,
    .invalidates = (const char *const[]){"DescribeCACertificate", "ListCACertificates", NULL},
};
