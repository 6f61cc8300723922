/*
 * store/plan_verify: plans that set the verification state of alarms, with a note.
 *
 * Pure: the frozen alarms and what somebody says of them go in, a plan comes out: one
 * PutVerificationStateOnViolation for each, and the same call with the state and note from
 * before as the way back. The service has no way to ask for one violation; the probe looks it
 * up among the active ones of its thing and profile, and one that is not listed there any more
 * is taken as it was. A verification neither clears nor changes an alarm. Facts: developer
 * guide, "Detect concepts"; the note takes no control characters (pattern [^\p{Cntrl}]*).
 */
#pragma once

#include "client/store/frozen.h"
#include "client/store/plan.h"

enum {
    VERIFY_NOTE_MAX = 1000, /* characters; VerificationStateDescription */
    VERIFY_STOP_AFTER = 10, /* refusals: each call stands alone, but ten tell enough */
};

/* VerificationState, in the order people choose from. */
struct verify_state {
    const char *wire, *word, *means;
    char key; /* chooses it in the form */
};
enum { VERIFY_STATES = 4 };
extern const struct verify_state verify_states[VERIFY_STATES];
/* "true positive", "unknown"; a state we do not know as it came; NULL or "": "unknown". */
const char *verify_word(const char *wire);
/* For a column: "true+", "benign+", "false+", "unknown"; else as it came. */
const char *verify_short(const char *wire);

struct verify_ask {
    const struct frozen *set; /* of alarms */
    const char *state;        /* VerificationState */
    const char *note;         /* "": each keeps its own */
    const char *ticket;
    int64_t now_ms;
};
/* Kind "verify"; facts stand in PLAN_VERIFY_FACTS. */
#define PLAN_VERIFY_FACTS "what it does"
struct plan *plan_verify(const struct verify_ask *ask) NONNULL MUST_USE;

/* What is wrong with a note; nothing when it can be sent. */
void verify_note_check(struct str note, struct buf *error) NONNULL;
