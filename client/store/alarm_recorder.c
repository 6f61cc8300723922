#include "client/store/alarm_recorder.h"

#include <stdlib.h>

#include "client/base/log.h"
#include "client/base/mem.h"

enum { DAY_MS = 24 * 3600 * 1000, EDGE_MS = 60 * 1000 /* less is no gap */ };

struct alarm_recorder {
    struct loop *loop;
    struct alarm_history *history;
    struct client *client;
    struct loop_timer *timer;
    struct call *call;
    int64_t from_ms, to_ms; /* of the asking under way */
    bool paused, waited;    /* waited: ALARM_FIRST_RECORD_MS are over */
    bool newest;            /* since the timer fired, the newest were asked for */
    struct err err;
};

static void on_timer(void *ctx);

static void look_in(struct alarm_recorder *r, int64_t ms)
{
    loop_remove_timer(r->timer);
    r->timer = loop_add_timer(r->loop, ms * 1000, on_timer, r);
}

static int64_t now_ms(const struct alarm_recorder *r)
{
    return client_service_now_ms(r->client);
}

/* ---- which time is next ---- */

/* false: there is nothing the service could still tell. */
static bool next_span(struct alarm_recorder *r)
{
    const int64_t now = now_ms(r), oldest = alarm_events_oldest_ms(now);
    const int64_t known = alarm_history_known_to(r->history);
    struct alarm_gap gaps[ALARM_HISTORY_GAPS_MAX];

    if (!r->newest) {
        const int64_t since = known - ALARM_OVERLAP_MS;

        r->newest = true;
        r->to_ms = now;
        r->from_ms = since > now - DAY_MS && since < now ? since : now - DAY_MS;
        return true;
    }
    for (size_t n = alarm_history_gaps(r->history, oldest, now - ALARM_OVERLAP_MS, gaps); n > 0;
         n--) {
        const struct alarm_gap *gap = &gaps[n - 1];

        if (gap->kind != ALARM_GAP_OPEN || gap->to_ms - gap->from_ms < EDGE_MS)
            continue;
        r->to_ms = gap->to_ms;
        r->from_ms = gap->from_ms > gap->to_ms - DAY_MS ? gap->from_ms : gap->to_ms - DAY_MS;
        return true;
    }
    return false;
}

/* ---- asking ---- */

static enum call_next on_page(void *ctx, struct call_page *page)
{
    struct alarm_recorder *r = ctx;
    const struct list_violation_events_output *out = page->output;
    struct err err;

    if (alarm_history_add(r->history, out->violation_events.items, out->violation_events.n,
                          &err))
        return CALL_MORE;
    r->err = err;
    return CALL_STOP;
}

static void on_done(void *ctx, const struct call_result *result)
{
    struct alarm_recorder *r = ctx;
    struct err err = result->err;
    int64_t wait_ms = ALARM_RECORD_MS;

    r->call = NULL;
    if (err.kind == ERR_NONE && result->stopped)
        err = r->err;
    if (err.kind == ERR_NONE && result->stopped)
        (void)err_set(&err, ERR_LIMIT, "a day has more events than are asked for");
    if (err.kind == ERR_NONE && alarm_history_cover(r->history, r->from_ms, r->to_ms, &err)) {
        wait_ms = ALARM_NEXT_DAY_MS;
    } else {
        log_write(LOG_INFO, "alarm history: %s", err.text);
        if (err.kind == ERR_DENIED || err.kind == ERR_CREDENTIALS)
            wait_ms = ALARM_REFUSED_MS;
        r->newest = false;
    }
    r->err = err;
    look_in(r, wait_ms);
}

static void ask(struct alarm_recorder *r)
{
    struct list_violation_events_input in = {0};
    const struct alarm_filter all = {0};

    alarm_events_put(&all, r->from_ms, r->to_ms, &in);
    r->err = (struct err){.kind = ERR_NONE};
    r->call = call_start(
        r->client, &op_list_violation_events, &in,
        &(struct call_options){
            .priority = CALL_BACKGROUND, .on_page = on_page, .on_done = on_done, .ctx = r});
}

static void look(struct alarm_recorder *r)
{
    if (r->call != NULL || r->client == NULL || r->paused || !r->waited ||
        !alarm_history_is_open(r->history))
        return;
    if (next_span(r)) {
        ask(r);
    } else {
        r->newest = false;
        look_in(r, ALARM_RECORD_MS);
    }
}

static void on_timer(void *ctx)
{
    struct alarm_recorder *r = ctx;

    r->timer = NULL;
    if (!r->waited) {
        const bool opened = alarm_history_is_open(r->history);

        alarm_history_open(r->history);
        r->waited = opened;
        if (!opened) {
            look_in(r, ALARM_FIRST_RECORD_MS - ALARM_OPEN_MS);
            return;
        }
    }
    look(r);
}

void alarm_recorder_look(struct alarm_recorder *r)
{
    r->newest = false;
    look(r);
}

/* ---- life ---- */

struct alarm_recorder *alarm_recorder_new(struct loop *loop, struct alarm_history *history)
{
    struct alarm_recorder *r = mem_alloc(1, sizeof *r);

    r->loop = loop;
    r->history = history;
    look_in(r, ALARM_OPEN_MS);
    return r;
}

void alarm_recorder_free(struct alarm_recorder *r)
{
    if (r == NULL)
        return;
    call_drop(r->call);
    loop_remove_timer(r->timer);
    free(r);
}

void alarm_recorder_connect(struct alarm_recorder *r, struct client *client)
{
    if (r->client == client)
        return;
    call_drop(r->call);
    r->call = NULL;
    r->client = client;
    r->newest = false;
    look(r);
}

void alarm_recorder_set_paused(struct alarm_recorder *r, bool paused)
{
    r->paused = paused;
    if (paused) {
        call_drop(r->call);
        r->call = NULL;
    }
    look(r);
}

const struct err *alarm_recorder_err(const struct alarm_recorder *r)
{
    return &r->err;
}
