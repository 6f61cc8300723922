/*
 * store/filter_text: whether the text of one cell is what a needle looks for. Inside of
 * store/filter.
 *
 * Regular expressions are POSIX extended ones of regcomp(3), bounded: no back-references, and
 * repetitions up to FILTER_REPEAT_MAX, at most two of them, so that compiling one and trying it
 * on a cell of TABLE_TEXT_MAX stays short. One that does not compile is half typed.
 */
#pragma once

#include <regex.h>

#include "client/store/filter_parse.h"

enum { FILTER_REPEAT_MAX = 64 };

struct filter_text {
    const struct needle *needle; /* borrowed, as is its text */
    const char *text;
    bool has_regex;
    bool is_half; /* not readable yet: every row matches */
    regex_t regex;
};

/* base: what needle->at counts from. */
void filter_text_init(struct filter_text *t, const struct needle *needle,
                      const char *base) NONNULL;
void filter_text_free(struct filter_text *t) NONNULL; /* what is inside; may be all zero */
bool filter_text_matches(const struct filter_text *t, struct str cell) NONNULL MUST_USE;
/* Where the needle begins in [p, end), or NULL. */
const char *filter_text_find(const char *p, const char *end, const char *needle,
                             size_t n) NONNULL;
