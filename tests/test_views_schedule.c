/* Forms of schedules and of the audit configuration: what they refuse before anything is sent,
 * and what they say meanwhile. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "tests/support/views_rig.h"
#include "views/pulse_items.h"

static void frame(struct views_rig *r)
{
    (void)views_frame(r, 100, 50);
}

/* What is typed into the form, and what is seen then. */
static const struct {
    const char *view, *keys, *shows, *shows_too;
} cases[] = {
    {"schedule", "C-x", "a schedule needs a name", "4 of 17 checks"},
    {"schedule", "d a i l y - f u l l", "exists already", NULL},
    {"schedule", "a . b", "only letters, digits, - and _", NULL},
    {"schedule", "a <Tab> <Right> C-x", "a day of the week: SUN MON", "CreateScheduledAudit"},
    {"schedule", "a <Tab> <Right> <Tab> s u n C-x", "nothing is sent yet", "weekly SUN"},
    {"schedule", "a <Tab> <Right> <Right> <Right> <Tab> 3 2", "1 to 31, or LAST", NULL},
    {"schedule", "a <Tab> <Right> <Right> <Right> <Tab> 3 0", "months without a 30",
     "about Mon 30 Nov, Wed 30 Dec, Sat 30 Jan"},
    {"schedule", "a <Tab> <Right> <Right>", "every 2 weeks", "when the day is given"},
    {"schedule", "a <Tab> <Right> <Right> <Tab> s a t", "which of two weeks", NULL},
    {"schedule", "a <Tab> <Left>", "an audit on demand has no name", "StartOnDemandAuditTask"},
    {"schedule", "a <Tab> <Left> C-x", "Start an audit of 4 checks", "nothing is sent yet"},
    {"schedule", "a <Tab> <Tab> t e a m C-x", "team", "nothing is sent yet"},
    {"schedule", "a <Tab> <Tab> = x C-x", "Key=Value, Key=Value: letters", NULL},
    {"schedule", "a <Tab> <Tab> <Tab> ! C-x", "choose at least one check", NULL},
    {"schedule", "a", "daily-full runs the same 4 checks daily: this adds nothing !",
     "2 of 5 exist"},
    {"schedule", "a <Tab> <Tab> <Tab> E", "Audits of this account", "in daily-full"},
    {"schedule daily-full", "C-x", "Nothing was changed", "UpdateScheduledAudit"},
    {"schedule daily-full", "<Right> <Tab> m o n C-x", "weekly MON instead of daily",
     "daily-full as it was"},
    {"schedule weekly-ca", "<Right> <Right>", "1..31 or LAST", "day         [     ]"},
    {"configure", "C-x", "Nothing was changed", NULL},
    {"configure", "! C-x", "CERT_SHARED is used by daily-full; ", "more are used"},
    {"configure", "<Up> <Up> C-u 2 9", "a number of days from 30 to 3652", NULL},
    {"configuration", "e", "enabled checks", "4 of 17 checks enabled"},
    {"schedules", "x", "Delete the scheduled audit daily-full", "daily-full again"},
    {"schedules", "j <Enter>", "name=weekly-ca", "Nothing matches"},
    {"schedules", "<Enter>", "name=daily-full", "scheduled daily-full"},
    {"schedules weekly-ca", "e", "> weekly-ca", "stays: a schedule is known by its name"},
    {"schedules", "n", "Schedule an audit", NULL},
};

Test(views_schedule, forms_say_it_before_anything_is_sent)
{
    for (size_t i = 0; i < COUNT_OF(cases); i++) {
        struct views_rig rig;

        views_open(&rig, VIEWS_FULL, cases[i].view);
        frame(&rig);
        views_keys(&rig, cases[i].keys);
        cr_expect(views_shows(&rig, cases[i].shows), "case %zu: %s", i, cases[i].shows);
        if (cases[i].shows_too != NULL)
            cr_expect(views_shows(&rig, cases[i].shows_too), "case %zu: %s", i,
                      cases[i].shows_too);
        views_close(&rig);
    }
}

Test(views_schedule, a_first_configuration_needs_a_role_and_a_check)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_EMPTY, "configure");
    frame(&rig);
    views_keys(&rig, "C-x");
    cr_expect(views_shows(&rig, "audits need a role to read with"));
    cr_expect(views_shows(&rig, "the first configuration enables at least one check"));
    views_close(&rig);
}

/* ---- Pulse ---- */

Test(views_schedule, a_missed_run_needs_somebody)
{
    static const char *const names[] = {"CA_CERTIFICATE_EXPIRING_CHECK"};
    const struct describe_scheduled_audit_output weekly = {.scheduled_audit_name = "weekly-ca",
                                                           .frequency = "WEEKLY",
                                                           .day_of_week = "SUN",
                                                           .target_check_names = {1, names}};
    const int64_t day_ms = RECUR_DAY_MS, sunday_ms = INT64_C(1794722400000); /* 15 Nov 06:00 */
    struct fake_clock clock;
    struct pulse pulse;
    struct arena *a = arena_new(), *run = arena_new();

    fake_clock_init(&clock, sunday_ms + 9 * day_ms);
    struct loop *loop = loop_new(&clock.clock);
    struct audit_runs *runs = audit_runs_new(loop);
    struct schedules *schedules = schedules_new(loop, runs);
    struct describe_audit_task_output *t = arena_alloc(run, 1, sizeof *t);

    t->scheduled_audit_name = "weekly-ca";
    t->task_status = "COMPLETED";
    t->task_start_time = (struct opt_time){sunday_ms, true};
    audit_runs_put(runs, "one", run, t);
    schedules_put(schedules, arena_new(), &weekly);
    pulse_work_out(runs, sunday_ms + 9 * day_ms, a, &pulse);
    pulse_add_missed(&pulse, schedules, sunday_ms + 9 * day_ms, a);
    cr_assert_eq(pulse.n_items, 1);
    cr_expect_eq(pulse.items[0].kind, PULSE_MISSED);
    cr_expect_eq(pulse.items[0].severity, SEVERITY_MEDIUM);
    cr_expect_str_eq(pulse.items[0].summary,
                     "weekly-ca missed its run: due Sun 22 Nov, last 9d ago");
    cr_expect_str_eq(pulse.items[0].view, "schedules weekly-ca");
    schedules_free(schedules);

    /* the day itself is not over: nothing was missed yet */
    fake_clock_init(&clock, sunday_ms + 7 * day_ms + day_ms / 2);
    schedules = schedules_new(loop, runs);
    schedules_put(schedules, arena_new(), &weekly);
    pulse_work_out(runs, sunday_ms + 7 * day_ms, a, &pulse);
    pulse_add_missed(&pulse, schedules, sunday_ms + 7 * day_ms, a);
    cr_expect_eq(pulse.n_items, 0);
    schedules_free(schedules);
    audit_runs_free(runs);
    loop_free(loop);
    arena_free(a);
}
