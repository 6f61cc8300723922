#include "client/store/metric_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

enum { DAY_MS = 24 * 60 * 60 * 1000, TEXTS = 4 };

/* An answer and what it answers. */
struct kept {
    char *texts[TEXTS]; /* thing, metric, dimension, operator; owned; NULL: none */
    int64_t from_ms, to_ms;
    struct answer *answer;
    uint64_t used; /* larger is later */
};

struct metric_values {
    const struct clock *clock;
    answer_fn *on_change;
    void *ctx;
    struct client *client;
    struct kept kept[METRIC_VALUES_KEPT];
    struct kept *current; /* NULL: nothing was asked */
    uint64_t uses;
};

struct metric_values *metric_values_new(const struct clock *clock, answer_fn *on_change,
                                        void *ctx)
{
    struct metric_values *m = mem_alloc(1, sizeof *m);

    m->clock = clock;
    m->on_change = on_change;
    m->ctx = ctx;
    return m;
}

static void drop(struct kept *k)
{
    answer_free(k->answer);
    for (size_t i = 0; i < TEXTS; i++)
        free(k->texts[i]);
    *k = (struct kept){0};
}

void metric_values_free(struct metric_values *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < METRIC_VALUES_KEPT; i++)
        drop(&m->kept[i]);
    free(m);
}

static void on_answer(void *ctx)
{
    const struct metric_values *m = ctx;

    m->on_change(m->ctx);
}

static bool same_text(const char *a, const char *b)
{
    return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static void texts_of(const struct metric_question *q, const char *out[TEXTS])
{
    out[0] = q->thing;
    out[1] = q->metric;
    out[2] = q->dimension;
    out[3] = q->dimension_operator;
}

static bool is_about(const struct kept *k, const struct metric_question *q)
{
    const char *texts[TEXTS];

    texts_of(q, texts);
    for (size_t i = 0; i < TEXTS; i++)
        if (k->answer == NULL || !same_text(k->texts[i], texts[i]))
            return false;
    return true;
}

/* What was asked covers the range, or all of it that there was when it was asked, which is
 * not long ago. */
static bool covers(const struct metric_values *m, const struct kept *k,
                   const struct metric_question *q)
{
    const int64_t fresh_until = answer_as_of_ms(k->answer) + METRIC_VALUES_SLOT_MS;
    const bool complete = answer_state(k->answer) == ANSWER_READY && !answer_cut(k->answer);

    if (k->from_ms > q->from_ms || k->to_ms < q->to_ms)
        return false;
    return answer_waiting(k->answer) ||
           (complete && (q->to_ms < answer_as_of_ms(k->answer) - METRIC_VALUES_SLOT_MS ||
                         clock_real_ms(m->clock) < fresh_until));
}

static struct kept *oldest(struct metric_values *m)
{
    struct kept *least = &m->kept[0];

    for (size_t i = 1; i < METRIC_VALUES_KEPT; i++)
        if (m->kept[i].used < least->used)
            least = &m->kept[i];
    return least;
}

static void ask(struct metric_values *m, const struct kept *k)
{
    const struct list_metric_values_input in = {.thing_name = k->texts[0],
                                                .metric_name = k->texts[1],
                                                .dimension_name = k->texts[2],
                                                .dimension_value_operator = k->texts[3],
                                                .start_time = {k->from_ms, true},
                                                .end_time = {k->to_ms, true}};

    answer_ask(k->answer, m->client, &op_list_metric_values, &in);
}

/* Whole datapoints at both ends, and nothing from before what the service keeps. */
static struct metric_question rounded(const struct metric_values *m,
                                      const struct metric_question *q)
{
    const int64_t first = clock_real_ms(m->clock) - METRIC_VALUES_DAYS * (int64_t)DAY_MS;
    struct metric_question r = *q;

    r.from_ms = r.from_ms > first ? r.from_ms : first;
    r.from_ms = r.from_ms / METRIC_VALUES_SLOT_MS * METRIC_VALUES_SLOT_MS;
    r.to_ms = (r.to_ms / METRIC_VALUES_SLOT_MS + 1) * METRIC_VALUES_SLOT_MS;
    if (r.to_ms <= r.from_ms)
        r.to_ms = r.from_ms + METRIC_VALUES_SLOT_MS;
    return r;
}

/* Its own when it has one: the old values stay until the new ones are there. */
static struct kept *place_for(struct metric_values *m, const struct metric_question *q)
{
    for (size_t i = 0; i < METRIC_VALUES_KEPT; i++)
        if (is_about(&m->kept[i], q) && m->kept[i].from_ms == q->from_ms) {
            answer_cancel(m->kept[i].answer); /* it was asked for a shorter range */
            return &m->kept[i];
        }
    struct kept *k = oldest(m);
    const char *texts[TEXTS];

    drop(k);
    texts_of(q, texts);
    for (size_t i = 0; i < TEXTS; i++)
        k->texts[i] = texts[i] != NULL ? mem_strdup(texts[i]) : NULL;
    k->answer = answer_new(m->clock, on_answer, m);
    return k;
}

void metric_values_want(struct metric_values *m, const struct metric_question *q)
{
    const struct metric_question r = rounded(m, q);
    struct kept *found = NULL;

    for (size_t i = 0; i < METRIC_VALUES_KEPT && found == NULL; i++)
        if (is_about(&m->kept[i], &r) && covers(m, &m->kept[i], &r))
            found = &m->kept[i];
    if (m->current != NULL && m->current != found && answer_waiting(m->current->answer))
        answer_cancel(m->current->answer);
    if (found == NULL) {
        found = place_for(m, &r);
        found->from_ms = r.from_ms;
        found->to_ms = r.to_ms;
        ask(m, found);
    }
    found->used = ++m->uses;
    m->current = found;
}

void metric_values_connect(struct metric_values *m, struct client *client)
{
    for (size_t i = 0; client == NULL && i < METRIC_VALUES_KEPT; i++)
        if (m->kept[i].answer != NULL)
            answer_cancel(m->kept[i].answer);
    m->client = client;
    if (m->current != NULL && answer_state(m->current->answer) != ANSWER_READY)
        ask(m, m->current);
}

void metric_values_refresh(struct metric_values *m)
{
    if (m->current != NULL)
        ask(m, m->current);
}

enum answer_state metric_values_state(const struct metric_values *m)
{
    return m->current != NULL ? answer_state(m->current->answer) : ANSWER_NONE;
}

const struct err *metric_values_err(const struct metric_values *m)
{
    static const struct err none;

    return m->current != NULL ? answer_err(m->current->answer) : &none;
}

bool metric_values_cut(const struct metric_values *m)
{
    return m->current != NULL && answer_cut(m->current->answer);
}

size_t metric_values_count(const struct metric_values *m)
{
    return m->current != NULL ? answer_items(m->current->answer) : 0;
}

const struct metric_datum *metric_values_at(const struct metric_values *m, size_t i)
{
    return m->current != NULL ? answer_item(m->current->answer, i) : NULL;
}

/* ---- one value ---- */

enum metric_kind metric_value_kind(const struct metric_value *v)
{
    if (v == NULL)
        return METRIC_NOTHING;
    if (v->count.set)
        return METRIC_COUNT;
    if (v->number.set)
        return METRIC_NUMBER;
    if (v->cidrs.items != NULL)
        return METRIC_CIDRS;
    if (v->ports.items != NULL)
        return METRIC_PORTS;
    if (v->numbers.items != NULL)
        return METRIC_NUMBERS;
    return v->strings.items != NULL ? METRIC_STRINGS : METRIC_NOTHING;
}

bool metric_value_height(const struct metric_value *v, double *out)
{
    double number = 0;

    switch (metric_value_kind(v)) {
    case METRIC_NOTHING: return false;
    case METRIC_COUNT: number = (double)v->count.value; break;
    case METRIC_NUMBER: number = v->number.value; break;
    case METRIC_CIDRS: number = (double)v->cidrs.n; break;
    case METRIC_PORTS: number = (double)v->ports.n; break;
    case METRIC_NUMBERS: number = (double)v->numbers.n; break;
    case METRIC_STRINGS: number = (double)v->strings.n; break;
    }
    if (!isfinite(number))
        return false;
    *out = number;
    return true;
}
