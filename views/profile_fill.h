/*
 * views/profile_fill: a security profile in a detail pane.
 *
 * Every behavior is a sentence of what is expected and what alarms, with what reads backwards,
 * always or never fires beside it (store/profile_check). Nothing is asked here.
 */
#pragma once

#include "client/store/answer.h"
#include "tui/detail.h"
#include "views/profile_common.h"

void profile_fill(const struct app *app, const struct described_item *item,
                  struct target_reach *reach, const struct answer *tags,
                  struct detail *d) NONNULL;
