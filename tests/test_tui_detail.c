/* A pane of details: layout, links, search. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/detail.h"
#include "tui/layout.h"
#include "tui/status.h"

static void fill(struct detail *d)
{
    detail_heading(d, "Finding f-0e17a2c4");
    detail_field(d, "severity", STYLE_CRITICAL, "CRITICAL");
    detail_field(
        d, "reason", STYLE_TEXT,
        "Policy FleetDefault:7 allows iot:* on * for 2,911 things, which is far more than "
        "any of them has used in the last 90 days.");
    detail_link(d, "certificate", "cert 3f9a0c1d22e8", "cert:3f9a");
    detail_fieldf(d, "things", STYLE_TEXT, "%d online of %d", 104, 118);
    detail_heading(d, "How to fix it");
    detail_text(d, STYLE_TEXT,
                "Give every device a certificate of its own.\n\nThen revoke this one.");
    detail_link(d, "policy", "FleetDefault version 7 \033[2J", "policy:FleetDefault:7");
    detail_blank(d);
    detail_code(d, STYLE_TEXT,
                "{ \"Effect\": \"Allow\", \"Action\": \"iot:*\", \"Resource\": \"*\" }");
}

static void expect(const char *name, struct detail *d, int rows, int cols)
{
    struct surface *s = surface_new(rows, cols, GLYPHS_UNICODE);
    struct buf why = BUF_INIT(1000);

    detail_draw(d, s);
    cr_expect(golden_surface(name, s, &why), "%s", buf_text(&why));
    buf_free(&why);
    surface_free(s);
}

Test(tui_detail, sizes)
{
    struct detail d;

    detail_init(&d);
    fill(&d);
    expect("tui/detail_80x20", &d, 20, 80);
    expect("tui/detail_50x8", &d, 8, 50);
    detail_do(&d, "detail.end");
    expect("tui/detail_50x8_end", &d, 8, 50);
    cr_assert(detail_find(&d, "THINGS"));
    expect("tui/detail_50x8_found", &d, 8, 50);
    detail_free(&d);
}

Test(tui_detail, links)
{
    struct detail d;
    struct surface *s = surface_new(6, 50, GLYPHS_UNICODE);

    detail_init(&d);
    cr_assert_null(detail_target(&d));
    fill(&d);
    detail_draw(&d, s);
    cr_assert_str_eq(detail_target(&d), "cert:3f9a");
    detail_do(&d, "detail.next_link");
    cr_assert_str_eq(detail_target(&d), "policy:FleetDefault:7");
    detail_draw(&d, s);
    cr_assert_gt(d.top, 0, "the link was not brought into sight");
    detail_do(&d, "detail.next_link");
    cr_assert_str_eq(detail_target(&d), "cert:3f9a", "around the end");
    detail_do(&d, "detail.previous_link");
    cr_assert_str_eq(detail_target(&d), "policy:FleetDefault:7");
    detail_do(&d, "detail.home");
    /* Down reaches every link and the end, whatever the height. */
    int presses = 0;
    while (presses++ < 100 && d.top + (size_t)d.rows_shown < d.n_lines)
        detail_do(&d, "detail.down");
    cr_assert_lt(presses, 40);
    detail_free(&d);
    surface_free(s);
}

Test(tui_detail, search_goes_round)
{
    struct detail d;
    struct surface *s = surface_new(4, 60, GLYPHS_UNICODE);

    detail_init(&d);
    for (int i = 0; i < 50; i++)
        detail_text(&d, STYLE_TEXT, i % 20 == 5 ? "needle here" : "hay");
    detail_draw(&d, s);
    cr_assert(detail_find(&d, "NEEDLE"));
    cr_assert_eq(d.top, 5);
    detail_do(&d, "detail.find_next");
    cr_assert_eq(d.top, 25);
    detail_do(&d, "detail.find_next");
    cr_assert_eq(d.top, 45);
    detail_do(&d, "detail.find_next");
    cr_assert_eq(d.top, 5);
    detail_do(&d, "detail.find_previous");
    cr_assert_eq(d.top, 45);
    cr_assert_not(detail_find(&d, "nothing of the kind"));
    detail_free(&d);
    surface_free(s);
}

Test(tui_detail, refilling_keeps_the_place)
{
    struct detail d;
    struct surface *s = surface_new(5, 50, GLYPHS_UNICODE);

    detail_init(&d);
    fill(&d);
    detail_draw(&d, s);
    detail_do(&d, "detail.next_link");
    size_t top = d.top;

    detail_clear(&d);
    fill(&d);
    detail_draw(&d, s);
    cr_assert_eq(d.top, top);
    cr_assert_str_eq(detail_target(&d), "policy:FleetDefault:7");
    struct buf plain = BUF_INIT(10000);

    detail_plain(&d, &plain);
    cr_assert(strstr(buf_text(&plain), "severity: CRITICAL\n") != NULL);
    cr_assert(strchr(buf_text(&plain), '\033') == NULL);
    buf_free(&plain);
    detail_free(&d);
    surface_free(s);
}

/* ---- lines and messages ---- */

Test(tui_detail, status_lines_drop_the_least_first)
{
    static const int widths[] = {100, 60, 40, 20};
    struct surface *s = surface_new((int)COUNT_OF(widths), 100, GLYPHS_UNICODE);
    struct buf why = BUF_INIT(1000);
    const struct status_piece left[] = {{"picket", STYLE_STRONG, 0},
                                        {"prod-eu", STYLE_CONTEXT_RED, 0},
                                        {"123456789012/eu-west-1", STYLE_TEXT, 2}};
    const struct status_piece right[] = {
        {"READ-ONLY", STYLE_READONLY, 0}, {NULL, STYLE_TEXT, 0}, {"14:22:07Z", STYLE_TEXT, 1}};
    const struct status_line line = {left, right, 3, 3, STYLE_HEADER};

    for (int i = 0; i < (int)COUNT_OF(widths); i++) {
        struct surface part = surface_part(s, i, 0, 1, widths[i]);

        status_draw(&line, &part, 0);
    }
    cr_expect(golden_surface("tui/status", s, &why), "%s", buf_text(&why));
    buf_free(&why);
    surface_free(s);
}

Test(tui_detail, a_message_does_not_cover_a_graver_one_nobody_has_seen)
{
    struct messages *m = messages_new();

    messages_add(m, MESSAGE_WARN, "no mouse", NULL, 1000);
    messages_add(m, MESSAGE_INFO, "200 things", NULL, 2000);
    cr_expect_str_eq(messages_current(m, 2000)->text, "no mouse");
    cr_expect_eq(messages_expiry(m, 2000), 1000 + MESSAGE_MS);
    cr_expect_str_eq(messages_current(m, 1000 + MESSAGE_MS)->text, "200 things");
    messages_add(m, MESSAGE_ERROR, "keys.conf:3", NULL, 7000);
    messages_add(m, MESSAGE_OK, "connected", NULL, 8000);
    cr_expect_str_eq(messages_current(m, 1000 * 1000)->text, "keys.conf:3");
    messages_seen(m);
    messages_add(m, MESSAGE_INFO, "sorted", NULL, 9000);
    cr_expect_str_eq(messages_current(m, 9000)->text, "sorted");
    messages_free(m);
}

Test(tui_detail, a_hint_waits_for_a_key_and_gives_way)
{
    struct messages *m = messages_new();

    messages_add(m, MESSAGE_HINT, "new here?", NULL, 1000);
    cr_expect_str_eq(messages_current(m, 1000 * 1000)->text, "new here?");
    cr_expect_eq(messages_expiry(m, 1000), -1);
    messages_add(m, MESSAGE_INFO, "connected", NULL, 2000);
    cr_expect_str_eq(messages_current(m, 2000)->text, "connected");
    cr_expect_str_eq(messages_current(m, 2000 + MESSAGE_MS)->text, "new here?");
    messages_seen(m);
    cr_assert_null(messages_current(m, 2000 + MESSAGE_MS));
    messages_free(m);
}

Test(tui_detail, messages_end_by_themselves_and_errors_do_not)
{
    struct messages *m = messages_new();

    cr_assert_null(messages_current(m, 0));
    messages_add(m, MESSAGE_OK, "saved", NULL, 1000);
    cr_assert_str_eq(messages_current(m, 1000)->text, "saved");
    cr_assert_eq(messages_expiry(m, 1000), 1000 + MESSAGE_MS);
    cr_assert_null(messages_current(m, 1000 + MESSAGE_MS));
    messages_add(m, MESSAGE_ERROR, "denied", "ask somebody", 9000);
    cr_assert_eq(messages_expiry(m, 9000), -1);
    cr_assert_str_eq(messages_current(m, 999999)->text, "denied");
    messages_seen(m);
    cr_assert_null(messages_current(m, 9001));
    cr_assert_str_eq(messages_at(m, 1)->text, "saved");
    for (int i = 0; i < MESSAGES_KEPT + 10; i++)
        messages_add(m, MESSAGE_INFO, "x", NULL, i);
    cr_assert_not_null(messages_at(m, MESSAGES_KEPT - 1));
    cr_assert_null(messages_at(m, MESSAGES_KEPT));
    messages_free(m);
}

Test(tui_detail, windows_too_small_say_so)
{
    static const struct {
        int rows, cols;
        enum layout_fit fit;
    } rows[] = {{1, 1, LAYOUT_TOO_SMALL},   {14, 200, LAYOUT_TOO_SMALL},
                {50, 59, LAYOUT_TOO_SMALL}, {15, 60, LAYOUT_NARROW},
                {24, 80, LAYOUT_NARROW},    {40, 120, LAYOUT_WIDE}};

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct surface *s = surface_new(rows[i].rows, rows[i].cols, GLYPHS_UNICODE);

        cr_assert_eq(layout_fit(s), rows[i].fit, "%dx%d", rows[i].cols, rows[i].rows);
        layout_too_small(s);
        struct layout_frame f = layout_frame(s, 3);

        cr_assert(f.body.rows >= 0 && f.bar.rows <= 1);
        surface_free(s);
    }
}

/* Filled anew with what has come meanwhile. */
static void refilled(struct detail *d, int before, const char *const *targets)
{
    detail_clear(d);
    for (int i = 0; i < before; i++)
        detail_field(d, "came", STYLE_TEXT, "before");
    for (; *targets != NULL; targets++)
        detail_link(d, "link", *targets, *targets);
}

Test(tui_detail, a_chosen_link_stays_chosen_and_else_the_first_is)
{
    struct detail d;

    detail_init(&d);
    refilled(&d, 0, (const char *const[]){"b", NULL});
    refilled(&d, 2, (const char *const[]){"a", "b", "c", "b", NULL});
    cr_assert_str_eq(detail_target(&d), "a", "nobody chose b: it came first");
    for (int i = 0; i < 3; i++)
        detail_do(&d, "detail.next_link");
    refilled(&d, 0, (const char *const[]){"c", "b", "a", "b", NULL});
    cr_assert_str_eq(detail_target(&d), "b");
    cr_assert_eq(d.link, 3, "the second b");
    refilled(&d, 0, (const char *const[]){"c", NULL});
    cr_assert_str_eq(detail_target(&d), "c", "it is gone");
    refilled(&d, 1, (const char *const[]){"c", "b", "b", NULL});
    cr_assert_eq(d.link, 3, "and back");
    detail_free(&d);
}
