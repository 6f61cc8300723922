/*
 * local/debrief_alarms: the alarms that a scenario raised, thing by thing and behavior by
 * behavior.
 *
 * One walk over the violations of the scenario's things in the order in which they were
 * struck. See local/debrief for what counts.
 */
#pragma once

#include "client/local/handlers.h"
#include "client/local/scenarios.h"

enum { DEBRIEF_BEHAVIORS_MAX = 250 }; /* that are told apart; profiles hold 500 at most */

struct debrief_thing {
    int64_t alarms, first_ms, verified_ms; /* 0: none */
    const char *behavior, *profile;        /* of the first; NULL: none */
    const char *verification;              /* of the last that was judged; NULL: none */
};
struct debrief_behavior {
    const char *name, *profile, *metric;
    int64_t things, first_ms, verified;
    int64_t last_thing; /* counted already */
};
struct debrief_metric {
    int64_t things, last_thing;
};

/* Owned by the arena. */
struct debrief_alarms {
    struct debrief_thing *things; /* one for each strike */
    struct debrief_behavior *behaviors;
    size_t n_behaviors;
    struct debrief_metric *metrics; /* one for each effect of the kind */
    int64_t alarmed, verified;      /* things */
    int64_t first_ms, first_verified_ms;
};
bool debrief_alarms(struct call *c, const struct scenario *one, struct debrief_alarms *out,
                    struct err *err) NONNULL MUST_USE;
