/*
 * local/x509: certificates and revocation lists as the registry stores and checks read them.
 *
 * Reading only (making them: local/x509_make). Refuses what libcrypto cannot parse and anything
 * longer than X509_DER_MAX. Formats: RFC 5280. Hex is lower case; a serial has no leading zero
 * byte; names are RFC 2253 order, one line, ASCII with escapes.
 */
#pragma once

#include <stdint.h>

#include "client/base/buf.h"

enum {
    X509_DER_MAX = 64 * 1024,        /* CertificatePem of the API is at most 64 Ki */
    X509_CRL_MAX = 64 * 1024 * 1024, /* a million revoked serials */
    X509_MODULUS_MAX = 1024,         /* RSA 8192, the longest that makes sense */
};

enum x509_key_type { X509_KEY_EC, X509_KEY_RSA, X509_KEY_OTHER };

struct x509_info {
    int64_t not_before_ms, not_after_ms;
    enum x509_key_type key_type;
    int key_bits;
    char serial[48];
    char key_id[48];           /* subject key identifier, "" if none */
    char authority_key_id[48]; /* "" if none */
    char fingerprint[65];      /* SHA-256 of the DER: the service's certificate id */
    char subject[512], issuer[512];
    uint8_t modulus[X509_MODULUS_MAX]; /* RSA: big endian, no leading zero */
    size_t modulus_len;                /* 0 for other keys */
};

bool x509_parse(const void *der, size_t n, struct x509_info *out,
                struct err *err) NONNULL MUST_USE;
void x509_pem(const void *der, size_t n, struct buf *out) NONNULL;
/* First certificate of a PEM text; *der is owned (free). */
bool x509_from_pem(const char *pem, uint8_t **der, size_t *n, struct err *err) NONNULL MUST_USE;
/* Not for security: lists of known keys are made of it. */
void x509_sha1(const void *bytes, size_t n, uint8_t out[20]) NONNULL;
void x509_fingerprint(const void *der, size_t n, char out[65]) NONNULL;
/* Does `signer` (a certificate) sign `der`? */
bool x509_signed_by(const void *der, size_t n, const void *signer, size_t signer_n) NONNULL;

struct x509_crl;
struct x509_crl *x509_crl_parse(const void *der, size_t n, struct err *err) NONNULL MUST_USE;
void x509_crl_free(struct x509_crl *crl);
/* Is it really of this issuer (name and signature)? */
bool x509_crl_issued_by(const struct x509_crl *crl, const void *signer, size_t n) NONNULL;
/* *revoked_ms: since when. Fast: serials are kept sorted. */
bool x509_crl_revokes(const struct x509_crl *crl, const char *serial_hex,
                      int64_t *revoked_ms) NONNULL;
size_t x509_crl_count(const struct x509_crl *crl) NONNULL;
