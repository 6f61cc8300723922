/*
 * local/rng: the generator fleets are drawn from. Same seed, same numbers, on every machine.
 *
 * xoshiro256** by Blackman and Vigna, seeded through splitmix64. Not for secrets: everything it
 * draws, keys included, can be drawn again by whoever knows the seed, and is meant to be.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "client/base/err.h"

struct rng {
    uint64_t s[4];
};

void rng_seed(struct rng *r, uint64_t seed) NONNULL;
uint64_t rng_next(struct rng *r) NONNULL;
uint64_t rng_below(struct rng *r, uint64_t n) NONNULL;                 /* 0 .. n-1; n > 0 */
int64_t rng_between(struct rng *r, int64_t low, int64_t high) NONNULL; /* both included */
void rng_bytes(struct rng *r, uint8_t *out, size_t n) NONNULL;
/* A random (version 4) UUID: 36 characters. */
void rng_uuid(struct rng *r, char out[37]) NONNULL;
