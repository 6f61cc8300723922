#include "client/local/handlers.h"
#include "client/local/mitigation_detect.h"

static struct mitigation *mitigations(const struct call *c)
{
    return c->service->mitigation;
}

static bool start_task(struct call *c, struct err *err)
{
    return detect_tasks_start(mitigations(c), c->input, c->arena, c->output, err);
}

static bool cancel_task(struct call *c, struct err *err)
{
    return detect_tasks_cancel(mitigations(c), c->input, err);
}

static bool describe_task(struct call *c, struct err *err)
{
    return detect_tasks_describe(mitigations(c), c->input, c->arena, c->output, err);
}

static bool list_tasks(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           detect_tasks_list(mitigations(c), c->input, &page, c->arena, c->output, err);
}

static bool list_executions(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           detect_tasks_executions(mitigations(c), c->input, &page, c->arena, c->output, err);
}

const struct handler handlers_detect_mitigation[] = {
    {"StartDetectMitigationActionsTask", start_task},
    {"CancelDetectMitigationActionsTask", cancel_task},
    {"DescribeDetectMitigationActionsTask", describe_task},
    {"ListDetectMitigationActionsTasks", list_tasks},
    {"ListDetectMitigationActionsExecutions", list_executions},
    {NULL, NULL},
};
