/* A plan carried out: what is sent, what is not, and what is known afterwards. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "client/store/plan_file.h"
#include "client/store/unfinished.h"
#include "tests/support/plan_rig.h"

/* ---- how steps end ---- */

static const struct ending {
    const char *name;         /* of the schedules, ' ' between */
    const char *states;       /* of the steps afterwards */
    int creations;            /* requests that arrived */
    const char *error;        /* code of what stopped the run; NULL: nothing did */
    bool exists;              /* the last one does */
    enum gate_result written; /* of the last entry in the journal */
} endings[] = {
    {"one two three", "done done done", 3, NULL, true, GATE_DONE},
    {"one bad two", "done refused done", 3, NULL, true, GATE_DONE},
    /* no answer came: settled by looking under the name */
    {"lost", "done", 1, NULL, true, GATE_DONE},
    {"cut", "refused", 1, NULL, false, GATE_REFUSED},
    {"twin", "refused", 1, NULL, true, GATE_REFUSED},
    /* those in flight are refused, those behind are not sent */
    {"expired1 expired2 expired3 expired4 five six",
     "refused refused refused refused skipped skipped", 4, "ExpiredTokenException", false,
     GATE_REFUSED},
};

static void add_steps(struct plan *p, const char *names)
{
    for (struct str rest = str_of(names); rest.n > 0;) {
        struct str one = str_cut(rest, ' ', &rest);
        char name[32];

        snprintf(name, sizeof name, "%.*s", (int)one.n, one.p);
        (void)plan_rig_step(p, name, 0);
    }
}

static void end_one(const struct ending *e)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    add_steps(p, e->name);
    struct err err = plan_rig_run(&r, p);
    plan_rig_expect(p, e->states, e->name);
    cr_expect_eq(r.creations, e->creations, "%s: %d arrived", e->name, r.creations);
    cr_expect_eq(err.kind == ERR_NONE, e->error == NULL, "%s: %s", e->name, err.text);
    if (e->error != NULL)
        cr_expect_str_eq(err.code, e->error, "%s", e->name);
    cr_expect_eq(plan_rig_has(&r, p->steps[p->n_steps - 1].text), e->exists, "%s", e->name);
    cr_expect_eq(r.gate.entries[r.gate.begun - 1].result, e->written, "%s: %d", e->name,
                 (int)r.gate.entries[r.gate.begun - 1].result);
    cr_expect_eq(p->stage, PLAN_ENDED, "%s", e->name);
    plan_free(p);
    plan_rig_close(&r);
}

Test(store_plan_run, endings)
{
    for (size_t i = 0; i < COUNT_OF(endings); i++)
        end_one(&endings[i]);
}

/* ---- a change meanwhile ---- */

Test(store_plan_run, drift_before_a_wave_stops)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    snprintf(r.exists[r.n_exists++], 32, "seen1");
    snprintf(r.exists[r.n_exists++], 32, "seen2");
    plan_rig_target(p, "seen1", plan_rig_step(p, "one", 0));
    plan_rig_target(p, "seen2", plan_rig_step(p, "two", 1));
    p->pause_ms = 1;
    plan_rig_start(&r, p);
    plan_rig_rest(&r);
    cr_expect_eq(plan_run_state(r.run), PLAN_RUN_PAUSED);
    plan_rig_expect(p, "done ready", "after the first wave");
    snprintf(r.weekly, sizeof r.weekly, "seen2"); /* somebody else changes it */
    plan_run_go_on(r.run);
    plan_rig_rest(&r);
    plan_rig_expect(p, "done skipped", "after the second");
    cr_expect_eq(r.creations, 1, "the second is not sent");
    cr_expect_eq(plan_drifted(p), 1);
    cr_expect_str_eq(p->targets[1].drift, "WEEKLY");
    cr_expect_null(p->targets[0].drift);
    plan_free(p);
    p = NULL;
    r.run = (plan_run_free(r.run), NULL);
    plan_rig_close(&r);
}

/* ---- partly ---- */

/* The way back leaves alone what somebody changed since, and takes back the rest. */
Test(store_plan_run, a_way_back_leaves_what_was_changed_since)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    snprintf(r.exists[r.n_exists++], 32, "seen1");
    snprintf(r.exists[r.n_exists++], 32, "seen2");
    snprintf(r.weekly, sizeof r.weekly, "seen1");
    plan_rig_target(p, "seen1", plan_rig_step(p, "one", 0));
    plan_rig_target(p, "seen2", plan_rig_step(p, "two", 0));
    p->undoes_plan = "0a0b0c0d";
    (void)plan_rig_run(&r, p);
    plan_rig_expect(p, "skipped done", "the way back");
    cr_expect_eq(r.creations, 1);
    cr_expect_eq(plan_drifted(p), 0, "the rest can be asked for again");
    cr_expect_not_null(strstr(p->steps[0].result, "is WEEKLY now: left as it is"), "%s",
                       p->steps[0].result);
    plan_free(p);
    plan_rig_close(&r);
}

Test(store_plan_run, the_rest_sends_only_what_is_open)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    add_steps(p, "one expired two three four");
    (void)plan_rig_run(&r, p);
    const size_t done = plan_count(p, PLAN_STEP_DONE), open = plan_open(p);
    const int sent = r.creations;

    cr_expect_eq(done + open, 5);
    cr_expect_eq(p->steps[1].state, PLAN_STEP_REFUSED);
    plan_reopen(p);
    cr_expect_eq(plan_count(p, PLAN_STEP_DONE), done);
    cr_expect_eq(plan_count(p, PLAN_STEP_READY), open);
    (void)plan_rig_run(&r, p);
    cr_expect_leq((size_t)(r.creations - sent), open, "what was done is sent again");
    cr_expect_eq(p->steps[1].state, PLAN_STEP_REFUSED);
    for (size_t i = 0; i < r.n_exists; i++)
        for (size_t k = 0; k < i; k++)
            cr_expect_str_neq(r.exists[i], r.exists[k], "made twice");
    plan_free(p);
    plan_rig_close(&r);
}

Test(store_plan_run, failures_stop_the_waves_behind)
{
    static const struct {
        int stop_after;
        const char *states;
    } rows[] = {
        {0, "done refused refused done"},
        {2, "done refused refused skipped"},
        {3, "done refused refused done"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan *p = plan_rig_plan();
        struct plan_rig r;

        plan_rig_open(&r);
        add_steps(p, "one bad1 bad2");
        (void)plan_rig_step(p, "behind", 1);
        p->pause_ms = 0; /* somebody starts each wave */
        p->stop_after = rows[i].stop_after;
        plan_rig_start(&r, p);
        plan_rig_rest(&r);
        if (plan_run_state(r.run) == PLAN_RUN_PAUSED)
            plan_run_go_on(r.run);
        plan_rig_rest(&r);
        plan_rig_expect(p, rows[i].states, "stop rule");
        cr_expect_eq(plan_rig_has(&r, "behind"), rows[i].stop_after != 2);
        plan_run_free(r.run);
        r.run = NULL;
        plan_free(p);
        plan_rig_close(&r);
    }
}

/* ---- what stops everything ---- */

Test(store_plan_run, a_window_that_closes_leaves_the_rest)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    (void)plan_rig_step(p, "one", 0);
    for (int i = 0; i < 6; i++) {
        char name[16];

        snprintf(name, sizeof name, "later%d", i);
        (void)plan_rig_step(p, name, 1);
    }
    p->pause_ms = 60 * 1000;
    plan_rig_start(&r, p);
    plan_rig_rest(&r);
    gate_disarm(r.gate.gate);
    plan_run_go_on(r.run);
    plan_rig_rest(&r);
    cr_expect_eq(plan_run_state(r.run), PLAN_RUN_ENDED);
    cr_expect_eq(r.creations, 1);
    cr_expect_eq(r.gate.begun, 1, "what does not leave is not written down");
    cr_expect_eq(plan_count(p, PLAN_STEP_DONE), 1);
    cr_expect_geq(plan_count(p, PLAN_STEP_SKIPPED), 2);
    cr_expect_eq(plan_open(p), 6);
    cr_expect_eq(plan_run_err(r.run)->kind, ERR_DENIED);
    cr_expect_eq(plan_run_err(r.run)->status, 0);
    plan_run_free(r.run);
    r.run = NULL;
    plan_free(p);
    plan_rig_close(&r);
}

Test(store_plan_run, a_service_that_is_gone)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    add_steps(p, "one two three four five six");
    fault_server_free(r.server);
    r.server = NULL;
    struct err err = plan_rig_run(&r, p);
    cr_expect_eq(err.kind, ERR_CONNECT, "%s", err.text);
    plan_rig_expect(p, "refused refused refused refused skipped skipped", "gone");
    cr_expect_eq(plan_count(p, PLAN_STEP_UNKNOWN), 0, "nothing can have arrived");
    plan_free(p);
    plan_rig_close(&r);
}

Test(store_plan_run, a_full_disk_sends_nothing)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;
    struct err err;

    plan_rig_open(&r);
    add_steps(p, "one two three four five");
    r.gate.full = true;
    err = plan_rig_run(&r, p);
    cr_expect_eq(err.kind, ERR_IO, "%s", err.text);
    cr_expect_eq(r.creations, 0);
    cr_expect_eq(plan_count(p, PLAN_STEP_DONE) + plan_count(p, PLAN_STEP_UNKNOWN), 0);
    plan_free(p);
    plan_rig_close(&r);
}

/* The way back has to be kept before the first call. */
Test(store_plan_run, a_plan_that_cannot_be_kept_is_not_begun)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;
    struct err err;

    plan_rig_open(&r);
    add_steps(p, "one");
    cr_assert_eq(setenv("XDG_STATE_HOME", "/proc/picket-test", 1), 0);
    struct plan_run *run = plan_run_start(
        &(struct plan_run_options){
            .loop = r.loop, .client = r.client, .plan = p, .typed = "", .approved_by = ""},
        &err);
    cr_expect_null(run);
    cr_expect_not_null(strstr(err.advice, "nothing was sent"), "%s", err.advice);
    plan_rig_turns(&r, 20);
    cr_expect_eq(r.creations, 0);
    plan_free(p);
    plan_rig_close(&r);
}

/* ---- what nobody knows ---- */

Test(store_plan_run, freed_in_the_middle_is_unknown_and_kept)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;
    struct err err;

    plan_rig_open(&r);
    add_steps(p, "one slow");
    plan_rig_start(&r, p);
    for (int i = 0; i < 400 && r.creations < 2; i++)
        plan_rig_turns(&r, 1);
    plan_rig_turns(&r, 20);
    plan_run_free(r.run);
    r.run = NULL;
    plan_rig_expect(p, "done unknown", "here");
    struct plan *kept = plan_load(p->id, &err);
    cr_assert_not_null(kept, "%s", err.text);
    plan_rig_expect(kept, "done unknown", "kept");
    cr_expect_eq(plan_open(kept), 0, "what may have been done is not sent again");
    plan_free(kept);
    plan_free(p);
    plan_rig_close(&r);
}

Test(store_plan_run, stopped_twice_waits_for_nothing)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    add_steps(p, "slow1 slow2 slow3 slow4 five");
    plan_rig_start(&r, p);
    for (int i = 0; i < 400 && r.creations < 4; i++)
        plan_rig_turns(&r, 1);
    plan_run_stop(r.run);
    plan_rig_turns(&r, 5);
    cr_expect_neq(plan_run_state(r.run), PLAN_RUN_ENDED, "what has left is waited for");
    plan_run_stop(r.run);
    plan_rig_rest(&r);
    /* nobody has them under their names: they did not arrive */
    plan_rig_expect(p, "refused refused refused refused skipped", "stopped");
    cr_expect_eq(r.described, 4);
    plan_run_free(r.run);
    r.run = NULL;
    plan_free(p);
    plan_rig_close(&r);
}

/* ---- the way back ---- */

Test(store_plan_run, only_what_was_done_goes_back)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    add_steps(p, "one bad two");
    cr_expect_null(plan_undo(p, 1), "nothing was done yet");
    (void)plan_rig_run(&r, p);
    struct plan *undo = plan_undo(p, 1);
    cr_assert_not_null(undo);
    cr_assert_eq(undo->n_steps, 2);
    cr_expect_str_eq(undo->steps[0].text, "two", "last done, first undone");
    cr_expect_eq(undo->steps[0].undoes, p->steps[2].entry);
    cr_expect_eq(undo->steps[1].undoes, p->steps[0].entry);
    cr_expect_str_eq(undo->undoes_plan, p->id);
    plan_free(undo);
    plan_free(p);
    plan_rig_close(&r);
}

/* ---- tasks ---- */

Test(store_plan_run, a_name_taken_meanwhile_is_looked_at)
{
    static const struct {
        const char *name, *states;
        enum gate_result written;
        int failed;
    } rows[] = {{"again", "done", GATE_DONE, 1}, {"stolen", "refused", GATE_REFUSED, -1}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan *p = plan_rig_plan();
        struct plan_rig r;

        plan_rig_open(&r);
        plan_rig_task(p, rows[i].name, 0);
        (void)plan_rig_run(&r, p);
        plan_rig_expect(p, rows[i].states, rows[i].name);
        cr_expect_eq(r.creations, 2, "%s: %d", rows[i].name, r.creations);
        cr_expect_eq(r.gate.entries[0].result, rows[i].written, "%s", rows[i].name);
        cr_expect_eq(p->steps[0].failed, rows[i].failed, "%s: watched to its end: %d",
                     rows[i].name, p->steps[0].failed);
        plan_free(p);
        plan_rig_close(&r);
    }
}

/* A task on alarms is watched to its own words, and one that failed stops what comes after. */
Test(store_plan_run, tasks_on_alarms_are_watched)
{
    static const struct {
        const char *name, *states, *result;
        int failed;
    } rows[] = {
        {"alarms-SUCCESSFUL", "done ready", "SUCCESSFUL: 2 done, 0 failed", 0},
        {"alarms-FAILED", "done skipped", "FAILED: 2 done, 1 failed", 1},
        {"alarms-CANCELED", "done ready", "CANCELED: 2 done, 0 failed", 0},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct plan *p = plan_rig_plan();
        struct plan_rig r;

        p->stop_after = 1;
        p->pause_ms = 0; /* somebody starts each wave */
        plan_rig_open(&r);
        plan_rig_alarm_task(p, rows[i].name, 0);
        plan_rig_step(p, "after", 1);
        (void)plan_rig_run(&r, p);
        plan_rig_expect(p, rows[i].states, rows[i].name);
        cr_expect_str_eq(p->steps[0].result, rows[i].result);
        cr_expect_eq(p->steps[0].failed, rows[i].failed, "%s", rows[i].name);
        cr_expect_eq(p->steps[0].acted, 2, "%s", rows[i].name);
        cr_expect_geq(r.described, 2, "%s", rows[i].name);
        plan_free(p);
        plan_rig_close(&r);
    }
}

/* The console died while it watched: what comes next waits for how the task ended. */
Test(store_plan_run, a_task_nobody_saw_end_is_judged_first)
{
    struct plan *p = plan_rig_plan();
    struct plan_rig r;

    plan_rig_open(&r);
    plan_rig_task(p, "again", 0);
    (void)plan_rig_step(p, "two", 1);
    p->steps[0].state = PLAN_STEP_DONE;
    p->stop_after = 1;
    (void)plan_rig_run(&r, p);
    plan_rig_expect(p, "done skipped", "one finding failed");
    cr_expect_eq(r.creations, 0);
    plan_free(p);
    plan_rig_close(&r);
}

/* ---- what somebody comes back to ---- */

Test(store_plan_run, the_newest_unfinished_is_never_left_out)
{
    enum { MANY = 1500 };
    struct plan *p = plan_rig_plan();
    struct unfinished list[UNFINISHED_MAX];
    struct plan_rig r;
    struct err err;

    plan_rig_open(&r);
    cr_assert(plan_save(p, &err), "%s", err.text); /* makes the folder */
    p->context = "prod";
    p->title = "A title of some length, so that the file is soon as long as it may become";
    for (int i = 0; i < MANY; i++) {
        snprintf(p->id, sizeof p->id, "%08x", (unsigned)i);
        unfinished_add(p, i);
    }
    cr_expect_eq(unfinished_list("prod", list), UNFINISHED_MAX);
    cr_expect_str_eq(list[0].id, p->id);
    unfinished_remove(p->id);
    cr_expect_eq(unfinished_list("prod", list), UNFINISHED_MAX);
    cr_expect_str_neq(list[0].id, p->id);
    plan_free(p);
    plan_rig_close(&r);
}
