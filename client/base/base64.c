#include "client/base/base64.h"

#include <string.h>

static const char base64_digits[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

void base64_put(struct buf *out, const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i += 3) {
        uint32_t v = (uint32_t)p[i] << 16;
        v |= i + 1 < n ? (uint32_t)p[i + 1] << 8 : 0;
        v |= i + 2 < n ? (uint32_t)p[i + 2] : 0;
        buf_putc(out, base64_digits[v >> 18]);
        buf_putc(out, base64_digits[(v >> 12) & 63]);
        buf_putc(out, i + 1 < n ? base64_digits[(v >> 6) & 63] : '=');
        buf_putc(out, i + 2 < n ? base64_digits[v & 63] : '=');
    }
}

static int base64_value(char c)
{
    const char *at = c ? strchr(base64_digits, c) : NULL;
    return at ? (int)(at - base64_digits) : -1;
}

bool base64_take(struct buf *out, const char *text)
{
    size_t n = strlen(text);
    if (n % 4 != 0)
        return false;
    for (size_t i = 0; i < n; i += 4) {
        uint32_t v = 0;
        int pad = 0;
        for (size_t j = 0; j < 4; j++) {
            bool last = i + 4 == n && j >= 2 && text[i + j] == '=';
            int digit = last ? 0 : base64_value(text[i + j]);
            if (digit < 0 || (pad > 0 && !last))
                return false;
            pad += last;
            v = v << 6 | (uint32_t)digit;
        }
        for (int j = 0; j < 3 - pad; j++)
            buf_putc(out, (char)(v >> (16 - 8 * j) & 0xff));
    }
    return true;
}
