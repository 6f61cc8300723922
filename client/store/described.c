#include "client/store/described.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/base/watchers.h"
#include "client/net/input_copy.h"

struct item {
    struct described_item pub;
    char *id;
    struct arena *arena; /* NULL: not described yet */
    struct arena *also_arena;
    uint32_t listed; /* number of the asking that named it last */
    bool asked;      /* in this asking */
};

struct describing {
    struct described *owner;
    struct call *call;
    char *id;           /* items move in their array */
    struct arena *also; /* what came so far of it; NULL: not asked */
    char *also_items;
    size_t n_also, cap_also;
    bool also_cut;
};

struct described {
    const struct described_spec *spec;
    struct loop *loop;
    struct client *client;
    struct source *source;
    struct item **items;
    size_t n, cap, next;
    uint32_t asking;
    struct call *listing;
    struct describing describing[DESCRIBED_AT_ONCE];
    bool busy, listed_all, paused, ready;
    struct err err;
    struct loop_timer *timer;
    struct watchers watchers;
};

static const struct field fields[] = {
    {.name = "id", .is = {.type = FIELD_STR}, .offset = offsetof(struct described_item, id)},
};
const struct record described_item_record = {"DescribedItem", sizeof(struct described_item),
                                             fields, COUNT_OF(fields)};

bool described_id_text(const void *record, struct buf *out)
{
    return table_put_text(out, ((const struct described_item *)record)->id);
}

struct described *described_new(struct loop *loop, const struct described_spec *spec)
{
    struct described *d = mem_alloc(1, sizeof *d);

    d->spec = spec;
    d->loop = loop;
    d->source = source_new(&(struct source_options){.loop = loop, .spec = spec->table});
    for (int i = 0; i < DESCRIBED_AT_ONCE; i++)
        d->describing[i].owner = d;
    return d;
}

static void free_item(struct item *item)
{
    free(item->id);
    arena_free(item->arena);
    arena_free(item->also_arena);
    free(item);
}

static void end_describing(struct describing *one)
{
    free(one->id);
    free(one->also_items);
    arena_free(one->also);
    *one = (struct describing){.owner = one->owner};
}

static void drop_calls(struct described *d)
{
    call_drop(d->listing);
    d->listing = NULL;
    for (int i = 0; i < DESCRIBED_AT_ONCE; i++) {
        call_drop(d->describing[i].call);
        end_describing(&d->describing[i]);
    }
}

void described_free(struct described *d)
{
    if (d == NULL)
        return;
    drop_calls(d);
    loop_remove_timer(d->timer);
    for (size_t i = 0; i < d->n; i++)
        free_item(d->items[i]);
    free(d->items);
    source_free(d->source);
    free(d);
}

static void tell(struct described *d)
{
    watchers_tell(&d->watchers);
}

void described_watch(struct described *d, source_fn *fn, void *ctx)
{
    watchers_add(&d->watchers, fn, ctx);
    /* Nobody looked for a while: what was going then may have ended. */
    if (d->timer == NULL || (d->spec->keeps && d->watchers.n == 1))
        described_refresh(d);
}

void described_unwatch(struct described *d, const void *ctx)
{
    watchers_remove(&d->watchers, ctx);
}

/* ---- what is known ---- */

static struct item *find(const struct described *d, const char *id)
{
    for (size_t i = 0; i < d->n; i++)
        if (strcmp(d->items[i]->id, id) == 0)
            return d->items[i];
    return NULL;
}

const struct described_item *described_find(const struct described *d, const char *id)
{
    const struct item *item = find(d, id);

    return item != NULL ? &item->pub : NULL;
}

size_t described_count(const struct described *d)
{
    return d->n;
}

const struct described_item *described_at(const struct described *d, size_t i)
{
    return &d->items[i]->pub;
}

const struct source *described_source(const struct described *d)
{
    return d->source;
}

bool described_ready(const struct described *d)
{
    return d->ready;
}

static bool is_going(const struct described *d, const struct item *item)
{
    return d->spec->is_going != NULL && item->pub.output != NULL &&
           d->spec->is_going(item->pub.output);
}

static bool any_going(const struct described *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (is_going(d, d->items[i]))
            return true;
    return false;
}

static struct item *add(struct described *d, const char *id)
{
    struct item *item = find(d, id);

    if (item != NULL || d->n == DESCRIBED_MAX)
        return item;
    d->items = mem_grow(d->items, &d->cap, d->n + 1, sizeof(struct item *));
    item = mem_alloc(1, sizeof *item);
    item->id = mem_strdup(id);
    item->pub.id = item->id;
    item->pub.op = d->spec->describe;
    return d->items[d->n++] = item;
}

/* ---- asking ---- */

static void on_timer(void *ctx)
{
    struct described *d = ctx;

    d->timer = NULL;
    described_refresh(d);
}

static void plan_next(struct described *d)
{
    loop_remove_timer(d->timer);
    d->timer = NULL;
    if (d->client == NULL || d->watchers.n == 0 || d->paused)
        return;
    d->timer = loop_add_timer(
        d->loop, client_poll_us(d->client, any_going(d) ? d->spec->busy_ms : d->spec->idle_ms),
        on_timer, d);
}

static void show_all(struct described *d)
{
    for (size_t i = 0; i < d->n; i++)
        if (d->items[i]->pub.output != NULL && !source_row(d->source, &d->items[i]->pub))
            return;
}

/* Gone from the service. Only at the end, so that whoever holds an item is told at once. */
static void forget_unlisted(struct described *d)
{
    size_t kept = 0;

    for (size_t i = 0; i < d->n; i++) {
        if (d->items[i]->listed == d->asking)
            d->items[kept++] = d->items[i];
        else
            free_item(d->items[i]);
    }
    d->n = kept;
}

static void finish(struct described *d)
{
    d->busy = false;
    if (d->listed_all)
        forget_unlisted(d);
    d->ready |= d->listed_all && d->err.kind == ERR_NONE;
    show_all(d);
    source_end(d->source, SOURCE_END_COMPLETE, d->err.kind == ERR_NONE ? NULL : &d->err);
    plan_next(d);
    tell(d);
}

static void describe_more(struct described *d);

static enum call_next on_described(void *ctx, struct call_page *page)
{
    struct describing *one = ctx;
    struct item *item = find(one->owner, one->id);

    if (item == NULL)
        return CALL_MORE;
    arena_free(item->arena);
    item->arena = page->arena;
    item->pub.output = page->output;
    page->arena = NULL;
    return CALL_MORE;
}

/* Calls `op` for the item of this slot. */
static void ask(struct describing *one, const struct operation *op, call_page_fn *on_page,
                call_done_fn *on_done)
{
    struct described *d = one->owner;
    char *in = mem_alloc(1, op->input->size);
    const char *id = one->id;

    memcpy(in + record_field(op->input, d->spec->asked)->offset, &id, sizeof id);
    one->call = call_start(
        d->client, op, in,
        &(struct call_options){
            .priority = CALL_BACKGROUND, .on_page = on_page, .on_done = on_done, .ctx = one});
    free(in);
}

/* ---- what belongs to an item ---- */

static enum call_next on_also(void *ctx, struct call_page *page)
{
    struct describing *one = ctx;
    const struct field *member = record_field(page->op->output, page->op->paging.items);
    const struct record *r = member->is.of->record;
    const struct list *list = field_value(member, page->output);

    for (size_t i = 0; list != NULL && i < list->n; i++) {
        if (one->n_also == DESCRIBED_ALSO_MAX) {
            one->also_cut = true;
            return CALL_STOP;
        }
        one->also_items = mem_grow(one->also_items, &one->cap_also, one->n_also + 1, r->size);
        memcpy(one->also_items + one->n_also++ * r->size,
               input_copy(r, list_item(member->is.of, list, i), one->also), r->size);
    }
    return CALL_MORE;
}

static void keep_also(struct describing *one, struct item *item)
{
    const struct operation *op = one->owner->spec->also;
    const size_t size = record_field(op->output, op->paging.items)->is.of->record->size;
    char *items = arena_alloc(one->also, one->n_also + 1, size);

    if (one->n_also > 0)
        memcpy(items, one->also_items, one->n_also * size);
    arena_free(item->also_arena);
    item->also_arena = one->also;
    one->also = NULL;
    item->pub.also = (struct list){one->n_also, items};
    item->pub.also_state = one->also_cut ? ALSO_CUT : ALSO_KNOWN;
}

/* A refusal here leaves the list itself alone: it is said of the item. */
static void on_also_done(void *ctx, const struct call_result *result)
{
    struct describing *one = ctx;
    struct described *d = one->owner;
    struct item *item = find(d, one->id);

    if (item != NULL && (result->err.kind == ERR_NONE || one->also_cut))
        keep_also(one, item);
    else if (item != NULL)
        item->pub.also_state = result->err.kind == ERR_DENIED ? ALSO_DENIED : ALSO_FAILED;
    end_describing(one);
    describe_more(d);
}

static void on_describe_done(void *ctx, const struct call_result *result)
{
    struct describing *one = ctx;
    struct described *d = one->owner;

    one->call = NULL;
    if (result->err.kind == ERR_NONE && d->spec->also != NULL) {
        one->also = arena_new();
        ask(one, d->spec->also, on_also, on_also_done);
        return;
    }
    /* what is gone between the two questions is no failure */
    if (result->err.kind != ERR_NONE && result->err.status != 404)
        d->err = result->err;
    end_describing(one);
    describe_more(d);
}

static bool needs_describing(const struct described *d, const struct item *item)
{
    return item->listed == d->asking && !item->asked &&
           (!d->spec->keeps || item->pub.output == NULL || is_going(d, item));
}

static bool start_describing(struct described *d, struct describing *one)
{
    for (; d->next < d->n; d->next++) {
        struct item *item = d->items[d->next];

        if (!needs_describing(d, item))
            continue;
        item->asked = true;
        one->id = mem_strdup(item->id);
        ask(one, d->spec->describe, on_described, on_describe_done);
        return true;
    }
    return false;
}

static void describe_more(struct described *d)
{
    bool going = false;

    for (int i = 0; i < DESCRIBED_AT_ONCE; i++) {
        struct describing *one = &d->describing[i];

        if (one->call == NULL && d->err.kind == ERR_NONE)
            (void)start_describing(d, one);
        going |= one->call != NULL;
    }
    if (!going)
        finish(d);
}

static enum call_next on_listed(void *ctx, struct call_page *page)
{
    struct described *d = ctx;
    const struct field *items = record_field(page->op->output, page->op->paging.items);
    const struct list *list = field_value(items, page->output);
    const struct field *id =
        d->spec->listed != NULL ? record_field(items->is.of->record, d->spec->listed) : NULL;

    for (size_t i = 0; list != NULL && i < list->n; i++) {
        const void *one = list_item(items->is.of, list, i);
        const char *const *name = id != NULL ? field_value(id, one) : one;
        struct item *item = name != NULL ? add(d, *name) : NULL;

        if (item == NULL)
            continue;
        item->listed = d->asking;
        item->asked = false;
    }
    return CALL_MORE;
}

static void on_list_done(void *ctx, const struct call_result *result)
{
    struct described *d = ctx;

    d->listing = NULL;
    if (result->err.kind != ERR_NONE) {
        d->err = result->err;
        finish(d);
        return;
    }
    d->listed_all = true;
    d->next = 0;
    describe_more(d);
}

void described_refresh(struct described *d)
{
    const struct operation *op = d->spec->list;

    if (d->client == NULL || d->busy)
        return;
    loop_remove_timer(d->timer);
    d->timer = NULL;
    void *in = op->input != NULL ? mem_alloc(1, op->input->size) : NULL;

    if (d->spec->list_input != NULL)
        d->spec->list_input(in, clock_real_ms(loop_clock(d->loop)));
    d->busy = true;
    d->listed_all = false;
    d->asking++;
    d->err = (struct err){0};
    source_begin(d->source);
    d->listing = call_start(d->client, op, in,
                            &(struct call_options){.priority = CALL_BACKGROUND,
                                                   .on_page = on_listed,
                                                   .on_done = on_list_done,
                                                   .ctx = d});
    free(in);
    tell(d);
}

void described_nudge(struct described *d)
{
    if (d->watchers.n > 0)
        described_refresh(d);
}

void described_connect(struct described *d, struct client *client)
{
    if (d->client == client)
        return;
    drop_calls(d);
    d->client = client;
    if (d->busy) {
        (void)err_set(&d->err, ERR_CANCELED, "the connection changed");
        finish(d);
    }
    if (d->watchers.n > 0)
        described_refresh(d);
}

void described_set_paused(struct described *d, bool paused)
{
    d->paused = paused;
    if (!d->busy)
        plan_next(d);
}
