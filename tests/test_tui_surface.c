/* Text stays in its cells, whatever it is. */
#include <criterion/criterion.h>
#include <math.h>

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

/* What somebody sees who lacks one kind of cones: linear RGB, after Vienot, Brettel and Mollon
 * (1999) for the first two, Machado et al. (2009) for the third. */
static const double without[3][3][3] = {
    {{0.11238, 0.88762, 0}, {0.11238, 0.88762, 0}, {0.00401, -0.00401, 1}},
    {{0.29275, 0.70725, 0}, {0.29275, 0.70725, 0}, {-0.02234, 0.02234, 1}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.3039}},
};

static void seen_without(int cone, short colour, short instead, double out[3])
{
    unsigned char rgb[3];

    theme_rgb(colour == COLOUR_DEFAULT ? instead : colour, rgb);
    for (int i = 0; i < 3; i++) {
        out[i] = 0;
        for (int k = 0; k < 3; k++)
            out[i] += without[cone][i][k] * pow(rgb[k] / 255.0, 2.2);
        out[i] = pow(out[i] < 0 ? 0 : out[i] > 1 ? 1 : out[i], 1 / 2.2);
    }
}

/* 0: the same; 1: black and white. */
static double difference(int cone, struct look a, struct look b)
{
    double x[3], y[3], sum = 0;

    for (int ground = 0; ground < 2; ground++) {
        seen_without(cone, ground ? a.bg : a.fg, ground ? 0 : 7, x);
        seen_without(cone, ground ? b.bg : b.fg, ground ? 0 : 7, y);
        for (int i = 0; i < 3; i++)
            sum += (x[i] - y[i]) * (x[i] - y[i]);
    }
    return sqrt(sum / 3);
}

Test(tui_surface, deuteranopia_keeps_meanings_apart_for_the_colour_blind)
{
    static const enum style groups[][4] = {
        {STYLE_CRITICAL, STYLE_HIGH, STYLE_MEDIUM, STYLE_TEXT},
        {STYLE_OK, STYLE_WARN, STYLE_ERROR, STYLE_OK},
        {STYLE_READONLY, STYLE_ARMED, STYLE_READONLY, STYLE_ARMED},
    };
    static const int depths[] = {8, 16, 256};
    struct theme *t = theme_builtin("deuteranopia");

    for (size_t n = 0; n < COUNT_OF(groups) * 3 * COUNT_OF(depths) * 16; n++) {
        const enum style *group = groups[n / 16 / 3 / COUNT_OF(depths)];
        const int cone = (int)(n / 16 / COUNT_OF(depths) % 3),
                  depth = depths[n / 16 % COUNT_OF(depths)];
        const enum style a = group[n % 4], b = group[n / 4 % 4];
        struct look x = theme_look(t, a, OVER_NONE, depth),
                    y = theme_look(t, b, OVER_NONE, depth);

        if (a != b && x.attrs == y.attrs)
            cr_assert_geq(difference(cone, x, y), 0.2, "%s and %s, cone %d, %d colours: %.2f",
                          style_name(a), style_name(b), cone, depth, difference(cone, x, y));
    }
    theme_free(t);
}

Test(tui_surface, a_theme_that_cannot_be_read_is_noticed)
{
    struct err err;
    double contrast;
    struct theme *t = theme_parse("name = \"mud\"; base = \"default16\";"
                                  "roles = { warn = \"black,236\"; ok = \"242,236\"; };",
                                  "mud.conf", &err);

    cr_assert_str_eq(theme_faintest(t, 256, &contrast), "warn");
    cr_assert(contrast > 1 && contrast < 2, "%.2f", contrast);
    cr_assert_null(theme_faintest(t, 0, &contrast));
    theme_free(t);
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
}
