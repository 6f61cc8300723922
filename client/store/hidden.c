#include "client/store/hidden.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/resource.h"
#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/answer.h"

enum { ID_MAX = 8192 };

struct slot {
    struct hidden *hidden;
    char *task; /* owned; NULL: free */
    struct answer *answer;
    struct map *counts; /* "CHECK KEY" -> owned int64_t */
};

struct hidden {
    const struct clock *clock;
    hidden_fn *on_change;
    void *ctx;
    struct slot slots[HIDDEN_RUNS];
};

struct hidden *hidden_new(const struct clock *clock, hidden_fn *on_change, void *ctx)
{
    struct hidden *h = mem_alloc(1, sizeof *h);

    h->clock = clock;
    h->on_change = on_change;
    h->ctx = ctx;
    return h;
}

static void drop(struct slot *s)
{
    answer_free(s->answer);
    map_free(s->counts, free);
    free(s->task);
    *s = (struct slot){0};
}

void hidden_free(struct hidden *h)
{
    if (h == NULL)
        return;
    for (size_t i = 0; i < HIDDEN_RUNS; i++)
        drop(&h->slots[i]);
    free(h);
}

/* ---- which run ---- */

static const struct audit_run *run_of(const struct audit_runs *runs, const char *check)
{
    for (size_t i = 0; i < audit_runs_count(runs); i++) {
        const struct audit_run *run = audit_runs_at(runs, i);
        const struct audit_check_details *d = audit_run_check(run, check);

        if (d != NULL && d->check_run_status != NULL && !audit_run_is_going(run) &&
            strncmp(d->check_run_status, "COMPLETED", strlen("COMPLETED")) == 0)
            return run;
    }
    return NULL;
}

const char *hidden_run(const struct audit_runs *runs, const char *check)
{
    const struct audit_run *run = run_of(runs, check);

    return run != NULL ? run->task_id : NULL;
}

/* The run itself says that it suppressed nothing. */
static bool is_nothing(const struct audit_run *run, const char *check)
{
    const struct opt_int n =
        audit_run_check(run, check)->suppressed_non_compliant_resources_count;

    return n.set && n.value == 0;
}

/* ---- asking ---- */

static void count_one(struct slot *s, const struct audit_finding *f)
{
    struct buf id = BUF_INIT(ID_MAX);
    int64_t *n;

    if (f->check_name == NULL || f->non_compliant_resource == NULL || !f->is_suppressed.value)
        return;
    buf_printf(&id, "%s ", f->check_name);
    if (resource_key(f->non_compliant_resource->resource_identifier, &id)) {
        n = map_get(s->counts, buf_text(&id));
        if (n == NULL) {
            n = mem_alloc(1, sizeof *n);
            (void)map_put(s->counts, buf_text(&id), n);
        }
        ++*n;
    }
    buf_free(&id);
}

static void on_answer(void *ctx)
{
    struct slot *s = ctx;
    const struct audit_finding *f;

    map_free(s->counts, free);
    s->counts = map_new();
    for (size_t i = 0; (f = answer_item(s->answer, i)) != NULL; i++)
        count_one(s, f);
    s->hidden->on_change(s->hidden->ctx);
}

static struct slot *find(struct hidden *h, const char *task)
{
    for (size_t i = 0; i < HIDDEN_RUNS; i++)
        if (h->slots[i].task != NULL && strcmp(h->slots[i].task, task) == 0)
            return &h->slots[i];
    return NULL;
}

static void ask(struct hidden *h, struct client *client, const char *task)
{
    const struct list_audit_findings_input in = {.task_id = task,
                                                 .list_suppressed_findings = {true, true}};
    struct slot *s = find(h, task);

    for (size_t i = 0; s == NULL && i < HIDDEN_RUNS; i++)
        if (h->slots[i].task == NULL)
            s = &h->slots[i];
    if (s == NULL)
        return;
    if (s->task == NULL) {
        *s = (struct slot){.hidden = h, .task = mem_strdup(task), .counts = map_new()};
        s->answer = answer_new(h->clock, on_answer, s);
    }
    if (answer_state(s->answer) != ANSWER_READY)
        answer_ask(s->answer, client, &op_list_audit_findings, &in);
}

static bool is_wanted(const struct audit_runs *runs, const char *const *checks, size_t n,
                      const char *task)
{
    for (size_t i = 0; i < n; i++) {
        const char *run = hidden_run(runs, checks[i]);

        if (run != NULL && strcmp(run, task) == 0)
            return true;
    }
    return false;
}

void hidden_ask(struct hidden *h, struct client *client, const struct audit_runs *runs,
                const char *const *checks, size_t n)
{
    for (size_t i = 0; i < HIDDEN_RUNS; i++)
        if (h->slots[i].task != NULL && !is_wanted(runs, checks, n, h->slots[i].task))
            drop(&h->slots[i]);
    for (size_t i = 0; i < n; i++) {
        const struct audit_run *run = run_of(runs, checks[i]);

        if (run != NULL && !is_nothing(run, checks[i]))
            ask(h, client, run->task_id);
    }
}

int64_t hidden_count(const struct hidden *h, const struct audit_runs *runs, const char *check,
                     const char *key)
{
    const struct audit_run *run = run_of(runs, check);
    struct buf id = BUF_INIT(ID_MAX);
    const int64_t *n;

    if (run == NULL)
        return HIDDEN_NO_RUN;
    if (is_nothing(run, check))
        return 0;
    for (size_t i = 0; i < HIDDEN_RUNS; i++) {
        const struct slot *s = &h->slots[i];

        if (s->task == NULL || strcmp(s->task, run->task_id) != 0)
            continue;
        if (answer_state(s->answer) == ANSWER_FAILED)
            return HIDDEN_UNKNOWN;
        if (answer_state(s->answer) != ANSWER_READY)
            return HIDDEN_WAITS;
        buf_printf(&id, "%s %s", check, key);
        n = map_get(s->counts, buf_text(&id));
        buf_free(&id);
        return n != NULL ? *n : answer_cut(s->answer) ? HIDDEN_UNKNOWN : 0;
    }
    return HIDDEN_WAITS;
}
