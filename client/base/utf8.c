#include "client/base/utf8.h"

#include "client/base/utf8_ranges.h"

enum { REPLACEMENT = 0xfffd, LAST_CP = 0x10ffff };

/* What the first byte announces: RFC 3629 section 4. */
struct lead {
    uint8_t first, last; /* of the first byte */
    uint8_t low, high;   /* of the second: keeps out overlong forms and surrogates */
    uint8_t more;        /* bytes after the first */
};

static const struct lead leads[] = {
    {0xc2, 0xdf, 0x80, 0xbf, 1}, {0xe0, 0xe0, 0xa0, 0xbf, 2}, {0xe1, 0xec, 0x80, 0xbf, 2},
    {0xed, 0xed, 0x80, 0x9f, 2}, {0xee, 0xef, 0x80, 0xbf, 2}, {0xf0, 0xf0, 0x90, 0xbf, 3},
    {0xf1, 0xf3, 0x80, 0xbf, 3}, {0xf4, 0xf4, 0x80, 0x8f, 3},
};

static const struct lead *lead_of(uint8_t byte)
{
    for (size_t i = 0; i < COUNT_OF(leads); i++)
        if (byte >= leads[i].first && byte <= leads[i].last)
            return &leads[i];
    return NULL;
}

/* Length of the sequence at p, 0 when it is not one. */
static size_t sequence(const uint8_t *p, size_t n, uint32_t *cp)
{
    const struct lead *l = lead_of(p[0]);

    if (l == NULL || n <= l->more || p[1] < l->low || p[1] > l->high)
        return 0;
    uint32_t v = p[0] & (0x3fU >> l->more);

    for (size_t i = 1; i <= l->more; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        v = v << 6 | (p[i] & 0x3fU);
    }
    *cp = v;
    return (size_t)l->more + 1;
}

uint32_t utf8_next(struct str *s, bool *valid)
{
    const uint8_t *p = (const uint8_t *)s->p;
    uint32_t cp = p[0];
    size_t used = cp < 0x80 ? 1 : sequence(p, s->n, &cp);

    *valid = used > 0;
    if (used == 0) {
        used = 1;
        cp = REPLACEMENT;
    }
    s->p += used;
    s->n -= used;
    return cp;
}

size_t utf8_put(char out[4], uint32_t cp)
{
    if (cp < 0x80) {
        out[0] = (char)cp;
        return 1;
    }
    size_t more = cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;

    for (size_t i = more; i > 0; i--, cp >>= 6)
        out[i] = (char)(0x80 | (cp & 0x3f));
    out[0] = (char)((0xff00U >> (more + 1) & 0xffU) | cp);
    return more + 1;
}

bool utf8_valid(struct str s)
{
    bool valid = true;

    while (valid && s.n > 0)
        (void)utf8_next(&s, &valid);
    return valid;
}

size_t utf8_count(struct str s)
{
    size_t n = 0;
    bool valid;

    for (; s.n > 0; n++)
        (void)utf8_next(&s, &valid);
    return n;
}

static bool within(const struct cp_range *table, size_t n, uint32_t cp)
{
    size_t low = 0;

    while (low < n) {
        size_t mid = low + (n - low) / 2;

        if (cp > table[mid].last)
            low = mid + 1;
        else if (cp < table[mid].first)
            n = mid;
        else
            return true;
    }
    return false;
}

enum cp_class utf8_class(uint32_t cp)
{
    if (cp < 0x7f)
        return cp < 0x20 ? CP_CONTROL : CP_PRINT;
    if (cp < 0xa0)
        return CP_CONTROL;
    if (cp < 0x300)
        return cp == 0xad ? CP_HIDDEN : CP_PRINT;
    if (cp > LAST_CP || within(hidden, COUNT_OF(hidden), cp))
        return CP_HIDDEN;
    if (within(combining, COUNT_OF(combining), cp))
        return CP_COMBINING;
    return within(wide, COUNT_OF(wide), cp) ? CP_WIDE : CP_PRINT;
}
