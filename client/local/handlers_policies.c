#include <string.h>

#include "client/api/policies.h"
#include "client/api/role_aliases.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/handlers_targets.h"

static const char *version_text(struct call *c, int64_t version)
{
    return arena_printf(c->arena, "%lld", (long long)version);
}

static bool document_of(struct call *c, const struct policy_row *policy, int64_t version,
                        const char **document, struct err *err)
{
    return registry_policy_document(call_registry(c), policy->id, version, c->arena, document,
                                    err) &&
           (*document || fault(err, API_RESOURCE_NOT_FOUND, "Policy %.128s has no version %lld",
                               policy->name, (long long)version));
}

static bool get_policy(struct call *c, struct err *err)
{
    const struct get_policy_input *in = c->input;
    struct get_policy_output *out = c->output;
    struct policy_row p;
    if (!find_policy(c, in->policy_name, &p, err) ||
        !document_of(c, &p, p.default_version, &out->policy_document, err))
        return false;
    out->policy_name = p.name;
    out->policy_arn = call_arn(c, ARN_POLICY, p.name);
    out->default_version_id = version_text(c, p.default_version);
    out->creation_date = (struct opt_time){p.created_ms, true};
    out->last_modified_date = (struct opt_time){p.modified_ms, true};
    return true;
}

/* ---- versions ---------------------------------------------------------------------------- */

static bool get_policy_version(struct call *c, struct err *err)
{
    const struct get_policy_version_input *in = c->input;
    struct get_policy_version_output *out = c->output;
    struct policy_row p;
    int64_t version;
    bool row;
    if (!find_policy(c, in->policy_name, &p, err) ||
        !version_number(in->policy_version_id, &version, err) ||
        !document_of(c, &p, version, &out->policy_document, err))
        return false;
    struct db_stmt *q = db_query(
        call_db(c), "SELECT created_ms FROM policy_version WHERE policy_id = ? AND version = ?",
        err);
    if (!q)
        return false;
    db_bind_int(q, 1, p.id);
    db_bind_int(q, 2, version);
    if (!db_step(q, &row, err))
        return false;
    out->creation_date = (struct opt_time){row ? db_int(q, 0) : 0, row};
    out->last_modified_date = out->creation_date; /* a version never changes */
    db_reset(q);
    out->policy_name = p.name;
    out->policy_arn = call_arn(c, ARN_POLICY, p.name);
    out->policy_version_id = version_text(c, version);
    out->is_default_version = (struct opt_bool){version == p.default_version, true};
    return true;
}

static bool list_policy_versions(struct call *c, struct err *err)
{
    const struct list_policy_versions_input *in = c->input;
    struct list_policy_versions_output *out = c->output;
    struct policy_row p;
    struct rows rows = {.n = 0};
    bool ok, row;
    if (!find_policy(c, in->policy_name, &p, err))
        return false;
    struct db_stmt *q = db_query(call_db(c),
                                 "SELECT version, created_ms FROM policy_version"
                                 " WHERE policy_id = ? ORDER BY version DESC",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, p.id);
    while ((ok = db_step(q, &row, err)) && row) {
        struct policy_version *v = rows_add(&rows, sizeof *v);
        v->version_id = version_text(c, db_int(q, 0));
        v->create_date = (struct opt_time){db_int(q, 1), true};
        v->is_default_version = (struct opt_bool){db_int(q, 0) == p.default_version, true};
    }
    db_reset(q);
    if (ok)
        out->policy_versions = rows_list(&rows, c->arena);
    rows_free(&rows);
    return ok;
}

/* ---- lists ------------------------------------------------------------------------------- */

static struct list summaries(struct call *c, const struct registry_page *found)
{
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found->n; i++) {
        struct policy_summary *s = rows_add(&rows, sizeof *s);
        s->policy_name = found->texts[i];
        s->policy_arn = call_arn(c, ARN_POLICY, found->texts[i]);
    }
    return rows_list(&rows, c->arena);
}

/* By name, ascending either way round. */
static bool list_policies(struct call *c, struct err *err)
{
    struct list_policies_output *out = c->output;
    struct page page;
    struct registry_page found;
    if (!call_page(c, &page, err) ||
        !registry_list(call_registry(c), LIST_POLICIES, 0, page.started ? page.text : NULL,
                       (size_t)page.limit, c->arena, &found, err))
        return false;
    out->policies = summaries(c, &found);
    if (found.after)
        out->next_marker = page_token(&page, 0, found.after);
    return true;
}

static bool list_targets_for_policy(struct call *c, struct err *err)
{
    const struct list_targets_for_policy_input *in = c->input;
    struct list_targets_for_policy_output *out = c->output;
    struct policy_row p;
    struct page page;
    struct registry_page found;
    if (!find_policy(c, in->policy_name, &p, err) || !call_page(c, &page, err) ||
        !registry_list(call_registry(c), LIST_TARGETS_OF_POLICY, p.id,
                       page.started ? page.text : NULL, (size_t)page.limit, c->arena, &found,
                       err))
        return false;
    struct rows rows = {.n = 0};
    for (size_t i = 0; i < found.n; i++)
        *(const char **)rows_add(&rows, sizeof(char *)) = found.texts[i];
    out->targets = rows_list(&rows, c->arena);
    if (found.after)
        out->next_marker = page_token(&page, 0, found.after);
    return true;
}

/* ---- what is attached -------------------------------------------------------------------- */

static bool policies_step(struct call *c, struct db_stmt *q, size_t limit, struct rows *rows,
                          bool *more, struct err *err)
{
    bool ok;
    while ((ok = db_step(q, more, err)) && *more && rows->n < limit) {
        struct effective_policy *p = rows_add(rows, sizeof *p);
        p->policy_name = arena_str(c->arena, db_text(q, 0));
        p->policy_arn = call_arn(c, ARN_POLICY, p->policy_name);
        p->policy_document = arena_str(c->arena, db_text(q, 1));
    }
    db_reset(q);
    return ok;
}

/* Policies of any of these targets by name, with their default documents. */
static bool policies_attached(struct call *c, const char *targets_json, const char *after,
                              size_t limit, struct rows *rows, bool *more, struct err *err)
{
    struct db_stmt *q =
        db_query(call_db(c),
                 "SELECT p.name, v.document FROM policy p JOIN policy_version v"
                 " ON v.policy_id = p.id AND v.version = p.default_version"
                 " WHERE p.name > ?1 AND p.id IN (SELECT t.policy_id FROM policy_target t"
                 "  WHERE t.target_arn IN (SELECT value FROM json_each(?2)))"
                 " ORDER BY p.name LIMIT ?3",
                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, after);
    db_bind_text(q, 2, targets_json);
    db_bind_int(q, 3, (int64_t)limit + 1);
    return policies_step(c, q, limit, rows, more, err);
}

static bool list_attached_policies(struct call *c, struct err *err)
{
    const struct list_attached_policies_input *in = c->input;
    struct list_attached_policies_output *out = c->output;
    struct page page;
    const char *targets;
    struct rows found = {.n = 0}, rows = {.n = 0};
    bool more;
    enum targets_reach reach = in->recursive.value ? TARGETS_WITH_PARENTS : TARGETS_ITSELF;
    if (!call_page(c, &page, err) || !targets_of_arn(c, in->target, reach, &targets, err) ||
        !policies_attached(c, targets, page.text, (size_t)page.limit, &found, &more, err)) {
        rows_free(&found);
        return false;
    }
    const struct effective_policy *p = (const void *)found.items;
    for (size_t i = 0; i < found.n; i++) {
        struct policy_summary *s = rows_add(&rows, sizeof *s);
        s->policy_name = p[i].policy_name;
        s->policy_arn = p[i].policy_arn;
    }
    if (more)
        out->next_marker = page_token(&page, 0, p[found.n - 1].policy_name);
    rows_free(&found);
    out->policies = rows_list(&rows, c->arena);
    return true;
}

static bool get_effective_policies(struct call *c, struct err *err)
{
    enum { EFFECTIVE_MAX = 500 }; /* policies of one device; ten are allowed a target */
    const struct get_effective_policies_input *in = c->input;
    struct get_effective_policies_output *out = c->output;
    struct rows rows = {.n = 0};
    const char *targets;
    bool more;
    if (!in->principal && !in->thing_name && !in->cognito_identity_pool_id)
        return fault(err, API_INVALID_REQUEST,
                     "One of principal, thingName and cognitoIdentityPoolId is needed");
    if (!targets_of_device(c, in->principal, in->thing_name, &targets, err) ||
        !policies_attached(c, targets, "", EFFECTIVE_MAX, &rows, &more, err)) {
        rows_free(&rows);
        return false;
    }
    out->effective_policies = rows_list(&rows, c->arena);
    return true;
}

/* ---- role aliases ------------------------------------------------------------------------ */

static bool describe_role_alias(struct call *c, struct err *err)
{
    const struct describe_role_alias_input *in = c->input;
    struct describe_role_alias_output *out = c->output;
    bool row;
    struct db_stmt *q =
        db_query(call_db(c),
                 "SELECT name, role_arn, duration_s, created_ms, modified_ms FROM role_alias"
                 " WHERE name = ?",
                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, in->role_alias);
    if (!db_step(q, &row, err))
        return false;
    if (!row)
        return fault(err, API_RESOURCE_NOT_FOUND, "Role alias %s does not exist.",
                     in->role_alias);
    struct role_alias_description *d = arena_alloc(c->arena, 1, sizeof *d);
    d->role_alias = arena_str(c->arena, db_text(q, 0));
    d->role_alias_arn = call_arn(c, ARN_ROLE_ALIAS, d->role_alias);
    d->role_arn = arena_str(c->arena, db_text(q, 1));
    d->owner = registry_account(call_registry(c));
    d->credential_duration_seconds = (struct opt_int){db_int(q, 2), true};
    d->creation_date = (struct opt_time){db_int(q, 3), true};
    d->last_modified_date = (struct opt_time){db_int(q, 4), true};
    db_reset(q);
    out->role_alias_description = d;
    return true;
}

static bool list_role_aliases(struct call *c, struct err *err)
{
    struct list_role_aliases_output *out = c->output;
    struct page page;
    struct registry_page found;
    struct rows rows = {.n = 0};
    if (!call_page(c, &page, err) ||
        !registry_list(call_registry(c), LIST_ROLE_ALIASES, 0, page.started ? page.text : NULL,
                       (size_t)page.limit, c->arena, &found, err))
        return false;
    for (size_t i = 0; i < found.n; i++)
        *(const char **)rows_add(&rows, sizeof(char *)) = found.texts[i];
    out->role_aliases = rows_list(&rows, c->arena);
    if (found.after)
        out->next_marker = page_token(&page, 0, found.after);
    return true;
}

const struct handler handlers_policies[] = {
    {"GetPolicy", get_policy},
    {"GetPolicyVersion", get_policy_version},
    {"ListPolicyVersions", list_policy_versions},
    {"ListPolicies", list_policies},
    {"ListTargetsForPolicy", list_targets_for_policy},
    {"ListAttachedPolicies", list_attached_policies},
    {"GetEffectivePolicies", get_effective_policies},
    {"DescribeRoleAlias", describe_role_alias},
    {"ListRoleAliases", list_role_aliases},
    {NULL, NULL},
};
