/* Alarms by keys: what is asked and what is not, groups, marks, verification and its undo. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/views_golden.h"
#include "views/event_gaps.h"

static bool was_asked(const struct views_rig *r, const char *part)
{
    return strstr(buf_text(&r->requests), part) != NULL;
}

static void wait_ms(struct views_rig *r, int64_t ms)
{
    const int64_t until = clock_mono_us(&system_clock) + ms * 1000;

    while (clock_mono_us(&system_clock) < until)
        (void)loop_turn(r->loop, 10 * 1000);
    views_settle(r);
}

/* Exactly this text, behind that one, in the line of the filter. */
static void expect_underlined(struct views_rig *rig, const char *sent, const char *before)
{
    const struct surface *frame = views_frame(rig, 120, 40);
    const int from = 1 + (int)strlen(before), to = from + (int)strlen(sent);

    for (int col = 0; col < frame->cols; col++)
        cr_expect_eq(surface_cell(frame, 2, col)->over == OVER_SENT, col >= from && col < to,
                     "column %d", col);
}

Test(views_alarms, the_line_says_what_is_asked)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "alarms");
    views_keys(&rig, "/ k i n d : m l <Space> p r o f i l e = m l - f l e e t <Space> "
                     "v a l u e > 4 0 <Enter>");
    cr_expect(views_shows(&rig, "asked: kind:ml profile=ml-fleet  here: value>40"));
    expect_underlined(&rig, "kind:ml profile=ml-fleet", "/ asked: ");
    cr_expect(views_shows(&rig, "gw-osaka-12"));
    cr_expect_not(views_shows(&rig, "gw-osaka-14"));
    wait_ms(&rig, 600);
    cr_expect(was_asked(&rig, "behaviorCriteriaType=MACHINE_LEARNING"));
    cr_expect(was_asked(&rig, "securityProfileName=ml-fleet"));
    cr_expect(views_shows(&rig, "gw-osaka-12"));
    views_close(&rig);
}

Test(views_alarms, arguments_are_asked_and_unknown_ones_refused)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "alarms verified:true kind:rule thing:plant 3/50% x");
    cr_expect(was_asked(&rig, "verificationState=TRUE_POSITIVE"));
    cr_expect(was_asked(&rig, "thingName=plant%203%2F50%25%20x"));
    cr_expect(views_shows(&rig, "Alarms of plant 3/50% x"));
    app_command(rig.app, "alarms kind:magic");
    cr_expect(views_shows(&rig, "kind:magic is not known"));
    app_command(rig.app, "alarms by:colour");
    cr_expect(views_shows(&rig, "behaviour, thing or profile"));
    app_command(rig.app, "alarms magic"); /* a word is a filter */
    cr_expect_str_eq(app_view(rig.app), "alarms magic");
    cr_expect(views_shows(&rig, "Nothing matches the filter"));
    app_command(rig.app, "events since:8h magic");
    cr_expect_str_eq(app_view(rig.app), "events since:8h / magic");
    views_close(&rig);
}

Test(views_alarms, rows_stay_when_another_filter_cannot_be_asked)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "alarms");
    rig.refuses = true;
    views_keys(&rig, "/ k i n d : m l <Enter>");
    wait_ms(&rig, 600);
    cr_expect(views_shows(&rig, "gw-osaka-12"));
    cr_expect(views_shows(&rig, "user/eve is not"));
    cr_expect(views_shows(&rig, "stale"));
    views_close(&rig);
}

Test(views_alarms, groups_are_opened)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "alarms");
    views_keys(&rig, "b");
    cr_expect(views_shows(&rig, "by behaviour"));
    cr_expect(views_shows(&rig, "UNVERIFIED"));
    views_keys(&rig, "b b");
    cr_expect(views_shows(&rig, "by profile"));
    views_keys(&rig, "<Enter>");
    cr_expect_str_eq(app_view(rig.app), "alarms profile:baseline");
    cr_expect(views_shows(&rig, "asked: profile:baseline"));
    views_keys(&rig, "<Esc> b b b b v");
    cr_expect(views_shows(&rig, "by profile"));
    cr_expect(views_shows(&rig, "Enter opens the group"));
    app_command(rig.app, "alarms behaviour:Listening_TCP");
    views_settle(&rig);
    cr_expect(views_shows(&rig, "cam-e-01"));
    cr_expect_not(views_shows(&rig, "gw-osaka-12"));
    views_close(&rig);
}

Test(views_alarms, hidden_marks_refuse)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "alarms");
    views_keys(&rig, "<Space> <Space> / c a m <Enter> v");
    cr_expect(views_shows(&rig, "hidden by the filter"));
    cr_expect_str_eq(app_view(rig.app), "alarms cam");
    views_close(&rig);
}

/* What is typed as a stretch of time, and what is said of it; NULL: the screen opens. */
Test(views_alarms, stretches_of_time)
{
    static const struct {
        const char *view, *refused, *shows;
    } rows[] = {
        {"events last:7d", NULL, "last:7d"},
        {"events since:8h", NULL, "06:22 - now"},
        {"events since:2026-11-20 until:2026-11-22", NULL, "20 Nov 00:00 - 00:00"},
        {"events until:2026-11-22", NULL, "21 Nov 00:00 - 00:00"},
        {"events last:5m", "min", NULL},
        {"events last:soon", "last:24h", NULL},
        {"events since:yesterdayish", "is no time", NULL},
        {"events last:24h since:8h", "not both", NULL},
        {"events since:2026-11-22 until:2026-11-20", "not before until", NULL},
        {"events since:shift", "was not open before", NULL},
        {"events kind:magic", "is not known", NULL},
        {"range last:7d kind:ml thing:a b", NULL, "15 Nov 14:22 - now"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig rig;

        views_open(&rig, VIEWS_FULL, "alarms");
        app_command(rig.app, rows[i].view);
        views_settle(&rig);
        cr_expect_eq(strcmp(app_view(rig.app), "alarms") == 0, rows[i].refused != NULL, "%s",
                     rows[i].view);
        cr_expect(views_shows(&rig, rows[i].refused != NULL ? rows[i].refused : rows[i].shows),
                  "%s", rows[i].view);
        views_close(&rig);
    }
}

Test(views_alarms, bars_lead_to_their_events_and_t_to_another_time)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "events thing:gw-osaka-12");
    cr_expect(was_asked(&rig, "thingName=gw-osaka-12"));
    views_keys(&rig, "l l l l l l l l l l l l l l l l l l"); /* the 18th hour of 25 */
    cr_expect(views_shows(&rig, "22 Nov 07:00 - 08:00") || views_shows(&rig, "07:00 - 08:00"));
    views_keys(&rig, "l");
    cr_expect(views_shows(&rig, "08:00 - 09:00: 1 in alarm"));
    cr_expect(views_shows(&rig, "> 22 Nov 08:05"));
    views_keys(&rig, "t");
    cr_expect(str_starts(app_view(rig.app), "range"), "%s", app_view(rig.app));
    views_keys(&rig, "C-u 2 C-x");
    cr_expect_str_eq(app_view(rig.app), "events last:7d thing:gw-osaka-12");
    views_keys(&rig, "<Tab>");
    cr_expect_str_eq(app_view(rig.app), "alarms thing:gw-osaka-12");
    views_close(&rig);
}

Test(views_alarms, events_of_one_alarm_are_verified_once)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "events");
    views_keys(&rig, "/ r o g u e <Enter> *");
    cr_expect(views_shows(&rig, "1 marked"));
    views_keys(&rig, "U / b 2 b 2 <Enter>");
    views_keys(&rig, "/ C-u <Enter> g j <Space> <Space> v");
    cr_expect(views_shows(&rig, "1 frozen"), "two events, one alarm");
    views_close(&rig);
}

/* What nobody recorded, in words: the longest of several, and why. */
Test(views_alarms, gaps_in_words)
{
    enum { H = 3600 * 1000 };
    static const int64_t now = INT64_C(1795357327000), day = INT64_C(24) * H;
    static const struct {
        int64_t from, to; /* days before now */
        enum alarm_gap_kind kind;
        size_t n;
        bool asking;
        const char *said; /* NULL: nothing */
    } rows[] = {
        {50, 44, ALARM_GAP_LOST, 1, false,
         "no record 3 Oct - 9 Oct: nobody looked, and the service keeps 30 days"},
        {50, 44, ALARM_GAP_LOST, 3, false,
         "no record 3 Oct - 9 Oct: nobody looked, and the service keeps 30 days; 2 more gaps"},
        {50, 30, ALARM_GAP_BEFORE, 1, false,
         "no record before 23 Oct: the service keeps 30 days"},
        {500, 400, ALARM_GAP_PURGED, 2, false,
         "no record before 18 Oct 2025: at most 2000000 events of 400 days are kept; "
         "1 more gap"},
        {2, 1, ALARM_GAP_OPEN, 1, true, NULL}, /* on its way */
        {2, 1, ALARM_GAP_OPEN, 1, false,
         "no record 20 Nov 14:22 - 21 Nov 14:22: the service was not asked in full; r asks"},
        {1, 1, ALARM_GAP_LOST, 1, false, NULL}, /* between two looks */
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const struct axis axis = {
            .from_ms = now - 600 * day, .to_ms = now, .now_ms = now, .zone = zone_utc()};
        struct alarm_gap gaps[3] = {
            {now - rows[i].from * day, now - rows[i].to * day, rows[i].kind},
            {now - 20 * day, now - 19 * day, ALARM_GAP_LOST},
            {now - 18 * day, now - 17 * day, ALARM_GAP_LOST},
        };
        struct buf text = BUF_INIT(512);

        cr_expect_eq(event_gaps_say(gaps, rows[i].n, rows[i].asking, &axis, &text),
                     rows[i].said != NULL);
        cr_expect_str_eq(buf_text(&text), rows[i].said != NULL ? rows[i].said : "", "%s",
                         buf_text(&text));
        buf_free(&text);
    }
}

Test(views_alarms, the_form_by_four_keys)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "alarms");
    views_keys(&rig, "j <Space> <Space> v");
    cr_assert(str_starts(app_view(rig.app), "verify set:"), "%s", app_view(rig.app));
    cr_expect(views_shows(&rig, "2 devices; nothing changes on them"));
    views_keys(&rig, "f");
    views_golden(&rig, "views/verify_two");
    views_keys(&rig, "<Tab> t b C-x");
    cr_assert(str_starts(app_view(rig.app), "plan "), "%s", app_view(rig.app));
    cr_expect(views_shows(&rig, "Verify 2 alarms: false positive"));
    cr_expect(views_shows(&rig, "tb")); /* in the note, letters are text */
    views_close(&rig);
}

Test(views_alarms, hostile_names_stay_text_in_the_form)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_HOSTILE, "alarms");
    views_keys(&rig, "* v");
    cr_assert(str_starts(app_view(rig.app), "verify set:"), "%s", buf_text(&rig.requests));
    views_golden(&rig, "views/verify_hostile");
    views_keys(&rig, "t C-x");
    cr_expect(str_starts(app_view(rig.app), "plan "), "%s", app_view(rig.app));
    cr_expect(views_shows(&rig, "1 keeps the note they have"));
    views_close(&rig);
}

/* What y shows of the first row that a filter leaves, and what the service was asked for it. */
Test(views_alarms, y_asks_for_the_record_of_the_row)
{
    static const struct {
        const char *list, *filter, *view, *asked, *shows;
    } rows[] = {
        {"alarms", "gw-osaka-12", "alarm id:a1a1a1a1-0001 profile:ml-fleet thing:gw-osaka-12",
         "&securityProfileName=ml-fleet&thingName=gw-osaka-12",
         "\"violationStartTime\": 1795356127"},
        {"alarms", "plant", "alarm id:a1a1a1a1-0004 profile:baseline thing:plant 3/50% ",
         "thingName=plant%203%2F50%25%20", "\"statistic\": \"p99\""},
        {"events", "rogue",
         "alarm id:b2b2b2b2-0001 profile:ml-fleet event:in-alarm at:2026-11-22T13:31:00Z "
         "thing:gw-osaka-12",
         "startTime=2026-11-22T13%3A30%3A59Z", "\"count\": 55"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig r;
        char filter[64];

        views_open(&r, VIEWS_FULL, rows[i].list);
        (void)snprintf(filter, sizeof filter, "filter %s", rows[i].filter);
        app_command(r.app, filter);
        views_settle(&r);
        views_keys(&r, "g y");
        cr_expect(str_starts(app_view(r.app), rows[i].view), "%s", app_view(r.app));
        views_settle(&r);
        (void)views_frame(&r, 120, 40);
        cr_expect(views_shows(&r, rows[i].shows), "%s", rows[i].view);
        cr_expect(was_asked(&r, rows[i].asked), "%s", buf_text(&r.requests));
        views_keys(&r, "<Esc>");
        cr_expect(str_starts(app_view(r.app), rows[i].list), "%s", app_view(r.app));
        views_close(&r);
    }
}

Test(views_alarms, what_no_record_is_had_of_is_said)
{
    static const struct {
        const char *view, *shows;
    } rows[] = {
        {"alarm id:zz thing:cam-e-01", "The service has no such alarm any more"},
        {"alarm id:zz event:in-alarm at:2026-11-22T13:31:00Z thing:cam-e-01",
         "Neither the service nor this console"},
        {"alarm id:a1a1a1a1-0001 event:in-alarm at:2026-09-22T13:31:00Z thing:cam-e-01",
         "Neither the service nor this console"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig r;

        views_open(&r, VIEWS_FULL, rows[i].view);
        cr_expect(views_shows(&r, rows[i].shows), "%s", rows[i].view);
        cr_expect_eq(was_asked(&r, "violation"), i < 2);
        views_close(&r);
    }
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "alarms by:behaviour");
    views_keys(&r, "y");
    cr_expect(views_shows(&r, "Enter opens the group"));
    app_command(r.app, "alarm thing:cam-e-01");
    cr_expect(views_shows(&r, "has no id to ask for"));
    views_close(&r);
}

Test(views_alarms, what_the_service_forgot_is_shown_as_it_was_recorded)
{
    struct views_rig r;
    struct violation_event e = {.violation_id = "old",
                                .violation_event_type = "in-alarm",
                                .violation_event_time = {INT64_C(1790083860250), true},
                                .thing_name = "cam-e-01",
                                .verification_state = "BENIGN_POSITIVE"};
    struct err err;

    views_open(&r, VIEWS_FULL, "events");
    cr_assert(alarm_history_add(app_alarm_history(r.app), &e, 1, &err), "%s", err.text);
    app_command(r.app,
                "alarm id:old event:in-alarm at:2026-09-22T13:31:00.250Z thing:cam-e-01");
    views_settle(&r);
    cr_expect(views_shows(&r, "As this console recorded it"));
    cr_expect(views_shows(&r, "BENIGN_POSITIVE"));
    views_close(&r);
}
