/* From marked findings to a suppression: what is chosen, what is said, what is refused. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/views_golden.h"

#define FORM "suppress check:CONFLICTING_CLIENT_IDS_CHECK res:client:gw-osaka-12"

/* ---- what an action is about ---- */

Test(views_suppress, a_hidden_mark_refuses_and_is_named)
{
    static const char *const keys[] = {"s", "m"};

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct views_rig rig;

        views_open(&rig, VIEWS_FULL, "findings");
        views_keys(&rig, "G <Space> g <Space> <Space>");
        cr_assert(views_shows(&rig, "3 marked"));
        views_keys(&rig, "/ ! o s a k a <Enter>");
        cr_assert(views_shows(&rig, "1 of them hidden"));
        views_keys(&rig, keys[i]);
        cr_expect_str_eq(app_view(rig.app), "findings !osaka");
        cr_expect(views_shows(&rig, "1 mark is hidden by the filter: client gw-osaka-12"));
        cr_expect(views_shows(&rig, "clear it with / or U"));
        views_close(&rig);
    }
}

Test(views_suppress, marks_shown_again_open_the_form_on_all_of_them)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "findings");
    views_keys(&rig, "/ s e v > = h i g h <Enter> *");
    cr_assert(views_shows(&rig, "3 marked"));
    views_keys(&rig, "r"); /* marks are kept by id */
    cr_assert(views_shows(&rig, "3 marked"));
    views_keys(&rig, "s");
    cr_expect(strncmp(app_view(rig.app), "suppress set:", strlen("suppress set:")) == 0);
    cr_expect(views_shows(&rig, "3 checks: "));
    cr_expect(views_shows(&rig, "2 open findings: 1 CRITICAL, 1 HIGH; 1 is hidden now"));
    cr_expect(views_shows(&rig, "3 frozen"));
    views_keys(&rig, "<Esc>");
    cr_expect(views_shows(&rig, "3 marked"));
    views_close(&rig);
}

Test(views_suppress, without_marks_it_is_the_row_under_the_cursor)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "findings");
    views_keys(&rig, "G s");
    cr_expect(views_shows(&rig, "Suppress 1"), "the client");
    views_close(&rig);
    views_open(&rig, VIEWS_FULL, "finding " VIEWS_FINDING);
    views_keys(&rig, "s");
    cr_expect(views_shows(&rig, "DEVICE_CERTIFICATE_SHARED_CHECK"));
    cr_expect(views_shows(&rig, "cert 3f9a0c1d22e8.."));
    views_close(&rig);
}

Test(views_suppress, a_resource_nobody_knows_is_refused)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "findings");
    views_keys(&rig, ": f i l t e r <Space> s o m e t h i n g _ n e w <Enter> s");
    cr_expect_str_eq(app_view(rig.app), "findings something_new");
    cr_expect(views_shows(&rig, "does not know what"));
    views_close(&rig);
}

/* ---- the form ---- */

static void fill_in(struct views_rig *r, const char *keys)
{
    views_open(r, VIEWS_FULL, FORM);
    cr_assert(views_shows(r, "client gw-osaka-12"));
    views_keys(r, keys);
}

Test(views_suppress, what_is_wrong_stands_beside_it)
{
    static const struct {
        const char *keys, *shows, *absent;
    } rows[] = {
        {"3", "= until Mon 22 Feb 2027 14:22 UTC (92 days)", "how long"},
        {"1", "= until Sun 29 Nov 2026 14:22 UTC (7 days)", "how long"},
        {"9 0", "9", "= until"},                       /* may go on */
        {"9 0 m <Tab> x", "min or mo", "= until"},     /* "min or mo?" */
        {"3 0 m i n <Tab>", "at least 1h", "= until"}, /* too short */
        {"9 y <Tab>", "6mo", "= until"},               /* above suppress_max */
        {"u n t i l <Space> 2 0 2 0 - 0 1 - 0 1 <Tab>", "past", "= until"},
        {"i n d e f <Tab>", "6mo", "= for ever"},
        {"3 C-x", "asks for a ticket", NULL},
        {"3 <Tab> O P S - 1 <Tab>", "tickets begin with SEC-", NULL},
        {"3 <Tab> S E C - 1 C-x", "why?", NULL},
        {"3 <Tab> <Tab> \xc3\xa9 <Tab>", "outside of ASCII", NULL},
        {"C-x", "how long?", NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig rig;
        static char prefix[] = "SEC-";

        views_open(&rig, VIEWS_FULL, "pulse");
        rig.gate.guards.ticket = true;
        rig.gate.guards.ticket_prefix = prefix;
        rig.gate.guards.suppress_max = (struct when_span){.months = 6};
        cr_assert(app_open(rig.app, FORM));
        views_settle(&rig);
        views_keys(&rig, rows[i].keys);
        cr_expect(views_shows(&rig, rows[i].shows), "%s", rows[i].keys);
        if (rows[i].absent != NULL)
            cr_expect_not(views_shows(&rig, rows[i].absent), "%s", rows[i].keys);
        cr_expect(strncmp(app_view(rig.app), "suppress ", 9) == 0, "%s", rows[i].keys);
        rig.gate.guards.ticket_prefix = NULL;
        views_close(&rig);
    }
}

Test(views_suppress, for_ever_is_typed_twice_and_has_a_ticket)
{
    struct views_rig rig;

    fill_in(&rig, "i n d e f <Tab> <Tab> <Tab> w h y C-x");
    cr_expect(views_shows(&rig, "type indef again"));
    views_keys(&rig, "i n d e C-x");
    cr_expect(views_shows(&rig, "type indef again"));
    views_keys(&rig, "f C-x");
    cr_expect(views_shows(&rig, "indef asks for a ticket"));
    views_keys(&rig, "S E C - 1 C-x");
    cr_expect(strncmp(app_view(rig.app), "plan ", 5) == 0);
    cr_expect(views_shows(&rig, "for ever"));
    views_close(&rig);
}

Test(views_suppress, filled_in_and_reviewed)
{
    struct views_rig rig;

    fill_in(&rig, "3 <Tab> S E C - 4 4 1 2 <Tab> w h y");
    cr_expect(views_shows(&rig, "[by=tester tk=SEC-4412 at=20261122T1422Z] why"));
    cr_expect(views_shows(&rig, "of 1000 characters"));
    cr_expect(views_shows(&rig, "about 92 runs of daily-full"));
    cr_expect_not(views_shows(&rig, "weekly-ca"));
    views_golden(&rig, "views/suppress_filled");
    views_keys(&rig, "C-x");
    cr_expect(strncmp(app_view(rig.app), "plan ", 5) == 0);
    cr_expect_eq(rig.gate.begun, 0, "nothing is sent by the form");
    views_keys(&rig, "<Esc>");
    cr_expect(views_shows(&rig, "SEC-4412"), "the values are there again");
    views_close(&rig);
}

/* Somebody suppressed it while the review was open: said, and nothing is overwritten. */
Test(views_suppress, what_exists_by_now_is_no_failure_without_a_word)
{
    struct views_rig rig;

    fill_in(&rig, "3 <Tab> S E C - 1 <Tab> w h y C-x <Tab> <Tab> <Enter>");
    cr_expect_eq(rig.gate.begun, 1);
    cr_expect(views_shows(&rig, "Finish the rest: 1"));
    (void)views_frame(&rig, 120, 60);
    cr_expect(views_shows(&rig, "refused: it exists now: press"));
    views_keys(&rig, "<Esc>");
    cr_expect(views_shows(&rig, "SEC-1"), "the form is as it was");
    views_close(&rig);
}

Test(views_suppress, the_description_has_room_for_a_thousand)
{
    struct views_rig rig;
    char text[1000];

    fill_in(&rig, "3 <Tab> <Tab>");
    memset(text, 'x', sizeof text);
    app_paste(rig.app, (struct str){text, 970});
    cr_expect(views_shows(&rig, "1000 of 1000 characters"));
    cr_expect_not(views_shows(&rig, "too many"));
    views_keys(&rig, "x C-x");
    cr_expect(views_shows(&rig, "1 characters too many"));
    cr_expect(strncmp(app_view(rig.app), "suppress ", 9) == 0);
    views_close(&rig);
}

/* ---- the worklist ---- */

Test(views_suppress, the_worklist_names_who_answers)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "suppressions");
    cr_expect(views_shows(&rig, "3 in force, 1 expired, 1 end within 7d, 1 never"));
    cr_expect(views_shows(&rig, "SEC-4377"));
    cr_expect(views_shows(&rig, "never !"));
    cr_expect_not(views_shows(&rig, "new from elsewhere"), "a first look is no news");
    views_keys(&rig, "j D");
    cr_expect_str_eq(app_view(rig.app),
                     "findings run:" VIEWS_RUN_DONE " check:IOT_POLICY_OVERLY_PERMISSIVE_CHECK "
                     "res:policy:FleetDefault:7");
    views_keys(&rig, "<Esc> e");
    cr_expect_str_eq(app_view(rig.app), "suppress check:IOT_POLICY_OVERLY_PERMISSIVE_CHECK "
                                        "res:policy:FleetDefault:7");
    cr_expect(views_shows(&rig, "SEC-4402"), "who extends it goes on from there");
    views_keys(&rig, "<Esc> <Space> <Space> s");
    cr_expect(views_shows(&rig, "2 frozen"));
    views_keys(&rig, "<Esc> x");
    cr_expect(views_shows(&rig, "End 2 suppressions now"));
    cr_expect_eq(rig.gate.begun, 0);
    views_close(&rig);
}

Test(views_suppress, made_elsewhere_since_somebody_looked)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_EMPTY, "suppressions");
    cr_expect(views_shows(&rig, "Nothing is suppressed"));
    views_keys(&rig, "1");
    rig.state = VIEWS_FULL;
    views_keys(&rig, "5 r");
    cr_expect(views_shows(&rig, "1 new from elsewhere"), "the one without an owner");
    views_close(&rig);
}

Test(views_suppress, pulse_says_what_ends_and_what_nobody_owns)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "pulse");
    cr_expect(views_shows(&rig, "1 suppression ends within 7 days, the first in 2d"));
    views_keys(&rig, "G");
    cr_expect(views_shows(&rig, "1 indefinite suppression has no owner and no ticket"));
    cr_expect(views_shows(&rig, "1 suppression has expired"));
    views_close(&rig);
}

/* A check and a resource of a newer service: nothing is sent about what nobody can name. */
Test(views_suppress, what_cannot_be_named_is_neither_ended_nor_extended)
{
    static const char *const keys[] = {"G x", "G e"};

    for (size_t i = 0; i < COUNT_OF(keys); i++) {
        struct views_rig rig;

        views_open(&rig, VIEWS_HOSTILE, "suppressions");
        views_keys(&rig, keys[i]);
        cr_expect_str_eq(app_view(rig.app), "suppressions", "%s", keys[i]);
        views_close(&rig);
    }
}

/* What stands in a description leaves neither the probe nor the screen. */
Test(views_suppress, a_hostile_description_can_be_ended)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_HOSTILE, "suppressions");
    views_keys(&rig, "g x");
    cr_expect(views_shows(&rig, "End 1 suppression now"));
    views_close(&rig);
}
