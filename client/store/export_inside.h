/*
 * store/export_inside: how one cell is written in each format. For store/export*.c only.
 *
 * Texts given here went through base/safe already: no control characters, valid UTF-8.
 */
#pragma once

#include "client/base/buf.h"
#include "client/base/str.h"

enum { EXPORT_LINE_BYTES = 16 * 1024 * 1024 /* the largest record is an answer of 8 MB */ };

/* A spreadsheet would compute a cell that begins so. */
bool export_is_formula(struct str raw);
/* RFC 4180; guarded: with the quote that makes a spreadsheet take it for text. */
void export_put_csv(struct buf *out, struct str text, bool guarded) NONNULL;
/* One cell of a table in GitHub's Markdown: no markup, no HTML, no end of the cell. */
void export_put_markdown(struct buf *out, struct str text) NONNULL;

/* Lines of a txt that wait until enough are there to know how wide the columns are. */
typedef void export_line_fn(void *ctx, const struct buf *line);

struct export_ahead {
    export_line_fn *line;
    void *ctx;
    size_t n_columns, rows, at;
    int *widths;       /* owned; in cells */
    struct buf cells;  /* one after the other, each with a NUL */
    struct buf padded; /* the line being made */
    bool flowing;      /* widths are settled */
};
struct export_ahead export_ahead_new(size_t n_columns, export_line_fn *line, void *ctx);
void export_ahead_free(struct export_ahead *a) NONNULL;
void export_ahead_cell(struct export_ahead *a, struct str text) NONNULL;
void export_ahead_row(struct export_ahead *a) NONNULL;
void export_ahead_flush(struct export_ahead *a) NONNULL;
