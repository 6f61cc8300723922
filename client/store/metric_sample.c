#include "client/store/metric_sample.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/api/behavior_text.h"
#include "client/api/groups.h"
#include "client/api/things.h"
#include "client/api/violations.h"
#include "client/base/mem.h"

enum { AT_ONCE = 4, HOUR_MS = 60 * 60 * 1000 };

struct asking {
    struct metric_sample *owner;
    struct call *call; /* NULL: free */
    bool reported;     /* one value at least */
};

struct metric_sample {
    answer_fn *on_change;
    void *ctx;
    struct client *client;
    struct arena *arena; /* of the question and the names */
    struct metric_sample_question q;
    int64_t to_ms;
    const char *things[METRIC_SAMPLE_THINGS];
    size_t n_things, next, reported;
    struct call *listing;
    struct asking asking[AT_ONCE];
    enum answer_state state;
    struct err err;
    double *values;
    size_t n, cap;
    bool sorted;
};

struct metric_sample *metric_sample_new(answer_fn *on_change, void *ctx)
{
    struct metric_sample *s = mem_alloc(1, sizeof *s);

    *s = (struct metric_sample){.on_change = on_change, .ctx = ctx, .arena = arena_new()};
    for (int i = 0; i < AT_ONCE; i++)
        s->asking[i].owner = s;
    return s;
}

static void drop(struct metric_sample *s)
{
    call_drop(s->listing);
    s->listing = NULL;
    for (int i = 0; i < AT_ONCE; i++) {
        call_drop(s->asking[i].call);
        s->asking[i].call = NULL;
    }
}

void metric_sample_free(struct metric_sample *s)
{
    if (s == NULL)
        return;
    drop(s);
    arena_free(s->arena);
    free(s->values);
    free(s);
}

static void finish(struct metric_sample *s, enum answer_state state)
{
    s->state = state;
    s->on_change(s->ctx);
}

/* ---- the values of one thing ---- */

static enum call_next on_values(void *ctx, struct call_page *page)
{
    struct asking *a = ctx;
    struct metric_sample *s = a->owner;
    const struct list_metric_values_output *o = page->output;
    const struct metric_datum *d = o->metric_datum_list.items;

    for (size_t i = 0; i < o->metric_datum_list.n; i++) {
        double v;

        if (d[i].value == NULL || !metric_value_number(d[i].value, &v) || !isfinite(v))
            continue;
        if (s->n == METRIC_SAMPLE_VALUES)
            return CALL_STOP;
        s->values = mem_grow(s->values, &s->cap, s->n + 1, sizeof *s->values);
        s->values[s->n++] = v;
        a->reported = true;
    }
    return CALL_MORE;
}

static void ask_more(struct metric_sample *s);

static void on_values_done(void *ctx, const struct call_result *result)
{
    struct asking *a = ctx;
    struct metric_sample *s = a->owner;

    a->call = NULL;
    s->reported += a->reported;
    /* a thing that is gone, or a metric it never reported, is no failure */
    if (result->err.kind != ERR_NONE && result->err.status != 404)
        s->err = result->err;
    ask_more(s);
}

static void ask_one(struct metric_sample *s, struct asking *a, const char *thing)
{
    const struct list_metric_values_input in = {
        .thing_name = thing,
        .metric_name = s->q.metric,
        .dimension_name = s->q.dimension,
        .dimension_value_operator = s->q.dimension != NULL ? s->q.dimension_operator : NULL,
        .start_time = {s->to_ms - METRIC_SAMPLE_HOURS * (int64_t)HOUR_MS, true},
        .end_time = {s->to_ms, true}};

    a->reported = false;
    a->call = call_start(s->client, &op_list_metric_values, &in,
                         &(struct call_options){.priority = CALL_INTERACTIVE,
                                                .on_page = on_values,
                                                .on_done = on_values_done,
                                                .ctx = a});
}

static void ask_more(struct metric_sample *s)
{
    bool going = false;

    for (int i = 0; i < AT_ONCE; i++) {
        if (s->asking[i].call == NULL && s->next < s->n_things && s->err.kind == ERR_NONE)
            ask_one(s, &s->asking[i], s->things[s->next++]);
        going |= s->asking[i].call != NULL;
    }
    if (!going)
        finish(s, s->err.kind != ERR_NONE && s->n == 0 ? ANSWER_FAILED : ANSWER_READY);
}

/* ---- which things ---- */

static void keep_thing(struct metric_sample *s, const char *name)
{
    if (name != NULL && s->n_things < METRIC_SAMPLE_THINGS)
        s->things[s->n_things++] = arena_str(s->arena, name);
}

static enum call_next on_things(void *ctx, struct call_page *page)
{
    struct metric_sample *s = ctx;

    if (page->op == &op_list_things) {
        const struct list_things_output *o = page->output;
        const struct thing_attribute *t = o->things.items;

        for (size_t i = 0; i < o->things.n; i++)
            keep_thing(s, t[i].thing_name);
    } else {
        const struct list_things_in_thing_group_output *o = page->output;
        const char *const *names = o->things.items;

        for (size_t i = 0; i < o->things.n; i++)
            keep_thing(s, names[i]);
    }
    return CALL_STOP;
}

static void on_things_done(void *ctx, const struct call_result *result)
{
    struct metric_sample *s = ctx;

    s->listing = NULL;
    if (s->n_things == 0 && result->err.kind != ERR_NONE) {
        s->err = result->err;
        finish(s, ANSWER_FAILED);
        return;
    }
    ask_more(s);
}

void metric_sample_ask(struct metric_sample *s, struct client *client,
                       const struct metric_sample_question *q, int64_t now_ms)
{
    const struct list_things_input all = {.max_results = {METRIC_SAMPLE_THINGS, true}};
    struct list_things_in_thing_group_input some = {.max_results = {METRIC_SAMPLE_THINGS, true},
                                                    .recursive = {true, true}};
    const struct call_options options = {.priority = CALL_INTERACTIVE,
                                         .max_pages = 1,
                                         .on_page = on_things,
                                         .on_done = on_things_done,
                                         .ctx = s};

    if (client == NULL)
        return;
    drop(s);
    arena_reset(s->arena);
    s->client = client;
    s->q = (struct metric_sample_question){
        .metric = arena_str(s->arena, q->metric),
        .dimension = q->dimension != NULL ? arena_str(s->arena, q->dimension) : NULL,
        .dimension_operator =
            q->dimension_operator != NULL ? arena_str(s->arena, q->dimension_operator) : NULL};
    s->to_ms = now_ms;
    s->n_things = s->next = s->reported = s->n = 0;
    s->sorted = false;
    s->err = (struct err){0};
    s->state = ANSWER_WAITING;
    some.thing_group_name = q->group;
    s->listing = q->group != NULL
                     ? call_start(client, &op_list_things_in_thing_group, &some, &options)
                     : call_start(client, &op_list_things, &all, &options);
}

/* ---- reading ---- */

const struct metric_sample_question *metric_sample_asked_about(const struct metric_sample *s)
{
    return &s->q;
}

enum answer_state metric_sample_state(const struct metric_sample *s)
{
    return s->state;
}

const struct err *metric_sample_err(const struct metric_sample *s)
{
    return &s->err;
}

size_t metric_sample_things(const struct metric_sample *s)
{
    return s->reported;
}

size_t metric_sample_asked(const struct metric_sample *s)
{
    return s->n_things;
}

size_t metric_sample_values(const struct metric_sample *s)
{
    return s->n;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

double metric_sample_percentile(struct metric_sample *s, double p)
{
    size_t rank;

    if (s->n == 0)
        return 0;
    if (!s->sorted)
        qsort(s->values, s->n, sizeof *s->values, by_value);
    s->sorted = true;
    rank = (size_t)ceil(p / 100 * (double)s->n);
    return s->values[rank > 0 ? rank - 1 : 0];
}

size_t metric_sample_above(const struct metric_sample *s, double limit)
{
    size_t n = 0;

    for (size_t i = 0; i < s->n; i++)
        n += s->values[i] > limit;
    return n;
}
