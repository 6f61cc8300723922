/* Custom metrics and dimensions: what there is, and which profiles use it. */
#include "client/base/i18n.h"
#include "client/store/plan_metric.h"
#include "views/named_list.h"
#include "views/screens.h"

/* ---- custom metrics ---- */

static const struct list_column metric_shapes[] = {
    {.title = N_("NAME"), .name = "name", .width = 24, .min = 12, .flex = 2},
    {.title = N_("TYPE"), .name = "type", .width = 15},
    {.title = N_("TITLE"), .name = "display", .width = 18, .min = 8, .flex = 1},
    {.title = N_("USED BY"), .name = "used", .width = 16, .min = 8, .flex = 2},
    {.title = N_("AGE"),
     .name = "changed",
     .width = 5,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT,
     .from_cols = 70},
};
static const struct list_view_column metric_cells[] = {
    {CUSTOM_NAME, NULL},
    {CUSTOM_TYPE, NULL},
    {CUSTOM_DISPLAY_NAME, NULL},
    {CUSTOM_NAME, named_list_users},
    {CUSTOM_CHANGED, list_cell_age},
};
static const struct list_view_spec metric_view = {
    .table = &custom_metrics_table,
    .shapes = metric_shapes,
    .cells = metric_cells,
    .n_columns = COUNT_OF(metric_shapes),
    .sort = {{CUSTOM_NAME, SORT_UP}},
    .n_sort = 1,
    .empty = N_("No custom metric is defined. n defines one."),
    .thing = N_("metrics"),
};

static struct plan *delete_metric(const void *output, int64_t now_ms)
{
    return plan_metric_delete(output, now_ms);
}

static const struct named_list_spec metric_list = {
    .view = &metric_view,
    .list = app_custom_metrics,
    .users = profiles_using_metric,
    .plan_delete = delete_metric,
    .form = "edit-metric",
    .other = "dimensions",
    .thing = N_("metric"),
    .create = &op_create_custom_metric,
    .update = &op_update_custom_metric,
    .remove = &op_delete_custom_metric,
    .describe = &op_describe_custom_metric,
};

static void *open_metrics(struct app *app, const char *text, struct err *err)
{
    (void)text;
    (void)err;
    return named_list_open(app, &metric_list);
}

static const struct binding metric_bindings[] = {
    {"<Enter> e", "named.edit", N_("look at this metric, or change its title"), N_("edit"), 10},
    {"n", "named.new", N_("define a metric"), N_("new"), 15},
    {"x", "named.delete", N_("delete this metric, after a review"), N_("delete"), 16},
    {"B", "named.other", N_("topic filters that scope a metric"), N_("dimensions"), 17},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec metrics_screen = {
    .name = "metrics",
    .title = N_("Custom metrics"),
    .about = N_("metrics that devices report under names of their own, and who uses them"),
    LIST_VIEW_CALLS,
    .bindings = metric_bindings,
    .open = open_metrics,
    NAMED_LIST_CALLS,
};

/* ---- dimensions ---- */

static const struct list_column dimension_shapes[] = {
    {.title = N_("NAME"), .name = "name", .width = 20, .min = 12, .flex = 1},
    {.title = N_("TYPE"), .name = "type", .width = 12},
    {.title = N_("HOLDS"), .name = "values", .width = 20, .min = 8, .flex = 3},
    {.title = N_("USED BY"), .name = "used", .width = 16, .min = 8, .flex = 1},
    {.title = N_("AGE"),
     .name = "changed",
     .width = 5,
     .fits = LIST_AGE,
     .align = ALIGN_RIGHT,
     .from_cols = 70},
};
static const struct list_view_column dimension_cells[] = {
    {DIMENSION_NAME, NULL},
    {DIMENSION_TYPE, NULL},
    {DIMENSION_VALUES, NULL},
    {DIMENSION_NAME, named_list_users},
    {DIMENSION_CHANGED, list_cell_age},
};
static const struct list_view_spec dimension_view = {
    .table = &dimensions_table,
    .shapes = dimension_shapes,
    .cells = dimension_cells,
    .n_columns = COUNT_OF(dimension_shapes),
    .sort = {{DIMENSION_NAME, SORT_UP}},
    .n_sort = 1,
    .empty = N_("No dimension is defined. n defines one."),
    .thing = N_("dimensions"),
};

static struct plan *delete_dimension(const void *output, int64_t now_ms)
{
    return plan_dimension_delete(output, now_ms);
}

static const struct named_list_spec dimension_list = {
    .view = &dimension_view,
    .list = app_dimensions,
    .users = profiles_using_dimension,
    .plan_delete = delete_dimension,
    .form = "edit-dimension",
    .other = "metrics",
    .thing = N_("dimension"),
    .create = &op_create_dimension,
    .update = &op_update_dimension,
    .remove = &op_delete_dimension,
    .describe = &op_describe_dimension,
};

static void *open_dimensions(struct app *app, const char *text, struct err *err)
{
    (void)text;
    (void)err;
    return named_list_open(app, &dimension_list);
}

static const struct binding dimension_bindings[] = {
    {"<Enter> e", "named.edit", N_("look at this dimension, or change it"), N_("edit"), 10},
    {"n", "named.new", N_("define a dimension"), N_("new"), 15},
    {"x", "named.delete", N_("delete this dimension, after a review"), N_("delete"), 16},
    {"E", "named.other", N_("metrics that devices report under names of their own"),
     N_("metrics"), 17},
    LIST_VIEW_BINDINGS,
    {0},
};

const struct screen_spec dimensions_screen = {
    .name = "dimensions",
    .title = N_("Dimensions"),
    .about = N_("topic filters that scope a metric, and who uses them"),
    LIST_VIEW_CALLS,
    .bindings = dimension_bindings,
    .open = open_dimensions,
    NAMED_LIST_CALLS,
};
