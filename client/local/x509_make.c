#include "client/local/x509_make.h"

#include <stdio.h>
#include <string.h>

static void put_u64(struct der *d, uint64_t number)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(number >> (56 - 8 * i));
    der_unsigned(d, bytes, sizeof bytes);
}

/* One attribute of a name; arc is the last number of 2.5.4.x. */
static void put_name_part(struct der *d, uint8_t arc, uint8_t tag, const char *text)
{
    if (!text)
        return;
    const uint8_t oid[] = {0x06, 0x03, 0x55, 0x04, arc};
    size_t mark = der_size(d);
    der_value(d, tag, text, strlen(text));
    der_put(d, oid, sizeof oid);
    der_close(d, DER_SEQUENCE, mark);
    der_close(d, DER_SET, mark);
}

static void put_name(struct der *d, const struct x509_name *n)
{
    size_t mark = der_size(d);
    put_name_part(d, 3, DER_UTF8_STRING, n->common);
    put_name_part(d, 11, DER_UTF8_STRING, n->unit);
    put_name_part(d, 10, DER_UTF8_STRING, n->organisation);
    put_name_part(d, 7, DER_UTF8_STRING, n->city);
    put_name_part(d, 8, DER_UTF8_STRING, n->state);
    put_name_part(d, 6, DER_PRINTABLE_STRING, n->country);
    der_close(d, DER_SEQUENCE, mark);
}

enum extension_weight { EXTENSION_PLAIN, EXTENSION_CRITICAL };

/* Wraps the value put in since `mark`; arc is the last number of 2.5.29.x. */
static void close_extension(struct der *d, uint8_t arc, enum extension_weight weight,
                            size_t mark)
{
    static const uint8_t yes = 0xff;
    const uint8_t oid[] = {0x06, 0x03, 0x55, 0x1d, arc};
    der_close(d, DER_OCTET_STRING, mark);
    if (weight == EXTENSION_CRITICAL)
        der_value(d, DER_BOOLEAN, &yes, 1);
    der_put(d, oid, sizeof oid);
    der_close(d, DER_SEQUENCE, mark);
}

static void put_crl_url(struct der *d, const char *url)
{
    size_t mark = der_size(d);
    if (!url)
        return;
    der_value(d, 0x86, url, strlen(url)); /* uniformResourceIdentifier */
    der_close(d, 0xa0, mark);             /* fullName */
    der_close(d, 0xa0, mark);             /* distributionPoint */
    der_close(d, DER_SEQUENCE, mark);
    der_close(d, DER_SEQUENCE, mark);
    close_extension(d, 31, EXTENSION_PLAIN, mark);
}

static void put_authority_key(struct der *d, const struct x509_key *signer)
{
    size_t mark = der_size(d);
    der_value(d, 0x80, x509_key_id(signer), X509_KEY_ID_BYTES);
    der_close(d, DER_SEQUENCE, mark);
    close_extension(d, 35, EXTENSION_PLAIN, mark);
}

static void put_extensions(struct der *d, const struct x509_spec *spec,
                           const struct x509_key *key, const struct x509_key *signer)
{
    static const uint8_t device_usage[] = {0x03, 0x02, 0x07, 0x80};
    static const uint8_t authority_usage[] = {0x03, 0x02, 0x01, 0x06};
    static const uint8_t device_basic[] = {0x30, 0x00};
    static const uint8_t authority_basic[] = {0x30, 0x03, 0x01, 0x01, 0xff};
    bool authority = spec->role == X509_AUTHORITY;
    size_t start = der_size(d), mark = start;
    put_crl_url(d, spec->crl_url);
    mark = der_size(d);
    der_put(d, authority ? authority_usage : device_usage, sizeof device_usage);
    close_extension(d, 15, EXTENSION_CRITICAL, mark);
    mark = der_size(d);
    if (authority)
        der_put(d, authority_basic, sizeof authority_basic);
    else
        der_put(d, device_basic, sizeof device_basic);
    close_extension(d, 19, EXTENSION_CRITICAL, mark);
    put_authority_key(d, signer);
    mark = der_size(d);
    der_value(d, DER_OCTET_STRING, x509_key_id(key), X509_KEY_ID_BYTES);
    close_extension(d, 14, EXTENSION_PLAIN, mark);
    der_close(d, DER_SEQUENCE, start);
    der_close(d, 0xa3, start);
}

/* out holds what is signed; afterwards the whole signed thing. */
static void seal(struct x509_maker *m, const struct x509_key *signer, struct der *out)
{
    uint8_t signature[X509_SIGNATURE_MAX];
    size_t n = x509_key_sign(m, signer, der_bytes(out), der_size(out), signature);
    struct der whole = {0};
    size_t algorithm_len;
    const uint8_t *algorithm = x509_key_algorithm(signer, &algorithm_len);
    der_bit_string(&whole, signature, n);
    der_put(&whole, algorithm, algorithm_len);
    der_put(&whole, der_bytes(out), der_size(out));
    der_close(&whole, DER_SEQUENCE, 0);
    der_free(out);
    *out = whole;
}

void x509_make_certificate(struct x509_maker *m, const struct x509_spec *spec,
                           const struct x509_key *key, const struct x509_signer *signer,
                           struct der *out)
{
    static const uint8_t version3[] = {0xa0, 0x03, 0x02, 0x01, 0x02};
    size_t n;
    der_reset(out);
    put_extensions(out, spec, key, signer->key);
    const uint8_t *bytes = x509_key_public(key, &n);
    der_put(out, bytes, n);
    put_name(out, &spec->subject);
    size_t mark = der_size(out);
    der_time(out, spec->not_after_ms);
    der_time(out, spec->not_before_ms);
    der_close(out, DER_SEQUENCE, mark);
    put_name(out, &signer->name);
    bytes = x509_key_algorithm(signer->key, &n);
    der_put(out, bytes, n);
    put_u64(out, spec->serial);
    der_put(out, version3, sizeof version3);
    der_close(out, DER_SEQUENCE, 0);
    seal(m, signer->key, out);
}

static void put_revocations(struct der *d, const struct x509_revocation *list, size_t n)
{
    size_t mark = der_size(d);
    for (size_t i = n; i > 0; i--) {
        size_t entry = der_size(d);
        der_time(d, list[i - 1].revoked_ms);
        put_u64(d, list[i - 1].serial);
        der_close(d, DER_SEQUENCE, entry);
    }
    if (n) /* an empty list must be absent: RFC 5280 section 5.1.2.6 */
        der_close(d, DER_SEQUENCE, mark);
}

void x509_make_crl(struct x509_maker *m, const struct x509_signer *signer, int64_t this_ms,
                   int64_t next_ms, const struct x509_revocation *list, size_t n,
                   struct der *out)
{
    static const uint8_t version2[] = {0x02, 0x01, 0x01};
    static const uint8_t one = 1;
    size_t algorithm_len;
    const uint8_t *algorithm = x509_key_algorithm(signer->key, &algorithm_len);
    der_reset(out);
    der_value(out, DER_INTEGER, &one, 1);
    close_extension(out, 20, EXTENSION_PLAIN, 0);
    put_authority_key(out, signer->key);
    der_close(out, DER_SEQUENCE, 0);
    der_close(out, 0xa0, 0);
    put_revocations(out, list, n);
    der_time(out, next_ms);
    der_time(out, this_ms);
    put_name(out, &signer->name);
    der_put(out, algorithm, algorithm_len);
    der_put(out, version2, sizeof version2);
    der_close(out, DER_SEQUENCE, 0);
    seal(m, signer->key, out);
}

void x509_serial_text(uint64_t serial, char out[17])
{
    char all[17];
    snprintf(all, sizeof all, "%016llx", (unsigned long long)serial);
    size_t from = 0;
    while (from < 14 && all[from] == '0' && all[from + 1] == '0')
        from += 2;
    memcpy(out, all + from, sizeof all - from);
}
