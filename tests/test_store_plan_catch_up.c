/* What the journal knows of a plan's steps goes over to the plan. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/api/schedules.h"
#include "client/store/journal_gate.h"
#include "client/store/plan_catch_up.h"
#include "client/store/plan_file.h"
#include "tests/support/journal_rig.h"

TestSuite(store_plan_catch_up, .init = journal_rig_setup, .fini = journal_rig_teardown);

struct world {
    struct journal *j;
    struct journal_gate gate;
    struct plan *p;
};

static void open_world(struct world *w, size_t n)
{
    w->j = rig_journal();
    journal_gate_init(&w->gate, w->j, "alice");
    journal_gate_where(&w->gate, "prod", "123456789012", "us-east-1");
    w->p = plan_new("schedule", 1764000000000);
    static const char *const checks[] = {"LOGGING_DISABLED_CHECK"};

    for (size_t i = 0; i < n; i++) {
        char name[16];

        snprintf(name, sizeof name, "s%zu", i);
        const struct delete_scheduled_audit_input in = {name};
        const struct create_scheduled_audit_input back = {.scheduled_audit_name = name,
                                                          .frequency = "DAILY",
                                                          .target_check_names = {1, checks}};

        int at = plan_add_step(
            w->p, &(struct plan_step){.text = name, .call = {&op_delete_scheduled_audit, &in}});
        plan_add_back(w->p, &(struct plan_back){.step = at,
                                                .text = name,
                                                .call = {&op_create_scheduled_audit, &back}});
    }
}

static void close_world(struct world *w)
{
    plan_free(w->p);
    journal_free(w->j);
}

/* An entry as the gate writes it. */
static int64_t begin(struct world *w, const struct plan *p, const struct plan_call *call,
                     const struct plan_call *back, int64_t undoes)
{
    const struct gate_change change = {.plan = p->id,
                                       .title = "",
                                       .target = "",
                                       .ticket = "",
                                       .undo_op = back != NULL ? back->op : NULL,
                                       .undo_input = back != NULL ? back->input : NULL,
                                       .undo_note = "",
                                       .undoes = undoes,
                                       .typed = "",
                                       .approved_by = ""};
    const struct gate_entry e = {"schedule", "", call->op, call->input, &change};
    struct err err;
    int64_t id = 0;

    cr_assert(w->gate.gate.begin(w->gate.gate.ctx, &e, &id, &err), "%s", err.text);
    return id;
}

static void end(struct world *w, int64_t id, enum gate_result result)
{
    const struct err none = {.kind = ERR_NONE};

    w->gate.gate.end(
        w->gate.gate.ctx, id,
        &(struct gate_outcome){
            .result = result, .err = &none, .answer = str_of("{}"), .request_id = ""});
}

static int64_t sent(struct world *w, size_t step)
{
    return begin(w, w->p, &w->p->steps[step].call, &w->p->back[step].call, 0);
}

/* A console that died after its calls had left, before it kept how far it came. */
Test(store_plan_catch_up, a_file_that_lags_behind)
{
    struct world w;
    struct err err;

    open_world(&w, 5);
    struct buf text = BUF_INIT(PLAN_FILE_MAX);
    plan_write(w.p, &text);
    end(&w, sent(&w, 0), GATE_DONE);
    end(&w, sent(&w, 1), GATE_REFUSED);
    end(&w, sent(&w, 2), GATE_UNKNOWN);
    int64_t pending = sent(&w, 3);
    struct plan *kept = plan_read((struct str){buf_text(&text), text.len}, "kept", &err);
    cr_assert_not_null(kept, "%s", err.text);
    plan_catch_up(kept, w.j);
    static const enum plan_step_state want[] = {PLAN_STEP_DONE, PLAN_STEP_REFUSED,
                                                PLAN_STEP_UNKNOWN, PLAN_STEP_UNKNOWN,
                                                PLAN_STEP_READY};
    for (size_t i = 0; i < COUNT_OF(want); i++)
        cr_expect_eq(kept->steps[i].state, want[i], "%zu: %s", i,
                     plan_step_state_name(kept->steps[i].state));
    cr_expect_eq(kept->steps[3].entry, pending);
    cr_expect_eq(kept->stage, PLAN_ENDED, "it was begun");
    plan_free(kept);
    buf_free(&text);
    close_world(&w);
}

Test(store_plan_catch_up, the_newest_of_several_tries_counts)
{
    struct world w;

    open_world(&w, 1);
    end(&w, sent(&w, 0), GATE_REFUSED);
    int64_t second = sent(&w, 0);
    end(&w, second, GATE_DONE);
    plan_catch_up(w.p, w.j);
    cr_expect_eq(w.p->steps[0].state, PLAN_STEP_DONE);
    cr_expect_eq(w.p->steps[0].entry, second);
    close_world(&w);
}

/* The file was carried out by somebody else, whose journal counts other changes. */
Test(store_plan_catch_up, numbers_of_another_journal_fall_away)
{
    struct world w;

    open_world(&w, 2);
    int64_t mine = begin(&w, w.p, &w.p->back[1].call, NULL, 0);
    end(&w, mine, GATE_UNKNOWN);
    w.p->steps[0].state = PLAN_STEP_DONE;
    w.p->steps[1].state = PLAN_STEP_UNKNOWN;
    w.p->steps[0].entry = w.p->steps[1].entry = mine;
    plan_catch_up(w.p, w.j);
    cr_expect_eq(w.p->steps[0].entry, 0);
    cr_expect_eq(w.p->steps[1].entry, 0);
    cr_expect_eq(w.p->steps[0].state, PLAN_STEP_DONE, "what was done stays done");
    cr_expect_eq(w.p->steps[1].state, PLAN_STEP_UNKNOWN);
    close_world(&w);
}

Test(store_plan_catch_up, only_the_call_that_an_entry_kept_undoes_it)
{
    struct world w;
    struct arena *a = arena_new();

    open_world(&w, 2);
    int64_t first = sent(&w, 0), second = sent(&w, 1);
    end(&w, first, GATE_DONE);
    end(&w, second, GATE_DONE);
    /* says that it takes back the second, and sends the way back of the first */
    end(&w, begin(&w, w.p, &w.p->back[0].call, NULL, second), GATE_DONE);
    cr_expect_eq(rig_get(w.j, second, a).undone_by, 0);
    int64_t undo = begin(&w, w.p, &w.p->back[1].call, NULL, second);
    end(&w, undo, GATE_DONE);
    cr_expect_eq(rig_get(w.j, second, a).undone_by, undo);
    arena_free(a);
    close_world(&w);
}
