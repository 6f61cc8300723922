#include "client/base/watchers.h"

void watchers_add(struct watchers *w, watcher_fn *fn, void *ctx)
{
    watchers_remove(w, ctx);
    if (w->n == WATCHERS_MAX)
        bug("more than %d watch the same", WATCHERS_MAX);
    w->all[w->n].fn = fn;
    w->all[w->n++].ctx = ctx;
}

void watchers_remove(struct watchers *w, const void *ctx)
{
    for (int i = 0; i < w->n; i++)
        if (w->all[i].ctx == ctx) {
            w->all[i] = w->all[--w->n];
            return;
        }
}

static bool is_there(const struct watchers *w, const void *ctx)
{
    for (int i = 0; i < w->n; i++)
        if (w->all[i].ctx == ctx)
            return true;
    return false;
}

void watchers_tell(const struct watchers *w)
{
    const struct watchers now = *w; /* who is told may add and remove */

    for (int i = now.n - 1; i >= 0; i--)
        if (is_there(w, now.all[i].ctx))
            now.all[i].fn(now.all[i].ctx);
}
