#include "views/event_bars.h"

#include <string.h>

#include "client/base/i18n.h"
#include "client/store/alarm_events.h"

enum { MINUTE = 60 * 1000, HOUR = 60 * MINUTE, CELLS_MAX = 4, HEIGHT = EVENT_BARS_ROWS - 2 };
static const int64_t DAY = INT64_C(24) * HOUR;

static const struct {
    char glyph;
    enum style style;
    const char *word;
} types[EVENT_TYPES] = {
    {'#', STYLE_ERROR, N_("in alarm")},
    {'+', STYLE_OK, N_("cleared")},
    {'x', STYLE_DIM, N_("invalidated")},
    {'?', STYLE_WARN, N_("of another type")},
};

void event_bars_init(struct event_bars *b)
{
    *b = (struct event_bars){.cursor = -1};
}

/* ---- counting ---- */

static int64_t step_for(int64_t span_ms, int most)
{
    const int64_t steps[] = {5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR,
                             2 * HOUR,   3 * HOUR,    6 * HOUR,    12 * HOUR,   DAY,
                             2 * DAY,    7 * DAY,     30 * DAY};

    for (size_t i = 0; i < COUNT_OF(steps); i++)
        if (span_ms / steps[i] < most)
            return steps[i];
    return (span_ms / most / DAY + 1) * DAY;
}

static void lay_out(struct event_bars *b, int64_t from_ms, int64_t to_ms, int cols)
{
    int most = (cols - 2) / 2;

    most = most < 8 ? 8 : most > EVENT_BARS_MAX - 2 ? EVENT_BARS_MAX - 2 : most;
    b->step_ms = step_for(to_ms - from_ms, most);
    const int64_t first = from_ms - from_ms % b->step_ms;

    b->n = (int)((to_ms - first + b->step_ms - 1) / b->step_ms);
    b->n = b->n < 1 ? 1 : b->n > EVENT_BARS_MAX ? EVENT_BARS_MAX : b->n;
    b->cells = (cols - 2) / b->n;
    b->cells = b->cells < 1 ? 1 : b->cells > CELLS_MAX ? CELLS_MAX : b->cells;
    b->axis.from_ms = first;
    b->axis.to_ms = first + b->n * b->step_ms;
}

static void count_rows(struct event_bars *b, const struct list_view *v)
{
    const struct table *t = source_table(v->source);
    const uint32_t n = row_index_count(v->index);

    for (uint32_t i = 0; i < n; i++) {
        const uint32_t row = row_index_row(v->index, i);
        char scratch[TABLE_SCRATCH];
        int64_t ms;

        if (!table_number(t, row, EVENT_TIME, &ms) || ms < b->axis.from_ms)
            continue;
        int at = (int)((ms - b->axis.from_ms) / b->step_ms);
        const struct str type = table_text(t, row, EVENT_TYPE, scratch);
        const int rank = type.n > 0 ? alarm_event_rank(type.p) : -1;
        struct event_bar *bar = &b->bars[at < b->n ? at : b->n - 1]; /* a clock ahead of ours */

        bar->n[rank >= 0 ? rank : EVENT_TYPES - 1]++;
        bar->total++;
        b->most = bar->total > b->most ? bar->total : b->most;
        b->total++;
    }
}

static void mark_gaps(struct event_bars *b, const struct alarm_gap *gaps, size_t n)
{
    for (int i = 0; i < b->n; i++) {
        const int64_t from = b->axis.from_ms + i * b->step_ms, to = from + b->step_ms;

        b->bars[i].unknown = false;
        for (size_t g = 0; g < n; g++)
            b->bars[i].unknown |= gaps[g].from_ms < to && gaps[g].to_ms > from;
    }
}

void event_bars_count(struct event_bars *b, const struct list_view *v, int64_t from_ms,
                      int64_t to_ms, int64_t now_ms, const struct zone *zone, int cols,
                      const struct alarm_gap *gaps, size_t n_gaps)
{
    const uint64_t revision = row_index_revision(v->index);

    b->axis.now_ms = now_ms;
    b->axis.zone = zone;
    /* a minute more of a range that moves is no reason to count anew */
    if (b->revision != revision || b->cols != cols || b->from_ms / MINUTE != from_ms / MINUTE ||
        b->to_ms / MINUTE != to_ms / MINUTE) {
        memset(b->bars, 0, sizeof b->bars);
        b->most = b->total = 0;
        lay_out(b, from_ms, to_ms, cols);
        count_rows(b, v);
        b->cursor = b->cursor >= b->n ? b->n - 1 : b->cursor;
        b->revision = revision;
        b->cols = cols;
        b->from_ms = from_ms;
        b->to_ms = to_ms;
    }
    mark_gaps(b, gaps, n_gaps);
}

/* ---- drawing ---- */

/* Which type a cell of a bar shows, counted from below; -1: above the bar. */
static int type_at(const struct event_bars *b, const struct event_bar *bar, int level)
{
    const uint32_t height = (uint32_t)(((uint64_t)bar->total * HEIGHT + b->most - 1) / b->most);
    uint64_t below = 0;

    if ((uint32_t)level >= height)
        return -1;
    /* the middle of the cell, as a part of the bar */
    const uint64_t at = (uint64_t)(2 * level + 1) * bar->total;

    for (int t = 0; t < EVENT_TYPES; t++) {
        below += bar->n[t];
        if (at < 2 * below * height)
            return t;
    }
    return EVENT_TYPES - 1;
}

static void draw_bar(const struct event_bars *b, struct surface *s, int i)
{
    const struct event_bar *bar = &b->bars[i];
    const int col = 1 + i * b->cells;

    for (int cell = 0; cell < b->cells; cell++) {
        const bool gap = b->cells > 1 && cell == b->cells - 1;
        const char *base = i == b->cursor && !gap ? "^" : bar->unknown ? "~" : gap ? " " : ".";
        const enum style style = i == b->cursor && !gap ? STYLE_KEY
                                 : bar->unknown         ? STYLE_WARN
                                                        : STYLE_DIM;

        surface_put(s, HEIGHT, col + cell, style, base);
        for (int level = 0; level < HEIGHT && bar->total > 0 && !gap; level++) {
            const int type = type_at(b, bar, level);
            const char glyph[2] = {type >= 0 ? types[type].glyph : ' ', '\0'};

            if (type >= 0)
                surface_put(s, HEIGHT - 1 - level, col + cell, types[type].style, glyph);
        }
    }
}

static void say_counts(const uint32_t n[EVENT_TYPES], struct buf *out)
{
    bool any = false;

    for (int t = 0; t < EVENT_TYPES; t++) {
        if (n[t] == 0)
            continue;
        buf_puts(out, any ? ", " : "");
        buf_put_count(out, n[t]);
        buf_printf(out, " %s", i18n_text(types[t].word));
        any = true;
    }
    if (!any)
        buf_puts(out, _("nothing"));
}

static void say_cursor(const struct event_bars *b, struct buf *out)
{
    int64_t from, to;

    if (event_bars_span(b, &from, &to)) {
        axis_moment(&b->axis, from, out);
        buf_puts(out, " - ");
        axis_moment(&b->axis, to, out);
        buf_puts(out, ": ");
        say_counts(b->bars[b->cursor].n, out);
        if (b->bars[b->cursor].unknown)
            buf_puts(out, _(" recorded; not all of it is known"));
        return;
    }
    uint32_t sum[EVENT_TYPES] = {0};

    for (int i = 0; i < b->n; i++)
        for (int t = 0; t < EVENT_TYPES; t++)
            sum[t] += b->bars[i].n[t];
    axis_moment(&b->axis, b->from_ms, out);
    buf_puts(out, " - ");
    if (b->to_ms + 2 * MINUTE > b->axis.now_ms) /* counted a moment ago */
        buf_puts(out, _("now"));
    else
        axis_moment(&b->axis, b->to_ms, out);
    buf_puts(out, ": ");
    say_counts(sum, out);
}

static void say_scale(const struct event_bars *b, bool legend, struct buf *out)
{
    for (int t = 0; legend && t < EVENT_TYPES - 1; t++)
        buf_printf(out, "%c %s  ", types[t].glyph, i18n_text(types[t].word));
    buf_puts(out, _("a bar "));
    axis_span_text(b->step_ms, out);
    buf_puts(out, _(", at most "));
    buf_put_count(out, b->most);
}

void event_bars_draw(const struct event_bars *b, struct surface *s)
{
    struct buf text = BUF_INIT(512), scale = BUF_INIT(128);
    const int last = s->rows - 1;

    surface_fill(s, 0, 0, s->rows, s->cols, STYLE_TEXT);
    if (s->rows >= EVENT_BARS_ROWS)
        for (int i = 0; i < b->n; i++)
            draw_bar(b, s, i);
    say_cursor(b, &text);
    say_scale(b, true, &scale);
    if ((int)(text.len + scale.len) + 4 >= s->cols) {
        buf_reset(&scale);
        say_scale(b, false, &scale);
    }
    surface_text(s, last, 1, s->cols - 2, STYLE_STRONG, buf_text(&text));
    if ((int)(text.len + scale.len) + 4 < s->cols)
        surface_right(s, last, s->cols - 1 - (int)scale.len, (int)scale.len, STYLE_DIM,
                      buf_text(&scale));
    buf_free(&text);
    buf_free(&scale);
}

/* ---- cursor ---- */

bool event_bars_step(struct event_bars *b, int by)
{
    const int to = b->cursor < 0 ? (by < 0 ? b->n - 1 : 0) : b->cursor + by;

    if (b->n == 0 || to < 0 || to >= b->n)
        return false;
    b->cursor = to;
    return true;
}

bool event_bars_span(const struct event_bars *b, int64_t *from_ms, int64_t *to_ms)
{
    if (b->cursor < 0 || b->cursor >= b->n)
        return false;
    *from_ms = b->axis.from_ms + b->cursor * b->step_ms;
    *to_ms = *from_ms + b->step_ms;
    return true;
}
