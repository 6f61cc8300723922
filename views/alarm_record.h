/*
 * views/alarm_record: the record of an alarm, or of an event of one, as the service sent it.
 *
 * Rows keep what a list needs and not the record, so the service is asked for it again,
 * narrowed to device, profile and moment. What it does not have any more is shown as this
 * console recorded it (store/alarm_history), and said to be.
 */
#pragma once

#include "views/list_view.h"

/* Opens the record of the row under the cursor; the rows are of store/alarms or
 * store/alarm_events. */
void alarm_record_open(struct app *app, struct list_view *v) NONNULL;
