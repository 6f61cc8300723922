/* What happened to one device before what the service keeps: events out of the alarm history,
 * findings out of the recorded audits. */
#include <stdlib.h>

#include "client/base/mem.h"
#include "views/thing_inside.h"

#define DAY_MS (INT64_C(24) * 3600 * 1000)

static bool on_event(void *ctx, const struct violation_event *e)
{
    const struct thing_data *d = ctx;

    return table_rows(d->past) < THING_EVENTS_MAX && table_append(d->past, e);
}

static void end(struct thing_data *d)
{
    alarm_reader_free(d->reader);
    d->reader = NULL;
    d->on_change(d->ctx);
}

/* A slice a turn: nobody waits for a year of events. */
static void on_turn(void *ctx)
{
    struct thing_data *d = ctx;
    struct err err;
    bool done = false;

    d->past_timer = NULL;
    if (!alarm_reader_slice(d->reader, on_event, d, &done, &err) || done)
        end(d);
    else
        d->past_timer = loop_add_timer(app_loop(d->app), 0, on_turn, d);
}

/* A day more than needed: the service forgets while somebody looks. */
void thing_past_read(struct thing_data *d)
{
    struct alarm_history *h = app_alarm_history(d->app);
    const int64_t now = app_service_ms(d->app);

    alarm_history_open(h);
    if (d->past != NULL || !alarm_history_is_open(h))
        return;
    d->past = table_new(&alarm_events_table);
    d->reader = alarm_reader_new(
        h, &(struct alarm_reader_options){.from_ms = now - ALARM_HISTORY_DAYS * DAY_MS,
                                          .to_ms = now - (ALARM_EVENTS_DAYS - 1) * DAY_MS,
                                          .thing = d->name});
    d->past_timer = loop_add_timer(app_loop(d->app), 0, on_turn, d);
}

static void on_found(void *ctx, const struct history_found *f)
{
    struct thing_data *d = ctx;

    if (d->n_found == THING_EVENTS_MAX || f->key >= d->n_resources)
        return;
    d->found = mem_grow(d->found, &d->cap_found, d->n_found + 1, sizeof *d->found);
    d->found[d->n_found++] =
        (struct thing_past_finding){.check = arena_str(d->found_texts, f->check),
                                    .task = arena_str(d->found_texts, f->task),
                                    .key = d->resources[f->key].key,
                                    .time_ms = f->started_ms,
                                    .severity = f->severity,
                                    .suppressed = f->suppressed};
}

static void on_searched(void *ctx, const struct err *err)
{
    struct thing_data *d = ctx;

    d->search = NULL;
    d->searched = err->kind == ERR_NONE; /* else it is tried again with the next look */
    d->on_change(d->ctx);
}

/* Once its certificates are known, or known not to be. */
void thing_past_search(struct thing_data *d)
{
    const struct answer *principals = d->about->answers[ABOUT_THING_PRINCIPALS];
    const char *keys[THING_RESOURCES];

    history_open(app_history(d->app));
    if (d->searched || d->search != NULL || !history_is_open(app_history(d->app)) ||
        (answer_state(principals) != ANSWER_READY && !thing_data_unregistered(d)))
        return;
    for (size_t i = 0; i < d->n_resources; i++)
        keys[i] = d->resources[i].key;
    d->n_found = 0;
    d->search = history_search_start(
        app_history(d->app),
        &(struct history_search_options){.keys = keys,
                                         .n = d->n_resources,
                                         .before_ms = app_service_ms(d->app) -
                                                      THING_FINDING_DAYS * DAY_MS,
                                         .fn = on_found,
                                         .done = on_searched,
                                         .ctx = d});
    d->searched = true;
}

void thing_past_free(struct thing_data *d)
{
    history_search_drop(d->search);
    free(d->found);
    arena_free(d->found_texts);
    loop_remove_timer(d->past_timer);
    alarm_reader_free(d->reader);
    table_free(d->past);
}

bool thing_past_is_new(const struct thing_data *d, uint32_t row)
{
    char scratch[TABLE_SCRATCH];
    uint32_t other;

    return !table_find(source_table(d->events), table_text(d->past, row, EVENT_KEY, scratch),
                       &other);
}

/* When nobody recorded anything, before the service's days. */
size_t thing_past_gaps(const struct thing_data *d, int64_t from_ms, int64_t to_ms,
                       struct arena *a, const struct lanes_gap **out)
{
    const struct alarm_history *h = app_alarm_history(d->app);
    struct alarm_gap found[ALARM_HISTORY_GAPS_MAX];
    size_t n = alarm_history_is_open(h) ? alarm_history_gaps(h, from_ms, to_ms, found) : 0;

    if (!alarm_history_is_open(h) || n > ALARM_HISTORY_GAPS_MAX) {
        found[0] = (struct alarm_gap){.from_ms = from_ms, .to_ms = to_ms};
        n = 1; /* too many to say which: then none of it is known */
    }
    struct lanes_gap *gaps = arena_alloc(a, n + 1, sizeof *gaps);

    for (size_t i = 0; i < n; i++)
        gaps[i] = (struct lanes_gap){found[i].from_ms, found[i].to_ms};
    *out = gaps;
    return n;
}
