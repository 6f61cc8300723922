#include <stdlib.h>

#include "client/base/mem.h"
#include "client/base/zone_inside.h"

/* RFC 8536 section 3. */
enum {
    HEADER_BYTES = 44,
    MOMENT_BYTES = 6,
    COUNT_MAX = 4096, /* 17 times the longest table there is */
    MOMENTS_MAX = 256,
    OFFSET_MIN = -89999, /* 3.2 */
    OFFSET_MAX = 93599,
};

struct counts {
    uint32_t is_ut, is_standard, leaps, changes, moments, letters;
};

struct block {
    struct counts n;
    const uint8_t *changes, *change_to, *moments, *letters;
};

static int64_t big_endian(const uint8_t *p, size_t n)
{
    uint64_t v = (p[0] & 0x80) != 0 ? UINT64_MAX : 0;

    for (size_t i = 0; i < n; i++)
        v = v << 8 | p[i];
    return (int64_t)v;
}

static bool take(struct str *s, size_t n, const uint8_t **out)
{
    if (s->n < n)
        return false;
    *out = (const uint8_t *)s->p;
    s->p += n;
    s->n -= n;
    return true;
}

static bool take_header(struct str *s, struct counts *n)
{
    uint32_t *const slots[] = {&n->is_ut,   &n->is_standard, &n->leaps,
                               &n->changes, &n->moments,     &n->letters};
    const uint8_t *p;

    if (!take(s, HEADER_BYTES, &p) || memcmp(p, "TZif", 4) != 0 || p[4] < '2')
        return false;
    for (size_t i = 0; i < COUNT_OF(slots); i++) {
        int64_t v = big_endian(p + 20 + 4 * i, 4);

        if (v < 0 || v > COUNT_MAX)
            return false;
        *slots[i] = (uint32_t)v;
    }
    return true;
}

static bool take_block(struct str *s, size_t time_bytes, struct block *b)
{
    const uint8_t *unused;

    return take_header(s, &b->n) && take(s, b->n.changes * time_bytes, &b->changes) &&
           take(s, b->n.changes, &b->change_to) &&
           take(s, b->n.moments * (size_t)MOMENT_BYTES, &b->moments) &&
           take(s, b->n.letters, &b->letters) &&
           take(s, b->n.leaps * (time_bytes + 4), &unused) &&
           take(s, b->n.is_standard, &unused) && take(s, b->n.is_ut, &unused);
}

static bool read_moment(const struct block *b, size_t i, struct zone_moment *out)
{
    const uint8_t *p = b->moments + i * MOMENT_BYTES;
    int64_t offset = big_endian(p, 4);
    size_t at = p[5];

    if (offset < OFFSET_MIN || offset > OFFSET_MAX || p[4] > 1 || at >= b->n.letters)
        return false;
    const uint8_t *end = memchr(b->letters + at, '\0', b->n.letters - at);

    if (end == NULL)
        return false;
    struct str abbr = {(const char *)b->letters + at, (size_t)(end - b->letters) - at};

    if (!zone_abbr_valid(abbr))
        return false;
    out->offset_s = (int32_t)offset;
    out->dst = p[4] == 1;
    memcpy(out->abbr, abbr.p, abbr.n);
    return true;
}

static bool read_table(const struct block *b, struct zone *z)
{
    z->changes = b->n.changes;
    z->change_s = mem_alloc(b->n.changes + 1, sizeof *z->change_s);
    z->change_to = mem_alloc(b->n.changes + 1, sizeof *z->change_to);
    z->moments = mem_alloc(b->n.moments, sizeof *z->moments);
    for (size_t i = 0; i < b->n.moments; i++)
        if (!read_moment(b, i, &z->moments[i]))
            return false;
    for (size_t i = 0; i < b->n.changes; i++) {
        z->change_s[i] = big_endian(b->changes + 8 * i, 8);
        z->change_to[i] = b->change_to[i];
        if (z->change_to[i] >= b->n.moments || (i > 0 && z->change_s[i] <= z->change_s[i - 1]))
            return false;
    }
    return true;
}

static bool read_footer(struct str s, struct zone_rule *out)
{
    if (s.n < 2 || s.p[0] != '\n' || s.p[s.n - 1] != '\n')
        return false;
    s = (struct str){s.p + 1, s.n - 2};
    return s.n == 0 || zone_rule_parse(s, out);
}

struct zone *zone_parse(const void *bytes, size_t n, const char *name, struct err *err)
{
    struct str s = {bytes, n};
    struct block old = {0}, b = {0};
    struct zone *z = mem_alloc(1, sizeof *z);
    bool ok = take_block(&s, 4, &old) && take_block(&s, 8, &b) && b.n.moments > 0 &&
              b.n.moments <= MOMENTS_MAX && read_table(&b, z) && read_footer(s, &z->rule);

    if (ok && b.n.leaps == 0)
        return z;
    (void)err_set(err, ERR_CONFIG,
                  ok ? "time zone %.80s counts leap seconds, which nothing else here does"
                     : "time zone %.80s: not a zone file (TZif version 2 or later)",
                  name);
    (void)err_advise(err, "set TZ to a name such as Europe/Berlin, or to UTC");
    zone_free(z);
    return NULL;
}
