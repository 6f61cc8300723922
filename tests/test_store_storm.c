/*
 * Ten thousand changes while the line breaks at any byte of the request or of the answer: what
 * may not be sent twice arrives once at most, what may carries one token, and each entry of the
 * journal ends as what really happened or as not known.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/audit_mitigation.h"
#include "client/api/certificates.h"
#include "client/api/schedules.h"
#include "client/api/suppressions.h"
#include "client/store/journal_gate.h"
#include "tests/support/fault_server.h"
#include "tests/support/gate_rig.h"
#include "tests/support/journal_rig.h"

enum { CHANGES = 10 * 1000, TOKEN_MAX = 80 };

TestSuite(store_storm, .init = journal_rig_setup, .fini = journal_rig_teardown);

static const char *const names[] = {"LOGGING_DISABLED_CHECK"};
static const struct resource_identifier certificate = {
    .device_certificate_id =
        "3f9a0c1d22e8b0a44c1c9d0d4fd1b2a7c06b5a3d4e1f20718293a4b5c6d7e8f9"};
static const struct start_on_demand_audit_task_input start_audit = {
    .target_check_names = {1, names}};
static const struct cancel_audit_task_input cancel = {"0123456789abcdef0123456789abcdef"};
static const struct create_audit_suppression_input suppress = {
    .check_name = "DEVICE_CERTIFICATE_SHARED_CHECK",
    .resource_identifier = &certificate,
    .suppress_indefinitely = {true, true}};
static const struct delete_audit_suppression_input unsuppress = {
    .check_name = "DEVICE_CERTIFICATE_SHARED_CHECK", .resource_identifier = &certificate};
static const struct create_scheduled_audit_input schedule = {
    .scheduled_audit_name = "daily", .frequency = "DAILY", .target_check_names = {1, names}};
static const struct update_certificate_input activate = {
    .certificate_id = "3f9a0c1d22e8b0a44c1c9d0d4fd1b2a7c06b5a3d4e1f20718293a4b5c6d7e8f9",
    .new_status = "ACTIVE"};
static const char *const finding_ids[] = {"f-1"};
static const char *const actions[] = {"off"};
static const struct list action_list = {1, actions};
static const struct map_entry mapping[] = {{"DEVICE_CERTIFICATE_SHARED_CHECK", &action_list}};
static const struct audit_mitigation_actions_task_target target = {
    .finding_ids = {1, finding_ids}};
static const struct start_audit_mitigation_actions_task_input mitigate = {
    .task_id = "task-1", .target = &target, .audit_check_to_actions_mapping = {1, mapping}};

static const struct {
    const struct operation *op;
    const void *input;
} changes[] = {
    {&op_start_on_demand_audit_task, &start_audit},
    {&op_cancel_audit_task, &cancel},
    {&op_create_audit_suppression, &suppress},
    {&op_delete_audit_suppression, &unsuppress},
    {&op_create_scheduled_audit, &schedule},
    {&op_update_certificate, &activate},
    {&op_start_audit_mitigation_actions_task, &mitigate},
};

struct storm {
    struct loop *loop;
    struct http *http;
    struct fault_server *server;
    struct client *client;
    struct journal *journal;
    struct journal_gate journal_gate;
    struct guards guards;
    struct gate *gate;
    uint64_t random;
    /* of the change under way */
    const struct operation *op;
    int arrived;
    char token[TOKEN_MAX], answer[512];
    bool answered, refused; /* an answer, a refusal left whole */
    bool done;
    struct call_result result;
    int by_result[3];
};

static uint64_t next(struct storm *s)
{
    s->random ^= s->random << 13;
    s->random ^= s->random >> 7;
    return s->random ^= s->random << 17;
}

static void check_token(struct storm *s, const struct fault_request *q)
{
    const char *at = memmem(q->body.p, q->body.n, "\"clientRequestToken\":\"", 22);
    char token[TOKEN_MAX] = "";

    if (at != NULL)
        snprintf(token, sizeof token, "%.36s", at + 22);
    cr_expect_eq(at != NULL, s->op->retry == RETRY_TOKEN, "%s", s->op->name);
    if (s->arrived > 1)
        cr_expect_str_eq(token, s->token, "%s: the same token every time", s->op->name);
    snprintf(s->token, sizeof s->token, "%s", token);
}

/* An answer, broken off after any byte in three of four cases. */
static void on_request(void *ctx, const struct fault_request *q, struct fault_reply *reply)
{
    struct storm *s = ctx;
    const char *body = s->op->output != NULL && s->op->output->n_fields > 0
                           ? "{\"taskId\":\"t-1\",\"scheduledAuditArn\":\"arn:aws:iot:x\"}"
                           : "{}";
    bool no = next(s) % 4 == 0;
    int n =
        snprintf(s->answer, sizeof s->answer, "HTTP/1.1 %s\r\nContent-Length: %zu\r\n\r\n%s",
                 no ? "400 No\r\nx-amzn-ErrorType: InvalidRequestException" : "200 OK",
                 strlen(body), body);
    size_t cut = next(s) % 4 == 0 ? (size_t)n : next(s) % (size_t)n;

    s->arrived++;
    check_token(s, q);
    s->answered |= cut == (size_t)n && !no;
    s->refused = cut == (size_t)n && no;
    *reply = (struct fault_reply){.how = cut == (size_t)n   ? FAULT_ANSWER
                                         : next(s) % 2 == 0 ? FAULT_CLOSE
                                                            : FAULT_RESET,
                                  .bytes = {s->answer, cut}};
    fault_server_cut(s->server, next(s) % 3 == 0 ? 1 + next(s) % 900 : SIZE_MAX);
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct storm *s = ctx;

    s->done = true;
    s->result = *result;
}

static double no_jitter(void *ctx)
{
    (void)ctx;
    return 0;
}

static void open_storm(struct storm *s)
{
    struct endpoint endpoint;
    struct credentials credentials = {0};
    char url[64];
    struct err err;

    *s = (struct storm){.random = 88172645463325252};
    s->loop = loop_new(&system_clock);
    s->http = http_new(s->loop);
    s->server = fault_server_new(s->loop, NULL, on_request, s);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", fault_server_port(s->server));
    cr_assert(endpoint_parse(url, "eu-west-1", &endpoint, &err), "%s", err.text);
    credentials_set(&credentials, "AKIDPICKETTEST", "secret", NULL);
    s->journal = rig_journal();
    journal_gate_init(&s->journal_gate, s->journal, "tester");
    guards_default(&s->guards);
    s->gate = gate_new(&(struct gate_options){.loop = s->loop,
                                              .guards = &s->guards,
                                              .journal = &s->journal_gate.gate,
                                              .context = "storm",
                                              .region = "eu-west-1",
                                              .start = GATE_OPEN});
    s->client = client_new(&(struct client_options){.loop = s->loop,
                                                    .http = s->http,
                                                    .iot = &endpoint,
                                                    .credentials = &credentials,
                                                    .gate = s->gate,
                                                    .timeout_ms = 10 * 1000,
                                                    .random01 = no_jitter});
    credentials_wipe(&credentials);
}

static void close_storm(struct storm *s)
{
    client_free(s->client);
    gate_free(s->gate);
    guards_free(&s->guards);
    journal_free(s->journal);
    http_free(s->http);
    fault_server_free(s->server);
    loop_free(s->loop);
}

/* What the journal says against what the other end saw. */
static void judge(struct storm *s, int i)
{
    struct arena *arena = arena_new();
    const struct journal_entry e = rig_get(s->journal, s->result.entry, arena);
    const bool once = s->op->retry == RETRY_NEVER || s->op->retry == RETRY_NAMED;

    cr_expect(!once || s->arrived <= 1, "%d: %s arrived %d times", i, s->op->name, s->arrived);
    switch (e.outcome.state) {
    case JOURNAL_DONE:
        cr_expect(s->answered, "%d: %s is said to be done", i, s->op->name);
        s->by_result[GATE_DONE]++;
        break;
    case JOURNAL_REFUSED:
        cr_expect(s->arrived == 0 || (s->arrived == 1 && s->refused),
                  "%d: %s is said to have changed nothing", i, s->op->name);
        s->by_result[GATE_REFUSED]++;
        break;
    case JOURNAL_UNKNOWN: s->by_result[GATE_UNKNOWN]++; break;
    case JOURNAL_PENDING: cr_expect_fail("%d: %s never ended", i, s->op->name); break;
    }
    arena_free(arena);
}

static void send_one(struct storm *s, int i)
{
    size_t which = next(s) % COUNT_OF(changes);

    s->op = changes[which].op;
    s->arrived = 0;
    s->answered = s->refused = s->done = false;
    fault_server_cut(s->server, next(s) % 3 == 0 ? 1 + next(s) % 900 : SIZE_MAX);
    (void)call_start(s->client, s->op, changes[which].input,
                     &(struct call_options){.priority = CALL_INTERACTIVE,
                                            .on_done = on_done,
                                            .change = &gate_rig_reviewed,
                                            .ctx = s});
    while (!s->done)
        (void)loop_turn(s->loop, 1000 * 1000);
    judge(s, i);
}

Test(store_storm, nothing_is_sent_twice_and_every_entry_ends)
{
    struct storm *s = calloc(1, sizeof *s);
    struct err err = {0};
    int64_t n = 0;

    open_storm(s);
    for (int i = 0; i < CHANGES; i++)
        send_one(s, i);
    cr_assert(journal_count(s->journal, &(struct journal_query){0}, &n, &err), "%s", err.text);
    cr_expect_eq(n, CHANGES, "%lld entries", (long long)n);
    cr_expect_eq(rig_verify(s->journal).broken, 0);
    for (int i = 0; i < 3; i++)
        cr_expect_gt(s->by_result[i], CHANGES / 100, "result %d came only %d times", i,
                     s->by_result[i]);
    close_storm(s);
    free(s);
}
