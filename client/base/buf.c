#include "client/base/buf.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

void buf_free(struct buf *b)
{
    size_t max;

    if (b == NULL)
        return;
    max = b->max;
    free(b->data);
    *b = BUF_INIT(max);
}

void buf_wipe(struct buf *b)
{
    if (b->data != NULL)
        explicit_bzero(b->data, b->cap);
    buf_free(b);
}

void buf_reset(struct buf *b)
{
    b->len = 0;
    b->full = false;
    if (b->data != NULL)
        b->data[0] = '\0';
}

void buf_put(struct buf *b, const void *p, size_t n)
{
    if (n > b->max - b->len) {
        b->full = true;
        n = b->max - b->len;
    }
    if (b->len + n + 1 > b->cap)
        b->data = mem_grow(b->data, &b->cap, b->len + n + 1, 1);
    if (n > 0)
        memcpy(b->data + b->len, p, n);
    b->len += n;
    b->data[b->len] = '\0';
}

void buf_putc(struct buf *b, char c)
{
    buf_put(b, &c, 1);
}

void buf_puts(struct buf *b, const char *s)
{
    buf_put(b, s, strlen(s));
}

void buf_printf(struct buf *b, const char *fmt, ...)
{
    va_list ap;
    char small[256];
    char *text = small;

    va_start(ap, fmt);
    int n = vsnprintf(small, sizeof small, fmt, ap);
    va_end(ap);
    if (n < 0)
        bug("bad format");
    if ((size_t)n >= sizeof small) {
        text = mem_alloc((size_t)n + 1, 1);
        va_start(ap, fmt);
        (void)vsnprintf(text, (size_t)n + 1, fmt, ap);
        va_end(ap);
    }
    buf_put(b, text, (size_t)n);
    if (text != small)
        free(text);
}

void buf_put_count(struct buf *b, uint64_t n)
{
    char digits[24];
    const int len = snprintf(digits, sizeof digits, "%" PRIu64, n);

    for (int i = 0; i < len; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            buf_putc(b, ',');
        buf_putc(b, digits[i]);
    }
}

const char *buf_text(const struct buf *b)
{
    return b->data != NULL ? b->data : "";
}

char *buf_steal(struct buf *b)
{
    char *data = b->data != NULL ? b->data : mem_strdup("");

    b->data = NULL;
    buf_free(b);
    return data;
}
