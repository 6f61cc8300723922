#include <criterion/criterion.h>
#include <stdio.h>

#include "client/api/audit.h"
#include "client/api/policies.h"
#include "client/api/profiles.h"
#include "client/api/schedules.h"
#include "client/api/sts.h"
#include "client/api/suppressions.h"
#include "client/api/things.h"
#include "tests/support/random_record.h"

static const char *header_of(void *ctx, const char *name)
{
    const struct http_request *r = ctx;

    for (int i = 0; i < r->n_headers; i++) {
        if (str_eq_nocase(str_of(r->headers[i].name), name))
            return r->headers[i].value;
    }
    return NULL;
}

/* What the client sends, the service reads back as it was meant. */
static void there_and_back(const struct operation *op, const void *input, struct arena *a)
{
    struct http_request r;
    struct path_label labels[PATH_LABELS_MAX];
    struct buf sent = BUF_INIT(1 << 20), got = BUF_INIT(1 << 20);
    struct err err = {0};
    void *back;
    int n = 0;

    cr_assert(operation_request(op, input, &r, &err), "%s: %s", op->name, err.text);
    cr_assert_eq(operation_route(r.method, str_of(r.path), labels, &n), op, "%s %s", op->name,
                 r.path);
    cr_assert(operation_parse(op, labels, n, str_of(r.query), header_of, &r,
                              (struct str){buf_text(&r.body), r.body.len}, a, &back, &err),
              "%s: %s", op->name, err.text);
    if (op->input != NULL) {
        random_record_text(op->input, input, &sent);
        random_record_text(op->input, back, &got);
        cr_assert_str_eq(sent.data, got.data);
    }
    http_request_free(&r);
    buf_free(&sent);
    buf_free(&got);
}

Test(api_operation, every_request_is_read_as_it_was_meant)
{
    struct arena *a = arena_new();
    struct random r = {7};

    for (size_t i = 0; operations[i] != NULL; i++) {
        const struct operation *op = operations[i];

        for (int k = 0; k < 60 && op->service == SERVICE_IOT; k++) {
            there_and_back(op, op->input != NULL ? random_record(&r, op->input, a) : NULL, a);
            arena_reset(a);
        }
    }
    arena_free(a);
}

Test(api_operation, every_answer_is_read_as_it_was_meant)
{
    struct arena *a = arena_new();
    struct random r = {8};

    for (size_t i = 0; operations[i] != NULL; i++) {
        const struct operation *op = operations[i];
        struct buf body = BUF_INIT(1 << 20), again = BUF_INIT(1 << 20);
        struct err err = {0};
        const void *output = &err;

        if (op->output != NULL)
            operation_answer(op, random_record(&r, op->output, a), &body);
        cr_assert(operation_response(op, (struct str){body.data, body.len}, a, &output, &err),
                  "%s", err.text);
        operation_answer(op, output, &again);
        cr_assert_str_eq(buf_text(&body), buf_text(&again));
        if (op->output == NULL)
            cr_assert(output == NULL && body.len == 0);
        buf_free(&body);
        buf_free(&again);
        arena_reset(a);
    }
    arena_free(a);
}

static void expect_request(const struct operation *op, const void *input, const char *line,
                           const char *body)
{
    struct http_request r;
    struct err err = {0};
    char got[400];

    cr_assert(operation_request(op, input, &r, &err), "%s", err.text);
    snprintf(got, sizeof got, "%s %s?%s", http_method_name(r.method), r.path, r.query);
    cr_assert_str_eq(got, line);
    cr_assert_eq(r.has_body, body != NULL, "%s", op->name);
    cr_assert_eq(r.content_type != NULL, body != NULL);
    cr_assert_str_eq(buf_text(&r.body), body != NULL ? body : "");
    http_request_free(&r);
}

Test(api_operation, requests)
{
    const char *const checks[] = {"LOGGING_DISABLED_CHECK"};
    struct opt_time start = {1775001600000, true}, end = {1775001600500, true};

    expect_request(&op_list_audit_tasks,
                   &(struct list_audit_tasks_input){.start_time = start,
                                                    .end_time = end,
                                                    .max_results = {250, true},
                                                    .next_token = "a+/ =&"},
                   "GET /audit/tasks?endTime=2026-04-01T00%3A00%3A00.500Z&maxResults=250&"
                   "nextToken=a%2B%2F%20%3D%26&startTime=2026-04-01T00%3A00%3A00Z",
                   NULL);
    expect_request(&op_list_audit_findings, &(struct list_audit_findings_input){0},
                   "POST /audit/findings?", "{}");
    expect_request(&op_list_audit_findings,
                   &(struct list_audit_findings_input){
                       .start_time = start, .list_suppressed_findings = {false, true}},
                   "POST /audit/findings?",
                   "{\"listSuppressedFindings\":false,\"startTime\":1775001600.000}");
    expect_request(&op_cancel_audit_task, &(struct cancel_audit_task_input){"ab-1"},
                   "PUT /audit/tasks/ab-1/cancel?", NULL);
    expect_request(&op_start_on_demand_audit_task,
                   &(struct start_on_demand_audit_task_input){{1, checks}},
                   "POST /audit/tasks?", "{\"targetCheckNames\":[\"LOGGING_DISABLED_CHECK\"]}");
    expect_request(&op_describe_account_audit_configuration, NULL, "GET /audit/configuration?",
                   NULL);
    expect_request(&op_delete_account_audit_configuration,
                   &(struct delete_account_audit_configuration_input){{true, true}},
                   "DELETE /audit/configuration?deleteScheduledAudits=true", NULL);
    expect_request(
        &op_list_attached_policies,
        &(struct list_attached_policies_input){.target = "arn:aws:iot:us-east-1:1:cert/ab"},
        "POST /attached-policies/arn%3Aaws%3Aiot%3Aus-east-1%3A1%3Acert%2Fab?", NULL);
    expect_request(&op_list_policies,
                   &(struct list_policies_input){.ascending_order = {true, true}},
                   "GET /policies?isAscendingOrder=true", NULL);
    expect_request(&op_update_security_profile,
                   &(struct update_security_profile_input){.security_profile_name = "a:b",
                                                           .expected_version = {3, true},
                                                           .delete_behaviors = {true, true}},
                   "PATCH /security-profiles/a%3Ab?expectedVersion=3",
                   "{\"deleteBehaviors\":true}");
    expect_request(&op_sts_get_caller_identity, NULL, "POST /?",
                   "Action=GetCallerIdentity&Version=2011-06-15");
    struct sts_tag tag = {"team", "a b"};
    expect_request(
        &op_sts_assume_role,
        &(struct sts_assume_role_input){.role_arn = "arn:aws:iam::123456789012:role/x",
                                        .role_session_name = "picket",
                                        .duration_seconds = {900, true},
                                        .tags = {1, &tag}},
        "POST /?",
        "Action=AssumeRole&Version=2011-06-15&DurationSeconds=900&RoleArn=arn%3Aaws%3Aiam%3A%3A"
        "123456789012%3Arole%2Fx&RoleSessionName=picket&Tags.member.1.Key=team&"
        "Tags.member.1.Value=a%20b");
}

Test(api_operation, a_header_parameter_and_a_token)
{
    struct http_request r;
    struct err err = {0};
    struct arena *a = arena_new();
    struct resource_identifier who = {.client_id = "gw"};
    struct create_audit_suppression_input input = {.check_name = "CONFLICTING_CLIENT_IDS_CHECK",
                                                   .resource_identifier = &who};

    cr_assert(operation_request(&op_list_principal_things,
                                &(struct list_principal_things_input){.principal = "arn:x"}, &r,
                                &err));
    cr_assert_eq(r.n_headers, 1);
    cr_assert_str_eq(r.headers[0].name, "x-amzn-principal");
    cr_assert_str_eq(r.headers[0].value, "arn:x");
    http_request_free(&r);
    cr_assert_not(operation_request(
        &op_list_principal_things, &(struct list_principal_things_input){.principal = "a\r\nb"},
        &r, &err));
    cr_assert(operation_request(&op_create_audit_suppression, &input, &r, &err), "%s",
              err.text);
    const struct json *body = json_parse((struct str){r.body.data, r.body.len}, a, &err);
    cr_assert_eq(strlen(json_string(json_get(body, "clientRequestToken"))), 36);
    cr_assert_null(input.client_request_token); /* the caller's record stays as it was */
    http_request_free(&r);
    input.client_request_token = "mine";
    cr_assert(operation_request(&op_create_audit_suppression, &input, &r, &err), "%s",
              err.text);
    cr_assert_not_null(strstr(r.body.data, "\"clientRequestToken\":\"mine\""));
    http_request_free(&r);
    arena_free(a);
}

Test(api_operation, refused_before_anything_leaves)
{
    static const char *const names[] = {"", ".", "..", "a b", NULL};
    struct http_request r;

    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct err err = {0};
        struct get_policy_input input = {names[i]};

        cr_assert_not(operation_request(&op_get_policy, &input, &r, &err));
        cr_assert_eq(err.kind, ERR_USAGE);
        cr_assert_str_eq(err.where, "GetPolicy");
    }
    struct err err = {0};
    struct get_policy_input good = {"..."};
    cr_assert(operation_request(&op_get_policy, &good, &r, &err));
    cr_assert_str_eq(r.path, "/policies/...");
    http_request_free(&r);
}

Test(api_operation, routes)
{
    static const struct {
        enum http_method method;
        const char *path, *name; /* NULL: nobody's */
        const char *label;
    } rows[] = {
        {HTTP_GET, "/audit/tasks", "ListAuditTasks", NULL},
        {HTTP_POST, "/audit/tasks", "StartOnDemandAuditTask", NULL},
        {HTTP_DELETE, "/audit/tasks", NULL, NULL},
        {HTTP_GET, "/audit/tasks/x", "DescribeAuditTask", "x"},
        {HTTP_PUT, "/audit/tasks/a%2Fb/cancel", "CancelAuditTask", "a%2Fb"},
        {HTTP_PUT, "/audit/tasks//cancel", NULL, NULL},
        {HTTP_GET, "/audit/tasks/", NULL, NULL},
        {HTTP_GET, "/audit/tasks/x/", NULL, NULL},
        {HTTP_GET, "/audit/tasks/x/y", NULL, NULL},
        {HTTP_GET, "/audit", NULL, NULL},
        {HTTP_GET, "audit/tasks", NULL, NULL},
        {HTTP_GET, "//audit/tasks", NULL, NULL},
        {HTTP_GET, "", NULL, NULL},
        {HTTP_POST, "/", NULL, NULL},
        {HTTP_GET, "/thing-groups/addThingToThingGroup", "DescribeThingGroup",
         "addThingToThingGroup"},
        {HTTP_PUT, "/thing-groups/addThingToThingGroup", "AddThingToThingGroup", NULL},
        {HTTP_GET, "/audit/mitigationactions/executions",
         "ListAuditMitigationActionsExecutions", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct path_label labels[PATH_LABELS_MAX];
        int n = 0;
        const struct operation *op =
            operation_route(rows[i].method, str_of(rows[i].path), labels, &n);

        if (rows[i].name == NULL) {
            cr_assert_null(op, "%s", rows[i].path);
            continue;
        }
        cr_assert_not_null(op, "%s", rows[i].path);
        cr_assert_str_eq(op->name, rows[i].name);
        cr_assert_eq(n, rows[i].label != NULL);
        if (n > 0)
            cr_assert(str_eq(labels[0].value, rows[i].label));
    }
}

Test(api_operation, hostile_parameters)
{
    static const struct {
        const char *query;
        const char *message; /* NULL: fine */
    } rows[] = {
        {"startTime=2026-04-01T00%3A00%3A00Z&endTime=2026-04-02", NULL},
        {"startTime=1775001600&endTime=1775001600.5&unknown=1&&=&x", NULL},
        {"startTime=2026-04-01T00%3A00%3A00Z", "endTime is missing"},
        {"startTime=yesterday&endTime=2026-04-02", "startTime: \"yesterday\" is not a value"},
        {"startTime=%zz&endTime=2026-04-02", "startTime: not percent-encoded UTF-8"},
        {"startTime=0&endTime=0&nextToken=%00", "nextToken: not percent-encoded UTF-8"},
        {"startTime=0&endTime=0&nextToken=%ff", "nextToken: not percent-encoded UTF-8"},
        {"startTime=0&endTime=0&startTime=1", "startTime: given 2 times"},
        {"startTime=0&endTime=0&maxResults=251", "maxResults: 251 is more than 250"},
        {"startTime=0&endTime=0&maxResults=2x", "maxResults: \"2x\" is not a value"},
        {"startTime=0&endTime=0&maxResults=99999999999999999999", "maxResults: "},
        {"startTime=0&endTime=0&taskStatus=DONE", "taskStatus: \"DONE\" is none of"},
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        void *input;
        bool ok = operation_parse(&op_list_audit_tasks, NULL, 0, str_of(rows[i].query), NULL,
                                  NULL, STR(""), a, &input, &err);

        cr_assert_eq(ok, rows[i].message == NULL, "%s: %s", rows[i].query, err.text);
        cr_assert(ok || str_starts(err.text, rows[i].message), "%s: %s", rows[i].query,
                  err.text);
        cr_assert(ok || err.kind == ERR_USAGE);
    }
    struct err err = {0};
    void *input;
    cr_assert_not(operation_parse(&op_list_audit_findings, NULL, 0, STR(""), NULL, NULL,
                                  STR("{\"taskId\":7}"), a, &input, &err));
    cr_assert_eq(err.kind, ERR_USAGE);
    cr_assert_str_eq(err.text, "taskId: expected text, got a number");
    arena_free(a);
}

Test(api_operation, errors)
{
    static const struct {
        int status;
        const char *header, *body;
        enum err_kind kind;
        const char *code, *text;
    } rows[] = {
        {404, "ResourceNotFoundException:", "{\"message\":\"Not Found\",\"traceId\":\"x\"}",
         ERR_SERVICE, "ResourceNotFoundException", "ResourceNotFoundException: Not Found"},
        {400, "ThrottlingException:http://x", "{\"message\":\"Rate exceeded\"}", ERR_THROTTLED,
         "ThrottlingException", "ThrottlingException: Rate exceeded"},
        {400, NULL, "{\"__type\":\"com.amazon#InvalidRequestException\",\"Message\":\"no\"}",
         ERR_SERVICE, "InvalidRequestException", "InvalidRequestException: no"},
        {410, NULL, "{\"code\":\"LimitExceededException\"}", ERR_SERVICE,
         "LimitExceededException", "LimitExceededException: HTTP 410 without a reason"},
        {403, "AccessDeniedException", "{\"Message\":null}", ERR_DENIED,
         "AccessDeniedException", "AccessDeniedException: HTTP 403 without a reason"},
        {403, "UnrecognizedClientException", "{\"message\":\"The security token is invalid\"}",
         ERR_CREDENTIALS, "UnrecognizedClientException",
         "UnrecognizedClientException: The security token is invalid"},
        {403, "ExpiredTokenException", "", ERR_CREDENTIALS, "ExpiredTokenException",
         "ExpiredTokenException: HTTP 403 without a reason"},
        {403, "InvalidSignatureException",
         "{\"message\":\"The request signature does not match\"}", ERR_CREDENTIALS,
         "InvalidSignatureException",
         "InvalidSignatureException: The request signature does not match"},
        {403, "InvalidSignatureException",
         "{\"message\":\"Signature expired: 2026 is now earlier than\"}", ERR_CLOCK,
         "InvalidSignatureException",
         "InvalidSignatureException: Signature expired: 2026 is now earlier than"},
        {403, "RequestTimeTooSkewed", "", ERR_CLOCK, "RequestTimeTooSkewed",
         "RequestTimeTooSkewed: HTTP 403 without a reason"},
        {401, "UnauthorizedException", "{}", ERR_DENIED, "UnauthorizedException",
         "UnauthorizedException: HTTP 401 without a reason"},
        {503, NULL, "<html><body>Service Unavailable</body></html>", ERR_SERVICE, "503",
         "HTTP 503 without a reason"},
        {502, NULL, "", ERR_SERVICE, "502", "HTTP 502 without a reason"},
        {429, NULL, "slow down please", ERR_THROTTLED, "429", "HTTP 429: slow down please"},
        {403, NULL,
         "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>User: a "
         "&amp; b</Message></Error><RequestId>r-1</RequestId></ErrorResponse>",
         ERR_DENIED, "AccessDenied", "AccessDenied: User: a & b"},
        {403, NULL,
         "{\"Error\":{\"Code\":\"ExpiredToken\",\"Message\":\"gone\",\"Type\":\"Sender\"},"
         "\"RequestId\":\"r-1\"}",
         ERR_CREDENTIALS, "ExpiredToken", "ExpiredToken: gone"},
        {400, NULL, "[1,2]", ERR_SERVICE, "400", "HTTP 400 without a reason"},
        {400, NULL, "{\"message\":", ERR_SERVICE, "400", "HTTP 400: {\"message\":"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};

        operation_error(rows[i].status, rows[i].header, "id-1", str_of(rows[i].body), &err);
        cr_assert_eq(err.kind, rows[i].kind, "%s: %s", rows[i].code, err_kind_name(err.kind));
        cr_assert_str_eq(err.code, rows[i].code);
        cr_assert_str_eq(err.text, rows[i].text);
        cr_assert_str_eq(err.request_id, "id-1");
        cr_assert_eq(err.status, rows[i].status);
        cr_assert(err.advice[0] != '\0' || rows[i].status == 400, "%s", rows[i].code);
    }
    struct err err = {0};
    char long_name[200];
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    operation_error(400, long_name, NULL, STR("<Error><RequestId>r-1</RequestId></Error>"),
                    &err);
    cr_assert_eq(strlen(err.code), sizeof err.code - 1);
    cr_assert_str_eq(err.request_id, "r-1");
}

Test(api_operation, answers_that_are_not_answers)
{
    static const char *const bodies[] = {"<html>sign in</html>", "{\"findings\":[", "[]",
                                         "{\"findings\":1}", "\xff"};
    struct arena *a = arena_new();
    const void *out = NULL;

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct err err = {0};

        cr_assert_not(
            operation_response(&op_list_audit_findings, str_of(bodies[i]), a, &out, &err));
        cr_assert_eq(err.kind, ERR_DECODE);
        cr_assert_str_eq(err.where, "ListAuditFindings");
        cr_assert_neq(err.advice[0], '\0');
    }
    struct err err = {0};
    cr_assert(operation_response(&op_list_audit_findings, STR(" \n"), a, &out, &err));
    cr_assert_null(((const struct list_audit_findings_output *)out)->findings.items);
    arena_free(a);
}

Test(api_operation, sts_answers)
{
    static const char *const bodies[] = {
        "{\"AssumeRoleResponse\":{\"AssumeRoleResult\":{\"Credentials\":{\"AccessKeyId\":"
        "\"ASIA1234567890123456\",\"SecretAccessKey\":\"s&s\",\"SessionToken\":\"t\","
        "\"Expiration\":1.775001600E9}},\"ResponseMetadata\":{\"RequestId\":\"x\"}}}",
        "<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        "<AssumeRoleResult>"
        "<Credentials><AccessKeyId>ASIA1234567890123456</AccessKeyId><SecretAccessKey>s&amp;s"
        "</SecretAccessKey><SessionToken>t</SessionToken><Expiration>2026-04-01T00:00:00Z"
        "</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>",
    };
    struct arena *a = arena_new();

    for (size_t i = 0; i < COUNT_OF(bodies); i++) {
        struct err err = {0};
        const void *out = NULL;

        cr_assert(operation_response(&op_sts_assume_role, str_of(bodies[i]), a, &out, &err),
                  "%s", err.text);
        const struct sts_assume_role_output *o = out;
        cr_assert_not_null(o->credentials);
        cr_assert_str_eq(o->credentials->access_key_id, "ASIA1234567890123456");
        cr_assert_str_eq(o->credentials->secret_access_key, "s&s");
        cr_assert_eq(o->credentials->expiration.ms, 1775001600000);
    }
    arena_free(a);
}

static void expect_cli(const struct operation *op, const void *input, const char *text)
{
    struct buf b = BUF_INIT(4000);

    operation_aws_cli(op, input, &b);
    cr_assert_str_eq(b.data, text);
    buf_free(&b);
}

Test(api_operation, aws_command_lines)
{
    const char *const checks[] = {"LOGGING_DISABLED_CHECK", "it's"};
    struct resource_identifier who = {.client_id = "gw 1"};

    expect_cli(&op_describe_account_audit_configuration, NULL,
               "aws iot describe-account-audit-configuration\n");
    expect_cli(&op_start_on_demand_audit_task,
               &(struct start_on_demand_audit_task_input){{2, checks}},
               "aws iot start-on-demand-audit-task \\\n"
               "    --target-check-names LOGGING_DISABLED_CHECK 'it'\\''s'\n");
    expect_cli(
        &op_list_audit_findings,
        &(struct list_audit_findings_input){.resource_identifier = &who,
                                            .list_suppressed_findings = {false, true},
                                            .start_time = {1775001600000, true},
                                            .max_results = {25, true}},
        "aws iot list-audit-findings \\\n    --no-list-suppressed-findings \\\n"
        "    --max-results 25 \\\n    --resource-identifier '{\"clientId\":\"gw 1\"}' \\\n"
        "    --start-time 2026-04-01T00:00:00Z\n");
    expect_cli(&op_list_thing_principals_v2,
               &(struct list_thing_principals_v2_input){.thing_name = "gw:1"},
               "aws iot list-thing-principals-v2 \\\n    --thing-name gw:1\n");
    expect_cli(&op_sts_get_caller_identity, NULL, "aws sts get-caller-identity\n");
}

Test(api_operation, tables_hold_together)
{
    for (size_t i = 0; operations[i] != NULL; i++) {
        const struct operation *op = operations[i];

        cr_assert_eq(operation_find(op->name), op);
        cr_assert_gt(op->calls_per_second, 0);
        cr_assert_eq(op->effect == EFFECT_READ && op->invalidates != NULL, false, "%s",
                     op->name);
        cr_assert(op->effect == EFFECT_READ || op->invalidates != NULL, "%s", op->name);
        cr_assert(op->effect == EFFECT_MUTATE || op->retry == RETRY_SAFE, "%s", op->name);
        for (size_t k = 0; op->invalidates != NULL && op->invalidates[k] != NULL; k++) {
            const struct operation *read = operation_find(op->invalidates[k]);

            cr_assert_not_null(read, "%s", op->invalidates[k]);
            cr_assert_eq(read->effect, EFFECT_READ);
        }
        if (op->paging.token_in == NULL)
            continue;
        cr_assert_not_null(record_field(op->input, op->paging.token_in));
        cr_assert_not_null(record_field(op->output, op->paging.token_out));
        cr_assert_eq(record_field(op->output, op->paging.items)->is.type, FIELD_LIST);
    }
    cr_assert_null(operation_find("DeleteThing"));
}
