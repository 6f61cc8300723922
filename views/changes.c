#include "views/changes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/base/mem.h"
#include "client/store/unfinished.h"
#include "views/app_inside.h"

enum { DONE_MAX = 16 }; /* forms that may still be open behind what they started */

struct changes {
    struct app *app;
    struct plan *plan;
    struct plan_run *run;
    bool told; /* how it ended */
    uint64_t count, revision;
    char done[DONE_MAX][PLAN_ID_MAX]; /* ring */
    size_t n_done;
};

struct changes *changes_new(struct app *app)
{
    struct changes *c = mem_alloc(1, sizeof *c);

    c->app = app;
    return c;
}

void changes_free(struct changes *c)
{
    if (c == NULL)
        return;
    plan_run_free(c->run);
    plan_free(c->plan);
    free(c);
}

static void remember_done(struct changes *c)
{
    (void)snprintf(c->done[c->n_done % DONE_MAX], PLAN_ID_MAX, "%s", c->plan->id);
    c->n_done++;
}

/* What became of it comes first: a long title is cut at its end. */
static void tell(struct changes *c)
{
    const struct plan *p = c->plan;
    const size_t done = plan_count(p, PLAN_STEP_DONE), open = plan_open(p),
                 unknown = plan_count(p, PLAN_STEP_UNKNOWN);
    const struct err *err = plan_run_err(c->run);

    if (open == 0 && unknown == 0 && err->kind == ERR_NONE)
        app_message(c->app, MESSAGE_OK, "Done: %s.", p->title);
    else if (unknown > 0)
        app_message(c->app, MESSAGE_ERROR,
                    "%zu done, of %zu it is not known whether they were, look before sending "
                    "again: %s.",
                    done, unknown, p->title);
    else if (err->kind != ERR_NONE)
        app_error(c->app, err);
    else
        app_message(c->app, MESSAGE_ERROR, "%zu done, %zu not, the plan says which: %s.", done,
                    open, p->title);
}

/* Where the plan leads, for somebody who is still looking at it. */
static void follow(struct changes *c)
{
    char view[64];

    (void)snprintf(view, sizeof view, "plan %s", c->plan->id);
    if (plan_run_then(c->run)[0] != '\0' && strcmp(app_view(c->app), view) == 0)
        app_replace_review(c->app, plan_run_then(c->run));
}

static void nudge_tasks(struct app *app)
{
    described_nudge(app_tasks(app));
    described_nudge(app_detect_tasks(app));
}

static void on_change(void *ctx)
{
    struct changes *c = ctx;

    c->revision++;
    app_redraw(c->app);
    if (plan_run_state(c->run) == PLAN_RUN_PAUSED || plan_run_state(c->run) == PLAN_RUN_ENDED)
        devices_expire(app_devices(c->app));
    if (plan_run_state(c->run) == PLAN_RUN_WATCHING)
        nudge_tasks(c->app);
    if (plan_run_state(c->run) != PLAN_RUN_ENDED || c->told)
        return;
    c->told = true;
    if (plan_count(c->plan, PLAN_STEP_DONE) > 0 || plan_count(c->plan, PLAN_STEP_UNKNOWN) > 0) {
        c->count++;
        audit_runs_refresh(app_runs(c->app));
        schedules_refresh(app_schedules(c->app));
    }
    tell(c);
    if (c->plan->stage == PLAN_NEW)
        unfinished_remove(c->plan->id); /* nothing of it was sent */
    if (plan_open(c->plan) > 0 || plan_count(c->plan, PLAN_STEP_UNKNOWN) > 0)
        return;
    unfinished_remove(c->plan->id);
    remember_done(c);
    follow(c);
}

static const char *canceled_task(const struct plan *p)
{
    const struct cancel_audit_mitigation_actions_task_input *audit = p->steps[0].call.input;
    const struct cancel_detect_mitigation_actions_task_input *detect = p->steps[0].call.input;

    if (p->n_steps != 1)
        return NULL;
    if (p->steps[0].call.op == &op_cancel_audit_mitigation_actions_task)
        return audit->task_id;
    return p->steps[0].call.op == &op_cancel_detect_mitigation_actions_task ? detect->task_id
                                                                            : NULL;
}

/* A plan that only watches its task, or waits, ends when that task is to be canceled: no
 * further wave is sent, and nothing is in flight that changes anything. */
static bool gives_way(const struct changes *c, const struct plan *plan)
{
    const enum plan_run_state state = plan_run_state(c->run);
    const char *task = plan->n_steps > 0 ? canceled_task(plan) : NULL;

    if (task == NULL || (state != PLAN_RUN_WATCHING && state != PLAN_RUN_PAUSED))
        return false;
    for (size_t i = 0; i < c->plan->n_steps; i++) {
        const char *started = plan_call_task(&c->plan->steps[i].call);

        if (started != NULL && strcmp(started, task) == 0)
            return true;
    }
    return false;
}

bool changes_start(struct changes *c, struct plan *plan, const char *typed, struct err *err)
{
    if (changes_going(c) && !gives_way(c, plan)) {
        if (plan != c->plan)
            plan_free(plan);
        (void)err_set(err, ERR_USAGE, "another change is being carried out: %s",
                      c->plan->title);
        return err_advise(err, "wait for its end, or stop it: :plan %s", c->plan->id);
    }
    if (app_client(c->app) == NULL) {
        if (plan != c->plan)
            plan_free(plan);
        return err_set(err, ERR_CONNECT, "not connected: nothing was sent");
    }
    c->revision++;
    plan_run_free(c->run);
    c->run = NULL;
    if (plan != c->plan)
        plan_free(c->plan);
    c->plan = plan;
    c->told = false;
    const char *approved = plan->n_approvals > 0 ? plan->approvals[0].by : "";

    c->run = plan_run_start(&(struct plan_run_options){.loop = app_loop(c->app),
                                                       .client = app_client(c->app),
                                                       .plan = plan,
                                                       .typed = typed,
                                                       .approved_by = approved,
                                                       .on_change = on_change,
                                                       .ctx = c},
                            err);
    if (c->run != NULL)
        unfinished_add(plan, app_now_ms(c->app));
    app_redraw(c->app);
    return c->run != NULL;
}

bool changes_going(const struct changes *c)
{
    return c->run != NULL && plan_run_state(c->run) != PLAN_RUN_ENDED;
}

struct plan *changes_plan(const struct changes *c, const char *id)
{
    return c->plan != NULL && strcmp(c->plan->id, id) == 0 ? c->plan : NULL;
}

struct plan_run *changes_run(const struct changes *c)
{
    return c->run;
}

uint64_t changes_revision(const struct changes *c)
{
    return c->revision;
}

uint64_t changes_count(const struct changes *c)
{
    return c->count;
}

bool changes_moved(const struct changes *c, uint64_t *seen, bool asking)
{
    if (*seen == c->count || asking)
        return false;
    *seen = c->count;
    return true;
}

bool changes_done(const struct changes *c, const char *id)
{
    for (size_t i = 0; i < c->n_done && i < DONE_MAX; i++)
        if (strcmp(c->done[i], id) == 0)
            return true;
    return false;
}
