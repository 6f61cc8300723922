/*
 * base/zone: time zones: what the wall clock shows at a moment, and back.
 *
 * Reads the system's zone files (TZif version 2 or later, RFC 8536) with their rule for the
 * years after the table; reads them itself because the C library keeps one zone for the whole
 * process. Names are looked for below /usr/share/zoneinfo only: absolute paths, ".." and
 * ":path" are refused, as are files with leap seconds. "UTC" needs no file. Owned: zone_free().
 */
#pragma once

#include "client/base/clock.h"

enum { ZONE_ABBR_MAX = 15, ZONE_NAME_MAX = 63 };

struct zone;

const struct zone *zone_utc(void);
/* By IANA name ("Europe/Berlin") or POSIX rule ("CET-1CEST,M3.5.0,M10.5.0/3"); NULL: failed. */
struct zone *zone_open(const char *name, struct err *err) NONNULL MUST_USE;
/* What $TZ says, else /etc/localtime, UTC where neither exists. `tz` NULL: unset. */
struct zone *zone_local(const char *tz, struct err *err) __attribute__((nonnull(2))) MUST_USE;
/* From the bytes of a zone file; `name` stands in messages. */
struct zone *zone_parse(const void *bytes, size_t n, const char *name,
                        struct err *err) NONNULL MUST_USE;
void zone_free(struct zone *z); /* zone_utc() may be given too */

struct zone_moment {
    int32_t offset_s; /* east of UTC */
    bool dst;
    char abbr[ZONE_ABBR_MAX + 1]; /* "CET", "+1030"; letters, digits, signs only */
};

/* Borrowed from the zone. */
const struct zone_moment *zone_at(const struct zone *z, int64_t real_ms) NONNULL;
void zone_civil(const struct zone *z, int64_t real_ms, struct civil *out) NONNULL;

enum zone_fit {
    ZONE_ONCE,
    ZONE_GAP, /* clocks were put forward over it: the result is later by as much as they were */
    ZONE_TWICE, /* clocks were put back: the result is the first of both */
};

/* The moment of a wall clock time; its weekday is ignored. */
enum zone_fit zone_instant(const struct zone *z, const struct civil *wall,
                           int64_t *real_ms) NONNULL;
