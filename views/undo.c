#include "views/undo.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/store/plan_catch_up.h"
#include "client/store/plan_file.h"

static void skip_undone(struct plan *made, struct journal *j)
{
    struct arena *arena = arena_new();

    for (size_t i = 0; i < made->n_steps; i++) {
        struct plan_step *s = &made->steps[i];
        struct journal_entry e;
        struct err err;

        arena_reset(arena);
        if (s->state == PLAN_STEP_DONE && s->entry != 0 &&
            journal_get(j, s->entry, arena, &e, &err) && e.undone_by != 0)
            s->state = PLAN_STEP_SKIPPED;
    }
    arena_free(arena);
}

struct plan *undo_make(struct plan *made, struct journal *j, int64_t now_ms)
{
    skip_undone(made, j);
    return plan_undo(made, now_ms);
}

static struct plan *from_plan(struct app *a, const struct journal_entry *e)
{
    struct err err;
    struct plan *made = e->plan[0] != '\0' ? plan_load(e->plan, &err) : NULL;

    if (made != NULL)
        plan_catch_up(made, app_journal(a));
    struct plan *undo = made != NULL ? undo_make(made, app_journal(a), app_now_ms(a)) : NULL;

    plan_free(made);
    return undo;
}

/* The single call that the entry kept. */
static struct plan *from_entry(struct app *a, const struct journal_entry *e, struct err *err)
{
    const struct operation *op = operation_find(e->undo_operation);
    struct arena *arena = arena_new();
    struct plan *undo = NULL;
    const struct json *j = NULL;
    void *input = NULL;

    if (op == NULL || op->input == NULL)
        (void)err_set(err, ERR_USAGE, "this change cannot be undone: %s",
                      e->undo_note[0] != '\0' ? e->undo_note : _("it has no way back"));
    else
        j = json_parse(str_of(e->undo_request), arena, err);
    if (j != NULL) {
        input = arena_alloc(arena, 1, op->input->size);
        if (record_decode_whole(op->input, j, arena, input, err))
            undo = plan_new("undo", app_now_ms(a));
    }
    if (undo != NULL) {
        int step =
            plan_add_step(undo, &(struct plan_step){.text = e->target, .call = {op, input}});

        plan_add_target(undo, &(struct plan_target){.id = e->target,
                                                    .text = e->target,
                                                    .after = e->undo_note,
                                                    .things = -1,
                                                    .online = -1,
                                                    .step = step});
        undo->context = plan_text(undo, e->context);
        undo->account = plan_text(undo, e->account);
        undo->region = plan_text(undo, e->region);
        undo->title = plan_printf(undo, _("Undo: %s"), e->title);
        undo->verb = plan_text(undo, _("Undo"));
        undo->no_way_back = plan_text(undo, "Make the change again to have it back.");
        undo->undoes = e->id;
    }
    arena_free(arena);
    return undo;
}

void undo_entry(struct app *a, const struct journal_entry *e)
{
    struct err err;

    if (!journal_can_undo(e)) {
        (void)err_set(&err, ERR_USAGE, "%s: this cannot be undone%s%s",
                      e->title[0] != '\0' ? e->title : e->operation,
                      e->undo_note[0] != '\0' ? ": " : "", e->undo_note);
        app_error(a, &err);
        return;
    }
    struct plan *undo = from_plan(a, e);

    if (undo == NULL)
        undo = from_entry(a, e, &err);
    if (undo != NULL)
        (void)app_review(a, undo);
    else
        app_error(a, &err);
}

void undo_last(struct app *a)
{
    struct arena *arena = arena_new();
    struct journal_entry e;
    struct err err;

    if (!journal_last_undoable(app_journal(a), app_context(a)->name, arena, &e, &err))
        app_error(a, &err);
    else if (e.id == 0)
        app_message(a, MESSAGE_INFO, "There is nothing to undo in this context.");
    else
        undo_entry(a, &e);
    arena_free(arena);
}
