/*
 * base/arena: bump allocation with one owner and one free.
 *
 * Everything decoded from one answer lives in one arena; whoever owns the answer owns the
 * arena. Nothing inside is freed singly. Out of memory aborts.
 */
#pragma once

#include <stddef.h>

#include "client/base/err.h"

struct arena;

struct arena *arena_new(void) MUST_USE;
void arena_free(struct arena *a); /* NULL is fine */
void arena_wipe(struct arena *a); /* the same, and what was in it is overwritten first */
/* Forgets all, keeps the blocks for reuse: for the page after this one. */
void arena_reset(struct arena *a) NONNULL;
size_t arena_bytes(const struct arena *a) NONNULL; /* held from malloc */
/* Zeroed, aligned for any type. Never NULL. */
void *arena_alloc(struct arena *a, size_t n, size_t size) NONNULL MUST_USE;
/* Not zeroed, aligned to `align` (a power of two): the fast path for text and JSON nodes. */
void *arena_raw(struct arena *a, size_t bytes, size_t align) NONNULL MUST_USE;
const char *arena_str(struct arena *a, const char *s) NONNULL MUST_USE;
/* NUL-terminated copy of n bytes. */
const char *arena_strn(struct arena *a, const char *s, size_t n) NONNULL MUST_USE;
const char *arena_printf(struct arena *a, const char *fmt, ...) NONNULL PRINTF(2) MUST_USE;
