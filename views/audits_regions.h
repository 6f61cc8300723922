/*
 * views/audits_regions: the audits of several regions in one table.
 *
 * Home's are those that all screens share (app_runs()); the others are listed and described
 * here, each region in its own store/audit_runs, while the screen is seen. What a region
 * refuses is said by its name, and its audits that are known stay. Owned:
 * audits_regions_free().
 */
#pragma once

#include "client/store/audit_runs.h"
#include "views/app.h"

struct audits_regions;

struct audits_regions *audits_regions_new(struct app *app, source_fn *on_change,
                                          void *ctx) NONNULL MUST_USE;
void audits_regions_free(struct audits_regions *r);
const struct source *audits_regions_source(const struct audits_regions *r) NONNULL;
void audits_regions_follow(struct audits_regions *r) NONNULL; /* the screen is seen */
void audits_regions_rest(struct audits_regions *r) NONNULL;   /* it is not */
void audits_regions_refresh(struct audits_regions *r) NONNULL;
