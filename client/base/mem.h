/*
 * base/mem: allocation that does not fail.
 *
 * Out of memory prints one line and aborts (the crash handler restores the terminal).
 * Whatever can be large comes from outside and is bounded before it gets here.
 */
#pragma once

#include <stddef.h>

#include "client/base/err.h"

void *mem_alloc(size_t n, size_t size) MUST_USE;             /* zeroed; owned, free() */
void *mem_resize(void *p, size_t n, size_t size) MUST_USE;   /* new part is not zeroed */
char *mem_strdup(const char *s) NONNULL MUST_USE;            /* owned */
char *mem_strndup(const char *s, size_t n) NONNULL MUST_USE; /* owned, NUL-terminated */
char *mem_printf(const char *fmt, ...) PRINTF(1) MUST_USE;   /* owned */
/*
 * Room for `need` items in a growable array: returns items, moved if it had to grow (doubling),
 * and updates *cap. Use: v = mem_grow(v, &cap, n + 1, sizeof *v); v[n++] = x;
 */
void *mem_grow(void *items, size_t *cap, size_t need, size_t size) MUST_USE;
/* After much was freed: the system gets it back (malloc_trim(3)); some ms. */
void mem_give_back(void);
/* A broken promise inside the program: prints where and what, aborts. */
_Noreturn void bug(const char *fmt, ...) PRINTF(1);
