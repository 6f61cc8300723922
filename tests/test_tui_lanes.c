/* Lanes and the axis they lie on, at their sizes and in their states. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/lanes.h"

#define MINUTE INT64_C(60000)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)
#define NOW    INT64_C(1763821327000) /* Sat 22 Nov 2025 14:22:07Z */

enum { QUIET, CLEARED, GONE, VERIFIED, ALARM };

static const struct lanes_class classes[] = {
    [QUIET] = {0xb7, '.', STYLE_DIM},        [CLEARED] = {0x25cb, 'o', STYLE_OK},
    [GONE] = {0xd7, 'x', STYLE_DIM},         [VERIFIED] = {0x2593, '+', STYLE_MEDIUM},
    [ALARM] = {0x2588, '#', STYLE_CRITICAL},
};
static const struct lanes_column columns[] = {
    {"BEHAVIOUR", 18, 0}, {"KIND", 5, 70}, {"PROFILE", 9, 110}};

static const struct lanes_mark marks[] = {
    {NOW - 90 * MINUTE, NOW, ALARM},
    {NOW - 60 * MINUTE, NOW - 50 * MINUTE, VERIFIED}, /* milder than what is there */
    {NOW - 9 * HOUR, NOW - 7 * HOUR, VERIFIED},
    {NOW - 7 * HOUR, 0, CLEARED},
};
static const struct lanes_mark early[] = {
    {NOW - 40 * DAY, NOW - 23 * HOUR, GONE}, /* began before, ends inside */
    {NOW + HOUR, 0, ALARM},                  /* outside */
};

static const struct lanes_gap gaps[] = {{NOW - 11 * HOUR, NOW - 9 * HOUR},
                                        {NOW - 6 * HOUR, NOW - 5 * HOUR}};
static const struct lanes_lane lanes[] = {
    {.id = "a",
     .labels = {"Auth_fail_ML", "ml", "ml-fleet"},
     .marks = marks,
     .n_marks = COUNT_OF(marks),
     .count = 9,
     .last = "14:18"},
    {.id = "b",
     .labels = {"Listening_\033[2J\xe2\x80\xae日本語の長い名前", "rule"},
     .marks = early,
     .n_marks = COUNT_OF(early),
     .count = 12345},
    {.id = "c",
     .labels = {"known for a while", "iot", "-"},
     .style = STYLE_DIM,
     .known_from_ms = NOW - 12 * HOUR,
     .known_to_ms = NOW - 3 * HOUR,
     .gaps = gaps,
     .n_gaps = COUNT_OF(gaps)},
    {.id = "d",
     .labels = {"not known", "audit", "-"},
     .style = STYLE_DIM,
     .known_from_ms = INT64_MAX,
     .count = -1},
};

static struct lanes over(int64_t from, int64_t to)
{
    struct lanes l;

    lanes_init(&l, columns, COUNT_OF(columns), classes, COUNT_OF(classes));
    l.axis = (struct axis){from, to, NOW, zone_utc()};
    lanes_set(&l, lanes, COUNT_OF(lanes));
    l.cursor_ms = to - 1;
    return l;
}

static void check(const char *name, struct lanes *l, int cols, int rows, enum glyph_set glyphs)
{
    struct surface *s = surface_new(rows, cols, glyphs);
    struct buf why = BUF_INIT(4096);

    lanes_draw(l, s);
    cr_expect(golden_surface(name, s, &why), "%s", buf_text(&why));
    buf_free(&why);
    surface_free(s);
}

static void draw(struct lanes *l, int cols, int rows)
{
    struct surface *s = surface_new(rows, cols, GLYPHS_ASCII);

    lanes_draw(l, s);
    surface_free(s);
}

Test(tui_lanes, sizes)
{
    struct lanes l = over(NOW - DAY, NOW);

    l.focused = true;
    check("tui/lanes_60", &l, 60, 7, GLYPHS_UNICODE);
    check("tui/lanes_80", &l, 80, 7, GLYPHS_ASCII);
    lanes_go(&l, NOW - 8 * HOUR);
    lanes_move(&l, 1);
    check("tui/lanes_120", &l, 120, 7, GLYPHS_UNICODE);
    check("tui/lanes_200", &l, 200, 7, GLYPHS_LINES_ASCII);
    lanes_free(&l);
}

Test(tui_lanes, states)
{
    struct lanes l = over(NOW - DAY, NOW);

    lanes_go_lane(&l, "d");
    check("tui/lanes_scrolled", &l, 80, 4, GLYPHS_ASCII);
    lanes_set(&l, lanes, 0);
    check("tui/lanes_empty", &l, 80, 4, GLYPHS_ASCII);
    lanes_set(&l, lanes, COUNT_OF(lanes));
    cr_expect_str_eq(lanes_current(&l)->id, "d", "a lane that comes back is the one it was");
    check("tui/lanes_tiny", &l, 20, 3, GLYPHS_ASCII);
    lanes_free(&l);
    l = over(NOW - 9 * DAY, NOW - 2 * DAY); /* not now: times instead of ages */
    check("tui/lanes_past", &l, 100, 6, GLYPHS_ASCII);
    l.axis = (struct axis){NOW - 30 * MINUTE, NOW, NOW, zone_utc()};
    lanes_go(&l, NOW - 61000);
    check("tui/lanes_short", &l, 100, 6, GLYPHS_ASCII);
    lanes_free(&l);
}

Test(tui_lanes, nothing_is_drawn_where_there_is_no_room)
{
    struct lanes l = over(NOW - DAY, NOW);

    for (int cols = 1; cols < 40; cols++)
        for (int rows = 1; rows < 5; rows++)
            draw(&l, cols, rows);
    cr_expect(lanes_step(&l, -1));
    lanes_free(&l);
}

Test(tui_lanes, every_cell_begins_where_the_one_before_ends)
{
    for (int width = 1; width < 300; width += 7)
        for (int64_t ms = 1000; ms < 400 * DAY; ms = ms * 3 + 1) {
            const struct axis a = {NOW - ms, NOW, NOW, zone_utc()};

            cr_assert_eq(axis_cell(&a, width, a.from_ms), 0);
            cr_assert_eq(axis_cell(&a, width, a.from_ms - 1), AXIS_OUTSIDE);
            cr_assert_eq(axis_cell(&a, width, a.to_ms), AXIS_OUTSIDE);
            for (int c = 0; c < width; c++) {
                cr_assert_eq(axis_cell(&a, width, axis_time(&a, width, c)), c);
                cr_assert_eq(axis_cell(&a, width, axis_time(&a, width, c + 1) - 1), c);
            }
        }
}

Test(tui_lanes, the_cursor_moves_by_cells_and_the_axis_follows)
{
    struct lanes l = over(NOW - DAY, NOW);
    int64_t from, to;

    draw(&l, 120, 7);
    cr_expect_not(lanes_step(&l, 1), "there is nothing after now");
    for (int i = 0; i < l.cells; i++)
        cr_expect(lanes_step(&l, -1));
    cr_expect_lt(l.axis.from_ms, NOW - DAY, "the axis moved along");
    cr_expect_eq(l.axis.to_ms - l.axis.from_ms, DAY);
    lanes_cell(&l, &from, &to);
    cr_expect(from <= l.cursor_ms && l.cursor_ms < to);
    for (int i = 0; i < 4 * l.cells; i++)
        lanes_step(&l, 1);
    cr_expect_eq(l.axis.to_ms, NOW);
    cr_expect_eq(axis_cell(&l.axis, l.cells, l.cursor_ms), l.cells - 1);
    lanes_free(&l);
}

Test(tui_lanes, zoom_keeps_the_moment_in_its_place)
{
    struct axis a = {NOW - DAY, NOW, NOW, zone_utc()};
    const int64_t t = NOW - 6 * HOUR; /* at three quarters */

    cr_expect(axis_zoom(&a, AXIS_ZOOM_IN, t, 30 * DAY));
    cr_expect_eq(a.to_ms - a.from_ms, 12 * HOUR);
    cr_expect_eq(t - a.from_ms, 9 * HOUR);
    cr_expect(axis_zoom(&a, AXIS_ZOOM_OUT, t, 30 * DAY));
    cr_expect_eq(a.from_ms, NOW - DAY);
    while (axis_zoom(&a, AXIS_ZOOM_IN, t, 30 * DAY))
        cr_assert(a.from_ms <= t && t < a.to_ms);
    cr_expect_eq(a.to_ms - a.from_ms, AXIS_MIN_MS);
    while (axis_zoom(&a, AXIS_ZOOM_OUT, t, 30 * DAY))
        cr_assert(a.from_ms <= t && t < a.to_ms && a.to_ms <= NOW);
    cr_expect_eq(a.to_ms - a.from_ms, 30 * DAY);
}
