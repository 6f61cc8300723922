/*
 * store/filter: what somebody typed after `/`, applied to a table between two key presses.
 *
 * Words are separated by blanks and all have to match; `|` inside a word separates
 * alternatives; `!` before an alternative turns it round. Blanks and `|` within double quotes
 * or parentheses separate nothing. A plain alternative is text to be found in any column that
 * is not hidden, a name also by what screens say in its place; `~` makes it a POSIX extended
 * regular expression, `=` characters in this order. `name:text` looks in one column,
 * `name=text` wants the whole cell, `name~regex`. < <= > >= compare ranks (`sev>=high`: at
 * least as urgent), numbers and ages (`found<2h`: since less than two hours; of a column that
 * lies ahead: within two hours from now). On numbers `:` and `=` mean equal, on times within.
 * An alternative without a column has that of the one before it: `sev:high|critical`. A word
 * without a capital ignores case. A name that is no column is plain text: identifiers have
 * colons. What is half typed matches everything.
 *
 * Rows that arrive later are tested alone; a pattern that only grew is tested on the rows that
 * matched before.
 */
#pragma once

#include "client/store/table.h"

enum {
    FILTER_TEXT_MAX = 256,  /* wider than any prompt */
    FILTER_NEEDLES_MAX = 32 /* alternatives in all words together */
};

struct filter;

struct filter *filter_new(const struct table_spec *spec) NONNULL MUST_USE;
void filter_free(struct filter *f);
/* now_ms: what ages count from. Fails on what cannot be read (`sev>=` with no value, an unknown
 * rank); the filter then stays as it was. */
bool filter_set(struct filter *f, const char *text, int64_t now_ms,
                struct err *err) NONNULL MUST_USE;
/* For a text that nobody types on any more: false for what filter_set() takes because it may
 * grow and that matches every row (`found<`, a quote without an end, a regular expression that
 * does not compile), and for text that was nearly a column (`sve:high`). */
bool filter_check(const struct table_spec *spec, const char *text, int64_t now_ms,
                  struct err *err) NONNULL MUST_USE;
const char *filter_text(const struct filter *f) NONNULL;
bool filter_is_empty(const struct filter *f) NONNULL; /* every row matches */
/* Tests what is new since the last run. generation: differs when `t` is another table. */
void filter_run(struct filter *f, const struct table *t, uint64_t generation) NONNULL;
/* After filter_run(), for rows of that table. */
bool filter_matches(const struct filter *f, uint32_t row) NONNULL MUST_USE;
uint32_t filter_hits(const struct filter *f) NONNULL;
