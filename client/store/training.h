/*
 * store/training: how far the models of ML detect are, one row a behavior, and what share of
 * their datapoints was seen when.
 *
 * One shared list, asked by GetBehaviorModelTrainingSummaries (pages of 10) every
 * TRAINING_POLL_MS (store/watched_list). Shares are noted every few hours of the service's time
 * and kept as well, so that a rate can be measured (store/training_forecast); those of a model
 * that began anew are forgotten. Owned: training_free().
 */
#pragma once

#include "client/store/training_forecast.h"
#include "client/store/watched_list.h"

enum {
    TRAINING_POLL_MS = 60 * 1000,       /* built once a day, in pages of 10 */
    TRAINING_NOTE_MS = 3 * 3600 * 1000, /* of the service's time, between two shares noted */
    TRAINING_POINTS_MAX = 32,           /* of a model; then every second one goes */
    TRAINING_MODELS_MAX = 1000,         /* whose shares are noted: ten profiles full of ML */
};

/* Columns of the table, in this order. */
enum training_column {
    TRAINING_KEY, /* PROFILE/BEHAVIOR */
    TRAINING_BEHAVIOR,
    TRAINING_PROFILE,
    TRAINING_STATUS, /* as it came */
    TRAINING_PERCENT,
    TRAINING_EXACT, /* the same in thousandths */
    TRAINING_START,
    TRAINING_BUILT,
    TRAINING_COLUMNS
};
extern const struct table_spec training_table;

struct training;

struct training *training_new(struct loop *loop) NONNULL MUST_USE;
void training_free(struct training *t);
void training_connect(struct training *t, struct client *client)
    __attribute__((nonnull(1))); /* NULL: not connected */
/* Rows and shares of earlier sessions; both copied. */
void training_keep(struct training *t, const char *rows_path, const char *shares_path) NONNULL;
/* Watched, paused and refreshed by itself; connected by training_connect(). */
struct watched_list *training_list(const struct training *t) NONNULL;

/* What is known of a row, as of when it came by the service's time. Borrowed until the next
 * change. */
void training_facts(const struct training *t, uint32_t row, struct training_facts *out) NONNULL;

/* Counts over the visible rows, for summaries. */
struct training_tally {
    uint32_t active, pending, expired, other;
};
void training_count(const struct training *t, struct training_tally *out) NONNULL;
