/*
 * views/cli_what: which findings, suppressions or alarms a line of a script is about.
 *
 * Pure. "all" alone is every one. Words of a filter are passed on; a check gets the name
 * that the service has for it, and one that is nearly a check's is refused with that one. A
 * word that ends with ':' or '=' had an empty variable behind it and is refused: it would
 * mean everything.
 */
#pragma once

#include "client/base/str.h"

/* Texts are owned: cli_what_free(). */
struct cli_what {
    bool all;              /* and no filter */
    struct buf filter;     /* a blank before each word; a finding by its id is one */
    struct buf check, key; /* "check:NAME res:KEY" is one resource; empty: none */
};

/* Refused: a key of a resource without a check, with other words, or that names none. */
bool cli_what_read(const char *text, struct cli_what *out, struct err *err) NONNULL MUST_USE;
void cli_what_free(struct cli_what *w) NONNULL;
/* True for a name that is like none as well: the service may know more checks. */
bool cli_check_known(const char *name, struct err *err) NONNULL MUST_USE;
