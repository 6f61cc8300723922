/* Bytes become keys, keys have names, names find actions. */
#include <criterion/criterion.h>

#include "tests/support/golden.h"
#include "tui/bar.h"
#include "tui/help.h"
#include "tui/input.h"

#define BYTES(s)           \
    {                      \
        (s), sizeof(s) - 1 \
    }

/* Everything `in` gives, as names: "j <Up> M-x paste(text)". */
static void drain(struct input *in, struct buf *out)
{
    struct input_event e;

    while (input_next(in, &e)) {
        if (out->len > 0)
            buf_putc(out, ' ');
        static const char *const mouse[] = {"press", "up", "down"};

        if (e.kind == INPUT_MOUSE)
            buf_printf(out, "%s(%d,%d)", mouse[e.mouse.kind], e.mouse.row, e.mouse.col);
        else if (e.kind == INPUT_FOCUS)
            buf_puts(out, e.focused ? "in" : "out");
        else if (e.kind == INPUT_PASTE)
            buf_printf(out, "paste(%.*s)", (int)e.paste.n, e.paste.p);
        else
            keys_print(e.key, out);
    }
}

static const struct {
    struct str bytes;
    const char *keys;
} streams[] = {
    {BYTES("jG"), "j G"},
    {BYTES("\r\n\t\x7f\x08"), "<Enter> <Enter> <Tab> <Backspace> <Backspace>"},
    {BYTES("\x01\x18\x1a\x00\x1c"), "C-a C-x C-z C-<Space> C-\\"},
    {BYTES("日é"), "日 é"},
    {BYTES("\033[A\033[B\033OC\033OD"), "<Up> <Down> <Right> <Left>"},
    {BYTES("\033[1;5A\033[1;2B\033[1;3C"), "C-<Up> S-<Down> M-<Right>"},
    {BYTES("\033[H\033[F\033[1~\033[4~\033[7~\033[8~"),
     "<Home> <End> <Home> <End> <Home> <End>"},
    {BYTES("\033[5~\033[6~\033[2~\033[3~\033[3;5~"),
     "<PgUp> <PgDn> <Insert> <Delete> C-<Delete>"},
    {BYTES("\033OP\033[11~\033[15~\033[24~\033[[A\033[[E"), "<F1> <F1> <F5> <F12> <F1> <F5>"},
    {BYTES("\033[Z"), "S-<Tab>"},
    {BYTES("\033x\033é\033\r"), "M-x M-é M-<Enter>"},
    {BYTES("\033\033[A"), "<Esc> <Up>"},
    {BYTES("\033[97;5u\033[13u"), "C-a <Enter>"},
    {BYTES("\033[200~two\nlines\033[31m\033[201~j"), "paste(two\nlines\033[31m) j"},
    {BYTES("\033[200~lost end\x03j"), "j"}, /* ^C gives up waiting */
    {BYTES("\033[?1;2c\033[12;40R"), ""},   /* answers nobody asked for */
    {BYTES("\033[Ij\033[O\033[1I"), "in j out"},
    {BYTES("\033[<0;12;5Mj"), "press(4,11) j"},
    {BYTES("\033[<64;1;1M\033[<65;200;100M"), "up(0,0) down(99,199)"},
    {BYTES("\033[<0;12;5m\033[<1;2;2M\033[<4;2;2M\033[<32;2;2Mj"), "j"}, /* let go, others */
    {BYTES("\033[M ,%j\033[M`!!\033[Ma\377\377"), "press(4,11) j up(0,0) down(222,222)"},
    {BYTES("\033[M#,%\033[M!\"\"\033[M@\"\"\033[M  !j"), "j"}, /* let go, others, no cell */
    {BYTES("\033[<0;0;5M\033[<0;5M\033[<0;1;1;1M\033[<;;Mj"), "j"},
    {BYTES("\033[<0;99999999999;5Mj"), "press(4,99998) j"}, /* off every screen */
    {BYTES("\033]11;rgb:0000/0000\033\\k\033]0;x\al"), "k l"},
    {BYTES("\033P1$r0m\033\\j"), "j"},
    {BYTES("\033[99~\033[Yj"), "j"},        /* unknown ones type nothing */
    {BYTES("\xff\xc3(\xe2\x28j"), "( ( j"}, /* broken UTF-8 is dropped */
    {BYTES("\033Ob"), "C-<Up>"},            /* bound below, as terminfo does */
};

Test(tui_keys, streams)
{
    /* Whole, and one byte at a time: a slow line must give the same keys. */
    for (size_t i = 0; i < COUNT_OF(streams); i++) {
        for (size_t chunk = 1; chunk <= 100; chunk += 99) {
            struct input *in = input_new();
            struct buf got = BUF_INIT(1000);

            input_bind(in, "\033Ob", (struct key){KEYCODE_UP, KEY_CTRL});
            for (size_t at = 0; at < streams[i].bytes.n; at += chunk) {
                size_t left = streams[i].bytes.n - at;

                input_feed(in, streams[i].bytes.p + at, left < chunk ? left : chunk);
                drain(in, &got);
            }
            cr_assert_str_eq(buf_text(&got), streams[i].keys, "stream %zu by %zu: %s", i, chunk,
                             buf_text(&got));
            cr_assert_not(input_waiting(in), "stream %zu", i);
            input_free(in);
            buf_free(&got);
        }
    }
}

Test(tui_keys, escape_alone_needs_time)
{
    static const struct {
        struct str bytes;
        const char *keys;
    } rows[] = {
        {BYTES("\033"), "<Esc>"}, {BYTES("\033["), "M-["}, {BYTES("\033O"), "M-O"},
        {BYTES("\033[1;5"), ""},  {BYTES("\033]"), "M-]"}, {BYTES("\xe2\x82"), ""},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct input *in = input_new();
        struct buf got = BUF_INIT(100);

        input_feed(in, rows[i].bytes.p, rows[i].bytes.n);
        drain(in, &got);
        cr_assert_eq(got.len, 0, "row %zu", i);
        cr_assert(input_waiting(in), "row %zu", i);
        input_timeout(in);
        drain(in, &got);
        cr_assert_str_eq(buf_text(&got), rows[i].keys, "row %zu: %s", i, buf_text(&got));
        cr_assert_not(input_waiting(in), "row %zu", i);
        input_feed(in, "j", 1);
        drain(in, &got);
        cr_assert_eq(got.data[got.len - 1], 'j', "row %zu", i);
        input_free(in);
        buf_free(&got);
    }
}

Test(tui_keys, paste_is_bounded)
{
    struct input *in = input_new();
    struct input_event e;
    char block[1000];

    memset(block, 'x', sizeof block);
    input_feed(in, "\033[200~", 6);
    for (int i = 0; i < 2000; i++) {
        input_feed(in, block, sizeof block);
        cr_assert_not(input_next(in, &e));
    }
    input_feed(in, "\033[201~", 6);
    cr_assert(input_next(in, &e));
    cr_assert(e.cut && e.paste.n <= INPUT_PASTE_MAX);
    input_free(in);
}

Test(tui_keys, names_there_and_back)
{
    static const char *const good[] = {"j",     "G",       "C-r",      "M-b",    "<Enter>",
                                       "<F12>", "S-<Tab>", "C-<Left>", "C-M-x",  "-",
                                       "C--",   "é",       "<",        "<Space>"};
    static const char *const bad[] = {"",    "jj", "<Enter", "<Nope>", "C-",
                                      "S-a", " ",  "\033",   "X-a"};
    struct key k;

    for (size_t i = 0; i < COUNT_OF(good); i++) {
        struct buf name = BUF_INIT(100);

        cr_assert(keys_parse(str_of(good[i]), &k), "%s", good[i]);
        keys_print(k, &name);
        cr_assert_str_eq(buf_text(&name), good[i]);
        buf_free(&name);
    }
    for (size_t i = 0; i < COUNT_OF(bad); i++)
        cr_assert_not(keys_parse(str_of(bad[i]), &k), "\"%s\" was taken", bad[i]);
}

/* ---- keymaps ---- */

static const struct binding global[] = {
    {"q <Esc>", "back", "close this screen", "back", 90},
    {"? <F1>", "help", "what the keys do", "help", 95},
    {"x", "cancel", "cancel what waits", NULL, 0},
    {0},
};
static const struct binding findings[] = {
    {"<Enter>", "open", "open the finding", "open", 10},
    {"x <F7>", "end", "end the suppression", "end", 30},
    {"s", "suppress", "suppress for a while", "suppress", 20},
    {0},
};
static const struct keymap_layer layers[] = {{"global", global}, {"findings", findings}};

static const char *action_of(const struct keymap *m, const char *name)
{
    struct key k;

    cr_assert(keys_parse(str_of(name), &k));
    const struct binding *b = keymap_find(m, k);

    return b != NULL ? b->action : "none";
}

Test(tui_keys, later_layers_win)
{
    struct keymap *m = keymap_new(layers, 2);
    struct err err;
    struct buf out = BUF_INIT(1000);

    cr_assert_str_eq(action_of(m, "x"), "end");
    cr_assert_str_eq(action_of(m, "q"), "back");
    cr_assert_str_eq(action_of(m, "<F7>"), "end");
    cr_assert_str_eq(action_of(m, "z"), "none");
    cr_assert(keymap_at(m, 2).shadowed, "x of the global layer");
    cr_assert_eq(keymap_problems(m, &out), 0);

    cr_assert(keymap_override(m, "findings", "suppress", "S <F8>", &err));
    cr_assert_str_eq(action_of(m, "s"), "none");
    cr_assert_str_eq(action_of(m, "S"), "suppress");
    cr_assert_not(keymap_override(m, "findings", "suppress", "S <Nope>", &err));
    cr_assert(strstr(err.text, "<Nope>") != NULL);
    cr_assert_not(keymap_override(m, "findings", "fly", "f", &err));
    cr_assert(keymap_override(m, "findings", "open", "S", &err));
    cr_assert_eq(keymap_problems(m, &out), 1, "%s", buf_text(&out));
    cr_assert(strstr(buf_text(&out), "S is both") != NULL);
    buf_free(&out);
    keymap_free(m);
}

static const char *why_not(void *ctx, const char *action)
{
    (void)ctx;
    return strcmp(action, "suppress") == 0 ? "READ-ONLY: :arm first" : NULL;
}

Test(tui_keys, bar_and_help_come_from_the_map)
{
    struct keymap *m = keymap_new(layers, 2);
    struct surface *s = surface_new(14, 60, GLYPHS_UNICODE);
    const struct bar bar = {.map = m, .why_not = why_not};
    struct surface top = surface_part(s, 0, 0, 12, 60);
    struct detail d;
    struct buf why = BUF_INIT(1000);
    struct err err;

    cr_assert(keymap_override(m, "findings", "suppress", "S", &err));
    detail_init(&d);
    help_fill(&d, m, "Keys on the Findings screen");
    detail_draw(&d, &top);
    bar_draw(&bar, s, 12);
    cr_expect(golden_surface("tui/help", s, &why), "%s", buf_text(&why));
    struct surface narrow = surface_part(s, 13, 0, 1, 20);

    bar_draw(&bar, &narrow, 0); /* what does not fit is left out whole */
    cr_expect(golden_surface("tui/bar_narrow", &narrow, &why), "%s", buf_text(&why));
    detail_free(&d);
    buf_free(&why);
    surface_free(s);
    keymap_free(m);
}
