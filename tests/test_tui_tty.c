/* The terminal in the loop: a pty on the other side. */
#include <criterion/criterion.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/support/vt.h"
#include "tui/tty.h"

/* The leak checker asks this at exit: a forked child has no threads for it to stop. */
static bool is_child;
int __lsan_is_turned_off(void);
int __lsan_is_turned_off(void)
{
    return is_child;
}

struct rig {
    struct loop *loop;
    struct theme *theme;
    struct tty *tty;
    int master, slave;
    struct buf keys; /* what arrived, as text */
};

static void on_event(void *ctx, const struct tty_event *e)
{
    struct rig *r = ctx;

    buf_putc(&r->keys, ' ');
    switch (e->kind) {
    case TTY_KEY: keys_print(e->key, &r->keys); break;
    case TTY_PASTE: buf_printf(&r->keys, "paste(%.*s)", (int)e->paste.n, e->paste.p); break;
    case TTY_FOCUS: buf_puts(&r->keys, e->focused ? "in" : "out"); break;
    case TTY_MOUSE: buf_puts(&r->keys, "mouse"); break;
    case TTY_RESIZE: buf_puts(&r->keys, "resize"); break;
    case TTY_LOST: buf_puts(&r->keys, "lost"); break;
    }
}

static void rig_open_over(struct rig *r, int rows, int cols, enum tty_link link)
{
    struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)cols};
    struct err err;

    *r = (struct rig){.keys = BUF_INIT(10000)};
    cr_assert_eq(openpty(&r->master, &r->slave, NULL, NULL, &size), 0);
    r->loop = loop_new(&system_clock);
    r->theme = theme_builtin("default16");
    const struct tty_options o = {.loop = r->loop,
                                  .theme = r->theme,
                                  .term = "xterm",
                                  .link = link,
                                  .fd = r->slave,
                                  .fn = on_event,
                                  .ctx = r};

    cr_assert(tty_open(&r->tty, &o, &err), "%s", err.text);
}

static void rig_open(struct rig *r, int rows, int cols)
{
    rig_open_over(r, rows, cols, TTY_LINK_FAST);
}

static void rig_close(struct rig *r)
{
    tty_close(r->tty);
    loop_free(r->loop);
    theme_free(r->theme);
    buf_free(&r->keys);
    if (r->master >= 0)
        close(r->master);
    close(r->slave);
}

/* Turns until `want` has arrived; the bound only ends a broken test. */
static void await(struct rig *r, const char *want)
{
    for (int i = 0; i < 500 && strcmp(buf_text(&r->keys), want) != 0; i++)
        loop_turn(r->loop, 20 * 1000);
    cr_assert_str_eq(buf_text(&r->keys), want);
}

/* All that can be read now. */
static size_t drain(const struct rig *r, struct vt *v, char *last, size_t size)
{
    char bytes[65536];
    size_t total = 0;
    struct pollfd p = {.fd = r->master, .events = POLLIN};

    while (poll(&p, 1, 50) > 0) {
        ssize_t n = read(r->master, bytes, sizeof bytes);

        if (n <= 0)
            break;
        if (v != NULL)
            vt_write(v, bytes, (size_t)n);
        if (last != NULL) {
            size_t keep = (size_t)n < size - 1 ? (size_t)n : size - 1;

            memcpy(last, bytes + ((size_t)n - keep), keep);
            last[keep] = '\0';
        }
        total += (size_t)n;
    }
    return total;
}

Test(tui_tty, keys_arrive_and_screens_leave)
{
    struct rig r;
    struct buf why = BUF_INIT(1000);
    struct vt *v = vt_new(24, 80);

    rig_open(&r, 24, 80);
    struct surface *s = surface_new(24, 80, GLYPHS_UNICODE);

    surface_text(s, 3, 5, 20, STYLE_CRITICAL, "日本語 and more");
    tty_present(r.tty, s);
    drain(&r, v, NULL, 0);
    cr_assert(vt_equals(v, s, r.theme, 8, &why), "%s", buf_text(&why));
    tty_present(r.tty, s);
    cr_assert_eq(drain(&r, v, NULL, 0), 0, "the same screen was written again");
    cr_assert_eq(write(r.master, "j\033[B\x13\x03", 6),
                 6); /* neither ^S nor ^C is the driver's */
    await(&r, " j <Down> C-s C-c");
    cr_assert_eq(write(r.master, "\033", 1), 1);
    await(&r, " j <Down> C-s C-c <Esc>");
    surface_free(s);
    vt_free(v);
    buf_free(&why);
    rig_close(&r);
}

Test(tui_tty, resizes_once_and_only_when_the_size_changed)
{
    struct rig r;
    const struct winsize size = {.ws_row = 40, .ws_col = 120},
                         silly = {.ws_row = 65535, .ws_col = 0};
    int rows, cols;

    rig_open(&r, 24, 80);
    tty_resized(r.tty);
    cr_assert_str_eq(buf_text(&r.keys), "");
    ioctl(r.master, TIOCSWINSZ, &size);
    tty_resized(r.tty);
    tty_resized(r.tty);
    cr_assert_str_eq(buf_text(&r.keys), " resize");
    tty_size(r.tty, &rows, &cols);
    cr_assert(rows == 40 && cols == 120);
    ioctl(r.master, TIOCSWINSZ, &silly);
    tty_resized(r.tty);
    tty_size(r.tty, &rows, &cols);
    cr_assert(rows == SURFACE_MAX_ROWS && cols == 80);
    rig_close(&r);
}

Test(tui_tty, a_slow_terminal_gets_the_newest_frame_and_not_all)
{
    struct rig r;
    struct buf why = BUF_INIT(1000);
    struct vt *v = vt_new(24, 80);

    rig_open(&r, 24, 80);
    struct surface *s = surface_new(24, 80, GLYPHS_UNICODE);
    uint64_t at_most = 0;

    for (int frame = 0; frame < 500; frame++) { /* nobody reads meanwhile */
        for (int row = 0; row < 24; row++)
            surface_printf(s, row, 0, STYLE_TEXT, "frame %d row %d %d", frame, row,
                           frame * row);
        tty_present(r.tty, s);
        loop_turn(r.loop, 0);
        if (frame == 400) /* the pty is full long before */
            at_most = tty_bytes_written(r.tty);
    }
    cr_assert_eq(tty_bytes_written(r.tty), at_most, "frames nobody took were written");
    cr_assert_not(tty_ready(r.tty));
    for (int i = 0; i < 500 && !vt_equals(v, s, r.theme, 8, &why); i++) {
        drain(&r, v, NULL, 0);
        loop_turn(r.loop, 20 * 1000);
        buf_reset(&why);
    }
    cr_assert(vt_equals(v, s, r.theme, 8, &why), "%s", buf_text(&why));
    surface_free(s);
    vt_free(v);
    buf_free(&why);
    rig_close(&r);
}

Test(tui_tty, a_lost_terminal_is_told_once_and_costs_nothing)
{
    struct rig r;

    rig_open(&r, 24, 80);
    close(r.master);
    r.master = -1;
    await(&r, " lost");
    uint64_t before = loop_wakeups(r.loop);

    for (int i = 0; i < 10; i++)
        loop_turn(r.loop, 1000);
    cr_assert_leq(loop_wakeups(r.loop) - before, 10, "it keeps being woken");
    cr_assert_str_eq(buf_text(&r.keys), " lost");
    rig_close(&r);
}

Test(tui_tty, whatever_ends_it_the_terminal_is_put_back)
{
    static const int signals[] = {0, SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGQUIT};

    for (size_t i = 0; i < COUNT_OF(signals); i++) {
        struct rig r;
        struct termios before, after;
        char last[400];

        *(&r) = (struct rig){0};
        rig_open(&r, 24, 80);
        tty_leave(r.tty);
        tcgetattr(r.slave, &before);
        tty_enter(r.tty);
        tcgetattr(r.slave, &after);
        cr_assert((before.c_lflag & ICANON) && !(after.c_lflag & ICANON) &&
                  !(after.c_iflag & IXON));
        pid_t pid = fork();

        if (pid == 0) { /* the child has the same terminal armed */
            is_child = true;
            if (signals[i] != 0)
                raise(signals[i]);
            exit(0);
        }
        int status;

        waitpid(pid, &status, 0);
        if (signals[i] != 0)
            cr_assert(WIFSIGNALED(status) && WTERMSIG(status) == signals[i],
                      "signal %d became status %x", signals[i], status);
        tcgetattr(r.slave, &after);
        cr_assert_eq(before.c_lflag, after.c_lflag, "signal %d", signals[i]);
        cr_assert_eq(before.c_iflag, after.c_iflag, "signal %d", signals[i]);
        drain(&r, NULL, last, sizeof last);
        cr_assert(strstr(last, "\033[?1049l") != NULL && strstr(last, "\033[?2004l") != NULL,
                  "signal %d: the screen was not left", signals[i]);
        rig_close(&r);
    }
}

Test(tui_tty, glyphs_fit_the_locale)
{
    static const struct {
        const char *all, *ctype, *lang;
        enum glyph_set set;
    } rows[] = {
        {NULL, NULL, NULL, GLYPHS_ASCII},
        {NULL, NULL, "C", GLYPHS_ASCII},
        {NULL, NULL, "en_US.UTF-8", GLYPHS_UNICODE},
        {NULL, "C.utf8", "C", GLYPHS_UNICODE},
        {"C", "C.utf8", "en_US.UTF-8", GLYPHS_ASCII},
        {"ja_JP.UTF-8", NULL, NULL, GLYPHS_LINES_ASCII},
        {"", "", "zh_CN.utf8", GLYPHS_LINES_ASCII},
        {NULL, NULL, "ja_JP.EUC-JP", GLYPHS_ASCII},
    };

    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
        const char *const values[] = {rows[i].all, rows[i].ctype, rows[i].lang};

        for (int k = 0; k < 3; k++) {
            unsetenv(names[k]);
            if (values[k] != NULL)
                setenv(names[k], values[k], 1);
        }
        cr_assert_eq(tty_glyphs(), rows[i].set, "row %zu", i);
    }
}

/* Of what `v` shows, the number in the first row. */
static void present_number(struct rig *r, struct surface *s, int n)
{
    char text[80];

    (void)snprintf(text, sizeof text, "%-70d", n);
    surface_text(s, 0, 0, 70, STYLE_TEXT, text);
    for (int row = 1; row < s->rows; row++)
        surface_text(s, row, 0, 70, STYLE_TEXT, n % 2 != 0 ? "odd" : "even");
    tty_present(r->tty, s);
}

Test(tui_tty, a_line_that_does_not_answer_in_time_gets_the_newest_frame_only)
{
    struct rig r;
    struct buf why = BUF_INIT(1000);
    struct vt *v = vt_new(24, 80);
    char last[16];

    rig_open_over(&r, 24, 80, TTY_LINK_LOW);
    struct surface *s = surface_new(24, 80, GLYPHS_UNICODE);

    drain(&r, v, last, sizeof last);
    cr_assert_str_eq(last + strlen(last) - 4, LINK_QUESTION);
    cr_assert_eq(write(r.master, "\033[0n", 4), 4);
    loop_turn(r.loop, 1000 * 1000);
    present_number(&r, s, 0);
    drain(&r, v, last, sizeof last);
    cr_assert_str_eq(last + strlen(last) - 4, LINK_QUESTION);
    for (int i = 1; i <= 100; i++) {
        present_number(&r, s, i);
        loop_turn(r.loop, 1000);
    }
    cr_assert_eq(drain(&r, v, NULL, 0), 0, "frames were written before the answer");
    cr_assert_not(tty_ready(r.tty));
    cr_assert_eq(write(r.master, "j\033[0nk", 6), 6);
    await(&r, " j k"); /* the answer is no key */
    drain(&r, v, NULL, 0);
    cr_assert(vt_equals(v, s, r.theme, 8, &why), "%s", buf_text(&why));
    /* Leaving waits for the last answer, so that it is not typed into the shell. */
    cr_assert_eq(write(r.master, "\033[0n", 4), 4);
    tty_leave(r.tty);
    struct pollfd left = {.fd = r.slave, .events = POLLIN};

    cr_assert_eq(poll(&left, 1, 0), 0, "an answer was left for the shell");
    surface_free(s);
    vt_free(v);
    buf_free(&why);
    rig_close(&r);
}
