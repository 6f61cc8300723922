#include "client/api/operation.h"

#include "client/api/audit.h"
#include "client/api/audit_mitigation.h"
#include "client/api/certificates.h"
#include "client/api/custom_metrics.h"
#include "client/api/detect_mitigation.h"
#include "client/api/dimensions.h"
#include "client/api/drills.h"
#include "client/api/fleet_index.h"
#include "client/api/groups.h"
#include "client/api/logging.h"
#include "client/api/mitigation.h"
#include "client/api/policies.h"
#include "client/api/profiles.h"
#include "client/api/role_aliases.h"
#include "client/api/schedules.h"
#include "client/api/sts.h"
#include "client/api/suppressions.h"
#include "client/api/tags.h"
#include "client/api/things.h"
#include "client/api/violations.h"

const struct operation *const operations[] = {
    &op_tag_resource,
    &op_untag_resource,
    &op_list_tags_for_resource,
    &op_describe_account_audit_configuration,
    &op_update_account_audit_configuration,
    &op_delete_account_audit_configuration,
    &op_start_on_demand_audit_task,
    &op_cancel_audit_task,
    &op_describe_audit_task,
    &op_list_audit_tasks,
    &op_list_audit_findings,
    &op_describe_audit_finding,
    &op_list_related_resources_for_audit_finding,
    &op_create_scheduled_audit,
    &op_describe_scheduled_audit,
    &op_update_scheduled_audit,
    &op_delete_scheduled_audit,
    &op_list_scheduled_audits,
    &op_create_audit_suppression,
    &op_describe_audit_suppression,
    &op_update_audit_suppression,
    &op_delete_audit_suppression,
    &op_list_audit_suppressions,
    &op_create_mitigation_action,
    &op_describe_mitigation_action,
    &op_update_mitigation_action,
    &op_delete_mitigation_action,
    &op_list_mitigation_actions,
    &op_start_audit_mitigation_actions_task,
    &op_cancel_audit_mitigation_actions_task,
    &op_describe_audit_mitigation_actions_task,
    &op_list_audit_mitigation_actions_tasks,
    &op_list_audit_mitigation_actions_executions,
    &op_create_security_profile,
    &op_describe_security_profile,
    &op_update_security_profile,
    &op_delete_security_profile,
    &op_list_security_profiles,
    &op_list_security_profiles_for_target,
    &op_list_targets_for_security_profile,
    &op_attach_security_profile,
    &op_detach_security_profile,
    &op_validate_security_profile_behaviors,
    &op_list_active_violations,
    &op_list_violation_events,
    &op_put_verification_state_on_violation,
    &op_list_metric_values,
    &op_get_behavior_model_training_summaries,
    &op_start_detect_mitigation_actions_task,
    &op_cancel_detect_mitigation_actions_task,
    &op_describe_detect_mitigation_actions_task,
    &op_list_detect_mitigation_actions_tasks,
    &op_list_detect_mitigation_actions_executions,
    &op_create_custom_metric,
    &op_describe_custom_metric,
    &op_update_custom_metric,
    &op_delete_custom_metric,
    &op_list_custom_metrics,
    &op_create_dimension,
    &op_describe_dimension,
    &op_update_dimension,
    &op_delete_dimension,
    &op_list_dimensions,
    &op_list_things,
    &op_describe_thing,
    &op_list_thing_principals,
    &op_list_thing_principals_v2,
    &op_list_principal_things,
    &op_list_principal_things_v2,
    &op_get_thing_connectivity_data,
    &op_describe_certificate,
    &op_list_certificates,
    &op_list_certificates_by_ca,
    &op_update_certificate,
    &op_describe_ca_certificate,
    &op_list_ca_certificates,
    &op_update_ca_certificate,
    &op_get_policy,
    &op_get_policy_version,
    &op_list_policy_versions,
    &op_list_policies,
    &op_create_policy_version,
    &op_set_default_policy_version,
    &op_list_attached_policies,
    &op_list_targets_for_policy,
    &op_get_effective_policies,
    &op_describe_role_alias,
    &op_list_role_aliases,
    &op_list_thing_groups,
    &op_describe_thing_group,
    &op_list_things_in_thing_group,
    &op_list_thing_groups_for_thing,
    &op_create_thing_group,
    &op_add_thing_to_thing_group,
    &op_remove_thing_from_thing_group,
    &op_update_thing_groups_for_thing,
    &op_search_index,
    &op_describe_index,
    &op_get_indexing_configuration,
    &op_describe_endpoint,
    &op_get_v2_logging_options,
    &op_set_v2_logging_options,
    &op_get_logging_options,
    &op_list_v2_logging_levels,
    &op_list_scenario_kinds,
    &op_list_scenarios,
    &op_start_scenario,
    &op_describe_scenario,
    &op_stop_scenario,
    &op_sts_get_caller_identity,
    &op_sts_assume_role,
    &op_sts_assume_role_with_web_identity,
    NULL,
};

const struct api_error_row api_errors[API_ERROR_COUNT] = {
    [API_RESOURCE_ALREADY_EXISTS] = {"ResourceAlreadyExistsException", 409},
    [API_CERTIFICATE_STATE] = {"CertificateStateException", 406},
    [API_INTERNAL] = {"InternalException", 500},
    [API_INTERNAL_FAILURE] = {"InternalFailureException", 500},
    [API_INDEX_NOT_READY] = {"IndexNotReadyException", 400},
    [API_INVALID_QUERY] = {"InvalidQueryException", 400},
    [API_INVALID_REQUEST] = {"InvalidRequestException", 400},
    [API_INVALID_STATE_TRANSITION] = {"InvalidStateTransitionException", 409},
    [API_LIMIT_EXCEEDED] = {"LimitExceededException", 410},
    [API_MALFORMED_POLICY] = {"MalformedPolicyException", 400},
    [API_NOT_CONFIGURED] = {"NotConfiguredException", 404},
    [API_RESOURCE_NOT_FOUND] = {"ResourceNotFoundException", 404},
    [API_SERVICE_UNAVAILABLE] = {"ServiceUnavailableException", 503},
    [API_TASK_ALREADY_EXISTS] = {"TaskAlreadyExistsException", 400},
    [API_THROTTLING] = {"ThrottlingException", 400},
    [API_UNAUTHORIZED] = {"UnauthorizedException", 401},
    [API_VERSION_CONFLICT] = {"VersionConflictException", 409},
    [API_VERSIONS_LIMIT_EXCEEDED] = {"VersionsLimitExceededException", 409},
    [API_IDP_COMMUNICATION] = {"IDPCommunicationError", 400},
    [API_IDP_REJECTED_CLAIM] = {"IDPRejectedClaim", 403},
    [API_INVALID_IDENTITY_TOKEN] = {"InvalidIdentityToken", 400},
    [API_MALFORMED_POLICY_DOCUMENT] = {"MalformedPolicyDocument", 400},
    [API_PACKED_POLICY_TOO_LARGE] = {"PackedPolicyTooLarge", 400},
    [API_REGION_DISABLED] = {"RegionDisabledException", 403},
    [API_ACCESS_DENIED] = {"AccessDeniedException", 403},
    [API_UNRECOGNIZED_CLIENT] = {"UnrecognizedClientException", 403},
    [API_INVALID_SIGNATURE] = {"InvalidSignatureException", 403},
    [API_MISSING_AUTHENTICATION_TOKEN] = {"MissingAuthenticationTokenException", 403},
    [API_INCOMPLETE_SIGNATURE] = {"IncompleteSignatureException", 400},
    [API_EXPIRED_TOKEN] = {"ExpiredTokenException", 403},
    [API_UNKNOWN_OPERATION] = {"UnknownOperationException", 404},
};

const struct operation *operation_find(const char *name)
{
    for (size_t i = 0; operations[i] != NULL; i++) {
        if (strcmp(operations[i]->name, name) == 0)
            return operations[i];
    }
    return NULL;
}

const char *http_method_name(enum http_method m)
{
    static const char *const names[] = {
        [HTTP_GET] = "GET",     [HTTP_POST] = "POST",     [HTTP_PUT] = "PUT",
        [HTTP_PATCH] = "PATCH", [HTTP_DELETE] = "DELETE",
    };
    return names[m];
}

/* Compares a path with a template, segment by segment. Returns how many segments are literally
 * the same (a literal beats a label when both fit), or -1. */
static int match(const char *uri, struct str path, struct path_label *labels, int *n_labels)
{
    struct str left = str_of(uri), right = path;
    int literal = 0;

    *n_labels = 0;
    while (left.n > 0 && right.n > 0) {
        struct str want = str_cut(left, '/', &left), have = str_cut(right, '/', &right);

        if ((left.n > 0) != (right.n > 0) || (want.n > 0 && have.n == 0))
            return -1;
        if (want.n > 2 && want.p[0] == '{') {
            if (*n_labels == PATH_LABELS_MAX)
                return -1;
            labels[(*n_labels)++] = (struct path_label){{want.p + 1, want.n - 2}, have};
        } else if (want.n == have.n && memcmp(want.p, have.p, want.n) == 0) {
            literal++;
        } else {
            return -1;
        }
    }
    return literal;
}

const struct operation *operation_route(enum http_method m, struct str path,
                                        struct path_label labels[PATH_LABELS_MAX],
                                        int *n_labels)
{
    const struct operation *best = NULL;
    int best_literal = -1;

    if (path.n == 0 || path.p[path.n - 1] == '/')
        return NULL;
    for (size_t i = 0; operations[i] != NULL; i++) {
        struct path_label cut[PATH_LABELS_MAX];
        int n = 0;

        if (operations[i]->service == SERVICE_STS || operations[i]->method != m)
            continue;
        int literal = match(operations[i]->uri, path, cut, &n);
        if (literal <= best_literal)
            continue;
        best = operations[i];
        best_literal = literal;
        *n_labels = n;
        for (int k = 0; k < n; k++)
            labels[k] = cut[k];
    }
    return best;
}
