/* The questions a run asks, and what their answers mean. */
#include <stdio.h>
#include <string.h>

#include "client/api/detect_mitigation.h"
#include "client/base/i18n.h"
#include "client/store/plan_inside.h"
#include "client/store/plan_look.h"

/* ---- answers ---- */

static struct plan_step *step_at(struct plan_run *r, size_t i)
{
    return &r->o.plan->steps[i];
}

static const char *text_member(const struct record *rec, const void *output, const char *name)
{
    const struct field *f = output != NULL && rec != NULL ? record_field(rec, name) : NULL;
    const void *value = f != NULL && f->is.type == FIELD_STR ? field_value(f, output) : NULL;

    return value != NULL ? *(const char *const *)value : NULL;
}

/* "report {taskId}" with the member of the answer. */
static void fill_then(struct plan_run *r, const struct operation *op, const void *output)
{
    const char *then = r->o.plan->then, *open = then != NULL ? strchr(then, '{') : NULL;
    const char *shut = open != NULL ? strchr(open, '}') : NULL;
    char name[64];

    if (then != NULL && open == NULL)
        (void)snprintf(r->then, sizeof r->then, "%s", then);
    if (shut == NULL || (size_t)(shut - open) > sizeof name)
        return;
    (void)snprintf(name, sizeof name, "%.*s", (int)(shut - open - 1), open + 1);
    const char *value = text_member(op->output, output, name);

    if (value != NULL)
        (void)snprintf(r->then, sizeof r->then, "%.*s%s%s", (int)(open - then), then, value,
                       shut + 1);
}

static void see_probe(struct plan_run *r, size_t at, const void *output)
{
    struct plan_target *t = &r->o.plan->targets[at];
    struct buf now = BUF_INIT(8192);
    bool listed = true;

    if (output != NULL)
        listed = plan_look_see(&t->probe, output, &now);
    else
        buf_puts(&now, PLAN_LOOK_GONE);
    if (listed && strcmp(buf_text(&now), t->probe.seen) != 0)
        t->drift = plan_text(r->o.plan, buf_text(&now));
    buf_free(&now);
}

/* How far a task is, whichever kind; status NULL: not said. */
struct seen_task {
    const char *status;
    int64_t acted, failed;
};

static struct seen_task see_audit_task(const void *output)
{
    const struct describe_audit_mitigation_actions_task_output *out = output;
    const struct map_entry *e = out->task_statistics.items;
    struct seen_task t = {.status = out->task_status};

    for (size_t i = 0; i < out->task_statistics.n; i++) {
        const struct task_statistics_for_audit_check *c = e[i].value;

        t.failed += c->failed_findings_count.value + c->canceled_findings_count.value;
        t.acted += c->succeeded_findings_count.value;
    }
    return t;
}

/* Counts actions where the other counts findings, and ends as SUCCESSFUL. */
static struct seen_task see_detect_task(const void *output)
{
    const struct describe_detect_mitigation_actions_task_output *out = output;
    const struct detect_mitigation_actions_task_summary *t = out->task_summary;
    const struct detect_mitigation_actions_task_statistics *n =
        t != NULL ? t->task_statistics : NULL;

    return (struct seen_task){.status = t != NULL ? t->task_status : NULL,
                              .acted = n != NULL ? n->actions_executed.value : 0,
                              .failed = n != NULL ? n->actions_failed.value : 0};
}

static void see_task(struct plan_run *r, size_t at, const struct operation *op,
                     const void *output)
{
    struct plan_step *s = step_at(r, at);
    const struct seen_task t = op == &op_describe_detect_mitigation_actions_task
                                   ? see_detect_task(output)
                                   : see_audit_task(output);

    s->failed = (int)t.failed;
    s->acted = (int)t.acted;
    if (t.status != NULL && strcmp(t.status, "IN_PROGRESS") != 0)
        s->result =
            plan_printf(r->o.plan, _("%s: %d done, %d failed"), t.status, s->acted, s->failed);
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct asked *q = ctx;
    struct plan_run *r = q->run;

    q->seen = true;
    switch (q->question) {
    case ASK_PROBE: see_probe(r, q->at, page->output); break;
    case ASK_SEND: fill_then(r, page->op, page->output); break;
    case ASK_SETTLE:
        q->matches = page->output != NULL &&
                     plan_look_matches(&step_at(r, q->at)->call, page->op, page->output);
        break;
    case ASK_WATCH:
        if (page->output != NULL)
            see_task(r, q->at, page->op, page->output);
        break;
    }
    return CALL_STOP;
}

/* ---- ends ---- */

static void end_probe(struct asked *q, const struct call_result *result)
{
    struct plan_run *r = q->run;

    if (result->err.kind == ERR_NONE)
        return;
    if (plan_look_is_gone(&result->err))
        see_probe(r, q->at, NULL);
    else
        plan_run_stop_because(r, &result->err);
}

/* The second try found that what was to be deleted is gone. */
static bool is_own_deletion(const struct plan_step *s, const struct call_result *result)
{
    return result->tried_before && s->call.op->method == HTTP_DELETE &&
           plan_look_is_gone(&result->err);
}

/* The second try found the name taken: by the first one, or by somebody else. Looking tells. */
static bool is_taken_meanwhile(const struct plan_step *s, const struct call_result *result)
{
    return result->tried_before && s->call.op->retry == RETRY_TOKEN &&
           strstr(result->err.code, "AlreadyExists") != NULL;
}

static bool starts_task(const struct plan_step *s)
{
    return plan_call_task(&s->call) != NULL;
}

/* More became known of an entry that ended as unknown. */
static void settle(struct plan_run *r, struct plan_step *s, enum gate_result result,
                   const char *how)
{
    const struct err none = {.kind = ERR_NONE};

    s->state = result == GATE_DONE ? PLAN_STEP_DONE : PLAN_STEP_REFUSED;
    if (result != GATE_DONE || !starts_task(s)) /* a task is watched until it has a result */
        s->result = plan_text(r->o.plan, how);
    gate_end(client_gate(r->o.client), s->entry,
             &(struct gate_outcome){
                 .result = result, .err = &none, .answer = str_of(how), .request_id = ""});
}

/* Where the next step would fare no better. */
static bool is_hopeless(const struct err *err)
{
    return (err->kind == ERR_DENIED && err->status == 0) || err->kind == ERR_CREDENTIALS ||
           err->kind == ERR_IO || err->kind == ERR_NAME || err->kind == ERR_CONNECT ||
           err->kind == ERR_TLS || err->kind == ERR_CLOCK || err->kind == ERR_CANCELED;
}

/* Somebody else was faster: the same call cannot succeed any more, another one may. */
static bool exists_now(const struct plan_step *s, const struct err *err)
{
    return strstr(err->code, "AlreadyExists") != NULL &&
           strncmp(s->call.op->name, "Create", strlen("Create")) == 0;
}

static void fail_step(struct plan_run *r, struct plan_step *s, const struct err *err)
{
    s->result = exists_now(s, err)
                    ? plan_text(r->o.plan, _("it exists now: press Back and review again"))
                    : plan_text(r->o.plan, err->text);
    r->failures++;
    if (is_hopeless(err) || (r->o.plan->stop_after > 0 && r->failures >= r->o.plan->stop_after))
        plan_run_stop_because(r, err);
}

static void end_send(struct asked *q, const struct call_result *result)
{
    struct plan_run *r = q->run;
    struct plan_step *s = step_at(r, q->at);

    s->entry = result->entry;
    if (result->err.kind == ERR_NONE) {
        s->state = PLAN_STEP_DONE;
        return;
    }
    if (is_own_deletion(s, result)) {
        settle(r, s, GATE_DONE, _("the answer to the first try was lost; it was carried out"));
        return;
    }
    if (is_taken_meanwhile(s, result)) {
        s->state = PLAN_STEP_UNKNOWN;
        return;
    }
    s->state = result->outcome_open ? PLAN_STEP_UNKNOWN : PLAN_STEP_REFUSED;
    fail_step(r, s, &result->err);
}

/* Also a resource that is not there is an answer: the step did not arrive. */
static void end_settle(struct asked *q, const struct call_result *result)
{
    struct plan_run *r = q->run;
    struct plan_step *s = step_at(r, q->at);
    const bool gone = result->err.kind != ERR_NONE && plan_look_is_gone(&result->err);

    if (!gone && !q->seen)
        return; /* stays unknown */
    if (q->matches)
        settle(r, s, GATE_DONE, _("no answer came, and it was carried out"));
    else
        settle(r, s, GATE_REFUSED,
               gone ? _("no answer came, and it did not arrive")
                    : _("something else has this name now"));
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct asked *q = ctx;
    struct plan_run *r = q->run;

    q->call = NULL;
    r->in_flight--;
    gate_touch(client_gate(r->o.client)); /* work under way is no idle console */
    switch (q->question) {
    case ASK_PROBE: end_probe(q, result); break;
    case ASK_SEND: end_send(q, result); break;
    case ASK_SETTLE: end_settle(q, result); break;
    case ASK_WATCH:
        if (result->err.kind != ERR_NONE && result->err.status != 0)
            plan_run_stop_because(r, &result->err);
        break;
    }
    plan_run_save_now_and_then(r);
    plan_run_pump(r);
}

/* ---- questions ---- */

static void ask(struct plan_run *r, enum question question, size_t at,
                const struct plan_call *call, const struct gate_change *change)
{
    struct asked *q = r->asked;

    while (q->call != NULL)
        q++;
    *q = (struct asked){.run = r, .question = question, .at = at};
    r->in_flight++;
    q->call = call_start(r->o.client, call->op, call->input,
                         &(struct call_options){.priority = CALL_INTERACTIVE,
                                                .on_page = on_page,
                                                .on_done = on_done,
                                                .change = change,
                                                .ctx = q});
}

/* The journal keeps one call of the way back; when there are more, it says where they are. */
static const struct plan_back *first_back(struct plan *p, size_t step, const char **note)
{
    const struct plan_back *found = NULL;
    size_t n = 0;

    for (size_t i = 0; i < p->n_back; i++) {
        if (p->back[i].step != (int)step)
            continue;
        found = found != NULL ? found : &p->back[i];
        n++;
    }
    *note = p->no_way_back != NULL ? p->no_way_back : "";
    if (found != NULL && n == 1)
        *note = found->note != NULL ? found->note : "";
    else if (found != NULL)
        *note =
            plan_printf(p, _("the first of %zu calls back; plan %s has them all"), n, p->id);
    return found;
}

static void send_step(struct plan_run *r, size_t at)
{
    struct plan *p = r->o.plan;
    struct plan_step *s = step_at(r, at);
    const char *note;
    const struct plan_back *back = first_back(p, at, &note);
    const struct gate_change change = {
        .plan = p->id,
        .title = p->title,
        .target = s->text,
        .ticket = p->ticket,
        .undo_op = back != NULL ? back->call.op : NULL,
        .undo_input = back != NULL ? back->call.input : NULL,
        .undo_note = note,
        .undoes = s->undoes != 0 ? s->undoes : p->undoes,
        .reach = plan_reach(p),
        .typed = r->typed,
        .approved_by = r->approved_by,
        .is_undo = plan_is_undo(p),
    };

    s->state = PLAN_STEP_SENDING;
    ask(r, ASK_SEND, at, &s->call, &change);
}

static bool target_is_due(const struct plan_run *r, const struct plan_target *t)
{
    return t->probe.call.op != NULL && t->left_out == NULL && t->step >= 0 &&
           r->o.plan->steps[t->step].wave == r->wave &&
           r->o.plan->steps[t->step].state == PLAN_STEP_READY;
}

/* true: something was asked. */
bool plan_ask_probe(struct plan_run *r)
{
    for (; r->next < r->o.plan->n_targets && !r->stopping; r->next++) {
        struct plan_target *t = &r->o.plan->targets[r->next];

        if (!target_is_due(r, t))
            continue;
        ask(r, ASK_PROBE, r->next++, &t->probe.call, NULL);
        return true;
    }
    return false;
}

bool plan_ask_send(struct plan_run *r)
{
    for (; r->next < r->o.plan->n_steps && !r->stopping; r->next++) {
        if (step_at(r, r->next)->wave != r->wave ||
            step_at(r, r->next)->state != PLAN_STEP_READY)
            continue;
        send_step(r, r->next++);
        return true;
    }
    return false;
}

bool plan_ask_settle(struct plan_run *r)
{
    for (; r->next < r->o.plan->n_steps; r->next++) {
        const struct plan_step *s = step_at(r, r->next);

        if (s->state != PLAN_STEP_UNKNOWN || s->entry == 0)
            continue;
        struct plan_call read = plan_look_settle(&s->call, r->arena);

        if (read.op == NULL)
            continue;
        ask(r, ASK_SETTLE, r->next++, &read, NULL);
        return true;
    }
    return false;
}

bool plan_ask_is_running_task(const struct plan_run *r, const struct plan_step *s)
{
    return s->wave == r->wave && s->state == PLAN_STEP_DONE && s->result == NULL &&
           starts_task(s);
}

bool plan_ask_watch(struct plan_run *r)
{
    for (; r->next < r->o.plan->n_steps; r->next++) {
        const struct plan_step *s = step_at(r, r->next);

        if (!plan_ask_is_running_task(r, s))
            continue;
        const char *id = plan_call_task(&s->call);
        const struct describe_audit_mitigation_actions_task_input audit = {id};
        const struct describe_detect_mitigation_actions_task_input detect = {id};
        const bool alarms = s->call.op == &op_start_detect_mitigation_actions_task;
        const struct plan_call look =
            alarms ? (struct plan_call){&op_describe_detect_mitigation_actions_task, &detect}
                   : (struct plan_call){&op_describe_audit_mitigation_actions_task, &audit};

        ask(r, ASK_WATCH, r->next++, &look, NULL);
        return true;
    }
    return false;
}
