/*
 * store/profile_check: what is wrong with a security profile before the service is asked, and
 * what is allowed but surprising: criteria describe the normal, so a criterion may read
 * backwards, always fire or never fire.
 *
 * Pure. Errors are what the service would refuse too; what only the service knows is left to
 * it (ValidateSecurityProfileBehaviors). A metric that is not known here is never refused.
 * Facts: developer guide, "Detect" (cloud-side, device-side and custom metrics, ML Detect,
 * dimensions); limits: botocore iot/2015-05-28 and the service's quotas.
 */
#pragma once

#include "client/store/profiles.h"

enum {
    PROFILE_BEHAVIORS_MAX = 100, /* quotas of the service */
    PROFILE_VALUES_MAX = 1000,   /* elements of lists, all behaviors together */
    PROFILE_TARGETS_MAX = 5,     /* profiles on one target */
};

enum profile_note_kind {
    PROFILE_NOTE_ERROR,
    PROFILE_NOTE_WARN,
    PROFILE_NOTE_SAY, /* worth knowing, nothing to be changed */
};
struct profile_note {
    enum profile_note_kind kind;
    const char *behavior; /* its name; "" for the profile itself */
    const char *member;   /* "name", "metric", "operator", "value", "statistic", "confidence",
                             "duration", "alarm", "clear", "dimension", "suppress", "export",
                             "behaviors", "alerts" */
    const char *text;
};
typedef void profile_note_fn(void *ctx, const struct profile_note *note);

/* What a profile is held against; NULL where it is not known. */
struct profile_facts {
    const struct described *custom_metrics, *dimensions;
    bool has_alert_target, has_export;
};

/* One behavior by itself. */
void behavior_check(const struct behavior *b, const struct profile_facts *facts,
                    profile_note_fn *fn, void *ctx) __attribute__((nonnull(1, 2, 3)));
/* All of them, and the profile as a whole. */
void profile_check(const struct describe_security_profile_output *p,
                   const struct profile_facts *facts, profile_note_fn *fn, void *ctx)
    __attribute__((nonnull(1, 2, 3)));
