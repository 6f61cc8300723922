/*
 * views/plan_guard: what the guards ask of whoever carries a plan out: the same answer for the
 * review on the screen and for `picket apply`. The gate decides again for each call.
 */
#pragma once

#include "client/net/gate.h"
#include "client/store/plan.h"
#include "views/app.h"

/* The plan is for another place. Names mean something else in another account; a colleague's
 * name for the same context may be another one: it decides where no account is known. */
bool plan_guard_elsewhere(const struct plan *p, const struct app_context *here) NONNULL;
/* What has to be typed: "3 prod-eu"; false: nothing. */
bool plan_guard_typed(const struct gate *g, const struct plan *p, struct buf *text) NONNULL;
/* Why a second person is asked for; false: nobody is. */
bool plan_guard_second(const struct gate *g, const struct plan *p, struct buf *why) NONNULL;
/* Whether every call that is still to be sent could pass now. */
bool plan_guard_allows(const struct gate *g, const struct plan *p,
                       struct err *err) NONNULL MUST_USE;
