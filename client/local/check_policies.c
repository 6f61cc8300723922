#include "client/api/policy_verdict.h"
#include "client/base/log.h"
#include "client/local/audit_inside.h"

typedef bool policy_fn(struct check_run *r, const struct policy *p, const char *resource,
                       struct err *err);

/* A document the service would not have taken grants nothing; it is passed over. */
static bool look(struct check_run *r, struct db_stmt *s, policy_fn *judge, struct err *err)
{
    struct policy policy;
    struct err unreadable;
    const char *version = arena_printf(r->arena, "%lld", (long long)db_int(s, 2));
    const char *resource = audit_resource_of(r->check, db_text(s, 1), version, NULL, r->arena);

    if (policy_parse(str_of(db_text(s, 3)), r->arena, &policy, &unreadable))
        return judge(r, &policy, resource, err);
    log_write(LOG_WARN, "audit: policy %s version %s: %s", db_text(s, 1), version,
              unreadable.text);
    return true;
}

#define POLICIES                                                       \
    "SELECT p.id, p.name, p.default_version, v.document FROM policy p" \
    " JOIN policy_version v ON v.policy_id = p.id"                     \
    " AND v.version = p.default_version"                               \
    " WHERE p.id > ?1 AND p.created_ms <= ?2 ORDER BY p.id"

static bool judge_broad(struct check_run *r, const struct policy *p, const char *resource,
                        struct err *err)
{
    struct policy_broad broad;

    policy_find_broad(p, r->arena, &broad);
    if (broad.actions == 0)
        return true;
    return check_report(
        r,
        &(struct check_finding){
            .resource = resource,
            .reason = "ALLOWS_BROAD_ACCESS_TO_IOT_DATA_PLANE_ACTIONS",
            .text = arena_printf(r->arena,
                                 "Policy allows broad access to IoT data plane actions: %s.",
                                 policy_broad_list(broad.actions, r->arena)),
            .info = {NULL, -1},
        },
        err);
}

static bool judge_misconfigured(struct check_run *r, const struct policy *p,
                                const char *resource, struct err *err)
{
    struct policy_misconfigured found;
    struct check_finding f = {.resource = resource, .info = {NULL, -1}};

    policy_find_misconfigured(p, r->arena, &found);
    if (found.mqtt_wildcards) {
        f.reason = "POLICY_CONTAINS_MQTT_WILDCARDS_IN_DENY_STATEMENT";
        f.text = arena_printf(r->arena,
                              "Policy denies a resource with an MQTT wildcard, which it takes "
                              "literally: [%s].",
                              found.wildcard_resource);
        if (!check_report(r, &f, err))
            return false;
    }
    if (!found.bypassed)
        return true;
    f.reason = "TOPIC_FILTERS_INTENDED_TO_DENY_ALLOWED_USING_WILDCARDS";
    f.text = arena_printf(r->arena,
                          "Policy denies a topic filter that a subscription to %s goes around: "
                          "[%s].",
                          found.bypass, found.bypassed_resource);
    return check_report(r, &f, err);
}

static bool look_broad(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look(r, s, judge_broad, err);
}

static bool look_misconfigured(struct check_run *r, struct db_stmt *s, struct err *err)
{
    return look(r, s, judge_misconfigured, err);
}

bool check_policy_broad(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, POLICIES, look_broad, done, err);
}

bool check_policy_misconfigured(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, POLICIES, look_misconfigured, done, err);
}

bool check_logging(struct check_run *r, bool *done, struct err *err)
{
    struct db_stmt *s = db_query(r->db,
                                 "SELECT v1_level <> 'DISABLED' OR (v2_level <> 'DISABLED' AND"
                                 " NOT v2_disabled) FROM logging_options WHERE id = 1",
                                 err);
    bool row = false;

    if (s == NULL || !db_step(s, &row, err))
        return false;
    bool logging = row && db_int(s, 0) != 0;
    db_reset(s);
    r->total = 1;
    *done = true;
    if (logging)
        return true;
    return check_report(
        r,
        &(struct check_finding){
            .resource = audit_resource_of(r->check, r->account, NULL, NULL, r->arena),
            .reason = "LOGGING_DISABLED",
            .text = "AWS IoT logging is disabled.",
            .info = {NULL, -1},
        },
        err);
}
