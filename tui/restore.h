/*
 * tui/restore: the terminal as it was, whatever ends the program.
 *
 * One armed terminal a process. The handler does only what signal-safety(7) allows: write(2)
 * of bytes made beforehand and tcsetattr(3), then the default action, so the real cause is
 * kept. This and the log sink are the only mutable globals.
 */
#pragma once

#include <stddef.h>
#include <termios.h>

#include "client/base/err.h"

enum { RESTORE_BYTES_MAX = 256 };

/* Remembers what to do and installs handlers for SEGV BUS ABRT FPE ILL QUIT and for exit(3). */
void restore_arm(int fd, const struct termios *saved, const char *bytes, size_t n) NONNULL;
/* Does it now, once; nothing when not armed. Safe in a signal handler. */
void restore_now(void);
void restore_disarm(void);
