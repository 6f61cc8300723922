/*
 * base/utf8: strict UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF),
 * independent of the locale, and what a code point may do to a terminal.
 */
#pragma once

#include <stdint.h>

#include "client/base/str.h"

enum cp_class {
    CP_PRINT,     /* takes one cell */
    CP_WIDE,      /* takes two */
    CP_COMBINING, /* takes none, sits on the cell before */
    CP_CONTROL,   /* C0, DEL, C1 */
    CP_HIDDEN, /* format controls, bidi, zero width, tags, fillers, separators, private use */
};

/* Next code point of s, which is shortened by at least one byte; 0xFFFD and *valid = false
 * for a byte that starts nothing valid. s->n > 0. */
uint32_t utf8_next(struct str *s, bool *valid) NONNULL;
size_t utf8_put(char out[4], uint32_t cp) NONNULL; /* bytes written, 1..4 */
bool utf8_valid(struct str s);
size_t utf8_count(struct str s); /* code points; a byte that starts nothing counts as one */
enum cp_class utf8_class(uint32_t cp);
