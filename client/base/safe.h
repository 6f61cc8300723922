/*
 * base/safe: the only way for text from outside to a cell, a log, stdout or stderr.
 *
 * Controls become "^[" or "\u009b", hidden code points "\u{202e}", bytes that are not UTF-8
 * "\xNN"; at most SAFE_COMBINING combining marks a cell and none at the start; input is cut at
 * SAFE_INPUT_MAX bytes. What comes out is printable UTF-8 that never moves a cursor.
 */
#pragma once

#include "client/base/utf8.h"

enum {
    SAFE_COMBINING = 2,
    SAFE_INPUT_MAX = 64 * 1024, /* more of one field than anybody reads */
};

struct safe_cell {
    uint32_t cp;
    uint32_t mark[SAFE_COMBINING]; /* combining marks, 0: none */
    uint8_t width;                 /* 1 or 2 */
    bool suspicious;               /* stands for something that was not shown as it came */
};

/* Reads cell after cell. */
struct safe_reader {
    struct str rest;
    char pending[12]; /* of an escape being spelled out */
    uint8_t pending_len, pending_at;
};
void safe_reader_init(struct safe_reader *r, struct str text) NONNULL;
bool safe_next(struct safe_reader *r, struct safe_cell *out) NONNULL; /* false at the end */

void safe_text(struct buf *out, struct str text) NONNULL; /* the whole of it, as UTF-8 */
int safe_width(struct str text);                          /* in cells */
/* Printable ASCII only, everything else and the backslash spelled out: two texts that look the
 * same are the same. For ids on confirm screens. */
void safe_ascii(struct buf *out, struct str text) NONNULL;
