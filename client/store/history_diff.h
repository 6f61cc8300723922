/*
 * store/history_diff: what changed between the results of one check, as numbers only.
 *
 * A part is what one audit found of one check. A walk is fed the parts of a check in the order
 * of time, of every audit that looked at it and of no other: a check that failed, was canceled
 * or not asked for has no part and says nothing of its findings. Pure: no file, no clock, no
 * text. Owned: history_walk_free(). Times are ms since 1970, of the start of an audit.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "client/api/check.h"

enum { HISTORY_WALK_RESOURCES = 8 * 1000 * 1000 }; /* numbers beyond are left out */

enum history_state { HISTORY_ABSENT, HISTORY_OPEN, HISTORY_SUPPRESSED };

/* One finding; the layout is the file's. */
struct history_entry {
    uint32_t resource; /* number of its key */
    uint16_t reason;   /* number of its code; 0: none */
    uint8_t state;     /* enum history_state */
    uint8_t severity;  /* enum severity */
};

/* In the order lists show them. */
enum history_class {
    HISTORY_NEW,
    HISTORY_RETURNED, /* fixed or suppressed earlier, open again */
    HISTORY_FIXED,    /* open before, gone now */
    HISTORY_NEWLY_SUPPRESSED,
    HISTORY_KEPT,
    HISTORY_STILL_SUPPRESSED, /* also what was suppressed when it was first found */
    HISTORY_FIRST,            /* there is nothing to compare it with */
    HISTORY_CLASSES,          /* and what is none of these: suppressed before and gone now */
};

/* open after = open before + new + returned - fixed - newly suppressed. */
struct history_tally {
    uint32_t n[HISTORY_CLASSES][SEVERITY_UNKNOWN + 1];
};

struct history_change {
    enum history_class is;
    struct history_entry entry; /* as in the newer part; of a fixed one as it was */
    size_t at;                  /* its position in that part */
    uint32_t streak;            /* parts in a row, the last one its own, in the same state */
    int64_t first_ms;           /* when it was found first */
    int64_t away_ms;            /* of a returned one: how long it was not open */
};

struct history_walk;

struct history_walk *history_walk_new(void) MUST_USE;
void history_walk_free(struct history_walk *w);
/* Forgets what it was fed: another check. */
void history_walk_begin(struct history_walk *w) NONNULL;

enum history_role { HISTORY_PASSED, HISTORY_OLDER, HISTORY_NEWER };
/* Sorted by resource; the first of one resource speaks for it. tally, when not NULL, becomes
 * what changed against the part before. */
void history_walk_part(struct history_walk *w, const struct history_entry *entries, size_t n,
                       int64_t at_ms, enum history_role role, struct history_tally *tally)
    __attribute__((nonnull(1)));
typedef void history_change_fn(void *ctx, const struct history_change *change);
/* What changed between the older and the newer part; without an older one all is FIRST. */
void history_walk_end(struct history_walk *w, history_change_fn *fn, void *ctx)
    __attribute__((nonnull(1, 2)));
