#include <criterion/criterion.h>
#include <stdio.h>
#include <unistd.h>

#include "tests/support/detect_fixture.h"

#define STATIC(name, metric, op, value)           \
    "{\"name\":\"" name "\",\"metric\":\"" metric \
    "\",\"criteria\":{\"comparisonOperator\":\"" op "\",\"value\":{" value "}}}"
#define LOAD STATIC("load", "load", "less-than-equals", "\"number\":50")

static struct detect_fixture t;

static void setup(void)
{
    detect_fixture_open(&t, ":memory:");
}

static void teardown(void)
{
    detect_fixture_close(&t);
}

TestSuite(local_detect_more, .init = setup, .fini = teardown);

static void load(const char *thing, const char *value)
{
    detect_fixture_report(&t, thing,
                          arena_printf(t.f.arena, "\"load\":[{\"number\":%s}]", value));
}

static void reread(void)
{
    registry_moved(t.f.registry);
    usleep(1010 * 1000); /* devices are not read more often than once a second */
    detect_fixture_settle(&t);
}

/* A percentile over all that reported; a level's mean over the duration. */
Test(local_detect_more, durations_and_percentiles)
{
    detect_fixture_profile(
        &t, "p",
        "{\"name\":\"median\",\"metric\":\"load\",\"criteria\":{\"comparisonOperator\":"
        "\"less-than-equals\",\"durationSeconds\":900,"
        "\"statisticalThreshold\":{\"statistic\":\"p50\"}}}",
        NULL, DETECT_ALL);
    load("a", "30");
    load("b", "20");
    load("c", "10");
    detect_fixture_slots(&t, 1);
    cr_expect_str_eq(detect_fixture_active(&t), "a median {\"number\":30} UNKNOWN");
    load("a", "60");
    load("b", "20");
    load("c", "10");
    detect_fixture_slots(&t, 1);
    cr_expect_str_eq(detect_fixture_active(&t), "a median {\"number\":45} UNKNOWN");
    load("a", "-91"); /* of what is below nothing there are no percentiles */
    load("b", "20");
    detect_fixture_slots(&t, 1);
    cr_expect_str_eq(detect_fixture_active(&t), "a median {\"number\":45} UNKNOWN");
    load("a", "-91");
    load("b", "200");
    detect_fixture_slots(&t, 1);
    cr_expect_str_eq(detect_fixture_active(&t), "a median {\"number\":45} UNKNOWN");
}

/* Counts are added up over the duration; a topic filter takes a part of them. */
Test(local_detect_more, counts_add_up)
{
    detect_fixture_profile(
        &t, "p",
        "{\"name\":\"one\",\"metric\":\"aws:num-messages-sent\",\"criteria\":{"
        "\"comparisonOperator\":\"less-than\",\"durationSeconds\":300,"
        "\"value\":{\"count\":130}}},"
        "{\"name\":\"three\",\"metric\":\"aws:num-messages-sent\",\"criteria\":{"
        "\"comparisonOperator\":\"less-than\",\"durationSeconds\":900,"
        "\"value\":{\"count\":230}}}",
        NULL, DETECT_ALL);
    detect_fixture_slots(&t, 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation WHERE active"), 3);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation JOIN detect_behavior b ON"
                                      " b.id = behavior WHERE name = 'one'"),
                 0);
}

/* Client ids that are no thing's name are devices; what no thing may be called is not. */
Test(local_detect_more, names_from_outside)
{
    static const char *const names[] = {"with space",
                                        "a/b",
                                        "100%",
                                        "\xe5\x86\xb7\xe8\x94\xb5",
                                        "esc\x1b[2J",
                                        "line\nbreak",
                                        "next\xc2\x85line"};
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        struct err err;
        struct db_stmt *q = db_prepare(registry_db(t.f.registry),
                                       "INSERT INTO connection(client_id, certificate_id,"
                                       " source_ip, source_port, connected_ms) VALUES(?, 1,"
                                       " '10.9.9.9', 1, 1794913600000)",
                                       &err);
        cr_assert(q, "%s", err.text);
        db_bind_text(q, 1, names[i]);
        cr_assert(db_run(q, &err));
        db_finish(q);
    }
    fixture_sql(&t.f,
                "INSERT INTO connection(client_id, certificate_id, source_ip, source_port,"
                " connected_ms) VALUES(printf('%.129c', 'x'), 1, '10.9.9.9', 1,"
                " 1794913600000), (printf('%.128c', 'y'), 1, '10.9.9.9', 1,"
                " 1794913600000)");
    load("reports only", "60");
    detect_fixture_profile(&t, "p",
                           STATIC("from", "aws:source-ip-address", "in-cidr-set",
                                  "\"cidrs\":[\"10.0.0.0/16\"]") "," LOAD,
                           NULL, DETECT_HERE "all/unregistered-things");
    detect_fixture_slots(&t, 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation WHERE active"), 6, "%s",
                 detect_fixture_active(&t));
    for (size_t i = 0; i < 4; i++)
        cr_expect(
            strstr(detect_fixture_active(&t),
                   arena_printf(t.f.arena, "%s from {\"cidrs\":[\"10.9.9.9/32\"]}", names[i])),
            "%s", names[i]);
    cr_expect(strstr(detect_fixture_active(&t), "reports only load {\"number\":60}"));
}

/* Groups below the target count; who leaves them is no longer watched. */
Test(local_detect_more, groups)
{
    fixture_sql(&t.f, "INSERT INTO thing_group(id, name, parent_id, uuid, created_ms) VALUES"
                      " (1, 'top', NULL, '', 0), (2, 'below', 1, '', 0);"
                      "INSERT INTO thing_group_member VALUES(2, 1), (2, 3)");
    detect_fixture_profile(&t, "p",
                           STATIC("sent", "aws:num-messages-sent", "less-than", "\"count\":1"),
                           NULL, DETECT_HERE "thinggroup/top");
    detect_fixture_slots(&t, 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT group_concat(thing, '') = 'ac' FROM violation"),
                 1);
    fixture_sql(&t.f, "DELETE FROM thing_group_member WHERE thing_id = 3");
    reread();
    cr_expect_eq(fixture_number(&t.f, "SELECT group_concat(thing, '') = 'a' FROM violation"
                                      " WHERE active"),
                 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation_event WHERE type = 2"),
                 1);
}

static void quarantine_group(void)
{
    fixture_sql(
        &t.f,
        "INSERT INTO thing_group(id, name, uuid, created_ms) VALUES(9, 'quarantine', '', 0);"
        "INSERT INTO policy VALUES(5, 'none', 1, 0, 0);"
        "INSERT INTO policy_version VALUES(5, 1, '{\"Version\":\"2012-10-17\",\"Statement\":"
        "[{\"Effect\":\"Deny\",\"Action\":\"iot:*\",\"Resource\":\"*\"}]}', 0);"
        "INSERT INTO policy_target VALUES(5, '" DETECT_HERE "thinggroup/quarantine')");
}

/* What is put where it may say nothing says nothing; its alarms clear by what it reports. */
Test(local_detect_more, quarantine)
{
    const struct scenario_kind *kind = scenario_kind_find("ransomware");
    const char *const things[] = {"a"};
    struct scenario_wish wish = {.kind = kind, .token = "t", .things = things, .n_things = 1};
    struct err err;
    int64_t id;
    quarantine_group();
    detect_fixture_profile(&t, "p",
                           STATIC("ports", "aws:listening-tcp-ports", "in-port-set",
                                  "\"ports\":[22]") "," STATIC("sent", "aws:num-messages-sent",
                                                               "greater-than", "\"count\":0"),
                           NULL, DETECT_ALL);
    cr_assert(scenarios_start(t.scenarios, &wish, fixture_now_ms(&t.f), &id, &err), "%s",
              err.text);
    detect_fixture_slots(&t, 2);
    cr_assert(str_starts(detect_fixture_active(&t), "a ports "), "%s",
              detect_fixture_active(&t));
    cr_assert(registry_begin(t.f.registry, &err) && registry_commit(t.f.registry, &err));
    fixture_sql(&t.f, "INSERT INTO thing_group_member VALUES(9, 1)");
    reread();
    detect_fixture_slots(&t, 3);
    cr_expect_str_eq(detect_fixture_active(&t), "a sent {\"count\":0} UNKNOWN");
    fixture_sql(&t.f, "DELETE FROM thing_group_member");
    reread();
    detect_fixture_slots(&t, 2);
    cr_expect_str_eq(detect_fixture_active(&t), "");
}

/* All that are cut off at once are written down together, or none of them is. */
Test(local_detect_more, quarantine_at_once)
{
    const struct scenario_kind *kind = scenario_kind_find("ransomware");
    const char *const things[] = {"a", "b"};
    struct scenario_wish wish = {.kind = kind, .token = "t", .things = things, .n_things = 2};
    static const char cut[] =
        "SELECT (SELECT count(*) FROM detect_quarantine WHERE to_slot IS NULL) * 10"
        " + (SELECT count(*) FROM scenario_thing WHERE cut_ms IS NOT NULL)";
    struct err err;
    int64_t id, wait_ms;
    quarantine_group();
    detect_fixture_profile(
        &t, "p", STATIC("sent", "aws:num-messages-sent", "greater-than", "\"count\":0"), NULL,
        DETECT_ALL);
    cr_assert(scenarios_start(t.scenarios, &wish, fixture_now_ms(&t.f), &id, &err), "%s",
              err.text);
    detect_fixture_slots(&t, 1);
    fixture_sql(&t.f,
                "CREATE TRIGGER stop BEFORE INSERT ON detect_quarantine WHEN new.thing = 2"
                " BEGIN SELECT raise(FAIL, 'no'); END;"
                "INSERT INTO thing_group_member VALUES(9, 1), (9, 2)");
    registry_moved(t.f.registry);
    usleep(1010 * 1000);
    int steps = 0;
    while (steps < 100 && detect_step(t.detect, &wait_ms, &err))
        steps++;
    cr_expect_lt(steps, 100);
    cr_expect_eq(fixture_number(&t.f, cut), 0);
    fixture_sql(&t.f, "DROP TRIGGER stop");
    detect_fixture_settle(&t);
    cr_expect_eq(fixture_number(&t.f, cut), 22);
}

/* ---- what is told ------------------------------------------------------------------------ */

static const char alert_targets[] =
    "\"alertTargets\":{\"SNS\":{\"alertTargetArn\":"
    "\"arn:aws:sns:us-east-1:123456789012:ops\",\"roleArn\":\"" AUDIT_ROLE "\"}}";

Test(local_detect_more, alerts)
{
    detect_fixture_profile(
        &t, "p",
        LOAD ",{\"name\":\"quiet\",\"metric\":\"load\",\"suppressAlerts\":true,\"criteria\":{"
             "\"comparisonOperator\":\"less-than\",\"value\":{\"number\":50}}}",
        alert_targets, DETECT_ALL);
    load("a", "60");
    detect_fixture_slots(&t, 1);
    load("a", "60");
    detect_fixture_slots(&t, 1);
    load("a", "10");
    detect_fixture_slots(&t, 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation_event"), 4);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM outbox_line"), 2);
    cr_expect_eq(t.messages, 2);
    static const char told[] =
        "SELECT count(*) FROM violation v,"
        " (SELECT json_extract(line, '$.message') AS m FROM outbox_line)"
        " WHERE m ->> '$.violationEventType' = 'in-alarm'"
        " AND m ->> '$.metricValue.number' = 60"
        " AND m ->> '$.thingName' = 'a' AND m ->> '$.behavior.name' = 'load'"
        " AND m ->> '$.securityProfileName' = 'p'"
        " AND m ->> '$.violationId' = v.violation_id"
        " AND m ->> '$.violationEventTime' = v.start_ms";
    cr_expect_eq(fixture_number(&t.f, told), 1);
}

/* ---- what is asked ----------------------------------------------------------------------- */

static const struct active_violation *active(struct list_active_violations_input *in, size_t *n,
                                             const char **token)
{
    struct list_active_violations_output out = {.next_token = NULL};
    struct page page = fixture_page(&t.f, &op_list_active_violations, in);
    struct err err;
    cr_assert(detect_active_violations(t.detect, in, &page, t.f.arena, &out, &err), "%s",
              err.text);
    *n = out.active_violations.n;
    *token = out.next_token;
    return out.active_violations.items;
}

Test(local_detect_more, verified_and_filtered)
{
    struct list_active_violations_input in = {.max_results = {1, true}};
    struct put_verification_state_on_violation_input verdict = {
        .verification_state = "BENIGN_POSITIVE", .verification_state_description = "drill"};
    const char *token;
    struct err err;
    size_t n;
    detect_fixture_profile(&t, "p", LOAD, NULL, DETECT_ALL);
    detect_fixture_profile(
        &t, "q",
        "{\"name\":\"quiet\",\"metric\":\"load\",\"suppressAlerts\":true,\"criteria\":{"
        "\"comparisonOperator\":\"less-than\",\"value\":{\"number\":50}}}",
        NULL, DETECT_ALL);
    load("a", "60");
    load("b", "61");
    detect_fixture_slots(&t, 1);
    /* a page of one at a time: all four, each once */
    const char *seen[4] = {NULL};
    for (int i = 0; i < 4; i++) {
        const struct active_violation *v = active(&in, &n, &token);
        cr_assert_eq(n, 1);
        for (int k = 0; k < i; k++)
            cr_expect_str_neq(seen[k], v->violation_id);
        seen[i] = v->violation_id;
        cr_assert_eq(token != NULL, i < 3, "page %d", i);
        in.next_token = token;
    }
    verdict.violation_id = seen[0];
    cr_assert(detect_verify(t.detect, &verdict, &err), "%s", err.text);
    struct {
        struct list_active_violations_input in;
        size_t n;
    } rows[] = {
        {{.thing_name = "a"}, 2},
        {{.thing_name = "nobody"}, 0},
        {{.security_profile_name = "q"}, 2},
        {{.verification_state = "BENIGN_POSITIVE"}, 1},
        {{.verification_state = "UNKNOWN"}, 3},
        {{.list_suppressed_alerts = {false, true}}, 2},
        {{.list_suppressed_alerts = {true, true}}, 4},
        {{.behavior_criteria_type = "STATIC"}, 4},
        {{.behavior_criteria_type = "MACHINE_LEARNING"}, 0},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        rows[i].in.max_results = (struct opt_int){250, true};
        (void)active(&rows[i].in, &n, &token);
        cr_expect_eq(n, rows[i].n, "row %zu: %zu", i, n);
    }
    verdict.violation_id = "nope";
    cr_expect_not(detect_verify(t.detect, &verdict, &err));
    cr_expect_str_eq(err.code, "InvalidRequestException");
}

static size_t values(const char *thing, const char *metric, const char **token,
                     const struct metric_datum **items)
{
    struct list_metric_values_input in = {.thing_name = thing,
                                          .metric_name = metric,
                                          .start_time = {0, true},
                                          .end_time = {fixture_now_ms(&t.f), true},
                                          .max_results = {3, true},
                                          .next_token = *token};
    struct list_metric_values_output out = {.next_token = NULL};
    struct page page = fixture_page(&t.f, &op_list_metric_values, &in);
    struct err err;
    cr_assert(detect_metric_values(t.detect, &in, &page, t.f.arena, &out, &err), "%s",
              err.text);
    *token = out.next_token;
    *items = out.metric_datum_list.items;
    cr_assert(*items);
    return out.metric_datum_list.n;
}

/* Of metrics that a profile of the device judges or retains, for the slots that were judged. */
Test(local_detect_more, metric_values)
{
    const struct metric_datum *items;
    const char *token = NULL;
    detect_fixture_profile(&t, "p", LOAD,
                           "\"additionalMetricsToRetain\":[\"aws:all-bytes-out\"]", DETECT_ALL);
    load("a", "12.5");
    detect_fixture_slots(&t, 5);
    cr_assert_eq(values("a", "load", &token, &items), 1);
    cr_expect_float_eq(items[0].value->number.value, 12.5, 0);
    cr_expect_null(token);
    cr_assert_eq(values("b", "aws:all-bytes-out", &token, &items), 3);
    cr_expect_not_null(token);
    int64_t last = items[2].timestamp.ms;
    cr_expect_eq(items[1].timestamp.ms - items[0].timestamp.ms, DETECT_SLOT_MS);
    double first = (double)items[0].value->count.value;
    cr_expect(first > 700 && first < 1300, "%f", first);
    cr_assert_eq(values("b", "aws:all-bytes-out", &token, &items), 2);
    cr_expect_eq(items[0].timestamp.ms - last, DETECT_SLOT_MS);
    cr_expect_null(token);
    /* device metrics of one that really reports are not made up */
    cr_expect_eq(values("a", "aws:all-bytes-out", &token, &items), 0);
    cr_expect_eq(values("b", "load", &token, &items), 0, "nobody has reported it");
    cr_expect_eq(values("b", "aws:num-messages-sent", &token, &items), 0, "nobody keeps it");
    cr_expect_eq(values("nobody", "load", &token, &items), 0);
}

/* Thirty days: what has ended is forgotten, what goes on is not. */
Test(local_detect_more, retention)
{
    detect_fixture_profile(
        &t, "p", LOAD "," STATIC("always", "aws:num-messages-sent", "less-than", "\"count\":0"),
        NULL, DETECT_ALL);
    load("a", "60");
    detect_fixture_slots(&t, 1);
    load("a", "10");
    detect_fixture_slots(&t, 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation_event"), 5);
    fixture_sql(&t.f, "INSERT INTO detect_behavior SELECT id + 100, profile_id, profile, name,"
                      " json || ' ', kind, confidence, suppressed, 0 FROM detect_behavior");
    for (int day = 0; day < 31; day++) {
        fake_clock_advance(&t.f.clock, INT64_C(86400000));
        detect_fixture_settle(&t);
    }
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation_event"), 0);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation"), 3);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation WHERE active"), 3);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_behavior"), 2);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_behavior WHERE id > 100"), 0,
                 "what profiles said before");
}

/* Nobody is watched: nothing is written, and nothing is waited for. */
Test(local_detect_more, without_profiles)
{
    struct err err;
    int64_t wait_ms;
    fake_clock_advance(&t.f.clock, INT64_C(86400000));
    cr_assert(detect_step(t.detect, &wait_ms, &err), "%s", err.text);
    cr_expect_eq(wait_ms, -1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_state"), 0);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_coverage"), 0);
}

/* Few among many: pages end early, and all of them together have what there is. */
Test(local_detect_more, a_filter_that_finds_little)
{
    struct list_violation_events_input in = {.start_time = {0, true},
                                             .end_time = {fixture_now_ms(&t.f), true},
                                             .verification_state = "TRUE_POSITIVE",
                                             .max_results = {250, true}};
    size_t pages = 0, found = 0;
    detect_fixture_profile(&t, "p", LOAD, NULL, DETECT_ALL);
    fixture_sql(&t.f,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
                " INSERT INTO violation(id, violation_id, behavior, device, thing, start_ms,"
                " last_ms, active, verification) SELECT i, printf('%032d', i), 1, 1, 'a', i, i,"
                " 0, iif(i % 3000 = 0, 'TRUE_POSITIVE', 'UNKNOWN') FROM n;"
                "INSERT INTO violation_event(violation, behavior, type, at_ms)"
                " SELECT id, 1, 0, id FROM violation");
    do {
        struct list_violation_events_output out = {.next_token = NULL};
        struct page page = fixture_page(&t.f, &op_list_violation_events, &in);
        struct err err;
        cr_assert(detect_violation_events(t.detect, &in, &page, t.f.arena, &out, &err), "%s",
                  err.text);
        found += out.violation_events.n;
        in.next_token = out.next_token;
        pages++;
    } while (in.next_token && pages < 10);
    cr_expect_eq(found, 3, "%zu", found);
    cr_expect_eq(pages, 3, "%zu", pages);
}
