/*
 * store/plan: a change that somebody is about to make, whole, before anything is sent.
 *
 * Forms and the command line build the same object: the targets as they were when they were
 * frozen (by id, never by their place in a list), the calls in their order and waves, what they
 * do, whom they concern, and the calls that lead back. A plan is shown, saved, approved and
 * carried out (store/plan_run) from this one description. Request tokens are made when a step
 * is added, so a step sent again is the same request. Texts and inputs are copied into the
 * plan. Times are ms since 1970. Owned: plan_free().
 */
#pragma once

#include "client/net/call.h"

enum {
    PLAN_ID_MAX = 24,
    PLAN_TARGETS_MAX = 4 * 1000, /* what one person can answer for at once */
    PLAN_WAVES_MAX = 500,
    PLAN_THINGS_MAX = 2 * 1000,          /* named; the number itself is in reach */
    PLAN_LIFE_MS = 7 * 24 * 3600 * 1000, /* a saved plan is older than its facts after that */
    PLAN_NO_PAUSE_MS = 1, /* waves that only keep an order follow each other by themselves */
    PLAN_FRESH_MS = 5 * 60 * 1000, /* looked at again before it starts when older */
};

struct plan_call {
    const struct operation *op; /* NULL: none */
    const void *input;
};

/* A state of the world that the plan was made for: a read and what it showed. */
struct plan_probe {
    struct plan_call call;
    const char *paths; /* members of the output, ',' between; "" with `gone` */
    const char *seen;  /* their values, ',' between; "!" when the resource did not exist */
};

struct plan_target {
    const char *id;   /* what it was frozen by */
    const char *text; /* for people */
    const char *before, *after;
    const char *left_out;    /* why it takes no part; NULL: it does */
    int64_t things, online;  /* concerned; -1: not known */
    struct plan_probe probe; /* call.op NULL: nothing to look at again */
    int step;                /* which sends it; -1: none */
    const char *drift;       /* what it is now instead; NULL: as it was */
};

enum plan_step_state {
    PLAN_STEP_READY,
    PLAN_STEP_SENDING,
    PLAN_STEP_DONE,
    PLAN_STEP_REFUSED, /* answered with no, or could not leave: nothing changed */
    PLAN_STEP_UNKNOWN, /* may have been carried out */
    PLAN_STEP_SKIPPED, /* not sent: the plan stopped before it */
    PLAN_STEP_STATES
};
const char *plan_step_state_name(enum plan_step_state s);

struct plan_step {
    const char *text; /* "cert 3f9a0c1d22e8..", "9 findings" */
    struct plan_call call;
    int wave;
    enum plan_step_state state;
    const char *result; /* what the service said; NULL: nothing yet */
    int64_t entry;      /* of the journal; 0: none */
    int64_t undoes;     /* the entry that is undone once this is done; 0: none */
    int failed, acted;  /* of what a task did, when it was watched; -1: not watched */
};

/* A call that takes back a part of a step, possible once the step is done. */
struct plan_back {
    int step;
    const char *text;
    struct plan_call call;
    const char *note; /* "works until the certificate is revoked"; NULL */
    /* What the step left behind. What is something else by then was changed by somebody since,
     * and is left as it is. call.op NULL: nothing to look at. */
    struct plan_probe probe;
    int wave; /* of the undo: what must be there again before the rest */
};

/* A line of what the plan does: label and text, as the review shows it. */
enum plan_tone { PLAN_PLAIN, PLAN_WARN };
struct plan_fact {
    const char *section; /* "what it does" */
    const char *label, *text;
    enum plan_tone tone;
};

/* A device that the change concerns, as it was when the plan was made. */
struct plan_thing {
    const char *name;
    const char *state; /* "online", "offline", "?": not known */
};

enum plan_stage { PLAN_NEW, PLAN_STARTED, PLAN_ENDED, PLAN_STAGES };

struct plan_approval {
    const char *by;
    int64_t at_ms;
};

#define PLAN_THEN_BACK "back" /* no view is called so */

struct plan {
    struct arena *arena;
    char id[PLAN_ID_MAX];
    const char *kind;  /* of the gate: "suppress", "mitigate", "schedule", ... */
    const char *title; /* "Suppress 3 findings" */
    const char *verb;  /* of the button: "Suppress 3" */
    const char *context, *account, *region;
    const char *ticket, *reason, *by; /* "": none */
    const char *no_way_back;          /* why nothing can be undone; NULL: see back */
    const char *then; /* view to open when all is done, "{x}": member of the last answer;
                       * PLAN_THEN_BACK: where the plan was made */
    int64_t created_ms, computed_ms;
    int64_t undoes; /* entry of the journal that this takes back; 0: none */
    const char *undoes_plan;
    struct gate_reach reach;
    int64_t pause_ms; /* between waves; 0: somebody starts each */
    int stop_after;   /* failures after which nothing more is sent */
    enum plan_stage stage;

    struct plan_target *targets;
    size_t n_targets, targets_cap;
    struct plan_step *steps;
    size_t n_steps, steps_cap;
    struct plan_back *back;
    size_t n_back, back_cap;
    struct plan_thing *things;
    size_t n_things, things_cap;
    struct plan_fact *facts;
    size_t n_facts, facts_cap;
    struct plan_approval *approvals;
    size_t n_approvals, approvals_cap;
};

struct plan *plan_new(const char *kind, int64_t now_ms) NONNULL MUST_USE; /* a fresh id */
void plan_free(struct plan *p);

/* A text of the plan's own, NULL for NULL. */
const char *plan_text(struct plan *p, const char *text) __attribute__((nonnull(1)));
const char *plan_printf(struct plan *p, const char *fmt, ...) NONNULL PRINTF(2) MUST_USE;
/* Copies; returns the index. Inputs of mutations get their request token here. */
int plan_add_target(struct plan *p, const struct plan_target *t) NONNULL;
int plan_add_step(struct plan *p, const struct plan_step *s) NONNULL;
void plan_add_back(struct plan *p, const struct plan_back *b) NONNULL;
void plan_add_thing(struct plan *p, const struct plan_thing *t) NONNULL;
void plan_add_fact(struct plan *p, const struct plan_fact *f) NONNULL;
void plan_add_approval(struct plan *p, const char *by, int64_t at_ms) NONNULL;

/* Id of the mitigation task that a call starts; NULL: it starts none. */
const char *plan_call_task(const struct plan_call *c) NONNULL;

int plan_waves(const struct plan *p) NONNULL;
size_t plan_count(const struct plan *p, enum plan_step_state s) NONNULL; /* steps */
size_t plan_acting(const struct plan *p) NONNULL;  /* targets that take part */
size_t plan_drifted(const struct plan *p) NONNULL; /* targets */
/* What the guards are asked about: never less than the targets themselves say, whatever a file
 * says of them together. */
struct gate_reach plan_reach(const struct plan *p) NONNULL;
bool plan_is_undo(const struct plan *p) NONNULL; /* it says so */
/* Steps that have not been done and may be sent (again): READY, REFUSED, SKIPPED, and UNKNOWN
 * where a second time changes nothing. */
size_t plan_open(const struct plan *p) NONNULL;
/* Those, or when there are none the UNKNOWN ones, of which it can be looked what became. */
size_t plan_to_do(const struct plan *p) NONNULL;
void plan_reopen(struct plan *p) NONNULL; /* they become READY, drift is forgotten */
/* A new plan out of the way back of all that was done; NULL: there is nothing to take back. */
struct plan *plan_undo(const struct plan *p, int64_t now_ms) NONNULL MUST_USE;

/* "2 x CreateAuditSuppression, 1 x UpdateAuditSuppression". */
void plan_put_calls(const struct plan *p, struct buf *out) NONNULL;
