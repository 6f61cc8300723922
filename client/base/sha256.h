/*
 * base/sha256: SHA-256, and SHA-1 for names that others chose (FIPS 180-4), of a text in one
 * piece.
 *
 * The only file for hashing that includes libcrypto; for signatures, and for the chain of the
 * journal. Not for secrets: nothing is wiped.
 */
#pragma once

#include "client/base/str.h"

enum { SHA256_SIZE = 32, SHA1_SIZE = 20 };

void sha256(struct str s, uint8_t out[SHA256_SIZE]) NONNULL;
void sha1(struct str s, uint8_t out[SHA1_SIZE]) NONNULL; /* of file names, never as a proof */
