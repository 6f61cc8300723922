/* From one state of a run to the next. */
#include "client/store/plan_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_file.h"
#include "client/store/plan_inside.h"

static int64_t now_us(const struct plan_run *r)
{
    return loop_now_us(r->o.loop);
}

static void save(struct plan_run *r)
{
    struct err err;

    r->saved_us = now_us(r);
    if (!plan_save(r->o.plan, &err) && r->err.kind == ERR_NONE)
        r->err = err; /* the journal has it all; said at the end */
}

void plan_run_save_now_and_then(struct plan_run *r)
{
    if (now_us(r) - r->saved_us >= PLAN_RUN_SAVE_MS * 1000)
        save(r);
}

void plan_run_stop_because(struct plan_run *r, const struct err *why)
{
    r->stopping = true;
    if (r->err.kind == ERR_NONE)
        r->err = *why;
}

/* ---- from one state to the next ---- */

static void enter(struct plan_run *r, enum plan_run_state state)
{
    r->state = state;
    r->next = 0;
}

static void end(struct plan_run *r)
{
    struct plan *p = r->o.plan;
    bool started = false;

    for (size_t i = 0; i < p->n_steps; i++) {
        started |= p->steps[i].state != PLAN_STEP_READY;
        if (p->steps[i].state == PLAN_STEP_READY && p->stage == PLAN_STARTED && r->stopping)
            p->steps[i].state = PLAN_STEP_SKIPPED;
    }
    p->stage = started ? PLAN_ENDED : PLAN_NEW;
    enter(r, PLAN_RUN_ENDED);
    save(r);
}

static void drifted(struct plan_run *r)
{
    struct err err;
    size_t n = plan_drifted(r->o.plan);

    (void)err_set(&err, ERR_USAGE, "%zu target%s changed since the plan was made", n,
                  n == 1 ? "" : "s");
    (void)err_advise(&err, "look at what is different, then make the plan again");
    plan_run_stop_because(r, &err);
}

static void on_watch_timer(void *ctx)
{
    struct plan_run *r = ctx;

    r->timer = NULL;
    r->next = 0;
    plan_run_pump(r);
}

static int64_t task_failures(const struct plan_run *r)
{
    int64_t n = 0;

    for (size_t i = 0; i < r->o.plan->n_steps; i++)
        n += r->o.plan->steps[i].failed > 0 ? r->o.plan->steps[i].failed : 0;
    return n;
}

static void judge_wave(struct plan_run *r)
{
    struct err err;
    int64_t failed = task_failures(r);

    if (r->o.plan->stop_after <= 0 || failed < r->o.plan->stop_after || r->stopping)
        return;
    (void)err_set(&err, ERR_SERVICE, "stopped: the action failed on %lld finding%s",
                  (long long)failed, failed == 1 ? "" : "s");
    (void)err_advise(&err, "the task says why, finding by finding (:tasks)");
    plan_run_stop_because(r, &err);
}

static bool wave_is_open(const struct plan *p, int wave)
{
    for (size_t i = 0; i < p->n_steps; i++)
        if (p->steps[i].wave == wave &&
            (p->steps[i].state == PLAN_STEP_READY || p->steps[i].state == PLAN_STEP_UNKNOWN))
            return true;
    return false;
}

static bool is_last_wave(const struct plan_run *r)
{
    return r->wave + 1 >= plan_waves(r->o.plan);
}

static void on_pause_over(void *ctx)
{
    struct plan_run *r = ctx;

    r->timer = NULL;
    plan_run_go_on(r);
}

static void pause_or_end(struct plan_run *r)
{
    judge_wave(r);
    if (r->stopping || is_last_wave(r)) {
        end(r);
        return;
    }
    enter(r, PLAN_RUN_PAUSED);
    save(r);
    r->next_us = 0;
    if (r->o.plan->pause_ms > 0) {
        r->next_us = now_us(r) + r->o.plan->pause_ms * 1000;
        r->timer = loop_add_timer(r->o.loop, r->o.plan->pause_ms * 1000, on_pause_over, r);
    }
}

static bool watches(const struct plan_run *r)
{
    for (size_t i = 0; i < r->o.plan->n_steps; i++)
        if (plan_ask_is_running_task(r, &r->o.plan->steps[i]))
            return true;
    return false;
}

/* On the way back: what somebody has changed since stays as they left it, the rest goes. */
static void leave_drifted(struct plan_run *r)
{
    for (size_t i = 0; i < r->o.plan->n_targets; i++) {
        struct plan_target *t = &r->o.plan->targets[i];

        if (t->drift == NULL || t->step < 0)
            continue;
        r->o.plan->steps[t->step].state = PLAN_STEP_SKIPPED;
        r->o.plan->steps[t->step].result =
            plan_printf(r->o.plan, _("is %s now: left as it is"),
                        t->drift[0] == '!' ? _("gone") : t->drift);
        t->drift = NULL;
    }
}

static void begin_to_send(struct plan_run *r)
{
    if (plan_drifted(r->o.plan) > 0 && plan_is_undo(r->o.plan))
        leave_drifted(r);
    else if (plan_drifted(r->o.plan) > 0)
        drifted(r);
    if (r->stopping) {
        end(r);
        return;
    }
    r->o.plan->stage = PLAN_STARTED;
    enter(r, PLAN_RUN_SENDING);
}

/* Nothing is in flight and this state has no more questions. */
static void move_on(struct plan_run *r)
{
    switch (r->state) {
    case PLAN_RUN_CHECKING: begin_to_send(r); break;
    case PLAN_RUN_SENDING: enter(r, PLAN_RUN_SETTLING); break;
    case PLAN_RUN_SETTLING: enter(r, PLAN_RUN_WATCHING); break;
    case PLAN_RUN_WATCHING: pause_or_end(r); break;
    case PLAN_RUN_PAUSED:
    case PLAN_RUN_ENDED: break;
    }
}

static bool ask_next(struct plan_run *r)
{
    switch (r->state) {
    case PLAN_RUN_CHECKING: return plan_ask_probe(r);
    case PLAN_RUN_SENDING: return plan_ask_send(r);
    case PLAN_RUN_SETTLING: return plan_ask_settle(r);
    case PLAN_RUN_WATCHING: return plan_ask_watch(r);
    case PLAN_RUN_PAUSED:
    case PLAN_RUN_ENDED: break;
    }
    return false;
}

static void on_notice(void *ctx)
{
    struct plan_run *r = ctx;

    r->notice = NULL;
    r->o.on_change(r->o.ctx); /* may free r */
}

static void notify(struct plan_run *r)
{
    if (r->notice == NULL)
        r->notice = loop_add_timer(r->o.loop, 0, on_notice, r);
}

static bool rests(const struct plan_run *r)
{
    return r->state == PLAN_RUN_PAUSED || r->state == PLAN_RUN_ENDED;
}

void plan_run_pump(struct plan_run *r)
{
    notify(r);
    while (r->timer == NULL) {
        while (r->in_flight < PLAN_RUN_IN_FLIGHT && ask_next(r))
            ;
        if (r->in_flight > 0 || rests(r))
            return;
        if (r->state == PLAN_RUN_WATCHING && watches(r) && !r->stopping)
            r->timer = loop_add_timer(r->o.loop, PLAN_RUN_WATCH_MS * 1000, on_watch_timer, r);
        else
            move_on(r);
    }
}

/* ---- from outside ---- */

struct plan_run *plan_run_start(const struct plan_run_options *o, struct err *err)
{
    if (!plan_save(o->plan, err)) {
        (void)err_advise(err, "nothing was sent: the plan and its way back must be kept first");
        return NULL;
    }
    struct plan_run *r = mem_alloc(1, sizeof *r);
    const int waves = plan_waves(o->plan);

    r->o = *o;
    (void)snprintf(r->typed, sizeof r->typed, "%s", o->typed);
    (void)snprintf(r->approved_by, sizeof r->approved_by, "%s", o->approved_by);
    r->arena = arena_new();
    r->saved_us = now_us(r);
    while (r->wave + 1 < waves && !wave_is_open(o->plan, r->wave) && !watches(r))
        r->wave++; /* a task that nobody saw end is judged before what follows */
    plan_run_pump(r);
    return r;
}

void plan_run_free(struct plan_run *r)
{
    if (r == NULL)
        return;
    for (size_t i = 0; i < COUNT_OF(r->asked); i++) {
        struct asked *q = &r->asked[i];

        if (q->call != NULL && q->question == ASK_SEND)
            r->o.plan->steps[q->at].state = PLAN_STEP_UNKNOWN;
        call_drop(q->call);
    }
    if (r->state != PLAN_RUN_ENDED)
        save(r);
    loop_remove_timer(r->timer);
    loop_remove_timer(r->notice);
    arena_free(r->arena);
    free(r);
}

void plan_run_stop(struct plan_run *r)
{
    struct err err;

    if (r->state == PLAN_RUN_ENDED)
        return;
    if (r->stopping) {
        for (size_t i = 0; i < COUNT_OF(r->asked); i++)
            if (r->asked[i].call != NULL)
                call_cancel(r->asked[i].call);
        return;
    }
    (void)err_set(&err, ERR_CANCELED, "stopped by hand");
    plan_run_stop_because(r, &err);
    loop_remove_timer(r->timer);
    r->timer = NULL;
    if (r->state == PLAN_RUN_PAUSED)
        end(r);
    plan_run_pump(r);
}

void plan_run_go_on(struct plan_run *r)
{
    if (r->state != PLAN_RUN_PAUSED)
        return;
    loop_remove_timer(r->timer);
    r->timer = NULL;
    r->wave++;
    enter(r, PLAN_RUN_CHECKING);
    plan_run_pump(r);
}

enum plan_run_state plan_run_state(const struct plan_run *r)
{
    return r->state;
}

int plan_run_wave(const struct plan_run *r)
{
    return r->wave;
}

bool plan_run_stopping(const struct plan_run *r)
{
    return r->stopping && r->state != PLAN_RUN_ENDED;
}

int64_t plan_run_next_us(const struct plan_run *r)
{
    return r->next_us;
}

const struct err *plan_run_err(const struct plan_run *r)
{
    return &r->err;
}

const char *plan_run_then(const struct plan_run *r)
{
    return r->then;
}
