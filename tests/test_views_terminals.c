/*
 * Every screen on every kind of terminal, in three locales and four sizes: the bytes the
 * terminal would get, read back by an emulator, show the cells; or there is one clear refusal.
 * What came of it is the table in share/doc/TERMINALS.md.
 */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "client/base/files.h"
#include "client/base/i18n.h"
#include "tests/support/views_shown.h"
#include "tests/support/vt.h"
#include "tui/paint.h"
#include "tui/tty.h"

static const char *const terminals[] = {"xterm",
                                        "xterm-256color",
                                        "xterm-mono",
                                        "tmux-256color",
                                        "screen",
                                        "linux",
                                        "vt100",
                                        "vt220",
                                        "putty",
                                        "rxvt",
                                        "rxvt-unicode-256color",
                                        "dumb"};

static const struct {
    int cols, rows;
} sizes[] = {{60, 15}, {80, 24}, {120, 40}, {500, 200}};

enum { TERMINALS = COUNT_OF(terminals), SIZES = COUNT_OF(sizes) };

/* ---- one frame on one terminal ---- */

struct outcome {
    size_t drawn[SIZES];
    struct err refusal; /* kind ERR_NONE: it draws */
    int colours;
};

static void draw_on(const char *term, const struct surface *s, const char *view,
                    struct outcome *o, size_t size)
{
    struct term_caps caps;

    if (!term_load(&caps, term, &o->refusal))
        return;
    struct theme *theme = theme_builtin(caps.colours < 8 ? "mono" : "default16");
    struct paint *p = paint_new(&caps, theme, caps.colours);
    struct vt *v = vt_new(s->rows, s->cols);
    struct surface *shown = surface_new(s->rows, s->cols, s->glyphs);
    struct buf out = BUF_INIT(16 << 20), why = BUF_INIT(1000);

    o->refusal.kind = ERR_NONE;
    o->colours = caps.colours;
    surface_copy(shown, s);
    paint_frame(p, s, &out);
    cr_assert_not(out.full);
    for (size_t i = 0; s->glyphs == GLYPHS_ASCII && i < out.len; i++)
        cr_assert_lt((unsigned char)out.data[i], 0x80, "%s, %s: no ASCII", view, term);
    vt_write(v, buf_text(&out), out.len);
    /* The last cell of a terminal that wraps at once is never written. */
    if (!caps.wraps_late)
        *surface_cell(shown, s->rows - 1, s->cols - 1) = (struct cell){.cp = ' ', .width = 1};
    cr_assert(vt_equals(v, shown, theme, caps.colours, &why), "%s, %s, %dx%d: %s", view, term,
              s->cols, s->rows, buf_text(&why));
    o->drawn[size]++;
    buf_free(&out);
    buf_free(&why);
    surface_free(shown);
    vt_free(v);
    paint_free(p);
    theme_free(theme);
    term_unload(&caps);
}

/* ---- the table ---- */

static void expect_row(const char *locale, size_t views, const char *term,
                       const struct outcome *o)
{
    struct buf doc = BUF_INIT(1 << 20), row = BUF_INIT(1000);
    struct err err;

    if (o->refusal.kind != ERR_NONE)
        buf_printf(&row, "| %s | %s | | line by line |", term, locale);
    else
        buf_printf(&row, "| %s | %s | %d |", term, locale, o->colours);
    for (size_t i = 0; o->refusal.kind == ERR_NONE && i < SIZES; i++) {
        cr_expect_eq(o->drawn[i], views, "%s: %zu of %zu", term, o->drawn[i], views);
        buf_puts(&row, " drawn |");
    }
    cr_assert(files_read("share/doc/TERMINALS.md", &doc, &err), "%s", err.text);
    cr_expect(strstr(buf_text(&doc), buf_text(&row)) != NULL,
              "share/doc/TERMINALS.md has no such row:\n%s", buf_text(&row));
    buf_free(&doc);
    buf_free(&row);
}

static void every_screen_everywhere(const char *locale)
{
    const char *views[VIEWS_SHOWN_MAX];
    const size_t n = views_shown_all(views);
    struct outcome outcomes[TERMINALS] = {0};

    cr_assert(setenv("LC_ALL", locale, 1) == 0);
    for (size_t v = 0; v < n; v++) {
        struct views_rig rig;

        views_open_with(&rig, VIEWS_FULL, views[v], &(struct views_extras){.of_locale = true});
        for (size_t i = 0; i < SIZES; i++) {
            const struct surface *s = views_frame(&rig, sizes[i].cols, sizes[i].rows);

            for (size_t t = 0; t < TERMINALS; t++)
                draw_on(terminals[t], s, views[v], &outcomes[t], i);
        }
        views_close(&rig);
    }
    for (size_t t = 0; t < TERMINALS; t++)
        expect_row(locale, n, terminals[t], &outcomes[t]);
}

Test(views_terminals, without_utf8)
{
    every_screen_everywhere("C");
}

Test(views_terminals, with_utf8)
{
    every_screen_everywhere("C.UTF-8");
}

Test(views_terminals, in_japanese)
{
    cr_assert(setenv("LANGUAGE", "ja", 1) == 0);
    i18n_start();
    cr_assert_str_neq(_("Loading .."), "Loading ..", "the catalogue was not found");
    every_screen_everywhere("ja_JP.UTF-8");
}

Test(views_terminals, a_window_too_small_says_so)
{
    struct views_rig rig;

    views_open(&rig, VIEWS_FULL, "findings");
    for (int cols = 1; cols < 60; cols += 7) {
        struct buf text = BUF_INIT(4096);

        surface_dump(views_frame(&rig, cols, 10), &text);
        cr_expect(cols < 30 || strstr(buf_text(&text), "60x15") != NULL, "%d: %s", cols,
                  buf_text(&text));
        buf_free(&text);
    }
    views_close(&rig);
}
