/*
 * tui/tty: the terminal in the loop.
 *
 * Owns the tty from tty_open() to tty_close(): raw mode (IXON off), alternate screen, bracketed
 * paste; a mouse only when asked for. Nothing here blocks: output is flushed when the terminal
 * takes it, and while it does not, or has not answered for what it got (tui/link), newer frames
 * replace older ones, so a slow line shows the newest state and nothing else. Leaving waits up
 * to TTY_LAST_ANSWER_MS for answers under way, which the shell would take for keys. Whatever
 * ends the process, the terminal is put back (tui/restore). A lost terminal is an event.
 */
#pragma once

#include "client/base/loop.h"
#include "tui/clipboard.h"
#include "tui/input.h"
#include "tui/link.h"
#include "tui/surface.h"
#include "tui/theme.h"

enum tty_event_kind {
    TTY_KEY,
    TTY_PASTE,
    TTY_MOUSE,
    TTY_FOCUS,
    TTY_RESIZE, /* take tty_size() and present again */
    TTY_LOST,   /* hang-up: save and leave; comes once, nothing after it */
};

struct tty_event {
    enum tty_event_kind kind;
    struct key key;
    struct mouse mouse;
    bool focused;
    struct str paste; /* borrowed during the call */
};

typedef void tty_event_fn(void *ctx, const struct tty_event *e);

enum { TTY_LAST_ANSWER_MS = 1000 };

enum tty_colour { TTY_COLOUR_AUTO, TTY_COLOUR_NEVER, TTY_COLOUR_ALWAYS };

struct tty_options {
    struct loop *loop;
    const struct theme *theme; /* borrowed; mono is used where there are no colours */
    const char *term;          /* NULL: $TERM */
    enum tty_colour colour;
    enum glyph_set glyphs; /* tty_glyphs() knows what fits the locale */
    enum tty_link link;
    int fd; /* an open terminal, or -1: the controlling one. Not closed. */
    tty_event_fn *fn;
    void *ctx;
};

struct tty;

/* Fails without touching the terminal. */
bool tty_open(struct tty **out, const struct tty_options *o, struct err *err) NONNULL MUST_USE;
void tty_close(struct tty *t); /* puts everything back; NULL is fine */

/* Size of the window, clamped to 1..SURFACE_MAX. */
void tty_size(const struct tty *t, int *rows, int *cols) NONNULL;
/* Call on SIGWINCH; TTY_RESIZE follows when the size did change. */
void tty_resized(struct tty *t) NONNULL;
/* Shows the surface, now or when the terminal took what came before. Copied. */
void tty_present(struct tty *t, const struct surface *s) NONNULL;
/* false: tty_present() would only replace what waits. */
bool tty_ready(const struct tty *t) NONNULL;
void tty_redraw(struct tty *t) NONNULL;       /* ^L: everything anew */
int tty_colours(const struct tty *t) NONNULL; /* in use; 0: none */
void tty_set_theme(struct tty *t, const struct theme *theme) NONNULL;
/* ^Z: leaves the screen, stops the process, comes back when it is continued. */
void tty_suspend(struct tty *t) NONNULL;
/* `L`: outside of the screen, where a mouse can select it and the terminal keeps it, text as it
 * stands; Enter comes back. The loop goes on meanwhile. Text is safe already. */
void tty_show(struct tty *t, struct str text) NONNULL;
/* For $EDITOR: leave the screen to somebody else, and take it back. */
void tty_leave(struct tty *t) NONNULL;
void tty_enter(struct tty *t) NONNULL;
/* The program that has the terminal ended: takes it back, with the screen and its size. */
void tty_take_back(struct tty *t) NONNULL;
/* The process group that has the terminal was stopped by ^Z: this process stops with it, as
 * one job for the shell, and hands the terminal over again when it is continued. */
void tty_stop_with(struct tty *t, int group) NONNULL;
bool tty_in_tmux(const struct tty *t) NONNULL; /* $TMUX, in a terminal with a clipboard */
/* To the clipboard of the terminal: see tui/clipboard. *way: how it was sent. */
bool tty_copy(struct tty *t, struct str text, enum clipboard_way *way,
              struct err *err) NONNULL MUST_USE;
/* For whoever looks elsewhere (tui/tell); nothing where the terminal knows none of it. */
void tty_title(struct tty *t, struct str text) NONNULL;
void tty_desktop(struct tty *t, struct str text) NONNULL;
void tty_bell(struct tty *t) NONNULL;
/* What a terminal tells only when asked: presses and the wheel, while selecting text takes the
 * terminal's own way round (mostly Shift); whether its window is in front. */
enum tty_report { TTY_REPORT_MOUSE, TTY_REPORT_FOCUS, TTY_REPORTS };
/* false: this terminal tells of neither. */
bool tty_report(struct tty *t, enum tty_report what, bool on) NONNULL;
uint64_t tty_bytes_written(const struct tty *t) NONNULL;

/* ASCII where the locale has no UTF-8, or draws lines and bars two cells wide (ja, zh, ko).
 * Asks the environment: LC_ALL, LC_CTYPE, LANG. */
enum glyph_set tty_glyphs(void);
