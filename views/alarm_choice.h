/*
 * views/alarm_choice: the alarms an action is about, frozen for the form that opens on them.
 *
 * From rows of store/alarms or store/alarm_events, marked or under the cursor, as
 * views/chosen has it. The form is a view "SCREEN set:ID"
 * (store/frozen).
 */
#pragma once

#include "client/store/frozen.h"
#include "views/list_view.h"

/* What people call a row. */
void alarm_choice_name(const struct list_view *v, uint32_t row, struct buf *out) NONNULL;
/* Freezes the chosen rows and opens the screen; says why when it cannot. */
void alarm_choice_open(struct app *app, struct list_view *v, const char *screen) NONNULL;
