#include "views/pulse_view.h"

#include <stdio.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/i18n.h"
#include "client/base/safe.h"
#include "client/store/detect_access.h"
#include "tui/layout.h"
#include "tui/text.h"

enum {
    ROWS_LINE = 1,
    ROWS_SHORT = 3,
    ROWS_WIDE = 6,
    SHORT_FROM_ROWS = 16, /* below it every row is something that needs somebody */
    WIDE_FROM_ROWS = 30,
    MODELS_COLS = 52, /* of the right half when there are two */
    LABEL_COLS = 16,
    HOUR_COLS = 3,
};

int pulse_detect_rows(const struct pulse_detect *d, int rows, int cols)
{
    if (d->closed != NULL || rows < SHORT_FROM_ROWS)
        return ROWS_LINE;
    return rows >= WIDE_FROM_ROWS && cols >= LAYOUT_WIDE_COLS ? ROWS_WIDE : ROWS_SHORT;
}

static void put_count(struct buf *out, const char *mark, uint32_t n, const char *word)
{
    if (mark == NULL)
        buf_put_count(out, n);
    else
        buf_puts(out, mark);
    buf_printf(out, " %s", word);
}

static void put_alarms(const struct pulse_detect *d, struct buf *out)
{
    put_count(out, d->alarms_mark, d->alarms.active, _("active"));
    if (d->alarms_mark == NULL && d->alarms.active > 0) {
        buf_puts(out, ", ");
        put_count(out, NULL, d->alarms.unverified, _("unverified"));
    }
    if (d->fresh > 0)
        buf_printf(out, _(", +%u new"), d->fresh);
}

static void put_models(const struct pulse_detect *d, struct buf *out)
{
    if (d->models_mark != NULL) {
        buf_puts(out, d->models_mark);
        return;
    }
    if (d->active.n + d->pending.n + d->expired.n == 0)
        buf_puts(out, _("none"));
    if (d->active.n > 0)
        buf_printf(out, "%u ACTIVE  ", d->active.n);
    if (d->pending.n > 0)
        buf_printf(out, "%u PENDING_BUILD  ", d->pending.n);
    if (d->expired.n > 0)
        buf_printf(out, "%u EXPIRED", d->expired.n);
}

static void put_tasks(const struct pulse_detect *d, struct buf *out)
{
    if (d->tasks_mark != NULL)
        buf_puts(out, d->tasks_mark);
    else if (d->running + d->failed + d->done == 0)
        buf_puts(out, _("none"));
    if (d->running > 0)
        buf_printf(out, _("%u running  "), d->running);
    if (d->failed > 0)
        buf_printf(out, _("%u failed  "), d->failed);
    if (d->done > 0)
        buf_printf(out, _("%u ok (24h)"), d->done);
}

static enum style alarm_style(const struct pulse_detect *d)
{
    return d->alarms.unverified > 0 ? STYLE_WARN : STYLE_TEXT;
}

/* A word and the blank after it, in `width` cells or more; where what it names begins. */
static int put_label(struct surface *s, int row, int col, int width, const char *text)
{
    const int cells = safe_width(str_of(text)) + 1, room = cells > width ? cells : width;

    (void)surface_text(s, row, col, room, STYLE_LABEL, text);
    return col + room;
}

static void put(struct surface *s, int row, int col, int width, enum style style,
                const struct buf *text)
{
    if (width > 0)
        (void)surface_text(s, row, col, width, style, buf_text(text));
}

/* ---- one line ---- */

static void draw_line(const struct pulse_detect *d, struct surface *s)
{
    struct buf text = BUF_INIT(512);

    if (d->closed != NULL) {
        const bool room = (int)strlen(d->closed) <= s->cols - 2;

        (void)surface_text(s, 0, 1, s->cols - 2, STYLE_DIM,
                           room ? d->closed : DETECT_CLOSED_BRIEF);
    } else {
        const int from = put_label(s, 0, 1, 8, _("alarms"));

        put_alarms(d, &text);
        put(s, 0, from, s->cols - 1 - from, alarm_style(d), &text);
    }
    buf_free(&text);
}

/* ---- three ---- */

static uint32_t began(const struct alarm_hours *h, int hours_ago)
{
    uint32_t n = 0;

    for (int k = 0; k < BEHAVIOR_KINDS; k++)
        n += alarm_hours_began(h, (enum behavior_kind)k, hours_ago);
    return n;
}

/* "24h 26 began" and how they are spread, right of `from`: the words only where they have
 * room. */
static void draw_day(const struct alarm_hours *h, struct surface *s, int row, int from)
{
    int64_t hours[ALARM_HOURS];
    uint32_t all = 0;
    char text[64];
    const int spark = s->cols - 1 - ALARM_HOURS;

    for (int i = 0; i < ALARM_HOURS; i++) {
        hours[i] = began(h, ALARM_HOURS - 1 - i);
        all += (uint32_t)hours[i];
    }
    if (!alarm_hours_known(h) || spark <= from)
        return;
    (void)snprintf(text, sizeof text, _("24h %u%s began"), all, alarm_hours_cut(h) ? "+" : "");
    const int width = safe_width(str_of(text));
    if (spark - 2 - width > from)
        (void)surface_put(s, row, spark - 2 - width, STYLE_DIM, text);
    text_spark(s, row, spark, ALARM_HOURS, all > 0 ? STYLE_WARN : STYLE_DIM, hours,
               ALARM_HOURS);
}

static void draw_short(const struct pulse_detect *d, const struct alarm_hours *h,
                       struct surface *s)
{
    struct buf text = BUF_INIT(512);
    const int half = s->cols / 2;

    if (d->alarms_mark == NULL && d->alarms.things > 0)
        buf_printf(&text, _("%u things"), d->alarms.things);
    surface_rule(s, 0, _("Detect"), buf_text(&text));
    buf_reset(&text);
    int from = put_label(s, 1, 1, 8, _("alarms"));

    put_alarms(d, &text);
    draw_day(h, s, 1, surface_put(s, 1, from, alarm_style(d), buf_text(&text)));
    buf_reset(&text);
    from = put_label(s, 2, 1, 8, _("models"));
    put_models(d, &text);
    put(s, 2, from, half + 11 - from, d->expired.n > 0 ? STYLE_WARN : STYLE_TEXT, &text);
    buf_reset(&text);
    if (s->cols >= 72) {
        from = put_label(s, 2, half + 13, 6, _("tasks"));
        put_tasks(d, &text);
        put(s, 2, from, s->cols - 1 - from, d->failed > 0 ? STYLE_ERROR : STYLE_TEXT, &text);
    }
    buf_free(&text);
}

/* ---- by hour and kind ---- */

static const struct {
    enum behavior_kind kind;
    const char *title;
} lanes[] = {{BEHAVIOR_STATIC, N_("rules")},
             {BEHAVIOR_ML, "ml"},
             {BEHAVIOR_STATISTICAL, N_("statistical")}};

static int hours_shown(const struct surface *s)
{
    const int n = (s->cols - MODELS_COLS - LABEL_COLS) / HOUR_COLS;

    return n < ALARM_HOURS ? n : ALARM_HOURS;
}

static void draw_hours(const struct alarm_hours *h, int64_t now_ms, struct surface *s)
{
    const char *unknown = alarm_hours_known(h) ? NULL : alarm_hours_failed(h) ? "?" : "..";
    const int n = hours_shown(s);
    struct civil c;

    civil_from_ms(now_ms, &c);
    (void)surface_text(s, 1, 1, LABEL_COLS, STYLE_LABEL, _("ALARMS BY HOUR"));
    for (int i = 0; i < n; i++) {
        const int ago = n - 1 - i, col = LABEL_COLS + i * HOUR_COLS;

        (void)surface_printf(s, 1, col, STYLE_LABEL, "%02d", ((c.hour - ago) % 24 + 24) % 24);
        for (size_t k = 0; k < COUNT_OF(lanes); k++) {
            const uint32_t began = alarm_hours_began(h, lanes[k].kind, ago);
            char text[8];

            (void)snprintf(text, sizeof text, began > 99 ? "++" : "%u", began);
            (void)surface_right(s, 2 + (int)k, col, 2, began > 0 ? STYLE_WARN : STYLE_DIM,
                                unknown != NULL ? unknown
                                : began == 0    ? "."
                                                : text);
        }
    }
    for (size_t k = 0; k < COUNT_OF(lanes); k++)
        (void)surface_text(s, 2 + (int)k, 1, LABEL_COLS - 2, STYLE_TEXT,
                           i18n_text(lanes[k].title));
}

static void draw_models(const struct pulse_detect *d, struct surface *s, int col)
{
    const struct {
        const char *word;
        const struct pulse_model_group *g;
        enum style style;
    } groups[] = {{"ACTIVE", &d->active, STYLE_TEXT},
                  {"PENDING_BUILD", &d->pending, STYLE_TEXT},
                  {"EXPIRED", &d->expired, STYLE_WARN}};

    (void)surface_text(s, 1, col, s->cols - col, STYLE_LABEL, _("MODELS         COUNT  WORST"));
    for (size_t i = 0; i < COUNT_OF(groups); i++) {
        const int row = 2 + (int)i;
        char n[16];

        (void)snprintf(n, sizeof n, "%u", groups[i].g->n);
        (void)surface_text(s, row, col, 14, STYLE_TEXT, groups[i].word);
        (void)surface_right(s, row, col + 14, 6,
                            groups[i].g->n > 0 ? groups[i].style : STYLE_DIM,
                            d->models_mark != NULL ? d->models_mark : n);
        if (groups[i].g->n > 0 && groups[i].g->worst != NULL && i > 0)
            (void)surface_text(s, row, col + 22, s->cols - col - 23, STYLE_DIM,
                               groups[i].g->worst);
    }
}

static void draw_verdicts(const struct pulse_detect *d, struct surface *s, int width)
{
    struct buf text = BUF_INIT(256);

    put_alarms(d, &text);
    if (d->alarms_mark == NULL)
        buf_printf(&text, _("   true+ %u   benign+ %u   false+ %u"), d->confirmed, d->benign,
                   d->false_alarms);
    put(s, 5, 1, width - 2, alarm_style(d), &text);
    buf_free(&text);
}

static void draw_wide(const struct pulse_detect *d, const struct alarm_hours *h,
                      struct surface *s)
{
    const int col = s->cols - MODELS_COLS + 2;
    struct buf text = BUF_INIT(256);

    buf_printf(&text, _("last %d of 24 hours, UTC%s"), hours_shown(s),
               alarm_hours_cut(h) ? _(", counted as far as 10,000 events") : "");
    surface_rule(s, 0, _("Detect"), buf_text(&text));
    buf_reset(&text);
    draw_hours(h, alarm_hours_now_ms(h), s);
    draw_models(d, s, col);
    draw_verdicts(d, s, col);
    (void)surface_text(s, 5, col, 17, STYLE_LABEL, _("mitigation tasks"));
    put_tasks(d, &text);
    put(s, 5, col + 18, s->cols - col - 19, d->failed > 0 ? STYLE_ERROR : STYLE_TEXT, &text);
    buf_free(&text);
}

void pulse_detect_draw(const struct pulse_detect *d, const struct alarm_hours *h,
                       struct surface *s)
{
    if (s->rows >= ROWS_WIDE)
        draw_wide(d, h, s);
    else if (s->rows >= ROWS_SHORT)
        draw_short(d, h, s);
    else
        draw_line(d, s);
}
