/*
 * store/plan_metric: a custom metric or a dimension made, changed or deleted, as a plan.
 *
 * The type of a metric never changes. The service deletes neither while a profile uses it: who
 * asks for that plan looks first (profiles_using_metric()). Of kind "configure". Texts are
 * copied. Facts: API reference of the CustomMetric and Dimension operations.
 */
#pragma once

#include "client/store/plan.h"
#include "client/store/profiles.h"

struct metric_wish {
    const char *name, *type, *display_name; /* display_name NULL: none */
};
/* profiles: who uses it. */
struct plan *plan_metric_create(const struct metric_wish *wish,
                                int64_t now_ms) NONNULL MUST_USE;
struct plan *plan_metric_update(const struct describe_custom_metric_output *was,
                                const char *display_name, const struct described *profiles,
                                int64_t now_ms) NONNULL MUST_USE;
struct plan *plan_metric_delete(const struct describe_custom_metric_output *was,
                                int64_t now_ms) NONNULL MUST_USE;

/* values: list of const char *, topic filters. */
struct plan *plan_dimension_create(const char *name, const struct list *values,
                                   int64_t now_ms) NONNULL MUST_USE;
struct plan *plan_dimension_update(const struct describe_dimension_output *was,
                                   const struct list *values, const struct described *profiles,
                                   int64_t now_ms) NONNULL MUST_USE;
struct plan *plan_dimension_delete(const struct describe_dimension_output *was,
                                   int64_t now_ms) NONNULL MUST_USE;
