/* Within reach of a list and of `:`: its columns, its filter term by term, completion. */
#include <criterion/criterion.h>

#include "tests/support/views_shown.h"
#include "views/command_history.h"

static void expect_view(struct views_rig *r, const char *what)
{
    cr_expect(strstr(app_view(r->app), what) != NULL, "%s is not in: %s", what,
              app_view(r->app));
}

Test(views_reach, columns_are_chosen_moved_and_widened_and_the_view_says_so)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "findings");
    views_keys(&r, "C");
    cr_expect(views_shows(&r, "[x]  sev"));
    views_keys(&r, "j <Space>"); /* check is left out, and goes to the others */
    views_keys(&r, "g j + + J <Esc>");
    expect_view(&r, "cols:sev,code,res=26,found");
    cr_expect(views_shows(&r, "SEV  REASON"));
    views_keys(&r, "C = <Esc>");
    cr_expect_str_eq(app_view(r.app), "findings");
    views_close(&r);
}

Test(views_reach, terms_of_a_filter_go_on_off_and_away)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "findings / sev>=high res:gw");
    cr_expect(views_shows(&r, "gw-osaka-12"));
    cr_expect_not(views_shows(&r, "FleetDefault"));
    views_keys(&r, "\\");
    cr_expect(views_shows(&r, "[x]  res:gw"));
    views_keys(&r, "j <Space> <Esc>");
    expect_view(&r, "sev>=high off:res:gw");
    cr_expect(views_shows(&r, "FleetDefault"));
    views_keys(&r, "\\ j <Space> k x <Esc>");
    cr_expect_str_eq(app_view(r.app), "findings / res:gw");
    views_close(&r);
}

/* While it is typed it may grow; entered, it says what it does not mean. */
Test(views_reach, a_filter_that_was_entered_is_told_what_it_lacks)
{
    static const struct {
        const char *keys, *says; /* NULL: nothing */
    } rows[] = {
        {"/ s v e : h i g h", NULL},
        {"/ s v e : h i g h <Enter>", "no column is called sve; the nearest is sev"},
        {"/ f o u n d <", NULL},
        {"/ f o u n d < <Enter>", "nothing stands behind found<"},
        {"/ g w <Enter>", NULL},
        {": f i l t e r <Space> ~ [ <Enter>", "~[ is no regular expression"},
        {": f i n d i n g s <Space> c h e k : x <Enter>", "the nearest is check"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig r;

        views_open(&r, VIEWS_FULL, "findings");
        views_keys(&r, rows[i].keys);
        cr_expect_eq(views_shows(&r, "Filter: "), rows[i].says != NULL, "%s", rows[i].keys);
        cr_expect(rows[i].says == NULL || views_shows(&r, rows[i].says), "%s", rows[i].keys);
        views_close(&r);
    }
}

Test(views_reach, without_a_list_there_is_nothing_to_choose)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "calls");
    app_command(r.app, "columns");
    cr_expect(views_shows(&r, "no list here whose columns"));
    app_command(r.app, "filters");
    cr_expect(views_shows(&r, "no list here that could be filtered"));
    views_close(&r);
}

Test(views_reach, tab_completes_columns_and_the_values_that_are_there)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, "findings");
    views_keys(&r, "/ s e v <Tab>");
    cr_expect(views_shows(&r, "/sev>="));
    views_keys(&r, "<Tab> C-u c h e c k : o s s");
    cr_expect_not(views_shows(&r, "CONFLICTING_CLIENT_IDS_CHECK"));
    views_keys(&r, "C-u c h e c k : c l i <Tab>");
    cr_expect(views_shows(&r, "/check:CLIENT_ID_CONFLICT"));
    views_keys(&r, "<Enter>");
    expect_view(&r, "check:CLIENT_ID_CONFLICT");
    cr_expect(views_shows(&r, "gw-osaka-12"));
    views_close(&r);
}

Test(views_reach, the_palette_knows_checks_and_words_by_their_letters)
{
    struct views_rig r;

    views_open(&r, VIEWS_FULL, NULL);
    views_keys(&r, ": s p p r s");
    cr_expect(views_shows(&r, "suppressions"));
    views_keys(&r, "C-u c l i e n t _ i d <Tab> <Enter>");
    cr_expect_str_eq(app_view(r.app), "findings / check:CLIENT_ID_CONFLICT");
    views_keys(&r, ": t h e m e <Space> l i <Tab>");
    cr_expect(views_shows(&r, ":theme light"));
    views_close(&r);
}

Test(views_reach, what_was_typed_is_there_in_the_next_session)
{
    struct views_rig r;
    struct prompt *other;

    views_open(&r, VIEWS_FULL, NULL);
    views_keys(&r, ": a u d i t s <Enter> : a l a r m s <Enter>");
    other = prompt_new(":"); /* a console beside this one */
    prompt_remember(other, "tasks");
    command_history_save(other);
    prompt_free(other);
    app_remember(r.app);
    other = prompt_new(":");
    command_history_load(other);
    cr_expect_str_eq(prompt_history(other, 0), "tasks");
    cr_expect_str_eq(prompt_history(other, 1), "audits");
    cr_expect_str_eq(prompt_history(other, 2), "alarms");
    cr_expect_null(prompt_history(other, 3));
    prompt_free(other);
    views_close(&r);
}
