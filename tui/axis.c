#include "tui/axis.h"

#include <stdio.h>

#include "client/base/i18n.h"
#include "client/base/safe.h"

enum { SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR };

/* Distances between labels that people count in. */
static const int64_t steps[] = {MINUTE,
                                2 * MINUTE,
                                5 * MINUTE,
                                10 * MINUTE,
                                15 * MINUTE,
                                30 * MINUTE,
                                HOUR,
                                2 * (int64_t)HOUR,
                                3 * (int64_t)HOUR,
                                6 * (int64_t)HOUR,
                                12 * (int64_t)HOUR,
                                DAY,
                                2 * (int64_t)DAY,
                                7 * (int64_t)DAY,
                                14 * (int64_t)DAY,
                                30 * (int64_t)DAY,
                                90 * (int64_t)DAY,
                                365 * (int64_t)DAY};

enum {
    AGE_LABEL = 8,   /* "-12h" and room before the next */
    TIME_LABEL = 16, /* "22 Nov 14:18" likewise */
};

static int64_t length(const struct axis *a)
{
    return a->to_ms > a->from_ms ? a->to_ms - a->from_ms : 1;
}

int axis_cell(const struct axis *a, int width, int64_t time_ms)
{
    if (time_ms < a->from_ms || time_ms >= a->to_ms)
        return AXIS_OUTSIDE;
    int cell = (int)((double)(time_ms - a->from_ms) / (double)length(a) * width);

    if (cell >= width)
        cell = width - 1;
    /* the division may have rounded across an edge that axis_time() draws */
    if (time_ms < axis_time(a, width, cell))
        return cell - 1;
    return cell + 1 < width && time_ms >= axis_time(a, width, cell + 1) ? cell + 1 : cell;
}

int64_t axis_time(const struct axis *a, int width, int cell)
{
    if (cell <= 0)
        return a->from_ms;
    if (cell >= width)
        return a->to_ms;
    return a->from_ms + (int64_t)((double)length(a) * cell / width);
}

bool axis_is_live(const struct axis *a, int width)
{
    int64_t off = a->now_ms - a->to_ms;

    return off <= length(a) / (width > 0 ? width : 1) && -off <= length(a) / 2;
}

void axis_span_text(int64_t ms, struct buf *out)
{
    static const struct {
        int64_t ms;
        char unit;
    } units[] = {{DAY, 'd'}, {HOUR, 'h'}, {MINUTE, 'm'}, {SECOND, 's'}};
    char amount[32];
    size_t i = 0;

    while (i + 1 < COUNT_OF(units) && ms < units[i].ms)
        i++;
    const int64_t tenths = (ms * 10 + units[i].ms / 2) / units[i].ms;

    if (tenths % 10 == 0 || tenths >= 100)
        (void)snprintf(amount, sizeof amount, "%lld", (long long)((tenths + 5) / 10));
    else
        (void)snprintf(amount, sizeof amount, "%lld.%lld", (long long)(tenths / 10),
                       (long long)(tenths % 10));
    time_amount_say(out, amount, units[i].unit);
}

void axis_moment(const struct axis *a, int64_t time_ms, struct buf *out)
{
    struct civil c, now;

    zone_civil(a->zone, time_ms, &c);
    zone_civil(a->zone, a->now_ms, &now);
    if (c.year != now.year) {
        civil_say(out, &c, CIVIL_YEAR);
        return;
    }
    if (c.month != now.month || c.day != now.day) {
        civil_say(out, &c, CIVIL_DAY);
        buf_putc(out, ' ');
    }
    buf_printf(out, "%02d:%02d", c.hour, c.minute);
    if (length(a) <= HOUR)
        buf_printf(out, ":%02d", c.second);
}

void axis_day(const struct axis *a, int64_t time_ms, struct buf *out)
{
    struct civil c, now;

    zone_civil(a->zone, time_ms, &c);
    zone_civil(a->zone, a->now_ms, &now);
    if (c.year == now.year && c.month == now.month && c.day == now.day)
        buf_printf(out, "%02d:%02d", c.hour, c.minute);
    else
        civil_say(out, &c, CIVIL_DAY);
}

/* The smallest distance at which labels of this width do not touch. */
static int64_t step_for(const struct axis *a, int width, int label)
{
    const int64_t least = (int64_t)((double)length(a) * label / (width > 0 ? width : 1));
    size_t i = 0;

    while (i + 1 < COUNT_OF(steps) && steps[i] < least)
        i++;
    return steps[i];
}

static void put_age(struct surface *s, int row, int col, int end, enum style style,
                    const char *text)
{
    const int n = safe_width(str_of(text));

    if (end - n + 1 >= 0)
        surface_put(s, row, col + end - n + 1, style, text);
}

/* "-30h" rather than "-1.3d": the largest unit that divides it. */
static void put_age_text(int64_t age, struct buf *out)
{
    const bool days = age % DAY == 0, hours = age % HOUR == 0;
    char amount[32];

    (void)snprintf(amount, sizeof amount, "-%lld",
                   (long long)(age / (days    ? DAY
                                      : hours ? HOUR
                                              : MINUTE)));
    time_amount_say(out, amount, days ? 'd' : hours ? 'h' : 'm');
}

static void draw_ages(const struct axis *a, struct surface *s, int row, int col, int width,
                      enum style style)
{
    const int64_t step = step_for(a, width, AGE_LABEL);

    put_age(s, row, col, width - 1, style, _("now"));
    for (int64_t age = step; age < length(a); age += step) {
        struct buf text = BUF_INIT(32);

        put_age_text(age, &text);
        put_age(s, row, col, axis_cell(a, width, a->to_ms - age), style, buf_text(&text));
        buf_free(&text);
    }
}

static void draw_times(const struct axis *a, struct surface *s, int row, int col, int width,
                       enum style style)
{
    const int64_t step = step_for(a, width, TIME_LABEL);
    const int64_t offset = (int64_t)zone_at(a->zone, a->from_ms)->offset_s * SECOND;
    int64_t t = (a->from_ms + offset) / step * step - offset;

    for (; t < a->to_ms; t += step) {
        struct buf text = BUF_INIT(64);
        int cell = axis_cell(a, width, t);

        axis_moment(a, t, &text);
        if (cell != AXIS_OUTSIDE && cell + (int)text.len <= width)
            surface_put(s, row, col + cell, style, buf_text(&text));
        buf_free(&text);
    }
}

void axis_draw(const struct axis *a, struct surface *s, int row, int col, int width,
               enum style style)
{
    if (width <= 0)
        return;
    surface_fill(s, row, col, 1, width, style);
    if (axis_is_live(a, width))
        draw_ages(a, s, row, col, width, style);
    else
        draw_times(a, s, row, col, width, style);
}

static int64_t clamp(int64_t v, int64_t low, int64_t high)
{
    return v < low ? low : v > high ? high : v;
}

/* Moves the whole stretch. */
static void set(struct axis *a, int64_t from_ms, int64_t ms)
{
    if (from_ms + ms > a->now_ms)
        from_ms = a->now_ms - ms;
    a->from_ms = from_ms;
    a->to_ms = from_ms + ms;
}

bool axis_zoom(struct axis *a, enum axis_zoom how, int64_t around_ms, int64_t max_ms)
{
    const int64_t old = length(a);
    const int64_t ms = clamp(how == AXIS_ZOOM_IN ? old / 2 : old * 2, AXIS_MIN_MS, max_ms);

    if (ms == old || (how == AXIS_ZOOM_IN) != (ms < old))
        return false;
    around_ms = clamp(around_ms, a->from_ms, a->to_ms);
    double part = (double)(around_ms - a->from_ms) / (double)old;

    set(a, around_ms - (int64_t)(part * (double)ms), ms);
    return true;
}

void axis_show(struct axis *a, int64_t time_ms)
{
    const int64_t ms = length(a);

    if (time_ms < a->from_ms)
        set(a, time_ms - ms / 4, ms);
    else if (time_ms >= a->to_ms)
        set(a, time_ms - ms + ms / 4, ms);
}
