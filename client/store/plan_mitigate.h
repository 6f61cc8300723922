/*
 * store/plan_mitigate: mitigation actions on findings, or on alarms, as a plan: tasks in waves,
 * whom they concern, what is left out and why, and the calls that lead back.
 *
 * Pure: what is known of the devices comes in (store/blast, store/devices), nothing is asked.
 * The service has no dry run and undoes nothing by itself, so every call back is worked out
 * before the first one leaves. Least concerned first. What is unknown stays unknown: it counts
 * as such for the guards. Texts are copied into the plan. Facts: API reference of
 * StartAuditMitigationActionsTask and StartDetectMitigationActionsTask, developer guide
 * "Mitigation actions" and its quotas.
 */
#pragma once

#include "client/api/logging.h"
#include "client/api/mitigation_fit.h"
#include "client/store/blast.h"
#include "client/store/frozen.h"
#include "client/store/group_policies.h"
#include "client/store/plan.h"

enum {
    MITIGATE_TASK_FINDINGS = 25,     /* the service's limit for one task */
    MITIGATE_WAVE_TASKS = 8,         /* at once; the service runs 10 of one account */
    MITIGATE_DETECT_TASKS = 5,       /* the same on alarms; the service runs 5 */
    MITIGATE_REMOVALS_MAX = 1000,    /* things the way back takes out of groups */
    MITIGATE_FIRST_WAVE = 1,         /* findings, unless somebody says otherwise */
    MITIGATE_NO_PAUSE_MS = 1 * 1000, /* "all at once" in tasks one after the other */
};

/* What is done to the findings of one check. */
struct mitigate_action {
    const char *check, *name, *type, *role;
    const struct mitigation_action_params *params;
};

enum mitigate_layout {
    MITIGATE_WAVES, /* a few first, then the rest */
    MITIGATE_ONCE,
    MITIGATE_WHOLE_RUN, /* one task over all findings of an audit, all alarms of a behavior */
};

struct plan_mitigate_options {
    const struct frozen *set;
    const struct mitigate_action *actions; /* at most one a check */
    size_t n_actions;
    enum mitigate_layout layout;
    const char *run;                /* MITIGATE_WHOLE_RUN: taskId of the audit, or of alarms: */
    const char *profile, *behavior; /* behavior "": all of the profile */
    int64_t from_ms, to_ms;         /* alarms of this time; 0: whenever */
    bool only_active;               /* not those that are over when the task comes to them */
    bool with_suppressed;           /* those whose alerts are suppressed too */
    bool cut;                       /* that audit has more findings than the set holds */
    int first_wave;                 /* findings */
    int stop_after;                 /* failures; 0: never */
    int64_t pause_ms, now_ms;
    const char *ticket, *reason;
    struct blast *blast;     /* of plan_mitigate_items(); NULL: nothing is known */
    struct devices *devices; /* as the blast's; NULL: nothing is known */
    /* The task that works on a finding now; NULL: none. May be NULL. */
    const char *(*busy)(void *ctx, const char *finding);
    /* Default version of a policy; NULL: not known, "": no such policy. May be NULL. */
    const char *(*default_version)(void *ctx, const char *policy);
    void *ctx;
    const struct get_v2_logging_options_output *logging; /* NULL: not known */
    const struct group_policies *groups;                 /* NULL: nothing is known */
};

/* What of the set the plan would change devices with, for blast_new(); out holds set->n. */
size_t plan_mitigate_items(const struct plan_mitigate_options *o,
                           struct blast_item *out) NONNULL;
/* NULL: nothing is left to act on, and err says why. */
struct plan *plan_mitigate(const struct plan_mitigate_options *o,
                           struct err *err) NONNULL MUST_USE;
/* "DEACTIVATE", "Quarantine, Limited", "level INFO": the parameters in a word. */
void mitigate_params_text(const struct mitigation_action_params *p, struct buf *out)
    __attribute__((nonnull(2)));
