/*
 * store/seen: which of the things on a screen were there when somebody looked last, for things
 * that the service does not date.
 *
 * A small file in the state folder, whose path the caller knows: one hash a line, so that no
 * text from outside stands in it. Absent or damaged: nothing was seen, and everything counts as
 * known, because a first look is not full of news. Owned: seen_free().
 */
#pragma once

#include "client/base/map.h"

enum { SEEN_MAX = 20 * 1000 /* more suppressions than a listing shows */ };

struct seen {
    struct map *known; /* by hash */
    bool first;        /* nobody looked before */
};

void seen_load(struct seen *s, const char *path) NONNULL;
void seen_new(struct seen *s) NONNULL; /* an empty one, to be saved */
void seen_add(struct seen *s, struct str id) NONNULL;
bool seen_has(const struct seen *s, struct str id) NONNULL; /* always when first */
bool seen_save(const struct seen *s, const char *path, struct err *err) NONNULL MUST_USE;
void seen_free(struct seen *s) NONNULL; /* what is inside */
