/*
 * store/target_reach: how many things the targets of a security profile mean, together.
 *
 * Things of several groups are counted once; the whole fleet holds every group. Asks
 * store/devices for what is not known and tells when more is; a number that is a lower bound
 * says so. How many unregistered things there are no operation of the service tells. Owned:
 * target_reach_free(), before the devices.
 */
#pragma once

#include "client/store/devices.h"

enum target_reach_state {
    REACH_KNOWN,
    REACH_COMING,
    REACH_DENIED,
    REACH_FAILED,
    REACH_NEVER, /* only unregistered things: nobody can say */
};

struct target_reach_number {
    enum target_reach_state state;
    int64_t things; /* of REACH_KNOWN */
    bool more;      /* there may be more than these */
};

struct target_reach;
typedef void target_reach_fn(void *ctx);

struct target_reach *target_reach_new(struct devices *devices, target_reach_fn *fn,
                                      void *ctx) MUST_USE __attribute__((nonnull(1)));
void target_reach_free(struct target_reach *r);
/* Asks for what is missing. No targets: 0 things. */
struct target_reach_number target_reach_of(struct target_reach *r, const char *const *arns,
                                           size_t n) __attribute__((nonnull(1)));
/* "1,204", "5,000+", "..", "?" */
void target_reach_put(const struct target_reach_number *n, struct buf *out) NONNULL;
/* Asks again for what was asked so far. */
void target_reach_refresh(struct target_reach *r) NONNULL;
