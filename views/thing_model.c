#include "views/thing_model.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

const struct lanes_class thing_classes[THING_CLASSES] = {
    [THING_QUIET] = {0xb7, '.', STYLE_DIM},
    [THING_OFFLINE] = {0x2500, '-', STYLE_DIM},
    [THING_ONLINE] = {'=', '=', STYLE_OK},
    [THING_CLEARED] = {'o', 'o', STYLE_OK},
    [THING_GONE] = {0xd7, 'x', STYLE_STALE},
    [THING_STRANGE] = {'~', '~', STYLE_WARN},
    [THING_SUPPRESSED] = {'S', 'S', STYLE_LINK},
    [THING_MITIGATED] = {'M', 'M', STYLE_STRONG},
    [THING_FOUND] = {'F', 'F', STYLE_HIGH},
    [THING_VERIFIED] = {0x2592, '+', STYLE_MEDIUM},
    [THING_ALARM] = {0x2588, '#', STYLE_CRITICAL},
};

static const enum thing_class class_of_kind[] = {
    [THING_EVENT_ALARM] = THING_ALARM,
    [THING_EVENT_CLEARED] = THING_CLEARED,
    [THING_EVENT_GONE] = THING_GONE,
    [THING_EVENT_STRANGE] = THING_STRANGE,
    [THING_EVENT_FINDING] = THING_FOUND,
    [THING_EVENT_SUPPRESSION] = THING_SUPPRESSED,
    [THING_EVENT_MITIGATION] = THING_MITIGATED,
    [THING_EVENT_CONNECTION] = THING_ONLINE,
};

bool thing_is_verified(const char *state)
{
    return state != NULL && state[0] != '\0' && strcmp(state, "UNKNOWN") != 0;
}

void thing_model_init(struct thing_model *m)
{
    *m = (struct thing_model){.arena = arena_new(), .lane_ids = map_new()};
}

void thing_model_free(struct thing_model *m)
{
    free(m->events);
    free(m->lanes);
    map_free(m->lane_ids, NULL);
    arena_free(m->arena);
    *m = (struct thing_model){0};
}

void thing_model_reset(struct thing_model *m)
{
    m->n_events = m->n_lanes = 0;
    m->drawn = NULL;
    m->gaps = NULL;
    m->n_gaps = 0;
    m->cut = false;
    map_free(m->lane_ids, NULL);
    m->lane_ids = map_new();
    arena_reset(m->arena);
}

static void copy(struct thing_model *m, const char **text)
{
    if (*text != NULL)
        *text = arena_str(m->arena, *text);
}

static struct thing_lane *find_lane(struct thing_model *m, const char *id, size_t *at)
{
    const uintptr_t found = (uintptr_t)map_get(m->lane_ids, id);

    if (found == 0)
        return NULL;
    *at = found - 1;
    return &m->lanes[*at];
}

struct thing_lane *thing_model_lane(struct thing_model *m, const struct thing_lane *lane)
{
    size_t at;
    struct thing_lane *l = find_lane(m, lane->id, &at);

    if (l != NULL)
        return l;
    if (m->n_lanes == THING_LANES_MAX) {
        m->cut = true;
        return NULL;
    }
    m->lanes = mem_grow(m->lanes, &m->cap_lanes, m->n_lanes + 1, sizeof *m->lanes);
    l = &m->lanes[m->n_lanes++];
    *l = *lane;
    copy(m, &l->id);
    copy(m, &l->title);
    copy(m, &l->kind);
    copy(m, &l->profile);
    copy(m, &l->metric);
    copy(m, &l->state);
    (void)map_put(m->lane_ids, l->id, (void *)(uintptr_t)m->n_lanes);
    return l;
}

bool thing_model_event(struct thing_model *m, const struct thing_event *e)
{
    size_t at;
    const struct thing_lane *lane = find_lane(m, e->lane, &at);

    if (lane == NULL)
        return false;
    if (m->n_events == THING_EVENTS_MAX) {
        m->cut = true;
        return false;
    }
    m->events = mem_grow(m->events, &m->cap_events, m->n_events + 1, sizeof *m->events);
    struct thing_event *to = &m->events[m->n_events++];
    const char **const texts[] = {&to->id,        &to->type, &to->what,   &to->seen,
                                  &to->limit,     &to->conf, &to->state,  &to->profile,
                                  &to->by,        &to->note, &to->metric, &to->expects,
                                  &to->violation, &to->view, &to->says};

    *to = *e;
    to->lane = lane->id;
    for (size_t i = 0; i < COUNT_OF(texts); i++)
        copy(m, texts[i]);
    return true;
}

/* ---- in order ---- */

static int newest_first(const void *a, const void *b)
{
    const struct thing_event *x = a, *y = b;

    if (x->time_ms != y->time_ms)
        return x->time_ms > y->time_ms ? -1 : 1;
    return strcmp(x->id, y->id);
}

/* Behaviors that never fired say least: there may be a hundred of them. */
static int order_of(const struct thing_lane *l)
{
    return l->of_behavior && !l->active && l->last_ms == 0 ? INT_MAX : l->order;
}

/* What is in alarm, then what happened last, then by name; after behaviors the rest as it was
 * added. */
static int by_urgency(const void *a, const void *b)
{
    const struct thing_lane *x = a, *y = b;

    if (order_of(x) != order_of(y))
        return order_of(x) < order_of(y) ? -1 : 1;
    if (x->active != y->active)
        return x->active ? -1 : 1;
    if (x->last_ms != y->last_ms)
        return x->last_ms > y->last_ms ? -1 : 1;
    return strcmp(x->id, y->id);
}

static void note_last(struct thing_model *m)
{
    size_t at;

    for (size_t i = 0; i < m->n_events; i++) {
        struct thing_lane *lane = find_lane(m, m->events[i].lane, &at);

        if (lane != NULL && m->events[i].time_ms > lane->last_ms)
            lane->last_ms = m->events[i].time_ms;
    }
}

static void order(struct thing_model *m)
{
    note_last(m);
    if (m->n_events > 0)
        qsort(m->events, m->n_events, sizeof *m->events, newest_first);
    if (m->n_lanes > 0)
        qsort(m->lanes, m->n_lanes, sizeof *m->lanes, by_urgency);
    for (size_t i = 0; i < m->n_lanes; i++)
        (void)map_put(m->lane_ids, m->lanes[i].id, (void *)(uintptr_t)(i + 1));
    for (size_t i = 0; i < m->n_events; i++)
        (void)find_lane(m, m->events[i].lane, &m->events[i].lane_at);
}

/* ---- marks ---- */

/* A lane while events are walked oldest first. */
struct drawing {
    struct lanes_mark *marks;
    size_t n;
    int64_t since_ms; /* of an alarm that has no end yet; 0: none */
    enum thing_class class;
};

static void mark(struct drawing *d, int64_t time_ms, int64_t until_ms, enum thing_class class)
{
    d->marks[d->n++] = (struct lanes_mark){time_ms, until_ms, (uint8_t) class};
}

static void end_alarm(struct drawing *d, int64_t end_ms)
{
    if (d->since_ms != 0)
        mark(d, d->since_ms, end_ms, d->class);
    d->since_ms = 0;
}

static void mark_event(struct drawing *d, const struct thing_event *e)
{
    if (e->kind == THING_EVENT_ALARM) {
        end_alarm(d, e->time_ms);
        d->since_ms = e->time_ms;
        d->class = thing_is_verified(e->state) ? THING_VERIFIED : THING_ALARM;
        return;
    }
    if (e->kind == THING_EVENT_CLEARED || e->kind == THING_EVENT_GONE)
        end_alarm(d, e->time_ms);
    enum thing_class class = class_of_kind[e->kind];

    if (e->kind == THING_EVENT_CONNECTION && e->until_ms == 0)
        class = THING_OFFLINE;
    mark(d, e->time_ms, e->until_ms, class);
}

/* What is still open at the end: active until now, else no more than the moment it began. */
static void mark_open(const struct thing_lane *lane, struct drawing *d, int64_t now_ms)
{
    if (d->since_ms != 0)
        end_alarm(d, lane->active || !lane->open_known ? now_ms : d->since_ms);
    else if (lane->active && lane->since_ms > lane->last_ms)
        mark(d, lane->since_ms, now_ms,
             thing_is_verified(lane->state) ? THING_VERIFIED : THING_ALARM);
}

static struct drawing *begin_drawing(const struct thing_model *m)
{
    struct drawing *d = arena_alloc(m->arena, m->n_lanes + 1, sizeof *d);
    size_t *n = arena_alloc(m->arena, m->n_lanes + 1, sizeof *n);

    for (size_t i = 0; i < m->n_events; i++)
        n[m->events[i].lane_at] += 2; /* its own and the alarm it ends */
    for (size_t i = 0; i < m->n_lanes; i++)
        d[i].marks = arena_alloc(m->arena, n[i] + 1, sizeof *d[i].marks);
    return d;
}

static struct lanes_lane drawn(const struct thing_model *m, const struct thing_lane *lane,
                               const struct drawing *d, const struct axis *axis)
{
    const bool known = lane->known_from_ms != INT64_MAX;
    struct buf text = BUF_INIT(64);

    if (lane->last_ms != 0)
        axis_day(axis, lane->last_ms, &text);
    struct lanes_lane l = {.id = lane->id,
                           .labels = {lane->title, lane->kind, lane->profile},
                           .style = lane->active ? STYLE_STRONG
                                    : known      ? STYLE_TEXT
                                                 : STYLE_DIM,
                           .quiet = (uint8_t)lane->quiet,
                           .known_from_ms = lane->known_from_ms,
                           .gaps = lane->of_behavior ? m->gaps : NULL,
                           .n_gaps = lane->of_behavior ? m->n_gaps : 0,
                           .marks = d->marks,
                           .n_marks = d->n,
                           .last = lane->last_ms != 0 ? arena_str(m->arena, buf_text(&text))
                                                      : NULL};
    buf_free(&text);
    return l;
}

void thing_model_finish(struct thing_model *m, const struct axis *axis)
{
    order(m);
    struct drawing *d = begin_drawing(m);

    m->drawn = arena_alloc(m->arena, m->n_lanes + 1, sizeof *m->drawn);
    for (size_t i = m->n_events; i-- > 0;)
        mark_event(&d[m->events[i].lane_at], &m->events[i]);
    for (size_t i = 0; i < m->n_lanes; i++) {
        mark_open(&m->lanes[i], &d[i], axis->now_ms);
        m->drawn[i] = drawn(m, &m->lanes[i], &d[i], axis);
    }
    thing_model_count(m, axis);
}

static bool is_counted(const struct thing_event *e)
{
    return e->kind != THING_EVENT_CLEARED && e->kind != THING_EVENT_GONE;
}

void thing_model_count(struct thing_model *m, const struct axis *axis)
{
    for (size_t i = 0; i < m->n_lanes; i++)
        m->drawn[i].count = m->lanes[i].known_from_ms == INT64_MAX ? -1 : 0;
    for (size_t i = 0; i < m->n_events; i++) {
        const struct thing_event *e = &m->events[i];
        struct lanes_lane *lane = &m->drawn[e->lane_at];
        const int64_t end = e->until_ms > e->time_ms ? e->until_ms : e->time_ms;

        if (is_counted(e) && e->time_ms < axis->to_ms && end >= axis->from_ms)
            lane->count += lane->count >= 0; /* of a part nobody knows how many there are */
    }
}
