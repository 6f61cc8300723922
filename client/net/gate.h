/*
 * net/gate: the one place that decides whether an operation may change anything, and sees to
 * it that the change is written down before its request leaves.
 *
 * Reads always pass. A mutation passes only when its name is in the table of gate.c, the
 * console is armed for it, the guards of the context allow it, somebody reviewed it (struct
 * gate_change) and the journal took it; whatever nobody put in the table is refused. The armed
 * window closes by itself, after a while without a key, on gate_disarm(), and with the program.
 * One gate a context, used by every client of it. Guards, journal and loop are borrowed.
 */
#pragma once

#include "client/api/operation.h"
#include "client/base/loop.h"
#include "client/net/guards.h"

enum gate_start {
    GATE_NEVER,  /* --readonly: cannot be armed */
    GATE_CLOSED, /* looks only, until it is armed */
    GATE_OPEN,   /* armed without an end: the local fleet */
};

enum { GATE_TICKET_MAX = 64 };

/* Whom a change concerns; -1: not known. group_pct: the largest part of one thing group. */
struct gate_reach {
    int64_t targets, things, online;
    int group_pct;
};
#define GATE_REACH_UNKNOWN ((struct gate_reach){-1, -1, -1, -1})

/* What somebody reviewed. Goes with the call; texts are borrowed until the call has begun. */
struct gate_change {
    const char *plan, *title, *target, *ticket; /* ticket "": that of the armed window */
    const struct operation *undo_op;            /* NULL: no single call takes it back */
    const void *undo_input;
    const char *undo_note;
    int64_t undoes; /* entry of the journal; 0: none */
    struct gate_reach reach;
    const char *typed;       /* what the person typed to confirm; "" nothing */
    const char *approved_by; /* a second person; "" nobody */
    bool is_undo;            /* a way back: no second person, no suppress_max; believed only of
                     calls that can be one, whatever the plan says */
};

/* What the journal is given, and how it ended. */
struct gate_entry {
    const char *kind, *ticket;
    const struct operation *op;
    const void *input;
    const struct gate_change *change;
};
enum gate_result {
    GATE_DONE,
    GATE_REFUSED, /* nothing was changed */
    GATE_UNKNOWN, /* may have been carried out */
};
struct gate_outcome {
    enum gate_result result;
    const struct err *err; /* kind ERR_NONE: none */
    struct str answer;     /* body of the answer */
    const char *request_id;
    int status, attempts;
};
struct gate_journal {
    void *ctx;
    /* false: the request must not leave. */
    bool (*begin)(void *ctx, const struct gate_entry *e, int64_t *id, struct err *err);
    void (*end)(void *ctx, int64_t id, const struct gate_outcome *o);
};

typedef void gate_fn(void *ctx);
struct gate_options {
    struct loop *loop;
    const struct guards *guards;
    const struct gate_journal *journal;
    const char *context, *region; /* copied; region "" until known */
    enum gate_start start;
    gate_fn *on_change; /* armed, disarmed; NULL */
    void *ctx;
};

struct gate;

struct gate *gate_new(const struct gate_options *o) NONNULL MUST_USE;
void gate_free(struct gate *g);
void gate_set_region(struct gate *g, const char *region) NONNULL;

/* ms 0: as long as the guards allow. Arming again begins a new window. */
bool gate_arm(struct gate *g, int64_t ms, const char *ticket, struct err *err) NONNULL MUST_USE;
void gate_disarm(struct gate *g) NONNULL;
void gate_touch(struct gate *g) NONNULL; /* a key was pressed: somebody is there */

bool gate_is_armed(const struct gate *g) NONNULL;
bool gate_can_arm(const struct gate *g) NONNULL;
/* Time until it closes if nobody presses a key; INT64_MAX: it has no end; 0: not armed. */
int64_t gate_left_ms(const struct gate *g) NONNULL;
/* The same if somebody does. */
int64_t gate_window_ms(const struct gate *g) NONNULL;
const char *gate_ticket(const struct gate *g) NONNULL; /* of the window; "" none */
const struct guards *gate_guards(const struct gate *g) NONNULL;

/* Whether this operation could pass now, as far as it can be said without its input and
 * review: for greyed keys and for the button of a review. */
bool gate_allows(const struct gate *g, const struct operation *op,
                 struct err *err) NONNULL MUST_USE;
/* The same for a change that takes back another. */
bool gate_allows_undo(const struct gate *g, struct err *err) NONNULL MUST_USE;
/* Names the guard that asks for a second person; false: none does. */
bool gate_needs_second(const struct gate *g, const struct gate_reach *reach,
                       struct buf *why) NONNULL;
/* What has to be typed: "3 prod-eu"; false: nothing. */
bool gate_wants_typed(const struct gate *g, const struct gate_reach *reach,
                      struct buf *text) NONNULL;

/* For net/call. change NULL: nobody reviewed it. Ok with *entry 0 for a read. */
bool gate_begin(struct gate *g, const struct operation *op, const void *input,
                const struct gate_change *change, int64_t *entry, struct err *err)
    __attribute__((nonnull(1, 2, 5, 6))) MUST_USE;
void gate_end(struct gate *g, int64_t entry, const struct gate_outcome *o) NONNULL;
