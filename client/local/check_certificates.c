#include "client/local/audit_inside.h"
#include "client/local/roca.h"
#include "client/local/weak_keys.h"
#include "client/local/x509.h"

/* A row of certificate or ca, as far as a check asked for it. */
struct certificate {
    const char *cert_id;
    int64_t not_after_ms, activated_ms;
    const void *der;
    size_t der_n;
};
static struct certificate certificate_of(struct db_stmt *s)
{
    struct certificate c = {
        .cert_id = db_text(s, 1), .not_after_ms = db_int(s, 2), .activated_ms = db_int(s, 3)};

    c.der = db_blob(s, 4, &c.der_n);
    return c;
}

#define DEVICE_DATES                                                                 \
    "SELECT id, cert_id, not_after_ms, ifnull(activated_ms, created_ms), NULL FROM " \
    "certificate"                                                                    \
    " WHERE id > ?1 AND created_ms <= ?2 AND " LIVE_CERTIFICATE " ORDER BY id"
#define DEVICE_DERS                                             \
    "SELECT id, cert_id, not_after_ms, 0, der FROM certificate" \
    " WHERE id > ?1 AND created_ms <= ?2 AND " LIVE_CERTIFICATE " ORDER BY id"
#define CA_ROWS                                        \
    "SELECT id, cert_id, not_after_ms, 0, der FROM ca" \
    " WHERE id > ?1 AND created_ms <= ?2 AND " LIVE_CERTIFICATE " ORDER BY id"

static const char *resource_of(const struct check_run *r, const struct certificate *c)
{
    return audit_resource_of(r->check, c->cert_id, NULL, NULL, r->arena);
}

static bool look_expiry(struct check_run *r, struct db_stmt *s, struct err *err)
{
    struct certificate c = certificate_of(s);
    bool past = c.not_after_ms <= r->as_of_ms;

    if (c.not_after_ms > r->as_of_ms + r->threshold_ms)
        return true;
    return check_report(r,
                        &(struct check_finding){
                            .resource = resource_of(r, &c),
                            .reason = past ? "CERTIFICATE_PAST_EXPIRATION"
                                           : "CERTIFICATE_APPROACHING_EXPIRATION",
                            .text = past ? "Certificate is past its expiration."
                                         : "Certificate is approaching its expiration.",
                            .info = {"EXPIRATION_TIME", c.not_after_ms},
                        },
                        err);
}

bool check_device_expiring(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, DEVICE_DATES, look_expiry, done, err);
}

bool check_ca_expiring(struct check_run *r, bool *done, struct err *err)
{
    r->threshold_ms = AUDIT_CA_EXPIRY_DAYS * DAY_MS;
    return check_each(r, CA_ROWS, look_expiry, done, err);
}

static bool look_age(struct check_run *r, struct db_stmt *s, struct err *err)
{
    struct certificate c = certificate_of(s);
    int64_t age_ms = r->as_of_ms - c.activated_ms;

    if (age_ms < r->threshold_ms)
        return true;
    return check_report(
        r,
        &(struct check_finding){
            .resource = resource_of(r, &c),
            .reason = "CERTIFICATE_PAST_AGE_THRESHOLD",
            .text = arena_printf(
                r->arena, "Certificate has been active for %lld days, the threshold is %lld.",
                (long long)(age_ms / DAY_MS), (long long)(r->threshold_ms / DAY_MS)),
            .info = {"ACTIVATION_TIME", c.activated_ms},
        },
        err);
}

bool check_device_age(struct check_run *r, bool *done, struct err *err)
{
    return check_each(r, DEVICE_DATES, look_age, done, err);
}

/* The OBJECT IDENTIFIER rsaEncryption (RFC 8017 A.1): without it there is no modulus to look
 * at, and finding that out costs a hundredth of taking the certificate apart. */
static bool may_hold_rsa(const struct certificate *c)
{
    static const unsigned char rsa[] = {0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01};

    return memmem(c->der, c->der_n, rsa, sizeof rsa) != NULL;
}

static bool look_key(struct check_run *r, struct db_stmt *s, struct err *err)
{
    struct certificate c = certificate_of(s);
    struct x509_info *info = NULL;
    struct check_finding f = {.info = {NULL, -1}};

    if (c.der == NULL || !may_hold_rsa(&c))
        return true;
    info = arena_alloc(r->arena, 1, sizeof *info);
    if (!x509_parse(c.der, c.der_n, info, err))
        return err_at(err, "certificate %s", c.cert_id);
    if (info->modulus_len == 0)
        return true;
    f.resource = resource_of(r, &c);
    if (roca_fingerprint(info->modulus, info->modulus_len)) {
        f.reason = "CERTIFICATE_KEY_VULNERABILITY_CVE-2017-15361";
        f.text = "Certificate's RSA key was made by a library with predictable primes (ROCA).";
        if (!check_report(r, &f, err))
            return false;
    }
    if (!weak_keys_has(*r->weak_keys, info->modulus, info->modulus_len))
        return true;
    f.reason = "CERTIFICATE_KEY_VULNERABILITY_CVE-2008-0166";
    f.text = "Certificate's RSA key is one of the few a broken random number generator makes.";
    return check_report(r, &f, err);
}

static bool look_keys(struct check_run *r, const char *sql, bool *done, struct err *err)
{
    if (*r->weak_keys == NULL && !weak_keys_open(r->weak_keys, err))
        return false;
    return check_each(r, sql, look_key, done, err);
}

bool check_device_keys(struct check_run *r, bool *done, struct err *err)
{
    return look_keys(r, DEVICE_DERS, done, err);
}

bool check_ca_keys(struct check_run *r, bool *done, struct err *err)
{
    return look_keys(r, CA_ROWS, done, err);
}
