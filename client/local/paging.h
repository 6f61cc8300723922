/*
 * local/paging: one page of a list, and the opaque token for the next one.
 *
 * A position is the key of the last row already answered (a number, a text, or both), so
 * rows that appear or vanish in between neither repeat nor hide others. The token is base64
 * (the only alphabet that the API's Marker allows) of that position and a MAC over it, the
 * operation and all its other parameters: a forged token, one of another list or of another
 * filter is refused.
 */
#pragma once

#include "client/api/operation.h"
#include "client/local/keys.h"

enum {
    PAGE_DEFAULT = 25,     /* as documented for the lists that say so; used for all */
    PAGE_TOKEN_MAX = 4096, /* a client id is the longest key there is */
};

struct page {
    int limit;        /* rows to answer, >= 1 */
    bool started;     /* a token came: `number` and `text` are the last row's key */
    int64_t number;   /* 0 without a token */
    const char *text; /* "" without a token; in the arena */
    /* kept for the next token */
    const struct local_keys *keys;
    struct arena *arena;
    struct str scope; /* the operation and its parameters */
};

/* Reads page size and token out of `input` (decoded by op's record). Fails with ERR_USAGE and a
 * text to answer InvalidRequestException with. The arena holds what p borrows. */
bool page_begin(struct page *p, const struct operation *op, const void *input,
                const struct local_keys *keys, struct arena *a,
                struct err *err) NONNULL MUST_USE;
/* Token for what comes after the row with this key; in the arena. text may be NULL. */
const char *page_token(const struct page *p, int64_t number, const char *text) MUST_USE;

/* ---- lists with the newest first: a row's key is its time and its number ---- */

const char *page_token_at(const struct page *p, int64_t at_ms, int64_t number) NONNULL MUST_USE;
/* The key that rows come before; without a token the greatest there is. */
void page_before(const struct page *p, int64_t *at_ms, int64_t *number) NONNULL;
