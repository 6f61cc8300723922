#include "views/plan_guard.h"

#include <string.h>

bool plan_guard_typed(const struct gate *g, const struct plan *p, struct buf *text)
{
    const struct gate_reach reach = plan_reach(p);
    const bool reads = strcmp(p->kind, change_kind_name(CHANGE_AUDIT)) == 0 &&
                       !gate_guards(g)->audit_needs_arming;

    return !reads && gate_wants_typed(g, &reach, text);
}

bool plan_guard_second(const struct gate *g, const struct plan *p, struct buf *why)
{
    const struct gate_reach reach = plan_reach(p);

    return strcmp(p->kind, change_kind_name(CHANGE_MITIGATE)) == 0 &&
           gate_needs_second(g, &reach, why);
}

bool plan_guard_allows(const struct gate *g, const struct plan *p, struct err *err)
{
    if (plan_is_undo(p) && !gate_allows_undo(g, err))
        return false;
    for (size_t i = 0; i < p->n_steps; i++)
        if (p->steps[i].state != PLAN_STEP_DONE && p->steps[i].state != PLAN_STEP_UNKNOWN &&
            !gate_allows(g, p->steps[i].call.op, err))
            return false;
    return true;
}

bool plan_guard_elsewhere(const struct plan *p, const struct app_context *here)
{
    if (p->region[0] != '\0' && here->region[0] != '\0' && strcmp(p->region, here->region) != 0)
        return true;
    if (p->account[0] == '\0' || here->account[0] == '\0')
        return strcmp(p->context, here->name) != 0;
    return strcmp(p->account, here->account) != 0 || strcmp(p->region, here->region) != 0;
}
