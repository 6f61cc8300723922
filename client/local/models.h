/*
 * local/models: what ML detect has learned, one model a behavior, and when it is not ready yet.
 *
 * Values of the trailing 14 days are collected as they come (models_add); once a day a model is
 * built again from them when there are 25,000 of its metric and the first is 14 days old. A
 * model without enough tries daily for 30 days after the last build and then expires. A model
 * knows for each device and value how unusual it is and judges by the confidence level asked
 * for: HIGH raises few alarms, LOW many; another level needs no other training. State is kept
 * in the registry's database, a day at a time. Rules: developer guide of AWS IoT Device
 * Defender, "ML Detect".
 */
#pragma once

#include "client/api/violations.h"
#include "client/local/paging.h"
#include "client/local/registry.h"

enum {
    MODELS_DAYS = 14,
    MODELS_DATAPOINTS = 25000,
    MODELS_EXPIRE_DAYS = 30,
};

enum confidence { CONFIDENCE_LOW, CONFIDENCE_MEDIUM, CONFIDENCE_HIGH, CONFIDENCE_LEVELS };
bool confidence_read(const char *text, enum confidence *out) NONNULL MUST_USE;

struct models;
struct model; /* borrowed from struct models until models_keep() */

bool models_open(struct models **out, struct registry *r, int64_t now_ms,
                 struct err *err) NONNULL MUST_USE;
void models_close(struct models *m); /* NULL is fine; saves nothing */

/* The behaviors that there are; models of others are forgotten (deleting is final). Called
 * after profiles changed and once after models_open(), inside the caller's transaction or
 * outside one. watched: it has a target with things in it; else it is paused. A behavior whose
 * metric is another one by now begins anew; put a dimension into `metric` when it has one. */
struct model_behavior {
    int64_t profile_id;
    const char *profile, *behavior, *metric;
    bool watched;
};
bool models_keep(struct models *m, const struct model_behavior *all, size_t n, int64_t now_ms,
                 struct err *err) NONNULL MUST_USE;
/* NULL: no such. */
struct model *models_find(const struct models *m, int64_t profile_id,
                          const char *behavior) NONNULL;

/* One datapoint. device: the thing's row id, or a hash for unregistered ones; at_ms ascends. */
void model_add(struct model *m, int64_t device, int64_t at_ms, double value) NONNULL;
/* Is the value unusual for the device at that time? false as well while the model is not
 * ACTIVE. limit: the value that would just have been usual, on that side; the value itself
 * while there is no model. */
bool model_is_unusual(const struct model *m, int64_t device, int64_t at_ms, double value,
                      enum confidence level, double *limit) NONNULL;

/* A slice of building, expiring and saving, at most about 4 ms; *more: call again in the next
 * idle turn. now_ms: up to when datapoints have been handed in. Begins transactions of its own,
 * none when it has nothing to do. */
bool models_step(struct models *m, int64_t now_ms, bool *more,
                 struct err *err) NONNULL MUST_USE;

/* GetBehaviorModelTrainingSummaries. */
bool models_summaries(struct models *m,
                      const struct get_behavior_model_training_summaries_input *in,
                      const struct page *page, int64_t now_ms, struct arena *arena,
                      struct get_behavior_model_training_summaries_output *out,
                      struct err *err) NONNULL MUST_USE;
