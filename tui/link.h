/*
 * tui/link: how much may be under way to the terminal, so that no queue of old frames builds
 * up.
 *
 * Over ssh a write returns at once, however slow the line is: the kernel, sshd and the network
 * keep what the line has not taken yet, megabytes of it. So each frame ends with a question any
 * ECMA-48 terminal answers (DSR 5, "are you there?"), and no further frame is written while
 * more than `window` bytes are unanswered. The window follows the time a frame waits beyond the
 * quickest answer seen, judged once for what was sent under it: it is halved when a queue
 * builds up and doubled while there is none.
 *
 * A terminal that never answers is asked no more, and nothing is held back. Pure: no terminal,
 * times (in us, monotonic) are handed in.
 */
#pragma once

#include <stdint.h>

#include "client/base/err.h"

enum tty_link {
    TTY_LINK_AUTO, /* measured where there is a network: over ssh */
    TTY_LINK_LOW,  /* taken for slow from the start */
    TTY_LINK_FAST, /* never asked */
};

enum {
    LINK_FRAMES_MAX = 32,             /* unanswered at most */
    LINK_WINDOW_MIN = 160,            /* bytes: about a key's worth, and 0.2 s of 9,600 bit/s */
    LINK_WINDOW_MAX = 64 * 1024,      /* bytes */
    LINK_QUEUE_US = 100 * 1000,       /* waiting for longer than this is a queue */
    LINK_SILENT_US = 5 * 1000 * 1000, /* no answer at all by then: it does not answer */
    LINK_LATE_US = 30 * 1000 * 1000,  /* an answer got lost; go on without it */
};

#define LINK_QUESTION "\033[5n"

struct link_frame {
    uint64_t end; /* bytes written up to its end */
    int64_t sent_us;
};

struct link {
    bool asks, answered; /* answered: at least once */
    size_t window;       /* bytes */
    uint64_t written, done;
    int64_t quickest_us; /* an answer took */
    /* A round: of what was written after `round_from` up to `round_to` (0: not begun). */
    uint64_t round_from, round_to;
    int64_t slowest_us; /* answer of the round */
    bool was_full;      /* the window held something back in it, or nearly */
    struct link_frame frames[LINK_FRAMES_MAX]; /* a ring */
    unsigned first, n;
};

void link_init(struct link *l, bool asks, bool low) NONNULL;
/* May the next frame be written? false: an answer has to come first, or the time that
 * link_patience_us() tells has to pass. */
bool link_open(const struct link *l) NONNULL MUST_USE;
/* Does the next frame end with the question? */
bool link_asks(const struct link *l) NONNULL MUST_USE;
/* A frame was written, `bytes` in all, with its question when `asked`. */
void link_sent(struct link *l, size_t bytes, bool asked, int64_t now_us) NONNULL;
void link_answered(struct link *l, int64_t now_us) NONNULL;
bool link_waits(const struct link *l) NONNULL; /* for an answer */
/* How long the oldest answer may still take; 0: it is late, link_late() says so. */
int64_t link_patience_us(const struct link *l, int64_t now_us) NONNULL;
void link_late(struct link *l) NONNULL;
