/* Every screen in every state at three sizes against stored text: UPDATE_GOLDEN=1 rewrites. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/views_golden.h"
#include "tests/support/views_shown.h"

/* The account has no Detect: one calm line, and everything else as it is. */
static const struct {
    const char *name, *view;
} without_detect[] = {
    {"pulse", "pulse"},           {"alarms", "alarms"},
    {"tasks", "tasks"},           {"profiles", "profiles"},
    {"training", "training"},     {"actions", "actions"},
    {"task", "task " VIEWS_TASK}, {"thing", "thing cam-e-01"},
    {"events", "events"},         {"mitigate", "mitigate thing:cam-e-01"},
};

static void same_as_golden(size_t view, enum views_state state)
{
    struct views_rig rig;
    char name[64];

    views_open(&rig, state, views_shown[view].view);
    snprintf(name, sizeof name, "views/%s_%s", views_shown[view].name, views_state_name(state));
    views_golden(&rig, name);
    views_close(&rig);
}

Test(views_golden, an_account_without_detect)
{
    for (size_t v = 0; v < COUNT_OF(without_detect); v++) {
        struct views_rig rig;
        char name[64];

        views_open_with(&rig, VIEWS_FULL, without_detect[v].view,
                        &(struct views_extras){.no_detect = true});
        snprintf(name, sizeof name, "views/no_detect_%s", without_detect[v].name);
        views_golden(&rig, name);
        views_keys(&rig, "1"); /* asks for all it shows before the first refusal */
        views_settle(&rig);
        cr_expect_leq(rig.detect_asked, 5, "%s: asked %d times", name, rig.detect_asked);
        const int asked = rig.detect_asked;

        for (int i = 0; i < 3; i++) { /* closed stays closed, whoever looks */
            views_keys(&rig, "6 1 9");
            views_settle(&rig);
        }
        cr_expect_eq(rig.detect_asked, asked, "%s: %d more", name, rig.detect_asked - asked);
        views_close(&rig);
    }
}

Test(views_golden, every_screen_in_every_state)
{
    for (size_t v = 0; v < COUNT_OF(views_shown); v++)
        for (int s = 0; s < VIEWS_STATES; s++)
            same_as_golden(v, (enum views_state)s);
}

/* Whatever came, no cell holds a control character or a hidden code point. */
Test(views_golden, hostile_text_stays_text)
{
    for (size_t v = 0; v < COUNT_OF(views_shown); v++) {
        struct views_rig rig;
        views_open(&rig, VIEWS_HOSTILE, views_shown[v].view);
        const struct surface *s = views_frame(&rig, 120, 40);
        for (int row = 0; row < s->rows; row++)
            for (int col = 0; col < s->cols; col++) {
                uint32_t cp = surface_cell(s, row, col)->cp;
                cr_assert(cp == 0 || utf8_class(cp) == CP_PRINT || utf8_class(cp) == CP_WIDE,
                          "%s row %d col %d: U+%04X", views_shown[v].name, row, col, cp);
            }
        views_close(&rig);
    }
}

Test(views_golden, an_error_is_no_empty_list_and_old_rows_stay)
{
    struct views_rig rig;
    views_open(&rig, VIEWS_ERROR, "findings");
    cr_expect(views_shows(&rig, "user/eve is not"));
    cr_expect(views_shows(&rig, "Allow iot:ListAuditFindings"));
    cr_expect_not(views_shows(&rig, "No findings"));
    views_close(&rig);
    views_open(&rig, VIEWS_STALE, "findings");
    cr_expect(views_shows(&rig, "gw-osaka-12"));
    cr_expect(views_shows(&rig, "stale"));
    views_close(&rig);
    views_open(&rig, VIEWS_EMPTY, "findings");
    cr_expect(views_shows(&rig, "No findings"));
    views_close(&rig);
}

Test(views_golden, from_pulse_to_the_device_by_keys)
{
    struct views_rig rig;
    views_open(&rig, VIEWS_FULL, NULL);
    views_keys(&rig, "3");
    cr_expect(views_shows(&rig, "daily-full"));
    views_keys(&rig, "j <Enter>");
    cr_expect_str_eq(app_view(rig.app), "report " VIEWS_RUN_DONE);
    views_keys(&rig, "<Enter>");
    cr_expect_str_eq(app_view(rig.app),
                     "findings run:" VIEWS_RUN_DONE " check:DEVICE_CERTIFICATE_SHARED_CHECK");
    views_keys(&rig, "j <Enter>");
    cr_expect(views_shows(&rig, VIEWS_CERTIFICATE));
    views_keys(&rig, "<Esc> <Esc> <Esc>");
    cr_expect_str_eq(app_view(rig.app), "audits");
    views_keys(&rig, "[");
    cr_expect_str_eq(app_view(rig.app), "report " VIEWS_RUN_DONE);
    views_close(&rig);
}

Test(views_golden, filter_while_typing)
{
    struct views_rig rig;
    views_open(&rig, VIEWS_FULL, "findings");
    views_keys(&rig, "/ o s a k");
    cr_expect(views_shows(&rig, "gw-osaka-12"));
    cr_expect_not(views_shows(&rig, "FleetDefault"));
    cr_expect(views_shows(&rig, "1 of 4"));
    views_keys(&rig, "<Esc>");
    cr_expect(views_shows(&rig, "FleetDefault"));
    views_keys(&rig, "/ s e v > = h i g h <Enter>");
    cr_expect(views_shows(&rig, "3 of 4"));
    views_keys(&rig, "<");
    cr_expect(views_shows(&rig, "sort"));
    views_close(&rig);
}
