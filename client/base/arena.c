#include "client/base/arena.h"

#include <stdalign.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/base/mem.h"

/* One page of 25 findings decodes into about 40 KiB. */
enum { BLOCK_BYTES = 32 * 1024 };

struct block {
    struct block *next;
    size_t used, cap;
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct block *head;  /* the one being filled */
    struct block *spare; /* kept by arena_reset */
    size_t bytes;
};

struct arena *arena_new(void)
{
    return mem_alloc(1, sizeof(struct arena));
}

static void free_blocks(struct block *b)
{
    while (b != NULL) {
        struct block *next = b->next;

        free(b);
        b = next;
    }
}

void arena_free(struct arena *a)
{
    if (a == NULL)
        return;
    free_blocks(a->head);
    free_blocks(a->spare);
    free(a);
}

static void wipe_blocks(struct block *b)
{
    for (; b != NULL; b = b->next)
        explicit_bzero(b->data, b->cap);
}

void arena_wipe(struct arena *a)
{
    if (a == NULL)
        return;
    wipe_blocks(a->head);
    wipe_blocks(a->spare);
    arena_free(a);
}

void arena_reset(struct arena *a)
{
    while (a->head != NULL) {
        struct block *b = a->head;

        a->head = b->next;
        if (b->cap > BLOCK_BYTES) { /* one huge answer must not be paid for ever */
            a->bytes -= b->cap;
            free(b);
            continue;
        }
        b->next = a->spare;
        a->spare = b;
    }
}

size_t arena_bytes(const struct arena *a)
{
    return a->bytes;
}

static struct block *new_block(struct arena *a, size_t want)
{
    struct block *b;

    if (a->spare != NULL && want <= a->spare->cap) {
        b = a->spare;
        a->spare = b->next;
    } else {
        size_t cap = want > BLOCK_BYTES ? want : BLOCK_BYTES;

        b = mem_resize(NULL, 1, sizeof *b + cap);
        b->cap = cap;
        a->bytes += cap;
    }
    b->used = 0;
    b->next = a->head;
    a->head = b;
    return b;
}

void *arena_raw(struct arena *a, size_t bytes, size_t align)
{
    struct block *b = a->head;
    size_t at = b != NULL ? (b->used + align - 1) & ~(align - 1) : 0;

    if (bytes > SIZE_MAX / 4)
        bug("arena allocation of %zu bytes", bytes);
    if (b == NULL || at > b->cap || b->cap - at < bytes) {
        b = new_block(a, bytes);
        at = 0;
    }
    b->used = at + bytes;
    return b->data + at;
}

void *arena_alloc(struct arena *a, size_t n, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(n, size, &bytes))
        bug("arena allocation of %zu x %zu bytes", n, size);
    return memset(arena_raw(a, bytes, alignof(max_align_t)), 0, bytes);
}

const char *arena_strn(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_raw(a, n + 1, 1);

    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

const char *arena_str(struct arena *a, const char *s)
{
    return arena_strn(a, s, strlen(s));
}

const char *arena_printf(struct arena *a, const char *fmt, ...)
{
    va_list ap, again;

    va_start(ap, fmt);
    va_copy(again, ap);
    int n = vsnprintf(NULL, 0, fmt, ap);
    va_end(ap);
    if (n < 0)
        bug("bad format");
    char *text = arena_raw(a, (size_t)n + 1, 1);

    (void)vsnprintf(text, (size_t)n + 1, fmt, again);
    va_end(again);
    return text;
}
