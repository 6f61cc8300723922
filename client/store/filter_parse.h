/*
 * store/filter_parse: from the typed text to needles. Inside of store/filter.
 * Grammar: store/filter. Needles borrow nothing from the text they were read from.
 */
#pragma once

#include "client/store/filter.h"

enum needle_op {
    NEEDLE_NOT_YET, /* half typed: every row matches, turned round or not */
    NEEDLE_FIND,    /* text somewhere in a cell */
    NEEDLE_WHOLE,   /* the whole cell */
    NEEDLE_REGEX,   /* POSIX extended */
    NEEDLE_FUZZY,   /* the characters in this order, others between them */
    NEEDLE_EQUAL,   /* number */
    NEEDLE_LESS,    /* number, moment or rank */
    NEEDLE_LESS_EQUAL,
    NEEDLE_MORE,
    NEEDLE_MORE_EQUAL,
};

struct needle {
    enum needle_op op;
    enum needle_op typed; /* as it was written, before `op` was turned to fit the column */
    int column;           /* -1: every column that is not hidden */
    bool negate;
    bool exact_case;
    bool last_of_word; /* the next needle belongs to the next word */
    uint16_t at, n;    /* of struct needles.text */
    int64_t number;    /* rank, number or moment to compare with */
};

struct needles {
    char text[FILTER_TEXT_MAX + 1];
    int n;
    struct needle items[FILTER_NEEDLES_MAX];
};

bool filter_parse(const struct table_spec *spec, const char *text, int64_t now_ms,
                  struct needles *out, struct err *err) NONNULL MUST_USE;
