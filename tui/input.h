/*
 * tui/input: bytes from a terminal -> keys and pasted text. Pure: no terminal, no clock.
 *
 * Knows UTF-8, the sequences of xterm, rxvt, linux, screen and what terminfo adds (input_bind).
 * What it does not know is swallowed whole, so a strange key or a late answer of the terminal
 * never types letters; "I am there" (the answer to DSR 5) is told. A lone ESC cannot be told
 * from the start of a sequence: the caller waits INPUT_ESC_US while input_waiting() and then
 * calls input_timeout().
 */
#pragma once

#include "tui/keys.h"

enum {
    INPUT_ESC_US = 25 * 1000,
    INPUT_PASTE_MAX = 1024 * 1024, /* more than anybody means to paste; the rest is dropped */
    INPUT_SEQUENCE_MAX = 256,      /* of one escape sequence; longer ones are dropped */
};

enum input_kind { INPUT_KEY, INPUT_PASTE, INPUT_THERE, INPUT_MOUSE, INPUT_FOCUS };

enum mouse_kind { MOUSE_PRESS /* first button, alone */, MOUSE_WHEEL_UP, MOUSE_WHEEL_DOWN };

/* xterm's SGR form (1006) and its first one. Cells of the window, (0,0) is top left. */
struct mouse {
    enum mouse_kind kind;
    int row, col;
};

struct input_event {
    enum input_kind kind;
    struct key key;
    struct mouse mouse;
    bool focused; /* INPUT_FOCUS: the window came to the front, or somebody looks elsewhere */
    struct str
        paste; /* borrowed until the next call; not safe to show: goes through base/safe */
    bool cut;  /* paste was longer than INPUT_PASTE_MAX */
};

struct input;

struct input *input_new(void) MUST_USE;
void input_free(struct input *in);
/* An extra sequence, e.g. from terminfo; ignored when it does not begin with a control byte. */
void input_bind(struct input *in, const char *sequence, struct key key) NONNULL;
void input_feed(struct input *in, const void *bytes, size_t n) NONNULL;
/* false: nothing complete yet. */
bool input_next(struct input *in, struct input_event *out) NONNULL;
bool input_waiting(const struct input *in) NONNULL;
/* Takes what waits as it is: ESC alone is the Escape key. Call input_next() after it. */
void input_timeout(struct input *in) NONNULL;
