#include "views/task_review.h"

#include <stdio.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_catch_up.h"
#include "client/store/plan_file.h"
#include "views/undo.h"

/* ---- states ---- */

static enum style style_of(const char *state)
{
    static const struct {
        const char *state;
        enum style style;
    } styles[] = {
        {"IN_PROGRESS", STYLE_RUNNING}, {"PENDING", STYLE_DIM},  {"COMPLETED", STYLE_OK},
        {"FAILED", STYLE_ERROR},        {"CANCELED", STYLE_DIM}, {"SKIPPED", STYLE_WARN},
        {"SUCCESSFUL", STYLE_OK},
    };

    for (size_t i = 0; state != NULL && i < COUNT_OF(styles); i++)
        if (strcmp(styles[i].state, state) == 0)
            return styles[i].style;
    return STYLE_TEXT;
}

enum style task_state_style(const char *state)
{
    return style_of(state);
}

enum style execution_style(const char *state)
{
    return style_of(state);
}

/* ---- cancel ---- */

const struct described_item *task_find(const struct app *app, const char *task_id)
{
    const struct described_item *item = described_find(app_tasks(app), task_id);

    return item != NULL ? item : described_find(app_detect_tasks(app), task_id);
}

const struct operation *task_cancel_operation(const struct described_item *item)
{
    return item->op == &op_describe_detect_mitigation_actions_task
               ? &op_cancel_detect_mitigation_actions_task
               : &op_cancel_audit_mitigation_actions_task;
}

static void add_cancel(struct plan *p, const struct mitigation_task *t,
                       const struct operation *op)
{
    const struct cancel_audit_mitigation_actions_task_input audit = {.task_id = t->id};
    const struct cancel_detect_mitigation_actions_task_input detect = {.task_id = t->id};
    int step =
        plan_add_step(p, &(struct plan_step){.text = t->id,
                                             .call = {op, t->alarms ? (const void *)&detect
                                                                    : (const void *)&audit}});

    plan_add_target(p, &(struct plan_target){.id = t->id,
                                             .text = plan_printf(p, _("task %s"), t->id),
                                             .before = _("in progress"),
                                             .after = _("canceled"),
                                             .things = -1,
                                             .online = -1,
                                             .step = step});
}

void task_cancel_review(struct app *app, const char *task_id)
{
    const struct described_item *item = task_find(app, task_id);
    struct mitigation_task t;

    if (item == NULL || !mitigation_task_read(item, &t) || !mitigation_task_going(&t)) {
        app_message(app, MESSAGE_INFO, "This task has ended; there is nothing to cancel.");
        return;
    }
    const char *word = t.alarms ? "alarms" : "findings";
    struct plan *p = plan_new("mitigate", app_now_ms(app));

    p->title = plan_printf(p, _("Cancel the task %s"), task_id);
    p->verb = plan_text(p, _("Cancel the task"));
    p->no_way_back = plan_text(p, _("A canceled task does not go on; another can be started."));
    p->then = plan_printf(p, "task %s", task_id);
    p->reach = (struct gate_reach){1, 0, 0, 0};
    plan_add_fact(p, &(struct plan_fact){
                         "what it does", "ends",
                         plan_printf(p, _("%s it has not come to stay as they are"), word),
                         PLAN_PLAIN});
    plan_add_fact(
        p, &(struct plan_fact){"what it does", "keeps",
                               plan_printf(p,
                                           _("what it did to %lld of %lld %s: canceling takes "
                                             "nothing back (u does)"),
                                           (long long)t.n.ok, (long long)t.n.total, word),
                               PLAN_WARN});
    add_cancel(p, &t, task_cancel_operation(item));
    (void)app_review(app, p);
}

/* ---- the way back ---- */

static bool starts_task(const struct plan_step *s, const char *task_id)
{
    const char *id = plan_call_task(&s->call);

    return id != NULL && strcmp(id, task_id) == 0;
}

/* Only what this task did goes back: to the undo, the other steps were never done. */
static struct plan *undo_of_task(struct app *app, const char *task_id)
{
    char id[MITIGATION_PLAN_ID];
    struct err err;
    struct plan *made = mitigation_task_plan(task_id, id) ? plan_load(id, &err) : NULL;
    struct plan *undo = NULL;
    bool found = false;

    if (made != NULL)
        plan_catch_up(made, app_journal(app));
    for (size_t i = 0; made != NULL && i < made->n_steps; i++) {
        bool mine = starts_task(&made->steps[i], task_id);

        found |= mine;
        /* A task that is there was started, whatever the plan's console came to know. */
        made->steps[i].state = mine ? PLAN_STEP_DONE : PLAN_STEP_SKIPPED;
    }
    if (found)
        undo = undo_make(made, app_journal(app), app_now_ms(app));
    if (undo != NULL)
        undo->title = plan_printf(undo, _("Undo what task %s did"), task_id);
    plan_free(made);
    return undo;
}

struct wanted {
    const char *task_id;
    struct arena *arena;
    int64_t id;
    char person[64];
};

static bool on_entry(void *ctx, const struct journal_entry *e)
{
    struct wanted *w = ctx;

    if ((strcmp(e->operation, op_start_audit_mitigation_actions_task.name) != 0 &&
         strcmp(e->operation, op_start_detect_mitigation_actions_task.name) != 0) ||
        strstr(e->request, w->task_id) == NULL)
        return true;
    w->id = e->id;
    (void)snprintf(w->person, sizeof w->person, "%s", e->person);
    return false;
}

/* The newest thousand changes: a task older than that is looked up in :journal. */
static bool find_entry(struct app *app, const char *task_id, struct wanted *w)
{
    char plan[MITIGATION_PLAN_ID];
    struct err err;
    const bool ours = mitigation_task_plan(task_id, plan);
    const struct journal_query q = {.plan = ours ? plan : NULL, .limit = 1000};

    *w = (struct wanted){.task_id = task_id};
    return journal_read(app_journal(app), &q, on_entry, w, &err) && w->id != 0;
}

void task_put_person(struct app *app, const char *task_id, struct buf *out)
{
    struct wanted w;

    if (find_entry(app, task_id, &w))
        buf_puts(out, w.person);
}

void task_undo_review(struct app *app, const char *task_id)
{
    struct plan *undo = undo_of_task(app, task_id);
    struct arena *arena = arena_new();
    struct journal_entry e;
    struct wanted w;
    struct err err;

    if (undo != NULL)
        (void)app_review(app, undo);
    else if (find_entry(app, task_id, &w) &&
             journal_get(app_journal(app), w.id, arena, &e, &err) && e.id != 0)
        undo_entry(app, &e);
    else
        app_message(app, MESSAGE_INFO,
                    "The way back of this task is not kept here: it was started elsewhere.");
    arena_free(arena);
}
