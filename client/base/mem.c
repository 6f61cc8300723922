#include "client/base/mem.h"

#include <malloc.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *checked(void *p, size_t bytes)
{
    if (p == NULL)
        bug("out of memory (%zu bytes)", bytes);
    return p;
}

static size_t product(size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes) || bytes > PTRDIFF_MAX)
        bug("allocation of %zu x %zu bytes", n, size);
    return bytes > 0 ? bytes : 1;
}

void *mem_alloc(size_t n, size_t size)
{
    size_t bytes = product(n, size);

    return checked(calloc(1, bytes), bytes);
}

void *mem_resize(void *p, size_t n, size_t size)
{
    size_t bytes = product(n, size);

    return checked(realloc(p, bytes), bytes);
}

char *mem_strdup(const char *s)
{
    return mem_strndup(s, strlen(s));
}

char *mem_strndup(const char *s, size_t n)
{
    char *copy = mem_alloc(n + 1, 1);

    memcpy(copy, s, n);
    return copy;
}

char *mem_printf(const char *fmt, ...)
{
    va_list ap;
    char *text = NULL;

    va_start(ap, fmt);
    int n = vasprintf(&text, fmt, ap);
    va_end(ap);
    return checked(n < 0 ? NULL : text, 0);
}

void *mem_grow(void *items, size_t *cap, size_t need, size_t size)
{
    size_t want = *cap > 0 ? *cap : 8;

    if (need <= *cap)
        return items;
    while (want < need)
        want *= 2;
    items = mem_resize(items, want, size);
    *cap = want;
    return items;
}

void bug(const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    (void)fputs("picket: internal error: ", stderr);
    (void)vfprintf(stderr, fmt, ap);
    (void)fputc('\n', stderr);
    va_end(ap);
    abort();
}

void mem_give_back(void)
{
    (void)malloc_trim(0);
}
