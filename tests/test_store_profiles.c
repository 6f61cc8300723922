/* Security profiles, custom metrics and dimensions: the lists, and what they mean. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/store/profiles.h"
#include "tests/support/call_rig.h"

#define GROUP "arn:aws:iot:eu-west-1:123456789012:thinggroup/"
#define ALL   "arn:aws:iot:eu-west-1:123456789012:all/"

static char space[RIG_REPLIES][2048];

static void replies(struct call_rig *r, const char *const *bodies, int n)
{
    r->n_replies = n;
    for (int i = 0; i < n; i++)
        r->replies[i] = (struct fault_reply){
            .how = FAULT_ANSWER,
            .bytes = str_starts(bodies[i], "HTTP/")
                         ? str_of(bodies[i])
                         : rig_answer(space[i], sizeof space[i], bodies[i])};
}

static void nobody(void *ctx)
{
    (void)ctx;
}

static struct described *ask(struct call_rig *r, const struct described_spec *spec,
                             const char *const *bodies, int n)
{
    struct client_options o = {0};

    replies(r, bodies, n);
    rig_open(r, &o);
    struct described *d = described_new(r->loop, spec);

    described_connect(d, r->client);
    described_watch(d, nobody, r);
    for (int i = 0; i < 2000 && !described_ready(d); i++)
        (void)loop_turn(r->loop, 5000);
    return d;
}

static const char denied[] = "HTTP/1.1 403 Forbidden\r\n"
                             "x-amzn-ErrorType: AccessDeniedException\r\n"
                             "Content-Length: 17\r\n\r\n{\"message\":\"no.\"}";

Test(store_profiles, a_profile_with_all_pages_of_its_targets)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"securityProfileIdentifiers\":[{\"name\":\"base\",\"arn\":\"a\"}]}",
        "{\"securityProfileName\":\"base\",\"version\":3,\"behaviors\":["
        "{\"name\":\"a\",\"metric\":\"aws:num-disconnects\",\"criteria\":{\"value\":{\"count\":"
        "1}}},"
        "{\"name\":\"b\",\"criteria\":{\"statisticalThreshold\":{\"statistic\":\"p90\"}}},"
        "{\"name\":\"c\",\"criteria\":{\"mlDetectionConfig\":{\"confidenceLevel\":\"HIGH\"}}},"
        "{\"name\":\"d\"}]}",
        "{\"securityProfileTargets\":[{\"arn\":\"" GROUP "a\"}],\"nextToken\":\"more\"}",
        "{\"securityProfileTargets\":[{\"arn\":\"" ALL "things\"}]}",
    };
    struct described *d = ask(&r, &profiles_spec, bodies, 4);
    const struct described_item *item = described_find(d, "base");

    cr_assert_not_null(item);
    cr_assert_not_null(item->output);
    cr_expect_eq(item->also_state, ALSO_KNOWN);
    cr_assert_eq(item->also.n, 2);
    const struct security_profile_target *t = item->also.items;
    cr_expect_str_eq(t[0].arn, GROUP "a");
    cr_expect_str_eq(t[1].arn, ALL "things");
    const struct describe_security_profile_output *p = profiles_find(d, "base");
    for (int k = 0; k < BEHAVIOR_KINDS; k++)
        cr_expect_eq(profile_count(p, (enum behavior_kind)k), 1, "%d", k);
    cr_expect_not_null(profile_behavior(p, "c"));
    cr_expect_null(profile_behavior(p, "e"));
    struct buf names = BUF_INIT(256);
    cr_expect_eq(profiles_using_metric(d, "aws:num-disconnects", &names), 1);
    cr_expect_str_eq(buf_text(&names), "base");
    cr_expect_eq(profiles_using_metric(d, "aws:all-bytes-in", &names), 0);
    buf_free(&names);
    described_free(d);
    rig_close(&r);
}

Test(store_profiles, targets_that_may_not_be_listed_are_said_of_the_profile_alone)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"securityProfileIdentifiers\":[{\"name\":\"base\",\"arn\":\"a\"}]}",
        "{\"securityProfileName\":\"base\"}",
        denied,
    };
    struct described *d = ask(&r, &profiles_spec, bodies, 3);

    cr_assert_eq(described_count(d), 1);
    cr_expect_eq(described_at(d, 0)->also_state, ALSO_DENIED);
    cr_expect_not_null(profiles_find(d, "base"));
    cr_expect_eq(source_status(described_source(d)).err->kind, ERR_NONE);
    described_free(d);
    rig_close(&r);
}

Test(store_profiles, lists_of_bare_names)
{
    static struct call_rig r;
    const char *const bodies[] = {
        "{\"metricNames\":[\"cpu\"]}",
        "{\"metricName\":\"cpu\",\"metricType\":\"number\",\"displayName\":\"CPU\"}",
    };
    struct described *d = ask(&r, &custom_metrics_spec, bodies, 2);

    cr_assert_not_null(custom_metrics_find(d, "cpu"));
    cr_expect_str_eq(profiles_metric(d, "cpu")->value, "number");
    cr_expect_str_eq(profiles_metric(d, "aws:num-disconnects")->value, "count");
    cr_expect_null(profiles_metric(d, "nobody"));
    described_free(d);
    rig_close(&r);
}

Test(store_profiles, whom_a_target_is)
{
    static const struct {
        const char *arn, *says;
        enum profile_scope scope;
    } rows[] = {
        {ALL "things", "all things", SCOPE_ALL},
        {ALL "registered-things", "registered things", SCOPE_REGISTERED},
        {ALL "unregistered-things", "unregistered things", SCOPE_UNREGISTERED},
        {GROUP "pier-east", "group pier-east", SCOPE_GROUP},
        {GROUP, GROUP, SCOPE_OTHER},
        {"nothing:thinggroup/x", "nothing:thinggroup/x", SCOPE_OTHER},
        {"", "", SCOPE_OTHER},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf text = BUF_INIT(512);
        const char *group;
        cr_expect_eq(profile_scope(rows[i].arn, &group), rows[i].scope, "%s", rows[i].arn);
        profile_scope_put(rows[i].arn, &text);
        cr_expect_str_eq(buf_text(&text), rows[i].says);
        buf_free(&text);
    }
}
