/*
 * views/terminal: the terminal as what the console is drawn on and gets its keys from.
 *
 * A display (views/app.h) over tui/tty, with a theme that can be changed and the screen lent to
 * programs in the foreground. Refuses to open unless standard input and output are a terminal.
 * The app is borrowed from terminal_serve() on; no key is read before the loop turns. An empty
 * one, all zero, is not open and may be closed.
 */
#pragma once

#include "tui/tmux_buffer.h"
#include "tui/tty.h"
#include "views/app.h"

typedef void terminal_lost_fn(void *ctx);

struct preferences;

struct terminal_options {
    struct loop *loop;
    const struct preferences *preferences; /* borrowed during terminal_open() */
    terminal_lost_fn *lost;                /* there is no terminal any more */
    void *ctx;
};

struct terminal {
    struct terminal_options o;
    struct display display; /* for app_new(); valid as long as this is */
    struct tty *tty;        /* NULL: not open */
    struct theme *theme;
    struct foreground *foreground;
    struct buf copy;             /* what is on its way to a clipboard */
    struct tmux_buffer *loading; /* NULL: not by way of tmux */
    struct app *app;
};

bool terminal_open(struct terminal *t, const struct terminal_options *o,
                   struct err *err) NONNULL MUST_USE;
bool terminal_is_open(const struct terminal *t) NONNULL;
/* Keys, pastes and changes of the window go to the app. */
void terminal_serve(struct terminal *t, struct app *app) NONNULL;
void terminal_close(struct terminal *t) NONNULL; /* before the app is freed */
