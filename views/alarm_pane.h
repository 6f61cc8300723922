/*
 * views/alarm_pane: everything known about the alarm under the cursor of a list of alarms:
 * the sentence, what is odd about the criterion, how it was judged, since when.
 */
#pragma once

#include "views/list_view.h"

void alarm_pane_draw(struct list_view *v, struct surface *pane) NONNULL;
