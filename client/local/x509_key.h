/*
 * local/x509_key: keys of fictional devices and authorities, drawn from a seed.
 *
 * Made by our own arithmetic on libcrypto's numbers, not by its key generators, because the
 * same seed has to give the same key and some have to be bad in a documented way. They protect
 * nothing; the private parts are dropped when a fleet is done.
 */
#pragma once

#include "client/local/rng.h"

struct x509_key;
struct x509_maker; /* scratch numbers, the curve and the generator; one at a time uses it */

struct x509_maker *x509_maker_new(uint64_t seed) MUST_USE;
void x509_maker_free(struct x509_maker *m);
struct rng *x509_maker_rng(struct x509_maker *m) NONNULL; /* borrowed */

struct x509_key *x509_key_ec(struct x509_maker *m) NONNULL MUST_USE;  /* P-256 */
struct x509_key *x509_key_rsa(struct x509_maker *m) NONNULL MUST_USE; /* 2048 bits, sound */
/* 2048 bits, both primes k*M + (65537^a mod M): what CVE-2017-15361 is about. */
struct x509_key *x509_key_roca(struct x509_maker *m) NONNULL MUST_USE;
/* 2048 bits from a generator that knows only a process id: the flaw of CVE-2008-0166, but not
 * the byte stream of that old library. Independent of the maker's seed. */
struct x509_key *x509_key_of_pid(struct x509_maker *m, uint32_t pid) NONNULL MUST_USE;
void x509_key_free(struct x509_key *k);

enum { X509_KEY_ID_BYTES = 20, X509_SIGNATURE_MAX = 512 };
/* SubjectPublicKeyInfo. */
const uint8_t *x509_key_public(const struct x509_key *k, size_t *n) NONNULL;
const uint8_t *x509_key_id(const struct x509_key *k) NONNULL; /* X509_KEY_ID_BYTES */
/* RSA: the modulus, big endian; n 0 for other keys. */
const uint8_t *x509_key_modulus(const struct x509_key *k, size_t *n) NONNULL;
/* AlgorithmIdentifier of its signatures. */
const uint8_t *x509_key_algorithm(const struct x509_key *k, size_t *n) NONNULL;
/* Signs with SHA-256; returns the length. */
size_t x509_key_sign(struct x509_maker *m, const struct x509_key *k, const uint8_t *bytes,
                     size_t n, uint8_t out[X509_SIGNATURE_MAX]) NONNULL;
