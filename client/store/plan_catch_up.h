/*
 * store/plan_catch_up: what the journal knows of a plan's steps, before any is sent again.
 *
 * The journal is written before every call, a plan's file only now and then: after a console
 * died, or while another one carries the plan out, a step that the file calls ready may have
 * left. Steps are found by their request, so numbers of entries that a file brought from
 * somebody else's journal fall away. A journal that cannot be read leaves the plan as it is:
 * the gate lets nothing pass then either.
 */
#pragma once

#include "client/store/journal.h"
#include "client/store/plan.h"

void plan_catch_up(struct plan *p, struct journal *j) NONNULL;
