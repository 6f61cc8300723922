/*
 * local/der: writes DER (X.690) from the end to the start, so that a length is known when its
 * header is written: put the last member first, then close the group.
 *
 * Only what certificates and revocation lists need. Lengths up to 4 GiB.
 */
#pragma once

#include <stdint.h>

#include "client/base/err.h"

struct der {
    uint8_t *data; /* the text so far is data[at] .. data[cap - 1] */
    size_t at, cap;
};

enum der_tag {
    DER_BOOLEAN = 0x01,
    DER_INTEGER = 0x02,
    DER_BIT_STRING = 0x03,
    DER_OCTET_STRING = 0x04,
    DER_UTF8_STRING = 0x0c,
    DER_PRINTABLE_STRING = 0x13,
    DER_UTC_TIME = 0x17,
    DER_GENERALIZED_TIME = 0x18,
    DER_SEQUENCE = 0x30,
    DER_SET = 0x31,
};

void der_free(struct der *d);
void der_reset(struct der *d) NONNULL;                 /* keeps the memory */
const uint8_t *der_bytes(const struct der *d) NONNULL; /* borrowed until the next write */
size_t der_size(const struct der *d) NONNULL;
/* Bytes as they are, in front of what is there. */
void der_put(struct der *d, const void *bytes, size_t n);
/* Wraps all that was put in since the size was `mark`. */
void der_close(struct der *d, uint8_t tag, size_t mark) NONNULL;
void der_value(struct der *d, uint8_t tag, const void *bytes, size_t n);
/* An unsigned big endian number; leading zeros are taken off. */
void der_unsigned(struct der *d, const uint8_t *bytes, size_t n);
void der_bit_string(struct der *d, const uint8_t *bytes, size_t n);
/* UTCTime until 2049, GeneralizedTime after (RFC 5280 section 4.1.2.5). */
void der_time(struct der *d, int64_t real_ms) NONNULL;
