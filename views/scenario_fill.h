/*
 * views/scenario_fill: the debrief of a scenario as text, for the screen and the command line.
 *
 * Says what was there to see and what came of it, in the order in which it happened; what was
 * not seen is said as plainly as what was. Times are the service's.
 */
#pragma once

#include "client/api/drills.h"
#include "tui/detail.h"

void scenario_fill(const struct describe_scenario_output *o, struct detail *d) NONNULL;
enum style scenario_status_style(const char *status);
