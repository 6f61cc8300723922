#include <criterion/criterion.h>

#include "client/api/policy_role.h"

/* ---- patterns ---- */

Test(local_policy, patterns_match_as_the_service_does)
{
    static const struct {
        const char *pattern, *text;
        bool matches;
    } rows[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything/at:all", true},
        {"?", "", false},
        {"?", "a", true},
        {"a*c", "abc", true},
        {"a*c", "ac", true},
        {"a*c", "acb", false},
        {"*a*b*", "xxaxxbxx", true},
        {"*a*b", "ab ab a", false},
        {"a+b", "a+b", true},
        {"a+b", "axb", false},
        {"a/#", "a/b", false},
        {"${iot:ClientId}", "${iot:ClientId}", true},
        {"${iot:ClientId}", "pump-1", false},
        {"${*}", "*", true},
        {"${*}", "x", false},
        {"a${?}b", "a?b", true},
        {"a${?}b", "axb", false},
        {"${$}{x}", "${x}", true},
        {"${iot:Attributes[*]}", "${iot:Attributes[x]}", false},
        {"${open*", "${openly", true},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(policy_match(rows[i].pattern, rows[i].text), rows[i].matches,
                     "'%s' on '%s'", rows[i].pattern, rows[i].text);
    cr_expect(policy_match_nocase("IOT:get*", "iot:GetThingShadow"));
    cr_expect_not(policy_match("IOT:get*", "iot:GetThingShadow"));
}

Test(local_policy, patterns_meet_and_cover)
{
    static const struct {
        const char *a, *b;
        bool meet, covers; /* covers: a takes in all of b */
    } rows[] = {
        {"abc", "abc", true, true},
        {"abc", "abd", false, false},
        {"*", "abc*", true, true},
        {"abc*", "*", true, false},
        {"a*", "*b", true, false},
        {"a*x", "a?x", true, true},
        {"a?x", "a*x", true, false},
        {"a*b*c", "axxc", false, false},
        {"b/*", "b/control/*", true, true},
        {"b/control/*", "b/*", true, false},
        {"b/control/*", "b/#", false, false},
        {"b/*", "b/#", true, true},
        {"?*", "*?", true, false},
        {"", "*", true, false},
        {"*", "", true, true},
        {"?", "", false, false},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct policy_glob x = policy_glob(rows[i].a, a), y = policy_glob(rows[i].b, a);
        cr_expect_eq(policy_globs_meet(x, y), rows[i].meet, "%s meets %s", rows[i].a,
                     rows[i].b);
        cr_expect_eq(policy_globs_meet(y, x), rows[i].meet, "%s meets %s", rows[i].b,
                     rows[i].a);
        cr_expect_eq(policy_glob_covers(x, y), rows[i].covers, "%s covers %s", rows[i].a,
                     rows[i].b);
    }
    arena_free(a);
}

/* ---- documents ---- */

Test(local_policy, documents_that_are_refused)
{
    static const char *const rows[] = {
        "",
        "[]",
        "{}",
        "{\"Statement\":[1]}",
        "{\"Statement\":[{}]}",
        "{\"Statement\":{\"Effect\":\"allow\",\"Action\":\"iot:*\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":[],\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":{},\"Resource\":\"*\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"a\",\"NotAction\":\"b\"}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"a\",\"Resource\":\"*\","
        "\"Condition\":[]}}",
        "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"a\",\"Resource\":\"*\","
        "\"Condition\":{\"Bool\":1}}}",
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct policy p;
        struct err err = {0};
        cr_expect_not(policy_parse(str_of(rows[i]), a, &p, &err), "%s", rows[i]);
        cr_expect_neq(err.text[0], '\0', "%s", rows[i]);
    }
    arena_free(a);
}

/* ---- overly permissive ---- */

#define IOT "arn:aws:iot:eu-west-1:123456789012:"
#define ALLOW(action, resource) \
    "{\"Effect\":\"Allow\",\"Action\":\"" action "\",\"Resource\":\"" resource "\"}"
#define DENY(action, resource) \
    "{\"Effect\":\"Deny\",\"Action\":\"" action "\",\"Resource\":\"" resource "\"}"
#define ATTACHED(resource)                                                      \
    "{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":\"" resource \
    "\",\"Condition\":{\"Bool\":{\"iot:Connection.Thing.IsAttached\":[\"true\"]}}}"
#define SHADOW "[iot:GetThingShadow, iot:UpdateThingShadow, iot:DeleteThingShadow"
#define JOBS                                                    \
    ", iot:DescribeJobExecution, iot:GetPendingJobExecutions, " \
    "iot:StartNextPendingJobExecution, "                        \
    "iot:UpdateJobExecution]"
#define EVERYTHING  "[iot:Connect, iot:Publish, iot:Subscribe, " SHADOW_REST JOBS
#define SHADOW_REST "iot:GetThingShadow, iot:UpdateThingShadow, iot:DeleteThingShadow"

static const struct {
    const char *statement, *actions; /* "[]": compliant */
} broad_rows[] = {
    {ALLOW("*", "*"), EVERYTHING},
    {ALLOW("iot:*", "*"), EVERYTHING},
    {ALLOW("IOT:*", "*"), EVERYTHING},
    {ALLOW("iot:*", IOT "*"), EVERYTHING},
    {ALLOW("iot:*", "arn:aws:iot:*:*:*"), EVERYTHING},
    {ALLOW("iot:*", IOT "thing/*"), SHADOW JOBS},
    {DENY("iot:*", "*"), "[]"},
    {ALLOW("iot:Connect", "*"), "[iot:Connect]"},
    {ALLOW("iot:Connect", IOT "client/*"), "[iot:Connect]"},
    {ALLOW("iot:Connect", IOT "client/${iot:ClientId}"), "[iot:Connect]"},
    {ATTACHED(IOT "client/${iot:ClientId}"), "[]"},
    {ATTACHED(IOT "client/*"), "[iot:Connect]"},
    {"{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":\"" IOT
     "client/${iot:ClientId}\",\"Condition\":{\"Bool\":{\"iot:Connection.Thing.IsAttached\":"
     "\"false\"}}}",
     "[iot:Connect]"},
    {"{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"Resource\":\"" IOT
     "client/${iot:ClientId}\",\"Condition\":{\"BoolIfExists\":{"
     "\"iot:Connection.Thing.IsAttached\":\"true\"}}}",
     "[iot:Connect]"},
    {ATTACHED(IOT "client/${iot:Connection.Thing.ThingName}"), "[]"},
    {ALLOW("iot:Connect", IOT "client/${iot:Connection.Thing.ThingName}"), "[]"},
    {ALLOW("iot:Connect", IOT "client/pump-1"), "[]"},
    {ALLOW("iot:Connect", IOT "topic/*"), "[]"},
    {ALLOW("iot:Con*", IOT "client/?*"), "[iot:Connect]"},
    {ALLOW("iot:Publish", "*"), "[iot:Publish]"},
    {ALLOW("iot:Publish", IOT "topic/*"), "[iot:Publish]"},
    {ALLOW("iot:Publish", IOT "topic/$aws/things/*"), "[iot:Publish]"},
    {ALLOW("iot:Publish", IOT "topic/$aws/things/*/shadow/update"), "[iot:Publish]"},
    {ALLOW("iot:Publish", IOT "topic/$aws/things/pump*/shadow/update"), "[iot:Publish]"},
    {ALLOW("iot:Publish", IOT "topic/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"),
     "[]"},
    {ALLOW("iot:Publish", IOT "topic/$aws/things/${iot:Connection.Thing.ThingName}*"),
     "[iot:Publish]"},
    {ALLOW("iot:Publish", IOT "topic/$aws/rules/*"), "[]"},
    {ALLOW("iot:Publish", IOT "topic/plant/*"), "[]"},
    {ALLOW("iot:Subscribe", "*"), "[iot:Subscribe]"},
    {ALLOW("iot:Subscribe", IOT "topicfilter/$aws/things/*"), "[iot:Subscribe]"},
    {ALLOW("iot:Subscribe", IOT "topicfilter/$aws/things/#"), "[iot:Subscribe]"},
    {ALLOW("iot:Subscribe", IOT "topicfilter/$aws/things/+/shadow/update"), "[iot:Subscribe]"},
    {ALLOW("iot:Subscribe",
           IOT "topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/shadow/*"),
     "[]"},
    {ALLOW("iot:Subscribe",
           IOT "topicfilter/$aws/things/${iot:Connection.Thing.ThingName}/jobs/*"),
     "[]"},
    {ALLOW("iot:Subscribe", IOT "topicfilter/plant/#"), "[]"},
    {ALLOW("iot:Receive", "*"), "[]"},
    {ALLOW("iot:Receive", IOT "topic/$aws/things/*"), "[]"},
    {ALLOW("iot:GetThingShadow", "*"), "[iot:GetThingShadow]"},
    {ALLOW("iot:UpdateThingShadow", IOT "thing/*"), "[iot:UpdateThingShadow]"},
    {ALLOW("iot:DeleteThingShadow", IOT "thing/*"), "[iot:DeleteThingShadow]"},
    {ALLOW("iot:DescribeJobExecution", IOT "thing/*"), "[iot:DescribeJobExecution]"},
    {ALLOW("iot:GetPendingJobExecutions", IOT "thing/*"), "[iot:GetPendingJobExecutions]"},
    {ALLOW("iot:StartNextPendingJobExecution", "*"), "[iot:StartNextPendingJobExecution]"},
    {ALLOW("iot:UpdateJobExecution", "*"), "[iot:UpdateJobExecution]"},
    {ALLOW("iot:*", IOT "thing/MyThing*"), "[]"},
    {ALLOW("iot:*", IOT "thing/pump-1"), "[]"},
    {"{\"Effect\":\"Allow\",\"NotAction\":\"iot:Connect\",\"Resource\":\"" IOT "client/*\"}",
     "[]"},
    {"{\"Effect\":\"Allow\",\"NotAction\":\"iot:Publish\",\"Resource\":\"" IOT "client/*\"}",
     "[iot:Connect]"},
    {"{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"NotResource\":\"" IOT "client/a\"}",
     "[iot:Connect]"},
    {"{\"Effect\":\"Allow\",\"Action\":\"iot:Connect\",\"NotResource\":\"" IOT "client/*\"}",
     "[]"},
};

Test(local_policy, broad_access_is_found)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(broad_rows); i++) {
        struct policy p;
        struct policy_broad broad;
        struct err err;
        const char *text = arena_printf(a, "{\"Version\":\"2012-10-17\",\"Statement\":[%s]}",
                                        broad_rows[i].statement);
        cr_assert(policy_parse(str_of(text), a, &p, &err), "%s: %s", text, err.text);
        policy_find_broad(&p, a, &broad);
        cr_expect_str_eq(policy_broad_list(broad.actions, a), broad_rows[i].actions, "%s",
                         text);
        cr_expect_eq(broad.n, broad.actions != 0);
    }
    arena_free(a);
}

Test(local_policy, offending_statements_are_named)
{
    static const char text[] =
        "{\"Statement\":[" ALLOW("iot:Connect", IOT "client/pump-1") "," ALLOW(
            "iot:Publish", "*") "," DENY("iot:Publish", "*") "," ALLOW("iot:Subscribe",
                                                                       "*") "]}";
    struct arena *a = arena_new();
    struct policy_broad broad;
    struct policy p;
    struct err err;

    cr_assert(policy_parse(str_of(text), a, &p, &err), "%s", err.text);
    policy_find_broad(&p, a, &broad);
    cr_assert_eq(broad.n, 2);
    cr_expect_eq(broad.statements[0], 1);
    cr_expect_eq(broad.statements[1], 3);
    arena_free(a);
}

/* ---- potentially misconfigured ---- */

static const struct {
    const char *statements;
    bool wildcards;
    const char *bypass; /* NULL: none */
} misconfigured_rows[] = {
    {ALLOW("iot:Subscribe", IOT "topicfilter/building/*") "," DENY(
         "iot:Subscribe",
         IOT "topicfilter/building/control_room/#") "," ALLOW("iot:Receive",
                                                              IOT "topic/building/*"),
     true, NULL},
    {DENY("iot:Publish", IOT "topic/a/+/b"), true, NULL},
    {ALLOW("iot:Subscribe", IOT "topicfilter/a/#"), false, NULL},
    {ALLOW("iot:Subscribe", IOT "topicfilter/building/*") "," DENY(
         "iot:Subscribe",
         IOT "topicfilter/building/control_room/*") "," ALLOW("iot:Receive",
                                                              IOT "topic/building/*"),
     false, "building/#"},
    {ALLOW("iot:Subscribe", IOT "topicfilter/building/*") "," DENY(
         "iot:Subscribe", IOT
         "topicfilter/building/control_room/*") "," ALLOW("iot:Receive", IOT
                                                          "topic/building/*") "," DENY("iot:"
                                                                                       "Receiv"
                                                                                       "e",
                                                                                       IOT
                                                                                       "topic/"
                                                                                       "buildin"
                                                                                       "g/"
                                                                                       "control"
                                                                                       "_room/"
                                                                                       "*"),
     false, NULL},
    {ALLOW("iot:Subscribe", IOT "topicfilter/building/*") "," DENY(
         "iot:Subscribe", IOT "topicfilter/building/control_room/*"),
     false, NULL},
    {ALLOW("iot:Subscribe", IOT "topicfilter/building/lobby/*") "," DENY(
         "iot:Subscribe", IOT "topicfilter/building/control_room/*") "," ALLOW("iot:Receive",
                                                                               "*"),
     false, NULL},
    {ALLOW("iot:*", "*") "," DENY("iot:Subscribe", IOT "topicfilter/a/b"), false, "#"},
    {ALLOW("iot:*", "*") "," DENY("iot:*", IOT "topicfilter/a/b") "," DENY("iot:Receive",
                                                                           IOT "topic/a/*"),
     false, NULL},
    {ALLOW("iot:Subscribe", IOT "topicfilter/a/+/c") "," DENY(
         "iot:Subscribe", IOT "topicfilter/a/b/c") "," ALLOW("iot:Receive", "*"),
     false, "a/+/c"},
    {ALLOW("iot:*", "*") "," DENY("iot:*", "*"), false, NULL},
};

Test(local_policy, misconfiguration_is_found)
{
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(misconfigured_rows); i++) {
        struct policy p;
        struct policy_misconfigured found;
        struct err err;
        const char *text =
            arena_printf(a, "{\"Statement\":[%s]}", misconfigured_rows[i].statements);
        cr_assert(policy_parse(str_of(text), a, &p, &err), "%s: %s", text, err.text);
        policy_find_misconfigured(&p, a, &found);
        cr_expect_eq(found.mqtt_wildcards, misconfigured_rows[i].wildcards, "%s", text);
        cr_expect_eq(found.bypassed, misconfigured_rows[i].bypass != NULL, "%s", text);
        if (found.bypass != NULL && misconfigured_rows[i].bypass != NULL)
            cr_expect_str_eq(found.bypass, misconfigured_rows[i].bypass, "%s", text);
        cr_expect_eq(found.n, found.mqtt_wildcards || found.bypassed, "%s", text);
    }
    arena_free(a);
}
