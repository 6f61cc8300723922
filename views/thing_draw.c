/* The screen of one device: who it is, its lanes, and what stands below them. */
#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "tui/layout.h"
#include "views/list_view.h"
#include "views/refill.h"
#include "views/resource.h"
#include "views/thing_facts.h"
#include "views/thing_inside.h"
#include "views/thing_screen.h"

enum {
    ROWS_TWO_HEADS = 20, /* from here on who it is may take two lines */
    ROWS_LEGEND = 16,
    ROWS_FACTS = 30, /* facts stand below the events */
    FACTS_MAX = 8,
    LANES_LEAST = 4,
    PART_MIN = 12, /* less of a part of the line says nothing */
};

/* ---- the model, when something came ---- */

/* A service whose clock is ahead has events from later than our now. */
static int64_t now_of(const struct thing_screen *s)
{
    const struct table *t = source_table(s->data->events);
    int64_t now = app_service_ms(s->app), ms;
    const int64_t most = now + THING_RANGE_DAYS * INT64_C(86400000); /* further is no clock */

    for (uint32_t row = 0; row < table_rows(t); row++)
        if (table_number(t, row, EVENT_TIME, &ms) && ms >= now && ms < most)
            now = ms + 1;
    return now;
}

static void keep_up(struct thing_screen *s)
{
    struct axis *a = &s->lanes.axis;
    const int64_t length = a->to_ms - a->from_ms;
    const bool at_end = s->lanes.cursor_ms >= a->to_ms - length / 200;

    a->now_ms = now_of(s);
    if (s->live) {
        a->to_ms = a->now_ms;
        a->from_ms = a->to_ms - length;
    }
    if (at_end && s->live)
        s->lanes.cursor_ms = a->to_ms - 1;
    else if (s->lanes.cursor_ms < a->from_ms)
        s->lanes.cursor_ms = a->from_ms;
}

static void fill_pane(void *ctx, struct detail *d)
{
    const struct thing_screen *s = ctx;

    if (s->lower == THING_LOWER_EVENT)
        thing_event_fill(s, d);
    else if (s->lower == THING_LOWER_FACTS)
        thing_facts_fill(s->data, &s->model, &s->lanes.axis, d);
    else if (s->lower == THING_LOWER_DEVICE)
        s->data->about->spec->fill(s->data->about, d);
}

static void fill_facts(void *ctx, struct detail *d)
{
    const struct thing_screen *s = ctx;

    thing_facts_fill(s->data, &s->model, &s->lanes.axis, d);
}

static const struct thing_lane *current_lane(const struct thing_screen *s)
{
    return s->lanes.lane < s->model.n_lanes ? &s->model.lanes[s->lanes.lane] : NULL;
}

static bool begins_here(const struct thing_screen *s, const struct thing_event *e)
{
    return (s->at_ms == 0 || e->time_ms <= s->at_ms) &&
           (*s->behavior == '\0' ||
            (e->violation != NULL && e->what != NULL && strcmp(e->what, s->behavior) == 0));
}

/* One that never fired has a lane nevertheless. */
static void go_to_behavior(struct thing_screen *s)
{
    for (size_t i = 0; i < s->model.n_lanes; i++)
        if (s->model.lanes[i].of_behavior && strcmp(s->model.lanes[i].title, s->behavior) == 0)
            lanes_move(&s->lanes, (int)i - (int)s->lanes.lane);
}

/* Until somebody moves: the newest event, or the one the screen was opened for. */
static void begin(struct thing_screen *s)
{
    const bool wished = s->at_ms != 0 || *s->behavior != '\0';
    const struct axis *a = &s->lanes.axis;
    size_t row = 0;

    while (wished && row < s->n_shown && !begins_here(s, &s->model.events[s->shown[row]]))
        row++;
    lanes_move(&s->lanes, -(int)s->model.n_lanes);
    s->lanes.cursor_ms = a->to_ms - 1;
    list_go(&s->list, row < s->n_shown ? row : 0);
    const struct thing_event *e = thing_events_current(s);

    if (e != NULL &&
        ((wished && row < s->n_shown) || (e->time_ms >= a->from_ms && e->time_ms < a->to_ms)))
        thing_events_lead(s);
    if (wished && row == s->n_shown)
        go_to_behavior(s);
    s->live = a->to_ms >= a->now_ms;
}

static void build_model(struct thing_screen *s)
{
    keep_up(s);
    thing_data_model(s->data, &s->model, &s->lanes.axis);
    lanes_set(&s->lanes, s->model.drawn, s->model.n_lanes);
    thing_events_filter(s);
    if (!s->moved)
        begin(s);
    s->facts_stale = s->turned = true;
}

void thing_build(struct thing_screen *s)
{
    if (s->stale)
        build_model(s);
    s->stale = false;
    if (!s->turned)
        return;
    s->turned = false;
    if (s->lower == THING_LOWER_CHART)
        thing_chart_want(&s->chart, s->data, current_lane(s), &s->lanes.axis);
    refill(&s->pane, fill_pane, s);
}

/* ---- who it is ---- */

struct pen {
    struct surface *s;
    int row, col, rows;
};

/* A part of the line, on the next one when there is no room and there is a next one. */
static void put(struct pen *p, enum style style, const char *text)
{
    const int need = safe_width(str_of(text));

    if (p->col > 1 && p->col + need > p->s->cols && p->row + 1 < p->rows) {
        p->row++;
        p->col = 1;
    }
    const int room = p->s->cols - p->col;

    if (need <= room || room >= PART_MIN)
        p->col +=
            surface_text(p->s, p->row, p->col, need < room ? need : room, style, text) + 2;
    else
        p->col = p->s->cols; /* the rest would be out of its order */
}

/* ".." or "?" for what is not there; false: it is. */
static bool put_missing(struct pen *p, const struct thing_data *d,
                        enum about_thing_answer which, const char *label)
{
    const struct answer *a = d->about->answers[which];
    char text[64];

    if (answer_state(a) == ANSWER_READY)
        return false;
    if (answer_state(a) == ANSWER_NONE) /* asked once the thing is known */
        a = d->about->answers[ABOUT_THING];
    snprintf(text, sizeof text, "%s %s", i18n_text(label),
             answer_err(a)->kind == ERR_NONE ? ".."
             : answer_err(a)->status == 404  ? "-"
                                             : "?");
    put(p, answer_err(a)->kind == ERR_NONE ? STYLE_RUNNING : STYLE_WARN, text);
    return true;
}

static void put_type(struct pen *p, const struct thing_data *d)
{
    const struct describe_thing_output *t = about_output(d->about, ABOUT_THING);
    struct buf text = BUF_INIT(512);

    if (thing_data_unregistered(d)) {
        put(p, STYLE_WARN, _("not registered"));
    } else if (!put_missing(p, d, ABOUT_THING, "type")) {
        buf_printf(&text, _("type %s"), t->thing_type_name != NULL ? t->thing_type_name : "-");
        put(p, STYLE_TEXT, buf_text(&text));
    }
    buf_free(&text);
}

static void put_groups(struct pen *p, const struct thing_data *d)
{
    const struct answer *groups = d->about->answers[ABOUT_THING_GROUPS];
    const struct group_name_and_arn *g;
    struct buf text = BUF_INIT(512);

    if (put_missing(p, d, ABOUT_THING_GROUPS, "groups"))
        return;
    buf_puts(&text, _("groups "));
    for (size_t i = 0; (g = answer_item(groups, i)) != NULL; i++)
        buf_printf(&text, "%s%s", i > 0 ? ", " : "",
                   g->group_name != NULL ? g->group_name : "-");
    put(p, STYLE_TEXT, answer_items(groups) > 0 ? buf_text(&text) : _("groups -"));
    buf_free(&text);
}

static void put_certificates(struct pen *p, const struct thing_data *d)
{
    if (put_missing(p, d, ABOUT_THING_PRINCIPALS, "cert"))
        return;
    if (d->n_resources == 1)
        put(p, STYLE_WARN, _("no certificate"));
    for (size_t i = 1; i < d->n_resources; i++) {
        const struct device_fact *fact;
        struct buf text = BUF_INIT(256);
        const bool known = thing_data_sharers(d, &d->resources[i], &fact);
        const bool shared = known && (fact->n > 1 || fact->cut);

        buf_printf(&text, _("cert %.10s"), d->resources[i].id);
        if (shared)
            buf_printf(&text, _(" (shared with %u%s)"), (unsigned)(fact->n - 1),
                       fact->cut ? _(" or more") : "");
        else if (fact->state == DEVICE_DENIED || fact->state == DEVICE_FAILED)
            buf_puts(&text, _(" (shared ?)"));
        put(p, shared ? STYLE_HIGH : STYLE_TEXT, buf_text(&text));
        buf_free(&text);
    }
}

static void put_connection(struct pen *p, const struct thing_screen *s)
{
    const struct get_thing_connectivity_data_output *c =
        about_output(s->data->about, ABOUT_THING_CONNECTION);
    struct buf text = BUF_INIT(128);

    if (put_missing(p, s->data, ABOUT_THING_CONNECTION, "online"))
        return;
    const bool up = c->connected.set && c->connected.value;

    buf_puts(&text, up ? _("online since ") : _("offline since "));
    if (c->timestamp.set)
        axis_moment(&s->lanes.axis, c->timestamp.ms, &text);
    else
        buf_putc(&text, '-');
    put(p, up ? STYLE_OK : STYLE_WARN, buf_text(&text));
    buf_free(&text);
}

/* Rows it took. */
static int put_identity(const struct thing_screen *s, struct surface *body)
{
    struct pen p = {body, 0, 1, body->rows >= ROWS_TWO_HEADS ? 2 : 1};
    const struct thing_data *d = s->data;
    const bool registered = !thing_data_unregistered(d);
    struct buf name = BUF_INIT(1024);

    buf_printf(&name, "thing %s", d->name);
    put(&p, STYLE_TITLE, buf_text(&name));
    buf_free(&name);
    if (registered) {
        put_connection(&p, s);
        put_certificates(&p, d);
    }
    put_type(&p, d);
    if (registered)
        put_groups(&p, d);
    return p.row + 1;
}

/* ---- lanes ---- */

static void put_lanes_rule(const struct thing_screen *s, struct surface *body, int row)
{
    const struct axis *a = &s->lanes.axis;
    struct buf text = BUF_INIT(160);

    axis_span_text(a->to_ms - a->from_ms, &text);
    if (s->lanes.cells > 0) {
        buf_puts(&text, _(", each cell "));
        axis_span_text((a->to_ms - a->from_ms) / s->lanes.cells, &text);
    }
    if (s->live)
        buf_puts(&text, _(", now at right"));
    surface_rule(body, row, _("alarms by behaviour"), buf_text(&text));
    buf_free(&text);
}

static int lanes_rows_for(const struct thing_screen *s, int rows)
{
    const int share = s->lower == THING_LOWER_EVENTS ? 45 : 30; /* per cent */
    const int want = lanes_rows(&s->lanes), most = rows * share / 100;
    const int n = want < most ? want : most;

    return n > LANES_LEAST ? n : LANES_LEAST;
}

/* ---- below ---- */

static void put_events(struct thing_screen *s, struct surface *part)
{
    struct surface list = surface_part(part, 1, 0, part->rows - 1, part->cols);
    const char *closed = detect_access_text(app_detect_access(s->app));
    char right[96], left[96];

    snprintf(left, sizeof left, *s->filter != '\0' ? _("events / %s") : _("events"), s->filter);
    snprintf(right, sizeof right, _("%zu in range of %zu%s, newest first"),
             thing_events_in_range(s), s->n_shown, s->model.cut ? _(" and more") : "");
    surface_rule(part, 0, left, right);
    source_list_status(s->data->events, &s->list.status);
    s->list.status.empty = *s->filter != '\0'
                               ? _("Nothing matches the filter; Esc in / restores the list.")
                               : _("No events: no alarm, finding, suppression or mitigation.");
    if (closed != NULL) { /* no failure: this account has no Detect, and the rest goes on */
        s->list.status = (struct list_status){.state = LIST_READY, .empty = closed};
        surface_rule(part, 0, left, _("Detect is not available to this account"));
    }
    s->list.focused = !s->on_lanes;
    list_draw(&s->list, &list);
}

static void put_pane(struct thing_screen *s, struct surface *part)
{
    static const char *const titles[] = {[THING_LOWER_EVENT] = N_("event"),
                                         [THING_LOWER_FACTS] = N_("what this looks like"),
                                         [THING_LOWER_DEVICE] = N_("device")};
    struct surface inside = surface_part(part, 1, 1, part->rows - 1, part->cols - 1);

    surface_rule(part, 0, i18n_text(titles[s->lower]),
                 s->lower == THING_LOWER_FACTS ? _("facts only; nothing is guessed")
                                               : _("Tab goes back to the events"));
    detail_draw(&s->pane, &inside);
}

static void put_lower(struct thing_screen *s, struct surface *part)
{
    if (s->lower == THING_LOWER_EVENTS)
        put_events(s, part);
    else if (s->lower == THING_LOWER_CHART)
        thing_chart_draw(&s->chart, part, &s->lanes.axis, s->lanes.cursor_ms);
    else
        put_pane(s, part);
}

static int facts_rows(struct thing_screen *s, const struct surface *body)
{
    if (body->rows < ROWS_FACTS || s->lower == THING_LOWER_FACTS)
        return 0;
    if (s->facts_stale)
        refill(&s->facts, fill_facts, s);
    s->facts_stale = false;
    const size_t lines = detail_line_count(&s->facts, body->cols - 1);

    return 1 + (int)(lines < FACTS_MAX ? lines : FACTS_MAX);
}

static void put_facts(struct thing_screen *s, struct surface *part)
{
    struct surface inside = surface_part(part, 1, 1, part->rows - 1, part->cols - 1);

    surface_rule(part, 0, _("what this looks like"), _("facts only; nothing is guessed"));
    detail_draw(&s->facts, &inside);
}

static void put_legend(const struct thing_screen *s, struct surface *body, int row)
{
    static const struct {
        enum thing_class class;
        const char *word;
    } legend[] = {{THING_ALARM, N_("alarm")},         {THING_VERIFIED, N_("verified")},
                  {THING_CLEARED, N_("cleared")},     {THING_GONE, N_("invalidated")},
                  {THING_FOUND, N_("finding")},       {THING_SUPPRESSED, N_("suppressed")},
                  {THING_MITIGATED, N_("mitigated")}, {THING_ONLINE, N_("online")}};
    int col = 1;

    surface_fill(body, row, 0, 1, body->cols, STYLE_TEXT);
    for (size_t i = 0; i < COUNT_OF(legend); i++) {
        const char *word = i18n_text(legend[i].word);
        const int need = safe_width(str_of(word)) + 2;

        if (col + need > body->cols)
            return;
        lanes_put_class(&s->lanes, body, row, col, (uint8_t)legend[i].class);
        surface_put(body, row, col + 2, STYLE_DIM, word);
        col += need + (body->cols >= LAYOUT_WIDE_COLS ? 2 : 1);
    }
}

void thing_draw(struct thing_screen *s, struct surface *body)
{
    if (s->data == NULL) {
        thing_ask_draw(s, body);
        return;
    }
    thing_build(s);
    const int head = put_identity(s, body);
    const int legend = body->rows >= ROWS_LEGEND ? 1 : 0;
    const int facts = facts_rows(s, body);
    const int lanes = lanes_rows_for(s, body->rows - facts);
    const int lower = body->rows - head - 1 - lanes - facts - legend;
    struct surface upper = surface_part(body, head + 1, 0, lanes, body->cols);
    struct surface middle = surface_part(body, head + 1 + lanes, 0, lower, body->cols);
    struct surface below = surface_part(body, head + 1 + lanes + lower, 0, facts, body->cols);

    s->lanes.focused = s->on_lanes;
    lanes_draw(&s->lanes, &upper);
    put_lanes_rule(s, body, head);
    put_lower(s, &middle);
    if (facts > 0)
        put_facts(s, &below);
    if (legend > 0)
        put_legend(s, body, body->rows - 1);
    if (s->asking != THING_PROMPT_NONE)
        thing_ask_draw(s, body);
}
