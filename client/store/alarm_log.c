#include "client/store/alarm_log.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/log.h"
#include "client/base/map.h"
#include "client/base/mem.h"

enum { SLICE_US = 4000 };

struct alarm_log {
    struct alarm_log_options o;
    struct source *source;
    struct client *client;
    struct alarm_range range;
    struct alarm_asked asked;
    bool is_set, pending; /* pending: to be asked once there is a connection */
    struct call *call;
    int64_t asked_from_ms, asked_to_ms;
    struct intern *seen; /* keys of rows that are there; NULL: nothing is under way */
    struct alarm_reader *reader;
    struct err err;
    uint64_t known; /* events of the history when it was read last */
};

static int64_t now_ms(const struct alarm_log *l)
{
    return client_service_now_ms(l->client);
}

static void changed(void *ctx)
{
    struct alarm_log *l = ctx;

    l->o.on_change(l->o.ctx);
}

struct alarm_log *alarm_log_new(const struct alarm_log_options *o)
{
    struct alarm_log *l = mem_alloc(1, sizeof *l);

    l->o = *o;
    l->source = source_new(&(struct source_options){
        .loop = o->loop, .spec = &alarm_events_table, .on_change = changed, .ctx = l});
    return l;
}

struct source *alarm_log_source(const struct alarm_log *l)
{
    return l->source;
}

bool alarm_log_is_busy(const struct alarm_log *l)
{
    return l->seen != NULL;
}

/* ---- rows ---- */

static bool same(const char *want, const char *is)
{
    return want == NULL || (is != NULL && strcmp(want, is) == 0);
}

/* What the service would have filtered. */
static bool matches(const struct alarm_log *l, const struct violation_event *e)
{
    const struct alarm_filter f = alarm_asked_filter(&l->asked);
    const bool suppressed = e->behavior != NULL && e->behavior->suppress_alerts.value;

    return same(f.thing, e->thing_name) && same(f.profile, e->security_profile_name) &&
           same(f.kind, behavior_kind_wire(behavior_kind(e->behavior))) &&
           same(f.state, e->verification_state != NULL ? e->verification_state : "UNKNOWN") &&
           (!f.suppressed.set || f.suppressed.value == suppressed);
}

/* false: no room. */
static bool add_row(struct alarm_log *l, const struct violation_event *e)
{
    struct buf key = BUF_INIT(4096);
    const uint32_t before = intern_count(l->seen);
    bool room = true;

    if (!e->violation_event_time.set || e->violation_event_time.ms < l->range.from_ms ||
        e->violation_event_time.ms > l->range.to_ms)
        return true;
    if (!alarm_event_key(e, &key) ||
        intern_id(l->seen, (struct str){buf_text(&key), key.len}) == before)
        room = source_row(l->source, e);
    buf_free(&key);
    return room;
}

static bool on_event(void *ctx, const struct violation_event *e)
{
    struct alarm_log *l = ctx;

    return !matches(l, e) || add_row(l, e);
}

/* ---- the end ---- */

static void drop(struct alarm_log *l);

static void finish(struct alarm_log *l)
{
    struct err err = l->err;

    drop(l);
    l->known = alarm_history_events(l->o.history);
    source_end(l->source, SOURCE_END_COMPLETE, err.kind == ERR_NONE ? NULL : &err);
}

static bool read_more(void *ctx)
{
    struct alarm_log *l = ctx;
    const int64_t until_us = loop_now_us(l->o.loop) + SLICE_US;
    bool done = false;
    struct err err;

    while (!done && loop_now_us(l->o.loop) < until_us)
        if (!alarm_reader_slice(l->reader, on_event, l, &done, &err)) {
            l->err = err;
            done = true;
        }
    if (done)
        finish(l);
    return !done;
}

static void read_history(struct alarm_log *l)
{
    const struct alarm_filter f = alarm_asked_filter(&l->asked);

    l->reader = alarm_reader_new(l->o.history,
                                 &(struct alarm_reader_options){.from_ms = l->range.from_ms,
                                                                .to_ms = l->range.to_ms,
                                                                .thing = f.thing});
    loop_add_idle(l->o.loop, read_more, l);
}

static void drop(struct alarm_log *l)
{
    call_drop(l->call);
    l->call = NULL;
    if (l->reader != NULL)
        loop_remove_idle(l->o.loop, read_more, l);
    alarm_reader_free(l->reader);
    l->reader = NULL;
    intern_free(l->seen);
    l->seen = NULL;
}

/* ---- asking the service ---- */

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct alarm_log *l = ctx;
    const struct list_violation_events_output *out = page->output;
    const struct violation_event *events = out->violation_events.items;
    struct err err;
    bool room = true;

    for (size_t i = 0; room && i < out->violation_events.n; i++)
        room = add_row(l, &events[i]);
    if (alarm_history_is_open(l->o.history) &&
        !alarm_history_add(l->o.history, events, out->violation_events.n, &err))
        log_write(LOG_INFO, "alarm history: %s", err.text);
    if (!page->last)
        changed(l);
    return room ? CALL_MORE : CALL_STOP;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct alarm_log *l = ctx;
    struct err err;

    l->call = NULL;
    l->err = result->err;
    if (result->err.kind == ERR_NONE && !result->stopped && !alarm_asked_any(&l->asked) &&
        alarm_history_is_open(l->o.history) &&
        !alarm_history_cover(l->o.history, l->asked_from_ms, l->asked_to_ms, &err))
        log_write(LOG_INFO, "alarm history: %s", err.text);
    read_history(l);
}

/* The stretch of the range the service is asked for; false: none. */
static bool stretch(struct alarm_log *l, enum alarm_log_how how)
{
    const int64_t now = now_ms(l), oldest = alarm_events_oldest_ms(now);
    struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX];

    l->asked_from_ms = l->range.from_ms > oldest ? l->range.from_ms : oldest;
    l->asked_to_ms = l->range.to_ms < now ? l->range.to_ms : now;
    if (l->asked_from_ms >= l->asked_to_ms)
        return false;
    if (how == ALARM_LOG_ALL || !alarm_history_is_open(l->o.history))
        return true;
    const size_t n = alarm_history_gaps(l->o.history, l->asked_from_ms, l->asked_to_ms, gaps);

    for (size_t i = 0; i < n; i++)
        if (gaps[i].kind == ALARM_GAP_OPEN) {
            l->asked_from_ms = gaps[i].from_ms;
            return true;
        }
    return false;
}

static void ask(struct alarm_log *l, enum alarm_log_how how)
{
    struct list_violation_events_input in = {0};

    l->pending = l->client == NULL;
    drop(l);
    alarm_history_open(l->o.history);
    l->seen = intern_new();
    l->err = (struct err){.kind = ERR_NONE};
    source_begin(l->source);
    if (l->client != NULL && stretch(l, how)) {
        const struct alarm_filter f = alarm_asked_filter(&l->asked);

        alarm_events_put(&f, l->asked_from_ms, l->asked_to_ms, &in);
        l->call = call_start(l->client, &op_list_violation_events, &in,
                             &(struct call_options){.priority = CALL_INTERACTIVE,
                                                    .on_page = on_page,
                                                    .on_done = on_done,
                                                    .ctx = l});
    } else {
        read_history(l);
    }
    changed(l);
}

void alarm_log_ask(struct alarm_log *l, const struct alarm_range *range,
                   const struct alarm_asked *asked, enum alarm_log_how how)
{
    l->range = *range;
    l->asked = *asked;
    l->is_set = true;
    ask(l, how);
}

void alarm_log_reread(struct alarm_log *l)
{
    if (!l->is_set || l->seen != NULL || l->known == alarm_history_events(l->o.history))
        return;
    l->seen = intern_new();
    l->err = (struct err){.kind = ERR_NONE};
    source_begin(l->source);
    read_history(l);
}

void alarm_log_connect(struct alarm_log *l, struct client *client)
{
    if (l->client == client)
        return;
    l->client = client;
    if (l->is_set && client != NULL && l->pending)
        ask(l, ALARM_LOG_MISSING);
    else if (l->call != NULL)
        ask(l, ALARM_LOG_MISSING);
}

void alarm_log_free(struct alarm_log *l)
{
    if (l == NULL)
        return;
    drop(l);
    source_free(l->source);
    free(l);
}
