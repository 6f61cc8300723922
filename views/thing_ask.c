/* One line typed on the screen of a device: a range of time, or which device is meant. */
#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "views/thing_screen.h"

enum {
    NAME_MAX_BYTES = 128 * 4 + 1, /* of a thing */
    LISTED_WIDTH = 24,
};

typedef void in_alarm_fn(void *ctx, const char *thing);

/* Each device that is in alarm now, once, in the order of the service. */
static void each_in_alarm(const struct thing_screen *s, in_alarm_fn *fn, void *ctx)
{
    const struct table *t = source_table(watched_list_source(app_alarms(s->app)));
    struct map *seen = map_new();

    for (uint32_t row = 0; row < table_rows(t); row++) {
        char scratch[TABLE_SCRATCH], name[NAME_MAX_BYTES];
        const struct str thing = table_text(t, row, ALARM_THING, scratch);

        if (thing.n == 0 || thing.n >= sizeof name)
            continue;
        memcpy(name, thing.p, thing.n);
        name[thing.n] = '\0';
        if (map_get(seen, name) != NULL)
            continue;
        (void)map_put(seen, name, seen);
        fn(ctx, name);
    }
    map_free(seen, NULL);
}

struct offer {
    struct prompt_choices *choices;
    const char *text;
};

static void offer_thing(void *ctx, const char *thing)
{
    const struct offer *o = ctx;

    if (str_contains_nocase(thing, o->text))
        prompt_offer(o->choices, 0, thing, "in alarm");
}

static void offer_things(void *ctx, const char *text, size_t cursor, struct prompt_choices *c)
{
    struct offer o = {c, text};

    (void)cursor;
    each_in_alarm(ctx, offer_thing, &o);
}

struct listing {
    struct surface *body;
    int row, col;
};

/* Down, then in the next column. */
static void list_thing(void *ctx, const char *thing)
{
    struct listing *l = ctx;

    if (l->row >= l->body->rows - 3) {
        l->row = 1;
        l->col += LISTED_WIDTH + 2;
    }
    if (l->col + LISTED_WIDTH <= l->body->cols)
        surface_text(l->body, l->row, l->col, LISTED_WIDTH, STYLE_TEXT, thing);
    l->row++;
}

void thing_ask(struct thing_screen *s, enum thing_prompt what)
{
    prompt_free(s->prompt);
    s->prompt = prompt_new(what == THING_PROMPT_RANGE ? "range: " : "thing: ");
    if (what == THING_PROMPT_NAME)
        prompt_set_completion(s->prompt, PROMPT_OFFERS_AT_ONCE, offer_things, s);
    s->prompt_error[0] = '\0';
    s->asking = what;
}

void thing_set_range(struct thing_screen *s, const struct thing_range *r)
{
    s->lanes.axis.from_ms = r->from_ms;
    s->lanes.axis.to_ms = r->to_ms;
    s->live = r->live;
    lanes_go(&s->lanes, r->to_ms - 1);
    s->moved = s->stale = true;
    thing_events_follow(s);
}

static void take_range(struct thing_screen *s)
{
    struct thing_range r;
    struct err err;

    if (!thing_range_parse(str_of(prompt_text(s->prompt)), s->lanes.axis.now_ms,
                           app_zone(s->app), &r, &err)) {
        snprintf(s->prompt_error, sizeof s->prompt_error, "%s. Right: %s", err.text,
                 err.advice);
        return; /* what was typed stays, to be put right */
    }
    s->asking = THING_PROMPT_NONE;
    thing_set_range(s, &r);
}

static void take_name(struct thing_screen *s)
{
    const struct str name = str_trim(str_of(prompt_text(s->prompt)));
    struct buf view = BUF_INIT(PROMPT_MAX + 16);

    buf_puts(&view, "thing ");
    buf_put(&view, name.p, name.n);
    if (name.n == 0)
        snprintf(s->prompt_error, sizeof s->prompt_error,
                 _("a name, or Tab for those in alarm"));
    else
        app_replace(s->app, buf_text(&view)); /* s is gone */
    buf_free(&view);
}

bool thing_ask_key(struct thing_screen *s, struct key k)
{
    const enum thing_prompt what = s->asking;

    app_redraw(s->app);
    switch (prompt_key(s->prompt, k)) {
    case PROMPT_IGNORED: return false;
    case PROMPT_MOVED: return true;
    case PROMPT_CHANGED: s->prompt_error[0] = '\0'; return true;
    case PROMPT_CANCELED:
        s->asking = THING_PROMPT_NONE;
        if (what == THING_PROMPT_NAME)
            app_back(s->app);
        return true;
    case PROMPT_DONE:
        if (what == THING_PROMPT_RANGE)
            take_range(s);
        else
            take_name(s);
        return true;
    }
    return false;
}

void thing_ask_paste(struct thing_screen *s, struct str text)
{
    if (s->asking != THING_PROMPT_NONE)
        (void)prompt_paste(s->prompt, text);
}

void thing_ask_draw(const struct thing_screen *s, struct surface *body)
{
    static const char *const hints[] = {
        [THING_PROMPT_RANGE] = "24h, 7d, 2026-11-20 .. 2026-11-21 12:00, 09:00 .. 12:00",
        [THING_PROMPT_NAME] =
            N_("Which device? Its name, then Enter. Tab lists those in alarm.")};
    const int row = body->rows - 2;
    const bool wrong = s->prompt_error[0] != '\0';

    if (row < 0)
        return;
    if (s->asking == THING_PROMPT_NAME) {
        surface_rule(body, 0, _("in alarm now"), "");
        each_in_alarm(s, list_thing, &(struct listing){body, 1, 1});
    }
    surface_fill(body, row, 0, 2, body->cols, STYLE_TEXT);
    prompt_draw(s->prompt, body, row);
    surface_text(body, row + 1, 1, body->cols - 1, wrong ? STYLE_ERROR : STYLE_DIM,
                 wrong ? s->prompt_error : i18n_text(hints[s->asking]));
    prompt_draw_choices(s->prompt, body, row);
}
