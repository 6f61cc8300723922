/*
 * store/drills: scenarios of the local service as rows, and the plans that start and stop them.
 *
 * Only a service on this machine knows scenarios; whoever shows them asks drills_are_here()
 * first, and net/call lets none of these calls leave the machine. A started scenario is not
 * taken back: what it moved stays in the metrics for as long as they are kept.
 */
#pragma once

#include "client/api/drills.h"
#include "client/store/plan.h"
#include "client/store/table.h"

enum { DRILLS_POLL_MS = 2000 }; /* a service clock may run fast, and asking costs nothing */

/* Columns of the table, in this order. */
enum drill_column {
    DRILL_ID,
    DRILL_TITLE,
    DRILL_STATUS,
    DRILL_THINGS,
    DRILL_STRUCK,
    DRILL_ALARMED,
    DRILL_STARTED,
    DRILL_ENDS,
    DRILL_AIM,
    DRILL_COLUMNS
};
extern const struct table_spec drills_table;

/* false, and why: the client does not ask a service on this machine. */
bool drills_are_here(const struct client *c, const char *context, struct err *err) NONNULL;

/* about NULL: what the scenario does is not known here. Owned. */
struct plan *plan_scenario_start(const struct start_scenario_input *in,
                                 const struct scenario_about *about, int64_t now_ms)
    __attribute__((nonnull(1))) MUST_USE;
struct plan *plan_scenario_stop(const char *id, const char *title,
                                int64_t now_ms) NONNULL MUST_USE;
