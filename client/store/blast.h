/*
 * store/blast: whom a change concerns, before it is made: the blast radius of frozen targets.
 *
 * Only reads. Numbers can be read at any moment while answers arrive, each with how sure it is;
 * nothing unknown is counted as none. Calls are bounded by kind: what is beyond is said to be
 * unknown. A thing that two targets concern counts once. A credential that is a target itself
 * does not count as a second one. What no call can tell is a list of sentences.
 * Texts that come out are borrowed until the next turn of the loop or the next blast_new().
 * One owner: blast_free() drops what was asked. Effects and what they apply to: the developer
 * guide's "mitigation actions".
 */
#pragma once

#include "client/store/devices.h"

enum {
    BLAST_TARGETS_MAX = 10 * 1000, /* what somebody marks */
    BLAST_THINGS_MAX = 10 * 1000,  /* counted and listed; a change beyond is not one change */
    BLAST_CONNECTIVITY_MAX = 250,  /* calls; one a thing, half a minute at 10 a second */
    BLAST_INDEX_MAX = 100,         /* calls to the fleet index for the things beyond */
    BLAST_DETAIL_MAX = 1000,       /* calls for groups, and again for credentials */
    BLAST_GROUPS_MAX = 64,         /* whose size is asked, or whose things are */
};

enum blast_effect {
    BLAST_NONE, /* suppressing, publishing: who is concerned, nobody is changed */
    BLAST_DEACTIVATE_CERTIFICATE,
    BLAST_DEACTIVATE_CA, /* active certificates stay; new ones cannot be registered */
    BLAST_BLANK_POLICY,
    BLAST_JOIN_GROUP,
    BLAST_LEAVE_GROUP,
    BLAST_LOGGING,
    BLAST_EFFECTS,
};

/* From certain to unknown. */
enum blast_sure {
    BLAST_NOT_APPLICABLE, /* "-" */
    BLAST_KNOWN,          /* "104" */
    BLAST_AT_LEAST,       /* "104+": of `unknown` others nothing is known */
    BLAST_UNKNOWN,        /* "?" */
    BLAST_DENIED,         /* "?", not permitted */
    BLAST_LOADING,        /* "104.." */
};
struct blast_number {
    int64_t n;
    enum blast_sure sure;
    int64_t unknown; /* things that may be part of it */
};
void blast_number_text(const struct blast_number *n, struct buf *out) NONNULL;

struct blast_item {
    const char *key; /* as api/resource.h; copied */
    enum blast_effect effect;
};

struct blast;
typedef void blast_fn(void *ctx);

struct blast_options {
    struct loop *loop;
    struct devices *devices; /* outlives the blast */
    const struct blast_item *items;
    size_t n_items; /* what is beyond BLAST_TARGETS_MAX is left out, and said */
    enum call_priority priority;
    int connectivity_max, detail_max; /* calls; 0: as above */
    blast_fn *on_change;              /* from the loop, at most once a turn; NULL: nobody */
    void *ctx;
};

/* Starts asking in the next turn; what is known already is counted at once. */
struct blast *blast_new(const struct blast_options *o) NONNULL MUST_USE;
void blast_free(struct blast *b);
void blast_stop(struct blast *b) NONNULL; /* asks no more; what is there stays */
bool blast_done(const struct blast *b) NONNULL;
/* Questions answered and questions known of so far: the total grows while answers arrive. */
void blast_progress(const struct blast *b, size_t *asked, size_t *total) NONNULL;
int blast_calls(const struct blast *b) NONNULL; /* requests made for it, retries too */
int64_t blast_computed_ms(const struct blast *b) NONNULL; /* real time of the newest answer */

struct blast_target {
    const char *key;
    enum blast_effect effect;
    const char *status; /* "ACTIVE", "gone"; "": not known or has none */
    enum blast_sure status_sure;
    /* The effect is not for this kind of resource, or the certificate is not active: nothing
     * changes, and the totals leave it out. */
    bool idle;
    struct blast_number things, online, second;
    struct blast_number certificates; /* of a CA: active ones it issued; of a policy: targets */
    struct blast_number groups;       /* of a policy: targets */
};
struct blast_totals {
    struct blast_number things, online, second;
    struct blast_number grouped; /* things whose groups are known */
    struct blast_number fleet;   /* all things of the account */
    size_t targets, idle;
    int share_pm; /* per mille of the fleet, at most so many when fleet is a lower bound; -1 */
};
struct blast_group {
    const char *name;
    int64_t things;
    struct blast_number size; /* things directly in it */
    int share_pm;             /* of the group; -1: its size is not known */
};

size_t blast_targets(const struct blast *b) NONNULL;
struct blast_target blast_target(struct blast *b, size_t i) NONNULL;
struct blast_totals blast_totals(struct blast *b) NONNULL;
/* Most things first. Returns how many there are, writes at most max. */
size_t blast_groups(struct blast *b, struct blast_group *out, size_t max) NONNULL;

/* The things behind a number. */
enum blast_which {
    BLAST_ALL,
    BLAST_ONLINE,
    BLAST_ONLINE_UNKNOWN,
    BLAST_SECOND,
    BLAST_NO_SECOND,
};
struct blast_question {
    enum blast_which which;
    const char *group; /* NULL: whatever group */
    const char *key;   /* NULL: whatever target */
};
size_t blast_things(struct blast *b, const struct blast_question *q, const char **out,
                    size_t max) NONNULL;

/* Sentence i of what cannot be known; NULL past the last. */
const char *blast_unknown(struct blast *b, size_t i) NONNULL;
