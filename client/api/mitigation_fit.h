/*
 * api/mitigation_fit: the types of mitigation actions, one row each, and what they are for.
 *
 * Pure facts for both ends: the local service decides with this table what an execution may do,
 * the console says with it what an action does, what its role needs and how to undo it. A type
 * that is not here is shown as it came. Source: developer guide of AWS IoT Device Defender,
 * "Mitigation actions" (the table of checks), and the API reference of MitigationActionParams.
 */
#pragma once

#include "client/api/check.h"
#include "client/api/mitigation.h"
#include "client/base/arena.h"

/* In the order of MitigationActionType. */
enum mitigation_type {
    MITIGATION_UPDATE_DEVICE_CERTIFICATE,
    MITIGATION_UPDATE_CA_CERTIFICATE,
    MITIGATION_ADD_THINGS_TO_THING_GROUP,
    MITIGATION_REPLACE_DEFAULT_POLICY_VERSION,
    MITIGATION_ENABLE_IOT_LOGGING,
    MITIGATION_PUBLISH_FINDING_TO_SNS,
    MITIGATION_COUNT,
};

struct mitigation_kind {
    const char *name;          /* MitigationActionType */
    const char *title;         /* for people, a few words */
    const char *does;          /* one sentence */
    const char *acts_on;       /* "a device certificate" */
    const char *params;        /* member of MitigationActionParams */
    const char *const *rights; /* what its role must be allowed, NULL-terminated */
    bool has_way_back;         /* false: nothing undoes it, way_back says why */
    const char *way_back;      /* one sentence: the service undoes nothing by itself */
    unsigned checks;           /* 1u << enum check_id */
    bool alarms;               /* the service applies it to things in alarm too */
};

extern const struct mitigation_kind mitigation_kinds[MITIGATION_COUNT];

/* By MitigationActionType; NULL (and NULL text): not one we know. */
const struct mitigation_kind *mitigation_find(const char *name);
/* By the one member that is set; NULL: none or several are. */
const struct mitigation_kind *mitigation_of_params(
    const struct mitigation_action_params *p) NONNULL;
enum mitigation_type mitigation_type_of(const struct mitigation_kind *kind) NONNULL;
/* Does the service apply such an action to findings of the check? */
bool mitigation_fits(enum mitigation_type type, enum check_id check);
/* One sentence why it does not; in the arena. NULL: it fits. */
const char *mitigation_misfit(enum mitigation_type type, enum check_id check,
                              struct arena *a) NONNULL;
/* The same of alarms: one type fits. */
const char *mitigation_alarm_misfit(enum mitigation_type type, struct arena *a) NONNULL;
