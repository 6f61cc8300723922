#include "tests/support/mitigation_fixture.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/mem.h"

static const char roles[] =
    "INSERT INTO iam_role(name, arn, trust, documents)"
    " SELECT column1, 'arn:aws:iam::123456789012:role/' || column1,"
    " json_object('Statement', json_array(json_object('Effect', 'Allow', 'Principal',"
    " json_object('Service', json_array(column2)), 'Action', 'sts:AssumeRole'))),"
    " json_array(json_object('Statement', json_object('Effect', 'Allow', 'Action', column3,"
    " 'Resource', '*')))"
    " FROM (VALUES('all', 'iot.amazonaws.com', '*'),"
    " ('little', 'iot.amazonaws.com', 'iot:UpdateCertificate'),"
    " ('alien', 'lambda.amazonaws.com', '*'));";

static const char world[] =
    "INSERT INTO certificate(id, cert_id, der, status, created_ms, modified_ms, activated_ms,"
    " not_before_ms, not_after_ms, serial) VALUES"
    " (1, 'cert1', x'', 'ACTIVE', 0, 0, 0, 0, 1, '01'),"
    " (2, 'cert2', x'', 'ACTIVE', 0, 0, 0, 0, 1, '02'),"
    " (3, 'cert3', x'', 'ACTIVE', 0, 0, 0, 0, 1, '03');"
    "INSERT INTO thing(id, name, uuid, created_ms) VALUES(1, 'thing1', 'a', 0),"
    " (2, 'thing2', 'b', 0), (3, 'thing3', 'c', 0);"
    "INSERT INTO thing_principal VALUES(1, 1), (2, 2), (3, 3);"
    "INSERT INTO connection(client_id, certificate_id, thing_id, source_ip, source_port,"
    " connected_ms) VALUES('thing1', 1, 1, '10.0.0.1', 1, 1);"
    "INSERT INTO ca(id, cert_id, der, status, created_ms, modified_ms, not_before_ms,"
    " not_after_ms, subject, serial, key_id) VALUES"
    " (1, 'ca1', x'', 'ACTIVE', 0, 0, 0, 1, 'CN=ca1', '01', 'aa');"
    "INSERT INTO policy(id, name, default_version, created_ms, modified_ms) VALUES"
    " (1, 'broad', 1, 0, 0);"
    "INSERT INTO policy_version VALUES(1, 1, json_object('Version', '2012-10-17',"
    " 'Statement', json_object('Effect', 'Allow', 'Action', 'iot:*', 'Resource', '*')), 0);"
    "INSERT INTO thing_group(id, name, parent_id, uuid, created_ms) VALUES"
    " (1, 'quarantine', NULL, 'a', 0), (2, 'piers', NULL, 'b', 0),"
    " (3, 'pier-north', 2, 'c', 0), (4, 'pier-south', 2, 'd', 0);";

static void open_mitigation(struct mitigation_fixture *x)
{
    struct mitigation_options o = {.registry = x->f.registry,
                                   .clock = x->f.service_clock,
                                   .audit = x->f.audit,
                                   .pace_ms = MITIGATION_PACE_MS,
                                   .outbox = x->outbox};
    struct err err;

    cr_assert(mitigation_open(&x->m, &o, &err), "%s", err.text);
}

void mitigation_fixture_open(struct mitigation_fixture *x, const char *dir)
{
    fixture_open(&x->f, dir);
    x->outbox = strcmp(dir, ":memory:") == 0 ? NULL : mem_printf("%s/outbox.ndjson", dir);
    fixture_sql(&x->f, roles);
    fixture_sql(&x->f, world);
    open_mitigation(x);
}

void mitigation_fixture_close(struct mitigation_fixture *x)
{
    static const char *const files[] = {"service.db", "service.db-wal", "service.db-shm",
                                        "outbox.ndjson", "outbox.ndjson.1"};

    mitigation_close(x->m);
    for (size_t i = 0; x->outbox != NULL && i < COUNT_OF(files); i++)
        (void)unlink(arena_printf(x->f.arena, "%s/%s", x->f.dir, files[i]));
    if (x->outbox != NULL)
        (void)rmdir(x->f.dir);
    fixture_close(&x->f);
    free(x->outbox);
}

void mitigation_fixture_reopen(struct mitigation_fixture *x)
{
    mitigation_close(x->m);
    fixture_reopen(&x->f);
    open_mitigation(x);
}

static void decode(struct mitigation_fixture *x, const struct record *r, const char *body,
                   void *out)
{
    struct err err;
    const struct json *object = json_parse(str_of(body), x->f.arena, &err);

    cr_assert_not_null(object, "%s: %s", body, err.text);
    cr_assert(record_decode(r, object, x->f.arena, out, &err), "%s: %s", body, err.text);
}

bool try_action(struct mitigation_fixture *x, const char *name, const char *role,
                const char *params, struct err *err)
{
    struct mitigation_action_params p;
    struct create_mitigation_action_input in = {
        .action_name = name, .action_params = &p, .role_arn = role};
    struct create_mitigation_action_output out;

    decode(x, &mitigation_action_params_record, params, &p);
    return mitigation_create(x->m, &in, x->f.arena, &out, err);
}

void make_action(struct mitigation_fixture *x, const char *name, const char *role,
                 const char *params)
{
    struct err err;

    cr_assert(try_action(x, name, role, params, &err), "%s: %s", params, err.text);
}

bool try_task(struct mitigation_fixture *x, const char *task_id, const char *body,
              struct err *err)
{
    struct start_audit_mitigation_actions_task_input in;
    struct start_audit_mitigation_actions_task_output out;

    decode(x, &start_audit_mitigation_actions_task_input_record, body, &in);
    in.task_id = task_id;
    cr_assert(record_validate(&start_audit_mitigation_actions_task_input_record, &in, err),
              "%s", err->text);
    return mitigation_start(x->m, &in, x->f.arena, &out, err);
}

void start_on_audit(struct mitigation_fixture *x, const char *task_id, const char *audit,
                    enum check_id check, const char *actions)
{
    const char *body = arena_printf(x->f.arena,
                                    "{\"target\":{\"auditTaskId\":\"%s\"},"
                                    "\"auditCheckToActionsMapping\":{\"%s\":[%s]},"
                                    "\"clientRequestToken\":\"token-%s\"}",
                                    audit, checks[check].name, actions, task_id);
    struct err err;

    cr_assert(try_task(x, task_id, body, &err), "%s", err.text);
}

void mitigation_settle(struct mitigation_fixture *x)
{
    int64_t wait_ms = 0;
    struct err err;

    while (wait_ms >= 0) {
        cr_assert(mitigation_step(x->m, &wait_ms, &err), "%s", err.text);
        if (wait_ms > 0)
            fake_clock_advance(&x->f.clock, wait_ms);
    }
}

const char *mitigation_task_line(struct mitigation_fixture *x, const char *task_id)
{
    struct describe_audit_mitigation_actions_task_input in = {task_id};
    struct describe_audit_mitigation_actions_task_output out;
    long long sum[5] = {0};
    struct err err;

    cr_assert(mitigation_describe_task(x->m, &in, x->f.arena, &out, &err), "%s", err.text);
    const struct map_entry *entries = out.task_statistics.items;
    for (size_t i = 0; i < out.task_statistics.n; i++) {
        const struct task_statistics_for_audit_check *c = entries[i].value;
        sum[0] += c->total_findings_count.value;
        sum[1] += c->succeeded_findings_count.value;
        sum[2] += c->failed_findings_count.value;
        sum[3] += c->skipped_findings_count.value;
        sum[4] += c->canceled_findings_count.value;
    }
    cr_expect_eq(out.end_time.set, strcmp(out.task_status, "IN_PROGRESS") != 0);
    return arena_printf(x->f.arena, "%s %lld %lld %lld %lld %lld", out.task_status, sum[0],
                        sum[1], sum[2], sum[3], sum[4]);
}

const char *executions_line(struct mitigation_fixture *x, const char *task_id,
                            const char *finding_id)
{
    struct list_audit_mitigation_actions_executions_input in = {
        .task_id = task_id, .finding_id = finding_id, .max_results = {2, true}};
    struct list_audit_mitigation_actions_executions_output out;
    const char *text = "";
    struct err err;

    do {
        struct page page =
            fixture_page(&x->f, &op_list_audit_mitigation_actions_executions, &in);
        cr_assert(mitigation_list_executions(x->m, &in, &page, x->f.arena, &out, &err), "%s",
                  err.text);
        const struct audit_mitigation_action_execution_metadata *rows =
            out.actions_executions.items;
        for (size_t i = 0; i < out.actions_executions.n; i++)
            text = arena_printf(x->f.arena, "%s%s%s%s%s", text, *text ? ", " : "",
                                rows[i].status, rows[i].error_code ? " " : "",
                                rows[i].error_code ? rows[i].error_code : "");
        in.next_token = out.next_token;
    } while (out.next_token != NULL);
    return text;
}

size_t finding_ids(struct mitigation_fixture *x, const char *audit, const char *out[],
                   size_t max)
{
    struct list_audit_findings_input in = {.task_id = audit, .max_results = {250, true}};
    struct list_audit_findings_output found;
    struct page page = fixture_page(&x->f, &op_list_audit_findings, &in);
    struct err err;

    cr_assert(audit_list_findings(x->f.audit, &in, &page, x->f.arena, &found, &err), "%s",
              err.text);
    const struct audit_finding *rows = found.findings.items;
    size_t n = found.findings.n;
    for (size_t i = 0; i < n && i < max; i++)
        out[i] = rows[n - 1 - i].finding_id;
    return n < max ? n : max;
}
