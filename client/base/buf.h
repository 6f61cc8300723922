/*
 * base/buf: a growable byte string that cannot outgrow a bound somebody chose.
 *
 * Going past `max` sets `full`, drops what does not fit and keeps everything already there;
 * writers need not check each step, the reader checks `full` once. data is always
 * NUL-terminated after the first write (the NUL is not counted in len).
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "client/base/err.h"

struct buf {
    char *data; /* NULL until the first write */
    size_t len, cap, max;
    bool full;
};

#define BUF_INIT(limit) ((struct buf){.max = (limit)})

void buf_free(struct buf *b);          /* leaves an empty, usable buf */
void buf_wipe(struct buf *b) NONNULL;  /* the same for a secret: overwritten first */
void buf_reset(struct buf *b) NONNULL; /* len = 0, full = false, memory kept */
void buf_put(struct buf *b, const void *p, size_t n);
void buf_putc(struct buf *b, char c) NONNULL;
void buf_puts(struct buf *b, const char *s) NONNULL;
void buf_printf(struct buf *b, const char *fmt, ...) NONNULL PRINTF(2);
void buf_put_count(struct buf *b, uint64_t n) NONNULL; /* 1,261 */
/* The text so far, "" when nothing was written. Borrowed: valid until the next write. */
const char *buf_text(const struct buf *b) NONNULL;
char *buf_steal(struct buf *b) NONNULL MUST_USE; /* owned; the buf is empty afterwards */
