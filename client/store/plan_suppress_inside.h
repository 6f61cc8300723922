/*
 * store/plan_suppress_inside: what plan_suppress.c (which calls are made) and
 * plan_suppress_facts.c (what they do, in words) share. For nobody else.
 */
#pragma once

#include "client/api/check.h"
#include "client/base/map.h"
#include "client/store/plan_suppress.h"

struct suppress_build {
    const struct suppress_ask *ask;
    struct plan *plan;
    struct map *have; /* suppression_id() -> suppression */
    struct map *done; /* those that have their call */
    const char *description, *after;
    size_t created, extended, shortened, same, unknown, twice;
    size_t open[SEVERITY_UNKNOWN + 1], hidden;
    struct buf already; /* the first of those that exist */
};

const char *plan_suppress_short(const char *check) NONNULL; /* "CERT_SHARED" */
void plan_suppress_facts(struct suppress_build *b) NONNULL;
void plan_suppress_fact(struct plan *p, const char *label, const struct buf *text,
                        enum plan_tone tone) NONNULL;
