#include "client/api/json.h"
#include "client/base/mem.h"
#include "client/local/fleet_inside.h"

enum { DOCUMENT_MAX = 16 * 1024 }; /* IAM's largest policy is 10,240 characters */

const char *fleet_document(const struct fleet_work *w, const char *text)
{
    struct buf out = BUF_INIT(DOCUMENT_MAX);
    while (*text) {
        if (str_starts(text, "{here}")) {
            buf_printf(&out, "%s:%s", registry_region(w->registry),
                       registry_account(w->registry));
            text += strlen("{here}");
        } else if (str_starts(text, "{account}")) {
            buf_puts(&out, registry_account(w->registry));
            text += strlen("{account}");
        } else {
            buf_putc(&out, *text == '\'' ? '"' : *text);
            text++;
        }
    }
    const char *result = arena_str(w->arena, buf_text(&out));
    buf_free(&out);
    return result;
}

const char *fleet_role_arn(const struct fleet_work *w, const char *name)
{
    return registry_arn(w->registry, ARN_IAM_ROLE, name, w->arena);
}

/* Groups stand after their parents. */
static bool make_group(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_group *g = &w->fleet->groups[i];
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO thing_group(name, parent_id, description, uuid, created_ms)"
                 " VALUES(?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    char uuid[37];
    rng_uuid(w->rng, uuid);
    int64_t parent = g->parent ? w->group_rows[fleet_group_index(w->fleet, g->parent)] : 0;
    if (g->parent && !parent)
        return err_set(err, ERR_CONFIG, "group \"%s\" has to stand after its parent", g->name);
    db_bind_text(q, 1, g->name);
    if (parent)
        db_bind_int(q, 2, parent);
    else
        db_bind_null(q, 2);
    db_bind_text(q, 3, g->description ? g->description : "");
    db_bind_text(q, 4, uuid);
    db_bind_int(q, 5, fleet_ago(w, g->age));
    if (!db_run(q, err))
        return false;
    w->group_rows[i] = db_last_id(w->db);
    return true;
}

static bool make_version(struct fleet_work *w, int64_t policy, int64_t version,
                         const char *document, int64_t created_ms, struct err *err)
{
    struct db_stmt *q = db_query(w->db,
                                 "INSERT INTO policy_version(policy_id, version, document,"
                                 " created_ms) VALUES(?, ?, ?, ?)",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, policy);
    db_bind_int(q, 2, version);
    db_bind_text(q, 3, fleet_document(w, document));
    db_bind_int(q, 4, created_ms);
    return db_run(q, err);
}

static bool make_target(struct fleet_work *w, int64_t policy, const char *group,
                        struct err *err)
{
    struct db_stmt *q =
        db_query(w->db, "INSERT INTO policy_target(policy_id, target_arn) VALUES(?, ?)", err);
    if (!q)
        return false;
    db_bind_int(q, 1, policy);
    db_bind_text(q, 2, registry_arn(w->registry, ARN_THING_GROUP, group, w->arena));
    return db_run(q, err);
}

static bool make_policy(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_policy *p = &w->fleet->policies[i];
    struct db_stmt *q = db_query(w->db,
                                 "INSERT INTO policy(name, default_version, created_ms,"
                                 " modified_ms) VALUES(?, ?, ?, ?)",
                                 err);
    if (!q)
        return false;
    int64_t n = (int64_t)p->documents.n, age = p->age;
    db_bind_text(q, 1, p->name);
    db_bind_int(q, 2, n);
    db_bind_int(q, 3, fleet_ago(w, age));
    db_bind_int(q, 4, fleet_ago(w, age / (n ? n : 1)));
    if (!db_run(q, err))
        return false;
    int64_t row = w->policy_rows[i] = db_last_id(w->db);
    for (int64_t v = 1; v <= n; v++)
        if (!make_version(w, row, v, p->documents.items[v - 1], fleet_ago(w, age / v), err))
            return false;
    for (size_t g = 0; g < p->groups.n; g++)
        if (!make_target(w, row, p->groups.items[g], err))
            return false;
    return true;
}

/* Who may take on a role, by the word in the description. */
static const char *trust_of(struct fleet_work *w, const char *word)
{
    static const struct {
        const char *word, *principal, *action;
    } rows[] = {
        {"devices", "'Service':'credentials.iot.amazonaws.com'", "sts:AssumeRole"},
        {"service", "'Service':'iot.amazonaws.com'", "sts:AssumeRole"},
        {"cognito", "'Federated':'cognito-identity.amazonaws.com'",
         "sts:AssumeRoleWithWebIdentity"},
    };
    size_t i = 0;
    while (i + 1 < COUNT_OF(rows) && strcmp(rows[i].word, word) != 0)
        i++;
    return arena_printf(
        w->arena,
        "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':{%s},"
        "'Action':'%s'}]}",
        rows[i].principal, rows[i].action);
}

static bool insert_role(struct fleet_work *w, const char *name, const char *trust,
                        const char *documents, int64_t *row, struct err *err)
{
    struct db_stmt *q = db_query(
        w->db, "INSERT INTO iam_role(name, arn, trust, documents) VALUES(?, ?, ?, ?)", err);
    if (!q)
        return false;
    const char *slash = strrchr(name, '/'); /* the ARN has the path, the name has not */
    db_bind_text(q, 1, slash ? slash + 1 : name);
    db_bind_text(q, 2, fleet_role_arn(w, name));
    db_bind_text(q, 3, fleet_document(w, trust_of(w, trust)));
    db_bind_text(q, 4, documents);
    if (!db_run(q, err))
        return false;
    *row = db_last_id(w->db);
    return true;
}

/* "s3=3": used three days ago; "s3" alone: never. */
static bool make_used(struct fleet_work *w, int64_t role, const char *text, struct err *err)
{
    struct str days, service = str_cut(str_of(text), '=', &days);
    int64_t ago;
    if (!str_to_int(days, 0, 20000, &ago))
        return err_set(err, ERR_CONFIG, "used \"%s\" is not SERVICE=DAYS", text);
    struct db_stmt *q = db_query(w->db,
                                 "INSERT INTO iam_service_used(role_id, service, last_used_ms)"
                                 " VALUES(?, ?, ?)",
                                 err);
    if (!q)
        return false;
    db_bind_int(q, 1, role);
    db_bind_text(q, 2, arena_strn(w->arena, service.p, service.n));
    db_bind_int(q, 3, fleet_ago(w, ago));
    return db_run(q, err);
}

static bool make_role(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_role *r = &w->fleet->roles[i];
    struct buf all = BUF_INIT(4 * DOCUMENT_MAX);
    buf_putc(&all, '[');
    for (size_t k = 0; k < r->documents.n; k++)
        buf_printf(&all, "%s%s", k ? "," : "", fleet_document(w, r->documents.items[k]));
    buf_putc(&all, ']');
    int64_t row;
    bool ok = insert_role(w, r->name, r->trust, buf_text(&all), &row, err);
    buf_free(&all);
    for (size_t k = 0; ok && k < r->used.n; k++)
        ok = make_used(w, row, r->used.items[k], err);
    return ok;
}

static bool lacks(const struct fleet *f, const char *right)
{
    for (size_t i = 0; i < f->audit.lacks.n; i++)
        if (strcmp(f->audit.lacks.items[i], right) == 0)
            return true;
    return false;
}

/* What the audits need to read, as the service's own managed policy grants it. */
static bool make_audit_role(struct fleet_work *w, struct err *err)
{
    static const char *const rights[] = {
        "iot:GetLoggingOptions",
        "iot:GetV2LoggingOptions",
        "iot:ListCACertificates",
        "iot:ListCertificates",
        "iot:DescribeCACertificate",
        "iot:DescribeCertificate",
        "iot:ListPolicies",
        "iot:GetPolicy",
        "iot:GetEffectivePolicies",
        "iot:ListRoleAliases",
        "iot:DescribeRoleAlias",
        "cognito-identity:GetIdentityPoolRoles",
        "iam:ListRolePolicies",
        "iam:ListAttachedRolePolicies",
        "iam:GetRole",
        "iam:GetPolicy",
        "iam:GetPolicyVersion",
        "iam:GetRolePolicy",
        "iam:GenerateServiceLastAccessedDetails",
        "iam:GetServiceLastAccessedDetails",
    };
    struct buf text = BUF_INIT(DOCUMENT_MAX);
    const char *comma = "";
    buf_puts(&text, "[{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
                    "\"Action\":[");
    for (size_t i = 0; i < COUNT_OF(rights); i++) {
        if (lacks(w->fleet, rights[i]))
            continue;
        buf_printf(&text, "%s\"%s\"", comma, rights[i]);
        comma = ",";
    }
    buf_puts(&text, "],\"Resource\":\"*\"}]}]");
    int64_t row;
    bool ok = insert_role(w, w->fleet->audit.role, "service", buf_text(&text), &row, err);
    buf_free(&text);
    return ok;
}

static bool make_alias(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_alias *a = &w->fleet->aliases[i];
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO role_alias(name, role_arn, duration_s, created_ms, modified_ms)"
                 " VALUES(?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, a->name);
    db_bind_text(q, 2, fleet_role_arn(w, a->role));
    db_bind_int(q, 3, a->duration);
    db_bind_int(q, 4, fleet_ago(w, a->age));
    db_bind_int(q, 5, fleet_ago(w, a->age));
    return db_run(q, err);
}

static void bind_role(struct fleet_work *w, struct db_stmt *q, int at, const char *name)
{
    if (name)
        db_bind_text(q, at, fleet_role_arn(w, name));
    else
        db_bind_null(q, at);
}

static bool make_pool(struct fleet_work *w, size_t i, struct err *err)
{
    const struct fleet_pool *p = &w->fleet->pools[i];
    struct db_stmt *q =
        db_query(w->db,
                 "INSERT INTO cognito_pool(pool_id, name, authenticated_role_arn,"
                 " unauthenticated_role_arn, last_connect_ms)"
                 " VALUES(?, ?, ?, ?, ?)",
                 err);
    if (!q)
        return false;
    char uuid[37];
    rng_uuid(w->rng, uuid);
    db_bind_text(q, 1, arena_printf(w->arena, "%s:%s", registry_region(w->registry), uuid));
    db_bind_text(q, 2, p->name);
    bind_role(w, q, 3, p->authenticated);
    bind_role(w, q, 4, p->unauthenticated);
    if (p->connected >= 0)
        db_bind_int(q, 5, fleet_ago(w, p->connected));
    else
        db_bind_null(q, 5);
    return db_run(q, err);
}

static bool make_logging(struct fleet_work *w, struct err *err)
{
    const struct fleet_logging *l = &w->fleet->logging;
    struct db_stmt *q = db_query(w->db,
                                 "UPDATE logging_options SET v1_level = ?1, v1_role = ?3,"
                                 " v2_level = ?2, v2_role = ?3 WHERE id = 1",
                                 err);
    if (!q)
        return false;
    db_bind_text(q, 1, l->v1_level);
    db_bind_text(q, 2, l->v2_level);
    bind_role(w, q, 3, l->role);
    return db_run(q, err);
}

typedef bool make_fn(struct fleet_work *w, size_t i, struct err *err);

static bool make_all(struct fleet_work *w, make_fn *make, size_t n, struct err *err)
{
    for (size_t i = 0; i < n; i++)
        if (!make(w, i, err))
            return false;
    return true;
}

static bool role_there(struct fleet_work *w, const char *name, bool *out, struct err *err)
{
    struct db_stmt *s = db_query(w->db, "SELECT 1 FROM iam_role WHERE arn = ?", err);
    if (!s)
        return false;
    db_bind_text(s, 1, fleet_role_arn(w, name));
    if (!db_step(s, out, err))
        return false;
    db_reset(s);
    return true;
}

bool fleet_make_role(struct fleet_work *w, const char *name, struct err *err)
{
    const struct fleet *f = w->fleet;
    bool there;
    if (!role_there(w, name, &there, err))
        return false;
    for (size_t i = 0; !there && i < f->n_roles; i++)
        if (strcmp(f->roles[i].name, name) == 0)
            return make_role(w, i, err);
    return true;
}

bool fleet_make_account(struct fleet_work *w, struct err *err)
{
    const struct fleet *f = w->fleet;
    return make_all(w, make_group, f->n_groups, err) &&
           make_all(w, make_policy, f->n_policies, err) && make_audit_role(w, err) &&
           make_all(w, make_role, f->n_roles, err) &&
           make_all(w, make_alias, f->n_aliases, err) &&
           make_all(w, make_pool, f->n_pools, err) && make_logging(w, err);
}
