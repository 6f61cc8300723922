/*
 * tui/tty_inside: what the files of tui/tty share. For nobody else.
 *
 * Bytes go into `out` and leave by tty_flush(), never by write(2) alone.
 */
#pragma once

#include <termios.h>

#include "tui/paint.h"
#include "tui/tty.h"

struct tty {
    struct tty_options o;
    int fd;
    bool own_fd, lost, inside;
    bool reports[TTY_REPORTS]; /* asked for */
    bool titled;               /* the title is ours: it was saved, and is put back */
    int old_flags;
    struct termios saved;
    struct term_caps caps;
    struct input *input;
    struct paint *paint;
    struct surface *waiting; /* the newest frame the terminal could not take yet */
    struct buf out;
    size_t sent;
    uint64_t bytes;
    struct link link;
    int rows, cols;
    struct loop_fd *watch;
    struct loop_fd *shown; /* tty_show() waits for Enter */
    struct loop_timer *esc_timer, *drain_timer;
};

/* Writes what the terminal takes now. */
void tty_flush(struct tty *t) NONNULL;
/* Asks for, or declines, what is reported; appended. */
void tty_put_reports(const struct tty *t, bool on, struct buf *out) NONNULL;
/* What puts the terminal back is another now: whatever ends the process writes it. */
void tty_arm(const struct tty *t) NONNULL;
