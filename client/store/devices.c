#include "client/store/devices.h"

#include <stdlib.h>

#include "client/base/map.h"
#include "client/base/mem.h"
#include "client/store/devices_inside.h"

struct ask {
    struct device_draft draft;
    enum device_kind kind;
    uint32_t id;
    struct call *call;
    int wanted;
    struct ask *next, **at;
};

struct slot {
    struct device_fact fact;
    struct ask *ask; /* NULL: nothing under way */
};

struct devices_watch {
    struct devices *devices;
    devices_fn *fn;
    void *ctx;
    struct devices_watch *next, **at;
};

struct devices {
    struct loop *loop;
    struct client *client;
    struct intern *names;
    struct {
        struct slot **slots; /* by id */
        size_t n;
        bool refused;
        int64_t refused_us;
    } kinds[DEVICE_KINDS];
    size_t n_facts;
    char *arn_prefix;
    struct devices_watch *watches;
    struct ask *asks;
    struct err err;
};

struct devices *devices_new(struct loop *loop)
{
    struct devices *d = mem_alloc(1, sizeof *d);
    d->loop = loop;
    d->names = intern_new();
    return d;
}

/* ---- facts ---- */

static void free_facts(struct devices *d)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        for (size_t i = 0; i < d->kinds[k].n; i++) {
            if (d->kinds[k].slots[i] != NULL)
                free(d->kinds[k].slots[i]->fact.ids);
            free(d->kinds[k].slots[i]);
        }
        free(d->kinds[k].slots);
        d->kinds[k].slots = NULL;
        d->kinds[k].n = 0;
    }
    d->n_facts = 0;
}

static struct slot *find(const struct devices *d, enum device_kind kind, uint32_t id)
{
    return id < d->kinds[kind].n ? d->kinds[kind].slots[id] : NULL;
}

static struct slot *make(struct devices *d, enum device_kind kind, uint32_t id)
{
    size_t had = d->kinds[kind].n;
    if (id >= had) {
        size_t cap = had, n = (size_t)id + 1;
        d->kinds[kind].slots =
            mem_grow(d->kinds[kind].slots, &cap, n, sizeof *d->kinds[kind].slots);
        memset(d->kinds[kind].slots + had, 0, (cap - had) * sizeof *d->kinds[kind].slots);
        d->kinds[kind].n = cap;
    }
    struct slot **s = &d->kinds[kind].slots[id];
    if (*s == NULL) {
        *s = mem_alloc(1, sizeof **s);
        d->n_facts++;
    }
    return *s;
}

const struct device_fact *devices_fact(const struct devices *d, enum device_kind kind,
                                       uint32_t id)
{
    static const struct device_fact nothing = {.state = DEVICE_UNASKED};
    const struct slot *s = find(d, kind, id);
    return s != NULL ? &s->fact : &nothing;
}

static bool within(const struct devices *d, enum device_kind kind, int64_t since_us)
{
    return loop_now_us(d->loop) - since_us < device_rows[kind].fresh_ms * 1000;
}

bool devices_fresh(const struct devices *d, enum device_kind kind, uint32_t id)
{
    const struct device_fact *f = devices_fact(d, kind, id);
    return (f->state == DEVICE_KNOWN || f->state == DEVICE_GONE) &&
           within(d, kind, f->as_of_us);
}

void devices_expire(struct devices *d)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        const int64_t old_us = loop_now_us(d->loop) - device_rows[k].fresh_ms * 1000;

        for (size_t i = 0; k != DEVICE_FLEET && i < d->kinds[k].n; i++) {
            struct slot *s = d->kinds[k].slots[i];

            if (s != NULL && s->fact.as_of_us > old_us)
                s->fact.as_of_us = old_us;
        }
    }
}

/* Takes what the fact owns. */
static void settle(struct devices *d, struct slot *s, const struct device_fact *fact)
{
    free(s->fact.ids);
    s->fact = *fact;
    s->fact.as_of_us = loop_now_us(d->loop);
}

static void settle_as(struct devices *d, struct slot *s, enum device_state state)
{
    settle(d, s, &(struct device_fact){.state = state});
}

/* ---- names ---- */

uint32_t devices_id(struct devices *d, struct str name)
{
    return intern_id(d->names, name);
}

const char *devices_name(const struct devices *d, uint32_t id)
{
    return intern_text(d->names, id);
}

uint32_t devices_ids(const struct devices *d)
{
    return intern_count(d->names);
}

void devices_learn_arn(struct devices *d, const char *arn)
{
    const char *end = arn;
    if (d->arn_prefix != NULL || !str_starts(arn, "arn:"))
        return;
    for (int colons = 0; colons < 5; colons++) { /* arn:partition:iot:region:account: */
        end = strchr(end, ':');
        if (end == NULL)
            return;
        end++;
    }
    struct str rest, prefix = {arn, (size_t)(end - arn)};
    (void)str_cut(prefix, ':', &rest);
    (void)str_cut(rest, ':', &rest);
    if (str_eq(str_cut(rest, ':', &rest), "iot")) /* a role's has no region */
        d->arn_prefix = mem_strndup(prefix.p, prefix.n);
}

const char *devices_arn_prefix(const struct devices *d)
{
    return d->arn_prefix;
}

void devices_put_connected(struct devices *d, const char *thing, const struct opt_bool *yes)
{
    struct slot *s = make(d, DEVICE_CONNECTIVITY, devices_id(d, str_of(thing)));
    if (s->ask == NULL && yes->set)
        settle(d, s, &(struct device_fact){.state = DEVICE_KNOWN, .yes = yes->value});
}

/* ---- who is told ---- */

struct devices_watch *devices_watch(struct devices *d, devices_fn *fn, void *ctx)
{
    if (d->watches == NULL && d->n_facts > DEVICES_FACTS_MAX) {
        free_facts(d);
        intern_free(d->names);
        d->names = intern_new();
    }
    struct devices_watch *w = mem_alloc(1, sizeof *w);
    *w = (struct devices_watch){d, fn, ctx, d->watches, &d->watches};
    if (w->next != NULL)
        w->next->at = &w->next;
    d->watches = w;
    return w;
}

void devices_unwatch(struct devices_watch *w)
{
    if (w == NULL)
        return;
    *w->at = w->next;
    if (w->next != NULL)
        w->next->at = w->at;
    free(w);
}

static void tell(const struct devices *d, enum device_kind kind, uint32_t id)
{
    for (const struct devices_watch *w = d->watches; w != NULL; w = w->next)
        w->fn(w->ctx, kind, id);
}

/* ---- asking ---- */

static void end_ask(struct devices *d, struct ask *a)
{
    struct slot *s = find(d, a->kind, a->id);
    if (s != NULL)
        s->ask = NULL;
    *a->at = a->next;
    if (a->next != NULL)
        a->next->at = a->at;
    free(a->draft.fact.ids);
    free(a->draft.groups);
    free(a);
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct ask *a = ctx;
    device_rows[a->kind].page(&a->draft, page->output);
    return CALL_MORE;
}

/* What an account has switched off is as good as refused: asking on does not help. */
static enum device_state state_of(enum device_kind kind, const struct err *err)
{
    static const char *const off[] = {"IndexNotReadyException", "NotConfiguredException",
                                      "NotImplementedException", "UnauthorizedException"};
    if (err->kind == ERR_NONE)
        return DEVICE_KNOWN;
    /* Without its index the service says "no such index". */
    if (err->kind == ERR_DENIED || (kind == DEVICE_INDEXED && err->kind == ERR_SERVICE))
        return DEVICE_DENIED;
    for (size_t i = 0; i < COUNT_OF(off); i++)
        if (strcmp(err->code, off[i]) == 0)
            return DEVICE_DENIED;
    if (err->kind == ERR_USAGE) /* a client id that cannot be a thing's name, so it is none */
        return DEVICE_GONE;
    return strcmp(err->code, api_errors[API_RESOURCE_NOT_FOUND].name) == 0 ? DEVICE_GONE
                                                                           : DEVICE_FAILED;
}

static void refuse(struct devices *d, const struct operation *op)
{
    for (size_t k = 0; k < DEVICE_KINDS; k++) {
        if (device_rows[k].op != op)
            continue;
        d->kinds[k].refused = true;
        d->kinds[k].refused_us = loop_now_us(d->loop);
    }
}

static void on_done(void *ctx, const struct call_result *r)
{
    struct ask *a = ctx;
    struct devices *d = a->draft.devices;
    enum device_kind kind = a->kind;
    uint32_t id = a->id;
    struct slot *s = find(d, kind, id);
    struct device_fact fact = {.state = state_of(kind, &r->err)};
    if (fact.state == DEVICE_KNOWN) {
        devices_draft_end(&a->draft);
        fact = a->draft.fact;
        fact.cut = r->stopped;
        a->draft.fact.ids = NULL;
    }
    if (fact.state == DEVICE_DENIED) {
        refuse(d, device_rows[kind].op);
    } else if (fact.state == DEVICE_FAILED) {
        d->err = r->err;
        if (r->err.kind == ERR_NONE)
            err_set(&d->err, ERR_DECODE, "%s: the answer does not say",
                    device_rows[kind].op->name);
    }
    fact.calls = r->attempts;
    settle(d, s, &fact);
    end_ask(d, a);
    tell(d, kind, id);
}

static bool is_refused(struct devices *d, enum device_kind kind)
{
    if (d->kinds[kind].refused && !within(d, kind, d->kinds[kind].refused_us))
        d->kinds[kind].refused = false;
    return d->kinds[kind].refused;
}

static void start(struct devices *d, struct slot *s, enum device_kind kind, uint32_t id,
                  enum call_priority priority)
{
    const struct device_row *row = &device_rows[kind];
    struct arena *arena = arena_new();
    void *input = arena_alloc(arena, 1, row->op->input->size);
    if (!row->input(d, devices_name(d, id), arena, input)) {
        err_set(&d->err, ERR_DECODE, "no ARN of this account is known to ask with");
        settle_as(d, s, DEVICE_FAILED);
        arena_free(arena);
        return;
    }
    struct ask *a = mem_alloc(1, sizeof *a);
    *a = (struct ask){.draft = {.devices = d, .fact = {.state = DEVICE_KNOWN}},
                      .kind = kind,
                      .id = id,
                      .next = d->asks,
                      .at = &d->asks};
    if (a->next != NULL)
        a->next->at = &a->next;
    d->asks = a;
    s->ask = a;
    a->call = call_start(d->client, row->op, input,
                         &(struct call_options){.priority = priority,
                                                .max_pages = row->pages,
                                                .on_page = on_page,
                                                .on_done = on_done,
                                                .ctx = a});
    arena_free(arena);
}

enum devices_wanted devices_want(struct devices *d, enum device_kind kind, uint32_t id,
                                 enum call_priority priority)
{
    struct slot *s = make(d, kind, id);
    if (s->ask == NULL && devices_fresh(d, kind, id))
        return DEVICES_SETTLED;
    if (s->ask == NULL && is_refused(d, kind)) {
        settle_as(d, s, DEVICE_DENIED);
        return DEVICES_SETTLED;
    }
    if (s->ask == NULL && d->client == NULL) {
        err_set(&d->err, ERR_CANCELED, "not connected");
        settle_as(d, s, DEVICE_FAILED);
        return DEVICES_SETTLED;
    }
    if (s->ask == NULL)
        start(d, s, kind, id, priority);
    if (s->ask == NULL)
        return DEVICES_SETTLED;
    s->ask->wanted++;
    return DEVICES_COMING;
}

void devices_drop(struct devices *d, enum device_kind kind, uint32_t id)
{
    const struct slot *s = find(d, kind, id);
    if (s == NULL || s->ask == NULL || --s->ask->wanted > 0)
        return;
    call_drop(s->ask->call);
    end_ask(d, s->ask);
}

void devices_connect(struct devices *d, struct client *client)
{
    if (client == d->client)
        return;
    d->client = client;
    for (size_t k = 0; k < DEVICE_KINDS; k++)
        d->kinds[k].refused = false;
    while (d->asks != NULL) {
        struct ask *a = d->asks;
        enum device_kind kind = a->kind;
        uint32_t id = a->id;
        call_drop(a->call);
        end_ask(d, a);
        err_set(&d->err, ERR_CANCELED, "the connection changed");
        settle_as(d, make(d, kind, id), DEVICE_FAILED);
        tell(d, kind, id);
    }
}

void devices_free(struct devices *d)
{
    if (d == NULL)
        return;
    if (d->watches != NULL)
        bug("devices end before somebody who watches them");
    devices_connect(d, NULL);
    free_facts(d);
    intern_free(d->names);
    free(d->arn_prefix);
    free(d);
}

const struct operation *devices_operation(enum device_kind kind)
{
    return device_rows[kind].op;
}

const struct err *devices_err(const struct devices *d)
{
    return &d->err;
}
