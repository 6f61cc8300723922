/* Every request of this context: operation, time, status, retries. */
#include <stdio.h>
#include <stdlib.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "tui/list.h"
#include "views/app.h"
#include "views/screens.h"

struct calls {
    struct app *app;
    struct list_pane pane;
};

enum call_column {
    CALL_TIME,
    CALL_OPERATION,
    CALL_STATE,
    CALL_STATUS,
    CALL_MS,
    CALL_TRIES,
    CALL_PAGES,
    CALL_BYTES,
    CALL_ERROR,
    CALL_REQUEST_ID,
};

static const struct list_column columns[] = {
    [CALL_TIME] = {.title = N_("TIME"), .name = "time", .width = 9},
    [CALL_OPERATION] = {.title = N_("OPERATION"), .name = "operation", .width = 36, .min = 22},
    [CALL_STATE] = {.title = N_("STATE"), .name = "state", .width = 9},
    [CALL_STATUS] = {.title = N_("HTTP"), .name = "status", .width = 4, .align = ALIGN_RIGHT},
    [CALL_MS] = {.title = N_("MS"), .name = "ms", .width = 6, .align = ALIGN_RIGHT},
    [CALL_TRIES] = {.title = N_("TRIES"), .name = "tries", .width = 5, .align = ALIGN_RIGHT},
    [CALL_PAGES] = {.title = N_("PAGES"), .name = "pages", .width = 5, .align = ALIGN_RIGHT},
    [CALL_BYTES] = {.title = N_("BYTES"),
                    .name = "bytes",
                    .width = 10,
                    .align = ALIGN_RIGHT,
                    .from_cols = 120},
    [CALL_ERROR] = {.title = N_("ERROR"), .name = "error", .width = 12, .flex = 1},
    [CALL_REQUEST_ID] = {.title = N_("REQUEST ID"),
                         .name = "request",
                         .width = 36,
                         .from_cols = 150},
};

static const struct call_log *log_of(const struct calls *c)
{
    return app_client(c->app) != NULL ? client_log(app_client(c->app)) : NULL;
}

static size_t count_calls(void *ctx)
{
    const struct call_log *log = log_of(ctx);

    return log != NULL ? call_log_count(log) : 0;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    const struct call_log *log = log_of(ctx);
    const struct call_record *r = log != NULL ? call_log_at(log, row) : NULL;

    if (r != NULL)
        buf_printf(out, "%llu", (unsigned long long)r->id);
}

static void put_time(const struct call_record *r, struct buf *out)
{
    struct civil c;

    civil_from_ms(r->started_ms, &c);
    buf_printf(out, "%02d:%02d:%02d", c.hour, c.minute, c.second);
}

static enum style state_style(const struct call_record *r)
{
    switch (r->state) {
    case CALL_QUEUED:
    case CALL_BACKOFF: return STYLE_WARN;
    case CALL_IN_FLIGHT: return STYLE_RUNNING;
    case CALL_OK: return STYLE_OK;
    case CALL_FAILED: return STYLE_ERROR;
    case CALL_CANCELED: return STYLE_DIM;
    }
    return STYLE_TEXT;
}

static void put_number(size_t n, struct buf *out)
{
    if (n > 0)
        buf_put_count(out, n);
    else
        buf_putc(out, '-');
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct call_log *log = log_of(ctx);
    const struct call_record *r = log != NULL ? call_log_at(log, row) : NULL;

    if (r == NULL)
        return STYLE_TEXT;
    switch ((enum call_column)column) {
    case CALL_TIME: put_time(r, out); return STYLE_DIM;
    case CALL_OPERATION: buf_puts(out, r->operation); return STYLE_TEXT;
    case CALL_STATE: buf_puts(out, call_state_name(r->state)); return state_style(r);
    case CALL_STATUS: put_number((size_t)r->status, out); return STYLE_TEXT;
    case CALL_MS: put_number((size_t)r->ms, out); return STYLE_TEXT;
    case CALL_TRIES:
        put_number((size_t)r->attempts, out);
        return r->attempts > 1 ? STYLE_WARN : STYLE_TEXT;
    case CALL_PAGES: put_number((size_t)r->pages, out); return STYLE_TEXT;
    case CALL_BYTES: put_number(r->bytes, out); return STYLE_TEXT;
    case CALL_ERROR: buf_puts(out, r->error); return STYLE_ERROR;
    case CALL_REQUEST_ID: buf_puts(out, r->request_id); return STYLE_DIM;
    }
    return STYLE_TEXT;
}

static void *open_calls(struct app *app, const char *argument, struct err *err)
{
    struct calls *c = mem_alloc(1, sizeof *c);

    (void)argument;
    (void)err;
    c->app = app;
    list_init(
        &c->pane,
        &(struct list_source){.ctx = c, .count = count_calls, .id = put_id, .cell = put_cell},
        columns, COUNT_OF(columns));
    c->pane.focused = true;
    c->pane.status.empty = _("Nothing was asked yet.");
    return c;
}

static void close_calls(void *state)
{
    struct calls *c = state;

    list_free(&c->pane);
    free(c);
}

static void draw_calls(void *state, struct surface *body)
{
    struct calls *c = state;

    list_sync(&c->pane);
    list_draw(&c->pane, body);
}

static bool act_calls(void *state, const char *action)
{
    struct calls *c = state;

    return list_do(&c->pane, action);
}

static uint64_t calls_changes(const void *state)
{
    const struct call_log *log = log_of(state);

    return log != NULL ? log->changes : 0;
}

static void calls_status(const void *state, struct screen_status *out)
{
    const struct calls *c = state;
    const struct client *client = app_client(c->app);

    out->freshness = SCREEN_STILL;
    if (client == NULL)
        return;
    const struct budget *b = client_budget(client);

    (void)snprintf(out->note, sizeof out->note, _("%llu calls, %llu retries, %llu throttled"),
                   (unsigned long long)b->calls, (unsigned long long)b->retries,
                   (unsigned long long)b->throttles);
}

const struct screen_spec calls_screen = {
    .name = "calls",
    .title = N_("Calls"),
    .about = N_("the last 500 requests: operation, status, time, retries"),
    .widget = SCREEN_LIST,
    .open = open_calls,
    .close = close_calls,
    .draw = draw_calls,
    .act = act_calls,
    .changes = calls_changes,
    .status = calls_status,
};
