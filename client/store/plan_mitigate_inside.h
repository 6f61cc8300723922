/*
 * store/plan_mitigate_inside: what plan_mitigate.c (which findings, tasks and waves),
 * plan_mitigate_alarms.c (the same of alarms, where it differs), plan_mitigate_back.c (probes
 * and the way back) and plan_mitigate_facts.c share. For nobody else.
 */
#pragma once

#include "client/store/plan_mitigate.h"

/* A finding of the set, judged. */
struct judged {
    size_t at;            /* in the set */
    const char *left_out; /* NULL: it takes part */
    const struct mitigate_action *action;
    enum mitigation_type type;
    bool has_blast;
    struct blast_target blast;
    int step, wave;
};

struct mitigating {
    const struct plan_mitigate_options *o;
    struct plan *p; /* its arena holds texts; no steps yet while items are collected */
    struct arena *arena;
    struct judged *all; /* one a finding */
    size_t acting, by_reason[8];
    size_t removals, removals_left; /* things to take out of groups; beyond the bound */
    size_t without_back;            /* targets whose way back is not known */
};

/* plan_mitigate_alarms.c */
bool mitigate_alarms(const struct mitigating *m) NONNULL; /* the set is one of alarms */
const char *mitigate_count(const struct mitigating *m, size_t n) NONNULL; /* "3 findings" */
size_t mitigate_at_once(const struct mitigating *m) NONNULL;              /* tasks of a wave */
/* NULL: nothing speaks against it. */
const char *mitigate_alarm_left_out(struct mitigating *m, const struct judged *j) NONNULL;
const char *mitigate_in_groups(const struct mitigating *m, const struct judged *j) NONNULL;
struct plan_call mitigate_alarm_task(struct mitigating *m, struct judged *const *some, size_t n,
                                     const char *task_id) NONNULL;
void mitigate_add_alarm_facts(struct mitigating *m) NONNULL;
void mitigate_add_group_facts(struct mitigating *m) NONNULL;

/* plan_mitigate_back.c */
void mitigate_add_target(struct mitigating *m, const struct judged *j) NONNULL;
void mitigate_add_back(struct mitigating *m, const struct judged *j) NONNULL;
/* plan_mitigate_facts.c */
void mitigate_add_facts(struct mitigating *m) NONNULL;

const struct frozen_finding *mitigate_finding(const struct mitigating *m,
                                              const struct judged *j) NONNULL;
void mitigate_fact(struct mitigating *m, const char *section, const char *label,
                   const char *text, enum plan_tone tone) NONNULL;
/* What comes after "cert:". */
const char *mitigate_name(const char *key) NONNULL;
