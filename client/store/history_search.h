/*
 * store/history_search: in which of the recorded audits something was found, and as what.
 *
 * Looks for a few resources by their keys (api/resource) in the audits begun before a moment,
 * newest first, in slices: an audit of 100,000 findings is 800 KB. Only checks that look at
 * such a resource are read; those this program does not know all are. What is found goes to
 * fn, the end to done, both from the loop. Owned by whoever started it: history_search_drop().
 */
#pragma once

#include "client/store/history.h"

enum { HISTORY_SEARCH_KEYS = 8 };

struct history_found {
    size_t key;               /* index of the key */
    const char *check, *task; /* borrowed for the call */
    int64_t started_ms;       /* of the audit */
    enum severity severity;
    bool suppressed;
};
typedef void history_found_fn(void *ctx, const struct history_found *f);
/* err kind ERR_NONE: everything was read. The handle is dead when it is entered. */
typedef void history_searched_fn(void *ctx, const struct err *err);

struct history_search;
struct history_search_options {
    const char *const *keys; /* copied; at most HISTORY_SEARCH_KEYS */
    size_t n;
    int64_t before_ms;
    history_found_fn *fn;
    history_searched_fn *done;
    void *ctx;
};
struct history_search *history_search_start(
    struct history *h, const struct history_search_options *o) NONNULL MUST_USE;
void history_search_drop(struct history_search *s); /* NULL is fine */
