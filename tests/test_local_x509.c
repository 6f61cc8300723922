#include <criterion/criterion.h>
#include <stdlib.h>

#include "client/local/x509.h"
#include "client/local/x509_make.h"

static const int64_t day_ms = 86400000;
static const int64_t start_ms = 1795000000000; /* November 2026 */

struct pair {
    struct x509_maker *maker;
    struct x509_key *authority, *device;
    struct x509_signer signer;
    struct der authority_der, device_der;
};

typedef struct x509_key *key_fn(struct x509_maker *m);

static struct pair make_pair(uint64_t seed, key_fn *authority, key_fn *device)
{
    struct pair p = {.maker = x509_maker_new(seed)};
    p.authority = authority(p.maker);
    p.device = device(p.maker);
    p.signer = (struct x509_signer){
        p.authority,
        {.country = "NO", .organisation = "Port", .common = "Port Devices \xc3\xb8"}};
    struct x509_spec own = {.subject = p.signer.name,
                            .serial = 0x80000000000000a1u,
                            .not_before_ms = start_ms - 400 * day_ms,
                            .not_after_ms = start_ms + 9000 * day_ms,
                            .role = X509_AUTHORITY};
    x509_make_certificate(p.maker, &own, p.authority, &p.signer, &p.authority_der);
    struct x509_spec leaf = {.subject = {.common = "crane-07"},
                             .serial = 0x00c0ffee,
                             .not_before_ms = start_ms - 30 * day_ms,
                             .not_after_ms = start_ms + 30 * day_ms,
                             .crl_url = "http://crl.port.example/devices.crl"};
    x509_make_certificate(p.maker, &leaf, p.device, &p.signer, &p.device_der);
    return p;
}

static void free_pair(struct pair *p)
{
    der_free(&p->authority_der);
    der_free(&p->device_der);
    x509_key_free(p->authority);
    x509_key_free(p->device);
    x509_maker_free(p->maker);
}

Test(local_x509, certificates_say_what_they_were_made_with)
{
    static const struct {
        key_fn *authority, *device;
        enum x509_key_type authority_type, device_type;
        int bits;
    } rows[] = {
        {x509_key_ec, x509_key_ec, X509_KEY_EC, X509_KEY_EC, 256},
        {x509_key_rsa, x509_key_ec, X509_KEY_RSA, X509_KEY_EC, 256},
        {x509_key_ec, x509_key_rsa, X509_KEY_EC, X509_KEY_RSA, 2048},
        {x509_key_roca, x509_key_roca, X509_KEY_RSA, X509_KEY_RSA, 2048},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        struct pair p = make_pair(i, rows[i].authority, rows[i].device);
        struct x509_info ca, leaf;
        struct err err;
        cr_assert(
            x509_parse(der_bytes(&p.authority_der), der_size(&p.authority_der), &ca, &err),
            "row %zu: %s", i, err.text);
        cr_assert(x509_parse(der_bytes(&p.device_der), der_size(&p.device_der), &leaf, &err),
                  "row %zu: %s", i, err.text);
        cr_expect_eq(ca.key_type, rows[i].authority_type);
        cr_expect_eq(leaf.key_type, rows[i].device_type);
        cr_expect_eq(leaf.key_bits, rows[i].bits);
        cr_expect_eq(leaf.not_before_ms, start_ms - 30 * day_ms);
        cr_expect_eq(leaf.not_after_ms, start_ms + 30 * day_ms);
        cr_expect_eq(ca.not_after_ms, start_ms + 9000 * day_ms, "a GeneralizedTime");
        cr_expect_str_eq(leaf.serial, "c0ffee");
        cr_expect_str_eq(ca.serial, "80000000000000a1");
        cr_expect_str_eq(leaf.subject, "CN=crane-07");
        cr_expect_str_eq(leaf.issuer, "CN=Port Devices \\C3\\B8,O=Port,C=NO");
        cr_expect_str_eq(leaf.issuer, ca.subject);
        cr_expect_str_eq(leaf.authority_key_id, ca.key_id);
        cr_expect_neq(strcmp(leaf.key_id, ca.key_id), 0);
        cr_expect_eq(strlen(leaf.fingerprint), 64);
        cr_expect(x509_signed_by(der_bytes(&p.device_der), der_size(&p.device_der),
                                 der_bytes(&p.authority_der), der_size(&p.authority_der)));
        cr_expect(x509_signed_by(der_bytes(&p.authority_der), der_size(&p.authority_der),
                                 der_bytes(&p.authority_der), der_size(&p.authority_der)));
        cr_expect_not(x509_signed_by(der_bytes(&p.authority_der), der_size(&p.authority_der),
                                     der_bytes(&p.device_der), der_size(&p.device_der)));
        size_t n;
        const uint8_t *modulus = x509_key_modulus(p.device, &n);
        cr_expect_eq(leaf.modulus_len, n);
        cr_expect(n == 0 || memcmp(leaf.modulus, modulus, n) == 0);
        free_pair(&p);
    }
}

Test(local_x509, the_same_seed_gives_the_same_bytes)
{
    struct pair a = make_pair(7, x509_key_ec, x509_key_rsa);
    struct pair b = make_pair(7, x509_key_ec, x509_key_rsa);
    struct pair c = make_pair(8, x509_key_ec, x509_key_rsa);
    cr_assert_eq(der_size(&a.device_der), der_size(&b.device_der));
    cr_expect_arr_eq(der_bytes(&a.device_der), der_bytes(&b.device_der),
                     der_size(&a.device_der));
    cr_expect(der_size(&a.device_der) != der_size(&c.device_der) ||
              memcmp(der_bytes(&a.device_der), der_bytes(&c.device_der),
                     der_size(&a.device_der)) != 0);
    free_pair(&a);
    free_pair(&b);
    free_pair(&c);
}

Test(local_x509, pem_is_read_back)
{
    struct pair p = make_pair(1, x509_key_ec, x509_key_ec);
    struct buf pem = BUF_INIT(X509_DER_MAX);
    struct err err;
    uint8_t *der;
    size_t n;
    x509_pem(der_bytes(&p.device_der), der_size(&p.device_der), &pem);
    cr_assert(x509_from_pem(buf_text(&pem), &der, &n, &err), "%s", err.text);
    cr_assert_eq(n, der_size(&p.device_der));
    cr_expect_arr_eq(der, der_bytes(&p.device_der), n);
    cr_expect_not(x509_from_pem("-----BEGIN CERTIFICATE-----\nAAAA", &der, &n, &err));
    cr_expect_eq(err.kind, ERR_DECODE);
    free(der);
    buf_free(&pem);
    free_pair(&p);
}

Test(local_x509, damaged_certificates_are_refused)
{
    struct pair p = make_pair(2, x509_key_ec, x509_key_ec);
    size_t n = der_size(&p.device_der);
    for (size_t keep = 0; keep < n; keep += 7) {
        struct x509_info out;
        struct err err;
        cr_expect_not(x509_parse(der_bytes(&p.device_der), keep, &out, &err), "%zu bytes",
                      keep);
    }
    uint8_t *copy = malloc(n);
    memcpy(copy, der_bytes(&p.device_der), n);
    copy[n - 40] ^= 1;
    cr_expect_not(
        x509_signed_by(copy, n, der_bytes(&p.authority_der), der_size(&p.authority_der)),
        "a changed signature");
    free(copy);
    free_pair(&p);
}

Test(local_x509, revocation_lists)
{
    struct pair p = make_pair(3, x509_key_ec, x509_key_ec);
    struct x509_revocation list[300];
    for (size_t i = 0; i < COUNT_OF(list); i++)
        list[i] = (struct x509_revocation){0x1000 - i, start_ms - (int64_t)i * 1000};
    for (size_t count = 0; count <= COUNT_OF(list); count += 100) {
        struct der der = {0};
        struct err err;
        int64_t since = 0;
        x509_make_crl(p.maker, &p.signer, start_ms, start_ms + 7 * day_ms, list, count, &der);
        struct x509_crl *crl = x509_crl_parse(der_bytes(&der), der_size(&der), &err);
        cr_assert_not_null(crl, "%s", err.text);
        cr_expect_eq(x509_crl_count(crl), count);
        cr_expect(
            x509_crl_issued_by(crl, der_bytes(&p.authority_der), der_size(&p.authority_der)));
        cr_expect_not(
            x509_crl_issued_by(crl, der_bytes(&p.device_der), der_size(&p.device_der)));
        cr_expect_eq(x509_crl_revokes(crl, "1000", &since), count > 0);
        if (count > 0) {
            cr_expect_eq(since, start_ms);
            cr_expect(x509_crl_revokes(crl, "0ff0", &since));
            cr_expect_eq(since, start_ms - 16000);
        }
        cr_expect_not(x509_crl_revokes(crl, "c0ffee", &since));
        cr_expect_not(x509_crl_revokes(crl, "", &since));
        x509_crl_free(crl);
        der_free(&der);
    }
    struct err err;
    cr_expect_null(x509_crl_parse("\x30\x03\x02\x01", 4, &err));
    free_pair(&p);
}

Test(local_x509, serials_as_text)
{
    static const struct {
        uint64_t serial;
        const char *text;
    } rows[] = {
        {1, "01"},
        {0xabc, "0abc"},
        {0x00c0ffee, "c0ffee"},
        {UINT64_MAX, "ffffffffffffffff"},
    };
    for (size_t i = 0; i < COUNT_OF(rows); i++) {
        char text[17];
        x509_serial_text(rows[i].serial, text);
        cr_expect_str_eq(text, rows[i].text);
    }
}
