#include "client/local/x509.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>
#include <stdlib.h>

#include "client/base/clock.h"
#include "client/base/mem.h"

static bool crypto_err(struct err *err, const char *what)
{
    char text[160];
    unsigned long code = ERR_get_error();
    ERR_error_string_n(code, text, sizeof text);
    ERR_clear_error();
    return err_set(err, ERR_DECODE, "%s: %s", what, code ? text : "not in the format expected");
}

static void to_hex(const uint8_t *bytes, size_t n, char *out, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    size_t at = 0;
    for (size_t i = 0; i < n && at + 2 < size; i++) {
        out[at++] = digits[bytes[i] >> 4];
        out[at++] = digits[bytes[i] & 15];
    }
    out[at] = '\0';
}

static bool time_ms(const ASN1_TIME *t, int64_t *out)
{
    struct tm tm;
    if (ASN1_TIME_to_tm(t, &tm) != 1)
        return false;
    struct civil c = {.year = tm.tm_year + 1900,
                      .month = tm.tm_mon + 1,
                      .day = tm.tm_mday,
                      .hour = tm.tm_hour,
                      .minute = tm.tm_min,
                      .second = tm.tm_sec};
    *out = civil_to_ms(&c);
    return true;
}

static void name_text(const X509_NAME *name, char *out, size_t size)
{
    out[0] = '\0';
    BIO *bio = BIO_new(BIO_s_mem());
    if (!bio)
        return;
    X509_NAME_print_ex(bio, name, 0, XN_FLAG_RFC2253);
    char *text;
    long n = BIO_get_mem_data(bio, &text);
    if (n > 0) {
        size_t keep = (size_t)n < size ? (size_t)n : size - 1;
        memcpy(out, text, keep);
        out[keep] = '\0';
    }
    BIO_free(bio);
}

/* libcrypto keeps the magnitude without leading zeros already. */
static void serial_text(const ASN1_INTEGER *serial, char *out, size_t size)
{
    to_hex(ASN1_STRING_get0_data(serial), (size_t)ASN1_STRING_length(serial), out, size);
}

static void key_id_text(const ASN1_OCTET_STRING *id, char *out, size_t size)
{
    out[0] = '\0';
    if (id)
        to_hex(ASN1_STRING_get0_data(id), (size_t)ASN1_STRING_length(id), out, size);
}

static bool read_modulus(const EVP_PKEY *key, struct x509_info *out)
{
    BIGNUM *n = NULL;
    if (EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_RSA_N, &n) != 1)
        return false;
    int bytes = BN_num_bytes(n);
    bool ok = bytes > 0 && bytes <= X509_MODULUS_MAX;
    if (ok)
        out->modulus_len = (size_t)BN_bn2bin(n, out->modulus);
    BN_free(n);
    return ok;
}

static bool read_key(const X509 *x, struct x509_info *out)
{
    const EVP_PKEY *key = X509_get0_pubkey(x);
    out->key_type = X509_KEY_OTHER;
    if (!key)
        return true; /* an algorithm we do not know is not a damaged certificate */
    out->key_bits = EVP_PKEY_get_bits(key);
    int type = EVP_PKEY_get_base_id(key);
    if (type == EVP_PKEY_EC)
        out->key_type = X509_KEY_EC;
    if (type != EVP_PKEY_RSA)
        return true;
    out->key_type = X509_KEY_RSA;
    return read_modulus(key, out);
}

static X509 *decode(const void *der, size_t n, struct err *err)
{
    if (n == 0 || n > X509_DER_MAX) {
        err_set(err, ERR_LIMIT, "a certificate of %zu bytes is not read (1 to %d)", n,
                X509_DER_MAX);
        return NULL;
    }
    const unsigned char *p = der;
    X509 *x = d2i_X509(NULL, &p, (long)n);
    if (!x)
        crypto_err(err, "certificate");
    return x;
}

bool x509_parse(const void *der, size_t n, struct x509_info *out, struct err *err)
{
    X509 *x = decode(der, n, err);
    if (!x)
        return false;
    *out = (struct x509_info){0};
    bool ok = time_ms(X509_get0_notBefore(x), &out->not_before_ms) &&
              time_ms(X509_get0_notAfter(x), &out->not_after_ms) && read_key(x, out);
    if (ok) {
        serial_text(X509_get0_serialNumber(x), out->serial, sizeof out->serial);
        key_id_text(X509_get0_subject_key_id(x), out->key_id, sizeof out->key_id);
        key_id_text(X509_get0_authority_key_id(x), out->authority_key_id,
                    sizeof out->authority_key_id);
        name_text(X509_get_subject_name(x), out->subject, sizeof out->subject);
        name_text(X509_get_issuer_name(x), out->issuer, sizeof out->issuer);
        x509_fingerprint(der, n, out->fingerprint);
    }
    X509_free(x);
    ERR_clear_error();
    return ok || crypto_err(err, "certificate");
}

void x509_fingerprint(const void *der, size_t n, char out[65])
{
    uint8_t hash[SHA256_DIGEST_LENGTH];
    SHA256(der, n, hash);
    to_hex(hash, sizeof hash, out, 65);
}

void x509_sha1(const void *bytes, size_t n, uint8_t out[20])
{
    SHA1(bytes, n, out);
}

void x509_pem(const void *der, size_t n, struct buf *out)
{
    enum { LINE_BYTES = 48 }; /* 64 characters, RFC 7468 */
    buf_puts(out, "-----BEGIN CERTIFICATE-----\n");
    for (size_t at = 0; at < n; at += LINE_BYTES) {
        unsigned char line[LINE_BYTES / 3 * 4 + 1];
        size_t part = n - at < LINE_BYTES ? n - at : LINE_BYTES;
        int len = EVP_EncodeBlock(line, (const unsigned char *)der + at, (int)part);
        buf_put(out, line, (size_t)len);
        buf_putc(out, '\n');
    }
    buf_puts(out, "-----END CERTIFICATE-----\n");
}

bool x509_from_pem(const char *pem, uint8_t **der, size_t *n, struct err *err)
{
    size_t len = strlen(pem);
    if (len > X509_DER_MAX)
        return err_set(err, ERR_LIMIT, "a certificate text of %zu bytes is not read", len);
    BIO *bio = BIO_new_mem_buf(pem, (int)len);
    X509 *x = bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
    BIO_free(bio);
    if (!x)
        return crypto_err(err, "certificate text");
    unsigned char *bytes = NULL;
    int size = i2d_X509(x, &bytes);
    X509_free(x);
    if (size <= 0)
        return crypto_err(err, "certificate text");
    *der = mem_alloc((size_t)size, 1);
    memcpy(*der, bytes, (size_t)size);
    *n = (size_t)size;
    OPENSSL_free(bytes);
    return true;
}

bool x509_signed_by(const void *der, size_t n, const void *signer, size_t signer_n)
{
    struct err ignored;
    X509 *x = decode(der, n, &ignored), *s = decode(signer, signer_n, &ignored);
    bool ok = x && s && X509_NAME_cmp(X509_get_issuer_name(x), X509_get_subject_name(s)) == 0 &&
              X509_verify(x, X509_get0_pubkey(s)) == 1;
    X509_free(x);
    X509_free(s);
    ERR_clear_error();
    return ok;
}

struct crl_entry {
    char serial[48];
    int64_t revoked_ms;
};

struct x509_crl {
    X509_CRL *crl;
    struct crl_entry *entries; /* sorted by serial */
    size_t n;
};

static int by_serial(const void *a, const void *b)
{
    const struct crl_entry *x = a, *y = b;
    return strcmp(x->serial, y->serial);
}

struct x509_crl *x509_crl_parse(const void *der, size_t n, struct err *err)
{
    if (n == 0 || n > X509_CRL_MAX) {
        err_set(err, ERR_LIMIT, "a revocation list of %zu bytes is not read", n);
        return NULL;
    }
    const unsigned char *p = der;
    X509_CRL *decoded = d2i_X509_CRL(NULL, &p, (long)n);
    if (!decoded) {
        crypto_err(err, "revocation list");
        return NULL;
    }
    struct x509_crl *c = mem_alloc(1, sizeof *c);
    c->crl = decoded;
    STACK_OF(X509_REVOKED) *list = X509_CRL_get_REVOKED(decoded);
    int count = list ? sk_X509_REVOKED_num(list) : 0;
    c->entries = mem_alloc((size_t)count + 1, sizeof *c->entries);
    for (int i = 0; i < count; i++) {
        const X509_REVOKED *rev = sk_X509_REVOKED_value(list, i);
        struct crl_entry *e = &c->entries[c->n++];
        serial_text(X509_REVOKED_get0_serialNumber(rev), e->serial, sizeof e->serial);
        if (!time_ms(X509_REVOKED_get0_revocationDate(rev), &e->revoked_ms)) {
            crypto_err(err, "revocation date");
            x509_crl_free(c);
            return NULL;
        }
    }
    qsort(c->entries, c->n, sizeof *c->entries, by_serial);
    return c;
}

void x509_crl_free(struct x509_crl *crl)
{
    if (!crl)
        return;
    X509_CRL_free(crl->crl);
    free(crl->entries);
    free(crl);
}

bool x509_crl_issued_by(const struct x509_crl *crl, const void *signer, size_t n)
{
    struct err ignored;
    X509 *s = decode(signer, n, &ignored);
    bool ok = s &&
              X509_NAME_cmp(X509_CRL_get_issuer(crl->crl), X509_get_subject_name(s)) == 0 &&
              X509_CRL_verify(crl->crl, X509_get0_pubkey(s)) == 1;
    X509_free(s);
    ERR_clear_error();
    return ok;
}

bool x509_crl_revokes(const struct x509_crl *crl, const char *serial_hex, int64_t *revoked_ms)
{
    struct crl_entry key = {0};
    size_t n = strlen(serial_hex);
    if (n >= sizeof key.serial)
        return false;
    memcpy(key.serial, serial_hex, n);
    const struct crl_entry *e =
        bsearch(&key, crl->entries, crl->n, sizeof *crl->entries, by_serial);
    if (e)
        *revoked_ms = e->revoked_ms;
    return e != NULL;
}

size_t x509_crl_count(const struct x509_crl *crl)
{
    return crl->n;
}
