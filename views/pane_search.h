/*
 * views/pane_search: `/` of every screen whose state begins with a detail pane: it searches,
 * where a list filters.
 *
 * The pane is the first member of the screen's state, so that DETAIL_CALLS can stand in its
 * spec. What was searched for belongs to the pane.
 */
#pragma once

#include "tui/detail.h"
#include "views/app.h"

/* The callbacks of struct screen_spec; state begins with the pane. */
bool pane_search(void *state, const char *text, struct err *err);
const char *pane_search_text(const void *state); /* "": nothing is searched for */

#define DETAIL_CALLS \
    .widget = SCREEN_DETAIL, .filter = pane_search, .filter_text = pane_search_text
