/* What changed, on screen: the diff in every state, and the columns of other lists. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "client/store/history_compare.h"
#include "tests/support/views_golden.h"

#define DAY   INT64_C(86400000)
#define START INT64_C(1795356600000) /* of VIEWS_RUN_DONE */
#define EVIL  "gw\033[2J\033]0;owned\a\u202eabc\u200b\r\nend\u6771\u4eac"

#define SHARED  "DEVICE_CERTIFICATE_SHARED_CHECK"
#define WIDE    "IOT_POLICY_OVERLY_PERMISSIVE_CHECK"
#define CLIENTS "CONFLICTING_CLIENT_IDS_CHECK"
#define FAILED  "LOGGING_DISABLED_CHECK"

/* An audit as the history of the test has it: a character a finding, in this order: o open, s
 * suppressed, anything else: not there. */
static const struct past {
    const char *task, *findings;
    int days; /* before VIEWS_RUN_DONE */
} past[] = {
    {"11111111111111111111111111111111", "oo.oo", 9},
    {"22222222222222222222222222222222", "oo..o", 2},
    {"33333333333333333333333333333333", "oo.so", 1},
    {VIEWS_RUN_DONE, "os.oo", 0},
};

static const struct {
    const char *check, *severity, *id;
} kinds[] = {
    {SHARED, "CRITICAL", VIEWS_FINDING},
    {WIDE, "CRITICAL", "f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2f2"},
    {CLIENTS, "HIGH", "a3a3"},
    {CLIENTS, "HIGH", "a4a4"},
    {CLIENTS, "HIGH", "f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3f3"},
};

static struct resource_identifier identifier(size_t i, struct arena *a, enum views_state state)
{
    struct policy_version_identifier *p = arena_alloc(a, 1, sizeof *p);

    *p = (struct policy_version_identifier){"FleetDefault", "7"};
    if (i == 0)
        return (struct resource_identifier){.device_certificate_id = VIEWS_CERTIFICATE};
    if (i == 1)
        return (struct resource_identifier){.policy_version_identifier = p};
    return (struct resource_identifier){.client_id = state == VIEWS_HOSTILE
                                                         ? arena_printf(a, "%s-%zu", EVIL, i)
                                                         : arena_printf(a, "gw-osaka-1%zu", i)};
}

static void add_findings(struct history_writer *w, const struct past *p, enum views_state state,
                         struct arena *a)
{
    for (size_t i = 0; p->findings[i] != '\0'; i++) {
        struct resource_identifier r = identifier(i, a, state);
        struct non_compliant_resource resource = {.resource_identifier = &r};
        struct audit_finding f = {.check_name = kinds[i].check,
                                  .finding_id = kinds[i].id,
                                  .severity = kinds[i].severity,
                                  .reason_for_non_compliance_code = "A_REASON",
                                  .is_suppressed = {p->findings[i] == 's', true},
                                  .non_compliant_resource = &resource};
        struct err err;

        if (p->findings[i] == 'o' || p->findings[i] == 's')
            cr_assert(history_writer_add(w, &f, 1, &err), "%s", err.text);
    }
}

static void remember(struct views_rig *rig, const struct past *p)
{
    struct arena *a = arena_new();
    struct audit_check_details bad = {.check_run_status = "COMPLETED_NON_COMPLIANT"};
    struct audit_check_details failed = {.check_run_status = "FAILED"};
    struct map_entry details[] = {
        {SHARED, &bad}, {WIDE, &bad}, {CLIENTS, &bad}, {FAILED, &failed}};
    struct describe_audit_task_output task = {.audit_details = {COUNT_OF(details), details},
                                              .scheduled_audit_name = "daily-full",
                                              .task_start_time = {START - p->days * DAY, true}};
    struct audit_run run = {p->task, &task};
    struct history_writer *w;
    struct err err;

    history_open(app_history(rig->app));
    w = history_writer_new(app_history(rig->app), &run);
    add_findings(w, p, rig->state, a);
    for (bool done = false; !done;)
        cr_assert(history_writer_finish(w, &done, &err), "%s", err.text);
    history_writer_free(w);
    arena_free(a);
}

static void open_with_past(struct views_rig *rig, enum views_state state)
{
    views_open(rig, state, NULL);
    if (state == VIEWS_FULL || state == VIEWS_STALE || state == VIEWS_HOSTILE)
        for (size_t i = 0; i < COUNT_OF(past); i++)
            remember(rig, &past[i]);
}

static void same_as_golden(struct views_rig *rig, const char *what)
{
    char name[64];

    snprintf(name, sizeof name, "views/%s_%s", what, views_state_name(rig->state));
    views_golden(rig, name);
}

Test(views_diff, every_state)
{
    for (int state = 0; state < VIEWS_STATES; state++) {
        struct views_rig rig;

        open_with_past(&rig, (enum views_state)state);
        app_command(rig.app, "diff");
        views_settle(&rig);
        same_as_golden(&rig, "diff");
        views_close(&rig);
    }
}

Test(views_diff, hostile_names_stay_text)
{
    struct views_rig rig;

    open_with_past(&rig, VIEWS_HOSTILE);
    app_command(rig.app, "diff");
    views_settle(&rig);
    const struct surface *s = views_frame(&rig, 120, 40);
    for (int row = 0; row < s->rows; row++)
        for (int col = 0; col < s->cols; col++) {
            uint32_t cp = surface_cell(s, row, col)->cp;
            cr_assert(cp == 0 || utf8_class(cp) == CP_PRINT || utf8_class(cp) == CP_WIDE,
                      "row %d col %d: U+%04X", row, col, cp);
        }
    views_close(&rig);
}

Test(views_diff, findings_say_it_too)
{
    struct views_rig rig;

    open_with_past(&rig, VIEWS_FULL);
    app_command(rig.app, "findings run:" VIEWS_RUN_DONE);
    views_settle(&rig);
    same_as_golden(&rig, "findings_past");
    views_keys(&rig, "D");
    cr_expect_str_eq(app_view(rig.app), "diff run:" VIEWS_RUN_DONE);
    cr_expect(views_shows(&rig, "2 kept"));
    views_keys(&rig, "/ r e t u r n e d <Enter>");
    cr_expect(views_shows(&rig, "1 of 4"));
    cr_expect(views_shows(&rig, "gw-osaka-13"));
    views_keys(&rig, "<Enter>");
    cr_expect_str_eq(app_view(rig.app), "finding a4a4");
    views_close(&rig);
}

static void on_tallied(void *ctx)
{
    *(bool *)ctx = true;
}

/* What the newest results brought: from the history, not from the difference of two counts. */
Test(views_diff, pulse_and_audits_count)
{
    struct views_rig rig;
    bool done = false;

    open_with_past(&rig, VIEWS_FULL);
    cr_assert_not_null(history_tally_start(app_history(rig.app), on_tallied, &done));
    for (int i = 0; i < 1000 && !done; i++)
        (void)loop_turn(rig.loop, 1000);
    cr_assert(done);
    cr_expect(views_shows(&rig, "+1 back"));
    views_keys(&rig, "3");
    same_as_golden(&rig, "audits_past");
    views_close(&rig);
}

/* Named audits; one that nobody knows; the keys of the other screens. */
Test(views_diff, which_two)
{
    static const struct {
        const char *view, *shows;
    } rows[] = {
        {"diff run:" VIEWS_RUN_DONE " with:11111111111111111111111111111111", "-0 fixed"},
        {"diff with:11111111111111111111111111111111 run:22222222222222222222222222222222",
         "-1 fixed"},
        {"diff run:33333333333333333333333333333333", "3 kept  1 suppressed"},
        {"diff run:11111111111111111111111111111111", "No two audits"},
        {"diff run:nosuchtask with:" VIEWS_RUN_DONE,
         "the findings of audit nosuchta are not known"},
    };
    struct views_rig rig;

    open_with_past(&rig, VIEWS_FULL);
    views_keys(&rig, "3");
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        app_command(rig.app, rows[i].view);
        views_settle(&rig);
        bool shown = views_shows(&rig, rows[i].shows);
        struct buf b = BUF_INIT(1 << 20);
        surface_text_dump(app_frame(rig.app), &b);
        cr_expect(shown, "%s: no %s in\n%s", rows[i].view, rows[i].shows, buf_text(&b));
        buf_free(&b);
        views_keys(&rig, "<Esc>");
    }
    views_keys(&rig, "g j D");
    cr_expect_str_eq(app_view(rig.app), "diff run:" VIEWS_RUN_DONE);
    views_keys(&rig, "f D");
    cr_expect_str_eq(app_view(rig.app), "diff run:" VIEWS_RUN_DONE);
    app_command(rig.app, "diff on:x"); /* no argument of it: a filter */
    cr_expect_str_eq(app_view(rig.app), "diff on:x");
    views_close(&rig);
}
