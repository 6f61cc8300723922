/*
 * local/x509_make: certificates and revocation lists of fictional authorities (RFC 5280).
 *
 * Bytes depend on nothing but the arguments and the maker's generator. Serials are 64 bit
 * numbers, so that "a1b2..." fits the API's 20 characters. Names are the caller's, unchecked.
 */
#pragma once

#include "client/local/der.h"
#include "client/local/x509_key.h"

struct x509_name { /* members that are NULL are left out; UTF-8 */
    const char *country, *state, *city, *organisation, *unit, *common;
};

enum x509_role { X509_DEVICE, X509_AUTHORITY };

struct x509_spec {
    struct x509_name subject;
    uint64_t serial; /* not 0 */
    int64_t not_before_ms, not_after_ms;
    enum x509_role role;
    const char *crl_url; /* where the signer's list is; NULL: no such extension */
};

/* Whoever signs: a key and the name it signs under. Borrowed. */
struct x509_signer {
    const struct x509_key *key;
    struct x509_name name;
};

/* Replaces what is in out. signer's name and key may be the certificate's own (self-signed). */
void x509_make_certificate(struct x509_maker *m, const struct x509_spec *spec,
                           const struct x509_key *key, const struct x509_signer *signer,
                           struct der *out) NONNULL;

struct x509_revocation {
    uint64_t serial;
    int64_t revoked_ms;
};
void x509_make_crl(struct x509_maker *m, const struct x509_signer *signer, int64_t this_ms,
                   int64_t next_ms, const struct x509_revocation *list, size_t n,
                   struct der *out);
/* As x509_parse writes it. */
void x509_serial_text(uint64_t serial, char out[17]) NONNULL;
