/*
 * store/plan_action: a mitigation action made, changed or deleted, as a plan.
 *
 * Of kind "configure": an action by itself changes no device. The way back of a deletion makes
 * it again under its name; the service gives it another id. Tasks that run keep what they began
 * with. Texts are copied. Facts: API reference of the MitigationAction operations.
 */
#pragma once

#include "client/api/mitigation_fit.h"
#include "client/store/plan.h"

struct action_wish {
    const char *name, *role;
    enum mitigation_type type;
    const struct mitigation_action_params *params;
};

struct plan *plan_action_create(const struct action_wish *wish,
                                int64_t now_ms) NONNULL MUST_USE;
/* was: as it was described. */
struct plan *plan_action_update(const struct action_wish *wish,
                                const struct describe_mitigation_action_output *was,
                                int64_t now_ms) NONNULL MUST_USE;
struct plan *plan_action_delete(const struct describe_mitigation_action_output *was,
                                int64_t now_ms) NONNULL MUST_USE;
