/*
 * local/roca: keys of a library with a structured prime generator (CVE-2017-15361, "ROCA").
 *
 * Such a prime is k*M + (65537^a mod M), M a product of the first primes; so the modulus modulo
 * each of those small primes is a power of 65537. The published fingerprint tests just that: a
 * random modulus passes with a probability of about 2^-28, the product of the subgroups'
 * densities. Source: Nemec et al., "The Return of Coppersmith's Attack", CCS 2017.
 */
#pragma once

#include <stdint.h>

#include "client/base/err.h"

/* modulus: big endian. */
bool roca_fingerprint(const uint8_t *modulus, size_t n) NONNULL;
