/* X: every relation of every list and record leads to a screen that opens. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/views_rig.h"
#include "tui/status.h"

enum { RELATIONS = 10 /* more than any screen has; Down stays on the last one */ };

static const char *const views[] = {
    "findings",
    "finding " VIEWS_FINDING,
    "certificate " VIEWS_CERTIFICATE,
    "audits",
    "report " VIEWS_RUN_DONE,
    "policy FleetDefault:7",
    "suppressions",
    "client cam-e-01",
    "schedules",
    "alarms",
    "events",
    "training",
    "profiles",
    "profile perimeter",
    "actions",
    "tasks",
    "scenarios",
    "metrics",
};

static const struct message *error_of(const struct views_rig *r)
{
    const struct message *m = messages_at(app_messages(r->app), 0);

    return m != NULL && m->level == MESSAGE_ERROR ? m : NULL;
}

static void follow(const char *view, int relation)
{
    struct views_rig r;
    char from[200];

    views_open(&r, VIEWS_FULL, view);
    views_keys(&r, "X");
    cr_assert_str_eq(app_view(r.app), "related", "%s: X opens nothing", view);
    for (int i = 0; i < relation; i++)
        views_keys(&r, "j");
    views_keys(&r, "<Enter>");
    views_settle(&r);
    snprintf(from, sizeof from, "%s, %d: %.120s", view, relation, app_view(r.app));
    cr_expect_str_neq(app_view(r.app), "related", "%s", from);
    cr_expect_str_neq(app_view(r.app), view, "%s", from);
    cr_expect_null(error_of(&r), "%s: %s", from,
                   error_of(&r) != NULL ? error_of(&r)->text : "");
    views_close(&r);
}

Test(views_related, every_relation_opens)
{
    for (size_t v = 0; v < COUNT_OF(views); v++)
        for (int i = 0; i < RELATIONS; i++)
            follow(views[v], i);
}

Test(views_related, the_views_name_the_selection)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "alarms");
    views_keys(&r, "X");
    cr_expect(views_shows(&r, "thing "), "the device");
    cr_expect(views_shows(&r, "events thing:"), "its history");
    cr_expect_not(views_shows(&r, "{"), "a placeholder");
    views_close(&r);
}

Test(views_related, where_nothing_is_selected_it_says_so)
{
    struct views_rig r;

    views_open(&r, VIEWS_EMPTY, "findings");
    views_keys(&r, "X");
    cr_expect_str_eq(app_view(r.app), "findings");
    cr_expect(views_shows(&r, "nothing is selected here"));
    views_close(&r);
}
