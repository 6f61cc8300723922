#include "views/refill.h"

#include <stdlib.h>

#include "client/base/mem.h"

void refill(struct detail *d, refill_fn *fill, void *ctx)
{
    char *find = d->find != NULL ? mem_strdup(d->find) : NULL;
    size_t top = d->top;
    detail_clear(d);
    fill(ctx, d);
    if (find != NULL) {
        (void)detail_find(d, find);
        d->top = top;
    }
    free(find);
}
