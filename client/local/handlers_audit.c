#include "client/local/audit.h"
#include "client/local/audit_schedules.h"
#include "client/local/audit_suppressions.h"
#include "client/local/handlers.h"

static struct audit *audits(const struct call *c)
{
    return c->service->audit;
}

/* ---- configuration ----------------------------------------------------------------------- */

static bool describe_configuration(struct call *c, struct err *err)
{
    return audit_describe_configuration(audits(c), c->arena, c->output, err);
}

static bool update_configuration(struct call *c, struct err *err)
{
    return audit_update_configuration(audits(c), c->input, err);
}

static bool delete_configuration(struct call *c, struct err *err)
{
    return audit_delete_configuration(audits(c), c->input, err);
}

/* ---- tasks ------------------------------------------------------------------------------- */

static bool start_task(struct call *c, struct err *err)
{
    return audit_start(audits(c), c->input, c->arena, c->output, err);
}

static bool cancel_task(struct call *c, struct err *err)
{
    return audit_cancel(audits(c), c->input, err);
}

static bool describe_task(struct call *c, struct err *err)
{
    return audit_describe_task(audits(c), c->input, c->arena, c->output, err);
}

static bool list_tasks(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           audit_list_tasks(audits(c), c->input, &page, c->arena, c->output, err);
}

/* ---- findings ---------------------------------------------------------------------------- */

static bool list_findings(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           audit_list_findings(audits(c), c->input, &page, c->arena, c->output, err);
}

static bool describe_finding(struct call *c, struct err *err)
{
    return audit_describe_finding(audits(c), c->input, c->arena, c->output, err);
}

static bool list_related(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           audit_list_related(audits(c), c->input, &page, c->arena, c->output, err);
}

const struct handler handlers_audit[] = {
    {"DescribeAccountAuditConfiguration", describe_configuration},
    {"UpdateAccountAuditConfiguration", update_configuration},
    {"DeleteAccountAuditConfiguration", delete_configuration},
    {"StartOnDemandAuditTask", start_task},
    {"CancelAuditTask", cancel_task},
    {"DescribeAuditTask", describe_task},
    {"ListAuditTasks", list_tasks},
    {"ListAuditFindings", list_findings},
    {"DescribeAuditFinding", describe_finding},
    {"ListRelatedResourcesForAuditFinding", list_related},
    {NULL, NULL},
};

/* ---- suppressions ------------------------------------------------------------------------ */

static bool create_suppression(struct call *c, struct err *err)
{
    return audit_create_suppression(audits(c), c->input, err);
}

static bool describe_suppression(struct call *c, struct err *err)
{
    return audit_describe_suppression(audits(c), c->input, c->arena, c->output, err);
}

static bool update_suppression(struct call *c, struct err *err)
{
    return audit_update_suppression(audits(c), c->input, err);
}

static bool delete_suppression(struct call *c, struct err *err)
{
    return audit_delete_suppression(audits(c), c->input, err);
}

static bool list_suppressions(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           audit_list_suppressions(audits(c), c->input, &page, c->arena, c->output, err);
}

const struct handler handlers_suppressions[] = {
    {"CreateAuditSuppression", create_suppression},
    {"DescribeAuditSuppression", describe_suppression},
    {"UpdateAuditSuppression", update_suppression},
    {"DeleteAuditSuppression", delete_suppression},
    {"ListAuditSuppressions", list_suppressions},
    {NULL, NULL},
};

/* ---- schedules --------------------------------------------------------------------------- */

static bool create_schedule(struct call *c, struct err *err)
{
    return audit_create_schedule(audits(c), c->input, c->arena, c->output, err);
}

static bool update_schedule(struct call *c, struct err *err)
{
    return audit_update_schedule(audits(c), c->input, c->arena, c->output, err);
}

static bool delete_schedule(struct call *c, struct err *err)
{
    return audit_delete_schedule(audits(c), c->input, err);
}

static bool describe_schedule(struct call *c, struct err *err)
{
    return audit_describe_schedule(audits(c), c->input, c->arena, c->output, err);
}

static bool list_schedules(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           audit_list_schedules(audits(c), &page, c->arena, c->output, err);
}

const struct handler handlers_schedules[] = {
    {"CreateScheduledAudit", create_schedule}, {"DescribeScheduledAudit", describe_schedule},
    {"UpdateScheduledAudit", update_schedule}, {"DeleteScheduledAudit", delete_schedule},
    {"ListScheduledAudits", list_schedules},   {NULL, NULL},
};
