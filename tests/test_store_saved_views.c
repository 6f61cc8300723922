/* Views by name: what is written reads back, and no file that is not understood is written. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "client/base/buf.h"
#include "client/base/files.h"
#include "client/store/saved_views.h"

static char folder[] = "/tmp/picket-views-XXXXXX", own[64], team[64];

static void setup(void)
{
    cr_assert_not_null(mkdtemp(folder));
    snprintf(own, sizeof own, "%s/views.conf", folder);
    snprintf(team, sizeof team, "%s/team.conf", folder);
}

static void teardown(void)
{
    (void)unlink(own);
    (void)unlink(team);
    (void)rmdir(folder);
}

TestSuite(store_saved_views, .init = setup, .fini = teardown);

static void put_file(const char *path, const char *text)
{
    struct err err;

    cr_assert(files_write(path, text, strlen(text), &err), "%s", err.text);
}

static void expect_view(const struct saved_views *v, const char *name, const char *view)
{
    const struct saved_view *found = saved_views_find(v, str_of(name));

    cr_assert_not_null(found, "%s", name);
    cr_expect_str_eq(found->view, view);
}

Test(store_saved_views, what_is_written_reads_back)
{
    static const char odd[] = "findings \"a\\\\b\" \x1b[31m 港";
    struct saved_views v, back;
    struct err err;

    cr_assert(saved_views_read(NULL, own, &v, &err), "no file is no error");
    cr_assert(saved_views_save(&v, STR("odd"), odd, &err), "%s", err.text);
    cr_assert(saved_views_save(&v, STR("on-call_2"), "pulse", &err), "%s", err.text);
    cr_assert(saved_views_save(&v, STR("on-call_2"), "alarms", &err), "replaced");
    cr_assert(saved_views_read(NULL, own, &back, &err), "%s", err.text);
    cr_expect_eq(back.n, 2);
    expect_view(&back, "odd", odd);
    expect_view(&back, "on-call_2", "alarms");
    cr_assert(saved_views_forget(&back, STR("odd"), &err), "%s", err.text);
    saved_views_free(&v);
    cr_assert(saved_views_read(NULL, own, &v, &err), "%s", err.text);
    cr_expect_eq(v.n, 1);
    cr_expect_not(saved_views_forget(&v, STR("on-call"), &err));
    cr_expect_str_eq(err.advice, "the nearest is on-call_2");
    saved_views_free(&v);
    saved_views_free(&back);
}

Test(store_saved_views, one_s_own_comes_before_the_team_s)
{
    struct saved_views v;
    struct err err;

    put_file(team, "views = ( { name = \"a\"; view = \"pulse\"; },"
                   "          { name = \"b\"; view = \"alarms\"; } );");
    put_file(own, "views = ( { name = \"a\"; view = \"findings\"; } );");
    cr_assert(saved_views_read(team, own, &v, &err), "%s", err.text);
    expect_view(&v, "a", "findings");
    expect_view(&v, "b", "alarms");
    cr_expect_not(saved_views_forget(&v, STR("b"), &err));
    cr_expect(strstr(err.text, "the team's") != NULL, "%s", err.text);
    saved_views_free(&v);
}

Test(store_saved_views, a_newer_file_is_read_and_never_written)
{
    static const char newer[] =
        "version = 9;\ncolour = \"red\";\n"
        "views = ( { name = \"a\"; view = \"pulse\"; pin = true; } );\n";
    struct buf now = BUF_INIT(4096);
    struct saved_views v;
    struct err err;

    put_file(own, newer);
    cr_assert(saved_views_read(NULL, own, &v, &err), "%s", err.text);
    expect_view(&v, "a", "pulse");
    cr_expect_not(saved_views_save(&v, STR("b"), "alarms", &err));
    cr_expect(strstr(err.text, "newer picket") != NULL, "%s", err.text);
    cr_expect_null(saved_views_find(&v, STR("b")), "it is not there for the session only");
    cr_assert(files_read(own, &now, &err));
    cr_expect_str_eq(buf_text(&now), newer);
    buf_free(&now);
    saved_views_free(&v);
}

Test(store_saved_views, what_is_wrong_is_said_with_its_line)
{
    static const struct {
        const char *text, *says;
        size_t n; /* what could be read all the same */
    } rows[] = {
        {"views = 3;", ":1: views is a list", 0},
        {"views = (\n 3,\n { name = \"a\"; view = \"pulse\"; } );", "a view is a group", 1},
        {"views = (\n { name = \"a b\"; view = \"pulse\"; } );", ":2: the name of a view", 0},
        {"views = (\n { name = \"a\"; } );", ":2: view a needs", 0},
        {"views = (\n { name = \"a\"; view = \"x\"; },\n { name = \"a\"; view = \"y\"; } );",
         ":3: view a is in this file twice", 1},
        {"views = (", ": syntax error", 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct saved_views v;
        struct err err = {0};

        put_file(own, rows[i].text);
        cr_expect_not(saved_views_read(NULL, own, &v, &err), "%s", rows[i].text);
        cr_expect(strstr(err.text, rows[i].says) != NULL, "%s: %s", rows[i].text, err.text);
        cr_expect_eq(v.n, rows[i].n, "%s: %zu", rows[i].text, v.n);
        cr_expect_not(saved_views_save(&v, STR("c"), "pulse", &err), "%s", rows[i].text);
        saved_views_free(&v);
    }
}

Test(store_saved_views, names_are_words)
{
    static const char *const rows[] = {
        "", "1a", "a b", "a/b", "-a", "港", "a23456789012345678901234567890123"};
    struct saved_views v;
    struct err err;

    cr_assert(saved_views_read(NULL, own, &v, &err));
    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_not(saved_views_save(&v, str_of(rows[i]), "pulse", &err), "%s", rows[i]);
    cr_expect_eq(v.n, 0);
    saved_views_free(&v);
}
