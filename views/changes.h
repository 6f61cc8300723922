/*
 * views/changes: the change that this console is carrying out.
 *
 * One at a time, owned by the app and not by a screen, so that looking elsewhere does not stop
 * it. Tells how it ended, keeps count of what was changed so that lists know to ask again, and
 * goes where the plan leads when somebody is still watching it. What was last carried out stays
 * here until the next one starts.
 */
#pragma once

#include "client/store/plan_run.h"
#include "views/app.h"

struct changes;

struct changes *changes_new(struct app *app) NONNULL MUST_USE;
void changes_free(struct changes *c); /* lets go of what runs; the plan's file says how far */

/* Takes the plan, also when it fails. */
bool changes_start(struct changes *c, struct plan *plan, const char *typed,
                   struct err *err) NONNULL MUST_USE;
bool changes_going(const struct changes *c) NONNULL;
/* The plan with this id, when it is the one here; NULL. Borrowed until another starts. */
struct plan *changes_plan(const struct changes *c, const char *id) NONNULL;
struct plan_run *changes_run(const struct changes *c) NONNULL; /* NULL: none yet */
/* Moves with every step of what is carried out: what was drawn of it is old. */
uint64_t changes_revision(const struct changes *c) NONNULL;
/* Moves with everything that was carried out. */
uint64_t changes_count(const struct changes *c) NONNULL;
/* For a list: something was carried out since *seen, which it takes down. Not while the list is
 * being asked for: that answer may not show it, so look again after it. */
bool changes_moved(const struct changes *c, uint64_t *seen, bool asking) NONNULL MUST_USE;
/* The plan was carried out in this session, all of it. */
bool changes_done(const struct changes *c, const char *id) NONNULL;
