#include <string.h>

#include "client/api/policies.h"
#include "client/api/policy.h"
#include "client/local/fault.h"
#include "client/local/handlers.h"
#include "client/local/handlers_targets.h"
#include "client/local/registry_change.h"

enum {
    DOCUMENT_MAX = 2048,  /* characters without white space, the service's quota */
    GROUP_DEPTH_MAX = 16, /* more than the seven levels a hierarchy may have */
};

/* ---- targets ----------------------------------------------------------------------------- */

static void arn_put(struct json_writer *w, const char *arn)
{
    json_put_string(w, str_of(arn));
}

/* A group and what is above it. */
static bool groups_put(struct call *c, const char *sql, const char *key, struct json_writer *w,
                       struct err *err)
{
    bool ok, row;
    struct db_stmt *q = db_query(call_db(c), sql, err);
    if (!q)
        return false;
    db_bind_text(q, 1, key);
    db_bind_int(q, 2, GROUP_DEPTH_MAX);
    while ((ok = db_step(q, &row, err)) && row)
        arn_put(w, call_arn(c, ARN_THING_GROUP, db_text(q, 0)));
    db_reset(q);
    return ok;
}

static const char group_and_parents[] =
    "WITH RECURSIVE up(id, name, parent_id, depth) AS ("
    " SELECT id, name, parent_id, 1 FROM thing_group WHERE name = ?1"
    " UNION SELECT g.id, g.name, g.parent_id, up.depth + 1 FROM thing_group g JOIN up"
    " ON g.id = up.parent_id WHERE up.depth < ?2) SELECT DISTINCT name FROM up";
static const char groups_of_thing_and_parents[] =
    "WITH RECURSIVE up(id, name, parent_id, depth) AS ("
    " SELECT g.id, g.name, g.parent_id, 1 FROM thing t JOIN thing_group_member m"
    " ON m.thing_id = t.id JOIN thing_group g ON g.id = m.group_id WHERE t.name = ?1"
    " UNION SELECT g.id, g.name, g.parent_id, up.depth + 1 FROM thing_group g JOIN up"
    " ON g.id = up.parent_id WHERE up.depth < ?2) SELECT DISTINCT name FROM up";

static bool arn_exists(struct call *c, const char *arn, const char **group, struct err *err)
{
    struct registry *r = call_registry(c);
    struct certificate_row certificate;
    struct group_row row;
    const char *name;
    *group = NULL;
    if (registry_arn_name(r, ARN_CERTIFICATE, arn, &name))
        return find_certificate(c, name, &certificate, err);
    if (registry_arn_name(r, ARN_THING_GROUP, arn, &name)) {
        *group = name;
        return find_group(c, name, &row, err);
    }
    if (strncmp(arn, "arn:", 4) != 0 && strchr(arn, ':'))
        return true; /* a Cognito identity: nothing is known of those */
    return fault(err, API_INVALID_REQUEST, "Invalid target: %.120s", arn);
}

struct targets {
    struct buf text;
    struct json_writer writer;
};

static void targets_begin(struct targets *t)
{
    t->text = BUF_INIT(1024 * 1024);
    t->writer = (struct json_writer){.out = &t->text};
    json_open(&t->writer, '[');
}

static void targets_end(struct targets *t, struct call *c, const char **json)
{
    json_close(&t->writer, ']');
    *json = arena_str(c->arena, buf_text(&t->text));
    buf_free(&t->text);
}

bool targets_of_arn(struct call *c, const char *arn, enum targets_reach reach,
                    const char **json, struct err *err)
{
    struct targets t;
    const char *group;
    if (!arn_exists(c, arn, &group, err))
        return false;
    targets_begin(&t);
    arn_put(&t.writer, arn);
    bool ok = !group || reach == TARGETS_ITSELF ||
              groups_put(c, group_and_parents, group, &t.writer, err);
    targets_end(&t, c, json);
    return ok;
}

bool targets_of_device(struct call *c, const char *principal, const char *thing_name,
                       const char **json, struct err *err)
{
    struct targets t;
    struct thing_row thing;
    const char *group;
    if (principal && !arn_exists(c, principal, &group, err))
        return false;
    if (thing_name && !find_thing(c, thing_name, &thing, err))
        return false;
    targets_begin(&t);
    if (principal)
        arn_put(&t.writer, principal);
    bool ok =
        !thing_name || groups_put(c, groups_of_thing_and_parents, thing_name, &t.writer, err);
    targets_end(&t, c, json);
    return ok;
}

/* ---- versions ---------------------------------------------------------------------------- */

bool version_number(const char *text, int64_t *out, struct err *err)
{
    return str_to_int(str_of(text), 1, INT32_MAX, out) ||
           fault(err, API_INVALID_REQUEST, "policyVersionId cannot be %.40s", text);
}

static bool document_check(struct call *c, const char *text, struct err *err)
{
    struct policy policy;
    struct err why;
    size_t length = 0;
    for (const char *p = text; *p; p++)
        length += !strchr(" \t\r\n", *p);
    if (length > DOCUMENT_MAX)
        return fault(err, API_MALFORMED_POLICY,
                     "The policy document has %zu characters; %d are the most", length,
                     DOCUMENT_MAX);
    if (policy_parse(str_of(text), c->arena, &policy, &why))
        return true;
    return fault(err, API_MALFORMED_POLICY, "%s", why.text);
}

static bool create_policy_version(struct call *c, struct err *err)
{
    const struct create_policy_version_input *in = c->input;
    struct create_policy_version_output *out = c->output;
    struct registry *r = call_registry(c);
    struct policy_row p;
    int64_t n, latest, now_ms = call_now_ms(c);
    if (!find_policy(c, in->policy_name, &p, err) ||
        !document_check(c, in->policy_document, err) ||
        !registry_policy_versions(r, p.id, &n, &latest, err))
        return false;
    if (n >= POLICY_VERSIONS_MAX)
        return fault(err, API_VERSIONS_LIMIT_EXCEEDED,
                     "The policy %s already has the maximum number of versions (%d)", p.name,
                     POLICY_VERSIONS_MAX);
    bool is_default = in->set_as_default.value;
    if (!registry_begin(r, err))
        return false;
    if (!registry_add_policy_version(r, p.id, latest + 1, in->policy_document, now_ms, err) ||
        (is_default && !registry_set_default_version(r, p.id, latest + 1, now_ms, err))) {
        registry_rollback(r);
        return false;
    }
    out->policy_arn = call_arn(c, ARN_POLICY, p.name);
    out->policy_document = in->policy_document;
    out->policy_version_id = arena_printf(c->arena, "%lld", (long long)latest + 1);
    out->is_default_version = (struct opt_bool){is_default, true};
    return registry_commit(r, err);
}

static bool set_default_policy_version(struct call *c, struct err *err)
{
    const struct set_default_policy_version_input *in = c->input;
    struct policy_row p;
    const char *document;
    int64_t version;
    if (!find_policy(c, in->policy_name, &p, err) ||
        !version_number(in->policy_version_id, &version, err) ||
        !registry_policy_document(call_registry(c), p.id, version, c->arena, &document, err))
        return false;
    if (!document)
        return fault(err, API_RESOURCE_NOT_FOUND, "Policy %.128s has no version %lld", p.name,
                     (long long)version);
    return registry_set_default_version(call_registry(c), p.id, version, call_now_ms(c), err);
}

const struct handler handlers_policy_changes[] = {
    {"CreatePolicyVersion", create_policy_version},
    {"SetDefaultPolicyVersion", set_default_policy_version},
    {NULL, NULL},
};
