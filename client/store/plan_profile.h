/*
 * store/plan_profile: a security profile made, changed, deleted, attached and detached, as one
 * plan.
 *
 * The calls are in an order that leaves nothing unwatched for longer than needed: a profile is
 * made before it is attached, changed before that, and attached anew before it is detached. A
 * change carries the version it was made from (expectedVersion); a list that becomes empty is
 * sent with its delete flag, because an empty list alone changes nothing. Says whom that
 * concerns, which alarms end with it and which models are lost. Of kind "configure". Inputs are
 * copied. Facts: API reference of the SecurityProfile operations, developer guide on Detect and
 * ML Detect.
 */
#pragma once

#include "client/store/alarms.h"
#include "client/store/plan.h"
#include "client/store/profiles.h"
#include "client/store/target_reach.h"

struct profile_state {
    const struct describe_security_profile_output *what;
    const char *const *targets; /* ARNs */
    size_t n_targets;
    bool targets_known; /* false: `targets` says nothing */
};

/* Where facts come from; NULL: not known. */
struct profile_effects {
    const struct described *profiles, *custom_metrics, *dimensions;
    const struct table *alarms; /* of store/alarms */
    struct target_reach *reach;
};

struct plan *plan_profile_create(const struct profile_state *want,
                                 const struct profile_effects *e,
                                 int64_t now_ms) NONNULL MUST_USE;
/* NULL: nothing would change. Attaching and detaching alone is a change of targets only. */
struct plan *plan_profile_update(const struct profile_state *was,
                                 const struct profile_state *want,
                                 const struct profile_effects *e,
                                 int64_t now_ms) NONNULL MUST_USE;
struct plan *plan_profile_delete(const struct profile_state *was,
                                 const struct profile_effects *e,
                                 int64_t now_ms) NONNULL MUST_USE;

/* Active alarms of a profile, or of one behavior of it (NULL: all); -1: not known. */
int64_t profile_alarms(const struct table *alarms, const char *profile, const char *behavior)
    __attribute__((nonnull(2)));
/* Targets of a described profile as texts, in the arena of the caller. */
struct profile_state profile_state_of(const struct described_item *item,
                                      struct arena *a) NONNULL;
/* The metrics to retain, whichever of the two lists says so. */
struct list profile_retained(const struct describe_security_profile_output *p,
                             struct arena *a) NONNULL;
/* Two profiles' members of this name say the same. */
bool profile_member_same(const char *member, const struct describe_security_profile_output *a,
                         const struct describe_security_profile_output *b) NONNULL;
