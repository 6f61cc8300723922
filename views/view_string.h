/*
 * views/view_string: what is on screen as one line of text, and back.
 *
 * "findings run:4f0c / sev>=high new sort:sev-,found- cols:sev,check=30 wide off:age<2h": the
 * screen, its own arguments, a filter, and how the list is arranged. The same text works after
 * `:`, on the command line, in scripts and in saved views.
 *
 * A screen's own arguments come first and are those its `argument` names ("[run:TASK]"); the
 * last of them takes blanks too. What follows is the filter, up to the words that arrange; a
 * word `/` says where it begins, which only a filter that reads like an argument needs. A
 * quoted blank separates nothing. Pure: what a column or a term means is not known here.
 */
#pragma once

#include "client/base/str.h"

struct view_string {
    char *screen, *argument, *filter; /* owned; "" when not given */
    char *sort, *cols;                /* what follows "sort:" and "cols:"; "" */
    char *off;                        /* terms of the filter that are switched off; "" */
    bool wide;
};

/* grammar: `argument` of the screen; NULL: it has none. Never fails: what is not read as
 * something else is filter. */
void view_string_split(const char *text, const char *grammar, struct view_string *out)
    __attribute__((nonnull(1, 3)));
/* The canonical text, which splits into the same parts. Appended. */
void view_string_put(const struct view_string *v, const char *grammar, struct buf *out)
    __attribute__((nonnull(1, 3)));
void view_string_free(struct view_string *v) NONNULL; /* what is inside */
/* The next word of *rest; blanks inside double quotes belong to it. n == 0: none left. */
struct str view_string_word(struct str *rest) NONNULL;
/* Takes the place of an owned text. */
void view_string_set(char **part, const char *text) NONNULL;
