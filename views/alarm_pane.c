#include "views/alarm_pane.h"

#include <stdio.h>
#include <string.h>

#include "client/base/i18n.h"
#include "client/store/plan_verify.h"
#include "views/alarm_rows.h"

/* "since 22 Nov 14:02Z (20m), seen again 4m ago" */
static void say_times(const struct list_view *v, uint32_t row, struct buf *out)
{
    const struct table *t = source_table(v->source);
    const int64_t now_ms = app_service_ms(v->app);
    int64_t since, last;

    if (!table_number(t, row, ALARM_SINCE, &since)) {
        buf_puts(out, _("since a moment the service does not name"));
    } else {
        buf_puts(out, _("since "));
        alarm_time_put(v->app, since, out);
        buf_puts(out, " (");
        time_age(out, now_ms - since);
        buf_putc(out, ')');
    }
    if (table_number(t, row, ALARM_LAST, &last)) {
        buf_puts(out, _(", last value "));
        time_ago(out, now_ms - last);
    }
    buf_puts(out, "; ");
    alarm_text_put(v, row, ALARM_POINTS, out);
}

static void say_verified(const struct list_view *v, uint32_t row, struct buf *out)
{
    char scratch[TABLE_SCRATCH], wire[64];
    struct str state = list_view_text(v, row, ALARM_STATE, scratch);

    (void)snprintf(wire, sizeof wire, "%.*s", (int)(state.n < 60 ? state.n : 60), state.p);
    if (strcmp(wire, "UNKNOWN") == 0)
        buf_puts(out, _("nobody has judged it: v does"));
    else
        buf_puts(out, verify_word(wire));
    if (list_view_text(v, row, ALARM_NOTE, scratch).n > 0) {
        buf_puts(out, ": ");
        alarm_text_put(v, row, ALARM_NOTE, out);
    }
}

static void say_profile(const struct list_view *v, uint32_t row, struct buf *out)
{
    char scratch[TABLE_SCRATCH];

    buf_puts(out, _("profile "));
    alarm_text_put(v, row, ALARM_PROFILE, out);
    buf_puts(out, ", ");
    alarm_text_put(v, row, ALARM_KIND, out);
    if (list_view_text(v, row, ALARM_CONF, scratch).n > 0) {
        buf_puts(out, _(", confidence "));
        alarm_text_put(v, row, ALARM_CONF, out);
    }
    if (str_eq(list_view_text(v, row, ALARM_SUPPR, scratch), "yes"))
        buf_puts(out, _(", alerts suppressed: nobody is notified"));
}

static int put_line(struct surface *pane, int y, enum style style, struct buf *text)
{
    y = surface_lines(pane, y, 1, pane->cols - 2, style,
                      (struct str){buf_text(text), text->len});
    buf_reset(text);
    return y;
}

void alarm_pane_draw(struct list_view *v, struct surface *pane)
{
    struct buf line = BUF_INIT(4 * TABLE_TEXT_MAX);
    char scratch[TABLE_SCRATCH];
    uint32_t row;

    surface_rule(pane, 0, _("alarm"), "");
    surface_fill(pane, 1, 0, pane->rows - 1, pane->cols, STYLE_TEXT);
    if (list_view_current(v, &row)) {
        alarm_text_put(v, row, ALARM_THING, &line);
        buf_puts(&line, _(": expected "));
        alarm_text_put(v, row, ALARM_EXPECTS, &line);
        buf_puts(&line, "; ");
        alarm_text_put(v, row, ALARM_OBSERVED, &line);
        int y = put_line(pane, 1, STYLE_STRONG, &line);

        alarm_text_put(v, row, ALARM_WARN, &line);
        y = put_line(pane, y, STYLE_WARN, &line);
        say_verified(v, row, &line);
        y = put_line(pane, y, alarm_state_style(list_view_text(v, row, ALARM_STATE, scratch)),
                     &line);
        say_profile(v, row, &line);
        y = put_line(pane, y, STYLE_TEXT, &line);
        say_times(v, row, &line);
        (void)put_line(pane, y, STYLE_DIM, &line);
    }
    buf_free(&line);
}
