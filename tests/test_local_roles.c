#include <criterion/criterion.h>

#include "client/api/policy_role.h"

#define IOT "arn:aws:iot:eu-west-1:123456789012:"
#define ALLOW(action, resource)                                                               \
    "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"" action "\",\"Resource\":\"" resource \
    "\"}}"
#define DENY(action, resource)                                                               \
    "{\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"" action "\",\"Resource\":\"" resource \
    "\"}}"

static void parse(const char *documents, struct arena *a, struct role_documents *out)
{
    struct err err;
    const char *text = arena_printf(a, "[%s]", documents);

    cr_assert(role_parse(str_of(text), a, out, &err), "%s: %s", text, err.text);
}

Test(local_roles, grants_are_sorted_by_what_they_administer)
{
    static const struct {
        const char *documents, *write, *read, *broad_read, *other, *data;
    } rows[] = {
        {"", "[]", "[]", "[]", "[]", "[]"},
        {ALLOW("s3:*", "*"), "[]", "[]", "[]", "[]", "[]"},
        {ALLOW("iot:UpdateThing", IOT "thing/a"), "[iot:UpdateThing]", "[]", "[]", "[]", "[]"},
        {ALLOW("iot:ListThings", "*"), "[iot:ListThings]", "[]", "[]", "[]", "[]"},
        {ALLOW("iot:DescribeThing", IOT "thing/a"), "[]", "[iot:DescribeThing]", "[]", "[]",
         "[]"},
        {ALLOW("iot:DescribeThing", IOT "thing/*"), "[]", "[iot:DescribeThing]",
         "[iot:DescribeThing]", "[]", "[]"},
        {ALLOW("iot:CreatePolicy", IOT "policy/a"), "[]", "[]", "[]", "[iot:CreatePolicy]",
         "[]"},
        {ALLOW("iot:Publish", "*"), "[]", "[]", "[]", "[]", "[iot:Publish]"},
        {ALLOW("iot:Publish", IOT "topic/a"), "[]", "[]", "[]", "[]", "[]"},
        {ALLOW("iot:*", "*"), "[iot:*]", "[iot:*]", "[iot:*]", "[iot:*]",
         "[iot:Connect, iot:Publish, iot:Subscribe, iot:GetThingShadow, iot:UpdateThingShadow, "
         "iot:DeleteThingShadow, iot:DescribeJobExecution, iot:GetPendingJobExecutions, "
         "iot:StartNextPendingJobExecution, iot:UpdateJobExecution]"},
        {DENY("iot:*", "*"), "[]", "[]", "[]", "[]", "[]"},
        {ALLOW("s3:Get*", "*") "," ALLOW("iot:CreateThing", "*"), "[iot:CreateThing]", "[]",
         "[]", "[]", "[]"},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct role_documents role;
        struct role_grants g;
        parse(rows[i].documents, a, &role);
        role_find_grants(&role, a, &g);
        cr_expect_str_eq(policy_texts_list(g.write, a), rows[i].write, "row %zu", i);
        cr_expect_str_eq(policy_texts_list(g.read, a), rows[i].read, "row %zu", i);
        cr_expect_str_eq(policy_texts_list(g.broad_read, a), rows[i].broad_read, "row %zu", i);
        cr_expect_str_eq(policy_texts_list(g.other, a), rows[i].other, "row %zu", i);
        cr_expect_str_eq(policy_broad_list(g.data_actions, a), rows[i].data, "row %zu", i);
    }
    arena_free(a);
}

Test(local_roles, services_and_what_is_done_with_them)
{
    static const struct {
        const char *documents, *services, *auditing, *administered; /* of s3, sqs, iot */
        bool all;
    } rows[] = {
        {ALLOW("S3:GetObject", "*"), "[s3]", "[]", "[]", false},
        {ALLOW("s3:*", "*") "," ALLOW("sqs:SendMessage", "*"), "[s3, sqs]", "[]", "[s3]",
         false},
        {ALLOW("*", "*"), "[]",
         "[iam, cloudtrail, guardduty, inspector, inspector2, trustedadvisor]",
         "[s3, sqs, iot]", true},
        {ALLOW("*:*", "*"), "[]",
         "[iam, cloudtrail, guardduty, inspector, inspector2, trustedadvisor]",
         "[s3, sqs, iot]", true},
        {ALLOW("iam:GetRole", "*"), "[iam]", "[iam]", "[]", false},
        {DENY("iam:*", "*"), "[]", "[]", "[]", false},
        {ALLOW("IOT:*", "*"), "[iot]", "[]", "[iot]", false},
        {ALLOW("iot:Get*", "*"), "[iot]", "[]", "[]", false},
    };
    static const char *const asked[] = {"s3", "sqs", "iot"};
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct role_documents role;
        const char *administered[COUNT_OF(asked)];
        size_t n = 0;
        bool all;
        parse(rows[i].documents, a, &role);
        cr_expect_str_eq(policy_texts_list(role_services(&role, a, &all), a), rows[i].services,
                         "row %zu", i);
        cr_expect_eq(all, rows[i].all, "row %zu", i);
        cr_expect_str_eq(policy_texts_list(role_auditing_services(&role, a), a),
                         rows[i].auditing, "row %zu", i);
        for (size_t k = 0; k < COUNT_OF(asked); k++) {
            if (role_administers(&role, asked[k], a))
                administered[n++] = asked[k];
        }
        cr_expect_str_eq(policy_texts_list((struct policy_texts){n, administered}, a),
                         rows[i].administered, "row %zu", i);
    }
    arena_free(a);
}

Test(local_roles, rights)
{
    static const struct {
        const char *documents, *action;
        bool allowed;
    } rows[] = {
        {"", "iot:ListPolicies", false},
        {ALLOW("iot:List*", "*"), "iot:ListPolicies", true},
        {ALLOW("iot:List*", "*"), "iot:GetPolicy", false},
        {ALLOW("iot:*", "*") "," DENY("iot:GetPolicy", "*"), "iot:GetPolicy", false},
        {ALLOW("iot:*", "*") "," DENY("iot:GetPolicy", IOT "policy/a"), "iot:GetPolicy", true},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct role_documents role;
        parse(rows[i].documents, a, &role);
        cr_expect_eq(role_allows(&role, rows[i].action), rows[i].allowed, "row %zu", i);
    }
    arena_free(a);
}

/* A document may also come as text within the list, as the IAM API gives it. */
Test(local_roles, documents_as_text)
{
    static const char text[] =
        "[\"{\\\"Statement\\\":{\\\"Effect\\\":\\\"Allow\\\",\\\"Action\\\":"
        "\\\"iot:*\\\",\\\"Resource\\\":\\\"*\\\"}}\"]";
    struct arena *a = arena_new();
    struct role_documents role;
    struct err err;

    cr_assert(role_parse(str_of(text), a, &role, &err), "%s", err.text);
    cr_expect(role_allows(&role, "iot:GetPolicy"));
    cr_expect_not(role_parse(str_of("{}"), a, &role, &err));
    cr_expect_not(role_parse(str_of("[\"x\"]"), a, &role, &err));
    cr_expect_not(role_parse(str_of("[1]"), a, &role, &err));
    arena_free(a);
}
