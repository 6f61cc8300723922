#include "client/api/policy_verdict.h"

/*
 * A grant is broad when it reaches a device nobody named. The device nobody named is \x01: no
 * resource of a real policy names it, so only a wildcard can match it.
 */
#define ANY_ACCOUNT "arn:\x02:iot:\x02:\x02:"
#define SOMEBODY    "\x01"

static const char *const connect_reach[] = {ANY_ACCOUNT "client/" SOMEBODY, NULL};
static const char *const publish_reach[] = {ANY_ACCOUNT "topic/$aws/things/" SOMEBODY,
                                            ANY_ACCOUNT "topic/$aws/things/" SOMEBODY "/*",
                                            NULL};
/* A filter may reach all devices by MQTT's own wildcards, which a policy takes literally. */
static const char *const subscribe_reach[] = {
    ANY_ACCOUNT "topicfilter/$aws/things/" SOMEBODY,
    ANY_ACCOUNT "topicfilter/$aws/things/" SOMEBODY "/*",
    ANY_ACCOUNT "topicfilter/$aws/things/+",
    ANY_ACCOUNT "topicfilter/$aws/things/+/*",
    ANY_ACCOUNT "topicfilter/$aws/things/#",
    ANY_ACCOUNT "topicfilter/$aws/#",
    ANY_ACCOUNT "topicfilter/$aws/+/*",
    NULL,
};
static const char *const thing_reach[] = {ANY_ACCOUNT "thing/" SOMEBODY, NULL};

struct data_action {
    const char *name;
    const char *const *reach;
    const char
        *things; /* what stands before the thing's name where a wildcard in it is broad */
};
static const struct data_action data_actions[IOT_DATA_ACTION_COUNT] = {
    [IOT_CONNECT] = {"iot:Connect", connect_reach, NULL},
    [IOT_PUBLISH] = {"iot:Publish", publish_reach, ":topic/$aws/things/"},
    [IOT_SUBSCRIBE] = {"iot:Subscribe", subscribe_reach, ":topicfilter/$aws/things/"},
    [IOT_GET_THING_SHADOW] = {"iot:GetThingShadow", thing_reach, NULL},
    [IOT_UPDATE_THING_SHADOW] = {"iot:UpdateThingShadow", thing_reach, NULL},
    [IOT_DELETE_THING_SHADOW] = {"iot:DeleteThingShadow", thing_reach, NULL},
    [IOT_DESCRIBE_JOB_EXECUTION] = {"iot:DescribeJobExecution", thing_reach, NULL},
    [IOT_GET_PENDING_JOB_EXECUTIONS] = {"iot:GetPendingJobExecutions", thing_reach, NULL},
    [IOT_START_NEXT_PENDING_JOB_EXECUTION] = {"iot:StartNextPendingJobExecution", thing_reach,
                                              NULL},
    [IOT_UPDATE_JOB_EXECUTION] = {"iot:UpdateJobExecution", thing_reach, NULL},
};

const char *iot_data_action_name(enum iot_data_action action)
{
    return data_actions[action].name;
}

/* Our own patterns carry \x02 for "anything but a colon". */
static struct policy_glob reach_glob(const char *reach, struct arena *a)
{
    struct policy_glob plain = policy_glob(reach, a);
    uint16_t *symbols = arena_raw(a, plain.n * sizeof *symbols, _Alignof(uint16_t));

    for (size_t i = 0; i < plain.n; i++)
        symbols[i] = plain.symbols[i] == 2 ? POLICY_PART : plain.symbols[i];
    return (struct policy_glob){plain.n, symbols};
}

/* The client chooses its client ID, so `${iot:ClientId}` is as good as `*` for connecting. */
static struct policy_glob resource_glob(const char *resource, bool connecting, struct arena *a)
{
    static const char client_id[] = "${iot:ClientId}";
    const char *at = connecting ? strstr(resource, client_id) : NULL;

    if (at == NULL)
        return policy_glob(resource, a);
    return policy_glob(
        arena_printf(a, "%.*s*%s", (int)(at - resource), resource, at + sizeof client_id - 1),
        a);
}

/* A wildcard in the level that names the thing: `things/Pump*` reaches every thing so named. */
static bool wild_thing(struct policy_glob resource, const char *things)
{
    size_t length = strlen(things), end;

    for (size_t at = 0; at + length < resource.n; at++) {
        for (end = 0; end < length && resource.symbols[at + end] == (unsigned char)things[end];)
            end++;
        if (end < length)
            continue;
        for (end += at; end < resource.n && resource.symbols[end] != '/'; end++) {
            if (resource.symbols[end] == POLICY_RUN || resource.symbols[end] == POLICY_ONE)
                return true;
        }
        return false;
    }
    return false;
}

static bool reaches(const struct data_action *action, const char *resource, bool connecting,
                    struct arena *a)
{
    struct policy_glob pattern = resource_glob(resource, connecting, a);

    for (const char *const *r = action->reach; *r != NULL; r++) {
        if (policy_globs_meet(pattern, reach_glob(*r, a)))
            return true;
    }
    return action->things != NULL && wild_thing(pattern, action->things);
}

bool policy_reaches_all_things(const struct policy_statement *s, struct arena *a)
{
    struct policy_glob somebody = reach_glob(thing_reach[0], a);
    bool reached = false;

    for (size_t i = 0; i < s->resources.n && !reached; i++)
        reached = policy_globs_meet(s->resource_globs[i], somebody);
    return s->except_resources ? !reached : reached;
}

bool policy_is_broad(const struct policy_statement *s, enum iot_data_action action,
                     struct arena *a)
{
    const struct data_action *row = &data_actions[action];
    bool attached = policy_requires_true(s, "iot:Connection.Thing.IsAttached");
    bool any_client = action == IOT_CONNECT && !attached;
    bool reached = false;

    if (s->deny || !policy_has_action(s, row->name))
        return false;
    for (size_t i = 0; i < s->resources.n && !reached; i++)
        reached = reaches(row, s->resources.items[i], any_client, a);
    return s->except_resources ? !reached : reached;
}

void policy_find_broad(const struct policy *p, struct arena *a, struct policy_broad *out)
{
    size_t *statements = arena_alloc(a, p->n + 1, sizeof *statements);

    *out = (struct policy_broad){.statements = statements};
    for (size_t i = 0; i < p->n; i++) {
        unsigned found = 0;
        for (int action = 0; action < IOT_DATA_ACTION_COUNT; action++) {
            if (policy_is_broad(&p->statements[i], (enum iot_data_action)action, a))
                found |= 1u << action;
        }
        if (found != 0)
            statements[out->n++] = i;
        out->actions |= found;
    }
}

const char *policy_broad_list(unsigned actions, struct arena *a)
{
    const char *text = "[";

    for (int i = 0; i < IOT_DATA_ACTION_COUNT; i++) {
        if ((actions & 1u << i) != 0)
            text = arena_printf(a, "%s%s%s", text, text[1] == '\0' ? "" : ", ",
                                data_actions[i].name);
    }
    return arena_printf(a, "%s]", text);
}
