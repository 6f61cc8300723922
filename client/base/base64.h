/*
 * base/base64: RFC 4648 section 4, with padding and without line ends.
 *
 * Appended; what is full stays full, as with any buf.
 */
#pragma once

#include <stdint.h>

#include "client/base/buf.h"

void base64_put(struct buf *out, const uint8_t *p, size_t n) __attribute__((nonnull(1)));
/* false: not what base64_put() writes, up to unused bits at the end; out may hold a part. */
bool base64_take(struct buf *out, const char *text) NONNULL MUST_USE;
