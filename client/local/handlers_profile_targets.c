#include "client/local/handlers.h"
#include "client/local/profiles.h"

static bool attach(struct call *c, struct err *err)
{
    const struct attach_security_profile_input *in = c->input;
    return profile_rows_attach(call_registry(c), in->security_profile_name,
                               in->security_profile_target_arn, c->arena, err);
}

static bool attach_profile(struct call *c, struct err *err)
{
    return call_transaction(c, attach, err);
}

static bool detach(struct call *c, struct err *err)
{
    const struct detach_security_profile_input *in = c->input;
    return profile_rows_detach(call_registry(c), in->security_profile_name,
                               in->security_profile_target_arn, c->arena, err);
}

static bool detach_profile(struct call *c, struct err *err)
{
    return call_transaction(c, detach, err);
}

static bool list_targets(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           profile_rows_targets(call_registry(c), c->input, &page, c->arena, c->output, err);
}

static bool list_for_target(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           profile_rows_of_target(call_registry(c), c->input, &page, c->arena, c->output, err);
}

const struct handler handlers_profile_targets[] = {
    {"AttachSecurityProfile", attach_profile},
    {"DetachSecurityProfile", detach_profile},
    {"ListTargetsForSecurityProfile", list_targets},
    {"ListSecurityProfilesForTarget", list_for_target},
    {NULL, NULL},
};
