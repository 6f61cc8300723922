#include "client/store/task_findings.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/mitigation_lists.h"

struct one {
    struct task_finding pub;
    char *id;
    struct arena *executions, *finding; /* what the answers lie in; NULL: none */
    bool knows;                         /* the finding was asked about */
    bool asked, final;                  /* executions: in this round; after the end */
};

struct asking {
    struct task_findings *owner;
    struct call *call;
    size_t at;
    bool executions;
};

struct task_findings {
    char *task_id;
    struct client *client;
    task_findings_fn *on_change;
    void *ctx;
    struct one **all;
    size_t n, cap;
    struct asking asking[TASK_FINDINGS_AT_ONCE];
    struct call *listing; /* the findings of an audit */
    bool listed, cut, ended, again;
    struct err err;
};

struct task_findings *task_findings_new(const char *task_id, task_findings_fn *on_change,
                                        void *ctx)
{
    struct task_findings *t = mem_alloc(1, sizeof *t);

    t->task_id = mem_strdup(task_id);
    t->on_change = on_change;
    t->ctx = ctx;
    for (int i = 0; i < TASK_FINDINGS_AT_ONCE; i++)
        t->asking[i].owner = t;
    return t;
}

static void drop_calls(struct task_findings *t)
{
    for (int i = 0; i < TASK_FINDINGS_AT_ONCE; i++) {
        call_drop(t->asking[i].call);
        t->asking[i].call = NULL;
    }
    call_drop(t->listing);
    t->listing = NULL;
}

void task_findings_free(struct task_findings *t)
{
    if (t == NULL)
        return;
    drop_calls(t);
    for (size_t i = 0; i < t->n; i++) {
        arena_free(t->all[i]->executions);
        arena_free(t->all[i]->finding);
        free(t->all[i]->id);
        free(t->all[i]);
    }
    free(t->all);
    free(t->task_id);
    free(t);
}

void task_findings_connect(struct task_findings *t, struct client *client)
{
    if (t->client == client)
        return;
    drop_calls(t);
    t->client = client;
    for (size_t i = 0; i < t->n; i++)
        t->all[i]->asked = t->all[i]->knows = false;
}

/* ---- what is known ---- */

size_t task_findings_count(const struct task_findings *t)
{
    return t->n;
}

const struct task_finding *task_findings_at(const struct task_findings *t, size_t i)
{
    return &t->all[i]->pub;
}

bool task_findings_cut(const struct task_findings *t)
{
    return t->cut;
}

const struct err *task_findings_err(const struct task_findings *t)
{
    return &t->err;
}

bool task_findings_busy(const struct task_findings *t)
{
    for (int i = 0; i < TASK_FINDINGS_AT_ONCE; i++)
        if (t->asking[i].call != NULL)
            return true;
    return t->listing != NULL;
}

bool task_findings_final(const struct task_findings *t)
{
    for (size_t i = 0; i < t->n; i++)
        if (!t->all[i]->final || t->all[i]->pub.finding == NULL)
            return false;
    return t->ended && !task_findings_busy(t);
}

bool task_finding_failed(const struct task_finding *f,
                         const struct audit_mitigation_action_execution_metadata **first)
{
    const struct audit_mitigation_action_execution_metadata *e = f->executions.items;

    for (size_t i = 0; i < f->executions.n; i++)
        if (e[i].status != NULL && strcmp(e[i].status, "FAILED") == 0) {
            *first = &e[i];
            return true;
        }
    return false;
}

static struct one *add(struct task_findings *t, const char *id)
{
    for (size_t i = 0; i < t->n; i++)
        if (strcmp(t->all[i]->id, id) == 0)
            return t->all[i];
    if (t->n == TASK_FINDINGS_MAX) {
        t->cut = true;
        return NULL;
    }
    t->all = mem_grow(t->all, &t->cap, t->n + 1, sizeof(struct one *));
    struct one *o = mem_alloc(1, sizeof *o);

    o->id = mem_strdup(id);
    o->pub.id = o->id;
    return t->all[t->n++] = o;
}

/* ---- asking ---- */

static void pump(struct task_findings *t);

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct asking *a = ctx;
    struct one *o = a->owner->all[a->at];

    if (a->executions) {
        const struct list_audit_mitigation_actions_executions_output *out = page->output;

        arena_free(o->executions);
        o->executions = page->arena;
        o->pub.executions = out->actions_executions;
        o->pub.answered = true;
        o->final = a->owner->ended;
    } else {
        const struct describe_audit_finding_output *out = page->output;

        arena_free(o->finding);
        o->finding = page->arena;
        o->pub.finding = out->finding;
    }
    page->arena = NULL;
    return CALL_STOP; /* a check has at most five actions: one page */
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct asking *a = ctx;
    struct task_findings *t = a->owner;

    a->call = NULL;
    if (result->err.kind != ERR_NONE && result->err.status != 404)
        t->err = result->err;
    pump(t);
    t->on_change(t->ctx);
}

static void start(struct task_findings *t, struct asking *a, size_t at, bool executions)
{
    const struct list_audit_mitigation_actions_executions_input in = {
        .task_id = t->task_id, .finding_id = t->all[at]->id};
    const struct describe_audit_finding_input about = {.finding_id = t->all[at]->id};

    a->at = at;
    a->executions = executions;
    a->call = call_start(
        t->client,
        executions ? &op_list_audit_mitigation_actions_executions : &op_describe_audit_finding,
        executions ? (const void *)&in : (const void *)&about,
        &(struct call_options){
            .priority = CALL_INTERACTIVE, .on_page = on_page, .on_done = on_done, .ctx = a});
}

static bool ask_next(struct task_findings *t, struct asking *a)
{
    for (size_t i = 0; i < t->n; i++) {
        struct one *o = t->all[i];

        if (!o->asked) {
            o->asked = true;
            start(t, a, i, true);
            return true;
        }
        if (!o->knows) {
            o->knows = true;
            start(t, a, i, false);
            return true;
        }
    }
    return false;
}

static void pump(struct task_findings *t)
{
    if (t->client == NULL)
        return;
    for (int i = 0; i < TASK_FINDINGS_AT_ONCE; i++)
        if (t->asking[i].call == NULL && !ask_next(t, &t->asking[i]))
            break;
    if (task_findings_busy(t) || !t->again)
        return;
    t->again = false; /* the end came while a round was under way */
    for (size_t i = 0; i < t->n; i++)
        t->all[i]->asked = t->all[i]->final;
    if (t->n > 0)
        pump(t);
}

/* ---- the findings of an audit ---- */

static enum call_next on_listed(void *ctx, struct call_page *page)
{
    struct task_findings *t = ctx;
    const struct list_audit_findings_output *out = page->output;
    const struct audit_finding *f = out->findings.items;

    for (size_t i = 0; i < out->findings.n && !t->cut; i++)
        if (f[i].finding_id != NULL && !f[i].is_suppressed.value)
            (void)add(t, f[i].finding_id);
    return t->cut ? CALL_STOP : CALL_MORE;
}

static void on_list_done(void *ctx, const struct call_result *result)
{
    struct task_findings *t = ctx;

    t->listing = NULL;
    t->listed = result->err.kind == ERR_NONE;
    if (!t->listed)
        t->err = result->err;
    pump(t);
    t->on_change(t->ctx);
}

/* One check has all of its findings listed by the service; of several, everything is. */
static void list_audit(struct task_findings *t,
                       const struct describe_audit_mitigation_actions_task_output *task)
{
    const struct map_entry *checks = task->audit_check_to_actions_mapping.items;
    const struct list_audit_findings_input in = {
        .task_id = task->target->audit_task_id,
        .check_name = task->audit_check_to_actions_mapping.n == 1 ? checks[0].key : NULL};

    if (t->listed || t->listing != NULL)
        return;
    t->listing = call_start(t->client, &op_list_audit_findings, &in,
                            &(struct call_options){.priority = CALL_INTERACTIVE,
                                                   .on_page = on_listed,
                                                   .on_done = on_list_done,
                                                   .ctx = t});
}

void task_findings_follow(struct task_findings *t,
                          const struct describe_audit_mitigation_actions_task_output *task)
{
    const bool ended = !mitigation_task_is_going(task);

    if (t->client == NULL || task->target == NULL)
        return;
    if (task->target->audit_task_id != NULL)
        list_audit(t, task);
    else
        for (size_t i = 0; i < task->target->finding_ids.n; i++)
            (void)add(t, ((const char *const *)task->target->finding_ids.items)[i]);
    t->again |= ended && !t->ended;
    t->ended = ended;
    if (!task_findings_busy(t)) {
        t->again = false;
        t->err = (struct err){0};
        for (size_t i = 0; i < t->n; i++)
            t->all[i]->asked = t->all[i]->final;
    }
    pump(t);
}
