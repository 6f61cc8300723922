/* One device: both cursors are one place, zoom and range, what is typed, what is said. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/golden.h"
#include "tests/support/views_rig.h"
#include "views/thing_facts.h"
#include "views/thing_range.h"

#define NOW    INT64_C(1795357327000) /* 2026-11-22T14:22:07Z, that of the rig */
#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

/* What stands behind the '^' below the lanes, and the event under the list's cursor. */
static void places(struct views_rig *r, char cursor[32], char event[64])
{
    struct buf text = BUF_INIT(1 << 20);
    const struct surface *s = views_frame(r, 120, 40);
    const char *at;

    surface_text_dump(s, &text);
    cr_assert_not_null(at = strstr(buf_text(&text), "^ "));
    snprintf(cursor, 32, "%.5s", at + 2);
    cr_assert_not_null(at = strstr(buf_text(&text), "\n> "));
    snprintf(event, 64, "%.60s", at + 3);
    buf_free(&text);
}

Test(views_thing, moving_either_cursor_moves_both)
{
    struct views_rig r;
    char cursor[32], event[64];

    views_open(&r, VIEWS_FULL, "thing cam-e-01");
    places(&r, cursor, event);
    cr_expect_str_eq(cursor, "14:18", "the newest");
    cr_expect(str_starts(event, "14:18"), "%s", event);
    views_keys(&r, "j j j");
    places(&r, cursor, event);
    cr_expect(str_starts(event, "13:48"), "%s", event);
    cr_expect_str_eq(cursor, "13:48");
    /* back by cells: the newest event that is not later than the cell */
    for (int i = 0; i < 6; i++) {
        views_keys(&r, "h");
        places(&r, cursor, event);
    }
    cr_expect(strcmp(cursor, "11:30") > 0 && strcmp(cursor, "12:00") < 0, "%s", cursor);
    cr_expect_leq(strncmp(event, cursor, 4), 0, "%s is after %s", event, cursor);
    views_keys(&r, "G");
    places(&r, cursor, event);
    cr_expect(strncmp(cursor, event, 5) == 0 || strstr(event, cursor) != NULL, "%s %s", cursor,
              event);
    views_close(&r);
}

Test(views_thing, next_in_the_lane_passes_over_others)
{
    struct views_rig r;
    char cursor[32], event[64];

    views_open(&r, VIEWS_FULL, "thing cam-e-01");
    views_keys(&r, "n");
    places(&r, cursor, event);
    cr_expect(strstr(event, "Auth_fail_ML") != NULL && str_starts(event, "13:48"), "%s", event);
    views_keys(&r, "<Tab> j j <Tab> n"); /* another lane */
    places(&r, cursor, event);
    cr_expect(strstr(event, "Conn_attempts") != NULL, "%s", event);
    views_keys(&r, "N N N N N N N N N N");
    cr_expect(views_shows(&r, "Nothing further in this lane."));
    views_close(&r);
}

Test(views_thing, zoom_keeps_the_time_under_the_cursor)
{
    struct views_rig r;
    char before[32], after[32], event[64];

    views_open(&r, VIEWS_FULL, "thing cam-e-01");
    views_keys(&r, "j j j j j j j j j j"); /* 12:05 */
    places(&r, before, event);
    for (int i = 0; i < 4; i++) {
        views_keys(&r, "+");
        places(&r, after, event);
        cr_expect_str_eq(before, after, "zoom %d", i);
    }
    cr_expect(views_shows(&r, "1.5h, each cell"));
    for (int i = 0; i < 7; i++)
        views_keys(&r, "-");
    places(&r, after, event);
    cr_expect(strstr(after, before) != NULL || strcmp(before, after) == 0, "%s", after);
    cr_expect(views_shows(&r, "8d, each cell"));
    views_close(&r);
}

Test(views_thing, a_wrong_range_keeps_what_was_typed)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "thing cam-e-01");
    views_keys(&r, "t 7 m <Enter>");
    cr_expect(views_shows(&r, "range: 7m"));
    cr_expect(views_shows(&r, "1d, each cell"), "nothing has changed");
    views_keys(&r, "<Backspace> d <Enter>");
    cr_expect(views_shows(&r, "7d, each cell"));
    cr_expect_not(views_shows(&r, "range:"));
    views_keys(&r, "t 1 2 : 0 0 . . 1 3 : 0 0 <Enter>");
    cr_expect(views_shows(&r, "1h, each cell"));
    cr_expect_not(views_shows(&r, "now at right"));
    views_keys(&r, "t x y z <Esc>");
    cr_expect(views_shows(&r, "1h, each cell"), "Esc only closes the line");
    cr_expect_str_eq(app_view(r.app), "thing cam-e-01");
    views_close(&r);
}

Test(views_thing, ranges_as_typed)
{
    static const struct {
        const char *text;
        int64_t from, to; /* 0: refused */
        bool live;
    } rows[] = {
        {"24h", NOW - DAY, NOW, true},
        {" 1w2d ", NOW - 9 * DAY, NOW, true},
        {"2026-11-20 .. 2026-11-21", 1795132800000, 1795305600000, false},
        {"2026-11-20T09:30..2026-11-20 10:00", 1795167000000, 1795168800000, false},
        {"2026-11-20 ..", 1795132800000, NOW, true},
        {"2026-11-20 .. now", 1795132800000, NOW, true},
        {"09:00 .. 12:00", 1795338000000, 1795348800000, false},
        {"16:00 .. 12:00", 1795276800000, 1795348800000, false}, /* yesterday's 16:00 */
        {"2026-12-31 .. 2026-12-30", 0, 0, false},
        {"2026-02-28 .. 2026-02-28", 1772236800000, 1772323200000, false},
        {"2026-02-29 .. now", 0, 0, false},
        {"2020-01-01 .. now", 0, 0, false},
        {"12:00 .. 09:00", 0, 0, false},
        {"25:00 .. 26:00", 0, 0, false},
        {"5m", 0, 0, false},
        {"", 0, 0, false},
        {"..", 0, 0, false},
        {"tomorrow", 0, 0, false},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct thing_range r = {0};
        struct err err = {0};
        const bool ok = thing_range_parse(str_of(rows[i].text), NOW, zone_utc(), &r, &err);

        cr_expect_eq(ok, rows[i].to != 0, "\"%s\": %s", rows[i].text, err.text);
        cr_expect_eq(r.from_ms, rows[i].from, "\"%s\" %lld", rows[i].text,
                     (long long)r.from_ms);
        cr_expect_eq(r.to_ms, rows[i].to, "\"%s\" %lld", rows[i].text, (long long)r.to_ms);
        cr_expect_eq(r.live, rows[i].live, "\"%s\"", rows[i].text);
    }
}

Test(views_thing, a_rhythm_is_only_what_arithmetic_says)
{
    static const int64_t even[] = {NOW, NOW - 4 * HOUR, NOW - 8 * HOUR + 2 * MINUTE,
                                   NOW - 12 * HOUR};
    static const int64_t odd[] = {NOW, NOW - 4 * HOUR, NOW - 8 * HOUR - 20 * MINUTE,
                                  NOW - 12 * HOUR};
    static const int64_t since[] = {NOW,           NOW - DAY,     NOW - 2 * DAY,
                                    NOW - 3 * DAY, NOW - 9 * DAY, NOW - 90 * DAY};
    static const int64_t same[] = {NOW, NOW, NOW, NOW};
    int64_t every = 0;

    cr_expect_eq(thing_rhythm(even, 4, &every), 4);
    cr_expect_eq(every, 4 * HOUR);
    cr_expect_eq(thing_rhythm(odd, 4, &every), 0);
    cr_expect_eq(thing_rhythm(even, 3, &every), 0, "two distances may be an accident");
    cr_expect_eq(thing_rhythm(same, 4, &every), 0, "at once is no rhythm");
    cr_expect_eq(thing_rhythm(since, 6, &every), 4, "what was before is another matter");
    cr_expect_eq(every, DAY);
}

Test(views_thing, chart_facts_device_and_event)
{
    static const struct {
        const char *keys, *name;
    } panes[] = {{"<Tab> j j C t 2 h <Enter>", "views/thing_chart"},
                 {"C t 2 h <Enter>", "views/thing_chart_ml"},
                 {"<Tab> j C t 2 4 h <Enter>", "views/thing_chart_ports"},
                 {"X", "views/thing_facts"},
                 {"d", "views/thing_device"},
                 {"<Enter>", "views/thing_event"},
                 {"t 9 x <Enter>", "views/thing_range"},
                 {"/ b e n i g n <Enter>", "views/thing_filtered"}};

    for (size_t i = 0; i < COUNT_OF(panes); i++) {
        struct buf all = BUF_INIT(1 << 20), why = BUF_INIT(4096);
        struct views_rig r;

        views_open(&r, VIEWS_FULL, "thing cam-e-01");
        views_keys(&r, panes[i].keys);
        surface_dump(views_frame(&r, 80, 24), &all);
        surface_dump(views_frame(&r, 120, 40), &all);
        cr_expect(golden_text(panes[i].name, buf_text(&all), &why), "%s", buf_text(&why));
        views_close(&r);
        buf_free(&all);
        buf_free(&why);
    }
}

Test(views_thing, the_digit_opens_the_last_one_or_asks)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, NULL);
    views_keys(&r, "7");
    cr_expect(views_shows(&r, "Which device?"));
    views_keys(&r, "<Enter>");
    cr_expect(views_shows(&r, "a name, or Tab"));
    views_keys(&r, "c a m - e - 0 1 <Enter>");
    cr_expect_str_eq(app_view(r.app), "thing cam-e-01");
    views_keys(&r, "1 7");
    cr_expect(views_shows(&r, "thing cam-e-01"));
    cr_expect_not(views_shows(&r, "Which device?"));
    views_close(&r);
}

/* Whatever a device is called, the view string holds it to its end. */
Test(views_thing, names_with_anything_in_them)
{
    static const struct {
        const char *view, *shows;
    } rows[] = {{"thing plant 3/50% %s", "thing plant 3/50% %s"},
                {"thing \346\235\261\344\272\254 7", "thing ?"}, /* no UTF-8 on this screen */
                {"thing gw\033[2J", "thing gw^[[2J"},
                {"thing range:7d name:plant 3", "thing plant 3"},
                {"thing name:range:7d", "thing range:7d"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig r;

        views_open(&r, VIEWS_FULL, rows[i].view);
        cr_expect(views_shows(&r, rows[i].shows), "%s", rows[i].shows);
        views_close(&r);
    }
}

/* The values are asked for a moment after the lane was chosen. */
static void await_values(struct views_rig *r)
{
    for (int i = 0; i < 200 && views_shows(r, "loading .."); i++)
        views_settle(r);
}

/* A chart of what has no metric is one of what has. */
Test(views_thing, the_chart_finds_a_lane_it_can_draw)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "thing cam-e-01");
    views_keys(&r, "j C");
    (void)views_frame(&r, 120, 40);
    cr_expect(views_shows(&r, "-- authorization failures --"));
    views_close(&r);
    /* an hour of datapoints is held against the limit: 20 + 98 + 133 + 4 + 0 + 2 + 3 + 41 */
    views_open(&r, VIEWS_FULL, "thing range:2h behavior:Disconnects name:cam-e-01");
    views_keys(&r, "C");
    (void)views_frame(&r, 120, 40);
    await_values(&r);
    cr_expect(views_shows(&r, "-- disconnects, sums of 1 h --"));
    cr_expect(views_shows(&r, "301 disconnects"));
    views_close(&r);
}

/* An audit of 200 days ago that found its certificate shared. */
static void record_old_audit(struct history *h)
{
    struct audit_check_details bad = {.check_run_status = "COMPLETED_NON_COMPLIANT"};
    struct map_entry details[] = {{"DEVICE_CERTIFICATE_SHARED_CHECK", &bad}};
    struct describe_audit_task_output task = {.audit_details = {1, details},
                                              .task_status = "COMPLETED",
                                              .task_start_time = {NOW - 200 * DAY, true}};
    const struct audit_run run = {"0ld00ld00ld00ld00ld00ld00ld00ld0", &task};
    struct resource_identifier resource = {.device_certificate_id = VIEWS_CERTIFICATE};
    struct non_compliant_resource n = {.resource_identifier = &resource};
    const struct audit_finding f = {.check_name = "DEVICE_CERTIFICATE_SHARED_CHECK",
                                    .finding_id = "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f",
                                    .severity = "CRITICAL",
                                    .non_compliant_resource = &n};
    struct err err;
    bool done = false;

    history_open(h);
    struct history_writer *w = history_writer_new(h, &run);

    cr_assert(history_writer_add(w, &f, 1, &err), "%s", err.text);
    while (!done)
        cr_assert(history_writer_finish(w, &done, &err), "%s", err.text);
    history_writer_free(w);
}

/* What the service has forgotten is still there, and time nobody recorded is no quiet time. */
Test(views_thing, older_than_the_service_keeps)
{
    static const struct behavior behavior = {.name = "Conn_attempts",
                                             .metric = "aws:num-connection-attempts"};
    const struct violation_event events[] = {
        {.behavior = &behavior,
         .security_profile_name = "baseline",
         .thing_name = "cam-e-01",
         .violation_id = "old-1",
         .violation_event_type = "in-alarm",
         .violation_event_time = {NOW - 60 * DAY, true}},
        {.behavior = &behavior,
         .security_profile_name = "baseline",
         .thing_name = "cam-e-01",
         .violation_id = "old-1",
         .violation_event_type = "alarm-cleared",
         .violation_event_time = {NOW - 59 * DAY, true}},
        {.behavior = &behavior,
         .security_profile_name = "baseline",
         .thing_name = "cam-e-02",
         .violation_id = "other",
         .violation_event_type = "in-alarm",
         .violation_event_time = {NOW - 58 * DAY, true}},
    };
    struct buf all = BUF_INIT(1 << 20), why = BUF_INIT(4096);
    struct views_rig r;
    struct err err;

    views_open(&r, VIEWS_FULL, NULL);
    alarm_history_open(app_alarm_history(r.app));
    cr_assert(alarm_history_add(app_alarm_history(r.app), events, COUNT_OF(events), &err), "%s",
              err.text);
    cr_assert(
        alarm_history_cover(app_alarm_history(r.app), NOW - 65 * DAY, NOW - 45 * DAY, &err),
        "%s", err.text);
    record_old_audit(app_history(r.app));
    app_command(r.app, "thing cam-e-01");
    r.of_thing = true;
    views_settle(&r);
    views_keys(&r, "t 8 0 d <Enter>");
    surface_dump(views_frame(&r, 120, 40), &all);
    views_keys(&r, "G");
    (void)views_frame(&r, 120, 40);
    cr_expect(views_shows(&r, "23 Sep 14:22"));
    cr_expect(views_shows(&r, "24 Sep 14:22"));
    cr_expect_not(views_shows(&r, "25 Sep 14:22"), "that of another device");
    cr_expect(views_shows(&r, "> 6 May 14:22"), "the audit");
    cr_expect(golden_text("views/thing_past", buf_text(&all), &why), "%s", buf_text(&why));
    views_close(&r);
    buf_free(&all);
    buf_free(&why);
}

/* One part that may not be asked is a question mark in its place, and the rest is there. */
Test(views_thing, what_is_not_permitted_is_said_and_the_rest_stays)
{
    static const struct {
        const char *path, *shows[3];
    } rows[] = {
        {"/audit/findings", {"audit findings     audit -", "Auth_fail_ML", "      ? -"}},
        {"/audit/suppressions", {"suppressions       you   -", "CERT_SHARED", "      ? -"}},
        {"/things/cam-e-01/connectivity", {"online ?", "cert 3f9a0c1d22", "type camera"}},
        {"/things/cam-e-01/principals", {"cert ?", "online since", "Auth_fail_ML"}},
        {"/principals/things", {"(shared ?)", "?: the things of certificate", "Auth_fail_ML"}},
        {"/violation-events", {"not authorized", "CERT_SHARED", "      ? "}},
        {"/things/cam-e-01", {"type ?", "Auth_fail_ML", "14:18"}},
        {"/detect/mitigationactions", {"      ? 12:20", "Auth_fail_ML", "type camera"}},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig r;

        views_open_with(&r, VIEWS_FULL, "thing cam-e-01",
                        &(struct views_extras){.denied = rows[i].path});
        (void)views_frame(&r, 120, 40);
        for (size_t k = 0; k < COUNT_OF(rows[i].shows); k++)
            cr_expect(views_shows(&r, rows[i].shows[k]), "%s: %s", rows[i].path,
                      rows[i].shows[k]);
        views_close(&r);
    }
}

Test(views_thing, opens_at_what_led_to_it)
{
    struct views_rig r;
    char cursor[32], event[64];

    views_open(&r, VIEWS_FULL, "thing behavior:Conn_attempts name:cam-e-01");
    places(&r, cursor, event);
    cr_expect(str_starts(event, "12:15") && strstr(event, "Conn_attempts") != NULL, "%s",
              event);
    cr_expect_str_eq(cursor, "12:15");
    cr_expect(views_shows(&r, ">Conn_attempts"), "its lane");
    views_close(&r);
    views_open(&r, VIEWS_FULL,
               "thing behavior:Conn_attempts at:2026-11-22T04:30:00Z name:cam-e-01");
    places(&r, cursor, event);
    cr_expect(str_starts(event, "04:15"), "%s", event);
    views_close(&r);
    views_open(&r, VIEWS_FULL, "thing at:2026-11-22T13:40:00Z name:cam-e-01");
    places(&r, cursor, event);
    cr_expect(str_starts(event, "13:35"), "%s", event);
    views_keys(&r, "j");
    places(&r, cursor, event);
    cr_expect(str_starts(event, "13:31"), "%s", event);
    views_close(&r);
    views_open(&r, VIEWS_FULL, "alarms");
    views_keys(&r, "/ c a m - e - 0 1 <Enter> g <Enter>");
    cr_expect_str_eq(app_view(r.app), "thing behavior:Listening_TCP name:cam-e-01");
    views_close(&r);
    views_open(&r, VIEWS_FULL, NULL);
    app_command(r.app, "thing at:soon name:cam-e-01");
    cr_expect(views_shows(&r, "no moment: at:soon"));
    cr_expect_str_eq(app_view(r.app), "pulse");
    views_close(&r);
}
