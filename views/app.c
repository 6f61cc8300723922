#include "views/app.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/app_inside.h"
#include "views/changes.h"
#include "views/kept.h"
#include "views/settings.h"

/* ---- frames ---- */

static void on_frame_timer(void *ctx)
{
    struct app *a = ctx;

    a->frame_timer = NULL; /* the hook before the next sleep draws */
}

static void on_message_timer(void *ctx)
{
    struct app *a = ctx;

    a->message_timer = NULL;
    app_redraw(a);
}

static void watch_messages(struct app *a)
{
    int64_t at_ms = messages_expiry(a->messages, app_now_ms(a));

    loop_remove_timer(a->message_timer);
    a->message_timer = at_ms < 0 ? NULL
                                 : loop_add_timer(a->loop, (at_ms - app_now_ms(a) + 1) * 1000,
                                                  on_message_timer, a);
}

const struct surface *app_frame(struct app *a)
{
    int rows, cols;

    a->display->size(a->display->ctx, &rows, &cols);
    if (a->frame == NULL || a->frame->rows != rows || a->frame->cols != cols) {
        surface_free(a->frame);
        a->frame = surface_new(rows, cols, a->glyphs);
    }
    app_draw(a, a->frame);
    return a->frame;
}

static void notice_changes(struct app *a)
{
    const struct level *top = app_top(a);
    uint64_t now = top->spec->changes != NULL ? top->spec->changes(top->state) : 0;

    if (now != a->drawn_changes)
        app_redraw(a);
    a->drawn_changes = now;
}

static void draw_if_due(void *ctx)
{
    struct app *a = ctx;
    int64_t now = loop_now_us(a->loop);

    if (!a->ended && a->depth > 0)
        notice_changes(a);

    if (!a->dirty || a->ended || a->depth == 0)
        return;
    if (now - a->last_frame_us < FRAME_US) {
        if (a->frame_timer == NULL)
            a->frame_timer =
                loop_add_timer(a->loop, a->last_frame_us + FRAME_US - now, on_frame_timer, a);
        return;
    }
    a->dirty = false;
    a->last_frame_us = now;
    a->display->present(a->display->ctx, app_frame(a));
    watch_messages(a);
}

void app_redraw(struct app *a)
{
    a->dirty = true;
}

/* ---- life ---- */

static void keep_runs(struct app *a)
{
    struct buf path = BUF_INIT(4096);

    if (kept_path(&a->context, "audits", &path))
        audit_runs_keep(a->runs, buf_text(&path));
    buf_free(&path);
}

static void begin_history(struct app *a, const char *fleet)
{
    struct buf path = BUF_INIT(4096), context = BUF_INIT(8192);

    kept_history(&a->context, "history.db", &path);
    app_history_context(a, fleet, &context);
    a->past = history_new(a->loop, buf_text(&path), buf_text(&context));
    a->recorder = history_recorder_new(a->loop, a->runs, a->past);
    buf_free(&path);
    buf_free(&context);
}

struct app *app_new(const struct app_options *o)
{
    struct app *a = mem_alloc(1, sizeof *a);
    struct err err;

    a->loop = o->loop;
    a->runs = audit_runs_new(o->loop);
    a->devices = devices_new(o->loop);
    app_shared_new(a);
    a->schedules = schedules_new(o->loop, a->runs);
    app_detect_new(a);
    a->display = o->display;
    a->glyphs = o->glyphs;
    a->context = o->context;
    keep_runs(a);
    app_detect_keep(a, o->fleet);
    begin_history(a, o->fleet);
    a->gate = o->gate;
    a->journal = o->journal;
    a->zone = o->zone != NULL ? o->zone : zone_utc();
    (void)snprintf(a->person, sizeof a->person, "%s", o->person != NULL ? o->person : "");
    a->changes = changes_new(a);
    a->restricted = o->restricted;
    a->is_command = o->is_command;
    a->drafts = o->drafts;
    a->views = o->views;
    if (o->door != NULL)
        a->door = *o->door;
    a->keys = o->keys;
    a->settings = o->settings;
    a->messages = messages_new();
    a->last_frame_us = loop_now_us(a->loop) - FRAME_US;
    if (!stack_push(a, screens[0]->name, &err))
        bug("the first screen does not open: %s", err.text);
    if (o->start != NULL && strcmp(o->start, screens[0]->name) != 0)
        (void)app_open(a, o->start);
    app_notify_follow(a);
    history_note(a);
    loop_before_sleep(a->loop, draw_if_due, a);
    app_redraw(a);
    return a;
}

void app_free(struct app *a)
{
    if (a == NULL)
        return;
    a->ended = true;
    loop_remove_timer(a->gate_timer);
    loop_remove_timer(a->keys_timer);
    while (a->depth > 0)
        level_close(&a->stack[--a->depth]);
    app_notify_free(a);
    changes_free(a->changes);
    free(a->region_record);
    while (a->n_history > 0)
        free(a->history[--a->n_history]);
    for (size_t i = 0; i < PROMPT_KINDS; i++)
        prompt_free(a->prompts[i]);
    history_recorder_free(a->recorder);
    history_free(a->past);
    app_detect_free(a);
    schedules_free(a->schedules);
    audit_runs_free(a->runs);
    devices_free(a->devices);
    app_shared_free(a);
    loop_remove_timer(a->frame_timer);
    loop_remove_timer(a->message_timer);
    modal_free(a->modal);
    messages_free(a->messages);
    surface_free(a->frame);
    free(a->filter_before);
    free(a->last_thing);
    free(a);
}

bool app_is_ended(const struct app *a)
{
    return a->ended;
}

static enum screen_freshness freshness(const struct app *a)
{
    const struct level *top = app_top_const(a);
    struct screen_status st = {.freshness = SCREEN_STILL};

    if (top->spec->status != NULL)
        top->spec->status(top->state, &st);
    return st.freshness;
}

bool app_is_failed(const struct app *a)
{
    const enum screen_freshness now = freshness(a);

    return now == SCREEN_FAILED || now == SCREEN_STALE || now == SCREEN_PARTIAL;
}

bool app_is_loading(const struct app *a)
{
    return freshness(a) == SCREEN_LOADING;
}

void app_end(struct app *a)
{
    a->ended = true;
    loop_stop(a->loop);
}

/* ---- what screens ask ---- */

struct loop *app_loop(const struct app *a)
{
    return a->loop;
}

struct client *app_client(const struct app *a)
{
    return a->client;
}

void app_set_client(struct app *a, struct client *client)
{
    const struct level *top = app_top(a);

    app_detect_connect(a, client);
    a->client = client;
    app_regions_set_pace(a);
    audit_runs_connect(a->runs, client);
    history_recorder_connect(a->recorder, client);
    devices_connect(a->devices, client);
    app_shared_connect(a);
    schedules_connect(a->schedules, client);
    if (client != NULL && top->spec->shown != NULL)
        top->spec->shown(top->state);
    app_keys_changed(a);
}

struct audit_runs *app_runs(const struct app *a)
{
    return a->runs;
}

int64_t app_now_ms(const struct app *a)
{
    return clock_real_ms(loop_clock(a->loop));
}

const struct app_context *app_context(const struct app *a)
{
    return &a->context;
}

void app_set_context(struct app *a, const struct app_context *context)
{
    a->context = *context;
    app_redraw(a);
}

struct journal *app_journal(const struct app *a)
{
    return a->journal;
}

const struct zone *app_zone(const struct app *a)
{
    return a->zone;
}

const char *app_person(const struct app *a)
{
    return a->person;
}

bool app_is_paused(const struct app *a)
{
    return a->paused;
}

const struct messages *app_messages(const struct app *a)
{
    return a->messages;
}

/* While a screen is being pushed, what it will stand on is still the top. */
static const struct level *below(const struct app *a)
{
    return &a->stack[a->pushing || a->depth < 2 ? a->depth - 1 : a->depth - 2];
}

const struct keymap *app_keymap_below(const struct app *a)
{
    return below(a)->map != NULL ? below(a)->map : app_top_const(a)->map;
}

const struct screen_spec *app_screen_below(const struct app *a)
{
    return below(a)->spec;
}

bool app_raw_below(const struct app *a, struct buf *out)
{
    const struct level *l = below(a);

    return l->state != NULL && l->spec->raw != NULL && l->spec->raw(l->state, out);
}

static struct list_view *list_of(const struct level *l)
{
    return l->state != NULL && l->spec->list != NULL ? l->spec->list(l->state) : NULL;
}

struct list_view *app_list(const struct app *a)
{
    return list_of(app_top_const(a));
}

struct list_view *app_list_below(const struct app *a)
{
    return list_of(below(a));
}

static const struct list_pane *pane_of(const struct level *l)
{
    return l->state != NULL && l->spec->pane != NULL ? l->spec->pane(l->state) : NULL;
}

const struct list_pane *app_pane(const struct app *a)
{
    return pane_of(app_top_const(a));
}

const struct list_pane *app_pane_below(const struct app *a)
{
    return pane_of(below(a));
}

bool app_filter_below(struct app *a, const char *text, struct err *err)
{
    const struct level *l = below(a);

    if (l->state != NULL && l->spec->filter != NULL)
        return l->spec->filter(l->state, text, err);
    return err_set(err, ERR_USAGE, "%s has nothing to filter.", i18n_text(l->spec->title));
}

const char *app_filter_text_below(const struct app *a)
{
    const struct level *l = below(a);

    return l->state != NULL && l->spec->filter_text != NULL ? l->spec->filter_text(l->state)
                                                            : "";
}

const char *app_view_below(const struct app *a)
{
    return below(a)->view;
}

bool app_is_asking(const struct app *a)
{
    return a->modal != NULL || a->prompt != PROMPT_NONE;
}

const char *app_view(const struct app *a)
{
    return app_top_const(a)->view;
}

/* ---- messages and questions ---- */

void app_message(struct app *a, enum message_level level, const char *fmt, ...)
{
    char text[512];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(text, sizeof text, i18n_text(fmt), ap);
    va_end(ap);
    messages_add(a->messages, level, text, NULL, app_now_ms(a));
    app_redraw(a);
}

void app_error(struct app *a, const struct err *err)
{
    messages_add(a->messages, err->kind == ERR_CANCELED ? MESSAGE_INFO : MESSAGE_ERROR,
                 err->text, err->advice[0] != '\0' ? err->advice : NULL, app_now_ms(a));
    app_redraw(a);
}

static void ask(struct app *a, const struct modal_options *o, app_yes_fn *yes, void *ctx)
{
    modal_free(a->modal);
    a->modal = modal_new(o);
    a->yes = yes;
    a->yes_ctx = ctx;
    app_redraw(a);
}

void app_confirm(struct app *a, const char *title, const char *text, const char *yes_label,
                 app_yes_fn *yes, void *ctx)
{
    ask(a,
        &(struct modal_options){.title = i18n_text(title),
                                .text = i18n_text(text),
                                .accept = i18n_text(yes_label),
                                .reject = _("Back"),
                                .style = STYLE_WARN},
        yes, ctx);
}

void app_guide(struct app *a, const struct app_guide *g)
{
    ask(a,
        &(struct modal_options){.title = g->title,
                                .text = g->text,
                                .accept = g->onward,
                                .reject = g->leave,
                                .style = STYLE_RULE,
                                .harmless = true,
                                .at_foot = true},
        g->go_on, g->ctx);
}

void app_forget_confirm(struct app *a, const void *ctx)
{
    if (a->modal == NULL || a->yes_ctx != ctx)
        return;
    modal_free(a->modal);
    a->modal = NULL;
    app_redraw(a);
}

void app_answer(struct app *a, enum modal_result result)
{
    app_redraw(a);
    if (result == MODAL_OPEN)
        return;
    modal_free(a->modal);
    a->modal = NULL;
    if (result == MODAL_ACCEPTED && a->yes != NULL)
        a->yes(a->yes_ctx);
}

/* ---- going places ---- */

bool app_open(struct app *a, const char *view)
{
    struct err err;

    if (a->finds_view) {
        free(a->region_record);
        a->region_record = mem_strdup(view);
        return true;
    }
    app_redraw(a);
    if (stack_return(a, view)) {
        history_note(a);
        return true;
    }
    if (!stack_push(a, view, &err)) {
        app_error(a, &err);
        return false;
    }
    app_filter_entered(a);
    history_note(a);
    return true;
}

bool app_openf(struct app *a, const char *fmt, ...)
{
    char view[1024];
    va_list ap;

    va_start(ap, fmt);
    (void)vsnprintf(view, sizeof view, fmt, ap);
    va_end(ap);
    return app_open(a, view);
}

static void ask_to_quit(void *ctx)
{
    app_end(ctx);
}

void app_back(struct app *a)
{
    app_redraw(a);
    if (a->depth > 1) {
        stack_pop(a);
        history_note(a);
        return;
    }
    app_confirm(a, "Quit", "Leave picket? Audits go on in the service.", "Quit", ask_to_quit,
                a);
}

void app_replace(struct app *a, const char *view)
{
    if (a->depth > 1) {
        level_close(app_top(a));
        a->depth--;
    }
    (void)app_open(a, view);
}

void app_resized(struct app *a)
{
    app_redraw(a);
}

void app_shown_again(struct app *a)
{
    const struct level *top = app_top(a);

    if (top->spec->shown != NULL)
        top->spec->shown(top->state);
    app_redraw(a);
}
