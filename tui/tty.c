#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client/base/mem.h"
#include "tui/restore.h"
#include "tui/tell.h"
#include "tui/tty_inside.h"

enum {
    OUT_MAX = 4 * 1024 * 1024, /* far above the largest frame */
    READ_BYTES = 4096,
    QUEUED_BYTES = 512,   /* what the kernel may hold unread before the next frame */
    DRAIN_US = 10 * 1000, /* how often to look whether it was read */
    DEFAULT_ROWS = 24,
    DEFAULT_COLS = 80,
};

#define PASTE_ON  "\033[?2004h"
#define PASTE_OFF "\033[?2004l"

/* ---- output ---- */

static void emit(struct tty *t, enum tty_event_kind kind)
{
    t->o.fn(t->o.ctx, &(struct tty_event){.kind = kind});
}

static void lose(struct tty *t)
{
    if (t->lost)
        return;
    t->lost = true;
    loop_remove_fd(t->watch);
    loop_remove_timer(t->esc_timer);
    loop_remove_timer(t->drain_timer);
    t->watch = NULL;
    t->esc_timer = t->drain_timer = NULL;
    emit(t, TTY_LOST);
}

static bool pending(const struct tty *t)
{
    return t->sent < t->out.len;
}

static void watch_output(struct tty *t)
{
    if (t->watch != NULL)
        loop_set_events(t->watch, (short)(pending(t) ? POLLIN | POLLOUT : POLLIN));
}

/* Writes what the terminal takes now. */
void tty_flush(struct tty *t)
{
    while (pending(t) && !t->lost) {
        ssize_t n = write(t->fd, t->out.data + t->sent, t->out.len - t->sent);

        if (n > 0) {
            t->sent += (size_t)n;
            t->bytes += (uint64_t)n;
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else if (n < 0 && errno == EAGAIN) {
            break;
        } else {
            lose(t);
            return;
        }
    }
    if (!pending(t)) {
        buf_reset(&t->out);
        t->sent = 0;
    }
    watch_output(t);
}

/* Bytes written that nobody has read: a serial line tells; a pty says 0 until it is full. */
static bool backed_up(const struct tty *t)
{
    int queued = 0;

    return ioctl(t->fd, TIOCOUTQ, &queued) == 0 && queued > QUEUED_BYTES;
}

bool tty_ready(const struct tty *t)
{
    return t->inside && !t->lost && !pending(t) && link_open(&t->link) && !backed_up(t);
}

static void try_frame(struct tty *t);

static void on_drain(void *ctx)
{
    struct tty *t = ctx;

    t->drain_timer = NULL;
    if (link_patience_us(&t->link, loop_now_us(t->o.loop)) == 0)
        link_late(&t->link);
    try_frame(t);
}

/* When to ask again whether the terminal takes a frame; an answer asks by itself. */
static int64_t next_look_us(const struct tty *t)
{
    return link_open(&t->link) ? DRAIN_US : link_patience_us(&t->link, loop_now_us(t->o.loop));
}

/* The question that ends what was written. */
static void ask(struct tty *t)
{
    const bool asked = t->out.len > 0 && link_asks(&t->link);

    if (asked)
        buf_puts(&t->out, LINK_QUESTION);
    link_sent(&t->link, t->out.len, asked, loop_now_us(t->o.loop));
}

/* Draws what waits if the terminal can take it, else sees to it that this is asked again. */
static void try_frame(struct tty *t)
{
    if (t->waiting == NULL || !t->inside || t->lost || pending(t))
        return;
    if (!tty_ready(t)) {
        if (t->drain_timer == NULL)
            t->drain_timer = loop_add_timer(t->o.loop, next_look_us(t), on_drain, t);
        return;
    }
    struct surface *frame = t->waiting;

    t->waiting = NULL;
    paint_frame(t->paint, frame, &t->out);
    surface_free(frame);
    if (t->out.full) { /* cannot happen with clamped sizes; if it does, start over */
        buf_reset(&t->out);
        paint_forget(t->paint);
    }
    ask(t);
    tty_flush(t);
}

void tty_present(struct tty *t, const struct surface *s)
{
    if (t->lost)
        return;
    if (t->waiting != NULL && (t->waiting->rows != s->rows || t->waiting->cols != s->cols)) {
        surface_free(t->waiting);
        t->waiting = NULL;
    }
    if (t->waiting == NULL)
        t->waiting = surface_new(s->rows, s->cols, s->glyphs);
    surface_copy(t->waiting, s);
    try_frame(t);
}

void tty_redraw(struct tty *t)
{
    paint_forget(t->paint);
}

uint64_t tty_bytes_written(const struct tty *t)
{
    return t->bytes;
}

/* ---- input ---- */

static void answered(struct tty *t)
{
    link_answered(&t->link, loop_now_us(t->o.loop));
    loop_remove_timer(t->drain_timer);
    t->drain_timer = NULL;
    try_frame(t);
}

static void deliver(struct tty *t)
{
    struct input_event e;

    while (!t->lost && t->inside && input_next(t->input, &e)) {
        if (e.kind == INPUT_THERE) {
            answered(t);
            continue;
        }
        static const enum tty_event_kind kinds[] = {[INPUT_KEY] = TTY_KEY,
                                                    [INPUT_PASTE] = TTY_PASTE,
                                                    [INPUT_MOUSE] = TTY_MOUSE,
                                                    [INPUT_FOCUS] = TTY_FOCUS};
        const struct tty_event event = {.kind = kinds[e.kind],
                                        .key = e.key,
                                        .mouse = e.mouse,
                                        .focused = e.focused,
                                        .paste = e.paste};

        if ((e.kind == INPUT_MOUSE && !t->reports[TTY_REPORT_MOUSE]) ||
            (e.kind == INPUT_FOCUS && !t->reports[TTY_REPORT_FOCUS]))
            continue; /* sent before it was told to stop */

        t->o.fn(t->o.ctx, &event);
    }
}

/* Answers still under way would be typed into whatever has the terminal next. Keys typed
 * meanwhile are lost, as with any change from raw mode. */
static void await_last_answers(struct tty *t)
{
    const int64_t end = loop_now_us(t->o.loop) + TTY_LAST_ANSWER_MS * 1000;
    struct input_event e;
    char bytes[READ_BYTES];

    while (!t->lost && t->link.answered && link_waits(&t->link)) {
        struct pollfd p = {.fd = t->fd, .events = POLLIN};
        const int64_t left_ms = (end - loop_now_us(t->o.loop)) / 1000;

        if (left_ms <= 0 || poll(&p, 1, (int)left_ms) <= 0)
            break;
        const ssize_t n = read(t->fd, bytes, sizeof bytes);

        if (n <= 0)
            break;
        input_feed(t->input, bytes, (size_t)n);
        while (input_next(t->input, &e))
            if (e.kind == INPUT_THERE)
                link_answered(&t->link, loop_now_us(t->o.loop));
    }
    if (link_waits(&t->link))
        link_late(&t->link);
}

static void on_esc(void *ctx)
{
    struct tty *t = ctx;

    t->esc_timer = NULL;
    input_timeout(t->input);
    deliver(t);
}

static void on_tty(void *ctx, short revents)
{
    struct tty *t = ctx;
    char bytes[READ_BYTES];

    if (revents & POLLOUT) {
        tty_flush(t);
        try_frame(t);
    }
    if (t->lost || !(revents & (POLLIN | POLLHUP | POLLERR | POLLNVAL)))
        return;
    ssize_t n = read(t->fd, bytes, sizeof bytes);

    if (n < 0 && (errno == EAGAIN || errno == EINTR) && !(revents & (POLLHUP | POLLERR)))
        return;
    if (n <= 0) { /* end of file or EIO: the other side is gone */
        lose(t);
        return;
    }
    loop_remove_timer(t->esc_timer);
    t->esc_timer = NULL;
    input_feed(t->input, bytes, (size_t)n);
    deliver(t);
    if (!t->lost && input_waiting(t->input))
        t->esc_timer = loop_add_timer(t->o.loop, INPUT_ESC_US, on_esc, t);
}

/* ---- size ---- */

static int clamp(int v, int max, int otherwise)
{
    return v <= 0 ? otherwise : v > max ? max : v;
}

static void read_size(struct tty *t)
{
    struct winsize w = {0};

    if (ioctl(t->fd, TIOCGWINSZ, &w) != 0)
        w = (struct winsize){0};
    t->rows = clamp(w.ws_row, SURFACE_MAX_ROWS, DEFAULT_ROWS);
    t->cols = clamp(w.ws_col, SURFACE_MAX_COLS, DEFAULT_COLS);
}

void tty_size(const struct tty *t, int *rows, int *cols)
{
    *rows = t->rows;
    *cols = t->cols;
}

void tty_resized(struct tty *t)
{
    int rows = t->rows, cols = t->cols;

    if (t->lost)
        return;
    read_size(t);
    if (rows == t->rows && cols == t->cols)
        return;
    paint_forget(t->paint);
    emit(t, TTY_RESIZE);
}

/* ---- the screen ---- */

/* What puts the terminal back, as one piece. */
static void leaving_bytes(const struct tty *t, struct buf *out)
{
    buf_puts(out, t->caps.seq[TERM_PLAIN]);
    if (t->titled)
        buf_puts(out, TELL_TITLE_RESTORE);
    tty_put_reports(t, false, out);
    if (t->caps.ansi)
        buf_puts(out, PASTE_OFF);
    buf_puts(out, t->caps.seq[TERM_KEYS_OFF]);
    buf_puts(out, t->caps.seq[TERM_SHOW]);
    if (t->caps.seq[TERM_LEAVE][0] != '\0')
        buf_puts(out, t->caps.seq[TERM_LEAVE]);
    else
        buf_puts(out, "\r\n"); /* no second screen: the prompt comes below what is there */
}

void tty_arm(const struct tty *t)
{
    struct buf back = BUF_INIT(RESTORE_BYTES_MAX);

    leaving_bytes(t, &back);
    restore_arm(t->fd, &t->saved, buf_text(&back), back.len);
    buf_free(&back);
}

void tty_enter(struct tty *t)
{
    struct termios raw = t->saved;

    if (t->inside || t->lost)
        return;
    t->titled = false;
    tty_arm(t);
    cfmakeraw(&raw); /* no IXON either: ^S must not freeze the screen */
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    tcsetattr(t->fd, TCSADRAIN, &raw);
    fcntl(t->fd, F_SETFL, t->old_flags | O_NONBLOCK);
    t->inside = true;
    buf_puts(&t->out, t->caps.seq[TERM_ENTER]);
    buf_puts(&t->out, t->caps.seq[TERM_KEYS_ON]);
    if (t->caps.ansi)
        buf_puts(&t->out, PASTE_ON);
    tty_put_reports(t, true, &t->out);
    paint_forget(t->paint);
    t->watch = loop_add_fd(t->o.loop, t->fd, POLLIN, on_tty, t);
    ask(t); /* how long an answer takes when nothing is in its way */
    tty_flush(t);
}

void tty_leave(struct tty *t)
{
    if (!t->inside)
        return;
    await_last_answers(t);
    t->inside = false;
    loop_remove_fd(t->watch);
    loop_remove_timer(t->esc_timer);
    loop_remove_timer(t->drain_timer);
    t->watch = NULL;
    t->esc_timer = t->drain_timer = NULL;
    buf_reset(&t->out); /* half a frame for a screen that goes away */
    t->sent = 0;
    restore_now();
    restore_disarm();
    fcntl(t->fd, F_SETFL, t->old_flags);
}

/* The window may have another size, and nothing of the screen is there: drawn in any case. */
static void come_back(struct tty *t)
{
    tty_enter(t);
    read_size(t);
    emit(t, TTY_RESIZE);
}

static void show_no_more(struct tty *t)
{
    loop_remove_fd(t->shown);
    t->shown = NULL;
}

/* A whole line: the terminal is not raw. */
static void on_shown(void *ctx, short events)
{
    struct tty *t = ctx;
    char line[256];
    const ssize_t n = read(t->fd, line, sizeof line);

    (void)events;
    if (n < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    show_no_more(t);
    if (n <= 0) {
        lose(t);
        return;
    }
    come_back(t);
}

void tty_show(struct tty *t, struct str text)
{
    if (!t->inside || t->lost)
        return;
    tty_leave(t);
    while (text.n > 0) {
        const ssize_t n = write(t->fd, text.p, text.n);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break; /* whoever reads it next finds out */
        text.p += n;
        text.n -= (size_t)n;
    }
    t->shown = loop_add_fd(t->o.loop, t->fd, POLLIN, on_shown, t);
}

/* Without SIGTTOU blocked, a process in the background would be stopped here. */
static void give_terminal(const struct tty *t, int group)
{
    sigset_t set, old_set;

    sigemptyset(&set);
    sigaddset(&set, SIGTTOU);
    sigprocmask(SIG_BLOCK, &set, &old_set);
    (void)tcsetpgrp(t->fd, group);
    sigprocmask(SIG_SETMASK, &old_set, NULL);
}

static void stop_process(void)
{
    struct sigaction stop = {.sa_handler = SIG_DFL}, old;
    sigset_t set, old_set;

    sigemptyset(&stop.sa_mask);
    sigemptyset(&set);
    sigaddset(&set, SIGTSTP);
    sigaction(SIGTSTP, &stop, &old);
    sigprocmask(SIG_UNBLOCK, &set, &old_set);
    raise(SIGTSTP); /* comes back when somebody continues us; at once without job control */
    sigprocmask(SIG_SETMASK, &old_set, NULL);
    sigaction(SIGTSTP, &old, NULL);
}

void tty_take_back(struct tty *t)
{
    give_terminal(t, getpgrp());
    come_back(t); /* SIGWINCH went to whoever had the terminal */
}

void tty_stop_with(struct tty *t, int group)
{
    stop_process();
    if (tcgetpgrp(t->fd) == getpgrp()) /* not when continued in the background */
        give_terminal(t, group);
    (void)kill(-group, SIGCONT);
}

void tty_suspend(struct tty *t)
{
    int rows = t->rows, cols = t->cols;

    tty_leave(t);
    stop_process();
    if (tcgetattr(t->fd, &t->saved) != 0) {
        lose(t);
        return;
    }
    tty_enter(t);
    read_size(t);
    if (rows != t->rows || cols != t->cols)
        emit(t, TTY_RESIZE);
}

/* ---- opening ---- */

/* The controlling terminal, opened anew: O_NONBLOCK on 0 or 1 would be shared with the
 * shell. */
static bool open_fd(struct tty *t, struct err *err)
{
    t->fd = t->o.fd;
    if (t->fd < 0) {
        t->fd = open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC);
        t->own_fd = t->fd >= 0;
    }
    if (t->fd < 0 && isatty(STDIN_FILENO))
        t->fd = STDIN_FILENO;
    if (t->fd >= 0 && tcgetattr(t->fd, &t->saved) == 0)
        return true;
    if (t->own_fd)
        close(t->fd);
    err_set(err, ERR_USAGE, "there is no terminal to draw on");
    return err_advise(err, "run picket in a terminal (over ssh: ssh -t), or use --dump-screen");
}

static void bind_keys(struct tty *t)
{
    for (int i = 0; i < t->caps.n_keys; i++)
        input_bind(t->input, t->caps.keys[i].sequence,
                   (struct key){t->caps.keys[i].code, (uint8_t)t->caps.keys[i].mods});
}

int tty_colours(const struct tty *t)
{
    switch (t->o.colour) {
    case TTY_COLOUR_NEVER: return 0;
    case TTY_COLOUR_ALWAYS: return t->caps.colours >= 8 ? t->caps.colours : 8;
    case TTY_COLOUR_AUTO: break;
    }
    return t->caps.colours;
}

static bool is_set(const char *variable)
{
    const char *value = getenv(variable);

    return value != NULL && value[0] != '\0';
}

/* Is the terminal asked whether it has drawn what it got? */
static bool asks(const struct tty *t)
{
    switch (t->o.link) {
    case TTY_LINK_LOW: return t->caps.ansi;
    case TTY_LINK_FAST: return false;
    case TTY_LINK_AUTO: break;
    }
    return t->caps.ansi && (is_set("SSH_CONNECTION") || is_set("SSH_TTY"));
}

bool tty_open(struct tty **out, const struct tty_options *o, struct err *err)
{
    struct tty *t = mem_alloc(1, sizeof *t);

    t->o = *o;
    t->out.max = OUT_MAX;
    if (!term_load(&t->caps, o->term, err)) {
        free(t);
        return false;
    }
    if (!open_fd(t, err)) {
        term_unload(&t->caps);
        free(t);
        return false;
    }
    t->old_flags = fcntl(t->fd, F_GETFL);
    link_init(&t->link, asks(t), o->link == TTY_LINK_LOW);
    t->input = input_new();
    bind_keys(t);
    t->paint = paint_new(&t->caps, o->theme, tty_colours(t));
    read_size(t);
    tty_enter(t);
    *out = t;
    return true;
}

void tty_set_theme(struct tty *t, const struct theme *theme)
{
    t->o.theme = theme;
    paint_theme(t->paint, theme, tty_colours(t));
}

void tty_close(struct tty *t)
{
    if (t == NULL)
        return;
    show_no_more(t);
    tty_leave(t);
    if (t->own_fd)
        close(t->fd);
    paint_free(t->paint);
    input_free(t->input);
    term_unload(&t->caps);
    surface_free(t->waiting);
    buf_free(&t->out);
    free(t);
}
