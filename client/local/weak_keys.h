/*
 * local/weak_keys: keys of a generator that knew nothing but its process id (CVE-2008-0166).
 *
 * Lookup in lists of the openssl-blacklist format: one line a key, the last 20 hex digits of
 * the SHA-1 over "Modulus=" HEX "\n" (upper case hex). Read are the list shipped with this
 * program (the keys its fleets use) and Debian's own blacklist.RSA-2048, where installed.
 */
#pragma once

#include <stdint.h>

#include "client/base/err.h"

struct weak_keys;

enum {
    WEAK_KEYS_DIGITS = 20,
    WEAK_KEYS_MAX = 2 * 1000 * 1000, /* Debian's list has 393,216 lines for 2048 bits */
};

bool weak_keys_open(struct weak_keys **out, struct err *err) NONNULL MUST_USE;
/* From one text in that format, '#' starts a comment line. */
bool weak_keys_parse(struct weak_keys **out, const char *text,
                     struct err *err) NONNULL MUST_USE;
void weak_keys_free(struct weak_keys *w);
size_t weak_keys_count(const struct weak_keys *w) NONNULL;
bool weak_keys_has(const struct weak_keys *w, const uint8_t *modulus, size_t n) NONNULL;
/* What a list holds for this modulus. */
void weak_keys_fingerprint(const uint8_t *modulus, size_t n,
                           char out[WEAK_KEYS_DIGITS + 1]) NONNULL;
