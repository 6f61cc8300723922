#include "views/alarm_rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/alarm_events.h"
#include "client/store/plan_verify.h"
#include "views/argument.h"

enum style alarm_state_style(struct str state)
{
    static const struct {
        const char *state;
        enum style style;
    } styles[] = {
        {"UNKNOWN", STYLE_WARN},
        {"TRUE_POSITIVE", STYLE_ERROR},
        {"BENIGN_POSITIVE", STYLE_TEXT},
        {"FALSE_POSITIVE", STYLE_DIM},
    };

    for (size_t i = 0; i < COUNT_OF(styles); i++)
        if (str_eq(state, styles[i].state))
            return styles[i].style;
    return STYLE_TEXT;
}

enum style alarm_cell_state(const struct list_view *v, uint32_t row, int column,
                            struct buf *out)
{
    char scratch[TABLE_SCRATCH], wire[64];
    const struct str s = list_view_text(v, row, column, scratch);

    if (s.n < sizeof wire) {
        memcpy(wire, s.p, s.n);
        wire[s.n] = '\0';
        buf_puts(out, verify_short(wire));
    } else {
        buf_put(out, s.p, s.n);
    }
    return alarm_state_style(s);
}

void alarm_text_put(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    char scratch[TABLE_SCRATCH];
    const struct str s = list_view_text(v, row, column, scratch);

    buf_put(out, s.p, s.n);
}

enum style alarm_cell_kind(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    alarm_text_put(v, row, column, out);
    return STYLE_DIM;
}

enum style alarm_cell_seen(const struct list_view *v, uint32_t row, int column, struct buf *out)
{
    const int seen = list_view_is_of(v, &alarms_table) ? (int)ALARM_SEEN : (int)EVENT_SEEN;
    char scratch[TABLE_SCRATCH];
    const struct str s = list_view_text(v, row, seen, scratch);

    (void)column;
    buf_put(out, s.p, s.n);
    return s.n == 1 && s.p[0] == '-' ? STYLE_DIM : STYLE_TEXT;
}

bool alarm_rows_read(const char *text, const struct argument *more, size_t n,
                     struct alarm_asked *out, struct err *err)
{
    static const char *const names[] = {"profile", "kind", "verified", "suppr", "thing"};
    enum { SHARED = COUNT_OF(names), WORDS = SHARED - 1 }; /* the thing comes last */
    char *values[SHARED] = {0};
    struct argument args[WORDS + ALARM_ARGUMENTS_MORE];
    const struct argument thing = {names[WORDS], &values[WORDS]};

    if (n > ALARM_ARGUMENTS_MORE)
        bug("%zu more arguments", n);
    for (size_t i = 0; i < WORDS; i++)
        args[i] = (struct argument){names[i], &values[i]};
    memcpy(args + WORDS, more, n * sizeof *more);
    bool ok = argument_parse_rest(text, args, WORDS + n, &thing, err);

    for (size_t i = 0; i < SHARED; i++) {
        if (ok && *values[i] != '\0')
            ok = alarm_asked_set(out, names[i], values[i], err);
        free(values[i]);
    }
    return ok;
}

void alarm_rows_put_arguments(const struct alarm_asked *a, struct buf *out)
{
    if (a->kind != NULL)
        buf_printf(out, " kind:%s", behavior_kind_word(behavior_kind_of(a->kind)));
    if (a->state != NULL)
        buf_printf(out, " verified:%s", a->state);
    if (a->suppressed.set)
        buf_printf(out, " suppr:%s", a->suppressed.value ? "yes" : "no");
}

void alarm_rows_line(const struct alarm_asked *a, struct buf *out)
{
    if (a->said[0] != '\0')
        buf_printf(out, _("asked: %s"), a->said);
    if (a->here[0] != '\0')
        buf_printf(out, _("%shere: %s"), out->len > 0 ? "  " : "", a->here);
    if (out->len == 0)
        buf_puts(out, _("(all)"));
}

void alarm_time_put(const struct app *app, int64_t ms, struct buf *out)
{
    struct civil c;

    zone_civil(app_zone(app), ms, &c);
    civil_say(out, &c, CIVIL_DAY);
    buf_printf(out, " %02d:%02d", c.hour, c.minute);
}

void alarm_rows_status(const struct list_view *v, struct screen_status *out)
{
    list_view_status(v, out);
    if (!detect_access_is_closed(app_detect_access(v->app)))
        return;
    out->freshness = SCREEN_STILL;
    if (source_status(v->source).rows == 0)
        return;
    out->freshness = SCREEN_STALE; /* they are from a time when it was open */
    (void)snprintf(out->note, sizeof out->note, "%s", DETECT_CLOSED_BRIEF);
}

bool alarm_rows_closed(const struct app *app, struct surface *body)
{
    const char *text = detect_access_text(app_detect_access(app));

    if (text == NULL)
        return false;
    surface_fill(body, 0, 0, body->rows, body->cols, STYLE_TEXT);
    const int row = surface_lines(body, 1, 1, body->cols - 2, STYLE_TEXT, str_of(text));

    (void)surface_lines(body, row, 1, body->cols - 2, STYLE_DIM, str_of(_("r asks again.")));
    return true;
}

static const char *copy_cell(const struct list_view *v, uint32_t row, int column,
                             struct arena *a)
{
    char scratch[TABLE_SCRATCH];
    const struct str s = list_view_text(v, row, column, scratch);

    return s.n > 0 ? arena_strn(a, s.p, s.n) : NULL;
}

static struct opt_time time_cell(const struct list_view *v, uint32_t row, int column)
{
    struct opt_time t = {0};

    t.set = table_number(source_table(v->source), row, column, &t.ms);
    return t;
}

void alarm_row_ocsf(const struct list_view *v, uint32_t row, const struct ocsf_context *c,
                    struct buf *out)
{
    struct arena *a = arena_new();
    struct buf message = BUF_INIT(2 * TABLE_TEXT_MAX);
    const struct behavior behavior = {.name = copy_cell(v, row, ALARM_BEHAVIOR, a),
                                      .metric = copy_cell(v, row, ALARM_METRIC, a)};
    const char *confidence = copy_cell(v, row, ALARM_CONF, a);
    const struct violation_event_additional_info info = {.confidence_level = confidence};
    const struct active_violation alarm = {
        .violation_id = copy_cell(v, row, ALARM_ID, a),
        .thing_name = copy_cell(v, row, ALARM_THING, a),
        .security_profile_name = copy_cell(v, row, ALARM_PROFILE, a),
        .verification_state = copy_cell(v, row, ALARM_STATE, a),
        .verification_state_description = copy_cell(v, row, ALARM_NOTE, a),
        .violation_start_time = time_cell(v, row, ALARM_SINCE),
        .last_violation_time = time_cell(v, row, ALARM_LAST),
        .behavior = &behavior,
        .violation_event_additional_info = confidence != NULL ? &info : NULL,
    };
    const char *expects = copy_cell(v, row, ALARM_EXPECTS, a);
    const char *observed = copy_cell(v, row, ALARM_OBSERVED, a);

    if (expects != NULL && observed != NULL)
        buf_printf(&message, "expected %s; %s", expects, observed);
    ocsf_alarm(&alarm, message.len > 0 ? buf_text(&message) : NULL, c, out);
    buf_free(&message);
    arena_free(a);
}
