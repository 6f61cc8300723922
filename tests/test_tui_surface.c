/* Text stays in its cells, whatever it is. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/text.h"
#include "tui/theme.h"
#include "tui/theme_colour.h"

static void expect(const char *name, const struct surface *s)
{
    struct buf why = BUF_INIT(1000);

    cr_assert(golden_surface(name, s, &why), "%s", buf_text(&why));
    buf_free(&why);
}

static void draw_samples(struct surface *s)
{
    static const char *const texts[] = {
        "short",
        "a text that is longer than its field",
        "日本語の名前は二倍の幅です",
        "\033]52;c;evil\a",
        "\xe2\x80\xaertl\xff",
        "e\xcc\x81\xcc\x82\xcc\x83 marks",
    };

    for (int i = 0; i < (int)COUNT_OF(texts); i++) {
        surface_text(s, i, 0, 14, STYLE_TEXT, texts[i]);
        surface_right(s, i, 16, 12, STYLE_LABEL, texts[i]);
    }
    surface_rule(s, 6, "Left", "right");
    struct surface part = surface_part(s, 7, 2, 4, 20);

    struct surface in = surface_frame(&part, STYLE_WARN, "Frame");

    surface_text(&in, 0, 0, 99, STYLE_TEXT, "clipped to the inside of the frame");
    surface_put_glyph(&in, -1, 0, STYLE_TEXT, GLYPH_DOT);
    surface_put(&in, 9, 0, STYLE_TEXT, "outside");
    surface_overlay(s, 0, 0, 5, OVER_SELECTED);
    surface_cursor_at(&in, 1, 1);
    text_spark(s, 11, 0, 8, STYLE_OK, (const int64_t[]){0, 1, 2, 3, 5, 8, 13, 21, 34}, 9);
}

Test(tui_surface, draws_in_every_glyph_set)
{
    static const char *const names[] = {"tui/surface_unicode", "tui/surface_lines_ascii",
                                        "tui/surface_ascii"};

    for (int set = GLYPHS_UNICODE; set <= GLYPHS_ASCII; set++) {
        struct surface *s = surface_new(12, 32, (enum glyph_set)set);

        draw_samples(s);
        expect(names[set], s);
        surface_free(s);
    }
}

Test(tui_surface, half_a_wide_character_is_never_left)
{
    for (int col = 0; col < 8; col++) {
        for (int width = 1; width < 8; width++) {
            struct surface *s = surface_new(1, 10, GLYPHS_UNICODE);

            surface_text(s, 0, 0, 10, STYLE_TEXT, "日本語日本");
            surface_text(s, 0, col, width, STYLE_TEXT, "一二三");
            for (int c = 0; c < 10; c++) {
                const struct cell *x = surface_cell(s, 0, c);

                if (x->cp == 0)
                    cr_assert(c > 0 && surface_cell(s, 0, c - 1)->width == 2, "%d+%d", col,
                              width);
                if (x->width == 2)
                    cr_assert(c < 9 && surface_cell(s, 0, c + 1)->cp == 0, "%d+%d", col, width);
            }
            surface_free(s);
        }
    }
}

Test(tui_surface, wraps_at_words)
{
    static const struct {
        const char *text;
        int width;
        const char *lines; /* joined by | */
    } rows[] = {
        {"one two three", 7, "one two|three"},
        {"one two three", 3, "one|two|thr|ee"},
        {"a\n\nb", 10, "a||b"},
        {"日本語", 4, "日本|語"},
        {"trailing   blanks   ", 10, "trailing|blanks"},
        {"x", 0, "x"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct str rest = str_of(rows[i].text);
        struct buf got = BUF_INIT(1000);

        while (rest.n > 0) {
            struct str line = surface_wrap(rest, rows[i].width, &rest);

            buf_put(&got, line.p, line.n);
            if (rest.n > 0)
                buf_putc(&got, '|');
        }
        cr_assert_str_eq(buf_text(&got), rows[i].lines, "row %zu: %s", i, buf_text(&got));
        buf_free(&got);
    }
}

Test(tui_surface, finds_text_in_cells)
{
    struct surface *s = surface_new(1, 30, GLYPHS_UNICODE);

    surface_text(s, 0, 0, 30, STYLE_TEXT, "Alpha beta ALPHA 日本");
    cr_assert_eq(text_highlight(s, 0, 0, 30, "alpha"), 2);
    cr_assert_eq(text_highlight(s, 0, 0, 30, "日本"), 1);
    cr_assert_eq(text_highlight(s, 0, 0, 30, "gamma"), 0);
    cr_assert_eq(text_highlight(s, 0, 0, 30, ""), 0);
    cr_assert_eq(surface_cell(s, 0, 4)->over, OVER_MATCH);
    cr_assert_eq(surface_cell(s, 0, 5)->over, OVER_NONE);
    surface_free(s);
}

/* ---- themes ---- */

Test(tui_surface, every_theme_can_be_read)
{
    static const int depths[] = {0, 8, 16, 256};

    for (const char *const *name = theme_builtin_names(); *name != NULL; name++) {
        struct theme *t = theme_builtin(*name);

        cr_assert_str_eq(theme_name(t), *name);
        for (size_t d = 0; d < COUNT_OF(depths); d++) {
            for (int s = 0; s < STYLE_COUNT; s++) {
                struct look l = theme_look(t, (enum style)s, OVER_NONE, depths[d]);
                double least = strcmp(*name, "high-contrast") == 0 && depths[d] >= 16 ? 7
                               : depths[d] == 8                                       ? 2
                                                                                      : 3;

                cr_assert(l.fg < depths[d] && l.bg < depths[d], "%s %s", *name,
                          style_name((enum style)s));
                if (depths[d] >= 16 || strcmp(*name, "light") != 0)
                    cr_assert_geq(theme_contrast(t, l), least, "%s %s %d: %.2f", *name,
                                  style_name((enum style)s), depths[d], theme_contrast(t, l));
            }
        }
        theme_free(t);
    }
}

Test(tui_surface, meaning_survives_without_colours)
{
    static const enum style apart[] = {STYLE_TEXT, STYLE_CRITICAL, STYLE_HIGH, STYLE_MEDIUM};
    struct theme *t = theme_builtin("default16");

    for (size_t i = 0; i < COUNT_OF(apart); i++)
        for (size_t k = 0; k < i; k++)
            cr_assert_neq(theme_look(t, apart[i], OVER_NONE, 0).attrs,
                          theme_look(t, apart[k], OVER_NONE, 0).attrs, "%s and %s",
                          style_name(apart[i]), style_name(apart[k]));
    theme_free(t);
}

Test(tui_surface, themes_are_checked)
{
    static const struct {
        const char *text, *says;
    } rows[] = {
        {"roles = { text = \"puce\"; };", "puce"},
        {"roles = { txet = \"red\"; };", "txet"},
        {"base = \"nothing\";", "nothing"},
        {"background = \"pink\";", "pink"},
        {"roels = { };", "roels"},
        {"roles = { text = 3; };", "text"},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct err err = {0};

        cr_assert_null(theme_parse(rows[i].text, "my.conf", &err), "row %zu", i);
        cr_assert(strstr(err.text, rows[i].says) != NULL, "row %zu: %s", i, err.text);
    }
    struct look l;

    cr_assert(theme_parse_look(STR("red,default,bold+underline"), &l));
    cr_assert(l.fg == 1 && l.bg == COLOUR_DEFAULT && l.attrs == (LOOK_BOLD | LOOK_UNDERLINE));
    cr_assert(theme_parse_look(STR("bright-cyan"), &l) && l.fg == 14);
    cr_assert(theme_parse_look(STR("bold"), &l) && l.fg == COLOUR_DEFAULT &&
              l.attrs == LOOK_BOLD);
    cr_assert_not(theme_parse_look(STR("256"), &l));
    cr_assert_str_eq(theme_choose(NULL, NULL, "1"), "mono");
    cr_assert_str_eq(theme_choose(NULL, NULL, ""), "default16");
    cr_assert_str_eq(theme_choose(NULL, "light", "1"), "light");
    cr_assert_str_eq(theme_choose("high-contrast", "light", "1"), "high-contrast");
}
