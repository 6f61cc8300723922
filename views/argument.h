/*
 * views/argument: the words after a screen's name in a view string: "run:4f0c
 * check:CERT_SHARED".
 */
#pragma once

#include "client/base/str.h"

struct argument {
    const char *name; /* of `name:value`; NULL: the one word without a name */
    char **value;     /* owned; "" when not given */
};

/* A word of a view can hold it as a value. */
bool argument_is_word(struct str s) MUST_USE;
/* The text is one word; false: the error asks the question. */
bool argument_one(const char *text, const char *question, const char *advice,
                  struct err *err) NONNULL MUST_USE;
/* Fills every value. A word of no known name is an error that says which ones are known. */
bool argument_parse(const char *text, const struct argument *args, size_t n,
                    struct err *err) NONNULL MUST_USE;
/* The same, and `rest` takes all that follows its name to the end of the text, blanks too. */
bool argument_parse_rest(const char *text, const struct argument *args, size_t n,
                         const struct argument *rest, struct err *err) NONNULL MUST_USE;
