/*
 * store/history_compare: the question what changed, asked of the recorded audits, answered in
 * slices so that nobody waits for it.
 *
 * Reads every result of the checks in question up to the newer one, because how long a finding
 * is open and whether it was there before is in all of them. Checks without a result on either
 * side are left out. A comparison belongs to whoever started it; the answer goes to its
 * function, from the loop, and is the receiver's. Names and ids live in the answer.
 */
#pragma once

#include "client/store/history.h"

enum history_kinds { HISTORY_ALL, HISTORY_CHANGES /* new, returned and fixed ones */ };
/* IDS: a row for each finding of the newer audit, also where several speak of one resource.
 * NAMES: a row for each resource, with its key and reason. */
enum history_names { HISTORY_WITH_IDS, HISTORY_WITH_NAMES };

struct history_question {
    const char *newer; /* task; NULL: the newest result of each check */
    const char *older; /* task; NULL: of each check the result before the newer */
    const char *check; /* NULL: all */
    enum history_names names;
    enum history_kinds kinds;
    size_t most; /* rows of the answer, worst first; 0: all. The tally counts all */
};

struct history_row {
    const char *check, *id;        /* id of the finding; "": not known (any more) */
    const char *resource, *reason; /* key and code; "" unless asked for */
    int64_t since_ms;              /* when it was found first */
    int64_t away_ms;               /* of a returned one: how long it was not open */
    enum history_class is;
    enum severity severity;
    uint32_t streak; /* audits in a row in which it was as it is; of a fixed one: was open */
};

struct history_answer {
    struct arena *arena;
    struct history_row *rows; /* in no order */
    size_t n, cap;
    struct history_tally tally;
    size_t checks, left_out; /* compared; with a result on one side only */
    struct err err;          /* kind not ERR_NONE: the rest means nothing */
};
void history_answer_free(struct history_answer *a);

struct history_compare;
typedef void history_answer_fn(void *ctx, struct history_answer *answer);
/* The question is read before this returns. The handle is dead when fn is entered. */
struct history_compare *history_compare_start(struct history *h,
                                              const struct history_question *q,
                                              history_answer_fn *fn, void *ctx)
    __attribute__((nonnull(1, 2, 3))) MUST_USE;
void history_compare_drop(struct history_compare *c); /* NULL is fine */

/* Works out the tallies of all recorded audits that have none, then tells the watchers. */
struct history_tallying;
typedef void history_tallied_fn(void *ctx);
/* NULL: nothing to do. */
struct history_tallying *history_tally_start(struct history *h, history_tallied_fn *fn,
                                             void *ctx) __attribute__((nonnull(1, 2)));
void history_tally_drop(struct history_tallying *t);
