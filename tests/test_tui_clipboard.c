/* OSC 52 as a terminal, tmux and screen take it. */
#include <criterion/criterion.h>

#include "client/base/base64.h"
#include "client/base/mem.h"
#include "tui/clipboard.h"

Test(tui_clipboard, which_way_out)
{
    static const struct {
        const char *term, *tmux, *screen;
        bool ok;
        enum clipboard_way way;
    } rows[] = {
        {"xterm-256color", NULL, NULL, true, CLIPBOARD_DIRECT},
        {"screen-256color", "/tmp/tmux-0/default,1,0", NULL, true, CLIPBOARD_TMUX},
        {"screen", "", "1.pts-0.host", true, CLIPBOARD_SCREEN},
        {"rxvt-unicode", NULL, NULL, true, CLIPBOARD_DIRECT},
        {"linux", NULL, NULL, false, CLIPBOARD_DIRECT},
        {"vt100", NULL, NULL, false, CLIPBOARD_DIRECT},
        {"dumb", NULL, NULL, false, CLIPBOARD_DIRECT},
        {"putty-256color", NULL, NULL, false, CLIPBOARD_DIRECT},
        {NULL, NULL, NULL, false, CLIPBOARD_DIRECT},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        enum clipboard_way way;
        struct err err = {0};
        const bool ok = clipboard_way(rows[i].term, rows[i].tmux, rows[i].screen, &way, &err);

        cr_expect_eq(ok, rows[i].ok, "%s", rows[i].term);
        cr_expect(ok ? way == rows[i].way : strstr(err.advice, "W writes a file") != NULL);
    }
}

/* What arrives when the wrapping is taken off. */
static void unwrap(const struct buf *sent, struct buf *out)
{
    static const char open[] = "\033P", close[] = "\033\\";

    for (const char *p = buf_text(sent); *p != '\0';) {
        const char *end = strstr(p, close);

        cr_assert(strncmp(p, open, 2) == 0 && end != NULL, "no string: %s", p);
        cr_expect_leq(end + 2 - p, 768, "screen drops it");
        buf_put(out, p + 2, (size_t)(end - p - 2));
        p = end + 2;
    }
}

static void expect_osc(const char *sequence, const char *text)
{
    struct buf back = BUF_INIT(1 << 20);
    char *b64 = mem_strdup(sequence);

    cr_assert(strncmp(b64, "\033]52;c;", 7) == 0 && b64[strlen(b64) - 1] == '\a', "%s", b64);
    b64[strlen(b64) - 1] = '\0';
    cr_assert(base64_take(&back, b64 + 7));
    cr_expect_str_eq(buf_text(&back), text);
    free(b64);
    buf_free(&back);
}

Test(tui_clipboard, comes_back_as_it_was)
{
    char long_text[3001];
    struct buf sent = BUF_INIT(1 << 20), inner = BUF_INIT(1 << 20);
    struct err err;

    memset(long_text, 'x', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    const char *const texts[] = {"", "a", "ab", "abc", "\033]52;c;!\a \xe6\x9d\xb1", long_text};

    for (size_t i = 0; i < COUNT_OF(texts); i++) {
        buf_reset(&sent);
        cr_assert(clipboard_put(str_of(texts[i]), CLIPBOARD_DIRECT, &sent, &err));
        expect_osc(buf_text(&sent), texts[i]);
        buf_reset(&sent);
        buf_reset(&inner);
        cr_assert(clipboard_put(str_of(texts[i]), CLIPBOARD_SCREEN, &sent, &err));
        unwrap(&sent, &inner);
        expect_osc(buf_text(&inner), texts[i]);
    }
    buf_free(&sent);
    buf_free(&inner);
}

Test(tui_clipboard, tmux_gets_it_and_passes_it_on)
{
    struct buf sent = BUF_INIT(1000);
    struct err err;

    cr_assert(clipboard_put(STR("hi"), CLIPBOARD_TMUX, &sent, &err));
    cr_expect_str_eq(buf_text(&sent), "\033]52;c;aGk=\a"
                                      "\033Ptmux;\033\033]52;c;aGk=\a\033\\");
    buf_free(&sent);
}

Test(tui_clipboard, too_long_is_said_and_nothing_is_sent)
{
    struct buf sent = BUF_INIT(1000);
    char *text = mem_alloc(CLIPBOARD_TEXT_MAX + 1, 1);
    struct err err;

    cr_expect_not(clipboard_put((struct str){text, CLIPBOARD_TEXT_MAX + 1}, CLIPBOARD_DIRECT,
                                &sent, &err));
    cr_expect_eq(sent.len, 0);
    cr_expect(strstr(err.text, "74995 bytes") != NULL, "%s", err.text);
    free(text);
    buf_free(&sent);
}
