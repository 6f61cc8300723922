/* What Pulse makes of the audits: results, changes, order, trend. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/mitigation_tasks.h"
#include "views/pulse_detect.h"

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

/* ---- alarms ---- */

Test(views_pulse, an_alarm_is_as_severe_as_the_rule_says)
{
    static const struct {
        const char *metric;
        uint32_t things;
        bool suppressed;
        enum severity severity;
    } rows[] = {
        {"aws:num-authorization-failures", 1, false, SEVERITY_HIGH},
        {"aws:num-authorization-failures", PULSE_MANY_THINGS, false, SEVERITY_CRITICAL},
        {"aws:num-authorization-failures", PULSE_MANY_THINGS, true, SEVERITY_HIGH},
        {"aws:num-disconnects", 1, false, SEVERITY_LOW},
        {"aws:num-disconnects", 1, true, SEVERITY_LOW},
        {"aws:num-disconnects", 900, false, SEVERITY_MEDIUM},
        {"cpu-usage", 1, false, SEVERITY_MEDIUM},
        {NULL, 0, false, SEVERITY_MEDIUM},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++)
        cr_expect_eq(
            pulse_severity_of_alarm(rows[i].metric, rows[i].things, rows[i].suppressed),
            rows[i].severity, "row %zu", i);
}

static void add_alarm(struct source *s, const char *id, const char *thing, const char *behavior,
                      const char *state, int64_t since_ms)
{
    const struct behavior b = {.name = behavior, .metric = "aws:num-authorization-failures"};
    const struct active_violation v = {.violation_id = id,
                                       .thing_name = thing,
                                       .behavior = &b,
                                       .security_profile_name = "fleet",
                                       .verification_state = state,
                                       .violation_start_time = {since_ms, true}};

    cr_assert(source_row(s, &v));
}

static const struct pulse_item *item_of(const struct pulse *p, const char *id)
{
    for (size_t i = 0; i < p->n_items; i++)
        if (strcmp(p->items[i].id, id) == 0)
            return &p->items[i];
    return NULL;
}

/* One line a behavior; what was judged harmless needs nobody; new is what began since. */
Test(views_pulse, alarms_are_lines_by_behavior)
{
    struct scene s;
    struct pulse_detect detect;

    begin(&s);
    struct watched_list *alarms = alarms_new(s.loop);
    struct training *training = training_new(s.loop);
    struct described *tasks = described_new(s.loop, &detect_tasks_spec);
    struct source *rows = watched_list_source(alarms);

    source_begin(rows);
    for (int i = 0; i < 6; i++) {
        char id[16], thing[16];

        snprintf(id, sizeof id, "a%d", i);
        snprintf(thing, sizeof thing, "gw-%d", i);
        add_alarm(rows, id, thing, "Auth", i == 0 ? "TRUE_POSITIVE" : NULL,
                  NOW - (i < 2 ? 1 : 3) * DAY);
    }
    add_alarm(rows, "b", "gw-1", "Benign", "BENIGN_POSITIVE", NOW - DAY);
    add_alarm(rows, "c", "gw-1", "False", "FALSE_POSITIVE", NOW - DAY);
    add_alarm(rows, "d", "gw-1", "Sure", "TRUE_POSITIVE", NOW - 3 * DAY);
    add_alarm(rows, "e", "gw-1", "Newer", "SOMETHING_NEW", NOW - 3 * DAY);
    source_end(rows, SOURCE_END_COMPLETE, NULL);
    pulse_work_out(s.runs, NOW, s.arena, &s.pulse);
    struct pulse_detect_input in = {.alarms = alarms,
                                    .training = training,
                                    .tasks = tasks,
                                    .now_ms = NOW,
                                    .seen_ms = NOW - 2 * DAY};

    pulse_detect_work_out(&in, s.arena, &detect, &s.pulse);
    cr_assert_eq(s.pulse.n_items, 3);
    const struct pulse_item *auth = item_of(&s.pulse, "alarm fleet Auth");

    cr_assert_not_null(auth);
    cr_expect_str_eq(auth->summary, "6 things in alarm: Auth, 2 new, 1 confirmed");
    cr_expect_eq(auth->severity, SEVERITY_CRITICAL);
    cr_expect_str_eq(auth->view, "alarms profile:fleet behaviour:Auth");
    cr_expect_eq(auth->at_ms, NOW - 3 * DAY);
    cr_expect(auth->fresh);
    cr_expect_str_eq(item_of(&s.pulse, "alarm fleet Sure")->summary,
                     "1 thing in alarm: Sure, confirmed and still active");
    cr_expect_not(item_of(&s.pulse, "alarm fleet Newer")->fresh);
    cr_expect_eq(detect.alarms.active, 10);
    cr_expect_eq(detect.confirmed, 2);
    cr_expect_eq(detect.benign, 1);
    cr_expect_eq(detect.false_alarms, 1);
    cr_expect_eq(detect.fresh, 2);
    cr_expect_null(detect.alarms_mark);
    cr_expect_str_eq(detect.models_mark, "..");

    in.closed = "closed";
    pulse_work_out(s.runs, NOW, s.arena, &s.pulse);
    pulse_detect_work_out(&in, s.arena, &detect, &s.pulse);
    cr_expect_eq(s.pulse.n_items, 0);
    cr_expect_str_eq(detect.closed, "closed");
    described_free(tasks);
    training_free(training);
    watched_list_free(alarms);
    finish(&s);
}

Test(views_pulse, hours_of_alarms_roll_on)
{
    struct fake_clock clock;
    int news = 0;

    fake_clock_init(&clock, NOW);
    struct loop *loop = loop_new(&clock.clock);
    struct alarm_hours *h = alarm_hours_new(loop, (alarm_hours_fn *)abort, &news);

    alarm_hours_count(h, BEHAVIOR_ML, NOW);
    alarm_hours_count(h, BEHAVIOR_ML, NOW - 23 * DAY / 24);
    alarm_hours_count(h, BEHAVIOR_ML, NOW - 24 * DAY / 24); /* a day ago: too old */
    alarm_hours_count(h, BEHAVIOR_ML, NOW + DAY);           /* not yet */
    cr_expect_eq(alarm_hours_began(h, BEHAVIOR_ML, 0), 1);
    cr_expect_eq(alarm_hours_began(h, BEHAVIOR_ML, 23), 1);
    cr_expect_eq(alarm_hours_began(h, BEHAVIOR_STATIC, 0), 0);
    fake_clock_advance(&clock, DAY / 24);
    alarm_hours_count(h, BEHAVIOR_ML, NOW + DAY / 24);
    cr_expect_eq(alarm_hours_began(h, BEHAVIOR_ML, 0), 1);
    cr_expect_eq(alarm_hours_began(h, BEHAVIOR_ML, 1), 1);
    cr_expect_eq(alarm_hours_began(h, BEHAVIOR_ML, 23), 0);
    alarm_hours_free(h);
    loop_free(loop);
}
