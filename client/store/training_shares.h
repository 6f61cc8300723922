/*
 * Only for store/training: shares of datapoints as they were seen, by model, and their file.
 *
 * A line a model: which (a hash of its name: names are not ours), since when it collects, then
 * the shares. A file that is damaged is read as far as it goes.
 */
#pragma once

#include "client/store/training.h"

struct training_shares;

struct training_shares *training_shares_new(void) MUST_USE;
void training_shares_free(struct training_shares *s);
void training_shares_load(struct training_shares *s, const char *path) NONNULL;
bool training_shares_save(const struct training_shares *s, const char *path,
                          struct err *err) NONNULL MUST_USE;
/* true: it was worth noting. */
bool training_shares_note(struct training_shares *s, struct str key, int64_t start_ms,
                          const struct training_point *p) NONNULL;
/* Of this model and this start; none: 0. Borrowed until the next note. */
size_t training_shares_of(const struct training_shares *s, struct str key, int64_t start_ms,
                          const struct training_point **out) NONNULL;
