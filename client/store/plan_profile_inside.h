/*
 * store/plan_profile_inside: what plan_profile.c (the calls) and plan_profile_facts.c (what
 * they do) share. For nobody else.
 */
#pragma once

#include "client/store/plan_profile.h"

typedef struct describe_security_profile_output security_profile;

void profile_fact(struct plan *p, const char *label, const char *text,
                  enum plan_tone tone) NONNULL;
bool profile_text_same(const char *a, const char *b); /* NULL is "" */
bool profile_is_learned(const struct behavior *b) NONNULL;
/* n alarms (-1: not known) end; why: "of it". */
void profile_add_alarms(struct plan *p, int64_t n, const char *why) NONNULL;
void profile_add_reach(struct plan *p, const char *label, const struct profile_effects *e,
                       const char *const *arns, size_t n, enum plan_tone tone)
    __attribute__((nonnull(1, 2, 3)));
void profile_add_crowded(struct plan *p, const struct profile_effects *e,
                         const char *arn) NONNULL;
void profile_add_behaviors(struct plan *p, const security_profile *was,
                           const security_profile *want) __attribute__((nonnull(1, 3)));
void profile_add_removed(struct plan *p, const security_profile *was,
                         const security_profile *want, const struct profile_effects *e) NONNULL;
void profile_add_lost_model(struct plan *p, const struct behavior *b) NONNULL;
void profile_add_paused_models(struct plan *p, const security_profile *w) NONNULL;
/* What was to be looked at again: warnings of store/profile_check. */
void profile_add_notes(struct plan *p, const security_profile *want,
                       const struct profile_effects *e) NONNULL;
