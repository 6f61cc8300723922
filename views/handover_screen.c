/* Handover: what happened since a moment, for whoever comes next. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "views/cli.h"
#include "views/handover.h"
#include "views/pane_search.h"
#include "views/refill.h"
#include "views/screens.h"

#define SINCE_DEFAULT "8h" /* a shift */

enum { TEXT_MAX = 4 * 1024 * 1024 };

struct handover_screen {
    struct detail pane; /* first: DETAIL_CALLS */
    struct app *app;
    struct handover *handover;
    char since[64];
};

static void on_known(void *ctx)
{
    struct handover_screen *s = ctx;

    app_redraw(s->app);
}

static void fill(void *ctx, struct detail *d)
{
    struct handover_screen *s = ctx;
    struct buf text = BUF_INIT(TEXT_MAX);
    bool begins = true; /* a part: the line above was empty */

    handover_put(s->handover, &text);
    for (struct str rest = {buf_text(&text), text.len}; rest.n > 0;) {
        struct str line = str_cut(rest, '\n', &rest);
        struct buf z = BUF_INIT(64 * 1024);

        buf_put(&z, line.p, line.n);
        if (begins && line.n > 0 && line.p[0] != ' ')
            detail_name_heading(d, buf_text(&z));
        else
            detail_text(d, STYLE_TEXT, buf_text(&z));
        begins = line.n == 0;
        buf_free(&z);
    }
    buf_free(&text);
}

static void *open_handover(struct app *app, const char *argument, struct err *err)
{
    const char *since = argument[0] != '\0' ? argument : SINCE_DEFAULT;
    int64_t since_ms;

    if (!cli_since(since, app_now_ms(app), app_zone(app), &since_ms, err))
        return NULL;
    struct handover_screen *s = mem_alloc(1, sizeof *s);

    s->app = app;
    (void)snprintf(s->since, sizeof s->since, "%s", since);
    detail_init(&s->pane);
    s->pane.focused = true;
    s->handover = handover_new(app, since_ms, on_known, s);
    return s;
}

static void close_handover(void *state)
{
    struct handover_screen *s = state;

    handover_free(s->handover);
    detail_free(&s->pane);
    free(s);
}

static void ask(void *state)
{
    struct handover_screen *s = state;

    handover_ask(s->handover);
}

static void draw(void *state, struct surface *body)
{
    struct handover_screen *s = state;

    refill(&s->pane, fill, s);
    detail_draw(&s->pane, body);
}

/* "picket-handover-20261125T1422.txt", the time where the person is. */
static void write_file(struct handover_screen *s)
{
    struct buf text = BUF_INIT(TEXT_MAX), path = BUF_INIT(128);
    struct civil c;
    struct err err;

    if (app_is_restricted(s->app)) {
        app_message(s->app, MESSAGE_WARN, "No file is written: picket is restricted.");
        return;
    }
    zone_civil(app_zone(s->app), app_now_ms(s->app), &c);
    buf_printf(&path, "picket-handover-%04d%02d%02dT%02d%02d.txt", c.year, c.month, c.day,
               c.hour, c.minute);
    handover_put(s->handover, &text);
    if (files_write(buf_text(&path), buf_text(&text), text.len, &err))
        app_message(s->app, MESSAGE_OK, "Written to %s%s.", buf_text(&path),
                    handover_is_waiting(s->handover) ? _("; not everything was answered yet")
                                                     : "");
    else
        app_error(s->app, &err);
    buf_free(&text);
    buf_free(&path);
}

static bool act(void *state, const char *action)
{
    struct handover_screen *s = state;

    app_redraw(s->app);
    if (strcmp(action, "handover.write") != 0)
        return detail_do(&s->pane, action);
    write_file(s);
    return true;
}

static void status(const void *state, struct screen_status *out)
{
    const struct handover_screen *s = state;

    *out = (struct screen_status){.freshness = handover_is_waiting(s->handover) ? SCREEN_LOADING
                                                                                : SCREEN_STILL};
    (void)snprintf(out->note, sizeof out->note, _("since %s"), s->since);
}

static const struct binding bindings[] = {
    {"W", "handover.write", N_("write it as a file in this folder"), N_("write"), 10},
    {0},
};

const struct screen_spec handover_screen = {
    .name = "handover",
    .title = N_("Handover"),
    .argument = "[8h | 2d | DATE]",
    .about = N_("what happened since, for whoever comes next"),
    .digit = "H",
    DETAIL_CALLS,
    .bindings = bindings,
    .open = open_handover,
    .close = close_handover,
    .draw = draw,
    .act = act,
    .status = status,
    .shown = ask,
    .refresh = ask,
};
