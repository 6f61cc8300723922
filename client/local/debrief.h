/*
 * local/debrief: a scenario held against the alarms that were raised meanwhile.
 *
 * What counts as seen: an alarm on a metric that the scenario moves, on a thing that it
 * strikes, raised between then and DEBRIEF_GRACE_MS after its end, because alarms come when a
 * duration is over and so many datapoints agree; what a thing in quarantine lacks is no sign of
 * the scenario. Reads only.
 */
#pragma once

#include "client/api/drills.h"
#include "client/local/handlers.h"
#include "client/local/scenarios.h"

enum { DEBRIEF_GRACE_MS = 2 * 60 * 60 * 1000 }; /* an hour of duration and ten datapoints */

/* Texts lie in the call's arena. */
bool debrief_summary(struct call *c, const struct scenario *one, struct scenario_summary *out,
                     struct err *err) NONNULL MUST_USE;
bool debrief_describe(struct call *c, const struct scenario *one,
                      struct describe_scenario_output *out, struct err *err) NONNULL MUST_USE;
/* What each metric of a kind does, as struct scenario_metric. */
struct list debrief_metrics(struct call *c, const struct scenario_kind *kind) NONNULL;
