/*
 * views/script: the console without hands: keys, commands and expectations from a file, frames
 * into memory. What --script runs, what --dump-screen is made of, and how journeys are tested.
 *
 * One step a line; blank lines and lines that begin with # are passed over:
 *   keys j j <Enter>      key names as in keys.conf
 *   type some text        every character as a key
 *   :findings             a command
 *   wait                  until nothing is asked any more
 *   wait for TEXT         until the screen shows TEXT
 *   expect TEXT           the screen shows TEXT now
 *   absent TEXT           it does not
 *   dump                  the screen as text to standard output
 *   size 80x24
 * Waiting ends with an error after SCRIPT_WAIT_S. Errors have kind ERR_USAGE (the script) or
 * ERR_TIMEOUT / ERR_SERVICE (what it waited for or expected did not come; the screen is then
 * dumped); where is "file:line".
 */
#pragma once

#include "views/app.h"

enum { SCRIPT_WAIT_S = 120, SCRIPT_MAX_BYTES = 1024 * 1024 };

/* A display in memory. */
struct memory_display {
    struct display display;
    int rows, cols;
};
void memory_display_init(struct memory_display *m, int rows, int cols) NONNULL;

struct script {
    struct app *app;
    struct loop *loop;
    struct memory_display *display;
    struct buf *out;  /* what `dump` appends to */
    const char *name; /* for messages */
};

bool script_run(struct script *s, const char *text, struct err *err) NONNULL MUST_USE;
/* Turns the loop until no call is pending and nothing is left to draw. */
bool script_settle(struct script *s, struct err *err) NONNULL MUST_USE;
/* The same, and nothing is on its way to the screen from elsewhere (history, counts). */
bool script_settle_rows(struct script *s, struct err *err) NONNULL MUST_USE;
void script_dump(struct script *s) NONNULL;
