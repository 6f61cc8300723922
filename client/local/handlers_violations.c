#include <string.h>

#include "client/local/detect.h"
#include "client/local/handlers.h"

static bool list_active(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) && detect_catch_up(c->service->detect, err) &&
           detect_active_violations(c->service->detect, c->input, &page, c->arena, c->output,
                                    err);
}

static bool list_events(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) && detect_catch_up(c->service->detect, err) &&
           detect_violation_events(c->service->detect, c->input, &page, c->arena, c->output,
                                   err);
}

static bool verify(struct call *c, struct err *err)
{
    return detect_verify(c->service->detect, c->input, err);
}

static bool list_values(struct call *c, struct err *err)
{
    struct page page;
    return call_page(c, &page, err) &&
           detect_metric_values(c->service->detect, c->input, &page, c->arena, c->output, err);
}

void handler_heed(struct local_service *s, const struct operation *op)
{
    static const char *const kinds[] = {"SecurityProfile", "CustomMetric", "Dimension"};
    if (op->effect != EFFECT_MUTATE)
        return;
    if (strstr(op->name, "Policy") != NULL)
        registry_moved(s->registry);
    for (size_t i = 0; i < COUNT_OF(kinds); i++)
        if (strstr(op->name, kinds[i]) != NULL)
            detect_profiles_changed(s->detect);
}

const struct handler handlers_violations[] = {
    {"ListActiveViolations", list_active},
    {"ListViolationEvents", list_events},
    {"PutVerificationStateOnViolation", verify},
    {"ListMetricValues", list_values},
    {NULL, NULL},
};
