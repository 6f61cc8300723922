/*
 * tui/status: lines with a left and a right part, and the message line.
 *
 * Times are given by the caller. Errors stay until a key, the rest for MESSAGE_MS; the last
 * MESSAGES_KEPT can be read again.
 */
#pragma once

#include "tui/surface.h"

/* One piece of a line; pieces are separated by two blanks. */
struct status_piece {
    const char *text; /* NULL or "" is left out */
    enum style style;
    int rank; /* when short of space the highest rank goes first; 0 never goes */
};

/* Left pieces from the left, right pieces ending at the right edge; the line is filled with
 * `style`. */
struct status_line {
    const struct status_piece *left, *right;
    size_t n_left, n_right;
    enum style style;
};
void status_draw(const struct status_line *line, struct surface *s, int row) NONNULL;

/* A hint gives way to any other, and stays, as an error does, until a key. */
enum message_level { MESSAGE_HINT, MESSAGE_INFO, MESSAGE_OK, MESSAGE_WARN, MESSAGE_ERROR };

enum { MESSAGES_KEPT = 200, MESSAGE_MS = 5000 };

struct message {
    char *text, *advice; /* owned by the log; advice may be NULL */
    enum message_level level;
    int64_t at_ms; /* real time */
};

struct messages;

struct messages *messages_new(void) MUST_USE;
void messages_free(struct messages *m);
void messages_add(struct messages *m, enum message_level level, const char *text,
                  const char *advice, int64_t now_ms) __attribute__((nonnull(1, 3)));
/* A key was pressed: errors have been seen. */
void messages_seen(struct messages *m) NONNULL;
/* What to show now: the newest one, or a graver one nobody has seen yet. NULL: nothing. */
const struct message *messages_current(const struct messages *m, int64_t now_ms) NONNULL;
/* When messages_current() will change by itself; -1: never. */
int64_t messages_expiry(const struct messages *m, int64_t now_ms) NONNULL;
/* Newest first; NULL after the last. */
const struct message *messages_at(const struct messages *m, size_t i) NONNULL;
uint64_t messages_total(const struct messages *m) NONNULL; /* ever added */
enum style message_style(enum message_level level);
const char *message_word(enum message_level level); /* for where there is no colour */
void messages_draw(const struct messages *m, int64_t now_ms, struct surface *s,
                   int row) NONNULL;
