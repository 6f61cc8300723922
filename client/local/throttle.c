#include "client/local/throttle.h"

#include <stdlib.h>

#include "client/base/mem.h"

enum { BURST_SECONDS = 2, MICRO = 1000000 };

/* Level in millionths of a call, so that no fraction is lost to rounding. */
struct bucket {
    int64_t level, filled_us;
    bool used;
};

struct throttle {
    struct bucket *buckets; /* as operations[] */
};

struct throttle *throttle_new(void)
{
    size_t n = 0;
    while (operations[n])
        n++;
    struct throttle *t = mem_alloc(1, sizeof *t);
    t->buckets = mem_alloc(n + 1, sizeof *t->buckets);
    return t;
}

void throttle_free(struct throttle *t)
{
    if (!t)
        return;
    free(t->buckets);
    free(t);
}

bool throttle_take(struct throttle *t, const struct operation *op, int64_t now_us)
{
    size_t i = 0;
    while (operations[i] && operations[i] != op)
        i++;
    struct bucket *b = &t->buckets[i];
    int64_t full = (int64_t)op->calls_per_second * BURST_SECONDS * MICRO;
    int64_t idle_us = now_us - b->filled_us;
    if (!b->used || idle_us >= (int64_t)BURST_SECONDS * MICRO)
        b->level = full;
    else if (idle_us > 0)
        b->level += idle_us * op->calls_per_second;
    if (b->level > full)
        b->level = full;
    b->used = true;
    b->filled_us = now_us;
    if (b->level < MICRO)
        return false;
    b->level -= MICRO;
    return true;
}
