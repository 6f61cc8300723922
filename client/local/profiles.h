/*
 * local/profiles: security profiles, their targets, custom metrics and dimensions of the local
 * service's account, in the registry's database.
 *
 * Keeps behaviors as the API's own JSON; whoever judges by them (local/detect) reads all of
 * them at once with profiles_load() and is told of changes by the handlers
 * (detect_profiles_changed). Validation says what the service says:
 * ValidateSecurityProfileBehaviors answers valid=false with texts, Create and Update refuse
 * with them. Facts: API reference of AWS IoT, developer guide "Detect" and its quotas.
 */
#pragma once

#include "client/api/custom_metrics.h"
#include "client/api/dimensions.h"
#include "client/api/metrics.h"
#include "client/api/profiles.h"
#include "client/local/paging.h"
#include "client/local/registry.h"

/* Whom a profile watches. */
enum profile_target_kind {
    TARGET_ALL,          /* arn:aws:iot:R:A:all/things */
    TARGET_REGISTERED,   /* :all/registered-things */
    TARGET_UNREGISTERED, /* :all/unregistered-things */
    TARGET_GROUP,        /* :thinggroup/NAME, groups below it included */
};
struct profile_target {
    enum profile_target_kind kind;
    int64_t group_id; /* TARGET_GROUP */
};

struct profile {
    int64_t id; /* rowid, never used again */
    const char *name, *arn;
    int64_t version;
    struct list behaviors; /* of struct behavior */
    struct list retained;  /* of struct metric_to_retain */
    struct list alerts;    /* of struct map_entry: AlertTargetType -> struct alert_target */
    struct profile_target *targets;
    size_t n_targets;
};
struct profile_set {
    struct profile *profiles;
    size_t n;
};
/* All of them, by name. Texts live in the arena. */
bool profiles_load(struct registry *r, struct arena *a, struct profile_set *out,
                   struct err *err) NONNULL MUST_USE;

struct custom_metric_row {
    const char *name, *type, *display_name; /* type: CustomMetricType */
};
bool custom_metrics_load(struct registry *r, struct arena *a, struct custom_metric_row **out,
                         size_t *n, struct err *err) NONNULL MUST_USE;

/* The metric of a behavior or of what is retained, NULL: there is no such metric here. A custom
 * one is the row of its type. */
bool profile_rows_metric(struct registry *r, const char *name, struct arena *a,
                         const struct metric **out, struct err *err) NONNULL MUST_USE;

/* What is wrong with behaviors, as struct validation_error in the arena; empty: nothing. The
 * texts are the service's: "Behavior X is malformed. ...". */
bool profiles_validate(struct registry *r, const struct list *behaviors, struct arena *a,
                       struct list *errors, struct err *err) NONNULL MUST_USE;

/* ---- one profile: inputs are decoded, validated requests; failures that the API documents are
 * faults; changes belong into a transaction of the caller ---- */

bool profile_rows_create(struct registry *r, const struct create_security_profile_input *in,
                         int64_t now_ms, struct arena *a, struct err *err) NONNULL MUST_USE;
bool profile_rows_describe(struct registry *r, const char *name, struct arena *a,
                           struct describe_security_profile_output *out,
                           struct err *err) NONNULL MUST_USE;
/* A list that is given takes the place of the one there was; an empty one changes nothing. */
bool profile_rows_update(struct registry *r, const struct update_security_profile_input *in,
                         int64_t now_ms, struct arena *a, struct err *err) NONNULL MUST_USE;
/* A profile that is not there is deleted already. */
bool profile_rows_delete(struct registry *r, const struct delete_security_profile_input *in,
                         struct arena *a, struct err *err) NONNULL MUST_USE;
/* By name. */
bool profile_rows_list(struct registry *r, const struct list_security_profiles_input *in,
                       const struct page *page, struct arena *a,
                       struct list_security_profiles_output *out,
                       struct err *err) NONNULL MUST_USE;
/* The one profile of that name, targets left out; *found. */
bool profile_rows_find(struct registry *r, const char *name, struct arena *a,
                       struct profile *out, bool *found, struct err *err) NONNULL MUST_USE;
/* The row of the profile of that name; a fault when there is none. */
bool profile_rows_id(struct registry *r, const char *name, struct arena *a, int64_t *id,
                     struct err *err) NONNULL MUST_USE;
/* Is a custom metric or a dimension in use? *by: by which profile, NULL: by none. */
bool profile_rows_metric_used(struct registry *r, const char *metric, struct arena *a,
                              const char **by, struct err *err) NONNULL MUST_USE;
bool profile_rows_dimension_used(struct registry *r, const char *dimension, struct arena *a,
                                 const char **by, struct err *err) NONNULL MUST_USE;
/* What a profile has beside its behaviors. A fault when something is wrong with it. */
struct profile_extras {
    const struct list *retained_names, *retained, *alert_targets;
};
bool profile_rows_check_extras(struct registry *r, const struct profile_extras *x,
                               struct arena *a, struct err *err) NONNULL MUST_USE;

/* ---- targets ---- */

/* Attaching twice is attaching once; detaching what is not attached is fine. */
bool profile_rows_attach(struct registry *r, const char *profile, const char *target_arn,
                         struct arena *a, struct err *err) NONNULL MUST_USE;
bool profile_rows_detach(struct registry *r, const char *profile, const char *target_arn,
                         struct arena *a, struct err *err) NONNULL MUST_USE;
bool profile_rows_load_targets(struct registry *r, struct arena *a, struct profile *p,
                               struct err *err) NONNULL MUST_USE;
bool profile_rows_targets(struct registry *r,
                          const struct list_targets_for_security_profile_input *in,
                          const struct page *page, struct arena *a,
                          struct list_targets_for_security_profile_output *out,
                          struct err *err) NONNULL MUST_USE;
bool profile_rows_of_target(struct registry *r,
                            const struct list_security_profiles_for_target_input *in,
                            const struct page *page, struct arena *a,
                            struct list_security_profiles_for_target_output *out,
                            struct err *err) NONNULL MUST_USE;
