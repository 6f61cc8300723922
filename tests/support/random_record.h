/*
 * tests/support/random_record: inputs and answers made up from the record tables.
 *
 * Every record made passes record_validate(). The same seed gives the same records on every
 * machine, so a failing one can be made again.
 */
#pragma once

#include "client/api/operation.h"

struct random {
    uint64_t state;
};

uint32_t random_below(struct random *r, uint32_t n); /* 0..n-1 */
/* rec->size bytes in the arena; required members always, others about half of the time. */
const void *random_record(struct random *r, const struct record *rec, struct arena *a);
/* All members wherever they travel, as one JSON object under their model names. */
void random_record_text(const struct record *rec, const void *value, struct buf *out);
/* Every record reachable from the operations, each once; NULL-terminated, in the arena. */
const struct record *const *all_records(struct arena *a);
