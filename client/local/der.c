#include "client/local/der.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/clock.h"
#include "client/base/mem.h"

void der_free(struct der *d)
{
    free(d->data);
    *d = (struct der){0};
}

void der_reset(struct der *d)
{
    d->at = d->cap;
}

const uint8_t *der_bytes(const struct der *d)
{
    return d->data + d->at;
}

size_t der_size(const struct der *d)
{
    return d->cap - d->at;
}

static void make_room(struct der *d, size_t n)
{
    if (d->at >= n)
        return;
    size_t used = der_size(d), cap = d->cap ? d->cap : 2048;
    while (cap - used < n)
        cap *= 2;
    uint8_t *data = mem_alloc(cap, 1);
    if (used)
        memcpy(data + cap - used, der_bytes(d), used);
    free(d->data);
    *d = (struct der){.data = data, .at = cap - used, .cap = cap};
}

void der_put(struct der *d, const void *bytes, size_t n)
{
    if (!n)
        return;
    make_room(d, n);
    d->at -= n;
    memcpy(d->data + d->at, bytes, n);
}

void der_close(struct der *d, uint8_t tag, size_t mark)
{
    size_t n = der_size(d) - mark;
    uint8_t head[6], *p = head + sizeof head;
    if (n < 0x80) {
        *--p = (uint8_t)n;
    } else {
        uint8_t count = 0;
        for (; n; n >>= 8, count++)
            *--p = (uint8_t)n;
        *--p = (uint8_t)(0x80 | count);
    }
    der_put(d, p, (size_t)(head + sizeof head - p));
    der_put(d, &tag, 1);
}

void der_value(struct der *d, uint8_t tag, const void *bytes, size_t n)
{
    size_t mark = der_size(d);
    der_put(d, bytes, n);
    der_close(d, tag, mark);
}

void der_unsigned(struct der *d, const uint8_t *bytes, size_t n)
{
    static const uint8_t zero = 0;
    size_t mark = der_size(d);
    while (n > 1 && !bytes[0])
        bytes++, n--;
    der_put(d, bytes, n);
    if (n && bytes[0] & 0x80)
        der_put(d, &zero, 1);
    der_close(d, DER_INTEGER, mark);
}

void der_bit_string(struct der *d, const uint8_t *bytes, size_t n)
{
    static const uint8_t unused_bits = 0;
    size_t mark = der_size(d);
    der_put(d, bytes, n);
    der_put(d, &unused_bits, 1);
    der_close(d, DER_BIT_STRING, mark);
}

void der_time(struct der *d, int64_t real_ms)
{
    struct civil c;
    char text[40];
    civil_from_ms(real_ms, &c);
    int n = snprintf(text, sizeof text, "%04d%02d%02d%02d%02d%02dZ", c.year, c.month, c.day,
                     c.hour, c.minute, c.second);
    if (c.year < 2050)
        der_value(d, DER_UTC_TIME, text + 2, (size_t)n - 2);
    else
        der_value(d, DER_GENERALIZED_TIME, text, (size_t)n);
}
