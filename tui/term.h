/*
 * tui/term: what the terminal can do, from terminfo. term.c is the only file that knows
 * ncurses.
 *
 * ncurses is used for its terminfo half only. Its screen half blocks while a slow terminal
 * does not drain, costs twice the time and a fifth more bytes a key than painting from our own
 * cells (tui/paint), and cannot drop a frame nobody will see.
 */
#pragma once

#include "client/base/buf.h"

/* Sequences without parameters; a missing one is "". Padding is removed. */
enum term_seq {
    TERM_ENTER, /* alternate screen */
    TERM_LEAVE,
    TERM_KEYS_ON, /* keypad transmit */
    TERM_KEYS_OFF,
    TERM_HIDE, /* cursor */
    TERM_SHOW,
    TERM_CLEAR, /* screen, cursor home */
    TERM_CLEAR_EOL,
    TERM_PLAIN, /* all attributes off */
    TERM_BOLD,
    TERM_DIM,
    TERM_REVERSE,
    TERM_UNDERLINE,
    TERM_ITALIC,
    TERM_SCROLL_UP,   /* one line, at the bottom of the region */
    TERM_SCROLL_DOWN, /* one line, at its top */
    TERM_CR,
    TERM_SEQ_COUNT,
};

/* Sequences with parameters. */
enum term_move {
    TERM_GOTO,   /* row, column from 0 */
    TERM_RIGHT,  /* cells */
    TERM_REGION, /* first, last row */
    TERM_UP_N,   /* scroll up n lines */
    TERM_DOWN_N,
    TERM_FG, /* colour */
    TERM_BG,
    TERM_MOVE_COUNT,
};

struct term_key {
    char *sequence; /* owned */
    unsigned code;  /* enum keycode */
    unsigned mods;
};

enum { TERM_KEYS_MAX = 48, TERM_NAME_MAX = 64 };

struct term_caps {
    char name[TERM_NAME_MAX];
    char *seq[TERM_SEQ_COUNT];   /* owned, never NULL */
    char *move[TERM_MOVE_COUNT]; /* owned, never NULL; term_move() fills them in */
    struct term_key keys[TERM_KEYS_MAX];
    int n_keys;
    int colours;     /* 0 when it has none */
    bool ansi;       /* ECMA-48: attributes can be put into one sequence */
    bool mouse;      /* it tells of a mouse when asked (kmous) */
    bool wraps_late; /* the last column can be written without scrolling */
};

/* name NULL: $TERM. Refuses unset, unknown and dumb terminals with advice. */
bool term_load(struct term_caps *caps, const char *name, struct err *err)
    __attribute__((nonnull(1, 3))) MUST_USE;
void term_unload(struct term_caps *caps) NONNULL;
bool term_can(const struct term_caps *caps, enum term_move m) NONNULL;
void term_move(const struct term_caps *caps, enum term_move m, int a, int b,
               struct buf *out) NONNULL;
