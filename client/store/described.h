/*
 * store/described: a list whose items say little, each described, kept for whoever watches.
 *
 * Mitigation tasks, mitigation actions and security profiles are listed with hardly more than a
 * name: a spec says how to list them, how to describe one, what else to list of each and what
 * may still change. What has ended is described once and kept. Asks again by itself only while
 * somebody watches. Rows are struct described_item in the order of the service. An error
 * empties nothing. Owned: described_free(); items are borrowed until the next change.
 */
#pragma once

#include "client/store/source.h"

enum {
    DESCRIBED_MAX = 2000, /* three weeks of tasks at a hundred a day; actions: 100 */
    DESCRIBED_AT_ONCE = 4,
    DESCRIBED_ALSO_MAX = 1000, /* of one item; a profile has a handful of targets */
};

enum described_also {
    ALSO_UNKNOWN, /* not asked yet */
    ALSO_KNOWN,
    ALSO_CUT, /* there are more than DESCRIBED_ALSO_MAX */
    ALSO_DENIED,
    ALSO_FAILED,
};

struct described_item {
    const char *id;
    const void *output;         /* of the describing operation; NULL: not known yet */
    const struct operation *op; /* that one */
    enum described_also also_state;
    struct list also; /* items of the spec's `also`, the last ones that were known */
};
extern const struct record described_item_record; /* its id; columns have functions */
bool described_id_text(const void *record, struct buf *out); /* of the column of ids */

struct described_spec {
    const struct operation *list, *describe;
    void (*list_input)(void *input, int64_t now_ms); /* NULL: no parameters */
    const char *listed; /* member of a list item: the id; NULL: it is the item */
    const char *asked;  /* member of the describing input */
    /* A list of what belongs to each, asked for by the same member; NULL: nothing. */
    const struct operation *also;
    const struct table_spec *table;
    bool (*is_going)(const void *output); /* changes by itself; NULL: none does */
    bool keeps;                           /* what is not going stays as it is */
    int64_t busy_ms, idle_ms;             /* between two askings */
};

struct described;

struct described *described_new(struct loop *loop,
                                const struct described_spec *spec) NONNULL MUST_USE;
void described_free(struct described *d);
void described_connect(struct described *d, struct client *client) __attribute__((nonnull(1)));
void described_refresh(struct described *d) NONNULL;
void described_nudge(struct described *d) NONNULL; /* the same, when somebody watches */
void described_set_paused(struct described *d, bool paused) NONNULL;
/* fn is called after every change, once however often it is asked for. */
void described_watch(struct described *d, source_fn *fn, void *ctx) NONNULL;
void described_unwatch(struct described *d, const void *ctx) NONNULL;

const struct source *described_source(const struct described *d) NONNULL;
size_t described_count(const struct described *d) NONNULL;
const struct described_item *described_at(const struct described *d, size_t i) NONNULL;
const struct described_item *described_find(const struct described *d, const char *id) NONNULL;
bool described_ready(const struct described *d) NONNULL; /* asked, and answered in full */
