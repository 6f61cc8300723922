/*
 * base/nearest: which known word somebody meant.
 *
 * Levenshtein distance over bytes, two letters that changed places counted once, upper and
 * lower case alike. Words are names of commands, settings, units and regions: anything longer
 * than 40 bytes is far from everything.
 */
#pragma once

#include "client/base/err.h"

enum { NEAREST_WORD_MAX = 40 };

size_t nearest_distance(const char *a, const char *b) NONNULL; /* capped at NEAREST_WORD_MAX */
/* Of a NULL-terminated list; NULL when more than half of the word would have to change. */
const char *nearest_word(const char *word, const char *const *known) NONNULL;
