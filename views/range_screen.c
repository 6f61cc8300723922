/* Which stretch of time Alarm history shows: a length until now, or from when to when. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/base/when.h"
#include "tui/axis.h"
#include "views/argument.h"
#include "views/event_range.h"
#include "views/form_host.h"
#include "views/screens.h"

enum { FIELDS = 8, VIEW_MAX = 2048 };

struct range_screen {
    struct form_host host; /* first: FORM_HOST_CALLS */
    struct app *app;
    struct event_range begins;
    char *others; /* owned; the other words of the view, a thing last */
    char *thing;  /* owned; "": all */
};

static void words_of(const struct form *f, struct event_range *out)
{
    out->last = mem_strdup(form_value(f, "last"));
    out->since = mem_strdup(form_value(f, "since"));
    out->until = mem_strdup(form_value(f, "until"));
}

static bool read(const struct range_screen *s, const struct form *f, struct alarm_range *out,
                 struct err *err)
{
    struct event_range words;

    words_of(f, &words);
    const bool ok = event_range_read(s->app, &words, out, err);

    event_range_free(&words);
    return ok;
}

static void check_field(void *ctx, const struct form *f, const char *name,
                        struct form_verdict *v)
{
    const struct range_screen *s = ctx;
    const bool mine = strcmp(name, "last") == 0
                          ? *form_value(f, "since") + *form_value(f, "until") == '\0'
                          : *form_value(f, name) != '\0';
    struct alarm_range range;
    struct err err;

    if (mine && form_value(f, name) != NULL && strcmp(name, "show") != 0 &&
        !read(s, f, &range, &err))
        buf_puts(v->error, err.text);
}

static void changed(void *ctx)
{
    struct range_screen *s = ctx;
    struct axis axis = {.now_ms = app_service_ms(s->app), .zone = app_zone(s->app)};
    struct buf text = BUF_INIT(256);
    struct alarm_range range;
    struct err err;

    if (read(s, s->host.form, &range, &err)) {
        axis.from_ms = range.from_ms;
        axis.to_ms = range.to_ms < axis.now_ms ? range.to_ms : axis.now_ms;
        buf_puts(&text, "= ");
        axis_moment(&axis, range.from_ms, &text);
        buf_puts(&text, " - ");
        if (range.to_ms < axis.now_ms)
            axis_moment(&axis, range.to_ms, &text);
        else
            buf_puts(&text, _("now, and what comes"));
    }
    form_set_fact(s->host.form, "is", buf_text(&text), STYLE_STRONG);
    buf_free(&text);
}

static void fill(void *ctx, struct form *f)
{
    const struct range_screen *s = ctx;
    const bool any = *s->begins.since + *s->begins.until != '\0';

    (void)form_set(f, "last",
                   any || *s->begins.last != '\0' ? s->begins.last : EVENT_RANGE_DEFAULT);
    (void)form_set(f, "since", s->begins.since);
    (void)form_set(f, "until", s->begins.until);
    form_focus(f, "last");
}

static void show(void *ctx)
{
    struct range_screen *s = ctx;
    struct buf view = BUF_INIT(VIEW_MAX);
    struct event_range words;

    if (!form_valid(s->host.form)) {
        app_redraw(s->app);
        return;
    }
    words_of(s->host.form, &words);
    buf_puts(&view, "events");
    event_range_put(&words, &view);
    buf_puts(&view, s->others);
    if (*s->thing != '\0')
        buf_printf(&view, " thing:%s", s->thing);
    event_range_free(&words);
    form_host_done(&s->host);
    app_replace(s->app, buf_text(&view)); /* this screen is gone */
    buf_free(&view);
}

static void pressed(void *ctx, const char *button)
{
    if (strcmp(button, "show") == 0)
        show(ctx);
}

static void make_form(struct range_screen *s)
{
    static const struct form_quick lengths[] = {
        {'1', "24h"}, {'2', "7d"}, {'3', "30d"}, {'4', "3mo"}};
    static const struct form_quick moments[] = {{'s', EVENT_RANGE_SHIFT}};
    static const struct form_field fields[FIELDS] = {
        {.kind = FORM_NOTE,
         .name = "",
         .label = N_("Either a length that ends now, or from when to when.")},
        {.kind = FORM_TEXT,
         .name = "last",
         .label = N_("the last"),
         .hint = N_("1=24h 2=7d 3=30d 4=3mo, or 90min 12h 1w2d"),
         .width = 26,
         .quick = lengths,
         .n_quick = COUNT_OF(lengths)},
        {.kind = FORM_TEXT,
         .name = "since",
         .label = N_("since"),
         .hint = N_("s=last shift, or 8h, 2026-11-20"),
         .width = 26,
         .quick = moments,
         .n_quick = COUNT_OF(moments)},
        {.kind = FORM_TEXT,
         .name = "until",
         .label = N_("until"),
         .hint = N_("empty: now"),
         .width = 26},
        {.kind = FORM_FACT, .name = "is", .label = ""},
        {.kind = FORM_HEADING, .name = "", .label = ""},
        {.kind = FORM_BUTTON, .name = "show", .label = N_("Show")},
        FORM_HOST_DISCARD_FIELD,
    };

    form_host_make(&s->host, &(struct form_host_options){.name = "range",
                                                         .fields = fields,
                                                         .n = FIELDS,
                                                         .check = check_field,
                                                         .fill = fill,
                                                         .changed = changed,
                                                         .pressed = pressed,
                                                         .review = show,
                                                         .ctx = s});
}

static void close_range(void *state)
{
    struct range_screen *s = state;

    form_host_free(&s->host);
    event_range_free(&s->begins);
    free(s->others);
    free(s->thing);
    free(s);
}

static void *open_range(struct app *app, const char *text, struct err *err)
{
    struct range_screen *s = mem_alloc(1, sizeof *s);
    char *values[4] = {0};
    static const char *const names[] = {"profile", "kind", "verified", "suppr"};
    const struct argument args[] = {
        {names[0], &values[0]},      {names[1], &values[1]},    {names[2], &values[2]},
        {names[3], &values[3]},      {"last", &s->begins.last}, {"since", &s->begins.since},
        {"until", &s->begins.until},
    };
    const struct argument thing = {"thing", &s->thing};
    struct buf others = BUF_INIT(VIEW_MAX);

    if (!argument_parse_rest(text, args, COUNT_OF(args), &thing, err)) {
        free(s);
        return NULL;
    }
    for (size_t i = 0; i < COUNT_OF(names); i++) {
        if (*values[i] != '\0')
            buf_printf(&others, " %s:%s", names[i], values[i]);
        free(values[i]);
    }
    s->app = app;
    s->others = mem_strdup(buf_text(&others));
    buf_free(&others);
    form_host_init(&s->host, app);
    make_form(s);
    return s;
}

static void status(const void *state, struct screen_status *out)
{
    (void)state;
    *out = (struct screen_status){.freshness = SCREEN_STILL};
}

static const struct binding bindings[] = {
    {"<Tab>", "form.next", N_("next field"), N_("next"), 1},
    {"S-<Tab>", "form.before", N_("field before"), NULL, 0},
    {"C-x", "form.review", N_("show that time"), N_("show"), 2},
    {"<Esc> <Backspace> q", "form.leave", N_("go back"), N_("back"), 4},
    {0},
};

const struct screen_spec range_screen = {
    .name = "range",
    .title = N_("Stretch of time"),
    .argument = "[the words of events]",
    .about = N_("which stretch of time the alarm history shows"),
    FORM_HOST_CALLS,
    .bindings = bindings,
    .open = open_range,
    .close = close_range,
    .draw = form_host_draw,
    .status = status,
};
