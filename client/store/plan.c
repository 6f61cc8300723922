#include "client/store/plan.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "client/api/detect_mitigation.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/net/input_copy.h"

enum { PLAN_KINDS_MAX = 32 };

const char *plan_step_state_name(enum plan_step_state s)
{
    static const char *const names[PLAN_STEP_STATES] = {
        [PLAN_STEP_READY] = N_("ready"),     [PLAN_STEP_SENDING] = N_("sending"),
        [PLAN_STEP_DONE] = N_("done"),       [PLAN_STEP_REFUSED] = N_("refused"),
        [PLAN_STEP_UNKNOWN] = N_("unknown"), [PLAN_STEP_SKIPPED] = N_("skipped"),
    };

    return names[s];
}

/* Short enough to be read over the telephone. */
static void make_id(char out[PLAN_ID_MAX])
{
    uint32_t bits = 0;

    if (getrandom(&bits, sizeof bits, 0) != sizeof bits)
        bug("getrandom() gave nothing");
    (void)snprintf(out, PLAN_ID_MAX, "%08x", bits);
}

struct plan *plan_new(const char *kind, int64_t now_ms)
{
    struct plan *p = mem_alloc(1, sizeof *p);

    p->arena = arena_new();
    make_id(p->id);
    p->kind = plan_text(p, kind);
    p->title = p->verb = p->context = p->account = p->region = "";
    p->ticket = p->reason = p->by = p->undoes_plan = "";
    p->created_ms = p->computed_ms = now_ms;
    p->reach = GATE_REACH_UNKNOWN;
    p->stop_after = 1;
    return p;
}

void plan_free(struct plan *p)
{
    if (p == NULL)
        return;
    arena_free(p->arena);
    free(p->targets);
    free(p->steps);
    free(p->back);
    free(p->facts);
    free(p->things);
    free(p->approvals);
    free(p);
}

const char *plan_text(struct plan *p, const char *text)
{
    return text != NULL ? arena_str(p->arena, text) : NULL;
}

const char *plan_printf(struct plan *p, const char *fmt, ...)
{
    char text[4096];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    return arena_str(p->arena, text);
}

static struct plan_call copy_call(struct plan *p, const struct plan_call *c)
{
    struct plan_call copy = {c->op, NULL};

    if (c->op == NULL || c->op->input == NULL)
        return copy;
    void *input = c->input != NULL ? input_copy(c->op->input, c->input, p->arena)
                                   : arena_alloc(p->arena, 1, c->op->input->size);
    if (c->op->effect == EFFECT_MUTATE)
        operation_fill_token(c->op, input, p->arena);
    copy.input = input;
    return copy;
}

int plan_add_target(struct plan *p, const struct plan_target *t)
{
    p->targets = mem_grow(p->targets, &p->targets_cap, p->n_targets + 1, sizeof *p->targets);
    p->targets[p->n_targets] = (struct plan_target){
        .id = plan_text(p, t->id),
        .text = plan_text(p, t->text),
        .before = plan_text(p, t->before),
        .after = plan_text(p, t->after),
        .left_out = plan_text(p, t->left_out),
        .things = t->things,
        .online = t->online,
        .probe = {copy_call(p, &t->probe.call), plan_text(p, t->probe.paths),
                  plan_text(p, t->probe.seen)},
        .step = t->step,
        .drift = plan_text(p, t->drift),
    };
    return (int)p->n_targets++;
}

int plan_add_step(struct plan *p, const struct plan_step *s)
{
    p->steps = mem_grow(p->steps, &p->steps_cap, p->n_steps + 1, sizeof *p->steps);
    p->steps[p->n_steps] = (struct plan_step){.text = plan_text(p, s->text),
                                              .call = copy_call(p, &s->call),
                                              .wave = s->wave,
                                              .state = s->state,
                                              .result = plan_text(p, s->result),
                                              .entry = s->entry,
                                              .undoes = s->undoes,
                                              .failed = -1,
                                              .acted = -1};
    return (int)p->n_steps++;
}

static struct plan_probe copy_probe(struct plan *p, const struct plan_probe *probe)
{
    return (struct plan_probe){copy_call(p, &probe->call), plan_text(p, probe->paths),
                               plan_text(p, probe->seen)};
}

void plan_add_back(struct plan *p, const struct plan_back *b)
{
    p->back = mem_grow(p->back, &p->back_cap, p->n_back + 1, sizeof *p->back);
    p->back[p->n_back++] = (struct plan_back){b->step,
                                              plan_text(p, b->text),
                                              copy_call(p, &b->call),
                                              plan_text(p, b->note),
                                              copy_probe(p, &b->probe),
                                              b->wave};
}

void plan_add_thing(struct plan *p, const struct plan_thing *t)
{
    p->things = mem_grow(p->things, &p->things_cap, p->n_things + 1, sizeof *p->things);
    p->things[p->n_things++] =
        (struct plan_thing){plan_text(p, t->name), plan_text(p, t->state)};
}

void plan_add_fact(struct plan *p, const struct plan_fact *f)
{
    p->facts = mem_grow(p->facts, &p->facts_cap, p->n_facts + 1, sizeof *p->facts);
    p->facts[p->n_facts++] = (struct plan_fact){
        plan_text(p, f->section), plan_text(p, f->label), plan_text(p, f->text), f->tone};
}

void plan_add_approval(struct plan *p, const char *by, int64_t at_ms)
{
    p->approvals =
        mem_grow(p->approvals, &p->approvals_cap, p->n_approvals + 1, sizeof *p->approvals);
    p->approvals[p->n_approvals++] = (struct plan_approval){plan_text(p, by), at_ms};
}

const char *plan_call_task(const struct plan_call *c)
{
    const struct start_audit_mitigation_actions_task_input *audit = c->input;
    const struct start_detect_mitigation_actions_task_input *detect = c->input;

    if (c->op == &op_start_audit_mitigation_actions_task)
        return audit->task_id;
    return c->op == &op_start_detect_mitigation_actions_task ? detect->task_id : NULL;
}

int plan_waves(const struct plan *p)
{
    int last = 0;

    for (size_t i = 0; i < p->n_steps; i++)
        last = p->steps[i].wave > last ? p->steps[i].wave : last;
    return p->n_steps > 0 ? last + 1 : 0;
}

size_t plan_count(const struct plan *p, enum plan_step_state s)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_steps; i++)
        n += p->steps[i].state == s;
    return n;
}

size_t plan_acting(const struct plan *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_targets; i++)
        n += p->targets[i].left_out == NULL;
    return n;
}

size_t plan_drifted(const struct plan *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_targets; i++)
        n += p->targets[i].drift != NULL;
    return n;
}

static int64_t at_least(int64_t all, int64_t one)
{
    return all >= 0 && one > all ? one : all;
}

struct gate_reach plan_reach(const struct plan *p)
{
    struct gate_reach r = p->reach;
    const int64_t acting = (int64_t)plan_acting(p);

    r.targets = acting > r.targets ? acting : r.targets;
    for (size_t i = 0; i < p->n_targets; i++) {
        if (p->targets[i].left_out != NULL)
            continue;
        r.things = at_least(r.things, p->targets[i].things);
        r.online = at_least(r.online, p->targets[i].online);
    }
    return r;
}

bool plan_is_undo(const struct plan *p)
{
    return p->undoes_plan[0] != '\0' || p->undoes != 0;
}

/* Also what may have been carried out, when a second time changes nothing. */
static bool is_open(const struct plan_step *s)
{
    return s->state == PLAN_STEP_READY || s->state == PLAN_STEP_REFUSED ||
           s->state == PLAN_STEP_SKIPPED ||
           (s->state == PLAN_STEP_UNKNOWN && s->call.op->retry == RETRY_SAFE);
}

size_t plan_open(const struct plan *p)
{
    size_t n = 0;

    for (size_t i = 0; i < p->n_steps; i++)
        n += is_open(&p->steps[i]);
    return n;
}

size_t plan_to_do(const struct plan *p)
{
    size_t open = plan_open(p);

    return open > 0 ? open : plan_count(p, PLAN_STEP_UNKNOWN);
}

void plan_reopen(struct plan *p)
{
    for (size_t i = 0; i < p->n_steps; i++) {
        if (!is_open(&p->steps[i]))
            continue;
        p->steps[i].state = PLAN_STEP_READY;
        p->steps[i].result = NULL;
    }
    for (size_t i = 0; i < p->n_targets; i++)
        p->targets[i].drift = NULL;
    p->stage = PLAN_NEW;
}

/* ---- the way back ---- */

/* A step with several ways back is undone with the last of them. */
static int64_t undone_entry(const struct plan *p, size_t back)
{
    for (size_t i = 0; i < back; i++)
        if (p->back[i].step == p->back[back].step)
            return 0;
    return p->steps[p->back[back].step].entry;
}

static void add_undo_step(struct plan *undo, const struct plan_back *b, int64_t undoes)
{
    int step = plan_add_step(
        undo, &(struct plan_step){
                  .text = b->text, .call = b->call, .wave = b->wave, .undoes = undoes});

    if (b->wave > 0)
        undo->pause_ms = PLAN_NO_PAUSE_MS;

    plan_add_target(undo,
                    &(struct plan_target){.id = b->text,
                                          .text = b->text,
                                          .before = "",
                                          .after = b->note != NULL ? b->note : b->call.op->name,
                                          .things = -1,
                                          .online = -1,
                                          .probe = b->probe,
                                          .step = step});
}

/* Last done, first undone. */
struct plan *plan_undo(const struct plan *p, int64_t now_ms)
{
    struct plan *undo = plan_new("undo", now_ms);

    undo->context = plan_text(undo, p->context);
    undo->account = plan_text(undo, p->account);
    undo->region = plan_text(undo, p->region);
    undo->ticket = plan_text(undo, p->ticket);
    undo->undoes_plan = plan_text(undo, p->id);
    undo->reach = GATE_REACH_UNKNOWN; /* devices get back what they had */
    for (size_t i = p->n_back; i-- > 0;)
        if (p->steps[p->back[i].step].state == PLAN_STEP_DONE)
            add_undo_step(undo, &p->back[i], undone_entry(p, i));
    if (undo->n_steps == 0) {
        plan_free(undo);
        return NULL;
    }
    undo->title = plan_printf(undo, _("Undo: %s"), p->title);
    undo->verb = plan_printf(undo, _("Undo %zu"), undo->n_steps);
    undo->no_way_back = plan_text(undo, _("Make the change again to have it back."));
    undo->stop_after = (int)undo->n_steps; /* as much as possible goes back */
    return undo;
}

/* ---- for people ---- */

void plan_put_calls(const struct plan *p, struct buf *out)
{
    struct {
        const struct operation *op;
        size_t n;
    } kinds[PLAN_KINDS_MAX] = {{NULL, 0}};
    size_t n_kinds = 0;

    for (size_t i = 0; i < p->n_steps; i++) {
        size_t k = 0;

        while (k < n_kinds && kinds[k].op != p->steps[i].call.op)
            k++;
        if (k == PLAN_KINDS_MAX)
            continue; /* more kinds than the gate lets through */
        n_kinds = k == n_kinds ? n_kinds + 1 : n_kinds;
        kinds[k].op = p->steps[i].call.op;
        kinds[k].n++;
    }
    for (size_t k = 0; k < n_kinds; k++)
        buf_printf(out, "%s%zu x %s", k > 0 ? ", " : "", kinds[k].n, kinds[k].op->name);
}
