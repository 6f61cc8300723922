#include <criterion/criterion.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/base/files.h"
#include "client/base/mem.h"
#include "client/local/mitigation_outbox.h"
#include "tests/support/mitigation_fixture.h"

#define DEACTIVATE    "{\"updateDeviceCertificateParams\":{\"action\":\"DEACTIVATE\"}}"
#define PUBLISH       "{\"publishFindingToSnsParams\":{\"topicArn\":\"" TOPIC "\"}}"
#define EXPIRING      CHECK_DEVICE_CERTIFICATE_EXPIRING
#define EXPIRING_NAME "DEVICE_CERTIFICATE_EXPIRING_CHECK"

/* ---- actions ---- */

Test(local_mitigation_tasks, what_may_be_an_action)
{
    static const struct {
        const char *name, *role, *params, *error;
    } rows[] = {
        {"a", ROLE_ALL, DEACTIVATE, NULL},
        {"a", ROLE_ALL, PUBLISH, "ResourceAlreadyExistsException"},
        {"b", ROLE_ALL, "{}", "InvalidRequestException"},
        {"b", ROLE_ALL,
         "{\"updateDeviceCertificateParams\":{\"action\":\"DEACTIVATE\"},"
         "\"updateCACertificateParams\":{\"action\":\"DEACTIVATE\"}}",
         "InvalidRequestException"},
        {"b", ROLE_ALL,
         "{\"enableIoTLoggingParams\":{\"logLevel\":\"DISABLED\","
         "\"roleArnForLogging\":\"" ROLE_ALL "\"}}",
         "InvalidRequestException"},
        {"b", ROLE_ALL,
         "{\"addThingsToThingGroupParams\":{\"thingGroupNames\":[\"x\",\"y\",\"x\"]}}",
         "InvalidRequestException"},
        {"b", ROLE_ALL, "{\"publishFindingToSnsParams\":{\"topicArn\":\"topic\"}}",
         "InvalidRequestException"},
        {"b", "arn:aws:iam::123456789012:user/all", DEACTIVATE, "InvalidRequestException"},
        {"b", ROLE_ALL,
         "{\"enableIoTLoggingParams\":{\"logLevel\":\"INFO\","
         "\"roleArnForLogging\":\"a text of twenty characters\"}}",
         "InvalidRequestException"},
        {"b", "arn:aws:iam::123456789012:role/none", PUBLISH, NULL},
    };
    struct mitigation_fixture x;

    mitigation_fixture_open(&x, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        bool ok = try_action(&x, rows[i].name, rows[i].role, rows[i].params, &err);
        cr_expect_eq(ok, rows[i].error == NULL, "row %zu: %s", i, err.text);
        cr_expect_str_eq(err.code, rows[i].error ? rows[i].error : "", "row %zu", i);
    }
    mitigation_fixture_close(&x);
}

/* The longest that the API allows is told as it was sent; what is longer is refused. */
Test(local_mitigation_tasks, long_texts)
{
    enum { ROLE_MAX = 2048, CODE_MAX = 70000 };
    struct buf text = BUF_INIT(16L * CODE_MAX);
    struct describe_mitigation_action_input which = {"long"};
    struct describe_mitigation_action_output told;
    struct mitigation_fixture x;
    struct err err;

    mitigation_fixture_open(&x, ":memory:");
    buf_puts(&text,
             "{\"enableIoTLoggingParams\":{\"logLevel\":\"INFO\",\"roleArnForLogging\":\""
             "arn:aws:iam::123456789012:role/");
    for (size_t n = strlen("arn:aws:iam::123456789012:role/"); n < ROLE_MAX; n++)
        buf_puts(&text, "\\u0001");
    buf_puts(&text, "\"}}");
    make_action(&x, "long", ROLE_ALL, buf_text(&text));
    cr_assert(mitigation_describe(x.m, &which, x.f.arena, &told, &err), "%s", err.text);
    cr_expect_eq(strlen(told.action_params->enable_iot_logging_params->role_arn_for_logging),
                 ROLE_MAX);
    fixture_enable(&x.f, EXPIRING, NULL);
    const char *audit = fixture_run(&x.f, EXPIRING);
    buf_reset(&text);
    buf_printf(
        &text,
        "{\"target\":{\"auditTaskId\":\"%s\",\"auditCheckToReasonCodeFilter\":{\"" EXPIRING_NAME
        "\":[\"",
        audit);
    for (int n = 0; n < CODE_MAX; n++)
        buf_putc(&text, 'x');
    buf_puts(
        &text,
        "\"]}},\"clientRequestToken\":\"k\",\"auditCheckToActionsMapping\":{\"" EXPIRING_NAME
        "\":[\"long\"]}}");
    cr_expect_not(try_task(&x, "t", buf_text(&text), &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
    buf_free(&text);
    mitigation_fixture_close(&x);
}

Test(local_mitigation_tasks, a_hundred_actions)
{
    struct list_mitigation_actions_input in = {.max_results = {30, true}};
    struct list_mitigation_actions_output out;
    struct delete_mitigation_action_input gone = {"a050"};
    struct mitigation_fixture x;
    struct err err = {0};
    size_t n = 0;

    mitigation_fixture_open(&x, ":memory:");
    for (int i = 0; i < MITIGATION_ACTIONS_MAX; i++)
        make_action(&x, arena_printf(x.f.arena, "a%03d", i), ROLE_ALL,
                    i % 2 ? DEACTIVATE : PUBLISH);
    cr_expect_not(try_action(&x, "b", ROLE_ALL, PUBLISH, &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    do {
        struct page page = fixture_page(&x.f, &op_list_mitigation_actions, &in);
        cr_assert(mitigation_list(x.m, &in, &page, x.f.arena, &out, &err), "%s", err.text);
        const struct mitigation_action_identifier *rows = out.action_identifiers.items;
        for (size_t i = 0; i < out.action_identifiers.n; i++, n++)
            cr_expect_str_eq(rows[i].action_name, arena_printf(x.f.arena, "a%03zu", n));
        in.next_token = out.next_token;
    } while (out.next_token != NULL);
    cr_expect_eq(n, MITIGATION_ACTIONS_MAX);
    for (int i = 0; i < 2; i++) /* what is gone is deleted already */
        cr_expect(mitigation_delete(x.m, &gone, &err), "%s", err.text);
    make_action(&x, "b", ROLE_ALL, PUBLISH);
    mitigation_fixture_close(&x);
}

/* The type goes with the parameters; the id and the rest stay. */
Test(local_mitigation_tasks, an_action_changes)
{
    struct publish_finding_to_sns_params sns = {TOPIC};
    struct mitigation_action_params params = {.publish_finding_to_sns_params = &sns};
    struct update_mitigation_action_input in = {.action_name = "a", .action_params = &params};
    struct update_mitigation_action_output out;
    struct describe_mitigation_action_input of = {"a"};
    struct describe_mitigation_action_output before, after;
    struct mitigation_fixture x;
    struct err err = {0};

    mitigation_fixture_open(&x, ":memory:");
    cr_expect_not(mitigation_update(x.m, &in, x.f.arena, &out, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    make_action(&x, "a", ROLE_ALL, DEACTIVATE);
    cr_assert(mitigation_describe(x.m, &of, x.f.arena, &before, &err), "%s", err.text);
    cr_expect_str_eq(before.action_type, "UPDATE_DEVICE_CERTIFICATE");
    fake_clock_advance(&x.f.clock, 1000);
    cr_assert(mitigation_update(x.m, &in, x.f.arena, &out, &err), "%s", err.text);
    cr_assert(mitigation_describe(x.m, &of, x.f.arena, &after, &err), "%s", err.text);
    cr_expect_str_eq(after.action_type, "PUBLISH_FINDING_TO_SNS");
    cr_expect_str_eq(after.action_id, before.action_id);
    cr_expect_str_eq(out.action_id, before.action_id);
    cr_expect_str_eq(after.role_arn, ROLE_ALL);
    cr_expect_str_eq(after.action_arn, "arn:aws:iot:us-east-1:123456789012:mitigationaction/a");
    cr_expect_eq(after.creation_date.ms, before.creation_date.ms);
    cr_expect_eq(after.last_modified_date.ms, before.creation_date.ms + 1000);
    in.action_params = NULL;
    cr_expect_not(mitigation_update(x.m, &in, x.f.arena, &out, &err), "nothing to change");
    mitigation_fixture_close(&x);
}

/* ---- starting ---- */

/* $A: the audit's id, $F: a finding's. In this order, on one account. */
static const char *fill(struct mitigation_fixture *x, const char *body, const char *audit,
                        const char *finding)
{
    struct buf out = BUF_INIT(4096);

    for (; *body != '\0'; body++) {
        if (body[0] == '$')
            buf_puts(&out, *++body == 'A' ? audit : finding);
        else
            buf_putc(&out, *body == '\'' ? '"' : *body);
    }
    const char *text = arena_str(x->f.arena, buf_text(&out));
    buf_free(&out);
    return text;
}

#define MAP(actions) "'auditCheckToActionsMapping':{'" EXPIRING_NAME "':[" actions "]}"

Test(local_mitigation_tasks, what_may_be_started)
{
    static const struct {
        const char *task, *body, *error;
    } rows[] = {
        {"t1", "{'target':{},'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'auditTaskId':'$A','findingIds':['$F']},'clientRequestToken':'k'," MAP(
             "'off'") "}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'auditCheckToReasonCodeFilter':{'" EXPIRING_NAME "':['X']}},"
         "'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t1", "{'target':{'auditTaskId':'nobody'},'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t1", "{'target':{'findingIds':['nobody']},'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t1", "{'target':{'findingIds':['$F']},'clientRequestToken':'k'," MAP("'nobody'") "}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'findingIds':['$F']},'clientRequestToken':'k',"
         "'auditCheckToActionsMapping':{'NO_CHECK':['off']}}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'findingIds':['$F']},'clientRequestToken':'k',"
         "'auditCheckToActionsMapping':{}}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'findingIds':['$F']},'clientRequestToken':'k',"
         "'auditCheckToActionsMapping':{'LOGGING_DISABLED_CHECK':['off']}}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'auditTaskId':'$A','auditCheckToReasonCodeFilter':"
         "{'LOGGING_DISABLED_CHECK':['X']}},'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t1",
         "{'target':{'auditTaskId':'$A','auditCheckToReasonCodeFilter':{}},"
         "'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t1", "{'target':{'findingIds':['$F']},'clientRequestToken':'k'," MAP("'off'") "}",
         NULL},
        {"t1", "{'target':{'findingIds':['$F']},'clientRequestToken':'k'," MAP("'off'") "}",
         NULL},
        {"t1", "{'target':{'findingIds':['$F']},'clientRequestToken':'l'," MAP("'off'") "}",
         "TaskAlreadyExistsException"},
        {"t1", "{'target':{'auditTaskId':'$A'},'clientRequestToken':'k'," MAP("'off'") "}",
         "TaskAlreadyExistsException"},
        {"t2", "{'target':{'findingIds':['$F']},'clientRequestToken':'k'," MAP("'off'") "}",
         "InvalidRequestException"},
        {"t2",
         "{'target':{'findingIds':['$F','$F']},'clientRequestToken':'m'," MAP("'off'") "}",
         NULL},
    };
    struct mitigation_fixture x;
    const char *ids[1];

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, EXPIRING);
    cr_assert_eq(finding_ids(&x, audit, ids, 1), 1);
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        bool ok = try_task(&x, rows[i].task, fill(&x, rows[i].body, audit, ids[0]), &err);
        cr_expect_eq(ok, rows[i].error == NULL, "row %zu: %s", i, err.text);
        cr_expect_str_eq(err.code, rows[i].error ? rows[i].error : "", "row %zu: %s", i,
                         err.text);
    }
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM mitigation_task"), 2,
                 "what was refused left nothing");
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM mitigation_task_step"), 2);
    mitigation_settle(&x);
    cr_expect_str_eq(mitigation_task_line(&x, "t2"), "COMPLETED 1 1 0 0 0");
    mitigation_fixture_close(&x);
}

Test(local_mitigation_tasks, reasons_and_running_audits)
{
    struct mitigation_fixture x;
    struct err err = {0};

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    fixture_sql(&x.f, "UPDATE certificate SET not_after_ms = 1795000000000 + 86400000"
                      " WHERE id = 2");
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_start(&x.f, EXPIRING);
    static const char body[] =
        "{'target':{'auditTaskId':'$A','auditCheckToReasonCodeFilter':{'" EXPIRING_NAME
        "':['CERTIFICATE_APPROACHING_EXPIRATION']}},'clientRequestToken':'k'," MAP("'off'") "}";
    cr_expect_not(try_task(&x, "t", fill(&x, body, audit, ""), &err), "it still runs");
    cr_expect_str_eq(err.code, "InvalidRequestException");
    fixture_settle(&x.f);
    cr_assert(try_task(&x, "t", fill(&x, body, audit, ""), &err), "%s", err.text);
    mitigation_settle(&x);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "COMPLETED 1 1 0 0 0");
    cr_expect_eq(fixture_number(&x.f, "SELECT id FROM certificate WHERE status = 'INACTIVE'"),
                 2);
    mitigation_fixture_close(&x);
}

/* A task keeps the actions it began with. */
Test(local_mitigation_tasks, ten_run_at_once)
{
    struct delete_mitigation_action_input gone = {"off"};
    struct mitigation_fixture x;
    struct err err = {0};

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, EXPIRING);
    for (int i = 0; i < MITIGATION_RUNNING_MAX; i++)
        start_on_audit(&x, arena_printf(x.f.arena, "t%d", i), audit, EXPIRING, "\"off\"");
    static const char body[] =
        "{'target':{'auditTaskId':'$A'},'clientRequestToken':'k'," MAP("'off'") "}";
    cr_expect_not(try_task(&x, "more", fill(&x, body, audit, ""), &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    cr_assert(mitigation_delete(x.m, &gone, &err), "%s", err.text);
    mitigation_settle(&x);
    for (int i = 0; i < MITIGATION_RUNNING_MAX; i++)
        cr_expect_str_eq(mitigation_task_line(&x, arena_printf(x.f.arena, "t%d", i)),
                         "COMPLETED 3 3 0 0 0");
    mitigation_fixture_close(&x);
}

Test(local_mitigation_tasks, listed_newest_first_and_kept_for_a_while)
{
    struct list_audit_mitigation_actions_tasks_input in = {
        .start_time = {AUDIT_NOW_MS, true},
        .end_time = {AUDIT_NOW_MS + 100 * (int64_t)86400000, true},
        .max_results = {2, true}};
    struct list_audit_mitigation_actions_tasks_output out;
    struct mitigation_fixture x;
    struct err err;
    size_t n = 0;

    mitigation_fixture_open(&x, ":memory:");
    fixture_enable(&x.f, EXPIRING, NULL);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, EXPIRING);
    for (int i = 0; i < 5; i++) {
        start_on_audit(&x, arena_printf(x.f.arena, "t%d", i), audit, EXPIRING, "\"off\"");
        mitigation_settle(&x);
    }
    do {
        struct page page = fixture_page(&x.f, &op_list_audit_mitigation_actions_tasks, &in);
        cr_assert(mitigation_list_tasks(x.m, &in, &page, x.f.arena, &out, &err), "%s",
                  err.text);
        const struct audit_mitigation_actions_task_metadata *rows = out.tasks.items;
        for (size_t i = 0; i < out.tasks.n; i++, n++)
            cr_expect_str_eq(rows[i].task_id, arena_printf(x.f.arena, "t%zu", 4 - n));
        in.next_token = out.next_token;
    } while (out.next_token != NULL);
    cr_expect_eq(n, 5);
    fake_clock_advance(&x.f.clock, 91 * (int64_t)86400000);
    mitigation_settle(&x);
    static const char *const tables[] = {"task",        "task_action", "task_step",
                                         "task_reason", "task_check",  "finding",
                                         "execution"};
    for (size_t i = 0; i < COUNT_OF(tables); i++)
        cr_expect_eq(
            fixture_number(
                &x.f, arena_printf(x.f.arena, "SELECT count(*) FROM mitigation_%s", tables[i])),
            0, "%s", tables[i]);
    mitigation_fixture_close(&x);
}

/* ---- after kill -9 ---- */

static const char *read_text(struct mitigation_fixture *x, const char *path)
{
    struct buf text = BUF_INIT(8 * 1024 * 1024);
    struct err err;

    if (access(path, F_OK) != 0)
        return "";
    cr_assert(files_read(path, &text, &err), "%s", err.text);
    const char *out = arena_str(x->f.arena, buf_text(&text));
    buf_free(&text);
    return out;
}

static size_t lines(const char *text)
{
    size_t n = 0;

    for (; (text = strchr(text, '\n')) != NULL; text++)
        n++;
    return n;
}

/* Ended after every step: nothing is done twice, nothing is left out. */
Test(local_mitigation_tasks, a_cut_task_goes_on)
{
    char dir[] = "/tmp/picket-mitigation-XXXXXX";
    struct mitigation_fixture x;
    int64_t wait_ms = 0;
    struct err err;
    struct stat st;
    int restarts = 0;

    cr_assert_not_null(mkdtemp(dir));
    mitigation_fixture_open(&x, dir);
    fixture_enable(&x.f, EXPIRING, NULL);
    make_action(&x, "tell", ROLE_ALL, PUBLISH);
    make_action(&x, "off", ROLE_ALL, DEACTIVATE);
    const char *audit = fixture_run(&x.f, EXPIRING);
    start_on_audit(&x, "t", audit, EXPIRING, "\"tell\", \"off\"");
    while (wait_ms >= 0) {
        mitigation_fixture_reopen(&x);
        restarts++;
        cr_assert(mitigation_step(x.m, &wait_ms, &err), "%s", err.text);
        if (wait_ms > 0)
            fake_clock_advance(&x.f.clock, wait_ms);
    }
    cr_expect_geq(restarts, 4);
    cr_expect_str_eq(mitigation_task_line(&x, "t"), "COMPLETED 3 3 0 0 0");
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM mitigation_execution"), 6);
    cr_expect_eq(lines(read_text(&x, x.outbox)), 3);
    cr_assert_eq(stat(x.outbox, &st), 0);
    cr_expect_eq(st.st_mode & 07777, 0600);
    mitigation_fixture_close(&x);
}

/* The file against what the database says of it. */
Test(local_mitigation_tasks, the_outbox_neither_loses_nor_doubles)
{
    static const struct {
        const char *before; /* in the file when the next line comes; NULL: no file */
        int64_t confirmed;
        const char *after; /* the file, up to the new line */
    } rows[] = {
        {NULL, 0, ""},
        {"old\n", 4, "old\n"},
        {"old\nnew", 4, "old\n"},   /* cut while it was written */
        {"old\nnew\n", 4, "old\n"}, /* written, not confirmed */
        {NULL, 400, ""},            /* taken away */
        {"mine\n", 400, "mine\n"},  /* begun anew by somebody */
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char dir[] = "/tmp/picket-outbox-XXXXXX";
        struct mitigation_fixture x;
        struct err err;
        bool more;

        cr_assert_not_null(mkdtemp(dir));
        mitigation_fixture_open(&x, dir);
        if (rows[i].before != NULL)
            cr_assert(files_write(x.outbox, rows[i].before, strlen(rows[i].before), &err));
        fixture_sql(&x.f, arena_printf(x.f.arena, "UPDATE outbox SET file_bytes = %lld",
                                       (long long)rows[i].confirmed));
        struct outbox *o = outbox_open(x.f.registry, x.outbox);
        cr_assert(registry_begin(x.f.registry, &err));
        cr_assert(outbox_put(x.f.registry, TOPIC, AUDIT_NOW_MS, STR("{\"a\":1}"), &err));
        cr_assert(registry_commit(x.f.registry, &err));
        for (int k = 0; k < 2; k++) { /* once more writes nothing */
            cr_assert(outbox_flush(o, &more, &err), "row %zu: %s", i, err.text);
            cr_expect_str_eq(read_text(&x, x.outbox),
                             arena_printf(x.f.arena,
                                          "%s{\"topicArn\":\"" TOPIC "\",\"time\":"
                                          "\"2026-11-18T11:06:40Z\",\"message\":{\"a\":1}}\n",
                                          rows[i].after),
                             "row %zu", i);
        }
        cr_expect_eq(fixture_number(&x.f, "SELECT file_bytes FROM outbox"),
                     (int64_t)strlen(read_text(&x, x.outbox)), "row %zu", i);
        cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM outbox_line"), 0);
        outbox_close(o);
        mitigation_fixture_close(&x);
    }
}

Test(local_mitigation_tasks, the_outbox_is_bounded)
{
    enum { MESSAGE = 60 * 1024 };
    char dir[] = "/tmp/picket-outbox-XXXXXX";
    struct mitigation_fixture x;
    struct err err;
    struct stat st;
    bool more = true;

    cr_assert_not_null(mkdtemp(dir));
    mitigation_fixture_open(&x, dir);
    struct outbox *o = outbox_open(x.f.registry, x.outbox);
    char *text = mem_alloc(1, 2 * MESSAGE);
    memset(text, 'x', 2 * MESSAGE);
    text[0] = text[MESSAGE - 1] = '"';
    cr_assert(registry_begin(x.f.registry, &err));
    for (int i = 0; i < 3 * OUTBOX_FILE_MAX / MESSAGE; i++)
        cr_assert(
            outbox_put(x.f.registry, TOPIC, AUDIT_NOW_MS, (struct str){text, MESSAGE}, &err));
    cr_expect_not(
        outbox_put(x.f.registry, TOPIC, AUDIT_NOW_MS, (struct str){text, 2 * MESSAGE}, &err));
    cr_assert(registry_commit(x.f.registry, &err));
    while (more)
        cr_assert(outbox_flush(o, &more, &err), "%s", err.text);
    for (int i = 0; i < 2; i++) {
        const char *path = i == 0 ? x.outbox : arena_printf(x.f.arena, "%s.1", x.outbox);
        cr_assert_eq(stat(path, &st), 0, "%s", path);
        cr_expect(st.st_size > 0 && st.st_size <= OUTBOX_FILE_MAX, "%s: %lld", path,
                  (long long)st.st_size);
    }
    cr_expect_neq(access(arena_printf(x.f.arena, "%s.2", x.outbox), F_OK), 0);
    free(text);
    outbox_close(o);
    mitigation_fixture_close(&x);
}
