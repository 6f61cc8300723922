/* What is done about alarms, key by key: into a quarantine, out of it, what failed again. */
#include <criterion/criterion.h>

#include "tests/support/views_rig.h"

#define SIZE 120, 40

static bool shows(struct views_rig *r, const char *text)
{
    (void)views_frame(r, SIZE);
    return views_shows(r, text);
}

Test(views_quarantine, what_failed_is_tried_again_with_its_action)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "task " VIEWS_DETECT_TASK);
    views_keys(&r, "r");
    views_settle(&r);
    cr_expect(str_starts(app_view(r.app), "mitigate set:"), "%s", app_view(r.app));
    cr_expect(shows(&r, "1 alarm"), "only the one that failed");
    cr_expect(shows(&r, "(*) to-quarantine"));
    views_close(&r);
}

Test(views_quarantine, a_task_that_has_ended_is_not_canceled)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "task " VIEWS_DETECT_TASK);
    views_keys(&r, "x");
    cr_expect(shows(&r, "has ended"));
    cr_expect_str_eq(app_view(r.app), "task " VIEWS_DETECT_TASK);
    views_close(&r);
}

Test(views_quarantine, it_is_ended_from_the_device)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "thing cam-e-01");
    views_keys(&r, "x");
    views_settle(&r);
    cr_expect_str_eq(app_view(r.app), "release thing:cam-e-01");
    /* it is in groups, and in none that an action of this account names */
    cr_expect(shows(&r, "none of 1 thing is in a group that a mitigation action names"));
    views_close(&r);
}

Test(views_quarantine, the_review_takes_out_who_is_in)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "release group:cameras thing:cam-e-01");
    views_keys(&r, "C-x");
    views_settle(&r);
    cr_expect(str_starts(app_view(r.app), "plan "), "%s", app_view(r.app));
    cr_expect(shows(&r, "End the quarantine in cameras: 1 thing"));
    cr_expect(shows(&r, "Take out: 1 thing"));
    cr_expect(shows(&r, "RemoveThingFromThingGroup"));
    cr_expect_eq(r.gate.begun, 0);
    views_close(&r);
}

Test(views_quarantine, a_form_wants_something_to_be_about)
{
    static const char *const views[] = {"release", "release set:00000000", "mitigate range:24h",
                                        "mitigate range:x thing:cam-e-01"};

    for (size_t i = 0; i < COUNT_OF(views); i++) {
        struct views_rig r;

        views_open(&r, VIEWS_FULL, "tasks");
        app_command(r.app, views[i]);
        views_settle(&r);
        cr_expect(!str_starts(app_view(r.app), "release") ||
                      strcmp(app_view(r.app), views[i]) != 0,
                  "%s opened", views[i]);
        views_close(&r);
    }
}

/* Closed is closed until somebody wants to know. */
Test(views_quarantine, r_asks_again_whether_detect_is_closed)
{
    struct views_rig r;

    views_open_with(&r, VIEWS_FULL, "alarms", &(struct views_extras){.no_detect = true});
    const int asked = r.detect_asked;

    cr_expect_geq(asked, 1);
    views_keys(&r, "1 6 1 6");
    views_settle(&r);
    const int more = r.detect_asked;

    views_keys(&r, "6 1 9 6");
    views_settle(&r);
    cr_expect_eq(r.detect_asked, more);
    r.no_detect = false;
    views_keys(&r, "r");
    views_settle(&r);
    cr_expect(shows(&r, "cam-e-01"), "it is open now");
    views_close(&r);
}
