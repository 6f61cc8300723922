/*
 * base/sha256: SHA-256 (FIPS 180-4) of a text in one piece.
 *
 * The only file for hashing that includes libcrypto; for signatures, and for the chain of the
 * journal. Not for secrets: nothing is wiped.
 */
#pragma once

#include "client/base/str.h"

enum { SHA256_SIZE = 32 };

void sha256(struct str s, uint8_t out[SHA256_SIZE]) NONNULL;
