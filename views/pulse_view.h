/*
 * views/pulse_view: how Pulse draws its detect half: as much as the screen has room for, one
 * line when Detect is closed to the account.
 */
#pragma once

#include "client/store/alarm_hours.h"
#include "tui/surface.h"
#include "views/pulse_detect.h"

/* Rows it takes of a body of this size. */
int pulse_detect_rows(const struct pulse_detect *d, int rows, int cols) NONNULL;
/* Into a surface of so many rows. */
void pulse_detect_draw(const struct pulse_detect *d, const struct alarm_hours *h,
                       struct surface *s) NONNULL;
