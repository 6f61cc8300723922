#include "client/local/definitions.h"
#include "client/local/detect.h"
#include "client/local/profiles.h"

static const struct definition_kind custom_metrics = {
    .noun = "custom metric",
    .title = "Custom metric",
    .arn = ARN_CUSTOM_METRIC,
    .most = DETECT_CUSTOM_METRICS_MAX,
    .used = profile_rows_metric_used,
    DEFINITION_SQL("custom_metric", "display_name"),
};

static bool create(struct call *c, struct err *err)
{
    const struct create_custom_metric_input *in = c->input;
    struct create_custom_metric_output *out = c->output;
    struct definition d = {.name = in->metric_name,
                           .type = in->metric_type,
                           .text = in->display_name,
                           .token = in->client_request_token};

    out->metric_name = in->metric_name;
    out->metric_arn = call_arn(c, ARN_CUSTOM_METRIC, in->metric_name);
    return definition_create(c, &custom_metrics, &d, in->tags, err);
}

static bool create_metric(struct call *c, struct err *err)
{
    return call_transaction(c, create, err);
}

static bool describe_metric(struct call *c, struct err *err)
{
    const struct describe_custom_metric_input *in = c->input;
    struct describe_custom_metric_output *out = c->output;
    struct definition d;

    if (!definition_find(c, &custom_metrics, in->metric_name, &d, err))
        return false;
    *out = (struct describe_custom_metric_output){
        .creation_date = {d.created_ms, true},
        .display_name = d.text,
        .last_modified_date = {d.modified_ms, true},
        .metric_arn = call_arn(c, ARN_CUSTOM_METRIC, d.name),
        .metric_name = d.name,
        .metric_type = d.type,
    };
    return true;
}

static bool update(struct call *c, struct err *err)
{
    const struct update_custom_metric_input *in = c->input;
    struct update_custom_metric_output *out = c->output;
    struct definition d;

    if (!definition_update(c, &custom_metrics, in->metric_name, in->display_name, &d, err))
        return false;
    *out = (struct update_custom_metric_output){
        .creation_date = {d.created_ms, true},
        .display_name = d.text,
        .last_modified_date = {d.modified_ms, true},
        .metric_arn = call_arn(c, ARN_CUSTOM_METRIC, d.name),
        .metric_name = d.name,
        .metric_type = d.type,
    };
    return true;
}

static bool update_metric(struct call *c, struct err *err)
{
    return call_transaction(c, update, err);
}

static bool drop(struct call *c, struct err *err)
{
    const struct delete_custom_metric_input *in = c->input;
    return definition_delete(c, &custom_metrics, in->metric_name, err);
}

static bool delete_metric(struct call *c, struct err *err)
{
    return call_transaction(c, drop, err);
}

static bool list_metrics(struct call *c, struct err *err)
{
    struct list_custom_metrics_output *out = c->output;
    return definition_list(c, &custom_metrics, &out->metric_names, &out->next_token, err);
}

const struct handler handlers_custom_metrics[] = {
    {"CreateCustomMetric", create_metric}, {"DescribeCustomMetric", describe_metric},
    {"UpdateCustomMetric", update_metric}, {"DeleteCustomMetric", delete_metric},
    {"ListCustomMetrics", list_metrics},   {NULL, NULL},
};
