#include "views/refill.h"

#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

static void select_target(struct detail *d, const char *target)
{
    size_t first = d->link;
    for (d->link = 0; d->link < d->n_items; d->link++) {
        const char *t = detail_target(d);
        if (t != NULL && strcmp(t, target) == 0)
            return;
    }
    d->link = first;
}

void refill(struct detail *d, refill_fn *fill, void *ctx)
{
    const char *now = detail_target(d);
    char *target = now != NULL ? mem_strdup(now) : NULL;
    char *find = d->find != NULL ? mem_strdup(d->find) : NULL;
    size_t top = d->top;
    detail_clear(d);
    d->link = SIZE_MAX;
    fill(ctx, d);
    if (target != NULL)
        select_target(d, target);
    if (find != NULL) {
        (void)detail_find(d, find);
        d->top = top;
    }
    free(target);
    free(find);
}
