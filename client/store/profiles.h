/*
 * store/profiles: the account's security profiles with their targets, its custom metrics and
 * its dimensions, as store/described lists; and what a profile's members mean.
 *
 * A list item of the service says no more than a name, so each profile is described and its
 * targets are listed (struct described_item's `also`, of struct security_profile_target).
 * Records are borrowed until the next change of the list. Facts: API reference of
 * ListSecurityProfiles, DescribeSecurityProfile and ListTargetsForSecurityProfile; the forms of
 * a target's ARN: developer guide, "Detect concepts".
 */
#pragma once

#include "client/api/behavior_text.h"
#include "client/api/custom_metrics.h"
#include "client/api/dimensions.h"
#include "client/api/metrics.h"
#include "client/api/profiles.h"
#include "client/store/described.h"

extern const struct described_spec profiles_spec, custom_metrics_spec, dimensions_spec;

enum profile_column {
    PROFILE_NAME,
    PROFILE_RULES, /* behaviors with a fixed value */
    PROFILE_STATISTICAL,
    PROFILE_ML,
    PROFILE_BEHAVIORS, /* all of them */
    PROFILE_ALERT_TO,
    PROFILE_VERSION,
    PROFILE_CHANGED,
    PROFILE_METRICS, /* names that behaviors or the retained ones use, ' ' between */
    PROFILE_DESCRIPTION,
    PROFILE_COLUMNS
};
extern const struct table_spec profiles_table;

enum custom_metric_column {
    CUSTOM_NAME,
    CUSTOM_TYPE,
    CUSTOM_DISPLAY_NAME,
    CUSTOM_CHANGED,
    CUSTOM_COLUMNS
};
extern const struct table_spec custom_metrics_table;

enum dimension_column {
    DIMENSION_NAME,
    DIMENSION_TYPE,
    DIMENSION_VALUES,
    DIMENSION_CHANGED,
    DIMENSION_COLUMNS
};
extern const struct table_spec dimensions_table;

/* NULL: not there, or not described yet. */
const struct describe_security_profile_output *profiles_find(const struct described *profiles,
                                                             const char *name) NONNULL;
const struct behavior *profile_behavior(const struct describe_security_profile_output *p,
                                        const char *name) NONNULL;
const struct describe_custom_metric_output *custom_metrics_find(const struct described *customs,
                                                                const char *name) NONNULL;

size_t profile_count(const struct describe_security_profile_output *p,
                     enum behavior_kind kind) NONNULL;

/* The metric's row: a built-in one, or what its custom type says; NULL: neither is known. */
const struct metric *profiles_metric(const struct described *custom_metrics,
                                     const char *name) NONNULL;

/* Whom a target is. */
enum profile_scope {
    SCOPE_ALL,
    SCOPE_REGISTERED,
    SCOPE_UNREGISTERED,
    SCOPE_GROUP,
    SCOPE_OTHER
};
/* *group: the name within the ARN, "" but for SCOPE_GROUP. Borrowed from arn. */
enum profile_scope profile_scope(const char *arn, const char **group) NONNULL;
/* "all things", "group cameras", or the ARN as it came. */
void profile_scope_put(const char *arn, struct buf *out) NONNULL;

/* Names of the profiles whose behaviors or retained metrics use a metric, or a dimension, ", "
 * between; how many. */
size_t profiles_using_metric(const struct described *profiles, const char *metric,
                             struct buf *out) NONNULL;
size_t profiles_using_dimension(const struct described *profiles, const char *dimension,
                                struct buf *out) NONNULL;
