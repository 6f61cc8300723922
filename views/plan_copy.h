/*
 * views/plan_copy: the copy of a plan in the folder somebody works in, for a second person and
 * for picket apply.
 *
 * "picket-plan-ID.json". Approvals are the records beside it, whatever the kept plan says.
 * Refuses to write where picket is restricted, and reads none there.
 */
#pragma once

#include "client/store/plan.h"
#include "views/app.h"

/* Says on the message line where it is, or why it is not. */
void plan_copy_save(struct app *app, const struct plan *p) NONNULL;
/* Looks for approvals and says on the message line who gave one. */
void plan_copy_look(struct app *app, struct plan *p) NONNULL;
/* Takes the approvals over into p. */
bool plan_copy_approvals(const struct app *app, struct plan *p, struct err *err) NONNULL;
