#include "tests/support/plan_rig.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/detect_mitigation.h"
#include "client/api/schedules.h"
#include "client/base/files.h"
#include "client/base/mem.h"

#define CHECK       "LOGGING_DISABLED_CHECK"
#define CHECKS_JSON "[\"" CHECK "\"]"

enum { TURNS_MAX = 4000, TURN_US = 5000 };

bool plan_rig_has(const struct plan_rig *r, const char *name)
{
    for (size_t i = 0; i < r->n_exists; i++)
        if (strcmp(r->exists[i], name) == 0)
            return true;
    return false;
}

static void create(struct plan_rig *r, const char *name)
{
    cr_assert_lt(r->n_exists, PLAN_RIG_NAMES);
    snprintf(r->exists[r->n_exists++], sizeof r->exists[0], "%s", name);
}

/* ---- the service ---- */

static void answer(struct fault_reply *reply, int status, const char *type, const char *body)
{
    static char space[8][1024]; /* replies are borrowed while others are made */
    static size_t next;
    char *at = space[next++ % 8];
    int n = snprintf(at, sizeof space[0],
                     "HTTP/1.1 %d X\r\nContent-Length: %zu\r\nx-amzn-ErrorType: %s\r\n\r\n%s",
                     status, strlen(body), type, body);

    *reply = (struct fault_reply){.how = FAULT_ANSWER, .bytes = {at, (size_t)n}};
}

static void describe_task(struct plan_rig *r, const char *name, struct fault_reply *reply)
{
    char body[256];

    snprintf(body, sizeof body,
             "{\"taskStatus\":\"COMPLETED\",\"taskStatistics\":{\"" CHECK
             "\":{\"failedFindingsCount\":1}},\"target\":{\"findingIds\":[\"%s\"]},"
             "\"auditCheckToActionsMapping\":{\"" CHECK "\":[\"a\"]}}",
             str_starts(name, "stolen") ? "other" : "f");
    answer(reply, 200, "", body);
    r->described++;
}

static void describe_alarm_task(struct plan_rig *r, const char *name, struct fault_reply *reply)
{
    const bool going = r->described++ == 0, failed = strstr(name, "FAILED") != NULL;
    char body[256];

    snprintf(body, sizeof body,
             "{\"taskSummary\":{\"taskId\":\"%s\",\"taskStatus\":\"%s\",\"taskStatistics\":{"
             "\"actionsExecuted\":2,\"actionsFailed\":%d,\"actionsSkipped\":0}}}",
             name, going ? "IN_PROGRESS" : name + strlen("alarms-"), failed && !going);
    answer(reply, 200, "", body);
}

/* The first try gets no answer, the second finds the name taken. */
static void start_task(struct plan_rig *r, struct fault_reply *reply)
{
    if (++r->creations % 2 == 1)
        *reply = (struct fault_reply){.how = FAULT_RESET};
    else
        answer(reply, 400, "TaskAlreadyExistsException", "{\"message\":\"taken\"}");
}

static void describe(struct plan_rig *r, const char *name, struct fault_reply *reply)
{
    char body[256];

    r->described++;
    if (!plan_rig_has(r, name)) {
        answer(reply, 404, "ResourceNotFoundException", "{\"message\":\"no such\"}");
        return;
    }
    snprintf(body, sizeof body,
             "{\"scheduledAuditName\":\"%s\",\"frequency\":\"%s\",\"targetCheckNames\":%s}",
             name, strcmp(r->weekly, name) == 0 ? "WEEKLY" : "DAILY", CHECKS_JSON);
    answer(reply, 200, "", body);
}

static void create_one(struct plan_rig *r, const char *name, struct fault_reply *reply)
{
    r->creations++;
    if (str_starts(name, "bad")) {
        answer(reply, 400, "InvalidRequestException", "{\"message\":\"not like that\"}");
    } else if (str_starts(name, "expired")) {
        answer(reply, 403, "ExpiredTokenException", "{\"message\":\"it has expired\"}");
    } else if (str_starts(name, "slow")) {
        *reply = (struct fault_reply){.how = FAULT_HANG};
    } else if (str_starts(name, "cut")) {
        *reply = (struct fault_reply){.how = FAULT_RESET};
    } else if (str_starts(name, "lost") || str_starts(name, "twin")) {
        create(r, name);
        if (str_starts(name, "twin"))
            snprintf(r->weekly, sizeof r->weekly, "%s", name);
        *reply = (struct fault_reply){.how = FAULT_RESET};
    } else {
        create(r, name);
        answer(reply, 200, "", "{\"scheduledAuditArn\":\"arn:x\"}");
    }
}

static void serve(void *ctx, const struct fault_request *q, struct fault_reply *reply)
{
    struct plan_rig *r = ctx;
    struct str rest, word, path = str_cut(q->head, ' ', &rest);
    char name[32];

    word = path;
    path = str_cut(rest, ' ', &rest);
    const char *slash = memrchr(path.p, '/', path.n);
    cr_assert_not_null(slash);
    snprintf(name, sizeof name, "%.*s", (int)(path.p + path.n - slash - 1), slash + 1);
    const bool task = str_starts(name, "again") || str_starts(name, "stolen");

    if (str_starts(name, "alarms-") && str_eq(word, "GET"))
        describe_alarm_task(r, name, reply);
    else if (str_starts(name, "alarms-"))
        answer(reply, 200, "", ++r->creations > 0 ? "{\"taskId\":\"t\"}" : "");
    else if (task && str_eq(word, "GET"))
        describe_task(r, name, reply);
    else if (task)
        start_task(r, reply);
    else if (str_eq(word, "GET"))
        describe(r, name, reply);
    else
        create_one(r, name, reply);
}

/* ---- open, close ---- */

static double no_jitter(void *ctx)
{
    (void)ctx;
    return 0;
}

void plan_rig_open(struct plan_rig *r)
{
    struct endpoint endpoint;
    struct credentials credentials = {0};
    char url[64];
    struct err err;

    memset(r, 0, sizeof *r);
    snprintf(r->folder, sizeof r->folder, "/tmp/picket-plan-XXXXXX");
    cr_assert_not_null(mkdtemp(r->folder));
    r->before = getenv("XDG_STATE_HOME") != NULL ? mem_strdup(getenv("XDG_STATE_HOME")) : NULL;
    cr_assert_eq(setenv("XDG_STATE_HOME", r->folder, 1), 0);
    r->loop = loop_new(&system_clock);
    r->http = http_new(r->loop);
    r->server = fault_server_new(r->loop, NULL, serve, r);
    snprintf(url, sizeof url, "http://127.0.0.1:%d", fault_server_port(r->server));
    cr_assert(endpoint_parse(url, "us-east-1", &endpoint, &err), "%s", err.text);
    credentials_set(&credentials, "AKIDPICKETTEST", "secret", NULL);
    snprintf(credentials.source, sizeof credentials.source, "test");
    gate_rig_open(&r->gate, r->loop, GATE_OPEN);
    r->client = client_new(&(struct client_options){.loop = r->loop,
                                                    .http = r->http,
                                                    .iot = &endpoint,
                                                    .credentials = &credentials,
                                                    .gate = r->gate.gate,
                                                    .max_attempts = 2,
                                                    .random01 = no_jitter,
                                                    .timeout_ms = 5000});
    credentials_wipe(&credentials);
}

void plan_rig_close(struct plan_rig *r)
{
    plan_run_free(r->run);
    client_free(r->client);
    http_free(r->http);
    if (r->server != NULL)
        fault_server_free(r->server);
    gate_rig_close(&r->gate);
    loop_free(r->loop);
    (void)files_remove_tree(r->folder);
    if (r->before != NULL)
        (void)setenv("XDG_STATE_HOME", r->before, 1);
    else
        (void)unsetenv("XDG_STATE_HOME");
    free(r->before);
}

/* ---- plans ---- */

struct plan *plan_rig_plan(void)
{
    struct plan *p = plan_new("schedule", clock_real_ms(&system_clock));

    p->title = plan_text(p, "Schedules of a test");
    p->verb = plan_text(p, "Create");
    p->account = plan_text(p, "123456789012");
    p->region = plan_text(p, "us-east-1");
    p->by = plan_text(p, "somebody");
    p->reach.targets = 1;
    p->stop_after = 0;
    return p;
}

int plan_rig_step(struct plan *p, const char *name, int wave)
{
    static const char *const checks[] = {"LOGGING_DISABLED_CHECK"};
    const struct create_scheduled_audit_input in = {
        .frequency = "DAILY", .scheduled_audit_name = name, .target_check_names = {1, checks}};
    const struct delete_scheduled_audit_input back = {name};
    int step = plan_add_step(p, &(struct plan_step){.text = name,
                                                    .call = {&op_create_scheduled_audit, &in},
                                                    .wave = wave});

    plan_add_back(p, &(struct plan_back){.step = step,
                                         .text = name,
                                         .call = {&op_delete_scheduled_audit, &back}});
    return step;
}

void plan_rig_task(struct plan *p, const char *name, int wave)
{
    static const char *const findings[] = {"f"}, *const actions[] = {"a"};
    static const struct list names = {1, actions};
    static const struct map_entry mapping[] = {{CHECK, &names}};
    const struct audit_mitigation_actions_task_target target = {.finding_ids = {1, findings}};
    const struct start_audit_mitigation_actions_task_input in = {
        .audit_check_to_actions_mapping = {1, mapping}, .target = &target, .task_id = name};

    plan_add_step(p, &(struct plan_step){.text = name,
                                         .call = {&op_start_audit_mitigation_actions_task, &in},
                                         .wave = wave});
}

void plan_rig_alarm_task(struct plan *p, const char *name, int wave)
{
    static const char *const ids[] = {"v1", "v2"}, *const actions[] = {"a"};
    const struct detect_mitigation_actions_task_target target = {.violation_ids = {2, ids}};
    const struct start_detect_mitigation_actions_task_input in = {
        .actions = {1, actions}, .target = &target, .task_id = name};

    plan_add_step(p,
                  &(struct plan_step){.text = name,
                                      .call = {&op_start_detect_mitigation_actions_task, &in},
                                      .wave = wave});
}

void plan_rig_target(struct plan *p, const char *name, int step)
{
    const struct describe_scheduled_audit_input in = {name};

    plan_add_target(p, &(struct plan_target){
                           .id = name,
                           .text = name,
                           .before = "",
                           .after = "",
                           .things = -1,
                           .online = -1,
                           .probe = {{&op_describe_scheduled_audit, &in}, "frequency", "DAILY"},
                           .step = step});
}

/* ---- runs ---- */

static void on_change(void *ctx)
{
    (void)ctx;
}

void plan_rig_start(struct plan_rig *r, struct plan *p)
{
    struct err err;

    r->run = plan_run_start(&(struct plan_run_options){.loop = r->loop,
                                                       .client = r->client,
                                                       .plan = p,
                                                       .typed = "",
                                                       .approved_by = "",
                                                       .on_change = on_change,
                                                       .ctx = r},
                            &err);
    cr_assert_not_null(r->run, "%s", err.text);
}

void plan_rig_turns(struct plan_rig *r, int n)
{
    for (int i = 0; i < n; i++)
        (void)loop_turn(r->loop, TURN_US);
}

void plan_rig_rest(struct plan_rig *r)
{
    for (int i = 0; i < TURNS_MAX && plan_run_state(r->run) != PLAN_RUN_ENDED &&
                    plan_run_state(r->run) != PLAN_RUN_PAUSED;
         i++)
        (void)loop_turn(r->loop, TURN_US);
    cr_assert(plan_run_state(r->run) == PLAN_RUN_ENDED ||
                  plan_run_state(r->run) == PLAN_RUN_PAUSED,
              "it does not come to rest");
}

struct err plan_rig_run(struct plan_rig *r, struct plan *p)
{
    plan_rig_start(r, p);
    plan_rig_rest(r);
    struct err err = *plan_run_err(r->run);

    plan_run_free(r->run);
    r->run = NULL;
    return err;
}

void plan_rig_expect(const struct plan *p, const char *states, const char *what)
{
    struct buf text = BUF_INIT(4096);

    for (size_t i = 0; i < p->n_steps; i++)
        buf_printf(&text, "%s%s", i > 0 ? " " : "", plan_step_state_name(p->steps[i].state));
    cr_expect_str_eq(buf_text(&text), states, "%s: %s", what, buf_text(&text));
    buf_free(&text);
}
