/*
 * base/str: reading text without reading past it.
 *
 * struct str is a borrowed view, not NUL-terminated. Parsers take the whole view or nothing:
 * "12x" is not a number.
 */
#pragma once

#include <stdint.h>
#include <string.h>

#include "client/base/buf.h"

struct str {
    const char *p;
    size_t n;
};

#define STR(literal) ((struct str){(literal), sizeof(literal) - 1})

struct str str_of(const char *z); /* NULL gives an empty view */
bool str_eq(struct str a, const char *z) NONNULL;
bool str_eq_nocase(struct str a, const char *z) NONNULL; /* ASCII only */
bool str_starts(const char *s, const char *prefix) NONNULL;
bool str_ends(const char *s, const char *suffix) NONNULL;
struct str str_trim(struct str s); /* ASCII blanks at both ends */
/* Cuts the view at the first `sep`: returns what is before, *rest gets what is after. */
struct str str_cut(struct str s, char sep, struct str *rest) NONNULL;
char str_lower(char c);                                                     /* ASCII */
bool str_contains_nocase(const char *haystack, const char *needle) NONNULL; /* ASCII */

bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *out) NONNULL MUST_USE;
bool str_to_double(struct str s, double *out) NONNULL MUST_USE; /* finite, C locale */

void str_hex(struct buf *out, const void *bytes, size_t n);      /* lower case */
bool str_unhex(struct str hex, uint8_t *out, size_t n) MUST_USE; /* exactly 2n digits */
/* RFC 3986: only A-Z a-z 0-9 - . _ ~ stay bare; escapes in upper case. */
void str_percent_encode(struct buf *out, struct str s) NONNULL;
/* false on a broken escape. '+' stays '+'. */
bool str_percent_decode(struct buf *out, struct str s) NONNULL MUST_USE;
