#include "client/local/x509_key.h"

#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/obj_mac.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"
#include "client/local/der.h"

enum {
    EC_BYTES = 32,
    RSA_BYTES = 256,
    PRIME_BYTES = RSA_BYTES / 2,
    SIEVE_PRIMES = 1024, /* leaves one candidate in forty a prime */
    SIEVE_LIMIT = 8192,
    ROCA_PRIMES = 126, /* what the library used for keys of 1984 to 3968 bits */
};

struct x509_maker {
    struct rng rng;
    BN_CTX *ctx;
    EC_GROUP *group;
    BIGNUM *order, *roca_m;
    uint16_t small[SIEVE_PRIMES]; /* 2, 3, 5, ... */
};

struct x509_key {
    BIGNUM *d;                         /* EC: the private number */
    BIGNUM *p, *q, *dp, *dq, *inverse; /* RSA, as in RFC 8017 */
    uint8_t modulus[RSA_BYTES];
    size_t modulus_len;
    uint8_t id[X509_KEY_ID_BYTES];
    uint8_t *spki;
    size_t spki_len;
};

static void must(int ok)
{
    if (!ok)
        bug("libcrypto ran out of memory or was given nonsense");
}

static BIGNUM *number(void)
{
    BIGNUM *n = BN_new();
    must(n != NULL);
    return n;
}

static void fill_small_primes(uint16_t *out)
{
    static const int limit = SIEVE_LIMIT * 2;
    uint8_t *composite = mem_alloc((size_t)limit, 1);
    size_t n = 0;
    for (int i = 2; i < limit && n < SIEVE_PRIMES; i++) {
        if (composite[i])
            continue;
        out[n++] = (uint16_t)i;
        for (int k = i + i; k < limit; k += i)
            composite[k] = 1;
    }
    free(composite);
}

struct x509_maker *x509_maker_new(uint64_t seed)
{
    struct x509_maker *m = mem_alloc(1, sizeof *m);
    rng_seed(&m->rng, seed);
    m->ctx = BN_CTX_new();
    m->group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    must(m->ctx && m->group);
    m->order = BN_dup(EC_GROUP_get0_order(m->group));
    m->roca_m = number();
    fill_small_primes(m->small);
    must(BN_one(m->roca_m));
    for (int i = 0; i < ROCA_PRIMES; i++)
        must(BN_mul_word(m->roca_m, m->small[i]));
    return m;
}

void x509_maker_free(struct x509_maker *m)
{
    if (!m)
        return;
    BN_free(m->order);
    BN_free(m->roca_m);
    EC_GROUP_free(m->group);
    BN_CTX_free(m->ctx);
    free(m);
}

struct rng *x509_maker_rng(struct x509_maker *m)
{
    return &m->rng;
}

void x509_key_free(struct x509_key *k)
{
    if (!k)
        return;
    BN_free(k->d);
    BN_free(k->p);
    BN_free(k->q);
    BN_free(k->dp);
    BN_free(k->dq);
    BN_free(k->inverse);
    free(k->spki);
    free(k);
}

/* 1 .. order - 1 */
static BIGNUM *random_scalar(struct x509_maker *m)
{
    BIGNUM *n = number();
    do {
        uint8_t bytes[EC_BYTES];
        rng_bytes(&m->rng, bytes, sizeof bytes);
        must(BN_bin2bn(bytes, sizeof bytes, n) != NULL);
    } while (BN_is_zero(n) || BN_cmp(n, m->order) >= 0);
    return n;
}

/* The identifier is the SHA-1 of the public bits (RFC 5280 section 4.2.1.2, method 1). */
static void finish_public(struct x509_key *k, struct der *d, const uint8_t *bits, size_t n,
                          const uint8_t *algorithm, size_t algorithm_len)
{
    SHA1(bits, n, k->id);
    der_reset(d);
    der_bit_string(d, bits, n);
    der_put(d, algorithm, algorithm_len);
    der_close(d, DER_SEQUENCE, 0);
    k->spki_len = der_size(d);
    k->spki = mem_alloc(k->spki_len, 1);
    memcpy(k->spki, der_bytes(d), k->spki_len);
}

struct x509_key *x509_key_ec(struct x509_maker *m)
{
    static const uint8_t algorithm[] = {0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48,
                                        0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a,
                                        0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
    struct x509_key *k = mem_alloc(1, sizeof *k);
    k->d = random_scalar(m);
    EC_POINT *point = EC_POINT_new(m->group);
    uint8_t bits[1 + 2 * EC_BYTES];
    must(point && EC_POINT_mul(m->group, point, k->d, NULL, NULL, m->ctx) == 1);
    size_t n = EC_POINT_point2oct(m->group, point, POINT_CONVERSION_UNCOMPRESSED, bits,
                                  sizeof bits, m->ctx);
    must(n == sizeof bits);
    EC_POINT_free(point);
    struct der d = {0};
    finish_public(k, &d, bits, n, algorithm, sizeof algorithm);
    der_free(&d);
    return k;
}

/* Fermat to the bases 2 and 3: for numbers drawn at random, wrong less often than memory is. */
static bool probably_prime(struct x509_maker *m, const BIGNUM *p)
{
    BIGNUM *base = number(), *less = BN_dup(p), *r = number();
    must(less && BN_sub_word(less, 1));
    bool prime = true;
    for (BN_ULONG b = 2; prime && b <= 3; b++) {
        must(BN_set_word(base, b) && BN_mod_exp(r, base, less, p, m->ctx));
        prime = BN_is_one(r);
    }
    BN_free(base);
    BN_free(less);
    BN_free(r);
    return prime;
}

/* p - 1 must have an inverse modulo the public exponent, a prime. */
static bool fits_exponent(const BIGNUM *p)
{
    return BN_mod_word(p, 65537) != 1;
}

/* Walks the odd numbers from a random start; residues go along, so most cost no division. */
static BIGNUM *random_prime(struct x509_maker *m, struct rng *rng)
{
    uint8_t bytes[PRIME_BYTES];
    rng_bytes(rng, bytes, sizeof bytes);
    bytes[0] |= 0xc0; /* the product of two such numbers has its top bit set */
    bytes[PRIME_BYTES - 1] |= 1;
    BIGNUM *p = number();
    must(BN_bin2bn(bytes, sizeof bytes, p) != NULL);
    uint32_t residues[SIEVE_PRIMES];
    for (int i = 1; i < SIEVE_PRIMES; i++)
        residues[i] = (uint32_t)BN_mod_word(p, m->small[i]);
    BN_ULONG at = 0;
    for (BN_ULONG step = 0;; step += 2) {
        bool divides = false;
        for (int i = 1; i < SIEVE_PRIMES && !divides; i++)
            divides = (residues[i] + step) % m->small[i] == 0;
        if (divides)
            continue;
        must(BN_add_word(p, step - at));
        at = step;
        if (fits_exponent(p) && probably_prime(m, p))
            return p;
    }
}

/* k * M + (65537^a mod M), k such that the two top bits are set. */
static BIGNUM *roca_prime(struct x509_maker *m, struct rng *rng)
{
    BIGNUM *low = number(), *range = number(), *k = number(), *a = number(), *p = number(),
           *generator = number();
    must(BN_set_word(generator, 65537) && BN_set_bit(low, PRIME_BYTES * 8 - 1) &&
         BN_set_bit(low, PRIME_BYTES * 8 - 2) && BN_div(low, NULL, low, m->roca_m, m->ctx));
    must(BN_set_bit(range, PRIME_BYTES * 8) && BN_div(range, NULL, range, m->roca_m, m->ctx) &&
         BN_sub(range, range, low) && BN_add_word(low, 1) && BN_sub_word(range, 2));
    BN_ULONG span = BN_get_word(range); /* about 2^53 */
    do {
        must(BN_set_word(k, rng_below(rng, span)) && BN_add(k, k, low) &&
             BN_set_word(a, rng_next(rng) >> 2) &&
             BN_mod_exp(p, generator, a, m->roca_m, m->ctx) &&
             BN_mul(k, k, m->roca_m, m->ctx) && BN_add(p, p, k));
    } while (!fits_exponent(p) || !probably_prime(m, p));
    BN_free(low);
    BN_free(range);
    BN_free(k);
    BN_free(a);
    BN_free(generator);
    return p;
}

static void rsa_public(struct x509_key *k)
{
    static const uint8_t algorithm[] = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                        0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00};
    static const uint8_t exponent[] = {0x01, 0x00, 0x01};
    struct der inner = {0}, outer = {0};
    der_unsigned(&inner, exponent, sizeof exponent);
    der_unsigned(&inner, k->modulus, k->modulus_len);
    der_close(&inner, DER_SEQUENCE, 0);
    finish_public(k, &outer, der_bytes(&inner), der_size(&inner), algorithm, sizeof algorithm);
    der_free(&inner);
    der_free(&outer);
}

/* Takes both primes. */
static struct x509_key *rsa_from(struct x509_maker *m, BIGNUM *p, BIGNUM *q)
{
    struct x509_key *k = mem_alloc(1, sizeof *k);
    BIGNUM *e = number(), *n = number(), *less = number();
    *k = (struct x509_key){.p = p, .q = q, .dp = number(), .dq = number(), .inverse = number()};
    must(BN_set_word(e, 65537) && BN_mul(n, p, q, m->ctx));
    must(BN_sub(less, p, BN_value_one()) && BN_mod_inverse(k->dp, e, less, m->ctx));
    must(BN_sub(less, q, BN_value_one()) && BN_mod_inverse(k->dq, e, less, m->ctx));
    must(BN_mod_inverse(k->inverse, q, p, m->ctx) != NULL);
    k->modulus_len = (size_t)BN_bn2binpad(n, k->modulus, RSA_BYTES);
    rsa_public(k);
    BN_free(e);
    BN_free(n);
    BN_free(less);
    return k;
}

typedef BIGNUM *prime_fn(struct x509_maker *m, struct rng *rng);

static struct x509_key *rsa_with(struct x509_maker *m, struct rng *rng, prime_fn *prime)
{
    BIGNUM *p = prime(m, rng), *q = prime(m, rng);
    while (BN_cmp(p, q) == 0) {
        BN_free(q);
        q = prime(m, rng);
    }
    return rsa_from(m, p, q);
}

struct x509_key *x509_key_rsa(struct x509_maker *m)
{
    return rsa_with(m, &m->rng, random_prime);
}

struct x509_key *x509_key_roca(struct x509_maker *m)
{
    return rsa_with(m, &m->rng, roca_prime);
}

struct x509_key *x509_key_of_pid(struct x509_maker *m, uint32_t pid)
{
    struct rng rng;
    rng_seed(&rng, pid);
    return rsa_with(m, &rng, random_prime);
}

const uint8_t *x509_key_public(const struct x509_key *k, size_t *n)
{
    *n = k->spki_len;
    return k->spki;
}

const uint8_t *x509_key_id(const struct x509_key *k)
{
    return k->id;
}

const uint8_t *x509_key_modulus(const struct x509_key *k, size_t *n)
{
    *n = k->modulus_len;
    return k->modulus;
}

const uint8_t *x509_key_algorithm(const struct x509_key *k, size_t *n)
{
    static const uint8_t ecdsa_sha256[] = {0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86,
                                           0x48, 0xce, 0x3d, 0x04, 0x03, 0x02};
    static const uint8_t rsa_sha256[] = {0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86,
                                         0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00};
    *n = k->d ? sizeof ecdsa_sha256 : sizeof rsa_sha256;
    return k->d ? ecdsa_sha256 : rsa_sha256;
}

/* r and s of FIPS 186-4, section 6.4, the nonce from our generator. */
static void ecdsa(struct x509_maker *m, const BIGNUM *key, const uint8_t *hash, BIGNUM *r,
                  BIGNUM *s)
{
    BIGNUM *z = BN_bin2bn(hash, SHA256_DIGEST_LENGTH, NULL), *inverse = number();
    EC_POINT *point = EC_POINT_new(m->group);
    must(z && point);
    do {
        BIGNUM *nonce = random_scalar(m);
        must(EC_POINT_mul(m->group, point, nonce, NULL, NULL, m->ctx) &&
             EC_POINT_get_affine_coordinates(m->group, point, r, NULL, m->ctx) &&
             BN_nnmod(r, r, m->order, m->ctx) &&
             BN_mod_inverse(inverse, nonce, m->order, m->ctx) &&
             BN_mod_mul(s, r, key, m->order, m->ctx) && BN_mod_add(s, s, z, m->order, m->ctx) &&
             BN_mod_mul(s, s, inverse, m->order, m->ctx));
        BN_free(nonce);
    } while (BN_is_zero(r) || BN_is_zero(s));
    EC_POINT_free(point);
    BN_free(inverse);
    BN_free(z);
}

static size_t sign_ec(struct x509_maker *m, const BIGNUM *key, const uint8_t *hash,
                      uint8_t *out)
{
    BIGNUM *r = number(), *s = number();
    ecdsa(m, key, hash, r, s);
    uint8_t bytes[EC_BYTES];
    struct der d = {0};
    must(BN_bn2binpad(s, bytes, EC_BYTES) == EC_BYTES);
    der_unsigned(&d, bytes, EC_BYTES);
    must(BN_bn2binpad(r, bytes, EC_BYTES) == EC_BYTES);
    der_unsigned(&d, bytes, EC_BYTES);
    der_close(&d, DER_SEQUENCE, 0);
    size_t n = der_size(&d);
    memcpy(out, der_bytes(&d), n);
    der_free(&d);
    BN_free(r);
    BN_free(s);
    return n;
}

/* EMSA-PKCS1-v1_5 and the Chinese remainder form of RFC 8017, sections 9.2 and 5.2.1. */
static size_t sign_rsa(struct x509_maker *m, const struct x509_key *k, const uint8_t *hash,
                       uint8_t *out)
{
    static const uint8_t info[] = {0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01,
                                   0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04, 0x20};
    uint8_t text[RSA_BYTES] = {0x00, 0x01};
    size_t at = RSA_BYTES - SHA256_DIGEST_LENGTH - sizeof info;
    memset(text + 2, 0xff, at - 3);
    memcpy(text + at, info, sizeof info);
    memcpy(text + at + sizeof info, hash, SHA256_DIGEST_LENGTH);
    BIGNUM *c = BN_bin2bn(text, RSA_BYTES, NULL), *m1 = number(), *m2 = number(), *h = number();
    must(c && BN_nnmod(h, c, k->p, m->ctx) && BN_mod_exp(m1, h, k->dp, k->p, m->ctx) &&
         BN_nnmod(h, c, k->q, m->ctx) && BN_mod_exp(m2, h, k->dq, k->q, m->ctx));
    must(BN_mod_sub(h, m1, m2, k->p, m->ctx) && BN_mod_mul(h, h, k->inverse, k->p, m->ctx) &&
         BN_mul(h, h, k->q, m->ctx) && BN_add(h, h, m2));
    must(BN_bn2binpad(h, out, RSA_BYTES) == RSA_BYTES);
    BN_free(c);
    BN_free(m1);
    BN_free(m2);
    BN_free(h);
    return RSA_BYTES;
}

size_t x509_key_sign(struct x509_maker *m, const struct x509_key *k, const uint8_t *bytes,
                     size_t n, uint8_t out[X509_SIGNATURE_MAX])
{
    uint8_t hash[SHA256_DIGEST_LENGTH];
    SHA256(bytes, n, hash);
    return k->d ? sign_ec(m, k->d, hash, out) : sign_rsa(m, k, hash, out);
}
