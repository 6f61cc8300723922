#include "client/api/policy_verdict.h"

/*
 * A Deny on a topic filter is bypassed when the policy lets a client subscribe to a wider
 * filter (MQTT wildcards are literal to the policy, so the Deny does not match it), lets it
 * receive what that filter brings, and does not deny receiving it.
 */
#define FILTER ":topicfilter/"
enum { LEVELS_MAX = 16 }; /* a topic has at most 8 levels at the service */

static bool has_mqtt_wildcard(const char *resource)
{
    return strpbrk(resource, "+#") != NULL;
}

/* Does a statement of this effect and action touch the text pattern (meet) or take all of it
 * in? */
static bool some_statement(const struct policy *p, bool deny, const char *action,
                           const char *resource, struct arena *a)
{
    struct policy_glob wanted = policy_glob(resource, a);

    for (size_t i = 0; i < p->n; i++) {
        const struct policy_statement *s = &p->statements[i];
        bool hit = false;
        if (s->deny != deny || !policy_has_action(s, action))
            continue;
        for (size_t r = 0; r < s->resources.n && !hit; r++) {
            struct policy_glob has = s->resource_globs[r];
            /* an exception takes away: to know it leaves something, ask the other question */
            hit = deny != s->except_resources ? policy_glob_covers(has, wanted)
                                              : policy_globs_meet(has, wanted);
        }
        if (hit != s->except_resources)
            return true;
    }
    return false;
}

/* Can a client subscribe to this filter? */
static bool can_subscribe(const struct policy *p, const char *prefix, const char *filter,
                          struct arena *a)
{
    const char *resource = arena_printf(a, "%s%s", prefix, filter);

    return some_statement(p, false, "iot:Subscribe", resource, a) &&
           !some_statement(p, true, "iot:Subscribe", resource, a);
}

/* Tries each level: "a/b/c" as "#", "a/#", "a/b/#" and as "+/b/c", "a/+/c", "a/b/+". */
static const char *find_bypass(const struct policy *p, const char *prefix, const char *topic,
                               struct arena *a)
{
    const char *level = topic;

    for (int i = 0; i < LEVELS_MAX; i++) {
        const char *end = strchr(level, '/');
        int before = (int)(level - topic);
        const char *hash = arena_printf(a, "%.*s#", before, topic);
        if (can_subscribe(p, prefix, hash, a))
            return hash;
        const char *plus = arena_printf(a, "%.*s+%s", before, topic, end != NULL ? end : "");
        if (can_subscribe(p, prefix, plus, a))
            return plus;
        if (end == NULL)
            return NULL;
        level = end + 1;
    }
    return NULL;
}

/* What goes around the denial of this resource, or NULL. */
static const char *bypass_of(const struct policy *p, const char *resource, struct arena *a)
{
    const char *at = strstr(resource, FILTER);

    if (at == NULL || has_mqtt_wildcard(resource))
        return NULL;
    const char *topic = at + sizeof FILTER - 1;
    const char *account = arena_strn(a, resource, (size_t)(at - resource));
    const char *received = arena_printf(a, "%s:topic/%s", account, topic);
    if (!some_statement(p, false, "iot:Receive", received, a) ||
        some_statement(p, true, "iot:Receive", received, a))
        return NULL;
    return find_bypass(p, arena_printf(a, "%s" FILTER, account), topic, a);
}

static bool look_at(const struct policy *p, const struct policy_statement *s, struct arena *a,
                    struct policy_misconfigured *out)
{
    bool subscribing = policy_has_action(s, "iot:Subscribe") && !s->except_resources;
    bool found = false;

    for (size_t i = 0; i < s->resources.n; i++) {
        const char *resource = s->resources.items[i];
        bool wild = has_mqtt_wildcard(resource);
        const char *bypass = subscribing && !out->bypassed ? bypass_of(p, resource, a) : NULL;
        if (wild && !out->mqtt_wildcards)
            out->wildcard_resource = resource;
        if (bypass != NULL) {
            out->bypassed_resource = resource;
            out->bypass = bypass;
        }
        out->mqtt_wildcards = out->mqtt_wildcards || wild;
        out->bypassed = out->bypassed || bypass != NULL;
        found = found || wild || bypass != NULL;
    }
    return found;
}

void policy_find_misconfigured(const struct policy *p, struct arena *a,
                               struct policy_misconfigured *out)
{
    size_t *statements = arena_alloc(a, p->n + 1, sizeof *statements);

    *out = (struct policy_misconfigured){.statements = statements};
    for (size_t i = 0; i < p->n; i++) {
        if (p->statements[i].deny && look_at(p, &p->statements[i], a, out))
            statements[out->n++] = i;
    }
}
