/* Charts at their sizes, with values of every size and with gaps. */
#include <criterion/criterion.h>
#include <math.h>
#include <string.h>

#include "tests/support/golden.h"
#include "tui/chart.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define NOW    INT64_C(1763821327000) /* Sat 22 Nov 2025 14:22:07Z */

enum { POINTS = 288 }; /* a day of datapoints */

static struct chart_point points[POINTS];

/* A day with a peak above 100 and two hours without a datapoint. */
static struct chart day(void)
{
    size_t n = 0;

    for (int i = 0; i < POINTS; i++) {
        double v = 40 + 30 * sin(i / 20.0) + (i > 250 && i < 262 ? 80 : 0);

        if (i >= 120 && i < 144)
            continue;
        points[n++] = (struct chart_point){NOW - DAY + i * 5 * MINUTE, v};
    }
    return (struct chart){.axis = {NOW - DAY, NOW, NOW, zone_utc()},
                          .points = points,
                          .n_points = n,
                          .holds_ms = 5 * MINUTE,
                          .limit = CHART_ABOVE,
                          .limit_value = 100,
                          .unit = "messages",
                          .empty = "no datapoints in this range",
                          .cursor_ms = NOW - 3 * HOUR};
}

static void check(const char *name, const struct chart *c, int cols, int rows,
                  enum glyph_set glyphs)
{
    struct surface *s = surface_new(rows, cols, glyphs);
    struct buf why = BUF_INIT(4096);

    chart_draw(c, s);
    cr_expect(golden_surface(name, s, &why), "%s", buf_text(&why));
    buf_free(&why);
    surface_free(s);
}

Test(tui_chart, sizes)
{
    struct chart c = day();

    check("tui/chart_60", &c, 60, 8, GLYPHS_UNICODE);
    check("tui/chart_80", &c, 80, 10, GLYPHS_ASCII);
    c.banded = true;
    c.band_low = 10;
    c.band_high = 70;
    check("tui/chart_120", &c, 120, 12, GLYPHS_UNICODE);
    check("tui/chart_200", &c, 200, 12, GLYPHS_LINES_ASCII);
}

Test(tui_chart, few_points)
{
    struct chart c = day();

    c.n_points = 0;
    check("tui/chart_empty", &c, 80, 8, GLYPHS_ASCII);
    c.n_points = 1;
    c.points = &(struct chart_point){NOW - 3 * HOUR, 0};
    check("tui/chart_one", &c, 80, 8, GLYPHS_ASCII);
    c.limit = CHART_NO_LIMIT;
    check("tui/chart_zero", &c, 80, 8, GLYPHS_ASCII);
    c.points = &(struct chart_point){NOW - 2 * DAY, 5};
    check("tui/chart_outside", &c, 80, 8, GLYPHS_ASCII);
}

Test(tui_chart, extremes)
{
    static const struct chart_point wide[] = {
        {NOW - 20 * HOUR, 3},    {NOW - 15 * HOUR, 41000}, {NOW - 10 * HOUR, 0},
        {NOW - 5 * HOUR, 3.7e6}, {NOW - 3 * HOUR, NAN},    {NOW - 2 * HOUR, INFINITY}};
    static const struct chart_point signs[] = {{NOW - 20 * HOUR, -30},
                                               {NOW - 15 * HOUR, 20},
                                               {NOW - 10 * HOUR, 0},
                                               {NOW - 5 * HOUR, -1e-9}};
    static const struct chart_point huge[] = {{NOW - 20 * HOUR, 1e308}, {NOW - HOUR, -1e308}};
    struct chart c = day();

    c.holds_ms = 2 * HOUR;
    c.points = wide;
    c.n_points = COUNT_OF(wide);
    check("tui/chart_log", &c, 80, 10, GLYPHS_ASCII);
    c.scale = CHART_SCALE_LINEAR;
    check("tui/chart_linear", &c, 80, 10, GLYPHS_ASCII);
    c.points = signs;
    c.n_points = COUNT_OF(signs);
    c.limit = CHART_BELOW;
    c.limit_value = -10;
    check("tui/chart_negative", &c, 80, 10, GLYPHS_ASCII);
    c.points = huge;
    c.n_points = COUNT_OF(huge);
    check("tui/chart_huge", &c, 80, 10, GLYPHS_ASCII);
}

Test(tui_chart, every_size_is_drawn)
{
    struct chart c = day();

    for (int cols = 1; cols < 30; cols++)
        for (int rows = 1; rows < 6; rows++) {
            struct surface *s = surface_new(rows, cols, GLYPHS_ASCII);

            chart_draw(&c, s);
            surface_free(s);
        }
}

Test(tui_chart, numbers)
{
    static const struct {
        double value;
        const char *text;
    } rows[] = {{0, "0"},         {1, "1"},        {133, "133"},   {999.4, "999"},
                {999.9, "1k"},    {1234, "1.23k"}, {41000, "41k"}, {3.7e6, "3.7M"},
                {-2500, "-2.5k"}, {0.02, "0.02"},  {1e9, "1G"},    {2e16, "20P"},
                {1e-7, "1e-07"}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct buf b = BUF_INIT(64);

        chart_number(rows[i].value, &b);
        cr_expect_str_eq(buf_text(&b), rows[i].text);
        buf_free(&b);
    }
}

Test(tui_chart, a_value_stands_until_the_next)
{
    struct chart c = day();
    struct chart_point p;

    cr_assert(chart_at(&c, NOW - DAY + 7 * MINUTE, &p));
    cr_expect_eq(p.time_ms, NOW - DAY + 5 * MINUTE);
    cr_expect_not(chart_at(&c, NOW - DAY + 121 * 5 * MINUTE, &p), "a gap is a gap");
    cr_expect(chart_breaks(&c, 100.5));
    cr_expect_not(chart_breaks(&c, 100));
}
