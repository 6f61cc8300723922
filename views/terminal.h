/*
 * views/terminal: the terminal as what the console is drawn on and gets its keys from.
 *
 * A display (views/app.h) over tui/tty, with a theme that can be changed and the screen lent to
 * programs in the foreground. Refuses to open unless standard input and output are a terminal.
 * The app is borrowed from terminal_serve() on; no key is read before the loop turns. An empty
 * one, all zero, is not open and may be closed.
 */
#pragma once

#include "tui/tty.h"
#include "views/app.h"

typedef void terminal_lost_fn(void *ctx);

struct terminal_options {
    struct loop *loop;
    const char *theme;       /* by name; NULL: PICKET_THEME, NO_COLOR, else the usual one */
    const char *place_theme; /* of the context, when nothing above names one; may be NULL */
    const char *colour;      /* "auto" "always" "never"; NULL: auto */
    bool ascii;              /* draw with ASCII alone */
    bool low_bandwidth;      /* the line is slow: no need to measure */
    terminal_lost_fn *lost;  /* there is no terminal any more */
    void *ctx;
};

struct terminal {
    struct terminal_options o;
    struct display display; /* for app_new(); valid as long as this is */
    struct tty *tty;        /* NULL: not open */
    struct theme *theme;
    struct foreground *foreground;
    struct app *app;
};

bool terminal_open(struct terminal *t, const struct terminal_options *o,
                   struct err *err) NONNULL MUST_USE;
bool terminal_is_open(const struct terminal *t) NONNULL;
/* Keys, pastes and changes of the window go to the app. */
void terminal_serve(struct terminal *t, struct app *app) NONNULL;
void terminal_close(struct terminal *t) NONNULL; /* before the app is freed */
