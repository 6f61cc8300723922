/* Lists of two regions on screen: whose row is whose, and what is not done with those of the
 * other. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

#include "client/base/mem.h"
#include "tests/support/views_rig.h"
#include "views/list_view.h"
#include "views/place.h"
#include "views/plan_guard.h"
#include "views/screens.h"

#define HERE  "eu-west-1"
#define THERE "us-east-1"

struct two {
    struct views_rig rig;
    struct client *there;
};

static struct client *client_of(const struct two *t, int port)
{
    struct endpoint endpoint;
    struct credentials credentials = {0};
    char url[64];
    struct err err;

    (void)snprintf(url, sizeof url, "http://127.0.0.1:%d", port);
    cr_assert(endpoint_parse(url, THERE, &endpoint, &err), "%s", err.text);
    credentials_set(&credentials, "AKIDPICKETTEST", "secret", NULL);
    struct client *c = client_new(&(struct client_options){.loop = t->rig.loop,
                                                           .http = t->rig.http,
                                                           .iot = &endpoint,
                                                           .credentials = &credentials,
                                                           .max_attempts = 1});

    credentials_wipe(&credentials);
    return c;
}

/* Both regions are the rig's service, so all ids are there twice; port 1: nobody answers for
 * the other. */
static void open_two(struct two *t, const char *view, int port)
{
    views_open(&t->rig, VIEWS_FULL, "messages");
    struct app_context x = *app_context(t->rig.app);

    (void)snprintf(x.region, sizeof x.region, HERE);
    x.regions = (struct regions){0};
    cr_assert(regions_add(&x.regions, HERE) && regions_add(&x.regions, THERE));
    app_set_context(t->rig.app, &x);
    t->there = client_of(t, port > 0 ? port : fault_server_port(t->rig.server));
    app_set_regions(t->rig.app,
                    (const struct region_client[]){{HERE, t->rig.client}, {THERE, t->there}},
                    2);
    app_command(t->rig.app, view);
    views_settle(&t->rig);
}

static void close_two(struct two *t)
{
    app_set_client(t->rig.app, NULL);
    app_command(t->rig.app, "back"); /* what asks there ends before its client does */
    client_free(t->there);
    views_close(&t->rig);
}

static size_t rows_of(const struct two *t, const char *region)
{
    const struct table *table = source_table(app_list(t->rig.app)->source);
    const int column = regions_column(table_spec(table));
    char scratch[TABLE_SCRATCH];
    size_t n = 0;

    cr_assert_geq(column, 0);
    for (uint32_t row = 0; row < table_rows(table); row++)
        n += str_eq(table_text(table, row, column, scratch), region);
    return n;
}

static const char *const lists[] = {"findings", "alarms", "suppressions", "audits"};

Test(views_regions, every_list_has_the_rows_of_both)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct two t;

        open_two(&t, lists[i], 0);
        cr_expect(views_shows(&t.rig, "REGION"), "%s", lists[i]);
        cr_expect(views_shows(&t.rig, HERE " +1"), "%s", lists[i]);
        cr_expect_gt(rows_of(&t, HERE), 0, "%s", lists[i]);
        cr_expect_eq(rows_of(&t, HERE), rows_of(&t, THERE), "%s", lists[i]);
        close_two(&t);
    }
}

/* The header names both, and what is asked of one says so. */
Test(views_regions, what_is_of_home_says_so)
{
    static const struct {
        const char *view;
        bool alone;
    } rows[] = {{"findings", false}, {"alarms", false}, {"pulse", true},
                {"events", true},    {"tasks", true},   {"thing cam-e-01", true},
                {"help", false}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct two t;

        open_two(&t, rows[i].view, 0);
        cr_expect_eq(views_shows(&t.rig, HERE " alone"), rows[i].alone, "%s", rows[i].view);
        close_two(&t);
    }
}

/* What the service is asked for is another list, in the place of the first. */
Test(views_regions, another_question_is_asked_of_both)
{
    struct two t;

    open_two(&t, "alarms", 0);
    const size_t all = rows_of(&t, THERE);

    views_keys(&t.rig, "/ v e r i f i e d : u n k n o w n <Enter>");
    views_later(&t.rig, 1000);
    cr_expect_gt(rows_of(&t, THERE), 0);
    cr_expect_eq(rows_of(&t, HERE), rows_of(&t, THERE));
    views_keys(&t.rig, "/ C-u r e g i o n : u s - e a s t - 1 <Enter>");
    views_later(&t.rig, 1000);
    cr_expect_eq(list_view_count(app_list(t.rig.app)), all);
    views_keys(&t.rig, "> > < <");
    app_command(t.rig.app, "columns");
    views_settle(&t.rig);
    cr_expect(views_shows(&t.rig, "region"));
    close_two(&t);
}

Test(views_regions, of_one_region_there_is_no_such_column)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct views_rig rig;

        views_open(&rig, VIEWS_FULL, lists[i]);
        cr_expect_not(views_shows(&rig, "REGION"), "%s", lists[i]);
        cr_expect_eq(regions_column(source_spec(app_list(rig.app)->source)), -1);
        views_close(&rig);
    }
}

/* What is no matter of the row: anything else is refused, also what is new. */
static bool is_free(const char *action)
{
    static const char *const all[] = {"findings.diff",  "findings.audit", "suppressions.audit",
                                      "alarms.history", "alarms.group",   "audits.start"};

    for (size_t i = 0; i < COUNT_OF(all); i++)
        if (strcmp(all[i], action) == 0)
            return true;
    return str_starts(action, "view.");
}

Test(views_regions, nothing_is_done_with_a_row_of_the_other)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        const struct binding *b = screen_find(lists[i])->bindings;

        for (; b->keys != NULL; b++) {
            struct two t;
            char view[64];

            if (is_free(b->action))
                continue;
            (void)snprintf(view, sizeof view, "%s sort:region-", lists[i]);
            open_two(&t, view, 0);
            app_act(t.rig.app, b->action);
            views_settle(&t.rig);
            cr_expect_str_eq(app_view(t.rig.app), view, "%s", b->action);
            cr_expect(views_shows(&t.rig, "This row is of " THERE), "%s", b->action);
            cr_expect(views_shows(&t.rig, ":region " THERE " goes there"), "%s", b->action);
            close_two(&t);
        }
    }
}

Test(views_regions, what_is_related_to_it_is_of_its_region)
{
    struct two t;

    open_two(&t, "alarms sort:region-", 0);
    views_keys(&t.rig, "X");
    cr_expect_str_eq(app_view(t.rig.app), "alarms sort:region-");
    cr_expect(views_shows(&t.rig, "This row is of " THERE));
    app_command(t.rig.app, "related");
    cr_expect_str_eq(app_view(t.rig.app), "alarms sort:region-");
    close_two(&t);
}

Test(views_regions, marks_tell_equal_ids_apart)
{
    struct two t;

    open_two(&t, "findings sort:region", 0);
    views_keys(&t.rig, "g <Space> r");
    cr_expect(views_shows(&t.rig, "1 marked"));
    views_keys(&t.rig, "s");
    cr_expect(views_shows(&t.rig, "Suppress 1"), "the one of home");
    views_keys(&t.rig, "<Esc> G <Space>");
    cr_expect(views_shows(&t.rig, "2 marked"));
    views_keys(&t.rig, "g s");
    cr_expect_str_eq(app_view(t.rig.app), "findings sort:region");
    cr_expect(views_shows(&t.rig, "This row is of " THERE), "though the cursor is at home");
    close_two(&t);
}

Test(views_regions, one_that_does_not_answer_is_named)
{
    for (size_t i = 0; i < COUNT_OF(lists); i++) {
        struct two t;

        open_two(&t, lists[i], 1);
        cr_expect_gt(rows_of(&t, HERE), 0, "%s", lists[i]);
        cr_expect_eq(rows_of(&t, THERE), 0, "%s", lists[i]);
        cr_expect(views_shows(&t.rig, THERE ": "), "%s", lists[i]);
        cr_expect(app_is_failed(t.rig.app), "%s", lists[i]);
        close_two(&t);
    }
}

/* What was done in one region is not taken back in another. */
Test(views_regions, an_undo_stays_in_its_region)
{
    static const struct {
        const char *region, *said;
    } rows[] = {{THERE, "was done in test (123456789012/" THERE ")"}, {HERE, NULL}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct views_rig rig;
        struct plan *p = plan_new("undo", 1);

        views_open(&rig, VIEWS_FULL, "findings");
        p->context = plan_text(p, "test");
        p->account = plan_text(p, "123456789012");
        p->region = plan_text(p, rows[i].region);
        p->title = plan_text(p, "Undo it");
        cr_expect_eq(app_review(rig.app, p), rows[i].said == NULL);
        views_settle(&rig);
        cr_expect_eq(strncmp(app_view(rig.app), "plan ", 5) == 0, rows[i].said == NULL);
        cr_expect(rows[i].said == NULL || views_shows(&rig, rows[i].said));
        views_close(&rig);
    }
}

/* Whoever is not told the account goes by the region, not by the name of the context. */
Test(views_regions, a_plan_is_for_its_region_though_the_account_is_unknown)
{
    struct plan *p = plan_new("suppress", 1);
    struct app_context here = {.name = "both", .region = HERE}, there = here;

    (void)snprintf(there.region, sizeof there.region, THERE);
    p->context = plan_text(p, "both");
    p->region = plan_text(p, HERE);
    cr_expect_not(plan_guard_elsewhere(p, &here));
    cr_expect(plan_guard_elsewhere(p, &there));
    plan_free(p);
}

Test(views_regions, the_way_there_is_the_one_to_another_context)
{
    struct two t;

    open_two(&t, "findings", 0);
    place_go_region(t.rig.app, HERE);
    cr_expect(views_shows(&t.rig, "This is " HERE));
    place_go_region(t.rig.app, "ap-south-1");
    cr_expect(views_shows(&t.rig, "there are: " THERE));
    place_go_region(t.rig.app, THERE);
    cr_expect_not(app_is_ended(t.rig.app), "a script stays where it is");
    close_two(&t);
}
