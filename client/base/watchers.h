/*
 * base/watchers: who wants to be told when something has changed.
 *
 * A ctx watches once, however often it is added. While it is told, a watcher may add and remove
 * any: what is removed is not told any more, what is added the next time. More than
 * WATCHERS_MAX is a bug of the program. Nothing is owned; an empty one is all zero.
 */
#pragma once

#include "client/base/mem.h"

enum { WATCHERS_MAX = 16 }; /* screens that lie on each other, and what stands behind them */

typedef void watcher_fn(void *ctx);

struct watchers {
    struct {
        watcher_fn *fn;
        void *ctx;
    } all[WATCHERS_MAX];
    int n;
};

void watchers_add(struct watchers *w, watcher_fn *fn, void *ctx) NONNULL;
void watchers_remove(struct watchers *w, const void *ctx) NONNULL; /* or is none of them */
void watchers_tell(const struct watchers *w) NONNULL;              /* the newest one first */
