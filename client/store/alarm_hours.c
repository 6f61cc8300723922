#include "client/store/alarm_hours.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/store/alarm_events.h"

static const int64_t HOUR_MS = 3600 * 1000;

struct alarm_hours {
    struct loop *loop;
    struct client *client;
    alarm_hours_fn *on_change;
    void *ctx;
    struct call *call;
    struct loop_timer *timer;
    enum alarm_hours_pace pace;
    bool known, cut, failed;
    int64_t from_hour;                           /* of the call under way */
    int64_t whole_ms;                            /* when the whole day was asked for */
    int64_t answered_ms;                         /* up to when; 0: never */
    uint32_t began[BEHAVIOR_KINDS][ALARM_HOURS]; /* by hour modulo ALARM_HOURS */
    uint32_t next[BEHAVIOR_KINDS][ALARM_HOURS];  /* of the call under way */
    int64_t newest_hour;                         /* that `began` holds */
};

static int64_t now_ms(const struct alarm_hours *h)
{
    return h->client != NULL ? client_service_now_ms(h->client)
                             : clock_real_ms(loop_clock(h->loop));
}

static int64_t hour_of(int64_t ms)
{
    return ms / HOUR_MS;
}

static size_t slot(int64_t hour)
{
    return (size_t)(hour % ALARM_HOURS);
}

struct alarm_hours *alarm_hours_new(struct loop *loop, alarm_hours_fn *on_change, void *ctx)
{
    struct alarm_hours *h = mem_alloc(1, sizeof *h);

    h->loop = loop;
    h->on_change = on_change;
    h->ctx = ctx;
    return h;
}

void alarm_hours_free(struct alarm_hours *h)
{
    if (h == NULL)
        return;
    call_drop(h->call);
    loop_remove_timer(h->timer);
    free(h);
}

/* ---- counting ---- */

/* What is older than a day makes room. */
static void roll(struct alarm_hours *h, int64_t hour)
{
    if (hour - h->newest_hour >= ALARM_HOURS || hour < h->newest_hour - ALARM_HOURS)
        memset(h->began, 0, sizeof h->began); /* a long sleep, or a clock that was set */
    else
        for (int64_t i = h->newest_hour + 1; i <= hour; i++)
            for (int k = 0; k < BEHAVIOR_KINDS; k++)
                h->began[k][slot(i)] = 0;
    h->newest_hour = hour;
}

static bool in_day(int64_t hour, int64_t newest)
{
    return hour >= 0 && hour <= newest && newest - hour < ALARM_HOURS;
}

void alarm_hours_count(struct alarm_hours *h, enum behavior_kind kind, int64_t at_ms)
{
    const int64_t now = hour_of(now_ms(h));

    if (h->newest_hour != now)
        roll(h, now);
    h->known = true;
    if (in_day(hour_of(at_ms), now))
        h->began[kind][slot(hour_of(at_ms))]++;
}

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct alarm_hours *h = ctx;
    const struct list_violation_events_output *out = page->output;
    const struct violation_event *e = out->violation_events.items;
    const int64_t newest = hour_of(now_ms(h));

    for (size_t i = 0; i < out->violation_events.n; i++) {
        const int64_t hour = hour_of(e[i].violation_event_time.ms);

        if (e[i].violation_event_time.set && in_day(hour, newest) && hour >= h->from_hour &&
            e[i].violation_event_type != NULL &&
            strcmp(e[i].violation_event_type, "in-alarm") == 0)
            h->next[behavior_kind(e[i].behavior)][slot(hour)]++;
    }
    return CALL_MORE;
}

/* Only the hours that were asked for are replaced. */
static void take_over(struct alarm_hours *h)
{
    const int64_t newest = hour_of(now_ms(h));

    roll(h, newest);
    for (int64_t hour = h->from_hour; hour <= newest; hour++)
        for (int k = 0; in_day(hour, newest) && k < BEHAVIOR_KINDS; k++)
            h->began[k][slot(hour)] = h->next[k][slot(hour)];
    h->known = true;
}

/* ---- asking ---- */

static void ask(struct alarm_hours *h);

static void on_timer(void *ctx)
{
    struct alarm_hours *h = ctx;

    h->timer = NULL;
    ask(h);
}

static void plan_next(struct alarm_hours *h)
{
    loop_remove_timer(h->timer);
    h->timer = NULL;
    if (h->pace == ALARM_HOURS_FOLLOW && h->client != NULL && h->call == NULL)
        h->timer = loop_add_timer(h->loop, client_poll_us(h->client, ALARM_HOURS_POLL_MS),
                                  on_timer, h);
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct alarm_hours *h = ctx;

    h->call = NULL;
    h->failed = result->err.kind != ERR_NONE;
    if (!h->failed) {
        take_over(h);
        h->answered_ms = now_ms(h);
        h->cut = result->stopped;
    }
    plan_next(h);
    h->on_change(h->ctx);
}

static void ask(struct alarm_hours *h)
{
    struct list_violation_events_input in = {0};
    const int64_t now = now_ms(h), newest = hour_of(now);
    const int64_t day = newest - ALARM_HOURS + 1, again = hour_of(h->answered_ms) - 1;

    if (h->client == NULL || h->call != NULL)
        return;
    loop_remove_timer(h->timer);
    h->timer = NULL;
    const bool whole = h->answered_ms == 0 || h->cut || now < h->whole_ms ||
                       now - h->whole_ms >= ALARM_HOURS_WHOLE_MS;

    h->from_hour = !whole && again > day && again <= newest ? again : day;
    h->whole_ms = h->from_hour == day ? now : h->whole_ms;
    memset(h->next, 0, sizeof h->next);
    alarm_events_put(&(struct alarm_filter){0}, h->from_hour * HOUR_MS, now, &in);
    h->call = call_start(h->client, &op_list_violation_events, &in,
                         &(struct call_options){.priority = CALL_BACKGROUND,
                                                .max_pages = ALARM_HOURS_PAGES,
                                                .on_page = on_page,
                                                .on_done = on_done,
                                                .ctx = h});
}

void alarm_hours_connect(struct alarm_hours *h, struct client *client)
{
    if (h->client == client)
        return;
    call_drop(h->call);
    h->call = NULL;
    h->client = client;
    if (h->pace == ALARM_HOURS_FOLLOW)
        ask(h);
}

void alarm_hours_set_pace(struct alarm_hours *h, enum alarm_hours_pace pace)
{
    h->pace = pace;
    if (pace == ALARM_HOURS_FOLLOW && now_ms(h) - h->answered_ms >= ALARM_HOURS_POLL_MS)
        ask(h);
    else
        plan_next(h);
}

void alarm_hours_refresh(struct alarm_hours *h)
{
    h->answered_ms = 0;
    ask(h);
}

/* ---- what is known ---- */

bool alarm_hours_known(const struct alarm_hours *h)
{
    return h->known;
}

bool alarm_hours_failed(const struct alarm_hours *h)
{
    return h->failed;
}

bool alarm_hours_cut(const struct alarm_hours *h)
{
    return h->cut;
}

uint32_t alarm_hours_began(const struct alarm_hours *h, enum behavior_kind kind, int hours_ago)
{
    const int64_t hour = hour_of(now_ms(h)) - hours_ago;

    return in_day(hour, h->newest_hour) ? h->began[kind][slot(hour)] : 0;
}

int64_t alarm_hours_now_ms(const struct alarm_hours *h)
{
    return now_ms(h);
}
