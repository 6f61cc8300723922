#include "client/base/str.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

struct str str_of(const char *z)
{
    return (struct str){z, z != NULL ? strlen(z) : 0};
}

bool str_eq(struct str a, const char *z)
{
    return strlen(z) == a.n && (a.n == 0 || memcmp(a.p, z, a.n) == 0);
}

char str_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + ('a' - 'A')) : c;
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_lower(a[i]) != str_lower(b[i]))
            return false;
    return true;
}

bool str_eq_nocase(struct str a, const char *z)
{
    return strlen(z) == a.n && same_nocase(a.p, z, a.n);
}

bool str_starts(const char *s, const char *prefix)
{
    return strncmp(s, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *s, const char *suffix)
{
    size_t n = strlen(s), m = strlen(suffix);

    return n >= m && memcmp(s + n - m, suffix, m) == 0;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

struct str str_trim(struct str s)
{
    while (s.n > 0 && is_blank(s.p[0])) {
        s.p++;
        s.n--;
    }
    while (s.n > 0 && is_blank(s.p[s.n - 1]))
        s.n--;
    return s;
}

struct str str_cut(struct str s, char sep, struct str *rest)
{
    const char *at = s.n > 0 ? memchr(s.p, sep, s.n) : NULL;

    if (at == NULL) {
        *rest = (struct str){s.p + s.n, 0};
        return s;
    }
    size_t n = (size_t)(at - s.p);

    *rest = (struct str){at + 1, s.n - n - 1};
    return (struct str){s.p, n};
}

bool str_contains_nocase(const char *haystack, const char *needle)
{
    size_t n = strlen(needle), m = strlen(haystack);

    for (size_t i = 0; i + n <= m; i++)
        if (same_nocase(haystack + i, needle, n))
            return true;
    return false;
}

bool str_to_int(struct str s, int64_t min, int64_t max, int64_t *out)
{
    bool negative = s.n > 0 && s.p[0] == '-';
    int64_t value = 0;

    if (s.n == (negative ? 1U : 0U))
        return false;
    for (size_t i = negative ? 1 : 0; i < s.n; i++) {
        int digit = s.p[i] - '0';

        if (digit < 0 || digit > 9 || __builtin_mul_overflow(value, 10, &value) ||
            __builtin_sub_overflow(value, digit, &value))
            return false;
    }
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    if (value < min || value > max)
        return false;
    *out = value;
    return true;
}

bool str_to_double(struct str s, double *out)
{
    char text[64];
    char *end = NULL;

    if (s.n == 0 || s.n >= sizeof text || is_blank(s.p[0]))
        return false;
    for (size_t i = 0; i < s.n; i++)
        if (strchr("0123456789+-.eE", s.p[i]) == NULL || s.p[i] == '\0')
            return false;
    memcpy(text, s.p, s.n);
    text[s.n] = '\0';
    double value = strtod(text, &end);

    if (end != text + s.n || !isfinite(value))
        return false;
    *out = value;
    return true;
}

void str_hex(struct buf *out, const void *bytes, size_t n)
{
    static const char digits[] = "0123456789abcdef";
    const uint8_t *p = bytes;

    for (size_t i = 0; i < n; i++) {
        char pair[2] = {digits[p[i] >> 4], digits[p[i] & 15]};

        buf_put(out, pair, 2);
    }
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = str_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool str_unhex(struct str hex, uint8_t *out, size_t n)
{
    if (hex.n != 2 * n)
        return false;
    for (size_t i = 0; i < hex.n; i++)
        if (hex_digit(hex.p[i]) < 0)
            return false;
    for (size_t i = 0; i < n; i++)
        out[i] = (uint8_t)(hex_digit(hex.p[2 * i]) << 4 | hex_digit(hex.p[2 * i + 1]));
    return true;
}

static bool is_unreserved(char c)
{
    return (c >= '0' && c <= '9') || (str_lower(c) >= 'a' && str_lower(c) <= 'z') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void str_percent_encode(struct buf *out, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";

    for (size_t i = 0; i < s.n; i++) {
        uint8_t c = (uint8_t)s.p[i];
        char escape[3] = {'%', digits[c >> 4], digits[c & 15]};

        if (is_unreserved(s.p[i]))
            buf_putc(out, s.p[i]);
        else
            buf_put(out, escape, sizeof escape);
    }
}

bool str_percent_decode(struct buf *out, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        uint8_t c;

        if (s.p[i] != '%') {
            buf_putc(out, s.p[i]);
            continue;
        }
        if (s.n - i < 3 || !str_unhex((struct str){s.p + i + 1, 2}, &c, 1))
            return false;
        buf_put(out, &c, 1);
        i += 2;
    }
    return true;
}
