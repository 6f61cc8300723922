/*
 * store/plan_release: the end of a quarantine as a plan: things that are taken out of a thing
 * group, whose alarms are still active, since when they are in it and by whom, the way back.
 *
 * Pure: what is known comes in. A thing that is not in the group is left out, and so is one of
 * which that is not known: nothing is taken away on a guess. Out of a group that cut devices
 * off they can connect again, which is the point, and is said with numbers. Texts are copied
 * into the plan. Facts: API reference of RemoveThingFromThingGroup.
 */
#pragma once

#include "client/store/blast.h"
#include "client/store/group_policies.h"
#include "client/store/plan.h"

enum { RELEASE_MAX = 1000 /* things of one plan, as the way back of a mitigation */ };

enum release_member { RELEASE_UNKNOWN, RELEASE_IN, RELEASE_NOT_IN };

struct release_thing {
    const char *name;
    enum release_member member;
    uint32_t alarms;       /* active ones */
    const char *behaviors; /* of them, ',' between; "" */
    int64_t since_ms;      /* when it was put there; 0: not by this console */
    const char *by, *plan; /* "" */
};

struct plan_release_options {
    const char *group;
    const struct release_thing *things;
    size_t n;
    bool cut; /* the group has more things than these */
    int64_t now_ms;
    const char *ticket, *reason;
    struct blast *blast;                 /* of the things; NULL: nothing is known */
    const struct group_policies *groups; /* NULL: nothing is known */
    bool alarms_known;                   /* the alarms are what the service said */
};

/* NULL: nothing is left to act on, and err says why. */
struct plan *plan_release(const struct plan_release_options *o,
                          struct err *err) NONNULL MUST_USE;
