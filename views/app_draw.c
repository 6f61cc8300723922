/* One frame: header, body, message or prompt, action bar. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "tui/bar.h"
#include "tui/layout.h"
#include "views/app_inside.h"
#include "views/changes.h"
#include "views/list_view.h"
#include "views/place.h"

enum { HEADER_ROWS = 2, MINUTE_MS = 60 * 1000 };

static const struct {
    const char *text;
    enum style style;
} freshness[] = {
    [SCREEN_LIVE] = {N_("live"), STYLE_OK},
    [SCREEN_LOADING] = {N_("loading .."), STYLE_RUNNING},
    [SCREEN_PARTIAL] = {N_("partial"), STYLE_WARN},
    [SCREEN_STALE] = {N_("stale"), STYLE_STALE},
    [SCREEN_FAILED] = {N_("failed"), STYLE_ERROR},
    [SCREEN_STILL] = {"", STYLE_HEADER},
};

static void put_freshness(const struct app *a, const struct screen_status *st, struct buf *out)
{
    struct civil c;

    if (a->paused)
        buf_puts(out, st->freshness == SCREEN_LIVE ? _("PAUSED") : _("PAUSED "));
    if (!a->paused || st->freshness != SCREEN_LIVE) /* paused is not live */
        buf_puts(out, i18n_text(freshness[st->freshness].text));
    if ((st->freshness == SCREEN_STALE || st->freshness == SCREEN_PARTIAL) &&
        st->as_of_ms > 0) {
        civil_from_ms(st->as_of_ms, &c);
        buf_printf(out, _(", as of %04d-%02d-%02d %02d:%02dZ"), c.year, c.month, c.day, c.hour,
                   c.minute);
    }
}

/* "ARMED 13m"; without an end on the local fleet. Seconds only when they matter, and what ends
 * it first when it is only that nobody presses a key. */
static void put_mode(const struct app *a, struct buf *out)
{
    int64_t idle_ms = gate_left_ms(a->gate), left_ms = gate_window_ms(a->gate);

    if (a->context.replay_speed == 1)
        buf_puts(out, "REPLAY ");
    else if (a->context.replay_speed > 0)
        buf_printf(out, "REPLAY x%g ", a->context.replay_speed);
    else if (left_ms == 0)
        buf_puts(out, "READ-ONLY ");
    else if (left_ms == INT64_MAX)
        buf_puts(out, "ARMED ");
    else if (idle_ms <= MINUTE_MS && idle_ms < left_ms)
        buf_printf(out, _("ARMED, idle %ds "), (int)((idle_ms + 999) / 1000));
    else if (left_ms > MINUTE_MS)
        buf_printf(out, "ARMED %dm ", (int)((left_ms + MINUTE_MS - 1) / MINUTE_MS));
    else
        buf_printf(out, "ARMED %ds ", (int)((left_ms + 999) / 1000));
}

static enum style mode_style(const struct app *a)
{
    return gate_is_armed(a->gate) ? STYLE_ARMED : STYLE_READONLY;
}

static void draw_where(const struct app *a, struct surface *header)
{
    struct buf where = BUF_INIT(256), mode = BUF_INIT(64), keys = BUF_INIT(64);
    const enum style keys_style = app_put_keys_end(a, &keys);
    const bool window = gate_is_armed(a->gate) && gate_left_ms(a->gate) != INT64_MAX;
    const enum style plain = window ? STYLE_ARMED : STYLE_HEADER;

    put_mode(a, &mode);
    if (a->context.account[0] != '\0')
        buf_printf(&where, "%s/%s", a->context.account, a->context.region);
    else
        buf_puts(&where, a->context.region);
    if (a->context.regions.n > 1)
        buf_printf(&where, " +%zu", a->context.regions.n - 1);
    const struct status_piece left[] = {
        {" picket", plain, 0},
        {a->context.name, place_style(gate_guards(a->gate)->color), 0},
        {gate_guards(a->gate)->protected_context ? "!PROTECTED" : "", STYLE_PROTECTED, 0},
        {buf_text(&where), plain, 2},
        {a->context.endpoint, plain, 3},
    };
    const struct status_piece right[] = {
        {a->client == NULL ? _("connecting ..") : "", STYLE_RUNNING, 1},
        {a->context.recorded ? "REC" : "", STYLE_WARN, 1},
        {changes_going(a->changes) ? _("change under way") : "", STYLE_RUNNING, 2},
        {buf_text(&keys), keys_style, 1},
        {buf_text(&mode), mode_style(a), 0},
    };
    const struct status_line line = {left, right, COUNT_OF(left), COUNT_OF(right), plain};

    status_draw(&line, header, 0);
    buf_free(&where);
    buf_free(&mode);
    buf_free(&keys);
}

static int width_of(const struct buf *text)
{
    return safe_width((struct str){buf_text(text), text->len});
}

/* ends[i]: the column behind the crumb of level i; those before the first have none. */
static void put_crumbs_from(const struct app *a, size_t first, struct buf *out,
                            int ends[STACK_MAX])
{
    buf_reset(out);
    if (first > 0)
        buf_puts(out, " ..");
    for (size_t i = first; i < a->depth; i++) {
        const struct level *l = &a->stack[i];

        buf_puts(out, i > 0 ? " > " : " ");
        if (l->state != NULL && l->spec->crumb != NULL)
            l->spec->crumb(l->state, out);
        else
            buf_puts(out, i18n_text(l->spec->title));
        ends[i] = width_of(out);
    }
}

/* Where somebody is matters more than how they got there. Returns the first level shown. */
static size_t put_crumbs(const struct app *a, int room, struct buf *out, int ends[STACK_MAX])
{
    size_t first = 0;

    do
        put_crumbs_from(a, first++, out, ends);
    while (first < a->depth && width_of(out) > room);
    return first - 1;
}

/* Back to that level; a form is left first, in its own way. */
static bool press_crumb(void *ctx, size_t at, int row, struct key *key)
{
    struct app *a = ctx;

    (void)row;
    if (at + 1 >= a->depth)
        return false;
    *key = (struct key){KEYCODE_ESC, 0};
    if (app_top(a)->spec->widget == SCREEN_FORM)
        return true;
    (void)app_open(a, a->stack[at].view); /* which is open */
    return false;
}

static int64_t whole_minutes(int64_t ms)
{
    return (ms + (ms < 0 ? -MINUTE_MS : MINUTE_MS) / 2) / MINUTE_MS;
}

/* What it shows is asked of the home region, though the header names several. */
static bool is_of_home(const struct app *a, const struct screen_status *st)
{
    const struct list_view *list = app_list(a);

    return app_has_regions(a) && st->freshness != SCREEN_STILL &&
           (list == NULL || list->several == NULL);
}

static void draw_place(struct app *a, struct surface *header)
{
    const struct level *top = app_top_const(a);
    struct screen_status st = {.freshness = SCREEN_STILL};
    struct buf crumbs = BUF_INIT(1024), fresh = BUF_INIT(128);
    char throttled[64] = "", skewed[64] = "";

    if (top->spec->status != NULL)
        top->spec->status(top->state, &st);
    put_freshness(a, &st, &fresh);
    if (is_of_home(a, &st))
        buf_printf(&fresh, _(", %s alone"), a->context.region);
    int ends[STACK_MAX];
    const size_t first = put_crumbs(a, header->cols - width_of(&fresh) - 4, &crumbs, ends);

    int64_t now_us = loop_now_us(a->loop);
    int64_t offset_min =
        a->client != NULL ? whole_minutes(client_clock_offset_ms(a->client)) : 0;

    if (a->client != NULL && budget_is_throttled(client_budget(a->client), now_us))
        (void)snprintf(throttled, sizeof throttled, _("throttled to %.1f/s"),
                       budget_rate(client_budget(a->client), now_us));
    if (offset_min != 0)
        (void)snprintf(skewed, sizeof skewed, _("clock %" PRId64 " min %s"),
                       offset_min < 0 ? -offset_min : offset_min,
                       offset_min < 0 ? _("fast") : _("slow"));
    const struct status_piece left[] = {{buf_text(&crumbs), STYLE_TITLE, 0}};
    const struct status_piece right[] = {
        {st.note, STYLE_DIM, 2},    {skewed, STYLE_WARN, 1},
        {throttled, STYLE_WARN, 1}, {buf_text(&fresh), freshness[st.freshness].style, 0},
        {" ", STYLE_TEXT, 3},
    };
    const struct status_line line = {left, right, COUNT_OF(left), COUNT_OF(right), STYLE_TEXT};

    status_draw(&line, header, 1);
    for (size_t i = first; i < a->depth; i++) {
        const int from = i > first ? ends[i - 1] : 0;

        target_add(header, &(struct target){1, from, 1, ends[i] - from, press_crumb, a, i});
    }
    buf_free(&crumbs);
    buf_free(&fresh);
}

static const char *why_not(void *ctx, const char *action)
{
    const struct level *top = ctx;

    if (top->spec->filter == NULL && strcmp(action, "app.filter") == 0)
        return _("nothing to filter here");
    return top->spec->why_not != NULL ? top->spec->why_not(top->state, action) : NULL;
}

static void draw_message_line(struct app *a, struct layout_frame *f)
{
    if (a->prompt == PROMPT_NONE) {
        messages_draw(a->messages, app_now_ms(a), &f->message, 0);
        return;
    }
    prompt_draw(a->prompts[a->prompt], &f->message, 0);
    if (a->prompt_error[0] != '\0') {
        int width = f->message.cols / 2;

        (void)surface_right(&f->message, 0, f->message.cols - width, width, STYLE_WARN,
                            a->prompt_error);
    }
}

void app_draw(struct app *a, struct surface *s)
{
    struct level *top = app_top(a);

    surface_clear(s);
    s->cursor->shown = false;
    a->targets.n = 0;
    s->targets = &a->targets;
    if (layout_fit(s) == LAYOUT_TOO_SMALL) {
        layout_too_small(s);
        return;
    }
    struct layout_frame f = layout_frame(s, HEADER_ROWS);
    const struct bar bar = {top->map, why_not, top};

    draw_where(a, &f.header);
    draw_place(a, &f.header);
    top->spec->draw(top->state, &f.body);
    bar_draw(&bar, &f.bar, 0);
    draw_message_line(a, &f);
    if (a->prompt != PROMPT_NONE)
        prompt_draw_choices(a->prompts[a->prompt], s, s->rows - 2);
    if (a->modal != NULL)
        modal_draw(a->modal, s);
}
