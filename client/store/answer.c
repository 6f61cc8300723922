#include "client/store/answer.h"

#include <stdlib.h>

#include "client/base/mem.h"

struct page {
    struct arena *arena;
    const void *output;
    struct str body;
};

struct pages {
    struct page items[ANSWER_PAGES];
    size_t n;
};

struct answer {
    const struct clock *clock;
    answer_fn *on_change;
    void *ctx;
    const struct operation *op;
    struct call *call;
    struct pages now, next;
    enum answer_state state;
    bool cut;
    int64_t as_of_ms;
    struct err err;
};

struct answer *answer_new(const struct clock *clock, answer_fn *on_change, void *ctx)
{
    struct answer *a = mem_alloc(1, sizeof *a);
    a->clock = clock;
    a->on_change = on_change;
    a->ctx = ctx;
    return a;
}

static void drop_pages(struct pages *p)
{
    for (size_t i = 0; i < p->n; i++)
        arena_free(p->items[i].arena);
    p->n = 0;
}

void answer_free(struct answer *a)
{
    if (a == NULL)
        return;
    call_drop(a->call);
    drop_pages(&a->now);
    drop_pages(&a->next);
    free(a);
}

static void tell(struct answer *a)
{
    if (a->on_change != NULL)
        a->on_change(a->ctx);
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct answer *a = ctx;
    struct page *p = &a->next.items[a->next.n++];
    p->body.p = arena_strn(page->arena, page->body.p, page->body.n);
    p->body.n = page->body.n;
    p->output = page->output;
    p->arena = page->arena;
    page->arena = NULL;
    return a->next.n == ANSWER_PAGES ? CALL_STOP : CALL_MORE;
}

static void on_done(void *ctx, const struct call_result *r)
{
    struct answer *a = ctx;
    a->call = NULL;
    if (r->err.kind != ERR_NONE) {
        drop_pages(&a->next);
        a->err = r->err;
        if (a->state == ANSWER_WAITING)
            a->state = ANSWER_FAILED;
        tell(a);
        return;
    }
    drop_pages(&a->now);
    a->now = a->next;
    a->next.n = 0;
    a->cut = r->stopped;
    a->err = (struct err){0};
    a->state = ANSWER_READY;
    a->as_of_ms = clock_real_ms(a->clock);
    tell(a);
}

void answer_ask(struct answer *a, struct client *client, const struct operation *op,
                const void *input)
{
    if (client == NULL || a->call != NULL)
        return;
    a->op = op;
    if (a->state != ANSWER_READY)
        a->state = ANSWER_WAITING;
    struct call_options o = {
        .priority = CALL_INTERACTIVE, .on_page = on_page, .on_done = on_done, .ctx = a};
    a->call = call_start(client, op, input, &o);
}

void answer_cancel(struct answer *a)
{
    if (a->call != NULL)
        call_cancel(a->call);
}

enum answer_state answer_state(const struct answer *a)
{
    return a->state;
}

bool answer_waiting(const struct answer *a)
{
    return a->call != NULL;
}

bool answer_cut(const struct answer *a)
{
    return a->cut;
}

const struct err *answer_err(const struct answer *a)
{
    return &a->err;
}

int64_t answer_as_of_ms(const struct answer *a)
{
    return a->as_of_ms;
}

size_t answer_pages(const struct answer *a)
{
    return a->now.n;
}

const void *answer_output(const struct answer *a, size_t page)
{
    return page < a->now.n ? a->now.items[page].output : NULL;
}

struct str answer_body(const struct answer *a, size_t page)
{
    return page < a->now.n ? a->now.items[page].body : STR("");
}

static const struct list *list_of(const struct answer *a, size_t page, size_t *size)
{
    const struct field *f = record_field(a->op->output, a->op->paging.items);
    if (f == NULL || f->is.type != FIELD_LIST)
        bug("%s has no list", a->op->name);
    *size = field_size(f->is.of);
    return (const struct list *)(const void *)((const char *)a->now.items[page].output +
                                               f->offset);
}

const void *answer_item(const struct answer *a, size_t i)
{
    for (size_t page = 0, size; page < a->now.n; page++) {
        const struct list *l = list_of(a, page, &size);
        if (i < l->n)
            return (const char *)l->items + i * size;
        i -= l->n;
    }
    return NULL;
}

size_t answer_items(const struct answer *a)
{
    size_t n = 0;
    for (size_t page = 0, size; page < a->now.n; page++)
        n += list_of(a, page, &size)->n;
    return n;
}

void answer_fail(struct answer *a, const struct err *err)
{
    a->err = *err;
    if (a->state != ANSWER_READY)
        a->state = ANSWER_FAILED;
    tell(a);
}
