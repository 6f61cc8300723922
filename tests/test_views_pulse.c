/* What Pulse makes of the audits: results, changes, order, trend. */
#include <criterion/criterion.h>
#include <stdio.h>

#include "client/base/mem.h"
#include "views/pulse_items.h"

#define DAY INT64_C(86400000)
#define NOW (INT64_C(1795357327) * 1000)

struct outcome {
    const char *check, *status;
    int64_t bad, total, suppressed;
};

/* One run, `days` before NOW. */
static void put_run(struct audit_runs *runs, const char *id, int64_t days, const char *status,
                    const struct outcome *outcomes, size_t n)
{
    struct arena *a = arena_new();
    struct describe_audit_task_output *task = arena_alloc(a, 1, sizeof *task);
    struct map_entry *entries = arena_alloc(a, n, sizeof *entries);

    for (size_t i = 0; i < n; i++) {
        struct audit_check_details *d = arena_alloc(a, 1, sizeof *d);

        d->check_run_status = outcomes[i].status;
        d->non_compliant_resources_count = (struct opt_int){outcomes[i].bad, true};
        d->total_resources_count = (struct opt_int){outcomes[i].total, true};
        d->suppressed_non_compliant_resources_count =
            (struct opt_int){outcomes[i].suppressed, true};
        entries[i] = (struct map_entry){outcomes[i].check, d};
    }
    *task = (struct describe_audit_task_output){
        .audit_details = {n, entries},
        .task_start_time = {NOW - days * DAY, true},
        .task_status = status,
        .task_type = "ON_DEMAND_AUDIT_TASK",
    };
    audit_runs_put(runs, id, a, task);
}

#define SHARED   "DEVICE_CERTIFICATE_SHARED_CHECK"
#define EXPIRING "DEVICE_CERTIFICATE_EXPIRING_CHECK"
#define LOGGING  "LOGGING_DISABLED_CHECK"
#define BAD      "COMPLETED_NON_COMPLIANT"
#define GOOD     "COMPLETED_COMPLIANT"

struct scene {
    struct fake_clock clock;
    struct loop *loop;
    struct audit_runs *runs;
    struct arena *arena;
    struct pulse pulse;
};

static void begin(struct scene *s)
{
    fake_clock_init(&s->clock, NOW);
    s->loop = loop_new(&s->clock.clock);
    s->runs = audit_runs_new(s->loop);
    s->arena = arena_new();
}

static void finish(struct scene *s)
{
    audit_runs_free(s->runs);
    arena_free(s->arena);
    loop_free(s->loop);
}

Test(views_pulse, newest_result_of_each_check_with_its_change)
{
    static const struct outcome old[] = {
        {SHARED, BAD, 5, 190, 0}, {EXPIRING, BAD, 3, 190, 1}, {LOGGING, GOOD, 0, 1, 0}};
    static const struct outcome fresh[] = {{SHARED, BAD, 2, 190, 0},
                                           {LOGGING, "FAILED", 0, 0, 0}};
    struct scene s;

    begin(&s);
    put_run(s.runs, "old", 2, "COMPLETED", old, COUNT_OF(old));
    put_run(s.runs, "new", 1, "COMPLETED", fresh, COUNT_OF(fresh));
    pulse_work_out(s.runs, NOW, s.arena, &s.pulse);
    cr_assert_eq(s.pulse.n_items, 3);
    cr_expect_str_eq(s.pulse.items[0].summary, "Device certificate shared: 2 of 190, -3");
    cr_expect_str_eq(s.pulse.items[0].view, "findings run:new check:" SHARED);
    cr_expect_str_eq(s.pulse.items[1].summary,
                     "Device certificate expiring: 3 of 190, 1 suppressed");
    cr_expect_str_eq(s.pulse.items[1].view, "findings run:old check:" EXPIRING);
    cr_expect_eq(s.pulse.items[2].kind, PULSE_FAILED, "unknown is not clean");
    cr_expect_eq(s.pulse.by_severity[SEVERITY_CRITICAL].open, 2);
    cr_expect_eq(s.pulse.by_severity[SEVERITY_CRITICAL].change, -3);
    cr_expect(s.pulse.by_severity[SEVERITY_CRITICAL].compared);
    cr_expect_eq(s.pulse.by_severity[SEVERITY_MEDIUM].suppressed, 1);
    cr_expect_not(s.pulse.by_severity[SEVERITY_MEDIUM].compared);
    cr_expect(s.pulse.checks == 2 && s.pulse.compliant == 0);
    cr_expect_str_eq(s.pulse.newest->task_id, "new");
    finish(&s);
}

Test(views_pulse, running_first_old_results_named)
{
    static const struct outcome going[] = {{SHARED, "IN_PROGRESS", 0, 0, 0}};
    static const struct outcome stale[] = {{EXPIRING, GOOD, 0, 190, 0}};
    struct scene s;

    begin(&s);
    put_run(s.runs, "stale", 9, "COMPLETED", stale, COUNT_OF(stale));
    put_run(s.runs, "going", 0, "IN_PROGRESS", going, COUNT_OF(going));
    pulse_work_out(s.runs, NOW, s.arena, &s.pulse);
    cr_assert_eq(s.pulse.n_items, 2);
    cr_expect_eq(s.pulse.items[0].kind, PULSE_RUNNING);
    cr_expect_str_eq(s.pulse.items[0].view, "report going");
    cr_expect_eq(s.pulse.items[1].kind, PULSE_OLD);
    cr_expect_str_eq(s.pulse.items[1].summary,
                     "Device certificate expiring: last evaluated 9 days ago");
    cr_expect_eq(s.pulse.compliant, 1);
    finish(&s);
}

Test(views_pulse, the_trend_carries_results_forward)
{
    struct scene s;
    int64_t expect[PULSE_TREND];

    begin(&s);
    for (int i = 0; i < 20; i++) { /* every other run has only one of the two checks */
        const struct outcome both[] = {{SHARED, BAD, i, 190, 0},
                                       {EXPIRING, BAD, 2 * i, 190, 0}};
        char id[8];

        (void)snprintf(id, sizeof id, "r%d", i);
        put_run(s.runs, id, 20 - i, "COMPLETED", both, i % 2 == 0 ? 2 : 1);
        if (i >= 20 - PULSE_TREND)
            expect[i - (20 - PULSE_TREND)] = 2 * (i - i % 2);
    }
    pulse_work_out(s.runs, NOW, s.arena, &s.pulse);
    cr_assert_eq(s.pulse.n_trend, PULSE_TREND);
    for (int i = 0; i < PULSE_TREND; i++) {
        cr_expect_eq(s.pulse.by_severity[SEVERITY_CRITICAL].trend[i], 20 - PULSE_TREND + i);
        cr_expect_eq(s.pulse.by_severity[SEVERITY_MEDIUM].trend[i], expect[i], "%d", i);
    }
    finish(&s);
}

Test(views_pulse, nothing_known_is_nothing_said)
{
    struct scene s;

    begin(&s);
    pulse_work_out(s.runs, NOW, s.arena, &s.pulse);
    cr_expect(s.pulse.n_items == 0 && s.pulse.newest == NULL && s.pulse.checks == 0);
    finish(&s);
}
