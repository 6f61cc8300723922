/*
 * aws/split: the words of a command line that no shell reads: credential_process.
 *
 * As Python's shlex.split(), which the `aws` command uses: blanks part words, '...' is literal,
 * inside "..." a backslash quotes only " and itself, outside it quotes anything. Nothing is
 * expanded.
 */
#pragma once

#include "client/base/err.h"

/* Owned, NULL-terminated, each word as well; no words: only the NULL. NULL: a quote is open. */
char **split_words(const char *line) NONNULL MUST_USE;
void split_free(char **words); /* NULL is fine */
