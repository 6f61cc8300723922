#include "client/store/schedules.h"

#include <stdlib.h>
#include <string.h>

#include "client/api/scalars.h"
#include "client/base/mem.h"
#include "client/base/watchers.h"

struct kept {
    struct schedule pub;
    struct arena *arena;
    char *name;     /* owned */
    bool described; /* else `what` is as the list has it */
};

struct set {
    struct kept items[SCHEDULES_MAX];
    size_t n;
};

struct schedules {
    struct loop *loop;
    struct audit_runs *runs;
    struct client *client;
    struct source *source;
    struct set now, next; /* next: of the asking under way */
    size_t describing;    /* of next */
    struct call *call;
    bool busy, known, again; /* again: asked for while it was busy */
    struct err err;
    struct loop_timer *timer;
    enum schedules_pace pace;
    struct watchers watchers;
};

static void drop_set(struct set *set)
{
    for (size_t i = 0; i < set->n; i++) {
        arena_free(set->items[i].arena);
        free(set->items[i].name);
    }
    *set = (struct set){0};
}

struct schedules *schedules_new(struct loop *loop, struct audit_runs *runs)
{
    struct schedules *s = mem_alloc(1, sizeof *s);

    s->loop = loop;
    s->runs = runs;
    s->pace = SCHEDULES_POLL;
    s->source = source_new(&(struct source_options){.loop = loop, .spec = &schedules_table});
    return s;
}

void schedules_free(struct schedules *s)
{
    if (s == NULL)
        return;
    audit_runs_unwatch(s->runs, s);
    call_drop(s->call);
    loop_remove_timer(s->timer);
    drop_set(&s->now);
    drop_set(&s->next);
    source_free(s->source);
    free(s);
}

/* ---- what is known ---- */

const struct source *schedules_source(const struct schedules *s)
{
    return s->source;
}

bool schedules_known(const struct schedules *s)
{
    return s->known;
}

size_t schedules_count(const struct schedules *s)
{
    return s->now.n;
}

const struct schedule *schedules_at(const struct schedules *s, size_t i)
{
    return &s->now.items[i].pub;
}

const struct schedule *schedules_find(const struct schedules *s, const char *name)
{
    for (size_t i = 0; i < s->now.n; i++)
        if (strcmp(s->now.items[i].name, name) == 0)
            return &s->now.items[i].pub;
    return NULL;
}

bool schedules_holding(const struct schedules *s, const char *check, const char *but,
                       struct buf *out)
{
    bool any = false;

    for (size_t i = 0; i < s->now.n; i++) {
        const struct schedule *one = &s->now.items[i].pub;

        if (strcmp(one->name, but) == 0 || !schedule_holds(one, check))
            continue;
        buf_printf(out, "%s%s", any ? ", " : "", one->name);
        any = true;
    }
    return any;
}

static void tell(struct schedules *s)
{
    watchers_tell(&s->watchers);
}

static int by_name(const void *a, const void *b)
{
    const struct kept *x = a, *y = b;

    return strcmp(x->name, y->name);
}

static void show(struct schedules *s)
{
    const int64_t now_ms = clock_real_ms(loop_clock(s->loop));

    for (size_t i = 0; i < s->now.n; i++) {
        schedule_work_out(&s->now.items[i].pub, s->runs, now_ms);
        (void)!source_row(s->source, &s->now.items[i].pub);
    }
}

/* New runs: other times, the same schedules. */
static void on_runs(void *ctx)
{
    struct schedules *s = ctx;

    if (s->known && !s->busy && s->err.kind == ERR_NONE) {
        source_begin(s->source);
        show(s);
        source_end(s->source, SOURCE_END_COMPLETE, NULL);
    }
    tell(s);
}

void schedules_watch(struct schedules *s, source_fn *fn, void *ctx)
{
    watchers_add(&s->watchers, fn, ctx);
    audit_runs_watch(s->runs, on_runs, s);
    if (s->timer == NULL && !s->busy)
        schedules_refresh(s);
}

void schedules_unwatch(struct schedules *s, const void *ctx)
{
    watchers_remove(&s->watchers, ctx);
    if (s->watchers.n == 0)
        audit_runs_unwatch(s->runs, s);
}

/* ---- asking ---- */

static void on_timer(void *ctx)
{
    struct schedules *s = ctx;

    s->timer = NULL;
    schedules_refresh(s);
}

static void plan_next(struct schedules *s)
{
    loop_remove_timer(s->timer);
    s->timer = NULL;
    if (s->client != NULL && s->watchers.n > 0 && s->pace == SCHEDULES_POLL)
        s->timer =
            loop_add_timer(s->loop, client_poll_us(s->client, SCHEDULES_POLL_MS), on_timer, s);
}

static void finish(struct schedules *s)
{
    const bool ok = s->err.kind == ERR_NONE;

    s->busy = false;
    if (ok) {
        drop_set(&s->now);
        s->now = s->next;
        s->next = (struct set){0};
        qsort(s->now.items, s->now.n, sizeof s->now.items[0], by_name);
        s->known = true;
    }
    drop_set(&s->next);
    show(s);
    source_end(s->source, SOURCE_END_COMPLETE, ok ? NULL : &s->err);
    plan_next(s);
    tell(s);
    if (s->again)
        schedules_refresh(s);
}

static void describe_next(struct schedules *s);

static enum call_next on_described(void *ctx, struct call_page *page)
{
    struct schedules *s = ctx;
    struct kept *k = &s->next.items[s->describing];

    arena_free(k->arena);
    k->arena = page->arena;
    k->pub.what = page->output;
    k->described = true;
    page->arena = NULL;
    return CALL_STOP;
}

static void on_describe_done(void *ctx, const struct call_result *result)
{
    struct schedules *s = ctx;
    struct kept *k = &s->next.items[s->describing];

    s->call = NULL;
    if (k->described) {
        s->describing++;
    } else { /* deleted since it was listed, or a failure */
        free(k->name);
        arena_free(k->arena);
        *k = s->next.items[--s->next.n];
        if (result->err.kind != ERR_NONE && result->err.status != 404)
            s->err = result->err;
    }
    describe_next(s);
}

/* A name that the API itself would refuse cannot be asked about; it is shown all the same. */
static bool can_be_asked(const struct kept *k)
{
    struct err err;

    return scalar_check(&scalar_scheduled_audit_name, k->name, &err);
}

static void describe_next(struct schedules *s)
{
    while (s->describing < s->next.n && !can_be_asked(&s->next.items[s->describing]))
        s->describing++;
    if (s->err.kind != ERR_NONE || s->describing == s->next.n) {
        finish(s);
        return;
    }
    const struct describe_scheduled_audit_input in = {.scheduled_audit_name =
                                                          s->next.items[s->describing].name};

    s->call = call_start(s->client, &op_describe_scheduled_audit, &in,
                         &(struct call_options){.priority = CALL_INTERACTIVE,
                                                .on_page = on_described,
                                                .on_done = on_describe_done,
                                                .ctx = s});
}

static void keep_listed(struct kept *k, const struct scheduled_audit_metadata *m)
{
    struct describe_scheduled_audit_output *what;

    k->name = mem_strdup(m->scheduled_audit_name);
    k->arena = arena_new();
    what = arena_alloc(k->arena, 1, sizeof *what);
    what->scheduled_audit_name = arena_str(k->arena, m->scheduled_audit_name);
    what->frequency = m->frequency != NULL ? arena_str(k->arena, m->frequency) : NULL;
    what->day_of_week = m->day_of_week != NULL ? arena_str(k->arena, m->day_of_week) : NULL;
    what->day_of_month = m->day_of_month != NULL ? arena_str(k->arena, m->day_of_month) : NULL;
    k->pub = (struct schedule){.name = k->name, .what = what};
}

static enum call_next on_listed(void *ctx, struct call_page *page)
{
    struct schedules *s = ctx;
    const struct list_scheduled_audits_output *out = page->output;
    const struct scheduled_audit_metadata *m = out->scheduled_audits.items;

    for (size_t i = 0; i < out->scheduled_audits.n && s->next.n < SCHEDULES_MAX; i++) {
        if (m[i].scheduled_audit_name != NULL)
            keep_listed(&s->next.items[s->next.n++], &m[i]);
    }
    return s->next.n < SCHEDULES_MAX ? CALL_MORE : CALL_STOP;
}

static void on_list_done(void *ctx, const struct call_result *result)
{
    struct schedules *s = ctx;

    s->call = NULL;
    s->err = result->err;
    describe_next(s);
}

void schedules_refresh(struct schedules *s)
{
    s->again = s->busy;
    if (s->client == NULL || s->busy)
        return;
    loop_remove_timer(s->timer);
    s->timer = NULL;
    s->busy = true;
    s->err = (struct err){0};
    s->describing = 0;
    drop_set(&s->next);
    source_begin(s->source);
    s->call = call_start(s->client, &op_list_scheduled_audits, NULL,
                         &(struct call_options){.priority = CALL_INTERACTIVE,
                                                .on_page = on_listed,
                                                .on_done = on_list_done,
                                                .ctx = s});
    tell(s);
}

void schedules_connect(struct schedules *s, struct client *client)
{
    if (s->client == client)
        return;
    call_drop(s->call);
    s->call = NULL;
    s->client = client;
    if (s->busy) {
        s->again = false;
        (void)err_set(&s->err, ERR_CANCELED, "the connection changed");
        finish(s);
    }
    if (s->watchers.n > 0)
        schedules_refresh(s);
}

void schedules_set_pace(struct schedules *s, enum schedules_pace pace)
{
    s->pace = pace;
    if (!s->busy)
        plan_next(s);
}

void schedules_put(struct schedules *s, struct arena *arena,
                   const struct describe_scheduled_audit_output *what)
{
    if (s->now.n == SCHEDULES_MAX || what->scheduled_audit_name == NULL) {
        arena_free(arena);
        return;
    }
    struct kept *k = &s->now.items[s->now.n++];

    k->name = mem_strdup(what->scheduled_audit_name);
    k->arena = arena;
    k->pub = (struct schedule){.name = k->name, .what = what};
    qsort(s->now.items, s->now.n, sizeof s->now.items[0], by_name);
    s->known = true;
    source_begin(s->source);
    show(s);
    source_end(s->source, SOURCE_END_COMPLETE, NULL);
    tell(s);
}
