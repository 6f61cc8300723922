#include "client/local/handlers.h"
#include "client/local/mitigation.h"

static struct mitigation *mitigations(const struct call *c)
{
    return c->service->mitigation;
}

/* ---- actions ----------------------------------------------------------------------------- */

static bool create_action(struct call *c, struct err *err)
{
    return mitigation_create(mitigations(c), c->input, c->arena, c->output, err);
}

static bool describe_action(struct call *c, struct err *err)
{
    return mitigation_describe(mitigations(c), c->input, c->arena, c->output, err);
}

static bool update_action(struct call *c, struct err *err)
{
    return mitigation_update(mitigations(c), c->input, c->arena, c->output, err);
}

static bool delete_action(struct call *c, struct err *err)
{
    return mitigation_delete(mitigations(c), c->input, err);
}

static bool list_actions(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           mitigation_list(mitigations(c), c->input, &page, c->arena, c->output, err);
}

/* ---- tasks ------------------------------------------------------------------------------- */

static bool start_task(struct call *c, struct err *err)
{
    return mitigation_start(mitigations(c), c->input, c->arena, c->output, err);
}

static bool cancel_task(struct call *c, struct err *err)
{
    return mitigation_cancel(mitigations(c), c->input, err);
}

static bool describe_task(struct call *c, struct err *err)
{
    return mitigation_describe_task(mitigations(c), c->input, c->arena, c->output, err);
}

static bool list_tasks(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           mitigation_list_tasks(mitigations(c), c->input, &page, c->arena, c->output, err);
}

static bool list_executions(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           mitigation_list_executions(mitigations(c), c->input, &page, c->arena, c->output,
                                      err);
}

const struct handler handlers_mitigation[] = {
    {"CreateMitigationAction", create_action},
    {"DescribeMitigationAction", describe_action},
    {"UpdateMitigationAction", update_action},
    {"DeleteMitigationAction", delete_action},
    {"ListMitigationActions", list_actions},
    {"StartAuditMitigationActionsTask", start_task},
    {"CancelAuditMitigationActionsTask", cancel_task},
    {"DescribeAuditMitigationActionsTask", describe_task},
    {"ListAuditMitigationActionsTasks", list_tasks},
    {"ListAuditMitigationActionsExecutions", list_executions},
    {NULL, NULL},
};
