#include "views/terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "views/foreground.h"
#include "views/preferences.h"

enum { COPY_MAX = 8 * 1024 * 1024 /* bytes; terminals take less and it is said how many */ };

static void on_tty(void *ctx, const struct tty_event *e)
{
    struct terminal *t = ctx;

    switch (e->kind) {
    case TTY_KEY: app_key(t->app, e->key); break;
    case TTY_PASTE: app_paste(t->app, e->paste); break;
    case TTY_MOUSE: app_mouse(t->app, e->mouse); break;
    case TTY_FOCUS: app_focus(t->app, e->focused); break;
    case TTY_RESIZE: app_resized(t->app); break;
    case TTY_LOST: t->o.lost(t->o.ctx); break;
    }
}

static void on_window_signal(void *ctx, int signo)
{
    struct terminal *t = ctx;

    (void)signo;
    tty_resized(t->tty);
}

/* ---- the display ---- */

static void show_size(void *ctx, int *rows, int *cols)
{
    const struct terminal *t = ctx;

    tty_size(t->tty, rows, cols);
}

static void show_frame(void *ctx, const struct surface *s)
{
    const struct terminal *t = ctx;

    tty_present(t->tty, s);
}

static void show_anew(void *ctx)
{
    const struct terminal *t = ctx;

    tty_redraw(t->tty);
}

static void show_suspended(void *ctx)
{
    struct terminal *t = ctx;

    tty_suspend(t->tty);
    app_shown_again(t->app);
}

static bool show_other(void *ctx, const char *const *argv, const char *const *envp,
                       display_ran_fn *done, void *done_ctx, struct err *err)
{
    struct terminal *t = ctx;

    return foreground_run(t->foreground, argv, envp, done, done_ctx, err);
}

/* Own themes are anybody's; the built-in ones are tested. */
static void warn_if_faint(const struct terminal *t)
{
    double contrast;
    const char *role = theme_faintest(t->theme, tty_colours(t->tty), &contrast);

    if (role != NULL)
        app_message(t->app, MESSAGE_WARN,
                    "Theme %s: %s is hard to read, its contrast is %.1f:1 and should be 3:1.",
                    theme_name(t->theme), role, contrast);
}

static bool show_theme(void *ctx, const char *name, struct err *err)
{
    struct terminal *t = ctx;
    struct theme *theme = theme_load(name, err);

    if (theme == NULL)
        return false;
    tty_set_theme(t->tty, theme);
    theme_free(t->theme);
    t->theme = theme;
    warn_if_faint(t);
    return true;
}

static void show_plain(void *ctx, struct str text)
{
    struct terminal *t = ctx;

    tty_show(t->tty, text);
}

static bool show_mouse(void *ctx, bool on)
{
    const struct terminal *t = ctx;

    return tty_report(t->tty, TTY_REPORT_MOUSE, on);
}

static void show_focus(void *ctx, bool on)
{
    const struct terminal *t = ctx;

    (void)tty_report(t->tty, TTY_REPORT_FOCUS, on);
}

/* ---- the clipboard ---- */

static void copied(struct terminal *t, enum clipboard_way way)
{
    app_copied(t->app, way, t->copy.len);
    buf_reset(&t->copy);
}

static bool copy_by_sequence(struct terminal *t, struct err *err)
{
    enum clipboard_way way;

    if (!tty_copy(t->tty, (struct str){buf_text(&t->copy), t->copy.len}, &way, err))
        return false;
    copied(t, way);
    return true;
}

/* What tmux did not take may still get through it. */
static void on_buffer(void *ctx, bool took)
{
    struct terminal *t = ctx;
    struct err err;

    t->loading = NULL;
    if (took)
        copied(t, CLIPBOARD_BUFFER);
    else if (!copy_by_sequence(t, &err))
        app_error(t->app, &err);
}

static bool show_copied(void *ctx, struct str text, bool programs, struct err *err)
{
    struct terminal *t = ctx;
    struct err unable;

    tmux_buffer_stop(t->loading); /* the newest wins */
    t->loading = NULL;
    buf_reset(&t->copy);
    buf_put(&t->copy, text.p, text.n);
    if (programs && tty_in_tmux(t->tty) && text.n > 0 && text.n <= CLIPBOARD_TEXT_MAX)
        t->loading = tmux_buffer_load(t->o.loop, text, on_buffer, t, &unable);
    return t->loading != NULL || copy_by_sequence(t, err);
}

static void show_news(void *ctx, const struct display_news *news)
{
    const struct terminal *t = ctx;

    if (news->title != NULL)
        tty_title(t->tty, str_of(news->title));
    if (news->desktop != NULL)
        tty_desktop(t->tty, str_of(news->desktop));
    if (news->bell)
        tty_bell(t->tty);
}

/* ---- opening ---- */

static enum tty_colour colour_of(const struct settings *s)
{
    return settings_has(s, SETTING_COLOR, "never")    ? TTY_COLOUR_NEVER
           : settings_has(s, SETTING_COLOR, "always") ? TTY_COLOUR_ALWAYS
                                                      : TTY_COLOUR_AUTO;
}

bool terminal_open(struct terminal *t, const struct terminal_options *o, struct err *err)
{
    const struct settings *settings = &o->preferences->settings;

    if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
        (void)err_set(err, ERR_USAGE, "standard input and output are not a terminal");
        return err_advise(
            err, "-o txt prints a list, --dump-screen 80x24 a screen; --script FILE runs keys");
    }
    *t = (struct terminal){.o = *o,
                           .copy = BUF_INIT(COPY_MAX),
                           .theme = theme_load(preferences_theme(o->preferences), err)};
    if (t->theme == NULL)
        return false;
    t->display = (struct display){.ctx = t,
                                  .size = show_size,
                                  .present = show_frame,
                                  .redraw = show_anew,
                                  .suspend = show_suspended,
                                  .run = show_other,
                                  .set_theme = show_theme,
                                  .copy = show_copied,
                                  .set_mouse = show_mouse,
                                  .set_focus = show_focus,
                                  .tell = show_news,
                                  .show = show_plain};
    return tty_open(&t->tty,
                    &(struct tty_options){.loop = o->loop,
                                          .theme = t->theme,
                                          .colour = colour_of(settings),
                                          .glyphs = preferences_glyphs(o->preferences),
                                          .link = settings_on(settings, SETTING_LOW_BANDWIDTH)
                                                      ? TTY_LINK_LOW
                                                      : TTY_LINK_AUTO,
                                          .fd = -1,
                                          .fn = on_tty,
                                          .ctx = t},
                    err);
}

bool terminal_is_open(const struct terminal *t)
{
    return t->tty != NULL;
}

void terminal_serve(struct terminal *t, struct app *app)
{
    t->app = app;
    t->foreground = foreground_new(t->o.loop, t->tty);
    warn_if_faint(t);
    loop_on_signal(t->o.loop, SIGWINCH, on_window_signal, t);
}

void terminal_close(struct terminal *t)
{
    foreground_free(t->foreground);
    tmux_buffer_stop(t->loading);
    buf_free(&t->copy);
    tty_close(t->tty);
    theme_free(t->theme);
    *t = (struct terminal){0};
}
