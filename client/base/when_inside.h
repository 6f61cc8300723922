/*
 * base/when_inside: the parts of base/when. Inside of base/when.
 *
 * A reader holds the words of one text, in lower case and NUL-terminated. `open`: the text
 * ends within the last word, so that this word may still grow.
 */
#pragma once

#include "client/base/when.h"

enum { WHEN_WORDS_MAX = WHEN_TEXT_MAX / 2 + 1, WHEN_SHOWN = 24 };

struct when_reader {
    char text[WHEN_TEXT_MAX + 1];
    const char *words[WHEN_WORDS_MAX];
    int n, at;
    bool open;
};

enum when_state when_wrong(struct err *err, const char *fmt, ...) NONNULL PRINTF(2);
enum when_state when_incomplete(struct err *err, const char *fmt, ...) NONNULL PRINTF(2);

/* The next word, NULL at the end. */
const char *when_peek(const struct when_reader *r) NONNULL;
/* The next word is the last and may still grow. */
bool when_growing(const struct when_reader *r) NONNULL;
bool when_begins(const char *word, const char *beginning) NONNULL;

/* What comes after "until". A weekday that comes sooner than `min` after now is the one a week
 * later, and the note says so: for this day there are "today" and a time by itself. */
enum when_state when_until(struct when_reader *r, int64_t now_ms, const struct zone *z,
                           const struct when_span *min, struct when *out,
                           struct err *err) NONNULL MUST_USE;
enum when_state when_span_end(const struct when_span *s, int64_t now_ms, const struct zone *z,
                              struct when *out, struct err *err) NONNULL MUST_USE;
/* The moment of a wall clock time; adds to the note what the zone did to it. */
int64_t when_instant(const struct zone *z, const struct civil *wall, char *note,
                     size_t size) NONNULL;
