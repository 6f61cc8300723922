#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/local/mitigation_detect.h"
#include "tests/support/mitigation_fixture.h"

#define QUARANTINE "{\"addThingsToThingGroupParams\":{\"thingGroupNames\":[\"quarantine\"]}}"
#define NOWHERE    "{\"addThingsToThingGroupParams\":{\"thingGroupNames\":[\"nowhere\"]}}"
#define DEACTIVATE "{\"updateDeviceCertificateParams\":{\"action\":\"DEACTIVATE\"}}"
#define HOUR_MS    ((int64_t)3600 * 1000)

/* Violations of two profiles; one behavior is suppressed, one violation over, one device not
 * registered. */
static void open_alarms(struct mitigation_fixture *x, const char *dir)
{
    mitigation_fixture_open(x, dir);
    fixture_sql(
        &x->f,
        "INSERT INTO detect_behavior(id, profile_id, profile, name, json, kind, suppressed,"
        " since_slot) VALUES(1, 1, 'p', 'auth', '{\"name\":\"auth\"}', 'STATIC', 0, 0),"
        " (2, 1, 'p', 'quiet', '{\"name\":\"quiet\"}', 'STATIC', 1, 0),"
        " (3, 2, 'q', 'auth', '{\"name\":\"auth\"}', 'STATIC', 0, 0);"
        "INSERT INTO violation(id, violation_id, behavior, device, thing, start_ms, last_ms,"
        " active) VALUES(1, 'v1', 1, 1, 'thing1', 1, 1, 1), (2, 'v2', 1, 2, 'thing2', 1, 1, 0),"
        " (3, 'v3', 2, 3, 'thing3', 1, 1, 1), (4, 'v4', 3, -7, 'ghost', 1, 1, 1)");
    fixture_sql(&x->f, arena_printf(x->f.arena,
                                    "INSERT INTO violation_event(violation, behavior, type,"
                                    " at_ms) SELECT id, behavior, 0, %lld - id * %lld"
                                    " FROM violation",
                                    (long long)AUDIT_NOW_MS, (long long)HOUR_MS));
    make_action(x, "cut", ROLE_ALL, QUARANTINE);
    make_action(x, "weak", ROLE_LITTLE, QUARANTINE);
    make_action(x, "lost", ROLE_ALL, NOWHERE);
    make_action(x, "off", ROLE_ALL, DEACTIVATE);
}

static bool try_start(struct mitigation_fixture *x, const char *task_id, const char *body,
                      struct err *err)
{
    const struct record *r = &start_detect_mitigation_actions_task_input_record;
    struct start_detect_mitigation_actions_task_input in;
    struct start_detect_mitigation_actions_task_output out;
    const struct json *object =
        json_parse(str_of(arena_str(x->f.arena, body)), x->f.arena, err);

    cr_assert_not_null(object, "%s: %s", body, err->text);
    cr_assert(record_decode(r, object, x->f.arena, &in, err), "%s: %s", body, err->text);
    in.task_id = task_id;
    if (in.client_request_token == NULL)
        in.client_request_token = task_id;
    cr_assert(record_validate(r, &in, err), "%s: %s", body, err->text);
    return detect_tasks_start(x->m, &in, x->f.arena, &out, err);
}

static void must_start(struct mitigation_fixture *x, const char *task_id, const char *body)
{
    struct err err;
    cr_assert(try_start(x, task_id, body, &err), "%s: %s", body, err.text);
}

/* "FAILED 1 2 0": status, actions executed, failed, skipped. */
static const char *task_line(struct mitigation_fixture *x, const char *task_id)
{
    struct describe_detect_mitigation_actions_task_input in = {task_id};
    struct describe_detect_mitigation_actions_task_output out;
    struct err err;

    cr_assert(detect_tasks_describe(x->m, &in, x->f.arena, &out, &err), "%s", err.text);
    const struct detect_mitigation_actions_task_summary *s = out.task_summary;
    cr_expect_eq(s->task_end_time.set, strcmp(s->task_status, "IN_PROGRESS") != 0);
    return arena_printf(x->f.arena, "%s %lld %lld %lld", s->task_status,
                        (long long)s->task_statistics->actions_executed.value,
                        (long long)s->task_statistics->actions_failed.value,
                        (long long)s->task_statistics->actions_skipped.value);
}

/* "v1 thing1 cut SUCCESSFUL, ...", two at a time. */
static const char *executions(struct mitigation_fixture *x,
                              struct list_detect_mitigation_actions_executions_input in)
{
    const struct operation *op = &op_list_detect_mitigation_actions_executions;
    struct list_detect_mitigation_actions_executions_output out;
    const char *text = "";
    struct err err;

    in.max_results = (struct opt_int){2, true};
    do {
        struct page page = fixture_page(&x->f, op, &in);
        cr_assert(detect_tasks_executions(x->m, &in, &page, x->f.arena, &out, &err), "%s",
                  err.text);
        const struct detect_mitigation_action_execution *rows = out.actions_executions.items;
        for (size_t i = 0; i < out.actions_executions.n; i++)
            text = arena_printf(x->f.arena, "%s%s%s %s %s %s%s%s", text, *text ? ", " : "",
                                rows[i].violation_id, rows[i].thing_name, rows[i].action_name,
                                rows[i].status, rows[i].error_code ? " " : "",
                                rows[i].error_code ? rows[i].error_code : "");
        in.next_token = out.next_token;
    } while (out.next_token != NULL);
    return text;
}

static const char *quarantined(struct mitigation_fixture *x)
{
    struct db_stmt *s =
        db_prepare(registry_db(x->f.registry),
                   "SELECT ifnull(group_concat(thing_id, ' '), '') FROM (SELECT thing_id FROM"
                   " thing_group_member WHERE group_id = 1 ORDER BY thing_id)",
                   &(struct err){0});
    bool row;

    cr_assert(s != NULL && db_step(s, &row, &(struct err){0}));
    const char *text = arena_str(x->f.arena, db_text(s, 0));
    db_finish(s);
    return text;
}

#define TO(target)      "{\"actions\":[\"cut\"],\"target\":" target "}"
#define IDS(list)       "{\"violationIds\":[" list "]}"
#define PROFILE(p)      "{\"securityProfileName\":\"" p "\"}"
#define ACTIVE_ONLY     ",\"includeOnlyActiveViolations\":true"
#define WITH_SUPPRESSED ",\"includeSuppressedAlerts\":true"

static const struct {
    const char *body, *line, *executions, *quarantined;
} ends[] = {
    {TO(IDS("\"v1\"")), "SUCCESSFUL 1 0 0", "v1 thing1 cut SUCCESSFUL", "1"},
    {TO(IDS("\"v1\",\"v1\"")), "SUCCESSFUL 1 0 0", "v1 thing1 cut SUCCESSFUL", "1"},
    {TO(IDS("\"v2\",\"v3\"")), "SUCCESSFUL 1 0 1",
     "v2 thing2 cut SUCCESSFUL, v3 thing3 cut SKIPPED", "2"},
    {TO(IDS("\"v4\",\"v1\"")), "FAILED 1 1 0",
     "v4 ghost cut FAILED ResourceNotFoundException, v1 thing1 cut SUCCESSFUL", "1"},
    {TO(PROFILE("p")), "SUCCESSFUL 2 0 0", "v1 thing1 cut SUCCESSFUL, v2 thing2 cut SUCCESSFUL",
     "1 2"},
    {"{\"actions\":[\"cut\"],\"target\":" PROFILE("p") ACTIVE_ONLY "}", "SUCCESSFUL 1 0 0",
     "v1 thing1 cut SUCCESSFUL", "1"},
    {"{\"actions\":[\"cut\"],\"target\":" PROFILE("p") ACTIVE_ONLY WITH_SUPPRESSED "}",
     "SUCCESSFUL 2 0 0", "v1 thing1 cut SUCCESSFUL, v3 thing3 cut SUCCESSFUL", "1 3"},
    {TO("{\"securityProfileName\":\"p\",\"behaviorName\":\"quiet\"}"), "SUCCESSFUL 0 0 0", "",
     ""},
    {TO("{\"securityProfileName\":\"p\",\"behaviorName\":\"none\"}"), "SUCCESSFUL 0 0 0", "",
     ""},
    /* between one and a half hours and half an hour ago */
    {"{\"actions\":[\"cut\"],\"target\":" PROFILE(
         "p") ",\"violationEventOccurrenceRange\":{\"startTime\":1794994600,"
              "\"endTime\":1794998200}}",
     "SUCCESSFUL 1 0 0", "v1 thing1 cut SUCCESSFUL", "1"},
    {"{\"actions\":[\"cut\",\"lost\"],\"target\":" IDS("\"v1\"") "}", "FAILED 1 1 0",
     "v1 thing1 cut SUCCESSFUL, v1 thing1 lost FAILED ResourceNotFoundException", "1"},
    {"{\"actions\":[\"weak\",\"cut\"],\"target\":" IDS("\"v1\"") "}", "FAILED 0 1 1",
     "v1 thing1 weak FAILED AccessDeniedException, v1 thing1 cut SKIPPED", ""},
};

Test(local_detect_mitigation, tasks_do_what_they_say)
{
    for (size_t i = 0; i < COUNT_OF(ends); i++) {
        struct mitigation_fixture x;
        open_alarms(&x, ":memory:");
        must_start(&x, "t", ends[i].body);
        mitigation_settle(&x);
        cr_expect_str_eq(task_line(&x, "t"), ends[i].line, "row %zu", i);
        cr_expect_str_eq(
            executions(
                &x, (struct list_detect_mitigation_actions_executions_input){.task_id = "t"}),
            ends[i].executions, "row %zu", i);
        cr_expect_str_eq(quarantined(&x), ends[i].quarantined, "row %zu", i);
        mitigation_fixture_close(&x);
    }
}

Test(local_detect_mitigation, what_is_refused)
{
    static const struct {
        const char *task_id, *body, *code;
    } rows[] = {
        {"t", TO(IDS("\"v1\"")), NULL},
        {"t", TO(IDS("\"v1\"")), NULL}, /* the same again */
        {"t", TO(IDS("\"v2\"")), "TaskAlreadyExistsException"},
        {"u",
         "{\"clientRequestToken\":\"t\",\"actions\":[\"cut\"],\"target\":" IDS("\"v1\"") "}",
         "InvalidRequestException"},
        {"u", TO("{}"), "InvalidRequestException"},
        {"u", TO("{\"violationIds\":[\"v1\"],\"securityProfileName\":\"p\"}"),
         "InvalidRequestException"},
        {"u", TO("{\"violationIds\":[\"v1\"],\"behaviorName\":\"auth\"}"),
         "InvalidRequestException"},
        {"u", TO(IDS("\"v9\"")), "InvalidRequestException"},
        {"u", TO(PROFILE("z")), "InvalidRequestException"},
        {"u", "{\"actions\":[\"none\"],\"target\":" PROFILE("p") "}",
         "InvalidRequestException"},
        {"u", "{\"actions\":[\"off\"],\"target\":" PROFILE("p") "}", "InvalidRequestException"},
        {"u", "{\"actions\":[\"cut\",\"cut\"],\"target\":" PROFILE("p") "}",
         "InvalidRequestException"},
        {"u",
         "{\"actions\":[\"cut\"],\"target\":" PROFILE(
             "p") ",\"violationEventOccurrenceRange\":{\"startTime\":2,\"endTime\":1}}",
         "InvalidRequestException"},
    };
    struct mitigation_fixture x;

    open_alarms(&x, ":memory:");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};
        cr_expect_eq(try_start(&x, rows[i].task_id, rows[i].body, &err), rows[i].code == NULL,
                     "row %zu: %s", i, err.text);
        cr_expect_str_eq(err.code, rows[i].code ? rows[i].code : "", "row %zu: %s", i,
                         err.text);
    }
    cr_expect_eq(fixture_number(&x.f, "SELECT count(*) FROM detect_task"), 1);
    mitigation_fixture_close(&x);
}

Test(local_detect_mitigation, five_at_once_and_no_more)
{
    struct cancel_detect_mitigation_actions_task_input stop = {"t2"}, other = {"none"};
    struct mitigation_fixture x;
    struct err err;

    open_alarms(&x, ":memory:");
    for (int i = 0; i < DETECT_TASKS_RUNNING_MAX; i++)
        must_start(&x, arena_printf(x.f.arena, "t%d", i), TO(IDS("\"v1\"")));
    cr_expect_not(try_start(&x, "more", TO(IDS("\"v1\"")), &err));
    cr_expect_str_eq(err.code, "LimitExceededException");
    cr_assert(detect_tasks_cancel(x.m, &stop, &err), "%s", err.text);
    cr_expect_not(detect_tasks_cancel(x.m, &stop, &err), "it is not in progress any more");
    cr_expect_str_eq(err.code, "InvalidRequestException");
    cr_expect_not(detect_tasks_cancel(x.m, &other, &err));
    cr_expect_str_eq(err.code, "ResourceNotFoundException");
    must_start(&x, "more", TO(IDS("\"v1\"")));
    mitigation_settle(&x);
    cr_expect_str_eq(task_line(&x, "t2"), "CANCELED 0 0 0");
    cr_expect_str_eq(task_line(&x, "t3"), "SUCCESSFUL 1 0 0");
    mitigation_fixture_close(&x);
}

/* Two things, one after the other; the second alarm is cleared meanwhile. */
Test(local_detect_mitigation, an_alarm_that_clears_in_time_is_skipped)
{
    struct mitigation_fixture x;
    int64_t wait_ms = 0;
    struct err err;

    open_alarms(&x, ":memory:");
    fixture_sql(&x.f, "UPDATE violation SET active = 1");
    must_start(&x, "t",
               "{\"actions\":[\"cut\"],\"target\":" IDS("\"v1\",\"v2\"") ACTIVE_ONLY "}");
    for (int i = 0; i < 20 && fixture_number(&x.f, "SELECT done FROM detect_task") < 1; i++) {
        cr_assert(mitigation_step(x.m, &wait_ms, &err), "%s", err.text);
        if (wait_ms > 0)
            fake_clock_advance(&x.f.clock, wait_ms);
    }
    cr_expect_str_eq(
        executions(&x,
                   (struct list_detect_mitigation_actions_executions_input){.task_id = "t"}),
        "v1 thing1 cut SUCCESSFUL, v2 thing2 cut IN_PROGRESS");
    fixture_sql(&x.f, "UPDATE violation SET active = 0");
    mitigation_settle(&x);
    cr_expect_str_eq(task_line(&x, "t"), "SUCCESSFUL 1 0 1");
    mitigation_fixture_close(&x);
}

Test(local_detect_mitigation, executions_are_found_by_what_they_concern)
{
    struct mitigation_fixture x;
    struct list_detect_mitigation_actions_tasks_input in = {
        .start_time = {0, true}, .end_time = {INT64_MAX, true}, .max_results = {1, true}};
    struct list_detect_mitigation_actions_tasks_output out;
    struct err err;
    size_t n = 0;

    open_alarms(&x, ":memory:");
    must_start(&x, "a", TO(PROFILE("p")));
    mitigation_settle(&x);
    fake_clock_advance(&x.f.clock, 100000);
    must_start(&x, "b", TO(IDS("\"v1\"")));
    mitigation_settle(&x);
    const struct {
        struct list_detect_mitigation_actions_executions_input in;
        size_t n;
    } rows[] = {
        {{.task_id = NULL}, 3},
        {{.task_id = "b"}, 1},
        {{.violation_id = "v1"}, 2},
        {{.thing_name = "thing2"}, 1},
        {{.thing_name = "thing1", .task_id = "a"}, 1},
        {{.start_time = {fixture_now_ms(&x.f) - 50000, true}}, 1},
        {{.end_time = {AUDIT_NOW_MS, true}}, 0},
        {{.task_id = "none"}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *text = executions(&x, rows[i].in);
        size_t found = *text != '\0';
        for (; *text; text++)
            found += *text == ',';
        cr_expect_eq(found, rows[i].n, "row %zu", i);
    }
    const char *newest = NULL;
    do {
        struct page page = fixture_page(&x.f, &op_list_detect_mitigation_actions_tasks, &in);
        cr_assert(detect_tasks_list(x.m, &in, &page, x.f.arena, &out, &err), "%s", err.text);
        const struct detect_mitigation_actions_task_summary *s = out.tasks.items;
        cr_expect_eq(s[0].actions_definition.n, 1);
        newest = n == 0 ? s[0].task_id : newest;
        n += out.tasks.n;
        in.next_token = out.next_token;
    } while (out.next_token != NULL);
    cr_expect_eq(n, 2);
    cr_expect_str_eq(newest, "b");
    mitigation_fixture_close(&x);
}

/* kill -9 between two things: the rest is done, nothing twice; ninety days later it is gone. */
Test(local_detect_mitigation, a_task_survives_and_is_forgotten)
{
    char dir[] = "/tmp/picket-alarms-XXXXXX";
    struct mitigation_fixture x;
    int64_t wait_ms = 0;
    struct err err;

    cr_assert_not_null(mkdtemp(dir));
    open_alarms(&x, dir);
    must_start(&x, "t", TO(PROFILE("p")));
    for (int i = 0; i < 20 && fixture_number(&x.f, "SELECT done FROM detect_task") < 1; i++) {
        cr_assert(mitigation_step(x.m, &wait_ms, &err), "%s", err.text);
        if (wait_ms > 0)
            fake_clock_advance(&x.f.clock, wait_ms);
    }
    cr_expect_str_eq(task_line(&x, "t"), "IN_PROGRESS 1 0 0");
    mitigation_fixture_reopen(&x);
    mitigation_settle(&x);
    cr_expect_str_eq(task_line(&x, "t"), "SUCCESSFUL 2 0 0");
    cr_expect_str_eq(quarantined(&x), "1 2");
    fake_clock_advance(&x.f.clock, (int64_t)MITIGATION_RETENTION_DAYS * 24 * HOUR_MS + HOUR_MS);
    mitigation_settle(&x);
    cr_expect_eq(fixture_number(&x.f, "SELECT (SELECT count(*) FROM detect_task) +"
                                      " (SELECT count(*) FROM detect_task_action) +"
                                      " (SELECT count(*) FROM detect_task_violation) +"
                                      " (SELECT count(*) FROM detect_execution)"),
                 0);
    mitigation_fixture_close(&x);
}
