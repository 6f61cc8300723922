#include "views/alarm_record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/base/mem.h"
#include "client/store/alarm_history.h"
#include "client/store/answer.h"
#include "views/argument.h"
#include "views/screens.h"
#include "views/text_screen.h"

enum { TEXT_MAX = 256 * 1024, VIEW_MAX = 2048, AROUND_MS = 1000 };

#define KEPT_MS (ALARM_EVENTS_DAYS * INT64_C(24) * 3600 * 1000)

struct alarm_record {
    struct text_screen text; /* first: TEXT_SCREEN_PANE_CALLS */
    struct answer *answer;
    char *id, *profile, *type, *at, *thing; /* owned; "" */
    int64_t at_ms;                          /* of an event */
    bool too_old;                           /* for the service */
};

static bool is_event(const struct alarm_record *s)
{
    return *s->at != '\0';
}

/* ---- opening ---- */

static void put_word(struct buf *out, const char *name, struct str value)
{
    if (argument_is_word(value))
        buf_printf(out, " %s:%.*s", name, (int)value.n, value.p);
}

void alarm_record_open(struct app *app, struct list_view *v)
{
    const bool active = list_view_is_of(v, &alarms_table);
    struct buf view = BUF_INIT(VIEW_MAX);
    char scratch[TABLE_SCRATCH];
    int64_t at_ms;
    uint32_t row;

    if (!list_view_current(v, &row))
        return;
    buf_puts(&view, "alarm");
    put_word(&view, "id", list_view_text(v, row, active ? ALARM_ID : EVENT_ID, scratch));
    put_word(&view, "profile",
             list_view_text(v, row, active ? ALARM_PROFILE : EVENT_PROFILE, scratch));
    if (!active) {
        put_word(&view, "event", list_view_text(v, row, EVENT_TYPE, scratch));
        if (table_number(source_table(v->source), row, EVENT_TIME, &at_ms)) {
            buf_puts(&view, " at:");
            time_iso8601(&view, at_ms);
        }
    }
    const struct str thing =
        list_view_text(v, row, active ? ALARM_THING : EVENT_THING, scratch);

    buf_printf(&view, " thing:%.*s", (int)thing.n, thing.p);
    (void)app_open(app, buf_text(&view));
    buf_free(&view);
}

/* ---- what is shown ---- */

static bool is_text(const struct json *object, const char *name, const char *text)
{
    const struct json *j = json_get(object, name);

    return j != NULL && json_type(j) == JSON_STRING && strcmp(json_string(j), text) == 0;
}

static bool is_wanted(const struct alarm_record *s, const struct json *j)
{
    const struct json *time;

    if (json_type(j) != JSON_OBJECT || !is_text(j, "violationId", s->id))
        return false;
    if (!is_event(s))
        return true;
    time = json_get(j, "violationEventTime");
    return time != NULL && json_type(time) == JSON_NUMBER &&
           fabs(json_number(time) * 1000 - (double)s->at_ms) < 1 &&
           (*s->type == '\0' || is_text(j, "violationEventType", s->type));
}

/* The record in an answer's own words; false: it is not there. */
static bool show_answered(struct alarm_record *s)
{
    const char *list = is_event(s) ? "violationEvents" : "activeViolations";
    struct arena *arena = arena_new();
    bool found = false;
    struct err err;

    for (size_t i = 0; i < answer_pages(s->answer) && !found; i++) {
        const struct json *page = json_parse(answer_body(s->answer, i), arena, &err);
        const struct json *all = page != NULL ? json_get(page, list) : NULL;

        for (const struct json *j = all != NULL ? json_first(all) : NULL; j != NULL && !found;
             j = json_next(j)) {
            found = is_wanted(s, j);
            if (found)
                text_screen_json(&s->text, j);
        }
    }
    arena_free(arena);
    return found;
}

static bool show_recorded(void *ctx, const struct violation_event *e)
{
    struct alarm_record *s = ctx;
    struct buf text = BUF_INIT(TEXT_MAX);
    struct json_writer w = {.out = &text};
    struct arena *arena = arena_new();
    const struct json *json = NULL;
    struct err err;

    record_encode(&violation_event_record, e, &w);
    if (!text.full)
        json = json_parse((struct str){buf_text(&text), text.len}, arena, &err);
    const bool found = json != NULL && is_wanted(s, json);

    if (found) {
        detail_text(&s->text.pane, STYLE_DIM,
                    _("As this console recorded it: the service does not have it any more."));
        detail_blank(&s->text.pane);
        text_screen_json(&s->text, json);
    }
    arena_free(arena);
    buf_free(&text);
    return !found;
}

static void show_what_is_left(struct alarm_record *s)
{
    struct alarm_history *h = app_alarm_history(s->text.app);
    const struct alarm_reader_options o = {s->at_ms, s->at_ms, s->thing};
    const size_t before = s->text.pane.n_items;
    bool done = !is_event(s) || !alarm_history_is_open(h);
    struct err err;

    struct alarm_reader *r = done ? NULL : alarm_reader_new(h, &o);

    while (!done && s->text.pane.n_items == before)
        if (!alarm_reader_slice(r, show_recorded, s, &done, &err))
            break;
    alarm_reader_free(r);
    if (s->text.pane.n_items == before)
        detail_text(
            &s->text.pane, STYLE_TEXT,
            is_event(s)
                ? _("Neither the service nor this console has the record of this event.")
                : _("The service has no such alarm any more: it was cleared, or what it "
                    "was about is gone. Tab on Alarms shows what happened to it."));
}

static void fill(struct alarm_record *s)
{
    struct detail *d = &s->text.pane;
    const struct err *err = answer_err(s->answer);

    detail_clear(d);
    if (s->too_old)
        show_what_is_left(s);
    else if (answer_state(s->answer) == ANSWER_READY && !show_answered(s))
        show_what_is_left(s);
    else if (answer_state(s->answer) == ANSWER_FAILED) {
        detail_text(d, STYLE_ERROR, err->text);
        detail_text(d, STYLE_DIM, err->advice);
    } else if (answer_state(s->answer) != ANSWER_READY)
        detail_text(d, STYLE_DIM, "..");
    app_redraw(s->text.app);
}

static void on_answer(void *ctx)
{
    fill(ctx);
}

/* ---- what is asked ---- */

static void refresh(void *state)
{
    struct alarm_record *s = state;
    const int64_t now = app_service_ms(s->text.app);
    const int64_t to = s->at_ms + AROUND_MS < now ? s->at_ms + AROUND_MS : now;
    const struct alarm_filter f = {.thing = *s->thing != '\0' ? s->thing : NULL,
                                   .profile = *s->profile != '\0' ? s->profile : NULL};
    struct list_active_violations_input active = {0};
    struct list_violation_events_input events = {0};

    s->too_old = is_event(s) && s->at_ms - AROUND_MS <= now - KEPT_MS;
    alarm_filter_put(&f, &active);
    alarm_events_put(&f, s->at_ms - AROUND_MS, to, &events);
    if (is_event(s) && !s->too_old)
        answer_ask(s->answer, app_client(s->text.app), &op_list_violation_events, &events);
    else if (!is_event(s))
        answer_ask(s->answer, app_client(s->text.app), &op_list_active_violations, &active);
    fill(s);
}

static void shown(void *state)
{
    struct alarm_record *s = state;

    if (answer_state(s->answer) != ANSWER_READY)
        refresh(s);
}

/* ---- the screen ---- */

static void close_record(void *state)
{
    struct alarm_record *s = state;

    answer_free(s->answer);
    free(s->id);
    free(s->profile);
    free(s->type);
    free(s->at);
    free(s->thing);
    text_screen_close(s);
}

static bool read_argument(struct alarm_record *s, const char *text, struct err *err)
{
    const struct argument args[] = {
        {"id", &s->id}, {"profile", &s->profile}, {"event", &s->type}, {"at", &s->at}};
    const struct argument thing = {"thing", &s->thing};

    if (!argument_parse_rest(text, args, COUNT_OF(args), &thing, err))
        return false;
    if (*s->id == '\0') {
        (void)err_set(err, ERR_USAGE, "which alarm? This one has no id to ask for");
        return err_advise(err, "y on a row of Alarms or Alarm history");
    }
    return *s->at == '\0' || time_parse_iso8601(str_of(s->at), &s->at_ms) ||
           err_set(err, ERR_USAGE, "no moment: at:%.40s", s->at);
}

static void *open_record(struct app *app, const char *text, struct err *err)
{
    struct alarm_record *s = mem_alloc(1, sizeof *s);

    text_screen_init(&s->text, app);
    s->answer = answer_new(loop_clock(app_loop(app)), on_answer, s);
    if (!read_argument(s, text, err)) {
        close_record(s);
        return NULL;
    }
    return s;
}

static void status(const void *state, struct screen_status *out)
{
    const struct alarm_record *s = state;

    if (s->too_old)
        *out = (struct screen_status){.freshness = SCREEN_STILL};
    else
        answer_screen_status(s->answer, out);
}

static void crumb(const void *state, struct buf *out)
{
    const struct alarm_record *s = state;

    buf_printf(out, _("JSON of %s"), s->id);
}

const struct screen_spec alarm_screen = {
    .name = "alarm",
    .title = N_("JSON of an alarm"),
    .argument = "id:ID [profile:NAME] [event:TYPE at:TIME] [thing:NAME]",
    .about = N_("the record of an alarm, or of an event of one, as the service sent it"),
    TEXT_SCREEN_PANE_CALLS,
    .open = open_record,
    .close = close_record,
    .status = status,
    .crumb = crumb,
    .shown = shown,
    .refresh = refresh,
};
