/* The console around its screens: places, prompts, commands, questions, scripts, options. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/views_rig.h"
#include "views/command.h"
#include "views/options.h"

/* One line of a journey: keys, then the view that must be on top and a text it must show. */
struct step {
    const char *keys, *view, *shows;
};

static void walk(struct views_rig *rig, const struct step *steps, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        views_keys(rig, steps[i].keys);
        if (steps[i].view != NULL)
            cr_expect_str_eq(app_view(rig->app), steps[i].view, "step %zu (%s): %s", i,
                             steps[i].keys, app_view(rig->app));
        if (steps[i].shows != NULL)
            cr_expect(views_shows(rig, steps[i].shows), "step %zu (%s): no %s", i,
                      steps[i].keys, steps[i].shows);
    }
}

Test(views_app, places_and_the_way_back)
{
    static const struct step steps[] = {
        {"3", "audits", NULL},
        {"2", "findings", "Pulse > Findings"},
        {"[", "audits", "Pulse > Audits"},
        {"]", "findings", NULL},
        {"]", "findings", "Nothing further on."},
        {"-", "audits", NULL},
        {"-", "findings", NULL},
        {"<Esc>", "pulse", NULL},
        {"3 <F1>", "help", "Keys on Audits"},
        {"q", "audits", NULL},
        {"1", "pulse", NULL},
    };
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, NULL);
    walk(&rig, steps, COUNT_OF(steps));
    views_close(&rig);
}

Test(views_app, a_filter_and_an_arrangement_are_part_of_the_place)
{
    static const struct step steps[] = {
        {": f i l t e r <Space> c e r t <Enter>", "findings cert sort:sev-", NULL},
        {"w", "findings cert sort:sev- wide", "wide"},
        {"3", "audits", NULL},
        {"[", "findings cert sort:sev- wide", "wide"},
        {"<Space> M", "findings cert sort:sev- wide", "1 marked only"},
    };
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "findings sort:sev-");
    walk(&rig, steps, COUNT_OF(steps));
    app_command(rig.app, "findings cols:sev,nosuch");
    cr_expect(views_shows(&rig, "no column is called \"nosuch\""));
    views_close(&rig);
}

/* What a list says of itself opens the same again: order, columns, filter, width. */
Test(views_app, every_list_is_a_string_that_opens_it_again)
{
    size_t lists = 0;

    for (const struct screen_spec *const *s = screens; *s != NULL; s++) {
        struct views_rig rig;
        struct buf view = BUF_INIT(8192), again = BUF_INIT(8192);

        if ((*s)->arrange == NULL)
            continue;
        lists++;
        views_open(&rig, VIEWS_FULL, (*s)->name);
        views_keys(&rig, "> > I w");
        app_command(rig.app, "filter x !\"a b\"");
        buf_puts(&view, app_view(rig.app));
        cr_expect(strstr(buf_text(&view), " sort:") != NULL, "%s", buf_text(&view));
        cr_expect(strstr(buf_text(&view), "x !\"a b\"") != NULL, "%s", buf_text(&view));
        cr_expect(strstr(buf_text(&view), " wide") != NULL, "%s", buf_text(&view));
        views_keys(&rig, "1");
        app_command(rig.app, buf_text(&view));
        buf_puts(&again, app_view(rig.app));
        cr_expect_str_eq(buf_text(&again), buf_text(&view));
        views_close(&rig);
        buf_free(&view);
        buf_free(&again);
    }
    cr_expect_geq(lists, 10);
}

Test(views_app, commands_complete_and_unknown_words_are_answered)
{
    static const struct step steps[] = {
        {": a u d <Tab>", NULL, ":audits"},
        {"<Enter>", "audits", NULL},
        {": f i n d i g s <Enter>", "audits", "Did you mean :findings?"},
        {": x y z z y q q <Enter>", "audits", "Tab after : lists them all"},
        {": <Enter>", "audits", NULL},
        {": f i l t e r <Space> d a i l y <Enter>", "audits daily", "/ daily"},
        {": r e p o r t <Enter>", "audits daily", NULL}, /* needs a task: stays here */
        {": m e s s a g e s <Enter>", "messages", "No screen or command"},
    };
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, NULL);
    walk(&rig, steps, COUNT_OF(steps));
    views_close(&rig);
}

Test(views_app, the_place_of_the_last_session_is_offered)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "audits");
    app_remember(rig.app);
    views_keys(&rig, "1");
    app_resume(rig.app);
    cr_expect(views_shows(&rig, "Last here: audits (now). [ goes back there."));
    views_keys(&rig, "[ [");
    cr_expect_str_eq(app_view(rig.app), "audits");
    views_close(&rig);
}

Test(views_app, leaving_asks_and_the_safe_answer_has_the_focus)
{
    static const struct step stays[] = {
        {"q", "pulse", "Leave picket?"},
        {"<Enter>", "pulse", NULL},
        {"q <Esc>", "pulse", NULL},
        {"q q q", "pulse", "Leave picket?"}, /* repeating the key answers nothing */
        {"<Esc> C-c", "pulse", "Once more ^C"},
    };
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, NULL);
    walk(&rig, stays, COUNT_OF(stays));
    cr_expect_not(app_is_ended(rig.app));
    views_keys(&rig, "q <Tab> <Enter>");
    cr_expect(app_is_ended(rig.app));
    views_close(&rig);
}

Test(views_app, a_paste_runs_nothing)
{
    struct views_rig rig;
    char text[2048];

    for (size_t i = 0; i < sizeof text - 1; i++)
        text[i] = "nx\nQq\x1b:3\r"[i % 9];
    text[sizeof text - 1] = '\0';
    views_open(&rig, VIEWS_FULL, NULL);
    app_paste(rig.app, str_of(text));
    views_settle(&rig);
    cr_expect_str_eq(app_view(rig.app), "pulse");
    cr_expect(views_shows(&rig, "Pasted text does nothing here"));
    views_keys(&rig, ":");
    app_paste(rig.app, STR("audits\nfindings"));
    cr_expect_str_eq(app_view(rig.app), "pulse", "a line feed in a paste is not Enter");
    views_close(&rig);
}

Test(views_app, nothing_is_asked_while_polling_is_paused)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, NULL);
    views_keys(&rig, "p");
    cr_expect(views_shows(&rig, "PAUSED"));
    cr_expect(app_is_paused(rig.app));
    const size_t asked = rig.requests.len;

    views_later(&rig, 2 * 60 * 1000);
    cr_expect_eq(rig.requests.len, asked, "%s", buf_text(&rig.requests) + asked);
    views_keys(&rig, "p");
    views_later(&rig, 2 * 60 * 1000);
    cr_expect_not_null(strstr(buf_text(&rig.requests) + asked, "/violation-events?"), "%s",
                       buf_text(&rig.requests) + asked);
    cr_expect_not(views_shows(&rig, "PAUSED"));
    views_close(&rig);
}

Test(views_app, small_windows_say_so_and_keep_their_place)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "audits");
    for (int cols = 1; cols <= 59; cols += 29) {
        const struct surface *s = views_frame(&rig, cols, 5);

        cr_expect_eq(s->cols, cols);
    }
    (void)views_frame(&rig, 59, 14);
    cr_expect(views_shows(&rig, "window too small: 59x14, need 60x15"));
    (void)views_frame(&rig, 80, 24);
    cr_expect(views_shows(&rig, "daily-full"));
    views_close(&rig);
}

Test(views_app, scripts_fail_where_they_are_wrong)
{
    static const struct {
        const char *text, *where; /* where NULL: runs */
        const char *shown;        /* in what is dumped; NULL: nothing is */
    } rows[] = {
        {"# nothing\n\n:audits\nexpect daily-full\nabsent no such text\n", NULL, NULL},
        {"keys 3 j <Enter>\nwait\nexpect Report", NULL, NULL},
        {"size 120x40\nwait for Pulse\ndump", NULL, "Pulse"},
        {"expect no such text", "t:1", "Pulse"},
        {":audits\nabsent daily-full", "t:2", "daily-full"},
        {"keys <Nokey>", "t:1", NULL},
        {"jump", "t:1", NULL},
        {"size 80", "t:1", NULL},
        {"wait until", "t:1", NULL},
    };
    struct views_rig rig;

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf out = BUF_INIT(1 << 20);
        struct err err = {0};

        views_open(&rig, VIEWS_FULL, NULL);
        struct script s = {rig.app, rig.loop, &rig.display, &out, "t"};
        bool ok = script_run(&s, rows[i].text, &err);

        cr_expect_eq(ok, rows[i].where == NULL, "%s: %s", rows[i].text, err.text);
        if (!ok && rows[i].where != NULL)
            cr_expect_str_eq(err.where, rows[i].where);
        cr_expect(rows[i].shown == NULL ? out.len == 0
                                        : strstr(buf_text(&out), rows[i].shown) != NULL,
                  "%s: %s", rows[i].text, buf_text(&out));
        views_close(&rig);
        buf_free(&out);
    }
}

Test(views_app, options)
{
    static const struct {
        const char *args[6];
        const char *error; /* NULL: good */
        const char *view;
    } rows[] = {
        {{"--local", "--theme", "mono"}, NULL, NULL},
        {{"findings", "run:4f0c"}, NULL, "findings run:4f0c"},
        {{"--region", "eu-west-1", "audits"}, NULL, "audits"},
        {{"--restricted", "audits"}, NULL, "audits"},
        {{"--log-file", "x", "--restricted"},
         "--log-file writes a file, and picket is restricted",
         NULL},
        {{"--nosuch"}, "no option is called --nosuch", NULL},
        {{"--region"}, "--region needs a value", NULL},
        {{"--log-level", "loud"},
         "--log-level: loud is none of error, warn, info, debug",
         NULL},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char *argv[8] = {(char *)(uintptr_t) "picket"};
        struct options o = {0};
        struct err err = {0};
        int argc = 1;

        while (argc < 7 && rows[i].args[argc - 1] != NULL) {
            argv[argc] = (char *)(uintptr_t)rows[i].args[argc - 1];
            argc++;
        }
        bool ok = options_parse(argc, argv, &o, &err);

        cr_expect_eq(ok, rows[i].error == NULL, "row %zu: %s", i, err.text);
        if (rows[i].error != NULL)
            cr_expect_str_eq(err.text, rows[i].error);
        if (rows[i].view != NULL)
            cr_expect_str_eq(o.view, rows[i].view);
        options_free(&o);
    }
}

Test(views_app, sizes)
{
    static const struct {
        const char *text;
        bool ok;
    } rows[] = {{"80x24", true}, {"1x1", true},    {"0x24", false}, {"80x", false},
                {"x24", false},  {"80", false},    {"", false},     {"80x24x2", false},
                {"-1x5", false}, {"9999x9", false}};
    struct err err;
    int cols, lines;

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(options_size(rows[i].text, &cols, &lines, &err), rows[i].ok, "%s",
                     rows[i].text);
}

Test(views_app, nearest_words)
{
    static const struct {
        const char *typed, *meant;
    } rows[] = {{"findngs", "findings"},
                {"audit", "audits"},
                {"quti", "quit"},
                {"zzzzzz", NULL},
                {"Calls", "calls"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *near = command_nearest(rows[i].typed, NULL);

        if (rows[i].meant == NULL)
            cr_expect_null(near, "%s: %s", rows[i].typed, near);
        else
            cr_expect_str_eq(near != NULL ? near : "", rows[i].meant);
    }
}

Test(views_app, the_tour_goes_over_five_screens_and_can_be_left_anywhere)
{
    static const struct step steps[] = {
        {": t o u r <Enter>", "pulse", "1/5"},
        {"<Enter>", "findings sev>=high sort:sev,found-", "2/5"},
        {"<Esc>", "findings sev>=high sort:sev,found-", "Pulse > Findings"},
        {"3", "audits", NULL},
        {": t o u r <Space> 3 <Enter>", "alarms", "3/5"},
        {"<Enter>", "thing gw-osaka-12", "4/5"},
        {"<Tab> <Enter>", "thing gw-osaka-12", NULL}, /* the other button leaves */
        {"<Esc>", "pulse", NULL},
        {": t o u r <Space> 5 <Enter>", "journal", "5/5"},
        {"<Enter>", "journal", "That was the tour."},
        {": t o u r <Space> 6 <Enter>", "journal", "steps 1 to 5"},
    };
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, NULL);
    views_keys(&rig, "6"); /* the alarms are there */
    views_settle(&rig);
    walk(&rig, steps, COUNT_OF(steps));
    cr_expect_eq(rig.gate.begun, 0);
    views_close(&rig);
}

Test(views_app, the_tour_without_alarms_asks_for_a_device)
{
    static const struct step steps[] = {
        {": t o u r <Space> 4 <Enter>", "thing", "4/5"},
    };
    struct views_rig rig;

    views_open(&rig, VIEWS_EMPTY, NULL);
    walk(&rig, steps, COUNT_OF(steps));
    views_close(&rig);
}
