/*
 * local/scenarios_inside: what the files of local/scenarios share. Nobody else includes it.
 *
 * Runs are kept oldest first; the index leads from a thing to what strikes it and is built
 * again when a run comes or goes, which is rare, so that asking for a thing is one look.
 */
#pragma once

#include "client/local/scenarios.h"

struct scenario_run {
    struct scenario shown;
    struct scenario_strike *strikes; /* owned, shown.n_things of them */
};

struct scenario_node {
    const struct scenario_kind *kind;
    struct scenario_strike *strike;
    int64_t scenario;
    size_t next; /* of the same thing, +1; 0: the last */
};
struct scenario_slot {
    int64_t thing_id; /* 0: free */
    size_t first;     /* node, +1 */
};

struct scenarios {
    struct registry *registry;
    struct db *db;
    struct scenario_run **runs; /* owned, oldest first */
    size_t n_runs, cap_runs;
    struct scenario_slot *slots; /* a power of two of them; NULL: nothing strikes anything */
    size_t n_slots;
    struct scenario_node *nodes;
};

/* The things a wish means, in the order in which they are struck. */
struct scenario_aim {
    int64_t *things; /* owned */
    size_t n, cap;
    char text[160]; /* "type ReeferUnit" */
};
bool scenarios_choose(struct scenarios *s, const struct scenario_wish *w, uint64_t seed,
                      struct scenario_aim *out, struct err *err) NONNULL MUST_USE;
