/*
 * views/suppressions_rows: the rows of the worklist of suppressions: columns, cells, and what a
 * row says once more as a record. For views/suppressions only.
 *
 * A suppression has no id: its check and resource are. What it hides, and whether somebody saw
 * it before, is not in the table and looked up for visible rows only.
 */
#pragma once

#include "client/api/suppressions.h"
#include "client/store/hidden.h"
#include "client/store/seen.h"
#include "views/list_view.h"

#define SUPPRESSION_DAY_MS   (INT64_C(24) * 3600 * 1000)
#define SUPPRESSION_FOR_EVER INT64_C(253402300799000) /* the last second of 9999: sorts last */

enum {
    S_ID,
    S_END,
    S_CHECK,
    S_KIND,
    S_RESOURCE,
    S_OWNER,
    S_TICKET,
    S_SINCE,
    S_DESCRIPTION,
    S_WORDS,
    S_COLUMNS
};

struct suppressions {
    struct list_view view; /* first: cells find the rest from it */
    struct app *app;
    struct source *source;
    struct hidden *hidden;
    struct seen seen; /* at the last visit */
    uint64_t changes; /* when the list was asked for */
};

extern const struct table_spec suppressions_table;
extern const struct list_view_spec suppressions_view_spec;

int64_t suppressions_end(const struct suppressions *s, uint32_t row) NONNULL;
int64_t suppressions_hides(const struct suppressions *s, uint32_t row) NONNULL;
/* Made elsewhere since somebody looked last. */
bool suppressions_is_new(const struct suppressions *s, uint32_t row) NONNULL;
/* As the service gave it, in the arena: the table holds all of it. */
const struct audit_suppression *suppressions_record(const struct suppressions *s, uint32_t row,
                                                    struct arena *a) NONNULL;
/* Key of the resource, in the arena. */
const char *suppressions_key(const struct suppressions *s, uint32_t row,
                             struct arena *a) NONNULL;
/* "cert 3f9a0c1d22e8.." */
void suppressions_name(const struct list_view *v, uint32_t row, struct buf *out);
/* "57 in force, 3 end within 7d, 2 never". */
void suppressions_counts(const struct suppressions *s, struct buf *out) NONNULL;
