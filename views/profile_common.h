/*
 * views/profile_common: what the screens of security profiles share: cells, words for what is
 * not known, where a plan's facts come from.
 *
 * What is on its way is "..", what is not permitted "?".
 */
#pragma once

#include "client/store/plan_profile.h"
#include "client/store/profile_check.h"
#include "views/app.h"

/* "group cameras", "3 targets: ..."; item may be NULL. */
enum style profile_put_targets(const struct described_item *item, struct buf *out)
    __attribute__((nonnull(2)));
/* How many things its targets mean together. */
enum style profile_put_things(const struct described_item *item, struct target_reach *reach,
                              struct buf *out) __attribute__((nonnull(2, 3)));
/* For no alarms at all: "-" when that is known, else ".." or "?". */
const char *profile_alarms_word(const struct source *alarms) NONNULL;
/* What a plan looks at; tables are borrowed until the next change. */
struct profile_effects profile_effects_of(const struct app *app,
                                          struct target_reach *reach) NONNULL;
/* What the checks are held against. */
struct profile_facts profile_facts_of(const struct app *app,
                                      const struct describe_security_profile_output *p) NONNULL;
/* Shows the plan that deletes it, or says why there is none. */
void profile_review_delete(struct app *app, const char *name,
                           struct target_reach *reach) NONNULL;
/* Of a form that waits for a list before it is there. */
enum screen_freshness described_freshness(const struct described *list) NONNULL;
/* A described item as JSON; false: it is not there. */
bool described_put_raw(const struct described *list, const struct operation *op, const char *id,
                       struct buf *out) NONNULL MUST_USE;
