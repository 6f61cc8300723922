/* What can be changed from here: what is known of it, the gate, its window, the review of a
 * plan. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/plan_file.h"
#include "views/app_inside.h"
#include "views/changes.h"
#include "views/plan_guard.h"

enum { SECOND_MS = 1000, MINUTE_MS = 60 * SECOND_MS };

struct gate *app_gate(const struct app *a)
{
    return a->gate;
}

struct changes *app_changes(const struct app *a)
{
    return a->changes;
}

struct history *app_history(const struct app *a)
{
    return a->past;
}

struct history_recorder *app_recorder(const struct app *a)
{
    return a->recorder;
}

struct schedules *app_schedules(const struct app *a)
{
    return a->schedules;
}

struct devices *app_devices(const struct app *a)
{
    return a->devices;
}

bool app_may_prepare(const struct app *a, const struct operation *op, struct err *err)
{
    return a->is_command || gate_allows(a->gate, op, err);
}

const char *app_why_not(struct app *a, const struct operation *op)
{
    struct err err;

    if (gate_allows(a->gate, op, &err))
        return NULL;
    (void)snprintf(a->why_not, sizeof a->why_not, "%s",
                   err.advice[0] != '\0' ? err.advice : err.text);
    return a->why_not;
}

const char *app_why_not_key(struct app *a, const char *action,
                            const struct app_change_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(keys[i].action, action) == 0)
            return app_why_not(a, keys[i].op);
    return NULL;
}

static void on_countdown(void *ctx)
{
    struct app *a = ctx;

    a->gate_timer = NULL;
    app_gate_changed(a);
}

/* When the header says something else: it counts minutes, then seconds. */
static int64_t next_ms(int64_t idle_ms, int64_t window_ms)
{
    if (idle_ms <= MINUTE_MS)
        return idle_ms % SECOND_MS;
    int64_t minute_ms = window_ms % MINUTE_MS;

    return minute_ms < idle_ms - MINUTE_MS ? minute_ms : idle_ms - MINUTE_MS;
}

void app_gate_changed(struct app *a)
{
    int64_t idle_ms = gate_left_ms(a->gate);

    loop_remove_timer(a->gate_timer);
    a->gate_timer = NULL;
    app_redraw(a);
    if (idle_ms > 0 && idle_ms != INT64_MAX)
        a->gate_timer = loop_add_timer(
            a->loop, (next_ms(idle_ms, gate_window_ms(a->gate)) + 1) * 1000, on_countdown, a);
}

void app_sign_plan(const struct app *a, struct plan *plan)
{
    plan->context = plan_text(plan, a->context.name);
    plan->account = plan_text(plan, a->context.account);
    plan->region = plan_text(plan, a->context.region);
    plan->by = plan_text(plan, a->person);
    if (plan->ticket[0] == '\0')
        plan->ticket = plan_text(plan, gate_ticket(a->gate));
    plan->reach.targets = (int64_t)plan_acting(plan);
}

/* The way back of what was done somewhere else is not gone here. */
static bool is_of_here(const struct app *a, const struct plan *plan, struct err *err)
{
    if (plan->region[0] == '\0' || !plan_guard_elsewhere(plan, &a->context))
        return true;
    (void)err_set(err, ERR_DENIED, "What this takes back was done in %.60s (%s/%.60s).",
                  plan->context, plan->account[0] != '\0' ? plan->account : "?", plan->region);
    return err_advise(err, "go there to undo it: :context, :region");
}

bool app_review(struct app *a, struct plan *plan)
{
    struct err err;
    bool ok = is_of_here(a, plan, &err);

    if (ok) {
        app_sign_plan(a, plan);
        ok = plan_save(plan, &err);
    }

    if (!ok)
        app_error(a, &err);
    else
        ok = app_openf(a, "plan %s", plan->id);
    plan_free(plan);
    return ok;
}

void app_replace_review(struct app *a, const char *view)
{
    level_close(app_top(a));
    a->depth--;
    if (a->depth > 1 && app_top(a)->spec->widget == SCREEN_FORM) {
        level_close(app_top(a));
        a->depth--;
    }
    if (strcmp(view, PLAN_THEN_BACK) != 0 && !level_is(app_top(a), view)) {
        (void)app_open(a, view);
        return;
    }
    stack_show(a);
    history_note(a);
}

/* ---- screens without a keyboard ---- */

void app_act(struct app *a, const char *action)
{
    const struct level *top = app_top(a);

    if (top->state != NULL && top->spec->act != NULL && !app_regions_stop(a, action))
        (void)top->spec->act(top->state, action);
}

bool app_is_form(const struct app *a)
{
    const struct level *top = app_top_const(a);

    return top->spec->print != NULL && top->state != NULL;
}

static const struct level *form_level(struct app *a, struct err *err)
{
    if (app_is_form(a)) {
        (void)app_frame(a); /* why there is none is known to who draws it */
        return app_top(a);
    }
    (void)err_set(err, ERR_USAGE, "%.80s is no form", app_view(a));
    (void)err_advise(err, "--keys presses what opens one, like \"* x\" on a list");
    return NULL;
}

bool app_form_print(struct app *a, struct buf *out, struct err *err)
{
    const struct level *top = form_level(a, err);

    return top != NULL &&
           (top->spec->print(top->state, out) || top->spec->sound(top->state, err));
}

bool app_form_fill(struct app *a, struct str text, struct err *err)
{
    const struct level *top = form_level(a, err);

    return top != NULL && top->spec->fill(top->state, text, err);
}

bool app_form_submit(struct app *a, struct err *err)
{
    const struct level *top = form_level(a, err);
    const void *state = top != NULL ? top->state : NULL;

    if (top == NULL)
        return false;
    top->spec->submit(top->state);
    return app_top(a)->state != state || app_top(a)->spec->sound(state, err);
}
