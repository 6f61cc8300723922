/*
 * store/regions: several regions of one account, looked at together.
 *
 * The first is home: whatever is changed, opened or kept belongs there. The others are only
 * read, each through a client of its own that has no gate. A table over several regions has one
 * column more, REGION_COLUMN, and rows from elsewhere carry their region in front of their key
 * (store/table, table_from()). Texts are copied where a struct has room for them.
 */
#pragma once

#include "client/net/call.h"
#include "client/store/table.h"

enum {
    REGIONS_MAX = 16, /* asked at once for every list; a team watches a handful */
    REGION_BYTES = 64,
};

#define REGION_COLUMN "region"

struct regions {
    char names[REGIONS_MAX][REGION_BYTES];
    size_t n; /* below 2: there is only home */
};

struct region_client {
    const char *name; /* borrowed */
    struct client *client;
};

/* false: there are REGIONS_MAX, or it is there already. */
bool regions_add(struct regions *r, const char *name) NONNULL MUST_USE;
/* Makes this one home; false: it is none of them. */
bool regions_go_home(struct regions *r, const char *name) NONNULL MUST_USE;
/* "us-east-1 ap-south-1": all but home; appended. */
void regions_put_others(const struct regions *r, struct buf *out) NONNULL;

/* What became of asking each region; err NULL or of kind ERR_NONE: it went well. */
struct region_answer {
    const char *region;
    const struct err *err;
};
/* How many failed. *out, when any did: the first one's kind and advice, a text that names all,
 * "us-east-1: access denied; ap-south-1, eu-north-1: no answer", and a code only when it is
 * everybody's. All canceled: nobody is named. */
size_t regions_join_errors(const struct region_answer *answers, size_t n,
                           struct err *out) NONNULL;

/* The same columns in the same places, and the region behind them. Owned: free() both. */
struct table_spec *regions_spec_new(const struct table_spec *one) NONNULL MUST_USE;
void regions_spec_free(struct table_spec *spec);
/* Where it is; -1: a table of one region. */
int regions_column(const struct table_spec *spec) NONNULL;
/* The region of a row that is not of home; false: it is of home. Borrowed from the table. */
bool regions_elsewhere(const struct table *t, uint32_t row, const char **region) NONNULL;
/* A key without the region that stands in front of it. */
struct str regions_plain_key(const struct table *t, uint32_t row, struct str key) NONNULL;
