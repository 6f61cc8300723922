/*
 * base/cidr: networks and single addresses, IPv4 and IPv6, and whether one holds another.
 *
 * "10.0.0.0/8", "2001:db8::/32", "192.0.2.7" (all bits). Host bits beyond the prefix do not
 * count. Source: RFC 4632, RFC 4291.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "client/base/err.h"

struct cidr {
    uint8_t bytes[16];
    uint8_t length; /* 4 or 16 */
    uint8_t bits;   /* 0 .. 8 * length */
};

/* false: no such text. */
bool cidr_read(const char *text, struct cidr *out) NONNULL MUST_USE;
/* The whole of `part` lies in `net`; never across families. */
bool cidr_holds(const struct cidr *net, const struct cidr *part) NONNULL MUST_USE;
