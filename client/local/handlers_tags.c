#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/tags_store.h"

/* What can have tags here, and how to find out whether it is there. */
static const struct {
    enum arn_kind kind;
    const char *query;
} tagged[] = {
    {ARN_SCHEDULED_AUDIT, "SELECT 1 FROM scheduled_audit WHERE name = ?"},
    {ARN_MITIGATION_ACTION, "SELECT 1 FROM mitigation_action WHERE name = ?"},
    {ARN_SECURITY_PROFILE, "SELECT 1 FROM security_profile WHERE name = ?"},
    {ARN_CUSTOM_METRIC, "SELECT 1 FROM custom_metric WHERE name = ?"},
    {ARN_DIMENSION, "SELECT 1 FROM dimension WHERE name = ?"},
};

static bool must_exist(struct call *c, const char *query, const char *name, const char *arn,
                       struct err *err)
{
    struct db_stmt *s = db_query(call_db(c), query, err);
    bool row;

    if (s == NULL)
        return false;
    db_bind_text(s, 1, name);
    if (!db_step(s, &row, err))
        return false;
    db_reset(s);
    return row || fault(err, API_RESOURCE_NOT_FOUND, "%s does not exist.", arn);
}

/* The API tags these too. */
static const enum arn_kind unserved[] = {
    ARN_THING_GROUP, ARN_CA_CERTIFICATE, ARN_POLICY, ARN_ROLE_ALIAS, ARN_JOB,
};

static bool check_arn(struct call *c, const char *arn, struct err *err)
{
    const char *name;

    for (size_t i = 0; i < COUNT_OF(tagged); i++) {
        if (registry_arn_name(call_registry(c), tagged[i].kind, arn, &name))
            return must_exist(c, tagged[i].query, name, arn, err);
    }
    for (size_t i = 0; i < COUNT_OF(unserved); i++) {
        if (registry_arn_name(call_registry(c), unserved[i], arn, &name))
            return not_served(err, "a tag of this kind of resource");
    }
    return fault(err, API_INVALID_REQUEST,
                 "resourceArn is not the ARN of something in this account that has tags.");
}

static bool tag(struct call *c, struct err *err)
{
    const struct tag_resource_input *in = c->input;

    return check_arn(c, in->resource_arn, err) &&
           tags_set(call_registry(c), in->resource_arn, in->tags, err);
}

/* The resource cannot go while its tags change: one transaction. */
static bool tag_resource(struct call *c, struct err *err)
{
    return call_transaction(c, tag, err);
}

static bool untag(struct call *c, struct err *err)
{
    const struct untag_resource_input *in = c->input;

    return check_arn(c, in->resource_arn, err) &&
           tags_remove(call_registry(c), in->resource_arn, in->tag_keys, err);
}

static bool untag_resource(struct call *c, struct err *err)
{
    return call_transaction(c, untag, err);
}

static bool list_tags(struct call *c, struct err *err)
{
    const struct list_tags_for_resource_input *in = c->input;
    struct list_tags_for_resource_output *out = c->output;
    struct page page;

    return check_arn(c, in->resource_arn, err) && call_page(c, &page, err) &&
           tags_page(call_registry(c), in->resource_arn, &page, c->arena, &out->tags,
                     &out->next_token, err);
}

const struct handler handlers_tags[] = {
    {"TagResource", tag_resource},
    {"UntagResource", untag_resource},
    {"ListTagsForResource", list_tags},
    {NULL, NULL},
};
