/* The events of one device as a list, in step with the time cursor of its lanes. */
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/plan_verify.h"
#include "views/audit_progress.h"
#include "views/thing_screen.h"

enum { E_TIME, E_AGE, E_TYPE, E_WHAT, E_SEEN, E_LIMIT, E_CONF, E_STATE, E_PROFILE, E_BY };

const struct list_column thing_columns[] = {
    [E_TIME] = {.title = N_("TIME"), .name = "time", .width = 12},
    [E_AGE] = {.title = N_("AGE"),
               .name = "age",
               .width = 5,
               .fits = LIST_AGE,
               .from_cols = 110,
               .fleeting = true},
    [E_TYPE] = {.title = N_("TYPE"), .name = "type", .width = 11},
    [E_WHAT] = {.title = N_("BEHAVIOUR"), .name = "behavior", .width = 16, .min = 9, .flex = 2},
    [E_SEEN] = {.title = N_("VALUE"), .name = "value", .width = 12, .min = 8, .flex = 1},
    [E_LIMIT] = {.title = N_("LIMIT"), .name = "limit", .width = 15, .from_cols = 110},
    [E_CONF] = {.title = N_("CONF"), .name = "conf", .width = 6, .from_cols = 76},
    [E_STATE] = {.title = N_("STATE"), .name = "state", .width = 8},
    [E_PROFILE] = {.title = N_("PROFILE"), .name = "profile", .width = 9, .from_cols = 76},
    [E_BY] = {.title = N_("BY"), .name = "by", .width = 8, .from_cols = 110},
};
const size_t thing_n_columns = COUNT_OF(thing_columns);

static const struct {
    const char *state;
    enum style style;
} states[] = {{"UNKNOWN", STYLE_DIM},
              {"TRUE_POSITIVE", STYLE_HIGH},
              {"BENIGN_POSITIVE", STYLE_MEDIUM},
              {"FALSE_POSITIVE", STYLE_LOW}};

static enum style state_style(const char *state)
{
    for (size_t i = 0; i < COUNT_OF(states) && state != NULL; i++)
        if (strcmp(states[i].state, state) == 0)
            return states[i].style;
    return state != NULL ? STYLE_TEXT : STYLE_DIM;
}

static enum style kind_style(enum thing_kind kind)
{
    static const enum style of_kind[] = {
        [THING_EVENT_ALARM] = STYLE_CRITICAL,    [THING_EVENT_CLEARED] = STYLE_OK,
        [THING_EVENT_GONE] = STYLE_STALE,        [THING_EVENT_STRANGE] = STYLE_WARN,
        [THING_EVENT_FINDING] = STYLE_HIGH,      [THING_EVENT_SUPPRESSION] = STYLE_LINK,
        [THING_EVENT_MITIGATION] = STYLE_STRONG, [THING_EVENT_CONNECTION] = STYLE_TEXT};

    return of_kind[kind];
}

static const struct thing_event *at(const struct thing_screen *s, size_t row)
{
    return &s->model.events[s->shown[row]];
}

const struct thing_event *thing_events_current(const struct thing_screen *s)
{
    size_t row;

    return list_current(&s->list, &row) && row < s->n_shown ? at(s, row) : NULL;
}

static size_t count(void *ctx)
{
    return ((const struct thing_screen *)ctx)->n_shown;
}

static void put_id(void *ctx, size_t row, struct buf *out)
{
    buf_puts(out, at(ctx, row)->id);
}

static enum style put(const char *text, enum style style, struct buf *out)
{
    const bool absent = text == NULL || *text == '\0';

    buf_puts(out, absent ? "-" : text);
    return absent ? STYLE_DIM : style;
}

static const char *text_of(const struct thing_event *e, size_t column)
{
    switch (column) {
    case E_TYPE: return e->type;
    case E_WHAT: return e->what;
    case E_SEEN: return e->seen;
    case E_LIMIT: return e->limit;
    case E_CONF: return e->conf;
    case E_STATE: return e->state != NULL ? verify_short(e->state) : NULL;
    case E_PROFILE: return e->profile;
    case E_BY: return e->by;
    default: return NULL;
    }
}

static enum style style_of(const struct thing_event *e, size_t column)
{
    switch (column) {
    case E_TYPE: return kind_style(e->kind);
    case E_LIMIT: return STYLE_DIM;
    case E_STATE: return state_style(e->state);
    default: return STYLE_TEXT;
    }
}

static enum style put_cell(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct thing_screen *s = ctx;
    const struct thing_event *e = at(s, row);

    switch (column) {
    case E_TIME: axis_moment(&s->lanes.axis, e->time_ms, out); return STYLE_TEXT;
    case E_AGE: time_age(out, s->lanes.axis.now_ms - e->time_ms); return STYLE_DIM;
    default: return put(text_of(e, column), style_of(e, column), out);
    }
}

/* A ticket is read in another time zone, on another day. */
static void put_written(void *ctx, size_t row, size_t column, struct buf *out)
{
    const struct thing_event *e = at(ctx, row);
    const char *text = text_of(e, column);

    if (column == E_TIME)
        time_iso8601(out, e->time_ms);
    else if (text != NULL && strcmp(text, "-") != 0)
        buf_puts(out, text);
}

const struct list_source thing_list_source = {
    .count = count, .id = put_id, .cell = put_cell, .written = put_written};

/* ---- filter: every word somewhere in the row ---- */

static bool row_has(const struct thing_event *e, struct str word)
{
    char *w = mem_strndup(word.p, word.n);
    bool has = e->note != NULL && str_contains_nocase(e->note, w);

    for (size_t i = 0; i < thing_n_columns && !has; i++)
        has = text_of(e, i) != NULL && str_contains_nocase(text_of(e, i), w);
    free(w);
    return has;
}

static bool passes(const struct thing_screen *s, const struct thing_event *e)
{
    struct str rest = str_of(s->filter);

    while (rest.n > 0) {
        const struct str word = str_cut(rest, ' ', &rest);

        if (word.n > 0 && !row_has(e, word))
            return false;
    }
    return true;
}

void thing_events_filter(struct thing_screen *s)
{
    s->shown = mem_grow(s->shown, &s->cap_shown, s->model.n_events + 1, sizeof *s->shown);
    s->n_shown = 0;
    for (size_t i = 0; i < s->model.n_events; i++)
        if (passes(s, &s->model.events[i]))
            s->shown[s->n_shown++] = i;
    list_sync(&s->list);
}

/* ---- one place for both cursors ---- */

/* First row that is not newer than a moment; rows are newest first. */
static size_t first_before(const struct thing_screen *s, int64_t time_ms)
{
    size_t low = 0, high = s->n_shown;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (at(s, middle)->time_ms >= time_ms)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

size_t thing_events_in_range(const struct thing_screen *s)
{
    return first_before(s, s->lanes.axis.from_ms) - first_before(s, s->lanes.axis.to_ms);
}

void thing_events_follow(struct thing_screen *s)
{
    const struct lanes_lane *lane = lanes_current(&s->lanes);
    int64_t from, to;

    if (s->n_shown == 0)
        return;
    lanes_cell(&s->lanes, &from, &to);
    size_t row = first_before(s, to);

    /* of several in one cell that of the lane under the cursor */
    for (size_t i = row; lane != NULL && i < s->n_shown && at(s, i)->time_ms >= from; i++)
        if (strcmp(at(s, i)->lane, lane->id) == 0) {
            row = i;
            break;
        }
    list_go(&s->list, row < s->n_shown ? row : s->n_shown - 1);
}

void thing_events_lead(struct thing_screen *s)
{
    const struct thing_event *e = thing_events_current(s);

    if (e == NULL)
        return;
    lanes_go(&s->lanes, e->time_ms);
    (void)lanes_go_lane(&s->lanes, e->lane);
    thing_model_count(&s->model, &s->lanes.axis);
}

/* ---- one event, whole ---- */

static void field(struct detail *d, const char *label, const char *value)
{
    if (value != NULL && *value != '\0')
        detail_field(d, label, STYLE_TEXT, value);
}

void thing_event_fill(const struct thing_screen *s, struct detail *d)
{
    const struct thing_event *e = thing_events_current(s);
    struct buf time = BUF_INIT(128);

    if (e == NULL) {
        detail_text(d, STYLE_DIM, _("There is no event."));
        return;
    }
    time_text((struct opt_time){e->time_ms, true}, &time);
    detail_field(d, "time", STYLE_TEXT, buf_text(&time));
    detail_field(d, "type", kind_style(e->kind), e->type);
    field(d, e->violation != NULL ? "behaviour" : "what", e->what);
    field(d, "expected", e->expects);
    field(d, e->violation != NULL ? "seen" : "value", e->seen);
    field(d, "limit", e->limit);
    field(d, "confidence", e->conf);
    if (e->state != NULL)
        detail_field(d, "verified as", state_style(e->state), e->state);
    field(d, "by", e->by);
    field(d, "note", e->note);
    field(d, "profile", e->profile);
    field(d, "metric", e->metric);
    field(d, "violation", e->violation);
    if (e->view != NULL)
        detail_link(d, "more", e->view, e->view);
    buf_free(&time);
}
