/*
 * views/list_export: the rows of a list as a file: those it shows, in its order and columns.
 *
 * csv, md and txt have the columns of the list; csv also the one that identifies a row. json
 * and ndjson have an object a row with every column of the table by the name that filters use
 * (texts as the service wrote them, times in seconds since 1970; an absent cell is left out).
 * ocsf is refused by lists that are neither findings nor alarms. See store/export.
 */
#pragma once

#include "client/store/export.h"
#include "views/list_view.h"

enum list_rows {
    LIST_ROWS_SHOWN,
    LIST_ROWS_MARKED,
    LIST_ROWS_CURRENT, /* the one under the cursor */
};

struct list_export {
    struct list_view *view;
    enum list_rows rows;
    enum export_format format;
    uint32_t limit; /* rows at most; 0: all */
    export_write_fn *write;
    void *ctx;
};

/* *rows: how many were written. ERR_USAGE: not in this format; ERR_LIMIT: write() took no
 * more. */
bool list_export(const struct list_export *x, uint32_t *rows, struct err *err) NONNULL MUST_USE;

/* The same of a list without a table, its cells as they are written (tui/list);
 * LIST_ROWS_CURRENT and _SHOWN. csv, md and txt alone. */
struct pane_export {
    const struct list_pane *pane;
    enum list_rows rows;
    enum export_format format;
    uint32_t limit; /* 0: all */
    export_write_fn *write;
    void *ctx;
};
bool pane_export(const struct pane_export *x, uint32_t *rows, struct err *err) NONNULL MUST_USE;
