#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "tests/support/detect_fixture.h"

#define LOAD(more)                                                                 \
    "{\"name\":\"load\",\"metric\":\"load\",\"criteria\":{\"comparisonOperator\":" \
    "\"less-than-equals\",\"value\":{\"number\":50}" more "}}"
#define TWICE ",\"consecutiveDatapointsToAlarm\":2,\"consecutiveDatapointsToClear\":2"

/* A report a slot; "-": none. */
static void tell(struct detect_fixture *t, const char *thing, const char *values)
{
    struct str rest = str_of(values);
    while (rest.n > 0) {
        struct str one = str_cut(rest, ' ', &rest);
        if (!str_eq(one, "-"))
            detect_fixture_report(
                t, thing,
                arena_printf(t->f.arena, "\"load\":[{\"number\":%.*s}]", (int)one.n, one.p));
        detect_fixture_slots(t, 1);
    }
}

Test(local_detect, datapoints_in_a_row)
{
    static const struct {
        const char *criteria, *values, *events;
    } rows[] = {
        {LOAD(""), "50 50", ""},
        {LOAD(""), "51 50",
         "in-alarm a load {\"number\":51}; alarm-cleared a load {\"number\":50}"},
        {LOAD(TWICE), "60 40 61 62 63", "in-alarm a load {\"number\":62}"},
        {LOAD(TWICE), "60 61 40 62 41 42",
         "in-alarm a load {\"number\":61}; alarm-cleared a load {\"number\":42}"},
        /* a report that is missing breaks no row */
        {LOAD(TWICE), "60 - - 61 40 - 41",
         "in-alarm a load {\"number\":61}; alarm-cleared a load {\"number\":41}"},
        {LOAD(TWICE), "60 61 40 41 62 63",
         "in-alarm a load {\"number\":61}; alarm-cleared a load {\"number\":41};"
         " in-alarm a load {\"number\":63}"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct detect_fixture t;
        detect_fixture_open(&t, ":memory:");
        detect_fixture_profile(&t, "p", rows[i].criteria, NULL, DETECT_ALL);
        tell(&t, "a", rows[i].values);
        cr_expect_str_eq(detect_fixture_events(&t), rows[i].events, "row %zu: %s", i,
                         detect_fixture_events(&t));
        detect_fixture_close(&t);
    }
}

Test(local_detect, an_alarm_goes_on)
{
    struct detect_fixture t;
    detect_fixture_open(&t, ":memory:");
    detect_fixture_profile(&t, "p", LOAD(""), NULL, DETECT_ALL);
    tell(&t, "a", "60 70");
    cr_expect_str_eq(detect_fixture_active(&t), "a load {\"number\":70} UNKNOWN");
    cr_expect_str_eq(detect_fixture_events(&t), "in-alarm a load {\"number\":60}");
    cr_expect_eq(fixture_number(&t.f, "SELECT last_ms - start_ms FROM violation"),
                 DETECT_SLOT_MS);
    tell(&t, "a", "10");
    cr_expect_str_eq(detect_fixture_active(&t), "");
    /* one alarm from its beginning to its end, the next is another */
    tell(&t, "a", "60");
    cr_expect_eq(fixture_number(&t.f, "SELECT count(DISTINCT violation) FROM violation_event"),
                 2);
    detect_fixture_close(&t);
}

/* What is not a number is held against sets; an empty one conforms and clears. */
Test(local_detect, sets_of_real_devices)
{
    struct detect_fixture t;
    detect_fixture_open(&t, ":memory:");
    detect_fixture_profile(&t, "p",
                           "{\"name\":\"users\",\"metric\":\"users\",\"criteria\":{"
                           "\"comparisonOperator\":\"in-set\","
                           "\"value\":{\"strings\":[\"op\",\"ops 100% \xe3\x83\x9d\"]}}}",
                           NULL, DETECT_ALL);
    detect_fixture_report(&t, "a", "\"users\":[{\"string_list\":[\"op\",\"root\"]}]");
    detect_fixture_slots(&t, 1);
    detect_fixture_report(&t, "a", "\"users\":[{\"string_list\":[]}]");
    detect_fixture_slots(&t, 1);
    detect_fixture_report(&t, "a", "\"users\":[{\"string_list\":[\"ops 100% \xe3\x83\x9d\"]}]");
    detect_fixture_slots(&t, 1);
    cr_expect_str_eq(detect_fixture_events(&t),
                     "in-alarm a users {\"strings\":[\"op\",\"root\"]};"
                     " alarm-cleared a users {\"strings\":[]}");
    detect_fixture_close(&t);
}

/* Two days and not a slot less: then nobody can say how the device is. */
Test(local_detect, silence_invalidates)
{
    struct detect_fixture t;
    detect_fixture_open(&t, ":memory:");
    detect_fixture_profile(&t, "p", LOAD(""), NULL, DETECT_ALL);
    tell(&t, "a", "60");
    detect_fixture_slots(&t, DETECT_SILENT_MS / DETECT_SLOT_MS);
    cr_expect_str_eq(detect_fixture_active(&t), "a load {\"number\":60} UNKNOWN");
    detect_fixture_slots(&t, 13); /* it is looked for once an hour */
    cr_expect_str_eq(detect_fixture_active(&t), "");
    cr_expect_str_eq(detect_fixture_events(&t),
                     "in-alarm a load {\"number\":60}; alarm-invalidated a load -");
    detect_fixture_close(&t);
}

/* The same for a simulated device whose connection has ended. */
Test(local_detect, a_device_that_is_gone)
{
    struct detect_fixture t;
    detect_fixture_open(&t, ":memory:");
    detect_fixture_profile(
        &t, "p",
        "{\"name\":\"sent\",\"metric\":\"aws:num-messages-sent\",\"criteria\":{"
        "\"comparisonOperator\":\"less-than\",\"value\":{\"count\":1}}}",
        NULL, DETECT_ALL);
    detect_fixture_slots(&t, 1);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation WHERE active"), 3);
    fixture_sql(&t.f,
                "UPDATE connection SET disconnected_ms = 1795000000000 WHERE thing_id = 2");
    registry_moved(t.f.registry);
    fake_clock_advance(&t.f.clock, 1);
    usleep(1010 * 1000); /* devices are not read more often than once a second */
    detect_fixture_settle(&t);
    detect_fixture_slots(&t, DETECT_SILENT_MS / DETECT_SLOT_MS + 14);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation WHERE active"), 2);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation_event JOIN violation v ON"
                                      " v.id = violation WHERE type = 2 AND thing = 'b'"),
                 1);
    detect_fixture_close(&t);
}

enum ending { DETACHED, BEHAVIOR_GONE, PROFILE_GONE, BEHAVIOR_CHANGED };

static void end(struct detect_fixture *t, enum ending how)
{
    struct delete_security_profile_input gone = {.security_profile_name = "p"};
    struct err err;
    if (how == DETACHED) {
        cr_assert(profile_rows_detach(t->f.registry, "p", DETECT_ALL, t->f.arena, &err));
    } else if (how == PROFILE_GONE) {
        cr_assert(profile_rows_detach(t->f.registry, "p", DETECT_ALL, t->f.arena, &err));
        cr_assert(profile_rows_delete(t->f.registry, &gone, t->f.arena, &err));
    } else {
        fixture_sql(&t->f, how == BEHAVIOR_GONE
                               ? "UPDATE security_profile SET document = replace(document,"
                                 " '\"name\":\"load\"', '\"name\":\"other\"')"
                               : "UPDATE security_profile SET document = replace(document,"
                                 " '\"number\":50', '\"number\":70')");
    }
    detect_profiles_changed(t->detect);
    detect_fixture_settle(t);
}

Test(local_detect, no_longer_watched)
{
    static const struct {
        enum ending how;
        const char *active, *events;
    } rows[] = {
#define RAISED "in-alarm a load {\"number\":60}"
        {DETACHED, "", RAISED "; alarm-invalidated a load -"},
        {BEHAVIOR_GONE, "", RAISED "; alarm-invalidated a load -"},
        {PROFILE_GONE, "", RAISED "; alarm-invalidated a load -"},
        /* the next datapoint decides */
        {BEHAVIOR_CHANGED, "a load {\"number\":60} UNKNOWN", RAISED},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct detect_fixture t;
        detect_fixture_open(&t, ":memory:");
        detect_fixture_profile(&t, "p", LOAD(""), NULL, DETECT_ALL);
        tell(&t, "a", "60");
        end(&t, rows[i].how);
        cr_expect_str_eq(detect_fixture_active(&t), rows[i].active, "row %zu", i);
        cr_expect_str_eq(detect_fixture_events(&t), rows[i].events, "row %zu", i);
        if (rows[i].how == BEHAVIOR_CHANGED) {
            tell(&t, "a", "65");
            cr_expect_str_eq(detect_fixture_active(&t), "");
        }
        detect_fixture_close(&t);
    }
}

/* ---- after a kill ------------------------------------------------------------------------ */

Test(local_detect, a_restart_anywhere_changes_nothing)
{
    static const char values[] = "60 61 40 62 41 42 63 - 64 40 41";
    const char *expected = NULL;
    for (int at = -1; at < 11; at++) {
        char folder[] = "/tmp/picket-detect-XXXXXX";
        struct detect_fixture t;
        cr_assert(mkdtemp(folder));
        detect_fixture_open(&t, folder);
        detect_fixture_profile(&t, "p", LOAD(TWICE), NULL, DETECT_ALL);
        struct str rest = str_of(values);
        for (int i = 0; rest.n > 0; i++) {
            struct str one = str_cut(rest, ' ', &rest);
            tell(&t, "a", arena_strn(t.f.arena, one.p, one.n));
            if (i == at)
                detect_fixture_reopen(&t);
        }
        const char *events = detect_fixture_events(&t);
        if (!expected) {
            static char kept[1024];
            (void)snprintf(kept, sizeof kept, "%s", events);
            expected = kept;
            cr_assert(strstr(events, "alarm-cleared"), "%s", events);
        }
        cr_expect_str_eq(events, expected, "killed after %d: %s", at, events);
        cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_coverage"), 1);
        detect_fixture_close(&t);
        detect_fixture_remove(folder);
    }
}

/* Off for a month: two days are made up for, the rest is a gap. */
Test(local_detect, what_was_missed)
{
    char folder[] = "/tmp/picket-detect-XXXXXX";
    struct detect_fixture t;
    cr_assert(mkdtemp(folder));
    detect_fixture_open(&t, folder);
    detect_fixture_profile(&t, "p", LOAD(""), NULL, DETECT_ALL);
    tell(&t, "a", "60 60");
    fake_clock_advance(&t.f.clock, INT64_C(30) * 86400000);
    detect_fixture_reopen(&t);
    cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_coverage"), 2);
    cr_expect_eq(fixture_number(&t.f, "SELECT to_slot - from_slot FROM detect_coverage ORDER BY"
                                      " from_slot DESC LIMIT 1"),
                 DETECT_CATCH_UP_SLOTS);
    cr_expect_eq(fixture_number(&t.f, "SELECT to_slot - from_slot FROM detect_coverage ORDER BY"
                                      " from_slot LIMIT 1"),
                 2);
    cr_expect_str_eq(detect_fixture_active(&t), "", "silent for a month");
    /* and a clock that goes back a day: nothing is judged twice, coverage claims nothing */
    fake_clock_advance(&t.f.clock, -INT64_C(86400000));
    detect_fixture_reopen(&t);
    cr_expect_eq(fixture_number(&t.f, "SELECT max(to_slot) FROM detect_coverage"),
                 fixture_now_ms(&t.f) / DETECT_SLOT_MS);
    tell(&t, "a", "60");
    cr_expect_str_eq(detect_fixture_active(&t), "a load {\"number\":60} UNKNOWN");
    detect_fixture_close(&t);
    detect_fixture_remove(folder);
}

/* ---- a database that fails --------------------------------------------------------------- */

Test(local_detect, what_cannot_be_written_is_written_later)
{
    static const char *const victims[] = {"violation", "violation_event", "detect_coverage",
                                          "outbox_line"};
    for (size_t i = 0; i < COUNT_OF(victims); i++) {
        struct detect_fixture t;
        struct err err = {.kind = ERR_NONE};
        int64_t wait_ms;
        int failed = 0;
        detect_fixture_open(&t, ":memory:");
        detect_fixture_profile(&t, "p", LOAD(""),
                               "\"alertTargets\":{\"SNS\":{\"alertTargetArn\":"
                               "\"arn:aws:sns:us-east-1:123456789012:ops\","
                               "\"roleArn\":\"" AUDIT_ROLE "\"}}",
                               DETECT_ALL);
        detect_fixture_slots(&t, 1);
        fixture_sql(&t.f, arena_printf(t.f.arena,
                                       "CREATE TRIGGER full BEFORE INSERT ON %s BEGIN"
                                       " SELECT raise(ABORT, 'disk full'); END",
                                       victims[i]));
        detect_fixture_report(&t, "a", "\"load\":[{\"number\":60}]");
        detect_fixture_report(&t, "b", "\"load\":[{\"number\":61}]");
        for (int slot = 0; slot < 3; slot++) {
            fake_clock_advance(&t.f.clock, DETECT_SLOT_MS);
            for (int n = 0; n < 5; n++)
                failed += !detect_step(t.detect, &wait_ms, &err);
        }
        cr_expect_gt(failed, 3, "%s: it did not fail", victims[i]);
        cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM violation"), 0, "%s",
                     victims[i]);
        fixture_sql(&t.f, "DROP TRIGGER full");
        detect_fixture_settle(&t);
        cr_expect_str_eq(detect_fixture_events(&t),
                         "in-alarm a load {\"number\":60}; in-alarm b load {\"number\":61}");
        cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM outbox_line"), 2);
        cr_expect_eq(fixture_number(&t.f, "SELECT count(*) FROM detect_coverage"), 1);
        cr_expect_eq(fixture_number(&t.f, "SELECT to_slot - from_slot FROM detect_coverage"),
                     4);
        detect_fixture_close(&t);
    }
}

/* ---- the past of a new fleet ------------------------------------------------------------- */

/* An account with a profile, a topic and an incident three days ago, before Detect is opened.
 * steps: how many are made before it is killed; 0: it is not; AT_ONCE: somebody asks before any
 * was made. */
enum { AT_ONCE = -1 };
static const char *past(const char *folder, int steps)
{
    static char said[4096];
    struct scenario_wish wish = {.kind = scenario_kind_find("ransomware"),
                                 .token = "t",
                                 .things = (const char *const[]){"b"},
                                 .n_things = 1,
                                 .minutes = 600};
    struct detect_fixture t;
    struct err err;
    int64_t id, wait_ms;
    detect_fixture_open(&t, folder);
    cr_assert(scenarios_start(t.scenarios, &wish, fixture_now_ms(&t.f) - INT64_C(3) * 86400000,
                              &id, &err));
    fixture_sql(&t.f, "INSERT INTO security_profile VALUES(1, 'p', 1, '{\"behaviors\":[{"
                      "\"name\":\"ports\",\"metric\":\"aws:listening-tcp-ports\","
                      "\"criteria\":{\"comparisonOperator\":\"in-port-set\",\"value\":{"
                      "\"ports\":[22]}}}],\"alertTargets\":{\"SNS\":{\"alertTargetArn\":"
                      "\"arn:aws:sns:us-east-1:123456789012:ops\",\"roleArn\":\"x\"}}}',"
                      " 0, 0);"
                      "INSERT INTO security_profile_target(profile, kind, arn) VALUES(1, 0,"
                      " '" DETECT_ALL "')");
    detect_fixture_close(&t);
    /* as a service that starts on it */
    fixture_open(&t.f, folder);
    cr_assert(scenarios_open(&t.scenarios, t.f.registry, &err), "%s", err.text);
    cr_assert(models_open(&t.models, t.f.registry, fixture_now_ms(&t.f), &err));
    for (int round = 0; round < 2; round++) {
        struct detect_options o = {t.f.registry, t.f.service_clock, t.models, t.scenarios,
                                   NULL};
        cr_assert(detect_open(&t.detect, &o, &err), "%s", err.text);
        for (int n = 0; round == 0 && n < steps; n++)
            cr_assert(detect_step(t.detect, &wait_ms, &err), "%s", err.text);
        if (round == 0 && steps > 0)
            detect_close(t.detect);
        else
            break;
    }
    if (steps == AT_ONCE)
        cr_assert(detect_catch_up(t.detect, &err), "%s", err.text);
    else
        detect_fixture_settle(&t);
    (void)snprintf(said, sizeof said, "%s | %lld | %lld", detect_fixture_events(&t),
                   (long long)fixture_number(&t.f, "SELECT count(*) FROM outbox_line"),
                   (long long)fixture_number(&t.f, "SELECT sum((to_slot - from_slot - 1) / step"
                                                   " + 1) FROM detect_coverage"));
    detect_close(t.detect);
    models_close(t.models);
    scenarios_close(t.scenarios);
    fixture_close(&t.f);
    return said;
}

Test(local_detect, a_new_fleet_had_a_past)
{
    static char whole[4096];
    for (int steps = 0; steps < 60; steps += steps < 8 ? 1 : 9) {
        char folder[] = "/tmp/picket-detect-XXXXXX";
        cr_assert(mkdtemp(folder));
        const char *said = past(folder, steps);
        detect_fixture_remove(folder);
        if (steps == 0) {
            (void)snprintf(whole, sizeof whole, "%s", said);
            cr_expect(str_starts(whole, "in-alarm b ports {\"ports\":[22,4444,8444]}; "
                                        "alarm-cleared b ports {\"ports\":[22]} | 0 | 1248"),
                      "%s", whole);
        }
        cr_expect_str_eq(said, whole, "killed after %d steps", steps);
    }
}

Test(local_detect, whoever_asks_first_finds_the_past)
{
    char folder[] = "/tmp/picket-detect-XXXXXX";

    cr_assert(mkdtemp(folder));
    const char *said = past(folder, AT_ONCE);

    detect_fixture_remove(folder);
    cr_expect(str_starts(said, "in-alarm b ports {\"ports\":[22,4444,8444]}; "
                               "alarm-cleared b ports {\"ports\":[22]} | "),
              "%s", said);
}

/* The first profile that somebody makes has none, not even when the service is killed. */
Test(local_detect, a_first_profile_has_no_past)
{
    char folder[] = "/tmp/picket-detect-XXXXXX";
    struct detect_fixture t;
    cr_assert(mkdtemp(folder));
    detect_fixture_open(&t, folder);
    detect_fixture_profile(&t, "p", LOAD(""), NULL, DETECT_ALL);
    detect_fixture_reopen(&t);
    detect_fixture_slots(&t, 2);
    cr_expect_eq(fixture_number(&t.f, "SELECT sum(to_slot - from_slot) FROM detect_coverage"),
                 2);
    detect_fixture_close(&t);
    detect_fixture_remove(folder);
}
