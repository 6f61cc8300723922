#include "client/store/task_list.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/detect_access.h"

enum { AUDIT, DETECT, KINDS };

struct task_list {
    struct described *of[KINDS]; /* borrowed */
    struct source *source;
    source_fn *fn; /* NULL: nobody watches */
    void *ctx;
};

struct task_list *task_list_new(struct loop *loop, struct described *audit,
                                struct described *detect)
{
    struct task_list *t = mem_alloc(1, sizeof *t);

    t->of[AUDIT] = audit;
    t->of[DETECT] = detect;
    t->source =
        source_new(&(struct source_options){.loop = loop, .spec = &mitigation_tasks_table});
    return t;
}

void task_list_free(struct task_list *t)
{
    if (t == NULL)
        return;
    task_list_unwatch(t);
    source_free(t->source);
    free(t);
}

static const struct err *err_of(const struct described *d)
{
    const struct err *err = source_status(described_source(d)).err;

    return err->kind == ERR_NONE || strcmp(err->code, DETECT_CLOSED_CODE) == 0 ? NULL : err;
}

/* Asked, and answered, whether well or not. */
static bool settled(const struct described *d)
{
    const enum source_state s = source_status(described_source(d)).state;

    return described_ready(d) || (s != SOURCE_NEVER && s != SOURCE_LOADING);
}

static void fill(struct task_list *t)
{
    const struct err *failed = NULL;
    size_t rows = 0;

    source_begin(t->source);
    for (int k = 0; k < KINDS; k++) {
        for (size_t i = 0; i < described_count(t->of[k]); i++)
            if (described_at(t->of[k], i)->output != NULL)
                rows += source_row(t->source, described_at(t->of[k], i));
        failed = failed != NULL ? failed : err_of(t->of[k]);
    }
    if (!settled(t->of[AUDIT]) || !settled(t->of[DETECT]))
        return;
    if (failed == NULL || rows > 0)
        source_end(t->source, SOURCE_END_COMPLETE, NULL);
    if (failed != NULL && rows > 0)
        source_begin(t->source); /* what is known is shown, and that it is not all */
    if (failed != NULL)
        source_end(t->source, SOURCE_END_COMPLETE, failed);
}

static void on_change(void *ctx)
{
    struct task_list *t = ctx;

    fill(t);
    if (t->fn != NULL)
        t->fn(t->ctx);
}

void task_list_watch(struct task_list *t, source_fn *fn, void *ctx)
{
    t->fn = fn;
    t->ctx = ctx;
    for (int k = 0; k < KINDS; k++)
        described_watch(t->of[k], on_change, t);
    fill(t);
}

void task_list_unwatch(struct task_list *t)
{
    t->fn = NULL;
    for (int k = 0; k < KINDS; k++)
        described_unwatch(t->of[k], t);
}

void task_list_refresh(struct task_list *t)
{
    for (int k = 0; k < KINDS; k++)
        described_refresh(t->of[k]);
}

struct source *task_list_source(const struct task_list *t)
{
    return t->source;
}

const struct described_item *task_list_find(const struct task_list *t, const char *id)
{
    const struct described_item *item = NULL;

    for (int k = 0; k < KINDS && item == NULL; k++)
        item = described_find(t->of[k], id);
    return item;
}
