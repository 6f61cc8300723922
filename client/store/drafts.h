/*
 * store/drafts: what was typed into a form and not sent: it survives Esc, another command, a
 * lost connection.
 *
 * One small file for each form of each context in $XDG_STATE_HOME/picket/drafts, written aside
 * and renamed, not synced: cheap enough for every pause in typing. A draft that is too old,
 * damaged or foreign is none. Not for secrets. Text is UTF-8; real time in ms.
 */
#pragma once

#include "client/base/arena.h"
#include "client/base/str.h"

enum {
    DRAFT_BYTES_MAX = 64 * 1024, /* as JSON; a form's largest field takes 2 KiB */
    DRAFTS_MAX = 200,            /* the oldest go */
    DRAFT_DAYS = 30,             /* what nobody came back to by then is forgotten */
};

struct draft_key {
    const char *context, *form; /* form: view string */
};

struct draft_value {
    const char *name, *text; /* field, what stands in it */
};

struct draft {
    int64_t saved_ms;
    const struct draft_value *values;
    size_t n;
};

/* false: there is none. Lives in the arena. */
bool draft_load(const struct draft_key *key, int64_t now_ms, struct arena *a,
                struct draft *out) NONNULL MUST_USE;
const char *draft_value(const struct draft *d, const char *name) NONNULL; /* NULL: none */
/* Takes the place of the one before; without values it is discarded. saved_ms: now. */
bool draft_save(const struct draft_key *key, const struct draft *d,
                struct err *err) NONNULL MUST_USE;
void draft_discard(const struct draft_key *key) NONNULL;
