/*
 * views/entry_fill: an entry of the journal as lines: who, when, what was sent, what came of
 * it, and the call that takes it back. For the entry's screen and for `picket journal`.
 */
#pragma once

#include "client/base/zone.h"
#include "client/store/journal.h"
#include "tui/detail.h"

enum style entry_state_style(const char *state) NONNULL; /* by "DONE", "UNKNOWN" */
/* "Wed 25 Nov 2026 14:22:07 CET" */
void entry_put_time(int64_t ms, const struct zone *z, struct buf *out) NONNULL;
/* What to look at when nobody knows what came of it; NULL: it is known. */
const char *entry_unknown_advice(const struct journal_entry *e) NONNULL;
void entry_fill(const struct journal_entry *e, const struct zone *z, struct detail *d) NONNULL;
/* The whole entry as JSON. */
void entry_put_json(const struct journal_entry *e, struct json_writer *w) NONNULL;
