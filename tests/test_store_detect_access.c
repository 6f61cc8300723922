/*
 * store/detect_access: what refusals mean, and that nothing of Detect is asked once it is
 * known to be closed, until somebody wants to know again.
 */
#include <criterion/criterion.h>
#include <stdio.h>

#include "client/api/audit.h"
#include "client/api/violations.h"
#include "client/store/detect_access.h"
#include "tests/support/call_rig.h"

struct row {
    const char *name;
    enum err_kind kind;
    int status;
    const char *code, *text;
    enum detect_verdict verdict;
};

static const struct row rows[] = {
    {"answered", ERR_NONE, 0, "", "", DETECT_ANSWERED},
    {"new customers", ERR_DENIED, 403, "AccessDeniedException",
     "AWS IoT Device Defender Detect is no longer open to new customers.", DETECT_CLOSED},
    {"existing customers", ERR_DENIED, 403, "AccessDeniedException",
     "Only existing customers can access the service.", DETECT_CLOSED},
    {"denied without a word", ERR_DENIED, 403, "AccessDeniedException", "refused with 403",
     DETECT_CLOSED},
    {"bad request", ERR_SERVICE, 400, "InvalidRequestException",
     "Detect is not available to this account", DETECT_CLOSED},
    {"unauthorized", ERR_DENIED, 401, "UnauthorizedException", "Not available to New Customers",
     DETECT_CLOSED},
    {"unknown operation", ERR_SERVICE, 404, "UnknownOperationException", "?", DETECT_CLOSED},
    {"no such path", ERR_SERVICE, 404, "", "answered with 404", DETECT_CLOSED},
    {"region", ERR_SERVICE, 400, "InvalidRequestException",
     "Operation is not supported in this region", DETECT_CLOSED},
    {"IAM", ERR_DENIED, 403, "AccessDeniedException",
     "User: arn:aws:iam::1:user/u is not authorized to perform: iot:ListActiveViolations",
     DETECT_NOT_PERMITTED},
    {"not said what", ERR_DENIED, 401, "UnauthorizedException", "You are not authorized",
     DETECT_NOT_PERMITTED},
    {"organization", ERR_DENIED, 403, "AccessDeniedException",
     "denied with an explicit deny in a service control policy", DETECT_NOT_PERMITTED},
    {"no such profile", ERR_SERVICE, 404, "ResourceNotFoundException", "no profile x",
     DETECT_FAILED},
    {"a proxy's page", ERR_DENIED, 403, "", "answered with 403", DETECT_FAILED},
    {"not valid", ERR_SERVICE, 400, "InvalidRequestException", "startTime is after endTime",
     DETECT_FAILED},
    {"throttled", ERR_THROTTLED, 429, "ThrottlingException", "not available", DETECT_FAILED},
    {"internal", ERR_SERVICE, 503, "ServiceUnavailableException", "not available now",
     DETECT_FAILED},
    {"silence", ERR_TIMEOUT, 0, "", "no answer", DETECT_FAILED},
    {"session over", ERR_CREDENTIALS, 403, "ExpiredTokenException", "expired", DETECT_FAILED},
};

Test(detect_access, refusals_mean_what_the_table_says)
{
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {.kind = rows[i].kind, .status = rows[i].status};

        (void)snprintf(err.code, sizeof err.code, "%s", rows[i].code);
        (void)snprintf(err.text, sizeof err.text, "%s", rows[i].text);
        cr_expect_eq(detect_verdict(&err), rows[i].verdict, "%s", rows[i].name);
    }
}

/* ---- with a client ---- */

#define CLOSED_BODY "{\"message\":\"Detect is not available to new customers\"}"
#define HEAD(status, length) \
    "HTTP/1.1 " status       \
    " X\r\nx-amzn-ErrorType: AccessDeniedException\r\nContent-Length: " length "\r\n\r\n"
#define CLOSED   HEAD("403", "54") CLOSED_BODY
#define NO_ML    HEAD("403", "55") "{\"message\":\"ML is not supported in region us-gov-west\"}"
#define NOBODY   "HTTP/1.1 200 OK\r\nContent-Length: 23\r\n\r\n{\"activeViolations\":[]}"
#define NO_TASKS "HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n{\"tasks\":[]}"

static void count(void *ctx)
{
    ++*(int *)ctx;
}

static struct fault_reply reply(const char *bytes)
{
    return (struct fault_reply){.how = FAULT_ANSWER, .bytes = str_of(bytes)};
}

static void ask(struct call_rig *r, const struct operation *op, const void *input)
{
    struct call_options o = rig_options(r);

    r->pages = 0;
    call_start(r->client, op, input, &o);
    rig_run(r, r->done + 1);
}

static int requests(const struct call_rig *r)
{
    return fault_server_requests(r->server);
}

Test(detect_access, is_asked_once_and_again_only_when_wanted)
{
    static struct call_rig r;
    const struct list_audit_tasks_input audits = {.start_time = {1000, true},
                                                  .end_time = {2000, true}};
    int changes = 0;
    struct detect_access *d = detect_access_new(count, &changes);

    r.replies[0] = reply(CLOSED);
    r.replies[1] = reply(NO_TASKS);
    r.replies[2] = reply(NOBODY);
    r.n_replies = 3;
    rig_open(&r, &(struct client_options){0});
    detect_access_connect(d, r.client);

    ask(&r, &op_list_active_violations, NULL);
    cr_assert_eq(requests(&r), 1);
    cr_expect(detect_access_is_closed(d));
    cr_expect_eq(changes, 1);
    cr_expect_str_eq(r.result.err.text, DETECT_CLOSED_TEXT, "%s", r.result.err.text);

    ask(&r, &op_list_active_violations, NULL); /* does not leave */
    cr_expect_eq(requests(&r), 1);
    cr_expect_str_eq(r.result.err.text, DETECT_CLOSED_TEXT);
    cr_expect_str_eq(r.result.err.code, DETECT_CLOSED_CODE);

    ask(&r, &op_list_audit_tasks, &audits); /* works as usual */
    cr_expect_eq(requests(&r), 2);
    cr_expect_eq(r.result.err.kind, ERR_NONE, "%s", r.result.err.text);

    detect_access_ask_again(d);
    cr_expect_null(detect_access_text(d));
    ask(&r, &op_list_active_violations, NULL);
    cr_expect_eq(requests(&r), 3);
    cr_expect_eq(r.result.err.kind, ERR_NONE, "%s", r.result.err.text);
    cr_expect_not(detect_access_is_closed(d));
    client_set_watch(r.client, NULL);
    detect_access_free(d);
    rig_close(&r);
}

Test(detect_access, without_models_the_rest_is_asked)
{
    static struct call_rig r;
    int changes = 0;
    struct detect_access *d = detect_access_new(count, &changes);

    r.replies[0] = reply(NO_ML);
    r.replies[1] = reply(NOBODY);
    r.n_replies = 2;
    rig_open(&r, &(struct client_options){0});
    detect_access_connect(d, r.client);
    ask(&r, &op_get_behavior_model_training_summaries, NULL);
    cr_expect_eq(changes, 1);
    cr_expect_str_eq(r.result.err.text, DETECT_NO_MODELS_TEXT);
    cr_expect_not(detect_access_is_closed(d));
    ask(&r, &op_list_active_violations, NULL);
    cr_expect_eq(r.result.err.kind, ERR_NONE, "%s", r.result.err.text);
    cr_expect_eq(changes, 1, "what answers says nothing of models");
    ask(&r, &op_get_behavior_model_training_summaries, NULL);
    cr_expect_eq(requests(&r), 2);
    cr_expect_str_eq(r.result.err.text, DETECT_NO_MODELS_TEXT);
    client_set_watch(r.client, NULL);
    detect_access_free(d);
    rig_close(&r);
}
