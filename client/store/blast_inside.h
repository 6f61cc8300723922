/*
 * store/blast_inside: between the files of store/blast.
 *
 * blast.c asks and makes further questions of answers, blast_index.c asks for connections by
 * the dozen; blast_view.c and blast_count.c make numbers of what is there, blast_number.c says
 * how sure they are, blast_read.c hands them out; blast_unknown.c and blast_text.c put it into
 * words. Nothing here keeps a pointer into store/devices.
 */
#pragma once

#include "client/base/arena.h"
#include "client/store/blast.h"

enum blast_mark {
    MARK_NONE,
    MARK_QUEUED,
    MARK_ASKED,
    MARK_LEFT, /* beyond a bound, or asking was stopped: unknown */
    MARK_DONE,
};

/* What a question is for. */
enum {
    FOR_CUT = 1,    /* the credential or its rights are taken away */
    FOR_COUNT = 2,  /* who is concerned */
    FOR_TARGET = 4, /* the resource is a target itself */
};

struct blast_question_mark {
    uint8_t mark, purpose; /* enum blast_mark; FOR_... */
};

struct blast_kind {
    struct blast_question_mark *at; /* by id */
    size_t n;
    uint32_t *queue;
    size_t head, tail, cap;
    int calls, left;
    bool denied;
};

enum {
    INDEX_TERMS = 12,         /* of one query: developer guide, "query syntax" */
    INDEX_QUERY_BYTES = 1000, /* the service states no limit for OR; it did for queries */
};
struct index_query { /* things whose connection one search tells */
    uint32_t id;     /* of its text */
    size_t n;
    uint32_t things[INDEX_TERMS];
};

enum target_kind {
    TARGET_CERTIFICATE,
    TARGET_CA,
    TARGET_POLICY,
    TARGET_CLIENT,
    TARGET_THING,
    TARGET_POOL,
    TARGET_ALIAS,
    TARGET_ROLE,
    TARGET_ACCOUNT,
    TARGET_ISSUER,
    TARGET_OTHER,
    TARGET_KINDS,
};

struct target {
    char *key;
    enum blast_effect effect;
    enum target_kind kind;
    uint32_t id; /* of its name in store/devices */
};

/* How many things are in it, are not, or nobody knows why not. Or parts of a sum: yes and no
 * are complete and incomplete ones. */
struct tally {
    int64_t yes, no, loading, denied, unknown;
};

struct group_count {
    uint32_t id;
    int64_t things;
};

enum answer3 { ANSWER_YES, ANSWER_NO, ANSWER_LOADING, ANSWER_DENIED, ANSWER_UNKNOWN };

struct count_row { /* of one target */
    struct blast_number things, online, second, certificates, groups;
    enum blast_sure status_sure;
    bool gone, idle;
};

struct thing_view {         /* by thing id, of one evaluation */
    uint32_t stamp;         /* last target that counted it */
    bool total;             /* counted */
    uint8_t online, second; /* enum answer3 */
    bool viewed, second_viewed;
    bool cut;       /* a target that counts takes a credential or rights from it */
    bool no_second; /* every credential of it loses its rights */
};

struct blast {
    struct loop *loop;
    struct devices *devices;
    struct devices_watch *watch;
    struct loop_timer *turn;
    enum call_priority priority;
    blast_fn *on_change;
    void *ctx;
    struct target *targets;
    size_t n_targets, targets_left;
    int max[DEVICE_KINDS]; /* calls */
    struct blast_kind kinds[DEVICE_KINDS];
    struct {
        enum device_kind kind;
        uint32_t id;
    } * settled; /* answers not yet expanded */
    size_t n_settled, settled_at, settled_cap;
    struct index_query *queries; /* the last one is open while n_open > 0 */
    size_t n_queries, queries_cap, n_open;
    int in_flight, calls;
    int failures, failures_in_row;
    bool stopped;
    struct err err; /* of the last failure */
    int64_t computed_ms;
    size_t n_things, things_left; /* asked about */
    /* of the last evaluation */
    bool dirty, ended; /* ended: what was not asked is not going to be */
    struct count_row *rows;
    struct blast_totals totals;
    struct thing_view *views;
    size_t n_views;
    uint32_t *things; /* distinct */
    size_t n_distinct;
    uint32_t *scratch; /* things of one target */
    size_t n_scratch;
    uint32_t stamp;
    struct group_count *groups;
    size_t n_groups, groups_cap;
    uint32_t *group_at; /* by id: index + 1 */
    size_t n_group_at;
    int64_t identities, mixed_things; /* Cognito identities; things with other principals */
    bool cut;
    struct arena *words; /* the sentences */
    const char **sentences;
    size_t n_sentences, sentences_cap;
};

void blast_want(struct blast *b, enum device_kind kind, uint32_t id, uint8_t purpose) NONNULL;
/* A thing beyond the calls that ask for one thing each; false: no room. */
bool blast_index_thing(struct blast *b, uint32_t thing) NONNULL;
void blast_index_flush(struct blast *b) NONNULL;             /* asks the open query */
void blast_index_told(struct blast *b, uint32_t id) NONNULL; /* a query is settled */
void blast_mark(struct blast *b, enum device_kind kind, uint32_t id,
                enum blast_mark mark) NONNULL;
bool blast_applies(enum target_kind kind, enum blast_effect effect);
bool blast_cuts(enum blast_effect effect); /* takes credentials or rights away */

enum blast_mark blast_mark_of(const struct blast *b, enum device_kind kind,
                              uint32_t id) NONNULL;
uint8_t blast_purpose_of(const struct blast *b, enum device_kind kind, uint32_t id) NONNULL;
void blast_evaluate(struct blast *b) NONNULL; /* unless nothing changed */
/* Things of a target into b->scratch, each once; how sure their number is. */
struct blast_number blast_collect(struct blast *b, size_t i) NONNULL;
void blast_say(struct blast *b) NONNULL; /* fills the sentences */

/* Where a question stands, as a number that would be n. */
enum blast_sure blast_sure_of(const struct blast *b, enum device_kind kind,
                              uint32_t id) NONNULL;
enum answer3 blast_answer_of(enum blast_sure sure, bool yes);
struct blast_number blast_size_of(const struct blast *b, enum device_kind kind,
                                  uint32_t id) NONNULL;
/* Groups of these things into b->groups; how many things' groups are known. */
void blast_count_groups(struct blast *b, const uint32_t *things, size_t n,
                        struct tally *known) NONNULL;
/* Of this evaluation; the second credential only for effects that cut. */
struct thing_view *blast_view(struct blast *b, uint32_t thing,
                              enum blast_effect effect) NONNULL;
void blast_tally_add(struct tally *t, enum answer3 a) NONNULL;
/* The yes part, as sure as what it is a part of allows. */
struct blast_number blast_tally_number(const struct tally *t,
                                       const struct blast_number *whole) NONNULL;
/* A sum of parts, each with its own sureness: yes counts complete ones, no incomplete ones. */
void blast_parts_add(struct tally *parts, enum blast_sure sure) NONNULL;
enum blast_sure blast_parts_sure(const struct tally *parts) NONNULL;
int blast_share_pm(int64_t part, const struct blast_number *whole) NONNULL;
