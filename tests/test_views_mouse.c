/*
 * A mouse over the console: what a press means on rows, hints, crumbs, fields and buttons, and
 * that none of it sends anything.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "tests/support/views_rig.h"

/* The first place where the text stands, with a line feed before it where a line begins so;
 * fails when it stands nowhere. */
static struct mouse at(struct views_rig *r, const char *text)
{
    const struct surface *frame = views_frame(r, 120, 40);
    struct buf dump = BUF_INIT(1 << 20);
    struct mouse m = {.row = -1};
    int row = 0;

    surface_text_dump(frame, &dump);
    for (struct str rest = {buf_text(&dump), dump.len}; rest.n > 0 && m.row < 0; row++) {
        const struct str line = str_cut(rest, '\n', &rest);
        const bool begins = text[0] == '\n' && str_starts(line.p, text + 1);
        const char *hit = begins ? line.p : memmem(line.p, line.n, text, strlen(text));

        if (hit != NULL)
            m = (struct mouse){MOUSE_PRESS, row,
                               safe_width((struct str){line.p, (size_t)(hit - line.p)})};
    }
    cr_assert_geq(m.row, 0, "%s is not on screen: %s", text, buf_text(&dump));
    buf_free(&dump);
    return m;
}

static void press(struct views_rig *r, const char *text)
{
    app_mouse(r->app, at(r, text));
    views_settle(r);
}

Test(views_mouse, the_second_press_on_a_row_opens_it)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "actions");
    press(&r, "to-quarantine");
    cr_expect_str_eq(app_view(r.app), "actions");
    press(&r, "to-quarantine");
    cr_expect_str_eq(app_view(r.app), "action to-quarantine");
    views_close(&r);
}

Test(views_mouse, hints_are_keys_and_crumbs_lead_back)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, NULL);
    views_keys(&r, "3 <Enter>");
    cr_expect_str_eq(app_view(r.app), "report " VIEWS_RUN_GOING);
    press(&r, ": command");
    cr_expect(app_is_asking(r.app));
    views_keys(&r, "<Esc>");
    views_keys(&r, "y");
    press(&r, "Audits >");
    cr_expect_str_eq(app_view(r.app), "audits");
    press(&r, "Audits"); /* where one is: nothing */
    cr_expect_str_eq(app_view(r.app), "audits");
    press(&r, "Pulse >");
    cr_expect_str_eq(app_view(r.app), "pulse");
    views_close(&r);
}

Test(views_mouse, a_field_gets_the_focus_and_nothing_is_switched)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "schedule");
    press(&r, " name");
    views_keys(&r, "x y");
    cr_expect(views_shows(&r, "[xy"));
    press(&r, "Device certificate shared");
    press(&r, "Device certificate shared");
    cr_expect(views_shows(&r, "[x] C  Device certificate shared"));
    views_keys(&r, "<Space>");
    cr_expect(views_shows(&r, "[ ] C  Device certificate shared"));
    views_close(&r);
}

Test(views_mouse, the_wheel_is_three_rows)
{
    struct views_rig r;
    const struct mouse down = {MOUSE_WHEEL_DOWN, 10, 10}, up = {MOUSE_WHEEL_UP, 10, 10};

    views_open(&r, VIEWS_FULL, "findings");
    const int header = at(&r, "RESOURCE").row;

    views_keys(&r, "g");
    cr_expect_eq(at(&r, "\n> ").row, header + 1);
    app_mouse(r.app, down);
    cr_expect_eq(at(&r, "\n> ").row, header + 4);
    app_mouse(r.app, up);
    cr_expect_eq(at(&r, "\n> ").row, header + 1);
    views_close(&r);
}

Test(views_mouse, in_a_question_a_press_only_moves_the_focus)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, NULL);
    views_keys(&r, "<Esc>");
    press(&r, "[ Quit ]");
    press(&r, "[ Quit ]");
    cr_expect_not(app_is_ended(r.app));
    press(&r, "Pulse"); /* behind the question */
    cr_expect(views_shows(&r, "[ Quit ]"));
    app_mouse(r.app, (struct mouse){MOUSE_WHEEL_DOWN, 5, 5});
    views_keys(&r, "<Enter>"); /* the focus is where it was put */
    cr_expect(app_is_ended(r.app));
    views_close(&r);
}

Test(views_mouse, where_changes_are_sent_nothing_is_pressed)
{
    struct views_rig r;
    size_t presses = 0;

    views_open(&r, VIEWS_FULL, "suppressions");
    views_keys(&r, "x");
    views_settle(&r);
    cr_assert(strncmp(app_view(r.app), "plan ", 5) == 0, "%s", app_view(r.app));
    for (int row = 2; row < 40; row++)
        for (int col = 0; col < 120; col += 3, presses += 2) {
            app_mouse(r.app, (struct mouse){MOUSE_PRESS, row, col});
            app_mouse(r.app, (struct mouse){MOUSE_PRESS, row, col});
        }
    views_settle(&r);
    cr_expect_gt(presses, 1000);
    cr_expect_eq(r.gate.begun, 0);
    cr_expect(strncmp(app_view(r.app), "plan ", 5) == 0, "%s", app_view(r.app));
    cr_expect(views_shows(&r, "pressed on the keyboard"));
    views_close(&r);
}

Test(views_mouse, the_tour_goes_on_by_presses)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, NULL);
    views_keys(&r, ": t o u r <Enter>");
    press(&r, "[ Next ]");
    cr_expect(views_shows(&r, "2/5"));
    views_close(&r);
}

Test(views_mouse, without_a_terminal_it_is_said)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, NULL);
    app_command(r.app, "mouse");
    cr_expect(views_shows(&r, "tells of no mouse"));
    app_command(r.app, "mouse maybe");
    cr_expect(views_shows(&r, "on or off"));
    views_close(&r);
}
