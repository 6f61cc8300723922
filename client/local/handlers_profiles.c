#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/profiles.h"

static bool create(struct call *c, struct err *err)
{
    const struct create_security_profile_input *in = c->input;
    struct create_security_profile_output *out = c->output;

    out->security_profile_arn = call_arn(c, ARN_SECURITY_PROFILE, in->security_profile_name);
    out->security_profile_name = in->security_profile_name;
    return profile_rows_create(call_registry(c), in, call_now_ms(c), c->arena, err);
}

static bool create_profile(struct call *c, struct err *err)
{
    return call_transaction(c, create, err);
}

static bool describe_profile(struct call *c, struct err *err)
{
    const struct describe_security_profile_input *in = c->input;
    return profile_rows_describe(call_registry(c), in->security_profile_name, c->arena,
                                 c->output, err);
}

static bool update(struct call *c, struct err *err)
{
    const struct update_security_profile_input *in = c->input;
    struct update_security_profile_output *out = c->output;
    struct describe_security_profile_output is;

    if (!profile_rows_update(call_registry(c), in, call_now_ms(c), c->arena, err) ||
        !profile_rows_describe(call_registry(c), in->security_profile_name, c->arena, &is, err))
        return false;
    *out = (struct update_security_profile_output){
        .additional_metrics_to_retain = is.additional_metrics_to_retain,
        .additional_metrics_to_retain_v2 = is.additional_metrics_to_retain_v2,
        .alert_targets = is.alert_targets,
        .behaviors = is.behaviors,
        .creation_date = is.creation_date,
        .last_modified_date = is.last_modified_date,
        .metrics_export_config = is.metrics_export_config,
        .security_profile_arn = is.security_profile_arn,
        .security_profile_description = is.security_profile_description,
        .security_profile_name = is.security_profile_name,
        .version = is.version,
    };
    return true;
}

static bool update_profile(struct call *c, struct err *err)
{
    return call_transaction(c, update, err);
}

static bool remove_profile(struct call *c, struct err *err)
{
    return profile_rows_delete(call_registry(c), c->input, c->arena, err);
}

static bool delete_profile(struct call *c, struct err *err)
{
    return call_transaction(c, remove_profile, err);
}

static bool list_profiles(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           profile_rows_list(call_registry(c), c->input, &page, c->arena, c->output, err);
}

static bool validate_behaviors(struct call *c, struct err *err)
{
    const struct validate_security_profile_behaviors_input *in = c->input;
    struct validate_security_profile_behaviors_output *out = c->output;

    if (in->behaviors.items == NULL)
        return fault(err, API_INVALID_REQUEST, "behaviors: missing");
    if (!profiles_validate(call_registry(c), &in->behaviors, c->arena, &out->validation_errors,
                           err))
        return false;
    out->valid = (struct opt_bool){out->validation_errors.n == 0, true};
    return true;
}

const struct handler handlers_profiles[] = {
    {"CreateSecurityProfile", create_profile},
    {"DescribeSecurityProfile", describe_profile},
    {"UpdateSecurityProfile", update_profile},
    {"DeleteSecurityProfile", delete_profile},
    {"ListSecurityProfiles", list_profiles},
    {"ValidateSecurityProfileBehaviors", validate_behaviors},
    {NULL, NULL},
};
